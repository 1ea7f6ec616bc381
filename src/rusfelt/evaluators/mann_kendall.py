"""Mann-Kendall: is there a monotone trend?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import attrs

from rusfelt.evaluator import Column, Needs, Spec
from rusfelt.evaluators._caution import CAUTION, cautions
from rusfelt.evaluators._columns import Answer
from rusfelt.panel import Panel
from rusfelt.typing import Array

__all__ = ["MannKendall"]

# Only the order of the values counts.
_ORDER = ("s", "var_s", "tau", "p", "size", "smallest_p", "method", "size_correlated")

_SPEC = Spec(
    "mann-kendall",
    "1",
    needs=Needs(points=2),
    gives=(
        Column("s", doc="Rising minus falling pairs of points."),
        Column("var_s", doc="Variance of s when the order is random, ties counted."),
        Column(
            "tau",
            doc="Kendall's tau-b, from -1 to 1; nan where all values are equal.",
            may_be=("undefined",),
        ),
        Column("p", doc="Two-sided p."),
        Column("size", doc="How often the test rejects at .05 when nothing changes."),
        Column("smallest_p", doc="The smallest p a series with these ties could have given."),
        Column("method", "str", doc="exact, or normal where exact is out of reach."),
        *CAUTION,
    ),
    references=("doi:10.2307/1907187", "doi:10.1093/biomet/30.1-2.81"),
    invariances={
        "shift": _ORDER,
        "scale": _ORDER,
        "time-shift": _ORDER,
    },
)


@attrs.frozen
class MannKendall:
    """Mann-Kendall's test for a monotone trend, exact with ties.

    Distances in time play no part, only the order of the points.

    Attributes:
        method: ``auto``, ``exact`` or ``normal``.
    """

    method: Literal["auto", "exact", "normal"] = attrs.field(
        default="auto", validator=attrs.validators.in_(("auto", "exact", "normal"))
    )

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """The test for every series."""
        from rusfelt.stats.kendall import mann_kendall  # noqa: PLC0415 - loads scipy

        answer = Answer(panel, _SPEC.gives)
        for block in panel.by_length():
            answer.put(block.rows, mann_kendall(block.y, method=self.method)._asdict())
            answer.put(block.rows, cautions(block.y, block.t, test="ranks"))
        return answer.columns
