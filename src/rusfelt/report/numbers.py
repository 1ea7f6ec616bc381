"""Numbers, days and periods as they are written in bokmål, nynorsk and English."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import attrs

from rusfelt.domain import Period
from rusfelt.report._extra import library
from rusfelt.report.texts import Texts

__all__ = ["Numbers"]

_LOCALES = {"nb": "nb_NO", "nn": "nn_NO", "en": "en_GB"}
_MINUS = "−"
# From here on decimals carry nothing.
_LARGE = 1000
# From here on a number is easier read by its power of ten.
_ENDLESS = 1e15
_SMALL = 1e-3
_SMALLEST_P = 1e-4


@attrs.frozen
class Numbers:
    r"""How numbers are written in one language.

    >>> Numbers(Texts("nb")).value(51519.0), Numbers(Texts("nb")).p(0.004246624)
    ('51\xa0519', '0,004247')
    """

    texts: Texts

    @property
    def _locale(self) -> str:
        return _LOCALES[self.texts.language]

    def _write(self, value: float, pattern: str) -> str:
        if math.isnan(value):
            return ""
        if math.isinf(value):
            return "∞" if value > 0 else f"{_MINUS}∞"
        babel = library("babel.numbers")
        pattern = pattern if abs(value) < _ENDLESS else "0.###E0"
        written: str = babel.format_decimal(value, format=pattern, locale=self._locale)
        return written.replace("-", _MINUS)

    def whole(self, value: float) -> str:
        """A number without decimals."""
        return self._write(value, "#,##0")

    def value(self, value: float) -> str:
        """A figure as it was given: up to four decimals, none that it does not have.

        One too small for that gets four digits, since something must never be written as nothing.
        """
        if 0 < abs(value) < _SMALL:
            return self._write(float(f"{value:.4g}"), "0.####################")
        return self._write(value, "#,##0.####")

    def share(self, value: float) -> str:
        """A share that was divided out: one decimal."""
        return self._write(value, "#,##0.0")

    def estimate(self, value: float) -> str:
        """A computed figure: three significant digits, and whole from a thousand on.

        >>> Numbers(Texts("nb")).estimate(-79.9592), Numbers(Texts("en")).estimate(0.71508)
        ('−80', '0.715')
        """
        if not math.isfinite(value) or abs(value) >= _LARGE or value == round(value):
            return self._write(value, "#,##0")
        return self._write(float(f"{value:.3g}"), "#,##0.########")

    def p(self, value: float) -> str:
        """A p: four significant digits, and no smaller than anyone reads."""
        if value < _SMALLEST_P:
            return f"<\xa0{self._write(_SMALLEST_P, '0.####')}"
        return self._write(float(f"{value:.4g}"), "0.########")

    def percent(self, share: float) -> str:
        r"""A share from 0 to 1 in per cent.

        >>> Numbers(Texts("nb")).percent(-0.6)
        '−60\xa0%'
        """
        space = "" if self.texts.language == "en" else "\xa0"
        return f"{self._write(100 * share, '#,##0.#')}{space}%"

    def day(self, day: date) -> str:
        """A day in full.

        >>> Numbers(Texts("nb")).day(date(2024, 12, 31))
        '31. desember 2024'
        """
        return str(library("babel.dates").format_date(day, format="long", locale=self._locale))

    def short_day(self, day: date) -> str:
        """A day for a crowded place.

        >>> Numbers(Texts("nb")).short_day(date(2024, 2, 1))
        '1.2.2024'
        """
        pattern = "d MMM y" if self.texts.language == "en" else "d.M.y"
        return self._date(day, pattern)

    def _date(self, day: date, pattern: str) -> str:
        return str(library("babel.dates").format_date(day, format=pattern, locale=self._locale))

    def period(self, period: Period, *, short: bool = False) -> str:
        """A period in words, or short for an axis.

        >>> Numbers(Texts("nb")).period(Period.parse("2019-Q3"))
        '3. kvartal 2019'
        """
        year, length = period.start.year, period.length
        if length == "day":
            return self.short_day(period.start) if short else self.day(period.start)
        if length == "month":
            return self._date(period.start, "LLL y" if short else "LLLL y")
        if length == "quarter":
            quarter = (period.start.month + 2) // 3
            key = "period.quarter-short" if short else "period.quarter"
            return self.texts(key, quarter=quarter, year=year)
        if length == "school-year":
            last = f"{period.end.year % 100:02d}"
            text = f"{year}/{last}"
            return text if short else self.texts("period.school-year", first=year, last=last)
        return str(year)

    def plain(self, value: Any) -> str:
        """Any value of a finding: numbers as estimates, yes and no in words, text as it is."""
        if isinstance(value, bool):
            return self.texts("figures-format.yes" if value else "figures-format.no")
        if isinstance(value, (int, float)):
            return self.estimate(float(value))
        return {"inf": "∞", "-inf": f"{_MINUS}∞"}.get(str(value), str(value))
