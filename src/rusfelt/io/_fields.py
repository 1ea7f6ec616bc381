"""What each field of a plan file may hold, and how its value is checked.

Every value goes through its own class's converter, so that a file and Python code are held to
the same rules. What is stricter here is only what a converter cannot know: a table is not a
list, and a date with a time of day is not a date.
"""

from __future__ import annotations

import functools
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

import attrs

from rusfelt.domain import (
    Body,
    Goal,
    Indicator,
    Instrument,
    ItemSet,
    Judge,
    Link,
    MissingRule,
    Norm,
    Period,
    Plan,
    Progress,
    Scale,
    Strategy,
    Target,
    Threshold,
    Tiltak,
)
from rusfelt.errors import DomainError
from rusfelt.io._refused import RefusedError, has_time, no_list, no_text, refused

if TYPE_CHECKING:
    from cattrs import Converter

__all__ = [
    "CLASSES",
    "PLAN_CLASSES",
    "Check",
    "field_check",
    "field_types",
    "item_class",
    "link",
    "text",
]

Check = Callable[[Any], Any]
# Parts before wholes, since a whole is made of its parts' hooks.
PLAN_CLASSES: tuple[type, ...] = (
    *(Link, Progress, Judge),
    *(Goal, Strategy, Tiltak, Indicator, Target, Body),
    Plan,
)
CLASSES = (*PLAN_CLASSES, MissingRule, ItemSet, Scale, Threshold, Norm, Instrument)
_TABLES = frozenset({"title", "params"})
# What a converter may raise: its own error, or Python's for numbers and nesting beyond reason.
_WRONG = (DomainError, OverflowError, RecursionError, ValueError)


@functools.cache
def field_types(cls: type) -> dict[str, Any]:
    """The type of each field, without the ``None`` that stands for unsaid."""
    hints = typing.get_type_hints(cls)
    return {field.name: _said(hints[field.name]) for field in attrs.fields(cls)}


def item_class(kind: object) -> type | None:
    """The class of the domain that a field lists, or ``None``."""
    arguments = typing.get_args(kind)
    if typing.get_origin(kind) is tuple and arguments[0] in CLASSES:
        return typing.cast("type", arguments[0])
    return None


def _said(kind: object) -> object:
    arguments = [each for each in typing.get_args(kind) if each is not types.NoneType]
    if typing.get_origin(kind) not in {typing.Union, types.UnionType} or len(arguments) > 1:
        return kind
    return arguments[0]


def _tuple_of(item: type) -> Any:
    return types.GenericAlias(tuple, (item, ...))


def field_check(cls: type, field: attrs.Attribute[Any], converter: Converter) -> Check:
    """The check of one field: it returns what the class will hold, or raises what is wrong.

    Args:
        cls: the class of the domain.
        field: one of its fields.
        converter: checks lists item by item.
    """
    kind = field_types(cls)[field.name]
    convert: Any = field.converter
    if (item := item_class(kind)) is not None:
        return _list_check(item, field.name, converter)
    if field.name == "period":
        return functools.partial(_periods, convert)
    if kind in CLASSES:
        return functools.partial(converter.structure, cl=kind)

    def check(value: object) -> object:
        if isinstance(value, (datetime, time)):
            raise has_time(value)
        if field.name in _TABLES and isinstance(value, Mapping):
            _each(value.items(), lambda name, each: convert({name: each}), field.name)
        if typing.get_origin(kind) is tuple and field.name not in _TABLES:
            value = _listed(value, kind, converter)
        return _own_rules(cls, field, value)

    return check


def _listed(value: object, kind: object, converter: Converter) -> object:
    """A list as it is, once its texts are known to be texts; the field's own rules do the rest."""
    if not isinstance(value, (list, str)):
        raise no_list(value)
    if isinstance(value, list) and typing.get_args(kind)[0] is str:
        return converter.structure(value, _tuple_of(str))
    return value


def _own_rules(cls: type, field: attrs.Attribute[Any], value: object) -> object:
    """What the class itself would make of the value."""
    convert: Any = field.converter
    try:
        if convert is not None:
            value = convert(value)
        if field.validator is not None:
            field.validator(object.__new__(cls), field, value)
    except _WRONG as error:
        raise refused(error, value) from None
    return value


def _list_check(item: type, name: str, converter: Converter) -> Check:
    def check(value: object) -> object:
        if item is Progress and isinstance(value, Mapping):
            value = [value]
        if not isinstance(value, list):
            if isinstance(value, Mapping):
                raise no_list(value, f"Write [[{name}]] with two brackets.")
            raise no_list(value)
        return converter.structure(value, _tuple_of(item))

    return check


def text(value: object) -> str:
    """Text, and nothing that would have to be turned into it."""
    if not isinstance(value, str):
        raise no_text(value)
    return value


def link(short: str) -> Link:
    """The link that ``plan/tiltak`` stands for."""
    convert: Any = attrs.fields_dict(Tiltak)["implements"].converter
    try:
        return typing.cast("Link", convert([short])[0])
    except DomainError as error:
        raise refused(error, short) from None


def _periods(convert: Check, value: object) -> object:
    if not isinstance(value, list):
        raise no_list(value, 'Write ["2020", "2024"].')
    texts = _each(enumerate(value), lambda _, each: Period.parse(each).text, "period")
    try:
        return convert(texts)
    except DomainError as error:
        raise refused(error, value) from None


def _each(
    items: Iterable[tuple[Any, Any]], check: Callable[[Any, Any], Any], name: str
) -> list[Any]:
    """Check every item, and raise what is wrong with all of them together."""
    from cattrs.errors import IterableValidationError, IterableValidationNote  # noqa: PLC0415

    done, wrong = [], []
    for key, value in items:
        try:
            if isinstance(value, (datetime, time)):
                raise has_time(value)
            done.append(check(key, value))
        except _WRONG as error:
            failure = error if isinstance(error, RefusedError) else refused(error, value)
            failure.add_note(IterableValidationNote(name, key, type(value)))
            wrong.append(failure)
    if wrong:
        raise IterableValidationError(name, wrong, tuple)
    return done
