"""Figures that cannot all be right."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from rusfelt.domain import Group, Indicator, Measurement, Plan
from rusfelt.domain.groups import AgeRange
from rusfelt.evaluation.figures import resolve
from rusfelt.evaluation.plain import plain
from rusfelt.language import LANGUAGES, sentence
from rusfelt.vocabulary import Kind

__all__ = ["Contradiction", "contradictions"]


@attrs.frozen
class Contradiction:
    """Figures of one indicator, unit and period that do not fit together.

    Attributes:
        code: ``two-values`` (two sources disagree), ``parts-and-total`` (age groups do not sum to
            the total), ``share-and-counts`` (a printed share is not its counts'), or
            ``impossible-share`` (no whole number of people gives it).
        values: the figures.
    """

    code: str
    indicator: str
    unit: str
    group: str
    period: str
    values: Mapping[str, Any] = attrs.field(factory=dict, hash=False)

    def sentence(self, language: str = "nb") -> str:
        """In words."""
        return sentence(f"contradiction-{self.code}", self.values, language)

    def to_dict(self) -> dict[str, Any]:
        """As plain values for JSON."""
        named = attrs.asdict(self, recurse=False)
        return {
            **plain(named),
            "sentence": {language: self.sentence(language) for language in LANGUAGES},
        }


def contradictions(plan: Plan, measurements: Iterable[Measurement]) -> Iterator[Contradiction]:
    """Every contradiction among the figures of a plan's indicators, in key order."""
    indicators = {each.id: each for each in plan.indicators}
    home = plan.area or ""
    cells: dict[tuple[str, str, str], list[Measurement]] = {}
    for row in measurements:
        if row.indicator in indicators and row.period is not None and not row.state.is_empty:
            cells.setdefault((row.indicator, row.unit or home, row.period), []).append(row)
    for (name, unit, period), rows in sorted(cells.items()):
        place = (name, unit, period)
        yield from _two_values(place, rows)
        yield from _parts_and_total(indicators[name], place, rows)
        for row in rows:
            yield from _shares(indicators[name], place, row)


def _two_values(place: tuple[str, str, str], rows: list[Measurement]) -> Iterator[Contradiction]:
    by_group: dict[str, list[Measurement]] = {}
    for row in rows:
        by_group.setdefault(row.group, []).append(row)
    name, unit, period = place
    for group, same in sorted(by_group.items()):
        values = sorted({each.value for each in same if each.value is not None})
        published = {each.published for each in same}
        # Figures published on different days restate each other; they do not contradict.
        if len(values) > 1 and (None in published or len(published) < len(same)):
            told = {"first": values[0], "second": values[-1], "difference": values[-1] - values[0]}
            yield Contradiction("two-values", name, unit, group, period, told)


def _parts_and_total(
    indicator: Indicator, place: tuple[str, str, str], rows: list[Measurement]
) -> Iterator[Contradiction]:
    """Age groups against the total, for counts alone; a group inside another is not summed."""
    if indicator.kind not in {Kind.COUNT, Kind.AMOUNT}:
        return
    name, unit, period = place
    families: dict[str, list[tuple[AgeRange, Measurement]]] = {}
    for row in rows:
        group = Group.parse(row.group)
        if group.age is not None and row.value is not None and not row.bound:
            families.setdefault(str(group.without("age")), []).append((group.age, row))
    for family, members in sorted(families.items()):
        outer = [
            (age, row)
            for age, row in members
            if not any(other != age and other.contains(age) for other, _ in members)
        ]
        if not _covers_everyone([age for age, _ in outer]):
            continue
        total = sum(row.value for _, row in outer if row.value is not None)
        # Parts are held against the total of their own kind: a projection against a projection.
        states = {row.state for _, row in outer}
        totals = [
            row.value
            for row in rows
            if row.group == family and row.value is not None and row.state in states
        ]
        for printed in totals:
            if total != printed:
                told = {"sum": total, "total": printed, "difference": total - printed}
                yield Contradiction("parts-and-total", name, unit, family, period, told)


def _covers_everyone(ages: list[AgeRange]) -> bool:
    """Whether ranges run from 0 to open without a gap or an overlap."""
    ordered = sorted(ages, key=lambda age: age.low)
    if not ordered or ordered[0].low != 0 or ordered[-1].high is not None:
        return False
    return all(
        before.high is not None and after.low == before.high + 1
        for before, after in itertools.pairwise(ordered)
    )


def _shares(
    indicator: Indicator, place: tuple[str, str, str], row: Measurement
) -> Iterator[Contradiction]:
    if indicator.kind is not Kind.COVERAGE or row.value is None or row.denominator is None:
        return
    from rusfelt.stats.proportions import whole_number_counts  # noqa: PLC0415 - loads scipy

    name, unit, period = place
    decimals = _decimals(row.value)
    percent = row.value * 100 / indicator.scale
    if row.numerator is not None:
        counted = resolve(indicator, attrs.evolve(row, value=None))[0]
        if abs(counted - row.value) > 0.5 * 10**-decimals + 1e-9:
            told = {"share": row.value, "counted": counted}
            yield Contradiction("share-and-counts", name, unit, row.group, period, told)
    elif row.denominator == round(row.denominator) and not whole_number_counts(
        percent, int(row.denominator), decimals=decimals
    ):
        told = {"share": row.value, "of": row.denominator}
        yield Contradiction("impossible-share", name, unit, row.group, period, told)


def _decimals(value: float) -> int:
    """How many decimals a printed value has."""
    text = f"{value:.6f}".rstrip("0")
    return len(text.partition(".")[2])
