"""How sure the places in a league table are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from rusfelt.stats._checks import not_finite, not_positive, refuse, row_blocks
from rusfelt.stats._count_trend import level
from rusfelt.stats._options import check_flag
from rusfelt.stats._pairwise import all_pairs_bound, told_apart
from rusfelt.stats._places import choose, place_arrays, rows_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats

__all__ = ["Ranks", "rank_uncertainty"]


class Ranks(NamedTuple):
    """The rank of each place and the ranks it could have; fields of the shape of the input."""

    rank: Floats
    low: Floats
    high: Floats


def rank_uncertainty(
    value: ArrayLike,
    se: ArrayLike,
    *,
    confidence: float = 0.95,
    better: Literal["higher", "lower"] = "higher",
    joint: bool = False,
) -> Ranks:
    r"""Which ranks a place could really have, given the uncertainty of every figure in the table.

    Rank 1 is the best. A place ranks below those surely better than itself and above those surely
    worse: its interval runs from 1 + the number surely better to the number of places less the
    number surely worse. Most intervals of most league tables are wide; that is their message.

    Sureness comes from all differences between places, which are tested at once, not from
    overlapping intervals. With ``joint=False`` each interval on its own holds the true rank with at
    least the given confidence (the marginal sets of the source, stepwise, for independent normal
    estimates); with ``joint=True`` all intervals of a row do so together, by Tukey and Kramer's
    bound, and are wider. Nothing is simulated: the chances are integrals. They are good to
    seven digits where no standard error is more than ten times another, and to three at the worst.

    Equal values share the best of their ranks. Undefined (nan) for fewer than two places.

    Args:
        value: the figures, ``(..., places)``, any unit; independent of each other.
        se: their standard errors, above 0, broadcast with ``value``.
        confidence: of the intervals.
        better: ``"higher"`` if rank 1 is the highest value, or ``"lower"``.
        joint: whether the confidence is that all intervals of a row are right at once.

    Returns:
        Rank, and the lowest and highest rank each place could have.

    Raises:
        DomainError: values that are not finite, standard errors not above 0, shapes that do not
            fit, a level outside (0, 1), or an unknown word.

    >>> result = rank_uncertainty([12.0, 9.0, 8.0, 3.0], 1.0)
    >>> result.rank, result.low, result.high
    (array([1., 2., 3., 4.]), array([1., 1., 2., 4.]), array([2., 3., 3., 4.]))

    Source: Mogstad, Romano, Shaikh and Wilhelm (2024), doi:10.1093/restud/rdad006; for all at once
    Hayter (1984), doi:10.1214/aos/1176346392.
    """
    choose("better", better, ("higher", "lower"))
    sure = level("confidence", confidence)
    values, errors = place_arrays(value=value, se=se)
    refuse(not_finite("value", values, series=True), not_positive("se", errors, series=True))
    shape, places = values.shape, values.shape[-1]
    result = np.full((3, *rows_of(values).shape), np.nan)
    if places > 1:
        y = rows_of(values) * (1.0 if better == "higher" else -1.0)
        s = rows_of(errors)
        for block in row_blocks(y.shape[0], 8 * places * places):
            result[:, block] = _ranked(y[block], s[block], sure, joint=joint)
    return Ranks(*(field.reshape(shape) for field in result))


def _ranked(y: Floats, s: Floats, confidence: float, *, joint: bool) -> Floats:
    """Rank and its ends for a block of rows, rank 1 being the highest."""
    rows, places = y.shape
    # In units of the largest figure or error in the row, so that no difference overflows.
    unit = np.maximum(np.abs(y), s).max(axis=1, keepdims=True)
    y, s = y / unit, np.maximum(s / unit, np.finfo(np.float64).tiny)
    with np.errstate(over="ignore"):
        t = (y[:, None, :] - y[:, :, None]) / np.hypot(s[:, None, :], s[:, :, None])
    rank = 1.0 + (t > 0).sum(axis=2)
    check_flag("joint", joint)
    if joint:
        bound = all_pairs_bound(places, confidence)
        surely_better, surely_worse = t > bound, t < -bound
    else:
        # Each place has its own row of the others, itself left out.
        rest = np.array([[j for j in range(places) if j != i] for i in range(places)])
        own = np.arange(places)[:, None]
        better, worse = told_apart(
            t[:, own, rest].reshape(rows * places, places - 1),
            s.reshape(-1),
            s[:, rest].reshape(rows * places, places - 1),
            confidence,
        )
        surely_better, surely_worse = (a.reshape(rows, places, -1) for a in (better, worse))
    return np.stack([rank, 1.0 + surely_better.sum(axis=2), places - surely_worse.sum(axis=2)])
