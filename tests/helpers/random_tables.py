"""Random tables with totals and subtotals, and what everyone who reads them can add up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any

import attrs
import numpy as np

from rusfelt.disclosure import Table

Key = frozenset[tuple[str, str]]
ROOT = "Total"
STYLES = ("columns", "hierarchies", "paths")


@attrs.frozen
class Tree:
    """One dimension: every label with those right under it; the root is the total."""

    name: str
    under: Mapping[str, tuple[str, ...]]

    @property
    def labels(self) -> list[str]:
        found = [ROOT]
        for each in found:
            found += self.under.get(each, ())
        return found

    def leaves(self, label: str = ROOT) -> list[str]:
        if label not in self.under:
            return [label]
        return [leaf for each in self.under[label] for leaf in self.leaves(each)]

    def above(self, label: str) -> list[str]:
        """From right under the total down to the label."""
        for parent, children in self.under.items():
            if label in children:
                return [*([] if parent == ROOT else self.above(parent)), label]
        return [label]

    @property
    def depth(self) -> int:
        return max(len(self.above(each)) for each in self.leaves())


@attrs.define
class Drawn:
    """A table with the key of each of its rows, and its sums by those keys."""

    table: Table
    keys: list[Key]
    sums: list[tuple[Key, tuple[Key, ...]]]
    truth: dict[Key, int]


def key_of(cell: Iterable[tuple[str, str]]) -> Key:
    return frozenset((name, label) for name, label in cell if label != ROOT)


def tree(rng: np.random.Generator, name: str, size: int, depth: int) -> Tree:
    """A dimension of about so many labels at the bottom, on so many levels."""
    under: dict[str, tuple[str, ...]] = {}
    tops = max(2, size if depth == 1 else int(rng.integers(2, max(3, size // 2 + 1))))
    level = [f"{name}{each}" for each in range(tops)]
    under[ROOT] = tuple(level)
    for _ in range(depth - 1):
        lower = []
        for each in level:
            parts = int(rng.integers(0, max(3, size // max(len(level), 1) + 2)))
            if parts:
                under[each] = tuple(f"{each}/{name}{number}" for number in range(parts))
                lower += under[each]
        level = lower or level
        if not lower:
            break
    return Tree(name, under)


def counts(
    rng: np.random.Generator, trees: Sequence[Tree], kind: str
) -> dict[tuple[str, ...], int]:
    """People by the labels at the bottom."""
    leaves = list(product(*(each.leaves() for each in trees)))
    size = len(leaves)
    if kind == "sparse":
        drawn = rng.poisson(1.2, size) * (rng.random(size) < 0.5)
    elif kind == "dense":
        drawn = rng.poisson(20, size)
    elif kind == "ones":
        drawn = rng.integers(0, 3, size)
    else:
        drawn = np.floor(rng.lognormal(2.0, 1.3, size)).astype(int)
    return {leaf: int(each) for leaf, each in zip(leaves, drawn, strict=True)}


def totals(
    trees: Sequence[Tree], people: Mapping[tuple[str, ...], int]
) -> dict[tuple[str, ...], int]:
    """People by every combination of labels, totals too."""
    values = np.array(
        [people[leaf] for leaf in product(*(each.leaves() for each in trees))], dtype=np.int64
    ).reshape([len(each.leaves()) for each in trees])
    for axis, each in enumerate(trees):
        order = each.leaves()
        member = np.array(
            [[leaf in each.leaves(label) for leaf in order] for label in each.labels],
            dtype=np.int64,
        )
        values = np.moveaxis(np.tensordot(member, values, axes=(1, axis)), 0, axis)
    return dict(
        zip(product(*(each.labels for each in trees)), values.ravel().tolist(), strict=True)
    )


def sums_of(
    trees: Sequence[Tree], cells: Iterable[tuple[str, ...]]
) -> list[tuple[Key, tuple[Key, ...]]]:
    """Every total of a cell that is there, by each of its dimensions."""
    there = set(cells)
    names = [each.name for each in trees]
    found = []
    for cell in there:
        for axis, each in enumerate(trees):
            children = each.under.get(cell[axis], ())
            parts = [(*cell[:axis], child, *cell[axis + 1 :]) for child in children]
            parts = [part for part in parts if part in there]
            if parts:
                told = [key_of(zip(names, part, strict=True)) for part in (cell, *parts)]
                found.append((told[0], tuple(told[1:])))
    return sorted(found, key=lambda each: (sorted(each[0]), sorted(map(sorted, each[1]))))


def drawn_table(
    trees: Sequence[Tree],
    people: Mapping[tuple[str, ...], int],
    styles: Sequence[str],
    *,
    name: str = "t",
    without: Iterable[tuple[str, ...]] = (),
    out_of: Mapping[tuple[str, ...], int] | None = None,
    shuffled: np.random.Generator | None = None,
) -> Drawn:
    """A table of all totals, written in one of three styles for each dimension."""
    every = totals(trees, people)
    gone = set(without)
    cells = [cell for cell in every if cell not in gone]
    if shuffled is not None:
        cells = [cells[each] for each in shuffled.permutation(len(cells))]
    columns: dict[str, list[str]] = {}
    hierarchies: dict[str, dict[str, tuple[str, ...]]] = {}
    for axis, (each, style) in enumerate(zip(trees, styles, strict=True)):
        if style == "columns" and each.depth > 1:
            for level in range(each.depth):
                columns[f"{each.name}{level}"] = [
                    (each.above(cell[axis]) if cell[axis] != ROOT else [])[level : level + 1][0]
                    if cell[axis] != ROOT and len(each.above(cell[axis])) > level
                    else ROOT
                    for cell in cells
                ]
        elif style == "hierarchies":
            # Labels that tell nothing of what they lie under.
            columns[each.name] = [cell[axis].replace("/", "-") for cell in cells]
            hierarchies[each.name] = {
                parent.replace("/", "-"): tuple(child.replace("/", "-") for child in children)
                for parent, children in each.under.items()
                if parent != ROOT
            }
        else:
            columns[each.name] = [cell[axis] for cell in cells]
    names = [each.name for each in trees]
    denominators = None if out_of is None else [totals(trees, out_of)[cell] for cell in cells]
    table = Table(
        name,
        columns,
        [every[cell] for cell in cells],
        hierarchies={key: value for key, value in hierarchies.items() if value},
        denominators=denominators,
    )
    keys = [key_of(zip(names, cell, strict=True)) for cell in cells]
    truth = {key: every[cell] for key, cell in zip(keys, cells, strict=True)}
    return Drawn(table, keys, sums_of(trees, cells), truth)


def random_table(seed: int, largest: int = 600) -> Drawn:
    """A table of one to four dimensions, from 4 to about so many cells."""
    rng = np.random.default_rng(seed)
    while True:
        dimensions = int(rng.choice([1, 2, 3, 4], p=[0.1, 0.45, 0.3, 0.15]))
        widest = {1: 30, 2: 14, 3: 6, 4: 4}[dimensions]
        depths = [int(rng.choice([1, 2, 3], p=[0.6, 0.3, 0.1])) for _ in range(dimensions)]
        trees = [
            tree(rng, "abcd"[at], int(rng.integers(2, widest)), depth)
            for at, depth in enumerate(depths)
        ]
        cells = int(np.prod([len(each.labels) for each in trees]))
        if 4 <= cells <= largest:
            break
    kind = str(rng.choice(["sparse", "dense", "ones", "mixed"]))
    people = counts(rng, trees, kind)
    styles = [str(rng.choice(STYLES)) for _ in trees]
    every = totals(trees, people)
    without = [
        cell
        for cell, count in every.items()
        if count == 0 and kind == "sparse" and seed % 3 == 0 and ROOT not in cell
    ]
    return drawn_table(trees, people, styles, without=without, shuffled=rng)


def printed_in(found: Any, drawn: Sequence[Drawn]) -> dict[Key, int | None]:
    """What the protected tables print, by keys; a cell printed anywhere is printed."""
    printed: dict[Key, int | None] = {}
    for table, each in zip(found, drawn, strict=True):
        for key, count in zip(each.keys, table.counts.tolist(), strict=True):
            told = None if count < 0 else count
            if told is not None or key not in printed:
                printed[key] = told
    return printed
