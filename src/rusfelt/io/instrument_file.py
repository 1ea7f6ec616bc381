"""Instrument files: TOML in, an instrument or every problem out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from rusfelt.domain import Instrument
from rusfelt.io._identities import refuse_file_name
from rusfelt.io._read_toml import text_and_tables
from rusfelt.io._structure import failures, structure_as
from rusfelt.io._toml_file import (
    Finding,
    as_error,
    as_problems,
    schema_findings,
)
from rusfelt.io._toml_lines import Place

__all__ = ["read_instrument"]

# What scores are made by, and what can stand in for a broken part of the rest.
_RULE = ("items", "scales", "missing_rule", "discard_above")
_HARMLESS: dict[str, dict[str, Any]] = {
    "thresholds": {"kind": "band", "value": 0, "operator": ">=", "source": "s"},
    "norms": {"population": "p", "source": "s"},
}


def read_instrument(path: str | os.PathLike[str]) -> Instrument:
    """Read an instrument from a TOML file.

    Args:
        path: the file. It has the fields of :class:`~rusfelt.Instrument` at the top, then
            ``[[items]]``, ``[[scales]]``, ``[[thresholds]]`` and ``[[norms]]``.

    Returns:
        The instrument, checked as a whole.

    Raises:
        ReadError: the file cannot be read, or something in it is wrong; ``problems`` lists
            everything, and ``line`` is that of the first.
    """
    file = os.fspath(path)
    refuse_file_name(file)
    text, raw = text_and_tables(file, "instrument")
    instrument, findings = _structure(raw)
    if instrument is None or findings:
        raise as_error(as_problems(findings, text, file), file, "instrument")
    return instrument


def _structure(raw: dict[str, Any]) -> tuple[Instrument | None, list[Finding]]:
    findings = list(schema_findings(raw))
    tables = {key: value for key, value in raw.items() if key != "schema"}
    try:
        return structure_as(tables, Instrument), findings
    except ExceptionGroup as group:
        found = list(failures(group))
        return None, [*findings, *found, *_contradictions(tables, [place for place, _, _ in found])]


def _contradictions(tables: dict[str, Any], wrong: list[Place]) -> Iterator[Finding]:
    """What the instrument says against itself, apart from what is wrong in it anyway.

    Bounds follow from items and scales, so these must be whole; thresholds and norms need not.
    """
    names = {place[0] for place in wrong if place}
    if names & {"items", "scales"}:
        return
    kept: dict[str, Any] = {"id": "i", "version": "1", "title": "i"}
    kept |= {name: tables[name] for name in _RULE if name in tables and name not in names}
    for name, harmless in _HARMLESS.items():
        if name in tables and (name,) not in wrong:
            broken = {place[1] for place in wrong if place[0] == name}
            kept[name] = [
                _scale_of(each) | harmless if number in broken else each
                for number, each in enumerate(tables[name])
            ]
    try:
        structure_as(kept, Instrument)
    except ExceptionGroup as group:
        yield from failures(group)


def _scale_of(table: object) -> dict[str, Any]:
    """The scale that a broken threshold or norm names, if it names one."""
    scale = table.get("scale") if isinstance(table, dict) else None
    return {"scale": scale} if isinstance(scale, str) else {}
