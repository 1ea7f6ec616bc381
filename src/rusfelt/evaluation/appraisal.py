"""From figures to a word: the rules for one series, in the order in which they hold."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np

from rusfelt.domain import Indicator
from rusfelt.evaluation.panels import Case
from rusfelt.evaluation.primary import ASSUMES_CHANCE, Primary
from rusfelt.evaluation.targets import Standing
from rusfelt.language import sentence
from rusfelt.vocabulary import (
    Counts,
    Coverage,
    Design,
    Direction,
    Form,
    Kind,
    Movement,
    TargetState,
    Verdict,
)

__all__ = ["ALPHA", "Ruling", "Test", "obstacles", "rejects", "rule"]

# Two-sided; p equal to it rejects.
ALPHA = 0.05
_TWO = 2


@attrs.frozen
class Test:
    """What the primary test says of a series; ``nan`` where it says nothing.

    Attributes:
        primary: which evaluator, or why none.
        p: two-sided. size: how often it rejects when nothing changes. smallest_p: attainable.
        change: over the window; its sign says which way. change_low, change_high: the 90 %
            interval of the change in the indicator's unit.
        first, last: values at both ends, for a direction towards a target.
        detectable_low, detectable_high: counts that would have been a detectable change.
        state: of a milestone.
        verdict: the evaluator's own, where the plan lets it judge.
        caution: what it took for granted and could not check.
    """

    __test__ = False  # its name would have pytest collect it

    primary: Primary = attrs.field(factory=Primary)
    p: float = math.nan
    size: float = math.nan
    smallest_p: float = math.nan
    change: float = math.nan
    change_low: float = math.nan
    change_high: float = math.nan
    first: float = math.nan
    last: float = math.nan
    detectable_low: float = math.nan
    detectable_high: float = math.nan
    state: str = ""
    verdict: str = ""
    caution: str = ""
    undefined: str = ""

    @property
    def made(self) -> bool:
        """Whether a test was made."""
        return not math.isnan(self.p)


@attrs.frozen
class Ruling:
    """The word a series gets, and why.

    ``code`` and ``values`` make the sentence, and ``also`` the sentences after it; ``flags`` are
    what must be said along with them.
    """

    verdict: Verdict
    movement: Movement
    code: str
    values: Mapping[str, Any] = attrs.field(factory=dict)
    flags: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """Every reason code, the one that decides first."""
        return (self.code, *self.also)

    def sentence(self, language: str = "nb") -> str:
        """The reason in words."""
        return " ".join(sentence(code, self.values, language) for code in self.codes)


def rejects(p: float) -> bool:
    """Whether a p decides; an exact one in twenty that rounding put a hair above .05 does too."""
    from rusfelt.stats._discrete import rejects as within  # noqa: PLC0415 - loads scipy

    return bool(within(np.array(p), ALPHA))


def obstacles(case: Case) -> tuple[str, ...]:
    """Reason codes of all that keeps a comparison from being decided, whatever the figures say."""
    indicator = case.figures.indicator
    if case.people is not None:
        return case.hindrances
    cross_section = indicator.design is Design.CROSS_SECTION
    stock = indicator.counts is Counts.PERSONS_PRESENT
    found = {
        "contradictory": bool(case.figures.conflicting),
        "mixed-periods": case.figures.mixed,
        "break": len(case.parts) > 1,
        "coverage-unequal": cross_section and indicator.coverage is Coverage.UNEQUAL,
        "coverage-undeclared": cross_section and indicator.coverage is None,
        "stock": stock and indicator.overlap is None,
        # The same people in several years in a row make the years alike, and a trend test takes
        # that for a trend.
        "stock-overlap": bool(indicator.overlap) and len(case.points) > _TWO,
        "counts-undeclared": indicator.kind is Kind.COUNT and indicator.counts is None,
        "straddles": case.standing.straddles,
    }
    return tuple(code for code, there in found.items() if there)


def rule(case: Case, test: Test, p: float | None = None) -> Ruling:
    """The first rule that holds.

    Args:
        case: the series and the target it is held against.
        test: what its primary test says.
        p: a p adjusted for several tests made at once, instead of the test's own.
    """
    indicator, standing = case.figures.indicator, case.standing
    p = test.p if p is None else p
    flags = _cautions(test)
    hindered = obstacles(case)
    # 1. No direction, no verdict; a change is still described.
    if _no_direction(indicator, standing):
        code = "no-direction-described" if test.made else "no-direction"
        return Ruling(Verdict.NOT_ASSESSABLE, Movement.CANNOT_DECIDE, code, {"p": test.p}, flags)
    # Milestones have dates instead of figures.
    if indicator.kind is Kind.MILESTONE:
        return _milestone(test, standing)
    moved = _movement(indicator, standing, test, p) if not hindered else None
    movement = moved.movement if moved else Movement.CANNOT_DECIDE
    # 2. Whatever makes the comparison unsound.
    if hindered:
        also = (*hindered[1:], *(("described-only",) if test.made else ()))
        verdict = Verdict.CANNOT_DECIDE
        return Ruling(verdict, movement, hindered[0], {"p": test.p}, flags, also)
    # 3. The target is reached.
    if standing.state is TargetState.MET:
        code = "target-met-certain" if standing.certain else "target-met"
        certain = ("certain",) if standing.certain else ()
        values = {"held": standing.held, "target": standing.level, "unit": indicator.unit or ""}
        return Ruling(Verdict.TARGET_MET, movement, code, values, (*certain, *flags))
    # 4.-6. The primary test, the equivalence interval, or no answer.
    if moved is None:
        return Ruling(Verdict.CANNOT_DECIDE, movement, "no-data", {}, flags)
    return attrs.evolve(moved, flags=(*flags, *moved.flags))


def _cautions(test: Test) -> tuple[str, ...]:
    if not test.made:
        return ()
    chance = (ASSUMES_CHANCE,) if test.primary.chance_only else ()
    return (*chance, *(each for each in (test.caution,) if each and each not in chance))


def _no_direction(indicator: Indicator, standing: Standing) -> bool:
    if indicator.kind is Kind.MILESTONE:
        # A milestone is done or not; it needs a due date, not a direction.
        return False
    if indicator.better is Direction.TARGET:
        return standing.target is None
    return indicator.better is Direction.UNDECLARED


def _milestone(test: Test, standing: Standing) -> Ruling:
    codes = {
        "in-time": (Verdict.TARGET_MET, "milestone-done", ("certain",)),
        "done-undated": (Verdict.TARGET_MET, "milestone-done-undated", ()),
        "late": (Verdict.TARGET_MET, "milestone-late", ("late",)),
        "overdue": (Verdict.TARGET_MISSED, "milestone-overdue", ()),
        "no-due": (Verdict.NOT_ASSESSABLE, "milestone-no-due", ()),
    }
    verdict, code, flags = codes.get(test.state, (Verdict.CANNOT_DECIDE, "milestone-not-due", ()))
    due = standing.target.due.isoformat() if standing.target and standing.target.due else ""
    return Ruling(verdict, Movement.CANNOT_DECIDE, code, {"due": due}, flags)


def _movement(indicator: Indicator, standing: Standing, test: Test, p: float) -> Ruling:
    if test.verdict:
        verdict = Verdict(test.verdict)
        words = {str(each) for each in Movement}
        movement = Movement(test.verdict) if test.verdict in words else Movement.CANNOT_DECIDE
        chosen = {"evaluator": test.primary.evaluator}
        return Ruling(verdict, movement, "judged-by", chosen, ("judged-by",))
    if test.primary.why_not:
        return _undecided(test.primary.why_not, test, p)
    if test.undefined or not test.made:
        return _undecided(test.undefined or "no-estimate", test, p)
    if rejects(p) and test.change != 0:
        direction = _direction(indicator, standing, test)
        if direction is None:
            return _undecided("crossed-target", test, p)
        verdict = Verdict.IMPROVING if direction else Verdict.WORSENING
        found = {"p": p, "evaluator": test.primary.evaluator}
        return Ruling(verdict, Movement(str(verdict)), "rejects", found)
    important = indicator.smallest_important_change
    if important is None:
        important = _targeted_change(indicator, standing)
    if important > 0 and -important < test.change_low and test.change_high < important:
        values = {
            "low": test.change_low,
            "high": test.change_high,
            "important": important,
            "unit": indicator.unit or "",
        }
        verdict = Verdict.NO_DETECTABLE_CHANGE
        return Ruling(verdict, Movement(str(verdict)), "within-important", values)
    return _undecided(_why_undecided(indicator, test), test, p)


def _targeted_change(indicator: Indicator, standing: Standing) -> float:
    if indicator.accumulates and standing.target and standing.target.form is Form.ADDITIONAL:
        # A sum over all periods is no size for the change from one period to another.
        return math.nan
    return abs(standing.level - standing.baseline)


def _direction(indicator: Indicator, standing: Standing, test: Test) -> bool | None:
    """Whether the change is for the better; ``None`` where it passed the target on the way."""
    if indicator.better is Direction.HIGHER:
        return test.change > 0
    if indicator.better is Direction.LOWER:
        return test.change < 0
    before, after = test.first - standing.level, test.last - standing.level
    if before * after < 0:
        return None
    return abs(after) < abs(before)


def _why_undecided(indicator: Indicator, test: Test) -> tuple[str, ...]:
    """Reason codes that say what could have been detected, the first one in place of a verdict."""
    two_periods = test.primary.evaluator == "period-change"
    way = ""
    if indicator.kind is Kind.COUNT and not math.isnan(test.first):
        way = "rise"
        if indicator.better is not Direction.HIGHER:
            way = "fall-impossible" if math.isnan(test.detectable_low) else "fall"
    if two_periods and way:
        return (f"undetected-{way}",)
    if test.smallest_p > ALPHA and not rejects(test.smallest_p):
        return ("undetectable",)
    also = [] if two_periods or math.isnan(test.smallest_p) else ["smallest-attainable"]
    # With more than two periods the trend decides, and a later count alone is only a yardstick.
    also += [f"alone-{way}"] if way else []
    return ("undetected", *also)


def _undecided(codes: str | tuple[str, ...], test: Test, p: float) -> Ruling:
    code, *also = (codes,) if isinstance(codes, str) else codes
    values = {
        "p": p,
        "smallest_p": test.smallest_p,
        "first": test.first,
        "low": test.detectable_low,
        "high": test.detectable_high,
    }
    undecided = Verdict.CANNOT_DECIDE
    return Ruling(undecided, Movement.CANNOT_DECIDE, code, values, also=tuple(also))
