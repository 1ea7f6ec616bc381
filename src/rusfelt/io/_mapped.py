"""From a table as it stands in a file to the cells of a measurement's fields."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np

from rusfelt._frames import as_keys
from rusfelt.io._cells import weigh
from rusfelt.io._columns import NUMBERS, Table
from rusfelt.io._gathered import Gathered
from rusfelt.io._names import plain_name
from rusfelt.io._places import Places, places_of
from rusfelt.io._units import as_places, with_zeros
from rusfelt.io.mapping_file import ColumnMap
from rusfelt.raw_table import RawTable
from rusfelt.typing import Floats, Strings

__all__ = ["cells_of"]

# Which codes of a column become their labels unasked: those of columns people read.
_LABELLED = ("indicator", "group", "state", "bound", "break_before", "definition", "source", "note")


@attrs.define
class _Source:
    """What a table is told of as, for the rest of the reading."""

    found: Gathered
    guessed: dict[str, str]
    delimiter: str


def cells_of(table: RawTable, columns: ColumnMap) -> Table:
    """The cells of each field, every column understood as a mapping says.

    What no mapping speaks of goes by its name, where that is a field's, or by what the format
    itself says of the column.

    Raises:
        ReadError: columns are missing or unknown, a mapping names a column that is not there, or
            a code has no meaning; everything is listed.
    """
    source = _Source(Gathered(table.path, table.row), dict(table.guessed), table.delimiter)
    header = tuple(table.columns)
    places = places_of(header, columns, source.found, table.header, declared=table.fields)
    source.found.raise_any()
    return _Made(table, columns, places, header, source).table()


@attrs.define
class _Made:
    """The fields on the way from the file's columns."""

    source: RawTable
    columns: ColumnMap
    places: Places
    header: tuple[str, ...]
    told: _Source

    def table(self) -> Table:
        wide = self.places.wide
        named = {field: self.header[place] for field, place in self.places.fields.items()}
        times, size = max(len(wide), 1), len(self.source)
        rows: Sequence[int] = self.source.rows.tolist() * times
        texts: dict[str, Sequence[str]] = {}
        numbers: dict[str, Floats] = {}
        states: dict[str, Strings] = {}
        names = dict(named)
        for field, name in named.items():
            states_of = self._states(name)
            column = self.source.columns[name]
            if field in NUMBERS and column.dtype.kind in "if" and name not in self.columns.values:
                numbers[field] = np.tile(np.where(states_of == "", column, np.nan), times)
            else:
                texts[field] = self._texts(name, field, states_of) * times
            states[field] = np.tile(states_of, times)
        for field, text in self.columns.constants.items():
            texts[field] = [text] * (size * times)
            names[field] = field
        if wide:
            self._widened(texts, numbers, states, names)
        self._grouped(texts, names, times)
        if "unit" in texts and self.columns.units == "places":
            texts["unit"], notes = as_places(texts["unit"], texts.get("period"))
            self.told.guessed |= notes
        self.told.found.raise_any()
        return Table(self.told, texts, names, rows, numbers, states)

    def _states(self, name: str) -> Strings:
        """Why cells of a column are empty, where the file or the mapping says so."""
        size = len(self.source)
        own = self.source.states.get(name)
        states = np.zeros(size, dtype="U16") if own is None else own.astype("U16")
        # A cell that is only empty says no more than that: another column may say why.
        states[states == "missing"] = ""
        codes = self.columns.states.get(name)
        if codes:
            cells = as_keys(self.source.columns[name])
            for code, state in codes.items():
                states[cells == code] = state
        return states

    def _texts(self, name: str, field: str, states: Strings) -> list[str]:
        """A column as text, its codes as what is meant by them."""
        column = self.source.columns[name]
        if column.dtype.kind == "b":
            cells = ["true" if each else "false" for each in column.tolist()]
        elif column.dtype.kind == "M":
            cells = ["" if each is None else each.isoformat() for each in column.tolist()]
        elif column.dtype.kind == "U":
            cells = column.tolist()
        elif field == "unit" and (found := with_zeros(column)) is not None:
            cells, self.told.guessed["units"] = found
        else:
            cells = as_keys(column).tolist()
        meanings = dict(self.columns.values.get(name, {}))
        if not meanings and field in _LABELLED and name in self.source.labels:
            meanings = dict(self.source.labels[name])
            self.told.guessed[f"codes of {name}"] = "their labels"
        if meanings:
            cells = [meanings.get(each, each) for each in cells]
        hidden = np.flatnonzero(states != "").tolist()
        for row in hidden:
            cells[row] = ""
        return cells

    def _widened(
        self,
        texts: dict[str, Sequence[str]],
        numbers: dict[str, Floats],
        states: dict[str, Strings],
        names: dict[str, str],
    ) -> None:
        """One row for each series of a row; the columns of figures one below the other."""
        size = len(self.source)
        wide = [self.header[place] for place in self.places.wide]
        names["value"] = wide[0]
        states["value"] = np.concatenate([self._states(name) for name in wide])
        columns = [self.source.columns[name] for name in wide]
        if all(each.dtype.kind in "if" for each in columns):
            value = np.concatenate([each.astype(np.float64) for each in columns])
            numbers["value"] = np.where(states["value"] == "", value, np.nan)
        else:
            texts["value"] = self._as_written(wide)
        said = {plain_name(name): each for name, each in self.columns.wide.items()}
        fields = {field for each in said.values() for field in each}
        for field in sorted(fields):
            before = texts.get(field, [""] * (size * len(wide)))
            texts[field] = [
                said[plain_name(name)].get(field, before[place * size + row])
                for place, name in enumerate(wide)
                for row in range(size)
            ]
            names.setdefault(field, field)

    def _as_written(self, wide: Sequence[str]) -> list[str]:
        """Columns of numbers and of text under each other, all with the texts' decimal sign."""
        parts = {name: self._texts(name, "value", self._states(name)) for name in wide}
        text = {name for name in wide if self.source.columns[name].dtype.kind == "U"}
        seen = weigh(cell.strip() for name in text for cell in parts[name])
        if seen.comma is not None:
            parts |= {
                name: [cell.replace(".", ",") for cell in parts[name]]
                for name in wide
                if name not in text
            }
        return [cell for part in parts.values() for cell in part]

    def _grouped(self, texts: dict[str, Sequence[str]], names: dict[str, str], times: int) -> None:
        """The population group out of the columns that make it up."""
        if not self.places.groups:
            return
        parts = []
        groups = {key: self.header[place] for key, place in self.places.groups.items()}
        for key, name in groups.items():
            cells = self._texts(name, "group", self._states(name)) * times
            parts.append([f"{key}={each}" if each else "" for each in cells])
        if "group" in texts:
            parts.append(list(texts["group"]))
        joined: dict[tuple[str, ...], str] = {}
        texts["group"] = [
            joined.setdefault(each, ";".join(filter(None, each)))
            for each in zip(*parts, strict=True)
        ]
        names.setdefault("group", " and ".join(groups.values()))
