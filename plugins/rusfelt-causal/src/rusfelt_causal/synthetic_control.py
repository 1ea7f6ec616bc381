"""Synthetic control: a treated unit against a weighted mean of untreated ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np

from rusfelt import Column, Needs, Panel, Spec
from rusfelt.findings import NO_INTEGER
from rusfelt.typing import Array, Bools, Floats, Integers
from rusfelt_causal._columns import Gathered, based, families, starts, treated
from rusfelt_causal._donors import Pool, placebo_ratios, points
from rusfelt_causal._reasons import reasons
from rusfelt_causal._synthesis import Synthesis, synthesis

__all__ = ["SyntheticControl"]

_FLOATS = ("effect", "rmspe_before", "rmspe_after", "ratio", "p", "smallest_p")
_COUNTS = ("donors", "left_out", "before", "after", "outside")
_RAGGED = {
    "weight": "float64", "placebo_ratio": "float64", "after_t": "float64", "after_effect": "float64",
}  # fmt: skip
# Two ratios closer than this share are taken as equal, so that rounding decides no rank.
_TIE = 1e-9

_SPEC = Spec(
    "synthetic-control",
    "1",
    needs=Needs(points=3, series=("treated",), wants=("intervention",)),
    gives=(
        *based(
            (
                Column("effect", unit="indicator", doc="Mean gap to the synthetic control after the start."),
                Column("rmspe_before", unit="indicator", doc="Root mean square of the gap before it."),
                Column("rmspe_after", unit="indicator", doc="Root mean square of the gap after it."),
                Column("ratio", doc="rmspe_after by rmspe_before; undefined where the fit before is exact.", may_be=("undefined",)),
                Column("p", doc="Rank of the ratio among those of the donors taken as if treated, by their number with the unit itself; undefined where the ratio is.", may_be=("undefined",)),
            ),
            "y",
        ),
        *based(
            (
                Column("smallest_p", doc="1/(donors + 1): the smallest p this number of donors could ever give."),
                Column("can_reject", "bool", doc="Whether smallest_p is at most 1 - confidence. Where not, no effect however large could be found."),
                Column("donors", "int64", doc="Untreated units the weights were chosen among."),
                Column("left_out", "int64", doc="Untreated series without figures for the very same times, or with a break."),
            ),
            "treated", "t",
        ),
        *based(
            (
                Column("before", "int64", doc="Points before the start."),
                Column("after", "int64", doc="Points at the start or later."),
            ),
            "t", "intervention",
        ),
        Column("outside", "int64", doc="Points before the start where the unit lies outside the range of all donors, and no weights can reach it.", basis=("y",)),
        Column("caution", "str", doc="exact-fit, outside-donors, more-donors-than-points or cannot-reject; the first that holds.", basis=("y", "treated", "t")),
        Column("weight", shape="ragged", doc="The weight of each series of the same indicator and group whose reason is donor, in the order of their units' names and parts; 0 for one left out, 1 in sum.", basis=("y",)),
        Column("after_t", shape="ragged", doc="The times at the start or later.", basis=("t", "intervention")),
        *based(
            (
                Column("after_effect", unit="indicator", shape="ragged", doc="The gap at each of them."),
                Column("placebo_ratio", shape="ragged", doc="The ratio of each of these taken as if treated; undefined for one left out, infinite where its fit is exact or was not found.", may_be=("undefined", "infinite")),
            ),
            "y",
        ),
    ),
    rows="series",
    scope="panel",
    reasons=reasons(
        "donor", "unsaid-treatment", "unsaid-start", "too-few-before", "none-after",
        "too-few-donors", "too-many-units", "broken-series", "no-variation", "not-converged",
    ),
    invariances={
        "shift": ("donors", "left_out", "before", "after", "smallest_p", "can_reject"),
        "scale": ("donors", "left_out", "before", "after", "smallest_p", "can_reject"),
        "time-shift": (*_FLOATS, *_COUNTS, "can_reject", "caution", "weight", "after_effect"),
    },
    references=("doi:10.1198/jasa.2009.ap08746", "doi:10.1257/jel.20191450"),
)  # fmt: skip


@attrs.frozen
class SyntheticControl:
    """A treated unit against the weighted mean of untreated ones that was closest before.

    One row a series; only those of treated units have an answer. Donors are the series of the
    same indicator and group whose unit is not treated and that have figures for the very same
    times. Each donor is then taken as if treated, with the other donors as its own, and the
    unit's ratio ranked among theirs. The treated units are in nobody's donor pool.

    It takes for granted that the tiltak changed nothing in the donors' units (no spillover),
    that nothing else came to the treated unit at the same time, that the tiltak was not felt
    before its start, and that the unit lies within what weighted means of donors can reach. It
    cannot show any of these. The rank is a test only if any of the units might as well have been
    the treated one. It never gives a verdict.

    Attributes:
        fewest_before: points before the start. There is no published limit, and the method is
            the better the more there are; five is this plugin's own floor.
        fewest_donors: at least two, since a donor taken as if treated needs one of its own.
        most_donors: the time grows with the cube of their number.
        confidence: what ``can_reject`` and its caution are judged by.
    """

    fewest_before: int = attrs.field(
        default=5, validator=[attrs.validators.instance_of(int), attrs.validators.ge(2)]
    )
    fewest_donors: int = attrs.field(
        default=2, validator=[attrs.validators.instance_of(int), attrs.validators.ge(2)]
    )
    most_donors: int = attrs.field(
        default=50, validator=[attrs.validators.instance_of(int), attrs.validators.ge(2)]
    )
    confidence: float = attrs.field(
        default=0.95, validator=[attrs.validators.gt(0), attrs.validators.lt(1)]
    )

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """The comparison of every treated series."""
        size = len(panel)
        told, began = treated(panel), starts(panel)
        found: list[_Compared | str] = ["unsaid-treatment"] * size
        for rows in families(panel.indicator, panel.group):
            # In the order of the units' names, so that no result depends on that of the rows.
            family = rows[np.lexsort((panel.part[rows], panel.unit[rows]))]
            placebos: dict[bytes, Floats] = {}
            for row in family[told[family] == 0]:
                found[row] = "donor"
            for row in family[told[family] == 1]:
                found[row] = self._compare(panel, int(row), family, told, began[row], placebos)
        return _columns(found, self.confidence)

    def _compare(
        self, panel: Panel, row: int, family: Integers, told: Floats, start: float,
        placebos: dict[bytes, Floats],
    ) -> _Compared | str:  # fmt: skip
        """One treated series against its donors, or why it cannot be compared."""
        units = panel.unit[family]
        if (units == panel.unit[row]).sum() > 1:
            return "broken-series"
        if not np.isfinite(start):
            return "unsaid-start"
        t = points(panel, panel.t, row)
        before = t < start
        if before.sum() < self.fewest_before:
            return "too-few-before"
        if before.all():
            return "none-after"
        pool = Pool.of(panel, family[told[family] == 0], t)
        if pool.count < self.fewest_donors:
            return "too-few-donors"
        if pool.count > self.most_donors:
            return "too-many-units"
        y = points(panel, panel.y, row)
        own = synthesis(y, pool.y, before)
        if isinstance(own, str):
            return own
        # Two units with the same times and start share their placebos, which are the dear part.
        key = t.tobytes() + before.tobytes()
        if key not in placebos:
            placebos[key] = placebo_ratios(pool.y, before)
        lowest, highest = pool.y[before].min(axis=1), pool.y[before].max(axis=1)
        outside = int(((y[before] < lowest) | (y[before] > highest)).sum())
        return _Compared(own, pool.used, placebos[key], t[~before], before, outside)


@attrs.frozen(eq=False)
class _Compared:
    """What came of one treated series."""

    own: Synthesis
    used: Bools
    placebos: Floats
    after: Floats
    before: Bools
    outside: int

    def row(self, confidence: float) -> dict[str, float | int | bool | str]:
        """Its numbers by the names of their columns."""
        own, pool = self.own, len(self.placebos)
        smallest = 1 / (pool + 1)
        ratio = np.nan if own.exact else own.ratio
        as_far = int((self.placebos >= ratio * (1 - _TIE)).sum())
        can_reject = smallest <= 1 - confidence + 1e-12
        return {
            "effect": float(own.gap[~self.before].mean()),
            "rmspe_before": own.before,
            "rmspe_after": own.after,
            "ratio": ratio,
            "p": np.nan if own.exact else (1 + as_far) * smallest,
            "smallest_p": smallest,
            "can_reject": can_reject,
            "donors": pool,
            "left_out": int((~self.used).sum()),
            "before": int(self.before.sum()),
            "after": int((~self.before).sum()),
            "outside": self.outside,
            "caution": self._caution(can_reject=can_reject),
        }

    def spread(self, values: Floats, other: float) -> Floats:
        """Values of the donors among all untreated series of the family."""
        full = np.full(len(self.used), other)
        full[self.used] = values
        return full

    def _caution(self, *, can_reject: bool) -> str:
        if self.own.exact:
            return "exact-fit"
        if self.outside:
            return "outside-donors"
        if len(self.placebos) > self.before.sum():
            return "more-donors-than-points"
        return "" if can_reject else "cannot-reject"


def _columns(found: list[_Compared | str], confidence: float) -> dict[str, Any]:
    """The answer of every row as the contract wants it."""
    size = len(found)
    columns: dict[str, Any] = {
        **{name: np.full(size, np.nan) for name in _FLOATS},
        **{name: np.full(size, NO_INTEGER, dtype=np.int64) for name in _COUNTS},
        "can_reject": np.zeros(size, dtype=np.bool_),
        **{name: np.full(size, "", dtype="<U32") for name in ("caution", "reason")},
        "status": np.full(size, "ok", dtype="<U32"),
    }
    ragged = {name: Gathered(dtype) for name, dtype in _RAGGED.items()}
    for at, each in enumerate(found):
        if isinstance(each, str):
            columns["status"][at], columns["reason"][at] = "undefined", each
            for gathered in ragged.values():
                gathered.add(None)
            continue
        for name, value in each.row(confidence).items():
            columns[name][at] = value
        ragged["weight"].add(each.spread(each.own.weights, 0.0))
        ragged["after_t"].add(each.after)
        ragged["after_effect"].add(each.own.gap[~each.before])
        ragged["placebo_ratio"].add(each.spread(each.placebos, np.nan))
    return {**columns, **{name: gathered.done() for name, gathered in ragged.items()}}
