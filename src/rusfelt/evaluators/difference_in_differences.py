"""Difference in differences: did the units that got the tiltak change more than the others?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import attrs
import numpy as np

from rusfelt.evaluator import Column, Needs, Spec
from rusfelt.evaluators._charts import point_places
from rusfelt.evaluators._columns import series_column
from rusfelt.findings import NO_INTEGER
from rusfelt.panel import Panel
from rusfelt.typing import Array, Bools, Floats, Integers

if TYPE_CHECKING:
    from rusfelt.stats.difference_in_differences import (
        DifferenceInDifferences as Compared,
    )

__all__ = ["DifferenceInDifferences"]

# Twenty thousand ways to pick the treated are held at once, a number for each unit.
_MOST_UNITS = 1_000
_FLOATS = ("effect", "low", "high", "p", "smallest_p", "treated_change", "other_change")

_SPEC = Spec(
    "difference-in-differences",
    "1",
    needs=Needs(points=2, series=("treated",), wants=("intervention",)),
    gives=(
        Column("effect", unit="indicator", doc="Mean change of the treated less the others'."),
        Column(
            "low",
            unit="indicator",
            doc="Lower end of its interval; -inf where unbounded.",
            may_be=("infinite",),
        ),
        Column(
            "high",
            unit="indicator",
            doc="Upper end of its interval; inf where unbounded.",
            may_be=("infinite",),
        ),
        Column("p", doc="Share of ways to pick the treated with an effect as far from 0."),
        Column("smallest_p", doc="The smallest p this number of units could ever give."),
        Column(
            "can_reject", "bool",
            doc="Whether smallest_p is at most .05 (1 - confidence). Where not, no effect however "
            "large could be found.",
        ),
        Column("treated_change", unit="indicator", doc="Mean change of the treated units."),
        Column("other_change", unit="indicator", doc="Mean change of the others."),
        Column("units", "int64", doc="Units compared."),
        Column("treated_units", "int64", doc="How many of them are treated."),
        Column("choices", "int64", doc="Ways to pick the treated that were gone through."),
        Column("method", "str", doc="exact, or monte-carlo where there are too many ways."),
        Column("caution", "str", doc="cannot-reject where can_reject is false."),
    ),
    rows="indicator",
    scope="panel",
    references=("doi:10.1162/REST_a_00049", "doi:10.1016/j.jeconom.2020.04.024"),
    invariances={
        "time-shift": ("effect", "low", "high", "p", "smallest_p", "can_reject", "treated_change", "other_change", "units", "treated_units", "choices", "method", "caution"),
    },
)  # fmt: skip


@attrs.frozen
class DifferenceInDifferences:
    """The change of the treated units against that of the others, judged by permutation.

    One row an indicator. Where an indicator has several population groups, that of everyone is
    compared. A point at ``intervention`` or later lies after; that column counts for the treated
    units only. It takes the treated as picked by lot, and never gives a verdict.

    Attributes:
        confidence: of the interval.
        seed: of the draws, where there are too many ways to go through them all.
    """

    confidence: float = attrs.field(
        default=0.95, validator=[attrs.validators.gt(0), attrs.validators.lt(1)]
    )
    seed: int = attrs.field(
        default=0, validator=[attrs.validators.instance_of(int), attrs.validators.ge(0)]
    )

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """The comparison of every indicator."""
        indicators, place = np.unique(panel.indicator, return_inverse=True)
        size = len(indicators)
        columns: dict[str, Array] = {
            **{name: np.full(size, np.nan) for name in _FLOATS},
            **{
                name: np.full(size, NO_INTEGER, dtype=np.int64)
                for name in ("units", "treated_units", "choices")
            },
            "can_reject": np.zeros(size, dtype=np.bool_),
            **{name: np.full(size, "", dtype="<U32") for name in ("method", "caution", "reason")},
            "status": np.full(size, "ok", dtype="<U32"),
        }
        treated = _yes_or_no(panel.per_series["treated"])
        start = series_column(panel, "intervention", np.nan).astype(np.float64)
        order = np.argsort(place.reshape(-1), kind="stable")
        bounds = np.searchsorted(place.reshape(-1)[order], np.arange(size + 1))
        for at in range(size):
            rows = order[bounds[at] : bounds[at + 1]]
            found = self._compare(panel, rows, treated, start)
            if isinstance(found, str):
                columns["status"][at], columns["reason"][at] = "undefined", found
                continue
            chosen, result = found
            for name in (*_FLOATS, "can_reject", "choices", "method"):
                columns[name][at] = getattr(result, name)
            columns["units"][at], columns["treated_units"][at] = chosen.size, int(chosen.sum())
            columns["caution"][at] = "" if result.can_reject else "cannot-reject"
        return columns

    def _compare(
        self, panel: Panel, rows: Integers, treated: Floats, start: Floats
    ) -> tuple[Bools, Compared] | str:
        """The comparison of an indicator's units, or why there is none."""
        from rusfelt.stats.difference_in_differences import (  # noqa: PLC0415 - loads scipy
            difference_in_differences,
        )

        everyone = rows[panel.group[rows] == ""]
        if len(everyone):
            rows = everyone
        # Units in the order of their names, so that the draws do not depend on the rows'.
        rows = rows[np.argsort(panel.unit[rows], kind="stable")]
        problem = _unlike(panel, rows, treated, start)
        if problem:
            return problem
        chosen = treated[rows] == 1
        places = point_places(panel, rows).reshape(len(rows), -1)
        post = panel.t[places[0]] >= start[rows][chosen][0]
        if post.all() or not post.any():
            return "few-before-or-after"
        result = difference_in_differences(
            panel.y[places], chosen, post, confidence=self.confidence, seed=self.seed
        )
        # An end too large for a number is nan; one that is infinite is a bound nobody can give.
        lost = np.isnan([result.effect, result.low, result.high]).any()
        return "no-estimate" if lost else (chosen, result)


def _unlike(panel: Panel, rows: Integers, treated: Floats, start: Floats) -> str:
    """Why an indicator's series cannot be held against each other; empty where they can."""
    units, chosen = panel.unit[rows], treated[rows] == 1
    if len(np.unique(panel.group[rows])) > 1:
        return "several-groups"
    if len(np.unique(units)) < len(units):
        return "break"
    if len(units) > _MOST_UNITS:
        return "too-many-units"
    if np.isnan(treated[rows]).any() or chosen.all() or not chosen.any():
        return "not-two-kinds-of-units"
    began = start[rows][chosen]
    if not np.isfinite(began).all():
        return "lacks:intervention"
    if len(np.unique(began)) > 1:
        return "several-starts"
    if len(np.unique(panel.sizes[rows])) > 1:
        return "different-times"
    t = panel.t[point_places(panel, rows)].reshape(len(rows), -1)
    return "" if (t == t[0]).all() else "different-times"


def _yes_or_no(column: Array) -> Floats:
    """1 and 0 as told; nan for anything else."""
    if column.dtype.kind not in "bif":
        return np.full(len(column), np.nan)
    told = column.astype(np.float64)
    return np.where(np.isin(told, (0.0, 1.0)), told, np.nan)
