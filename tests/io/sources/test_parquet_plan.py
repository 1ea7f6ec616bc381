"""What a Parquet file may ask for: each way of asking for too much is refused before it is unpacked."""

from __future__ import annotations

import decimal
import io
from types import SimpleNamespace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from rusfelt.errors import ReadError
from rusfelt.io.sources._parquet_pages import Chunk
from rusfelt.io.sources._parquet_plan import Plan

_ROWS = 3_000


def _file(**how):
    into = io.BytesIO()
    table = pa.table(
        {
            "number": pa.array(range(_ROWS)),
            "text": pa.array([f"t{each % 9}" for each in range(_ROWS)]),
            "share": pa.array(
                [decimal.Decimal(each) for each in range(_ROWS)], pa.decimal256(60, 0)
            ),
        }
    )
    pq.write_table(table, into, **how)
    return into.getvalue()


def _plan(file, foot=None):
    found = pq.ParquetFile(io.BytesIO(file))
    size = int.from_bytes(file[-8:-4], "little")
    plan = Plan(
        io.BytesIO(file), file[-8 - size : -8] if foot is None else foot, len(file), "a.parquet"
    )
    return plan, found.metadata, found.schema


def _refused(plan, metadata, schema, places, monkeypatch=None, pages=None):
    with pytest.raises(ReadError) as told:
        plan.batch_rows(metadata, schema, places)
    assert told.value.path == "a.parquet"
    return str(told.value)


def test_words_that_stand_apart_are_looked_up_and_others_are_not():
    """Texts shared with the one before may grow, so fewer rows are decoded at a time."""
    plan, metadata, schema = _plan(_file())
    rows = plan.batch_rows(metadata, schema, [0, 1])
    assert plan.looked_up == {1}
    front, metadata, schema = _plan(
        _file(use_dictionary=False, column_encoding={"text": "DELTA_BYTE_ARRAY"})
    )
    assert front.batch_rows(metadata, schema, [0, 1]) < rows
    assert front.looked_up == set()


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"num_rows": -1}, "says it has -1 rows"),
        ({"num_rows": 10**12}, "1,000,000,000,000 rows of the file take more than"),
        ({"num_row_groups": 10**6}, "in too many pieces"),
    ],
)
def test_counts_that_cannot_be(counts, said):
    """More rows than the bytes can hold, or more pieces than are looked at."""
    plan, metadata, schema = _plan(_file())
    fake = SimpleNamespace(num_rows=_ROWS, num_row_groups=1, num_columns=metadata.num_columns)
    fake.__dict__.update(counts)
    assert said in _refused(plan, fake, schema, [0])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda chunks: [chunks[:1]], "lacks a column"),
        (lambda chunks: [[each if at != 1 else Chunk(each.start, 10**9, each.values) for at, each in enumerate(chunks)]], "reaches beyond its end"),
        (lambda chunks: [[each if at != 1 else Chunk(each.start + 1, each.size - 1, each.values) for at, each in enumerate(chunks)]], "no page"),
        (lambda chunks: [chunks] * 400, "unpack to more than"),
    ],
    ids=["lacking", "beyond", "no page", "again and again"],
)  # fmt: skip
def test_what_the_foot_says_of_columns_that_cannot_be(change, said, monkeypatch):
    """The last of them has the foot point at the same pages over and over."""
    plan, metadata, schema = _plan(_file(compression="zstd"))
    chunks = plan._groups()[0]
    monkeypatch.setattr(plan, "_groups", lambda: change(chunks))
    assert said in _refused(plan, metadata, schema, [0, 1])


def test_a_foot_that_is_none_and_pages_beyond_number():
    """Each is told as what it is."""
    plan, metadata, schema = _plan(_file(), foot=b"\x19\x4c")
    assert "no foot" in _refused(plan, metadata, schema, [0])
    plan, metadata, schema = _plan(
        _file(data_page_size=64, write_batch_size=8, use_dictionary=False)
    )
    plan._most_pages = 3
    assert "in too many pieces" in _refused(plan, metadata, schema, [0])


def test_numbers_longer_than_any_decimal_are_refused():
    """A value of fixed length is made as long as the foot says, in every row."""
    plan, metadata, _schema = _plan(_file())
    column = SimpleNamespace(physical_type="FIXED_LEN_BYTE_ARRAY", length=1_000_000)
    fake = SimpleNamespace(column=lambda _place: column)
    assert "numbers of 1,000,000 bytes" in _refused(plan, metadata, fake, [2])
