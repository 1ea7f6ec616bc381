"""Index and word of every person, a cache-sized piece at a time."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.stats._checks import row_blocks
from rusfelt.vocabulary import ChangeCategory

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rusfelt.stats.change._indices import Terms
    from rusfelt.typing import Floats, Strings

__all__ = ["Sorted", "sort_people"]

# Cells of a piece: four columns of 256 KiB, which a second-level cache holds while they are used.
_CELLS = 1 << 15
_NONE = 3
_RISE_FALL = (ChangeCategory.IMPROVED, ChangeCategory.DETERIORATED)


class Sorted(NamedTuple):
    """Change, index and word of each person, and whether everybody has an index."""

    change: Floats
    index: Floats  # type: ignore[assignment]  # as the field is called
    category: Strings
    complete: bool


def sort_people(
    pre: Floats, post: Floats, mean: Floats, terms: Terms, limit: Floats, direction: float
) -> Sorted:
    """The index, and the word for one strictly beyond ``limit`` either way; nan has no word."""
    shape = pre.shape
    rows, people = prod(shape[:-1]), shape[-1]
    first, second = pre.reshape(rows, people), post.reshape(rows, people)
    se, centre, high = (_columns(part, shape) for part in (terms.se, mean, limit))
    weight, pull, shift = (
        None if part is None else _columns(part, shape)
        for part in (terms.weight, terms.pull, terms.shift)
    )
    change, index = np.empty((rows, people)), np.empty((rows, people))
    words = np.array(["unchanged", *_RISE_FALL[:: int(direction)], ""], dtype="<U12")
    category = np.empty((rows, people), dtype=words.dtype)
    complete = True
    with np.errstate(all="ignore"):
        for at in _pieces(rows, people):
            moved, found = change[at], index[at]
            np.subtract(second[at], first[at], out=moved)
            if pull is None:
                found[...] = moved if weight is None else moved * _part(weight, at)
            else:
                np.subtract(first[at], _part(centre, at), out=found)
                found *= _part(pull, at)
                found += moved
            if shift is not None:
                found += _part(shift, at)
            found /= _part(se, at)
            top = _part(high, at)
            code = (found < -top).view(np.int8) * np.int8(2)
            code += (found > top).view(np.int8)
            if not np.isfinite(found.sum()):
                undefined = ~np.isfinite(found)
                complete &= not undefined.any()
                np.copyto(found, np.nan, where=undefined)
                np.copyto(moved, np.nan, where=np.isinf(moved))
                np.copyto(code, _NONE, where=undefined)
            np.take(words, code, out=category[at], mode="clip")
    return Sorted(change.reshape(shape), index.reshape(shape), category.reshape(shape), complete)


def _pieces(rows: int, people: int) -> Iterator[tuple[slice, slice]]:
    for block in row_blocks(rows, min(people, _CELLS), cells=_CELLS):
        for part in row_blocks(people, 1, cells=_CELLS):
            yield block, part


def _columns(figure: Floats, shape: tuple[int, ...]) -> Floats:
    """The figure as ``(rows, 1)`` or ``(rows, people)``, whatever it broadcasts from."""
    batch, width = shape[:-1], figure.shape[-1] if figure.ndim else 1
    return np.broadcast_to(figure, (*batch, width)).reshape(prod(batch), width)


def _part(figure: Floats, at: tuple[slice, slice]) -> Floats:
    return figure[at[0]] if figure.shape[1] == 1 else figure[at]
