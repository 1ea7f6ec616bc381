"""Columns of Arrow batches as arrays: numbers as they are, text as codes into a list of words."""

from __future__ import annotations

from typing import Any

import numpy as np

from rusfelt._arrays import constant_array
from rusfelt.domain.period import Period
from rusfelt.errors import DomainError
from rusfelt.io.sources._library import library
from rusfelt.typing import Floats, Integers, Strings
from rusfelt.vocabulary import Clock

__all__ = ["Times", "Words", "is_text", "kind_of", "numbers", "texts"]

# numpy counts days from 1970, date.toordinal() from the year 1.
_FIRST_DAY = 719163.0
_ASCII = 127
_MOST_WORDS = 1 << 20


def is_text(kind: Any) -> bool:
    """Whether a column of this Arrow type holds text, coded or not."""
    types = library("pyarrow").types
    if types.is_dictionary(kind):
        kind = kind.value_type
    return bool(types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind))


def kind_of(kind: Any) -> str:
    """What an Arrow type holds: ``text``, ``whole``, ``number``, ``yes-or-no``, ``day``; else ``""``."""
    types = library("pyarrow").types
    if is_text(kind):
        return "text"
    if types.is_integer(kind):
        return "whole"
    if types.is_floating(kind) or types.is_decimal(kind):
        return "number"
    if types.is_boolean(kind):
        return "yes-or-no"
    return "day" if types.is_date(kind) or types.is_timestamp(kind) else ""


def numbers(column: Any) -> Floats:
    """A column of numbers; ``nan`` where it is null."""
    arrow = library("pyarrow")
    if column.type != arrow.float64():
        column = column.cast(arrow.float64(), safe=False)
    return np.asarray(column.to_numpy(zero_copy_only=False), dtype=np.float64)


def texts(column: Any) -> Strings:
    """Text without nulls, with no Python string made for it where every letter is ASCII."""
    arrow = library("pyarrow")
    if not len(column):
        return np.empty(0, dtype="<U1")
    column = column.cast(arrow.large_string())
    _, places, letters = column.buffers()
    ends = np.frombuffer(places, dtype=np.int64)[column.offset : column.offset + len(column) + 1]
    first, last = int(ends[0]), int(ends[-1])
    if first == last:
        return constant_array("", len(column))
    data = np.frombuffer(letters, dtype=np.uint8)[first:last]
    if data.max() > _ASCII:
        return np.array(column.to_pylist(), dtype=np.str_)
    sizes = np.diff(ends)
    width = int(sizes.max())
    wide = np.zeros((len(column), width), dtype=np.uint32)
    if (sizes == width).all():
        wide[:] = data.reshape(-1, width)
    else:
        wide[np.arange(width) < sizes[:, None]] = data
    return wide.view(f"=U{width}").ravel()


class Words:
    """The words a text column was seen to hold, each with a number that stays its own.

    Number 0 is the empty text, which also stands for null. More words than a register has teams or
    reasons are no words, and would fill the memory.
    """

    def __init__(self) -> None:
        self._numbers = {"": 0}

    @property
    def all(self) -> Strings:
        """The words by their numbers."""
        return np.array(list(self._numbers), dtype=np.str_)

    @property
    def ranks(self) -> Integers:
        """The place of each in the order of the words."""
        words = self.all
        ranks: Integers = np.empty(len(words), dtype=np.int64)
        ranks[np.argsort(words, kind="stable")] = np.arange(len(words))
        return ranks

    def codes(self, column: Any) -> Integers:
        """The numbers of a column's words."""
        arrow = library("pyarrow")
        if not arrow.types.is_dictionary(column.type):
            column = column.dictionary_encode()
        known = self._numbers
        place = [known.setdefault(word or "", len(known)) for word in column.dictionary.to_pylist()]
        if len(known) > _MOST_WORDS:
            msg = f"holds more than {_MOST_WORDS:,} different texts. Leave it out, or shorten it."
            raise DomainError(msg)
        into = np.array([*place, 0], dtype=np.int64)
        held = column.indices
        if held.null_count:
            held = held.cast(arrow.int64()).fill_null(len(place))
        return np.asarray(into[held.to_numpy(zero_copy_only=False)])


class Times:
    """A column of numbers, days or periods as times on one clock.

    Args:
        clock: the clock, where it is told; unsaid, days for dates and periods otherwise.
    """

    def __init__(self, clock: Clock | None) -> None:
        self._told = clock
        self._found: Clock | None = None
        self._words = Words()
        self._known: list[float] = []

    @property
    def clock(self) -> Clock:
        """The clock the times seen so far are told on."""
        return self._told or self._found or Clock.PERIOD

    def of(self, column: Any) -> Floats:
        """The times; ``nan`` where there is none.

        Raises:
            DomainError: days and longer periods stand in one column, or text is neither.
        """
        kind, arrow = kind_of(column.type), library("pyarrow")
        if kind == "text":
            return self._of_words(column)
        if kind != "day":
            return numbers(column)
        self._found = Clock.DAY
        if arrow.types.is_timestamp(column.type) and column.type.tz is not None:
            # A day is the day where it was written, not the one in Greenwich.
            column = library("pyarrow.compute").local_timestamp(column)
        days = column.cast(arrow.date32(), safe=False).cast(arrow.int32())
        return numbers(days) + _FIRST_DAY

    def _of_words(self, column: Any) -> Floats:
        codes = self._words.codes(column)
        for word in self._words.all[len(self._known) :].tolist():
            self._known.append(self._period(word) if word else np.nan)
        return np.array(self._known)[codes]

    def _period(self, word: str) -> float:
        try:
            period = Period.parse(word)
        except DomainError:
            # What stands in a cell about a person is not repeated.
            msg = "holds text that is no day and no period. Write 2024, 2024-Q3 or 2024-09-30."
            raise DomainError(msg) from None
        if self._found not in {None, period.clock}:
            msg = "holds days and longer periods. Split the table."
            raise DomainError(msg)
        self._found = period.clock
        return float(period.t)
