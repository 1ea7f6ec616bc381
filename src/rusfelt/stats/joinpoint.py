"""Trends that bend: straight lines joined where the data say, and the yearly change of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._checks import (
    as_series,
    broadcast,
    check_times,
    not_positive,
    refuse,
    row_blocks,
)
from rusfelt.stats._count_trend import level, spread_times
from rusfelt.stats._joinpoint_prepare import Prepared, prepare
from rusfelt.stats._joinpoint_result import Joinpoint, blank, fill
from rusfelt.stats._joinpoint_select import candidates, permutation_tests
from rusfelt.stats._places import choose

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats

__all__ = ["Joinpoint", "joinpoint"]

_LONGEST = 40
_MOST_PERMUTATIONS = 1_000_000
_MOST = 5
_MOST_UNASKED = 3
_FEWEST_POINTS = 3
# Values fitted at a time, so that what lies between them and the answer stays small.
_BLOCK = 1 << 17
# Parameters a joint costs: its place and its bend; bic3 counts one more.
_COST = {"bic": 2, "bic3": 3}


def joinpoint(
    y: ArrayLike,
    t: ArrayLike | None = None,
    *,
    se: ArrayLike | None = None,
    scale: Literal["log", "linear"] = "log",
    method: Literal["permutation", "bic", "bic3"] = "permutation",
    max_joinpoints: int | None = None,
    minimum_points: int = 2,
    alpha: float = 0.05,
    permutations: int = 4499,
    seed: int = 0,
    confidence: float = 0.95,
) -> Joinpoint:
    r"""Where a trend bends, if it does, and how many per cent a year it moves between the bends.

    Fits straight lines joined at observed times (to the logarithm of y unless ``scale`` is
    linear), for every admissible set of joinpoints, by least squares. How many joinpoints there
    are is decided by ``method``:

    - ``"permutation"``: Kim, Fay, Feuer and Midthune's sequence. Starting with 0 against K, the
      residuals of the smaller model are permuted; p is the share of permutations (the data
      counted as one) whose ratio of residual sums of squares is at least as large. The null is
      rejected where p ≤ alpha / (K − joinpoints under the null); then the null gains a joinpoint,
      otherwise the alternative loses one. The permutations are the same for every series and
      depend on ``seed`` alone.
    - ``"bic"``: smallest :math:`\ln(SSE/n) + (2k+2)\ln(n)/n`. It over-selects in short series:
      simulated, .26 of series of 8 points around a straight line are given a bend, .20 of 10, .15
      of 20 and .07 of 40, against .05, .05, .04 and .02 by the permutation tests.
    - ``"bic3"``: the same with 3k + 2, which its authors found to choose much like the permutation
      tests; .15, .10, .05 and .01 above.

    The intervals are from t on n − 2k − 2 degrees of freedom, the joinpoints' places counted as
    estimated, and take these places as known: they are too narrow to the extent they are not.
    NCI's program takes the normal distribution for the average change of a bent trend; this does
    not: for 12 points bent in the middle its 95 % interval then held the true one in .91 of
    simulated series, that of t in .95. With standard errors, weights are :math:`1/s^2`, or
    :math:`(y/s)^2` for logarithms, and the *weighted* residuals are permuted. Independent errors
    are assumed: autocorrelation is mistaken for bends (at .4, bends are found in .15 of series of
    10 points and .27 of 20 by permutation).

    Undefined (nan): all fields with fewer than three points, or with standard errors that differ
    more than a hundred-million-fold; intervals where the fit leaves no residual variation.

    Args:
        y: values, ``(..., n)`` with n ≤ 40; above 0 unless the scale is linear.
        t: strictly increasing times, ``(n,)`` or ``(..., n)``; 0 … n - 1 where left out. "Annual"
            means per unit of ``t``.
        se: standard errors of y, broadcast with it; all points weigh alike where left out.
        scale: ``"log"`` or ``"linear"``.
        method: ``"permutation"``, ``"bic"`` or ``"bic3"``.
        max_joinpoints: K, at most 5. Where left out, NCI's recommendation for n points (none below
            7, then 1, and 1 more for every 5 points), but at most 3, since the work grows fast.
        minimum_points: points there must be between two joinpoints, and between a joinpoint and
            either end, the joinpoints themselves not counted.
        alpha: level of the whole sequence of permutation tests.
        permutations: how many, up to a million.
        seed: of the permutations.
        confidence: of the intervals.

    Returns:
        A :class:`Joinpoint`.

    Raises:
        DomainError: values not finite (or not above 0 for logarithms), more than 40 points, too
            few for the joinpoints asked for, too few permutations for ``alpha``, unknown words, or
            times, standard errors or levels that are none.

    >>> rates = [50, 53, 55, 58, 62, 65, 60, 55, 51, 47, 43]
    >>> bent = joinpoint(rates, range(2010, 2021))
    >>> bent.joinpoint, bent.apc.round(1)
    (array([2015.]), array([ 5.4, -7.9]))

    Source: Kim, Fay, Feuer and Midthune (2000),
    doi:10.1002/(SICI)1097-0258(20000215)19:3<335::AID-SIM336>3.0.CO;2-Z; average annual percent
    change: Clegg et al. (2009), doi:10.1002/sim.3733; bic3: Kim et al. (2022),
    doi:10.1080/02664763.2022.2063265.
    """
    choose("scale", scale, ("log", "linear"))
    choose("method", method, ("permutation", *_COST))
    confidence, alpha = level("confidence", confidence), level("alpha", alpha)
    rows, batch = as_series("y", y)
    count, n = rows.shape
    if scale == "log":
        refuse(
            Problem(found.path, found.message, "Leave such series out, or use scale='linear'.")
            for found in not_positive("y", rows, series=True)
        )
    most = _most(n, max_joinpoints, minimum_points)
    # More points between joinpoints than there are points is all the same.
    minimum = min(int(minimum_points), n + 1)
    _check_choice(method, alpha, most, permutations=permutations, seed=seed)
    times = check_times(t, n)
    times = times[None] if times.ndim == 1 else spread_times(times, batch, n)
    errors = _errors(se, rows, batch)
    result = blank(count, n, most)
    for block in row_blocks(count if n >= _FEWEST_POINTS else 0, n, cells=_BLOCK):
        with np.errstate(over="ignore", invalid="ignore", divide="ignore", under="ignore"):
            given = prepare(
                rows[block],
                np.broadcast_to(times if times.shape[0] == 1 else times[block], rows[block].shape),
                None if errors is None else errors[block],
                log=scale == "log",
            )
            answer = _fit(
                given.take(given.usable), most, minimum, method,
                alpha=alpha, permutations=int(permutations), seed=seed, confidence=confidence,
            )  # fmt: skip
        for whole, part in zip(result, answer, strict=True):
            whole[block][given.usable] = part
    return Joinpoint(*(field.reshape((*batch, *field.shape[1:])) for field in result))


def _fit(
    given: Prepared, most: int, minimum: int, method: str,
    *, alpha: float, permutations: int, seed: int, confidence: float,
) -> Joinpoint:  # fmt: skip
    rows, n = given.u.shape
    result = blank(rows, n, most)
    weighted = given.figures * given.root
    found = candidates(given.u, given.root, weighted, most, minimum)
    perfect = found.left <= given.rounding[:, None]
    cost = _COST.get(method, _COST["bic"]) * np.arange(most + 1) + 2
    left = np.log(np.where(perfect, 0.0, found.left) / n) + given.lift[:, None]
    result.bic[:] = left + cost * np.log(n) / n
    if method == "permutation":
        tests = permutation_tests(
            given.u, given.root, weighted, found, perfect,
            minimum=minimum, alpha=alpha, permutations=permutations, seed=seed,
        )  # fmt: skip
        chosen = tests.chosen
        result.null[:], result.alternative[:], result.p[:] = tests[:3]
    else:
        # Of several perfect fits, all minus infinity, this is the one with fewest joinpoints.
        chosen = result.bic.argmin(axis=1)
    for k in range(most + 1):
        pick = np.flatnonzero(chosen == k)
        fill(result, given, found.joints[k][pick], pick, perfect[pick, k], confidence=confidence)
    return result


def _most(n: int, asked: int | None, minimum: int) -> int:
    """The largest number of joinpoints to try."""
    problems = []
    if n > _LONGEST:
        problems.append(
            Problem("y", f"has {n} points.", f"Give at most {_LONGEST}: the search is exhaustive.")
        )
    if not _whole(minimum) or minimum < 1:
        problems.append(
            Problem("minimum_points", f"{minimum!r} is no count of 1 or more.", "Give 2 or more.")
        )
    if asked is not None and (not _whole(asked) or not 0 <= asked <= _MOST):
        problems.append(
            Problem("max_joinpoints", f"{asked!r} is no count up to {_MOST}.", "Give 0, 1, 2 …")
        )
    refuse(problems)
    # Each joinpoint takes a point and, for its place and its bend, two degrees of freedom.
    minimum = int(minimum)
    room = max(0, min((n - minimum) // (minimum + 1), (n - _FEWEST_POINTS) // 2))
    if asked is None:
        return int(min(max(0, (n - 2) // 5), _MOST_UNASKED, room))
    if asked > room:
        problem = Problem(
            "max_joinpoints", f"{asked} do not fit into {n} points with {minimum} between them.",
            f"Give at most {room}, or longer series.",
        )  # fmt: skip
        raise DomainError(problems=[problem])
    return int(asked)


def _check_choice(method: str, alpha: float, most: int, *, permutations: int, seed: int) -> None:
    problems = []
    if not _whole(seed) or seed < 0:
        problems.append(Problem("seed", f"{seed!r} is no whole number.", "Give 0, 1, 2 …"))
    if not _whole(permutations) or not 1 <= permutations <= _MOST_PERMUTATIONS:
        fact = f"{permutations!r} is no count from 1 to {_MOST_PERMUTATIONS:,}."
        problems.append(Problem("permutations", fact, "Give 4499."))
    elif method == "permutation" and (int(permutations) + 1) * alpha < most:
        fewest = int(np.ceil(most / alpha)) - 1
        problems.append(
            Problem(
                "permutations",
                f"{permutations} can never reach the level {alpha / most:.2g}.",
                f"Give at least {fewest}, better 4499.",
            )
        )
    refuse(problems)


def _whole(value: object) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def _errors(se: object, rows: Floats, batch: tuple[int, ...]) -> Floats | None:
    if se is None:
        return None
    shape = (*batch, rows.shape[1])
    _, errors = broadcast(y=np.broadcast_to(0.0, shape), se=se)
    if errors.shape != shape:
        problem = Problem(
            "se", f"has shape {errors.shape}, but y has shape {shape}.",
            "Give one standard error for each value.",
        )  # fmt: skip
        raise DomainError(problems=[problem])
    refuse(not_positive("se", errors, series=True))
    return errors.reshape(rows.shape)
