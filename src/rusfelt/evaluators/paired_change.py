"""Mean change of the same people's scores, with what those who dropped out could have made of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np

from rusfelt.domain import _convert as to
from rusfelt.evaluator import Column, Spec
from rusfelt.evaluators._columns import series_column
from rusfelt.evaluators._people import PEOPLE, by_indicator, ends
from rusfelt.panel import Panel
from rusfelt.typing import Array, Bools, Floats, Integers
from rusfelt.vocabulary import Direction, Role, Status

__all__ = ["FEWEST_PAIRS", "PairedChange"]

# Fewer people than this and the mean is about each of them, and its interval about chance alone.
FEWEST_PAIRS = 10

_SPEC = Spec(
    "paired-change",
    "1",
    needs=PEOPLE,
    rows="indicator",
    scope="panel",
    gives=(
        Column("started", "int64", "persons", "People with a first score.", basis=("started",)),
        Column("pairs", "int64", "persons", "Those with both scores.", basis=("pairs",)),
        Column("dropped", "int64", "persons", "Those without a later score.", basis=("dropped",)),
        Column("unscored", "int64", "persons", "People with no score at all.", basis=("unscored",)),
        Column("mean_pre", unit="score", doc="Mean first score of those with both."),
        Column("mean_post", unit="score", doc="Mean later score of those with both."),
        Column("post_low", unit="score", doc="Lower end of its 95 % interval."),
        Column("post_high", unit="score", doc="Upper end of its 95 % interval."),
        Column("change", unit="score", doc="Mean change of those with both scores."),
        Column("low", unit="score", doc="Lower end of the change's 95 % interval."),
        Column("high", unit="score", doc="Upper end of the change's 95 % interval."),
        Column("change_low", unit="score", doc="Lower end of the change's 90 % interval."),
        Column("change_high", unit="score", doc="Upper end of the change's 90 % interval."),
        Column("sd_pre", unit="score", doc="Standard deviation of first scores, n - 1."),
        Column("sd_change", unit="score", doc="Standard deviation of changes, n - 1."),
        Column("p", doc="Two-sided p of the paired t test."),
        Column(
            "bound_low",
            unit="score",
            doc="Mean change of all who started, at one end; nan, like the next two, where nobody "
            "dropped out or the scale's ends are not known.",
            may_be=("undefined",),
        ),
        Column(
            "bound_high",
            unit="score",
            doc="Mean change of all who started, at the other.",
            may_be=("undefined",),
        ),
        Column(
            "no_change",
            unit="score",
            doc="Mean change if those who dropped out had none.",
            may_be=("undefined",),
        ),
        Column("worst_decision", "str", doc="The test's word if they all ended at their worst."),
        Column("best_decision", "str", doc="The test's word if they all ended at their best."),
        Column("stable", "bool", doc="Whether the word is one whatever became of them."),
    ),
    references=("doi:10.1093/biomet/6.1.1", "doi:10.1080/01621459.2000.10473902"),
)

# The figures every row that is ok has; scores can be too large for some of them.
_ALWAYS = tuple(each.name for each in _SPEC.gives if each.dtype == "float64" and not each.may_be)


@attrs.frozen
class PairedChange:
    """Mean change from the first to the last score of each person, by indicator.

    Args:
        pre: time of the first score; unsaid, each person's earliest.
        post: time of the later score; unsaid, each person's latest.

    The test is the paired t test. ``stable`` is whether it gives one word for those with both
    scores, and for everybody who started had the others ended at their worst, at their best, or
    where they began. Without both ends of the scale, which :func:`rusfelt.score` gives, and with
    somebody gone, that is not known and ``stable`` is false.
    """

    pre: float | None = attrs.field(default=None, converter=attrs.converters.optional(to.number))
    post: float | None = attrs.field(default=None, converter=attrs.converters.optional(to.number))

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """One row an indicator."""
        before, after = ends(panel, self.pre, self.post)
        rows = [self._one(panel, where, before, after) for _, where in by_indicator(panel)]
        return {name: np.array([row[name] for row in rows]) for name in rows[0]}

    def _one(self, panel: Panel, where: Integers, before: Floats, after: Floats) -> dict[str, Any]:
        from rusfelt.stats.change.dropout import dropout_bounds  # noqa: PLC0415 - loads scipy
        from rusfelt.stats.change.paired_change import paired_change  # noqa: PLC0415 - likewise
        from rusfelt.stats.estimates import mean_interval  # noqa: PLC0415 - likewise

        first, last = before[where], after[where]
        better = str(series_column(panel, "better", "")[where[0]])
        role = str(series_column(panel, "role", "")[where[0]])
        told = better in {str(Direction.HIGHER), str(Direction.LOWER)}
        found = paired_change(first, last, better=better if told else "higher")
        both = ~np.isnan(first) & ~np.isnan(last)
        began, held = mean_interval(first[both]), mean_interval(last[both])
        dropped = int(found.only_pre)
        reason = str(found.reason)
        row: dict[str, Any] = {
            "status": str(Status.OK),
            "reason": "",
            "started": int(found.started),
            "pairs": int(found.pairs),
            "dropped": dropped,
            "unscored": int(np.sum(np.isnan(first) & np.isnan(last))),
            "mean_pre": float(began.mean),
            "mean_post": float(held.mean),
            "post_low": float(held.low),
            "post_high": float(held.high),
            "change": float(found.mean),
            "low": float(found.low),
            "high": float(found.high),
            "change_low": float(found.change_low),
            "change_high": float(found.change_high),
            "sd_pre": float(began.sd),
            "sd_change": float(found.sd),
            "p": float(found.p),
            "bound_low": np.nan,
            "bound_high": np.nan,
            "no_change": np.nan,
            "worst_decision": "",
            "best_decision": "",
            "stable": dropped == 0,
        }
        low, high = (
            float(series_column(panel, name, np.nan)[where[0]]) for name in ("lowest", "highest")
        )
        # Scores the scale cannot have leave its ends without a meaning.
        within = low < high and not np.any(_outside(first, low, high) | _outside(last, low, high))
        if dropped and told and within:
            bounds = dropout_bounds(first, last, lowest=low, highest=high, better=better)
            row |= {
                "bound_low": float(bounds.low),
                "bound_high": float(bounds.high),
                "no_change": float(bounds.no_change),
                "worst_decision": str(bounds.worst_decision),
                "best_decision": str(bounds.best_decision),
                "stable": bool(bounds.verdict_stable),
            }
        if role == str(Role.PROCESS):
            row |= {"status": str(Status.UNDEFINED), "reason": "process-measure"}
        elif reason:
            row |= {"status": str(Status.UNDEFINED), "reason": reason}
        elif not np.isfinite([row[name] for name in _ALWAYS]).all():
            row |= {"status": str(Status.UNDEFINED), "reason": "no-estimate"}
        return row


def _outside(scores: Floats, low: float, high: float) -> Bools:
    return np.asarray((scores < low) | (scores > high))
