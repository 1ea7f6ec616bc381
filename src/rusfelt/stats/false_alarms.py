"""How often a control chart of a process that does not change signals all the same."""

from __future__ import annotations

from functools import lru_cache
from operator import index
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._checks import as_floats, row_blocks
from rusfelt.stats._options import check_flag
from rusfelt.stats._places import choose
from rusfelt.stats.intervals import wilson
from rusfelt.stats.run_rules import check_lengths, rule_names, run_rules
from rusfelt.stats.xmr import xmr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats, Integers

__all__ = ["FalseAlarms", "false_alarm_rate"]

_SEED = 20140113825
_CHARTS = 20_000
# Longer series are simulated less often, so that any length takes about the same time.
_CELLS = 1 << 21
_FEWEST = 400
_LONGEST = 2_000
_BLOCK = 1 << 17


class FalseAlarms(NamedTuple):
    """The share of unchanged charts that signal, each field of the shape of n.

    Attributes:
        rate: the share of simulated charts on which any rule signalled.
        low: the lower 95 % bound of that share (Wilson), for the error of the simulation.
        high: the upper bound.
        charts: how many charts were simulated.
    """

    rate: Floats
    low: Floats
    high: Floats
    charts: Floats


def false_alarm_rate(
    n: ArrayLike,
    *,
    rules: str | Sequence[str] = "making-data-count",
    autocorrelation: float = 0.0,
    screened: bool = True,
    centre: Literal["mean", "median"] = "mean",
    baseline: int | None = None,
    trend: int = 7,
    shift: int = 7,
) -> FalseAlarms:
    """The chance that a chart of n points signals although nothing has changed.

    Found by simulating up to 20,000 charts of normal values (fewer above 104 points) from a fixed
    seed, each with limits from its own points, and asking the rules. The answer is the same every
    time; the bounds say how far it may be from the true rate. It does not depend on the values'
    mean or spread. It grows with n: a chart is asked about every point and every run of points.

    Args:
        n: points in a chart, 1 to 2,000, any shape.
        rules: as in :func:`~rusfelt.stats.run_rules.run_rules`.
        autocorrelation: correlation of neighbouring values (a first-order autoregression), between
            -1 and 1.
        screened: as in :func:`~rusfelt.stats.xmr.xmr`.
        centre: ``"mean"``, as on an individuals chart, or ``"median"``, as on a run chart.
        baseline: how many first points fix the limits; all if not given.
        trend: as in run_rules.
        shift: as in run_rules.

    Returns:
        The rate, its bounds and the number of charts.

    Raises:
        DomainError: where n is no whole number from 1 to 2,000, the autocorrelation is not
            between -1 and 1, or another argument is refused by xmr or run_rules.

    >>> false_alarm_rate([12, 40]).rate.round(1)
    array([0.1, 0.3])

    Source: own simulation; ``benchmarks/false_alarms.py`` prints its tables.
    """
    leaning = as_floats("autocorrelation", autocorrelation)
    if leaning.ndim or not -1 < leaning < 1:
        problem = Problem(
            "autocorrelation", f"{autocorrelation!r} is not between -1 and 1.", "Give 0 for none."
        )
        raise DomainError(problems=[problem])
    choose("centre", centre, ("mean", "median"))
    check_flag("screened", screened)
    check_lengths(trend=trend, shift=shift)
    first = _first_points(baseline)
    names = sorted(rule_names(rules))
    lengths = _lengths(n)
    found = {
        length: _simulate(
            length, tuple(names), float(leaning), bool(screened), centre == "median",
            first, index(trend), index(shift),
        )
        for length in set(lengths.reshape(-1).tolist())
    }  # fmt: skip
    shape = lengths.shape
    signals, charts = (
        np.array(
            [found[length][part] for length in lengths.reshape(-1).tolist()], dtype=np.float64
        ).reshape(shape)
        for part in (0, 1)
    )
    low, high = wilson(signals, charts)
    return FalseAlarms(np.asarray(signals / charts), low, high, charts)


@lru_cache(maxsize=1024)
def _simulate(
    n: int,
    rules: tuple[str, ...],
    autocorrelation: float,
    screened: bool,
    median: bool,
    baseline: int | None,
    trend: int,
    shift: int,
) -> tuple[int, int]:
    """How many of how many simulated charts signal."""
    charts = min(_CHARTS, max(_FEWEST, _CELLS // n))
    rng = np.random.default_rng([_SEED, n])
    signals = 0
    for block in row_blocks(charts, n, cells=_BLOCK):
        # One column a chart: each value leans on the one before.
        y = rng.standard_normal((n, block.stop - block.start))
        y[1:] *= np.sqrt(1 - autocorrelation**2)
        for i in range(1, n if autocorrelation else 0):
            y[i] += autocorrelation * y[i - 1]
        chart = xmr(y.T, screened=screened, baseline=baseline)
        middle = np.median(y[:baseline], axis=0) if median else chart.centre
        found = run_rules(
            y.T, middle, chart.lower, chart.upper, near_lower=chart.near_lower,
            near_upper=chart.near_upper, rules=rules, trend=trend, shift=shift,
        )  # fmt: skip
        signals += int(np.count_nonzero(found.signal))
    return signals, charts


def _first_points(baseline: object) -> int | None:
    """How many first points fix the limits, as a plain number; ``None`` for all."""
    try:
        first = None if baseline is None else index(baseline)  # type: ignore[arg-type]
    except TypeError:
        first = 0
    if first is not None and first < 2:  # noqa: PLR2004 - a moving range takes two points
        problem = Problem(
            "baseline", f"{baseline!r} is not a whole number of 2 or more.",
            "Say how many of the first points fix the limits.",
        )  # fmt: skip
        raise DomainError(problems=[problem])
    return first


def _lengths(n: ArrayLike) -> Integers:
    given = as_floats("n", n)
    bad = np.flatnonzero(~((given >= 1) & (given <= _LONGEST) & (np.floor(given) == given)))
    if bad.size:
        value = float(given.reshape(-1)[bad[0]])
        problem = Problem(
            f"n, row {bad[0]}" if given.ndim else "n",
            f"{value!r} is not a whole number from 1 to {_LONGEST}.",
            "Say how many points a chart has.",
        )
        raise DomainError(problems=[problem])
    return given.astype(np.int64)
