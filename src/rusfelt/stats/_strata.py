"""Figures by age group: their shapes and what each standardisation asks of them."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._checks import as_floats, not_count, not_non_negative
from rusfelt.stats._in_blocks import whole_columns

if TYPE_CHECKING:
    from rusfelt.typing import Array, Bools

__all__ = ["as_strata", "counted_over", "no_weight", "not_below_zero"]


def as_strata(**named: object) -> tuple[tuple[int, ...], dict[str, Array]]:
    """The batch's shape, and each argument as rows of age groups: one row, or one a group.

    Columns of whole numbers of 0 or more stay as they are; all else becomes float64.

    >>> batch, rows = as_strata(x=[[1, 2], [3, 4]], weights=[5, 6])
    >>> batch, rows["weights"].shape
    ((2,), (1, 2))
    """
    arrays: dict[str, Array] = {
        name: value if isinstance(value, np.ndarray) and whole_columns(value)
        else as_floats(name, value)
        for name, value in named.items()
    }  # fmt: skip
    first = next(iter(arrays))
    problems = [
        Problem(name, "is one number, not one for each age group.", "Give a list.")
        for name, array in arrays.items()
        if array.ndim == 0
    ]
    if problems:
        raise DomainError(problems=problems)
    ages = {array.shape[-1] for array in arrays.values()}
    shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
    if len(ages) > 1:
        remedy = "Give one number for each age group, in the same order."
        problem = Problem(first, f"the age groups do not fit together: {shapes}.", remedy)
        raise DomainError(problems=[problem])
    if not (k := ages.pop()):
        problem = Problem(first, "has no age groups.", "Give at least one age group.")
        raise DomainError(problems=[problem])
    try:
        batch = np.broadcast_shapes(*(array.shape[:-1] for array in arrays.values()))
    except ValueError as error:
        remedy = "Give arrays of equal shape, or one row for all."
        problem = Problem(first, f"the shapes do not fit together: {shapes}.", remedy)
        raise DomainError(problems=[problem]) from error
    return batch, {
        # What is the same for every row stays one row: weights would fill memory otherwise.
        name: array.reshape(1, k)
        if array.ndim == 1
        else np.broadcast_to(array, (*batch, k)).reshape(prod(batch), k)
        for name, array in arrays.items()
    }


def counted_over(names: tuple[str, str], x: Array, exposure: Array) -> list[Problem]:
    """The age groups whose events are no count, or that have events but nobody to have them."""
    name, whole = names
    found = [] if _whole(x) else not_count(name, x, series=True)
    found += not_below_zero(whole, exposure)
    if found or not exposure.size or exposure.min() > 0:
        return found
    fact = f"has events, but {whole} is 0 there."
    return _first(name, (x > 0) & (exposure == 0), fact, "Count both over the same people.")


def not_below_zero(name: str, values: Array) -> list[Problem]:
    """The age groups whose number is below 0 or not finite."""
    return [] if _whole(values) else not_non_negative(name, values, series=True)


def no_weight(name: str, weights: Array) -> list[Problem]:
    """The rows whose weights are no weights, or all 0."""
    found = not_below_zero(name, weights)
    if found:
        return found
    none = np.broadcast_to(~(weights > 0).any(axis=1, keepdims=True), weights.shape)
    remedy = "Give the standard population's size in each age group."
    return _first(name, none, "and all others of the row are 0.", remedy)


def _whole(values: Array) -> bool:
    """Whether these are whole numbers by their type, which as_strata has looked through."""
    return bool(values.dtype.kind == "i")


def _first(name: str, bad: Bools, fact: str, remedy: str) -> list[Problem]:
    """One problem for the first bad row, saying how many rows share it."""
    if not bad.any():
        return []
    row, point = (int(axis[0]) for axis in np.nonzero(bad))
    rows = int(bad.any(axis=1).sum())
    others = f" So it is in {rows} rows." if rows > 1 else ""
    return [Problem(f"{name}, row {row}, point {point}", fact + others, remedy)]
