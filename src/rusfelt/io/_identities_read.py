"""What a reader makes of a file, or complains of, looked through for identity numbers.

The reader may be somebody else's: every word of its is looked at, not the cells alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePath

from rusfelt._identity import (
    column_problems,
    file_refusal,
    holds_identity_number,
    places_of_identity_numbers,
    safe_name,
)
from rusfelt.domain import Measurements
from rusfelt.errors import Problem, ReadError
from rusfelt.raw_table import RawTable

__all__ = ["quotes_identity_number", "refuse_read_figures", "refuse_read_table"]

_FACT = "holds what looks like a national identity number."
_REMEDY = "Take such numbers out of the file, or out of what its reader says."


def refuse_read_table(table: RawTable, file: str) -> None:
    """Let a table through that holds no identity number in a cell or in any word about it.

    ``states`` are not looked at: they are words of one short list.

    Args:
        table: what a reader made.
        file: the file it was made of.

    Raises:
        ReadError: it holds some; each place is told, without what stands there.
    """
    _refuse_words(_words_of_table(table), file)
    names = (*table.columns, *table.titles.values())
    told: list[str | None] = [None for name in names if holds_identity_number(name)]
    told += [
        safe_name(name)
        for name, labels in table.labels.items()
        if any(holds_identity_number(text) for each in labels.items() for text in each)
    ]
    spots: list[tuple[int, str | int | None]] = [(table.header, name) for name in told]
    for name, column in table.columns.items():
        places = places_of_identity_numbers(column).tolist()
        spots += [(int(table.rows[place]), safe_name(name)) for place in places]
    if spots:
        raise file_refusal(sorted(spots, key=lambda spot: spot[0]), file)


def refuse_read_figures(figures: Measurements, file: str) -> None:
    """The same for figures, of which a cell that should be a number may be an amount.

    Raises:
        ReadError: they hold some; each place is told, without what stands there.
    """
    _refuse_words([_guesses(figures.guessed)], file)
    numbers = [name for name, each in figures.columns.items() if each.dtype.kind == "f"]
    problems = column_problems(figures.columns, figures=numbers)
    if problems:
        first = problems[0]
        msg = f"{first.path}: {first.message} The first row is 0. {first.remedy}"
        raise ReadError(msg, path=file, problems=problems)


def quotes_identity_number(error: BaseException) -> bool:
    """Whether a complaint has such a number in its words, its places or in what led to it."""
    seen: list[BaseException] = []
    led: BaseException | None = error
    while led is not None and led not in seen:
        if any(map(holds_identity_number, _words_of_error(led))):
            return True
        seen.append(led)
        led = led.__cause__ or led.__context__
    return False


def _words_of_error(error: BaseException) -> Iterator[str]:
    try:
        yield str(error)
        yield repr(vars(error))
    except BaseException:  # noqa: BLE001 - somebody else's exception, whatever its words do
        return


def _words_of_table(table: RawTable) -> Iterator[tuple[str, bool]]:
    """What a reader says beside the cells, and whether it holds a number."""
    yield _guesses(table.guessed)
    yield "the fields of columns", any(map(holds_identity_number, table.fields.values()))
    words = (PurePath(table.path).name, table.delimiter, table.decimal or "", str(table.header))
    yield "what the reader says of the file", any(map(holds_identity_number, words))
    # They would be told as the places of all else.
    yield f"the numbers of the {table.row}s", bool(len(places_of_identity_numbers(table.rows)))


def _guesses(guessed: Mapping[str, str]) -> tuple[str, bool]:
    words = (str(text) for pair in guessed.items() for text in pair)
    return "what was guessed in reading", any(map(holds_identity_number, words))


def _refuse_words(said: Iterable[tuple[str, bool]], file: str) -> None:
    problems = [Problem(where, _FACT, _REMEDY, file) for where, held in said if held]
    if problems:
        where = " and ".join(each.path for each in problems)
        verb = "hold" if len(problems) > 1 else "holds"
        msg = f"{where} {verb} what looks like a national identity number. {_REMEDY}"
        raise ReadError(msg[0].upper() + msg[1:], path=file, problems=problems)
