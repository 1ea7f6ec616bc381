"""Arrow files as tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rusfelt.errors import ReadError
from rusfelt.io.sources.arrow import ArrowFile

pa = pytest.importorskip("pyarrow")
feather = pytest.importorskip("pyarrow.feather")
polars = pytest.importorskip("polars")

COLUMNS: dict[str, Any] = {
    "unit": ["0301", "030108", None],
    "year": [2019, 2020, 2021],
    "day": [dt.date(2020, 1, 1), None, dt.date(2020, 2, 1)],
    "value": [1.5, None, 3.0],
}


def write(opened: Callable[..., Any], compression: str | None = None) -> Callable[[Path], None]:
    def written(path: Path) -> None:
        table = pa.table(COLUMNS)
        table = table.append_column("team", pa.array(["a", "b", "a"]).dictionary_encode())
        options = pa.ipc.IpcWriteOptions(compression=compression)
        with opened(str(path), table.schema, options=options) as file:
            file.write_table(table, 2)

    return written


FRAME = polars.DataFrame(
    {**COLUMNS, "team": polars.Series(["a", "b", "a"], dtype=polars.Categorical)}
)
WRITERS: dict[str, Callable[[Path], Any]] = {
    "a file": write(pa.ipc.new_file),
    "a file with zstd": write(pa.ipc.new_file, "zstd"),
    "a stream": write(pa.ipc.new_stream),
    "a stream with lz4": write(pa.ipc.new_stream, "lz4"),
    "Feather": lambda path: feather.write_feather(
        pa.table({**COLUMNS, "team": ["a", "b", "a"]}), str(path)
    ),
    "a file of polars": FRAME.write_ipc,
    "a packed file of polars": lambda path: FRAME.write_ipc(path, compression="zstd"),
    "a stream of polars": FRAME.write_ipc_stream,
}


@pytest.mark.parametrize("writer", WRITERS)
def test_whoever_wrote_it_it_is_the_same_table(tmp_path: Path, writer: str) -> None:
    """And it is recognised by its content."""
    path = tmp_path / "scores.data"
    WRITERS[writer](path)
    assert ArrowFile().recognises(path.read_bytes()[:65_536])
    found = ArrowFile().table(path)
    assert list(found.columns) == [*COLUMNS, "team"]
    assert found.columns["unit"].tolist() == ["0301", "030108", ""]
    assert found.columns["year"].tolist() == [2019, 2020, 2021]
    assert found.columns["day"].tolist() == COLUMNS["day"]
    assert found.columns["value"].tolist() == pytest.approx([1.5, np.nan, 3.0], nan_ok=True)
    assert found.columns["team"].tolist() == ["a", "b", "a"]
    assert found.rows.tolist() == [1, 2, 3]
    chosen = ArrowFile().table(path, only="team,year")
    assert {name: each.tolist() for name, each in chosen.columns.items()} == {
        "team": ["a", "b", "a"],
        "year": [2019, 2020, 2021],
    }


def test_a_column_that_is_not_read_may_be_left_out(tmp_path: Path) -> None:
    """With its words in a dictionary or without."""
    path = tmp_path / "nested.arrow"
    table = pa.table({"lists": [["a"], ["b"]], "year": [2019, 2020], "bytes": [b"a", b"b"]})
    with pa.ipc.new_file(str(path), table.schema) as file:
        file.write_table(table)
    with pytest.raises(ReadError) as caught:
        ArrowFile().table(path)
    assert [each.path for each in caught.value.problems] == ["column 'lists'", "column 'bytes'"]
    assert ArrowFile().table(path, only=["year"]).columns["year"].tolist() == [2019, 2020]


def test_a_stream_of_before_2019_has_no_mark(tmp_path: Path) -> None:
    """The size of a message was its beginning."""
    path = tmp_path / "old.arrows"
    table = pa.table({"year": [2019, 2020]})
    options = pa.ipc.IpcWriteOptions(use_legacy_format=True)
    with pa.ipc.new_stream(str(path), table.schema, options=options) as file:
        file.write_table(table)
    assert path.read_bytes()[:4] != b"\xff\xff\xff\xff"
    assert ArrowFile().table(path).columns["year"].tolist() == [2019, 2020]


@pytest.mark.parametrize("writer", ["a file", "a file with zstd", "a stream with lz4"])
def test_a_file_that_was_cut_off_is_not_read_as_a_shorter_one(tmp_path: Path, writer: str) -> None:
    """Unless a stream ends between two batches, where nothing tells."""
    path = tmp_path / "scores.arrow"
    WRITERS[writer](path)
    whole = path.read_bytes()
    for size in range(0, len(whole) - 8, 97):
        path.write_bytes(whole[:size])
        try:
            found = ArrowFile().table(path)
        except ReadError:
            continue
        assert writer == "a stream with lz4"
        assert found.columns["year"].tolist() == [2019, 2020, 2021][: len(found)]


@pytest.mark.parametrize(
    "content", [b"", b"ARROW1", b"ARROW1\0\0" + bytes(30), b"\xff\xff\xff\xff"]
)
def test_a_file_that_is_hardly_there_is_a_read_error(tmp_path: Path, content: bytes) -> None:
    """And a folder, and none."""
    path = tmp_path / "none.arrow"
    for each in (path, tmp_path):
        with pytest.raises(ReadError):
            ArrowFile().table(each)
    path.write_bytes(content)
    with pytest.raises(ReadError) as caught:
        ArrowFile().table(path)
    assert caught.value.path == str(path)
