"""What must be said along with a trend test: what it took for granted and could not check.

Every test of a trend takes the points to be independent. With fewer than 20 points that cannot be
checked; with more it can. How often such a test would be wrong if neighbouring points were
correlated is not left to be imagined: it was simulated, and the figure goes with the result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rusfelt.evaluator import Column
from rusfelt.vocabulary import Caution

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rusfelt.typing import Array, Floats

__all__ = ["CAUTION", "cautions"]

CAUTION = (
    Column("caution", "str", doc="What the test takes for granted; see the words in use."),
    Column(
        "size_correlated",
        doc="Share of unchanged series it would call a trend if neighbours were correlated by .4; "
        "nan below five points.",
        may_be=("undefined",),
    ),
)
# Below this many points a test of autocorrelation finds nothing but the strongest.
CHECKED_FROM = 20
DISPERSED_FROM = 5
_Z = 1.959963984540054
# From benchmarks/size_and_power.py: by number of points, for the ranks of bare values, a line of
# values with standard errors, and counts whose mean of 100 swings by 30 %, where it is largest.
_POINTS = (5, 8, 10, 12, 20, 40)
_CORRELATED = {
    "ranks": (0.037, 0.092, 0.140, 0.143, 0.162, 0.181),
    "line": (0.062, 0.097, 0.107, 0.121, 0.147, 0.166),
    "counts": (0.106, 0.137, 0.153, 0.156, 0.174, 0.178),
}


def cautions(y: Floats, t: Floats, *, test: str) -> Mapping[str, Array | str]:
    """The two columns for a block of series of one length.

    Args:
        y: values, ``(k, n)``.
        t: their times, ``(k, n)``.
        test: ``ranks``, ``line`` or ``counts``.
    """
    n = y.shape[1]
    if n < DISPERSED_FROM and test != "ranks":
        word: Array | str = str(Caution.CHANCE_ONLY)
    elif n < CHECKED_FROM:
        word = str(Caution.UNCHECKED)
    else:
        word = np.where(_autocorrelated(y, t), str(Caution.AUTOCORRELATED), "")
    if n < DISPERSED_FROM:
        return {"caution": word, "size_correlated": np.full(len(y), np.nan)}
    size = float(np.interp(n, _POINTS, _CORRELATED[test]))
    return {"caution": word, "size_correlated": np.full(len(y), size)}


def _autocorrelated(y: Floats, t: Floats) -> Array:
    """Whether what a straight line leaves over follows itself from one point to the next.

    Above the upper limit of an independent series' first autocorrelation,
    (-1 + 1.96·√(n - 2))/(n - 1). Points that swing from one side to the other make p too large
    rather than too small, and are not warned of.
    """
    from rusfelt.stats.moments import lag_one_autocorrelation  # noqa: PLC0415 - loads scipy

    n = y.shape[1]
    # Halved and scaled so that nothing overflows; a correlation has no unit.
    scale = np.maximum(np.abs(y).max(axis=1, keepdims=True), np.finfo(float).tiny)
    value = y / scale
    value = value - value.mean(axis=1, keepdims=True)
    span = t[:, -1:] - t[:, :1]
    time = (t - t[:, :1]) / span
    time = time - time.mean(axis=1, keepdims=True)
    slope = (time * value).sum(axis=1, keepdims=True) / (time**2).sum(axis=1, keepdims=True)
    left = value - slope * time
    r = lag_one_autocorrelation(left)  # nan, and so not above, where nothing is left over
    return np.asarray(r > (_Z * np.sqrt(n - 2) - 1) / (n - 1))
