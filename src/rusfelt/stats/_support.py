"""The null distribution of Σ position·x as a table, and the table of few events in full."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.stats._checks import row_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rusfelt.stats._family import Family
    from rusfelt.typing import Floats, Integers

__all__ = ["Table", "compositions", "counted_out", "outcomes"]

# Sums of times closer than this, on a time axis of length 1, are the same sum.
_SAME = 1e-9


class Table(NamedTuple):
    """Null distributions of a block of rows.

    Attributes:
        value: the sums in rising order, ``(rows, width)``; padded with the last.
        log_probability: their log probability without a trend; minus infinity where padded.
        seen: the column of the observed sum, ``(rows,)``.
        trusted: the smallest minimum-likelihood p that is known to six digits, ``(rows,)``. A tail
            always is; but one sum may be far rarer than its neighbours, and then so are others.
    """

    value: Floats
    log_probability: Floats
    seen: Integers
    trusted: Floats


def outcomes(total: Floats, parts: int) -> Floats:
    """In how many ways ``total`` events can fall on ``parts`` points.

    >>> outcomes(np.array([6.0]), 4)
    array([84.])
    """
    ways = np.ones_like(total)
    with np.errstate(over="ignore"):
        for i in range(1, parts):
            ways *= (total + i) / i
    return np.rint(ways)


def compositions(total: int, parts: int) -> Integers:
    """Every way to split ``total`` into ``parts`` whole numbers, one in each column.

    >>> compositions(2, 2)
    array([[0, 1, 2],
           [2, 1, 0]])
    """
    left = np.array([total], dtype=np.int64)
    chosen: list[Integers] = []
    for _ in range(parts - 1):
        options = left + 1
        parent = np.repeat(np.arange(left.size), options)
        first = np.repeat(np.cumsum(options) - options, options)
        here = np.arange(parent.size) - first
        chosen = [earlier[parent] for earlier in chosen]
        chosen.append(here)
        left = left[parent] - here
    return np.stack([*chosen, left])


def counted_out(family: Family, x: Floats) -> Iterator[tuple[Integers, Table]]:
    """Tables of rows with few outcomes, by adding up every one of them.

    Args:
        family: a family with few events in each row.
        x: the observed counts, ``(rows, n)``.

    Yields:
        Row numbers and their table, rows of one total at a time.
    """
    for total in np.unique(family.total):
        alike = np.flatnonzero(family.total == total)
        every = compositions(int(total), x.shape[1])
        for block in row_blocks(alike.size, every.shape[1]):
            rows = alike[block]
            yield rows, _table(family.take(rows), x[rows], every)


def _table(family: Family, x: Floats, every: Integers) -> Table:
    """The table of a block of rows of one total."""
    term = family.log_terms(int(family.total[0]))
    weight = np.zeros((x.shape[0], every.shape[1]))
    for i in range(every.shape[0]):
        weight += term[:, i][:, every[i]]
    position = family.position
    if (position == position[:1]).all():
        position = position[:1]
    value = position @ every
    order = np.argsort(value, axis=1, kind="stable")
    value = np.take_along_axis(value, order, axis=1)
    gap = _SAME * np.ptp(position, axis=1, keepdims=True)
    new = np.ones(value.shape, dtype=np.bool_)
    new[:, 1:] = np.diff(value, axis=1) > gap
    label = np.cumsum(new, axis=1) - 1
    width = int(label.max()) + 1
    column = np.empty((value.shape[0], width))
    column[:] = value[:, -1:]
    np.put_along_axis(column, label, value, axis=1)
    shape = weight.shape
    weight = np.take_along_axis(weight, np.broadcast_to(order, shape), axis=1)
    mass = np.full((shape[0], width), -np.inf)
    own, place = np.nonzero(np.broadcast_to(new, shape))
    mass[own, np.broadcast_to(label, shape)[own, place]] = _run_sums(weight, own, place)
    top = mass.max(axis=1, keepdims=True)
    mass -= top + np.log(np.exp(mass - top).sum(axis=1, keepdims=True))
    column = np.broadcast_to(column, mass.shape)
    away = np.abs(column - (family.position * x).sum(axis=1)[:, None])
    seen = np.argmin(np.where(mass > -np.inf, away, np.inf), axis=1)
    return Table(column, mass, seen, np.zeros(shape[0]))


def _run_sums(weight: Floats, row: Integers, first: Integers) -> Floats:
    """The log of the sum of each run of equal sums, given where the runs begin.

    In logarithms throughout: with very unequal exposures a weight may be too small for a float64
    beside the largest and yet be all that is left in a tail.
    """
    start = row * weight.shape[1] + first
    flat = weight.reshape(-1)
    top = np.maximum.reduceat(flat, start)
    safe = np.where(np.isfinite(top), top, 0.0)
    length = np.diff(np.append(start, flat.size))
    with np.errstate(divide="ignore"):
        mass = np.add.reduceat(np.exp(flat - np.repeat(safe, length)), start)
        return np.asarray(safe + np.log(mass))
