"""A user's own table of expected responses, checked and laid out by intake and session."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._cells import bad_cells, text
from rusfelt.stats._checks import as_floats, not_finite, refuse
from rusfelt.stats._options import is_one_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Bools, Floats

__all__ = ["ResponseTable", "response_table"]

_KEYS = ("intake", "session")
_NEEDED = (*_KEYS, "expected")
_OPTIONAL = ("inner", "outer", "target")


class ResponseTable(NamedTuple):
    """A checked table; made by :func:`response_table` alone.

    Attributes:
        version: what the user calls it.
        better: ``"higher"`` or ``"lower"``.
        intake: the intakes, rising, ``(k,)``.
        session: the sessions, rising, ``(s,)``.
        expected: the expected score, ``(k, s)``; nan where the table has no such row.
        inner: the edge of the inner tolerance band on the worse side; nan where there is none.
        outer: the edge of the outer band.
        target: the target score.
    """

    version: str
    better: str
    intake: Floats
    session: Floats
    expected: Floats
    inner: Floats
    outer: Floats
    target: Floats


def response_table(
    columns: Mapping[str, ArrayLike], *, version: str, better: Literal["higher", "lower"]
) -> ResponseTable:
    """A user's table of where someone who began at a score is expected to be by each session.

    One row for each intake and session. The edges of the tolerance bands are scores: with
    ``better="higher"`` someone is outside the inner band with a score below ``inner``. Rows may
    be missing (fewer sessions for some intakes); an empty cell of an optional column is nan.

    Args:
        columns: ``intake``, ``session`` and ``expected``, and if wanted ``inner``, ``outer`` and
            ``target``; equally long, one place a row, in any order of rows.
        version: what the table is called, with its edition: it goes along with every answer.
        better: ``"higher"`` or ``"lower"``.

    Returns:
        The table, laid out by intake and session.

    Raises:
        DomainError: where a column is missing or unknown, a needed cell is empty, a row stands
            twice, a band's edge is better than the expected score, the inner edge is worse than
            the outer, or the version says nothing.

    >>> made_up = {"intake": [20, 10], "session": [1, 1], "expected": [21, 12], "inner": [17, 9]}
    >>> response_table(made_up, version="made up 1", better="higher").expected
    array([[12.],
           [21.]])

    Source: Finch, Lambert and Schaalje (2001), Clinical Psychology and Psychotherapy 8, 231-242
    (the form of such tables: expected scores by intake and session, with tolerance bands).
    """
    name = text("version", version, "Say which table it is, and which edition.")
    if not is_one_of(better, ("higher", "lower")):
        problem = Problem("better", "is neither 'higher' nor 'lower'.", "Say which is better.")
        raise DomainError(problems=[problem])
    read = _columns(columns)
    _check_order(read, 1.0 if better == "higher" else -1.0)
    intake, row = np.unique(read["intake"], return_inverse=True)
    session, column = np.unique(read["session"], return_inverse=True)
    row, column = row.reshape(-1), column.reshape(-1)
    place = row * session.size + column
    first = np.zeros(place.size, dtype=np.bool_)
    first[np.unique(place, return_index=True)[1]] = True
    refuse(
        bad_cells(
            "session", ~first, "stands twice for one intake.", "Keep one row for each of the two."
        )
    )
    grids = []
    for each in ("expected", *_OPTIONAL):
        grid = np.full((intake.size, session.size), np.nan)
        if each in read:
            grid[row, column] = read[each]
        grids.append(grid)
    return ResponseTable(name, str(better), intake, session, *grids)


def _columns(columns: object) -> dict[str, Floats]:
    """The columns as numbers of one length, or a refusal of all that is wrong with them."""
    if not isinstance(columns, Mapping):
        problem = Problem("columns", "is no table.", "Give a mapping of column names to numbers.")
        raise DomainError(problems=[problem])
    known = (*_NEEDED, *_OPTIONAL)
    refuse(
        [Problem("columns", f"{each!r} is missing.", "Add it.") for each in _NEEDED
         if each not in columns],
        [Problem("columns", f"{each!r} is unknown.", f"Known: {', '.join(known)}.")
         for each in columns if each not in known],
    )  # fmt: skip
    read = {str(each): as_floats(str(each), columns[each]) for each in columns}
    rows = read["intake"].size
    wrong = [each for each, column in read.items() if column.shape != (rows,)]
    refuse(
        [
            Problem(each, f"has shape {read[each].shape} beside {rows} intakes.", "Give columns.")
            for each in wrong
        ],
        [] if rows else [Problem("columns", "have no rows.", "Give at least one.")],
    )
    refuse(
        *(not_finite(each, read[each]) for each in _NEEDED),
        *(
            bad_cells(each, np.isinf(read[each]), "is infinite.", "Give a score, or nan for none.")
            for each in _OPTIONAL
            if each in read
        ),
    )
    return read


def _check_order(read: dict[str, Floats], sign: float) -> None:
    """Refuse bands that do not lie outside one another on the worse side of the expected score."""
    order = [each for each in ("expected", "inner", "outer") if each in read]
    refuse(
        *(
            bad_cells(
                worse, _better_than(read[worse], read[better], sign), f"is better than {better}.",
                "The bands lie on the worse side of the expected score, the outer beyond the inner.",
            )
            for i, better in enumerate(order)
            for worse in order[i + 1 :]
        )
    )  # fmt: skip


def _better_than(one: Floats, other: Floats, sign: float) -> Bools:
    return np.asarray(sign * one > sign * other)
