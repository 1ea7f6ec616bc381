"""g chart: how many cases or days lie between one rare event and the next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import attrs
import numpy as np

from rusfelt.evaluator import Column, Needs, Spec
from rusfelt.evaluators._charts import (
    FEWEST,
    MARKS,
    Marks,
    baseline_field,
    caution,
    rules_field,
    whole,
)
from rusfelt.evaluators._columns import Answer
from rusfelt.panel import Panel
from rusfelt.typing import Array

__all__ = ["GChart"]

_SPEC = Spec(
    "g-chart",
    "1",
    needs=Needs(points=FEWEST),
    gives=(
        Column("centre", unit="indicator", doc="Median of the gaps that fix the limits."),
        Column("mean", unit="indicator", doc="Their mean; 1/(1 + mean) is the share of events."),
        Column("lower", unit="indicator", doc="A gap below it: events come more often."),
        Column("upper", unit="indicator", doc="A gap above it: events come more rarely."),
        Column("near_lower", unit="indicator", doc="Lower near limit."),
        Column("near_upper", unit="indicator", doc="Upper near limit."),
        Column("trial", "bool", doc="Whether fewer than 12 gaps fix the limits."),
        *MARKS,
        Column("caution", "str", doc="What the limits take for granted; see the words in use."),
    ),
    references=("doi:10.1023/A:1011846412909", "doi:10.1023/A:1011806727354"),
    invariances={
        "time-shift": (
            "centre",
            "mean",
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
class GChart:
    """Chart of whole numbers of cases, or days, between rare events. A signal decides nothing.

    The values of a series are the gaps themselves, in order. Long gaps are good.

    Attributes:
        baseline: how many of the first gaps fix the limits; 0 for all.
        method: ``probability`` limits, or ``sigma`` ones, which never signal a short gap.
        rules: as in ``xmr``. One short gap can hardly ever signal alone, so runs are asked too.
    """

    baseline: int = baseline_field()
    method: Literal["probability", "sigma"] = attrs.field(
        default="probability", validator=attrs.validators.in_(("probability", "sigma"))
    )
    rules: str = rules_field("outside,shift")

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """The chart of every series of gaps."""
        from rusfelt.stats.rare_events import g_chart  # noqa: PLC0415 - loads scipy

        answer = Answer(panel, _SPEC.gives)
        marks = Marks(panel, self.rules)
        for block in panel.by_length():
            counts = whole(block.y).all(axis=1)
            answer.undefined(block.rows[~counts], "not-whole-counts")
            rows, y = block.rows[counts], block.y[counts]
            if not len(rows):
                continue
            chart = g_chart(y, baseline=self.baseline or None, method=self.method)
            fine = np.isfinite(chart.upper)
            answer.undefined(rows[chart.mean == 0], "no-variation")
            answer.undefined(rows[~fine], "no-estimate")
            if not fine.any():
                continue
            line = {name: getattr(chart, name)[fine] for name in _LINES}
            answer.put(rows[fine], line)
            answer.put(rows[fine], {"mean": chart.mean[fine], "trial": chart.trial[fine]})
            answer.put(rows[fine], caution(y[fine], block.t[counts][fine]))
            marks.ask(rows[fine], y[fine], **line)
        return marks.beside(answer)
