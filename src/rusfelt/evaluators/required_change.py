"""Required change: how much must a figure move from now on to reach its target in time?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np

from rusfelt.evaluator import Column, Needs, Spec
from rusfelt.evaluators._columns import Answer
from rusfelt.evaluators._standing import directed, explain, standing
from rusfelt.panel import Panel
from rusfelt.typing import Array

__all__ = ["RequiredChange"]

_SPEC = Spec(
    "required-change",
    "1",
    needs=Needs(points=1, series=("target", "due"), wants=("held", "better")),
    gives=(
        Column("held", unit="indicator", doc="The value held against the target."),
        Column(
            "linear_change", unit="indicator per unit of time", doc="The same amount every year."
        ),
        Column(
            "compound_change",
            unit="share per unit of time",
            doc="The same share of the figure every year; nan where a figure is 0 or below.",
            may_be=("undefined",),
        ),
        Column("time", unit="time", doc="How much is left until the due date."),
    ),
    references=(
        "https://odphp.health.gov/healthypeople",
        "https://github.com/open-sdg/open-sdg",
    ),
    invariances={
        "time-shift": ("held", "linear_change", "compound_change", "time"),
    },
)


@attrs.frozen
class RequiredChange:
    """What is still needed each year, as an amount and as a share of the figure.

    Where higher or lower is better and the target is already reached, nothing is required.
    Otherwise a figure on the far side of its target is told the way back.
    """

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """What every series with a target and a due date needs."""
        from rusfelt.stats.required_change import required_change  # noqa: PLC0415 - loads scipy

        answer = Answer(panel, _SPEC.gives)
        at = standing(panel)
        answer.put_all({"held": at.held})
        finite = np.asarray(np.isfinite([at.held, at.target, at.due]).all(axis=0))
        explain(answer, (at.due <= at.t, "due-not-ahead"), (~finite, "no-estimate"))
        known = directed(at.better)
        for told in (True, False):
            rows = np.flatnonzero(finite & (at.due > at.t) & (known == told))
            some = at.take(rows)
            asked: dict[str, Any] = {"better": some.better if told else None}
            given = (some.held, some.t, some.target, some.due)
            linear = required_change(*given, kind="linear", **asked)
            compound = required_change(*given, kind="compound", **asked)
            answer.put(
                rows,
                {
                    "linear_change": linear.change,
                    "compound_change": compound.change,
                    "time": linear.time,
                },
            )
            answer.undefined(rows[np.isnan(linear.change)], "no-estimate")
        return answer.columns
