"""What is public already: tables with their hidden cells, and single figures."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from typing import Any

import attrs
import numpy as np

from rusfelt.disclosure._ledger_json import SCHEMA, records_in
from rusfelt.disclosure.table import HIDDEN, Table
from rusfelt.errors import DomainError
from rusfelt.typing import Integers

__all__ = ["Ledger", "PublicFigure"]


def _text(instance: object, attribute: attrs.Attribute[Any], value: object) -> None:  # noqa: ARG001 - attrs calls it so
    if not isinstance(value, str):
        msg = f"{attribute.name} is {value!r}. Write a text."
        raise DomainError(msg)


def _number(instance: object, attribute: attrs.Attribute[Any], value: object) -> None:  # noqa: ARG001 - attrs calls it so
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        msg = f"{attribute.name} is {value!r}. Write a number, or leave it out."
        raise DomainError(msg)


@attrs.frozen(kw_only=True)
class PublicFigure:
    """One figure that is public already, and where.

    What is not said was not published: a share whose numerator stands nowhere has none here.

    Attributes:
        indicator: the id of the indicator in the plan.
        unit: code of the district or other unit; empty for the plan's own area.
        group: population group, such as ``age=18-24;sex=F``; empty for everyone.
        period: ``2019``, ``2019-Q3``; empty where none was printed.
        value, numerator, denominator: as printed; ``None`` for what was not.
        source: where it is published.

    Raises:
        DomainError: the indicator has no id, a number is none, or no number is there at all.

    >>> PublicFigure(indicator="deaths", period="2019", value=1, source="Plan, page 7").value
    1
    """

    indicator: str = attrs.field(validator=_text)
    unit: str = attrs.field(default="", validator=_text)
    group: str = attrs.field(default="", validator=_text)
    period: str = attrs.field(default="", validator=_text)
    value: float | None = attrs.field(default=None, validator=_number)
    numerator: float | None = attrs.field(default=None, validator=_number)
    denominator: float | None = attrs.field(default=None, validator=_number)
    source: str = attrs.field(default="", validator=_text)

    def __attrs_post_init__(self) -> None:
        if not self.indicator:
            msg = "indicator is empty. Write the indicator's id."
            raise DomainError(msg)
        if self.value is self.numerator is self.denominator is None:
            msg = (
                "A public figure has a value, a numerator or a denominator. Write what was printed."
            )
            raise DomainError(msg)


def _as_printed(tables: Iterable[Table]) -> tuple[Table, ...]:
    """The tables with nothing in them but what stands on paper."""
    return tuple(
        each if each.largest is None else attrs.evolve(each, largest=None) for each in tables
    )


def _figures(figures: Iterable[PublicFigure]) -> tuple[PublicFigure, ...]:
    return tuple(figures)


@attrs.frozen(eq=False)
class Ledger:
    """Everything published before: what it prints stays known, what it hides stays hidden.

    It holds only what was printed: the true count of a hidden cell, and the largest contributions
    behind an amount, are not in it. So the ledger may be as public as the tables are.

    Attributes:
        tables: as they were printed, hidden cells as ``None``.
        figures: figures that stand alone, in a plan or a report.

    >>> from rusfelt.disclosure import Table
    >>> printed = Table("2019", {"sex": ["F", "M", "Total"]}, [None, None, 11])
    >>> Ledger.from_json(Ledger([printed]).to_json()).tables[0].counts.tolist()
    [-1, -1, 11]
    """

    tables: tuple[Table, ...] = attrs.field(default=(), converter=_as_printed)
    figures: tuple[PublicFigure, ...] = attrs.field(default=(), converter=_figures)

    def with_tables(self, tables: Table | Iterable[Table] | Any) -> Ledger:
        """The ledger after these were published as well; a table that stands in it is left alone.

        Args:
            tables: one table or several as they are printed, or what ``protect`` gives.
        """
        told = (tables,) if isinstance(tables, Table) else getattr(tables, "tables", tables)
        kept: dict[str, Table] = {_identity(each): each for each in self.tables}
        for each in _as_printed(told):
            kept.setdefault(_identity(each), each)
        return attrs.evolve(self, tables=tuple(kept.values()))

    def to_json(self) -> str:
        """The ledger as text: the same ledger gives the same text everywhere."""
        figures = [attrs.asdict(each) for each in self.figures]
        told = {"schema": SCHEMA, "tables": list(map(_plain, self.tables)), "figures": figures}
        return json.dumps(told, ensure_ascii=False, allow_nan=False, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Ledger:
        """The ledger that :meth:`to_json` wrote.

        Raises:
            DomainError: it is no ledger; ``problems`` lists all that is wrong.
        """
        tables, figures, problems = records_in(text, Table, PublicFigure)
        if problems:
            msg = "This is no ledger:"
            raise DomainError(msg, problems=problems)
        return cls(tables, figures)


def _plain(table: Table) -> dict[str, Any]:
    """A table as JSON has it; what it does not have is left out."""
    told: dict[str, Any] = {
        "name": table.name,
        "total": table.total,
        "years": table.years,
        "dimensions": {name: column.tolist() for name, column in table.dimensions.items()},
        "counts": _counts(table.counts),
    }
    if table.denominators is not None:
        told["denominators"] = _counts(table.denominators)
    if table.impossible is not None:
        told["impossible"] = np.asarray(table.impossible).astype(bool).tolist()
    if table.hierarchies:
        told["hierarchies"] = {
            dimension: {parent: list(children) for parent, children in under.items()}
            for dimension, under in table.hierarchies.items()
        }
    return told


def _counts(counts: Integers) -> list[int | None]:
    return [None if each == HIDDEN else each for each in counts.tolist()]


def _identity(table: Table) -> str:
    told: Mapping[str, Any] = _plain(table)
    return json.dumps(told, sort_keys=True)
