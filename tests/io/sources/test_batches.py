"""What all column files have in common: which columns are read, and what is said of those that cannot be."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from rusfelt.errors import ReadError
from rusfelt.io.sources import _batches
from rusfelt.io.sources._batches import checked, chosen, reading, table_of_batches

_FILE = "a.parquet"


def _said(schema, columns=None):
    with pytest.raises(ReadError) as told:
        chosen(schema, columns, _FILE)
    assert told.value.path == _FILE
    return told.value


def test_names_are_taken_as_a_list_or_with_commas():
    """Once each, in the order asked for; a name with a comma in it is a name."""
    schema = pa.schema([("a", pa.int64()), ("b", pa.string()), ("c,d", pa.int64())])
    assert chosen(schema, None, _FILE) == ["a", "b", "c,d"]
    assert chosen(schema, "b, a,b", _FILE) == ["b", "a"]
    assert chosen(schema, "c,d", _FILE) == ["c,d"]
    assert chosen(schema, ["c,d", "a"], _FILE) == ["c,d", "a"]


def test_what_is_not_there_and_what_cannot_be_read_is_all_named():
    """With the nearest name there is."""
    schema = pa.schema([("deaths", pa.int64()), ("nested", pa.struct([("x", pa.int64())]))])
    told = _said(schema, ["death", "nested"])
    assert [each.path for each in told.problems] == ["column 'death'", "column 'nested'"]
    assert "deaths" in told.problems[0].remedy
    assert "No columns are named" in str(_said(schema, ""))
    assert "No columns are named" in str(_said(schema, 3))


def test_two_columns_of_one_name_and_too_many_columns(monkeypatch):
    """Nobody could say which is meant; and no table of people's has so many."""
    told = _said(pa.schema([("a", pa.int64()), ("b", pa.int64()), ("a", pa.string())]))
    assert [each.path for each in told.problems] == ["column 'a'"]
    monkeypatch.setattr(_batches, "MOST_COLUMNS", 2)
    assert "at most 2" in str(_said(pa.schema([(each, pa.int64()) for each in "abc"])))


@pytest.mark.skipif(not hasattr(pa, "string_view"), reason="pyarrow is older than such texts")
def test_a_text_shown_in_many_cells_is_refused_before_it_is_written_out():
    """Cells that are views can all show one text, which is in the file once."""
    column = pa.array(["x" * 1_000] * 5_000, pa.string_view())
    batch = pa.record_batch({"a": column})
    with pytest.raises(ReadError, match="more than 1 MB") as told:
        list(checked([batch], 1 << 20, _FILE))
    assert told.value.column == "a"


def test_a_table_that_cannot_be_held_is_refused():
    """It would take more than a file of its size may; the column that was too much is named."""
    batch = pa.record_batch({"a": pa.array(range(300_000)), "b": pa.array(["x" * 50] * 300_000)})
    with pytest.raises(ReadError) as told:
        table_of_batches(Path(_FILE), batch.schema, [batch], ["a", "b"], most=1 << 20)
    assert told.value.path == _FILE


@pytest.mark.parametrize("error", [MemoryError(), pa.ArrowMemoryError("x")])
def test_too_little_memory_is_an_error_of_the_file(error):
    """It says it holds more than there is."""
    with pytest.raises(ReadError, match="more than there is memory for"), reading(_FILE):
        raise error


def test_words_that_may_quote_a_cell_are_left_out():
    """Of the library's complaint only its kind is told where cells are read."""
    with pytest.raises(ReadError) as told, reading(_FILE):
        raise pa.ArrowInvalid("cannot read 'Kari'")
    assert "Kari" not in str(told.value)
    assert "ArrowInvalid" in str(told.value)
    with pytest.raises(ReadError, match="no magic bytes"), reading(_FILE, cells=False):
        raise pa.ArrowInvalid("no magic bytes")
