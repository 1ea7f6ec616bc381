"""What changed between two plans, and since the last evaluation (rullering)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import attrs

from rusfelt.domain import Plan
from rusfelt.evaluation.carrying import Key
from rusfelt.evaluation.plan_evaluation import Evaluation
from rusfelt.evaluation.revision.items import item_changes, plan_fields, probably_same, reordered
from rusfelt.evaluation.revision.likeness import ALIKE
from rusfelt.evaluation.revision.previous import read_previous
from rusfelt.evaluation.revision.targets import revisions, target_changes
from rusfelt.evaluation.revision.values import (
    Change,
    FieldChange,
    ItemChange,
    Likeness,
    Revision,
    TargetChange,
    titles,
)
from rusfelt.evaluation.revision.verdicts import EvaluationChanges, evaluation_changes

__all__ = [
    "Changes",
    "PlanChanges",
    "changes_since",
    "evaluation_changes",
    "plan_changes",
    "read_previous",
]

_KINDS = ("goals", "strategies", "tiltak", "indicators", "bodies")


@attrs.frozen
class PlanChanges:
    """Everything in which two plans differ, and what stands as it did.

    What a plan lists stands in exactly one of added, dropped, changed and kept, by its id. That two
    things under different ids are probably the same is said beside it, and never acted upon.

    Attributes:
        before, after: the two plans.
        fields: the plan's own fields that say something else.
        goals, strategies, tiltak, indicators, bodies: what became of each; the dropped first, then
            the others in the later plan's order.
        targets: likewise. revisions: adopted targets that do not stand as adopted.
        probably_same: things under different ids whose titles are the same or nearly.
        reordered: lists whose common ids stand in another order.
    """

    before: Plan
    after: Plan
    fields: tuple[FieldChange, ...]
    goals: tuple[ItemChange, ...]
    strategies: tuple[ItemChange, ...]
    tiltak: tuple[ItemChange, ...]
    indicators: tuple[ItemChange, ...]
    bodies: tuple[ItemChange, ...]
    targets: tuple[TargetChange, ...]
    revisions: tuple[Revision, ...]
    probably_same: tuple[Likeness, ...]
    reordered: tuple[str, ...]

    @property
    def identical(self) -> bool:
        """Whether both plans say the same, whatever order they list it in."""
        listed = (each for kind in (*_KINDS, "targets") for each in getattr(self, kind))
        return not self.fields and all(each.change is Change.KEPT for each in listed)

    def to_dict(self) -> dict[str, Any]:
        """As plain values for JSON, in a fixed order."""
        return {
            "before": _named(self.before),
            "after": _named(self.after),
            "identical": self.identical,
            "plan": [each.to_dict() for each in self.fields],
            **{kind: _by_change(getattr(self, kind)) for kind in (*_KINDS, "targets")},
            "revisions": [each.to_dict() for each in self.revisions],
            "probably_same": {
                "at_least": ALIKE,
                "pairs": [each.to_dict() for each in self.probably_same],
            },
            "reordered": list(self.reordered),
        }


def _named(plan: Plan) -> dict[str, Any]:
    return {
        "id": plan.id,
        "title": titles(plan.title),
        "period": list(plan.period) if plan.period else None,
    }


def _by_change(listed: Collection[ItemChange | TargetChange]) -> dict[str, list[dict[str, Any]]]:
    return {
        str(word): [each.to_dict() for each in listed if each.change is word] for word in Change
    }


def plan_changes(before: Plan, after: Plan) -> PlanChanges:
    """What changed from one plan to another.

    Ids are what is compared: a thing is the same where its id is, whatever it is called. Things
    under different ids that are called the same, or nearly (a likeness of at least 0.85), are
    listed as probably the same and stay one dropped and one added. Where an id is kept for
    something with a quite different title, that too is looked for under other ids.

    Nothing adopted is lost from sight: each dropped tiltak has its last report and what bears on it
    in the later plan, and each target that does not stand as adopted has the decision, where the
    later plan tells of one.

    Args:
        before: the earlier plan.
        after: the later plan.

    Returns:
        The changes; ``identical`` where there are none.

    >>> from rusfelt.catalogue import load
    >>> plan_changes(load("oslo"), load("oslo")).identical
    True
    """
    pairs = probably_same(before, after)
    targets = target_changes(before, after)

    def listed(kind: str) -> tuple[ItemChange, ...]:
        return tuple(item_changes(kind, before, after, pairs))

    return PlanChanges(
        before=before,
        after=after,
        fields=tuple(plan_fields(before, after)),
        goals=listed("goals"),
        strategies=listed("strategies"),
        tiltak=listed("tiltak"),
        indicators=listed("indicators"),
        bodies=listed("bodies"),
        targets=targets,
        revisions=revisions(before, after, targets),
        probably_same=pairs,
        reordered=tuple(reordered(before, after)),
    )


@attrs.frozen
class Changes:
    """What is new since an earlier plan, an earlier evaluation, or both.

    Attributes:
        plan: since the earlier plan; ``None`` where none was given.
        verdicts: since the earlier evaluation; ``None`` where none was given.
    """

    plan: PlanChanges | None = None
    verdicts: EvaluationChanges | None = None

    def for_publication(self) -> Changes:
        """The same, without verdicts of an earlier evaluation that was not itself published."""
        if self.verdicts is None:
            return self
        return attrs.evolve(self, verdicts=self.verdicts.for_publication())

    def to_dict(self) -> dict[str, Any]:
        """As plain values for JSON, in a fixed order."""
        return {
            "schema": 1,
            "plan": self.plan.to_dict() if self.plan else None,
            "verdicts": self.verdicts.to_dict() if self.verdicts else None,
        }


def changes_since(
    previous: Plan | Mapping[str, Any] | None,
    evaluation: Evaluation,
    *,
    hidden: Collection[Key] = (),
) -> Changes:
    """What is new in an evaluation since what :func:`read_previous` gives.

    Args:
        previous: an earlier plan, or the JSON of an earlier evaluation; ``None`` for nothing.
        evaluation: the one now.
        hidden: keys of its series that are not shown.

    Raises:
        DomainError: ``previous`` is a mapping, but no evaluation's JSON.
    """
    if previous is None:
        return Changes()
    if isinstance(previous, Plan):
        return Changes(plan=plan_changes(previous, evaluation.plan))
    return Changes(verdicts=evaluation_changes(previous, evaluation, hidden=hidden))
