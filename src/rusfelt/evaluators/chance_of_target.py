"""Chance of the target: if the straight line goes on, will the target be reached when due?"""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from rusfelt.evaluator import Column, Needs, Spec
from rusfelt.evaluators._caution import CAUTION, cautions
from rusfelt.evaluators._columns import Answer
from rusfelt.evaluators._standing import directed, explain, standing
from rusfelt.panel import Panel
from rusfelt.typing import Array

__all__ = ["ChanceOfTarget"]

# A trend with a p above this is not told from none.
_LEVEL = 0.05

_SPEC = Spec(
    "chance-of-target",
    "1",
    needs=Needs(points=3, series=("target", "due", "better"), wants=("held",)),
    gives=(
        Column("chance", doc="That the value when due is at or beyond the target, from 0 to 1."),
        Column(
            "predicted",
            unit="indicator",
            doc="The line's value at the due date; nan, like the next two, where it is too large "
            "for a number.",
            may_be=("undefined",),
        ),
        Column(
            "low",
            unit="indicator",
            doc="Lower end of the 95 % prediction interval there.",
            may_be=("undefined",),
        ),
        Column(
            "high",
            unit="indicator",
            doc="Upper end of the 95 % prediction interval there.",
            may_be=("undefined",),
        ),
        Column("df", doc="Degrees of freedom, two fewer than the points."),
        Column(
            "horizon",
            doc="Time from the last point to the due date over the time the points span.",
        ),
        Column("p", doc="Two-sided p of a trend by ranks (Mann-Kendall): is there a line at all?"),
        Column("smallest_p", doc="The smallest p a series with these ties could have given."),
        Column(
            "trend_uncertain",
            "bool",
            doc="p is above .05: the slope may be scatter, and the chance is then too sure.",
        ),
        CAUTION[0],
    ),
    references=("doi:10.1002/9781118625590", "doi:10.2307/1907187"),
    invariances={
        "time-shift": ("predicted", "df", "horizon", "p", "smallest_p"),
    },
)


@attrs.frozen
class ChanceOfTarget:
    """The chance of the target if the line goes on unbent, with the test of there being a line.

    It is right over series whose slopes really differ. Among flat series a slope is only scatter
    and is drawn on all the same: of five such points whose target, one standard deviation off, was
    given less than .2 three years ahead, .85 reached it. So the p stands beside the chance.
    """

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """The outlook of every series with a target and a due date."""
        from rusfelt.stats.chance_of_target import chance_of_target  # noqa: PLC0415 - loads scipy
        from rusfelt.stats.kendall import mann_kendall  # noqa: PLC0415 - loads scipy

        answer = Answer(panel, _SPEC.gives)
        at = standing(panel)
        whys = [
            (at.better == "target", "better-is-near-target"),
            (~directed(at.better), "no-direction"),
            # A sum, or every period's value, is held against such a target.
            (at.held != panel.y[panel.offsets[1:] - 1], "held-otherwise"),
            (at.due <= at.t, "due-not-ahead"),
            (~np.isfinite([at.target, at.due]).all(axis=0), "no-estimate"),
        ]
        explain(answer, *whys)
        fine = ~np.any([why for why, _ in whys], axis=0)
        for block in panel.by_length():
            pick = fine[block.rows]
            rows, y, t = block.rows[pick], block.y[pick], block.t[pick]
            if not len(rows):
                continue
            some = at.take(rows)
            found = chance_of_target(y, t, target=some.target, due=some.due, better=some.better)
            test = mann_kendall(y)
            answer.put(rows, found._asdict())
            answer.put(
                rows,
                {
                    "p": test.p,
                    "smallest_p": test.smallest_p,
                    "trend_uncertain": test.p > _LEVEL,
                    "caution": cautions(y, t, test="ranks")["caution"],
                },
            )
            missing = np.isnan(found.chance)
            answer.undefined(rows[missing & np.isfinite(found.predicted)], "no-scatter")
            answer.undefined(rows[missing], "no-estimate")
        return answer.columns
