"""Fingertips' trend marker: have the last five points clearly risen or fallen?"""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from rusfelt.evaluator import Column, Needs, Spec
from rusfelt.evaluators._columns import Answer
from rusfelt.evaluators._standing import points_column, words_column
from rusfelt.panel import Block, Panel
from rusfelt.typing import Array, Bools, Floats
from rusfelt.vocabulary import Kind

__all__ = ["FingertipsTrend"]

_POINTS = 5
# Half a 95 % interval in standard errors, as the source rounds it: 3.92/2.
_HALF = 1.96

_SPEC = Spec(
    "fingertips-trend",
    "1",
    needs=Needs(points=_POINTS, wants=("kind", "x", "n", "deff", "se")),
    gives=(
        Column("marker", "str", doc="increasing, decreasing or no-significant-change."),
        Column("chi2", doc="Chi-square of a linear trend; marked only above 9.54953570608324."),
        Column("slope", unit="per unit of time", doc="Of the log odds (shares) or of the value."),
        Column("same_sign", "bool", doc="Whether it keeps its sign whichever point is left out."),
        Column("significant", "bool", doc="Both: the chi-square is high and the sign is kept."),
        Column("first_t", unit="time", doc="Time of the first of the five points."),
        Column("method", "str", doc="shares, or values with standard errors."),
    ),
    references=(
        "https://github.com/ukhsa-collaboration/fingertips-open",
        "doi:10.2307/3001775",
    ),
)


@attrs.frozen
class FingertipsTrend:
    """The recent-trend marker of the English public-health profiles, at level .002.

    Shares are taken from their counts where the indicator is a coverage and has whole ones without
    a design effect; everything else from the values and their standard errors. The distances
    between the points count as they are, also where a year is missing.

    Attributes:
        use_last: take the last five points of a longer series, as Fingertips does. Otherwise it
            has no answer.
    """

    use_last: bool = attrs.field(default=True, validator=attrs.validators.instance_of(bool))

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """The marker of every series."""
        answer = Answer(panel, _SPEC.gives)
        coverage = words_column(panel, "kind") == str(Kind.COVERAGE)
        for block in panel.by_length():
            if block.y.shape[1] > _POINTS and not self.use_last:
                answer.undefined(block.rows, "more-than-five-points")
                continue
            shares = coverage[block.rows] & _counted(block)
            _put(answer, block, shares, shares=True)
            error = _last(block, "se")
            value = block.y[:, -_POINTS:]
            with np.errstate(over="ignore", invalid="ignore"):
                room = np.isfinite(_HALF * error + np.abs(value)).all(axis=1)
            known = (error > 0).all(axis=1)
            _put(answer, block, ~shares & known & room, shares=False)
            answer.undefined(block.rows[~shares & ~known], "no-standard-error")
            answer.undefined(block.rows[~shares & known & ~room], "no-estimate")
        return answer.columns


def _last(block: Block, name: str) -> Floats:
    return points_column(block.point, name, block.y.shape)[:, -_POINTS:]


def _counted(block: Block) -> Bools:
    """Whether the five points are whole counts out of whole counts of independent people."""
    x, n, deff = (_last(block, name) for name in ("x", "n", "deff"))
    largest = 2.0**53
    whole = (x >= 0) & (x == np.rint(x)) & (n == np.rint(n)) & (n > 0) & (n <= largest) & (x <= n)
    return np.asarray((whole & (np.isnan(deff) | (deff == 1))).all(axis=1))


def _put(answer: Answer, block: Block, mask: Bools, *, shares: bool) -> None:
    from rusfelt.stats.fingertips_trend import fingertips_trend  # noqa: PLC0415 - loads scipy

    rows, t = block.rows[mask], block.t[mask, -_POINTS:]
    if not len(rows):
        return
    if shares:
        x, n = _last(block, "x")[mask], _last(block, "n")[mask]
        found = fingertips_trend(x=x, n=n, t=t)
        answer.undefined(rows[((x == 0) | (x == n)).any(axis=1)], "none-or-all")
    else:
        y, half = block.y[mask, -_POINTS:], _HALF * _last(block, "se")[mask]
        found = fingertips_trend(value=y, low=y - half, high=y + half, t=t)
    answer.put(rows, found._asdict())
    answer.put(rows, {"first_t": t[:, 0], "method": "shares" if shares else "values"})
    answer.undefined(rows[np.isnan(found.chi2)], "no-estimate")
