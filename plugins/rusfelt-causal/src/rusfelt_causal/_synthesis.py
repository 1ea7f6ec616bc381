"""Weights of a synthetic control: the one place that calls pysyncon."""

from __future__ import annotations

import attrs
import numpy as np

from rusfelt.typing import Bools, Floats
from rusfelt_causal._quiet import borrowed

__all__ = ["Synthesis", "synthesis"]

# Of the squared scale, a period: how far above the best possible fit the found one may lie. Ten
# times what the solver left in the worst of some hundred random panels.
_SLACK = 1e-5
# Of the scale: a root mean square below it is the solver's own inexactness, not a distance.
_EXACT = 1e-3


@attrs.frozen(eq=False)
class Synthesis:
    """One unit against the weighted mean of others.

    Attributes:
        weights: one a donor, none below 0, 1 in sum.
        gap: the unit less its synthetic control, one a period.
        before, after: root mean square of the gap on either side of the start.
        exact: whether the fit before is as close as can be computed, so that no ratio has a
            meaning.
    """

    weights: Floats
    gap: Floats
    before: float
    after: float
    exact: bool

    @property
    def ratio(self) -> float:
        """Root mean square of the gap after by that before; infinite where the fit is exact."""
        return np.inf if self.exact else self.after / self.before


def synthesis(unit: Floats, donors: Floats, before: Bools) -> Synthesis | str:
    """The convex combination of donors that lies closest to a unit before the start.

    The weights minimise the sum of squared gaps over the periods before, with every period
    counting the same: no covariates, and no search for the weights of predictors.

    Args:
        unit: its values, shape ``(periods,)``.
        donors: theirs, shape ``(periods, donors)``.
        before: which periods lie before the start, shape ``(periods,)``.

    Returns:
        The synthesis, or the reason code of why there is none: ``no-variation`` where all donors
        equal the unit in every period before, ``not-converged`` where the solver stopped too far
        from the optimum. pysyncon passes on whatever its solver returned last, so that is looked
        into here by the duality gap, which bounds the distance to the best possible fit.
    """
    with np.errstate(all="ignore"):
        apart = donors[before] - unit[before][:, None]
        scale = float(np.sqrt(np.mean(apart**2)))
        if scale <= np.finfo(np.float64).eps * float(np.abs(donors[before]).max(initial=0.0)):
            return "no-variation"
        if not np.isfinite(scale):
            return "not-converged"
        scaled = apart / scale
        weights = np.clip(_optimal(scaled), 0.0, None)
        weights = weights / weights.sum()
        slope = scaled.T @ (scaled @ weights)
        gap = unit - donors @ weights
        close, far = (float(np.sqrt(np.mean(gap[side] ** 2))) for side in (before, ~before))
    if not np.isfinite([*weights, *gap, close, far]).all():
        return "not-converged"
    if float(slope @ weights - slope.min()) > _SLACK * len(scaled):
        return "not-converged"
    return Synthesis(weights, gap, close, far, close <= _EXACT * scale)


def _optimal(apart: Floats) -> Floats:
    """What pysyncon finds; the unit is at 0 here, so that shifting all values changes nothing."""
    # It loads pandas and matplotlib.
    with borrowed("pysyncon") as (pysyncon,):
        # Its own default tolerance, 1e-6, leaves weights wrong in the third decimal.
        found, _ = pysyncon.Synth.w_optimize(
            V_mat=np.eye(len(apart)),
            X0=apart,
            X1=np.zeros(len(apart)),
            qp_options={"maxiter": 1000, "ftol": 1e-12},
        )
    return np.asarray(found, dtype=np.float64)
