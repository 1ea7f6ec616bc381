"""Tables of DuckDB files."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from rusfelt.errors import ReadError
from rusfelt.io.sources import _duckdb_child
from rusfelt.io.sources.duckdb import DuckdbFile

duckdb = pytest.importorskip("duckdb")
pytest.importorskip("pyarrow")

MADE = """
    create table scores as select * from (values
        ('0017', 1::hugeint, date '2020-01-01', 1.5::decimal(9, 2), 'phq9'::enum('phq9', 'gad7')),
        (null, 2, null, 0.3, 'gad7')) t(person, number, day, value, what);
    create view late as select number, day from scores where number > 1;
    create schema "other ""room";
    create table "other ""room".sheets (moment timestamptz, clock time, "select" int, list int[]);
    insert into "other ""room".sheets values ('2020-01-01 00:30:00+01', '09:30', 5, [1]);
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file with tables of two schemas and a view."""
    file = tmp_path / "study.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute(MADE)
    return file


def test_a_table_and_a_view_are_read_by_their_names(path: Path) -> None:
    """With the types of each column as every reader gives them."""
    assert DuckdbFile().recognises(path.read_bytes()[:65_536])
    found = DuckdbFile().table(path, table="scores")
    assert {name: each.tolist() for name, each in found.columns.items()} == {
        "person": ["0017", ""],
        "number": [1, 2],
        "day": [dt.date(2020, 1, 1), None],
        "value": [1.5, 0.3],
        "what": ["phq9", "gad7"],
    }
    assert found.rows.tolist() == [1, 2]
    view = DuckdbFile().table(path, table="late", only="number")
    assert {name: each.tolist() for name, each in view.columns.items()} == {"number": [2]}


def test_tables_of_another_schema_and_days_in_greenwich(path: Path) -> None:
    """Names with dots and quotation marks in them are names; so is what is a word of SQL."""
    wanted = {"table": 'other "room.sheets', "only": ["moment", "clock", "select"]}
    found = DuckdbFile().table(path, **wanted)
    assert found.columns["moment"].tolist() == [dt.date(2019, 12, 31)]
    assert "UTC" in found.guessed["column moment"]
    assert found.columns["clock"].tolist() == ["09:30:00"]
    assert found.columns["select"].tolist() == [5]


def test_what_is_not_there_is_told_with_what_is(path: Path) -> None:
    """No table told, a wrong one, a wrong column, a column that is not read."""
    read = DuckdbFile().table
    with pytest.raises(ReadError, match=r"Name one with table=.*'scores'"):
        read(path)
    with pytest.raises(ReadError, match="Did you mean 'scores'"):
        read(path, table="score")
    with pytest.raises(ReadError, match="Did you mean 'day'"):
        read(path, table="scores", only="dag")


def test_a_file_with_one_table_needs_no_name(tmp_path: Path) -> None:
    """And one with none is told to be that."""
    path = tmp_path / "one.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table one as select 7 as a; create view v as from one")
    assert DuckdbFile().table(path).columns["a"].tolist() == [7]
    with duckdb.connect(str(path)) as connection:
        connection.execute("drop view v; drop table one")
    with pytest.raises(ReadError, match="no tables"):
        DuckdbFile().table(path)


def test_what_is_written_and_not_yet_put_in_place_is_read(tmp_path: Path) -> None:
    """DuckDB keeps it beside the file until it is closed."""
    made, path = tmp_path / "made.duckdb", tmp_path / "study.duckdb"
    with duckdb.connect(str(made)) as connection:
        connection.execute("create table t as select 1 as a; checkpoint")
        connection.execute("set wal_autocheckpoint = '1TB'; insert into t values (2)")
        for end in ("", ".wal"):
            Path(f"{path}{end}").write_bytes(Path(f"{made}{end}").read_bytes())
    assert DuckdbFile().table(path).columns["a"].tolist() == [1, 2]


def test_a_file_somebody_writes_to_is_told_to_be_open(path: Path) -> None:
    """Their lock is left alone: a second program that wants to write is still kept out."""
    script = f"import duckdb; c = duckdb.connect({str(path)!r}); print('open', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        with pytest.raises(ReadError, match="open for writing"):
            DuckdbFile().table(path, table="scores")
        other.communicate("\n")


def test_a_lock_of_this_process_survives_the_reading(path: Path) -> None:
    """Opening and closing the file here would give it up."""
    with duckdb.connect(str(path)):
        with pytest.raises(ReadError, match="open for writing"):
            DuckdbFile().table(path, table="scores")
        done = subprocess.run(
            [sys.executable, "-c", f"import duckdb; duckdb.connect({str(path)!r})"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert "lock" in done.stderr


def test_another_version_and_other_files_are_read_errors(path: Path, tmp_path: Path) -> None:
    """What DuckDB says of the version is passed on."""
    content = bytearray(path.read_bytes())
    content[12] = 200
    for data in (bytes(content), b"", b"DUCK", b"12345678DUCK" + bytes(5_000)):
        path.write_bytes(data)
        with pytest.raises(ReadError) as caught:
            DuckdbFile().table(path)
        assert caught.value.path == str(path)
    for each in (tmp_path, tmp_path / "none.duckdb"):
        with pytest.raises(ReadError):
            DuckdbFile().table(each)


@pytest.mark.parametrize("number", ["SIGSEGV", "SIGXCPU"])
def test_the_process_that_reads_may_break_down(
    path: Path, monkeypatch: pytest.MonkeyPatch, number: str
) -> None:
    """This one does not; a break-down is told apart from a reading that takes too long."""
    started = subprocess.Popen

    def broken(arguments: list[str], **options: Any) -> Any:
        code = (
            "import os, signal, sys, rusfelt.io.sources._duckdb_child as child\n"
            f"child._send = lambda *_: os.kill(os.getpid(), signal.{number})\n"
            "child.main()"
        )
        return started([*arguments[:-1], arguments[-1].partition(";")[0] + f"\n{code}"], **options)

    if not hasattr(signal, number):
        pytest.skip("there is no such signal here")
    monkeypatch.setattr("rusfelt.io.sources.duckdb.subprocess.Popen", broken)
    with pytest.raises(ReadError, match="broke down" if number == "SIGSEGV" else "takes longer"):
        DuckdbFile().table(path, table="scores")


def test_nothing_is_left_of_the_process(path: Path) -> None:
    """Neither beside the file nor in the list of processes."""
    before = sorted(os.listdir(path.parent))  # noqa: PTH208 - names alone
    DuckdbFile().table(path, table="scores")
    assert sorted(os.listdir(path.parent)) == before  # noqa: PTH208
    assert _duckdb_child._CLOSED["temp_directory"] == ""
