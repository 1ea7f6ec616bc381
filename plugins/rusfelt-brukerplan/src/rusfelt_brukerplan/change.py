"""Two mappings side by side, tested only where their coverage is declared equal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import attrs

from rusfelt import Column, Coverage, Design, Kind, Needs, Panel, Spec
from rusfelt.typing import Array
from rusfelt_brukerplan._rows import (
    COUNTS,
    based,
    blank,
    compared_mappings,
    count_problems,
    explained,
    scales,
)

__all__ = ["BrukerplanChange"]

_WHERE_EQUAL = "only where coverage is declared equal."
_SPEC = Spec(
    "brukerplan-change",
    "1",
    needs=Needs(
        points=2,
        series=("design",),
        point=("x", "n"),
        wants=("factor", "coverage"),
        design=(Design.CROSS_SECTION,),
        kind=(Kind.COVERAGE,),
    ),
    # Not named p and change: a stock of largely the same people can settle no verdict.
    gives=(
        *based(
            (
                Column("earlier", unit="indicator", doc="The share at the earlier mapping."),
                Column("later", unit="indicator", doc="The share at the latest mapping."),
            ),
            "x",
            "n",
        ),
        *based(
            (
                Column("earlier_mapped", unit="people", doc="How many were mapped earlier."),
                Column(
                    "later_mapped", unit="people", doc="How many were mapped at the latest mapping."
                ),
            ),
            "n",
        ),
        *based(
            (
                Column("difference", unit="indicator", doc="Later less earlier, in points."),
                Column(
                    "difference_low",
                    unit="indicator",
                    doc=f"Lower end of Newcombe's interval, {_WHERE_EQUAL}",
                    may_be=("undefined",),
                ),
                Column(
                    "difference_high",
                    unit="indicator",
                    doc=f"Upper end of Newcombe's interval, {_WHERE_EQUAL}",
                    may_be=("undefined",),
                ),
                Column(
                    "fisher_p",
                    doc=f"Two-sided p of Fisher's test, twice the smaller tail, {_WHERE_EQUAL} It "
                    "describes: many people stand in both mappings, and it takes them for others.",
                    may_be=("undefined",),
                ),
            ),
            "x",
            "n",
        ),
        Column(
            "compared",
            "bool",
            doc="Whether coverage is declared equal, so that it is tested.",
            basis=("x", "n", "coverage"),
        ),
        Column(
            "coverage",
            "str",
            doc="equal, unequal or undeclared, over the mappings compared.",
            basis=("coverage",),
        ),
    ),
    reasons=COUNTS,
    references=("doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I",),
    invariances=dict.fromkeys(
        ("shift", "scale", "time-shift"),
        ("earlier", "later", "difference", "fisher_p", "compared", "coverage"),
    ),
)


@attrs.frozen
class BrukerplanChange:
    """How far two mappings' shares are apart.

    They are two cross-sections: nobody is followed, and the change of a person is refused. Where
    coverage is not declared equal the shares and their difference are described and nothing is
    tested, since other services taking part moves the shares as well. Undefined where a figure is
    no whole number of people out of those mapped.

    Attributes:
        against: which mapping the latest is held against, the ``first`` or the ``previous``.
        confidence: of the interval.
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
        """The two mappings of every series, and how they differ."""
        from rusfelt.stats import proportion_difference  # noqa: PLC0415 - loads scipy

        answer = explained(len(panel), count_problems(panel))
        fine = answer["status"] == "ok"
        since, last, coverage = compared_mappings(panel, self.against)
        compared = fine & (coverage == str(Coverage.EQUAL))
        columns = blank(panel, _SPEC)
        x, n, scale = panel.per_point["x"], panel.per_point["n"], scales(panel)
        first, then, unit = since[fine], last[fine], scale[fine]
        columns["earlier"][fine] = x[first] / n[first] * unit
        columns["later"][fine] = x[then] / n[then] * unit
        columns["earlier_mapped"][fine], columns["later_mapped"][fine] = n[first], n[then]
        columns["difference"][fine] = (x[then] / n[then] - x[first] / n[first]) * unit
        if compared.any():
            first, then, unit = since[compared], last[compared], scale[compared]
            found = proportion_difference(
                x[first], n[first], x[then], n[then], confidence=self.confidence
            )
            columns["difference_low"][compared] = found.low * unit
            columns["difference_high"][compared] = found.high * unit
            columns["fisher_p"][compared] = found.p
        return {**answer, **columns, "compared": compared, "coverage": coverage}
