"""Sheets in the order of a panel: by person, then by time."""

from __future__ import annotations

import attrs
import numpy as np

from rusfelt._arrays import constant_array
from rusfelt._frames import as_keys
from rusfelt.errors import DomainError, Problem
from rusfelt.typing import Array, Floats, Integers, Strings

__all__ = ["Order", "in_order"]

_MOST_LISTED = 50
# From here on neighbouring whole numbers are one float.
_EXACT = 2**53
_MOST_PACKED = 2**62


@attrs.frozen(eq=False)
class Order:
    """Where each row of the table goes.

    Attributes:
        rows: rows of the table in the panel's order. sorted: whether that is the table's own.
        owner: which person each belongs to, in the panel's order. offsets: where each begins.
        units, groups: each person's name and group. times: in the panel's order.
    """

    rows: Integers
    sorted: bool
    owner: Integers
    offsets: Integers
    units: Strings
    groups: Strings
    times: Floats

    def of_unit(self, column: Array, name: str) -> Array:
        """A column with one value a person.

        Raises:
            DomainError: it varies within a person.
        """
        column = column if self.sorted else column[self.rows]
        first = column[self.offsets[:-1]]
        differs = column != first[self.owner]
        if column.dtype.kind == "f":
            differs &= ~(np.isnan(column) & np.isnan(first)[self.owner])
        if differs.any():
            rows = np.sort(self.rows[np.flatnonzero(differs)])[:_MOST_LISTED].tolist()
            msg = f"The column for {name!r} varies within one person; the first row is 0:"
            remedy = "Mend it, or pass it as per_point."
            problems = [
                Problem(f"row {row}", f"has another {name!r} than the person's first.", remedy)
                for row in rows
            ]
            raise DomainError(msg, problems=problems)
        return first


def in_order(units: Array, times: Floats, groups: list[Strings]) -> Order:
    """The order of sheets by person, group and time.

    Raises:
        DomainError: a person has no name, or two sheets at one time; all rows are listed.
    """
    if units.dtype.kind not in "fiuU":
        units = np.where(as_keys(units) == "NaT", "", as_keys(units))
    _named(units)
    keys = [times, *groups, units]
    rows = np.arange(len(units))
    in_place = _rises(keys)
    if not in_place:
        rows = _sorting(keys)
        keys = [each[rows] for each in keys]
    starts = np.ones(len(rows), dtype=np.bool_)
    if len(rows):
        starts[1:] = np.logical_or.reduce([each[1:] != each[:-1] for each in keys[1:]])
    twice = np.flatnonzero(~starts[1:] & (keys[0][1:] == keys[0][:-1]))
    if len(twice):
        pairs = np.sort(np.stack([rows[twice], rows[twice + 1]], axis=1), axis=1)
        problems = [
            Problem(
                f"rows {first} and {second}",
                "hold one person's answers at the same time.",
                "Keep one, or give them their times.",
            )
            for first, second in pairs[np.lexsort(pairs.T[::-1])][:_MOST_LISTED].tolist()
        ]
        msg = "A person has two sheets at one time; the first row is 0:"
        raise DomainError(msg, problems=problems)
    first = np.flatnonzero(starts)
    return Order(
        rows=rows,
        sorted=in_place,
        owner=np.cumsum(starts) - 1,
        offsets=np.append(first, len(rows)).astype(np.int64),
        units=as_keys(keys[-1][first]),
        groups=keys[1][first] if groups else constant_array("", len(first)),
        times=keys[0],
    )


def _named(units: Array) -> None:
    """Every row says whose it is, in a way that tells people apart."""
    if units.dtype.kind in "iu":
        return
    text = units.dtype.kind == "U"
    _refuse(units == "" if text else np.isnan(units), "says not whose it is.", "Give a code.")
    if not text:
        _refuse(
            np.abs(units) >= _EXACT,
            "has a number too long to tell people apart.",
            "Read the codes as text.",
        )


def _refuse(wrong: Array, message: str, remedy: str) -> None:
    lost = np.flatnonzero(wrong)[:_MOST_LISTED].tolist()
    if lost:
        msg = "Sheets cannot be told apart by person; the first row is 0:"
        problems = [Problem(f"row {row}", message, remedy) for row in lost]
        raise DomainError(msg, problems=problems)


def _sorting(keys: list[Array]) -> Integers:
    """What ``np.lexsort`` gives, at a fraction of the time where every key is whole numbers."""
    packed = _packed(keys)
    if packed is not None:
        rows = np.argsort(packed)
        inorder = packed[rows]
        # Ties are refused, by rows that only a stable sort keeps in the order of the table.
        if (inorder[1:] != inorder[:-1]).all():
            return rows
    return np.lexsort(keys)


def _packed(keys: list[Array]) -> Integers | None:
    """The keys as one number a row; ``None`` where they are no whole numbers or too far apart."""
    packed, room = np.zeros(len(keys[0]), dtype=np.int64), 1
    for key in reversed(keys):
        if key.dtype.kind not in "if" or (key.dtype.kind == "f" and (np.rint(key) != key).any()):
            return None
        low, high = int(key.min()), int(key.max())
        room *= high - low + 1
        if room > _MOST_PACKED:
            return None
        packed *= high - low + 1
        packed += key.astype(np.int64) - low
    return packed


def _rises(keys: list[Array]) -> bool:
    """Whether rows stand in order already, which is cheaper to see than to sort."""
    undecided = np.ones(max(len(keys[0]) - 1, 0), dtype=np.bool_)
    for key in reversed(keys):
        if (undecided & (key[1:] < key[:-1])).any():
            return False
        undecided &= key[1:] == key[:-1]
    return True
