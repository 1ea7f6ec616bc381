"""What is said where identity numbers stand: every place, and never a digit of a number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath

from rusfelt._identity.columns import places_of_identity_numbers
from rusfelt._identity.text import holds_identity_number
from rusfelt.errors import DomainError, Problem, ReadError
from rusfelt.typing import Array

__all__ = [
    "column_problems",
    "file_name_refusal",
    "file_refusal",
    "identity_problems",
    "refuse_columns",
    "refuse_names",
    "safe_name",
]

_MOST_LISTED = 20
_SHOWN = 60
_FACT = "holds what looks like a national identity number."
_SHORTLY = "Take it out, or replace it by a code."
_REMEDY = (
    "Take it out of the data, or replace it by a code before the data come here; "
    "rusfelt.disclosure.pseudonyms makes codes with a secret key. "
    "If it is another number, write a letter in the middle of it; write an amount in thousands."
)
_DIGIT = re.compile(r"\d")


def safe_name(name: str) -> str:
    """A name of a column or file for a message; without its digits where it holds a number.

    >>> safe_name("person"), safe_name("179120 99997")
    ('person', '###### #####')
    """
    name = name if len(name) <= _SHOWN else f"{name[: _SHOWN - 1]}…"
    return _DIGIT.sub("#", name) if holds_identity_number(name) else name


def identity_problems(
    places: Sequence[tuple[int | None, str]], file: str | None = None, *, count: int | None = None
) -> list[Problem]:
    """A problem for each of the first places, and one that counts the rest.

    Args:
        places: the line, and where in it, such as ``column 'note'``.
        file: the file they are in.
        count: how many there are, where only the first are given.
    """
    listed = places[:_MOST_LISTED]
    problems = [Problem(where, _FACT, _SHORTLY, file, line) for line, where in listed]
    more = (len(places) if count is None else count) - len(listed)
    if more:
        what = f"{more} more places hold such numbers." if more > 1 else "One more place does."
        problems.append(Problem("", what, "", file))
    return problems


def file_refusal(
    places: Sequence[tuple[int, str | int | None]], file: str, *, cells: bool = True
) -> ReadError:
    """What to raise where a file holds identity numbers.

    Args:
        places: the line and the column of each, a column by its name or its number.
        file: the file.
        cells: whether they are cells of columns, and not values of a document.
    """
    told: list[tuple[int | None, str]] = [
        (line, "" if column is None else f"column {column!r}" if cells else str(column))
        for line, column in places
    ]
    line, column = places[0]
    what = "cell" if cells else "value"
    number = f"{len(places)} {what}s hold" if len(places) > 1 else f"The {what} holds"
    msg = f"{number} what looks like a national identity number. {_REMEDY}"
    return ReadError(
        msg, path=file, line=line, column=column, problems=identity_problems(told, file)
    )


def file_name_refusal(file: str) -> ReadError | None:
    """What to raise where a file is named by an identity number; ``None`` where it is not."""
    path = PurePath(file)
    if not holds_identity_number(path.name):
        return None
    name = str(path.with_name(safe_name(path.name)))
    fact = "The file is named by what looks like a national identity number."
    problem = Problem("", fact, "Rename it.", name)
    return ReadError(f"{fact} {problem.remedy}", path=name, problems=[problem])


def column_problems(
    columns: Mapping[str, Array], *, figures: Iterable[str] = (), row: str = "row"
) -> list[Problem]:
    """A problem for each of the first identity numbers in some columns, row by row.

    Args:
        columns: by name.
        figures: those declared to hold figures.
        row: what a row of them is called.
    """
    declared, found, count = set(figures), [], 0
    for number, (name, column) in enumerate(columns.items()):
        places = places_of_identity_numbers(column, figures=name in declared)
        count += len(places)
        found += [(place, number, name) for place in places[:_MOST_LISTED].tolist()]
    told = [
        (None, f"{row} {place}, column {safe_name(name)!r}") for place, _, name in sorted(found)
    ]
    return identity_problems(told[:_MOST_LISTED], count=count) if told else []


def refuse_columns(
    columns: Mapping[str, Array], *, figures: Iterable[str] = (), row: str = "row"
) -> None:
    """Let columns through that hold no identity numbers; the arguments are as above.

    Raises:
        DomainError: some do; the first places are named, and all are counted.
    """
    problems = column_problems(columns, figures=figures, row=row)
    if problems:
        msg = (
            f"The data hold what looks like national identity numbers; the first {row} is 0. "
            f"{_REMEDY}"
        )
        raise DomainError(msg, problems=problems)


def refuse_names(names: Iterable[object], *, what: str = "Columns") -> None:
    """Let names through that are no identity numbers; ``what`` has them.

    Raises:
        DomainError: some are; each is told by its place, counted from 1.
    """
    held = [place for place, name in enumerate(names) if holds_identity_number(str(name))]
    if held:
        msg = f"{what} are named by what looks like national identity numbers. {_REMEDY}"
        places = [(None, f"name number {place + 1}") for place in held]
        raise DomainError(msg, problems=identity_problems(places))
