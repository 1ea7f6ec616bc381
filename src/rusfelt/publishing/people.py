"""What is said of people's own scores, as far as it is about enough of them."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import attrs

from rusfelt.disclosure import Policy
from rusfelt.evaluation.appraisal import Ruling, Test
from rusfelt.evaluation.carrying import Key as SeriesKey
from rusfelt.evaluation.results import SeriesResult
from rusfelt.evaluation.runs import PEOPLE_PRIMARY
from rusfelt.evaluators.paired_change import FEWEST_PAIRS
from rusfelt.publishing.columns import Declared
from rusfelt.publishing.people_counts import HiddenCounts, hidden_counts, shown_groups
from rusfelt.publishing.people_drawings import Sizes, drawings
from rusfelt.publishing.people_findings import published_row
from rusfelt.publishing.published import Hidden
from rusfelt.vocabulary import Movement, Status, TargetState, Verdict

__all__ = ["PeopleRule", "people_rules", "publishable_people"]


@attrs.frozen
class PeopleRule:
    """What may be shown of one series of people's scores.

    Attributes:
        counts: which counts may not be.
        minimum: fewest people a count or a mean alone may be of.
        fewest: fewest people a mean with its spread may be of.
        others: sizes of the other groups of people in the indicator whose means are shown, and of
            all of them together.
        scaled: whether the scale's ends are known, and not taken from the scores.
    """

    counts: HiddenCounts
    minimum: int
    fewest: int
    others: tuple[int, ...] = ()
    scaled: bool = False


def people_rules(
    series: Iterable[SeriesResult],
    policy: Policy,
    *,
    scaled: Collection[str] = (),
    key: bytes | None = None,
) -> dict[SeriesKey, PeopleRule]:
    """What may be shown of every series made of people's own scores.

    Groups of one indicator are looked at together with everyone: whoever is told of everyone and
    of the women is told of the men. A mean with its spread is of ten people or more, since fewer
    scores on a short scale can be reckoned out of both, and so is every difference of two groups.

    Args:
        series: the series before anything is hidden; those of figures are passed over.
        policy: how few is too few.
        scaled: indicators whose scale has known ends.
        key: a secret for the choice of cells.
    """
    fewest = max(policy.minimum, policy.least_denominator, FEWEST_PAIRS)
    strict = attrs.evolve(policy, minimum=fewest, minimum_denominator=None)
    found: dict[SeriesKey, PeopleRule] = {}
    indicators: dict[tuple[str, str], dict[str, SeriesResult]] = {}
    for each in series:
        if each.people is not None:
            indicators.setdefault(each.key[:2], {})[each.key[2]] = each
    for where, groups in indicators.items():
        sizes = {group: 0 if _alike(each) else _pairs(each) for group, each in groups.items()}
        shown = shown_groups(sizes, strict, key=key)
        counts: Mapping[str, HiddenCounts] = {}
        if "" in shown:
            rows = {group: groups[group].findings for group in groups if group in shown}
            counts = hidden_counts({"": rows[""], **rows}, policy, key=key)
        told = [_pairs(groups[group]) for group in counts if group and not counts[group].all]
        for group in groups:
            others = (*told, sum(told)) if told else ()
            found[*where, group] = PeopleRule(
                counts.get(group, HiddenCounts(all=True)),
                policy.minimum,
                fewest,
                () if group else others,
                where[0] in scaled,
            )
    return found


def publishable_people(
    result: SeriesResult, rule: PeopleRule, declared: Mapping[str, Declared] | None = None
) -> tuple[SeriesResult, list[Hidden]]:
    """A series of people's own scores without what tells of too few of them.

    Args:
        result: the series.
        rule: what may be shown of it.
        declared: by the name of another package's method, what it declares.
    """
    where = {"indicator": result.key[0], "unit": result.key[1], "group": result.key[2]}
    if rule.counts.all:
        return _withheld(result), [Hidden("people", "protected", **where)]
    group, declared = bool(result.key[2]), declared or {}
    sizes = Sizes(rule.fewest, [_pairs(result)], rule.others, only=group)
    findings = {
        name: published_row(name, row, rule.counts, sizes, declared.get(name))
        for name, row in _first(result.findings)
    }
    groups = result.people and drawings(
        result.people, sizes, rule.minimum, whole=not group, scaled=rule.scaled
    )
    hidden = [
        Hidden("people", "protected", **where, detail=name)
        for name in result.findings
        if findings[name] != result.findings[name]
    ]
    if groups != result.people:
        hidden.append(Hidden("people", "protected", **where, detail="drawings"))
    shown = attrs.evolve(
        result,
        case=attrs.evolve(result.case, people=findings.get(PEOPLE_PRIMARY, {})),
        findings={name: findings[name] for name in result.findings},
        people=groups,
    )
    judge = result.test.primary.evaluator
    judged = judge in rule.counts.outcomes or judge in rule.counts.answers
    if judge in declared:
        judged |= bool(declared[judge].undeclared & {"p", "change", "category"})
    # What a verdict that rests on hidden counts says, they can be reckoned from.
    return (_undecided(shown) if judged else shown), hidden


def _first(findings: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The method verdicts rest on first, so that its people are those the others are held to."""
    yield from sorted(findings.items(), key=lambda each: (each[0] != PEOPLE_PRIMARY, each[0]))


def _pairs(result: SeriesResult) -> int:
    return result.findings.get(PEOPLE_PRIMARY, {}).get("pairs") or 0


def _alike(result: SeriesResult) -> bool:
    """Whether everyone has the same first or later score, or changed alike: the mean is each one's."""
    row = result.findings.get(PEOPLE_PRIMARY, {})
    widths = [row.get("sd_pre"), row.get("sd_change")]
    if row.get("post_low") is not None and row.get("post_high") is not None:
        widths.append(row["post_high"] - row["post_low"])
    return any(each == 0 for each in widths)


def _undecided(result: SeriesResult) -> SeriesResult:
    undecided = Ruling(Verdict.CANNOT_DECIDE, Movement.CANNOT_DECIDE, "suppressed")
    return attrs.evolve(result, ruling=undecided, test=Test(result.test.primary))


def _withheld(result: SeriesResult) -> SeriesResult:
    """The series with nothing but that it is there."""
    case = attrs.evolve(
        result.case,
        people={},
        hindrances=(),
        standing=attrs.evolve(
            result.case.standing, held=math.nan, held_low=math.nan, held_high=math.nan,
            state=TargetState.NONE, certain=False, level=_adopted(result), baseline=math.nan,
        ),
    )  # fmt: skip
    groups = result.people and attrs.evolve(
        result.people, steps=(), cells=(), withheld=0, course=(), lowest=math.nan, highest=math.nan
    )
    findings = {
        name: {"status": str(Status.UNDEFINED), "reason": "suppressed"} for name in result.findings
    }
    return _undecided(attrs.evolve(result, case=case, findings=findings, people=groups))


def _adopted(result: SeriesResult) -> float:
    """The target's level, unless it is reckoned from these people's own first scores."""
    standing = result.case.standing
    target = standing.target
    own = target is None or target.baseline is None
    level = target is not None and target.form == "level"
    return standing.level if level or not own else math.nan
