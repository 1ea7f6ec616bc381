"""The figures of a JSON-stat table with their flags understood."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

import attrs
import numpy as np

from rusfelt.vocabulary import State
from rusfelt_pxweb._flags import Meaning

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rusfelt.typing import Array, Bools, Floats, Integers, Strings
    from rusfelt_pxweb._cells import Cells, Marks

__all__ = ["MARKS", "Figures", "figures_of"]

MARKS: Mapping[str, str] = {
    "status": "note",
    "state": "state",
    "bound": "bound",
    "break_before": "break_before",
}
"""What flags can say beside a figure → the field of a measurement it is.

``status`` are the flags nothing is known of: a star for preliminary goes along as a note.
"""
_MISSING = str(State.MISSING)
_SHOWN = 3


@attrs.frozen(eq=False)
class Figures:
    """Cells as they are to be shown.

    Attributes:
        values: the figures, ``nan`` where there is none.
        states: why there is none; ``None`` where all are there.
        marks: what else flags say of them, each with its column, under a name of :data:`MARKS`.
        unmarked: which cells have neither figure nor flag; ``None`` where all have one.
    """

    values: Floats
    states: Strings | None = None
    marks: Mapping[str, Array] = attrs.field(factory=dict)
    unmarked: Bools | None = None

    @property
    def nbytes(self) -> int:
        """What all but the figures take."""
        # States are looked through once more when the table is made, which takes a copy of them.
        beside = [each for each in (self.states, *self.marks.values()) if each is not None]
        return sum(2 * each.nbytes for each in beside)

    def changed(self, change: Callable[[Array], Array]) -> Figures:
        """The same with each of its columns changed, say moved or shortened."""
        return Figures(
            change(self.values),
            None if self.states is None else change(self.states),
            {name: change(each) for name, each in self.marks.items()},
            None if self.unmarked is None else change(self.unmarked),
        )


def figures_of(cells: Cells, meanings: Mapping[str, str], guessed: dict[str, str]) -> Figures:
    """The cells of a table, with flags understood.

    A flag of an empty state takes its figure away where there is one all the same: what is
    marked as hidden is not shown.

    Args:
        cells: as they stand in the file.
        meanings: flag → what it stands for.
        guessed: where what was taken for granted is told.
    """
    empty = np.isnan(cells.values)
    if cells.flags is None:
        if not empty.any():
            return Figures(cells.values)
        return Figures(cells.values, _words(["", _MISSING], empty.astype(np.int8)), unmarked=empty)
    return _Flagged(cells, cells.flags, empty, meanings, guessed).figures()


class _Flagged:
    """Cells some of which have flags."""

    def __init__(
        self,
        cells: Cells,
        flags: Marks,
        empty: Bools,
        meanings: Mapping[str, str],
        guessed: dict[str, str],
    ) -> None:
        self.flags, self.signs = flags, cells.signs
        self.meant = [Meaning.of(meanings.get(sign, "")) for sign in cells.signs]
        self.known = [not sign or sign in meanings for sign in cells.signs]
        self.values = cells.values.copy()
        self.empty = empty
        self.counts = np.bincount(flags, minlength=len(cells.signs))
        self.without = np.bincount(flags[empty], minlength=len(cells.signs))
        self.guessed = guessed

    def figures(self) -> Figures:
        told = list(self._understood())
        if told:
            self.guessed["flags"] = "; ".join(told)
        names = ["", _MISSING]
        names += [each for each in dict.fromkeys(m.empty for m in self.meant) if each not in names]
        of_sign = np.array([names.index(each.empty) for each in self.meant], dtype=np.int8)
        places = of_sign[self.flags]
        places[(places == 0) & np.isnan(self.values)] = 1
        states = _words(names, places) if places.any() else None
        unmarked = (self.flags == 0) & self.empty if self.without[0] else None
        return Figures(self.values, states, dict(self._marks()), unmarked)

    def _understood(self) -> Iterator[str]:
        """Take away what is not to be shown, put 0 where that is meant, and tell of it."""
        for place, sign in enumerate(self.signs):
            meant, text = self.meant[place], ""
            if not (sign and self.known[place] and self.counts[place]):
                continue
            if meant.empty:
                over = int(self.counts[place] - self.without[place])
                if over:
                    self.values[self.flags == place] = np.nan
                text = f"{meant.empty}, also in {over} cell(s) that had a figure" * bool(over)
            elif meant.zero:
                self.values[(self.flags == place) & self.empty] = 0.0
            elif self.without[place]:
                text = f"{_said(meant)}, and {self.without[place]} empty cell(s) with it as missing"
            yield f"{sign!r} as {text or _said(meant)}"

    def _marks(self) -> Iterator[tuple[str, Array]]:
        others = ["" if known else sign for sign, known in zip(self.signs, self.known, strict=True)]
        if any(others):
            told = [
                f"{sign!r} kept as a note"
                + (f", and {some} empty cell(s) with it as missing" if some else "")
                for sign, some in zip(others, self.without.tolist(), strict=True)
                if sign
            ]
            self.guessed["status"] = "; ".join(told[:_SHOWN])
            yield "status", _words(others, self.flags)
        for name in ("state", "bound"):
            words = [getattr(each, name) for each in self.meant]
            if any(words):
                # Of a figure that is not there nothing can be said.
                there: Integers = np.where(np.isnan(self.values), 0, self.flags)
                yield name, _words(words, there)
        breaks = np.array([each.breaks for each in self.meant])
        if breaks.any():
            yield "break_before", breaks[self.flags]


def _said(meant: Meaning) -> str:
    words = (
        meant.empty, "0" * meant.zero, meant.state, meant.bound, "a break in the series" * meant.breaks,
    )  # fmt: skip
    return " and ".join(filter(None, words))


def _words(words: list[str], places: NDArray[np.int8] | Marks | Integers) -> Strings:
    """The word each cell has, backed by bytes as a table's columns are kept."""
    every = np.array(words, dtype=np.str_)
    return np.frombuffer(every[places].tobytes(), dtype=every.dtype)
