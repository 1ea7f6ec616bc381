"""From the raw tables of a plan file to the domain's values, with every failure in its place."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from rusfelt.domain import Instrument, Link, Plan
from rusfelt.errors import DomainError
from rusfelt.io._contradictions import contradiction
from rusfelt.io._fields import CLASSES, Check, field_check, field_types, link, text
from rusfelt.io._refused import no_table, refused, unknown_key
from rusfelt.io._toml_lines import Place, place_of

if TYPE_CHECKING:
    from cattrs import Converter

    from rusfelt.io._refused import RefusedError

__all__ = ["failures", "structure_as"]

_Hook = Callable[[Any, Any], Any]
_Whole = TypeVar("_Whole")
_WHOLES = (Plan, Instrument)


def structure_as(raw: Mapping[str, Any], cls: type[_Whole]) -> _Whole:
    """The plan, or the instrument, that the tables describe.

    Raises:
        ExceptionGroup: everything wrong; :func:`failures` says what and where.
    """
    return _converter().structure(raw, cls)


def failures(error: BaseException, place: Place = ()) -> Iterator[tuple[Place, str, str]]:
    """Place, fact and remedy of everything that went wrong in :func:`structure_as`."""
    for note in getattr(error, "__notes__", ()):
        step = getattr(note, "name", None) or getattr(note, "index", None)
        place = place if step is None else (*place, step)
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield from failures(each, place)
    elif isinstance(error, DomainError) and error.problems:
        for problem in error.problems:
            yield place + place_of(problem.path), problem.message, problem.remedy
    elif isinstance(extra := getattr(error, "extra_fields", None), set):
        for key in sorted(extra):
            yield (*place, key), *unknown_key(key, error.cl)  # type: ignore[attr-defined]
    elif isinstance(error, KeyError):
        yield place, "it is missing.", f"Add {error.args[0]} = …"
    elif isinstance(error, (ValueError, RecursionError, OverflowError)):
        failure = refused(error, None)
        yield place, failure.message, failure.remedy
    else:
        raise error


@functools.cache
def _converter() -> Converter:
    from cattrs import Converter  # noqa: PLC0415 - reading a plan is what it is loaded for

    converter = Converter(forbid_extra_keys=True, detailed_validation=True)
    converter.register_structure_hook(str, lambda value, _: text(value))
    for cls in CLASSES:
        converter.register_structure_hook(cls, _object_hook(cls, converter))
    return converter


def _object_hook(cls: type, converter: Converter) -> _Hook:
    from cattrs.errors import ClassValidationError  # noqa: PLC0415
    from cattrs.gen import make_dict_structure_fn, override  # noqa: PLC0415

    checks = {field.name: field_check(cls, field, converter) for field in attrs.fields(cls)}
    fields: dict[str, Any] = {
        name: override(struct_hook=_without_type(check)) for name, check in checks.items()
    }
    build: _Hook = make_dict_structure_fn(
        cls,
        converter,
        _cattrs_forbid_extra_keys=True,
        _cattrs_detailed_validation=True,
        **fields,
    )

    def structure(raw: object, _: object) -> Any:
        if cls is Link and isinstance(raw, str):
            return link(raw)
        if not isinstance(raw, Mapping):
            raise no_table(raw, cls)
        try:
            return build(raw, cls)
        except ClassValidationError as error:
            if cls in _WHOLES:
                raise  # What contradicts what inside is looked for in the whole of it.
            clash = _clash(cls, raw, checks)
            kept = [each for each in error.exceptions if type(each) is not DomainError]
            if clash is not None:
                kept.append(clash)
            if not kept:
                raise
            raise ClassValidationError(error.message, kept, cls) from None

    return structure


def _without_type(check: Check) -> _Hook:
    """A check as cattrs calls it: with the type too, which the check knows already."""
    return lambda value, _: check(value)


def _clash(cls: type, raw: Mapping[str, Any], checks: Mapping[str, Check]) -> RefusedError | None:
    """The object's contradiction with itself, apart from the fields that are wrong."""
    from cattrs.errors import AttributeValidationNote  # noqa: PLC0415

    values, wrong = {}, {}
    for field in attrs.fields(cls):
        if field.name not in raw and field.default is not attrs.NOTHING:
            values[field.name] = field.default
            continue
        try:
            values[field.name] = checks[field.name](raw[field.name])
        except Exception:  # noqa: BLE001 - already reported; here it only counts as wrong
            wrong[field.name] = field_types(cls)[field.name]
    found = contradiction(cls, values, wrong)
    if found is None:
        return None
    name, message = found
    failure = refused(message, raw.get(name), fallback="Mend one or the other.")
    failure.add_note(AttributeValidationNote(name, name, cls))
    return failure
