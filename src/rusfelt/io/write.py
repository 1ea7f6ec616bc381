"""Writing a file whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from pathlib import Path

from rusfelt.errors import WriteError

__all__ = ["write_atomic"]

_REMEDIES = {
    errno.EACCES: "Choose a folder you may write to, and close the file in other programs.",
    errno.EDQUOT: "Free some space, or choose another disk.",
    errno.EFBIG: "Free some space, or choose another disk.",
    errno.ENAMETOOLONG: "Choose a shorter name.",
    errno.ENOENT: "Make the folder first.",
    errno.ENOSPC: "Free some space, or choose another disk.",
    errno.ENOTDIR: "Part of the path is a file; choose another folder.",
    errno.EPERM: "Choose a folder you may write to, and close the file in other programs.",
    errno.EROFS: "The disk can only be read; choose another.",
}
_NEW_FILE = 0o666  # the process's umask takes its share from this


def write_atomic(path: str | os.PathLike[str], data: bytes | str) -> None:
    """Write a file so that whoever opens it finds the old content or the new, never a mix.

    The data goes to a temporary file in the same folder, is forced to the disk and then takes the
    old file's place in one step. A link is followed, and an old file's permissions are kept. A
    process killed on the way may leave a file ``.rusfelt-….tmp`` behind, and nothing else.

    Args:
        path: the file to write.
        data: its content; text is written as UTF-8.

    Raises:
        WriteError: it cannot be written; what stood there is untouched, and no temporary file is
            left.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_atomic(Path(folder, "report.html"), "Nordre Aker")
    ...     Path(folder, "report.html").read_text()
    'Nordre Aker'
    """
    name = os.fsdecode(path)
    try:
        content = data.encode() if isinstance(data, str) else data
        target = Path(os.path.realpath(name))
        mode = _mode(target, name)
        temporary = target.with_name(f".rusfelt-{secrets.token_hex(8)}.tmp")
        try:
            _write(temporary, content, mode)
            temporary.replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise
    except OSError as error:
        remedy = _REMEDIES.get(error.errno or 0, "Choose another place.")
        msg = f"The file cannot be written ({error.strerror or error}). {remedy}"
        raise WriteError(msg, path=name) from error
    except ValueError as error:
        msg = f"The file cannot be written ({error}). Check its path and its text."
        raise WriteError(msg, path=name) from error
    _force_folder(target.parent)


def _mode(target: Path, name: str) -> int | None:
    """The permissions to keep; ``None`` where nothing stands there yet."""
    try:
        status = target.stat()
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(status.st_mode):
        msg = "This is a folder. Give the path of a file in it."
        raise WriteError(msg, path=name)
    if not stat.S_ISREG(status.st_mode):
        # Replacing a device such as /dev/null would take it away from every other program.
        msg = "This is no ordinary file. Give another path."
        raise WriteError(msg, path=name)
    if not os.access(target, os.W_OK):
        msg = "The file is protected against writing. Give another path, or unprotect it."
        raise WriteError(msg, path=name)
    return stat.S_IMODE(status.st_mode)


def _write(path: Path, content: bytes, mode: int | None) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    # Until its permissions are set, a file that replaces a private one is private as well.
    handle = os.open(path, flags, _NEW_FILE if mode is None else stat.S_IRUSR | stat.S_IWUSR)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(handle, rest) :]
        if mode is not None:
            path.chmod(mode)
        os.fsync(handle)
    finally:
        os.close(handle)


def _force_folder(folder: Path) -> None:
    """Force the new name to the disk as well.

    The file is whole under its name by now; a file system that cannot do this, as some network
    disks and Windows cannot, takes nothing of that away.
    """
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
