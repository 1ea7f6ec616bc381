"""Last change: the step from the last point but one to the last."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from rusfelt import Column, Needs, Panel, Spec
from rusfelt.typing import Array

__all__ = ["LastChange"]

_SPEC = Spec(
    "last-change",
    "1",
    # A series with fewer points gets the status "unmet" and this need as its reason, and is
    # never handed over.
    needs=Needs(points=2),
    gives=(
        Column(
            "change",
            unit="indicator",
            doc="The last point minus the one before it.",
            # Made of the panel's values. Unsaid, the column is left out of every document.
            basis=("y",),
        ),
    ),
    invariances={"shift": ("change",), "time-shift": ("change",)},
)


@attrs.frozen
class LastChange:
    """The last step of a series. It describes, and says nothing of chance."""

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """The last step of every series."""
        last = panel.offsets[1:] - 1
        return {"change": panel.y[last] - panel.y[last - 1]}
