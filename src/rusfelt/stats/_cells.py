"""Cells of people's own data: words, levels, and what is wrong with them, never the value itself.

A message about a person's scores names the argument, the row and the cell. What stands there is
theirs, and a message travels further than they do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rusfelt.errors import DomainError, Problem

if TYPE_CHECKING:
    from rusfelt.typing import Bools, Floats, Strings

__all__ = ["as_words", "bad_cells", "not_finite_or_nan", "not_in_range", "text"]


def bad_cells(
    name: str, bad: Bools, fact: str, remedy: str, *, cell: str | None = None
) -> list[Problem]:
    """One problem for the first bad cell, saying how many rows share it.

    Args:
        name: the argument.
        bad: where it is wrong; with ``cell`` its last axis holds the cells of one row.
        fact: what is wrong, as a sentence's end.
        remedy: what would put it right.
        cell: what a cell of a row is called, such as ``"goal"``; without it each is a row.

    >>> bad_cells("scores", np.array([[False, True]]), "is infinite.", "Mend it.", cell="goal")[0].path
    'scores, row 0, goal 1'
    """
    if not np.any(bad):
        return []
    first = int(np.flatnonzero(bad)[0])
    width = bad.shape[-1] if cell and bad.ndim else 1
    rows = int(bad.reshape(-1, width).any(axis=1).sum())
    place = f"{name}, row {first // width}"
    if cell and bad.ndim:
        place += f", {cell} {first % width}"
    others = f" So it is in {rows} rows." if rows > 1 else ""
    return [Problem(place, f"{fact}{others}", remedy)]


def not_finite_or_nan(name: str, values: Floats, *, cell: str | None = None) -> list[Problem]:
    """The rows that hold an infinity; nan is a score that is not there."""
    return bad_cells(
        name, np.isinf(values), "is infinite.", "Give a finite number, or nan for none.", cell=cell
    )


def not_in_range(
    name: str, values: Floats, low: float, high: float, *, cell: str | None = None
) -> list[Problem]:
    """The rows outside ``low`` to ``high``, both included; nan is a score that is not there."""
    bad = ~np.isnan(values) & ~((values >= low) & (values <= high))
    remedy = "Give what was answered, or nan where nothing was."
    return bad_cells(name, bad, f"is not from {low:g} to {high:g}.", remedy, cell=cell)


def as_words(name: str, value: object) -> Strings:
    """``value`` as an array of words; an empty word is one that is not there.

    >>> as_words("ending", ["planned", ""])
    array(['planned', ''], dtype='<U7')
    """
    problem = Problem(name, "is not an array of words.", "Give text, and an empty text for none.")
    try:
        array = np.ma.filled(value, "") if isinstance(value, np.ma.MaskedArray) else value
        words = np.asarray(array)
    except (TypeError, ValueError) as error:  # rows of unequal length, a mask that takes no text
        raise DomainError(problems=[problem]) from error
    if words.size == 0:
        return np.empty(words.shape, dtype="<U1")
    if words.dtype.kind == "O" and all(isinstance(word, str) for word in words.reshape(-1)):
        return words.astype(np.str_)
    if words.dtype.kind not in "UT":
        raise DomainError(problems=[problem])
    return words.astype(np.str_)


def text(name: str, value: object, remedy: str) -> str:
    """A text that says something, such as a source or the version of a table.

    >>> text("version", " 2024-1 ", "Say which.")
    '2024-1'
    """
    if not isinstance(value, str) or not value.strip():
        raise DomainError(problems=[Problem(name, "is not a text that says something.", remedy)])
    return value.strip()
