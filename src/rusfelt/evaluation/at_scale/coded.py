"""Text columns of an answer as numbers of words: small on the way between processes."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np

from rusfelt._arrays import constant_array
from rusfelt.typing import Array, Integers, Strings

__all__ = ["Coded", "coded", "joined"]

# Looked for one after the other; a column of more words is sorted.
_FEW = 8


@attrs.frozen(eq=False)
class Coded:
    """A text column: its words, each once, and the number of each row's."""

    words: tuple[str, ...]
    codes: Array

    def __len__(self) -> int:
        return len(self.codes)

    def text(self) -> Strings:
        """The column as it was."""
        if len(self.words) == 1:
            return constant_array(self.words[0], len(self.codes))
        return np.array(self.words, dtype=np.str_)[self.codes]

    def take(self, rows: Integers) -> Coded:
        """The column of these rows."""
        return Coded(self.words, self.codes[rows])


def coded(column: Strings) -> Coded:
    """A text column as numbers of words.

    >>> coded(np.array(["ok", "unmet", "ok"]))
    Coded(words=('ok', 'unmet'), codes=array([0, 1, 0], dtype=uint8))
    """
    if not column.size or not column.dtype.itemsize or column.strides == (0,):
        word = str(column[0]) if column.size else ""
        return Coded((word,), np.zeros(len(column), dtype=np.uint8))
    width = column.dtype.itemsize // 4
    letters = np.ascontiguousarray(column, dtype=f"=U{width}").view(np.uint32)
    letters = letters.reshape(-1, width)
    # Arrays are made wide enough for long words and mostly hold short ones.
    letters = letters[:, : int(np.flatnonzero(letters.max(axis=0))[-1:].sum()) + 1]
    codes = np.zeros(len(column), dtype=np.uint8)
    left = np.arange(len(column))
    words: list[str] = []
    while left.size and len(words) < _FEW:
        first = letters[left[0]]
        alike = (letters[left] == first).all(axis=1)
        codes[left[alike]] = len(words)
        words.append(str(column[left[0]]))
        left = left[~alike]
    if left.size:
        names, numbers = np.unique(column, return_inverse=True)
        return Coded(tuple(names.tolist()), _small(numbers, len(names)))
    return Coded(tuple(words), codes)


def joined(columns: Sequence[Coded]) -> Coded:
    """Columns one after the other."""
    numbers: dict[str, int] = {}
    for column in columns:
        for word in column.words:
            numbers.setdefault(word, len(numbers))
    parts = []
    for column in columns:
        into = _small(np.array([numbers[word] for word in column.words]), len(numbers))
        parts.append(into[column.codes])
    return Coded(tuple(numbers), np.concatenate(parts))


def _small(numbers: Array, count: int) -> Array:
    return numbers.astype(np.min_scalar_type(max(count - 1, 0)))
