"""The letters of SPSS and Stata files: in the encoding they declare, or the one they are in."""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable, Iterable

import numpy as np

from rusfelt.errors import UnknownNameError
from rusfelt.typing import Strings

__all__ = ["Letters", "UnreadableTextError", "codec_called", "codec_of_page"]

_USUAL = ("utf-8", "cp1252", "latin-1", "cp865", "mac-roman")
_WESTERN = "cp1252"
# What files say that hold more letters than these have; each is a part of Windows-1252
# (encoding.spec.whatwg.org takes "ascii" and "iso-8859-1" for it as well).
_PARTS = {"ascii", "iso8859-1"}
# First bytes of UTF-8's Norwegian letters and typographic marks; no Norwegian word in Windows-1252
# ends in what they stand for there (Â, Ã and â).
_LEADS = b"\xc2\xc3\xe2"
_LONGEST = 4
# Numbers Microsoft gives to Mac OS Roman and, one after the other, to the parts of ISO 8859.
_MAC = 10_000
_ISO = 28_590


class UnreadableTextError(Exception):
    """Bytes that are no text in any encoding they may be in."""


def codec_called(name: str) -> str | None:
    """Python's name of an encoding, or ``None``.

    >>> codec_called("windows-1252"), codec_called("WINDOWS-9")
    ('cp1252', None)
    """
    try:
        io.TextIOWrapper(io.BytesIO(), encoding=name)
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        return None


def codec_of_page(number: int) -> str | None:
    """The encoding with a number of Microsoft's, as SPSS writes it; ``None`` where it says nothing.

    2 stands for ASCII and 3 for eight bits of anything
    (gnu.org/software/pspp/pspp-dev, "Machine Integer Info Record";
    learn.microsoft.com, "Code Page Identifiers").

    >>> codec_of_page(1252), codec_of_page(65001), codec_of_page(2)
    ('cp1252', 'utf-8', None)
    """
    if number == _MAC:
        return codec_called("mac-roman")
    if _ISO < number < _ISO + 16:
        return codec_called(f"iso8859-{number - _ISO}")
    return codec_called(f"cp{number}")


class Letters:
    """Makes texts of bytes, and remembers how.

    A file is often in several encodings: a text pasted from an old file stays as it was. So each
    text is read by itself, as the file says and else as Windows' western encoding. No letter is
    replaced; a letter of which the file holds a half only, at the end of a text, is left out.

    Args:
        declared: the encoding the file says it is in, as Python calls it; ``None`` where it says
            none, or one that nobody knows.
        told: the encoding that was asked for; nothing else is tried then.

    Raises:
        UnknownNameError: what was asked for is no encoding.
    """

    def __init__(self, declared: str | None, told: str | None = None) -> None:
        self._declared = None if declared in _PARTS else declared
        self._tried: tuple[str, ...]
        self.used: dict[str, int] = {}
        self.halves = 0
        if told is not None:
            codec = codec_called(told)
            if codec is None:
                kind = "text encoding"
                raise UnknownNameError(kind, told, _USUAL)
            self._tried = (codec,)
        elif self._declared in {None, "utf-8"}:
            self._tried = ("utf-8", _WESTERN)
        else:
            self._tried = tuple(dict.fromkeys([str(self._declared), _WESTERN]))
        self.is_open = told is None and self._declared == _WESTERN

    @property
    def tried(self) -> str:
        """The encodings a text may be in, for messages."""
        return " nor ".join(self._tried)

    def settle(self, samples: Iterable[bytes]) -> None:
        """Look at all texts of a file that says it is Windows-1252: UTF-8 is often said to be that.

        Any bytes are letters there, so that nothing would fail; text in it is never UTF-8 as well,
        save by chance in a word or two.
        """
        odd = [each for each in samples if not each.isascii()]
        if odd and all(map(_is_utf8, odd)):
            self._tried = ("utf-8",)

    def text(self, data: bytes) -> str:
        """The text of some bytes, without the spaces around it.

        Raises:
            UnreadableTextError: they are text in none of the encodings.
        """
        if data.isascii():
            return data.decode("ascii").strip()
        for codec in self._tried:
            try:
                text = data.decode(codec)
            except UnicodeError:
                text = self._without_half(data) if codec == "utf-8" else ""
                if not text:
                    continue
            self.used[codec] = self.used.get(codec, 0) + 1
            return text.strip()
        raise UnreadableTextError

    def cells(self, packed: bytes, rows: int, unreadable: Callable[[int], None]) -> Strings:
        """The text of each cell.

        Args:
            packed: the bytes of each, with a NUL between them.
            rows: how many there are.
            unreadable: told the place of each cell that is none; its text is empty.
        """
        if not rows:
            # No rows and one empty text look alike.
            return np.empty(0, dtype="U1")
        if packed.isascii():
            return _plain_cells(packed)
        known: dict[bytes, str] = {}
        parts = packed.split(b"\0")
        for place, data in enumerate(parts):
            if data not in known:
                try:
                    known[data] = self.text(data)
                except UnreadableTextError:
                    known[data] = ""
                    unreadable(place)
        return np.array([known[data] for data in parts])

    def _without_half(self, data: bytes) -> str:
        """UTF-8 that ends in the beginning of a letter, without it; empty if that is not so."""
        for cut in range(1, min(_LONGEST, len(data) + 1)):
            if data[-cut] in _LEADS:
                try:
                    text = data[:-cut].decode("utf-8")
                    codecs.getincrementaldecoder("utf-8")("strict").decode(data[-cut:])
                except UnicodeError:
                    return ""
                self.halves += 1
                return text
        return ""


def _plain_cells(packed: bytes) -> Strings:
    """Cells of ASCII, without a Python string for each where none has spaces around it."""
    signs = np.frombuffer(b"\0%b\0" % packed, dtype=np.uint8)
    end = signs == 0
    space = ~end & (signs <= ord(" "))
    if ((space[1:] & end[:-1]) | (space[:-1] & end[1:])).any():
        return np.array([each.strip() for each in packed.decode("ascii").split("\0")])
    sizes = np.diff(np.flatnonzero(end)) - 1
    width = max(1, int(sizes.max()))
    letters = np.zeros((len(sizes), width), dtype=np.uint32)
    letters[np.arange(width) < sizes[:, None]] = signs[~end]
    return letters.view(f"U{width}")[:, 0]


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeError:
        return False
    return True
