"""Cusum: small lasting changes of level, added up until they are too many to be chance."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from rusfelt.evaluator import Column, Needs, Spec
from rusfelt.evaluators._charts import FEWEST, baseline_field, caution, point_places, whole_numbers
from rusfelt.evaluators._columns import Answer
from rusfelt.panel import Panel
from rusfelt.typing import Array, Integers

__all__ = ["Cusum"]

_SPEC = Spec(
    "cusum",
    "1",
    needs=Needs(points=FEWEST),
    gives=(
        Column("centre", unit="indicator", doc="Mean of the points that fix the level."),
        Column(
            "sd", unit="indicator", doc="Their mean difference from one to the next over 1.128."
        ),
        Column("trial", "bool", doc="Whether fewer than 12 points fix the level."),
        Column("signals", "int64", doc="Number of points at which a sum is above h."),
        Column("signal", "bool", doc="Whether there is any. It decides nothing."),
        Column(
            "first_signal",
            unit="time",
            doc="When the first one is; nan where there is none.",
            may_be=("undefined",),
        ),
        Column("direction", "str", doc="up or down, of the first signal; empty for none."),
        Column("high", shape="point", unit="standard deviations", doc="Sum of what lies above."),
        Column("low", shape="point", unit="standard deviations", doc="Sum of what lies below."),
        Column("alarm", "int64", shape="point", doc="1 where high is above h, -1 where low is."),
        Column("caution", "str", doc="What the sums take for granted; see the words in use."),
    ),
    references=("doi:10.1093/biomet/41.1-2.100",),
    invariances={
        "time-shift": (
            "centre",
            "sd",
            "trial",
            "signals",
            "signal",
            "direction",
            "high",
            "low",
            "alarm",
        ),
    },
)
_D2 = 1.128


@attrs.frozen
class Cusum:
    """Two-sided cumulative sum chart. A signal decides nothing.

    With the level and spread known, a chart without any change signals about once in 465 points at
    the default ``h``. They are estimated here from the same figures, so it is more often.

    Attributes:
        k: the deviation each point is allowed, in standard deviations.
        h: the limit of the sums, in standard deviations.
        baseline: how many of the first points fix level and spread; 0 for all.
    """

    k: float = attrs.field(
        default=0.5,
        converter=float,
        validator=[attrs.validators.ge(0), attrs.validators.lt(np.inf)],
    )
    h: float = attrs.field(
        default=5.0,
        converter=float,
        validator=[attrs.validators.gt(0), attrs.validators.lt(np.inf)],
    )
    baseline: int = baseline_field()

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """The sums of every series."""
        from rusfelt.stats.cusum import cusum  # noqa: PLC0415 - loads scipy
        from rusfelt.stats.xmr import xmr  # noqa: PLC0415 - loads scipy

        answer = Answer(panel, _SPEC.gives)
        sums = np.full((2, len(panel.t)), np.nan)
        alarm: Integers = np.zeros(len(panel.t), dtype=np.int64)
        for block in panel.by_length():
            # Leaving unusual differences out would narrow the spread and add false alarms.
            level = xmr(block.y, screened=False, baseline=self.baseline or None)
            sd = level.mean_range / _D2
            chart = cusum(block.y, centre=level.centre, sd=sd, k=self.k, h=self.h)
            known = np.isfinite(chart.high).all(axis=1) & np.isfinite(chart.low).all(axis=1)
            answer.undefined(block.rows[sd == 0], "no-variation")
            answer.undefined(block.rows[~known], "no-estimate")
            rows = block.rows[known]
            if not len(rows):
                continue
            places = point_places(panel, rows)
            for number, each in enumerate((chart.high, chart.low)):
                sums[number, places] = each[known].reshape(-1)
            alarm[places] = chart.signal[known].reshape(-1)
            first = chart.first[known]
            found = ~np.isnan(first)
            at = np.where(found, first, 0).astype(np.int64)[:, None]
            time = np.take_along_axis(block.t[known], at, axis=1)[:, 0]
            side = np.take_along_axis(chart.signal[known], at, axis=1)[:, 0]
            answer.put(
                rows,
                {
                    "centre": level.centre[known],
                    "sd": sd[known],
                    "trial": level.trial[known],
                    "signal": found,
                    "first_signal": np.where(found, time, np.nan),
                    "direction": np.select([side > 0, side < 0], ["up", "down"], ""),
                },
            )
            answer.put(rows, caution(block.y[known], block.t[known]))
        owner = np.repeat(np.arange(len(panel)), panel.sizes)
        signals = np.bincount(owner[alarm != 0], minlength=len(panel)).astype(np.int64)
        return {
            **answer.columns,
            "signals": whole_numbers(answer, signals),
            "high": sums[0],
            "low": sums[1],
            "alarm": alarm,
        }
