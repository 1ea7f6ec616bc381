"""Writing whole or not at all: killed, refused or out of space, the old content stands."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

from rusfelt.errors import WriteError
from rusfelt.io.write import write_atomic

if TYPE_CHECKING:
    from collections.abc import Iterator

POSIX = pytest.mark.skipif(os.name != "posix", reason="permissions and signals of POSIX")
KILLER = """
import os, pathlib, random, signal, sys, time
from rusfelt.io.write import write_atomic
file = pathlib.Path(sys.argv[1])
moments = random.Random(20)
contents = [bytes([letter]) * 300_000 for letter in b"on"]
write_atomic(file, contents[0])
for _ in range(30):
    child = os.fork()
    while not child:
        write_atomic(file, contents[1])
        write_atomic(file, contents[0])
    time.sleep(moments.uniform(0.001, 0.03))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    content = file.read_bytes()
    print(contents.index(content) if content in contents else "mixed")
"""
AS_NOBODY = """
import os, sys
from rusfelt.errors import WriteError
from rusfelt.io.write import write_atomic
if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
try:
    write_atomic(sys.argv[1], "new")
except WriteError as error:
    print(error)
"""


@pytest.fixture(name="file")
def _file(tmp_path: Path) -> Path:
    file = tmp_path / "report.html"
    file.write_text("old", encoding="utf-8")
    return file


def test_text_and_bytes_are_written_as_they_are(file: Path) -> None:
    """Text is UTF-8, line ends are left alone, and no other file is made."""
    write_atomic(file, "æøå\r\n")
    assert file.read_bytes() == b"\xc3\xa6\xc3\xb8\xc3\xa5\r\n"
    write_atomic(str(file), b"")
    assert file.read_bytes() == b""
    assert list(file.parent.iterdir()) == [file]


@POSIX
def test_a_process_killed_at_any_moment_leaves_the_old_content_or_the_new(tmp_path: Path) -> None:
    """Thirty processes rewrite a file, each killed at a moment of its own; it is always whole."""
    done = subprocess.run(
        [sys.executable, "-c", KILLER, str(tmp_path / "report.html")],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    )
    found = done.stdout.split()
    assert len(found) == 30
    assert set(found) == {"0", "1"}


@POSIX
def test_a_folder_that_may_not_be_written_to_is_left_alone() -> None:
    """Its owner is told so, and the old file stands."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "report.html")
        file.write_text("old", encoding="utf-8")
        file.chmod(0o666)
        Path(folder).chmod(0o555)
        try:
            done = subprocess.run(
                [sys.executable, "-c", AS_NOBODY, str(file)],
                capture_output=True,
                text=True,
                check=True,
                env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            )
        finally:
            Path(folder).chmod(0o700)
        assert "Choose a folder you may write to" in done.stdout
        assert [each.read_text(encoding="utf-8") for each in Path(folder).iterdir()] == ["old"]


@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
def test_a_full_or_failing_disk_leaves_the_old_content(
    file: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int
) -> None:
    """Whichever step fails, the temporary file is gone and the message has a remedy."""

    def fail(*_: object) -> NoReturn:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(WriteError, match=r"Free some space|Choose another place") as caught:
        write_atomic(file, "new")
    monkeypatch.undo()
    assert caught.value.path == str(file)
    assert isinstance(caught.value.__cause__, OSError)
    assert [each.read_text(encoding="utf-8") for each in file.parent.iterdir()] == ["old"]


def test_an_interrupted_write_leaves_the_old_content(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C stays Ctrl-C, and leaves nothing behind."""

    def interrupt(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_atomic(file, "new")
    assert [each.read_text(encoding="utf-8") for each in file.parent.iterdir()] == ["old"]


def test_a_disk_that_takes_little_at_a_time_gets_everything(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A short write is continued where it stopped."""
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: write(handle, data[:7]))
    write_atomic(file, "Bydel Nordre Aker" * 9)
    assert file.read_text(encoding="utf-8") == "Bydel Nordre Aker" * 9


def test_a_folder_that_cannot_be_forced_to_the_disk_does_not_undo_the_write(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is in place by then; network disks often cannot do more."""
    fsync, calls = os.fsync, []

    def second_fails(handle: int) -> None:
        calls.append(handle)
        if len(calls) > 1:
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", second_fails)
    write_atomic(file, "new")
    assert file.read_text(encoding="utf-8") == "new"


@pytest.mark.parametrize("place", ["", "missing/report.html", "report.html/x", "x" * 300, "\0"])
def test_a_place_where_no_file_can_be_is_refused(file: Path, place: str) -> None:
    """A folder, a missing folder, a file taken for a folder, an impossible name."""
    with pytest.raises(WriteError):
        write_atomic(os.path.join(file.parent, place), "new")  # noqa: PTH118 - as it is typed
    assert [each.read_text(encoding="utf-8") for each in file.parent.iterdir()] == ["old"]


def test_text_that_is_no_unicode_is_refused(file: Path) -> None:
    """Half a letter cannot be written, and the old content stands."""
    with pytest.raises(WriteError):
        write_atomic(file, "\ud800")
    assert file.read_text(encoding="utf-8") == "old"


@POSIX
def test_a_pipe_or_device_is_not_replaced(tmp_path: Path) -> None:
    """Taking /dev/null away would harm every other program."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(WriteError, match="no ordinary file"):
        write_atomic(tmp_path / "pipe", "new")
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


def test_a_file_protected_against_writing_is_not_replaced(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its owner protected it for a reason; the folder would have allowed it."""
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(WriteError, match="protected"):
        write_atomic(file, "new")
    assert file.read_text(encoding="utf-8") == "old"


@pytest.fixture(name="umask")
def _umask() -> Iterator[None]:
    before = os.umask(0o027)
    yield
    os.umask(before)


@POSIX
@pytest.mark.usefixtures("umask")
def test_permissions_are_the_umasks_for_a_new_file_and_the_old_ones_for_an_old(
    tmp_path: Path,
) -> None:
    """A private file stays private when it is rewritten."""
    new, private = tmp_path / "new", tmp_path / "private"
    write_atomic(new, "x")
    private.write_text("old", encoding="utf-8")
    private.chmod(0o600)
    write_atomic(private, "x")
    assert [stat.S_IMODE(each.stat().st_mode) for each in (new, private)] == [0o640, 0o600]


@POSIX
def test_a_link_is_followed(file: Path) -> None:
    """It stays a link, and what it points to gets the new content."""
    link = file.parent / "latest.html"
    link.symlink_to(file)
    write_atomic(link, "new")
    assert link.is_symlink()
    assert file.read_text(encoding="utf-8") == "new"
