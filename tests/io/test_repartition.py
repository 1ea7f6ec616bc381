"""Rows in any order become files that keep each unit together, and no row is lost."""

import json
import stat
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from registers import table, written

import rusfelt
from rusfelt import DomainError, Parts, ReadError, WriteError, repartition
from rusfelt.io import repartition as module

COLUMNS = {"unit": "person", "t": "date"}


@pytest.fixture(scope="module")
def people():
    """Three hundred people."""
    return table(300)


@pytest.fixture
def files(people, tmp_path):
    """Their rows by year and not by person, in two files."""
    rng = np.random.default_rng(3)
    mixed = people.take(pa.array(rng.permutation(len(people))))
    half = len(mixed) // 2
    return [
        written(mixed.slice(0, half), tmp_path / "in" / "1.parquet"),
        written(mixed.slice(half), tmp_path / "in" / "2.parquet"),
    ]


@pytest.fixture(autouse=True)
def _folder(tmp_path):
    (tmp_path / "in").mkdir()


def left(folder):
    """What stands in a folder, hidden things too."""
    return sorted(each.name for each in Path(folder).iterdir())


def test_every_person_is_in_one_file_in_order(people, files, tmp_path):
    """The same rows as before; each file sorted by person and time, each person in one of them."""
    done = repartition(files, tmp_path / "out", **COLUMNS, buckets=4)
    assert done.rows == len(people)
    assert done.units == 300
    assert left(tmp_path / "out") == [f"bucket-000{n}.parquet" for n in range(4)] + ["parts.json"]
    tables = [pq.read_table(tmp_path / "out" / name) for name in done.files]
    seen = set()
    for each in tables:
        keys = list(zip(each["person"].to_pylist(), each["date"].to_pylist(), strict=True))
        assert keys == sorted(keys)
        assert not seen & {person for person, _ in keys}
        seen |= {person for person, _ in keys}
    every = [("person", "ascending"), ("date", "ascending")]
    assert pa.concat_tables(tables).sort_by(every).to_pylist() == people.sort_by(every).to_pylist()
    about = json.loads((tmp_path / "out" / "parts.json").read_text("utf-8"))
    assert (about["unit"], about["t"], about["rows"], about["units"]) == (
        "person",
        "date",
        done.rows,
        300,
    )
    assert sum(each["units"] for each in about["files"]) == 300


def test_what_is_repartitioned_is_evaluated_as_one_panel(people, files, tmp_path):
    """The folder knows by which columns it is sorted."""
    repartition(files, tmp_path / "out", **COLUMNS, buckets=3)
    found = rusfelt.evaluate(Parts.of(tmp_path / "out", y="score"), "theil-sen")
    whole = Parts.of(written(people, tmp_path / "whole.parquet"), **COLUMNS, y="score")
    assert found.digest() == rusfelt.evaluate(whole, "theil-sen").digest()


KINDS = {
    "whole numbers": pa.array([7, 10, 9, 7, -1, 10], pa.int64()),
    "letters beyond ASCII": pa.array(["å", "ø", "æ", "å", "a", "ø"]),
    "words with numbers": pa.array(["å", "ø", "æ", "å", "a", "ø"]).dictionary_encode(),
    "names with quotes": pa.array(['a"b', "a'b", "a''", 'a"b', "", "a'b"]),
}


@pytest.mark.parametrize("kind", KINDS)
def test_units_of_every_kind(tmp_path, kind):
    """DuckDB's order is the order that is checked when the files are read."""
    rows = pa.table({'per"son': KINDS[kind], "d'ate": range(6), "score": [1.0, 2, 3, 4, 5, 6]})
    path = written(rows, tmp_path / "in" / "it's.parquet")
    repartition(path, tmp_path / "out", unit='per"son', t="d'ate", buckets=2)
    found = rusfelt.evaluate(Parts.of(tmp_path / "out", y="score"), "theil-sen")
    assert found.rows == 4
    assert found["status"].tolist().count("ok") == 2


def test_further_keys_and_columns(tmp_path):
    """Rows of a person are sorted by instrument before time; every column stays as it is."""
    rows = pa.table(
        {
            "person": ["a", "a", "a", "a"],
            "what": ["y", "x", "y", "x"],
            "date": [1, 2, 2, 1],
            "score": [1.0, None, float("nan"), -0.0],
            "rusfelt_bucket": [[1], [], None, [2, 3]],
        }
    )
    path = written(rows, tmp_path / "in" / "a.parquet")
    repartition(path, tmp_path / "out", **COLUMNS, keys=["what"], buckets=1)
    found = pq.read_table(tmp_path / "out" / "bucket-0000.parquet")
    assert found["what"].to_pylist() == ["x", "x", "y", "y"]
    assert found["date"].to_pylist() == [1, 2, 1, 2]
    assert found["rusfelt_bucket"].to_pylist() == [[2, 3], [], [1], None]
    assert str(found["score"].to_pylist()) == "[-0.0, None, 1.0, nan]"


def test_no_rows(people, tmp_path):
    """Nothing comes of nothing: a folder without files."""
    path = written(people.slice(0, 0), tmp_path / "in" / "a.parquet")
    assert repartition(path, tmp_path / "out", **COLUMNS).files == ()


def test_how_many_buckets():
    """About a million rows each; fewer where that gives sixteen workers something to do."""
    sizes = [0, 1000, 600_000, 4_000_000, 20_000_000, 100_000_000]
    assert [module._buckets(each) for each in sizes] == [1, 1, 3, 16, 20, 96]


def refused(kind, files, tmp_path, **more):
    """What is said; nothing is left behind."""
    before = left(tmp_path)
    with pytest.raises(kind) as told:
        repartition(files, tmp_path / "out", **{**COLUMNS, **more})
    assert left(tmp_path) == before
    return str(told.value)


def test_columns_and_types_that_do_not_fit(people, files, tmp_path):
    """All of it at once, with the file."""
    other = written(
        people.rename_columns(["persons", "date", "score"]), tmp_path / "in" / "3.parquet"
    )
    said = refused(ReadError, [*files, other], tmp_path, t="dato")
    assert "3.parquet person: is no column of the file. Did you mean 'persons'?" in said
    assert "1.parquet dato: is no column of the file. Did you mean 'date'?" in said
    assert "differ from those of" in said


def test_rows_of_nobody(tmp_path):
    """A row without a person cannot go anywhere."""
    rows = pa.table({"person": ["a", None, None], "date": [1, 2, 3]})
    path = written(rows, tmp_path / "in" / "a.parquet")
    assert "is empty in 2 row(s)" in refused(ReadError, path, tmp_path)


IDENTITIES = {
    "as text": pa.array(["17912099997", "x"]),
    "in a remark": pa.array(["born 179120 99997, moved", "x"]),
    "as a number": pa.array([17912099997, 1]),
}


@pytest.mark.parametrize("kind", IDENTITIES)
def test_identity_numbers_are_refused(tmp_path, kind):
    """In any column, also one that nobody named; no digit of them is repeated."""
    rows = pa.table({"person": ["a", "b"], "date": [1, 2], "note": IDENTITIES[kind]})
    said = refused(ReadError, written(rows, tmp_path / "in" / "a.parquet"), tmp_path)
    assert "column 'note'" in said
    assert "99997" not in said


def test_files_and_folders_that_cannot_be(people, files, tmp_path):
    """What is there stays; what is no Parquet is told by its name."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "letter.txt").touch()
    assert "Something is there" in refused(WriteError, files, tmp_path)
    (tmp_path / "out" / "letter.txt").unlink()
    text = tmp_path / "in" / "a.csv"
    text.write_text("person;date\n", "utf-8")
    assert "a.csv: The file cannot be read as Parquet" in refused(ReadError, text, tmp_path)
    pattern = written(people, tmp_path / "in" / "a[1].parquet")
    assert "takes for a pattern" in refused(ReadError, pattern, tmp_path)
    assert "named twice" in refused(ReadError, [files[0], files[0]], tmp_path)
    assert "no such file" in refused(ReadError, tmp_path / "in" / "none.parquet", tmp_path)
    assert "no files" in refused(DomainError, [], tmp_path)
    assert "0 buckets" in refused(DomainError, files, tmp_path, buckets=0)
    assert "DuckDB cannot be started" in refused(DomainError, files, tmp_path, memory="much")
    # An empty folder may be there.
    repartition(files, tmp_path / "out", **COLUMNS, buckets=1)


def test_a_protected_place(files, tmp_path):
    """Nothing can be made there."""
    place = tmp_path / "place"
    place.write_text("", "utf-8")
    with pytest.raises(WriteError, match="cannot be written"):
        repartition(files, place / "out", **COLUMNS)
    assert stat.S_ISREG(place.stat().st_mode)


@pytest.mark.parametrize("harm", ["a row is lost", "a cell is another", "a person is cut in two"])
def test_what_was_written_is_proven(files, tmp_path, monkeypatch, harm):
    """Should DuckDB or a disk ever get it wrong, nothing is kept."""
    shuffle = module.Shuffle.shuffle

    def harmed(self, raw, ready, count):
        names = shuffle(self, raw, ready, count)
        path = ready / names[0]
        rows = pq.read_table(path)
        if harm == "a row is lost":
            rows = rows.slice(1)
        elif harm == "a cell is another":
            score = rows["score"].to_pylist()
            score[0] = 77.5
            rows = rows.set_column(2, "score", pa.array(score))
        else:
            rows = pa.concat_tables([rows.slice(1), rows.slice(0, 1)])
        pq.write_table(rows, path)
        return names

    monkeypatch.setattr(module.Shuffle, "shuffle", harmed)
    assert "Nothing is kept" in refused(WriteError, files, tmp_path, buckets=2)


def test_rows_in_order_over_several_batches(people, tmp_path, monkeypatch):
    """The count of units goes on from one batch to the next."""
    from rusfelt.io import _bucket_file

    monkeypatch.setattr(_bucket_file, "_ROWS", 16)
    path = written(people, tmp_path / "a.parquet", row_group_size=16)
    assert _bucket_file.count_units(path, "person") == 300
    middle = people.slice(len(people) // 2)
    path = written(pa.concat_tables([middle, people.slice(0, 3)]), tmp_path / "b.parquet")
    with pytest.raises(WriteError, match="not written in order"):
        _bucket_file.count_units(path, "person")
