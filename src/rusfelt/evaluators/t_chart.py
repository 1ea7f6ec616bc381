"""t chart: the time from one rare event to the next."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from rusfelt.evaluator import Column, Needs, Spec
from rusfelt.evaluators._charts import FEWEST, MARKS, Marks, baseline_field, caution, rules_field
from rusfelt.evaluators._columns import Answer
from rusfelt.panel import Panel
from rusfelt.typing import Array

__all__ = ["TChart"]

_SPEC = Spec(
    "t-chart",
    "1",
    needs=Needs(points=FEWEST),
    gives=(
        Column("centre", unit="indicator", doc="Centre line, in the unit of the times."),
        Column("lower", unit="indicator", doc="A time below it: events come more often."),
        Column("upper", unit="indicator", doc="A time above it: events come more rarely."),
        Column("near_lower", unit="indicator", doc="Lower near limit."),
        Column("near_upper", unit="indicator", doc="Upper near limit."),
        Column("trial", "bool", doc="Whether fewer than 12 times fix the limits."),
        *MARKS,
        Column("caution", "str", doc="What the limits take for granted; see the words in use."),
    ),
    references=("https://github.com/anhoej/qicharts2",),
    invariances={
        "time-shift": (
            "centre",
            "lower",
            "upper",
            "near_lower",
            "near_upper",
            "trial",
            "signals",
            "signal",
            "marked",
            "rule",
        ),
    },
)
_LINES = ("centre", "lower", "upper", "near_lower", "near_upper")


@attrs.frozen
class TChart:
    """Chart of the times between rare events. A signal decides nothing.

    The values of a series are the times from one event to the next, in order, each above 0. Long
    times are good. When the points were recorded plays no part.

    Attributes:
        screened: whether unusual differences are left out, as in ``xmr``.
        baseline: how many of the first times fix the limits; 0 for all.
        rules: as in ``xmr``. A short time can hardly ever signal alone, so runs are asked too.
    """

    screened: bool = attrs.field(default=False, validator=attrs.validators.instance_of(bool))
    baseline: int = baseline_field()
    rules: str = rules_field("outside,shift")

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """The chart of every series of times."""
        from rusfelt.stats.rare_events import t_chart  # noqa: PLC0415 - loads scipy

        answer = Answer(panel, _SPEC.gives)
        marks = Marks(panel, self.rules)
        for block in panel.by_length():
            positive = (block.y > 0).all(axis=1)
            answer.undefined(block.rows[~positive], "not-positive")
            rows, y = block.rows[positive], block.y[positive]
            if not len(rows):
                continue
            chart = t_chart(y, screened=self.screened, baseline=self.baseline or None)
            fine = np.isfinite(chart.upper)
            answer.undefined(rows[~fine], "no-estimate")
            if not fine.any():
                continue
            line = {name: getattr(chart, name)[fine] for name in _LINES}
            answer.put(rows[fine], line)
            answer.put(rows[fine], {"trial": chart.trial[fine]})
            answer.put(rows[fine], caution(y[fine], block.t[positive][fine]))
            marks.ask(rows[fine], y[fine], **line)
        return marks.beside(answer)
