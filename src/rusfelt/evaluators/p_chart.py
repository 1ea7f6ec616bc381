"""p chart: the range within which a share varies by chance, given how many it is a share of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import attrs
import numpy as np

from rusfelt.evaluator import Needs, Spec
from rusfelt.evaluators._attribute import ATTRIBUTE, attribute_columns
from rusfelt.evaluators._charts import FEWEST, baseline_field, rules_field, whole
from rusfelt.panel import Block, Panel
from rusfelt.typing import Array, Bools
from rusfelt.vocabulary import Kind

if TYPE_CHECKING:
    from rusfelt.stats.attribute_charts import AttributeChart

__all__ = ["PChart"]

# Reckoned from numerators and denominators, which stay as they are.
_COUNTED = tuple(each.name for each in ATTRIBUTE)

_SPEC = Spec(
    "p-chart",
    "1",
    needs=Needs(points=FEWEST, point=("x", "n"), wants=("factor", "deff"), kind=(Kind.COVERAGE,)),
    gives=ATTRIBUTE,
    references=("doi:10.1081/QEN-120003555",),
    invariances={
        "shift": _COUNTED,
        "scale": _COUNTED,
        "time-shift": tuple(name for name in _COUNTED if name != "caution"),
    },
)


@attrs.frozen
class PChart:
    """Chart of shares whose limits follow each point's denominator. A signal decides nothing.

    Attributes:
        prime: whether limits are widened by how much more than chance neighbours differ (Laney).
        baseline: how many of the first points fix the limits; 0 for all.
        rules: as in ``xmr``.
    """

    prime: bool = attrs.field(default=False, validator=attrs.validators.instance_of(bool))
    baseline: int = baseline_field()
    rules: str = rules_field("making-data-count")

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """The chart of every series of shares."""
        return attribute_columns(panel, self.rules, self._chart, _unusable)

    def _chart(self, block: Block, fine: Bools) -> AttributeChart:
        from rusfelt.stats.attribute_charts import p_chart  # noqa: PLC0415 - loads scipy

        x, n = block.point["x"][fine], block.point["n"][fine]
        return p_chart(x, n, prime=self.prime, baseline=self.baseline or None)


def _unusable(block: Block) -> dict[str, Bools]:
    x, n = block.point["x"], block.point["n"]
    shares = whole(x) & whole(n) & (n > 0) & (x <= n)
    bad = {"not-whole-counts": np.asarray(~shares.all(axis=1))}
    deff = block.point.get("deff")
    if deff is not None:
        # Fewer independent people than were counted: the limits would be too narrow.
        bad["design-effect"] = np.asarray(~(np.isnan(deff) | (deff == 1)).all(axis=1))
    return bad
