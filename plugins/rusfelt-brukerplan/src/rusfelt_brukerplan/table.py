"""The table of mappings: one row for each year, district and domain, as it was published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs
import numpy as np

from rusfelt import Coverage, Design, Kind, Measurement, Measurements, Panel, State
from rusfelt_brukerplan.domains import RATINGS, indicator_id

__all__ = ["Cell", "MappingRow", "MappingTable"]


@attrs.frozen
class Cell:
    """A count as printed, or why there is none.

    >>> Cell(12).state, Cell(None, State.SUPPRESSED).count is None
    (<State.EXACT: 'exact'>, True)
    """

    count: int | None
    state: State = State.EXACT


@attrs.frozen
class MappingRow:
    """How many were rated what in one domain, at one mapping of one district.

    Attributes:
        year: when it was made.
        district: code of the district; empty for the plan's own area.
        domain: id of one of the eight domains, or of the index.
        cells: rating → what stands there. A domain has no blue light unless somebody printed it.
        mapped: how many were rated in this row.
        coverage: whether as much was reached as at the district's mapping before it; ``None``
            where nobody has declared it.
        line: where it stands in its file.
    """

    year: int
    district: str
    domain: str
    cells: Mapping[str, Cell]
    mapped: Cell
    coverage: Coverage | None = None
    line: int = 0


@attrs.frozen
class MappingTable:
    """Mappings as published, in the order of the file, and the file they are from."""

    rows: tuple[MappingRow, ...]
    source: str = ""

    def measurements(self) -> Measurements:
        """The figures, ``brukerplan.<domain>.<rating>``, as shares of those mapped.

        A suppressed cell stays suppressed: it is never worked out from the others. Where coverage
        is declared unequal there is a break, so that nothing compares across it unknowingly.
        """
        return Measurements.of(self._figures())

    def _figures(self) -> Iterator[Measurement]:
        for row in self.rows:
            for rating, cell in row.cells.items():
                yield Measurement(
                    indicator_id(row.domain, rating),
                    row.district,
                    period=str(row.year),
                    numerator=cell.count,
                    denominator=row.mapped.count,
                    state=cell.state,
                    break_before=row.coverage is Coverage.UNEQUAL,
                    source=self.source or None,
                    note=f"coverage {row.coverage}" if row.coverage else None,
                )

    def panel(self) -> Panel:
        """The cells with both a count and a number mapped, as series of percentages.

        Each series is one stretch, and says of every point how its coverage was to the mapping
        before it, so that a difference across unequal coverage can be described, if not tested.
        A mapping that is left out for a hidden cell takes its declaration along: the next is then
        as comparable as the weaker of the two.
        """
        series: dict[tuple[str, str], list[tuple[int, int, int, str]]] = {}
        held: dict[tuple[str, str], str] = {}
        for row in sorted(self.rows, key=lambda each: each.year):
            for rating in RATINGS:
                if rating not in row.cells:
                    continue
                key = indicator_id(row.domain, rating), row.district
                coverage = _weaker(held.pop(key, str(Coverage.EQUAL)), str(row.coverage or ""))
                points = series.setdefault(key, [])
                x, n = row.cells[rating].count, row.mapped.count
                if x is None or n is None:
                    held[key] = coverage
                else:
                    points.append((row.year, x, n, coverage))
        keys = sorted(series)
        points = [point for key in keys for point in series[key]]
        count = len(keys)
        numerators = np.array([point[1] for point in points], dtype=np.float64)
        mapped = np.array([point[2] for point in points], dtype=np.float64)
        return Panel(
            _texts([key[0] for key in keys]),
            _texts([key[1] for key in keys]),
            _texts([""] * count),
            np.zeros(count, dtype=np.int64),
            np.cumsum([0, *(len(series[key]) for key in keys)]),
            [float(point[0]) for point in points],
            100 * numerators / mapped,
            clock="period",
            per_series={
                "kind": _texts([str(Kind.COVERAGE)] * count),
                "design": _texts([str(Design.CROSS_SECTION)] * count),
                "factor": np.full(count, 100.0),
            },
            per_point={
                "x": numerators,
                "n": mapped,
                "coverage": _texts([point[3] for point in points]),
            },
        )


def _weaker(first: str, second: str) -> str:
    """Of two declarations of coverage the one that allows less."""
    order = [str(Coverage.UNEQUAL), "", str(Coverage.EQUAL)]
    return min(first, second, key=order.index)


def _texts(values: list[str]) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
    return np.array(values, dtype=np.str_) if values else np.empty(0, dtype="<U1")
