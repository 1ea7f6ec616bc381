"""Pool: one figure for several units that truly differ, and where a further unit would lie."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

import attrs
import numpy as np

from rusfelt.evaluator import Column, Needs, Spec
from rusfelt.evaluators._columns import Answer
from rusfelt.evaluators._errors import ESTIMATES, estimates
from rusfelt.evaluators._places import (
    FEWEST,
    batches,
    common_time,
    first_reasons,
    latest_part,
    of_one_group,
    one_each,
    put_places,
    whole_numbers,
)
from rusfelt.panel import Panel
from rusfelt.typing import Array, Floats, Integers, Strings

__all__ = ["Pool"]

_METHODS = ("dersimonian-laird", "paule-mandel", "reml")
_INTERVALS = ("hartung-knapp", "modified-hartung-knapp", "normal")
# Fewer units say nothing of a further one.
_FEWEST_PREDICTED = 3

_SPEC = Spec(
    "pool",
    "1",
    needs=Needs(points=0, wants=ESTIMATES),
    gives=(
        Column("estimate", unit="indicator", doc="Mean of the units' figures or changes."),
        Column("se", unit="indicator", doc="Its standard error."),
        Column("low", unit="indicator", doc="Lower end of the mean's interval."),
        Column("high", unit="indicator", doc="Upper end of the mean's interval."),
        Column(
            "prediction_low",
            unit="indicator",
            doc="Where a further unit's would lie, from; nan below three units.",
            may_be=("undefined",),
        ),
        Column(
            "prediction_high",
            unit="indicator",
            doc="To; nan below three units.",
            may_be=("undefined",),
        ),
        Column("tau2", unit="indicator squared", doc="Variance between the units' true values."),
        Column("q", doc="Cochran's Q."),
        Column("df", doc="Its degrees of freedom."),
        Column("p", doc="Its p: do the units differ at all?"),
        Column("i2", doc="Share of the variation that is not chance."),
        Column(
            "first_time",
            unit="time",
            doc="The time changes are counted from; nan of latest figures.",
            may_be=("undefined",),
        ),
        Column("time", unit="time", doc="The time the latest figures are from."),
        Column("units", "int64", doc="How many units are pooled."),
        Column("left_out", "int64", doc="How many are not, for want of a figure from that time."),
    ),
    rows="indicator",
    scope="panel",
    references=(
        "doi:10.1016/0197-2456(86)90046-2",
        "doi:10.6028/jres.087.022",
        "doi:10.3102/10769986030003261",
        "doi:10.1002/sim.791",
        "doi:10.1186/s12874-015-0091-1",
        "doi:10.1111/j.1467-985X.2008.00552.x",
        "doi:10.1002/sim.1186",
    ),
    invariances={
        "time-shift": (
            "estimate",
            "se",
            "low",
            "high",
            "prediction_low",
            "prediction_high",
            "tau2",
            "q",
            "df",
            "p",
            "i2",
            "units",
            "left_out",
        ),
    },
)


class _Units(NamedTuple):
    """One figure or change of each series; ``reason`` is empty where there is one."""

    value: Floats
    se: Floats
    first: Floats
    last: Floats
    reason: Strings


@attrs.frozen
class Pool:
    """A random-effects mean of an indicator's units.

    ``what`` is pooled: ``latest``, each unit's latest figure, or ``change``, its last figure less
    its first after the last break, with the two taken as independent of each other. Counts are
    divided by their ``n``. Units are pooled where they have standard errors, given or counted, at
    the times most of them share; the others are counted as left out. Where an indicator has
    several population groups, that of everyone is pooled.

    Attributes:
        what: ``latest`` or ``change``.
        method: ``dersimonian-laird``, ``paule-mandel`` or ``reml``, for the variance between units.
        interval: ``modified-hartung-knapp``, ``hartung-knapp`` or ``normal``.
        confidence: of both intervals.
    """

    what: Literal["latest", "change"] = attrs.field(
        default="latest", validator=attrs.validators.in_(("latest", "change"))
    )
    method: Literal["dersimonian-laird", "paule-mandel", "reml"] = attrs.field(
        default="dersimonian-laird", validator=attrs.validators.in_(_METHODS)
    )
    interval: Literal["hartung-knapp", "modified-hartung-knapp", "normal"] = attrs.field(
        default="modified-hartung-knapp", validator=attrs.validators.in_(_INTERVALS)
    )
    confidence: float = attrs.field(
        default=0.95, validator=[attrs.validators.gt(0), attrs.validators.lt(1)]
    )

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """The pooled figure of every indicator."""
        from rusfelt.stats.pooling import pool  # noqa: PLC0415 - loads scipy

        heads, place = one_each(panel, panel.indicator)
        answer = Answer(heads, _SPEC.gives)
        rows = np.flatnonzero((panel.unit != "") & latest_part(panel))
        answer.undefined(np.setdiff1d(place, place[rows]), "whole-area")
        taken, several = of_one_group(place[rows], panel.group[rows])
        answer.undefined(several, "several-groups")
        rows = rows[taken]
        rows = rows[np.lexsort((panel.unit[rows], place[rows]))]
        units = self._units(panel, rows)
        owner = place[rows]
        every = np.bincount(owner, minlength=len(heads))
        fine = units.reason == ""
        none = ~np.isin(owner, owner[fine])
        first_reasons(answer, owner[none], units.reason[none])
        fine[fine] = common_time(owner[fine], units.last[fine], units.first[fine])
        owner = owner[fine]
        value, se, first, last = (each[fine] for each in units[:4])
        for members in batches(owner):
            at = owner[members[:, 0]]
            size = members.shape[1]
            if size < FEWEST:
                answer.undefined(np.sort(at), "too-few-units")
                continue
            found = pool(
                value[members],
                se[members],
                method=self.method,
                interval=self.interval,
                confidence=self.confidence,
            )
            put_places(
                answer,
                at,
                {
                    **found._asdict(),
                    "first_time": first[members[:, 0]] if self.what == "change" else _NOTHING,
                    "time": last[members[:, 0]],
                    "units": np.asarray(float(size)),
                    "left_out": (every[at] - size).astype(np.float64),
                },
            )
            lost = ~np.isfinite(found[:-2]).all(axis=0)
            if size >= _FEWEST_PREDICTED:
                lost |= ~np.isfinite(found[-2:]).all(axis=0)
            answer.undefined(np.sort(at[lost]), "no-estimate")
        return whole_numbers(answer.columns, "units", "left_out")

    def _units(self, panel: Panel, rows: Integers) -> _Units:
        """What is pooled of each series."""
        fewest = 2 if self.what == "change" else 1
        sizes = panel.sizes[rows]
        short = np.where(sizes == 0, "no-data", "one-point").astype("<U32")
        blank = np.full((4, len(rows)), np.nan)
        units = _Units(blank[0], blank[1], blank[2], blank[3], short)
        some = np.flatnonzero(sizes >= fewest)
        if not len(some):
            return units
        ends = panel.offsets[1:][rows[some]] - 1
        starts = panel.offsets[:-1][rows[some]]
        last = estimates(panel, rows[some], ends)
        value, se, reason = last.value, last.se, last.reason
        units.last[some] = panel.t[ends]
        units.first[some] = 0.0
        if self.what == "change":
            first = estimates(panel, rows[some], starts)
            with np.errstate(over="ignore", invalid="ignore"):
                value, se = value - first.value, np.hypot(se, first.se)
            reason = np.where(reason == "", first.reason, reason)
            reason = np.where(
                (reason == "") & ~np.isfinite([value, se]).all(axis=0), "no-estimate", reason
            )
            units.first[some] = panel.t[starts]
        units.value[some], units.se[some], units.reason[some] = value, se, reason
        return units


_NOTHING = np.asarray(np.nan)
