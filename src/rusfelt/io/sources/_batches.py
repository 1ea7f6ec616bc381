"""From the batches of a file to its table: what Parquet, Arrow and DuckDB files have in common."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from rusfelt._arrow import Room, TooLargeError, columns_of, pyarrow, shown_bytes, unfit
from rusfelt.errors import DomainError, Problem, ReadError, RusfeltError, did_you_mean, one_line
from rusfelt.io._gathered import shown
from rusfelt.raw_table import RawTable

__all__ = ["DAMAGED", "MOST_COLUMNS", "checked", "chosen", "most_of", "reading", "table_of_batches"]

MOST_COLUMNS = 10_000
"""More than any register has; a file says what each is called before it says anything else."""
DAMAGED = "It may be damaged or cut off: fetch it again, or save it anew where it comes from."
_MIB = 1 << 20
# A few hundred bytes can say that a number stands in a milliard rows. What a file may become in
# memory follows from its size: real ones are packed to a tenth, and text takes four bytes a letter.
_LEAST, _TIMES = 128 * _MIB, 64
_LISTED = 20
_ZONED = "moments are told in UTC, and the day is the day there"
_GREENWICH = frozenset({"UTC", "Etc/UTC", "GMT", "+00:00"})


def most_of(size: int) -> int:
    """How many bytes the table of a file may take in memory.

    Args:
        size: the bytes of the file.
    """
    return max(_LEAST, _TIMES * size)


def chosen(schema: Any, columns: object, file: str) -> list[str]:
    """The names of the columns to read.

    Args:
        schema: the columns there are.
        columns: those asked for, as a list, or one text with commas; ``None`` for all.
        file: the file.

    Raises:
        ReadError: there are too many or two of one name, some are not there, or are of a type
            that is not read; all are named.
    """
    known: list[str] = schema.names
    if len(known) > MOST_COLUMNS:
        msg = f"The file has {len(known):,} columns; at most {MOST_COLUMNS:,} are read. Split it."
        raise ReadError(msg, path=file)
    if len(set(known)) < len(known):
        twice = sorted({each for each in known if known.count(each) > 1})
        problems = [
            Problem(f"column {shown(each)}", "is there more than once.", "Rename one.", file)
            for each in twice[:_LISTED]
        ]
        msg = "Several columns have one name. Rename them."
        raise ReadError(msg, path=file, problems=problems)
    names = known if columns is None else _asked(columns, known, file)
    problems = []
    for name in names:
        if name not in known:
            hint = did_you_mean(name, known) or f"It has: {', '.join(map(shown, known[:_LISTED]))}."
            problems.append(Problem(f"column {shown(name)}", "is not there.", hint, file))
        elif told := unfit(schema.field(name).type):
            problems.append(Problem(f"column {shown(name)}", *told, file))
    if problems:
        raise _refused(problems, file)
    return names


def _refused(problems: Sequence[Problem], file: str) -> ReadError:
    first = problems[0]
    if len(problems) == 1:
        msg = f"The {first.path} {first.message} {first.remedy}"
    else:
        msg = f"{len(problems)} columns cannot be read."
    return ReadError(msg, path=file, problems=problems[:_LISTED])


def _asked(columns: object, known: Sequence[str], file: str) -> list[str]:
    if isinstance(columns, str):
        # A name with a comma in it is a name.
        parts = [columns] if columns in known else columns.split(",")
        names = [each if each in known else each.strip() for each in parts]
    elif isinstance(columns, Iterable):
        names = [str(each) for each in columns]
    else:
        names = []
    if not any(names):
        msg = "No columns are named. Name some, or leave only= unsaid to read all."
        raise ReadError(msg, path=file)
    return list(dict.fromkeys(names))


def table_of_batches(
    path: Path,
    schema: Any,
    batches: Iterable[Any],
    names: Sequence[str],
    *,
    most: int,
    guessed: dict[str, str] | None = None,
) -> RawTable:
    """The table the batches of a file make.

    Args:
        path: the file.
        schema: the names and types of its columns.
        batches: its rows.
        names: the columns to read.
        most: how many bytes they may take.
        guessed: what was taken for granted so far.

    Raises:
        ReadError: a column holds what cannot be, or there is no room for all.
    """
    file = os.fsdecode(path)
    room = Room(most)
    try:
        columns = columns_of(schema, _counted(batches, room), names, room)
    except TooLargeError as error:
        raise ReadError(str(error), path=file, column=error.column) from None
    except DomainError as error:
        problems = [
            Problem(f"column {shown(each.path)}", each.message, each.remedy, file)
            for each in error.problems
        ]
        raise _refused(problems, file) from None
    size = len(next(iter(columns.values()))) if columns else 0
    told = dict(guessed or {})
    for name in names:
        if getattr(schema.field(name).type, "tz", None) in _GREENWICH:
            told[f"column {name}"] = _ZONED
    return RawTable(file, columns, np.arange(1, size + 1), header=0, guessed=told)


def _counted(batches: Iterable[Any], room: Room) -> Iterator[Any]:
    """The batches, with room for the numbers of their rows."""
    rows = 0
    for batch in batches:
        rows += batch.num_rows
        room.hold("", 8 * rows)
        yield batch


def checked(batches: Iterable[Any], most: int, file: str) -> Iterator[Any]:
    """The batches, each looked through: pyarrow believes what a file says of their inside.

    Args:
        batches: the batches.
        most: how many bytes of text a batch may show.
        file: the file.

    Raises:
        ReadError: one shows more, having the same text in many cells.
    """
    for batch in batches:
        batch.validate()
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            if shown_bytes(column) > most:
                msg = (
                    f"The texts of the column take more than {most // _MIB:,} MB. Leave it out, or "
                    "split the table by rows."
                )
                raise ReadError(msg, path=file, column=name)
        batch.validate(full=True)
        yield batch


@contextmanager
def reading(file: str, *, cells: bool = True) -> Iterator[None]:
    """Turn what pyarrow raises over a file into a typed error.

    Args:
        file: the file.
        cells: whether cells are read here, which pyarrow's words may then quote.

    Raises:
        ReadError: the file is not what it should be.
    """
    pa = pyarrow()
    try:
        yield
    except RusfeltError:
        raise
    except (MemoryError, pa.ArrowMemoryError):
        msg = f"The file says it holds more than there is memory for. {DAMAGED}"
        raise ReadError(msg, path=file) from None
    except (
        pa.ArrowException,
        OSError,
        ValueError,
        ArithmeticError,
        LookupError,
        TypeError,
        RuntimeError,
    ) as error:
        words = type(error).__name__ if cells else one_line(str(error), 200)
        msg = f"The file cannot be read ({words}). {DAMAGED}"
        raise ReadError(msg, path=file) from None
