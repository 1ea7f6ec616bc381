"""Writing several files of one report so that nobody meets half of it."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from rusfelt.errors import Problem, WriteError
from rusfelt.io._exchange import exchange
from rusfelt.io._file_names import name_problems
from rusfelt.io.write import _REMEDIES, _force_folder, _write

__all__ = ["write_all"]

# How it is done, and what holds where.
#
# One file takes another's place in one step on every system, so a report that is one file is
# always the old one or the new one. For several files no system has such a step. What has one is
# a folder:
#
# - A folder that is not there is made aside and gets its name when it is complete: one step
#   everywhere.
# - A folder that is there is made anew aside, with what else stands in it, and the two change
#   names in one step. Linux and macOS can do this on their own file systems.
# - Elsewhere (Windows, some network disks; folders that hold folders, or that this process stands
#   in, which would be taken away under its feet) the old files are first taken out, one by one,
#   and then the new ones put in. A process killed there leaves some of the old or some of the
#   new, never both, and what was taken out lies whole in the folder ".rusfelt-…/old".
#
# What has not changed is not touched. So a promise that must hold everywhere is kept by making a
# report one file.


def write_all(folder: str | os.PathLike[str], files: Mapping[str, bytes | str]) -> None:
    """Replace files of a folder together: whoever looks finds all the old ones or all the new.

    Nothing is written outside the folder: names have no path in them, and a link that stands
    under such a name is replaced, never followed. (The folder itself may be given by a link.) For
    a moment a folder ``.rusfelt-…`` stands in or beside it. Other files of the folder stay. An
    error leaves everything as it was; for a process killed on the way, see the comment above.

    Args:
        folder: made with those above it where it is not there.
        files: contents by name; text is written as UTF-8.

    Raises:
        WriteError: a name cannot be one, or a file cannot be written; what stood there stands.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     write_all(Path(place, "report"), {"a.csv": "1", "b.csv": "2"})
    ...     sorted(each.name for each in Path(place, "report").iterdir())
    ['a.csv', 'b.csv']
    """
    name = os.fsdecode(folder)
    if problems := name_problems(files):
        listed = "; ".join(map(str, problems))
        msg = f"Nothing is written, since not every name can be one: {listed}"
        raise WriteError(msg, path=name)
    try:
        contents = {
            each: data.encode() if isinstance(data, str) else bytes(data)
            for each, data in files.items()
        }
        _write_all(Path(os.path.realpath(name)), contents)
    except OSError as error:
        remedy = _REMEDIES.get(error.errno or 0, "Choose another place.")
        msg = f"The folder cannot be written ({error.strerror or error}). {remedy}"
        raise WriteError(msg, path=name) from error
    except ValueError as error:
        msg = f"The folder cannot be written ({error}). Check its path and its text."
        raise WriteError(msg, path=name) from error


def _write_all(folder: Path, contents: Mapping[str, bytes]) -> None:
    if not contents:
        return
    if folder.exists() and not folder.is_dir():
        msg = "This is a file. Give the path of a folder."
        raise WriteError(msg, path=str(folder))
    modes = _modes(folder, contents) if folder.exists() else {}
    if folder.exists() and not os.access(folder, os.W_OK):
        # Its name could be given to another folder all the same; that it is protected is meant.
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    changed = {each: data for each, data in contents.items() if not _is(folder / each, data)}
    if len(changed) > 1 and not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        _make(folder, changed)
    elif len(changed) > 1:
        if not _swap(folder, changed, modes):
            _replace(folder, changed, modes)
    else:
        folder.mkdir(parents=True, exist_ok=True)
        for each, data in changed.items():
            _one(folder, each, data, modes.get(each))
    _force_folder(folder)


def _modes(folder: Path, contents: Mapping[str, bytes]) -> dict[str, int]:
    """The permissions of the files to replace, once it is clear that all of them can be."""
    modes: dict[str, int] = {}
    problems: list[Problem] = []
    for name in contents:
        path = folder / name
        try:
            status = path.lstat()
        except FileNotFoundError:
            continue
        if stat.S_ISREG(status.st_mode):
            modes[name] = stat.S_IMODE(status.st_mode)
            if not os.access(path, os.W_OK):
                problems.append(Problem(name, "It is protected against writing.", "Unprotect it."))
        elif not stat.S_ISLNK(status.st_mode):
            problems.append(Problem(name, "This is no ordinary file.", "Choose another folder."))
    if problems:
        listed = "; ".join(map(str, problems))
        msg = f"Nothing is written, since not every file can be replaced: {listed}"
        raise WriteError(msg, path=str(folder))
    return modes


def _is(path: Path, data: bytes) -> bool:
    """Whether a plain file with this content stands there already."""
    try:
        status = path.lstat()
        return (
            stat.S_ISREG(status.st_mode)
            and status.st_size == len(data)
            and path.read_bytes() == data
        )
    except OSError:
        return False


class _Aside:
    """A folder to make things ready in; gone afterwards, unless it holds what must not be lost."""

    def __init__(self, place: Path) -> None:
        self.path = place / f".rusfelt-{secrets.token_hex(8)}"
        self.kept = False

    def __enter__(self) -> Self:
        self.path.mkdir()
        return self

    def __exit__(self, *_: object) -> None:
        if not self.kept:
            shutil.rmtree(self.path, ignore_errors=True)

    def room(self, name: str) -> Path:
        """A folder in it."""
        made = self.path / name
        made.mkdir()
        return made


def _one(folder: Path, name: str, data: bytes, mode: int | None) -> None:
    with _Aside(folder) as aside:
        _write(aside.path / name, data, mode)
        (aside.path / name).replace(folder / name)


def _make(folder: Path, contents: Mapping[str, bytes]) -> None:
    """A folder that was not there."""
    with _Aside(folder.parent) as aside:
        ready = aside.room("new")
        for name, data in contents.items():
            _write(ready / name, data, None)
        _force_folder(ready)
        ready.rename(folder)
        _force_folder(folder.parent)


def _swap(folder: Path, contents: Mapping[str, bytes], modes: Mapping[str, int]) -> bool:
    """Make the folder anew beside the old one and let the two change names, if that can be done."""
    here = Path.cwd().resolve()
    apart = folder.stat().st_dev != folder.parent.stat().st_dev
    if os.name != "posix" or apart or here == folder or folder in here.parents:
        return False
    others = [each for each in folder.iterdir() if each.name not in contents]
    if any(each.is_dir() and not each.is_symlink() for each in others):
        return False
    with contextlib.ExitStack() as stack:
        try:
            aside = stack.enter_context(_Aside(folder.parent))
            ready = aside.room("new")
            for other in others:
                os.link(other, ready / other.name, follow_symlinks=False)
            _same_owner(folder, ready)
        except (OSError, NotImplementedError):
            # The place beside the folder is not ours, or files cannot have a second name here.
            return False
        for name, data in contents.items():
            _write(ready / name, data, modes.get(name))
        # Last, since writing changes the times.
        shutil.copystat(folder, ready)
        _force_folder(ready)
        if not exchange(ready, folder):
            return False
        # What was the folder stands aside now.
        aside.kept = True
        _keep_newcomers(ready, folder, contents)
        aside.kept = False
        _force_folder(folder.parent)
    return True


def _same_owner(folder: Path, ready: Path) -> None:
    old, new = folder.stat(), ready.stat()
    if (old.st_uid, old.st_gid) != (new.st_uid, new.st_gid):
        os.chown(ready, old.st_uid, old.st_gid)


def _keep_newcomers(old: Path, folder: Path, contents: Mapping[str, bytes]) -> None:
    """What somebody else put into the folder while it was made anew goes into the new one."""
    for each in list(old.iterdir()):
        if each.name not in contents and not _same(each, folder / each.name):
            each.replace(folder / each.name)


def _same(one: Path, other: Path) -> bool:
    """Whether two names are of one file."""
    try:
        first, second = one.lstat(), other.lstat()
    except FileNotFoundError:
        return False
    return (first.st_dev, first.st_ino) == (second.st_dev, second.st_ino)


def _replace(folder: Path, contents: Mapping[str, bytes], modes: Mapping[str, int]) -> None:
    """Take out the old files, then put in the new ones; undone if any step fails."""
    with _Aside(folder) as aside:
        ready, old = aside.room("new"), aside.room("old")
        for name, data in contents.items():
            _write(ready / name, data, modes.get(name))
        moved: list[tuple[Path, Path]] = []
        # Until everything is in its place, the old files lie here and nowhere else.
        aside.kept = True
        try:
            for name in contents:
                if os.path.lexists(folder / name):
                    _move(folder / name, old / name, moved)
            for name in contents:
                _move(ready / name, folder / name, moved)
        except BaseException:
            while moved:
                source, target = moved.pop()
                target.rename(source)
            aside.kept = False
            raise
        aside.kept = False


def _move(source: Path, target: Path, moved: list[tuple[Path, Path]]) -> None:
    source.rename(target)
    moved.append((source, target))
