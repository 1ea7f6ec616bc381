"""XmR: the range within which a figure varies when nothing in particular happens."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from rusfelt.evaluator import Column, Needs, Spec
from rusfelt.evaluators._charts import (
    FALSE_ALARMS,
    FEWEST,
    MARKS,
    Marks,
    baseline_field,
    caution,
    false_alarms,
    length_field,
    rules_field,
)
from rusfelt.evaluators._columns import Answer, series_column
from rusfelt.panel import Panel
from rusfelt.typing import Array, Floats, Strings
from rusfelt.vocabulary import Direction, Operator

__all__ = ["Xmr"]

# How often a chart cries wolf depends on its length alone.
_LENGTH = ("false_alarm", "false_alarm_low", "false_alarm_high", "false_alarm_correlated")

_SPEC = Spec(
    "xmr",
    "1",
    needs=Needs(points=FEWEST, wants=("target", "operator", "better", "held")),
    gives=(
        Column("centre", unit="indicator", doc="Mean of the points that fix the limits."),
        Column("lower", unit="indicator", doc="Lower limit, centre - 2.66 x mean_range."),
        Column("upper", unit="indicator", doc="Upper limit."),
        Column("near_lower", unit="indicator", doc="Two thirds of the way to the lower limit."),
        Column("near_upper", unit="indicator", doc="Two thirds of the way to the upper limit."),
        Column("mean_range", unit="indicator", doc="Mean difference of neighbouring points."),
        Column("range_limit", unit="indicator", doc="Above this one difference is unusual."),
        Column("trial", "bool", doc="Whether fewer than 12 points fix the limits."),
        *MARKS,
        Column(
            "assurance",
            "str",
            doc="passes, fails or inconsistent: whether the target lies outside the limits. It "
            "means something only where nothing signals.",
        ),
        *FALSE_ALARMS,
        Column("caution", "str", doc="What the limits take for granted; see the words in use."),
    ),
    references=(
        "doi:10.1080/00224065.1982.11978811",
        "https://github.com/nhs-r-community/NHSRplotthedots",
    ),
    invariances={
        "shift": _LENGTH,
        "scale": _LENGTH,
        "time-shift": (
            *_LENGTH,
            "centre",
            "lower",
            "upper",
            "near_lower",
            "near_upper",
            "mean_range",
            "range_limit",
            "trial",
            "signals",
            "signal",
            "marked",
            "rule",
            "assurance",
        ),
    },
)
_LINES = ("centre", "lower", "upper", "near_lower", "near_upper")
_HIGHER = (str(Operator.AT_LEAST), str(Operator.ABOVE))
_LOWER = (str(Operator.AT_MOST), str(Operator.BELOW))


@attrs.frozen
class Xmr:
    """Individuals and moving range chart, with the rules of NHS Making Data Count.

    A signal says that the figures vary more than usual, not why, and decides nothing: a chart is
    asked about every point and every run of points, so one without any change often signals. How
    often stands in ``false_alarm``.

    Attributes:
        screened: whether unusual differences are left out of the mean difference.
        baseline: how many of the first points fix the limits; 0 for all.
        rules: ``making-data-count``, ``anhoej``, or single rules with commas between. Anhøj's
            judge the series as a whole and mark no point.
        trend, shift: points in a trend, and in a shift.
    """

    screened: bool = attrs.field(default=True, validator=attrs.validators.instance_of(bool))
    baseline: int = baseline_field()
    rules: str = rules_field("making-data-count")
    trend: int = length_field()
    shift: int = length_field()

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """The chart of every series."""
        from rusfelt.stats.xmr import xmr  # noqa: PLC0415 - loads scipy

        answer = Answer(panel, _SPEC.gives)
        marks = Marks(panel, self.rules, trend=self.trend, shift=self.shift)
        target = series_column(panel, "target", np.nan).astype(np.float64)
        better = _better(panel, target)
        for block in panel.by_length():
            chart = xmr(block.y, screened=self.screened, baseline=self.baseline or None)
            fine = np.isfinite(chart.centre)
            answer.undefined(block.rows[~fine], "no-estimate")
            rows, y = block.rows[fine], block.y[fine]
            if not len(rows):
                continue
            line = {name: getattr(chart, name)[fine] for name in _LINES}
            answer.put(rows, line)
            answer.put(
                rows,
                {
                    name: getattr(chart, name)[fine]
                    for name in ("mean_range", "range_limit", "trial")
                },
            )
            marks.ask(rows, y, **line)
            answer.put(rows, {"assurance": _assured(line, target[rows], better[rows])})
            answer.put(
                rows,
                false_alarms(
                    y.shape[1], self.rules, screened=self.screened, centre="mean",
                    baseline=self.baseline, trend=self.trend, shift=self.shift,
                ),
            )  # fmt: skip
            answer.put(rows, caution(y, block.t[fine]))
        return marks.beside(answer)


def _better(panel: Panel, target: Floats) -> Strings:
    """On which side of its target a series should lie; empty where that is not known.

    What the target says settles it. Empty too where the value held against the target is none of
    the series' points: then the target is for their sum, which no limit of a point can be held
    against.
    """
    operator = series_column(panel, "operator", "")
    declared = series_column(panel, "better", "")
    known = np.isin(declared, (str(Direction.HIGHER), str(Direction.LOWER)))
    better = np.select(
        [np.isin(operator, _HIGHER), np.isin(operator, _LOWER), (operator == "") & known],
        [str(Direction.HIGHER), str(Direction.LOWER), declared],
        "",
    )
    held = series_column(panel, "held", np.nan).astype(np.float64)
    owner = np.repeat(np.arange(len(panel)), panel.sizes)
    among = np.bincount(owner[panel.y == held[owner]], minlength=len(panel)) > 0
    return np.where(np.isfinite(target) & (np.isnan(held) | among), better, "")


def _assured(line: Mapping[str, Floats], target: Floats, better: Strings) -> Strings:
    from rusfelt.stats.xmr import assurance  # noqa: PLC0415 - loads scipy

    asked = better != ""
    word = np.full(len(target), "", dtype="<U12")
    if asked.any():
        word[asked] = assurance(
            line["lower"][asked], line["upper"][asked], target[asked], better=better[asked]
        ).word
    return word
