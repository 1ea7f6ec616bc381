"""Parquet, Arrow and DuckDB files that are broken, or made to break something."""

from __future__ import annotations

import io
import json
import os
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("resource", reason="limits on memory are those of POSIX")
pytest.importorskip("duckdb")
pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

HELPER = Path(__file__).parents[2] / "helpers" / "damaged_columns.py"
# The processor's time is measured, not the clock's: other programs may be running.
SECONDS, MEGABYTES = 2.0, 512
# Measuring coverage in the process would be measured as well.
UNWATCHED = {name: text for name, text in os.environ.items() if not name.startswith("COV")}
UNWATCHED["OPENBLAS_NUM_THREADS"] = "1"
SOAK = bool(os.environ.get("RUSFELT_SOAK"))
COUNT, FIRST = (10_000, 1_000_000) if SOAK else (60, 0)


def run(*arguments: str) -> dict[str, Any]:
    """What the helper prints, from a process of its own."""
    done = subprocess.run(
        [sys.executable, "-W", "error", str(HELPER), *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=3600,
        env=UNWATCHED,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


@pytest.mark.parametrize("kind", ["parquet", "arrow", "duckdb"])
@pytest.mark.timeout(3600)
def test_a_damaged_file_is_a_read_error_that_names_it_or_is_read(kind: str) -> None:
    """Flipped, blotted out, made up or cut off; DuckDB's checksums are mended in every other."""
    found = run("damaged", kind, str(COUNT), str(FIRST))
    assert sum(found["answers"].values()) == COUNT
    assert all(
        each.startswith(("ReadError :", "ReadError ,", "read ")) for each in found["answers"]
    )
    assert any(each.startswith("ReadError") for each in found["answers"])
    assert any(each.startswith("read ") for each in found["answers"])
    assert max(found["seconds"], found["children"]["seconds"]) < SECONDS
    assert max(found["memory"], found["children"]["memory"]) < MEGABYTES


ROWS = 1_234_567
LONG = "x" * 1_000_000
TWO_WORDS = pa.DictionaryArray.from_arrays(np.arange(ROWS) % 2, [LONG, "y"])


def parquet(table: Any, **options: Any) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(table, buffer, **options)
    return buffer.getvalue()


def arrow(table: Any, opened: Any = pa.ipc.new_file, compression: str | None = None) -> bytes:
    buffer = io.BytesIO()
    options = pa.ipc.IpcWriteOptions(compression=compression, allow_64bit=True)
    with opened(buffer, table.schema, options=options) as file:
        file.write_table(table)
    return buffer.getvalue()


def number(value: int) -> bytes:
    """A whole number as Thrift's compact protocol writes it."""
    value <<= 1
    found = b""
    while value > 127:
        found += bytes([value & 127 | 128])
        value >>= 7
    return found + bytes([value])


def said_anew(data: bytes, old: int, new: int) -> bytes:
    """A Parquet file whose foot says another number."""
    size = struct.unpack("<I", data[-8:-4])[0]
    body, foot = data[: -8 - size], data[-8 - size : -8]
    assert number(old) in foot
    foot = foot.replace(number(old), number(new))
    return body + foot + struct.pack("<I", len(foot)) + b"PAR1"


def page_said_anew(old: int, new: int) -> bytes:
    """A Parquet file of one long text, whose page says it unpacks to another size."""
    data = parquet(pa.table({"a": ["x" * old]}), use_dictionary=False, compression="none")
    # The text, its length, and in front of them what says that it is there; 21 stands for a number
    # in the field behind the last.
    sizes = [b"\x15" + number(old + more) for more in range(32)]
    said = next(each for each in sizes if each in data)
    assert len(number(new)) == len(said) - 1
    return data.replace(said, b"\x15" + number(new), 1)


def views() -> Any:
    """A hundred thousand cells that show the same text of a million letters."""
    made = (
        struct.pack("<i4sii", 1_000_000 - place % 2, b"xxxx", 0, place % 2)
        for place in range(100_000)
    )
    buffers = [None, pa.py_buffer(b"".join(made)), pa.py_buffer(LONG.encode())]
    return pa.table({"a": pa.Array.from_buffers(pa.string_view(), 100_000, buffers)})


def nothing(rows: int) -> Any:
    return pa.table({"a": pa.Array.from_buffers(pa.null(), rows, [None])})


def zeros(rows: int) -> Any:
    return pa.table({"a": np.zeros(rows, np.int64)})


EMPTY = parquet(pa.table({"a": pa.nulls(ROWS, pa.int8()), "b": pa.nulls(ROWS, pa.string())}))
FRONT = {"use_dictionary": False, "column_encoding": {"a": "DELTA_BYTE_ARRAY"}}
CASES: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "2^60 rows": ("parquet", lambda: said_anew(EMPTY, ROWS, 2**60), "rows of the file take"),
    "a foot beyond its file": ("parquet", lambda: EMPTY[:-8] + b"\xff\xff\xff\x7fPAR1", "not end"),
    "a foot of 40 MB": (
        "parquet",
        lambda: b"PAR1" + bytes(40 << 20) + struct.pack("<I", 40 << 20) + b"PAR1",
        "foot of the file has",
    ),
    "a long word in every other row": (
        "parquet",
        lambda: parquet(pa.table({"a": TWO_WORDS}), compression="zstd"),
        "a text of 1,000,000 letters",
    ),
    "a long word in every row": (
        "parquet",
        lambda: parquet(pa.table({"a": TWO_WORDS.take(np.zeros(ROWS, int))}), compression="zstd"),
        "read 1234567",
    ),
    "texts that share their beginning": (
        "parquet",
        lambda: parquet(pa.table({"a": ["x" * 200_000] * 1_000 + ["y"]}), **FRONT),
        "a text of 200,000 letters",
    ),
    "zeros in Parquet": (
        "parquet",
        lambda: parquet(zeros(9_000_000), use_dictionary=False, compression="zstd"),
        "rows of the file take",
    ),
    "a page of 134 MB": (
        "parquet",
        lambda: page_said_anew(1_100_000, 134_000_000),
        "unpack to more than",
    ),
    "10,001 columns": (
        "parquet",
        lambda: parquet(pa.table({f"c{place}": [1] for place in range(10_001)})),
        "10,001 columns",
    ),
    "brackets in the notes of pandas": (
        "parquet",
        lambda: parquet(pa.table({"a": [1]}).replace_schema_metadata({"pandas": "[" * 500_000})),
        "read 1",
    ),
    "2^40 empty rows": ("arrow", lambda: arrow(nothing(2**40)), "1,099,511,627,776 rows"),
    "2^62 empty rows in a stream": (
        "arrow",
        lambda: arrow(nothing(2**62), pa.ipc.new_stream),
        "4,611,686,018,427,387,904 rows",
    ),
    "one run of 2^40 rows": (
        "arrow",
        lambda: arrow(pa.table({"a": pa.RunEndEncodedArray.from_arrays(pa.array([2**40]), ["x"])})),
        "1,099,511,627,776 rows",
    ),
    "zeros in Arrow": (
        "arrow",
        lambda: arrow(zeros(17_000_000), compression="zstd"),
        "unpacks to 136,000,000",
    ),
    "many views of one text": ("arrow", lambda: arrow(views()), "texts of the column"),
    "a long word in every other row of Arrow's": (
        "arrow",
        lambda: arrow(pa.table({"a": TWO_WORDS})),
        "a text of 1,000,000 letters",
    ),
    "10,001 columns of Arrow's": (
        "arrow",
        lambda: arrow(pa.table({f"c{place}": [1] for place in range(10_001)})),
        "10,001 columns",
    ),
    "a Feather file of the old kind": ("arrow", lambda: b"FEA1" + bytes(100), "version 1"),
}
if SOAK:
    # Making it takes longer than reading it.
    CASES["a group for every row"] = (
        "parquet",
        lambda: parquet(pa.table({"a": np.arange(30_001)}), row_group_size=1),
        "too many pieces",
    )


def test_a_file_made_to_break_something_takes_little_time_and_memory(tmp_path: Path) -> None:
    """What it says of itself is looked at before anything is unpacked."""
    for place, (_, made, _) in enumerate(CASES.values()):
        (tmp_path / str(place)).write_bytes(made())
    told = run("made", str(tmp_path), *(kind for kind, _, _ in CASES.values()))
    for (name, (_, _, expected)), each in zip(CASES.items(), told["answers"], strict=True):
        assert expected in each["answer"], (name, each)
        assert each["seconds"] < SECONDS, (name, each)
    assert told["memory"] < MEGABYTES


VIEWS = {
    "a view that never ends": ("select i as a from range(1000000000000) t(i)", "takes more than"),
    "a view that takes for ever": (
        "select count(*) as a from range(1000000000000) t(i) where i % 7 = 3",
        "takes longer",
    ),
    "a view of a text of 1 GB": ("select repeat('x', 1000000000) as a", "Error"),
    "a view of another file": ("select * from read_csv('{other}')", "Error"),
}


def test_a_view_reaches_no_other_file_and_ends(tmp_path: Path) -> None:
    """A view is code somebody else wrote."""
    import duckdb

    other = tmp_path / "other.csv"
    other.write_text("a\nsecret\n")
    for place, (query, _) in enumerate(VIEWS.values()):
        with duckdb.connect(str(tmp_path / str(place))) as connection:
            connection.execute(f"create view v as {query.format(other=other)}")
    told = run("made", str(tmp_path), *["duckdb"] * len(VIEWS))
    for (name, (_, expected)), each in zip(VIEWS.items(), told["answers"], strict=True):
        assert each["answer"].startswith("ReadError"), (name, each)
        assert expected in each["answer"], (name, each)
        assert "secret" not in each["answer"]
    assert told["children"]["seconds"] < SECONDS + 0.5, told
    assert max(told["memory"], told["children"]["memory"]) < MEGABYTES
