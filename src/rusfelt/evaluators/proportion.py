"""Proportion: every share of a series with its interval."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

import attrs
import numpy as np

from rusfelt.evaluator import Needs, Spec
from rusfelt.evaluators._columns import Answer
from rusfelt.evaluators._counted import count_problems
from rusfelt.evaluators._places import scales
from rusfelt.evaluators._points import POINTS, by_point
from rusfelt.evaluators._standing import points_column
from rusfelt.panel import Panel
from rusfelt.typing import Array, Bools
from rusfelt.vocabulary import Kind

if TYPE_CHECKING:
    from rusfelt.stats.estimates import Estimate

__all__ = ["Proportion"]

# Reckoned from numerators and denominators, which stay as they are.
_COUNTED = tuple(each.name for each in POINTS)

_SPEC = Spec(
    "proportion",
    "1",
    needs=Needs(points=1, point=("x", "n"), wants=("factor", "deff"), kind=(Kind.COVERAGE,)),
    gives=POINTS,
    references=("doi:10.1080/01621459.1927.10502953", "doi:10.1093/biomet/26.4.404"),
    invariances={
        "shift": _COUNTED,
        "scale": _COUNTED,
        "time-shift": _COUNTED,
    },
)


@attrs.frozen
class Proportion:
    """Each share with the interval of chance alone, in the indicator's unit.

    Attributes:
        method: ``wilson``, right on average, or ``clopper-pearson``, never too narrow.
        confidence: of each point's interval.
    """

    method: Literal["wilson", "clopper-pearson"] = attrs.field(
        default="wilson", validator=attrs.validators.in_(("wilson", "clopper-pearson"))
    )
    confidence: float = attrs.field(
        default=0.95, validator=[attrs.validators.gt(0), attrs.validators.lt(1)]
    )

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """The interval of every point."""
        from rusfelt.stats.estimates import Estimate, proportion  # noqa: PLC0415 - loads scipy

        answer = Answer(panel, ())
        owner = np.repeat(np.arange(len(panel)), panel.sizes)
        x, n, deff = (
            points_column(panel.per_point, name, panel.y.shape) for name in ("x", "n", "deff")
        )
        scale = scales(panel)[owner]
        share = np.ones(len(x), dtype=np.bool_)
        problems = [*count_problems(x, n, share, deff), (np.isnan(scale), "lacks:factor")]

        def estimate(at: Bools) -> Estimate:
            found = proportion(x[at], n[at], method=self.method, confidence=self.confidence)
            with np.errstate(over="ignore"):
                return Estimate(*(scale[at] * each for each in found))

        return by_point(answer, owner, problems, estimate)
