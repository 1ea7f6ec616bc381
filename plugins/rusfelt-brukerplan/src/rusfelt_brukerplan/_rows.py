"""Small steps that the evaluators share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import attrs
import numpy as np

from rusfelt import Column, Coverage, Panel, Spec

if TYPE_CHECKING:
    from rusfelt.typing import Array, Bools, Floats, Integers, Strings

__all__ = [
    "COUNTS",
    "UNDECLARED",
    "based",
    "blank",
    "by_row",
    "compared_mappings",
    "count_problems",
    "coverage_of",
    "explained",
    "is_people",
    "numbers",
    "owners",
    "point_problems",
    "scales",
    "too_many",
]

UNDECLARED = "undeclared"
# No mapping has more people than the country; the exact test takes memory by the head.
_MOST_MAPPED = 1_000_000
# Shares are told per hundred, per thousand, at most per so many; a larger factor is a mistake.
_LARGEST_FACTOR = 1e9

COUNTS = {
    "not-people": {
        "en": "The figures are not whole numbers of people, or more than were mapped.",
        "nb": "Tallene er ikke hele antall personer, eller flere enn det som er kartlagt.",
        "nn": "Tala er ikkje heile tal på personar, eller fleire enn det som er kartlagt.",
    },
    "too-many": {
        "en": "More than a million people are said to be mapped, which no mapping has reached.",
        "nb": "Over en million skal være kartlagt, og så mange har ingen kartlegging nådd.",
        "nn": "Over ein million skal vere kartlagde, og så mange har inga kartlegging nådd.",
    },
    "no-scale": {
        "en": "The factor is not a number above zero, so the share has no unit.",
        "nb": "Faktoren er ikke et tall over null, så andelen har ingen enhet.",
        "nn": "Faktoren er ikkje eit tal over null, så delen har inga eining.",
    },
}


def based(columns: Iterable[Column], *names: str) -> tuple[Column, ...]:
    """The columns, each made of these columns of the panel."""
    return tuple(attrs.evolve(column, basis=names) for column in columns)


def owners(panel: Panel) -> Integers:
    """The row each point belongs to."""
    return np.repeat(np.arange(len(panel)), panel.sizes)


def scales(panel: Panel) -> Floats:
    """What a whole share is in each indicator's unit: 100 for per cent; nan where it is unusable."""
    told = panel.per_series.get("factor")
    if told is None:
        return np.full(len(panel), 100.0)
    if told.dtype.kind not in "if":
        return np.full(len(panel), np.nan)
    number = told.astype(np.float64)
    usable = np.isfinite(number) & (number > 0) & (number <= _LARGEST_FACTOR)
    return np.where(usable, number, np.nan)


def count_problems(panel: Panel) -> tuple[tuple[Bools, str], ...]:
    """What keeps a series from being shares of people mapped, as masks by row with codes."""
    counts = tuple((by_row(panel, bad), code) for bad, code in point_problems(panel))
    return (*counts, (np.isnan(scales(panel)), "no-scale"))


def point_problems(panel: Panel) -> tuple[tuple[Bools, str], ...]:
    """What keeps a point's ``x`` of ``n`` from being people mapped, as masks with codes."""
    x, n = numbers(panel.per_point["x"]), numbers(panel.per_point["n"])
    people = is_people(x) & is_people(n) & (x <= n) & (n > 0)
    return ((~people, "not-people"), (people & too_many(n), "too-many"))


def is_people(values: Floats) -> Bools:
    """Which figures are whole numbers of people."""
    return np.asarray((values >= 0) & np.isfinite(values) & (values == np.rint(values)))


def too_many(values: Floats) -> Bools:
    """Which figures no mapping has reached."""
    return np.asarray(values > _MOST_MAPPED)


def numbers(column: Array) -> Floats:
    """A column as numbers; nan all the way where it holds none."""
    if column.dtype.kind not in "iuf":
        return np.full(column.shape, np.nan)
    return column.astype(np.float64)


def by_row(panel: Panel, points: Bools) -> Bools:
    """Rows with at least one of these points."""
    found = np.zeros(len(panel), dtype=np.bool_)
    found[owners(panel)[points]] = True
    return found


def explained(rows: int, whys: Iterable[tuple[Bools, str]]) -> dict[str, Array]:
    """Status and reason of every row; the first reason that holds is the one given."""
    status = np.full(rows, "ok", dtype="<U9")
    reason = np.full(rows, "", dtype="<U32")
    for bad, code in whys:
        first = bad & (status == "ok")
        status[first], reason[first] = "undefined", code
    return {"status": status, "reason": reason}


def blank(panel: Panel, spec: Spec) -> dict[str, Floats]:
    """Every column of numbers a spec gives, nan all the way."""
    return {
        column.name: np.full(len(panel.t) if column.shape == "point" else len(panel), np.nan)
        for column in spec.gives
        if column.dtype == "float64"
    }


def compared_mappings(panel: Panel, against: str) -> tuple[Integers, Integers, Strings]:
    """The places in ``t`` of the two mappings of each row, and their coverage.

    Args:
        panel: of two mappings or more a row.
        against: ``first`` or ``previous``: which one the latest is held against.
    """
    last = panel.offsets[1:] - 1
    since = panel.offsets[:-1] if against == "first" else last - 1
    return since, last, coverage_of(panel, since)


def coverage_of(panel: Panel, since: Integers) -> Strings:
    """Whether the mappings compared reached equally far, by row: equal, unequal or undeclared.

    A panel may say it of a whole series, as a plan does, or of each mapping against the one before
    it, as a table does. One mapping declared unequal makes the comparison unequal; it is equal only
    where nothing that was said, of the series or of any later mapping compared, is short of that.

    Args:
        panel: its column ``coverage`` may stand by series, by point, both or not at all.
        since: place in ``t`` of the first mapping compared, by row.
    """
    equal = np.zeros(len(panel), dtype=np.bool_)
    unequal = np.zeros(len(panel), dtype=np.bool_)
    told = panel.per_series.get("coverage")
    if told is not None and told.dtype.kind == "U":
        equal, unequal = told == str(Coverage.EQUAL), told == str(Coverage.UNEQUAL)
    steps = panel.per_point.get("coverage")
    if steps is not None and steps.dtype.kind == "U":
        owner = owners(panel)
        later = np.arange(len(panel.t)) > since[owner]
        lacking = by_row(panel, later & (steps != str(Coverage.EQUAL)))
        unequal = unequal | by_row(panel, later & (steps == str(Coverage.UNEQUAL)))
        equal = (equal | ((told is None) & by_row(panel, later))) & ~lacking
    word = np.where(equal, str(Coverage.EQUAL), UNDECLARED)
    return np.asarray(np.where(unequal, str(Coverage.UNEQUAL), word), dtype=np.str_)
