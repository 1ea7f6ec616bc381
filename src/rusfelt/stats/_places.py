"""Figures of several places side by side, as rows of a batch."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._checks import broadcast
from rusfelt.stats._options import is_one_of

if TYPE_CHECKING:
    from rusfelt.typing import Floats

__all__ = ["choose", "off_diagonal", "over", "place_arrays", "rows_of"]


def place_arrays(**named: object) -> tuple[Floats, ...]:
    """The named arguments in one shape ``(..., places)``; one number is one place.

    >>> [array.shape for array in place_arrays(x=[[1, 2], [3, 4]], n=10)]
    [(2, 2), (2, 2)]
    """
    return tuple(array[None] if array.ndim == 0 else array for array in broadcast(**named))


def rows_of(array: Floats) -> Floats:
    """``(..., places)`` as ``(rows, places)``."""
    return array.reshape(prod(array.shape[:-1]), array.shape[-1])


def over(part: Floats, whole: Floats) -> Floats:
    """``part/whole``; nan where ``whole`` is not above 0.

    >>> over(np.array([1.0, 0.0]), np.array([2.0, 0.0]))
    array([0.5, nan])
    """
    part, whole = np.broadcast_arrays(part, whole)
    quotient = np.full(part.shape, np.nan)
    with np.errstate(over="ignore", invalid="ignore"):
        np.divide(part, whole, out=quotient, where=whole > 0)
    return quotient


def off_diagonal(weight: Floats) -> Floats:
    """``Σw - Σw²/Σw`` over the last axis, by the pairs it is made of, so that no digit is lost.

    >>> off_diagonal(np.array([1.0, 1e-20]))
    array(2.e-20)
    """
    after = np.cumsum(weight[..., ::-1], axis=-1)[..., ::-1]
    pairs = (weight[..., :-1] * after[..., 1:]).sum(axis=-1)
    return over(np.asarray(2 * pairs), np.asarray(weight.sum(axis=-1)))


def choose(name: str, value: object, known: tuple[str, ...]) -> None:
    """Refuse a word that is not among those known."""
    if not is_one_of(value, known):
        problem = Problem(name, f"{value!r} is not known.", f"Give one of {', '.join(known)}.")
        raise DomainError(problems=[problem])
