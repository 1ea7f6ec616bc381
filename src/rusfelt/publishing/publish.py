"""The gate: an evaluation goes in, and what may be published comes out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import attrs
import numpy as np

from rusfelt.disclosure import Key, Policy, keyed_digest, policy_named
from rusfelt.disclosure.ledger import PublicFigure
from rusfelt.domain import Measurement, Measurements, Plan
from rusfelt.errors import DomainError
from rusfelt.evaluation.changes import changes_since
from rusfelt.evaluation.plan_evaluation import Evaluation, evaluated
from rusfelt.evaluation.results import Failure, SeriesResult
from rusfelt.findings import Provenance
from rusfelt.panel import Panel
from rusfelt.publishing.columns import declared_by_others, without_undeclared
from rusfelt.publishing.figures import publishable_figures
from rusfelt.publishing.people import people_rules, publishable_people
from rusfelt.publishing.published import Hidden, Published
from rusfelt.publishing.words import without_small_words

__all__ = ["publish"]

_OWN = "rusfelt"


def publish(
    evaluation: Evaluation,
    policy: Policy | str = "helse5",
    *,
    public: Iterable[Measurement | PublicFigure] = (),
    internal: bool = False,
    previous: Plan | Mapping[str, Any] | None = None,
    key: Key | None = None,
) -> Published:
    """An evaluation as it may be published: nothing in it tells of fewer people than the policy's.

    Figures that are too small, and as many more as protect them, are hidden. Then the plan is
    **evaluated anew from what is left**, so that every test, slope, interval, verdict, reason and
    drawing follows from what is printed, and an attacker learns nothing from them that the printed
    figures do not say. Of people's own scores, whose rows are never printed, groups of too few are
    withheld together with the means whose difference would give those few. Columns of other
    packages' evaluators that do not say which counts they rest on are left out.

    Args:
        evaluation: what :func:`rusfelt.evaluate_plan` gives.
        policy: how few is too few, or a profile's name.
        public: figures that everyone knows already; neither they nor what follows from them is
            hidden. All figures of the plans that rusfelt ships are published ones.
        internal: hold nothing back; every document then says on every page that it is not for
            publication.
        previous: an earlier plan or the JSON of an earlier evaluation, to say what has changed.
        key: a secret. With it, which cells are chosen to protect others cannot be repeated by
            others, and hashes of small tables are made with it; without it they are left out.

    Raises:
        DisclosureError: something cannot be protected whatever else is hidden. It is named.
        DomainError: the evaluation was not made by :func:`rusfelt.evaluate_plan`, or the policy
            rounds instead of hiding.
        UnknownNameError: there is no such profile.
    """
    if internal:
        changes = None if previous is None else changes_since(previous, evaluation).to_dict()
        return Published(evaluation, None, internal=True, changes=changes)
    rule = policy_named(policy) if isinstance(policy, str) else policy
    if rule.rounding is not None:
        msg = (
            "Verdicts cannot be made of rounded counts: a policy that rounds is for tables. "
            "Use one that hides."
        )
        raise DomainError(msg)
    asked = evaluation.asked
    if asked is None:
        msg = "This evaluation does not say what it was made from. Make it with evaluate_plan."
        raise DomainError(msg)
    secret = None if key is None else keyed_digest("choice of cells", key).encode()
    known = _rows_of(asked.measurements, public)
    plan, words = without_small_words(asked.plan, rule)
    figures, hidden = publishable_figures(
        asked.plan, asked.measurements, rule, public=known, key=secret
    )
    people: list[Hidden] = []
    rules = people_rules(evaluation.series, rule, scaled=_scaled(asked.scores), key=secret)
    others = declared_by_others(evaluation)

    def gate(series: SeriesResult) -> SeriesResult:
        if series.people is None:
            return series
        shown, gone = publishable_people(series, rules[series.key], others)
        people.extend(gone)
        return shown

    anew = evaluated(attrs.evolve(asked, plan=plan, measurements=figures), gate=gate)
    anew, columns = without_undeclared(anew)
    anew = _without_strangers_words(_without_digests(anew, key))
    if isinstance(previous, Plan):
        previous = without_small_words(previous, rule)[0]
    changes = (
        None if previous is None else changes_since(previous, anew).for_publication().to_dict()
    )
    return Published(
        attrs.evolve(anew, asked=None), rule, (*hidden, *words, *people, *columns), changes=changes
    )


def _scaled(scores: Iterable[Panel]) -> frozenset[str]:
    """Indicators all of whose scores have known ends of the scale."""
    known: dict[str, bool] = {}
    for each in scores:
        ends = [each.per_series.get(name) for name in ("lowest", "highest")]
        for name in np.unique(each.indicator).tolist():
            rows = each.indicator == name
            told = [column[rows] for column in ends if column is not None]
            both = len(told) == len(ends) and bool((told[0] < told[1]).all())
            known[name] = known.get(name, True) and both
    return frozenset(name for name, told in known.items() if told)


def _rows_of(
    measurements: Measurements, public: Iterable[Measurement | PublicFigure]
) -> frozenset[int]:
    """Numbers of the rows that stand, with the same figures, among the public ones."""
    known = {_figure(each) for each in public}
    return frozenset(
        number for number, each in enumerate(measurements) if known and _figure(each) in known
    )


def _figure(row: Measurement | PublicFigure) -> tuple[Any, ...]:
    return (
        row.indicator, row.unit, row.group, row.period or "", row.value, row.numerator,
        row.denominator,
    )  # fmt: skip


def _without_digests(evaluation: Evaluation, key: Key | None) -> Evaluation:
    """Provenance whose hash of the panel cannot be found by trying every small table."""

    def shown(origin: Provenance) -> Provenance:
        return attrs.evolve(origin, panel="" if key is None else keyed_digest(origin.panel, key))

    findings = {
        name: attrs.evolve(each, provenance=shown(each.provenance))
        for name, each in evaluation.findings.items()
    }
    ran = {shown(origin): spec for origin, spec in evaluation.ran.items()}
    return attrs.evolve(evaluation, findings=findings, ran=ran)


def _without_strangers_words(evaluation: Evaluation) -> Evaluation:
    """Failures without what another package's code said: it may quote what it was given."""
    failures = tuple(
        each
        if each.distribution == _OWN
        else Failure(each.evaluator, each.distribution, each.kind, "")
        for each in evaluation.failures
    )
    return attrs.evolve(evaluation, failures=failures)
