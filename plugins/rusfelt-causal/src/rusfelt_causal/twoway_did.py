"""Two-way difference in differences: one start or several, errors clustered by unit, and lots."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np

from rusfelt import Column, Needs, Panel, Spec
from rusfelt.findings import NO_INTEGER
from rusfelt.typing import Array, Floats, Integers
from rusfelt_causal._columns import Gathered, based, families, starts, treated
from rusfelt_causal._reasons import reasons

__all__ = ["TwowayDid"]

_FLOATS = ("effect", "se", "low", "high", "cluster_p", "p", "smallest_p")
_COUNTS = ("units", "treated_units", "starts", "choices")
_WORDS = ("estimator", "method", "caution", "reason")
# Two effects closer than this share of the values' spread are taken as equal.
_TIE = 1e-9

_SPEC = Spec(
    "twoway-did",
    "1",
    needs=Needs(points=2, series=("treated",), wants=("intervention",)),
    gives=(
        *based(
            (
                Column("effect", unit="indicator", doc="Mean over the treated points of the value less what unit and period effects say without the tiltak."),
                Column("se", unit="indicator", doc="Its standard error, clustered by unit; undefined where there are too few units for one.", may_be=("undefined",)),
                Column("low", unit="indicator", doc="Lower end of the interval from se; undefined with it.", may_be=("undefined",)),
                Column("high", unit="indicator", doc="Upper end of the interval from se; undefined with it.", may_be=("undefined",)),
                Column("cluster_p", doc="Two-sided p from se, of a t with one degree of freedom fewer than units; undefined with it.", may_be=("undefined",)),
                Column("p", doc="Share of ways to share out the starts with an effect as far from 0."),
            ),
            "y",
        ),
        *based(
            (
                Column("smallest_p", doc="The smallest p this number of ways could ever give."),
                Column("can_reject", "bool", doc="Whether smallest_p is at most 1 - confidence. Where not, no effect however large could be found."),
                Column("units", "int64", doc="Units compared, each a cluster."),
                Column("treated_units", "int64", doc="How many of them were treated by the last period."),
                Column("starts", "int64", doc="Different periods in which they began."),
                Column("choices", "int64", doc="Ways to share out the starts that were gone through."),
                Column("estimator", "str", doc="twfe where all began at once, did2s where they did not."),
                Column("method", "str", doc="exact, or monte-carlo where there are too many ways."),
            ),
            "treated", "intervention",
        ),
        Column("caution", "str", doc="few-clusters, few-treated or no-error where se is undefined, cannot-reject where can_reject is false; the first that holds.", basis=("y", "treated", "intervention")),
        Column("since", "int64", shape="ragged", doc="Periods since the start, 0 for the first treated one.", basis=("t", "intervention")),
        Column("since_effect", unit="indicator", shape="ragged", doc="Mean effect that many periods after the start, over the units that got as far.", basis=("y",)),
    ),
    rows="indicator",
    scope="panel",
    reasons=reasons(
        "mixed-groups", "broken-series", "too-many-units", "unsaid-treatment", "unsaid-start",
        "no-treated", "unlike-times", "too-few-before", "no-comparison", "no-variation",
        "not-converged",
    ),
    references=(
        "doi:10.48550/arXiv.2207.05943", "doi:10.1016/j.jeconom.2021.03.014",
        "doi:10.3368/jhr.50.2.317", "doi:10.48550/arXiv.1808.05293",
    ),
    invariances={
        "shift": ("effect", "units", "treated_units", "starts", "choices", "smallest_p", "can_reject", "estimator", "method"),
        "scale": ("units", "treated_units", "starts", "choices", "smallest_p", "can_reject", "estimator", "method"),
        "time-shift": ("effect", "se", "p", "cluster_p", "units", "treated_units", "starts", "choices"),
    },
)  # fmt: skip


@attrs.frozen
class TwowayDid:
    """Did the treated units change more than the others, with effects of units and periods?

    One row an indicator; where it has several population groups, that of everyone is compared.
    All units must have figures for the same times. Units may begin at different times: plain
    two-way fixed effects would then compare late starters with early ones, so the two-stage
    estimate is used, and ``estimator`` says so. Units that never begin, or begin after the last
    period, are the comparison; later starters are until they begin.

    Chance is judged twice. ``p`` takes the starts as shared out among the units by lot, and is
    exact for few units. The clustered error, its interval and ``cluster_p`` take the units as
    many independent draws. With few units, or few treated or untreated ones, such errors are far
    too small, so they are then not given.

    It takes for granted that the units would have gone in parallel without the tiltak, that
    nothing was felt before the start, that nothing spills over, and that what has begun goes on.
    It cannot show any of these. It never gives a verdict.

    Attributes:
        confidence: of the interval, and what ``can_reject`` is judged by.
        fewest_clusters: units below which no clustered error is given. There is no sharp limit in
            the literature; around forty is a common rule of thumb.
        fewest_a_side: likewise treated units, and untreated ones. This plugin's own floor.
        draws: lots drawn where there are more ways to share out the starts than that.
        seed: of the draws.
        most_units: more are not compared.
    """

    confidence: float = attrs.field(
        default=0.95, validator=[attrs.validators.gt(0), attrs.validators.lt(1)]
    )
    fewest_clusters: int = attrs.field(
        default=40, validator=[attrs.validators.instance_of(int), attrs.validators.ge(3)]
    )
    fewest_a_side: int = attrs.field(
        default=10, validator=[attrs.validators.instance_of(int), attrs.validators.ge(2)]
    )
    draws: int = attrs.field(
        default=1_999, validator=[attrs.validators.instance_of(int), attrs.validators.ge(99)]
    )
    seed: int = attrs.field(
        default=0, validator=[attrs.validators.instance_of(int), attrs.validators.ge(0)]
    )
    most_units: int = attrs.field(
        default=500, validator=[attrs.validators.instance_of(int), attrs.validators.ge(3)]
    )

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """The comparison of every indicator."""
        told, began = treated(panel), starts(panel)
        rows = families(panel.indicator)
        size = len(rows)
        columns: dict[str, Any] = {
            **{name: np.full(size, np.nan) for name in _FLOATS},
            **{name: np.full(size, NO_INTEGER, dtype=np.int64) for name in _COUNTS},
            "can_reject": np.zeros(size, dtype=np.bool_),
            **{name: np.full(size, "", dtype="<U32") for name in _WORDS},
            "status": np.full(size, "ok", dtype="<U32"),
        }
        since, since_effect = Gathered("int64"), Gathered("float64")
        for at, family in enumerate(rows):
            asked = _asked(panel, family, told, began, self.most_units)
            found = asked if isinstance(asked, str) else self._compare(*asked)
            if isinstance(found, str):
                columns["status"][at], columns["reason"][at] = "undefined", found
                since.add(None)
                since_effect.add(None)
                continue
            numbers, curve = found
            for name, value in numbers.items():
                columns[name][at] = value
            since.add(np.arange(len(curve), dtype=np.int64))
            since_effect.add(curve)
        return {**columns, "since": since.done(), "since_effect": since_effect.done()}

    def _compare(
        self, y: Floats, start: Integers
    ) -> tuple[dict[str, float | int | bool | str], Floats] | str:
        """The comparison of one indicator's units, or why there is none."""
        from rusfelt_causal._imputation import gaps, mean_effects  # noqa: PLC0415 - only when it is asked
        from rusfelt_causal._lots import arrangements  # noqa: PLC0415 - only when it is asked
        from rusfelt_causal._regression import regressed  # noqa: PLC0415 - loads scipy

        with np.errstate(all="ignore"):
            # Unit and period effects take up any constant; a common scale keeps the libraries'
            # own tolerances, which are absolute, from deciding anything.
            middle = y - y.mean()
            scale = float(np.abs(middle).max())
            if not np.isfinite(scale):
                return "not-converged"
            if scale <= np.finfo(np.float64).eps * float(np.abs(y).max()) * 4:
                return "no-variation"
            middle = middle / scale
        periods = y.shape[1]
        on = start < periods
        cohorts = np.unique(start[on])
        few = self._few(len(start), int(on.sum()))
        fit = regressed(middle, start, staggered=len(cohorts) > 1, confidence=self.confidence)
        ways, exact = arrangements(start, self.draws, self.seed)
        effects = mean_effects(middle, ways)
        as_far = int((np.abs(effects) >= abs(fit.effect) - _TIE).sum())
        smallest = self._smallest(len(ways), start, exact=exact)
        can_reject = smallest <= 1 - self.confidence + 1e-12
        numbers: dict[str, float | int | bool | str] = {
            "effect": fit.effect * scale,
            "p": as_far / len(ways),
            "smallest_p": smallest,
            "can_reject": can_reject,
            "units": len(start),
            "treated_units": int(on.sum()),
            "starts": len(cohorts),
            "choices": len(ways),
            "estimator": "did2s" if len(cohorts) > 1 else "twfe",
            "method": "exact" if exact else "monte-carlo",
            "caution": few or ("no-error" if np.isnan(fit.se) else "") or ("" if can_reject else "cannot-reject"),
        }  # fmt: skip
        if not few:
            numbers |= {
                "se": fit.se * scale,
                "low": fit.low * scale,
                "high": fit.high * scale,
                "cluster_p": fit.p,
            }
        curve = _since(gaps(middle, start[None, :])[0], start) * scale
        if not np.isfinite([fit.effect * scale, *curve]).all():
            return "not-converged"
        return numbers, curve

    def _few(self, units: int, on: int) -> str:
        """Which number is too small for a clustered error, if any."""
        if units < self.fewest_clusters:
            return "few-clusters"
        return "few-treated" if min(on, units - on) < self.fewest_a_side else ""

    @staticmethod
    def _smallest(ways: int, start: Integers, *, exact: bool) -> float:
        """The smallest p there could be.

        Where half the units began, all at once, the others taken as treated give the very same
        effect with the sign turned, so that two ways are always as far from 0.
        """
        counts = np.unique(start, return_counts=True)[1]
        mirrored = exact and len(counts) == 2 and counts[0] == counts[1]  # noqa: PLR2004 - begun, and not
        return (2 if mirrored else 1) / ways


def _asked(
    panel: Panel, family: Integers, told: Floats, began: Floats, most: int
) -> tuple[Floats, Integers] | str:
    """Values and first treated periods of an indicator's units, or why they cannot be compared."""
    everyone = family[panel.group[family] == ""]
    rows = everyone if len(everyone) else family
    rows = rows[np.argsort(panel.unit[rows], kind="stable")]
    problem = _problem(panel, rows, told, began, most)
    if problem:
        return problem
    t = panel.t[panel.offsets[rows[0]] : panel.offsets[rows[0] + 1]]
    y = np.stack([panel.y[panel.offsets[row] : panel.offsets[row + 1]] for row in rows])
    start = np.where(told[rows] == 1, np.searchsorted(t, began[rows], side="left"), len(t))
    start = start.astype(np.int64)
    if (start == len(t)).all():
        return "no-treated"
    if (start == 0).any():
        return "too-few-before"
    return "no-comparison" if (start < len(t)).all() else (y, start)


def _problem(panel: Panel, rows: Integers, told: Floats, began: Floats, most: int) -> str:
    """Why an indicator's series cannot be held against each other; empty where they can."""
    if len(np.unique(panel.group[rows])) > 1:
        return "mixed-groups"
    if len(np.unique(panel.unit[rows])) < len(rows):
        return "broken-series"
    if len(rows) > most:
        return "too-many-units"
    if np.isnan(told[rows]).any():
        return "unsaid-treatment"
    if not np.isfinite(began[rows][told[rows] == 1]).all():
        return "unsaid-start"
    spans = [panel.t[panel.offsets[row] : panel.offsets[row + 1]] for row in rows]
    alike = all(np.array_equal(span, spans[0]) for span in spans)
    return "" if alike else "unlike-times"


def _since(found: Floats, start: Integers) -> Floats:
    """The mean effect by the number of periods since the start."""
    units, periods = np.nonzero(~np.isnan(found))
    ago = periods - start[units]
    return np.bincount(ago, weights=found[units, periods]) / np.bincount(ago)
