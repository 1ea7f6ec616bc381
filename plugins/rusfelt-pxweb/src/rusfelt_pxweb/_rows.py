"""From a JSON-stat table to one row a cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import attrs
import numpy as np

from rusfelt.errors import ReadError
from rusfelt.raw_table import RawTable
from rusfelt.vocabulary import State
from rusfelt_pxweb._flags import ZERO
from rusfelt_pxweb._periods import periods_of
from rusfelt_pxweb.dataset import Dataset
from rusfelt_pxweb.dimensions import Dimension

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rusfelt.typing import Array, Floats, Integers, Strings
    from rusfelt_pxweb._cells import Marks

__all__ = ["rows_of"]

_FIELD_OF = {"time": "period", "geo": "unit", "metric": "indicator"}
_MISSING = str(State.MISSING)
# As in _document: a whole process is to stay under 512 MB.
_MOST_TABLE = 384 * 2**20
_SIGN = 4  # bytes of one sign of a text column
_NUMBERS = 16  # of a cell's figure and of its place
_SHOWN = 3
_LONGEST_NOTE = 500


def rows_of(dataset: Dataset, meanings: Mapping[str, str]) -> RawTable:
    """The table as rows, the first of which is cell 0.

    Args:
        dataset: the table.
        meanings: flag → the empty state it stands for, or ``zero``.

    Raises:
        ReadError: the rows would not fit in memory.
    """
    n = len(dataset)
    guessed: dict[str, str] = {}
    if dataset.version:
        guessed["version"] = dataset.version
    columns: dict[str, Array] = {}
    labels: dict[str, Mapping[str, str]] = {}
    texts = {each.id: _texts(each, guessed) for each in dataset.dimensions}
    cells = _Read.of(dataset, meanings, guessed)
    _refuse_large(texts, n, cells, dataset.path)
    after = n
    for each in dataset.dimensions:
        after //= len(each.codes)
        told = texts[each.id]
        columns[each.id] = _column(told, after, n)
        if each.labels:
            labels[each.id] = {
                text: each.labels[code]
                for code, text in zip(each.codes, told, strict=True)
                if code in each.labels
            }
    value, status = _free("value", columns), _free("status", columns)
    columns[value] = cells.values
    titles = {each.id: each.label for each in dataset.dimensions if each.label}
    fields = {**_fields(dataset.dimensions), value: "value"}
    if dataset.label:
        titles[value] = dataset.label
    if cells.kept is not None:
        columns[status] = cells.kept
        # A star for preliminary goes along with its figure as a note on it.
        fields[status] = "note"
        if dataset.legend:
            labels[status] = dataset.legend
    if dataset.mandatory:
        guessed["notes"] = " ".join(dataset.mandatory)[:_LONGEST_NOTE]
    return RawTable(
        dataset.path,
        columns,
        np.arange(1, n + 1),
        states={} if cells.states is None else {value: cells.states},
        labels=labels,
        titles=titles,
        fields=fields,
        guessed=guessed,
        decimal=".",
    )


def _texts(dimension: Dimension, guessed: dict[str, str]) -> list[str]:
    """What stands in the column of a dimension, code by code."""
    if "time" not in dimension.roles:
        return list(dimension.codes)
    texts, unknown = periods_of(dimension.codes)
    changed = [
        f"{code} as {text}"
        for code, text in zip(dimension.codes, texts, strict=True)
        if code != text
    ]
    told = []
    if changed:
        told.append(f"{_few(changed)} and so on" if len(changed) > _SHOWN else _few(changed))
    if unknown:
        told.append(f"{_few(unknown)} left as they are, being no periods known here")
    if told:
        guessed[dimension.id] = "; ".join(told)
    return texts


def _few(texts: list[str]) -> str:
    return ", ".join(texts[:_SHOWN])


def _column(texts: list[str], after: int, n: int) -> Array:
    """A code for each cell: each one ``after`` times, and all of that over again."""
    codes = np.array(texts, dtype=np.str_)
    if len(texts) == 1:
        # One value all the way down takes the room of one.
        return np.broadcast_to(codes, (n,))
    block = np.repeat(codes, after).tobytes()
    # Backed by bytes, the column is kept as it is and not copied once more.
    return np.frombuffer(block * (n // (after * len(texts))), dtype=codes.dtype)


def _fields(dimensions: tuple[Dimension, ...]) -> dict[str, str]:
    fields = {}
    for role, field in _FIELD_OF.items():
        having = [each for each in dimensions if role in each.roles]
        if len(having) == 1 and len(having[0].roles) == 1:
            fields[having[0].id] = field
    return fields


def _free(name: str, columns: Mapping[str, Array]) -> str:
    """The name, or the next one no dimension has."""
    free, number = name, 1
    while free in columns:
        number += 1
        free = f"{name}_{number}"
    return free


def _refuse_large(texts: Mapping[str, list[str]], n: int, cells: _Read, file: str) -> None:
    signs = sum(max(map(len, each)) for each in texts.values() if len(each) > 1)
    room = n * (_NUMBERS + _SIGN * signs)
    # States are looked through once more when the table is made, which takes a copy of them.
    room += sum(2 * each.nbytes for each in (cells.states, cells.kept) if each is not None)
    if room > _MOST_TABLE:
        msg = (
            f"As rows the table would take {room >> 20} MB, and {_MOST_TABLE >> 20} MB are "
            "allowed. Fetch fewer values at a time."
        )
        raise ReadError(msg, path=file)


@attrs.frozen(eq=False)
class _Read:
    """The figures, why they are not there, and the flags that say something else."""

    values: Floats
    states: Strings | None
    kept: Strings | None

    @classmethod
    def of(cls, dataset: Dataset, meanings: Mapping[str, str], guessed: dict[str, str]) -> _Read:
        """The cells of a table, with flags understood.

        A flag of an empty state takes its figure away where there is one all the same: what is
        marked as hidden is not shown.
        """
        values = dataset.cells.values
        flags, signs = dataset.cells.flags, dataset.cells.signs
        empty = np.isnan(values)
        if flags is None:
            if not empty.any():
                return cls(values, None, None)
            guessed["value"] = _unmarked(int(np.count_nonzero(empty)))
            return cls(values, _words(["", _MISSING], empty.astype(np.int8)), None)
        values = values.copy()
        counts = np.bincount(flags, minlength=len(signs))
        without = np.bincount(flags[empty], minlength=len(signs))
        names = ["", _MISSING]
        of_sign = np.zeros(len(signs), dtype=np.int8)
        told = []
        for place, sign in enumerate(signs[1:], start=1):
            meaning = meanings.get(sign)
            if meaning == ZERO:
                values[(flags == place) & empty] = 0.0
                told.append(f"{sign!r} as 0")
            elif meaning is not None and counts[place]:
                if meaning not in names:
                    names.append(meaning)
                of_sign[place] = names.index(meaning)
                over = int(counts[place] - without[place])
                if over:
                    values[flags == place] = np.nan
                taken = f", also in {over} cell(s) that had a figure" if over else ""
                told.append(f"{sign!r} as {meaning}{taken}")
        if told:
            guessed["flags"] = "; ".join(told)
        if without[0]:
            guessed["value"] = _unmarked(int(without[0]))
        places = of_sign[flags]
        places[(places == 0) & np.isnan(values)] = 1
        states = _words(names, places) if places.any() else None
        return cls(values, states, _kept(signs, flags, without, meanings, guessed))


def _words(words: list[str], places: NDArray[np.int8] | Marks) -> Strings:
    """The word each cell has, backed by bytes as a table's columns are kept."""
    every = np.array(words, dtype=np.str_)
    return np.frombuffer(every[places].tobytes(), dtype=every.dtype)


def _unmarked(number: int) -> str:
    return f"{number} empty cell(s) without a flag taken as missing"


def _kept(
    signs: tuple[str, ...],
    flags: Marks,
    without: Integers,
    meanings: Mapping[str, str],
    guessed: dict[str, str],
) -> Strings | None:
    """The flags that stand for no empty state, which nobody may lose."""
    others = [place for place, sign in enumerate(signs) if sign and sign not in meanings]
    if not others:
        return None
    texts = [each if place in others else "" for place, each in enumerate(signs)]
    told = [
        f"{signs[place]!r} kept as a note"
        + (f", and {without[place]} empty cell(s) with it as missing" if without[place] else "")
        for place in others
    ]
    guessed["status"] = "; ".join(told[:_SHOWN])
    return _words(texts, flags)
