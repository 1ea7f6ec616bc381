"""Files that hold identity numbers are not read.

This is looked at before anything else is said about a file, since a message may quote what is
wrong in it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from rusfelt._identity import (
    file_name_refusal,
    file_refusal,
    holds_identity_number,
    may_hold_identity_number,
    places_of_weights,
    safe_name,
    weight_of_text,
)
from rusfelt.io._toml_file import UnreadableError, parse
from rusfelt.io._toml_lines import Place, comments, line_numbers, line_of, text_of

__all__ = ["parse_without_identities", "refuse_cells", "refuse_file_name"]

_TOO_LARGE = 10**11


def refuse_file_name(file: str) -> None:
    """Let a file through whose name holds no identity number.

    Raises:
        ReadError: it does.
    """
    if error := file_name_refusal(file):
        raise error


def refuse_cells(text: str, delimiter: str, file: str) -> None:
    """Let a delimited text through no cell of which holds an identity number.

    Every cell is looked at: headers, comments and columns nobody asked for as well.

    Args:
        text: the whole file.
        delimiter: what stands between its cells.
        file: its name.

    Raises:
        ReadError: cells do; the first of them are listed with line and column.
    """
    weights: dict[int, list[tuple[int, int]]] = {}
    filled: dict[int, int] = {}
    names: list[str] | None = None
    header = 0
    lines = _Counted(text)
    for line, row in _records(lines, delimiter):
        for number, cell in enumerate(row):
            if not cell:
                continue
            filled[number] = filled.get(number, 0) + 1
            if weight := weight_of_text(cell):
                weights.setdefault(number, []).append((line, weight))
        if names is None and any(row) and not row[0].startswith(("#", "sep=")):
            names, header = row, line
            # A heading is no cell of its column.
            filled.clear()
    spots: list[tuple[int, int]] = []
    for number, found in weights.items():
        column = np.array([weight for _, weight in found])
        kept = places_of_weights(column, filled.get(number, 0))
        spots += [(found[place][0], number) for place in kept.tolist()]
    if spots:
        named = names or []
        raise file_refusal(
            [(line, _column(named, number, line == header)) for line, number in sorted(spots)], file
        )


def _column(names: list[str], number: int, heads: bool) -> str | int:
    """A column by its name, or by its number where it has none that can be said."""
    name = names[number].strip() if number < len(names) else ""
    return number + 1 if heads or not name or safe_name(name) != name else name


class _Counted:
    """The lines of a text, counted; ``record`` has those of the record in hand."""

    def __init__(self, text: str) -> None:
        self._lines = io.StringIO(text, newline="")
        self.number = 0
        self.record: list[str] = []

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.number += 1
            self.record.append(line)
            yield line


def _records(lines: _Counted, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The rows with the line each starts on, however broken the file is."""
    reader = csv.reader(iter(lines), delimiter=delimiter)
    while True:
        start = lines.number + 1
        lines.record.clear()
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            # A cell beyond reason: its lines and those that are left are looked at whole.
            yield from ((start + number, [line]) for number, line in enumerate(lines.record))
            for line in lines:
                yield lines.number, [line]
            return
        yield start, row


def parse_without_identities(text: str, file: str) -> dict[str, Any]:
    """The tables of a TOML document no key, value or comment of which holds an identity number.

    Raises:
        ReadError: some do; the first are listed with line and place.
        UnreadableError: it is no TOML.
    """
    try:
        raw = parse(text)
    except UnreadableError:
        # Whatever is wrong with it, this comes first.
        held = [
            (number, None)
            for number, line in enumerate(text.splitlines(), 1)
            if holds_identity_number(line)
        ]
        if held:
            raise file_refusal(held, file, cells=False) from None
        raise
    places = list(_held(raw))
    remarks = (
        [line for line, remark in comments(text) if holds_identity_number(remark)]
        if may_hold_identity_number(text)
        else []
    )
    if places or remarks:
        lines = line_numbers(text)
        spots = [(line_of(lines, place), safe_name(text_of(place))) for place in places]
        spots = sorted(spots + [(line, "comment") for line in remarks])
        raise file_refusal(spots, file, cells=False)
    return raw


def _held(raw: Mapping[str, Any]) -> Iterator[Place]:
    """The places of keys and values that hold such a number."""
    left: list[tuple[Place, object]] = [((), raw)]
    while left:
        place, value = left.pop()
        if isinstance(value, Mapping):
            yield from ((*place, key) for key in value if holds_identity_number(key))
            left += [((*place, key), each) for key, each in value.items()]
        elif isinstance(value, list):
            left += [((*place, number), each) for number, each in enumerate(value)]
        elif holds_identity_number(_as_text(value)):
            yield place


def _as_text(value: object) -> str:
    """A text as it is, and a number as eleven digits write it, if they can."""
    if isinstance(value, str):
        return value
    if isinstance(value, (int, float)) and 0 < value < _TOO_LARGE and value == int(value):
        return f"{value:.0f}"
    return ""
