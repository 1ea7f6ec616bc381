"""Expected scores by intake and session, from a table the user has a right to use."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Literal

import attrs
import numpy as np

from rusfelt.errors import DomainError, Problem, ReadError, did_you_mean
from rusfelt.io.tables import read_table
from rusfelt.raw_table import RawTable

if TYPE_CHECKING:
    from rusfelt.stats.feedback.response_table import ResponseTable
    from rusfelt.typing import Array, Floats

__all__ = ["read_response_table"]

_NEEDED = ("intake", "session", "expected")
_KNOWN = (*_NEEDED, "inner", "outer", "target")
_ROW = re.compile(r"(\w+), row (\d+)")
_NUMBER = re.compile(r"[-+−]?\d+([.,]\d+)?")


def read_response_table(
    path: str | os.PathLike[str],
    *,
    version: str,
    better: Literal["higher", "lower"],
    encoding: str | None = None,
    delimiter: str | None = None,
) -> ResponseTable:
    """A table of where someone who began at a score is expected to be by each session.

    Published tables are licensed, so none is shipped. The file has one row for each intake and
    session, in any order, with the columns ``intake``, ``session`` and ``expected`` and, where the
    table has them, ``inner`` and ``outer`` (the edges of the tolerance bands, as scores) and
    ``target``. A column may be empty in some rows; the three first may not.

    Args:
        path: a delimited file. Numbers have a decimal comma or point.
        version: what the table is called, with its edition: it goes along with every signal.
        better: ``"higher"`` or ``"lower"``.
        encoding: told, or found out.
        delimiter: likewise.

    Returns:
        The table, for :class:`~rusfelt.evaluators.fit_signals.FitSignals`.

    Raises:
        ReadError: a column is missing, unknown or no numbers, a needed cell is empty, a row stands
            twice, or a band lies on the better side of the expected score; with the lines.
        DomainError: the version says nothing, or ``better`` is neither word.
    """
    from rusfelt.stats.feedback.response_table import (  # noqa: PLC0415 - loads scipy
        response_table,
    )

    table = read_table(path, encoding=encoding, delimiter=delimiter)
    columns = _columns(table)
    try:
        return response_table(columns, version=version, better=better)
    except DomainError as error:
        if any(each.path in {"version", "better"} for each in error.problems):
            raise
        raise _refusal([_at_line(each, table) for each in error.problems], table) from error


def _columns(table: RawTable) -> dict[str, Floats]:
    """The columns as numbers, or a refusal of all that are missing, unknown or none."""
    lost = [name for name in _NEEDED if name not in table.columns]
    unknown = [name for name in table.columns if name not in _KNOWN]
    problems = [
        Problem(name, "is missing.", did_you_mean(name, unknown) or "Add the column.", table.path)
        for name in lost
    ]
    problems += [
        Problem(
            name,
            "is no column of such a table.",
            f"{did_you_mean(name, _KNOWN) or 'Take it out.'} Known: {', '.join(_KNOWN)}.",
            table.path,
        )
        for name in unknown
    ]
    found: dict[str, Floats] = {}
    for name, column in table.columns.items():
        if column.dtype.kind == "f":
            found[name] = column
        elif column.dtype.kind == "U" and not np.any(column != ""):
            found[name] = np.full(len(column), np.nan)
        elif name in _KNOWN:
            problems.append(_no_number(name, column, table))
    if problems:
        raise _refusal(problems, table)
    return found


def _no_number(name: str, column: Array, table: RawTable) -> Problem:
    """The first cell of a column that is neither empty nor a number."""
    texts = [str(each) for each in column.tolist()]
    bad = [row for row, text in enumerate(texts) if text and not _NUMBER.fullmatch(text)]
    return Problem(
        name, "holds something that is no number.", "Write one number a row, all one way.",
        table.path, int(table.rows[bad[0]]) if bad else None,
    )  # fmt: skip


def _refusal(problems: list[Problem], table: RawTable) -> ReadError:
    first = problems[0]
    told = f"{first.path} {first.message} {first.remedy}".rstrip()
    msg = told if len(problems) == 1 else f"the table has {len(problems)} problems."
    return ReadError(msg, path=table.path, line=first.line, problems=problems)


def _at_line(problem: Problem, table: RawTable) -> Problem:
    """A problem with a row of the columns as one with a line of the file."""
    found = _ROW.fullmatch(problem.path)
    line = int(table.rows[int(found[2])]) if found else None
    return attrs.evolve(
        problem, path=found[1] if found else problem.path, file=table.path, line=line
    )
