"""Whole-number programmes, by HiGHS through scipy, with answers checked in whole numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from rusfelt.disclosure.system import sparse
from rusfelt.disclosure.unknowns import Unknowns
from rusfelt.typing import Floats, Integers

__all__ = ["extreme", "fits", "nearest", "optimisers"]

# Counted in nodes and not in seconds, so that the same tables give the same answer anywhere.
_MOST_NODES = 20_000
# Sums of rounded counts that differ by less, relatively, are the same.
_SAME = 1e-9
# What scipy answers then.
_NOTHING_FITS = 2


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
    bounds = optimise.Bounds(least.astype(np.float64), most.astype(np.float64))
    # Without asking for whole numbers the answer comes sooner, and mostly in whole numbers.
    found = optimise.milp(-worth, bounds=bounds, constraints=constraints)
    if found.x is None or found.status != 0:
        return None
    x: Integers = np.rint(found.x).astype(np.int64)
    if fits(unknowns, x) and abs(float(worth @ x) + found.fun) < _SAME * (1.0 + abs(found.fun)):
        return x
    found = optimise.milp(
        -worth,
        integrality=np.ones(len(unknowns)),
        bounds=bounds,
        constraints=constraints,
        options={"mip_rel_gap": 0.0, "node_limit": nodes},
    )
    if found.x is None or found.status != 0:
        return None
    x = np.rint(found.x).astype(np.int64)
    return x if fits(unknowns, x) else None


def nearest(unknowns: Unknowns, low: Integers, high: Integers) -> tuple[Integers | None, bool]:
    """Counts within bounds that fit and differ from the true ones as little as can be.

    What differs in few cells goes on showing something when other cells are printed again.

    Args:
        unknowns: the sums.
        low: lower bounds.
        high: upper bounds.

    Returns:
        The counts, ``None`` where nothing fits; and whether that is settled: where it is not,
        there are fitting numbers that are not whole.
    """
    if (low > high).any():
        return None, True
    optimise = optimisers()
    truth, rows = unknowns.truth, unknowns.rows.astype(np.float64)
    zero = np.zeros(len(truth))
    constraints = []
    if rows.shape[0]:
        constraints.append(optimise.LinearConstraint(sparse().hstack([rows, -rows]).tocsc(), 0, 0))
    found = optimise.milp(
        np.ones(2 * len(truth)),
        bounds=optimise.Bounds(
            np.concatenate([np.maximum(low - truth, zero), np.maximum(truth - high, zero)]),
            np.concatenate([np.maximum(high - truth, zero), np.maximum(truth - low, zero)]),
        ),
        constraints=constraints,
    )
    if found.x is None or found.status != 0:
        return None, found.status == _NOTHING_FITS
    up, down = np.rint(found.x).astype(np.int64).reshape(2, -1)
    x = np.asarray(truth + up - down)
    kept = fits(unknowns, x) and bool((x >= low).all() and (x <= high).all())
    return (x, True) if kept else (None, False)
