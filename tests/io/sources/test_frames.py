"""Tables in memory, as the tables of files."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import rusfelt
from rusfelt.errors import DomainError
from rusfelt.io.sources.frames import is_frame, table_of

pandas = pytest.importorskip("pandas")
polars = pytest.importorskip("polars")
pa = pytest.importorskip("pyarrow")
duckdb = pytest.importorskip("duckdb")
dask = pytest.importorskip("dask.dataframe")

TABLE = {
    "bydel": ["0301", "030108", ""],
    "year": [2019, 2020, 2021],
    "value": [1.5, np.nan, 3.0],
}
FRAMES: dict[str, Callable[[], Any]] = {
    "<dict>": lambda: TABLE,
    "<pandas DataFrame>": lambda: pandas.DataFrame(TABLE),
    "<polars DataFrame>": lambda: polars.DataFrame(TABLE),
    "<polars LazyFrame>": lambda: polars.LazyFrame(TABLE),
    "<pyarrow Table>": lambda: pa.table(TABLE),
    "<pyarrow RecordBatch>": lambda: pa.record_batch(TABLE),
    "<pyarrow RecordBatchReader>": lambda: pa.table(TABLE).to_reader(),
    "<duckdb DuckDBPyRelation>": lambda: duckdb.from_arrow(pa.table(TABLE)),
    "<dask DataFrame>": lambda: dask.from_pandas(pandas.DataFrame(TABLE), npartitions=1),
}


@pytest.mark.parametrize("name", FRAMES)
def test_every_library_gives_one_table(name: str) -> None:
    """And what it is a table of; the first row is row 0."""
    frame = FRAMES[name]()
    assert is_frame(frame)
    found = table_of(frame)
    assert found.path == name
    assert found.rows.tolist() == [0, 1, 2]
    assert list(found.columns) == list(TABLE)
    assert found.columns["bydel"].tolist() == TABLE["bydel"]
    assert found.columns["year"].dtype == np.int64
    assert found.columns["value"].tolist() == pytest.approx(TABLE["value"], nan_ok=True)


def test_what_is_no_table() -> None:
    """A path above all."""
    for thing in ("figures.csv", 3, None, ["a"], np.zeros(3), object()):
        assert not is_frame(thing)
    with pytest.raises(DomainError, match="no table"):
        table_of("figures.csv")


def test_an_index_of_pandas_is_no_column() -> None:
    """Whoever means it resets it."""
    frame = pandas.DataFrame(TABLE).set_index("bydel")
    assert list(table_of(frame).columns) == ["year", "value"]
    assert list(table_of(frame.reset_index()).columns) == list(TABLE)


def test_columns_no_table_has_are_refused_together() -> None:
    """Complex numbers and bytes of numpy."""
    with pytest.raises(DomainError) as caught:
        table_of({"a": np.array([1j]), "b": np.array([b"x"]), "c": [1]})
    assert {each.path for each in caught.value.problems} >= {"b"}


def test_an_identity_number_anywhere_is_refused() -> None:
    """Made up, as the tests of identity numbers have them."""
    with pytest.raises(DomainError, match="identity"):
        table_of({"a": [1], "note": ["17912099997"]})


def test_asking_what_is_a_table_loads_no_library() -> None:
    """Loading one takes a second."""
    code = (
        "import sys; from rusfelt.io.sources.frames import is_frame; is_frame('a'); is_frame({});"
        "print([each for each in ('pandas', 'polars', 'pyarrow', 'duckdb', 'dask') if each in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_findings_and_panels_are_tables_too() -> None:
    """So that one answer can be the next question."""
    panel = rusfelt.Panel(["a"], ["x"], [""], [0], [0, 2], [2019, 2020], [1.0, 2.0], clock="period")
    assert table_of(panel).columns["t"].tolist() == [2019.0, 2020.0]
    assert is_frame(rusfelt.evaluate(panel, "mann-kendall"))
