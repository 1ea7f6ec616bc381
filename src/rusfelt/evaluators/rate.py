"""Rate: every count or rate of a series with its interval."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import attrs
import numpy as np

from rusfelt.evaluator import Needs, Spec
from rusfelt.evaluators._columns import Answer
from rusfelt.evaluators._counted import count_problems
from rusfelt.evaluators._places import scales
from rusfelt.evaluators._points import POINTS, by_point
from rusfelt.evaluators._standing import points_column
from rusfelt.panel import Panel
from rusfelt.typing import Array
from rusfelt.vocabulary import Kind

__all__ = ["Rate"]

# Reckoned from numerators and denominators, which stay as they are.
_COUNTED = tuple(each.name for each in POINTS)

_SPEC = Spec(
    "rate",
    "1",
    needs=Needs(
        points=1,
        series=("kind",),
        point=("x",),
        wants=("n", "factor"),
        kind=(Kind.COUNT, Kind.RATE),
    ),
    gives=POINTS,
    references=("doi:10.1093/biomet/28.3-4.437",),
    invariances={
        "shift": _COUNTED,
        "scale": _COUNTED,
        "time-shift": _COUNTED,
    },
)


@attrs.frozen
class Rate:
    """Each point with the interval of chance alone; a count is the count itself.

    Attributes:
        method: ``exact`` or ``byar``, which is exact below 10 events.
        confidence: of each point's interval.
    """

    method: Literal["exact", "byar"] = attrs.field(
        default="exact", validator=attrs.validators.in_(("exact", "byar"))
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
        from rusfelt.stats.estimates import rate  # noqa: PLC0415 - loads scipy

        answer = Answer(panel, ())
        owner = np.repeat(np.arange(len(panel)), panel.sizes)
        x, n = (points_column(panel.per_point, name, panel.y.shape) for name in ("x", "n"))
        # A count is given as it is, whatever it is counted over.
        n = np.where((panel.per_series["kind"] == Kind.COUNT)[owner], 1.0, n)
        scale = scales(panel)[owner]
        share = np.zeros(len(x), dtype=np.bool_)
        problems = [*count_problems(x, n, share), (np.isnan(scale), "lacks:factor")]
        return by_point(
            answer,
            owner,
            problems,
            lambda at: rate(
                x[at], n[at], factor=scale[at], method=self.method, confidence=self.confidence
            ),
        )
