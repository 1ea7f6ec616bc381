"""Laws about one answer: that there is one, that it is as declared, and that it says so."""

from __future__ import annotations

import json as plain_json
import math
from typing import Any

import attrs
import numpy as np

from rusfelt.errors import ContractError, RusfeltError
from rusfelt.evaluator import Column
from rusfelt.testing._subject import Subject, what
from rusfelt.testing.law import Broken
from rusfelt.vocabulary import Status

__all__ = ["contract", "finite", "json", "total"]


def total(subject: Subject) -> None:
    """Whatever panel an evaluator's needs allow, it answers with a row for each series (or unit, cluster, indicator or panel) and never raises.

    Tried are one series and many, series without points where no point is needed, ties, constants,
    zeros, negative, huge, tiny and nearly equal values. Of ordinary panels some row must be ok:
    laws about answers would otherwise have seen none.
    """
    answered = False
    for case in subject.cases:
        said = _raised(subject, case.panel)
        if said:
            raise Broken(subject.smallest(case, lambda panel: _raised(subject, panel)))
        try:
            answered |= bool(np.any(subject.ask(case.panel).status == str(Status.OK)))
        except ContractError:
            answered = True
    if not answered:
        msg = (
            "no row of any panel was ok, so that the laws have seen nothing. Hand in panels of "
            "your own that it can answer: panels=[…]."
        )
        raise Broken(msg)


def _raised(subject: Subject, panel: Any) -> str:
    try:
        subject.ask(panel)
    except ContractError:
        return ""
    except RusfeltError as error:
        return what(error)
    return ""


def contract(subject: Subject) -> None:
    """Every answer has exactly the columns the spec declares, in the declared types and shapes, with known words for status and verdict.

    What numbers may be is the law ``finite``.
    """

    def broke(panel: Any) -> str:
        try:
            subject.ask(panel)
        except ContractError as error:
            return str(error)
        except RusfeltError:
            return ""
        return ""

    for case in subject.cases:
        if broke(case.panel):
            raise Broken(subject.smallest(case, broke))
    for _ in subject.answered(subject.fair):
        pass


def finite(subject: Subject) -> None:
    """Where a row is ok every number of it is finite, or its column declares that it may be undefined or infinite.

    The engine refuses such an answer; the panels here are made to bring it about.
    """

    def broke(panel: Any) -> str:
        try:
            subject.check_numbers(panel)
        except ContractError as error:
            return str(error)
        return ""

    for case in subject.cases:
        try:
            subject.ask(case.panel)
        except RusfeltError:
            continue
        if broke(case.panel):
            raise Broken(subject.smallest(case, broke))
    for _ in subject.answered(subject.fair):
        pass


def json(subject: Subject) -> None:
    """An answer can be written as JSON without nan and read back unchanged, and every parameter is a plain value that stands in it.

    A plain value is text, a number, true or false, or ``None`` for unsaid.
    """
    _plain_parameters(subject.evaluator)
    for column in subject.spec.gives:
        _plain_column(column)
    for case, found in subject.answered(subject.cases):
        told = found.to_dict()
        try:
            text = plain_json.dumps(told, allow_nan=False)
        except (TypeError, ValueError) as error:
            msg = f"its answer is no JSON: {what(error)} ({case.name})."
            raise Broken(msg) from None
        if plain_json.loads(text) != told:
            msg = f"its answer is another one after being written and read ({case.name})."
            raise Broken(msg)


def _plain_parameters(evaluator: object) -> None:
    cls = type(evaluator)
    if not attrs.has(cls):
        if getattr(evaluator, "__dict__", None) or getattr(cls, "__dataclass_fields__", None):
            msg = f"{cls.__name__} is no attrs class, so that its parameters would not stand in results. Make it attrs.frozen."
            raise Broken(msg)
        return
    for field in attrs.fields(cls):
        value = getattr(evaluator, field.name)
        fine = value is None or isinstance(value, (str, int, float))
        if fine and isinstance(value, float):
            fine = math.isfinite(value)
        if not fine:
            kind = type(value).__name__
            told = repr(value) if isinstance(value, float) else f"a {kind}"
            msg = f"the parameter {field.name!r} is {told}, which would not stand in results. Use text, a finite number, true or false."
            raise Broken(msg)


def _plain_column(column: Column) -> None:
    for name in ("unit", "doc"):
        if not isinstance(getattr(column, name), str):
            msg = f"the {name} of column {column.name!r} is no text."
            raise Broken(msg)
