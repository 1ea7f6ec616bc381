"""Reliable change: did a person's score move by more than the scale's own noise?"""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from rusfelt.evaluator import Column, Spec
from rusfelt.evaluators._columns import Answer
from rusfelt.evaluators._people import ENDS, put_ends, samples, tell
from rusfelt.evaluators._reliable import RELIABLE, ReliableRule
from rusfelt.panel import Panel
from rusfelt.typing import Array

__all__ = ["ReliableChange"]

_SPEC = Spec(
    "reliable-change",
    "1",
    gives=(
        *ENDS,
        Column("category", "str", doc="improved, unchanged or deteriorated."),
        *RELIABLE,
    ),
    references=(
        "doi:10.1037/0022-006X.59.1.12",
        "doi:10.1037/0022-006X.60.3.402",
        "doi:10.1111/j.2044-8260.1983.tb00582.x",
        "doi:10.1016/S0005-7967(99)00032-7",
        "doi:10.1207/s15327752jpa8201_11",
    ),
    invariances={
        "shift": ("change",),
    },
)


@attrs.frozen
class ReliableChange(ReliableRule):
    """Whether each person changed by more than measurement error would seldom give by itself.

    It says that a change is real; not that it matters, nor what brought it about. Everything the
    method needs and nobody gives is taken from the people who have both scores, instrument by
    instrument: then a person's word depends on who else is there.

    Args:
        method: ``jacobson-truax``, ``gulliksen-lord-novick``, ``hsu-linn-lord``,
            ``edwards-nunnally``, ``nunnally-kotsch``, ``hageman-arrindell``, or ``published`` for a
            threshold from a source; see
            :func:`~rusfelt.stats.change.reliable_change.reliable_change`.
        reliability: of the scale, strictly between 0 and 1; for all but ``published``.
        reliability_post: after; used by ``nunnally-kotsch``. Unsaid, the first one.
        mean, sd: before, of a norm. Unsaid, like the next three, the sample's own.
        mean_post, sd_post: after.
        correlation: between before and after; used by ``hageman-arrindell``.
        threshold: the published least change, in points.
        operator: ``>=`` or ``>``, as its source has it.
        confidence: level of the boundary; not used by ``published``.
        by_cluster: take the sample's figures team by team and not over everybody.
        pre: time of the first score; unsaid, each person's earliest.
        post: time of the later score; unsaid, each person's latest.
        source: where the figures given are from; stands in the answer.

    Raises:
        DomainError: a parameter is lacking, impossible, or does not go with the method; all
            that is wrong at once.
    """

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives; one person's answer may depend on everybody's scores."""
        scope = "panel" if self.sampled else "series"
        return attrs.evolve(_SPEC, needs=self.needs, scope=scope)

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """One row a person."""
        answer = Answer(panel, _SPEC.gives)
        scores = put_ends(panel, answer, self.pre, self.post)
        for rows, better in samples(panel, answer):
            found = self.apply(self.sample(panel, rows, scores, better))
            answer.put(rows, {"category": found.category, **self.columns(found)})
            tell(answer, rows, found.reason)
        return answer.columns
