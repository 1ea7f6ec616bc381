"""Interrupted series: did the level or the slope change when the tiltak began?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import attrs
import numpy as np

from rusfelt.evaluator import Column, Needs, Spec
from rusfelt.evaluators._charts import point_places
from rusfelt.evaluators._columns import Answer
from rusfelt.findings import NO_INTEGER
from rusfelt.panel import Panel
from rusfelt.typing import Array

__all__ = ["InterruptedSeries"]


def _estimate(name: str, unit: str, doc: str) -> tuple[Column, ...]:
    value = name if name == "effect" else f"{name}_change"
    return (
        Column(value, unit=unit, doc=doc),
        Column(f"{name}_se", unit=unit, doc="Its standard error."),
        Column(f"{name}_low", unit=unit, doc="Lower end of its 95 % interval."),
        Column(f"{name}_high", unit=unit, doc="Upper end of its 95 % interval."),
        Column(
            f"{name}_p",
            doc="Two-sided p of none, from t; nan where the lines leave nothing over.",
            may_be=("undefined",),
        ),
    )


_ROWS = (
    *_estimate("level", "indicator", "Jump when the tiltak began."),
    *_estimate("slope", "indicator per unit of time", "Slope after less slope before."),
    *_estimate("effect", "indicator", "Last fitted value less the line before, prolonged."),
    Column("slope", unit="indicator per unit of time", doc="Slope before the tiltak began."),
    Column("residual_sd", unit="indicator", doc="Spread of the points around both lines."),
    Column("rho", doc="Correlation of what is left over from one point to the next."),
    Column(
        "durbin_watson",
        doc="Durbin and Watson's statistic of the same; nan where nothing is left over.",
        may_be=("undefined",),
    ),
    Column("df", doc="Degrees of freedom: points less four."),
)
_SIDES = ("df", "n_before", "n_after")

_SPEC = Spec(
    "interrupted-series",
    "1",
    # Four parameters, and three points on each side before they say anything of chance.
    needs=Needs(points=6, series=("intervention",)),
    gives=(
        *_ROWS,
        Column("n_before", "int64", doc="Points before the tiltak began."),
        Column("n_after", "int64", doc="Points from then on."),
        Column("fitted", unit="indicator", shape="point", doc="The two fitted lines."),
        Column(
            "counterfactual", unit="indicator", shape="point",
            doc="The line before, prolonged over all points.",
        ),
        Column("caution", "str", doc="What to be careful about: codes with a blank between them."),
    ),
    references=(
        "doi:10.1046/j.1365-2710.2002.00430.x", "doi:10.2307/1913610",
        "doi:10.1101/2020.10.12.20211706",
    ),
    invariances={
        "shift": _SIDES,
        "scale": _SIDES,
        "time-shift": _SIDES,
    },
)  # fmt: skip
# What the fit calls a row it cannot make, and the reason given for it.
_REASONS = {
    "too-few-points": "few-before-or-after",
    "too-short-for-newey-west": "too-short-for-newey-west",
    "uneven-times": "uneven-times",
}


@attrs.frozen
class InterruptedSeries:
    """Segmented regression around the start of a tiltak; a point then belongs to after.

    It tells the start from the series' own past, and not from whatever else happened then, so it
    describes and never gives a verdict.

    Attributes:
        method: ``ols``, ``newey-west`` or ``prais-winsten``.
        lags: of Newey-West; -1 for as many as its authors' rule says.
    """

    method: Literal["ols", "newey-west", "prais-winsten"] = attrs.field(
        default="ols", validator=attrs.validators.in_(("ols", "newey-west", "prais-winsten"))
    )
    lags: int = attrs.field(
        default=-1, validator=[attrs.validators.instance_of(int), attrs.validators.ge(-1)]
    )

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """Both lines of every series."""
        from rusfelt.stats.interrupted_series import (  # noqa: PLC0415 - loads scipy
            interrupted_series,
        )

        answer = Answer(panel, _SPEC.gives)
        moment = panel.per_series["intervention"].astype(np.float64)
        curves = {name: np.full(len(panel.t), np.nan) for name in ("fitted", "counterfactual")}
        sides = {
            name: np.full(len(panel), NO_INTEGER, dtype=np.int64)
            for name in ("n_before", "n_after")
        }
        # The column for cautions would cut several codes short.
        caution = np.full(len(panel), "", dtype="<U96")
        for block in panel.by_length():
            n = block.y.shape[1]
            start = moment[block.rows]
            # Before the first point or after the last: no line on one side, whatever the time.
            inside = (start > block.t[:, 0]) & (start <= block.t[:, -1])
            answer.undefined(block.rows[~inside], "few-before-or-after")
            if self.method == "newey-west" and self.lags >= n:
                answer.undefined(block.rows, "too-short-for-newey-west")
                continue
            rows = block.rows[inside]
            if not len(rows):
                continue
            found = interrupted_series(
                block.y[inside],
                interruption=start[inside],
                t=block.t[inside],
                method=self.method,
                lags=self.lags if self.method == "newey-west" and self.lags >= 0 else None,
            )
            for word in np.unique(found.status).tolist():
                if word != "ok":
                    there = rows[found.status == word]
                    answer.undefined(there, _REASONS.get(word, "no-estimate"))
            # An error or an end of an interval may be too large for a number where no estimate is.
            figures = [getattr(found, each.name) for each in _ROWS if not each.may_be]
            lost = ~np.isfinite(figures).all(axis=0)
            for line in curves:
                lost |= ~np.isfinite(getattr(found, line)).all(axis=1)
            answer.undefined(rows[lost], "no-estimate")
            fine = (found.status == "ok") & ~lost
            rows = rows[fine]
            answer.put(rows, {each.name: getattr(found, each.name)[fine] for each in _ROWS})
            places = point_places(panel, rows)
            for name, curve in curves.items():
                curve[places] = getattr(found, name)[fine].reshape(-1)
            for name, side in sides.items():
                side[rows] = getattr(found, name)[fine]
            caution[rows] = found.caution[fine]
        return {**answer.columns, **curves, **sides, "caution": caution}
