"""Plan files: TOML in, a plan or every problem out."""

from __future__ import annotations

import os
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from rusfelt.domain import Plan
from rusfelt.domain._references import plan_problems
from rusfelt.errors import Problem, ReadError
from rusfelt.io._fields import field_types, item_class
from rusfelt.io._identities import parse_without_identities, refuse_file_name
from rusfelt.io._lenient import lenient_plan
from rusfelt.io._refused import unknown_key
from rusfelt.io._structure import failures, structure_as
from rusfelt.io._toml_file import (
    Finding,
    UnreadableError,
    as_error,
    as_problems,
    read_text,
    schema_findings,
)
from rusfelt.io._toml_lines import place_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["read_plan", "validate"]


def read_plan(path: str | os.PathLike[str]) -> Plan:
    """Read a plan from a TOML file.

    Args:
        path: the file.

    Returns:
        The plan, checked as a whole.

    Raises:
        ReadError: the file cannot be read, or something in it is wrong; ``problems`` lists
            everything, and ``line`` is that of the first.
    """
    plan, problems = _examine(path)
    if plan is None or problems:
        # A file named by a person's number is not called by its name.
        raise as_error(problems, problems[0].file or os.fspath(path), "plan")
    return plan


def validate(path: str | os.PathLike[str]) -> list[Problem]:
    """Everything wrong in a plan file, in the order of its lines; empty where nothing is.

    Wrong types, unknown and missing keys, words that are on no list, dates that do not exist,
    values that contradict each other, and references that lead nowhere are all reported in one
    go. A file that cannot be read, or is not TOML, is one problem; nothing is raised for it.

    Args:
        path: the file.

    Returns:
        Each problem with its place, such as ``tiltak[3].due``, its line, and a remedy.
    """
    return _examine(path)[1]


def _examine(path: str | os.PathLike[str]) -> tuple[Plan | None, list[Problem]]:
    file = os.fspath(path)
    try:
        refuse_file_name(file)
        text = read_text(file)
        raw = parse_without_identities(text, file)
    except ReadError as error:
        return None, list(error.problems)
    except UnreadableError as error:
        return None, [Problem("", error.message, error.remedy, file, error.line)]
    plan, findings = _structure(raw)
    return (None, as_problems(findings, text, file)) if findings else (plan, [])


def _structure(raw: dict[str, Any]) -> tuple[Plan | None, list[Finding]]:
    raw, spelt = _respelt(raw)
    findings: list[Finding] = [((was,), *unknown_key(was, Plan)) for was in spelt.values()]
    findings += schema_findings(raw)
    raw.pop("schema", None)
    plan = None
    try:
        plan = structure_as(raw, Plan)
    except ExceptionGroup as group:
        findings += _as_spelt(failures(group), spelt)
        references = (
            (place_of(each.path), each.message, each.remedy)
            for each in plan_problems(lenient_plan(raw))
        )
        findings += _as_spelt(references, spelt)
    return plan, findings


def _respelt(raw: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The tables with ``[[goal]]`` read as ``[[goals]]``, and which keys were misspelt.

    Otherwise one misspelt list would hide what is wrong inside it, and every reference into it
    would look wrong.
    """
    kinds = field_types(Plan)
    lists = [name for name, kind in kinds.items() if item_class(kind) and name not in raw]
    spelt: dict[str, str] = {}
    for key, value in raw.items():
        if key in kinds or not isinstance(value, list):
            continue
        near = get_close_matches(key, lists, n=1)
        if near and near[0] not in spelt:
            spelt[near[0]] = key
    meant = {was: name for name, was in spelt.items()}
    return {meant.get(key, key): value for key, value in raw.items()}, spelt


def _as_spelt(findings: Iterable[Finding], spelt: dict[str, str]) -> Iterator[Finding]:
    for place, message, remedy in findings:
        head = tuple(spelt.get(str(step), step) for step in place[:1])
        yield head + place[1:], message, remedy
