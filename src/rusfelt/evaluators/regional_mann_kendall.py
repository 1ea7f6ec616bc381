"""Regional Mann-Kendall: do the units of an indicator rise or fall together?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import attrs
import numpy as np

from rusfelt._arrays import ragged_ranges
from rusfelt.evaluator import Column, Needs, Spec
from rusfelt.evaluators._columns import Answer
from rusfelt.panel import Panel
from rusfelt.typing import Array, Bools, Integers

__all__ = ["RegionalMannKendall"]

_SITES = 2

# Only the order of the values counts.
_ORDER = ("s", "var_s", "tau", "p", "size", "smallest_p", "method", "sites", "points")

_SPEC = Spec(
    "regional-mann-kendall",
    "1",
    # Nothing is set aside for being short: a unit that went missing unseen would alter the answer.
    needs=Needs(points=0),
    gives=(
        Column("s", doc="Rising minus falling pairs of points of one unit, over all units."),
        Column("var_s", doc="Variance of s when the order within units is random."),
        Column(
            "tau",
            doc="s over the pairs that are not tied, from -1 to 1; nan where all are.",
            may_be=("undefined",),
        ),
        Column("p", doc="Two-sided p."),
        Column(
            "size",
            doc="How often it rejects at .05 when nothing changes; nan unless independent.",
            may_be=("undefined",),
        ),
        Column(
            "smallest_p",
            doc="The smallest p these ties could have given; nan unless independent.",
            may_be=("undefined",),
        ),
        Column("method", "str", doc="exact, or normal."),
        Column("sites", doc="How many units were taken together."),
        Column("points", doc="How many points each of them has."),
    ),
    rows="indicator",
    scope="panel",
    references=("doi:10.1021/es051650b", "doi:10.1029/WR020i006p00727"),
    invariances={
        "shift": _ORDER,
        "scale": _ORDER,
        "time-shift": _ORDER,
    },
)


@attrs.frozen
class RegionalMannKendall:
    """Mann-Kendall's test over all units of an indicator, each held against itself alone.

    A unit's series is the one after its last break, of everyone in it where there is one, else of
    the only group the indicator has. All units must have the same times. A total that stands among
    its own parts would count twice.

    Attributes:
        dependence: ``correlated`` allows units to be alike at one time, as districts of one city
            are, and finds little in under eight years; ``independent`` is exact and takes them to
            be independent (with fifteen units correlated by .5 it calls .45 of ten unchanged years
            a trend).
    """

    dependence: Literal["independent", "correlated"] = attrs.field(
        default="correlated", validator=attrs.validators.in_(("independent", "correlated"))
    )

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """The test for every indicator."""
        from rusfelt.stats.seasonal_kendall import (  # noqa: PLC0415 - loads scipy
            regional_mann_kendall,
        )

        names, first, which = np.unique(panel.indicator, return_index=True, return_inverse=True)
        answer = Answer(panel.take(first), _SPEC.gives)
        rows = _latest_parts(panel, _of_one_group(panel, which))
        sites = np.bincount(which[rows], minlength=len(names))
        starts = np.cumsum(sites) - sites
        answer.undefined(np.flatnonzero(sites == 0), "several-groups")
        answer.undefined(np.flatnonzero((sites > 0) & (sites < _SITES)), "one-site")
        several = np.flatnonzero(sites >= _SITES)
        if not len(several):
            return answer.columns
        lengths = np.zeros((2, len(names)), dtype=np.int64)
        lengths[0, sites > 0] = np.minimum.reduceat(panel.sizes[rows], starts[sites > 0])
        lengths[1, sites > 0] = np.maximum.reduceat(panel.sizes[rows], starts[sites > 0])
        answer.undefined(several[(lengths[0] != lengths[1])[several]], "different-times")
        alike = several[(lengths[0] == lengths[1])[several]]
        answer.undefined(alike[lengths[0, alike] == 0], "no-data")
        answer.undefined(alike[lengths[0, alike] == 1], "one-point")
        alike = alike[lengths[0, alike] > 1]
        # Indicators of as many units and points are tested at once.
        shapes = np.column_stack([sites[alike], lengths[0, alike]])
        for count, n in np.unique(shapes, axis=0).tolist():
            here = alike[(shapes == (count, n)).all(axis=1)]
            series = rows[ragged_ranges(starts[here], sites[here])]
            points = ragged_ranges(panel.offsets[:-1][series], panel.sizes[series])
            y, t = (each[points].reshape(len(here), count, n) for each in (panel.y, panel.t))
            same = (t == t[:, :1]).all(axis=(1, 2))
            answer.undefined(here[~same], "different-times")
            here, y = here[same], y[same]
            if len(here):
                found = regional_mann_kendall(y, dependence=self.dependence)
                answer.put(here, found._asdict())
                answer.put(
                    here,
                    {
                        "sites": np.full(len(here), float(count)),
                        "points": np.full(len(here), float(n)),
                    },
                )
                answer.undefined(here[np.isnan(found.p)], "no-estimate")
        return answer.columns


def _of_one_group(panel: Panel, which: Integers) -> Bools:
    """The series of everyone, or of the only group there is; ``which`` numbers the indicators."""
    everyone = panel.group == ""
    pairs = np.unique(
        np.column_stack([which, np.unique(panel.group, return_inverse=True)[1]]), axis=0
    )
    known = np.bincount(which[everyone], minlength=len(panel)) > 0
    single = np.bincount(pairs[:, 0], minlength=len(panel)) == 1
    return np.asarray(np.where(known[which], everyone, single[which]))


def _latest_parts(panel: Panel, of: Bools) -> Integers:
    """The row of each unit's last part, by indicator and unit."""
    asked = np.flatnonzero(of)
    order = asked[np.lexsort([each[asked] for each in (panel.part, panel.unit, panel.indicator)])]
    unit, indicator = panel.unit[order], panel.indicator[order]
    last = np.ones(len(order), dtype=np.bool_)
    last[:-1] = (unit[1:] != unit[:-1]) | (indicator[1:] != indicator[:-1])
    return order[last]
