"""What goal attainment scaling asks of its input, and the sums every figure of it is made of."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._cells import bad_cells, not_in_range
from rusfelt.stats._checks import as_floats, not_unit_share, refuse, row_blocks
from rusfelt.stats._method import check_method

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rusfelt.typing import Array, Floats, Integers

__all__ = ["Goals", "Sums", "gas_sums", "read_goals", "spread"]

_LOWEST, _HIGHEST = -2.0, 2.0
# Cells of a block, few enough for a processor's cache.
_CELLS = 1 << 14


class Goals(NamedTuple):
    """Checked input. ``persons`` is the shape of the answer, and rows are the persons in order."""

    persons: tuple[int, ...]
    levels: tuple[Floats, ...]
    weights: Floats
    rho: Floats


class Sums(NamedTuple):
    """What is known of each person; ``t`` and ``mean`` hold one array for each occasion."""

    t: tuple[Floats, ...]
    mean: tuple[Floats, ...]
    n: Integers
    unrated: Integers
    dropped: Integers
    at_floor: Integers
    low: Floats
    high: Floats


def read_goals(
    weights: object, rho: object, *, persons: tuple[int, ...] = (), **occasions: object
) -> Goals:
    """Levels of none, one or more occasions beside their weights, as rows of one person each.

    ``persons`` is a shape the answer must have room for.

    >>> goals = read_goals(None, 0.3, scores=[[0, 1], [2, -1]])
    >>> goals.persons, goals.weights.tolist()
    ((2,), [[1.0, 1.0], [1.0, 1.0]])
    """
    columns = {name: as_floats(name, value) for name, value in occasions.items()}
    if weights is not None or not occasions:
        columns["weights"] = as_floats("weights", weights)
    share = as_floats("rho", rho)
    refuse(
        *(
            [Problem(name, "is one number, not a row of goals.", "Put the goals in a list.")]
            for name, column in columns.items()
            if column.ndim == 0
        )
    )
    persons = _shared_shape(columns, share, persons)
    refuse(
        *(not_in_range(name, columns[name], _LOWEST, _HIGHEST, cell="goal") for name in occasions),
        _bad_weights(columns["weights"]) if "weights" in columns else (),
        not_unit_share("rho", share),
    )
    goals = next(iter(columns.values())).shape[-1]
    columns.setdefault("weights", np.ones(goals))
    rows = {name: _rows(column, (*persons, goals), goals) for name, column in columns.items()}
    return Goals(
        persons,
        tuple(rows[name] for name in occasions),
        rows["weights"],
        np.broadcast_to(share, persons).reshape(-1),
    )


def gas_sums(goals: Goals, unrated: object) -> Sums:
    """The T-scores of each occasion over the goals rated on all of them."""
    _check_unrated(unrated)
    strict = unrated == "undefined"
    count, width = goals.weights.shape
    floats = np.full((2 * len(goals.levels) + 2, count), np.nan)
    whole = np.zeros((4, count), dtype=np.int64)
    for block in row_blocks(count, width, cells=_CELLS):
        _fill(goals, block, floats[:, block], whole[:, block], strict=strict)
    k = len(goals.levels)
    real = [row.reshape(goals.persons) for row in floats]
    n, missing, dropped, at_floor = (row.reshape(goals.persons) for row in whole)
    return Sums(
        tuple(real[:k]), tuple(real[k : 2 * k]), n, missing, dropped, at_floor, real[-2], real[-1]
    )


def spread(weights: Floats, rho: Floats) -> Floats:
    """``Σw / sqrt((1 - ρ)·Σw² + ρ·(Σw)²)``: how much T moves when the mean level moves by 0.1.

    nan for a row without a weight above 0.

    >>> spread(np.ones((2, 4)), np.array([0.0, 1.0]))
    array([2., 1.])
    """
    largest = weights.max(axis=-1, initial=0.0, keepdims=True)
    # Only proportions matter; so scaled, no weight's square is too large or too small for a float.
    scaled = np.divide(weights, largest, out=np.zeros_like(weights), where=largest > 0)
    total, squares = scaled.sum(axis=-1), np.square(scaled).sum(axis=-1)
    root = np.sqrt((1 - rho) * squares + rho * total * total)
    return np.asarray(np.divide(total, root, out=np.full(total.shape, np.nan), where=total > 0))


def _check_unrated(unrated: object) -> None:
    """Refuse a rule for goals not rated that is neither of the two."""
    try:
        check_method(unrated, "undefined", "left-out")
    except DomainError as error:
        (problem,) = error.problems
        raise DomainError(problems=[Problem("unrated", problem.message, problem.remedy)]) from error


def _fill(goals: Goals, block: slice, floats: Floats, whole: Integers, *, strict: bool) -> None:
    """The answers of one block of rows, written into the two arrays."""
    weights = goals.weights[block]
    levels = [occasion[block] for occasion in goals.levels]
    wanted = weights > 0
    rated = wanted & ~np.isnan(np.sum(levels, axis=0))
    counted = np.where(rated, weights, 0.0)
    largest = counted.max(axis=1, initial=0.0, keepdims=True)
    shares = np.divide(counted, largest, out=np.zeros_like(counted), where=largest > 0)
    total = shares.sum(axis=1)
    whole[0] = rated.sum(axis=1)
    whole[1] = wanted.sum(axis=1) - whole[0]
    whole[2] = (weights == 0).sum(axis=1)
    whole[3] = (rated & (levels[0] == _LOWEST)).sum(axis=1)
    defined = (total > 0) & ~(strict & (whole[1] > 0))
    reach = np.where(defined, spread(shares, goals.rho[block]), np.nan)
    k = len(levels)
    for i, level in enumerate(levels):
        points = (shares * np.where(rated, level, 0.0)).sum(axis=1)
        np.divide(points, total, out=floats[k + i], where=defined)
        floats[i] = 50 + 10 * floats[k + i] * reach
    floats[2 * k] = 50 + 10 * _LOWEST * reach
    floats[2 * k + 1] = 50 + 10 * _HIGHEST * reach


def _shared_shape(
    columns: dict[str, Floats], rho: Floats, persons: tuple[int, ...]
) -> tuple[int, ...]:
    fit = len({column.shape[-1] for column in columns.values()}) == 1
    try:
        shared = np.broadcast_shapes(
            *(column.shape[:-1] for column in columns.values()), rho.shape, persons
        )
    except ValueError:
        fit = False
    if fit:
        return shared
    shapes = ", ".join(f"{name} {column.shape}" for name, column in columns.items())
    problem = Problem(
        next(iter(columns)), f"the shapes do not fit together: {shapes}, rho {rho.shape}.",
        "The last axis is goals, equally many everywhere; the other axes are persons.",
    )  # fmt: skip
    raise DomainError(problems=[problem])


def _bad_weights(weights: Floats) -> Sequence[Problem]:
    impossible = ~(np.isfinite(weights) & (weights >= 0))
    found = bad_cells(
        "weights", impossible, "is not a number of 0 or more.",
        "Give 0 for a place without a goal, and a number above 0 for each goal.", cell="goal",
    )  # fmt: skip
    if found or not weights.shape[-1]:
        return found
    return bad_cells(
        "weights", np.asarray(~weights.any(axis=-1)), "has nothing but 0.",
        "Give at least one goal a weight above 0, or leave the person out.",
    )  # fmt: skip


def _rows(column: Array, shape: tuple[int, ...], goals: int) -> Floats:
    return np.broadcast_to(column, shape).reshape(prod(shape[:-1]), goals)
