"""Tables of counts on the command line."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from rusfelt.cli._output import tell, with_options
from rusfelt.disclosure.ledger import Ledger
from rusfelt.errors import Problem, ReadError
from rusfelt.io.count_table import CountFile, read_count_table
from rusfelt.io.hierarchy_file import read_hierarchy
from rusfelt.io.ledger_file import read_ledger

__all__ = ["read_files", "read_public", "table_options"]

_Command = TypeVar("_Command", bound=Callable[..., Any])
_OPTIONS = (
    click.option(
        "--hierarchy",
        metavar="FILE",
        help="Which labels are parts of which: columns dimension, parent and child.",
    ),
    click.option(
        "--total",
        "totals",
        multiple=True,
        metavar="LABEL",
        help="What totals are called; unsaid, Total, Totalt, I alt or Alle. May be repeated.",
    ),
    click.option(
        "--dimension",
        "dimensions",
        multiple=True,
        metavar="COLUMN",
        help="A column whose numbers are labels. May be repeated.",
    ),
    click.option(
        "--drop",
        multiple=True,
        metavar="COLUMN",
        help="A column to leave out, such as a percentage. May be repeated.",
    ),
)


def table_options(command: _Command) -> _Command:
    """The options on how tables are read."""
    return with_options(_OPTIONS, command)


def read_files(
    paths: Sequence[str],
    names: Sequence[str],
    *,
    hierarchy: str | None,
    totals: Sequence[str],
    dimensions: Sequence[str],
    drop: Sequence[str],
) -> list[CountFile]:
    """All files; what was taken for granted about each is told on standard error.

    Raises:
        ReadError: some cannot be read; everything wrong with all of them is listed.
    """
    levels = {} if hierarchy is None else read_hierarchy(hierarchy)
    read: list[CountFile] = []
    wrong: list[ReadError] = []
    for path, name in zip(paths, names, strict=True):
        try:
            read.append(
                read_count_table(
                    path,
                    name=name,
                    total=totals,
                    dimensions=dimensions,
                    drop=drop,
                    hierarchy=levels,
                )
            )
        except ReadError as error:
            wrong.append(error)
    if len(wrong) == 1:
        raise wrong[0]
    if wrong:
        listed = [each for error in wrong for each in _problems(error)]
        msg = f"{len(wrong)} files cannot be read."
        raise ReadError(msg, problems=listed)
    _check_levels(levels, read, hierarchy)
    for each in read:
        guesses = ", ".join(f"{what} {value!r}" for what, value in each.guessed.items())
        tell(f"{each.path}: {len(each.table)} cells ({guesses})")
    return read


def _problems(error: ReadError) -> list[Problem]:
    if error.problems:
        return list(error.problems)
    place = f"{error.path}:{error.line}" if error.line is not None else f"{error.path}"
    message = str(error).removeprefix(place).removeprefix(": ")
    return [Problem("", message, "", error.path, error.line)]


def _check_levels(
    levels: Mapping[str, object], files: Sequence[CountFile], path: str | None
) -> None:
    known = {name for each in files for name in each.table.dimensions}
    if unknown := sorted(levels.keys() - known):
        msg = f"No table has the dimension {unknown[0]!r}. They have: {', '.join(sorted(known))}."
        raise ReadError(msg, path=path, column="dimension")


def read_public(path: str | None, *, may_be_new: bool = False) -> Ledger:
    """The ledger in a file; an empty one where none is named, or where it is yet to be made.

    Raises:
        ReadError: it cannot be read.
    """
    if path is None or (may_be_new and not os.path.lexists(Path(path))):
        return Ledger()
    return read_ledger(path)
