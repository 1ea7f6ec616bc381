"""Rules that tell a run of points from chance: NHS Making Data Count's and Anhøj's."""

from __future__ import annotations

from math import prod
from operator import index
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._checks import as_floats, as_series, refuse, row_blocks
from rusfelt.stats._options import is_one_of
from rusfelt.stats._point_rules import compare, point_rules
from rusfelt.stats._runs import crossings_limit, longest_run_limit, runs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from rusfelt.stats._runs import Signs
    from rusfelt.typing import Bools, Floats

__all__ = ["RULES", "RULESETS", "RunRules", "run_rules"]

RULES = ("outside", "trend", "two-in-three", "shift", "long-run", "few-crossings")
RULESETS = {"making-data-count": RULES[:4], "anhoej": RULES[4:]}
# These cannot be asked without limits.
_BY_LIMITS = frozenset({"outside", "two-in-three"})
_BLOCK = 1 << 18


class RunRules(NamedTuple):
    """What the rules found; a rule not asked for finds nothing.

    Attributes:
        outside: 1 above the upper limit, -1 below the lower one, else 0, ``(..., n)`` int8.
        trend: 1 at each point that completes a rise, -1 a fall, ``(..., n)``.
        two_in_three: 1 at the three points of a window beyond the near limits high up, -1 low.
        shift: 1 at each point that completes a run above the centre, -1 below it, ``(..., n)``.
        marked: the points to mark on a chart: outside, in a trend, in a shift, or beyond a near
            limit in a window of three, ``(..., n)``.
        useful: points not on the centre, of the batch's shape like all that follow; nan, with the
            four that follow from it, where the centre is.
        longest_run: most useful points in a row on one side.
        longest_run_limit: the longest that chance explains, ``round(log2(useful)) + 3``.
        crossings: how often the useful points change sides.
        crossings_limit: the fewest that chance explains, the 5 % quantile of a binomial
            distribution with ``useful - 1`` trials and probability one half.
        long_run: whether the longest run is above its limit.
        few_crossings: whether the crossings are below theirs.
        signal: whether any rule asked for found something.
        first: the number (from 0) of the point at which a point rule first had all it needs; nan
            if none did. Anhøj's rules judge the series as a whole and have no such point.
    """

    outside: Signs
    trend: Signs
    two_in_three: Signs
    shift: Signs
    marked: Bools
    useful: Floats
    longest_run: Floats
    longest_run_limit: Floats
    crossings: Floats
    crossings_limit: Floats
    long_run: Bools
    few_crossings: Bools
    signal: Bools
    first: Floats


def run_rules(
    y: ArrayLike,
    centre: ArrayLike,
    lower: ArrayLike | None = None,
    upper: ArrayLike | None = None,
    *,
    near_lower: ArrayLike | None = None,
    near_upper: ArrayLike | None = None,
    rules: str | Sequence[str] = "making-data-count",
    trend: int = 7,
    shift: int = 7,
) -> RunRules:
    """Which points or runs of points are hard to put down to chance.

    Making Data Count:

    - ``outside``: above the upper or below the lower limit (a point on a limit is inside).
    - ``trend``: 7 points, so 6 differences, all up or all down; equal neighbours break it. The
      Excel tool lets the user choose 6 points.
    - ``two-in-three``: at least two of three points beyond the same near limit (not on it) and all
      three on that side of the centre. A point outside the limits counts as beyond the near one,
      as in Western Electric's rule; in NHSRplotthedots it does not.
    - ``shift``: 7 points in a row on one side of the centre; a point on it breaks the run.

    Anhøj's rules skip points on the centre, which should be the median, and were studied for 10
    to 100 useful points:

    - ``long-run``: a run on one side of more than ``round(log2(useful)) + 3`` points.
    - ``few-crossings``: fewer crossings than the 5 % quantile of a binomial distribution.

    A chart is asked many questions, so one without any change often signals: see
    :func:`~rusfelt.stats.false_alarms.false_alarm_rate`. A series too short for a rule, or with
    an undefined centre or limit (nan), does not signal by it.

    Args:
        y: values, ``(..., n)``, in order of time.
        centre: the centre line, one a series (of the batch's shape, or a scalar) or one a point
            (with as many axes as ``y``).
        lower: the lower limit, likewise; minus infinity for none.
        upper: the upper limit, likewise; infinity for none.
        near_lower: the lower near limit; two thirds of the way from the centre if not given.
        near_upper: the upper near limit, likewise.
        rules: ``"making-data-count"``, ``"anhoej"``, or the names of single rules.
        trend: points in a trend, 2 or more.
        shift: points in a shift, 2 or more.

    Returns:
        A code at each point for each point rule, the run statistics, and whether any rule signals.

    Raises:
        DomainError: where a value of ``y`` is nan or infinite, a rule is unknown, a limit is
            needed and missing or does not fit, or a lower limit exceeds its upper one.

    >>> found = run_rules([1, 2, 3, 4, 5, 6, 7], 4, 0, 8)
    >>> found.trend.tolist(), bool(found.signal), float(found.first)
    ([0, 0, 0, 0, 0, 0, 1], True, 6.0)

    Source: NHS England, Making Data Count, as in NHSRplotthedots,
    https://github.com/nhs-r-community/NHSRplotthedots; Anhøj and Olesen (2014),
    doi:10.1371/journal.pone.0113825; Anhøj (2015), doi:10.1371/journal.pone.0121349.
    """
    asked = rule_names(rules)
    check_lengths(trend=trend, shift=shift)
    rows, batch = as_series("y", y)
    shape = rows.shape
    given: dict[str, ArrayLike | None] = {"lower": lower, "upper": upper}
    missing = [name for name, line in given.items() if line is None]
    if missing and asked & _BY_LIMITS:
        problem = Problem(
            missing[0], f"is not given, but {' and '.join(sorted(asked & _BY_LIMITS))} need it.",
            "Give both limits, such as those of xmr, or leave these rules out.",
        )  # fmt: skip
        raise DomainError(problems=[problem])
    given |= {"near_lower": near_lower, "near_upper": near_upper}
    lines = {
        name: _line(name, line, shape[1], batch) for name, line in given.items() if line is not None
    }
    lines["centre"] = _line("centre", centre, shape[1], batch)
    refuse(_out_of_order(lines, "lower", "upper"), _out_of_order(lines, "near_lower", "near_upper"))
    # No run is longer than the series, so that longer ones all ask for the same.
    lengths = min(index(trend), shape[1] + 2), min(index(shift), shape[1] + 2)
    codes = np.zeros((4, *shape), dtype=np.int8)
    marked = np.zeros(shape, dtype=np.bool_)
    counts = np.zeros((3, shape[0]))
    first = np.full(shape[0], np.nan)
    for block in row_blocks(*shape, cells=_BLOCK):
        part = {name: line[block] for name, line in lines.items()}
        side = compare(rows[block], part["centre"])
        counts[:, block] = runs(side)
        alarm = point_rules(rows[block], side, part, asked, lengths, codes[:, block])
        marked[block] = alarm.marked
        first[block] = alarm.first
    counts[:, np.isnan(lines["centre"]).all(axis=1)] = np.nan
    useful, longest, crossings = (count.reshape(batch) for count in counts)
    run_limit, crossing_limit = longest_run_limit(useful), crossings_limit(useful)
    long_run = (longest > run_limit) & ("long-run" in asked)
    few = (crossings < crossing_limit) & ("few-crossings" in asked)
    first = first.reshape(batch)
    outside, trends, two_in_three, shifts = codes.reshape(4, *batch, shape[1])
    return RunRules(
        outside, trends, two_in_three, shifts, marked.reshape(*batch, shape[1]),
        useful, longest, run_limit, crossings, crossing_limit,
        np.asarray(long_run), np.asarray(few), np.asarray(~np.isnan(first) | long_run | few), first,
    )  # fmt: skip


def _line(name: str, value: ArrayLike, n: int, batch: tuple[int, ...]) -> Floats:
    """A line as ``(rows, 1)``, or as ``(rows, n)`` where it is given point by point."""
    array = as_floats(name, value)
    by_point = array.ndim > len(batch)
    rows = prod(batch)
    try:
        wide = np.broadcast_to(array, (*batch, n) if by_point else batch)
    except ValueError as error:
        problem = Problem(
            name, f"has shape {array.shape}, but the series are {(*batch, n)}.",
            "Give one value for each series, or one for each point.",
        )  # fmt: skip
        raise DomainError(problems=[problem]) from error
    return wide.reshape(rows, n if by_point else 1)


def _out_of_order(lines: dict[str, Floats], below: str, above: str) -> list[Problem]:
    if below not in lines or above not in lines:
        return []
    bad = (lines[below] > lines[above]).any(axis=1)
    if not bad.any():
        return []
    place = f"{below}, row {int(np.flatnonzero(bad)[0])}"
    return [Problem(place, f"is above its {above}.", "Check that the limits are in order.")]


def rule_names(rules: str | Sequence[str]) -> frozenset[str]:
    """The single rules that are asked for."""
    names: tuple[object, ...]
    try:
        names = RULESETS.get(rules, (rules,)) if isinstance(rules, str) else tuple(rules)
    except TypeError:  # neither one word nor several
        names = (rules,)
    unknown = [name for name in names if not is_one_of(name, RULES)]
    if unknown or not names:
        fact = f"{unknown[0]!r} is unknown." if unknown else "no rule is named."
        known = ", ".join((*RULESETS, *RULES))
        raise DomainError(problems=[Problem("rules", fact, f"Use some of {known}.")])
    return frozenset(str(name) for name in names)


def check_lengths(**lengths: int) -> None:
    """Refuse a run of fewer than two points."""
    for name, length in lengths.items():
        try:
            fits = index(length) >= 2  # noqa: PLR2004 - one point is no run
        except TypeError:
            fits = False
        if not fits:
            problem = Problem(
                name, f"{length!r} is not a whole number of 2 or more.", "Say how many points."
            )
            raise DomainError(problems=[problem])
