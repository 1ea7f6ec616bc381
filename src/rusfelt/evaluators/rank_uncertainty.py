"""Rank uncertainty: which places in the league table could a unit really have?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import attrs
import numpy as np

from rusfelt.evaluator import Column, Needs, Spec
from rusfelt.evaluators._columns import Answer
from rusfelt.evaluators._errors import ESTIMATES, estimates
from rusfelt.evaluators._places import compared, put_places, whole_numbers
from rusfelt.evaluators._standing import directed, words_column
from rusfelt.panel import Panel
from rusfelt.typing import Array

__all__ = ["RankUncertainty"]

_DIRECTIONS = ("declared", "higher", "lower")
# Every pair of units is held at once.
_MOST_UNITS = 1_000

_SPEC = Spec(
    "rank-uncertainty",
    "1",
    needs=Needs(points=1, wants=("better", *ESTIMATES)),
    gives=(
        Column("value", unit="indicator", doc="Latest figure; counts are divided by their n."),
        Column("se", unit="indicator", doc="Its standard error."),
        Column(
            "se_source",
            "str",
            doc="given, counted, or interval where counting gives 0.",
        ),
        Column("rank", "int64", doc="Rank of the figure, 1 the best; equals share the best."),
        Column("rank_low", "int64", doc="The best rank the unit could have."),
        Column("rank_high", "int64", doc="The worst rank the unit could have."),
        Column("places", "int64", doc="How many units are compared, this one among them."),
    ),
    scope="panel",
    references=("doi:10.1093/restud/rdad006", "doi:10.1214/aos/1176346392"),
    invariances={
        "time-shift": ("value", "se", "se_source", "rank", "rank_low", "rank_high", "places"),
    },
)


@attrs.frozen
class RankUncertainty:
    """The rank of each unit's latest figure, and the ranks it could have.

    Units are compared within an indicator and population group, at the time most of them have
    their latest figure from.

    Attributes:
        better: which end is rank 1: ``declared``, as each series says, ``higher`` or ``lower``.
        joint: whether the confidence is that all units' ranks are right at once.
        confidence: of the ranks.
    """

    better: Literal["declared", "higher", "lower"] = attrs.field(
        default="declared", validator=attrs.validators.in_(_DIRECTIONS)
    )
    joint: bool = attrs.field(default=False, validator=attrs.validators.instance_of(bool))
    confidence: float = attrs.field(
        default=0.95, validator=[attrs.validators.gt(0), attrs.validators.lt(1)]
    )

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """The ranks of every unit."""
        from rusfelt.stats.ranks import rank_uncertainty  # noqa: PLC0415 - loads scipy

        answer = Answer(panel, _SPEC.gives)
        last = panel.offsets[1:] - 1
        value, se, source, reason = estimates(panel, np.arange(len(panel)), last)
        better = (
            words_column(panel, "better")
            if self.better == "declared"
            else np.full(len(panel), self.better)
        )
        codes = [code for code in np.unique(reason).tolist() if code]
        problems = [
            (better == "target", "better-is-near-target"),
            (~directed(better), "no-direction"),
            *((reason == code, code) for code in codes),
        ]
        for found in compared(answer, panel, problems, times=(panel.t[last],), alike=better):
            if found.shape[1] > _MOST_UNITS:
                answer.undefined(np.sort(found.reshape(-1)), "too-many-units")
                continue
            for word in ("higher", "lower"):
                rows = found[better[found[:, 0]] == word]
                if not len(rows):
                    continue
                ranks = rank_uncertainty(
                    value[rows],
                    se[rows],
                    confidence=self.confidence,
                    better="higher" if word == "higher" else "lower",
                    joint=self.joint,
                )
                put_places(
                    answer,
                    rows,
                    {
                        "value": value[rows],
                        "se": se[rows],
                        "se_source": source[rows],
                        "rank": ranks.rank,
                        "rank_low": ranks.low,
                        "rank_high": ranks.high,
                        "places": np.asarray(float(rows.shape[1])),
                    },
                )
        return whole_numbers(answer.columns, "rank", "rank_low", "rank_high", "places")
