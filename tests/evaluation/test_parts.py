"""Series in many parts: the same answer as from one panel, however they were cut."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from registers import spread, table, written

import rusfelt
from rusfelt import Column, DomainError, Needs, Panel, Parts, ReadError, Spec
from rusfelt.evaluation.at_scale import rows as rows_module
from rusfelt.evaluation.at_scale import run
from rusfelt.evaluators.joinpoint import Joinpoint
from rusfelt.evaluators.mann_kendall import MannKendall
from rusfelt.evaluators.reliable_change import ReliableChange
from rusfelt.evaluators.theil_sen import TheilSen

COLUMNS = {"unit": "person", "t": "date", "y": "score"}


def evaluators():
    """Row columns, words, and what needs more points than some have."""
    return [ReliableChange(reliability=0.8, sd=5.0), MannKendall(), TheilSen()]


def digests(found):
    return [each.digest() for each in found]


def whole(rows, **more):
    """The panel of all rows, as it is made from a table in memory."""
    frame = {name: rows[name].to_pandas().to_numpy() for name in rows.column_names}
    frame["date"] = rows["date"].to_pandas().to_numpy()
    if "indicator" not in more:
        frame["nothing"] = np.full(len(rows), "")
    frame["lower"] = np.full(len(rows), "lower")
    per_series = {"better": "lower"} | more.pop("per_series", {})
    return Panel.from_frame(
        frame, **{"indicator": "nothing", **COLUMNS, **more}, per_series=per_series
    )


def parts(source, **more):
    return Parts.of(source, **COLUMNS, constant={"better": "lower"}, **more)


@pytest.fixture(scope="module")
def people():
    """Two hundred people."""
    return table(200)


@pytest.fixture(scope="module")
def expected(people):
    """What one process says of one panel."""
    return rusfelt.evaluate(whole(people), evaluators())


# -- The same answer ------------------------------------------------------------------------------


@pytest.mark.parametrize("files", [1, 3, 7])
def test_the_answer_does_not_depend_on_the_cut(people, expected, tmp_path, files):
    """One file or seven: every column is that of the whole panel, byte for byte."""
    spread(people, tmp_path, files=files)
    found = rusfelt.evaluate(parts(tmp_path), evaluators())
    assert digests(found) == digests(expected)
    for ours, theirs in zip(found, expected, strict=True):
        assert list(ours) == list(theirs)
        for name in ours:
            assert ours[name].tolist() == theirs[name].tolist() or (
                np.array_equal(ours[name], theirs[name], equal_nan=True)
            )


def test_the_order_of_the_parts_plays_no_part(people, expected, tmp_path):
    """The rows come in the order of the keys, whatever the files are called."""
    paths = spread(people, tmp_path, files=4)
    found = rusfelt.evaluate(parts(paths[::-1]), evaluators())
    assert digests(found) == digests(expected)
    assert found[0]["unit"].tolist() == sorted(set(people["person"].to_pylist()))


def test_panels_are_parts_as_well(people, expected):
    """Any iterable of panels, taken one by one."""
    panel = whole(people)
    cut = (panel.take(np.arange(start, len(panel), 3)) for start in (2, 0, 1))
    assert digests(rusfelt.evaluate(cut, evaluators())) == digests(expected)


@pytest.mark.parametrize("batch", [7, 64])
def test_the_answer_does_not_depend_on_the_batches(people, expected, tmp_path, monkeypatch, batch):
    """People whose rows lie across the end of a batch are answered once, and whole."""
    monkeypatch.setattr(rows_module, "READ", batch)
    monkeypatch.setattr(rows_module, "BATCH", 2 * batch)
    spread(people, tmp_path, chunk=50)
    assert digests(rusfelt.evaluate(parts(tmp_path), evaluators())) == digests(expected)


NAMES = {
    "letters beyond ASCII": [f"å{'ø' * (each % 3)}{each:03}" for each in range(50)],
    "names of many lengths": [f"{each}" for each in range(50)],
    "whole numbers": list(range(5, 55)),
    "whole numbers as fractions": [float(each) for each in range(5, 55)],
}


@pytest.mark.parametrize("kind", NAMES)
def test_names_of_every_kind(tmp_path, kind):
    """Numbers rise as numbers in a file; the answer's order is that of their text."""
    rows = table(50, names=NAMES[kind])
    spread(rows, tmp_path)
    found = rusfelt.evaluate(parts(tmp_path), evaluators())
    assert digests(found) == digests(rusfelt.evaluate(whole(rows), evaluators()))


@pytest.mark.parametrize("coded", [pa.dictionary(pa.int32(), pa.string()), pa.large_string()])
def test_text_in_every_form(people, expected, tmp_path, coded):
    """A file that numbers its words, and one that does not."""
    rows = people.set_column(0, "person", people["person"].combine_chunks().cast(coded))
    paths = [written(rows, tmp_path / "one.parquet")]
    assert digests(rusfelt.evaluate(parts(paths), evaluators())) == digests(expected)


def test_keys_of_several_columns(tmp_path):
    """Instruments and groups of one person side by side, in any order within the person."""
    rows = table(60, missing=0.2)
    rng = np.random.default_rng(5)
    order = np.argsort(
        rows["person"].combine_chunks().dictionary_encode().indices.to_numpy() * 1000
        + rng.integers(0, 1000, len(rows))
    )
    rows = rows.append_column("what", pa.array(rng.choice(["phq-9", "gad-7"], len(rows))))
    rows = rows.append_column("who", pa.array(rng.choice(["sex=F", None], len(rows)).tolist()))
    rows = rows.append_column("stretch", pa.array(rng.integers(-1, 2, len(rows)))).take(order)
    keys = {"indicator": "what", "group": "who", "part": "stretch"}
    frame = rows.set_column(
        rows.column_names.index("who"), "who", rows["who"].combine_chunks().fill_null("")
    )
    panel = whole(frame, **keys)
    spread(rows, tmp_path)
    found = rusfelt.evaluate(parts(tmp_path, **keys), evaluators())
    assert digests(found) == digests(rusfelt.evaluate(panel, evaluators()))
    assert len(set(found[0]["indicator"])) == 2
    assert set(found[0]["part"]) == {-1, 0, 1}


def test_further_columns_by_series_and_by_point(tmp_path):
    """Teams, figures behind the values and yes-or-no columns get to the evaluator that wants them."""
    rows = table(40)
    code = rows["person"].combine_chunks().dictionary_encode().indices.to_numpy()
    rows = rows.append_column("team", pa.array(np.char.add("t", (code % 3).astype(str))))
    rows = rows.append_column("age", pa.array(code % 50))
    rows = rows.append_column("treated", pa.array(code % 2 == 0))
    rows = rows.append_column(
        "state", pa.array(np.where(np.arange(len(rows)) % 4, "exact", "projected"))
    )
    series = {"cluster": "team", "age": "age", "treated": "treated"}
    point = {"state": "state", "n": "age"}

    class Seen:
        spec = Spec(
            "seen", "1",
            needs=Needs(points=0, series=tuple(series), point=tuple(point)),
            gives=(Column("text", "str"), Column("sum")),
        )  # fmt: skip

        def evaluate(self, panel, /):
            text = np.char.add(panel.per_series["cluster"], panel.per_series["treated"].astype(str))
            where = panel.per_point["state"] == "exact"
            total = np.array(
                [np.sum(where[a:b]) for a, b in zip(panel.offsets, panel.offsets[1:], strict=False)]
            )
            return {"text": text, "sum": total + panel.per_series["age"]}

    more = {"per_series": series, "per_point": point}
    spread(rows, tmp_path)
    found = rusfelt.evaluate(parts(tmp_path, **more), Seen())
    panel = whole(rows, **{**more, "per_series": dict(series)})
    theirs = rusfelt.evaluate(panel, Seen())
    assert found.digest() == theirs.digest()
    assert set(found["text"]) == {
        f"t{team}{treated}" for team in range(3) for treated in (True, False)
    }


def test_columns_by_point_and_of_varying_length(tmp_path):
    """What an evaluator says of each point, and curves, end up beside their series."""
    rows = table(30, fewest=6, most=12, days=False)
    named = {"clock": "occasion"}
    spread(rows, tmp_path)
    asked = ["xmr", Joinpoint()]
    found = rusfelt.evaluate(parts(tmp_path, **named), asked)
    theirs = rusfelt.evaluate(whole(rows, **named), asked)
    assert found[0].points
    assert found[1].curves
    assert digests(found) == digests(theirs)


TIMES = {
    "years as numbers": pa.array([2019, 2020, 2021]),
    "quarters as text": pa.array(["2019-Q3", "2020", "2021-Q1"]),
    "days as text": pa.array(["2019-03-01", "01.04.2020", "2021-05-01"]),
    "moments": pa.array([1, 10**9, 2 * 10**9]).cast(pa.timestamp("s")),
}


@pytest.mark.parametrize("kind", TIMES)
def test_times_of_every_kind(tmp_path, kind):
    """As a table in memory is read; a moment is its day."""
    rows = pa.table({"person": ["a"] * 3, "date": TIMES[kind], "score": [1.0, 2, 4]})
    path = written(rows, tmp_path / "a.parquet")
    panel = whole(rows)
    found = rusfelt.evaluate(parts(path), "theil-sen")
    assert found.digest() == rusfelt.evaluate(panel, "theil-sen").digest()
    ((_, read),) = rusfelt.evaluation.parts.panels_of(next(iter(parts(path))))
    assert read.t.tolist() == panel.t.tolist()
    assert read.clock == panel.clock


def test_a_day_is_the_day_where_it_was_written(tmp_path):
    """One o'clock at night in Oslo is no evening in Greenwich."""
    moment = pa.array([1_700_000_000 + 7 * 3600]).cast(pa.timestamp("s", tz="Europe/Oslo"))
    rows = pa.table({"person": ["a"], "date": moment, "score": [1.0]})
    part = next(iter(parts(written(rows, tmp_path / "a.parquet"))))
    ((_, panel),) = rusfelt.evaluation.parts.panels_of(part)
    assert panel.t.tolist() == [moment.to_pylist()[0].date().toordinal()]


def test_no_rows_at_all(tmp_path):
    """An empty file among others, and nothing but an empty file."""
    rows = table(5)
    none = written(rows.slice(0, 0), tmp_path / "none.parquet")
    some = written(rows, tmp_path / "some.parquet")
    assert rusfelt.evaluate(parts([none, some]), "theil-sen").rows == 5
    found = rusfelt.evaluate(parts(none), ["theil-sen", "mann-kendall"])
    assert [each.rows for each in found] == [0, 0]
    assert found[0]["slope"].dtype == np.float64


# -- What was read --------------------------------------------------------------------------------


def provenance(source, **more):
    return rusfelt.evaluate(parts(source, **more), "mann-kendall").provenance.panel


def test_the_digest_of_what_was_read_does_not_depend_on_the_cut(people, tmp_path):
    """Nor on whether it came from files; another value, time, name or column is another digest."""
    one = provenance(spread(people, tmp_path / "1", files=1))
    assert one == provenance(spread(people, tmp_path / "5", files=5))
    assert one == rusfelt.evaluate([whole(people)], "mann-kendall").provenance.panel
    assert one == rusfelt.evaluate([whole(people)], "theil-sen").provenance.panel
    at = people["score"].to_pylist().index(people["score"].drop_null()[0].as_py())
    found = {one}
    for column, value in (("score", 99.5), ("date", date(1999, 1, 1)), ("person", "p")):
        values = people[column].to_pylist()
        values[at] = value
        place = people.column_names.index(column)
        other = people.set_column(place, column, pa.array(values, people[column].type))
        found.add(provenance(written(other.sort_by("person"), tmp_path / f"{column}.parquet")))
    assert len(found) == 4


def test_the_digest_of_an_answer(people, expected):
    """The width of a text array does not count; a value, a parameter or a row does."""
    panel = whole(people)
    again = rusfelt.evaluate(panel, MannKendall())
    assert again.digest() == expected[1].digest() == rusfelt.evaluate(panel, MannKendall()).digest()
    others = [
        rusfelt.evaluate(panel, MannKendall(method="normal")),
        rusfelt.evaluate(panel.take(np.arange(len(panel) - 1)), MannKendall()),
        rusfelt.evaluate(panel, TheilSen()),
    ]
    assert len({each.digest() for each in [again, *others]}) == 4


# -- What is refused ------------------------------------------------------------------------------


def refused(rows, tmp_path, kind=ReadError, **more):
    """What is said of a file with these rows."""
    path = written(rows, tmp_path / "broken.parquet")
    with pytest.raises(kind) as told:
        rusfelt.evaluate(parts(path, **more), "mann-kendall")
    return str(told.value)


def test_a_person_in_two_parts_is_refused(people, tmp_path):
    """The two parts are named, and how many; the person is not."""
    paths = spread(people, tmp_path)
    more = written(people.slice(0, 1), tmp_path / "more.parquet")
    name = people["person"][0].as_py()
    with pytest.raises(DomainError, match=r"both hold 1 of the same series") as told:
        rusfelt.evaluate(parts([*paths, more]), "mann-kendall")
    assert f"{paths[0]} and {more}" in str(told.value)
    assert name not in str(told.value)


def test_equal_hashes_alone_refuse_nobody(people, tmp_path, monkeypatch):
    """Where two keys have one hash by chance, the keys themselves decide."""
    from rusfelt.evaluation.at_scale import merging, work

    def alike(columns):
        return np.zeros(len(list(columns)[-1]), dtype=np.uint64)

    monkeypatch.setattr(work, "key_hashes", alike)
    monkeypatch.setattr(merging, "key_hashes", alike)
    paths = spread(people, tmp_path)
    assert rusfelt.evaluate(parts(paths), "mann-kendall").rows == 200


@pytest.mark.parametrize("batch", [1 << 20, 16])
def test_units_that_do_not_rise_are_refused(people, tmp_path, monkeypatch, batch):
    """Batches in the wrong order would cut a person in two, silently; the row is named."""
    monkeypatch.setattr(rows_module, "READ", batch)
    monkeypatch.setattr(rows_module, "BATCH", 2 * batch)
    middle = len(people) // 2
    swapped = pa.concat_tables([people.slice(middle), people.slice(0, middle)])
    said = refused(swapped, tmp_path)
    assert f"row {len(people) - middle + 1}: " in said
    assert "rusfelt repartition" in said
    assert "p000" not in said


def test_a_person_who_comes_back_is_refused(tmp_path):
    """Rows of one person with another between them."""
    rows = pa.table({"person": ["a", "b", "a"], "date": [1, 1, 2], "score": [1.0, 2, 3]})
    assert "row 3: The unit is smaller" in refused(rows, tmp_path)


CELLS = {
    "two values at one time": ("date", [1, 1, 2], "row 2: There are two values"),
    "an endless value": ("score", [1.0, np.inf, 2], "row 2: The value is not finite"),
    "a value without a time": ("date", [1, None, 2], "row 2: The value has no time"),
    "a row without a person": ("person", ["a", None, "a"], "row 2: The cell is empty, in 1 row(s)"),
    "text that is no time": ("date", ["2019", "soon", "2021"], "holds text that is no day"),
    "days and years": ("date", ["2019", "2020-01-01", "2021"], "days and longer periods"),
    "values that are text": ("score", ["1", "2", "3"], "'score': has the type string"),
    "days as persons": ("person", pa.array([1, 2, 3], pa.date32()), "has the type date32"),
    "a national identity number": ("person", ["17912099997"] * 3, "national identity numbers"),
}


@pytest.mark.parametrize("what", CELLS)
def test_cells_that_cannot_be(tmp_path, what):
    """The file, the row and the column are named; what stands in the cell is not."""
    column, values, expected_words = CELLS[what]
    rows = {"person": ["a", "a", "a"], "date": [1, 2, 3], "score": [1.0, 2.0, 3.0], column: values}
    said = refused(pa.table(rows), tmp_path)
    assert expected_words.replace("'score': ", "score: ") in said
    assert column in said
    assert "broken.parquet" in said
    assert "soon" not in said
    assert "17912099997" not in said


def test_empty_cells_are_no_points(tmp_path):
    """A value left out may stand at any time, even twice, or at none; its person stays."""
    rows = pa.table(
        {
            "person": ["a", "a", "a", "b"],
            "date": [1, 1, None, 3],
            "score": [None, 4.0, None, None],
        }
    )
    part = next(iter(parts(written(rows, tmp_path / "a.parquet"))))
    ((count, panel),) = rusfelt.evaluation.parts.panels_of(part)
    assert count == 4
    assert panel.unit.tolist() == ["a", "b"]
    assert panel.sizes.tolist() == [1, 0]
    assert panel.t.tolist() == [1.0]


def test_a_column_that_varies_within_a_series(tmp_path):
    """A person in two teams."""
    rows = pa.table({"person": ["a", "a"], "date": [1, 2], "score": [1.0, 2], "team": ["x", "y"]})
    said = refused(rows, tmp_path, per_series={"cluster": "team"})
    assert "column 'team': " in said
    assert "varies within a series" in said


def test_all_columns_that_are_lacking_are_named(people, tmp_path):
    """Of every file, before anything is computed."""
    one = written(people.rename_columns(["person", "day", "score"]), tmp_path / "1.parquet")
    two = written(people.rename_columns(["persons", "date", "score"]), tmp_path / "2.parquet")
    with pytest.raises(ReadError) as told:
        rusfelt.evaluate(parts([one, two]), "mann-kendall")
    assert [(each.path, each.file) for each in told.value.problems] == [
        ("date", str(one)),
        ("person", str(two)),
    ]


def test_files_that_are_none(tmp_path):
    """No file, a text, half a file; a folder with nothing in it; a file named twice."""
    path = tmp_path / "a.parquet"
    with pytest.raises(ReadError, match="no such file"):
        rusfelt.evaluate(parts(path), "mann-kendall")
    path.write_text("person;date;score\n", "utf-8")
    with pytest.raises(ReadError, match=r"a\.parquet: The file cannot be read as Parquet"):
        rusfelt.evaluate(parts(path), "mann-kendall")
    written(table(50), path)
    path.write_bytes(path.read_bytes()[:700])
    with pytest.raises(ReadError, match=r"a\.parquet: The file cannot be read as Parquet"):
        rusfelt.evaluate(parts(path), "mann-kendall")
    (tmp_path / "empty").mkdir()
    with pytest.raises(ReadError, match="holds no Parquet files"):
        parts(tmp_path / "empty")
    with pytest.raises(ReadError, match="named twice"):
        parts([path, path])
    with pytest.raises(DomainError, match="no parts"):
        parts([])


def test_a_damaged_page_is_told_of_with_its_file(tmp_path):
    """The end of the file is whole, and a page in its middle is not."""
    path = written(table(2000), tmp_path / "a.parquet", compression="zstd")
    data = bytearray(path.read_bytes())
    data[40 : len(data) // 2] = bytes(len(data) // 2 - 40)
    path.write_bytes(data)
    with pytest.raises(ReadError, match=r"a\.parquet"):
        rusfelt.evaluate(parts(path), "mann-kendall")


def test_one_unit_larger_than_any_person(tmp_path, monkeypatch):
    """Where the column of the unit is not one, the memory would fill up; it is said instead."""
    monkeypatch.setattr(rows_module, "READ", 10)
    monkeypatch.setattr(rows_module, "BATCH", 10)
    monkeypatch.setattr(rows_module, "MOST_OF_ONE", 25)
    rows = pa.table({"person": ["a"] * 99, "date": list(range(99)), "score": [1.0] * 99})
    assert "One unit has more than 25 rows" in refused(rows, tmp_path)


def test_parts_on_different_clocks(tmp_path):
    """Days in one file and years in the other."""
    days = pa.table({"person": ["a"], "date": ["2020-01-01"], "score": [1.0]})
    years = pa.table({"person": ["b"], "date": ["2020"], "score": [1.0]})
    paths = [written(days, tmp_path / "1.parquet"), written(years, tmp_path / "2.parquet")]
    with pytest.raises(DomainError, match=r"1\.parquet tells time by the clock day, and"):
        rusfelt.evaluate(parts(paths), "theil-sen")


class Sums:
    """Sums up over all series."""

    spec = Spec("sums", "1", gives=(Column("a"),))

    def evaluate(self, panel, /):
        return {"a": panel.sizes.astype(float)}

    def summarise(self, _, /):
        return {}

    def merge(self, one, _, /):
        return one

    def finish(self, _, summary, /):
        return summary


def test_evaluators_that_look_further_than_a_series_are_refused(people, tmp_path):
    """All of them at once, before anything is read; with its figures given, one of them can."""
    spread(people, tmp_path)
    asked = ["funnel", ReliableChange(reliability=0.8), "pool", Sums(), MannKendall()]
    with pytest.raises(DomainError) as told:
        rusfelt.evaluate(parts(tmp_path), asked)
    assert [each.path for each in told.value.problems] == [
        "funnel",
        "reliable-change",
        "pool",
        "sums",
    ]


class WholeUnits:
    """Needs all of a unit at once."""

    spec = Spec("whole-units", "1", gives=(Column("of_unit"),), scope="unit")

    def evaluate(self, panel, /):
        _, which, counts = np.unique(panel.unit, return_inverse=True, return_counts=True)
        return {"of_unit": counts[which].astype(float)}


def test_an_evaluator_of_units_gets_them_whole(tmp_path):
    """Instruments of one person in two files are fine for series, and refused for units."""
    one = pa.table({"person": ["a", "b"], "what": ["x", "x"], "date": [1, 1], "score": [1.0, 2]})
    two = pa.table({"person": ["a"], "what": ["y"], "date": [1], "score": [3.0]})
    both = pa.concat_tables([one, two]).sort_by("person")
    paths = [written(one, tmp_path / "1.parquet"), written(two, tmp_path / "2.parquet")]
    keys = {"indicator": "what"}
    found = rusfelt.evaluate(parts(written(both, tmp_path / "3.parquet"), **keys), WholeUnits())
    assert found["of_unit"].tolist() == [2.0, 1.0, 2.0]
    with pytest.raises(DomainError, match="both hold 1 of the same units"):
        rusfelt.evaluate(parts(paths, **keys), WholeUnits())
    assert rusfelt.evaluate(parts(paths, **keys), MannKendall()).rows == 3


def test_answers_that_outgrow_memory_are_refused_early(people, tmp_path, monkeypatch):
    """What the first parts take tells what all will."""
    spread(people, tmp_path, files=10)
    monkeypatch.setattr(run, "MOST_HELD", 20_000)
    heard = []
    with pytest.raises(DomainError, match="into"):
        rusfelt.evaluate(parts(tmp_path), evaluators(), progress=heard.append)
    assert heard[-1].parts_done <= 2


WRONG = {
    "no evaluator": (lambda p: rusfelt.evaluate(p, []), "names none"),
    "isolation": (lambda p: rusfelt.evaluate(p, "theil-sen", isolation="process"), "Leave isolation out"),
    "no workers": (lambda p: rusfelt.evaluate(p, "theil-sen", workers=0), "Give 1 or more"),
    "resume from nowhere": (lambda p: rusfelt.evaluate(p, "theil-sen", resume=True), "with into"),
    "parameters of two": (
        lambda p: rusfelt.evaluate(p, ["theil-sen", "mann-kendall"], confidence=0.9),
        "Parameters belong",
    ),
    "no panels": (lambda _: rusfelt.evaluate([], "theil-sen"), "no parts"),
    "something else": (lambda _: rusfelt.evaluate(["x"], "theil-sen"), "not a panel"),
    "not even a list": (lambda _: rusfelt.evaluate(7, "theil-sen"), "neither a panel nor parts"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_what_cannot_be_asked(people, tmp_path, what):
    """A fact and a remedy."""
    spread(people, tmp_path)
    call, words = WRONG[what]
    with pytest.raises(DomainError, match=words):
        call(parts(tmp_path))


LAYOUTS = {
    "no unit": ({"unit": None}, "which column is 'unit'"),
    "a name that is none": ({"y": ""}, "names no column"),
    "a constant beside its column": ({"group": "g", "constant": {"group": "x"}}, "has a column as well"),
    "a constant that is a list": ({"constant": {"better": ["x"]}}, "is a list"),
    "an indicator that is a number": ({"constant": {"indicator": 3}}, "Give text"),
    "one column twice": (
        {"per_series": {"a": "b"}, "constant": {"a": "x"}}, "is in per_series as well"
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", LAYOUTS)
def test_layouts_that_cannot_be(tmp_path, what):
    """Found when the parts are named."""
    told, words = LAYOUTS[what]
    path = written(table(3), tmp_path / "a.parquet")
    with pytest.raises(DomainError, match=words):
        Parts.of(path, **{**COLUMNS, **told})


def test_what_is_the_same_for_all(people, tmp_path):
    """An indicator's name, and numbers."""
    spread(people, tmp_path)
    told = {"indicator": "ors", "group": "sex=F", "better": "higher", "lowest": 0, "treated": True}
    named = Parts.of(tmp_path, **COLUMNS, constant=told)
    ((_, panel), *_) = rusfelt.evaluation.parts.panels_of(next(iter(named)))
    assert set(panel.indicator) == {"ors"}
    assert set(panel.group) == {"sex=F"}
    assert panel.per_series["lowest"].dtype == np.float64
    assert panel.per_series["treated"].dtype == np.bool_


def test_a_panel_and_a_list_of_evaluators(people):
    """One panel answers several evaluators in one tuple, too."""
    panel = whole(people)
    one, two = rusfelt.evaluate(panel, ("mann-kendall", TheilSen(confidence=0.9)))
    assert one.digest() == rusfelt.evaluate(panel, "mann-kendall").digest()
    assert two.digest() == rusfelt.evaluate(panel, "theil-sen", confidence=0.9).digest()


def test_a_person_nobody_names_is_refused(people, tmp_path):
    """As text and as a number: where it is first, and how often; nothing is guessed."""
    names = people["person"].to_pylist()
    names[3] = names[4] = None
    said = refused(people.set_column(0, "person", pa.array(names)), tmp_path)
    assert "row 4" in said
    assert "2 row(s)" in said
    numbers = [float(each) for each in range(len(people))]
    numbers[2] = float("inf")
    said = refused(people.set_column(0, "person", pa.array(numbers)), tmp_path)
    assert "row 3" in said
    assert "no number" in said


def test_panels_larger_than_a_block_are_answered_in_several(people, expected, monkeypatch):
    """The answers are those of one."""
    from rusfelt.evaluation import engine

    monkeypatch.setattr(engine, "BLOCK", 7)
    assert digests(rusfelt.evaluate([whole(people)], evaluators())) == digests(expected)


def test_parts_that_are_none(tmp_path):
    """No file, and one file twice."""
    with pytest.raises(DomainError, match="no parts"):
        rusfelt.Parts.of([], unit="person", t="date", y="score")
    with pytest.raises(ReadError, match="named twice"):
        rusfelt.Parts.of([tmp_path / "a.parquet"] * 2, unit="person", t="date", y="score")
    with pytest.raises(ReadError, match="holds no Parquet files"):
        rusfelt.Parts.of(tmp_path, y="score")
