"""Calendar periods as Norwegian offices write them."""

from __future__ import annotations

import functools
import re
from datetime import date, datetime, timedelta

import attrs

from rusfelt.errors import DomainError
from rusfelt.vocabulary import Clock

__all__ = ["Period", "to_date"]

_YEAR = re.compile(r"(\d{4})")
_SCHOOL = re.compile(r"(\d{4})\s*/\s*(\d{4}|\d{2})")
_QUARTER = re.compile(r"(\d{4})\s*-?\s*[QKqk]\s*([1-4])")
_MONTH = re.compile(r"(\d{4})(?:-|M)(\d{1,2})")
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_NORWEGIAN_DAY = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_MONTHS_A_YEAR = 12
# A school year runs from August to July; the month it starts in places it on the time axis.
_SCHOOL_START = 8


@attrs.frozen(order=False)
class Period:
    """A year, school year, quarter, month or day.

    ``text`` is canonical: ``2019``, ``2018/2019``, ``2019-Q3``, ``2019-03``, ``2019-03-17``.
    ``start`` and ``end`` are its first and last day.

    >>> Period.parse("17.03.2019").text
    '2019-03-17'
    >>> Period.parse("2019K3").t
    2019.5
    """

    text: str
    start: date
    end: date

    @classmethod
    def parse(cls, value: object) -> Period:
        """Read a period.

        Args:
            value: ``2019``, ``2019-Q3`` (or ``2019K3``), ``2019-03`` (or ``2019M03``),
                ``2019-03-17``, ``17.03.2019``, ``2018/2019`` (or ``2018/19``), an ``int`` year,
                a ``date`` or a ``Period``.

        Raises:
            DomainError: it is none of these, or no such day exists.
        """
        if isinstance(value, Period):
            return value
        if isinstance(value, datetime):
            msg = f"{value!r} has a time of day, and a period has none. Give its date()."
            raise DomainError(msg)
        if isinstance(value, date):
            day = date(value.year, value.month, value.day)
            return cls(day.isoformat(), day, day)
        if isinstance(value, int) and not isinstance(value, bool):
            value = f"{value:04d}"
        if isinstance(value, str):
            try:
                found = _parse_text(value.strip())
            except ValueError as error:
                msg = f"{value!r} is not a period: {error}."
                raise DomainError(msg) from None
            if found is not None:
                return found
        msg = (
            f"{value!r} is not a period. Write 2019, 2019-Q3, 2019-03, 2019-03-17, 17.03.2019 "
            "or 2018/2019."
        )
        raise DomainError(msg)

    @classmethod
    def containing(cls, day: date, length: str) -> Period:
        """The period of a kind that a day lies in; ``length`` as :attr:`length` says it.

        >>> Period.containing(date(2024, 12, 31), "quarter").text
        '2024-Q4'
        """
        school = day.year if day.month >= _SCHOOL_START else day.year - 1
        texts = {
            "day": day.isoformat(),
            "month": f"{day.year:04d}-{day.month:02d}",
            "quarter": f"{day.year:04d}-Q{(day.month + 2) // 3}",
            "school-year": f"{school:04d}/{school + 1:04d}",
            "year": f"{day.year:04d}",
        }
        return cls.parse(texts[length])

    @property
    def clock(self) -> Clock:
        """Whole days for a day, calendar periods for everything longer."""
        return Clock.DAY if self.start == self.end else Clock.PERIOD

    @property
    def t(self) -> float:
        """Its place on the time axis, as year + months/12 at its start or as a count of days."""
        if self.clock is Clock.DAY:
            return float(self.start.toordinal())
        return self.start.year + (self.start.month - 1) / _MONTHS_A_YEAR

    @property
    def length(self) -> str:
        """What kind of period it is, so that years and quarters are never mixed in a series."""
        if self.clock is Clock.DAY:
            return "day"
        if "/" in self.text:
            return "school-year"
        if "Q" in self.text:
            return "quarter"
        return "month" if "-" in self.text else "year"

    def __str__(self) -> str:
        return self.text


@functools.lru_cache(maxsize=4096)
def _parse_text(text: str) -> Period | None:
    """The same few periods stand in every row of a file, so each is read once."""
    found = _read_text(text)
    return None if found is None else Period(*found)


def _read_text(text: str) -> tuple[str, date, date] | None:
    if match := _YEAR.fullmatch(text):
        year = int(match[1])
        return f"{year:04d}", date(year, 1, 1), date(year, 12, 31)
    if match := _SCHOOL.fullmatch(text):
        year = int(match[1])
        if int(match[2]) % 100 != (year + 1) % 100 or (
            len(match[2]) > 2 and int(match[2]) != year + 1  # noqa: PLR2004 - two digits or four
        ):
            msg = "a school year is two years in a row"
            raise ValueError(msg)
        return (
            f"{year:04d}/{year + 1:04d}",
            date(year, _SCHOOL_START, 1),
            date(year + 1, _SCHOOL_START, 1) - timedelta(days=1),
        )
    if match := _QUARTER.fullmatch(text):
        year, quarter = int(match[1]), int(match[2])
        return (
            f"{year:04d}-Q{quarter}",
            date(year, 3 * quarter - 2, 1),
            _month_end(year, 3 * quarter),
        )
    if match := _MONTH.fullmatch(text):
        year, month = int(match[1]), int(match[2])
        return f"{year:04d}-{month:02d}", date(year, month, 1), _month_end(year, month)
    if match := _DAY.fullmatch(text):
        day = date(int(match[1]), int(match[2]), int(match[3]))
        return day.isoformat(), day, day
    if match := _NORWEGIAN_DAY.fullmatch(text):
        day = date(int(match[3]), int(match[2]), int(match[1]))
        return day.isoformat(), day, day
    return None


def _month_end(year: int, month: int) -> date:
    if month == _MONTHS_A_YEAR:
        return date(year, month, 31)
    return date(year, month + 1, 1) - timedelta(days=1)


def to_date(value: object, *, end: bool = False) -> date:
    """A date from a date or from a period: its first day, or its last with ``end``.

    >>> to_date("2024", end=True).isoformat()
    '2024-12-31'

    Raises:
        DomainError: the value is neither.
    """
    period = Period.parse(value)
    return period.end if end else period.start
