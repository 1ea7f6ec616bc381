"""Which labels of a dimension are parts of which: a file with dimension, parent and child."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Collection, Mapping, Sequence

from rusfelt.disclosure.table import TOTAL
from rusfelt.errors import did_you_mean
from rusfelt.io._delimited import Delimited
from rusfelt.io._gathered import shown

__all__ = ["levels_among", "read_hierarchy"]

_COLUMNS = ("dimension", "parent", "child")
Levels = Mapping[str, Mapping[str, Sequence[str]]]


def read_hierarchy(path: str | os.PathLike[str]) -> dict[str, dict[str, tuple[str, ...]]]:
    """Read the levels of dimensions: one row for each label that is part of another.

    Args:
        path: a delimited file with the columns ``dimension``, ``parent`` and ``child``.

    Returns:
        Dimension → parent → its children, in the order of the file.

    Raises:
        ReadError: it cannot be read, a cell is empty, a label is part of two others or of itself.
    """
    source = Delimited(path, encoding=None, delimiter=None, known=lambda each: each in _COLUMNS)
    found, line = source.found, source.header_line
    header = [each.casefold() for each in source.header]
    for name in _COLUMNS:
        if header.count(name) != 1:
            hint = did_you_mean(name, header) or "The columns are dimension, parent and child."
            found.add(line, f"There is no one column {name}.", hint)
    found.raise_any()
    cells, lines = source.read([header.index(each) for each in _COLUMNS])
    levels: dict[str, dict[str, tuple[str, ...]]] = {}
    parents: dict[tuple[str, str], str] = {}
    for at, row in zip(lines, zip(*cells, strict=True), strict=True):
        dimension, parent, child = (unicodedata.normalize("NFC", each.strip()) for each in row)
        if not (dimension and parent and child):
            found.add(at, "A cell is empty.", "Write dimension, parent and child in each row.")
            continue
        known = parents.setdefault((dimension, child), parent)
        if known != parent:
            fact = f"{shown(child)} is part of {shown(known)} and of {shown(parent)}."
            found.add(at, fact, "Keep one of them: a label is counted in one other.")
            continue
        if _above(parents, dimension, parent, child):
            fact = f"{shown(child)} is part of itself."
            found.add(at, fact, "Take the row away that goes round.")
            del parents[dimension, child]
            continue
        under = levels.setdefault(dimension, {})
        under[parent] = tuple(dict.fromkeys((*under.get(parent, ()), child)))
    found.raise_any()
    return levels


def _above(parents: Mapping[tuple[str, str], str], dimension: str, label: str, sought: str) -> bool:
    """Whether a label is another, or lies under it."""
    while label != sought:
        above = parents.get((dimension, label))
        if above is None:
            return False
        label = above
    return True


def levels_among(
    hierarchy: Levels, labels: Mapping[str, Collection[str]], totals: Mapping[str, str]
) -> dict[str, dict[str, tuple[str, ...]]]:
    """The levels of one table's own labels: a parent that has no rows there is passed over.

    Args:
        hierarchy: dimension → parent → children.
        labels: the labels of each of the table's dimensions.
        totals: what totals are called.
    """
    found = {}
    for dimension, under in hierarchy.items():
        if dimension not in labels:
            continue
        there = set(labels[dimension])
        called = totals.get(dimension, TOTAL)
        told = {
            TOTAL if parent == called else parent: tuple(children)
            for parent, children in under.items()
        }
        kept = {
            parent: tuple(_present(children, told, there))
            for parent, children in told.items()
            if parent in there
        }
        kept = {parent: children for parent, children in kept.items() if children}
        if kept:
            found[dimension] = kept
    return found


def _present(
    children: Sequence[str], told: Mapping[str, Sequence[str]], there: Collection[str]
) -> list[str]:
    """The children that have rows; for one that has none, what is in it."""
    found: list[str] = []
    for each in children:
        found += [each] if each in there else _present(told.get(each, ()), told, there)
    return found
