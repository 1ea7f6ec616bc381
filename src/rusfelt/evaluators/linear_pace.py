"""Linear pace: does a figure keep up with a straight line to its target?"""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from rusfelt.evaluator import Column, Needs, Spec
from rusfelt.evaluators._columns import Answer
from rusfelt.evaluators._standing import Standing, explain, standing, undated
from rusfelt.panel import Panel
from rusfelt.typing import Array, Floats

__all__ = ["LinearPace", "line"]

_SPEC = Spec(
    "linear-pace",
    "1",
    needs=Needs(points=1, series=("target", "baseline", "baseline_t", "due"), wants=("held",)),
    gives=(
        Column("held", unit="indicator", doc="The value held against the target."),
        Column("expected", unit="indicator", doc="Value by now on the straight line."),
        Column("ratio", doc="Change so far over the change expected by now; 1 is on the line."),
    ),
    references=("https://odphp.health.gov/healthypeople",),
    invariances={
        "time-shift": ("held", "expected", "ratio"),
    },
)


@attrs.frozen
class LinearPace:
    """The change so far against that of a straight line from baseline to target.

    After the due date the target itself is expected. The compound pace, which asks for the same
    share every year, has another answer for the same figures: see ``compound-pace``.
    """

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """The pace of every series with a target."""
        answer = Answer(panel, _SPEC.gives)
        at = standing(panel)
        expected, ratio = line(at)
        answer.put_all({"held": at.held, "expected": expected, "ratio": ratio})
        explain(answer, *undated(at), (np.isnan(ratio), "no-estimate"))
        return answer.columns


def line(at: Standing) -> tuple[Floats, Floats]:
    """The expected value and the ratio of every series; nan where dates or figures give none."""
    from rusfelt.stats.progress import linear_pace  # noqa: PLC0415 - loads scipy

    there = np.isfinite([at.held, at.target, at.due, at.baseline, at.baseline_t]).all(axis=0)
    rows = np.flatnonzero(there & (at.t >= at.baseline_t) & (at.due > at.baseline_t))
    expected, ratio = np.full((2, len(at.held)), np.nan)
    some = at.take(rows)
    with np.errstate(all="ignore"):
        found = linear_pace(
            some.baseline, some.baseline_t, some.held, some.t, some.target, some.due
        )
    for column, values in ((expected, found.expected), (ratio, found.ratio)):
        column[rows] = np.where(np.isfinite(values), values, np.nan)
    return expected, ratio
