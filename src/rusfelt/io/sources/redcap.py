"""REDCap exports: the records, and what the data dictionary says of them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import attrs
import numpy as np

from rusfelt.errors import DomainError
from rusfelt.io._gathered import Gathered, shown
from rusfelt.io._names import plain_name
from rusfelt.io.tables import text_table, typed_cells
from rusfelt.raw_table import RawTable
from rusfelt.typing import Array

__all__ = ["RedcapExport"]

# Columns of an export that no dictionary lists, and by which one is known.
_EVENT, _REPEAT, _INSTANCE = (
    "redcap_event_name",
    "redcap_repeat_instrument",
    "redcap_repeat_instance",
)
_OWN = (_EVENT, _REPEAT, _INSTANCE, "redcap_data_access_group", "redcap_survey_identifier")
_MARKS = tuple(each.encode() for each in _OWN)
# A dictionary's columns as REDCap writes them to a file, and as its interface gives them.
_NAME = ("variable / field name", "field_name")
_KIND = ("field type", "field_type")
_LABEL = ("field label", "field_label")
_CHOICES = ("choices, calculations, or slider labels", "select_choices_or_calculations")
_CHECK = (
    "text validation type or show slider number",
    "text_validation_type_or_show_slider_number",
)
_CODED = ("radio", "dropdown", "checkbox")
_YES_NO = {"yesno": {"1": "Yes", "0": "No"}, "truefalse": {"1": "True", "0": "False"}}
_CHECKED = {"1": "Checked", "0": "Unchecked"}
_FORM_STATES = {"0": "Incomplete", "1": "Unverified", "2": "Complete"}
_BOX = re.compile(r"(?P<field>.+?)___(?P<code>.+)")
_TAG = re.compile(r"<[^<>]{0,200}>")


@attrs.frozen
class _Field:
    """One row of a dictionary."""

    kind: str
    label: str
    choices: Mapping[str, str]
    text: bool


@attrs.frozen
class RedcapExport:
    """Records exported as CSV (raw data), with the project's data dictionary.

    Choices come as ``labels`` and field labels as ``titles``. A checkbox field stands as one
    column a choice (``field___1``), as REDCap exports it. Events, repeated instruments and their
    instances stay columns of their own, and what fills none of them stays as it is. A project's
    missing data codes stand in no dictionary, so they are told, or else taken as they are.
    """

    @property
    def suffixes(self) -> tuple[str, ...]:
        """None: such files end in ``.csv`` like others."""
        return ()

    @property
    def options(self) -> tuple[str, ...]:
        """What it can be told."""
        return ("dictionary", "instrument", "missing", "encoding", "delimiter")

    def recognises(self, head: bytes, /) -> bool:
        """Whether the first line has the columns that only REDCap writes."""
        first = head.lstrip(b"\xef\xbb\xbf").split(b"\n", 1)[0]
        return any(mark in first for mark in _MARKS)

    def table(
        self,
        path: Path,
        /,
        *,
        dictionary: str | os.PathLike[str] | None = None,
        instrument: str | None = None,
        missing: str = "",
        encoding: str | None = None,
        delimiter: str | None = None,
    ) -> RawTable:
        """The records.

        Args:
            path: the exported records.
            dictionary: the path of the data dictionary.
            instrument: keeps the rows of one repeated instrument (``""`` for those of none).
            missing: the project's missing data codes with commas between (``-99,NASK``), each with
                the state it stands for where that is another than missing
                (``-98=not-applicable``).
            encoding: as for other text.
            delimiter: as for other text.

        Raises:
            ReadError: a file cannot be read, or the dictionary is none; everything is listed.
            DomainError: a state is none.
        """
        table = text_table(path, encoding=encoding, delimiter=delimiter)
        fields = {} if dictionary is None else _dictionary(Path(dictionary))
        kept = _of_instrument(table, instrument)
        codes = _missing(str(missing))
        columns: dict[str, Array] = {}
        states: dict[str, Array] = {}
        text = [name for name, field in fields.items() if field.text or field.choices]
        for name, column in table.columns.items():
            cells = column[kept]
            state = np.zeros(len(cells), dtype="U16")
            for code, meant in codes.items():
                state[cells == code] = meant
            if (state != "").any():
                states[name] = state
                cells = np.where(state == "", cells, "")
            columns[name] = (
                cells if name in text or name in _OWN else typed_cells(cells, table.delimiter)
            )
        guessed = dict(table.guessed)
        if not fields:
            guessed["dictionary"] = "none was told, so codes have no labels"
        if codes:
            guessed["missing data codes"] = ", ".join(
                f"{code} {meant}" for code, meant in codes.items()
            )
        return attrs.evolve(
            table,
            columns=columns,
            rows=table.rows[kept],
            states=states,
            labels=dict(_labels(columns, fields)),
            titles=dict(_titles(columns, fields)),
            guessed=guessed,
        )


def _of_instrument(table: RawTable, instrument: object) -> Array:
    """Which rows are of one repeated instrument, or all."""
    if instrument is None or _REPEAT not in table.columns:
        return np.ones(len(table), dtype=np.bool_)
    return np.asarray(table.columns[_REPEAT] == str(instrument))


def _missing(told: str) -> dict[str, str]:
    from rusfelt.vocabulary import State  # noqa: PLC0415 - the words are needed here alone

    known = [str(state) for state in State if state.is_empty]
    codes = {}
    for each in filter(None, (part.strip() for part in told.split(","))):
        code, _, state = each.partition("=")
        codes[code.strip()] = state.strip() or "missing"
    for state in codes.values():
        if state not in known:
            msg = f"{state!r} is no empty state. Use one of: {', '.join(known)}."
            raise DomainError(msg)
    return codes


def _dictionary(path: Path) -> dict[str, _Field]:
    table = text_table(path)
    found = Gathered(table.path, table.row)
    columns: dict[str, list[str]] = {
        plain_name(name): column.tolist() for name, column in table.columns.items()
    }

    def column(names: tuple[str, ...], *, needed: bool = True) -> list[str]:
        for name in names:
            if name in columns:
                return columns[name]
        if needed:
            fact = f"There is no column {shown(names[0])}."
            found.add(table.header, fact, "Export the data dictionary from REDCap again, as CSV.")
        return [""] * len(table)

    rows = list(
        zip(
            column(_NAME), column(_KIND), column(_LABEL), column(_CHOICES),
            column(_CHECK, needed=False), table.rows.tolist(), strict=True,
        )
    )  # fmt: skip
    found.raise_any()
    fields: dict[str, _Field] = {}
    for name, kind, label, choices, check, row in rows:
        if name in fields:
            found.add(row, f"The field {shown(name)} stands twice.", "Take one of the rows away.")
        coded = _choices(choices) if kind in _CODED else dict(_YES_NO.get(kind, {}))
        if coded is None:
            fact = f"The choices of {shown(name)} are not written as code, label."
            found.add(row, fact, "Write them as 1, First | 2, Second.")
        plain = " ".join(_TAG.sub(" ", label).split())
        text = kind in {"text", "notes"} and not check
        fields[name] = _Field(kind, plain, coded or {}, text)
    found.raise_any()
    return fields


def _choices(text: str) -> dict[str, str] | None:
    """Code → label; ``None`` where it is written otherwise."""
    found = {}
    for each in filter(None, (part.strip() for part in text.split("|"))):
        code, comma, label = each.partition(",")
        if not comma or not code.strip():
            return None
        found[code.strip()] = " ".join(_TAG.sub(" ", label).split())
    return found


def _labels(
    columns: Mapping[str, Array], fields: Mapping[str, _Field]
) -> Iterator[tuple[str, Mapping[str, str]]]:
    forms = {name for name in columns if name.endswith("_complete") and name not in fields}
    for name in columns:
        if name in fields and fields[name].choices:
            yield name, fields[name].choices
        elif name in forms and fields:
            yield name, _FORM_STATES
        elif (box := _BOX.fullmatch(name)) and box["field"] in fields:
            yield name, _CHECKED


def _titles(
    columns: Mapping[str, Array], fields: Mapping[str, _Field]
) -> Iterator[tuple[str, str]]:
    for name in columns:
        if name in fields and fields[name].label:
            yield name, fields[name].label
        elif (box := _BOX.fullmatch(name)) and box["field"] in fields:
            field = fields[box["field"]]
            # A code's minus is an underscore in the column's name.
            code = box["code"] if box["code"] in field.choices else box["code"].replace("_", "-", 1)
            yield name, f"{field.label}: {field.choices.get(code, box['code'])}"
