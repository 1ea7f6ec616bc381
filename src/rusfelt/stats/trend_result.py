"""What a trend test answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from rusfelt.typing import Bools, Floats, Integers, Strings

__all__ = ["Trend"]


class Trend(NamedTuple):
    """A trend of each series and how sure it is; every field has the shape of the batch.

    Attributes:
        slope: change for each unit of ``t``: of the log rate (counts), of the log odds (shares) or
            of the value itself (values with standard errors). Infinite where all events stand as
            far to one end as they can; nan where there is nothing to estimate it from.
        se: standard error of the slope; for an exact test the asymptotic one, shown only.
        low: lower end of the interval of the slope, which inverts the test.
        high: upper end.
        p: two-sided p of no trend; twice the smaller tail where the test is exact.
        p_minlike: the minimum-likelihood p that R prints; equal to ``p`` for symmetric tests.
            nan where the observed outcome is too rare among its neighbours to be resolved.
        size: the chance, without a trend, of p at or below 0.05.
        smallest_p: the smallest p these totals could have given; nan where there is no bound.
        dispersion: the factor on the variance of counting: 1 where it is assumed.
        df: degrees of freedom of t; infinite, which is the normal distribution, where the
            dispersion is 1.
        change: fitted change of the rate, share or value from the first time to the last.
        change_low: lower end of its interval, which inverts the same test.
        change_high: upper end.
        method: ``"exact"``, ``"log-linear"``, ``"logistic"``, ``"weighted"``, ``"weighted-z"``,
            ``"score"`` or ``"undefined"``.
    """

    slope: Floats
    se: Floats
    low: Floats
    high: Floats
    p: Floats
    p_minlike: Floats
    size: Floats
    smallest_p: Floats
    dispersion: Floats
    df: Floats
    change: Floats
    change_low: Floats
    change_high: Floats
    method: Strings

    @classmethod
    def undefined(cls, rows: int) -> Trend:
        """Rows about which nothing can be said."""
        blank = {name: np.full(rows, np.nan) for name in cls._fields if name != "method"}
        return cls(**blank, method=np.full(rows, "undefined", dtype="<U10"))

    def put(self, rows: Bools | Integers, part: Trend) -> None:
        """Write ``part`` into these rows, in place."""
        for mine, theirs in zip(self, part, strict=True):
            mine[rows] = theirs

    def shaped(self, batch: tuple[int, ...]) -> Trend:
        """The same answers in the shape of the batch."""
        numbers = {name: getattr(self, name).reshape(batch) for name in self._fields}
        return Trend(**numbers)
