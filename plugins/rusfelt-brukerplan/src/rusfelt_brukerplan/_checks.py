"""What must hold of a row, and of the rows of a table together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from rusfelt import State
from rusfelt.errors import Problem, ReadError
from rusfelt_brukerplan import _cells
from rusfelt_brukerplan.domains import BLUE_LIGHT, INDEX, RATINGS
from rusfelt_brukerplan.table import Cell, MappingRow

__all__ = ["MOST_PROBLEMS", "Found", "read_row", "whole_table_problems"]

_LISTED = 100
# A file with more wrong than this is another kind of file; reading on would only take time.
MOST_PROBLEMS = 1_000
_Read = TypeVar("_Read")


class Found:
    """The problems of one file, gathered so that a person can mend all of them at once."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def add(self, line: int, message: str, remedy: str, *, column: str = "") -> None:
        """Note one problem."""
        if self.hopeless:
            return
        where = f"line {line}, column {column!r}" if column else f"line {line}"
        self.problems.append(Problem(where, message, remedy, self.file, line))

    @property
    def hopeless(self) -> bool:
        """Whether so much is wrong that there is no use in reading on."""
        return len(self.problems) >= MOST_PROBLEMS

    def raise_any(self) -> None:
        """Raise all of them as one error.

        Raises:
            ReadError: there are problems; the first hundred are listed, by line.
        """
        if not self.problems:
            return
        ordered = sorted(self.problems, key=lambda each: each.line or 0)
        first = ordered[0]
        text = f"{first.message} {first.remedy}"
        if len(ordered) > 1:
            number = f"at least {len(ordered)}" if self.hopeless else str(len(ordered))
            text = f"{number} problems were found, and the first is here."
            if len(ordered) > _LISTED:
                text += f" The first {_LISTED} are listed."
        raise ReadError(text, path=self.file, line=first.line, problems=ordered[:_LISTED])


def read_row(cells: Mapping[str, str], line: int, found: Found) -> MappingRow | None:
    """One row, or ``None`` where a cell of it cannot be read."""
    noted = len(found.problems)

    def read(column: str, how: Callable[[str], _Read], otherwise: _Read) -> _Read:
        try:
            return how(cells.get(column, ""))
        except _cells.BadCellError as error:
            found.add(line, error.message, error.remedy, column=column)
            return otherwise

    year = read("year", _cells.year, 0)
    district = read("district", _cells.district, "")
    domain = read("domain", _cells.domain, "")
    coverage = read("coverage", _cells.coverage, None)
    empty = Cell(None, State.MISSING)
    columns = {rating: rating.replace("-", "_") for rating in RATINGS}
    counts = {rating: read(columns[rating], _cells.count, empty) for rating in RATINGS}
    mapped = read("mapped", _cells.count, empty)
    if domain != INDEX and cells.get(columns[BLUE_LIGHT], "") in {"", "."}:
        # Blue light is a level of the index; a domain has it only where somebody printed it.
        del counts[BLUE_LIGHT]
    for column, cell in [*((columns[r], each) for r, each in counts.items()), ("mapped", mapped)]:
        if cell.state is State.NOT_APPLICABLE:
            fact = "This cell cannot be '.', since there are such people or there are none."
            found.add(line, fact, "Write the number, ':' or '..'.", column=column)
    if len(found.problems) == noted:
        _sum_problems(counts, mapped, line, found)
    if len(found.problems) > noted:
        return None
    return MappingRow(year, district, domain, counts, mapped, coverage, line)


def _sum_problems(counts: Mapping[str, Cell], mapped: Cell, line: int, found: Found) -> None:
    """What keeps the ratings from adding up to those mapped."""
    if mapped.count is None:
        return
    if mapped.count == 0:
        fact = "Nobody was mapped, and nobody has no shares."
        found.add(line, fact, "Leave the row out.", column="mapped")
        return
    known = [cell.count for cell in counts.values() if cell.count is not None]
    total = sum(known)
    if total > mapped.count:
        fact = f"The ratings add up to {total}, more than the {mapped.count} mapped."
    elif len(known) == len(counts) and total < mapped.count:
        fact = f"The ratings add up to {total}, and {mapped.count} were mapped."
    else:
        return
    found.add(line, fact, "Mend a rating, or the number mapped in this domain.", column="mapped")


def whole_table_problems(rows: Iterable[MappingRow], found: Found) -> None:
    """Rows that stand twice, and mappings of which two things are declared."""
    first: dict[tuple[int, str, str], int] = {}
    declared: dict[tuple[int, str], MappingRow] = {}
    for row in rows:
        key = row.year, row.district, row.domain
        if key in first:
            fact = f"{row.domain} in {row.year} stands on line {first[key]} already."
            found.add(row.line, fact, "Keep one of the two rows.")
        first.setdefault(key, row.line)
        earlier = declared.setdefault((row.year, row.district), row)
        if earlier.coverage is not row.coverage:
            fact = (
                f"The coverage of this mapping is {_said(row)} here and {_said(earlier)} on line "
                f"{earlier.line}."
            )
            found.add(row.line, fact, "Say the same of one mapping everywhere.", column="coverage")


def _said(row: MappingRow) -> str:
    return str(row.coverage) if row.coverage else "undeclared"
