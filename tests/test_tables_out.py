"""What an evaluator says, and what it was asked about, as tables of other libraries."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np
import pytest

import rusfelt
from rusfelt import Column, Needs, Panel, Spec
from rusfelt._tables_out import table_for
from rusfelt.errors import DomainError, MissingExtraError
from rusfelt.findings import NO_INTEGER

pandas = pytest.importorskip("pandas")
polars = pytest.importorskip("polars")
pa = pytest.importorskip("pyarrow")

LIBRARIES = ("pandas", "polars", "pyarrow")


@attrs.frozen
class Everything:
    """An evaluator with a column of each type, undefined for series that begin with nothing."""

    spec = Spec(
        "everything",
        "1",
        needs=Needs(points=1),
        gives=(
            Column("whole", "int64"),
            Column("share", "float64", may_be=("undefined", "infinite")),
            Column("rises", "bool"),
            Column("word", "str"),
        ),
    )

    def evaluate(self, panel: Panel, /) -> Mapping[str, Any]:
        size = len(panel)
        share = np.full(size, 0.5)
        share[1] = np.nan
        share[2:] = np.inf
        return {
            "whole": np.arange(size),
            "share": share,
            "rises": np.arange(size) % 2 == 0,
            "word": np.array(["blå"] * size),
        }


def findings() -> Any:
    """Three series that are answered and one that has no points."""
    panel = Panel(
        ["a"] * 4, ["x", "y", "ø", "å"], [""] * 4, [0] * 4, [0, 1, 2, 3, 3], [2019] * 3, [1.0] * 3,
        clock="period",
    )  # fmt: skip
    return rusfelt.evaluate(panel, Everything())


def cells(table: Any, name: str) -> list[Any]:
    column = table[name]
    if isinstance(table, pandas.DataFrame):
        return [None if pandas.isna(each) else each for each in column.tolist()]
    return column.to_pylist() if isinstance(table, pa.Table) else column.to_list()


@pytest.mark.parametrize("library", LIBRARIES)
def test_what_is_unknown_is_a_null_and_words_never_are(library: str) -> None:
    """A number that is undefined, and whole numbers and booleans of a row without an answer."""
    table = findings().to_frame(library)
    assert cells(table, "unit") == ["x", "y", "ø", "å"]
    assert cells(table, "group") == ["", "", "", ""]
    assert cells(table, "part") == [0, 0, 0, 0]
    assert cells(table, "status") == ["ok", "ok", "ok", "unmet"]
    assert cells(table, "reason")[:3] == ["", "", ""]
    assert cells(table, "reason")[3]
    assert cells(table, "whole") == [0, 1, 2, None]
    assert cells(table, "share") == [0.5, None, np.inf, None]
    assert cells(table, "rises") == [True, False, True, None]
    assert cells(table, "word") == ["blå", "blå", "blå", ""]


def test_each_type_is_the_one_it_should_be_in_each_library() -> None:
    """Whether or not anything is unknown, so that the tables of two years fit together."""
    known = findings().columns
    for table in (
        findings(),
        attrs.evolve(findings(), columns={n: c[:3] for n, c in known.items()}),
    ):
        frame = table.to_frame("pandas").dtypes
        assert [str(frame[name]) for name in ("part", "whole", "share", "rises")] == [
            "int64",
            "Int64",
            "float64",
            "boolean",
        ]
        schema = table.to_frame("polars").schema
        assert [schema[name] for name in ("part", "whole", "share", "rises", "word")] == [
            polars.Int64,
            polars.Int64,
            polars.Float64,
            polars.Boolean,
            polars.String,
        ]
        schema = table.to_frame("pyarrow").schema
        assert [
            str(schema.field(name).type) for name in ("part", "whole", "share", "rises", "word")
        ] == [
            "int64",
            "int64",
            "double",
            "bool",
            "string",
        ]


def test_as_a_mapping_they_are_what_they_were() -> None:
    """The columns themselves are arrays without nulls."""
    assert findings()["whole"].tolist() == [0, 1, 2, NO_INTEGER]


def test_polars_goes_in_and_polars_comes_out() -> None:
    """By way of a panel and an evaluator."""
    frame = polars.DataFrame(
        {
            "indicator": ["deaths"] * 5,
            "unit": ["0301"] * 4 + ["4601"],
            "t": [2019, 2020, 2021, 2022, 2019],
            "y": [9, 7, 4, 2, 1],
        }
    )
    found = rusfelt.evaluate(Panel.from_frame(frame), "mann-kendall").to_frame("polars")
    assert found["unit"].to_list() == ["0301", "4601"]
    assert found["status"].to_list() == ["ok", "unmet"]
    # All six pairs fall: one order of twenty-four, and its mirror image.
    assert found["p"].to_list() == [pytest.approx(2 / 24), None]


@pytest.mark.parametrize("without", [(), ("pyarrow",)])
def test_any_library_takes_findings_as_arrow(
    without: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """pyarrow makes the stream, and polars where pyarrow is not installed."""
    duckdb = pytest.importorskip("duckdb")
    expected = findings().to_frame("pyarrow")
    for name in without:
        monkeypatch.setitem(sys.modules, name, None)
    capsule = Holder(findings().__arrow_c_stream__())
    monkeypatch.undo()
    table = pa.table(capsule)
    assert table.to_pylist() == expected.to_pylist()
    answer = findings()
    assert duckdb.sql("select count(whole), count(*) from answer").fetchall() == [(3, 4)]
    assert pa.table(answer).equals(expected)


class Holder:
    """A stream, to be given once."""

    def __init__(self, stream: object) -> None:
        self.stream = stream

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.stream


def test_without_a_library_the_error_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Text goes to pandas and polars without pyarrow too."""
    expected = findings().to_frame("polars").to_dicts()
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert findings().to_frame("polars").to_dicts() == expected
    assert cells(findings().to_frame("pandas"), "word") == ["blå", "blå", "blå", ""]
    monkeypatch.setitem(sys.modules, "polars", None)
    for library in ("polars", "pyarrow"):
        with pytest.raises(MissingExtraError, match=library):
            findings().to_frame(library)
    with pytest.raises(MissingExtraError, match=r"rusfelt\[parquet\]"):
        findings().__arrow_c_stream__()


def test_text_of_every_width_arrives_whole() -> None:
    """ASCII or not, empty or not, with what stands for no letter inside."""
    for words in (["a", "", "abc"], ["å", "", "abc"], ["a\0b", "c", ""], [""], []):
        column = np.array(words, dtype=np.str_)
        for library in LIBRARIES:
            table = table_for(library, {"a": column, "n": np.arange(len(words))}, {})
            assert cells(table, "a") == words


def test_a_panel_is_a_table_with_one_row_a_point() -> None:
    """Which gives the panel again; days are days, and a series without points has no row."""
    days = [
        dt.date(2020, 1, 1).toordinal(),
        dt.date(2020, 3, 1).toordinal(),
        dt.date(2020, 1, 1).toordinal(),
    ]
    panel = Panel(
        ["a", "a", "b"], ["x", "y", "x"], ["", "", ""], [0, 0, 0], [0, 2, 2, 3], days, [1.0, 2.0, 3.0],
        clock="day", per_series={"better": ["lower", "lower", "higher"]}, per_point={"n": [10, 20, 30]},
    )  # fmt: skip
    table = pa.table(panel)
    assert table.column_names == ["indicator", "unit", "group", "part", "t", "y", "better", "n"]
    assert table["t"].to_pylist() == [dt.date(2020, 1, 1), dt.date(2020, 3, 1), dt.date(2020, 1, 1)]
    further = {"per_series": {"better": "better"}, "per_point": {"n": "n"}}
    again = Panel.from_frame(polars.DataFrame(panel), group="group", part="part", **further)
    whole = panel.take([0, 2])
    assert again.per_point["n"].tolist() == [10, 20, 30]
    assert (again.y.tolist(), again.t.tolist()) == (whole.y.tolist(), whole.t.tolist())
    assert again.unit.tolist() == ["x", "x"]
    with pytest.raises(DomainError, match="'n'"):
        pa.table(attrs.evolve(panel, per_series={"n": [1, 2, 3]}))
