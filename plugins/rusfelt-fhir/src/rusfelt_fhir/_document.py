"""The resources of a file, one by one, with their places."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NoReturn

from rusfelt.errors import ReadError
from rusfelt.reading import content_of, file_name_refusal
from rusfelt_fhir._identities import Suspects, held_in, refusal, refusal_of_text
from rusfelt_fhir._json import BadJsonError, elements, lines_of

__all__ = ["MOST_BYTES", "MOST_MARKS", "MOST_RESOURCES", "Document"]

MOST_BYTES = 48 * 2**20
MOST_MARKS = 3_000_000
"""How many ``{``, ``[`` and commas a file may have: what its reading costs."""
MOST_RESOURCES = 200_000
_SPLIT = "Split it, or write NDJSON and split that by lines."
_DEEPEST = 3
_KIND = re.compile("[A-Z][A-Za-z]{0,63}")


class Document:
    """A file of FHIR resources: a Bundle, one resource, or one on each line.

    Attributes:
        file: its name.
        row: what a resource's place is called: ``line`` of NDJSON, else ``row``, the number of the
            entry in the Bundle.
        kinds: how many resources of each kind have gone by.
        empty: how many entries had no resource.
        url: what the entry in hand calls its resource; empty where it does not.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Open a file.

        Raises:
            ReadError: it cannot be read, is too large, or is no text in UTF-8.
        """
        self.file = os.fsdecode(path)
        if error := file_name_refusal(self.file):
            raise error
        data = content_of(path, MOST_BYTES, too_large=_SPLIT)
        marks = data.count(b"{") + data.count(b"[") + data.count(b",")
        if marks > MOST_MARKS:
            msg = f"The file has {marks:,} parts, and at most {MOST_MARKS:,} are read. {_SPLIT}"
            raise ReadError(msg, path=self.file)
        try:
            self._text = data.decode("utf-8-sig")
        except UnicodeDecodeError as broken:
            line = data.count(b"\n", 0, broken.start) + 1
            msg = "The file is not in UTF-8, as all of FHIR is. Export it again."
            raise ReadError(msg, path=self.file, line=line) from None
        self._suspect = Suspects(self._text)
        self._spots: list[tuple[int, str]] = []
        lines = lines_of(self._text)
        self.row = "row" if lines is None else "line"
        self._lines = lines
        self.kinds: Counter[str] = Counter()
        self.empty = 0
        self.url = ""
        self._counted = 0

    def resources(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Each resource with its row.

        Raises:
            ReadError: the file is no FHIR in JSON, or holds national identity numbers.
        """
        try:
            yield from self._one_by_one() if self._lines is None else self._by_line()
        except BadJsonError as error:
            self.rest()
            line = self._text.count("\n", 0, error.at) + 1
            msg = f"{error.message} {error.remedy}"
            raise ReadError(msg, path=self.file, line=line) from None
        self.refuse_identities()

    def refuse_identities(self) -> None:
        """Let the file through if no number was met so far.

        Raises:
            ReadError: some were.
        """
        if self._spots:
            raise refusal(self._spots, self.file)

    def rest(self) -> None:
        """Look through what was not read, since identity numbers come before all else.

        Raises:
            ReadError: the file holds some.
        """
        self.refuse_identities()
        if self._suspect and (held := refusal_of_text(self._text, self.file)):
            raise held

    def _one_by_one(self) -> Iterator[tuple[int, dict[str, Any]]]:
        top: dict[str, Any] = {}
        number = 0
        for name, value, start, end in elements(self._text):
            if name != "entry":
                top[name] = value
                self._look(1, {name: value}, start, end)
                continue
            number += 1
            self._look(number, value, start, end)
            yield from self._entry(number, value, 1)
        if top.get("resourceType") != "Bundle" or "entry" in top:
            yield from self._inside(1, top)

    def _by_line(self) -> Iterator[tuple[int, dict[str, Any]]]:
        for line, value, start, end in self._lines or ():
            self._look(line, value, start, end)
            yield from self._inside(line, value)

    def _look(self, row: int, value: Any, start: int, end: int) -> None:
        if self._suspect.between(start, end):
            self._spots += [(row, place) for place in held_in(value)]

    def _inside(self, row: int, value: Any, depth: int = 0) -> Iterator[tuple[int, dict[str, Any]]]:
        """A resource, or those in it where it is a Bundle."""
        kind = value.get("resourceType") if type(value) is dict else None
        if type(kind) is not str or not _KIND.fullmatch(kind):
            self._no_resource(row)
        elif kind != "Bundle" or depth > _DEEPEST:
            self.kinds[kind] += 1
            self._count(row)
            yield row, value
        else:
            entries = value.get("entry")
            for each in entries if type(entries) is list else ():
                yield from self._entry(row, each, depth + 1)

    def _entry(self, row: int, entry: Any, depth: int) -> Iterator[tuple[int, dict[str, Any]]]:
        if type(entry) is not dict:
            self._no_resource(row)
        inner = entry.get("resource")
        self.url = str(entry.get("fullUrl") or "")
        if inner is None:
            self.empty += 1
            self._count(row)
        else:
            yield from self._inside(row, inner, depth)

    def _count(self, row: int) -> None:
        self._counted += 1
        if self._counted > MOST_RESOURCES:
            self.rest()
            msg = f"The file has more than {MOST_RESOURCES:,} resources. {_SPLIT}"
            raise ReadError(msg, path=self.file, line=row)

    def _no_resource(self, row: int) -> NoReturn:
        self.rest()
        msg = f"{self.row.capitalize()} {row} is no FHIR resource: it has no resourceType."
        raise ReadError(f"{msg} Export FHIR R4 as JSON.", path=self.file, line=row)
