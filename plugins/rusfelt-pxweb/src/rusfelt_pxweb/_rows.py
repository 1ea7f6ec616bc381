"""From a JSON-stat table to one row a cell, or one row for the cells that belong together."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import attrs
import numpy as np

from rusfelt.errors import DomainError, ReadError, did_you_mean
from rusfelt.reading import RawTable
from rusfelt_pxweb._marks import MARKS, Figures, figures_of
from rusfelt_pxweb._periods import periods_of
from rusfelt_pxweb.dataset import Dataset
from rusfelt_pxweb.dimensions import Dimension

if TYPE_CHECKING:
    from collections.abc import Callable

    from rusfelt.typing import Array, Bools, Integers

__all__ = ["rows_of"]

_FIELD_OF = {"time": "period", "geo": "unit", "metric": "indicator"}
# As in _document: a whole process is to stay under 512 MB.
_MOST_TABLE = 384 * 2**20
_SIGN = 4  # bytes of one sign of a text column
_NUMBERS = 16  # of a cell's figure and of its place
_SHOWN = 3
_LONGEST_NOTE = 500


def rows_of(
    dataset: Dataset,
    meanings: Mapping[str, str],
    *,
    side_by_side: str | None = None,
    leave_out: bool = False,
) -> RawTable:
    """The table as rows, numbered as its cells are, the first of which is 1.

    Args:
        dataset: the table.
        meanings: flag → what it stands for.
        side_by_side: a dimension whose categories become columns of one row.
        leave_out: whether rows without any figure or flag are left out.

    Raises:
        ReadError: the rows would not fit in memory, or two columns would have one name.
        DomainError: the dimension is none of the table.
    """
    guessed: dict[str, str] = {}
    if dataset.version:
        guessed["version"] = dataset.version
    across = _across(dataset, side_by_side)
    down = [each for each in dataset.dimensions if each is not across]
    texts = {each.id: _texts(each, guessed) for each in down}
    cells = figures_of(dataset.cells, meanings, guessed)
    n = math.prod(len(each.codes) for each in down)
    _refuse_large(texts, n, len(dataset), cells, dataset.path, moved=across is not None)
    parts, rows = _parts(dataset, across, cells)
    kept = _kept(parts, rows, guessed, leave_out=leave_out)
    columns: dict[str, Array] = {}
    labels: dict[str, Mapping[str, str]] = {}
    after = n
    for each in down:
        after //= len(each.codes)
        told = texts[each.id]
        columns[each.id] = _column(told, after, n)
        if each.labels:
            labels[each.id] = {
                text: each.labels[code]
                for code, text in zip(each.codes, told, strict=True)
                if code in each.labels
            }
    made = _Made(columns, labels, {each.id: each.label for each in down if each.label})
    made.fields.update(_fields(tuple(down)))
    for part in parts:
        made.add(part, dataset, alone=across is None)
    if dataset.mandatory:
        guessed["notes"] = " ".join(dataset.mandatory)[:_LONGEST_NOTE]
    return RawTable(
        dataset.path,
        columns if kept is None else {name: each[kept] for name, each in columns.items()},
        rows if kept is None else rows[kept],
        states=made.states if kept is None else {k: v[kept] for k, v in made.states.items()},
        labels=labels,
        titles=made.titles,
        fields=made.fields,
        guessed=guessed,
        decimal=".",
    )


@attrs.frozen(eq=False)
class _Part:
    """One column of figures: its name, a longer one, and its cells."""

    name: str
    title: str
    cells: Figures


@attrs.frozen(eq=False)
class _Made:
    """What the table is made of."""

    columns: dict[str, Array]
    labels: dict[str, Mapping[str, str]]
    titles: dict[str, str]
    fields: dict[str, str] = attrs.field(factory=dict)
    states: dict[str, Array] = attrs.field(factory=dict)

    def add(self, part: _Part, dataset: Dataset, *, alone: bool) -> None:
        """The figures of a part with what flags say of them.

        Args:
            part: the figures.
            dataset: what the file says of flags.
            alone: whether these are the only figures, which are then a measurement's values.

        Raises:
            ReadError: a column has their name already.
        """
        value = _free(part.name, self.columns) if alone else part.name
        # Of figures side by side most have no flags.
        marks = {name: each for name, each in part.cells.marks.items() if alone or _says(each)}
        names = {
            each: _free(each, {**self.columns, value: None}) if alone else f"{value} {each}"
            for each in marks
        }
        made = {value: part.cells.values} | {names[each]: marks[each] for each in marks}
        for name in made:
            if name in self.columns:
                msg = f"Side by side, two columns would be called {name[:60]!r}. Read it cell by cell."
                raise ReadError(msg, path=dataset.path)
        self.columns.update(made)
        if part.title:
            self.titles[value] = part.title
        if part.cells.states is not None:
            self.states[value] = part.cells.states
        if alone:
            self.fields[value] = "value"
            self.fields.update({name: MARKS[each] for each, name in names.items()})
        if "status" in names and dataset.legend:
            self.labels[names["status"]] = dataset.legend


def _says(mark: Array) -> bool:
    """Whether a column of marks has any."""
    return bool((mark != mark.dtype.type()).any())


def _across(dataset: Dataset, name: str | None) -> Dimension | None:
    if name is None:
        return None
    for each in dataset.dimensions:
        if each.id == name:
            return each
    names = [each.id for each in dataset.dimensions]
    hint = did_you_mean(str(name)[:60], names) or f"It has: {', '.join(names)}."
    msg = f"side_by_side={str(name)[:60]!r} is no dimension of this table. {hint}"
    raise DomainError(msg)


def _parts(
    dataset: Dataset, across: Dimension | None, cells: Figures
) -> tuple[list[_Part], Integers]:
    """The columns of figures, and the number of each row."""
    places = np.arange(1, len(dataset) + 1)
    if across is None:
        return [_Part("value", dataset.label, cells)], places
    sizes = [len(each.codes) for each in dataset.dimensions]
    axis = [each is across for each in dataset.dimensions].index(True)

    def only(code: int) -> Callable[[Array], Array]:
        return lambda column: np.take(column.reshape(sizes), code, axis=axis).ravel()

    parts = [
        _Part(code, across.labels.get(code, ""), cells.changed(only(number)))
        for number, code in enumerate(across.codes)
    ]
    return parts, only(0)(places)


def _kept(
    parts: list[_Part], rows: Integers, guessed: dict[str, str], *, leave_out: bool
) -> Bools | None:
    """Which rows stay, ``None`` for all; what becomes of cells that say nothing is told."""
    unmarked = [each.cells.unmarked for each in parts]
    if leave_out and all(each is not None for each in unmarked):
        silent: Bools = np.logical_and.reduce([each for each in unmarked if each is not None])
    else:
        silent = np.zeros(len(rows), dtype=np.bool_)
    left = int(np.count_nonzero(silent))
    rest = sum(int(np.count_nonzero(each)) for each in unmarked if each is not None)
    rest -= left * len(parts)
    told = []
    if left:
        what = "cell(s)" if len(parts) == 1 else "row(s)"
        told.append(f"{left} {what} without a figure and without a flag left out")
    if rest:
        told.append(f"{rest} empty cell(s) without a flag taken as missing")
    if told:
        guessed["value"] = "; ".join(told)
    return ~silent if left else None


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


def _free(name: str, columns: Mapping[str, object]) -> str:
    """The name, or the next one no dimension has."""
    free, number = name, 1
    while free in columns:
        number += 1
        free = f"{name}_{number}"
    return free


def _refuse_large(
    texts: Mapping[str, list[str]], rows: int, n: int, cells: Figures, file: str, *, moved: bool
) -> None:
    signs = sum(max(map(len, each)) for each in texts.values() if len(each) > 1)
    # Figures that are put side by side are copied on the way.
    room = (n * _NUMBERS + cells.nbytes) * (2 if moved else 1) + rows * _SIGN * signs
    if room > _MOST_TABLE:
        msg = (
            f"As rows the table would take {room >> 20} MB, and {_MOST_TABLE >> 20} MB are "
            "allowed. Fetch fewer values at a time."
        )
        raise ReadError(msg, path=file)
