"""How many were mapped, at two mappings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import attrs
import numpy as np

from rusfelt import Column, Coverage, Design, Kind, Needs, Panel, Spec
from rusfelt.typing import Array
from rusfelt_brukerplan._rows import (
    COUNTS,
    based,
    blank,
    by_row,
    compared_mappings,
    explained,
    is_people,
    numbers,
    owners,
    too_many,
)

__all__ = ["BrukerplanMapped"]

_WHERE_EQUAL = "only where coverage is declared equal."
_SPEC = Spec(
    "brukerplan-mapped",
    "1",
    needs=Needs(
        points=2,
        series=("design",),
        point=("x",),
        wants=("coverage",),
        design=(Design.CROSS_SECTION,),
        kind=(Kind.COUNT,),
    ),
    gives=(
        *based(
            (
                Column(
                    "people_low",
                    unit="people",
                    shape="point",
                    doc="Lower end of a count's interval.",
                ),
                Column(
                    "people_high",
                    unit="people",
                    shape="point",
                    doc="Upper end of a count's interval.",
                ),
                Column("earlier", unit="people", doc="How many at the earlier mapping."),
                Column("later", unit="people", doc="How many at the latest mapping."),
                Column("difference", unit="people", doc="Later less earlier."),
                Column(
                    "difference_pct",
                    unit="percent",
                    doc="The difference as per cent of the earlier number; undefined from nobody.",
                    may_be=("undefined",),
                ),
                Column(
                    "ratio_low",
                    doc=f"Lower end of the ratio's interval, later to earlier, {_WHERE_EQUAL}",
                    may_be=("undefined",),
                ),
                Column(
                    "ratio_high",
                    doc=f"Upper end of the ratio's interval, later to earlier, {_WHERE_EQUAL}",
                    may_be=("undefined", "infinite"),
                ),
                Column(
                    "conditional_p",
                    doc=f"Two-sided p of the exact conditional test, {_WHERE_EQUAL} It describes: many "
                    "people stand in both mappings, and it takes them for events.",
                    may_be=("undefined",),
                ),
            ),
            "x",
        ),
        Column(
            "compared",
            "bool",
            doc="Whether coverage is declared equal, so that it is tested.",
            basis=("x", "coverage"),
        ),
        Column(
            "coverage",
            "str",
            doc="equal, unequal or undeclared, over the mappings compared.",
            basis=("coverage",),
        ),
    ),
    reasons={code: COUNTS[code] for code in ("not-people", "too-many")},
    references=("doi:10.1093/biomet/28.3-4.437", "doi:10.1093/biomet/31.3-4.313"),
    invariances=dict.fromkeys(
        ("shift", "scale", "time-shift"),
        ("people_low", "people_high", "earlier", "later", "difference", "compared", "coverage"),
    ),
)


@attrs.frozen
class BrukerplanMapped:
    """How many were mapped, and how the latest number compares with an earlier one.

    A number of people is not a share of anything: fewer mapped can mean fewer people, fewer
    services taking part, or fewer known to them. Where coverage is not declared equal nothing is
    tested. The intervals are those of events that come by chance; the people mapped are a stock,
    largely the same ones each time, so they describe and settle nothing. Undefined where a figure
    is no whole number of people.

    Attributes:
        against: which mapping the latest is held against, the ``first`` or the ``previous``.
        confidence: of each interval.
    """

    against: Literal["first", "previous"] = attrs.field(
        default="first", validator=attrs.validators.in_(("first", "previous"))
    )
    confidence: float = attrs.field(
        default=0.95, validator=[attrs.validators.gt(0), attrs.validators.lt(1)]
    )

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """The two numbers of every series, and how they differ."""
        from rusfelt.stats import poisson_exact, rate_ratio_exact  # noqa: PLC0415 - loads scipy

        x = numbers(panel.per_point["x"])
        people = is_people(x)
        whys = (
            (by_row(panel, ~people), "not-people"),
            (by_row(panel, people & too_many(x)), "too-many"),
        )
        answer = explained(len(panel), whys)
        fine = answer["status"] == "ok"
        since, last, coverage = compared_mappings(panel, self.against)
        compared = fine & (coverage == str(Coverage.EQUAL))
        columns = blank(panel, _SPEC)
        at = fine[owners(panel)]
        low, high = poisson_exact(x[at], confidence=self.confidence)
        columns["people_low"][at], columns["people_high"][at] = low, high
        earlier, later = x[since[fine]], x[last[fine]]
        columns["earlier"][fine], columns["later"][fine] = earlier, later
        columns["difference"][fine] = later - earlier
        columns["difference_pct"][fine] = np.where(
            earlier > 0, 100 * (later - earlier) / np.maximum(earlier, 1), np.nan
        )
        if compared.any():
            found = rate_ratio_exact(
                x[since[compared]], x[last[compared]], confidence=self.confidence
            )
            columns["ratio_low"][compared] = found.low
            columns["ratio_high"][compared] = found.high
            columns["conditional_p"][compared] = found.p
        return {**answer, **columns, "compared": compared, "coverage": coverage}
