"""Workbooks of Excel 2007 and later (xlsx, xlsm), read with python-calamine.

That library takes a file at its word, in memory too. So it is handed a small workbook of one sheet,
made of the parts that have been looked through here, and says what the cells hold; everything else
is known from the looking through.
"""

from __future__ import annotations

import posixpath
import zlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from rusfelt.errors import ReadError
from rusfelt.io._gathered import shown
from rusfelt.io.sources._calamine import calamine_grid, opened
from rusfelt.io.sources._seen import Seen
from rusfelt.io.sources._shared_texts import SharedTexts
from rusfelt.io.sources._sheet import Grid, Listed, address, require_area
from rusfelt.io.sources._sheet_formats import BUILT_IN, Format, Shown, format_of
from rusfelt.io.sources._xlsx_marks import marks_of
from rusfelt.io.sources._xml_parts import walk
from rusfelt.io.sources._zip_parts import ZipParts, zipped

__all__ = ["Xlsx"]

# A workbook's list of sheets, or its styles; the largest style sheets met have some megabytes.
_MAX_SMALL = 2**25
_KNOWN_ERRORS = frozenset(
    {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA"}
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def _links(kind: str, *targets: str) -> str:
    told = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, target in enumerate(targets)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}">{told}</Relationships>'


class Xlsx:
    """A workbook of Excel 2007 or later."""

    def __init__(self, parts: ZipParts, file: str, workbook: str) -> None:
        """Read the list of sheets.

        Args:
            parts: the file's parts.
            file: its path.
            workbook: the part that lists the sheets.

        Raises:
            ReadError: it is damaged.
        """
        self._parts = parts
        self._file = file
        self._folder = posixpath.dirname(workbook)
        self._from_1904 = False
        links = self._read_links(workbook)
        self.sheets: list[Listed] = []

        def start(name: str, told: dict[str, str]) -> None:
            if name == "workbookPr":
                self._from_1904 = told.get("date1904") in {"1", "true"}
            elif name == "sheet":
                link = next((told[each] for each in told if each.endswith(":id")), "")
                kind, part = links.get(link, ("", ""))
                self.sheets.append(
                    Listed(
                        told.get("name", ""),
                        told.get("state", "visible") != "visible",
                        part if kind == "worksheet" else "",
                    )
                )

        self._walk(workbook, start)
        self._tables = [each.part for each in self.sheets if each.part]
        if len(set(self._tables)) < len(self._tables):
            msg = "Two sheets of the file are kept in one part. Save it anew."
            raise ReadError(msg, path=file)
        self._styles = next((part for kind, part in links.values() if kind == "styles"), "")
        self._strings = next((part for kind, part in links.values() if kind == "sharedStrings"), "")
        self._formats: dict[str, Format] | None = None
        self._small: Any = None

    def grid(self, sheet: Listed, /) -> Grid:
        """The cells of a sheet.

        Raises:
            ReadError: it is damaged, or larger than is read.
        """

        def pieces() -> Iterator[bytes]:
            return self._parts.pieces(sheet.part)

        seen = marks_of(pieces, self._read_formats(), sheet.part, self._file)
        name = shown(sheet.name)
        seen.require_bearable(name, self._file)
        if seen.bounds is None:
            return Grid([], 0, 0, seen.marks)
        require_area(seen.bounds, seen.cells, self._file, name)
        _require_known_errors(seen, self._file, name)
        if self._small is None:
            self._small = self._opened()
        self._texts.require_bearable(pieces, self._parts.size(sheet.part), seen, name)
        number = self._tables.index(sheet.part)
        return calamine_grid(self._small, number, self._file, name, seen.marks)

    def _opened(self) -> Any:
        """python-calamine's workbook of the parts that are looked through before it reads them."""
        self._texts = SharedTexts(self._parts, self._strings, self._file)
        when = ' date1904="1"' if self._from_1904 else ""
        numbers = range(len(self._tables))
        sheets = "".join(
            f'<sheet name="{number}" sheetId="{number + 1}" r:id="rId{number}"/>'
            for number in numbers
        )
        written = {
            "_rels/.rels": _links("officeDocument", "xl/workbook.xml"),
            "xl/_rels/workbook.xml.rels": _links(
                "worksheet", *(f"worksheets/sheet{number}.xml" for number in numbers)
            ),
            "xl/workbook.xml": (
                f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr{when}/>'
                f"<sheets>{sheets}</sheets></workbook>"
            ),
            "xl/styles.xml": f'{_HEAD}<styleSheet xmlns="{_MAIN}"></styleSheet>',
        }
        members = {}
        for name, text in written.items():
            told = text.encode()
            members[name] = (0, zlib.crc32(told), len(told), told)
        given = {"xl/styles.xml": self._styles, "xl/sharedStrings.xml": self._strings}
        given |= {f"xl/worksheets/sheet{each}.xml": self._tables[each] for each in numbers}
        members |= {
            name: self._parts.member(part) for name, part in given.items() if part in self._parts
        }
        return opened(zipped(members), self._file)

    def _read_links(self, workbook: str) -> dict[str, tuple[str, str]]:
        """What the parts linked to are, by the name of the link: their kind and name."""
        folder, name = posixpath.split(workbook)
        links = {}

        def start(element: str, told: dict[str, str]) -> None:
            if element == "Relationship" and told.get("TargetMode") != "External":
                target = unquote(told.get("Target", "")).replace("\\", "/")
                part = posixpath.normpath(posixpath.join("/", self._folder, target))
                kind = told.get("Type", "").rpartition("/")[2]
                links[told.get("Id", "")] = (kind, part.lstrip("/").lower())

        self._walk(posixpath.join(folder, "_rels", f"{name}.rels"), start)
        return links

    def _read_formats(self) -> dict[str, Format]:
        """The styles that show a number as percent or padded with zeros."""
        if self._formats is None:
            self._formats = {}
            if self._styles in self._parts:
                codes: dict[str, str] = {}
                numbers: list[str] = []
                inside = False

                def start(name: str, told: dict[str, str]) -> None:
                    nonlocal inside
                    if name == "numFmt":
                        codes[told.get("numFmtId", "")] = told.get("formatCode", "")
                    elif name == "cellXfs":
                        inside = True
                    elif name == "xf" and inside:
                        numbers.append(told.get("numFmtId", ""))

                def end(name: str) -> None:
                    nonlocal inside
                    inside = inside and name != "cellXfs"

                content = self._parts.content(self._styles, _MAX_SMALL)
                walk([content], self._styles, self._file, start, end)
                known = {str(number): each for number, each in BUILT_IN.items()}
                known |= {number: format_of(code) for number, code in codes.items()}
                for place, number in enumerate(numbers):
                    each = known.get(number, Format())
                    if each.shown in {Shown.PERCENT, Shown.PADDED}:
                        self._formats[str(place)] = each
        return self._formats

    def _walk(self, part: str, start: Any) -> None:
        walk([self._parts.content(part, _MAX_SMALL)], part, self._file, start)


def _require_known_errors(seen: Seen, file: str, sheet: str) -> None:
    """Let a sheet through that has no error python-calamine does not know."""
    for row, column in sorted(seen.marks.errors):
        if seen.marks.errors[row, column] not in _KNOWN_ERRORS:
            msg = (
                f"The cell {address(row, column)} of the sheet {sheet} shows an error. Mend its "
                "formula, or empty the cell."
            )
            raise ReadError(msg, path=file, line=row + 1)
