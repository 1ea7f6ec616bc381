"""The answers to one question, which may be of several kinds, as one column."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from rusfelt.typing import Array
from rusfelt_fhir._place import Place, Problems, extension
from rusfelt_fhir._times import date_time
from rusfelt_fhir.codes import ITEM_WEIGHTS

__all__ = ["Column"]

_NUMBERS = frozenset({"valueInteger", "valueDecimal"})
_TEXTS = frozenset({"valueString", "valueTime", "valueUri"})
_DATES = frozenset({"valueDate", "valueDateTime"})
_DAY = len("2024-03-17")
_MOST_BYTES = 2**28


class Column:
    """Answers to one question, as they come."""

    def __init__(self, link: str, title: str) -> None:
        self.link = link
        self.title = title
        self._numbers: list[int] = []
        self._cells: list[Any] = []
        self._kinds: set[str] = set()
        self._weights: dict[int, float] = {}
        self._displays: dict[str, str] = {}
        self._codes: dict[str, str] = {}
        self._units: set[str] = set()
        self._absent: dict[int, str] = {}

    def absent(self, number: int, state: str) -> None:
        """Say why the answer of a row is empty."""
        self._absent[number] = state

    def add(self, place: Place, number: int, kind: str, answer: Mapping[str, Any]) -> None:
        """The answer of a row, checked as its kind wants it."""
        value = answer[kind]
        if kind in _NUMBERS:
            if type(value) is int or (type(value) is float and kind == "valueDecimal"):
                cell: Any = self._finite(place, value)
            else:
                cell = self._wrong(place, "number")
        elif kind == "valueCoding":
            cell = self._coded(place, number, answer)
        elif kind == "valueBoolean":
            cell = value if type(value) is bool else self._wrong(place, "true or false")
        elif kind in _DATES:
            cell = date_time(value) if type(value) is str else None
            cell = cell or self._wrong(place, "date")
        elif kind in _TEXTS:
            cell = value.strip() if type(value) is str else self._wrong(place, "text")
        elif kind == "valueQuantity":
            cell = self._quantity(place, value)
        else:
            cell = self._wrong(place, "answer that fits into a table")
        self._numbers.append(number)
        self._cells.append(cell)
        self._kinds.add(kind)

    def _wrong(self, place: Place, wanted: str) -> Any:
        place.note(f"The answer is no {wanted}.", "Leave the question out.", column=self.link)
        return None

    def _finite(self, place: Place, value: float) -> float | None:
        try:
            found = float(value)
        except OverflowError:
            found = math.inf
        if math.isfinite(found):
            return found
        place.note("The answer is too large a number.", "Check it.", column=self.link)
        return None

    def _coded(self, place: Place, number: int, answer: Mapping[str, Any]) -> str | None:
        value = answer["valueCoding"]
        code = value.get("code") if type(value) is dict else None
        if type(code) is not str or not code:
            self._wrong(place, "coding with a code")
            return None
        display, system = value.get("display"), value.get("system")
        if self._codes.setdefault(code, str(system)) != str(system):
            place.note(
                "Two code systems have this code.", "Read them from two files.", column=self.link
            )
        if type(display) is str:
            self._displays.setdefault(code, display)
        # Some write what a code counts for into the code, others beside it.
        for holder in (value, answer):
            for url in ITEM_WEIGHTS if "extension" in holder else ():
                weight = extension(holder, url).get("valueDecimal")
                if weight is not None:
                    self._weights[number] = place.number({self.link: weight}, self.link)
        return code

    def _quantity(self, place: Place, value: Any) -> float | None:
        if type(value) is not dict or type(value.get("value")) not in {int, float}:
            self._wrong(place, "quantity with a value")
            return None
        if value.get("comparator"):
            place.note("An answer is a bound.", "Leave the question out.", column=self.link)
        self._units.add(str(value.get("code") or value.get("unit") or ""))
        if len(self._units) > 1:
            place.note("The answer is in another unit.", "Use one unit.", column=self.link)
        return self._finite(place, value["value"])

    def states(self, size: int) -> list[str]:
        """Why cells are empty, one a row; none where no answer says so."""
        if not self._absent:
            return []
        answered = set(self._numbers)
        return [
            "" if number in answered else self._absent.get(number, "") for number in range(size)
        ]

    def made(
        self, size: int, problems: Problems, rows: list[int], guessed: dict[str, str]
    ) -> tuple[Array, dict[str, str]]:
        """The column, and what its codes stand for.

        Args:
            size: rows of the table.
            problems: of the file.
            rows: the place of each row in it.
            guessed: what is told of the column goes here.
        """
        if self._kinds <= _NUMBERS | {"valueQuantity"}:
            return self._floats(size, self._cells), {}
        if self._kinds == {"valueBoolean"}:
            guessed[self.link] = "1 for true and 0 for false"
            return self._floats(size, self._cells), {"0": "false", "1": "true"}
        if self._kinds == {"valueCoding"} and len(self._weights) == len(self._cells):
            guessed[self.link] = "what its codes count for, as the file says beside them"
            labels = {
                f"{self._weights[number]:g}": self._displays.get(code, code)
                for number, code in zip(self._numbers, self._cells, strict=True)
            }
            return self._floats(size, [self._weights[each] for each in self._numbers]), labels
        if self._kinds <= _DATES and all(len(each) == _DAY for each in self._cells):
            days = np.full(size, np.datetime64("NaT", "D"))
            days[self._numbers] = np.array(self._cells, dtype="datetime64[D]")
            return days, {}
        if len(self._kinds) > 1:
            guessed[self.link] = f"text, since its answers are {' and '.join(sorted(self._kinds))}"
        return self._texts(size, problems, rows), dict(self._displays)

    def _floats(self, size: int, cells: list[Any]) -> Array:
        column = np.full(size, np.nan)
        column[self._numbers] = cells
        return column

    def _texts(self, size: int, problems: Problems, rows: list[int]) -> Array:
        texts = [_text(each) for each in self._cells]
        longest = max(map(len, texts), default=0)
        if longest * size * 4 > _MOST_BYTES:
            number = next(
                n for n, text in zip(self._numbers, texts, strict=True) if len(text) == longest
            )
            fact = f"An answer of {longest:,} characters is too long in a table of {size:,} rows."
            problems.note(rows[number], fact, "Leave the question out.", column=self.link)
            return np.zeros(size, dtype="U1")
        column = np.zeros(size, dtype=f"U{max(longest, 1)}")
        column[self._numbers] = texts
        return column


def _text(cell: Any) -> str:
    """A cell as text, a number as people write it."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return f"{cell:.15g}" if isinstance(cell, float) else str(cell)
