"""The regression and its cluster-robust error: the one place that calls pyfixest."""

from __future__ import annotations

import attrs
import numpy as np
from scipy.special import stdtr, stdtrit

from rusfelt.typing import Floats, Integers
from rusfelt_causal._imputation import mean_effects
from rusfelt_causal._quiet import borrowed

__all__ = ["Regressed", "regressed"]

# Of the estimate: an error below it is rounding, where all units changed exactly alike.
_NO_SPREAD = 1e-9


@attrs.frozen
class Regressed:
    """An estimate with its error clustered by unit, and a t of one degree of freedom fewer.

    All but the effect are undefined where the units leave no spread to take an error from.
    """

    effect: float
    se: float
    low: float
    high: float
    p: float


def regressed(y: Floats, start: Integers, *, staggered: bool, confidence: float) -> Regressed:
    """The mean effect on treated points.

    Two-way fixed effects where all begin at once. Where they do not, that regression uses units
    already treated as the comparison for later ones, so the two-stage estimate is taken instead:
    unit and period effects from points not yet treated, the effect from what is left. Its error
    allows for the first stage and has no small-sample factor, as in the R package did2s.

    pyfixest leaves a unit or period with a single untreated point out of the first stage and then
    fails in the second. The same estimate is imputed here in that case, and has no error.

    Args:
        y: values on a common scale, shape ``(units, periods)``.
        start: first treated period of each unit, the number of periods for never.
        staggered: whether the starts differ.
        confidence: of the interval.
    """
    if staggered and _lone_points(start, y.shape[1]):
        effect = float(mean_effects(y, start[None, :])[0])
        return Regressed(effect, np.nan, np.nan, np.nan, np.nan)
    with borrowed("pandas", "pyfixest", "pyfixest.did") as (pd, pf, _):
        unit, period = (each.ravel() for each in np.indices(y.shape))
        frame = pd.DataFrame(
            {
                "y": y.ravel(),
                "unit": unit + 1,
                "period": period + 1,
                "on": (period >= start[unit]).astype(np.float64),
            }
        )
        if staggered:
            fit = pf.did2s(
                frame, yname="y", first_stage="~ 0 | unit + period", second_stage="~ on",
                treatment="on", cluster="unit",
            )  # fmt: skip
        else:
            fit = pf.feols("y ~ on | unit + period", data=frame, vcov={"CRV1": "unit"})
        effect, se = float(fit.coef().iloc[0]), float(fit.se().iloc[0])
        if not se > _NO_SPREAD * float(np.abs(y).max()):
            return Regressed(effect, np.nan, np.nan, np.nan, np.nan)
        freedom = len(y) - 1
        half = float(stdtrit(freedom, (1 + confidence) / 2)) * se
        p = 2 * float(stdtr(freedom, -abs(effect) / se))
        return Regressed(effect, se, effect - half, effect + half, p)


def _lone_points(start: Integers, periods: int) -> bool:
    """Whether a unit or a period has only one untreated point."""
    free = np.arange(periods) < start[:, None]
    return bool((free.sum(axis=1) == 1).any() or (free.sum(axis=0) == 1).any())
