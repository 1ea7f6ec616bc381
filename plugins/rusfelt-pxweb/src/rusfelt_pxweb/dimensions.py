"""The dimensions of a JSON-stat table: their codes, labels, units and roles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import attrs

from rusfelt_pxweb._found import Found, shown

__all__ = ["MOST_CELLS", "ROLES", "Dimension", "Unit", "dimensions_of"]

ROLES = ("time", "geo", "metric")
MOST_CELLS = 4_000_000
"""Five of the largest answers Statistics Norway gives, which are of 800,000 cells each. A cell
takes up to a hundred bytes as a row of a table, so more would not fit where reading has to."""

# A table of a statistics bank has a handful, and each becomes a column.
_MOST_DIMENSIONS = 64
_LONGEST_ID = 200


@attrs.frozen
class Unit:
    """What the figures of a category are counted in.

    Attributes:
        label: such as ``personer``; empty where it is not told.
        decimals: how many are meant; ``None`` where it is not told.
    """

    label: str = ""
    decimals: int | None = None


@attrs.frozen(eq=False)
class Dimension:
    """One dimension of a table.

    Attributes:
        id: its name in the file. label: a longer one.
        codes: its categories in order. labels: code → what it stands for, where that is told.
        roles: ``time``, ``geo`` or ``metric``, as the file has it; may be none.
        units: code → what its figures are counted in, where that is told.
        eliminable: whether a statistics bank gives the table without it; ``None`` if not told.
    """

    id: str
    label: str
    codes: tuple[str, ...]
    labels: Mapping[str, str]
    roles: tuple[str, ...] = ()
    units: Mapping[str, Unit] = attrs.field(factory=dict)
    eliminable: bool | None = None


def dimensions_of(
    dataset: Mapping[str, Any], found: Found, *, limit: bool = True
) -> list[Dimension]:
    """The dimensions of a dataset, the last of which varies fastest in its values.

    Their sizes are held against each other and against a limit before anything of that size is
    made.

    Args:
        dataset: as version 2.0 lays it out.
        found: what is wrong with it so far.
        limit: whether the table has to be of a readable size; a description has no figures.

    Raises:
        ReadError: everything that is wrong with them.
    """
    ids, sizes = _ids(dataset, found), _sizes(dataset, found)
    found.raise_any()
    if len(ids) != len(sizes):
        fact = f"There are {len(ids)} in id and {len(sizes)} in size."
        found.add("size", fact, "Give each dimension one size.")
    inside = dataset.get("dimension")
    if not isinstance(inside, dict):
        found.add("dimension", f"It is {shown(inside)}.", "It should be an object.")
    found.raise_any()
    if limit:
        _refuse_size(sizes, found)
    roles = _roles(dataset, ids, found)
    made = []
    for name, size in zip(ids, sizes, strict=True):
        each = inside.get(name) if isinstance(inside, dict) else None
        if not isinstance(each, dict):
            found.add(f"dimension[{shown(name)}]", "It is not there.", "Describe it.")
            continue
        told = tuple(role for role in ROLES if name in roles.get(role, ()))
        made.append(_dimension(name, size, each, told, found))
    found.raise_any()
    return made


def _ids(dataset: Mapping[str, Any], found: Found) -> list[str]:
    ids = dataset.get("id")
    if not isinstance(ids, list) or not ids:
        found.add("id", f"It is {shown(ids)}.", "It should list the dimensions.")
        return []
    if len(ids) > _MOST_DIMENSIONS:
        fact = f"There are {len(ids):,} dimensions, and at most {_MOST_DIMENSIONS} can be read."
        found.add("id", fact, "Fetch a table with fewer.")
        return []
    for place, name in enumerate(ids):
        if not isinstance(name, str) or not name or len(name) > _LONGEST_ID or not _sound(name):
            found.add(f"id[{place}]", f"{shown(name)} is no name.", "Give a short text.")
        elif name in ids[:place]:
            found.add(f"id[{place}]", f"{shown(name)} is there twice.", "Name it once.")
    return ids


def _sizes(dataset: Mapping[str, Any], found: Found) -> list[int]:
    sizes = dataset.get("size")
    if not isinstance(sizes, list) or len(sizes) > _MOST_DIMENSIONS:
        found.add("size", f"It is {shown(sizes)}.", "It should list the dimensions' sizes.")
        return []
    for place, size in enumerate(sizes):
        if isinstance(size, bool) or not isinstance(size, int) or size < 1:
            fact = f"{shown(size)} is no number of categories."
            found.add(f"size[{place}]", fact, "Give a whole number, 1 or more.")
    return sizes


def _refuse_size(sizes: list[int], found: Found) -> None:
    cells = 1
    for size in sizes:
        cells *= size
        if cells > MOST_CELLS:
            fact = f"The table has more than {MOST_CELLS:,} cells."
            found.add("size", fact, "Fetch fewer values at a time.")
            found.raise_any()


def _roles(dataset: Mapping[str, Any], ids: list[str], found: Found) -> dict[str, list[str]]:
    """Role → its dimensions; banks write null for a role that none has."""
    told = dataset.get("role")
    if told is None:
        return {}
    if not isinstance(told, dict):
        found.add("role", f"It is {shown(told)}.", "It should be an object.")
        return {}
    roles = {}
    for role in ROLES:
        names = told.get(role)
        if names is None:
            continue
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            found.add(f"role.{role}", f"It is {shown(names)}.", "It should list dimensions.")
            continue
        for name in names[:_MOST_DIMENSIONS]:
            if name not in ids:
                fact = f"{shown(name)} is no dimension of this table."
                found.add(f"role.{role}", fact, "Take it away, or describe it.")
        roles[role] = names
    return roles


def _dimension(
    name: str, size: int, told: dict[str, Any], roles: tuple[str, ...], found: Found
) -> Dimension:
    place = f"dimension[{shown(name)}].category"
    category = told.get("category")
    if not isinstance(category, dict):
        found.add(place, f"It is {shown(category)}.", "It should be an object.")
        return Dimension(name, "", (), {})
    labels = category.get("label")
    if not isinstance(labels, dict):
        if labels is not None:
            found.add(f"{place}.label", f"It is {shown(labels)}.", "It should be an object.")
        labels = {}
    codes = _codes(category.get("index"), labels, size, place, found)
    kept = {code: labels[code] for code in codes if isinstance(labels.get(code), str)}
    if not _sound("".join(kept.values())):
        found.add(f"{place}.label", "A label holds what is no text.", "Write it as text.")
    label = told.get("label")
    extension = told.get("extension")
    eliminable = extension.get("elimination") if isinstance(extension, dict) else None
    return Dimension(
        name,
        label if isinstance(label, str) and _sound(label) else "",
        codes,
        MappingProxyType(kept),
        roles,
        MappingProxyType(dict(_units(category.get("unit"), codes))),
        eliminable if isinstance(eliminable, bool) else None,
    )


def _codes(
    index: object, labels: dict[str, Any], size: int, place: str, found: Found
) -> tuple[str, ...]:
    """The codes in order: a list, an object of places, or the one there is a label for."""
    if index is None and len(labels) == 1:
        index = list(labels)
    if isinstance(index, dict):
        index = _in_order(index, f"{place}.index", found)
        if index is None:
            return ()
    if not isinstance(index, list):
        found.add(f"{place}.index", f"It is {shown(index)}.", "It should list the categories.")
        return ()
    if len(index) != size:
        fact = f"It has {len(index):,} categories, and its size is {shown(size)}."
        found.add(f"{place}.index", fact, "Make the two agree; the file may be cut.")
    wrong = [code for code in index if not isinstance(code, str) or not code or not _sound(code)]
    for code in wrong:
        found.add(f"{place}.index", f"{shown(code)} is no code.", "Write it as text: '0301'.")
    if not wrong and len(set(index)) < len(index):
        seen: set[str] = set()
        for code in index:
            if code in seen:
                found.add(f"{place}.index", f"{shown(code)} is there twice.", "Give it once.")
            seen.add(code)
    return () if wrong else tuple(index)


def _in_order(index: dict[str, Any], place: str, found: Found) -> list[str] | None:
    """The codes of an object of places, which has each place once."""
    if {type(each) for each in index.values()} <= {int}:
        codes = sorted(index, key=index.__getitem__)
        if [index[code] for code in codes] == list(range(len(codes))):
            return codes
    fact = f"Its places are not 0 to {len(index) - 1}, each once."
    found.add(place, fact, "Number the categories from 0.")
    return None


def _units(told: object, codes: tuple[str, ...]) -> Iterator[tuple[str, Unit]]:
    if not isinstance(told, dict):
        return
    for code in codes:
        each = told.get(code)
        if not isinstance(each, dict):
            continue
        # Statistics Norway calls it base; the format has label and symbol.
        names = (each.get(name) for name in ("label", "base", "symbol"))
        label = next((name for name in names if isinstance(name, str) and name), "")
        decimals = each.get("decimals")
        whole = isinstance(decimals, int) and not isinstance(decimals, bool)
        yield code, Unit(label, decimals if whole else None)


def _sound(text: str) -> bool:
    """Whether it is text that can be kept and shown: no half signs, and no NUL."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text
