"""Mann–Kendall's test of a trend, exact with ties, for very many short series.

The null distribution depends on a series only through the sizes of its groups of equal values, so
each distinct pattern of ties is worked out once, in whole numbers, and looked up for every series
that has it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from scipy import special

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._checks import as_series, row_blocks
from rusfelt.stats._inversions import falling_pairs
from rusfelt.stats._kendall_null import falling_pair_p, null_distribution

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats, Integers, Strings

__all__ = ["EXACT_UP_TO", "MannKendall", "falling_pair_p", "mann_kendall"]

# Longest series that method="auto" tests exactly. A new tie pattern of 40 points costs about a
# millisecond, of 100 points ten times that, and a batch can hold as many patterns as series.
EXACT_UP_TO = 40
# Attainable sizes are those of a test at this level.
_LEVEL = 0.05
# Cells of a block, chosen so that a block and its comparisons stay in the processor's cache.
_BLOCK = 1 << 15
# A pattern of up to 17 points is a code small enough to index a table with.
_TABLE_BITS = 16
_CODE_BITS = 64


class MannKendall(NamedTuple):
    """The test of each series, each field of the batch's shape."""

    s: Floats
    var_s: Floats
    tau: Floats
    p: Floats
    size: Floats
    smallest_p: Floats
    method: Strings


class _Patterns(NamedTuple):
    """Tie patterns side by side: one row each, and their p values end to end."""

    untied: Integers
    variance: Floats
    size: Floats
    start: Integers
    p: Floats


def mann_kendall(
    y: ArrayLike, *, method: Literal["auto", "exact", "normal"] = "auto"
) -> MannKendall:
    """Whether series rise or fall more steadily than chance orders them.

    ``s`` counts pairs of points that rise less those that fall; ``tau`` is tau-b, ``s`` over the
    geometric mean of the pairs not tied in y and all pairs. Assumes that the values of a series
    are independent; with autocorrelation the p is too small.

    The exact p is the share of all orders of the series' own values, ties included, whose ``|s|``
    is at least as large. The normal p uses the tie-corrected variance and the continuity
    correction; it is 1 where the variance is 0. ``"auto"`` is exact up to 40 points.

    A series of one point or of equal values has ``s = 0`` and ``p = 1``, and tau is nan.

    Args:
        y: values, ``(..., n)``, in order of time, any unit.
        method: ``"exact"``, ``"normal"`` or ``"auto"``.

    Returns:
        s, its null variance, tau-b, the two-sided p, the attainable size at level .05 given the
        ties, the smallest p any order of the same values has (``2·∏tᵢ!/n!`` when exact), and the
        method used.

    Raises:
        DomainError: where a value is nan or infinite, ``y`` is one number, or the method unknown.

    >>> result = mann_kendall([[1, 2, 3, 4, 5], [2, 2, 3, 1, 4]])
    >>> result.s, result.p.round(4)
    (array([10.,  3.]), array([0.0167, 0.6333]))

    Source: Mann (1945), doi:10.2307/1907187; Kendall, Rank Correlation Methods (1975).
    """
    if method not in ("auto", "exact", "normal"):
        problem = Problem("method", f"{method!r} is unknown.", "Use auto, exact or normal.")
        raise DomainError(problems=[problem])
    rows, batch = as_series("y", y)
    n = rows.shape[1]
    exact = method == "exact" or (method == "auto" and n <= EXACT_UP_TO)
    s = _rising_less_falling(rows)
    fields = _exact(rows, s) if exact else _normal(rows, s)
    var_s, tau, p, size, smallest = (field.reshape(batch) for field in fields)
    used = np.broadcast_to(np.array("exact" if exact else "normal"), batch)
    return MannKendall(s.reshape(batch).astype(np.float64), var_s, tau, p, size, smallest, used)


def _rising_less_falling(rows: Floats) -> Integers:
    """``s`` of each row, by comparing all points that lie a given lag apart at once."""
    count, n = rows.shape
    kind = np.dtype(np.int8 if n * (n - 1) // 2 <= np.iinfo(np.int8).max else np.int64)
    s = np.zeros(count, dtype=np.int64)
    for block in row_blocks(count, max(n, 1), cells=_BLOCK):
        columns = np.ascontiguousarray(rows[block].T)
        total = np.zeros(columns.shape[1], dtype=kind)
        for lag in range(1, n):
            later, earlier = columns[lag:], columns[:-lag]
            total += np.add.reduce((later > earlier).view(np.int8), axis=0, dtype=kind)
            total -= np.add.reduce((later < earlier).view(np.int8), axis=0, dtype=kind)
        s[block] = total
    return s


def _exact(rows: Floats, s: Integers) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    n = rows.shape[1]
    codes, patterns = _patterns(rows)
    untied = patterns.untied[codes]
    falling = (untied - np.abs(s)) // 2
    start = patterns.start[codes]
    return (
        patterns.variance[codes],
        _tau_b(s, untied, n),
        patterns.p[start + falling],
        patterns.size[codes],
        patterns.p[start],
    )


def _normal(rows: Floats, s: Integers) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    count, n = rows.shape
    untied = np.full(count, n * (n - 1) // 2, dtype=np.int64)
    spread = np.full(count, float(n * (n - 1) * (2 * n + 5)))
    for block in row_blocks(count, max(n, 1), cells=_BLOCK):
        ordered = np.sort(rows[block], axis=1)
        run = np.zeros(ordered.shape[0])
        for k in range(1, n):
            # Entering a run as its (run + 1)-th member adds run ties and this much to t(t-1)(2t+5).
            run = np.where(ordered[:, k] == ordered[:, k - 1], run + 1, 0.0)
            untied[block] -= run.astype(np.int64)
            spread[block] -= run * (6 * run + 12)
    variance = spread / 18
    deviation = np.sqrt(variance)

    def p_of(size_of_s: Floats) -> Floats:
        safe = np.where(deviation > 0, deviation, 1.0)
        z = np.where(deviation > 0, np.maximum(size_of_s - 1, 0) / safe, 0.0)
        return np.asarray(special.erfc(z / np.sqrt(2.0)))

    # s has the parity of the untied pairs, so the test rejects from this value of |s| on.
    first = np.ceil(1 - special.ndtri(_LEVEL / 2) * deviation)
    first += (first - untied) % 2
    size = np.where((first <= untied) & (deviation > 0), p_of(first), 0.0)
    return variance, _tau_b(s, untied, n), p_of(np.abs(s)), size, p_of(untied.astype(np.float64))


def _tau_b(s: Integers, untied: Integers, n: int) -> Floats:
    pairs = n * (n - 1) // 2
    scale = np.sqrt(untied.astype(np.float64)) * np.sqrt(float(pairs))
    return np.asarray(np.divide(s, scale, out=np.full(s.shape, np.nan), where=untied > 0))


def _patterns(rows: Floats) -> tuple[Integers, _Patterns]:
    """Which tie pattern each row has, as a number into the table of patterns."""
    count, n = rows.shape
    width = max(1, (n + 6) // 8) if n - 1 > _CODE_BITS else 8
    packed = np.zeros((count, width), dtype=np.uint8)
    for block in row_blocks(count, max(n, 1), cells=_BLOCK):
        ordered = np.sort(rows[block], axis=1)
        bits = np.packbits(ordered[:, 1:] == ordered[:, :-1], axis=1, bitorder="little")
        packed[block, : bits.shape[1]] = bits
    codes: Integers
    if n - 1 <= _TABLE_BITS:
        codes = packed[:, :2].copy().view("<u2")[:, 0].astype(np.intp)
        seen = np.flatnonzero(np.bincount(codes, minlength=1))
        number = np.zeros(int(seen[-1]) + 1 if seen.size else 1, dtype=np.intp)
        number[seen] = np.arange(seen.size)
        codes = number[codes]
        distinct = np.zeros((seen.size, width), dtype=np.uint8)
        distinct[:, :2] = seen.astype("<u2")[:, None].view(np.uint8)
    elif n - 1 <= _CODE_BITS:
        words, codes = np.unique(packed.view("<u8")[:, 0], return_inverse=True)
        distinct = words[:, None].view(np.uint8)
    else:
        distinct, codes = np.unique(packed, axis=0, return_inverse=True)
    same = np.unpackbits(distinct, axis=1, count=max(n - 1, 0), bitorder="little")
    return codes.reshape(count), _tabulate([_group_sizes(bits, n) for bits in same.tolist()])


def _group_sizes(same_as_next: Sequence[int], n: int) -> tuple[int, ...]:
    """The sizes of the groups of equal values, smallest first."""
    if n == 0:
        return ()
    sizes = [1]
    for same in same_as_next:
        if same:
            sizes[-1] += 1
        else:
            sizes.append(1)
    return tuple(sorted(sizes))


def _tabulate(patterns: Sequence[tuple[int, ...]]) -> _Patterns:
    # In order of the groups of two or more, so that each finds its neighbour's work still at hand.
    ordered = sorted(set(patterns), key=_groups)
    distinct = {pattern: number for number, pattern in enumerate(ordered)}
    tables = [_null_distribution(pattern) for pattern in distinct]
    lengths = np.array([table[3].size for table in tables], dtype=np.intp)
    which = np.array([distinct[pattern] for pattern in patterns], dtype=np.intp)
    return _Patterns(
        untied=np.array([table[0] for table in tables], dtype=np.int64)[which],
        variance=np.array([table[1] for table in tables], dtype=np.float64)[which],
        size=np.array([table[2] for table in tables], dtype=np.float64)[which],
        start=(np.cumsum(lengths) - lengths)[which],
        p=np.concatenate([table[3] for table in tables]) if tables else np.ones(1),
    )
