"""Days and periods of SPSS and Stata, which both write down as numbers with a format.

SPSS counts seconds from midnight before 14 October 1582 (gnu.org/software/pspp/manual, "Time and
Date Formats"), whatever the format shows of them. Stata counts milliseconds, days, weeks, months,
quarters or halves of years from the beginning of 1960, and years from 0 (stata.com/help.cgi?date,
"How Stata records dates and times").
"""

from __future__ import annotations

import re
from collections.abc import Callable

import attrs
import numpy as np

from rusfelt.typing import Array, Bools, Floats

__all__ = ["Dated", "spss_dates", "stata_dates"]

_DAY = 86_400
_SPSS_START = np.datetime64("1582-10-14", "D")
_STATA_START = np.datetime64("1960-01-01", "D")
_FIRST, _LAST = np.datetime64("0001-01-01", "D"), np.datetime64("9999-12-31", "D")
_STATA_YEAR = 1960
_LAST_YEAR = 9999
_SPSS_DAYS = frozenset({"DATE", "ADATE", "EDATE", "JDATE", "SDATE", "DATETIME", "YMDHMS"})
_SPSS_SPANS = frozenset({"TIME", "DTIME", "MTIME"})
_SPSS_FORMAT = re.compile(r"([A-Z]+)[0-9.]*")
_STATA_FORMAT = re.compile(r"%-?(?:t([cCdwmqhy])|d)(.*)", re.DOTALL)
# A format of hours, minutes and seconds alone shows times of day, kept on the first day of all.
_STATA_CLOCK = re.compile(r"[HhMmSs:.\s+_!apAP]+")
_WEEKS, _MONTHS, _QUARTERS, _HALVES = 52, 12, 4, 2
_WEEK = 7
# The days that began a second late (iana.org/time-zones, "leapseconds", after Bulletin C of the
# IERS); Stata's %tC counts those seconds.
_LATE_JANUARY = (
    *(1973, 1974, 1975, 1976, 1977, 1978, 1979, 1980, 1988, 1990, 1991, 1996, 1999, 2006, 2009),
    2017,
)
_LATE_JULY = (1972, 1981, 1982, 1983, 1985, 1992, 1993, 1994, 1997, 2012, 2015)
_LATE = np.array(
    sorted([f"{year}-01-01" for year in _LATE_JANUARY] + [f"{year}-07-01" for year in _LATE_JULY]),
    dtype="datetime64[D]",
)


@attrs.frozen(eq=False)
class Dated:
    """A column of numbers as the days or periods it stands for.

    Attributes:
        values: days, or periods as text; ``NaT`` and ``""`` where there is none.
        bad: where a number stands for no day or period there can be.
        note: what was done, for people.
    """

    values: Array
    bad: Bools
    note: str


def spss_dates(form: str, values: Floats) -> Dated | str:
    """A column of SPSS in its format, or what is to be told of its numbers.

    Args:
        form: the format, such as ``DATE11``.
        values: the numbers as they stand in the file, ``nan`` for none.

    Returns:
        The days or periods; a sentence, often empty, where the numbers stay numbers.

    >>> spss_dates("EDATE10", np.array([12_495_427_200.0])).values.tolist()
    [datetime.date(1978, 10, 1)]
    """
    match = _SPSS_FORMAT.fullmatch(form)
    kind = match[1] if match else ""
    if kind in _SPSS_SPANS:
        return "seconds, as the file has them"
    if kind in _SPSS_DAYS:
        return _days(values / _DAY, _SPSS_START)
    if kind not in {"QYR", "MOYR", "WKYR"}:
        return ""
    dated = _days(values / _DAY, _SPSS_START)
    days = dated.values
    years = days.astype("datetime64[Y]")
    if kind == "MOYR":
        texts, note = days.astype("datetime64[M]").astype(str), "months"
    elif kind == "QYR":
        months = (days.astype("datetime64[M]") - years.astype("datetime64[M]")).astype(np.int64)
        texts, note = _joined(years, "-Q", months // 3 + 1), "quarters"
    else:
        weeks = (days - years.astype("datetime64[D]")).astype(np.int64) // _WEEK + 1
        texts, note = (
            _joined(years, "-W", weeks, 2),
            "weeks, the first of which begins on 1 January",
        )
    return Dated(np.where(np.isnat(days), "", texts), dated.bad, note)


def stata_dates(form: str, values: Floats) -> Dated | str:
    """A column of Stata in its format, or what is to be told of its numbers.

    Args:
        form: the format, such as ``%td`` or ``%tqCCYY!Qq``.
        values: the numbers as they stand in the file, ``nan`` for none.

    Returns:
        The days or periods; a sentence, often empty, where the numbers stay numbers.

    >>> stata_dates("%tq", np.array([238.0, np.nan])).values.tolist()
    ['2019-Q3', '']
    """
    match = _STATA_FORMAT.fullmatch(form)
    if match is None:
        return ""
    kind, details = match[1] or "d", match[2]
    if kind in {"c", "C"}:
        if details and _STATA_CLOCK.fullmatch(details):
            return "milliseconds of a day, as the file has them"
        moments = _without_late_seconds(values) if kind == "C" else values
        return _days(moments / (1000 * _DAY), _STATA_START)
    if kind == "d":
        return _days(values, _STATA_START)
    if kind == "y":
        return _periods(values, 1, 0, "years", lambda years, _: _text(years))
    if kind == "m":
        return _periods(values, _MONTHS, _STATA_YEAR, "months", _parts("-", 2))
    if kind == "q":
        return _periods(values, _QUARTERS, _STATA_YEAR, "quarters", _parts("-Q"))
    if kind == "h":
        return _periods(values, _HALVES, _STATA_YEAR, "halves of years", _parts("-H"))
    return _periods(values, _WEEKS, _STATA_YEAR, "weeks, of which a year has 52", _parts("-W", 2))


def _days(numbers: Floats, start: np.datetime64) -> Dated:
    """Whole days from a first one; a time of day lies in its day."""
    with np.errstate(invalid="ignore"):
        whole = np.floor(numbers)
        first, last = ((each - start).astype(float) for each in (_FIRST, _LAST))
        there = (whole >= first) & (whole <= last)
    days = np.full(numbers.shape, np.datetime64("NaT", "D"))
    days[there] = start + whole[there].astype("timedelta64[D]")
    clock = bool((numbers[there] != whole[there]).any())
    note = "days; their times of day are left out" if clock else "days"
    return Dated(days, ~there & ~np.isnan(numbers), note)


def _periods(
    numbers: Floats, parts: int, start: int, note: str, text: Callable[[Array, Array], Array]
) -> Dated:
    """Periods of which a year has some, counted from its beginning."""
    with np.errstate(invalid="ignore"):
        years = np.floor(numbers / parts) + start
        there = (numbers == np.floor(numbers)) & (years >= 1) & (years <= _LAST_YEAR)
    texts = np.full(numbers.shape, "", dtype="U8")
    whole = numbers[there].astype(np.int64)
    texts[there] = text(years[there].astype(np.int64), whole % parts + 1)
    return Dated(texts, ~there & ~np.isnan(numbers), note)


def _parts(between: str, digits: int = 1) -> Callable[[Array, Array], Array]:
    return lambda years, parts: np.char.add(
        np.char.add(_text(years), between), np.char.zfill(parts.astype(str), digits)
    )


def _joined(years: Array, between: str, parts: Array, digits: int = 1) -> Array:
    return np.char.add(
        np.char.add(years.astype(str), between), np.char.zfill(parts.astype(str), digits)
    )


def _text(years: Array) -> Array:
    return np.char.zfill(years.astype(str), 4)


def _without_late_seconds(values: Floats) -> Floats:
    """Milliseconds of days of 86,400 seconds, from milliseconds that count the later ones too."""
    began = (_LATE - _STATA_START).astype(np.int64) * (1000.0 * _DAY)
    began += 1000.0 * np.arange(len(began))
    return np.asarray(values - 1000.0 * np.searchsorted(began, values, side="right"))
