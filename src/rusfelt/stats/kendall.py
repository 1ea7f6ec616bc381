"""Mann–Kendall's test of a trend, exact with ties, for very many short series.

The null distribution depends on a series only through the sizes of its groups of equal values, so
each distinct pattern of ties is worked out once, in whole numbers, and looked up for every series
that has it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._checks import as_series
from rusfelt.stats._kendall_counts import rising_less_falling, tie_patterns, untied_and_variance
from rusfelt.stats._kendall_normal import normal_test
from rusfelt.stats._kendall_null import falling_pair_p, groups_of_two_or_more, null_distribution
from rusfelt.stats._method import check_method

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats, Integers, Strings

__all__ = ["EXACT_UP_TO", "MannKendall", "falling_pair_p", "mann_kendall"]

# Longest series that method="auto" tests exactly. A new tie pattern of 40 points costs about a
# millisecond, of 100 points ten times that, and a batch can hold as many patterns as series.
EXACT_UP_TO = 40
# A single exact test takes seconds at this length and grows beyond reach above it.
_LONGEST_EXACT = 200


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
    correction; it is 1 where the variance is 0. ``"auto"`` is exact up to 40 points, and ``"exact"``
    is refused above 200.

    A series of one point or of equal values has ``s = 0`` and ``p = 1``, and tau is nan.

    Args:
        y: values, ``(..., n)``, in order of time, any unit.
        method: ``"exact"``, ``"normal"`` or ``"auto"``.

    Returns:
        s, its null variance, tau-b, the two-sided p, the attainable size at level .05 given the
        ties, the smallest p any order of the same values has (``2·∏tᵢ!/n!`` when exact), and the
        method used.

    Raises:
        DomainError: where a value is nan or infinite, ``y`` is one number, or the method is unknown
            or out of reach.

    >>> result = mann_kendall([[1, 2, 3, 4, 5], [2, 2, 3, 1, 4]])
    >>> result.s, result.p.round(4)
    (array([10.,  3.]), array([0.0167, 0.6333]))

    Source: Mann (1945), doi:10.2307/1907187; Kendall, Rank Correlation Methods (1975).
    """
    check_method(method, "auto", "exact", "normal")
    rows, batch = as_series("y", y)
    n = rows.shape[1]
    if method == "exact" and n > _LONGEST_EXACT:
        problem = Problem(
            "method", f"exact is out of reach for series of {n} points.",
            f"Use auto or normal above {_LONGEST_EXACT} points.",
        )  # fmt: skip
        raise DomainError(problems=[problem])
    exact = method == "exact" or (method == "auto" and n <= EXACT_UP_TO)
    s = rising_less_falling(rows)
    fields = _exact(rows, s) if exact else _normal(rows, s)
    var_s, tau, p, size, smallest = (field.reshape(batch) for field in fields)
    used = np.broadcast_to(np.array("exact" if exact else "normal"), batch)
    return MannKendall(s.reshape(batch).astype(np.float64), var_s, tau, p, size, smallest, used)


def _exact(rows: Floats, s: Integers) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    n = rows.shape[1]
    codes, found = tie_patterns(rows)
    patterns = _tabulate(found)
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
    untied, variance = untied_and_variance(rows)
    p, size, smallest = normal_test(s, untied, variance)
    return variance, _tau_b(s, untied, rows.shape[1]), p, size, smallest


def _tau_b(s: Integers, untied: Integers, n: int) -> Floats:
    pairs = n * (n - 1) // 2
    scale = np.sqrt(untied.astype(np.float64)) * np.sqrt(float(pairs))
    return np.asarray(np.divide(s, scale, out=np.full(s.shape, np.nan), where=untied > 0))


def _tabulate(patterns: Sequence[tuple[int, ...]]) -> _Patterns:
    # In order of the groups of two or more, so that each finds its neighbour's work still at hand.
    order = sorted(range(len(patterns)), key=lambda at: groups_of_two_or_more(patterns[at]))
    tables = [null_distribution(patterns[at]) for at in order]
    lengths = np.array([table.p.size for table in tables], dtype=np.intp)
    which = np.empty(len(patterns), dtype=np.intp)
    which[order] = np.arange(len(patterns))
    return _Patterns(
        untied=np.array([table.untied for table in tables], dtype=np.int64)[which],
        variance=np.array([table.variance for table in tables], dtype=np.float64)[which],
        size=np.array([table.size for table in tables], dtype=np.float64)[which],
        start=(np.cumsum(lengths) - lengths)[which],
        p=np.concatenate([table.p for table in tables]) if tables else np.ones(1),
    )
