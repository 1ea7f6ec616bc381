"""Expected treatment response: where someone who began at a score should be by each session.

The curves come from a table the user supplies. Published ones are licensed and change between
versions, so none is shipped, and every answer carries the version of the table it came from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._cells import not_finite_or_nan
from rusfelt.stats._checks import broadcast, refuse
from rusfelt.stats.feedback.response_table import ResponseTable

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Bools, Floats, Integers, Strings

__all__ = ["ExpectedCurve", "expected_curve"]

_REASONS = np.array([
    "", "no-intake", "no-session", "intake-below-table", "intake-above-table",
    "session-not-in-table",
])  # fmt: skip


class ExpectedCurve(NamedTuple):
    """What the table expects; every field has the shape of the broadcast input.

    Attributes:
        expected: the expected score.
        inner: the edge of the inner tolerance band on the worse side; nan where the table has none.
        outer: the edge of the outer band.
        target: the target score.
        interpolated: whether the intake lies between two of the table's.
        reason: empty, or why there is no expected score: ``no-intake``, ``no-session``,
            ``intake-below-table``, ``intake-above-table``, ``session-not-in-table``.
        version: the table's version.
    """

    expected: Floats
    inner: Floats
    outer: Floats
    target: Floats
    interpolated: Bools
    reason: Strings
    version: Strings


def expected_curve(intake: ArrayLike, session: ArrayLike, table: ResponseTable) -> ExpectedCurve:
    """The score a table expects at a session of someone who began at a given score.

    Between two intakes of the table the curve lies straight between theirs, and ``interpolated``
    says so. Sessions are looked up as they are. Beyond the table nothing is guessed: with an
    intake below its lowest or above its highest, or a session it does not have for that intake
    (for both neighbours, where the curve is interpolated), all is nan and ``reason`` says why.

    ``expected = e₀ + (e₁ - e₀)·(intake - i₀)/(i₁ - i₀)`` for neighbouring intakes i₀ and i₁, and
    likewise for the bands and the target.

    Args:
        intake: first scores, any shape; nan is none.
        session: session numbers as the table counts them, broadcast with ``intake``.
        table: from :func:`~rusfelt.stats.feedback.response_table.response_table`.

    Returns:
        Expected scores, bands and targets, and why there are none.

    Raises:
        DomainError: where an intake or a session is infinite, or ``table`` is no such table.

    >>> from rusfelt.stats.feedback.response_table import response_table
    >>> made_up = {"intake": [10, 10, 20, 20], "session": [1, 2, 1, 2], "expected": [10, 14, 20, 22]}
    >>> table = response_table(made_up, version="made up 1", better="higher")
    >>> result = expected_curve([10, 15, 25], 2, table)
    >>> result.expected, result.reason.tolist()
    (array([14., 18., nan]), ['', '', 'intake-above-table'])

    Source: Finch, Lambert and Schaalje (2001), Psychotherapy quality control: the statistical
    generation of expected recovery curves for integration into an early warning system, Clinical
    Psychology and Psychotherapy 8, 231-242 (curves by intake; the table is the user's).
    """
    if not isinstance(table, ResponseTable):
        problem = Problem("table", "is no table of responses.", "Make it with response_table.")
        raise DomainError(problems=[problem])
    start, number = broadcast(intake=intake, session=session)
    refuse(not_finite_or_nan("intake", start), not_finite_or_nan("session", number))
    shape = start.shape
    start, number = start.reshape(-1), number.reshape(-1)
    row, share = _place(table.intake, start)
    column = np.searchsorted(table.session, number)
    column = np.minimum(column, table.session.size - 1)
    listed = table.session[column] == number
    between = share > 0
    upper = row + between
    cells = [
        _between(values[row, column], values[upper, column], share)
        for values in (table.expected, table.inner, table.outer, table.target)
    ]
    code = np.select(
        [
            np.isnan(start), np.isnan(number), start < table.intake[0], start > table.intake[-1],
            ~listed | np.isnan(cells[0]),
        ],
        [1, 2, 3, 4, 5],
        0,
    )  # fmt: skip
    known = code == 0
    expected, inner, outer, target = (
        np.where(known, cell, np.nan).reshape(shape) for cell in cells
    )
    version = np.broadcast_to(np.array(table.version), shape)
    return ExpectedCurve(
        expected, inner, outer, target, (known & between).reshape(shape), _REASONS[code].reshape(shape),
        version,
    )  # fmt: skip


def _place(grid: Floats, values: Floats) -> tuple[Integers, Floats]:
    """The row at or below each value, and how far it is on the way to the next, from 0 to 1.

    A value off the grid, or nan, is put at its nearest end; the caller tells it apart.
    """
    inside = np.clip(np.where(np.isnan(values), grid[0], values), grid[0], grid[-1])
    row = np.searchsorted(grid, inside, side="right") - 1
    following = np.minimum(row + 1, grid.size - 1)
    # Halves, since the distance between two enormous intakes may be no number.
    step = grid[following] / 2 - grid[row] / 2
    share = np.divide(inside / 2 - grid[row] / 2, step, out=np.zeros(values.shape), where=step > 0)
    return row, share


def _between(low: Floats, high: Floats, share: Floats) -> Floats:
    """On the straight line from ``low`` to ``high``, and exactly ``low`` at its beginning."""
    return np.asarray(np.where(share > 0, low * (1 - share) + high * share, low))
