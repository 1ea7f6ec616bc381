"""Tables others have published with their choice of hidden cells, and what an attacker says of both."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import attrs
from attacker import Judge

from rusfelt.disclosure import TOTAL, Policy, Protected, Table, protect

FILE = Path(__file__).parents[1] / "disclosure" / "published_tables.json"

Cell = tuple[str, ...]


@attrs.frozen
class Worked:
    """One worked table: all its cells, and what its publisher hid.

    Attributes:
        hidden: the cells hidden there; ``None`` where only their number was published.
        secondary: that number, by method.
        levels: for each dimension, one tree of labels or several that share the lowest.
    """

    name: str
    package: str
    page: str
    policy: Policy
    levels: Mapping[str, Sequence[Mapping[str, Sequence[str]]]]
    totals: Sequence[str]
    counts: Mapping[Cell, int]
    hidden: frozenset[Cell] | None
    secondary: Mapping[str, int]

    @property
    def small(self) -> frozenset[Cell]:
        """The cells that are hidden because they are small."""
        least = int(self.policy.zeros_shown)
        return frozenset(
            cell for cell, count in self.counts.items() if least <= count < self.policy.minimum
        )

    def tables(self) -> list[tuple[Table, list[Cell]]]:
        """As tables of one tree in each dimension, with the cell of each row."""
        found = []
        names = list(self.levels)
        for number in range(max(map(len, self.levels.values()))):
            trees = [each[min(number, len(each) - 1)] for each in self.levels.values()]
            labels = [_labels(*each) for each in zip(trees, self.totals, strict=True)]
            cells = list(product(*labels))
            columns = {
                name: [TOTAL if cell[at] == self.totals[at] else cell[at] for cell in cells]
                for at, name in enumerate(names)
            }
            under = {
                name: {parent: parts for parent, parts in tree.items() if parent != total}
                for name, tree, total in zip(names, trees, self.totals, strict=True)
            }
            table = Table(
                f"{self.name} {number}",
                columns,
                [self.counts[cell] for cell in cells],
                hierarchies={name: each for name, each in under.items() if each},
            )
            found.append((table, cells))
        return found

    def sums(self) -> list[tuple[Cell, tuple[Cell, ...]]]:
        """Every total with its parts."""
        labels = [_every(*each) for each in zip(self.levels.values(), self.totals, strict=True)]
        found = []
        for at, trees in enumerate(self.levels.values()):
            others = [each if axis != at else [""] for axis, each in enumerate(labels)]
            for tree, rest in product(trees, product(*others)):
                for parent, parts in tree.items():
                    one, *several = ((*rest[:at], x, *rest[at + 1 :]) for x in (parent, *parts))
                    found.append((one, tuple(several)))
        return found

    def judge(self, hidden: frozenset[Cell], **how: Any) -> list[str]:
        """What an attacker reckons out where these cells are hidden."""
        printed = {cell: None if cell in hidden else n for cell, n in self.counts.items()}
        minimum = dict.fromkeys(self.counts, self.policy.minimum)
        shown = self.policy.zeros_shown
        return Judge(
            printed, self.sums(), dict(self.counts), minimum, zeros_shown=shown, **how
        ).violations()

    def protected(self) -> tuple[frozenset[Cell], Protected]:
        """The cells that rusfelt hides."""
        listed = self.tables()
        made = protect([table for table, _ in listed], self.policy)
        hidden = {
            cell
            for (_, cells), gone in zip(listed, made.hidden, strict=True)
            for cell, each in zip(cells, gone.tolist(), strict=True)
            if each
        }
        return frozenset(hidden), made


def _labels(tree: Mapping[str, Sequence[str]], total: str) -> list[str]:
    return list(
        dict.fromkeys([total, *(x for parent, each in tree.items() for x in (parent, *each))])
    )


def _every(trees: Sequence[Mapping[str, Sequence[str]]], total: str) -> list[str]:
    return list(dict.fromkeys(label for tree in trees for label in _labels(tree, total)))


def published_tables() -> list[Worked]:
    """All of them, in the order of the file."""
    found = []
    for raw in json.loads(FILE.read_text(encoding="utf-8"))["tables"]:
        cells = list(
            product(*(_every(*x) for x in zip(raw["levels"].values(), raw["totals"], strict=True)))
        )
        hidden = raw["hidden"]
        found.append(
            Worked(
                raw["name"],
                raw["package"],
                raw["page"],
                Policy(raw["minimum"], zeros=raw["zeros"]),
                raw["levels"],
                raw["totals"],
                dict(zip(cells, raw["counts"], strict=True)),
                None if hidden is None else frozenset(cells[each] for each in hidden),
                raw["secondary"] or {},
            )
        )
    return found
