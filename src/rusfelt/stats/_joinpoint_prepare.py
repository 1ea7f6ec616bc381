"""Figures, times and weights as the search for joinpoints wants them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from rusfelt.typing import Bools, Floats

__all__ = ["Prepared", "prepare"]

# Residuals this many roundings of the largest figure and smaller are nothing but rounding.
_ROUNDINGS = 8
# Standard errors farther apart than this leave points with no weight a float64 can hold.
_FARTHEST = 1e-8


class Prepared(NamedTuple):
    """A batch ready to be fitted, one row a series.

    Attributes:
        t: times as given.
        u: times from 0 to 1.
        half_span: half the time they cover; all of it may be more than a float64 holds.
        figures: logarithms of y, or y over its largest size.
        size: what that was; 1 for logarithms.
        root: square roots of the weights, the largest 1.
        lift: what the logarithm of a sum of squares of all this lacks to be that of y's own.
        rounding: the sum of squares below which a residual is nothing but rounding.
        usable: rows with at least three points of some weight.
        log: whether the figures are logarithms.
    """

    t: Floats
    u: Floats
    half_span: Floats
    figures: Floats
    size: Floats
    root: Floats
    lift: Floats
    rounding: Floats
    usable: Bools
    log: bool

    def take(self, rows: Bools) -> Prepared:
        """Some of the rows."""
        arrays = {name: getattr(self, name)[rows] for name in self._fields if name != "log"}
        return Prepared(**arrays, log=self.log)


def prepare(y: Floats, t: Floats, se: Floats | None, *, log: bool) -> Prepared:
    """Rows ``(rows, n)`` of values, times and, where there are any, standard errors."""
    # Halved before they are subtracted, so that no difference of finite times overflows.
    half = t / 2 - t[:, :1] / 2
    size = np.abs(y).max(axis=1)
    size = np.ones_like(size) if log else np.where(size > 0, size, 1.0)
    figures = np.log(y) if log else y / size[:, None]
    root, lift = np.ones_like(y), 2 * np.log(size)
    if se is not None:
        # In logarithms, since y over its error may be more than a float64 holds.
        heavy = (np.log(y) if log else 0.0) - np.log(se)
        heaviest = heavy.max(axis=1)
        root, lift = np.exp(heavy - heaviest[:, None]), lift + 2 * heaviest
    largest = np.maximum(np.abs(figures).max(axis=1), 1.0)
    rounding = y.shape[1] * (_ROUNDINGS * np.finfo(np.float64).eps * largest) ** 2
    u = half / half[:, -1:]
    usable = (root.min(axis=1) >= _FARTHEST) & (np.diff(u, axis=1) > 0).all(axis=1)
    return Prepared(t, u, half[:, -1], figures, size, root, lift, rounding, usable, log)
