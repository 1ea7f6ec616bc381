"""What a linear fit is given, as rows."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._checks import as_floats, not_finite, not_non_negative, refuse
from rusfelt.stats._double_double import exponent, shifted

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats, Integers

__all__ = ["Weights", "as_rows", "roots"]


class Weights(NamedTuple):
    """Square roots of weights over ``4**power``, and whether they are all there is to say."""

    root: Floats
    power: Integers
    plain: bool

    @property
    def factor(self) -> Floats | None:
        return None if self.plain else self.root

    def take(self, rows: slice) -> Weights:
        return Weights(self.root[rows], self.power[rows], self.plain)


def roots(weight: Floats) -> Weights:
    power = exponent(weight, -1) // 2
    root = np.sqrt(shifted(weight, -2 * power[:, None]))
    return Weights(root, power, bool((weight == 1).all()))


def as_rows(
    x: ArrayLike, y: ArrayLike, weights: ArrayLike | None
) -> tuple[Floats, Floats, Floats, tuple[int, ...]]:
    """Designs, series and weights as rows (one row where it serves all), and the batch."""
    design, values = as_floats("x", x), as_floats("y", y)
    weight = np.ones(values.shape[-1:]) if weights is None else as_floats("weights", weights)
    problems = []
    if design.ndim < 2 or design.shape[-1] == 0:  # noqa: PLR2004 - points and columns
        problems.append(
            Problem("x", f"has shape {design.shape}: no columns.", "Give points × columns.")
        )
    if values.ndim == 0:
        problems.append(Problem("y", "is one number, not a series.", "Put the values in a list."))
    refuse(problems)
    n, k = design.shape[-2:]
    if weight.ndim == 0:
        weight = np.broadcast_to(weight, (n,))
    try:
        if {values.shape[-1], weight.shape[-1]} != {n}:
            raise ValueError  # noqa: TRY301 - one message for every misfit
        batch = np.broadcast_shapes(design.shape[:-2], values.shape[:-1], weight.shape[:-1])
    except ValueError as error:
        shapes = f"x {design.shape}, y {values.shape}, weights {weight.shape}"
        problem = Problem(
            "y", f"the shapes do not fit together: {shapes}.",
            "Give x as (..., n, k), and y and weights as (..., n).",
        )  # fmt: skip
        raise DomainError(problems=[problem]) from error
    refuse(
        not_finite("x", design.reshape(*design.shape[:-2], n * k), series=True),
        not_finite("y", values, series=True),
        not_non_negative("weights", weight, series=True),
    )
    count = prod(batch)
    rows = np.broadcast_to(values, (*batch, n)).reshape(count, n)
    one_design, one_weight = prod(design.shape[:-2]) == 1, prod(weight.shape[:-1]) == 1
    return (
        design.reshape(1, n, k)
        if one_design
        else np.broadcast_to(design, (*batch, n, k)).reshape(count, n, k),
        rows,
        weight.reshape(1, n)
        if one_weight
        else np.broadcast_to(weight, (*batch, n)).reshape(count, n),
        batch,
    )
