"""What files say of themselves, read before a library is let near them: right, or refused.

Everything here is read in this process, where a mistake would be an error of another kind.
"""

from __future__ import annotations

import io
import os
import random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from rusfelt.io.sources._arrow_messages import (
    BrokenMessageError,
    announced,
    announced_by,
    is_schema,
)
from rusfelt.io.sources._parquet_pages import (
    BrokenPageError,
    TooManyPagesError,
    chunks_of,
    pages_of,
)

_TRIES = 20_000 if os.environ.get("RUSFELT_SOAK") else 400
_ROWS = 400


def _table():
    return pa.table(
        {
            "number": pa.array(range(_ROWS)),
            "text": pa.array([f"t{each % 9}" for each in range(_ROWS)]),
            "words": pa.array([f"t{each % 9}" for each in range(_ROWS)]).dictionary_encode(),
            "share": pa.array([None if each % 7 == 0 else each / 3 for each in range(_ROWS)]),
        }
    )


def _parquet(**how):
    into = io.BytesIO()
    pq.write_table(_table(), into, row_group_size=150, **how)
    return into.getvalue()


def _foot(file):
    return file[-8 - int.from_bytes(file[-8:-4], "little") : -8]


def _stream(kind, **how):
    into = io.BytesIO()
    table = _table()
    with kind(into, table.schema, options=pa.ipc.IpcWriteOptions(**how)) as writer:
        writer.write_table(table, max_chunksize=150)
    return into.getvalue()


def _damaged(data, chance):
    """A few bytes changed, or the end cut off."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 3)):
        changed[chance.randrange(len(changed))] = chance.choice(
            (0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256))
        )
    return bytes(changed[: chance.randrange(len(changed))] if chance.random() < 0.2 else changed)


WAYS = [
    {},
    {"use_dictionary": False, "column_encoding": {"text": "DELTA_BYTE_ARRAY"}},
    {"data_page_version": "2.0"},
]


@pytest.mark.parametrize("how", WAYS, ids=["dictionary", "front-coded", "second"])
def test_chunks_and_pages_are_those_pyarrow_tells_of(how):
    """Where columns begin, how long they are, and how many values their pages have."""
    file = _parquet(**how)
    told = pq.ParquetFile(io.BytesIO(file)).metadata
    for at, group in enumerate(chunks_of(_foot(file))):
        for place, chunk in enumerate(group):
            expected = told.row_group(at).column(place)
            assert chunk.size == expected.total_compressed_size
            assert chunk.values == expected.num_values
            pages = pages_of(io.BytesIO(file), chunk, 100)
            assert sum(each.values for each in pages if not each.dictionary) == chunk.values
            assert any(each.dictionary for each in pages) == expected.has_dictionary_page
    with pytest.raises(TooManyPagesError):
        pages_of(io.BytesIO(file), chunks_of(_foot(file))[0][0], 0)


@pytest.mark.parametrize("how", WAYS, ids=["dictionary", "front-coded", "second"])
def test_a_damaged_foot_or_page_is_read_or_refused(how):
    """20,000 in the soak."""
    file = _parquet(**how)
    chance, refused = random.Random(7), 0  # noqa: S311 - a seeded campaign
    groups = chunks_of(_foot(file))
    for _ in range(_TRIES):
        try:
            chunks_of(_damaged(_foot(file), chance))
            pages_of(io.BytesIO(_damaged(file, chance)), chance.choice(chance.choice(groups)), 50)
        except (BrokenPageError, TooManyPagesError):
            refused += 1
    assert _TRIES / 10 < refused < _TRIES


@pytest.mark.parametrize("packed", [None, "zstd"])
def test_messages_announce_the_rows_there_are(packed):
    """Of a stream and of a file with a foot alike; packed, also what they unpack to."""
    stream = _stream(pa.ipc.new_stream, compression=packed)
    assert is_schema(stream)
    found = announced(io.BytesIO(stream), len(stream))
    assert found.rows == _ROWS
    assert (found.unpacked > 0) == bool(packed)
    file = _stream(pa.ipc.new_file, compression=packed)
    size = int.from_bytes(file[-10:-6], "little")
    end = len(file) - 10 - size
    again = announced_by(file[end:-10], io.BytesIO(file), end)
    assert (again.rows, again.words, again.unpacked) == (found.rows, found.words, found.unpacked)


@pytest.mark.parametrize("packed", [None, "zstd"])
def test_a_damaged_message_or_foot_is_read_or_refused(packed):
    """20,000 in the soak."""
    stream = _stream(pa.ipc.new_stream, compression=packed)
    file = _stream(pa.ipc.new_file, compression=packed)
    end = len(file) - 10 - int.from_bytes(file[-10:-6], "little")
    chance, refused = random.Random(9), 0  # noqa: S311 - a seeded campaign
    for _ in range(_TRIES):
        hurt = _damaged(stream, chance)
        assert is_schema(hurt) in {True, False}
        try:
            announced(io.BytesIO(hurt), len(hurt))
            announced_by(_damaged(file[end:-10], chance), io.BytesIO(file), end)
        except BrokenMessageError:
            refused += 1
    assert _TRIES / 10 < refused < _TRIES
