"""Parquet files as tables."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rusfelt.errors import MissingExtraError, ReadError
from rusfelt.io.readers import table_with
from rusfelt.io.sources.parquet import ParquetFile

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")
pandas = pytest.importorskip("pandas")
polars = pytest.importorskip("polars")
duckdb = pytest.importorskip("duckdb")

COLUMNS: dict[str, Any] = {
    "unit": ["0301", "030108", None],
    "year": [2019, 2020, 2021],
    "day": [dt.date(2020, 1, 1), None, dt.date(2020, 2, 1)],
    "value": [1.5, None, 3.0],
    "flag": [True, False, None],
}


def check(path: Path) -> None:
    found = ParquetFile().table(path)
    assert list(found.columns) == list(COLUMNS)
    assert found.columns["unit"].tolist() == ["0301", "030108", ""]
    assert found.columns["year"].tolist() == [2019, 2020, 2021]
    assert found.columns["year"].dtype == np.int64
    assert found.columns["day"].tolist() == COLUMNS["day"]
    assert found.columns["value"].tolist() == pytest.approx([1.5, np.nan, 3.0], nan_ok=True)
    assert found.columns["flag"].tolist() == pytest.approx([1.0, 0.0, np.nan], nan_ok=True)
    assert found.rows.tolist() == [1, 2, 3]
    assert found.path == str(path)
    assert found.guessed == {}


def test_whoever_wrote_it_it_is_the_same_table(tmp_path: Path) -> None:
    """pyarrow, pandas, polars and DuckDB."""
    path = tmp_path / "scores.parquet"
    pq.write_table(pa.table(COLUMNS), path)
    check(path)
    pandas.DataFrame({**COLUMNS, "flag": pandas.array(COLUMNS["flag"], "boolean")}).to_parquet(path)
    found = ParquetFile().table(path).columns
    assert found["unit"].tolist() == ["0301", "030108", ""]
    polars.DataFrame(COLUMNS).write_parquet(path)
    check(path)
    path.unlink()
    duckdb.from_arrow(pa.table(COLUMNS)).write_parquet(str(path))
    check(path)


ENCODED = {
    "unit": "DELTA_BYTE_ARRAY",
    "year": "DELTA_BINARY_PACKED",
    "value": "BYTE_STREAM_SPLIT",
}


@pytest.mark.parametrize(
    "options",
    [
        {"compression": "zstd"},
        {"compression": "gzip", "data_page_version": "2.0"},
        {"compression": "brotli", "row_group_size": 1},
        {"compression": "lz4", "write_statistics": False},
        {"compression": "none", "use_dictionary": False, "column_encoding": ENCODED},
        {"compression": "snappy", "store_schema": False, "version": "1.0"},
        {"compression": "none", "write_page_index": True, "write_page_checksum": True},
    ],
    ids=lambda each: each["compression"] + str(len(each)),
)
def test_however_it_is_packed_it_is_the_same_table(tmp_path: Path, options: Any) -> None:
    """Every way pyarrow can write a page."""
    path = tmp_path / "scores.parquet"
    pq.write_table(pa.table(COLUMNS), path, **options)
    check(path)


def test_many_groups_and_pages_are_one_column(tmp_path: Path) -> None:
    """Some with their words looked up and some, where there are too many, without."""
    number = np.arange(50_000)
    words = [f"person {each}" if each > 20_000 else "nobody" for each in number]
    table = pa.table({"number": number, "words": words, "half": number / 2})
    path = tmp_path / "large.parquet"
    pq.write_table(
        table, path, row_group_size=7_000, data_page_size=4_000, dictionary_pagesize_limit=9_000
    )
    found = ParquetFile().table(path)
    assert np.array_equal(found.columns["number"], number)
    assert np.array_equal(found.columns["half"], number / 2)
    assert found.columns["words"].tolist() == words


def test_columns_may_be_chosen(tmp_path: Path) -> None:
    """As a list or as a text; what is not there is named, with the nearest that is."""
    path = tmp_path / "scores.parquet"
    table = pa.table({**COLUMNS, "a, b": [1, 2, 3], "lists": [[1], [2], [3]]})
    pq.write_table(table, path)
    read = ParquetFile().table
    assert list(read(path, only=["value", "unit"]).columns) == ["value", "unit"]
    assert list(read(path, only="value, unit").columns) == ["value", "unit"]
    assert list(read(path, only="a, b").columns) == ["a, b"]
    with pytest.raises(ReadError) as caught:
        read(path, only=["vallue", "lists", "unit"])
    assert [each.path for each in caught.value.problems] == ["column 'vallue'", "column 'lists'"]
    assert "'value'" in caught.value.problems[0].remedy
    with pytest.raises(ReadError, match="'lists' holds lists"):
        read(path)
    with pytest.raises(ReadError, match="No columns"):
        read(path, only=[])


def test_the_row_labels_of_pandas_are_left_out_unless_they_have_a_name(tmp_path: Path) -> None:
    """Whoever wants them asks for them."""
    path = tmp_path / "frame.parquet"
    frame = pandas.DataFrame({"a": [1, 2]}, index=[7, 3])
    frame.to_parquet(path)
    found = ParquetFile().table(path)
    assert list(found.columns) == ["a"]
    assert found.guessed == {"column __index_level_0__": "row labels of pandas, left out"}
    asked = ParquetFile().table(path, only=["__index_level_0__"])
    assert asked.columns["__index_level_0__"].tolist() == [7, 3]
    frame.rename_axis("person").to_parquet(path)
    found = ParquetFile().table(path)
    assert set(found.columns) == {"a", "person"}
    assert found.guessed == {}


def test_a_day_in_greenwich_is_told(tmp_path: Path) -> None:
    """Some programs write midnight in Oslo as the evening before."""
    path = tmp_path / "moments.parquet"
    moment = [dt.datetime(2019, 12, 31, 23)]
    pq.write_table(pa.table({"at": pa.array(moment, pa.timestamp("us", "UTC"))}), path)
    found = ParquetFile().table(path)
    assert found.columns["at"].tolist() == [dt.date(2019, 12, 31)]
    assert "UTC" in found.guessed["column at"]


def test_it_is_recognised_by_its_content_and_looked_through(tmp_path: Path) -> None:
    """Whatever it is called; and its columns are looked through for identity numbers."""
    path = tmp_path / "scores.data"
    pq.write_table(pa.table({"a": ["x", "y"]}), path)
    assert ParquetFile().recognises(path.read_bytes()[:65_536])
    assert table_with("parquet", path, {"only": "a"}).columns["a"].tolist() == ["x", "y"]
    pq.write_table(pa.table({"a": ["17912099997", "y"]}), path)
    with pytest.raises(ReadError, match="identity"):
        table_with("parquet", path, {})


def test_an_encrypted_file_is_called_that(tmp_path: Path) -> None:
    """Its last four bytes say so."""
    path = tmp_path / "secret.parquet"
    path.write_bytes(b"PARE" + bytes(100) + b"PARE")
    with pytest.raises(ReadError, match="encrypted"):
        ParquetFile().table(path)


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1PAR1", b"PAR1" + bytes(8) + b"PAR1"])
def test_a_file_that_is_hardly_there_is_a_read_error(tmp_path: Path, content: bytes) -> None:
    """And a folder, and none."""
    path = tmp_path / "none.parquet"
    for each in (path, tmp_path):
        with pytest.raises(ReadError):
            ParquetFile().table(each)
    path.write_bytes(content)
    with pytest.raises(ReadError) as caught:
        ParquetFile().table(path)
    assert caught.value.path == str(path)


def test_a_table_without_rows_is_one(tmp_path: Path) -> None:
    """With its columns."""
    path = tmp_path / "empty.parquet"
    pq.write_table(pa.table(COLUMNS).slice(0, 0), path)
    found = ParquetFile().table(path)
    assert len(found) == 0
    assert list(found.columns) == list(COLUMNS)


def test_without_pyarrow_the_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is loaded when a file is read."""
    import sys

    path = tmp_path / "scores.parquet"
    pq.write_table(pa.table(COLUMNS), path)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(MissingExtraError, match=r"rusfelt\[parquet\]"):
        ParquetFile().table(path)
