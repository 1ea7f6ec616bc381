"""Mann–Kendall's test within seasons or sites, added up: a trend in spite of what they differ in."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._checks import as_floats, as_series, not_count, not_finite, refuse
from rusfelt.stats._combined_kendall import Combined, combine_correlated, combine_independent
from rusfelt.stats._options import is_one_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats, Integers, Strings

__all__ = [
    "EXACT_UP_TO_PAIRS",
    "SeasonalMannKendall",
    "regional_mann_kendall",
    "seasonal_mann_kendall",
]

# method="auto" is exact up to the number of pairs that one series of 40 points has.
EXACT_UP_TO_PAIRS = 780
# Above this an exact test takes seconds for each new combination of ties.
_MOST_EXACT_PAIRS = 10_000


class SeasonalMannKendall(NamedTuple):
    """The test of each series or region, each field of the batch's shape."""

    s: Floats
    var_s: Floats
    tau: Floats
    p: Floats
    size: Floats
    smallest_p: Floats
    method: Strings


def seasonal_mann_kendall(
    y: ArrayLike,
    *,
    seasons: ArrayLike,
    first: int = 0,
    method: Literal["auto", "exact", "normal"] = "auto",
    dependence: Literal["independent", "correlated"] = "independent",
) -> SeasonalMannKendall:
    """Whether series rise or fall steadily when each season is compared with itself alone.

    Winters are compared with winters and summers with summers, so that a difference between the
    seasons neither hides a trend nor looks like one. ``s`` is the sum over the seasons of
    Mann–Kendall's s, and its variance the sum of their tie-corrected variances. ``tau`` is ``s``
    over the sum of the seasons' geometric means of the pairs not tied and all pairs.

    ``"independent"`` assumes that all values are independent. The exact p is the share of all
    orders of the values within their seasons whose ``|s|`` is at least as large. ``"auto"`` is
    exact up to 780 pairs in all seasons together (as many as one series of 40 points has: quarters
    over 20 years, months over 11), and ``"exact"`` is refused above 10,000.

    ``"correlated"`` allows the seasons of one year to depend on each other, years being
    independent: the covariances between seasons are estimated from the data, the p is normal with
    the continuity correction, and ``size`` and ``smallest_p``, which would be estimates, are nan.
    Simulated at a nominal .05 it rejects at most .06 for any correlation within the year, clearly
    less with fewer than eight years, and never with three. Dependence that runs on from one year
    into the next it does not cover: over 40 years of an autocorrelation of .4 from season to
    season it rejects about .12 with two seasons, .08 with four and .06 with twelve.

    A series in which no season has two different values has ``s = 0`` and ``p = 1``, and tau is
    nan.

    Args:
        y: values, ``(..., n)``, in order of time, any unit. The first and the last year may lack
            seasons.
        seasons: how many seasons a year has, the points following each other without gaps; or the
            season of each point, ``(n,)``, whole numbers. There a new year begins wherever the
            season is not later than that of the point before.
        first: the season of the first point, from 0. Of use with ``"correlated"``, where it says
            which points are of one year; not with the season of each point.
        method: ``"exact"``, ``"normal"`` or ``"auto"``.
        dependence: ``"independent"`` or ``"correlated"``.

    Returns:
        s, its null variance, tau, the two-sided p, the attainable size at level .05 given the ties,
        the smallest p any order within the seasons has, and the method used.

    Raises:
        DomainError: where a value is nan or infinite, ``y`` is one number, a season is no whole
            number, the shapes do not fit, or an option is unknown or out of reach.

    >>> quarters = [3, 9, 5, 1, 4, 12, 5, 2, 6, 11, 7, 3]
    >>> result = seasonal_mann_kendall(quarters, seasons=4)
    >>> float(result.s), round(float(result.p), 4)
    (9.0, 0.0247)

    Source: Hirsch, Slack and Smith (1982), doi:10.1029/WR018i001p00107; correlated: Hirsch and
    Slack (1984), doi:10.1029/WR020i006p00727.
    """
    rows, batch = as_series("y", y)
    season, year = _calendar(seasons, first, rows.shape[1])
    counts = np.bincount(season) if season.size else np.zeros(0, dtype=np.int64)
    exact = _check_options(method, dependence, int(np.sum(counts * (counts - 1)) // 2))
    if dependence == "correlated":
        table = np.full((len(rows), counts.size, int(year.max(initial=-1)) + 1), np.nan)
        table[:, season, year] = rows
        return _result(combine_correlated(table), batch, exact=False)
    in_seasons = np.argsort(season, kind="stable")
    starts = np.cumsum(counts) - counts
    stacks = [
        rows[:, in_seasons[starts[counts == length][:, None] + np.arange(length)]]
        for length in np.unique(counts)
    ]
    return _result(combine_independent(stacks, len(rows), exact=exact), batch, exact=exact)


def regional_mann_kendall(
    y: ArrayLike,
    *,
    method: Literal["auto", "exact", "normal"] = "auto",
    dependence: Literal["independent", "correlated"] = "independent",
) -> SeasonalMannKendall:
    """Whether the sites of a region rise or fall together more steadily than chance would have it.

    Each site is compared with itself alone and ``s`` is the sum over the sites: a small change
    that all share is found where no single site could show it. The formulas, the meaning of the
    methods and of ``dependence`` are those of :func:`seasonal_mann_kendall`, with sites for
    seasons and points in time for years.

    Districts of one city are rarely independent. Simulated at a nominal .05, ``"independent"``
    rejects .45 with fifteen sites correlated .5 over ten years; ``"correlated"`` .04.

    Args:
        y: values, ``(..., sites, n)``, all sites of a region at the same times.
        method: ``"exact"``, ``"normal"`` or ``"auto"``.
        dependence: ``"independent"`` or ``"correlated"`` (between sites at the same time).

    Returns:
        As :func:`seasonal_mann_kendall`, of the shape of the batch of regions.

    Raises:
        DomainError: where a value is nan or infinite, ``y`` has fewer than two axes, or an option
            is unknown or out of reach.

    >>> sites = [[1, 2, 3, 5], [7, 9, 8, 9], [2, 2, 3, 3]]
    >>> result = regional_mann_kendall(sites)
    >>> float(result.s), round(float(result.p), 4)
    (13.0, 0.0081)

    Source: Helsel and Frans (2006), doi:10.1021/es051650b.
    """
    values = as_floats("y", y)
    if values.ndim < 2:  # noqa: PLR2004 - sites and times
        problem = Problem("y", "has no axis of sites.", "Give values of shape (..., sites, n).")
        raise DomainError(problems=[problem])
    refuse(not_finite("y", values, series=True))
    *batch, sites, n = values.shape
    table = values.reshape(prod(batch), sites, n)
    exact = _check_options(method, dependence, sites * (n * (n - 1) // 2))
    if dependence == "correlated":
        return _result(combine_correlated(table), tuple(batch), exact=False)
    found = combine_independent([table], len(table), exact=exact)
    return _result(found, tuple(batch), exact=exact)


def _check_options(method: str, dependence: str, pairs: int) -> bool:
    """Whether the test is to be exact."""
    problems = []
    if not is_one_of(method, ("auto", "exact", "normal")):
        problems.append(Problem("method", f"{method!r} is unknown.", "Use auto, exact or normal."))
    if not is_one_of(dependence, ("independent", "correlated")):
        problems.append(
            Problem("dependence", f"{dependence!r} is unknown.", "Use independent or correlated.")
        )
    refuse(problems)
    if method == "exact" and dependence == "correlated":
        problems.append(Problem("method", "exact needs independence.", "Use normal or auto."))
    elif method == "exact" and pairs > _MOST_EXACT_PAIRS:
        problems.append(
            Problem("method", f"exact is out of reach for {pairs} pairs.", "Use normal or auto.")
        )
    refuse(problems)
    return method == "exact" or (method == "auto" and pairs <= EXACT_UP_TO_PAIRS)


def _calendar(seasons: ArrayLike, first: int, n: int) -> tuple[Integers, Integers]:
    """The season and the year of each point, both from 0 without gaps."""
    given = as_floats("seasons", seasons)
    if given.ndim == 0:
        refuse(not_count("seasons", given))
        period = int(given)
        if period < 1:
            raise DomainError(problems=[Problem("seasons", "is 0.", "Give 1 or more.")])
        if isinstance(first, bool) or not isinstance(first, int) or not 0 <= first < period:
            problem = Problem(
                "first", f"{first!r} is no season of {period}.", f"Give 0 to {period - 1}."
            )
            raise DomainError(problems=[problem])
        place = first + np.arange(n)
        season, year = place % period, place // period
    else:
        if given.shape != (n,):
            problem = Problem(
                "seasons", f"has shape {given.shape}, but the series have {n} points.",
                "Give the number of seasons, or the season of each point.",
            )  # fmt: skip
            raise DomainError(problems=[problem])
        if not isinstance(first, int) or first != 0:
            problem = Problem("first", "does not go with the season of each point.", "Leave out.")
            raise DomainError(problems=[problem])
        refuse(not_count("seasons", given))
        season = given.astype(np.int64)
        year = np.zeros(n, dtype=np.int64)
        year[1:] = np.cumsum(season[1:] <= season[:-1])
    return np.unique(season, return_inverse=True)[1].reshape(n), year


def _result(found: Combined, batch: tuple[int, ...], *, exact: bool) -> SeasonalMannKendall:
    used = np.broadcast_to(np.array("exact" if exact else "normal"), batch)
    s, var_s, tau, p, size, smallest = (field.reshape(batch) for field in found)
    return SeasonalMannKendall(s, var_s, tau, p, size, smallest, used)
