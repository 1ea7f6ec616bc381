"""How many of all ratings in the eight domains are red, for each district."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from rusfelt import Column, Design, Kind, Needs, Panel, Spec
from rusfelt.typing import Array
from rusfelt_brukerplan._rows import COUNTS, explained, numbers, owners, point_problems
from rusfelt_brukerplan.domains import DOMAINS, indicator_id

__all__ = ["BrukerplanRedShare"]

_SPEC = Spec(
    "brukerplan-red-share",
    "1",
    needs=Needs(
        points=1,
        series=("design",),
        point=("x", "n"),
        roles=tuple(indicator_id(domain, "red") for domain in DOMAINS),
        design=(Design.CROSS_SECTION,),
        kind=(Kind.COVERAGE,),
    ),
    gives=(
        Column("time", unit="time", doc="The latest mapping with all eight domains.", basis=("t",)),
        Column(
            "red", unit="ratings", doc="Red ratings in the eight domains together.", basis=("x",)
        ),
        Column(
            "ratings",
            unit="ratings",
            doc="All ratings in the eight domains together.",
            basis=("n",),
        ),
        Column(
            "share",
            unit="per cent",
            doc="Red ratings as per cent of all ratings.",
            basis=("x", "n"),
        ),
    ),
    rows="unit",
    scope="unit",
    reasons={
        **COUNTS,
        "domains-missing": {
            "en": "No mapping of everyone has figures for red in all eight domains.",
            "nb": "Ingen kartlegging av alle har tall for rødt på alle åtte levekårsområdene.",
            "nn": "Inga kartlegging av alle har tal for raudt på alle dei åtte levekårsområda.",
        },
    },
    invariances={
        "shift": ("time", "red", "ratings", "share"),
        "scale": ("time", "red", "ratings", "share"),
        "time-shift": ("red", "ratings", "share"),
    },
)
_RED = np.sort(np.array(_SPEC.needs.roles, dtype=np.str_))


@attrs.frozen
class BrukerplanRedShare:
    """The share of a district's ratings that are red, over the eight domains of one mapping.

    Eight ratings of one person hang together, so no interval of independent ratings is given: it
    would be too narrow. The index is not a ninth domain and is left out. What is taken is the latest mapping
    in which all eight domains have figures for everyone (no group); undefined where there is none.
    """

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """One share for each unit, in the order of their names."""
        units, place = np.unique(panel.unit, return_inverse=True)
        owner = owners(panel)
        of_red = np.flatnonzero((np.isin(panel.indicator, _RED) & (panel.group == ""))[owner])
        unit, domain = place[owner[of_red]], np.searchsorted(_RED, panel.indicator)[owner[of_red]]
        # Points of one unit and time stand together; a mapping is whole with one for each domain.
        order = np.lexsort((domain, panel.t[of_red], unit))
        of_red, unit, domain = of_red[order], unit[order], domain[order]
        same = np.ones(len(of_red), dtype=np.bool_)
        same[1:] = (np.diff(unit) != 0) | (np.diff(panel.t[of_red]) != 0)
        mapping = np.cumsum(same) - 1
        rows = np.bincount(mapping)
        begin = np.flatnonzero(same)
        whole = rows == len(_RED)
        whole &= np.bincount(mapping, domain == np.arange(len(domain)) - begin[mapping]) == rows
        # Mappings stand by unit and time, so the last that is whole is the latest.
        latest = np.full(len(units), -1)
        latest[unit[begin[whole]]] = np.flatnonzero(whole)
        used = of_red[mapping == latest[unit]]
        at = place[owner[used]]
        whys = [
            (np.isin(np.arange(len(units)), at[bad[used]]), code)
            for bad, code in point_problems(panel)
        ]
        answer = explained(len(units), [(latest < 0, "domains-missing"), *whys])
        fine = answer["status"] == "ok"
        x, n = numbers(panel.per_point["x"]), numbers(panel.per_point["n"])
        red, ratings = (np.bincount(at, each[used], minlength=len(units)) for each in (x, n))
        time = np.zeros(len(units))
        time[at] = panel.t[used]
        columns = {
            "time": time,
            "red": red,
            "ratings": ratings,
            "share": 100 * red / np.where(fine, ratings, 1.0),
        }
        return {**answer, **{name: np.where(fine, each, np.nan) for name, each in columns.items()}}
