"""Elementwise work on long columns, a cache-sized piece at a time.

A formula of a dozen steps over a long column spends most of its time fetching memory for the
steps in between. In pieces that fit the processor's cache it is several times as fast, and needs
no more memory than its answer.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

import numpy as np

from rusfelt.stats._checks import row_blocks

if TYPE_CHECKING:
    from collections.abc import Callable

    from rusfelt.typing import Array, Floats, Integers

__all__ = ["pair_in_blocks", "whole_columns"]

# Whole numbers above this are not exact as float64.
_LARGEST = 2**53
# Cells of a piece: 64 KiB as float64, so that a handful of columns share a second-level cache.
_CELLS = 1 << 13


def pair_in_blocks(
    work: Callable[..., tuple[Floats, Floats]], shape: tuple[int, ...], *columns: Array
) -> tuple[Floats, Floats]:
    """``work(*columns)``, whose two answers have the given shape.

    Each column broadcasts to ``shape`` and is handed over as a flat piece; beside longer columns
    a single number is handed over as it is.

    >>> low, high = pair_in_blocks(lambda x, z: (x - z, x + z), (2,), np.array([1.0, 2.0]),
    ...                            np.array(0.5))
    >>> low, high
    (array([0.5, 1.5]), array([1.5, 2.5]))
    """
    size = prod(shape)
    flat = [
        c if shape and c.ndim == 0 else np.broadcast_to(c, shape).reshape(size) for c in columns
    ]
    first, second = np.empty(size), np.empty(size)
    for block in row_blocks(size, 1, cells=_CELLS):
        first[block], second[block] = work(*(_piece(c, block) for c in flat))
    return first.reshape(shape), second.reshape(shape)


def whole_columns(*columns: object) -> tuple[Integers, ...] | None:
    """The columns, if all are arrays of one shape whose type holds whole numbers, none below 0.

    Such counts need neither a look at each number nor a copy as float64 before the work begins.
    Whatever else they are is for the usual checks, which say what is wrong with them.

    >>> whole_columns(np.array([1, 2]), np.array([3, 4])) is None
    False
    >>> whole_columns(np.array([1, -2]), np.array([3, 4])) is None
    True
    """
    arrays = tuple(column for column in columns if type(column) is np.ndarray)
    fit = len(arrays) == len(columns) and all(
        array.dtype.kind == "i" and array.shape == arrays[0].shape and array.size
        for array in arrays
    )
    return arrays if fit and all(a.min() >= 0 and a.max() <= _LARGEST for a in arrays) else None


def _piece(column: Array, block: slice) -> Floats:
    return column if column.ndim == 0 else column[block].astype(np.float64, copy=False)
