"""A TOML file as its tables, and what is wrong in it as problems with their lines."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

from rusfelt.errors import Problem, ReadError
from rusfelt.io._toml_lines import Place, line_numbers, line_of, text_of

__all__ = [
    "SCHEMA",
    "Finding",
    "UnreadableError",
    "as_error",
    "as_problems",
    "parse",
    "read_text",
    "schema_findings",
]

SCHEMA = 1
_MOST_BYTES = 20 * 1024 * 1024
_AT_LINE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
# The standard reader needs time in the square of the parts of a dotted key.
_LONG_KEY = re.compile(r"""(?<![\w"'-])(?:[\w"'-]++[ \t]*\.[ \t]*){64}""")
_LONG_NUMBER = re.compile(r"(?<![\w])\d[\d_]{4000}")

Finding: TypeAlias = tuple[Place, str, str]
"""A place in the tables, the fact and the remedy."""


class UnreadableError(Exception):
    """The file is no TOML document at all."""

    def __init__(self, message: str, remedy: str, line: int | None = None) -> None:
        self.message = message
        self.remedy = remedy
        self.line = line
        super().__init__(message)


def read_text(file: str) -> str:
    """The text of a file.

    Raises:
        UnreadableError: it cannot be opened, is too large, or is no text in UTF-8.
    """
    try:
        with Path(file).open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        msg = "there is no such file."
        raise UnreadableError(msg, "Check the name and the folder.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        msg = f"the file cannot be opened: {reason}."
        raise UnreadableError(msg, "Give the name of a file you may read.") from None
    if len(data) > _MOST_BYTES:
        msg = f"the file is larger than {_MOST_BYTES // 1024**2} MB."
        raise UnreadableError(msg, "Such a file is text of some hundred kB at most.")
    if b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        msg = "the file is not plain text."
        raise UnreadableError(msg, "Save it as text in UTF-8.", line)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        msg = "the file is not in UTF-8."
        raise UnreadableError(msg, "Save it in the encoding UTF-8.", line) from None


def parse(text: str) -> dict[str, Any]:
    """The tables of a TOML document.

    Raises:
        UnreadableError: it is no TOML.
    """
    if long := _LONG_KEY.search(text):
        msg = "a key has too many parts."
        raise UnreadableError(msg, "Write a plain key.", _line_at(text, long.start()))
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
        raise UnreadableError(msg, remedy, line) from None
    except RecursionError:
        msg = "the values are nested too deeply."
        raise UnreadableError(msg, "Lists and tables are a few levels deep.") from None
    except ValueError:
        number = _LONG_NUMBER.search(text)
        msg = "a number has too many digits."
        raise UnreadableError(
            msg, "Write a plain number.", _line_at(text, number.start()) if number else None
        ) from None


def _line_at(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def schema_findings(raw: dict[str, Any]) -> Iterator[Finding]:
    """What is wrong with the number of the format at the top."""
    remedy = f"Write schema = {SCHEMA} at the top of the file."
    if "schema" not in raw:
        yield ("schema",), "it is missing.", remedy
    elif type(raw["schema"]) is not int or raw["schema"] != SCHEMA:
        yield ("schema",), f"only schema {SCHEMA} can be read.", remedy


def as_problems(findings: Iterable[Finding], text: str, file: str) -> list[Problem]:
    """Findings with their lines, in the order of the lines."""
    lines = line_numbers(text)
    problems = {
        Problem(text_of(place), message, remedy, file, line_of(lines, place)): place
        for place, message, remedy in findings
    }
    return sorted(
        problems, key=lambda each: (each.line or 0, _sortable(problems[each]), each.message)
    )


def as_error(problems: list[Problem], file: str, what: str) -> ReadError:
    """One error for everything wrong in a file; ``what`` it should have been."""
    first = problems[0]
    message = (
        " ".join(
            part
            for part in (f"{first.path}:" * bool(first.path), first.message, first.remedy)
            if part
        )
        if len(problems) == 1
        else f"the {what} file has {len(problems)} problems."
    )
    return ReadError(message, path=file, line=first.line, problems=problems)


def _sortable(place: Place) -> list[tuple[int, str]]:
    return [(step, "") if isinstance(step, int) else (-1, step) for step in place]
