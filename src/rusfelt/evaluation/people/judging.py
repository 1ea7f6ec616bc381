"""The verdict on people's own scores: the mean paired change, or the evaluator a plan names."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from rusfelt.domain import Plan, Target
from rusfelt.evaluation.appraisal import ALPHA, Test
from rusfelt.evaluation.figures import SeriesFigures
from rusfelt.evaluation.panels import Case
from rusfelt.evaluation.primary import Primary
from rusfelt.evaluation.runs import PEOPLE_PRIMARY
from rusfelt.evaluation.targets import (
    NO_TARGET,
    Standing,
    holds_one,
    level_of,
    operator_of,
    targets_for,
)
from rusfelt.evaluators.paired_change import FEWEST_PAIRS
from rusfelt.vocabulary import ChangeCategory, Direction, Form, Operator, Status, TargetState

if TYPE_CHECKING:
    from rusfelt.stats.change.sign_test import SignTest

__all__ = ["people_case", "people_test"]

_NAN = math.nan
_BETTER = (str(ChangeCategory.RECOVERED), str(ChangeCategory.IMPROVED))
_WORSE = (str(ChangeCategory.DETERIORATED), str(ChangeCategory.HARMED))


def people_case(
    plan: Plan,
    figures: SeriesFigures,
    change: Mapping[str, Any],
    judged: Mapping[str, Any] | None,
    looking: date | None,
) -> Case:
    """A series of people's scores, with the target it is held against.

    Args:
        plan: has the target.
        figures: the series; figures by period are shown and decide nothing here.
        change: what ``paired-change`` says of the people.
        judged: what the evaluator the plan names says, rolled up; ``None`` where it names none.
        looking: the day of looking.
    """
    targets = targets_for(plan, figures.indicator, figures.unit, figures.group)
    standing = _stand(figures, targets, change, looking)
    hindrances = tuple(_hindrances(change, judged))
    return Case(figures, standing, (), people=change, hindrances=hindrances)


def _hindrances(change: Mapping[str, Any], judged: Mapping[str, Any] | None) -> list[str]:
    """Reason codes of what keeps the people's change from being judged."""
    if judged is not None and _categories(judged) is not None:
        signs = _signs(change, judged)
        return _few(signs.of) or ([] if signs.stable else ["dropout-decides"])
    if judged is not None and _failed(judged):
        return []
    found = _few(change.get("pairs") or 0)
    if found != ["no-pairs"] and not change.get("stable"):
        bounded = bool(change.get("worst_decision"))
        found.append("dropout-decides" if bounded else "dropout-unbounded")
    return found


def _few(pairs: int) -> list[str]:
    if not pairs:
        return ["no-pairs"]
    return ["few-pairs"] if pairs < FEWEST_PAIRS else []


def _stand(
    figures: SeriesFigures,
    targets: list[Target],
    change: Mapping[str, Any],
    looking: date | None,
) -> Standing:
    """Where the mean later score stands to the target due next."""
    if not targets:
        return NO_TARGET
    ahead = [each for each in targets if each.due is None or not looking or each.due >= looking]
    target = ahead[0] if ahead else targets[-1]
    others = tuple(each for each in targets if each is not target)
    indicator = figures.indicator
    baseline = _number(change, "mean_pre") if target.baseline is None else target.baseline
    operator = target.operator or operator_of(indicator)
    level = level_of(target, indicator, baseline)
    held, low, high = (_number(change, name) for name in ("mean_post", "post_low", "post_high"))
    past = target.due is not None and looking is not None and looking >= target.due
    state = TargetState.NONE
    certain = False
    if operator is not None and not math.isnan(level) and not math.isnan(held):
        met = holds_one(held, operator, level) and target.form is not Form.EACH_PERIOD
        state = TargetState.MET if met else _unmet(target, past=past)
        certain = met and _certain(low, high, operator, level)
    return Standing(
        target, others, state, certain=certain, level=level, operator=operator, held=held,
        held_low=low, held_high=high, baseline=baseline,
    )  # fmt: skip


def _unmet(target: Target, *, past: bool) -> TargetState:
    if target.due is None:
        return TargetState.NOT_MET
    # Scores are given when people come and go, so a due date that is past settles it.
    return TargetState.MISSED if past else TargetState.NOT_DUE


def _certain(low: float, high: float, operator: Operator, level: float) -> bool:
    known = not math.isnan(low) and not math.isnan(high)
    return known and holds_one(low, operator, level) and holds_one(high, operator, level)


def people_test(case: Case, judged: Mapping[str, Any] | None) -> Test:
    """The primary test of people's scores.

    Args:
        case: the series with what ``paired-change`` says of it.
        judged: what the evaluator the plan names says, rolled up; ``None`` where it names none.
    """
    judge = (case.figures.indicator.judged_by or (None,))[0]
    change = case.people or {}
    if judge is None:
        return _paired(Primary(PEOPLE_PRIMARY), change)
    primary = Primary(judge.evaluator, judge=judge)
    if judged is None or _failed(judged):
        return Test(primary, undefined="judge-failed")
    if _categories(judged) is not None:
        return _sign_test(primary, _signs(change, judged), case)
    if "p" in judged and "change" in judged:
        return _paired(primary, judged)
    return Test(primary, undefined="no-group-answer")


def _failed(judged: Mapping[str, Any]) -> bool:
    return judged.get("status") == Status.FAILED


def _categories(judged: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]] | None:
    """How many people have each category, where the evaluator gives people categories."""
    found = judged.get("category")
    return found if isinstance(found, Mapping) else None


def _paired(primary: Primary, row: Mapping[str, Any]) -> Test:
    undefined = "" if row.get("status") == Status.OK else str(row.get("reason") or "no-estimate")
    return Test(
        primary,
        p=_number(row, "p"),
        # Where the changes are normal; with many people nearly so whatever they are.
        size=ALPHA,
        change=_number(row, "change"),
        change_low=_number(row, "change_low"),
        change_high=_number(row, "change_high"),
        first=_number(row, "mean_pre"),
        last=_number(row, "mean_post"),
        undefined=undefined,
    )


class _Signs(NamedTuple):
    """People better and worse, of all with a category, and the sign test of them.

    ``test`` is for those with a category, and for everyone who started had those without one all
    become worse, or all better; ``stable`` is whether its word is the same for all three.
    """

    better: int
    worse: int
    of: int
    stable: bool
    test: SignTest


def _signs(change: Mapping[str, Any], judged: Mapping[str, Any]) -> _Signs:
    """More people better than worse, or fewer: the exact sign test over those who changed."""
    from rusfelt.stats.change.sign_test import sign_test  # noqa: PLC0415 - loads scipy

    counts = {word: int(each["n"]) for word, each in (_categories(judged) or {}).items()}
    better, worse = (sum(counts.get(word, 0) for word in words) for words in (_BETTER, _WORSE))
    of = sum(counts.values())
    # Someone without a first score never started, by the evaluator's own times.
    why_not = judged.get("why_not") or {}
    without = sum(why_not.values()) - why_not.get("missing-pre", 0)
    unknown = max(0, min(without, int(change.get("started") or 0) - of))
    test = sign_test([better, better, better + unknown], [worse, worse + unknown, worse])
    return _Signs(better, worse, of, len(set(test.decision.tolist())) == 1, test)


def _sign_test(primary: Primary, signs: _Signs, case: Case) -> Test:
    change = case.people or {}
    if not signs.of:
        return Test(primary, undefined="no-pairs")
    # With several p possible, the largest is the one that cannot mislead.
    place = int(signs.test.p.argmax()) if signs.stable else 0
    # The indicator's own direction turns this round again.
    sign = -1.0 if case.figures.indicator.better is Direction.LOWER else 1.0
    return Test(
        primary,
        p=float(signs.test.p[place]),
        smallest_p=float(signs.test.smallest_p[place]),
        size=float(signs.test.size[place]),
        change=sign * (signs.better - signs.worse) / signs.of,
        first=_number(change, "mean_pre"),
        last=_number(change, "mean_post"),
    )


def _number(row: Mapping[str, Any], name: str) -> float:
    value = row.get(name)
    return float(value) if isinstance(value, (int, float)) else _NAN
