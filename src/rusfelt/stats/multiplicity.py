"""Adjusting p values because many questions were asked at once.

Each function takes p values along the last axis and answers adjusted p values in the same places:
reject at level alpha where the adjusted p is at most alpha. A nan is a question that was not
asked: it counts for nothing and stays nan.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._checks import as_floats, not_unit_share, refuse

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats, Integers

__all__ = ["benjamini_hochberg", "benjamini_yekutieli", "holm"]


def holm(p: ArrayLike) -> Floats:
    """Holm's step-down adjustment: the chance of even one false rejection stays below alpha.

    With m values in rising order: ``max over j ≤ i of (m - j + 1)·p₍ⱼ₎``, at most 1. Holds under
    any dependence between the tests.

    Args:
        p: p values, ``(..., m)``, from 0 to 1 or nan.

    Returns:
        Adjusted p values of the same shape.

    Raises:
        DomainError: where a value is outside 0 to 1, or ``p`` is one number.

    >>> holm([0.01, 0.04, 0.03])
    array([0.03, 0.06, 0.06])

    Source: Holm (1979), Scandinavian Journal of Statistics 6, 65–70.
    """
    values, order, m = _sorted(p)
    rank = np.arange(values.shape[-1])
    stepped = np.fmax.accumulate(values * np.maximum(m - rank, 1), axis=-1)
    return _restored(stepped, values, order)


def benjamini_hochberg(p: ArrayLike) -> Floats:
    """Benjamini and Hochberg's adjustment: false rejections stay below alpha of all rejections.

    With m values in rising order: ``min over j ≥ i of m·p₍ⱼ₎/j``, at most 1. Assumes the tests
    are independent or positively dependent.

    Args:
        p: p values, ``(..., m)``, from 0 to 1 or nan.

    Returns:
        Adjusted p values of the same shape.

    Raises:
        DomainError: where a value is outside 0 to 1, or ``p`` is one number.

    >>> benjamini_hochberg([0.01, 0.04, 0.03])
    array([0.03, 0.04, 0.04])

    Source: Benjamini and Hochberg (1995), doi:10.1111/j.2517-6161.1995.tb02031.x.
    """
    values, order, m = _sorted(p)
    return _restored(_stepped_up(values, m), values, order)


def benjamini_yekutieli(p: ArrayLike) -> Floats:
    """Benjamini and Yekutieli's adjustment: as Benjamini–Hochberg, under any dependence.

    Benjamini–Hochberg's values times ``1 + 1/2 + … + 1/m``, at most 1.

    Args:
        p: p values, ``(..., m)``, from 0 to 1 or nan.

    Returns:
        Adjusted p values of the same shape.

    Raises:
        DomainError: where a value is outside 0 to 1, or ``p`` is one number.

    >>> benjamini_yekutieli([0.01, 0.04, 0.03]).round(4)
    array([0.055 , 0.0733, 0.0733])

    Source: Benjamini and Yekutieli (2001), doi:10.1214/aos/1013699998.
    """
    values, order, m = _sorted(p)
    harmonic = np.concatenate([[0.0], np.cumsum(1.0 / np.arange(1, values.shape[-1] + 1))])
    return _restored(_stepped_up(values, m) * harmonic[m], values, order)


def _sorted(p: ArrayLike) -> tuple[Floats, Integers, Integers]:
    """The values in rising order with nan last, their places, and how many are not nan."""
    values = as_floats("p", p)
    if values.ndim == 0:
        problem = Problem("p", "is one number, not a list of p values.", "Put it in a list.")
        raise DomainError(problems=[problem])
    refuse(not_unit_share("p", np.where(np.isnan(values), 0.0, values), series=True))
    order = np.argsort(values, axis=-1, kind="stable")
    m = np.sum(~np.isnan(values), axis=-1, keepdims=True)
    return np.take_along_axis(values, order, axis=-1), order, m


def _stepped_up(values: Floats, m: Integers) -> Floats:
    rank = np.arange(1, values.shape[-1] + 1)
    # fmin passes over the nan at the end, which come first in reverse.
    return np.asarray(np.fmin.accumulate((values * m / rank)[..., ::-1], axis=-1)[..., ::-1])


def _restored(stepped: Floats, values: Floats, order: Integers) -> Floats:
    """Capped at 1, nan where the value was nan, and in the order the values came in."""
    result = np.empty_like(values)
    capped = np.where(np.isnan(values), np.nan, np.minimum(stepped, 1.0))
    np.put_along_axis(result, order, capped, axis=-1)
    return result
