"""Each mapping's people and share by rating, with exact intervals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import attrs
import numpy as np

from rusfelt import Column, Design, Kind, Needs, Panel, Spec
from rusfelt.typing import Array
from rusfelt_brukerplan._rows import (
    COUNTS,
    based,
    count_problems,
    coverage_of,
    explained,
    owners,
    scales,
)

__all__ = ["BrukerplanShares"]

_SPEC = Spec(
    "brukerplan-shares",
    "1",
    needs=Needs(
        points=1,
        series=("design",),
        point=("x", "n"),
        wants=("factor", "coverage"),
        design=(Design.CROSS_SECTION,),
        kind=(Kind.COVERAGE,),
    ),
    gives=(
        *based(
            (
                Column(
                    "share",
                    unit="indicator",
                    shape="point",
                    doc="People so rated, of those mapped.",
                ),
                Column(
                    "low", unit="indicator", shape="point", doc="Lower end of the share's interval."
                ),
                Column(
                    "high",
                    unit="indicator",
                    shape="point",
                    doc="Upper end of the share's interval.",
                ),
            ),
            "x",
            "n",
        ),
        Column("people", unit="people", shape="point", doc="How many were so rated.", basis=("x",)),
        *based(
            (
                Column(
                    "people_low",
                    unit="people",
                    shape="point",
                    doc="The lower end, as people mapped.",
                ),
                Column(
                    "people_high",
                    unit="people",
                    shape="point",
                    doc="The upper end, as people mapped.",
                ),
                Column("latest", unit="indicator", doc="The share at the latest mapping."),
                Column("latest_low", unit="indicator", doc="Lower end of its interval."),
                Column("latest_high", unit="indicator", doc="Upper end of its interval."),
            ),
            "x",
            "n",
        ),
        Column(
            "mappings", "int64", unit="mappings", doc="How many mappings there are.", basis=("t",)
        ),
        Column(
            "coverage",
            "str",
            doc="Whether all mappings reached equally far: equal, unequal or undeclared.",
            basis=("coverage",),
        ),
    ),
    reasons=COUNTS,
    references=("doi:10.1093/biomet/26.4.404", "doi:10.1080/01621459.1927.10502953"),
    # Counts alone are looked at: neither the value printed beside them nor the year matters.
    invariances=dict.fromkeys(
        ("shift", "scale", "time-shift"),
        ("share", "low", "high", "people", "latest", "mappings", "coverage"),
    ),
)


@attrs.frozen
class BrukerplanShares:
    """People and share by rating at each mapping, with the interval of chance alone.

    The interval says how far the share could lie from what the same services would find among
    people like these. It knows nothing of those who were not mapped, whom no interval can answer
    for: that is what the coverage flag is beside it for. A series of the same people followed is
    refused, since a mapping has no identities. Undefined where a figure is no whole number of
    people out of those mapped.

    Attributes:
        method: ``clopper-pearson``, never too narrow, or ``wilson``, right on average.
        confidence: of each interval.
    """

    method: Literal["clopper-pearson", "wilson"] = attrs.field(
        default="clopper-pearson", validator=attrs.validators.in_(("clopper-pearson", "wilson"))
    )
    confidence: float = attrs.field(
        default=0.95, validator=[attrs.validators.gt(0), attrs.validators.lt(1)]
    )

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """The interval of every mapping."""
        from rusfelt.stats import proportion  # noqa: PLC0415 - loads scipy

        answer = explained(len(panel), count_problems(panel))
        owner = owners(panel)
        fine = (answer["status"] == "ok")[owner]
        points = {name: np.full(len(owner), np.nan) for name in ("share", "low", "high")}
        people = {name: np.full(len(owner), np.nan) for name in points}
        if fine.any():
            n = panel.per_point["n"][fine].astype(np.float64)
            found = proportion(
                panel.per_point["x"][fine], n, method=self.method, confidence=self.confidence
            )
            for name, values in zip(points, found, strict=True):
                points[name][fine] = values * scales(panel)[owner][fine]
                people[name][fine] = values * n
            people["share"][fine] = panel.per_point["x"][fine]
        last = panel.offsets[1:] - 1
        return {
            **answer,
            **points,
            "people": people["share"],
            "people_low": people["low"],
            "people_high": people["high"],
            "latest": points["share"][last],
            "latest_low": points["low"][last],
            "latest_high": points["high"][last],
            "mappings": panel.sizes,
            "coverage": coverage_of(panel, panel.offsets[:-1]),
        }
