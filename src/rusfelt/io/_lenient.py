"""A copy of a plan file's tables that can be asked about references, whatever is wrong in it."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from rusfelt.domain.period import to_date
from rusfelt.errors import DomainError

if TYPE_CHECKING:
    from datetime import date

__all__ = ["lenient_plan"]

_LISTS = ("goals", "strategies", "tiltak", "indicators", "targets", "bodies")
_ONE = ("id", "parent", "duplicate_of", "indicator")
_MANY = ("goals", "strategies", "indicators", "moves", "measured_by")


def lenient_plan(raw: Mapping[str, Any]) -> SimpleNamespace:
    """The lists of a plan, each value kept where it can be a reference and left out where not."""
    return SimpleNamespace(**{name: _items(raw.get(name)) for name in _LISTS})


def _items(value: object) -> tuple[SimpleNamespace, ...]:
    return tuple(_item(each) for each in value) if isinstance(value, list) else ()


def _item(value: object) -> SimpleNamespace:
    # An item that is no table keeps its position, so that the places of the others stay right.
    table = value if isinstance(value, Mapping) else {}
    item = SimpleNamespace()
    for name in _ONE:
        setattr(item, name, _name(table.get(name)))
    for name in _MANY:
        setattr(item, name, _names(table.get(name)))
    supersedes = _names(table.get("supersedes"))
    item.supersedes = (supersedes,) if isinstance(supersedes, str) else supersedes
    item.decided = _day(table.get("decided"))
    return item


def _name(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _names(value: object) -> tuple[object, ...] | str | None:
    if isinstance(value, list):
        return tuple(each if isinstance(each, str) else object() for each in value)
    return _name(value)


def _day(value: object) -> date | None:
    try:
        return to_date(value)
    except (DomainError, ValueError):
        return None
