"""One panel from anybody's table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from rusfelt import DomainError, Panel

pandas = pytest.importorskip("pandas")
polars = pytest.importorskip("polars")
pyarrow = pytest.importorskip("pyarrow")
duckdb = pytest.importorskip("duckdb")
dask = pytest.importorskip("dask.dataframe")


class Capsule:
    """A table of a library nobody knows, which speaks Arrow."""

    def __init__(self, table: Any) -> None:
        self.table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.table.__arrow_c_stream__(requested_schema)


LIBRARIES: dict[str, Callable[[dict[str, list[Any]]], Any]] = {
    "pandas": pandas.DataFrame,
    "polars": polars.DataFrame,
    "polars, lazy": lambda table: polars.DataFrame(table).lazy(),
    "pyarrow": pyarrow.table,
    "duckdb": lambda table: duckdb.from_arrow(pyarrow.table(table)),
    "dask": lambda table: dask.from_pandas(pandas.DataFrame(table), npartitions=2),
    "a capsule": lambda table: Capsule(pyarrow.table(table)),
    "a stream": lambda table: pyarrow.table(table).to_reader(2),
    "a dict of lists": dict,
    "a dict of arrays": lambda table: {
        name: np.array(column, dtype=object if None in column else None)
        for name, column in table.items()
    },
}
# Out of order in every way; the third series has nothing but an empty cell.
TABLE: dict[str, list[Any]] = {
    "what": ["b", "a", "a", "b", "c", "a"],
    "where": ["030108", "0301", "0301", "030108", "0301", "030108"],
    "who": ["", "sex=F", "sex=F", "", "", ""],
    "stretch": [0, 0, 0, 0, 0, 1],
    "year": [2020, 2021, 2019, 2019, 2019, 2019],
    "value": [4.5, 2.0, 1.0, None, None, 6.0],
    "of": [40, 20, 10, 30, 50, 60],
    "better": ["lower", "higher", "higher", "lower", "lower", "higher"],
}


def read(frame: Any, **changes: Any) -> Panel:
    """The table with every option used."""
    options = {
        "indicator": "what", "unit": "where", "group": "who", "part": "stretch", "t": "year",
        "y": "value", "per_series": {"better": "better"}, "per_point": {"n": "of"},
    }  # fmt: skip
    return Panel.from_frame(frame, **{**options, **changes})


EXPECTED = Panel(
    ["a", "a", "b", "c"], ["0301", "030108", "030108", "0301"], ["sex=F", "", "", ""],
    [0, 1, 0, 0], [0, 2, 3, 4, 4], [2019, 2021, 2019, 2020], [1.0, 2.0, 6.0, 4.5],
    clock="period", per_series={"better": ["higher", "higher", "lower", "lower"]},
    per_point={"n": [10.0, 20.0, 60.0, 40.0]},
)  # fmt: skip


@pytest.mark.parametrize("library", LIBRARIES)
def test_every_library_gives_the_same_panel(library: str) -> None:
    """Sorted, with empty cells left out, leading zeros kept, and one digest."""
    found = read(LIBRARIES[library](TABLE))
    assert found.per_point["n"].astype(float).tolist() == [10, 20, 60, 40]
    assert read(LIBRARIES[library](TABLE), per_point={}) == Panel(
        EXPECTED.indicator, EXPECTED.unit, EXPECTED.group, EXPECTED.part, EXPECTED.offsets,
        EXPECTED.t, EXPECTED.y, clock="period", per_series=EXPECTED.per_series,
    )  # fmt: skip


@pytest.mark.parametrize("library", LIBRARIES)
def test_whole_numbers_are_the_same_data_in_every_library(library: str) -> None:
    """A further column of whole numbers must not tell from which library it came."""
    found = read(LIBRARIES[library](TABLE))
    assert found == read(LIBRARIES["pandas"](TABLE))


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_time_twice_in_one_series_is_refused(library: str) -> None:
    """And which series it is."""
    twice = {**TABLE, "year": [2020, 2019, 2019, 2019, 2019, 2019]}
    with pytest.raises(DomainError, match="series 0"):
        read(LIBRARIES[library](twice))


@pytest.mark.parametrize("library", LIBRARIES)
def test_every_missing_column_is_named_with_the_nearest(library: str) -> None:
    """Two at once."""
    with pytest.raises(DomainError) as caught:
        read(LIBRARIES[library](TABLE), t="yaer", y="nothing-like-it")
    assert [each.path for each in caught.value.problems] == ["yaer", "nothing-like-it"]
    assert "'year'" in caught.value.problems[0].remedy


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_column_that_varies_is_no_column_by_series(library: str) -> None:
    """The remedy says where it belongs."""
    with pytest.raises(DomainError, match="per_point"):
        read(LIBRARIES[library](TABLE), per_series={"of": "of"})


@pytest.mark.parametrize("library", LIBRARIES)
def test_values_that_are_text_are_refused_and_not_guessed(library: str) -> None:
    """``"4,5"`` is no number."""
    with pytest.raises(DomainError, match="not numbers"):
        read(LIBRARIES[library]({**TABLE, "value": ["4,5", "2", "1", "3", "5", "6"]}))


@pytest.mark.parametrize("library", LIBRARIES)
def test_periods_as_text(library: str) -> None:
    """Quarters by the calendar."""
    quarters = ["2019-Q3", "2019-Q1", "2018-Q4", "2019K2", "2019", "2020-03"]
    found = read(LIBRARIES[library]({**TABLE, "year": quarters, "value": [1.0] * 6}))
    assert found.clock == "period"
    assert found.t.tolist() == pytest.approx([2018.75, 2019, 2020 + 2 / 12, 2019.25, 2019.5, 2019])


DAYS = [dt.date(2020, 1, 1), dt.date(2019, 6, 2), dt.date(2019, 6, 1), dt.date(2019, 1, 1)] * 2


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("kind", ["date", "datetime", "text", "norwegian"])
def test_days(library: str, kind: str) -> None:
    """Dates, moments and days as text are whole days, counted as Python counts them."""
    days: list[Any] = DAYS[:6]
    if kind == "datetime":
        days = [dt.datetime(d.year, d.month, d.day) for d in days]
    if kind == "text":
        days = [d.isoformat() for d in days]
    if kind == "norwegian":
        days = [d.strftime("%d.%m.%Y") for d in days]
    found = read(LIBRARIES[library]({**TABLE, "year": days, "value": [1.0] * 6}))
    assert found.clock == "day"
    assert found[0].t.tolist() == [dt.date(2019, 6, 1).toordinal(), dt.date(2019, 6, 2).toordinal()]


@pytest.mark.parametrize("library", LIBRARIES)
def test_days_and_years_are_never_mixed(library: str) -> None:
    """Nor is a time that is none."""
    mixed = ["2019", "2019-06-02", "2018", "2019", "2020", "2021"]
    with pytest.raises(DomainError, match="Split"):
        read(LIBRARIES[library]({**TABLE, "year": mixed}))
    with pytest.raises(DomainError, match="'soon'"):
        read(LIBRARIES[library]({**TABLE, "year": ["soon"] * 6}))


def test_the_clock_may_be_told() -> None:
    """1, 2, 3 … are years unless someone says that they are occasions."""
    table = {"i": ["a", "a"], "u": ["", ""], "t": [2, 1], "y": [5, 4]}
    names = {"indicator": "i", "unit": "u", "t": "t", "y": "y"}
    assert Panel.from_frame(table, **names).clock == "period"
    assert Panel.from_frame(table, **names, clock="occasion").clock == "occasion"


def test_what_is_no_table_is_refused() -> None:
    """With what would do."""
    with pytest.raises(DomainError, match="polars"):
        read([1, 2, 3])


@pytest.mark.parametrize("library", LIBRARIES)
def test_an_empty_table_is_an_empty_panel(library: str) -> None:
    """No rows, no series, no error."""
    nothing = LIBRARIES[library]({"i": [], "u": [], "t": [], "y": []})
    if library in {"polars", "polars, lazy"}:
        nothing = nothing.cast({"i": polars.String, "t": polars.Float64, "y": polars.Float64})
    elif library not in {"pandas", "dask", "a dict of lists", "a dict of arrays"}:
        types = {"i": pyarrow.string(), "u": pyarrow.string(), "t": pyarrow.float64()}
        nothing = pyarrow.table(
            {name: pyarrow.array([], types.get(name, pyarrow.float64())) for name in "iuty"}
        )
        if library == "duckdb":
            nothing = duckdb.from_arrow(nothing)
        elif library != "pyarrow":
            nothing = Capsule(nothing) if library == "a capsule" else nothing.to_reader()
    else:
        floats = {name: np.empty(0) for name in ("t", "y")}
        nothing = {"i": np.empty(0, "U1"), "u": np.empty(0, "U1"), **floats}
        if library in {"pandas", "dask"}:
            nothing = pandas.DataFrame(nothing)
        if library == "dask":
            nothing = dask.from_pandas(nothing, npartitions=1)
    assert len(Panel.from_frame(nothing, indicator="i", unit="u", t="t", y="y")) == 0


@pytest.mark.parametrize("library", LIBRARIES)
def test_codes_that_are_numbers_stay_codes(library: str) -> None:
    """301 and not 301.0, in every library."""
    found = read(LIBRARIES[library]({**TABLE, "where": [301, 302, 302, 301, 301, 301]}))
    assert found.unit.tolist() == ["301", "302", "301", "301"]


def test_a_day_is_the_day_where_it_was_written() -> None:
    """Midnight in Oslo is the evening before in Greenwich."""
    oslo = pandas.to_datetime(["2020-01-01", "2020-07-02"]).tz_localize("Europe/Oslo")
    frame = pandas.DataFrame({"i": "a", "u": "", "t": oslo, "y": [1.0, 2.0]})
    for table in (frame, polars.from_pandas(frame), pyarrow.Table.from_pandas(frame)):
        found = Panel.from_frame(table, indicator="i", unit="u", t="t", y="y")
        days = [dt.date.fromordinal(int(each)).isoformat() for each in found.t]
        assert days == ["2020-01-01", "2020-07-02"]


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_figure_without_a_day_is_refused(library: str) -> None:
    """An empty date is no date, and no day long ago either."""
    days = [*DAYS[:5], None]
    with pytest.raises(DomainError, match=r"time that is not a finite number|is not a period"):
        read(LIBRARIES[library]({**TABLE, "year": days}))


def test_only_the_columns_that_are_needed_are_fetched() -> None:
    """Of a table that is still to be computed, the others are not computed at all."""
    table = duckdb.sql(
        "select 'a' as i, 'x' as u, 2019 as t, 1.5 as y, error('nobody asked') as other"
    )
    assert Panel.from_frame(table, indicator="i", unit="u", t="t", y="y").y.tolist() == [1.5]
    with pytest.raises(DomainError, match="broke off") as caught:
        Panel.from_frame(table, indicator="other", unit="u", t="t", y="y")
    assert "nobody asked" not in str(caught.value)
