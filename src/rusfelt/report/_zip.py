"""Zip files that hold nothing but their content: the same parts, the same bytes."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from rusfelt.errors import DomainError

__all__ = ["normalised", "zipped"]

# Office looks for the list of parts first, and for what leads to the others next.
_FIRST = ("[Content_Types].xml", "_rels/.rels")
# The first day the format can hold, so that no clock leaves a trace.
_DAY = (1980, 1, 1, 0, 0, 0)
_VERSION = 20  # of the format: compressed files, and nothing newer
_LEVEL = 9
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ARCHIVE = 0x20  # what a plain file has on the first system zips were made for


def normalised(data: bytes) -> bytes:
    """A zip written anew, so that its bytes follow from the names and contents of its parts alone.

    Order, dates, systems, permissions, comments, extra fields and the way it was compressed are the
    same whoever made it and whenever. Folders, which are no parts, are left out. Compressing is
    left to zlib: another build of it may give other bytes for the same parts.

    Args:
        data: a zip such as a docx or xlsx file.

    Raises:
        DomainError: it is no zip, is damaged, encrypted or packed in an unusual
            way, or holds two parts of one name.

    >>> made = normalised(zipped({"b.txt": b"2", "a.txt": b"1"}))
    >>> made == normalised(made) == zipped({"a.txt": b"1", "b.txt": b"2"})
    True
    """
    parts: dict[str, bytes] = {}
    # What cannot be unpacked is told in as many ways as there are damages; RuntimeError is a
    # password, or a method of compression that is not known here.
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            listed = [each for each in archive.infolist() if not each.is_dir()]
            odd = [each.filename for each in listed if each.compress_type not in _METHODS]
            for info in () if odd else listed:
                parts[info.filename] = archive.read(info)
    except (
        zipfile.BadZipFile, zlib.error, struct.error, RuntimeError, EOFError, OSError, ValueError,
    ) as error:  # fmt: skip
        msg = f"The document is no zip that can be read ({error}). Save it anew, and try again."
        raise DomainError(msg) from error
    if odd:
        msg = f"{odd[0]!r} is packed in a way no office program knows. Save the document anew."
        raise DomainError(msg)
    if len(parts) < len(listed):
        msg = "The document holds two parts of one name. Save it anew, and try again."
        raise DomainError(msg)
    return zipped(parts)


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Parts as one zip, in an order of their names and with nothing that says when or where.

    Args:
        parts: contents by name; a name has ``/`` between folders.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(parts, key=_place):
            info = zipfile.ZipInfo(name, _DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            # The system and permissions of the machine it is made on would stand here.
            info.create_system = 0
            info.create_version = info.extract_version = _VERSION
            info.external_attr = _ARCHIVE
            archive.writestr(info, parts[name], compresslevel=_LEVEL)
    return out.getvalue()


def _place(name: str) -> tuple[int, str]:
    return (_FIRST.index(name) if name in _FIRST else len(_FIRST), name)
