"""A JSON-stat table as it is in its file: dimensions, figures, and what its publisher says."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import attrs

from rusfelt.errors import DomainError, Problem, did_you_mean
from rusfelt.reading import content_of
from rusfelt_pxweb._cells import Cells, cells_of
from rusfelt_pxweb._document import MOST_FILE_BYTES, dataset_in, parsed
from rusfelt_pxweb._found import Found
from rusfelt_pxweb.dimensions import ROLES, Dimension, dimensions_of

if TYPE_CHECKING:
    from rusfelt.typing import Floats

__all__ = ["Dataset", "as_dataset", "read_dataset"]


@attrs.frozen(eq=False)
class Dataset:
    """A table of a statistics bank.

    Attributes:
        path: the file.
        label: what the table is called. source: who publishes it.
        updated: when it was last updated, as the file writes it.
        notes: what its publisher says of it; a table that changes base year says so here.
        mandatory: which of the notes its publisher wants shown wherever the figures are.
        dimensions: the last varies fastest.
        cells: the figures and their flags.
        legend: flag → what its publisher says it means, where the file has that.
        version: ``JSON-stat 1`` where it is laid out so; empty for version 2.0.
    """

    path: str
    label: str
    source: str
    updated: str
    notes: tuple[str, ...]
    mandatory: tuple[str, ...]
    dimensions: tuple[Dimension, ...]
    cells: Cells
    legend: Mapping[str, str]
    version: str = ""

    def __len__(self) -> int:
        """How many cells it has."""
        return math.prod(len(each.codes) for each in self.dimensions)

    @property
    def values(self) -> Floats:
        """Each figure, ``nan`` where there is none."""
        return self.cells.values


def read_dataset(
    path: str | os.PathLike[str], *, roles: Mapping[str, str] | None = None
) -> Dataset:
    """Read a JSON-stat file.

    Args:
        path: the file.
        roles: ``time``, ``geo`` or ``metric`` → the dimension that is it, where the file does not
            say or says otherwise.

    Raises:
        ReadError: it is no such file, or contradicts itself; everything wrong in it is listed.
        DomainError: a role is given to a dimension the table has not.

    >>> import tempfile
    >>> from pathlib import Path
    >>> text = '''{"version": "2.0", "class": "dataset", "label": "Made up",
    ...  "id": ["Tid"], "size": [2], "role": {"time": ["Tid"]}, "value": [4, null],
    ...  "dimension": {"Tid": {"label": "år", "category": {"index": ["2023", "2024"]}}}}'''
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "made-up.json")
    ...     _ = file.write_text(text)
    ...     table = read_dataset(file)
    >>> table.dimensions[0].codes, table.values.tolist()
    (('2023', '2024'), [4.0, nan])
    """
    file = os.fsdecode(path)
    data = content_of(file, MOST_FILE_BYTES, too_large="Fetch fewer values at a time.")
    return as_dataset(parsed(data, file), file, roles)


def as_dataset(document: Any, file: str, roles: Mapping[str, str] | None = None) -> Dataset:
    """The table in a parsed document.

    Raises:
        ReadError: it contradicts itself.
        DomainError: a role is given to a dimension the table has not.
    """
    dataset, version = dataset_in(document, file)
    found = Found(file)
    dimensions = tuple(_with_roles(dimensions_of(dataset, found), roles or {}))
    n = math.prod(len(each.codes) for each in dimensions)
    cells = cells_of(dataset, n, found)
    extension = dataset.get("extension")
    extension = extension if isinstance(extension, dict) else {}
    notes = _notes(dataset.get("note"))
    return Dataset(
        file,
        _plain(dataset.get("label")),
        _plain(dataset.get("source")),
        _plain(dataset.get("updated")),
        tuple(notes.values()),
        _mandatory(extension.get("noteMandatory"), notes),
        dimensions,
        cells,
        MappingProxyType(_legend(extension)),
        version,
    )


def _with_roles(dimensions: Sequence[Dimension], roles: Mapping[str, str]) -> list[Dimension]:
    names = [each.id for each in dimensions]
    problems = [
        Problem(role, f"{name!r} is no dimension of this table.", did_you_mean(name, names))
        for role, name in roles.items()
        if name not in names
    ]
    if problems:
        msg = f"The table has the dimensions {', '.join(names)}."
        raise DomainError(msg, problems=problems)
    made = []
    for each in dimensions:
        # A role that is told is taken from whichever dimension the file gave it to.
        kept = {role for role in each.roles if role not in roles}
        kept |= {role for role, name in roles.items() if name == each.id}
        made.append(attrs.evolve(each, roles=tuple(role for role in ROLES if role in kept)))
    return made


def _plain(told: object) -> str:
    if not isinstance(told, str):
        return ""
    return " ".join(told.encode("utf-8", "replace").decode().split())


def _notes(told: object) -> dict[int, str]:
    """Place → note; a single one may stand without its list."""
    if isinstance(told, str):
        told = [told]
    if not isinstance(told, list):
        return {}
    return {place: _plain(each) for place, each in enumerate(told) if isinstance(each, str)}


def _mandatory(told: object, notes: Mapping[int, str]) -> tuple[str, ...]:
    if not isinstance(told, dict):
        return ()
    return tuple(note for place, note in notes.items() if told.get(str(place)) is True)


def _legend(extension: Mapping[str, Any]) -> dict[str, str]:
    flags = extension.get("flags")
    labels = flags.get("label") if isinstance(flags, dict) else None
    if not isinstance(labels, dict):
        return {}
    return {flag: _plain(each) for flag, each in labels.items() if isinstance(each, str)}
