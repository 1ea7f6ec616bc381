"""Days and periods of FHIR as periods of ours, and back."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from rusfelt import Period
from rusfelt.errors import DomainError

__all__ = ["date_time", "day_of", "effective", "from_ends", "period_of", "started_and_ended"]

# What hl7.org/fhir/R4/datatypes.html#dateTime lets through: a time of day has a zone.
_DATE_TIME = re.compile(
    r"(?P<date>\d{4}(?:-\d{2}(?:-\d{2})?)?)"
    r"(?P<time>T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?"
)
_LENGTHS = ("year", "school-year", "quarter", "month", "day")


@functools.lru_cache(maxsize=65_536)
def date_time(text: str) -> str | None:
    """The year, month or day of a date with or without a time; ``None`` where it is none.

    The day is the one that is written, in whatever zone that was.

    >>> date_time("2024-03-01T00:30:00+01:00"), date_time("2024-03"), date_time("2024-02-30")
    ('2024-03-01', '2024-03', None)
    """
    found = _DATE_TIME.fullmatch(text)
    if found is None or (found["time"] and len(found["date"]) < len("2024-03-01")):
        return None
    try:
        return Period.parse(found["date"]).text
    except DomainError:
        return None


def day_of(text: str) -> date | None:
    """The day of a date with or without a time; ``None`` where it names no one day.

    >>> day_of("2024-03-01T00:30:00Z").isoformat(), day_of("2024-03")
    ('2024-03-01', None)
    """
    found = date_time(text)
    if found is None:
        return None
    period = Period.parse(found)
    return period.start if period.start == period.end else None


@functools.lru_cache(maxsize=65_536)
def from_ends(start: str, end: str) -> str | None:
    """The year, school year, quarter, month or day from one day to another, both included.

    >>> from_ends("2019-07-01", "2019-09-30"), from_ends("2018-08", "2019-07")
    ('2019-Q3', '2018/2019')
    >>> from_ends("2019-01-01", "2020-12-31") is None
    True
    """
    first, last = date_time(start), date_time(end)
    if first is None or last is None:
        return None
    begins, ends = Period.parse(first).start, Period.parse(last).end
    for length in _LENGTHS:
        try:
            period = Period.containing(begins, length)
        except DomainError:
            # The last school year of all ends after the last day there is.
            continue
        if (period.start, period.end) == (begins, ends):
            return period.text
    return None


def started_and_ended(period: str) -> dict[str, str]:
    """A period of ours as FHIR's Period: its first and its last day."""
    found = Period.parse(period)
    return {"start": found.start.isoformat(), "end": found.end.isoformat()}


def period_of(value: Mapping[str, Any]) -> str | None:
    """The period of a FHIR Period; ``None`` where it is none of ours."""
    start, end = value.get("start"), value.get("end")
    if type(start) is not str or type(end) is not str:
        return None
    return from_ends(start, end)


def effective(period: str) -> dict[str, Any]:
    """When an Observation is of: years, months and days as such, all else by its ends.

    >>> effective("2019-03"), effective("2019-Q3")["effectivePeriod"]["end"]
    ({'effectiveDateTime': '2019-03'}, '2019-09-30')
    """
    if not period:
        return {}
    if Period.parse(period).length in {"year", "month", "day"}:
        return {"effectiveDateTime": period}
    return {"effectivePeriod": started_and_ended(period)}
