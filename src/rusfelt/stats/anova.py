"""Whether groups differ in their mean: one-way analysis of variance of many rows at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._checks import as_series, row_blocks
from rusfelt.stats._double_double import (
    exponent,
    pair_difference,
    pair_dot,
    pair_sum,
    rescaled,
    shifted,
)
from rusfelt.stats._linear import as_rounding

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats, Integers

__all__ = ["OneWayAnova", "one_way_anova"]

_BLOCK = 1 << 17


class OneWayAnova(NamedTuple):
    """The analysis of each row, each field of the batch's shape.

    Attributes:
        f: mean square between groups over that within; infinite where groups differ and nothing
            varies within them.
        df_between: groups less one.
        df_within: points less groups.
        p: chance of an F at least as large where the groups have one mean; nan where nothing varies
            within them.
        ss_between: sum of squares between groups.
        ss_within: sum of squares within groups.
        residual_sd: ``sqrt(ss_within / df_within)``, the spread within groups.
        r2: share of the variation that lies between groups.
    """

    f: Floats
    df_between: Floats
    df_within: Floats
    p: Floats
    ss_between: Floats
    ss_within: Floats
    residual_sd: Floats
    r2: Floats


def one_way_anova(y: ArrayLike, group: ArrayLike) -> OneWayAnova:
    """Whether the means of several groups differ by more than chance within the groups makes them.

    With ``m_g`` the mean of the ``n_g`` values of group g and ``m`` that of all N,
    ``ss_between = Σ n_g·(m_g - m)²``, ``ss_within = Σ (y - m_g)²`` and
    ``F = (ss_between / (G - 1)) / (ss_within / (N - G))``. Means are carried in twice the digits of
    a float, so that values which agree in all but their last digits lose nothing more. Assumes
    independent values of equal, roughly normal spread in every group.

    With one group, or no more points than groups, F, p and what they rest on are nan. Where
    nothing varies at all (but for rounding), F and ``r2`` are nan.

    Args:
        y: values, ``(..., n)``, any unit.
        group: the group of each point, ``(n,)``: words or whole numbers, the same for all rows.

    Returns:
        The analysis of each row.

    Raises:
        DomainError: where a value is not finite, or there is not one group for each point.

    >>> result = one_way_anova([1, 2, 3, 2, 3, 4], ["a", "a", "a", "b", "b", "b"])
    >>> float(result.f), float(result.df_within), round(float(result.p), 3)
    (1.5, 4.0, 0.288)

    Source: Fisher (1925), Statistical Methods for Research Workers, chapter 7.
    """
    rows, batch = as_series("y", y)
    labels = _labels(group, rows.shape[1])
    order = np.argsort(labels, kind="stable")
    sizes = np.bincount(labels)
    out = np.full((8, len(rows)), np.nan)
    for block in row_blocks(len(rows), rows.shape[1], cells=_BLOCK):
        out[:, block] = _analyse(rows[block][:, order], sizes)
    return OneWayAnova._make(field.reshape(batch) for field in out)


def _analyse(rows: Floats, sizes: Integers) -> tuple[Floats, ...]:
    """The eight fields for rows whose groups stand side by side."""
    count, n = rows.shape
    scale = exponent(rows, -1)
    # Points first, so that the arithmetic runs along the rows.
    y = np.ascontiguousarray(shifted(rows, -scale[:, None]).T)
    groups = np.split(y, np.cumsum(sizes)[:-1]) if n else []
    df_between, df_within = len(groups) - 1.0, float(n - len(groups))
    with np.errstate(all="ignore"):
        grand = _mean(y)
        between, within = np.zeros(count), np.zeros(count)
        for values in groups:
            mean = _mean(values)
            within += _squares(pair_difference(values, mean))
            between += len(values) * pair_difference(mean[0], grand, (np.zeros(()), -mean[1])) ** 2
        size = np.sqrt(_squares(y))
        within[as_rounding(np.sqrt(within), size)] = 0.0
        between[(within == 0) & as_rounding(np.sqrt(between), size)] = 0.0
        total = np.where(between + within > 0, between + within, np.nan)
        residual = within / np.where(df_within > 0, df_within, np.nan)
        f = between / np.where(df_between > 0, df_between, np.nan) / residual
        p = np.asarray(special.fdtrc(df_between, df_within, np.where(np.isinf(f), np.nan, f)))
    ends = np.full((2, count), [[df_between], [df_within]])
    if not groups:
        between, within, ends = (np.full_like(part, np.nan) for part in (between, within, ends))
    return (
        f, *ends, p, rescaled(between, 2 * scale), rescaled(within, 2 * scale),
        rescaled(np.sqrt(residual), scale), between / total,
    )  # fmt: skip


def _mean(values: Floats) -> tuple[Floats, Floats]:
    """The mean of each column as a pair."""
    n = len(values)
    high, low = pair_sum(values, np.zeros(values.shape))
    mean = (high + low) / n
    # What the division left over, to the digits the sum still has.
    whole = pair_dot(mean[None], np.full((1, 1), float(n)))
    return mean, pair_difference(high, whole, (np.zeros(()), -low)) / n


def _squares(values: Floats) -> Floats:
    high, low = pair_sum(values * values, np.zeros(values.shape))
    return np.asarray(high + low)


def _labels(group: ArrayLike, n: int) -> Integers:
    """The groups numbered from 0, in sorted order."""
    try:
        names = np.asarray(group)
    except ValueError:  # rows of unequal length
        names = np.zeros((0, 0))
    if names.shape != (n,):
        problem = Problem(
            "group", f"has shape {names.shape}, but the rows have {n} points.",
            "Give one group for each point.",
        )  # fmt: skip
        raise DomainError(problems=[problem])
    words = names.dtype.kind == "O" and all(isinstance(name, str) for name in names)
    numbers = names.dtype.kind in "biu" or (names.dtype.kind == "f" and np.isfinite(names).all())
    if not (words or numbers or names.dtype.kind in "US"):
        problem = Problem(
            "group", "holds something that is neither a word nor a number.",
            "Name every point's group, or leave the point out.",
        )  # fmt: skip
        raise DomainError(problems=[problem])
    return np.unique(names, return_inverse=True)[1]
