"""The rows of a table of counts, each checked by itself and all of them together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs
import numpy as np

from rusfelt.disclosure.relations import relations_of
from rusfelt.disclosure.table import Table
from rusfelt.errors import DomainError
from rusfelt.io._cells import BadCellError
from rusfelt.io._count_cells import CountCell, Mark, count_cell
from rusfelt.io._count_columns import Roles
from rusfelt.io._delimited import Delimited
from rusfelt.io.hierarchy_file import levels_among

__all__ = ["CountRows"]

_NONE = CountCell(None)


@attrs.frozen
class CountRows:
    """The cells of a file whose columns are known.

    Attributes:
        source: the file. lines: the line of each row. columns: its cells. roles: what each is.
        counts, denominators, largest: what those columns say, one a row.
    """

    source: Delimited
    lines: Sequence[int]
    columns: Sequence[Sequence[str]]
    roles: Roles
    counts: list[CountCell] = attrs.field(init=False)
    denominators: list[CountCell] = attrs.field(init=False)
    largest: list[CountCell] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        roles = self.roles
        for name, place in (
            ("counts", roles.count),
            ("denominators", roles.denominator),
            ("largest", roles.largest),
        ):
            object.__setattr__(self, name, self._parsed(place))

    def table(self, name: str, hierarchy: Mapping[str, Mapping[str, Sequence[str]]]) -> Table:
        """The table.

        Raises:
            ReadError: something is wrong with the rows; all of it is listed.
        """
        found, roles = self.source.found, self.roles
        self._check_rows()
        self._check_labels()
        found.raise_any()
        impossible = np.array([each.mark == Mark.IMPOSSIBLE for each in self.counts])
        table = Table(
            name,
            roles.labels,
            [each.value for each in self.counts],
            denominators=_values(self.denominators, roles.denominator),
            largest=_values(self.largest, roles.largest),
            impossible=impossible if impossible.any() else None,
            hierarchies=levels_among(hierarchy, roles.labels, roles.totals),
        )
        self._check_sums(table)
        found.raise_any()
        return table

    def _parsed(self, place: int | None) -> list[CountCell]:
        if place is None:
            return []
        parsed: dict[str, CountCell] = {}
        wrong: dict[str, BadCellError] = {}
        for text in dict.fromkeys(self.columns[place]):
            try:
                parsed[text] = count_cell(text)
            except BadCellError as error:
                wrong[text], parsed[text] = error, _NONE
        for row, text in enumerate(self.columns[place]) if wrong else ():
            if text in wrong:
                self._note(row, str(wrong[text]), wrong[text].remedy, place)
        return [parsed[each] for each in self.columns[place]]

    def _note(self, row: int, message: str, remedy: str, place: int | None = None) -> None:
        column = None if place is None else self.source.header[place]
        self.source.found.add(self.lines[row], message, remedy, column=column)

    def _check_rows(self) -> None:
        """No count is above what it is out of, and no contribution above the amount."""
        roles = self.roles
        for cells, place, fact in (
            (self.denominators, roles.denominator, "The count is larger than what it is out of."),
            (self.largest, roles.largest, "The largest contributions are more than the amount."),
        ):
            above = place == roles.largest
            for row, (count, each) in enumerate(zip(self.counts, cells, strict=bool(cells))):
                if count.value is None or each.value is None or each.mark == Mark.IMPOSSIBLE:
                    continue
                if each.value > count.value if above else each.value < count.value:
                    self._note(row, fact, "Mend one of the two.", place)

    def _check_labels(self) -> None:
        roles = self.roles
        for name, column in roles.labels.items():
            for row, label in enumerate(column):
                if not label:
                    place = roles.dimensions[name]
                    self._note(row, "The cell is empty.", "Write a label, or Total.", place)
        if not roles.labels:
            line, fact = self.source.header_line, "There is no column of labels."
            self.source.found.add(line, fact, "Add a column that says what is counted in each row.")
            return
        first: dict[tuple[str, ...], int] = {}
        for row, labels in enumerate(zip(*roles.labels.values(), strict=True)):
            if labels in first:
                fact = f"The row has the same labels as line {self.lines[first[labels]]}."
                self._note(row, fact, "Keep one of the two.")
            first.setdefault(labels, row)

    def _check_sums(self, table: Table) -> None:
        lines = {table.written(at): self.lines[at] for at in range(len(table))}
        try:
            relations_of(table)
        except DomainError as error:
            for each in error.problems:
                message = f"{each.path} {each.message}"
                remedy = "Mend the figures, or say which labels are subtotals: --hierarchy FILE."
                self.source.found.add(lines[each.path], message, remedy)


def _values(cells: Sequence[CountCell], place: int | None) -> list[int | None] | None:
    if place is None:
        return None
    return [None if each.mark == Mark.IMPOSSIBLE else each.value for each in cells]
