"""Plan files: TOML in, a plan or every problem out."""

from __future__ import annotations

import os
import re
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rusfelt.domain import Plan
from rusfelt.domain._references import plan_problems
from rusfelt.errors import Problem, ReadError
from rusfelt.io._fields import field_types, item_class
from rusfelt.io._lenient import lenient_plan
from rusfelt.io._refused import unknown_key
from rusfelt.io._structure import failures, structure_plan
from rusfelt.io._toml_lines import Place, line_numbers, line_of, place_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["read_plan", "validate"]

_SCHEMA = 1
_MOST_BYTES = 20 * 1024 * 1024
_AT_LINE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
# The standard reader needs time in the square of the parts of a dotted key.
_LONG_KEY = re.compile(r"""(?<![\w"'-])(?:[\w"'-]++[ \t]*\.[ \t]*){64}""")
_LONG_NUMBER = re.compile(r"(?<![\w])\d[\d_]{4000}")
_Finding = tuple[Place, str, str]


class _UnreadableError(Exception):
    """The file is no TOML document at all."""

    def __init__(self, message: str, remedy: str, line: int | None = None) -> None:
        self.message = message
        self.remedy = remedy
        self.line = line
        super().__init__(message)


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
        first = problems[0]
        message = (
            " ".join(
                part
                for part in (f"{first.path}:" * bool(first.path), first.message, first.remedy)
                if part
            )
            if len(problems) == 1
            else f"the plan file has {len(problems)} problems."
        )
        raise ReadError(message, path=os.fspath(path), line=first.line, problems=problems)
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
        text = _read(file)
        raw = _parse(text)
    except _UnreadableError as error:
        return None, [Problem("", error.message, error.remedy, file, error.line)]
    plan, findings = _structure(raw)
    if not findings:
        return plan, []
    lines = line_numbers(text)
    problems = {
        Problem(text_of(place), message, remedy, file, line_of(lines, place)): place
        for place, message, remedy in findings
    }
    return None, sorted(
        problems, key=lambda each: (each.line or 0, _sortable(problems[each]), each.message)
    )


def _sortable(place: Place) -> list[tuple[int, str]]:
    return [(step, "") if isinstance(step, int) else (-1, step) for step in place]


def _read(file: str) -> str:
    try:
        with Path(file).open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        msg = "there is no such file."
        raise _UnreadableError(msg, "Check the name and the folder.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        msg = f"the file cannot be opened: {reason}."
        raise _UnreadableError(msg, "Give the name of a plan file you may read.") from None
    if len(data) > _MOST_BYTES:
        msg = f"the file is larger than {_MOST_BYTES // 1024**2} MB."
        raise _UnreadableError(msg, "A plan file is text of some hundred kB at most.")
    if b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        msg = "the file is not plain text."
        raise _UnreadableError(msg, "Save it as text in UTF-8.", line)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        msg = "the file is not in UTF-8."
        raise _UnreadableError(msg, "Save it in the encoding UTF-8.", line) from None


def _parse(text: str) -> dict[str, Any]:
    if long := _LONG_KEY.search(text):
        msg = "a key has too many parts."
        raise _UnreadableError(msg, "Write the key of a plan.", _line_at(text, long.start()))
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        line = _line_at(text, len(text.rstrip()))
        if (found := _AT_LINE.search(message)) is not None:
            line = int(found[1]) if found[1] else line
            message = message[: found.start()]
        msg = f"this is not TOML: {message[:1].lower()}{message[1:]}."
        remedy = (
            "Text, and numbers that start with 0, stand in quotes; lists in brackets; a key once."
        )
        raise _UnreadableError(msg, remedy, line) from None
    except RecursionError:
        msg = "the values are nested too deeply."
        raise _UnreadableError(msg, "A plan has lists and tables a few levels deep.") from None
    except ValueError:
        number = _LONG_NUMBER.search(text)
        msg = "a number has too many digits."
        raise _UnreadableError(
            msg, "Write a plain number.", _line_at(text, number.start()) if number else None
        ) from None


def _line_at(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def _structure(raw: dict[str, Any]) -> tuple[Plan | None, list[_Finding]]:
    raw, spelt = _respelt(raw)
    findings: list[_Finding] = [((was,), *unknown_key(was, Plan)) for was in spelt.values()]
    findings += _schema_findings(raw)
    raw.pop("schema", None)
    plan = None
    try:
        plan = structure_plan(raw)
    except ExceptionGroup as group:
        findings += _as_spelt(failures(group), spelt)
        references = (
            (place_of(each.path), each.message, each.remedy)
            for each in plan_problems(lenient_plan(raw))
        )
        findings += _as_spelt(references, spelt)
    return plan, findings


def _schema_findings(raw: dict[str, Any]) -> Iterator[_Finding]:
    remedy = f"Write schema = {_SCHEMA} at the top of the file."
    if "schema" not in raw:
        yield ("schema",), "it is missing.", remedy
    elif type(raw["schema"]) is not int or raw["schema"] != _SCHEMA:
        yield ("schema",), f"only schema {_SCHEMA} can be read.", remedy


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


def _as_spelt(findings: Iterable[_Finding], spelt: dict[str, str]) -> Iterator[_Finding]:
    for place, message, remedy in findings:
        head = tuple(spelt.get(str(step), step) for step in place[:1])
        yield head + place[1:], message, remedy
