"""What a tiltak needs before it can be evaluated, and what its figures could show at all."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import attrs

from rusfelt.domain import Indicator, Plan, Target, Tiltak
from rusfelt.evaluation.figures import SeriesFigures
from rusfelt.evaluation.plain import plain
from rusfelt.evaluation.primary import primary_for
from rusfelt.language import LANGUAGES, sentence
from rusfelt.vocabulary import Counts, Coverage, Design, Direction, Form, Kind

__all__ = ["CRITERIA", "Detectable", "criteria_for", "detectable_changes"]

# In the order in which a person would add them.
CRITERIA = (
    "indicator",
    "direction",
    "baseline",
    "target",
    "deadline",
    "responsible",
    "data",
    "points",
    "design",
)


def criteria_for(
    plan: Plan,
    tiltak: Tiltak,
    figures: Mapping[str, Sequence[SeriesFigures]],
    scored: Collection[str] = (),
) -> tuple[str, ...]:
    """The criteria a tiltak lacks, in a fixed order.

    Where it has several indicators, a criterion is missing when one of them lacks it.
    """
    lacking = set() if tiltak.responsible else {"responsible"}
    names = tiltak.moves or ()
    if not names:
        # Without an indicator there is nothing the rest could belong to.
        lacking |= set(CRITERIA) - {"responsible", "deadline"}
        lacking |= set() if tiltak.due else {"deadline"}
    for name in names:
        indicator = plan.indicator(name)
        targets = [each for each in plan.standing_targets() if each.indicator == name]
        lacks = _indicator_lacks(indicator, targets, tiltak, figures.get(name, ()))
        # People's own scores hold their own beginning, and are judged pair by pair.
        lacking |= lacks - {"data", "points", "baseline"} if name in scored else lacks
    return tuple(each for each in CRITERIA if each in lacking)


def _indicator_lacks(
    indicator: Indicator,
    targets: Sequence[Target],
    tiltak: Tiltak,
    series: Sequence[SeriesFigures],
) -> set[str]:
    lacking: set[str] = set()
    observed = [each.observed for each in series]
    milestone = indicator.kind is Kind.MILESTONE
    if not targets:
        lacking.add("target")
    if not tiltak.due and not any(each.due for each in targets):
        lacking.add("deadline")
    if milestone:
        return lacking
    if indicator.better is Direction.UNDECLARED:
        lacking.add("direction")
    if not any(_has_baseline(each) for each in targets) or not targets:
        lacking.add("baseline")
    if not any(observed):
        # Figures that are hidden are there all the same; what lacks is that they are shown.
        hidden = any(point.hidden for each in series for point in each.points)
        lacking |= {"points"} if hidden else {"data", "points"}
    elif not any(primary_for(indicator, points).evaluator for points in observed):
        lacking.add("points")
    if not _comparable(indicator):
        lacking.add("design")
    return lacking


def _has_baseline(target: Target) -> bool:
    # A value asked for in every period is its own starting point.
    return (
        target.form is Form.EACH_PERIOD
        or target.baseline is not None
        or target.baseline_period is not None
    )


def _comparable(indicator: Indicator) -> bool:
    """Whether one year's figure may be held against another's."""
    if indicator.design is None:
        return False
    if indicator.design is Design.CROSS_SECTION and indicator.coverage is not Coverage.EQUAL:
        return False
    if indicator.kind is Kind.COUNT and indicator.counts is None:
        return False
    return not (indicator.counts is Counts.PERSONS_PRESENT and indicator.overlap is None)


@attrs.frozen
class Detectable:
    """What change from a series' first count could be detected by its second at all.

    Attributes:
        baseline: the first count. low, high: the largest later count that would be a detectable
            fall and the smallest that would be a detectable rise; ``nan`` where none would be.
    """

    indicator: str
    unit: str
    group: str
    period: str
    baseline: float
    low: float
    high: float

    @property
    def code(self) -> str:
        """Which sentence says it."""
        return "detectable-none" if math.isnan(self.low) else "detectable"

    def sentence(self, language: str = "nb") -> str:
        """In words: from a baseline of 4 not even 0 would be; of 10, two or fewer."""
        values = {"baseline": self.baseline, "low": self.low, "high": self.high}
        return sentence(self.code, values, language)

    def to_dict(self) -> dict[str, Any]:
        """As plain values for JSON."""
        named: dict[str, Any] = plain(attrs.asdict(self))
        return {**named, "sentence": {lang: self.sentence(lang) for lang in LANGUAGES}}


def detectable_changes(figures: Sequence[SeriesFigures]) -> Iterator[Detectable]:
    """For every series of counts with a first observation, what could be detected from it."""
    from rusfelt.stats.counts import detectable_count  # noqa: PLC0415 - loads scipy

    counted = [
        each
        for each in figures
        if each.indicator.kind is Kind.COUNT
        and each.observed
        and each.observed[0].x >= 0
        and each.observed[0].x == round(each.observed[0].x)
    ]
    if not counted:
        return
    first = [each.observed[0] for each in counted]
    found = detectable_count([point.x for point in first])
    for each, point, low, high in zip(
        counted, first, found.low.tolist(), found.high.tolist(), strict=True
    ):
        yield Detectable(*each.key, point.period.text, point.x, low, high)
