"""Parquet, Arrow and DuckDB files, damaged by chance or on purpose, read in a process of their own.

Run as a program with what to read and how often; it prints one line of JSON.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
import os
import random
import signal
import struct
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from rusfelt.errors import ReadError
from rusfelt.io.sources import _duckdb_child
from rusfelt.io.sources import duckdb as duckdb_reader
from rusfelt.io.sources.arrow import ArrowFile
from rusfelt.io.sources.duckdb import DuckdbFile
from rusfelt.io.sources.parquet import ParquetFile

ROWS = 2_000


def table() -> pa.Table:
    """A column of each kind that is read."""
    number = np.arange(ROWS)
    days = [dt.date(2020, 1, 1) + dt.timedelta(int(each) % 10) for each in number]
    words = ["phq9" if each % 3 else None if each % 2 else f"gad7 {each}" for each in number]
    values = np.random.default_rng(1).random(ROWS) * 27
    hours = number * 3600 * 10**9
    return pa.table(
        {
            "person": pa.array(number // 10),
            "day": pa.array(days),
            "value": pa.array(values, mask=number % 7 == 0),
            "what": pa.array(words),
            "team": pa.array(["a", "b"] * (ROWS // 2)).dictionary_encode(),
            "flag": pa.array(number % 2 == 0),
            "amount": pa.array(number).cast(pa.decimal128(22, 3)),
            "at": pa.array(hours, pa.timestamp("ns", "Europe/Oslo")),
            "place": pa.array(["Grünerløkka"] * ROWS, pa.large_string()),
        }
    )


def parquet(**options: Any) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(table(), buffer, row_group_size=500, **options)
    return buffer.getvalue()


def arrow(opened: Callable[..., Any], compression: str | None = None) -> bytes:
    buffer = io.BytesIO()
    content = table().append_column(
        "view", pa.array(["a text of some length"] * ROWS, "string_view")
    )
    options = pa.ipc.IpcWriteOptions(compression=compression)
    with opened(buffer, content.schema, options=options) as file:
        file.write_table(content, 500)
    return buffer.getvalue()


def duckdb_file(*statements: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.duckdb"
        with duckdb.connect(str(path)) as connection:
            for each in statements:
                connection.execute(each)
        return path.read_bytes()


SCORES = (
    "create table scores as select i // 10 as person, date '2020-01-01' + (i % 10)::int as day, "
    "random() * 27 as value, case when i % 3 = 0 then 'phq9' when i % 3 = 1 then null "
    "else 'gad7 ' || i end as what, i % 2 = 0 as flag, (i / 7)::decimal(18, 3) as amount "
    "from range(2000) t(i)"
)
_MASK = (1 << 64) - 1


def mended(data: bytes) -> bytes:
    """A DuckDB file whose blocks all have the checksums they should, whatever is in them."""
    blocks = [(0, 4096), (4096, 4096), (8192, 4096)]
    blocks += [(at, 262_144) for at in range(12_288, len(data) - 262_143, 262_144)]
    whole = bytearray(data)
    for at, size in blocks:
        if at + size > len(whole):
            continue
        words = np.frombuffer(whole, "<u8", (size - 8) // 8, at + 8)
        with np.errstate(over="ignore"):
            mixed = np.bitwise_xor.reduce(words * np.uint64(0xBF58476D1CE4E5B9))
        del words
        whole[at : at + 8] = struct.pack("<Q", int(mixed) ^ 5381)
    return bytes(whole)


def changed(data: bytes, seed: int) -> bytes:
    """The bytes with some of them flipped, blotted out, made up or cut off."""
    chance = random.Random(seed)  # noqa: S311
    mine = bytearray(data)
    kind = chance.choice(["flip", "flips", "cut", "random", "zeros", "number", "end"])
    last = len(mine)
    at = chance.randrange(last)
    # Where there is nothing, there is little to break.
    while not mine[at] and chance.random() < 0.95:
        at = chance.randrange(last)
    if kind == "flip":
        mine[at] ^= 1 << chance.randrange(8)
    elif kind in {"flips", "end"}:
        lowest = max(0, last - 6_000) if kind == "end" else 0
        for _ in range(chance.randrange(1, 30)):
            mine[chance.randrange(lowest, last)] ^= 1 << chance.randrange(8)
    elif kind == "cut":
        del mine[at:]
    else:
        size = min(chance.randrange(1, 64), last - at)
        if kind == "zeros":
            size = min(chance.randrange(1, 5_000), last - at)
        made = {"random": chance.randbytes(size), "zeros": bytes(size)}
        mine[at : at + size] = made.get(kind, bytes([chance.choice([255, 127, 128])]) * size)
    return bytes(mine)


class Forked:
    """What ``subprocess.Popen`` does for the reader of DuckDB files, without starting Python anew."""

    def __init__(self, *_: Any, **__: Any) -> None:
        told, stdin = os.pipe()
        stdout, says = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            code = 1
            with contextlib.suppress(Exception):
                os.dup2(told, 0)
                os.dup2(says, 1)
                os.closerange(3, 64)
                sys.stdin, sys.stdout = os.fdopen(0), os.fdopen(1, "w")
                try:
                    _duckdb_child.main()
                    code = 0
                except SystemExit as left:
                    code = int(left.code or 0)
                sys.stdout.buffer.flush()
            os._exit(code)
        os.close(told)
        os.close(says)
        self.stdin, self.stdout = os.fdopen(stdin, "wb"), os.fdopen(stdout, "rb")
        self.code: int | None = None
        self.usage: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self.stdin.close()
        self.stdout.close()
        self.wait()

    def kill(self) -> None:
        if self.code is None:
            os.kill(self.pid, signal.SIGKILL)

    def wait(self, timeout: float = 60) -> int:
        until = time.monotonic() + timeout
        while self.code is None:
            pid, status, usage = os.wait4(self.pid, os.WNOHANG)
            if pid:
                self.code = os.waitstatus_to_exitcode(status)
                CHILDREN["memory"] = max(CHILDREN["memory"], usage.ru_maxrss >> 10)
                CHILDREN["seconds"] = max(CHILDREN["seconds"], usage.ru_utime + usage.ru_stime)
                if -self.code in {signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS}:
                    CHILDREN["crashes"] += 1
            elif time.monotonic() > until:
                raise subprocess.TimeoutExpired("duckdb", timeout)
            else:
                time.sleep(0.0005)
        return self.code


CHILDREN: dict[str, float] = {"memory": 0, "seconds": 0, "crashes": 0}
READERS = {"parquet": ParquetFile, "arrow": ArrowFile, "duckdb": DuckdbFile}


def answer(reader: Any, path: Path, **options: Any) -> str:
    try:
        return f"read {len(reader.table(path, **options))}"
    except ReadError as error:
        if error.path != str(path):
            return f"no file named: {error}"
        return f"ReadError {str(error).removeprefix(str(path))[:200]}"


def sources(kind: str) -> list[bytes]:
    if kind == "parquet":
        encodings = {"person": "DELTA_BINARY_PACKED", "what": "DELTA_BYTE_ARRAY"}
        encodings |= {"place": "DELTA_LENGTH_BYTE_ARRAY", "value": "BYTE_STREAM_SPLIT"}
        second = {"data_page_version": "2.0", "compression": "zstd", "use_dictionary": False}
        return [
            parquet(),
            parquet(compression="none"),
            parquet(**second, column_encoding=encodings),
        ]
    if kind == "arrow":
        files = [(pa.ipc.new_stream, None), (pa.ipc.new_file, None), (pa.ipc.new_file, "zstd")]
        return [arrow(*each) for each in [*files, (pa.ipc.new_file, "lz4")]]
    return [duckdb_file(SCORES)]


def damaged(kind: str, count: int, first: int = 0) -> dict[str, Any]:
    """Read so many damaged files."""
    originals = sources(kind)
    reader = READERS[kind]()
    told: Counter[str] = Counter()
    worst = 0.0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        for seed in range(first, first + count):
            data = changed(originals[seed % len(originals)], seed)
            if kind == "duckdb" and seed % 2:
                data = mended(data)
            path.write_bytes(data)
            start = time.process_time()
            said = answer(reader, path)
            worst = max(worst, time.process_time() - start)
            told[" ".join(said.split()[:9])] += 1
    return {"answers": dict(told.most_common(40)), "seconds": worst}


def made(folder: str, kinds: list[str]) -> dict[str, Any]:
    """Read files made on purpose, which are called 0, 1 and so on."""
    answers = []
    for place, kind in enumerate(kinds):
        start = time.process_time()
        said = answer(READERS[kind](), Path(folder) / str(place))
        answers.append({"answer": said, "seconds": time.process_time() - start})
    return {"answers": answers}


def memory() -> int:
    """The most this process had in memory, in MB; before it was started is another process."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(each for each in lines if each.startswith("VmHWM")).split()[1]) >> 10


def main() -> None:
    verb, *rest = sys.argv[1:]
    duckdb_reader.subprocess.Popen = Forked
    found = made(rest[0], rest[1:]) if verb == "made" else damaged(rest[0], *map(int, rest[1:]))
    print(json.dumps({**found, "memory": memory(), "children": CHILDREN}))  # noqa: T201


if __name__ == "__main__":
    main()
