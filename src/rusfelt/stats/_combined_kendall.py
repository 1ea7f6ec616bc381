"""Mann–Kendall's s added up over groups of series: the seasons of a year, the sites of a region.

Every group is compared with itself alone. Where the groups are independent, the number of falling
pairs in all of them has the product of their generating functions, which is worked out once for
each combination of tie patterns.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.stats._checks import row_blocks
from rusfelt.stats._discrete import rejects
from rusfelt.stats._kendall_counts import rising_less_falling, tie_patterns, untied_and_variance
from rusfelt.stats._kendall_normal import normal_p, normal_test
from rusfelt.stats._kendall_null import null_probabilities

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rusfelt.typing import Floats, Integers

__all__ = ["Combined", "combine_correlated", "combine_independent"]

_LEVEL = 0.05
# Cells of the distributions worked out at a time.
_CELLS = 1 << 20


class Combined(NamedTuple):
    """The test of each row."""

    s: Floats
    var_s: Floats
    tau: Floats
    p: Floats
    size: Floats
    smallest_p: Floats


def combine_independent(stacks: Sequence[Floats], rows: int, *, exact: bool) -> Combined:
    """The test of groups that are independent of each other.

    Args:
        stacks: for each length of group, the values ``(rows, groups, n)``.
        rows: how many rows there are.
        exact: whether p is exact or normal.
    """
    s, untied = np.zeros((2, rows), dtype=np.int64)
    variance, scale = np.zeros((2, rows))
    for stack in stacks:
        n = stack.shape[2]
        series = stack.reshape(prod(stack.shape[:2]), n)
        tied = untied_and_variance(series)
        pairs_left, variances = (each.reshape(stack.shape[:2]) for each in tied)
        s += rising_less_falling(series).reshape(stack.shape[:2]).sum(axis=1)
        untied += pairs_left.sum(axis=1)
        variance += variances.sum(axis=1)
        scale += (np.sqrt(pairs_left) * np.sqrt(n * (n - 1) / 2)).sum(axis=1)
    tested = _exact_test(stacks, s, untied) if exact else normal_test(s, untied, variance)
    return Combined(s.astype(np.float64), variance, _over(s, scale), *tested)


def combine_correlated(table: Floats) -> Combined:
    """The test of groups that may depend on each other within a year, in the normal approximation.

    With ``d`` the rising less the falling groups between two years and ``a`` their sum over all
    years before, less that over all years after, the covariances estimated by Dietz and Killeen
    add up to ``(Σd² + Σa²)/3``.

    Args:
        table: values ``(rows, groups, years)``, nan where there is none.
    """
    rows, _, years = table.shape
    s, squares, scale = np.zeros((3, rows))
    for block in row_blocks(rows, table.shape[1] * years):
        values = np.ascontiguousarray(np.moveaxis(table[block], 2, 0))
        signed = np.zeros((years, values.shape[1]))
        untied = np.zeros(values.shape[1:], dtype=np.int64)
        for lag in range(1, years):
            later, earlier = values[lag:], values[:-lag]
            rising, falling = later > earlier, later < earlier
            d = rising.sum(axis=2) - falling.sum(axis=2)
            s[block] += d.sum(axis=0)
            squares[block] += (d * d).sum(axis=0)
            signed[lag:] += d
            signed[:-lag] -= d
            untied += rising.sum(axis=0) + falling.sum(axis=0)
        squares[block] += (signed * signed).sum(axis=0)
        n = np.isfinite(values).sum(axis=0)
        scale[block] = (np.sqrt(untied) * np.sqrt(n * (n - 1) / 2)).sum(axis=1)
    variance = squares / 3
    unknown = np.full(rows, np.nan)
    return Combined(s, variance, _over(s, scale), normal_p(s, variance), unknown, unknown.copy())


def _over(s: Floats | Integers, scale: Floats) -> Floats:
    return np.asarray(np.divide(s, scale, out=np.full(s.shape, np.nan), where=scale > 0))


def _exact_test(
    stacks: Sequence[Floats], s: Integers, untied: Integers
) -> tuple[Floats, Floats, Floats]:
    """The p of s, the attainable size and the smallest p, over all orders within the groups."""
    numbers: dict[tuple[int, ...], int] = {}
    columns = []
    for stack in stacks:
        codes, patterns = tie_patterns(stack.reshape(prod(stack.shape[:2]), stack.shape[2]))
        own = [numbers.setdefault(pattern, len(numbers)) for pattern in patterns]
        columns.append(np.array(own, dtype=np.int64)[codes].reshape(stack.shape[:2]))
    # The order of the groups does not matter, so those with the same patterns share their work.
    combination = np.sort(np.concatenate([np.empty((s.size, 0), np.int64), *columns], axis=1))
    distinct, which = np.unique(combination, axis=0, return_inverse=True)
    which = which.reshape(-1)
    tables = [null_probabilities(pattern) for pattern in numbers]
    width = max((table.size for table in tables), default=1)
    probabilities = np.zeros((len(tables), width))
    for table, row in zip(tables, probabilities, strict=True):
        row[: table.size] = table
    half = int(untied.max(initial=0)) // 2 + 1
    p, size, smallest = np.ones((3, s.size))
    falling = (untied - np.abs(s)) // 2
    by_combination = np.argsort(which, kind="stable")
    for block in row_blocks(len(distinct), half, cells=_CELLS):
        below = _cumulated(probabilities, distinct[block], half)
        two_sided = np.minimum(1.0, 2 * below)
        rejected = rejects(two_sided, _LEVEL).sum(axis=1)
        largest = two_sided[np.arange(len(below)), np.maximum(rejected - 1, 0)]
        ends = np.searchsorted(which[by_combination], [block.start, block.stop])
        mine = by_combination[ends[0] : ends[1]]
        own = which[mine] - block.start
        p[mine] = two_sided[own, falling[mine]]
        size[mine] = np.where(rejected > 0, largest, 0.0)[own]
        smallest[mine] = two_sided[own, 0]
    return p, size, smallest


def _cumulated(probabilities: Floats, combinations: Integers, half: int) -> Floats:
    """``P(at most d falling pairs)`` in all groups of each combination, for d below ``half``."""
    total = np.zeros((len(combinations), half))
    total[:, 0] = 1.0
    for group in combinations.T:
        own = probabilities[group]
        added = np.zeros_like(total)
        for d in range(min(own.shape[1], half)):
            added[:, d:] += own[:, d, None] * total[:, : half - d]
        total = added
    return np.cumsum(total, axis=1)
