"""The process that reads SPSS and Stata files: it gives what it finds, or ends alone."""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from survey_files import seeds

from rusfelt.errors import MissingExtraError, ReadError
from rusfelt.io.sources import _readstat, _readstat_child
from rusfelt.io.sources.spss import SpssFile
from rusfelt.io.sources.stata import StataFile


def _same(one, other):
    assert list(one.columns) == list(other.columns)
    for name, column in one.columns.items():
        np.testing.assert_array_equal(column, other.columns[name])
    for part in ("labels", "titles", "guessed"):
        assert getattr(one, part) == getattr(other, part)
    assert {name: each.tolist() for name, each in one.states.items()} == {
        name: each.tolist() for name, each in other.states.items()
    }


def test_a_process_of_its_own_gives_what_this_one_would(tmp_path, monkeypatch):
    """For a file of each kind."""
    made = seeds(tmp_path)
    for name in ("rows.sav", "p.por", "s15.dta"):
        file = tmp_path / name
        file.write_bytes(made[name])
        reader = StataFile() if name.endswith("dta") else SpssFile()
        apart = reader.table(file)
        with monkeypatch.context() as patched:
            patched.setattr(
                _readstat, "_answer", lambda told, _: bytes(_readstat_child.answer_to(told))
            )
            _same(reader.table(file), apart)


@pytest.fixture
def file(tmp_path):
    """A file that is whole."""
    pyreadstat.write_sav(pd.DataFrame({"a": [1.0, 2.0], "b": ["x", "y"]}), tmp_path / "x.sav")
    return tmp_path / "x.sav"


_ENDS = {
    "crash": ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "broke down"),
    "abort": ("import os; os._exit(3)", "broke down"),
    "processor time": ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", "longer to read"),
    "no answer": ("pass", "broke down"),
    "gibberish": ("print('x' * 99)", "broke down"),
    "half an answer": (
        "import sys; sys.stdout.buffer.write(b'PK' + bytes(30))",
        "broke down",
    ),
}


@pytest.mark.skipif(sys.platform == "win32", reason="signals are those of POSIX")
@pytest.mark.parametrize("end", _ENDS)
def test_however_that_process_ends_this_one_says_so_and_goes_on(tmp_path, file, monkeypatch, end):
    """With the file and a remedy."""
    script, words = _ENDS[end]
    child = tmp_path / "child.py"
    # The real one is started where only its own paths are known.
    child.write_text(f"import sys; sys.path[:] = {sys.path!r}; {script}", "utf-8")
    monkeypatch.setattr(_readstat, "_CHILD", child)
    with pytest.raises(ReadError, match=words) as caught:
        SpssFile().table(file)
    assert caught.value.path == str(file)


def test_a_process_that_waits_for_ever_is_ended_by_the_clock(file, monkeypatch):
    """Where the system limits no processor time."""

    def wait(*args, timeout, **others):
        raise _readstat.subprocess.TimeoutExpired(args[0], timeout)

    monkeypatch.setattr(_readstat.subprocess, "run", wait)
    with pytest.raises(ReadError, match="longer to read"):
        SpssFile().table(file)


def test_a_python_that_cannot_be_started_is_told(tmp_path, file, monkeypatch):
    """As in a program that brings none."""
    monkeypatch.setattr(sys, "executable", str(tmp_path / "none"))
    with pytest.raises(ReadError, match="could not be started"):
        SpssFile().table(file)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux")
def test_a_file_that_takes_more_memory_than_it_may_is_refused(tmp_path, monkeypatch):
    """Half a million numbers do not fit where there is room for a few."""
    frame = pd.DataFrame({"a": np.arange(500_000.0)})
    pyreadstat.write_sav(frame, tmp_path / "x.sav", row_compress=True)
    answer = _readstat._answer
    monkeypatch.setattr(
        _readstat, "_answer", lambda told, path: answer({**told, "memory": 1 << 20}, path)
    )
    with pytest.raises(ReadError, match="more memory"):
        SpssFile().table(tmp_path / "x.sav")


def test_without_the_library_the_extra_is_named(file, monkeypatch):
    """Before any process is started."""
    monkeypatch.setitem(sys.modules, "pyreadstat", None)
    monkeypatch.delattr(_readstat, "_answer")
    with pytest.raises(MissingExtraError, match=r"rusfelt\[spss\]"):
        SpssFile().table(file)


def test_one_long_text_among_many_rows_is_refused_before_it_takes_room_in_each(
    tmp_path, monkeypatch
):
    """An array of texts is as wide as the longest of them in every row."""
    texts = ["x" * 20_000] + ["y"] * 2_000
    pyreadstat.write_sav(pd.DataFrame({"t": texts}), tmp_path / "x.sav", compress=True)
    monkeypatch.setattr(
        _readstat, "_answer", lambda told, _: bytes(_readstat_child.answer_to(told))
    )
    with pytest.raises(ReadError, match="20,000 bytes among 2,001 rows") as caught:
        SpssFile().table(tmp_path / "x.sav")
    assert caught.value.column == "t"


def test_a_path_that_begins_like_a_home_is_taken_as_it_is(tmp_path, file, monkeypatch):
    """pyreadstat would look in the home of a user of that name."""
    monkeypatch.chdir(tmp_path)
    file.rename(tmp_path / "~x.sav")
    table = SpssFile().table(type(file)("~x.sav"))
    assert table.columns["a"].tolist() == [1, 2]
