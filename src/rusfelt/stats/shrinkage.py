"""Small places drawn towards all: empirical Bayes estimates of rates and shares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from rusfelt.stats._checks import check_denominators, not_count, not_positive, refuse
from rusfelt.stats._count_bounds import finite_or_nan
from rusfelt.stats._places import choose, over, place_arrays

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats

__all__ = ["Shrunk", "shrink"]


class Shrunk(NamedTuple):
    """``shrunk`` and ``weight`` have the shape of the input, the other two the batch's shape."""

    shrunk: Floats
    weight: Floats
    centre: Floats
    between: Floats


def shrink(x: ArrayLike, n: ArrayLike, *, kind: Literal["rate", "proportion"] = "rate") -> Shrunk:
    r"""Each place's rate or share, drawn towards the common one the more the smaller the place is.

    A place of few people has a high or a low rate mostly by chance. Its estimate here is
    ``weight·own + (1 - weight)·centre``: large places keep their own figure, small ones borrow
    from the others. Good for a map or a first guess; not for judging one place, whose own history
    says more, nor for testing.

    With :math:`y_i = x_i/n_i`, centre :math:`m = \sum x/\sum n`, mean size :math:`\bar n` and
    :math:`S = \sum n_i(y_i - m)^2/\sum n`:

    - ``"rate"`` (Marshall's global estimator): variance between places
      :math:`A = S - m/\bar n`, weight :math:`A/(A + m/n_i)`;
    - ``"proportion"`` (Martuzzi and Elliott's): :math:`A = S - m(1 - m)/\bar n`, weight
      :math:`A/(A + (m(1 - m) - S)/n_i)`.

    Places that vary no more than chance makes them have :math:`A \le 0`; then ``between`` is 0,
    every weight is 0 and every place gets the centre. (Untruncated, a negative A gives weights
    below 0 or above 1 and moves places *away* from the centre.)

    Undefined (nan) for fewer than two places.

    Args:
        x: counts, ``(..., places)``: whole numbers.
        n: exposures above 0, or for shares denominators, whole numbers of 1 or more; broadcast.
        kind: ``"rate"`` or ``"proportion"``.

    Returns:
        Shrunken figures, the weight each place's own figure has, the centre and the variance
        between places.

    Raises:
        DomainError: counts that are no whole numbers, ``n`` not above 0, a share above 1, shapes
            that do not fit, or an unknown kind.

    >>> result = shrink([0, 60, 20], [50, 1000, 1000])
    >>> result.shrunk.round(4), result.weight.round(2)
    (array([0.0264, 0.058 , 0.0218]), array([0.32, 0.9 , 0.9 ]))

    Source: Marshall (1991), doi:10.2307/2347593; Martuzzi and Elliott (1996), Statistics in
    Medicine 15, 1867–1873.
    """
    choose("kind", kind, ("rate", "proportion"))
    x, n = place_arrays(x=x, n=n)
    if kind == "proportion":
        check_denominators(x, n, series=True)
    else:
        refuse(not_count("x", x, series=True), not_positive("n", n, series=True))
    batch, places = x.shape[:-1], x.shape[-1]
    if places < 2:  # noqa: PLR2004 - one place has nothing to be drawn towards
        blank, none = np.full(x.shape, np.nan), np.full(batch, np.nan)
        return Shrunk(blank, blank.copy(), none, none.copy())
    with np.errstate(over="ignore", invalid="ignore"):
        own = x / n
        largest = n.max(axis=-1, keepdims=True)
        size = n / largest
        heavy = size.sum(axis=-1, keepdims=True)
        centre = x.sum(axis=-1, keepdims=True) / heavy / largest
        if kind == "proportion":
            centre = np.minimum(centre, 1.0)  # rounding can lift a share of everybody above 1
        spread = (size * (own - centre) ** 2).sum(axis=-1, keepdims=True) / heavy
        mean_size = heavy / places * largest
        unit = centre * (1 - centre) if kind == "proportion" else centre
        between = np.maximum(spread - unit / mean_size, 0.0)
        # What chance alone adds to a place of size 1.
        noise = np.maximum(unit - spread, 0.0) if kind == "proportion" else unit
        weight = np.where(between == 0, 0.0, over(between, between + noise / n))
        shrunk = centre + weight * (own - centre)
    lost = ~np.isfinite(shrunk)
    return Shrunk(
        np.where(lost, np.nan, shrunk), np.where(lost, np.nan, weight),
        finite_or_nan(centre[..., 0]), finite_or_nan(between[..., 0]),
    )  # fmt: skip
