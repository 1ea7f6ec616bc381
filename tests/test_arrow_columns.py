"""What each type of a column becomes, by whichever library it comes."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from rusfelt._arrow import Room, TooLargeError, columns_of
from rusfelt._frames import column_names, read_columns
from rusfelt.errors import DomainError

pa = pytest.importorskip("pyarrow")
pandas = pytest.importorskip("pandas")
polars = pytest.importorskip("polars")
duckdb = pytest.importorskip("duckdb")

NAN = np.nan
EVENING = [dt.datetime(2019, 12, 31, 23, 30), None, dt.datetime(2020, 6, 30, 22, 30)]
NEW_YEAR = [dt.date(2020, 1, 1), None, dt.date(2020, 7, 1)]
# Type, cells, and what they become.
TYPES: dict[str, tuple[Any, list[Any]]] = {
    "whole numbers": (pa.array([1, 2, 3], pa.int8()), [1, 2, 3]),
    "whole numbers beside a null": (pa.array([1, None, 3]), [1.0, NAN, 3.0]),
    "long numbers": (pa.array([2**53 + 1, 2**53 + 2]), [2**53 + 1, 2**53 + 2]),
    "long numbers beside a null": (
        pa.array([2**53 + 1, None, 2**53 + 2]),
        ["9007199254740993", "", "9007199254740994"],
    ),
    "numbers too long for 64 bits with a sign": (
        pa.array([2**64 - 1, 1, None], pa.uint64()),
        ["18446744073709551615", "1", ""],
    ),
    "half floats": (pa.array(np.array([1.5, 2.0], np.float16)), [1.5, 2.0]),
    "floats": (pa.array([1.5, None, NAN, np.inf]), [1.5, NAN, NAN, np.inf]),
    "decimals": (pa.array([Decimal("0.3"), None, Decimal("-2.05")]), [0.3, NAN, -2.05]),
    "decimals without decimals": (pa.array([Decimal(12), Decimal(-3)]), [12, -3]),
    "long decimals": (
        pa.array([Decimal("12345678901234567890.5"), None], pa.decimal128(38, 1)),
        [12345678901234567890.5, NAN],
    ),
    "longer decimals": (pa.array([Decimal("0.1"), None], pa.decimal256(50, 1)), [0.1, NAN]),
    "yes and no": (pa.array([True, False]), [True, False]),
    "yes, no and nothing": (pa.array([True, None, False]), [1.0, NAN, 0.0]),
    "nothing at all": (pa.nulls(2), [NAN, NAN]),
    "days": (pa.array(NEW_YEAR), NEW_YEAR),
    "days as milliseconds": (pa.array(NEW_YEAR, pa.date64()), NEW_YEAR),
    "moments": (pa.array(EVENING), [dt.date(2019, 12, 31), None, dt.date(2020, 6, 30)]),
    "moments in Oslo": (pa.array(EVENING, pa.timestamp("us", "Europe/Oslo")), NEW_YEAR),
    "moments in Greenwich": (
        pa.array(EVENING, pa.timestamp("ns", "UTC")),
        [dt.date(2019, 12, 31), None, dt.date(2020, 6, 30)],
    ),
    "moments two hours east": (pa.array(EVENING, pa.timestamp("s", "+02:00")), NEW_YEAR),
    "times of day": (
        pa.array([dt.time(9, 30), None, dt.time(10, 0, 5)], pa.time32("s")),
        ["09:30:00", "", "10:00:05"],
    ),
    "exact times of day": (
        pa.array([dt.time(9, 30), dt.time(9, 30, 0, 500)], pa.time64("us")),
        ["09:30:00", "09:30:00.000500"],
    ),
    "text": (pa.array(["a", None, "", "blåbær", "😀"]), ["a", "", "", "blåbær", "😀"]),
    "large text": (pa.array(["a", "bc"], pa.large_string()), ["a", "bc"]),
    "views of text": (
        pa.array(["a", None, "a text of some length"], pa.string_view()),
        ["a", "", "a text of some length"],
    ),
    "text that is looked up": (
        pa.array(["a", None, "bc", "a"]).dictionary_encode(),
        ["a", "", "bc", "a"],
    ),
    "one text all along": (pa.array(["a"] * 3).dictionary_encode(), ["a", "a", "a"]),
    "a null among what is looked up": (
        pa.DictionaryArray.from_arrays([0, 1, 2], pa.array(["a", None, "b"])),
        ["a", "", "b"],
    ),
    "numbers that are looked up": (pa.array([7, None, 7]).dictionary_encode(), [7.0, NAN, 7.0]),
    "runs of text": (pa.RunEndEncodedArray.from_arrays([1, 3], ["a", "b"]), ["a", "b", "b"]),
}


def same(found: Any, expected: list[Any]) -> None:
    assert (
        found.tolist() == pytest.approx(expected, abs=0, nan_ok=True) or found.tolist() == expected
    )


@pytest.mark.parametrize("name", TYPES)
def test_a_type_becomes_numbers_days_or_text(name: str) -> None:
    """Whole, in pieces, and from the middle of what is longer."""
    array, expected = TYPES[name]
    found = read_columns(pa.table({"a": array}))["a"]
    same(found, expected)
    pieces = pa.chunked_array([array[:1], array[1:1], array[1:]])
    again = read_columns(pa.table({"a": pieces}))["a"]
    same(again, expected)
    assert again.dtype == found.dtype
    same(
        read_columns(pa.table({"a": array}).slice(1))["a"],
        read_columns(pa.table({"a": array[1:]}))["a"].tolist(),
    )


@pytest.mark.parametrize("name", TYPES)
def test_a_stream_gives_what_its_table_does(name: str) -> None:
    """Also where it can be read once only."""
    table = pa.table({"a": TYPES[name][0]})
    stream = table.to_reader(2)
    assert column_names(stream) == ["a"]
    found = read_columns(stream)["a"]
    assert found.dtype == read_columns(table)["a"].dtype
    same(found, TYPES[name][1])


def test_a_decimal_is_the_nearest_float() -> None:
    """As Python makes it; pyarrow's own way makes 0.3 to 0.30000000000000004."""
    chance = random.Random(1)  # noqa: S311
    for scale in (0, 1, 3, 9, 22, 30):
        values = [
            Decimal(chance.randrange(-(10 ** chance.randrange(1, 19)), 10**18)).scaleb(-scale)
            for _ in range(500)
        ]
        found = read_columns(pa.table({"a": pa.array(values, pa.decimal128(38, scale))}))["a"]
        assert found.astype(float).tolist() == [float(each) for each in values]
        frame = pandas.DataFrame(
            {"a": pandas.array(values, dtype=pandas.ArrowDtype(pa.decimal128(38, scale)))}
        )
        assert read_columns(frame)["a"].astype(float).tolist() == [float(each) for each in values]


@pytest.mark.parametrize("many", [3, 30_000])
def test_text_is_the_same_however_it_is_kept(many: int) -> None:
    """Looked up or not, among many words or few."""
    chance = np.random.default_rng(2)
    words = np.array(["", "a", "blå", "en lang merknad", *(f"P{each}" for each in range(many))])
    places = chance.integers(0, len(words), 1_000)
    column = words[places].tolist()
    spelt = pa.array(column)
    looked_up = pa.DictionaryArray.from_arrays(places, words.tolist())
    for each in (spelt, looked_up, spelt.cast(pa.large_string()), spelt.cast(pa.string_view())):
        assert read_columns(pa.table({"a": each}))["a"].tolist() == column
    assert read_columns(polars.DataFrame({"a": column}))["a"].tolist() == column
    assert read_columns(pandas.DataFrame({"a": pandas.Categorical(column)}))["a"].tolist() == column


REFUSED = {
    "lists": (pa.array([[1]]), "lists or records"),
    "records": (pa.array([{"a": 1}]), "lists or records"),
    "maps": (pa.array([[(1, 2)]], pa.map_(pa.int8(), pa.int8())), "lists or records"),
    "bytes": (pa.array([b"a"]), "bytes"),
    "bytes of one length": (pa.array([b"ab"], pa.binary(2)), "bytes"),
    "spans of time": (pa.array([dt.timedelta(1)]), "spans of time"),
    "months, days and nanoseconds": (
        pa.array([(1, 2, 3)], pa.month_day_nano_interval()),
        "spans of time",
    ),
    "an unknown zone": (pa.array([0], pa.timestamp("s", "Europe/Atlantis")), "Europe/Atlantis"),
    "a day before the year 1": (pa.array([-1_000_000], pa.int32()).cast(pa.date32()), "1 to 9999"),
    "a text with a NUL": (pa.array(["a\0"]), "NUL"),
}


def test_every_column_that_cannot_be_read_is_named_with_what_to_do() -> None:
    """All at once where the type says so, and none of their cells."""
    with pytest.raises(DomainError) as caught:
        read_columns(pa.table({name: each for name, (each, _) in list(REFUSED.items())[:7]}))
    assert [each.path for each in caught.value.problems] == list(REFUSED)[:7]
    assert all(each.remedy for each in caught.value.problems)
    for name, (array, why) in REFUSED.items():
        with pytest.raises(DomainError, match=why) as caught:
            read_columns(pa.table({name: array, "fine": [1]}))
        assert caught.value.problems[0].path == name
        assert read_columns(pa.table({name: array, "fine": [1]}), ["fine"])["fine"].tolist() == [1]


@pytest.mark.parametrize(
    ("cells", "why"),
    [([[1], [2]], "lists"), ([{"a": 1}], "lists"), ([b"a"], "bytes"), ([dt.timedelta(1)], "spans")],
)
def test_so_are_those_of_other_libraries(cells: list[Any], why: str) -> None:
    """A column of Python's own objects as well."""
    frames = [
        polars.DataFrame({"a": cells}),
        pandas.DataFrame({"a": pandas.Series(cells, dtype=object)}),
        {"a": np.array([*cells, None], dtype=object)},
    ]
    for frame in frames:
        with pytest.raises(DomainError, match=why) as caught:
            read_columns(frame)
        assert caught.value.problems[0].path == "a"


def test_objects_of_python_are_what_they_are() -> None:
    """In pandas' columns of objects, whatever else stands there."""
    frame = pandas.DataFrame(
        {
            "decimal": pandas.Series([Decimal("0.3"), None], dtype=object),
            "numpy": pandas.Series([np.int64(3), np.float32(0.5)], dtype=object),
            "long": pandas.Series([2**53 + 1, None], dtype=object),
            "day": pandas.Series([dt.date(2020, 1, 1), pandas.NaT], dtype=object),
            "true": pandas.Series([np.True_, False], dtype=object),
            "mixed": pandas.Series(["0301", 301], dtype=object),
        }
    )
    found = read_columns(frame)
    assert found["decimal"].tolist() == pytest.approx([0.3, NAN], nan_ok=True)
    assert found["numpy"].tolist() == [3, 0.5]
    assert found["long"].tolist() == ["9007199254740993", ""]
    assert found["day"].tolist() == [dt.date(2020, 1, 1), None]
    assert found["true"].tolist() == [True, False]
    assert found["mixed"].tolist() == ["0301", "301"]


def test_two_long_numbers_beside_a_gap_stay_two() -> None:
    """As a float they would be one."""
    ids = [2**53, 2**53 + 1, None]
    for frame in (
        pandas.DataFrame({"a": pandas.array(ids, dtype="Int64")}),
        polars.DataFrame({"a": ids}),
        pa.table({"a": ids}),
        duckdb.from_arrow(pa.table({"a": ids})),
    ):
        assert read_columns(frame)["a"].tolist() == ["9007199254740992", "9007199254740993", ""]


def test_what_duckdb_counts_and_sums_is_whole() -> None:
    """Its sum of whole numbers is a decimal of 38 digits to Arrow."""
    table = duckdb.sql(
        "select sum(i) as total, count(*) as n, 'x'::enum('x', 'y') as e from range(4) t(i)"
    )
    found = read_columns(table)
    assert {name: each.tolist() for name, each in found.items()} == {
        "total": [6],
        "n": [4],
        "e": ["x"],
    }
    assert found["total"].dtype == np.int64


def test_one_text_all_the_way_down_takes_the_room_of_one() -> None:
    """A register has its indicator in every row."""
    found = read_columns(pa.table({"a": pa.array(["phq9"] * 100_000).dictionary_encode()}))["a"]
    assert found.strides == (0,)
    assert (found == "phq9").all()


def test_numbers_without_gaps_are_not_copied() -> None:
    """One batch of them is the memory it came in."""
    numbers = pa.array(np.arange(1_000))
    table = pa.table({"a": numbers})
    found = columns_of(table.schema, table.to_batches(), ["a"], Room())["a"]
    assert found.ctypes.data == numbers.buffers()[1].address


def test_a_table_larger_than_its_room_is_refused_where_it_grows_too_large() -> None:
    """Before the room is taken, and by the name of the column."""
    table = pa.table({"a": np.arange(1_000), "b": ["x" * 1_000] * 500 + ["y"] * 500})
    assert len(columns_of(table.schema, table.to_batches(), ["a"], Room(8_000))["a"]) == 1_000
    with pytest.raises(TooLargeError, match="1,000 letters") as caught:
        columns_of(table.schema, table.to_batches(), ["a", "b"], Room(1_000_000))
    assert caught.value.column == "b"
    with pytest.raises(TooLargeError):
        columns_of(table.schema, table.to_batches(), ["a"], Room(7_999))


@pytest.mark.parametrize(
    "thing",
    [polars.Series([1]), pa.array([1]), pa.chunked_array([[1]]), pandas.Series([1]), 3, None, "x"],
    ids=lambda each: type(each).__name__,
)
def test_a_column_alone_is_no_table(thing: object) -> None:
    """Nor is a number."""
    with pytest.raises(DomainError, match=r"no table|give a table|Give a"):
        read_columns(thing)


def test_two_columns_of_one_name_are_refused() -> None:
    """In Arrow they can be."""
    twice = pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["a", "a"])
    with pytest.raises(DomainError, match="one name"):
        read_columns(twice)
    with pytest.raises(DomainError, match="one name"):
        read_columns(twice.to_reader())


def test_without_pyarrow_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables of pandas and polars do without."""
    import sys

    from rusfelt.errors import MissingExtraError

    table = duckdb.sql("select 'a' as a")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r"rusfelt\[parquet\]"):
        read_columns(table)
    assert read_columns(polars.DataFrame({"a": ["x", None], "b": ["y", "z"]}))["a"].tolist() == [
        "x",
        "",
    ]
