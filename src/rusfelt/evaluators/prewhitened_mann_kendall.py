"""Prewhitened Mann-Kendall: is there a monotone trend beyond each value's pull on the next?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import attrs
import numpy as np

from rusfelt.evaluator import Column, Needs, Spec
from rusfelt.evaluators._columns import Answer
from rusfelt.panel import Panel
from rusfelt.typing import Array, Bools, Floats

__all__ = ["PrewhitenedMannKendall"]

# Months and quarters are no exact fractions, so their distances differ in the last digits.
_SAME = 1e-6

_SPEC = Spec(
    "prewhitened-mann-kendall",
    "1",
    needs=Needs(points=3),
    gives=(
        Column("s", doc="Rising minus falling pairs of the values left."),
        Column("var_s", doc="Variance of s when the order is random, ties counted."),
        Column(
            "tau",
            doc="Kendall's tau-b of the values left, from -1 to 1; nan where they are equal.",
            may_be=("undefined",),
        ),
        Column("p", doc="Two-sided p, as if r1 were known."),
        Column("size", doc="How often the test rejects at .05 when the values left are random."),
        Column("smallest_p", doc="The smallest p values left with these ties could have given."),
        Column(
            "r1",
            doc="Correlation of neighbouring values that was taken out; nan where all are equal.",
            may_be=("undefined",),
        ),
        Column("method", "str", doc="exact, or normal where exact is out of reach."),
    ),
    references=("doi:10.1127/metz/4/1992/82",),
    invariances={
        "time-shift": ("s", "var_s", "tau", "p", "size", "smallest_p", "r1", "method"),
    },
)


@attrs.frozen
class PrewhitenedMannKendall:
    """Mann-Kendall's test of what is left when each value's pull on the next is taken out.

    Most of a trend is taken out too, so no trend found here says little below some 40 points, and
    with five points none can be found. The points must be equally spaced.

    Attributes:
        method: ``auto`` (exact up to 40 values left) or ``normal``.
    """

    method: Literal["auto", "normal"] = attrs.field(
        default="auto", validator=attrs.validators.in_(("auto", "normal"))
    )

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """The test for every series without gaps."""
        from rusfelt.stats.prewhitened_kendall import (  # noqa: PLC0415 - loads scipy
            prewhitened_mann_kendall,
        )

        answer = Answer(panel, _SPEC.gives)
        for block in panel.by_length():
            even = _even(block.t)
            answer.undefined(block.rows[~even], "uneven-times")
            rows = block.rows[even]
            if len(rows):
                found = prewhitened_mann_kendall(block.y[even], method=self.method)
                answer.put(rows, found._asdict())
                answer.undefined(rows[np.isnan(found.p)], "no-estimate")
        return answer.columns


def _even(t: Floats) -> Bools:
    """Rows whose points are equally spaced but for rounding."""
    # Halved, so that no difference of finite times overflows.
    steps = np.diff(t / 2, axis=1)
    return np.asarray((steps.max(axis=1) - steps.min(axis=1)) <= _SAME * steps.max(axis=1))
