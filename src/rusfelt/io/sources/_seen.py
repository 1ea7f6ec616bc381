"""What is met in a sheet besides its values, in whichever format it is kept."""

from __future__ import annotations

import struct
from array import array

import attrs

from rusfelt.errors import ReadError
from rusfelt.io.sources._sheet import MAX_ROWS, Marks, place
from rusfelt.io.sources._sheet_formats import Format, Shown

__all__ = ["ERRORS", "NOT_AVAILABLE", "Seen", "rk_number"]

NOT_AVAILABLE = "#N/A"
_BY_ITSELF = "NA()"
# So many are noted in one sheet; who has more has them everywhere.
_MAX_NOTED = 100_000
_MAX_ABSENT = 2**20
_WIDEST = 255
# The numbers errors are stored as: [MS-XLS] 2.5.10, [MS-XLSB] 2.5.97.2.
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: NOT_AVAILABLE,
    0x2B: "#GETTING_DATA",
}


@attrs.define
class Seen:
    """What was met in a sheet.

    Attributes:
        marks: what stands beside its values.
        bounds: first row and column, last row and column of its cells; ``None`` where it has none.
        cells: how many cells it has. shared: how many of them hold a text of those all sheets share.
    """

    marks: Marks = attrs.Factory(Marks)
    bounds: tuple[int, int, int, int] | None = None
    cells: int = 0
    shared: int = 0

    def reach(self, top: int, left: int, bottom: int, right: int) -> None:
        """Note that there are cells so far."""
        if self.bounds is not None:
            top, left = min(top, self.bounds[0]), min(left, self.bounds[1])
            bottom, right = max(bottom, self.bounds[2]), max(right, self.bounds[3])
        self.bounds = (top, left, bottom, right)

    def note_error(self, cell: tuple[int, int], error: str, formula: str | None) -> None:
        """Note a cell that shows an error; the formula is ``None`` where it was typed."""
        marks = self.marks
        if error == NOT_AVAILABLE and formula in {None, _BY_ITSELF}:
            if len(marks.absent) <= _MAX_ABSENT:
                marks.absent.add(cell)
        elif len(marks.errors) <= _MAX_NOTED:
            marks.errors[cell] = error

    def note_uncalculated(self, cell: tuple[int, int]) -> None:
        """Note a formula without a result."""
        if len(self.marks.uncalculated) <= _MAX_NOTED:
            self.marks.uncalculated.add(cell)

    def note_merged(self, box: tuple[int, int, int, int]) -> None:
        """Note merged cells: first row and column, last row and column."""
        if len(self.marks.merges) <= _MAX_NOTED and box[:2] != box[2:]:
            self.marks.merges.append(box)

    def note_format(self, cell: tuple[int, int], shown: Format | None) -> None:
        """Note how a cell shows its number."""
        if shown is None:
            return
        if shown.shown is Shown.PERCENT:
            self.marks.percent.add(cell[1])
        elif shown.shown is Shown.PADDED:
            rows, widths = self.marks.padded.setdefault(cell[1], (array("I"), bytearray()))
            rows.append(cell[0])
            widths.append(min(shown.width, _WIDEST))

    def note_hidden_row(self, row: int) -> None:
        """Note a row that is not shown."""
        if row < MAX_ROWS:
            self.marks.hidden_rows.add(row)

    def note_hidden(self, columns: tuple[int, int]) -> None:
        """Note the first and last of columns that are not shown."""
        if len(self.marks.hidden_columns) <= _MAX_NOTED:
            self.marks.hidden_columns.append(columns)

    def note_merge(self, text: str) -> None:
        """Note merged cells, such as ``A1:B2``."""
        first, _, last = text.partition(":")
        start, end = place(first), place(last or first)
        if start is not None and end is not None:
            self.note_merged((*start, *end))

    def is_full(self) -> bool:
        """Whether more was met than anybody could mend."""
        marks = self.marks
        met = (marks.errors, marks.uncalculated, marks.merges, marks.hidden_columns)
        return max(map(len, met)) > _MAX_NOTED or len(marks.absent) > _MAX_ABSENT

    def require_bearable(self, sheet: str, file: str) -> None:
        """Let a sheet through that can be mended.

        Raises:
            ReadError: it cannot.
        """
        if self.is_full():
            msg = (
                f"The sheet {sheet} has more than {_MAX_NOTED:,} cells with errors, formulas that "
                "were not calculated, or merged cells. Open the file in a spreadsheet program and "
                "mend it."
            )
            raise ReadError(msg, path=file)


def rk_number(data: bytes) -> float:
    """A number in the four bytes of an RK: [MS-XLS] 2.5.122.

    >>> rk_number(struct.pack("<i", (301 << 2) | 2)), rk_number(struct.pack("<i", (1250 << 2) | 3))
    (301.0, 12.5)
    """
    (stored,) = struct.unpack("<i", data)
    if stored & 2:
        number = float(stored >> 2)
    else:
        (number,) = struct.unpack("<d", b"\0\0\0\0" + struct.pack("<i", stored & ~3))
    return number / 100 if stored & 1 else number
