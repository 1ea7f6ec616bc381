"""Units side by side: which series are compared with which, and at what time.

What is compared is each unit's latest figure. A figure from another time than the others' is no
comparison, so the units compared are those whose latest figures are from the time that most of
them share; the rest are told so. The plan's own area, whose unit is empty, is no unit among its
own parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from rusfelt.evaluators._columns import series_column
from rusfelt.evaluators._standing import explain, words_column
from rusfelt.findings import NO_INTEGER
from rusfelt.vocabulary import Kind

if TYPE_CHECKING:
    from rusfelt.evaluators._columns import Answer
    from rusfelt.panel import Panel
    from rusfelt.typing import Array, Bools, Floats, Integers, Strings

__all__ = [
    "FEWEST",
    "answered",
    "batches",
    "common_time",
    "compared",
    "first_reasons",
    "latest_part",
    "numbered",
    "of_one_group",
    "one_each",
    "put_places",
    "scales",
    "whole_numbers",
]

# One unit has nothing to be compared with.
FEWEST = 2


def numbered(*keys: Array) -> Integers:
    """A number for each combination of keys, rising in their order.

    >>> numbered(np.array(["b", "a", "b"]), np.array([1, 5, 0])).tolist()
    [2, 0, 1]
    """
    number = np.zeros(len(keys[0]), dtype=np.int64)
    for key in keys:
        kinds, each = np.unique(key, return_inverse=True)
        number = np.unique(number * max(1, len(kinds)) + each.reshape(-1), return_inverse=True)[
            1
        ].reshape(-1)
    return number


def latest_part(panel: Panel) -> Bools:
    """Which series are the stretch after the last break of their indicator, unit and group."""
    owner = numbered(panel.indicator, panel.unit, panel.group)
    last = np.full(int(owner.max(initial=-1)) + 1, np.iinfo(np.int64).min)
    np.maximum.at(last, owner, panel.part)
    return np.asarray(panel.part == last[owner])


def common_time(groups: Integers, *times: Floats) -> Bools:
    """Which rows have the times that most rows of their group have; of equally many, the latest.

    >>> common_time(np.zeros(3, dtype=int), np.array([2023.0, 2024.0, 2024.0])).tolist()
    [False, True, True]
    """
    run = numbered(groups, *times)
    owner, count = np.zeros(len(run), dtype=np.int64), np.bincount(run)
    owner[run] = groups
    order = np.lexsort((np.arange(len(count)), count, owner[: len(count)]))
    ends = np.flatnonzero(np.diff(owner[order], append=-1))
    return np.asarray(np.isin(run, order[ends]))


def batches(groups: Integers, *order: Array) -> Iterator[Integers]:
    """Rows of all groups of one size, ``(groups, members)``, fewest members first.

    Args:
        groups: the group of each row.
        order: what the members of a group stand in the order of, so that nothing depends on the
            order of the rows; the first is compared first.
    """
    place = np.lexsort((*order[::-1], groups))
    counts = np.unique(groups, return_counts=True)[1]
    starts = np.cumsum(counts) - counts
    for size in np.unique(counts).tolist():
        yield place[starts[counts == size][:, None] + np.arange(size)]


def compared(
    answer: Answer,
    panel: Panel,
    problems: Iterable[tuple[Bools, str]],
    *,
    times: tuple[Floats, ...],
    alike: Array,
    fewest: int = FEWEST,
) -> Iterator[Integers]:
    """The series compared with each other, ``(comparisons, units)`` rows at a time.

    Args:
        answer: is told why the other series are not compared.
        panel: the series, each with a point.
        problems: further reasons to leave series out, as masks with codes.
        times: what must be common to the units, the most important first.
        alike: a word or number that must be, besides indicator and group.
        fewest: how many units a comparison takes.
    """
    whys = [(panel.unit == "", "whole-area"), (~latest_part(panel), "earlier-part"), *problems]
    explain(answer, *whys)
    rows = np.flatnonzero(~np.any([bad for bad, _ in whys], axis=0))
    if not len(rows):
        return
    groups = numbered(panel.indicator[rows], panel.group[rows], alike[rows])
    same = common_time(groups, *(each[rows] for each in times))
    answer.undefined(rows[~same], "other-time")
    rows = rows[same]
    for members in batches(groups[same], panel.unit[rows]):
        if members.shape[1] < fewest:
            answer.undefined(np.sort(rows[members].reshape(-1)), "too-few-units")
        else:
            yield rows[members]


def first_reasons(answer: Answer, owner: Integers, reason: Strings) -> None:
    """Say of each owner the first reason among its series; an empty one is none."""
    bad = np.flatnonzero(reason != "")
    owners, first = np.unique(owner[bad], return_index=True)
    told = reason[bad[first]]
    for code in np.unique(told).tolist():
        answer.undefined(owners[told == code], code)


def put_places(answer: Answer, rows: Integers, values: Mapping[str, Array]) -> None:
    """Set columns for comparisons of ``(comparisons, units)`` rows; arrays broadcast to these."""
    flat = rows.reshape(-1)
    order = np.argsort(flat)
    answer.put(
        flat[order],
        {
            name: np.broadcast_to(each, rows.shape).reshape(-1)[order]
            for name, each in values.items()
        },
    )


def answered(answer: Answer, rows: int) -> Bools:
    """Which rows of an answer have no reason against them yet."""
    status = answer.columns.get("status")
    return np.ones(rows, dtype=np.bool_) if status is None else np.asarray(status == "ok")


def whole_numbers(columns: dict[str, Array], *names: str) -> dict[str, Array]:
    """The columns with those named as whole numbers, empty where there is no answer."""
    status = columns.get("status")
    ok = True if status is None else status == "ok"
    for name in names:
        known = ok & np.isfinite(columns[name])
        whole = np.where(known, columns[name], 0.0).astype(np.int64)
        columns[name] = np.where(known, whole, NO_INTEGER)
    return columns


def scales(panel: Panel) -> Floats:
    """What x/n is multiplied by: the factor of shares and rates, 1 for counts; nan where unknown."""
    factor = series_column(panel, "factor", 1.0)
    number = (
        factor.astype(np.float64) if factor.dtype.kind in "biuf" else np.full(len(panel), np.nan)
    )
    known = np.where(np.isfinite(number) & (number > 0), number, np.nan)
    return np.where(words_column(panel, "kind") == Kind.COUNT, 1.0, known)


def of_one_group(place: Integers, group: Strings) -> tuple[Bools, Integers]:
    """Rows of everyone where an indicator has such, else of its only group.

    Returns:
        The rows to take, and the indicators that have several groups and none of everyone.
    """
    count = int(place.max(initial=-1)) + 1
    everyone = np.zeros(count, dtype=np.bool_)
    everyone[place[group == ""]] = True
    pairs = np.unique(np.stack([place, numbered(group)]), axis=1)[0]
    several = ~everyone & (np.bincount(pairs, minlength=count) > 1)
    return np.where(everyone[place], group == "", ~several[place]), np.flatnonzero(several)


def one_each(panel: Panel, names: Strings) -> tuple[Panel, Integers]:
    """A panel with one series of each name, in the order of names, and whose each series is."""
    _, first, place = np.unique(names, return_index=True, return_inverse=True)
    return panel.take(first), place.reshape(-1)
