"""A district beside its city and its country, in the same wave and at the same grade."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import attrs
import numpy as np

from rusfelt import Column, Needs, Panel, Spec
from rusfelt.typing import Array, Bools, Floats, Integers, Strings
from rusfelt.vocabulary import Clock, Design, Kind
from rusfelt_ungdata._areas import Figures, references
from rusfelt_ungdata._waves import (
    ACCOUNTED,
    CLUSTERS,
    INTERVAL,
    NOT_ACCOUNTED,
    REASONS,
    SHARE,
    WANTS,
    Waves,
    based,
    one_of,
    statuses,
    waves,
)
from rusfelt_ungdata.effective import newcombe

__all__ = ["UngdataCompare"]

_POINTS = "percentage points"
_UNKNOWN = ("undefined",)
_AGAINST = (
    "rest: the area was taken out of it; whole: the area is in it, since counts are missing, so "
    "the difference is too small and has no interval; apart: it never held the area; no-figure: "
    "it has none in that wave and group; contradicts: it counts fewer than the area in it; none."
)


def _against(name: str) -> tuple[Column, ...]:
    """The columns of one comparison."""
    return (
        Column(
            f"{name}_unit",
            "str",
            doc=f"Code of the {name}; empty where there is none.",
            basis=("unit", "t"),
        ),
        Column(f"{name}_against", "str", doc=_AGAINST, basis=SHARE),
        Column(
            f"{name}_percent",
            unit="per cent",
            may_be=_UNKNOWN,
            doc=f"The share the area is held against: of the {name}, or of the rest of it.",
            basis=SHARE,
        ),
        Column(
            f"{name}_points",
            unit=_POINTS,
            may_be=_UNKNOWN,
            doc=f"The area's share less that of the {name} or its rest.",
            basis=SHARE,
        ),
        *based(
            (
                Column(
                    f"{name}_low", unit=_POINTS, may_be=_UNKNOWN, doc="Lower end of its interval."
                ),
                Column(
                    f"{name}_high", unit=_POINTS, may_be=_UNKNOWN, doc="Upper end of its interval."
                ),
                Column(
                    f"{name}_all_low",
                    unit=_POINTS,
                    may_be=_UNKNOWN,
                    doc="Lower end of the wider interval that holds for all the comparisons at once.",
                ),
                Column(
                    f"{name}_all_high", unit=_POINTS, may_be=_UNKNOWN, doc="Upper end, likewise."
                ),
            ),
            *INTERVAL,
        ),
    )


_SPEC = Spec(
    "ungdata-compare",
    "1",
    needs=Needs(
        points=1,
        wants=WANTS,
        kind=(Kind.COVERAGE,),
        design=(Design.CROSS_SECTION,),
        clock=(Clock.PERIOD,),
    ),
    gives=(
        Column(
            "percent", unit="per cent", doc="The area's own share in its last wave.", basis=SHARE
        ),
        Column("time", unit="time", doc="When that wave was.", basis=("t",)),
        *_against("city"),
        *_against("country"),
        Column(
            "comparisons",
            "int64",
            unit="intervals",
            doc="How many intervals were made of this indicator, group and wave, in all areas.",
            basis=INTERVAL,
        ),
        Column("clusters", "str", doc=CLUSTERS, basis=("deff",)),
    ),
    scope="panel",
    reasons=REASONS,
    references=(
        "doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I",
        "doi:10.1080/01621459.1961.10482090",
        "Kish (1965), Survey Sampling",
    ),
    invariances={
        "time-shift": (
            "percent",
            *(column.name for name in ("city", "country") for column in _against(name)),
            *("comparisons", "clusters"),
        )
    },
)


class _Side(NamedTuple):
    """What the areas are held against: one value a series."""

    unit: Strings
    against: Strings
    share: Floats
    effective: Floats
    deff: Floats


@attrs.frozen
class UngdataCompare:
    """How an area's last wave differs from its city and its country, in percentage points.

    Only figures of the same indicator, group (grade and sex) and wave are held against each
    other. **A district is part of its city.** Held against the whole city it is partly held
    against itself, and the difference looks smaller than it is. So the district is taken out
    wherever the counts of both are known, and ``…_against`` says ``rest``; where they are not it
    says ``whole``, and there is a difference without an interval, since no interval for two
    separate groups fits a group and its whole. The rest keeps the design effect of the whole.

    An area with nothing to be held against keeps its own share, and the words ``…_against`` say
    of the city and of the country why there is no difference.

    Many areas are looked at together, and the largest difference of many is large by chance. How
    many intervals were made stands in ``comparisons``, and ``…_all_low`` to ``…_all_high`` are
    wide enough for all of them at once (Bonferroni, after Dunn). Other questions, groups and
    waves are not counted in. Nothing here says why areas differ, or that a difference matters.

    Attributes:
        confidence: of the intervals.
        city: code of the city every other unit lies in. Unsaid, the one each district lies in.
        country: code of the country. Unsaid, Norway; the country without the city
            (``0-0301``) comes before the whole country (``0``), wherever there is a figure.
        country_holds_city: whether the country told of has the city among its figures.
    """

    confidence: float = attrs.field(
        default=0.95, validator=[attrs.validators.gt(0), attrs.validators.lt(1)]
    )
    city: str = attrs.field(default="", validator=attrs.validators.instance_of(str))
    country: str = attrs.field(default="", validator=attrs.validators.instance_of(str))
    country_holds_city: bool = attrs.field(
        default=True, validator=attrs.validators.instance_of(bool)
    )

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """Every series beside its city and its country."""
        every = waves(panel)
        last = panel.offsets[1:] - 1
        own = every.at(last)
        figures = Figures(panel)
        asked = references(
            panel, figures, self.city, self.country, country_holds_city=self.country_holds_city
        )
        always = np.ones(len(panel), dtype=np.bool_)
        sides = {
            "city": _side(figures, every, own, asked.city, always),
            "country": _side(figures, every, own, asked.country, asked.country_holds_it),
        }
        apart = {name: np.isin(side.against, ["rest", "apart"]) for name, side in sides.items()}
        made = {
            name: apart[name] & ~np.isnan(own.effective) & ~np.isnan(side.effective)
            for name, side in sides.items()
        }
        # How many intervals were made of the same indicator, group and wave as each series'.
        each = made["city"].astype(np.int64) + made["country"]
        count = np.bincount(figures.wave, weights=each).astype(np.int64)[figures.wave]
        clustered = ~np.isnan(own.deff)
        columns: dict[str, Array] = {}
        for name, side in sides.items():
            clustered = clustered & (~np.isnan(side.deff) | ~made[name])
            columns |= self._columns(name, own, side, made[name], count)
        return {
            "percent": 100 * own.share,
            "time": panel.t[last],
            **columns,
            "comparisons": count,
            "clusters": np.where(clustered, ACCOUNTED, NOT_ACCOUNTED),
            **statuses(own.reason),
        }

    def _columns(
        self, name: str, own: Waves, side: _Side, made: Bools, count: Integers
    ) -> dict[str, Array]:
        pair = (
            side.share,
            np.where(made, side.effective, np.nan),
            own.share,
            np.where(made, own.effective, np.nan),
        )
        one = newcombe(*pair, self.confidence)
        every = newcombe(*pair, 1 - (1 - self.confidence) / np.maximum(count, 1))
        return {
            f"{name}_unit": side.unit,
            f"{name}_against": side.against,
            f"{name}_percent": 100 * side.share,
            f"{name}_points": 100 * (own.share - side.share),
            f"{name}_low": 100 * one.low,
            f"{name}_high": 100 * one.high,
            f"{name}_all_low": 100 * every.low,
            f"{name}_all_high": 100 * every.high,
        }


def _side(figures: Figures, every: Waves, own: Waves, unit: Strings, holds: Bools) -> _Side:
    """What the areas are held against, themselves taken out where they are in it."""
    points = figures.points_of(unit)
    there = points >= 0
    whole = every.at(np.maximum(points, 0))
    there &= (whole.reason == "") & (own.reason == "")
    with np.errstate(all="ignore"):
        x, n = whole.x - own.x, whole.n - own.n
        counted = np.isfinite(x) & np.isfinite(n)
        rest = (n >= 1) & (x >= 0) & (x <= n)
        left = n / np.where(np.isnan(whole.deff), 1.0, whole.deff)
        share = x / n
    against = one_of(
        (unit == "", "none"),
        (~there, "no-figure"),
        (~holds, "apart"),
        (~counted, "whole"),
        (~rest, "contradicts"),
        shape=unit.shape,
    )
    against = np.where(against == "", "rest", against)
    taken = against == "rest"
    shown = np.isin(against, ["apart", "whole"])
    return _Side(
        unit,
        against,
        np.where(taken, share, np.where(shown, whole.share, np.nan)),
        np.where(taken, left, np.where(against == "apart", whole.effective, np.nan)),
        np.where(taken | shown, whole.deff, np.nan),
    )
