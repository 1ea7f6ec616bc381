"""What is wrong with rows of a table, told by where they stand in the file."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from rusfelt.errors import DomainError, Problem, ReadError
from rusfelt.raw_table import RawTable

__all__ = ["at_lines"]

_ROW = re.compile(r"^row (\d+)(?:, )?")
_ROWS = re.compile(r"^rows (\d+) and (\d+)$")
_INSIDE = re.compile(r"\brow (\d+)")
# In a file everybody counts as it does, so the note on how rows are counted is left out.
_COUNTED = "; the first row is 0"
_Made = TypeVar("_Made")


def at_lines(table: RawTable, make: Callable[[], _Made]) -> _Made:
    """What ``make`` makes of a table, its complaints about rows told by their places in the file.

    Raises:
        ReadError: it found something wrong in a row.
    """
    try:
        return make()
    except DomainError as error:
        problems = [_at_line(each, table) for each in error.problems]
        lines = [each.line for each in problems if each.line is not None]
        if not lines:
            raise
        first = problems[0]
        message = str(error).partition("\n")[0].replace(_COUNTED, "")
        if len(problems) == 1:
            head = f"{first.path}: " if first.path else ""
            message = f"{head}{first.message} {first.remedy}".rstrip()
        raise ReadError(message, path=table.path, line=lines[0], problems=problems) from None


def _at_line(problem: Problem, table: RawTable) -> Problem:
    def line_of(row: str) -> int:
        return int(table.rows[int(row)])

    message = _INSIDE.sub(lambda found: f"{table.row} {line_of(found[1])}", problem.message)
    if found := _ROWS.fullmatch(problem.path):
        first, second = line_of(found[1]), line_of(found[2])
        path = f"with {table.row} {second}"
        return Problem(path, message, problem.remedy, table.path, first)
    if found := _ROW.match(problem.path):
        path = problem.path[found.end() :]
        return Problem(path, message, problem.remedy, table.path, line_of(found[1]))
    return problem
