"""What may be wrong with a column, and how much room a table may take."""

from __future__ import annotations

from rusfelt.errors import DomainError

__all__ = ["BYTES", "NESTED", "SPANS", "Room", "TooLargeError", "UnfitError"]

NESTED = (
    "holds lists or records in its cells.",
    "Take what you need of it into columns of their own, or leave the column out.",
)
BYTES = ("holds bytes and no text.", "Turn it into text, or leave the column out.")
SPANS = (
    "holds spans of time.",
    "Turn it into a number, of days for instance, or leave the column out.",
)

_MIB = 1 << 20
# A table somebody holds in memory is let through unless a text in it is beyond reason.
_PLENTY = 1 << 35


class UnfitError(Exception):
    """A column that cannot be had: the fact, and what to do about it."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


class TooLargeError(DomainError):
    """A table takes more room than it may; ``column`` is the one it ran out in."""

    def __init__(self, message: str, column: str) -> None:
        super().__init__(message)
        self.column = column


class Room:
    """How much memory the arrays of a table may take together.

    Args:
        most: so many bytes.
    """

    def __init__(self, most: int = _PLENTY) -> None:
        self._most = most
        self._held: dict[str, int] = {}
        self._total = 0

    def hold(self, column: str, size: int, longest: int = 0) -> None:
        """Note how many bytes a column takes by now.

        Args:
            column: its name.
            size: its bytes.
            longest: the letters of its longest text.

        Raises:
            TooLargeError: all columns together take more than they may.
        """
        self._total += size - self._held.get(column, 0)
        self._held[column] = size
        if self._total <= self._most:
            return
        why = f" (a text of {longest:,} letters takes as much room in every row)" if longest else ""
        msg = (
            f"In memory the table takes more than {self._most // _MIB:,} MB at the column "
            f"{column!r}{why}. Leave out columns that are not needed, or split the table by rows."
        )
        raise TooLargeError(msg, column)
