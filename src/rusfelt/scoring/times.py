"""When each sheet was filled in."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from rusfelt._frames import as_times
from rusfelt.domain import Period
from rusfelt.errors import DomainError, Problem
from rusfelt.scoring.answers import MOST_LISTED
from rusfelt.scoring.layout import Found
from rusfelt.scoring.order import Order
from rusfelt.typing import Array, Floats
from rusfelt.vocabulary import Clock

__all__ = ["check_order", "sheet_times"]

# Whole numbers below this in a column of times are waves (1, 2, 3) and not the years 1 to 3.
_FIRST_YEAR = 1000
_LAST_YEAR = 9999


def sheet_times(table: Mapping[str, Array], found: Found, size: int) -> tuple[Floats, Clock]:
    """The time of each sheet and the clock it is told on; without a column all are the first.

    Raises:
        DomainError: a sheet has no time, or one that cannot be read; all rows are listed.
    """
    if found.t is None:
        return np.ones(size), found.clock or Clock.OCCASION
    times, clock = _read(table[found.t])
    _refuse(~np.isfinite(times), "has no time.", "Give every sheet its time.")
    whole = times == np.rint(times)
    if found.clock is not None:
        clock = found.clock
    elif clock is Clock.PERIOD and bool(np.all(whole & (times < _FIRST_YEAR))):
        clock = Clock.OCCASION
    if clock is not Clock.PERIOD:
        _refuse(~whole, f"has a time that is no whole {clock}.", "Write whole numbers, or dates.")
    else:
        # 20240317, or a spreadsheet's number of a day, is no year.
        many = np.abs(times) > _LAST_YEAR + 1
        _refuse(many, "has a time that is no year.", "Write days as dates: 2024-03-17.")
    return times, clock


def check_order(table: Mapping[str, Array], found: Found, order: Order) -> None:
    """Dates and session numbers must tell one story.

    Raises:
        DomainError: they contradict each other; all rows are listed.
    """
    if found.order is None:
        return
    sessions = _read(table[found.order])[0]
    _refuse(~np.isfinite(sessions), f"has no {found.order!r}.", "Number it, or name the time in t.")
    sessions = sessions[order.rows]
    same = order.owner[1:] == order.owner[:-1]
    wrong = np.flatnonzero(same & ~(sessions[1:] > sessions[:-1]))
    pairs = sorted((int(order.rows[k + 1]), int(order.rows[k])) for k in wrong)[:MOST_LISTED]
    if pairs:
        problems = [
            Problem(
                f"row {later}",
                f"comes later by {found.t!r} but not by {found.order!r} than row {earlier}.",
                "Mend the date or the number.",
            )
            for later, earlier in pairs
        ]
        msg = "Dates and the numbers of sessions contradict each other; the first row is 0:"
        raise DomainError(msg, problems=problems)


def _read(column: Array) -> tuple[Floats, Clock]:
    """A column of times; one that cannot be read is named by its row, not by what stands there."""
    if column.dtype.kind in "Mfiu":
        return as_times(column)
    texts, inverse = np.unique(column.astype(np.str_), return_inverse=True)
    empty = np.array([not each.strip() for each in texts.tolist()], dtype=np.bool_)
    _refuse(empty[inverse], "has no time.", "Give every sheet its time.")
    unreadable = np.array([not _is_time(each) for each in texts.tolist()], dtype=np.bool_)
    _refuse(unreadable[inverse], "has a time that is none.", "Write dates such as 2024-03-17.")
    return as_times(column)


def _is_time(text: str) -> bool:
    try:
        Period.parse(text)
    except DomainError:
        return False
    return True


def _refuse(wrong: Array, message: str, remedy: str) -> None:
    rows = np.flatnonzero(wrong)[:MOST_LISTED].tolist()
    if rows:
        problems = [Problem(f"row {row}", message, remedy) for row in rows]
        msg = "Sheets cannot be put in order of time; the first row is 0:"
        raise DomainError(msg, problems=problems)
