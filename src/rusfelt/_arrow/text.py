"""Arrow's text as numpy's, without a Python string for each cell."""

from __future__ import annotations

from typing import Any

import numpy as np

from rusfelt._arrays import constant_array
from rusfelt._arrow.library import pyarrow
from rusfelt._arrow.problems import Room, UnfitError
from rusfelt.typing import Array, Integers, Strings

__all__ = ["Texts", "joined", "shown_bytes"]

_LETTER = 4
_VIEW = 16
_ASCII = 127
# Looked at together: the room for working on them stays small.
_ROWS = 1 << 17
# The letters of a dictionary that is spelt out whole.
_SPELT = 1 << 22
# What begins with these two bits goes on with the letter before it.
_BITS, _GOES_ON = 0xC0, 0x80


def joined(pieces: list[Array], dtype: Any) -> Array:
    """Pieces one after the other: one alone as it is, several backed by bytes nobody writes to."""
    kind = np.dtype(dtype)
    if len(pieces) == 1:
        return pieces[0].astype(kind, copy=False)
    size = sum(map(len, pieces))
    if not size or not kind.itemsize:
        return np.zeros(size, dtype=kind)
    parts = []
    while pieces:
        piece = np.ascontiguousarray(pieces.pop(0).astype(kind, copy=False))
        parts.append(piece.view(np.uint8).data)
    return np.frombuffer(b"".join(parts), dtype=kind)


def shown_bytes(array: Any) -> int:
    """How many bytes the cells of an array show, where many may show the same; 0 of other kinds."""
    is_view = getattr(pyarrow().types, "is_string_view", lambda _: False)
    array = getattr(array, "dictionary", array)
    return int(_sizes(array).clip(0).sum()) if is_view(array.type) else 0


class Texts:
    """A column of text, piece by piece; an empty cell is ``""``."""

    def __init__(self, name: str, room: Room) -> None:
        self._name = name
        self._room = room
        self._rows = 0
        self._width = 1
        # A word and how often it follows itself, or an array.
        self._pieces: list[tuple[str, int] | Strings] = []
        self._known: tuple[Any, Strings] | None = None

    def add(self, array: Any) -> None:
        """A further piece of the column.

        Raises:
            UnfitError: a text is not one.
            TooLargeError: the column takes more room than there is.
        """
        for start in range(0, len(array), _ROWS):
            self._add(array.slice(start, _ROWS))

    def _add(self, array: Any) -> None:
        words = self._looked_up(array) if hasattr(array, "dictionary") else self._spelt(array)
        if not isinstance(words, tuple) and words[0] == words[-1] and (words == words[0]).all():
            words = str(words[0]), len(words)
        self._put(words)

    def _put(self, piece: tuple[str, int] | Strings) -> None:
        if isinstance(piece, tuple):
            rows, width = piece[1], len(piece[0])
            last = self._pieces[-1] if self._pieces else None
            if isinstance(last, tuple) and last[0] == piece[0]:
                self._pieces.pop()
                piece = piece[0], last[1] + rows
        else:
            rows, width = len(piece), piece.dtype.itemsize // _LETTER
        self._pieces.append(piece)
        self._rows += rows
        self._width = max(self._width, width)
        self._require(0, 0)

    def _require(self, rows: int, width: int) -> None:
        """See to it that there is room for so many rows more, the longest with so many letters."""
        # One word all the way down takes the room of one.
        one = len(self._pieces) == 1 and isinstance(self._pieces[0], tuple)
        rows += 1 if one else self._rows
        width = max(width, self._width)
        self._room.hold(self._name, _LETTER * width * rows, width)

    def _looked_up(self, array: Any) -> tuple[str, int] | Strings:
        known = array.dictionary
        codes = array.indices
        if codes.null_count:
            codes = codes.cast(pyarrow().int64()).fill_null(len(known))
        places = codes.to_numpy(zero_copy_only=False)
        if places.min() == places.max():
            return self._alone(known, int(places[0])), len(places)
        sizes = np.append(_sizes(known), 0)
        longest = int(sizes[places].max())
        self._require(len(array), longest)
        if len(known) > len(array) or len(known) * int(sizes.max()) > _SPELT:
            # Most of the words stand elsewhere in the column, or a long one does.
            return self._spelt(_plain(known).take(array.indices))
        words = self._words(known)
        if words.dtype.itemsize > _LETTER * max(longest, 1):
            words = words.astype(f"U{max(longest, 1)}")
        found: Strings = np.take(words, places)
        return found

    def _alone(self, known: Any, place: int) -> str:
        """One word of a dictionary, or of what is behind it."""
        word = "" if place == len(known) else str(known[place].as_py() or "")
        self._require(1, len(word))
        return str(_spelt(pyarrow().array([word]))[0])

    def _words(self, known: Any) -> Strings:
        """The words of a dictionary, and an empty one behind them."""
        if self._known is not None and _same(self._known[0], known):
            return self._known[1]
        words = np.append(_spelt(_filled(known)), "")
        self._known = known, words
        return words

    def _spelt(self, array: Any) -> Strings:
        self._require(len(array), int(_sizes(array).max(initial=0)))
        return _spelt(_filled(array))

    def done(self) -> Strings:
        """The whole column."""
        self._known = None
        pieces = self._pieces
        if len(pieces) == 1 and isinstance(pieces[0], tuple):
            return constant_array(*pieces[0])
        wide = [
            np.full(each[1], each[0], dtype=f"U{self._width}") if isinstance(each, tuple) else each
            for each in pieces
        ]
        return joined(wide, f"U{self._width}")


def _same(one: Any, other: Any) -> bool:
    """Whether two dictionaries are the same memory."""

    def place(array: Any) -> list[Any]:
        return [each and each.address for each in array.buffers()] + [array.offset, len(array)]

    return one is other or place(one) == place(other)


def _filled(array: Any) -> Any:
    """The texts in one layout, with ``""`` for a null."""
    array = _plain(array)
    return array.fill_null("") if array.null_count else array


def _plain(array: Any) -> Any:
    pa = pyarrow()
    if pa.types.is_string(array.type) or pa.types.is_large_string(array.type):
        return array
    return array.cast(pa.large_string())


def _ends(array: Any) -> tuple[Integers, Array]:
    """Where each text ends among all bytes, and the bytes."""
    _, ends, data = array.buffers()
    large = pyarrow().types.is_large_string(array.type)
    if not len(array) or ends is None:
        return np.zeros(1, np.int64), np.empty(0, np.uint8)
    offsets = np.frombuffer(ends, np.int64 if large else np.int32)
    places = offsets[array.offset : array.offset + len(array) + 1].astype(np.int64)
    first, last = int(places[0]), int(places[-1])
    letters = np.frombuffer(data, np.uint8)[first:last] if last > first else np.empty(0, np.uint8)
    return places - first, letters


def _sizes(array: Any) -> Integers:
    """The bytes of each text."""
    types = pyarrow().types
    if types.is_string(array.type) or types.is_large_string(array.type):
        return np.diff(_ends(array)[0])
    # A view begins with its length, and many of them may show the same long text.
    views = array.buffers()[1]
    if views is None or not len(array):
        return np.zeros(len(array), np.int64)
    sizes = np.frombuffer(views, np.int32)[:: _VIEW // 4][array.offset : array.offset + len(array)]
    empty = array.is_null().to_numpy(zero_copy_only=False)
    return np.where(empty, 0, sizes).astype(np.int64)


def _spelt(array: Any) -> Strings:
    """Texts without nulls as numpy's, each letter in four bytes.

    Raises:
        UnfitError: one is no text.
    """
    ends, letters = _ends(array)
    if len(letters) and letters.max() > _ASCII:
        try:
            codes = np.frombuffer(letters.tobytes().decode().encode("utf-32-le"), "<u4")
        except UnicodeDecodeError:
            msg = "holds bytes that are no text in UTF-8."
            raise UnfitError(msg, "Write the file anew with its text in UTF-8.") from None
        begins = (letters & _BITS) != _GOES_ON
        ends = np.concatenate([[0], np.cumsum(begins)])[ends]
    else:
        codes = letters
    if len(codes) and not codes.all():
        msg = "holds the character NUL, which no text has."
        raise UnfitError(msg, "Take it out.")
    sizes = np.diff(ends)
    width = max(int(sizes.max(initial=0)), 1)
    spelt = np.zeros((len(sizes), width), dtype=np.uint32)
    if len(codes) == spelt.size:
        spelt[:] = codes.reshape(spelt.shape)
    else:
        spelt[np.arange(width) < sizes[:, None]] = codes
    return spelt.view(f"U{width}").reshape(len(sizes))
