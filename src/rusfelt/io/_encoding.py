"""The encoding of a text file: told, or found out without ever replacing a letter."""

from __future__ import annotations

import codecs
import io

from rusfelt.errors import UnknownNameError

__all__ = ["UndecodableError", "choose_encoding"]

_USUAL = ("utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16")
_CHUNK = 2**20
# First bytes of UTF-8's Norwegian letters and typographic marks.
_UTF8_LEADS = b"\xc2\xc3\xe2"


class UndecodableError(Exception):
    """The bytes are not text in the encoding they should be in."""

    def __init__(self, message: str, remedy: str, line: int) -> None:
        super().__init__(message)
        self.remedy = remedy
        self.line = line


def choose_encoding(data: bytes, told: str | None = None) -> str:
    """The encoding every byte can be read in: UTF-8 where possible, else Windows' western one.

    >>> choose_encoding("Grünerløkka".encode("cp1252"))
    'cp1252'

    Raises:
        UndecodableError: the bytes are not text in that encoding, or in neither of the two.
        UnknownNameError: ``told`` is no text encoding.
    """
    if told is not None:
        try:
            io.TextIOWrapper(io.BytesIO(), encoding=told)
        except LookupError:
            kind = "text encoding"
            raise UnknownNameError(kind, told, _USUAL) from None
        _require(data, told, f"The file is not {told}.", "Leave encoding= out, or name another.")
        return told
    again = "Save it again as CSV UTF-8."
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        msg = "The file is UTF-16 ('Unicode text')."
        raise UndecodableError(msg, f'{again} Or pass encoding="utf-16".', 1)
    nul = data.find(b"\0")
    if nul >= 0:
        msg = "The file holds NUL bytes, so it is no CSV text."
        raise UndecodableError(msg, f"Check that this is the right file. {again}", _line(data, nul))
    if data.startswith(codecs.BOM_UTF8):
        _require(data, "utf-8-sig", "The file is marked as UTF-8 and is not.", again)
        return "utf-8-sig"
    error = _first_error(data, "utf-8")
    if error is None:
        return "utf-8"
    if _is_broken_utf8(data, *error):
        msg = "The file is UTF-8 with a broken letter here; it may be cut off."
        raise UndecodableError(msg, f"Fetch the whole file again. {again}", _line(data, error[0]))
    _require(
        data,
        "cp1252",
        "The file is neither UTF-8 nor Windows-1252.",
        f"{again} Or pass its encoding=.",
    )
    return "cp1252"


def _require(data: bytes, encoding: str, message: str, remedy: str) -> None:
    error = _first_error(data, encoding)
    if error is not None:
        raise UndecodableError(message, remedy, _line(data, error[0]))


def _first_error(data: bytes, encoding: str) -> tuple[int, str] | None:
    """Where the bytes stop being text in that encoding, and why; piece by piece, to save memory."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    for start in range(0, len(data) + 1, _CHUNK):
        chunk = data[start : start + _CHUNK]
        try:
            decoder.decode(chunk, final=start + _CHUNK >= len(data))
        except UnicodeDecodeError as error:
            held = len(error.object) - len(chunk)
            return start - held + error.start, error.reason
        except UnicodeError as error:
            return start, str(error)
    return None


def _is_broken_utf8(data: bytes, at: int, reason: str) -> bool:
    """Whether bytes that are not UTF-8 were meant to be.

    Read as Windows-1252 they would turn one letter into two without a word.
    """
    if not data[:at].isascii():
        return True
    return reason == "unexpected end of data" and data[at] in _UTF8_LEADS


def _line(data: bytes, at: int) -> int:
    head = data[:at]
    return head.count(b"\n") + head.count(b"\r") - head.count(b"\r\n") + 1
