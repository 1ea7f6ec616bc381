"""Whole-number programmes, by HiGHS through scipy, with answers checked in whole numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from rusfelt.disclosure.unknowns import Unknowns
from rusfelt.typing import Floats, Integers

__all__ = ["extreme", "fits", "optimisers"]

# Counted in nodes and not in seconds, so that the same tables give the same answer anywhere.
_MOST_NODES = 20_000


def optimisers() -> Any:
    """The optimisers of scipy, loaded when it is first needed."""
    import scipy.optimize  # noqa: PLC0415 - loading scipy takes half a second

    return scipy.optimize


def fits(unknowns: Unknowns, x: Integers) -> bool:
    """Whether counts keep every sum and bound, in whole numbers."""
    return bool(
        (unknowns.rows @ x == unknowns.right).all()
        and (x >= unknowns.low).all()
        and (x <= unknowns.high).all()
    )


def extreme(
    unknowns: Unknowns,
    worth: Floats,
    *,
    low: Integers | None = None,
    high: Integers | None = None,
    nodes: int = _MOST_NODES,
) -> Integers | None:
    """Counts that fit and are worth most; ``None`` where the search gave up or nothing fits.

    Args:
        unknowns: the sums.
        worth: of one more in each unknown.
        low: lower bounds in place of the unknowns' own.
        high: upper bounds in place of the unknowns' own.
        nodes: how far the search goes before it gives up.
    """
    optimise = optimisers()
    least = unknowns.low if low is None else low
    most = unknowns.capped() if high is None else high
    if (least > most).any():
        return None
    constraints: list[Any] = []
    if unknowns.rows.shape[0]:
        right = unknowns.right.astype(np.float64)
        constraints.append(
            optimise.LinearConstraint(unknowns.rows.astype(np.float64), right, right)
        )
    found = optimise.milp(
        -worth,
        integrality=np.ones(len(unknowns)),
        bounds=optimise.Bounds(least.astype(np.float64), most.astype(np.float64)),
        constraints=constraints,
        options={"mip_rel_gap": 0.0, "node_limit": nodes},
    )
    if found.x is None or found.status != 0:
        return None
    x = np.rint(found.x).astype(np.int64)
    return x if fits(unknowns, x) else None
