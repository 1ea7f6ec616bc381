"""Several files of one report: all the old ones or all the new, and never outside the folder."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from rusfelt.errors import WriteError
from rusfelt.io import write_folder
from rusfelt.io._exchange import exchange
from rusfelt.io._file_names import name_problems
from rusfelt.io.write_folder import write_all

POSIX = pytest.mark.skipif(os.name != "posix", reason="permissions, links and signals of POSIX")
OLD = {"points.csv": "old points", "series.csv": "old series"}
NEW = {"points.csv": "new points", "series.csv": "new series", "tiltak.csv": "new tiltak"}
KILLER = """
import os, pathlib, random, signal, sys, time
from rusfelt.io.write_folder import write_all
folder = pathlib.Path(sys.argv[1]) / "report"
if sys.argv[2] == "inside":
    from rusfelt.io import write_folder
    write_folder._swap = lambda *_: False
moments = random.Random(6)
reports = [{f"{n}.csv": bytes([letter]) * 50_000 for n in range(4)} for letter in b"on"]
write_all(folder, reports[0])
(folder / "mine.txt").write_text("mine")
for _ in range(int(sys.argv[3])):
    child = os.fork()
    while not child:
        write_all(folder, reports[1])
        write_all(folder, reports[0])
    time.sleep(moments.uniform(0.001, 0.02))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    found = [path.read_bytes() for path in sorted(folder.glob("*.csv"))]
    first = {content[:1] for content in found}
    assert (folder / "mine.txt").read_text() == "mine"
    assert all(len(content) == 50_000 for content in found)
    print("mixed" if len(first) > 1 else f"{len(found)}{''.join(sorted(map(bytes.decode, first)))}")
"""
AS_NOBODY = """
import os, sys
from rusfelt.errors import WriteError
from rusfelt.io.write_folder import write_all
if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
try:
    write_all(sys.argv[1], {"points.csv": "new", "series.csv": "new"})
except WriteError as error:
    print(error)
"""


def held(folder):
    """Everything in a folder, by name; folders as nothing."""
    return {
        each.name: each.read_text("utf-8") if each.is_file() else None for each in folder.iterdir()
    }


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "report"
    write_all(made, OLD)
    return made


@pytest.fixture(params=["beside", "inside"])
def way(request, monkeypatch):
    """Both ways a folder is renewed: with an exchange of names, and where there is none."""
    if request.param == "inside":
        monkeypatch.setattr(write_folder, "exchange", lambda *_: False)
    return request.param


def test_a_folder_is_made_with_those_above_it(tmp_path):
    write_all(tmp_path / "a" / "b", {**OLD, "æøå.csv": b"\xef\xbb\xbfx"})
    assert held(tmp_path / "a" / "b") == {**OLD, "æøå.csv": "\ufeffx"}
    assert [each.name for each in (tmp_path / "a").iterdir()] == ["b"]
    write_all(tmp_path / "one", {"report.html": "1"})
    assert held(tmp_path / "one") == {"report.html": "1"}


def test_new_files_take_the_place_of_old_ones_and_others_stay(folder, way):
    """Nothing but the new files and what was nobody's business is there afterwards."""
    (folder / "mine.txt").write_text("mine")
    write_all(folder, NEW)
    assert held(folder) == {**NEW, "mine.txt": "mine"}
    assert [each.name for each in folder.parent.iterdir()] == ["report"]


@POSIX
def test_what_has_not_changed_is_not_touched(folder):
    """One changed file takes the old one's place, and the folder stays the same folder."""
    before = (folder / "points.csv").stat().st_ino
    here = folder.stat().st_ino
    write_all(folder, {**OLD, "series.csv": "new"})
    assert (folder / "points.csv").stat().st_ino == before
    assert folder.stat().st_ino == here
    write_all(folder, {})
    assert held(folder) == {**OLD, "series.csv": "new"}


@POSIX
@pytest.mark.parametrize(
    ("how", "moments", "whole"), [("beside", 60, {"4o", "4n"}), ("inside", 25, None)]
)
def test_a_process_killed_at_any_moment_leaves_no_mix(tmp_path, how, moments, whole):
    """The files found are of one report; where names can be exchanged, they are all of them."""
    done = subprocess.run(
        [sys.executable, "-c", KILLER, str(tmp_path), how, str(moments)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    )
    assert done.returncode == 0, done.stderr
    found = done.stdout.split()
    assert len(found) == moments
    assert "mixed" not in found
    if whole and sys.platform.startswith("linux"):
        assert set(found) == whole


@pytest.mark.parametrize("call", ["write", "fsync", "mkdir"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS])
def test_a_full_or_failing_disk_leaves_the_old_report(folder, way, monkeypatch, call, code):
    """Whichever step fails, the old files stand, nothing is left over, and there is a remedy."""

    def fail(*_, **__):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(WriteError, match=r"Free some space|can only be read") as caught:
        write_all(folder, NEW)
    monkeypatch.undo()
    assert caught.value.path == str(folder)
    assert held(folder) == OLD
    assert [each.name for each in folder.parent.iterdir()] == ["report"]


@pytest.mark.parametrize("step", range(1, 6))
def test_a_file_that_cannot_be_moved_leaves_the_old_report(folder, monkeypatch, step):
    """A file somebody has open, at whichever step, and all that was moved is put back."""
    monkeypatch.setattr(write_folder, "exchange", lambda *_: False)
    real, calls = Path.rename, []

    def rename(path, target):
        calls.append(path)
        # What is put back afterwards goes well.
        if len(calls) == step:
            raise OSError(errno.EACCES, os.strerror(errno.EACCES))
        return real(path, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(WriteError, match="close the file in other programs"):
        write_all(folder, NEW)
    monkeypatch.undo()
    assert held(folder) == OLD
    assert [each.name for each in folder.parent.iterdir()] == ["report"]


def test_an_interrupted_write_leaves_the_old_report(folder, monkeypatch):
    """Ctrl-C stays Ctrl-C, and what was taken out already is put back."""
    monkeypatch.setattr(write_folder, "exchange", lambda *_: False)
    real, calls = Path.rename, []

    def rename(path, target):
        calls.append(path)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return real(path, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(KeyboardInterrupt):
        write_all(folder, NEW)
    assert held(folder) == OLD


def test_what_cannot_be_put_back_is_not_thrown_away(folder, monkeypatch):
    """Of an error on the way back the old files are the only copy; they stay where they are."""
    monkeypatch.setattr(write_folder, "exchange", lambda *_: False)
    real, calls = Path.rename, []

    def rename(path, target):
        calls.append(path)
        if len(calls) >= 2:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return real(path, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(WriteError):
        write_all(folder, NEW)
    monkeypatch.undo()
    assert [each.read_text() for each in folder.rglob("old/points.csv")] == ["old points"]
    assert (folder / "series.csv").read_text() == "old series"


@POSIX
def test_what_others_put_in_meanwhile_is_kept(folder, monkeypatch):
    """A file somebody writes while the folder is made anew is there afterwards."""

    def late(one, other):
        (other / "late.txt").write_text("late")
        (other / "rewritten.txt").unlink()
        (other / "rewritten.txt").write_text("by somebody else")
        return exchange(one, other)

    (folder / "rewritten.txt").write_text("before")
    monkeypatch.setattr(write_folder, "exchange", late)
    write_all(folder, NEW)
    assert held(folder) == {**NEW, "late.txt": "late", "rewritten.txt": "by somebody else"}


@POSIX
def test_the_folder_we_stand_in_is_not_exchanged(folder, monkeypatch):
    """A terminal that stands in the output folder sees the new files."""
    monkeypatch.chdir(folder)
    write_all(".", NEW)
    assert held(Path()) == NEW


def test_a_folder_that_holds_folders_is_renewed_where_it_stands(folder):
    (folder / "more").mkdir()
    write_all(folder, NEW)
    assert held(folder) == {**NEW, "more": None}


@POSIX
@pytest.mark.parametrize("files", [NEW, {"points.csv": "new"}])
def test_a_link_in_the_folder_is_replaced_and_never_followed(folder, way, tmp_path, files):
    """What a link points to lies outside, and nothing is written there."""
    outside = tmp_path / "outside.csv"
    outside.write_text("outside")
    (folder / "points.csv").unlink()
    (folder / "points.csv").symlink_to(outside)
    write_all(folder, files)
    assert outside.read_text() == "outside"
    assert not (folder / "points.csv").is_symlink()
    assert (folder / "points.csv").read_text() == files["points.csv"]


@POSIX
def test_other_links_stay_links_and_the_folder_may_be_given_by_one(folder, tmp_path):
    (folder / "other").symlink_to("nowhere")
    (tmp_path / "link").symlink_to(folder, target_is_directory=True)
    write_all(tmp_path / "link", NEW)
    assert (folder / "other").readlink() == Path("nowhere")
    assert (tmp_path / "link").is_symlink()
    assert (folder / "points.csv").read_text() == "new points"


@POSIX
def test_permissions_are_kept(folder, way):
    (folder / "points.csv").chmod(0o640)
    folder.chmod(0o750)
    write_all(folder, NEW)
    assert stat.S_IMODE((folder / "points.csv").stat().st_mode) == 0o640
    assert stat.S_IMODE(folder.stat().st_mode) == 0o750


@POSIX
@pytest.mark.parametrize("what", ["folder", "file"])
def test_what_is_protected_is_left_alone(what):
    """Its owner is told so, and all old files stand, also those that are not protected."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "report")
        write_all(folder, OLD)
        Path(place).chmod(0o777)
        folder.chmod(0o777)
        for each in folder.iterdir():
            each.chmod(0o666)
        (folder if what == "folder" else folder / "series.csv").chmod(
            0o555 if what == "folder" else 0o444
        )
        done = subprocess.run(
            [sys.executable, "-c", AS_NOBODY, str(folder)],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )
        folder.chmod(0o700)
        assert "may write to" in done.stdout or "protected against writing" in done.stdout
        assert held(folder) == OLD


HOSTILE_NAMES = [
    "", ".", "..", "../up.csv", "..\\up.csv", "/etc/passwd", "C:\\x.csv", "c:x.csv", "a/b.csv",
    "a\\b.csv", "\\\\server\\share\\x.csv", "//server/x.csv", "a\0b.csv", "a\nb.csv", "a\rb.csv",
    "a\x1b[31m.csv", "CON", "con.csv", "Aux.txt", "NUL", "nul.tar.gz", "COM1.csv", "lpt9",
    "COM¹.csv", "CONIN$", "x.csv ", "x.csv.", " x.csv", "x?.csv", "x*.csv", "x<y>.csv", 'x"y.csv',
    "x|y.csv", "x.csv:stream", "file:///etc/passwd", ".rusfelt-0123.tmp", "~/../x.csv",
    "\udc80.csv", "x" * 256, "å" * 128, "a\u2028b.csv", "%2e%2e/x.csv", "....//x.csv",
    "./x.csv", "x/", "x/../../y.csv",
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_name_that_is_no_name_of_a_file_is_refused(tmp_path, name):
    """Nothing is written, neither under that name nor under the good ones beside it."""
    folder = tmp_path / "report"
    with pytest.raises(WriteError, match="Nothing is written"):
        write_all(folder, {"good.csv": "1", name: "2"})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "names", [("a.csv", "A.csv"), ("å.csv", "a\u030a.csv"), ("straße.csv", "STRASSE.csv")]
)
def test_names_that_some_system_takes_for_one_are_refused(tmp_path, names):
    with pytest.raises(WriteError, match="the same name"):
        write_all(tmp_path / "report", dict.fromkeys(names, "1"))


def test_ordinary_names_are_names():
    assert name_problems(["rapport 2024.html", "Ålesund – tall.xlsx", ".hidden", "a.tar.gz"]) == []


def test_a_file_is_no_folder_and_a_folder_no_file(folder):
    with pytest.raises(WriteError, match="This is a file"):
        write_all(folder / "points.csv", NEW)
    (folder / "tiltak.csv").mkdir()
    with pytest.raises(WriteError, match="no ordinary file"):
        write_all(folder, NEW)
    assert held(folder) == {**OLD, "tiltak.csv": None}


def test_half_a_letter_is_refused(folder):
    """Text that no file can hold leaves the old files as they are."""
    with pytest.raises(WriteError, match="Check its path and its text"):
        write_all(folder, {**NEW, "points.csv": "\udc80"})
    assert held(folder) == OLD


def test_nothing_is_exchanged_with_what_is_not_there(tmp_path):
    assert exchange(tmp_path / "a", tmp_path / "b") is False
