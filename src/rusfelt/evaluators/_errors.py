"""One figure with its standard error for each series, given or from counting."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.evaluators._counted import is_count
from rusfelt.evaluators._places import scales
from rusfelt.evaluators._standing import points_column, words_column
from rusfelt.vocabulary import Kind

if TYPE_CHECKING:
    from rusfelt.panel import Panel
    from rusfelt.typing import Bools, Floats, Integers, Strings

__all__ = ["ESTIMATES", "Estimates", "estimates"]

# Columns by series and by point that figures with standard errors are made of.
ESTIMATES = ("kind", "factor", "x", "n", "se", "deff")


class Estimates(NamedTuple):
    """A figure of each series with its standard error, or why there is none.

    ``source`` is ``given``, ``counted``, or ``interval`` where counting gives no error since there
    were no cases, or nothing but cases. ``reason`` is empty where there is a figure.
    """

    value: Floats
    se: Floats
    source: Strings
    reason: Strings


def estimates(panel: Panel, rows: Integers, points: Integers) -> Estimates:
    r"""The figures of some series at one point each, in the indicator's unit; counts per head.

    A standard error above 0 that is given knows more than counting does. Else it is
    :math:`\sqrt{x}/n` for counts and rates, and :math:`\sqrt{p(1 - p)/n}` for shares, times the
    root of the design effect. Where that is 0 it is a quarter of the width of the 95 % interval,
    exact or Wilson's. Counts of different places compare only by what they are counted over, so a
    count is divided by its ``n``, and has none without.

    Args:
        panel: the series.
        rows: which of them.
        points: the place of the point of each of these, among all points.
    """
    y = panel.y[points]
    x, n, se, deff = (
        points_column(panel.per_point, name, panel.y.shape)[points]
        for name in ("x", "n", "se", "deff")
    )
    kind, scale = words_column(panel, "kind")[rows], scales(panel)[rows]
    count, share = np.asarray(kind == Kind.COUNT), np.asarray(kind == Kind.COVERAGE)
    rate = count | (kind == Kind.RATE)
    people = np.isfinite(n) & (n > 0)
    given = np.isfinite(se) & (se > 0)
    deff = np.where(np.isnan(deff), 1.0, deff)
    whole = is_count(x) & (~share | (is_count(n) & (x <= n)))
    reason = np.select(
        [
            (count | ((rate | share) & ~given & ~np.isnan(x))) & np.isnan(n),
            (count | ((rate | share) & ~given & ~np.isnan(x))) & ~people,
            given,
            np.isnan(x) | ~(rate | share),
            ~whole,
            np.isnan(scale),
            share & ~(np.isfinite(deff) & (deff > 0)),
        ],
        [
            "lacks:n", "no-exposure", "", "no-standard-error", "not-whole-counts", "lacks:factor",
            "no-standard-error",
        ],
        "",
    ).astype("<U32")  # fmt: skip
    fine = reason == ""
    value, error = np.full(len(rows), np.nan), np.full(len(rows), np.nan)
    head = np.where(count, n, 1.0)
    told, counted = fine & given, fine & ~given
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        value[told], error[told] = y[told] / head[told], se[told] / head[told]
        value[counted] = scale[counted] * (x[counted] / n[counted])
        spread, bare = _counting(x[counted], n[counted], deff[counted], share[counted])
        error[counted] = scale[counted] * spread
    lost = fine & ~(np.isfinite(value) & np.isfinite(error) & (error > 0))
    source = np.where(told, "given", "counted").astype("<U8")
    source[np.flatnonzero(counted)[bare]] = "interval"
    reason[lost] = "no-estimate"
    return Estimates(value, error, source, reason)


def _counting(x: Floats, n: Floats, deff: Floats, share: Bools) -> tuple[Floats, Bools]:
    """The standard error of x/n, and which had to be taken from an interval."""
    from rusfelt.stats.intervals import poisson_exact, wilson  # noqa: PLC0415 - loads scipy

    design = np.sqrt(np.where(share, deff, 1.0))
    part = x / n
    spread = np.where(share, np.sqrt(part * (1 - part) / n), np.sqrt(x) / n)
    bare = (x == 0) | (share & (x == n))
    pick = bare & share
    low, high = wilson(x[pick], n[pick])
    spread[pick] = (high - low) / 4
    pick = bare & ~share
    low, high = poisson_exact(x[pick], exposure=n[pick])
    spread[pick] = (high - low) / 4
    return spread * design, bare
