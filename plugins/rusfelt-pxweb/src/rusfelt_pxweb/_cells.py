"""The figures of a JSON-stat table and the flags beside them, as arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

from rusfelt_pxweb._found import Found, shown

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rusfelt.typing import Bools, Floats, Integers

    Marks = NDArray[np.int16]

__all__ = ["Cells", "cells_of"]

_NUMBERS = frozenset({int, float, type(None)})
# No bank has more signs than fit in a legend; a flag for each cell is something else.
_MOST_FLAGS = 1000
_LONGEST_FLAG = 40
_LONGEST_KEY = 12
_TOLD = 10


@attrs.frozen(eq=False)
class Cells:
    """The cells of a table, the last dimension fastest.

    Attributes:
        values: each figure, ``nan`` where there is none; shape ``(n,)``.
        flags: which flag each cell has, as its place in ``signs``; shape ``(n,)``, or ``None``
            where no cell has any.
        signs: the flags there are; the first is none.
    """

    values: Floats
    flags: Marks | None
    signs: tuple[str, ...]


def cells_of(dataset: Mapping[str, Any], n: int, found: Found) -> Cells:
    """The cells of a dataset.

    Values are a list of all, or an object of those there are, by their places; flags likewise, or
    one flag for all. A text among the values is a flag, as FHI's bank writes them.

    Args:
        dataset: as version 2.0 lays it out.
        n: how many cells its sizes say.
        found: what is wrong with it so far.

    Raises:
        ReadError: everything that is wrong.
    """
    signs = _Signs(found)
    values, inline = _values(dataset.get("value"), n, signs, found)
    flags = _flags(dataset.get("status"), n, signs, found)
    found.raise_any()
    if inline is not None:
        flags = inline if flags is None else np.where(inline > 0, inline, flags)
    return Cells(values, flags, tuple(signs.known))


class _Signs:
    """The flags met so far, and the place of each."""

    def __init__(self, found: Found) -> None:
        self.known: dict[str, int] = {"": 0}
        self.found = found

    def places(self, flags: Sequence[Any], place: str) -> Marks | None:
        """Which flag each is; ``None`` where they are no flags."""
        if set(map(type, flags)) - {str, type(None)}:
            wrong = next(each for each in flags if each is not None and not isinstance(each, str))
            self.found.add(place, f"{shown(wrong)} is no flag.", "A flag is a short text.")
            return None
        different = {each for each in set(flags) if each}
        wrong = next((each for each in different if not _is_flag(each)), None)
        if wrong is not None or len(different) > _MOST_FLAGS:
            fact = f"{shown(wrong)} is no flag." if wrong else "There are too many flags."
            self.found.add(place, fact, f"A flag is a text of at most {_LONGEST_FLAG} signs.")
            return None
        for each in sorted(different):
            self.known.setdefault(each, len(self.known))
        place_of: dict[Any, int] = {None: 0}
        place_of.update(self.known)
        return np.fromiter(map(place_of.__getitem__, flags), np.int16, len(flags))


def _is_flag(text: str) -> bool:
    return len(text) <= _LONGEST_FLAG and text.isprintable()


def _values(told: object, n: int, signs: _Signs, found: Found) -> tuple[Floats, Marks | None]:
    nothing = np.full(n, np.nan), None
    if isinstance(told, list):
        if len(told) != n:
            fact = f"There are {len(told):,} values, and the sizes say {n:,}."
            found.add("value", fact, "Fetch the file again; it may be cut.")
            return nothing
        return _numbers(told, None, signs, found)
    if isinstance(told, dict):
        places = _places(list(told), n, "value", found)
        if places is None:
            return nothing
        some, inline = _numbers(list(told.values()), places, signs, found)
        values = nothing[0]
        values[places] = some
        if inline is None:
            return values, None
        flags = np.zeros(n, dtype=np.int16)
        flags[places] = inline
        return values, flags
    found.add("value", f"It is {shown(told)}.", "It should hold the figures.")
    return nothing


def _numbers(
    told: list[Any], places: Integers | None, signs: _Signs, found: Found
) -> tuple[Floats, Marks | None]:
    """Numbers, and which flag stands where one would; ``places`` are theirs in the table."""
    kinds = set(map(type, told))
    inline = None
    if kinds - _NUMBERS:
        of_kind = {kind: 0 if kind in _NUMBERS else 1 if kind is str else 2 for kind in kinds}
        of = np.fromiter(map(of_kind.__getitem__, map(type, told)), np.int8, len(told))
        is_text: Bools = of == 1
        for wrong in np.flatnonzero(of > 1)[:_TOLD].tolist():
            where = wrong if places is None else int(places[wrong])
            fact = f"{shown(told[wrong])} is no number."
            found.add(f"value[{where}]", fact, "Write a number, or null.")
        if found.count:
            return np.full(len(told), np.nan), None
        cells = np.array(told, dtype=object)
        inline = np.zeros(len(told), dtype=np.int16)
        marks = signs.places(cells[is_text].tolist(), "value")
        if marks is not None:
            inline[is_text] = marks
        cells[is_text] = None
        told = cells.tolist()
    try:
        values = np.array(told, dtype=np.float64)
    except OverflowError:
        found.add("value", "A number has hundreds of digits.", "Write null where none is known.")
        return np.full(len(told), np.nan), None
    for wrong in np.flatnonzero(np.isinf(values))[:_TOLD].tolist():
        where = wrong if places is None else int(places[wrong])
        fact = "The number is too large to be one."
        found.add(f"value[{where}]", fact, "Write null where none is known.")
    return values, inline


def _flags(told: object, n: int, signs: _Signs, found: Found) -> Marks | None:
    if not told:
        return None
    if isinstance(told, str):
        told = [told]
    if isinstance(told, list):
        if len(told) == 1 < n:
            one = signs.places(told, "status")
            return None if one is None else np.full(n, one[0])
        if len(told) != n:
            fact = f"There are {len(told):,} flags, and the sizes say {n:,} cells."
            found.add("status", fact, "Fetch the file again; it may be cut.")
            return None
        return signs.places(told, "status")
    if isinstance(told, dict):
        places = _places(list(told), n, "status", found)
        marks = signs.places(list(told.values()), "status")
        if places is None or marks is None:
            return None
        flags = np.zeros(n, dtype=np.int16)
        flags[places] = marks
        return flags
    found.add("status", f"It is {shown(told)}.", "It should hold the flags.")
    return None


def _places(keys: list[str], n: int, name: str, found: Found) -> Integers | None:
    """The cells that the keys of an object name; each is a whole number below ``n``."""
    joined = "".join(keys)
    longest = max(map(len, keys), default=0)
    if not keys:
        return np.zeros(0, dtype=np.int64)
    if joined.isascii() and joined.isdigit() and "" not in keys and longest <= _LONGEST_KEY:
        places: Integers = np.array(list(map(int, keys)), dtype=np.int64)
        outside = np.flatnonzero(places >= n)
        if outside.size:
            first = keys[int(outside[0])]
            fact = f"There is no cell {shown(first)}: the sizes say {n:,}, from 0."
            found.add(name, fact, "Number the cells as the sizes have them.")
            return None
        once = np.zeros(n, dtype=np.bool_)
        once[places] = True
        if np.count_nonzero(once) < len(places):
            found.add(name, "A cell is there twice.", "Give each cell once.")
            return None
        return places
    wrong = next(
        (key for key in keys if len(key) > _LONGEST_KEY or not (key.isascii() and key.isdigit())),
        keys[0],
    )
    found.add(name, f"{shown(wrong)} is no number of a cell.", "Number the cells from 0.")
    return None
