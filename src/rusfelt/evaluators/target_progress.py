"""Target progress: where the latest value stands to its target, and at what pace."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from rusfelt.evaluator import Column, Needs, Spec
from rusfelt.evaluators._columns import Answer, series_column
from rusfelt.panel import Panel
from rusfelt.typing import Array, Bools, Floats
from rusfelt.vocabulary import Direction, Operator, Pace

__all__ = ["TargetProgress", "holds"]

# Open SDG's methodology (v2.4) calls a ratio of .95 or more "on track"; Eurostat uses the same
# cut. Ahead is anything above the straight line itself.
ON_TRACK = 0.95

_UNDEFINED = ("undefined",)

_SPEC = Spec(
    "target-progress",
    "1",
    needs=Needs(
        points=1,
        series=("target", "operator"),
        wants=(
            "held",
            "held_low",
            "held_high",
            "baseline",
            "baseline_t",
            "due",
            "method",
            "better",
            "se",
        ),
    ),
    gives=(
        Column("held", unit="indicator", doc="The value held against the target."),
        Column("target", unit="indicator", doc="The target as a level."),
        Column("met", "bool", doc="Whether the value is at or beyond the target."),
        Column("certain", "bool", doc="Whether its whole 95 % interval is too."),
        Column(
            "held_low",
            unit="indicator",
            doc="Lower end of the value's 95 % interval; nan where none is known.",
            may_be=_UNDEFINED,
        ),
        Column(
            "held_high",
            unit="indicator",
            doc="Upper end of the value's 95 % interval; nan where none is known.",
            may_be=_UNDEFINED,
        ),
        Column(
            "share",
            doc="Share of the targeted change achieved; nan without a baseline other than the "
            "target.",
            may_be=_UNDEFINED,
        ),
        Column(
            "expected",
            unit="indicator",
            doc="Value by now on the straight or compound line; nan without a baseline before both "
            "the value and the due date.",
            may_be=_UNDEFINED,
        ),
        Column(
            "pace_ratio",
            doc="Change so far over the change expected by now; nan where none is.",
            may_be=_UNDEFINED,
        ),
        Column("pace", "str", doc="ahead, on-track (ratio from .95 to 1), behind or none."),
        Column("hp2030_status", "str", doc="Healthy People's status; descriptive only."),
        Column("hp2030_branch", "str", doc="Which of its rules gave that status."),
    ),
    references=("https://odphp.health.gov/healthypeople", "https://open-sdg.readthedocs.io"),
    invariances={
        "time-shift": (
            "held",
            "target",
            "met",
            "certain",
            "held_low",
            "held_high",
            "share",
            "expected",
            "pace_ratio",
            "hp2030_status",
            "hp2030_branch",
        ),
    },
)


def holds(value: Floats, operator: Array, target: Floats) -> Bools:
    """Whether a value holds against a target, by its operator.

    >>> holds(np.array([5.0]), np.array(["<="]), np.array([5.0])).tolist()
    [True]
    """
    return np.select(
        [operator == str(each) for each in Operator],
        [value >= target, value > target, value <= target, value < target, value == target],
        default=False,
    )


@attrs.frozen
class TargetProgress:
    """The latest value against its target, the share of the way, and the pace.

    The pace is linear unless the series' ``method`` is ``compound``; a compound pace needs values
    above 0.
    """

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """Where every series with a target stands."""
        from rusfelt.stats.progress import linear_pace, target_progress  # noqa: PLC0415 - loads scipy

        answer = Answer(panel, _SPEC.gives)
        last = panel.offsets[1:] - 1
        held = series_column(panel, "held", np.nan).astype(np.float64)
        held = np.where(np.isnan(held), panel.y[last], held)
        target = panel.per_series["target"].astype(np.float64)
        answer.undefined(np.flatnonzero(~np.isfinite([held, target]).all(axis=0)), "no-estimate")
        held, target = _finite(held), _finite(target)
        operator = panel.per_series["operator"]
        low = series_column(panel, "held_low", np.nan).astype(np.float64)
        high = series_column(panel, "held_high", np.nan).astype(np.float64)
        baseline = _finite(series_column(panel, "baseline", np.nan).astype(np.float64))
        met = holds(held, operator, target)
        start = _finite(series_column(panel, "baseline_t", np.nan).astype(np.float64))
        due = _finite(series_column(panel, "due", np.nan).astype(np.float64))
        # A line needs a baseline before both the latest value and the due date.
        dated = (start < panel.t[last]) & (start < due)
        compound = series_column(panel, "method", "") == "compound"

        def scaled(values: Floats) -> Floats:
            # A steady rate of change is a straight line of logarithms.
            return np.where(compound, np.log(np.where(values > 0, values, np.nan)), values)

        pace = linear_pace(
            np.where(dated, scaled(baseline), np.nan),
            start,
            scaled(held),
            np.where(dated, panel.t[last], np.nan),
            scaled(target),
            np.where(dated, due, np.nan),
        )
        with np.errstate(over="ignore"):
            expected = np.exp(pace.expected, where=compound, out=np.array(pace.expected))
        better = series_column(panel, "better", "")
        hp = _healthy_people(baseline, held, target, better)
        answer.put_all(
            {
                "held": held,
                "target": target,
                "met": met,
                "certain": met & holds(low, operator, target) & holds(high, operator, target),
                "held_low": _finite(low),
                "held_high": _finite(high),
                "share": target_progress(baseline, held, target).share,
                "expected": _finite(expected),
                "pace_ratio": pace.ratio,
                "pace": np.select(
                    [np.isnan(pace.ratio), pace.ratio > 1, pace.ratio >= ON_TRACK],
                    [str(Pace.NONE), str(Pace.AHEAD), str(Pace.ON_TRACK)],
                    str(Pace.BEHIND),
                ),
                "hp2030_status": hp[0],
                "hp2030_branch": hp[1],
            }
        )
        return answer.columns


def _finite(values: Floats) -> Floats:
    """The numbers; what is none is as if nobody had said it."""
    return np.where(np.isfinite(values), values, np.nan)


def _healthy_people(
    baseline: Floats, held: Floats, target: Floats, better: Array
) -> tuple[Array, Array]:
    from rusfelt.stats.progress import hp2030_status  # noqa: PLC0415 - loads scipy

    words = np.full(len(held), "undefined", dtype="<U32")
    branch = np.full(len(held), "", dtype="<U32")
    for direction in (Direction.HIGHER, Direction.LOWER):
        rows = np.flatnonzero((better == str(direction)) & np.isfinite(baseline))
        if len(rows):
            found = hp2030_status(baseline[rows], held[rows], target[rows], better=str(direction))
            words[rows], branch[rows] = found.status, found.branch
    return words, branch
