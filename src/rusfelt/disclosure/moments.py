"""What a mean, a standard deviation, a median and the ends of a few scores say of each of them.

Scores lie on a grid that everybody knows: 0 to 40 in whole points. Few people on a grid can be
gone through one way after another, and a mean with its standard deviation often leaves one way.
"""

from __future__ import annotations

from fractions import Fraction
from math import comb, isqrt
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from rusfelt.disclosure.shares import printed_units
from rusfelt.errors import DomainError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike

    from rusfelt.disclosure.policy import Policy
    from rusfelt.typing import Array, Bools, Floats, Integers

__all__ = ["Between", "Ranks", "mean_of_the_rest", "nested_means_safe", "values_behind"]

_Span: TypeAlias = tuple[Fraction, Fraction]

_MOST_PEOPLE = 5
# Ways of choosing all scores but the two largest that are gone through; some seconds.
_MOST_WAYS = 50_000_000
# Squares of numbers below this, added and doubled, stay exact.
_MOST_STEPS = 10**8


class Ranks(NamedTuple):
    """The least and the greatest each score can be, from the smallest score to the largest."""

    low: Floats
    high: Floats


class Between(NamedTuple):
    """The least and the greatest a figure can be."""

    low: Floats
    high: Floats


def values_behind(
    n: int,
    mean: float,
    sd: float | None,
    *,
    decimals: int,
    lowest: float,
    highest: float,
    step: float = 1,
    median: float | None = None,
    smallest: float | None = None,
    largest: float | None = None,
) -> Ranks:
    """The scores a few people can have, given what is printed of them together.

    Exact: every set of scores on the grid is looked at, and those are kept whose mean, standard
    deviation (with n - 1), median, least and greatest all lie within half a unit of the last
    printed digit, both ends included. A rank whose ``low`` and ``high`` are equal is revealed.
    Who has which score is not known from this; whoever knows their own knows more.

    Args:
        n: how many people, 1 to 5.
        mean: as printed.
        sd: as printed, or ``None`` where it was not; of one person there is none.
        decimals: how many decimals all of these were printed with.
        lowest: the least a score can be.
        highest: the most, a whole number of steps above it.
        step: the distance between neighbouring scores.
        median: as printed, or ``None``.
        smallest: the least score as printed, or ``None``.
        largest: the greatest score as printed, or ``None``.

    Returns:
        Bounds of each rank, ``(n,)`` each, in the scores' unit.

    Raises:
        DomainError: there are more than five people, the grid is none or is too fine to go
            through, or no scores on it give what is printed.

    >>> low, high = values_behind(2, 21.5, 4.9497, decimals=4, lowest=0, highest=40)
    >>> low.tolist(), high.tolist()
    ([18.0, 25.0], [18.0, 25.0])
    """
    if isinstance(n, bool) or n not in range(1, _MOST_PEOPLE + 1):
        fact, remedy = f"is {n!r}.", f"Give 1 to {_MOST_PEOPLE} people; more are not gone through."
        raise DomainError(problems=[Problem("n", fact, remedy)])
    if n == 1 and sd is not None:
        fact = "is given of one person."
        raise DomainError(problems=[Problem("sd", fact, "Leave it out: one score has none.")])
    grid = _Grid(lowest, highest, step, decimals)
    top = grid.points - 1
    sums = grid.whole(grid.about("mean", mean), n, 0, n * top)
    ends = [[0, top] for _ in range(n)]
    for name, printed, rank in (("smallest", smallest, 0), ("largest", largest, n - 1)):
        if printed is not None:
            ends[rank] = list(grid.whole(grid.about(name, printed), 1, 0, top))
    middle = None
    if median is not None:
        # The median of an even number is half of the sum of two.
        middle = grid.whole(grid.about("median", median), 1 + (n % 2 == 0), 0, 2 * top)
    spread = None if sd is None else grid.spread(sd, n)
    windows = {total: _window(n, total, top, spread) for total in range(sums[0], sums[1] + 1)}
    ways = sum(comb(max(b - a + n - 2, 0), max(n - 2, 0)) for a, b in windows.values())
    if ways > _MOST_WAYS:
        raise DomainError(
            problems=[Problem("step", "is too fine to go through.", "Take a coarser grid.")]
        )
    found = _Found()
    for total, window in windows.items():
        squares = _squares(n, total, top, spread)
        for first in _smallest(n, window):
            found.take(*_fitting(n, first, total, squares, ends, middle))
    if found.low is None or found.high is None:
        raise DomainError(
            f"No {n} scores from {lowest:g} to {highest:g} in steps of {step:g} give what is "
            "printed. Look at the decimals and the grid again."
        )
    return Ranks(grid.scores(found.low), grid.scores(found.high))


def mean_of_the_rest(
    n: ArrayLike, mean: ArrayLike, m: ArrayLike, mean_m: ArrayLike, decimals: int
) -> Between:
    """The mean of those who left, from the mean of all and the mean of those who stayed.

    ``(n·mean - m·mean_m) / (n - m)``, and as far to each side as two means rounded to half a
    unit of their last digit allow. Where few left, this is a mean of few people that nobody
    printed; where one left, it is that person's score.

    Args:
        n: how many there were, any shape.
        mean: the mean of all as printed; the five broadcast but for ``decimals``.
        m: how many of them stayed, at least 0 and below ``n``.
        mean_m: the mean of those as printed.
        decimals: how many decimals both were printed with.

    Returns:
        Bounds of the mean of the ``n - m`` others, both included, in the scores' unit.

    Raises:
        DomainError: ``m`` is not from 0 to ``n - 1``, a mean has more decimals than said, or the
            shapes do not fit together.

    >>> low, high = mean_of_the_rest(12, 14.3, 11, 14.6, 1)
    >>> round(float(low), 2), round(float(high), 2)
    (9.85, 12.15)
    """
    units, units_m = (
        printed_units("mean", mean, decimals),
        printed_units("mean_m", mean_m, decimals),
    )
    people, stayed = _sizes("n", n), _sizes("m", m)
    try:
        units, units_m, people, stayed = np.broadcast_arrays(units, units_m, people, stayed)
    except ValueError as error:
        fact = "the shapes do not fit together."
        problem = Problem("n", fact, "Give arrays of equal shape, or scalars.")
        raise DomainError(problems=[problem]) from error
    if (stayed >= people).any():
        fact = "is not below n everywhere."
        raise DomainError(problems=[Problem("m", fact, "Give those who stayed, fewer than all.")])
    twice = 2 * (people * units - stayed * units_m)
    scale = 2 * 10**decimals * (people - stayed)
    width = people + stayed
    return Between((twice - width) / scale, (twice + width) / scale)


def nested_means_safe(sizes: ArrayLike, policy_or_minimum: Policy | int) -> Bools:
    """Which of several nested groups' means may be printed together.

    Each group is part of the next larger one, such as those still there after each session. Two
    printed means give the mean of the people between them, so the groups printed must differ by
    nobody or by at least the minimum (``>=``), and be no smaller than the minimum themselves.
    Groups of equal size are the same people, and stand or fall together.

    As many groups as can be are kept. Taking the smallest first keeps as many different sizes as
    any choice does, but not as many groups, where several have one size; so the best choice is
    computed, and among equally good ones that with the larger groups. It rests on the sizes
    alone, which are printed, and tells nothing more.

    Args:
        sizes: people in each group, ``(k,)``, in any order.
        policy_or_minimum: a policy, or its minimum.

    Returns:
        Whether each group's mean may be printed, ``(k,)``.

    Raises:
        DomainError: a size is no whole number, or the minimum is below 1.

    >>> nested_means_safe([40, 38, 33, 33, 30, 12, 4], 5).tolist()
    [True, False, True, True, False, True, False]
    """
    least = policy_or_minimum if isinstance(policy_or_minimum, int) else policy_or_minimum.minimum
    if least < 1:
        fact = f"is {least}."
        raise DomainError(problems=[Problem("policy_or_minimum", fact, "Give at least 1.")])
    people = np.atleast_1d(_sizes("sizes", sizes))
    if people.ndim != 1:
        fact = "is a table."
        raise DomainError(problems=[Problem("sizes", fact, "Give the groups of one chain.")])
    distinct, groups = np.unique(people[people >= least], return_counts=True)
    # How many different sizes lie at least the minimum below each: from those one goes on.
    below = np.searchsorted(distinct, distinct - least, side="right")
    best = np.zeros(distinct.size + 1, dtype=np.int64)
    for i in range(distinct.size):
        best[i + 1] = max(best[i], groups[i] + best[below[i]])
    kept, i = [], distinct.size
    while i:
        if groups[i - 1] + best[below[i - 1]] == best[i]:
            kept.append(distinct[i - 1])
            i = int(below[i - 1])
        else:
            i -= 1
    return np.isin(people, kept)


class _Grid:
    """The scores there are, numbered from 0, and printed figures on it."""

    def __init__(self, lowest: float, highest: float, step: float, decimals: int) -> None:
        self.lowest, self.step = Fraction(str(lowest)), Fraction(str(step))
        self.decimals = decimals
        steps = (
            (Fraction(str(highest)) - self.lowest) / self.step if self.step > 0 else Fraction(-1)
        )
        if steps < 0 or steps.denominator != 1:
            fact = f"from {lowest:g} to {highest:g} is no whole number of steps of {step:g}."
            raise DomainError(problems=[Problem("step", fact, "Give the grid the scores lie on.")])
        self.points = int(steps) + 1
        if self.points > _MOST_STEPS:
            raise DomainError(problems=[Problem("step", "is too fine.", "Take a coarser grid.")])

    def _figure(self, name: str, printed: float) -> _Span:
        units = int(printed_units(name, printed, self.decimals))
        scale = 2 * 10**self.decimals
        return Fraction(2 * units - 1, scale), Fraction(2 * units + 1, scale)

    def about(self, name: str, printed: float) -> _Span:
        """The exact figures that are printed so, in steps from the lowest score."""
        low, high = self._figure(name, printed)
        return (low - self.lowest) / self.step, (high - self.lowest) / self.step

    def spread(self, sd: float, n: int) -> _Span:
        """The sums of squared distances from the mean that are printed so, in squared steps."""
        low, high = self._figure("sd", sd)
        if high < 0:
            fact = "is below 0."
            raise DomainError(problems=[Problem("sd", fact, "A standard deviation is not.")])
        part = (n - 1) / self.step**2
        return max(low, Fraction(0)) ** 2 * part, high**2 * part

    @staticmethod
    def whole(about: _Span, times: int, low: int, high: int) -> tuple[int, int]:
        """The whole numbers that are so many times a figure between these."""
        return max(-(-about[0] * times // 1), low), min(about[1] * times // 1, high)

    def scores(self, numbers: Integers) -> Floats:
        return np.array([float(self.lowest + int(each) * self.step) for each in numbers])


class _Found:
    """The bounds of each rank over all that has been found to fit."""

    def __init__(self) -> None:
        self.low: Integers | None = None
        self.high: Integers | None = None

    def take(self, low: Array, high: Array) -> None:
        if low.shape[1] == 0:
            return
        low, high = low.min(axis=1), high.max(axis=1)
        self.low = low if self.low is None else np.minimum(self.low, low)
        self.high = high if self.high is None else np.maximum(self.high, high)


def _squares(n: int, total: int, top: int, spread: _Span | None) -> tuple[int, int]:
    """What the squared scores can add up to, where the scores add up to ``total``."""
    if spread is None:
        return 0, n * top**2
    centre = Fraction(total**2, n)
    return -(-(centre + spread[0]) // 1), (centre + spread[1]) // 1


def _window(n: int, total: int, top: int, spread: _Span | None) -> tuple[int, int]:
    """The scores there can be at all: none lies further from the mean than all together do.

    One score at distance ``d`` from the mean leaves the others at least ``d²/(n - 1)``, so the
    squared distances add up to ``d²·n/(n - 1)`` or more.
    """
    if spread is None or n == 1:
        return 0, top
    reach = isqrt(spread[1] * (n - 1) / n // 1) + 1
    return max(total // n - reach, 0), min(-(-total // n) + reach, top)


def _smallest(n: int, window: tuple[int, int]) -> Iterator[Integers]:
    """All but the two largest scores, ``(n - 2, ways)`` at a time, smallest first."""
    a, b = window
    scores = np.arange(a, b + 1, dtype=np.int64)
    left = n - 2
    if left < 1:
        yield np.empty((0, 1), dtype=np.int64)
    elif left == 1:
        yield scores[None, :]
    else:
        for place, one in enumerate(scores):
            rest = scores[place:]
            more = (
                rest[None, :] if left == 2 else rest[np.stack(np.triu_indices(rest.size))]  # noqa: PLR2004 - four people
            )
            yield np.concatenate([np.full((1, more.shape[1]), one), more])


def _fitting(
    n: int,
    first: Integers,
    total: int,
    squares: tuple[int, int],
    ends: list[list[int]],
    middle: tuple[int, int] | None,
) -> tuple[Integers, Integers]:
    """Bounds of every rank for each choice of the smallest scores that can be completed.

    The two largest, ``a`` and ``b``, have a known sum ``s``, and ``2(a² + b²) = s² + (b - a)²``:
    what their squares may add up to is a stretch of differences, every other one of which gives
    whole scores.
    """
    if n == 1:
        low, high = max(total, ends[0][0]), min(total, ends[0][1])
        if middle is not None:
            low, high = max(low, middle[0]), min(high, middle[1])
        one = np.full((1, int(low <= high)), total, dtype=np.int64)
        return one, one
    s = total - first.sum(axis=0)
    done = (first * first).sum(axis=0)
    low_a = np.full_like(s, ends[-2][0])
    high_a = np.full_like(s, ends[-2][1])
    fits = np.ones(s.shape, dtype=bool)
    if n > 2:  # noqa: PLR2004 - there are smaller ones than these two
        low_a = np.maximum(low_a, first[-1])
        fits &= (first[0] >= ends[0][0]) & (first[0] <= ends[0][1])
    if middle is not None:
        # What of the median stands fixed: half of 4 people's is among the first, all of 5's.
        if n == 2:  # noqa: PLR2004
            fits &= (s >= middle[0]) & (s <= middle[1])
        elif n == _MOST_PEOPLE:
            fits &= (first[2] >= middle[0]) & (first[2] <= middle[1])
        else:
            fixed = first[1] if n == 4 else np.zeros_like(s)  # noqa: PLR2004
            low_a = np.maximum(low_a, middle[0] - fixed)
            high_a = np.minimum(high_a, middle[1] - fixed)
    most = 2 * (squares[1] - done) - s * s
    fits &= most >= 0
    near = np.maximum(_root(2 * (squares[0] - done) - s * s - 1) + 1, 0)
    near = np.maximum(near, np.maximum(s - 2 * high_a, 2 * ends[-1][0] - s))
    far = np.minimum(_root(most), np.minimum(s - 2 * low_a, 2 * ends[-1][1] - s))
    near, far = near + ((near ^ s) & 1), far - ((far ^ s) & 1)
    fits &= near <= far
    first, s, near, far = first[:, fits], s[fits], near[fits], far[fits]
    return (
        np.concatenate([first, [(s - far) // 2, (s + near) // 2]]),
        np.concatenate([first, [(s - near) // 2, (s + far) // 2]]),
    )


def _root(squares: Integers) -> Integers:
    """The largest whole number whose square is no larger; -1 of what is below 0."""
    root = np.sqrt(np.maximum(squares, 0).astype(np.float64)).astype(np.int64)
    root -= root * root > squares
    root += (root + 1) * (root + 1) <= squares
    return np.where(squares < 0, -1, root)


def _sizes(name: str, value: ArrayLike) -> Integers:
    sizes: Array = np.asarray(value)
    fits = sizes.dtype.kind in "iuf" or not sizes.size
    if not fits or not (np.isfinite(sizes) & (sizes >= 0) & (sizes == np.floor(sizes))).all():
        fact = "holds something that is no whole number of people."
        raise DomainError(problems=[Problem(name, fact, "Give numbers of people.")])
    return sizes.astype(np.int64)
