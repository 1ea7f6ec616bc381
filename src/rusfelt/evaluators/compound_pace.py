"""Compound pace: does a figure keep up with a constant rate of growth to its target?"""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from rusfelt.evaluator import Column, Needs, Spec
from rusfelt.evaluators._columns import Answer
from rusfelt.evaluators._standing import directed, explain, standing, undated
from rusfelt.evaluators.linear_pace import line
from rusfelt.panel import Panel
from rusfelt.typing import Array

__all__ = ["CompoundPace"]

_SHARE = "share per unit of time"

_SPEC = Spec(
    "compound-pace",
    "1",
    needs=Needs(
        points=1,
        series=("target", "baseline", "baseline_t", "due", "better"),
        wants=("held",),
    ),
    gives=(
        Column("held", unit="indicator", doc="The value held against the target."),
        Column("observed", unit=_SHARE, doc="Rate of growth so far; -.05 is 5 % down a year."),
        Column("required", unit=_SHARE, doc="Rate that leads from the baseline to the target."),
        Column("ratio", doc="Observed rate in the better direction over the required one."),
        Column("score", doc="Open SDG's score from -5 to 5."),
        Column(
            "category", "str",
            doc="target-achieved, on-track (ratio .95 or more), acceleration-needed (.60 or more), "
            "limited (0 or more) or deterioration.",
        ),
        Column("linear_expected", unit="indicator", doc="Value by now on the straight line."),
        Column("linear_ratio", doc="Change so far over that of the straight line by now."),
    ),
    references=("https://github.com/open-sdg/open-sdg",),
    invariances={
        "time-shift": ("held", "observed", "required", "ratio", "linear_expected", "linear_ratio"),
    },
)  # fmt: skip


@attrs.frozen
class CompoundPace:
    """Open SDG's and Eurostat's pace, with the linear one beside it.

    The two differ, and neither is more right: 30 in 2015 and 25 in 2020 towards 15 in 2030 is
    exactly on the straight line, and at .79 of the compound rate. Nothing is put in for a figure
    of 0; the compound pace is then undefined.
    """

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """The pace of every series with a target."""
        from rusfelt.stats.compound_pace import compound_pace  # noqa: PLC0415 - loads scipy

        answer = Answer(panel, _SPEC.gives)
        at = standing(panel)
        expected, ratio = line(at)
        answer.put_all({"held": at.held, "linear_expected": expected, "linear_ratio": ratio})
        whys = [
            (at.better == "target", "better-is-near-target"),
            (~directed(at.better), "no-direction"),
            *undated(at),
            ((at.baseline <= 0) | (at.held <= 0) | (at.target <= 0), "not-positive"),
            (
                ~np.isfinite([at.held, at.target, at.due, at.baseline, at.baseline_t]).all(axis=0),
                "no-estimate",
            ),
        ]
        explain(answer, *whys)
        rows = np.flatnonzero(~np.any([why for why, _ in whys], axis=0))
        some = at.take(rows)
        found = compound_pace(
            some.baseline,
            some.baseline_t,
            some.held,
            some.t,
            some.target,
            some.due,
            better=some.better,
        )
        answer.put(rows, found._asdict())
        lost = np.isnan(found.ratio) | np.isnan(expected[rows]) | np.isnan(ratio[rows])
        answer.undefined(rows[lost], "no-estimate")
        return answer.columns
