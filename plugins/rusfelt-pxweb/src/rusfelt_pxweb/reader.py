"""Reads tables of statistics banks in JSON-stat 2.0, with the flags of their cells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import attrs

from rusfelt.errors import DomainError
from rusfelt.reading import RawTable
from rusfelt_pxweb._flags import meanings
from rusfelt_pxweb._rows import rows_of
from rusfelt_pxweb.dataset import read_dataset

__all__ = ["JsonStat"]

_UNMARKED = ("missing", "left-out")
_OBJECT = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*\{")
_CLASS = re.compile(rb'"class"\s*:\s*"(?:dataset|collection|dimension)"')
# The version may stand behind all the figures, and then the dimensions show what it is.
_VERSION = re.compile(rb'"version"\s*:\s*"2\.\d+"|"dimension"\s*:\s*\{')
_FIRST = re.compile(rb'\A(?:\xef\xbb\xbf)?\s*\{\s*"dataset"\s*:\s*\{')


@attrs.frozen
class JsonStat:
    """A table of a statistics bank, one row a cell.

    Every dimension is a column of codes, with their labels, and ``value`` the figures. What the
    format calls time, geo and metric is a measurement's period, unit and indicator, where one
    dimension is each. The signs ``.``, ``..`` and ``:`` stay apart as not applicable, missing and
    suppressed; any other flag is kept in a column ``status``, which becomes a figure's note.
    """

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Endings of the files it reads; other JSON files are known by how they begin."""
        return (".json-stat", ".jsonstat")

    @property
    def options(self) -> tuple[str, ...]:
        """What it can be told: see :meth:`table`."""
        return ("time", "geo", "metric", "flags", "side_by_side", "unmarked")

    def recognises(self, head: bytes, /) -> bool:
        """Whether a file begins as JSON-stat.

        >>> JsonStat().recognises(b'{"class": "dataset", "version": "2.0", "id": [')
        True
        """
        if not _OBJECT.match(head):
            return False
        if _FIRST.match(head):
            return b'"dimension"' in head
        return bool(_CLASS.search(head) and _VERSION.search(head))

    def table(
        self,
        path: Path,
        /,
        *,
        time: str | None = None,
        geo: str | None = None,
        metric: str | None = None,
        flags: Mapping[str, str] | None = None,
        side_by_side: str | None = None,
        unmarked: str = "missing",
    ) -> RawTable:
        """The table in a file.

        Args:
            path: the file.
            time: the dimension of time, where the file does not say which.
            geo: the dimension of places, likewise.
            metric: the dimension of what is measured, likewise.
            flags: what flags stand for that are not known everywhere: flag → an empty state,
                ``zero`` for nothing at all, ``approximate`` or ``projected``; besides that a bound
                such as ``<``, and ``break-before``: ``{"b": "approximate break-before"}``.
            side_by_side: the dimension whose categories belong in one row, each a column of its
                own under its code, such as a numerator and its denominator. What else flags say
                stands beside them, in ``<code> state`` and so on.
            unmarked: what a cell with neither figure nor flag is: ``missing``, or ``left-out``
                where the bank gives every combination there could be, and not all of them are.
                Side by side, a row goes where none of its cells says anything.

        Raises:
            ReadError: the file is no such table; everything wrong in it is listed.
            DomainError: an option names no dimension of the table, or no state.
        """
        meaning = meanings(flags)
        if unmarked not in _UNMARKED:
            msg = f"unmarked={str(unmarked)[:40]!r} cannot be. Use one of: {', '.join(_UNMARKED)}."
            raise DomainError(msg)
        told = {"time": time, "geo": geo, "metric": metric}
        roles = {role: name for role, name in told.items() if name is not None}
        return rows_of(
            read_dataset(path, roles=roles),
            meaning,
            side_by_side=side_by_side,
            leave_out=unmarked == "left-out",
        )
