"""A table of counts as it is printed: cells in rows, labels in columns, totals among them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

import attrs
import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.typing import Bools, Integers, Strings

__all__ = ["HIDDEN", "TOTAL", "Labels", "Table"]

# What the labels of a cell are: (dimension, label), totals left out, in the order of the table.
Labels = tuple[tuple[str, str], ...]
TOTAL = "Total"
# Stands in ``counts`` where nothing is printed; no count is below zero.
HIDDEN = -1
# Sums of larger counts would no longer be exact in the solver's numbers.
_LARGEST = 10**12


def _labels(told: Mapping[str, Iterable[Any]]) -> Mapping[str, Strings]:
    found = {}
    for name, column in told.items():
        array = np.array([str(each) for each in column], dtype=np.str_)
        array.setflags(write=False)
        found[str(name)] = array
    return MappingProxyType(found)


def _counts(told: Iterable[Any]) -> Integers:
    listed = list(told)
    wrong = [
        place
        for place, each in enumerate(listed)
        if each is not None
        and (isinstance(each, bool) or float(each) != int(float(each)) or each < HIDDEN)
    ]
    if wrong:
        msg = "Counts are whole numbers from zero up; None stands for a hidden one."
        raise DomainError(msg, problems=[Problem(f"counts[{each}]", msg) for each in wrong[:20]])
    array = np.array([HIDDEN if each is None else int(each) for each in listed], dtype=np.int64)
    if array.size and array.max() > _LARGEST:
        msg = f"No count may be above {_LARGEST}. Count in thousands."
        raise DomainError(msg)
    array.setflags(write=False)
    return array


def _optional_counts(told: Iterable[Any] | None) -> Integers | None:
    return None if told is None else _counts(told)


def _hierarchies(
    told: Mapping[str, Mapping[str, Iterable[str]]],
) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    return MappingProxyType(
        {
            dimension: {parent: tuple(children) for parent, children in under.items()}
            for dimension, under in told.items()
        }
    )


@attrs.frozen(eq=False)
class Table:
    """One table, with all its totals.

    Attributes:
        name: what it is called in messages; with it two tables are told apart.
        dimensions: column name → one label a cell. A total has the label ``total``. A column may
            lie inside another, as municipalities do in counties: then the county's own figure
            stands where the municipality is the total.
        counts: one whole number a cell; ``None`` (kept as -1) where it is hidden.
        denominators: how many each count is out of, where it is a count out of something.
        years: how many years together a figure is of.
        impossible: cells that cannot hold anybody, which everyone knows.
        public: cells whose count everyone knows already.
        largest: for amounts, the sum of the largest contributions to each cell.
        hierarchies: dimension → subtotal → labels in it, where one column has several levels.
        total: the label of a total.
        overlapping: whether one person may stand in several parts, so that parts of more than
            their total are no mistake and no sum.

    Raises:
        DomainError: columns of different length, a cell twice, a count that is none.

    >>> t = Table("deaths", {"sex": ["F", "M", "Total"]}, [2, 9, 11])
    >>> len(t), t.labels(0), t.labels(2)
    (3, (('sex', 'F'),), ())
    """

    name: str
    dimensions: Mapping[str, Strings] = attrs.field(converter=_labels)
    counts: Integers = attrs.field(converter=_counts)
    denominators: Integers | None = attrs.field(
        default=None, kw_only=True, converter=_optional_counts
    )
    years: int = attrs.field(default=1, kw_only=True)
    impossible: Bools | None = attrs.field(default=None, kw_only=True)
    public: Bools | None = attrs.field(default=None, kw_only=True)
    largest: Integers | None = attrs.field(default=None, kw_only=True, converter=_optional_counts)
    hierarchies: Mapping[str, Mapping[str, tuple[str, ...]]] = attrs.field(
        factory=dict, kw_only=True, converter=_hierarchies
    )
    total: str = attrs.field(default=TOTAL, kw_only=True)
    overlapping: bool = attrs.field(default=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        size = len(self.counts)
        for name, column in (*self.dimensions.items(), *self._others()):
            if len(column) != size:
                msg = f"The table {self.name!r} has {size} counts and {len(column)} in {name!r}."
                raise DomainError(msg)
        unknown = sorted(set(self.hierarchies) - set(self.dimensions))
        if unknown:
            msg = f"The table {self.name!r} has no dimension {unknown[0]!r} to put levels into."
            raise DomainError(msg)
        seen: dict[Labels, int] = {}
        problems = []
        for place in range(size):
            labels = self.labels(place)
            if labels in seen:
                problems.append(
                    Problem(
                        self.written(place),
                        "stands twice in the table.",
                        "Keep one of the two rows.",
                    )
                )
            seen[labels] = place
        if problems:
            msg = f"The table {self.name!r} has one cell in several rows:"
            raise DomainError(msg, problems=problems)

    def _others(self) -> Iterable[tuple[str, Any]]:
        for name in ("denominators", "impossible", "public", "largest"):
            column = getattr(self, name)
            if column is not None:
                yield name, column

    def __len__(self) -> int:
        return len(self.counts)

    @property
    def hidden(self) -> Bools:
        """Which cells are not printed."""
        return np.asarray(self.counts == HIDDEN)

    def labels(self, place: int) -> Labels:
        """The labels of a cell without its totals."""
        return tuple(
            (name, str(column[place]))
            for name, column in self.dimensions.items()
            if column[place] != self.total
        )

    def written(self, place: int) -> str:
        """The cell as a message names it."""
        inside = "; ".join(f"{name}={label}" for name, label in self.labels(place))
        return inside or self.total

    def without(self, hidden: Bools) -> Table:
        """The same table with these cells hidden, and nothing else but what is printed."""
        counts = [
            None if gone else int(each)
            for gone, each in zip(hidden | self.hidden, self.counts, strict=True)
        ]
        return attrs.evolve(self, counts=counts, largest=None)
