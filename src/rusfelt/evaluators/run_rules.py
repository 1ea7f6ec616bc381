"""Run rules: is the order of the points around their middle one that chance would give?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import attrs
import numpy as np

from rusfelt.evaluator import Column, Needs, Spec
from rusfelt.evaluators._charts import (
    FALSE_ALARMS,
    MARKS,
    Marks,
    baseline_field,
    caution,
    false_alarms,
    length_field,
    rules_field,
)
from rusfelt.evaluators._columns import Answer
from rusfelt.panel import Panel
from rusfelt.typing import Array, Floats

__all__ = ["RunRules"]

# How often a chart cries wolf depends on its length alone.
_LENGTH = ("false_alarm", "false_alarm_low", "false_alarm_high", "false_alarm_correlated")

_SPEC = Spec(
    "run-rules",
    "1",
    # Anhøj's rules were studied from ten points on.
    needs=Needs(points=10),
    gives=(
        Column("centre", unit="indicator", doc="The middle the runs are counted around."),
        Column("useful", doc="Points not on the centre."),
        Column("longest_run", doc="Most useful points in a row on one side."),
        Column(
            "longest_run_limit",
            doc="The longest that chance explains; nan, like the other limit, where no point is "
            "useful.",
            may_be=("undefined",),
        ),
        Column("crossings", doc="How often the useful points change sides."),
        Column("crossings_limit", doc="The fewest that chance explains.", may_be=("undefined",)),
        *MARKS,
        *FALSE_ALARMS,
        Column("caution", "str", doc="What the rules take for granted; see the words in use."),
    ),
    references=("doi:10.1371/journal.pone.0113825", "doi:10.1371/journal.pone.0121349"),
    invariances={
        "shift": _LENGTH,
        "scale": _LENGTH,
        "time-shift": (
            *_LENGTH,
            "centre",
            "useful",
            "longest_run",
            "longest_run_limit",
            "crossings",
            "crossings_limit",
            "signals",
            "signal",
            "marked",
            "rule",
        ),
    },
)
_COUNTED = ("useful", "longest_run", "longest_run_limit", "crossings", "crossings_limit")


@attrs.frozen
class RunRules:
    """Run chart: unusually long runs on one side of the median, or unusually few crossings of it.

    Where a rule needs limits, they are those of ``xmr``. A signal decides nothing.

    Attributes:
        rules: ``anhoej``, ``making-data-count``, or single rules with commas between. Anhøj's
            judge the series as a whole and mark no point.
        centre: ``median`` or ``mean``.
        baseline: how many of the first points fix the centre; 0 for all.
        trend, shift: points in a trend, and in a shift.
    """

    rules: str = rules_field("anhoej")
    centre: Literal["median", "mean"] = attrs.field(
        default="median", validator=attrs.validators.in_(("median", "mean"))
    )
    baseline: int = baseline_field()
    trend: int = length_field()
    shift: int = length_field()

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """The runs of every series."""
        from rusfelt.stats.xmr import xmr  # noqa: PLC0415 - loads scipy

        answer = Answer(panel, _SPEC.gives)
        marks = Marks(panel, self.rules, trend=self.trend, shift=self.shift)
        for block in panel.by_length():
            chart = xmr(block.y, baseline=self.baseline or None)
            fine = np.isfinite(chart.centre)
            answer.undefined(block.rows[~fine], "no-estimate")
            rows, y = block.rows[fine], block.y[fine]
            if not len(rows):
                continue
            first = y[:, : self.baseline or y.shape[1]]
            centre = _median(first) if self.centre == "median" else chart.centre[fine]
            limits = {
                name: getattr(chart, name)[fine]
                for name in ("lower", "upper", "near_lower", "near_upper")
            }
            found = marks.ask(rows, y, centre, **limits)
            answer.put(rows, {name: getattr(found, name) for name in _COUNTED})
            answer.put(rows, {"centre": centre})
            answer.put(
                rows,
                false_alarms(
                    y.shape[1], self.rules, screened=True, centre=self.centre,
                    baseline=self.baseline, trend=self.trend, shift=self.shift,
                ),
            )  # fmt: skip
            answer.put(rows, caution(y, block.t[fine]))
        return marks.beside(answer)


def _median(values: Floats) -> Floats:
    """The median of each row, which never overflows and is a value where both middle ones are."""
    ordered = np.sort(values, axis=1)
    low, high = ordered[:, (values.shape[1] - 1) // 2], ordered[:, values.shape[1] // 2]
    return np.where(low == high, low, low / 2 + high / 2)
