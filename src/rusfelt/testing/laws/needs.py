"""The law that an evaluator reads what it says it needs, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import numpy as np

from rusfelt._arrays import frozen_array
from rusfelt.errors import RusfeltError
from rusfelt.panel import Panel
from rusfelt.testing._changed import further, renamed
from rusfelt.testing._meanings import POINT, SERIES
from rusfelt.testing._panels import columns_of
from rusfelt.testing._same import first_difference
from rusfelt.testing._subject import Case, FailedError, Subject, what
from rusfelt.testing.law import Broken
from rusfelt.typing import Array

__all__ = ["needs"]

_NOBODYS = "rusfelt_testing"


def needs(subject: Subject) -> None:
    """An evaluator reads the columns its needs name and no others, and takes no meaning from names: further columns change nothing, nor do other names for units and indicators in the same order.

    Names of indicators may matter where ``roles`` are needed, and names of groups where a row
    depends on more than its series. An empty name stays empty.
    """
    for case in subject.fair:
        _reads(subject, case)
    for case, _ in subject.answered(subject.fair):
        _names(subject, case)


class _Watched(Mapping[str, Array]):
    """Columns that note which of them are taken; asking whether one is there takes nothing."""

    def __init__(self, columns: Mapping[str, Array]) -> None:
        self._columns = columns
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> Array:
        self.asked.add(name)
        return self._columns[name]

    def get(self, name: str, default: Any = None) -> Any:
        """A column, or something else where it is not there."""
        return self._columns.get(name, default)

    def __contains__(self, name: object) -> bool:
        return name in self._columns

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


def _reads(subject: Subject, case: Case) -> None:
    panel = subject.asked(case.panel)
    count, points = len(panel), len(panel.t)
    if not count:
        return
    lent = panel.again()
    watched = [_Watched(lent.per_series), _Watched(lent.per_point)]
    for name, columns in zip(("per_series", "per_point"), watched, strict=True):
        object.__setattr__(lent, name, columns)
    plain: Any = None
    # That it raised is what the law "total" says; what it asked for before is noted.
    with suppress(FailedError):
        plain = subject.bare(lent)
    known = columns_of(subject.spec.needs)
    unnamed = sorted({*watched[0].asked, *watched[1].asked} - known)
    if unnamed:
        told = ", ".join(repr(each) for each in unnamed)
        msg = f"it reads {told}, which its needs do not name; the engine never hands it over. Name it in series, point or wants."
        raise Broken(msg)
    if not isinstance(plain, Mapping):
        # It raised or answered with no columns; the laws "total" and "contract" say so.
        return
    # Columns nobody asked for, full of what would show.
    series = {name: _poison(count) for name in (*SERIES, _NOBODYS) if name not in known}
    point = {name: _poison(points) for name in (*POINT, _NOBODYS) if name not in known}
    try:
        rich = subject.bare(further(panel, series, point))
    except FailedError as error:
        msg = f"it fails where the panel has columns its needs do not name: {error} ({case.name})."
        raise Broken(msg) from None
    for name in plain:
        if name not in rich or _bytes(plain[name]) != _bytes(rich[name]):
            msg = f"{name!r} is another one where the panel has columns its needs do not name ({case.name})."
            raise Broken(msg)


def _poison(size: int) -> Array:
    return frozen_array(np.where(np.arange(size) % 2, 1e9, -7.0))


def _bytes(column: object) -> object:
    if isinstance(column, tuple):
        return tuple(np.asarray(each).tobytes() for each in column)
    array = np.asarray(column)
    return tuple(array.tolist()) if array.dtype.kind == "U" else array.tobytes()


def _names(subject: Subject, case: Case) -> None:
    keys = ["unit"]
    if not subject.spec.needs.roles:
        keys.append("indicator")
    if subject.spec.scope == "series" and subject.spec.rows == "series":
        keys.append("group")

    def told(panel: Panel, *, show: bool = case.made) -> str:
        return _renamed(subject, panel, keys, show=show)

    if told(case.panel):
        raise Broken(subject.smallest(case, told))


def _renamed(subject: Subject, panel: Panel, keys: list[str], *, show: bool) -> str:
    before, told = subject.ask(panel), " or ".join(keys)
    try:
        after = subject.again(renamed(panel, *keys))
    except RusfeltError as error:
        return f"it fails where a {told} has another name: {what(error)}"
    rows, points = np.arange(before.rows), np.arange(len(panel.t))
    said = first_difference(before, after, (rows, rows), (points, points), show=show)
    return f"it takes a meaning from the name of a {told}: {said}" if said else ""
