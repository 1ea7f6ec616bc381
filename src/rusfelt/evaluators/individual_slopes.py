"""Individual slopes: how fast each person changes, in itself and beside the others."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from rusfelt._arrays import ragged_ranges
from rusfelt.domain import _convert as to
from rusfelt.evaluator import Column, Spec
from rusfelt.evaluators._columns import Answer
from rusfelt.evaluators._people import PEOPLE, samples, tell
from rusfelt.panel import Panel
from rusfelt.typing import Array, Bools, Floats
from rusfelt.vocabulary import Clock

__all__ = ["IndividualSlopes"]

_SPEC = Spec(
    "individual-slopes",
    "1",
    needs=PEOPLE,
    scope="panel",
    gives=(
        Column("slope", unit="score per unit of time", doc="The person's own slope."),
        Column("slope_se", unit="score per unit of time", doc="Its standard error."),
        Column("slope_index", doc="The one over the other."),
        Column("category", "str", doc="By the own slope: improved, unchanged or deteriorated."),
        Column("deviation", unit="score per unit of time", doc="Own slope less the group's."),
        Column("deviation_sd", unit="score per unit of time", doc="Its standard deviation."),
        Column(
            "deviation_index",
            doc="The one over the other; nan where the slopes do not differ.",
            may_be=("undefined",),
        ),
        Column(
            "deviation_category", "str", doc="Faster or slower than the group, better or worse."
        ),
        Column("deviation_reason", "str", doc="Why there is no such word."),
        Column("waves", "int64", doc="Scores of the person."),
        Column("critical", doc="What an index is held against."),
        Column("boundary", "str", doc="How: > is strict."),
        Column("group_slope", unit="score per unit of time", doc="The group's slope."),
        Column("group_slope_se", unit="score per unit of time", doc="Its standard error."),
        Column("fitted", unit="persons", doc="People in the model.", basis=("fitted",)),
        Column("singular", "bool", doc="Whether a variance of the model is 0 or a correlation 1."),
        Column("converged", "bool", doc="Whether the search for the variances came to its end."),
        Column("method", "str", doc="How the variances are estimated."),
    ),
    references=("doi:10.2307/2529876", "doi:10.18637/jss.v067.i01"),
)
# The statistic's names for what is given here under others.
_FIELDS = {
    "slope": "slope",
    "slope_se": "slope_se",
    "slope_index": "slope_index",
    "category": "slope_category",
    "deviation": "deviation",
    "deviation_sd": "deviation_sd",
    "deviation_index": "deviation_index",
    "deviation_category": "deviation_category",
    "waves": "waves",
    "critical": "critical",
    "boundary": "boundary",
}


@attrs.frozen
class IndividualSlopes:
    """How fast each person changes over three or more scores: in itself, and beside the group.

    Two questions and two words. ``category`` is by the person's **own slope**: is it beyond chance
    on one side of 0? ``deviation_category`` is by its **deviation from the group's**: is it faster
    or slower? One growth model is fitted for each instrument, so everybody's answer depends on who
    else is there. Where scores carry dates or periods, time runs from each person's first score;
    numbered occasions are taken as they are.

    Args:
        confidence: level of both boundaries.
    """

    confidence: float = attrs.field(
        default=0.95,
        converter=to.number,
        validator=[attrs.validators.gt(0), attrs.validators.lt(1)],
    )

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """One row a person."""
        from rusfelt.stats.change.individual_slopes import (  # noqa: PLC0415 - loads scipy
            individual_slopes,
        )

        answer = Answer(panel, _SPEC.gives)
        since, usable = _times(panel)
        for everyone, better in samples(panel, answer):
            answer.undefined(everyone[~usable[everyone]], "out-of-range")
            rows = everyone[usable[everyone]]
            whole = len(rows) == len(panel)
            people = panel if whole else panel.take(rows)
            points = ragged_ranges(panel.offsets[:-1][rows], panel.sizes[rows])
            found = individual_slopes(
                since if whole else since[points], people.y, people.offsets,
                better=better, confidence=self.confidence,
            )  # fmt: skip
            fit = found.fit
            told: dict[str, Array | str] = {
                name: getattr(found, field) for name, field in _FIELDS.items()
            }
            alone = found.slope_category != ""
            told |= {
                "deviation_reason": np.where(alone, found.reason, ""),
                "group_slope": np.asarray(fit.slope),
                "group_slope_se": np.asarray(fit.slope_se),
                "fitted": np.asarray(float(fit.people)),
                "singular": np.asarray(fit.singular),
                "converged": np.asarray(fit.converged),
                "method": fit.method,
            }
            answer.put(rows, told)
            tell(answer, rows, np.where(alone, "", found.reason))
        return answer.columns


def _times(panel: Panel) -> tuple[Floats, Bools]:
    """Times of all scores, and whose times can be told apart still.

    They run from each person's first score where they are dates or periods.
    """
    usable = np.ones(len(panel), dtype=np.bool_)
    if panel.clock is Clock.OCCASION or not len(panel.t):
        return panel.t, usable
    owner = np.repeat(np.arange(len(panel)), panel.sizes)
    with np.errstate(over="ignore", invalid="ignore"):
        since = np.asarray(panel.t - panel.t[panel.offsets[:-1][owner]])
        apart = (np.diff(since) > 0) | (np.diff(owner) > 0)
    usable[owner[~np.isfinite(since)]] = False
    usable[owner[1:][~apart]] = False
    return since, usable
