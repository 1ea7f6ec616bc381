"""Verdicts then and now, by key. A change of verdict is never read as an effect of anything."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from enum import StrEnum
from typing import Any

import attrs

from rusfelt.errors import DomainError
from rusfelt.evaluation.carrying import Key
from rusfelt.evaluation.plan_evaluation import Evaluation
from rusfelt.evaluation.results import SeriesResult
from rusfelt.evaluation.revision.earlier import earlier_problems
from rusfelt.vocabulary import Verdict

__all__ = ["NOT_SHOWN", "EvaluationChanges", "VerdictChange", "VerdictState", "evaluation_changes"]

NOT_SHOWN = "not-shown"
"""Stands in the place of a verdict that rests on figures that are not shown."""

_HIDDEN = "suppressed"


class VerdictState(StrEnum):
    """Where one series or tiltak stands to the earlier evaluation; each is in exactly one."""

    CHANGED = "changed"
    SAME = "same"
    NEW = "new"
    GONE = "gone"
    NOT_SHOWN = "not-shown"


@attrs.frozen
class VerdictChange:
    """The verdict of one series or tiltak then and now.

    Attributes:
        key: indicator, unit and group of a series, or the id of a tiltak alone.
        state: changed, same, new, gone or not-shown.
        then, now: a verdict, :data:`NOT_SHOWN`, or ``None`` where there was or is nothing.
        differs: what else is not as it was: ``target``, ``figures``, ``method``. It is said beside
            the change and not as the reason for it.
    """

    key: tuple[str, ...]
    state: VerdictState
    then: str | None
    now: str | None
    differs: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As plain values for JSON."""
        names = ("indicator", "unit", "group") if len(self.key) > 1 else ("id",)
        return {
            **dict(zip(names, self.key, strict=True)),
            "state": str(self.state),
            "then": self.then,
            "now": self.now,
            "differs": list(self.differs),
        }


@attrs.frozen
class EvaluationChanges:
    """Verdicts of two evaluations side by side.

    Attributes:
        plan_then, plan_now: ids of the plans.
        as_of_then, as_of_now: the days of looking; ``None`` where there was none.
        version_then, version_now: of rusfelt, whose rules may differ.
        published_then: whether the earlier one was a publication, and not for internal use.
        series, tiltak: in the order they have now, then those that are gone.
    """

    plan_then: str
    plan_now: str
    as_of_then: str | None
    as_of_now: str | None
    version_then: str | None
    version_now: str | None
    published_then: bool
    series: tuple[VerdictChange, ...]
    tiltak: tuple[VerdictChange, ...]

    def for_publication(self) -> EvaluationChanges:
        """The same, without verdicts that were not published: they may rest on small counts."""
        if self.published_then:
            return self

        def hide(listed: tuple[VerdictChange, ...]) -> tuple[VerdictChange, ...]:
            return tuple(
                each
                if each.then is None
                else VerdictChange(
                    each.key,
                    VerdictState.GONE if each.now is None else VerdictState.NOT_SHOWN,
                    NOT_SHOWN,
                    each.now,
                )
                for each in listed
            )

        return attrs.evolve(self, series=hide(self.series), tiltak=hide(self.tiltak))

    def to_dict(self) -> dict[str, Any]:
        """As plain values for JSON."""
        return {
            "then": {
                "plan": self.plan_then,
                "as_of": self.as_of_then,
                "rusfelt": self.version_then,
                "published": self.published_then,
            },
            "now": {
                "plan": self.plan_now,
                "as_of": self.as_of_now,
                "rusfelt": self.version_now,
            },
            "series": [each.to_dict() for each in self.series],
            "tiltak": [each.to_dict() for each in self.tiltak],
        }


def evaluation_changes(
    previous: Mapping[str, Any], evaluation: Evaluation, *, hidden: Collection[Key] = ()
) -> EvaluationChanges:
    """The verdicts of an earlier evaluation beside those of one now, by key.

    A verdict may be another because there are more figures, because the target was revised, because
    a figure is hidden, because a rule was changed, or by chance. Which, is not said: what else
    differs stands beside it. Things are the same by key alone, so a plan that was renumbered in
    between has to be read with :func:`~rusfelt.evaluation.changes.plan_changes` first.

    Args:
        previous: the JSON of the earlier evaluation, as plain values.
        evaluation: the one now.
        hidden: keys of series whose figures are not shown now, beside those whose verdict could
            not be settled because of hidden figures.

    Raises:
        DomainError: ``previous`` is no evaluation's JSON; every problem is listed.
    """
    problems = earlier_problems(previous)
    if problems:
        msg = "The earlier evaluation cannot be read. Give the JSON that rusfelt wrote."
        raise DomainError(msg, problems=problems)
    unseen = {each.key for each in evaluation.series if _unseen(each, hidden)}
    now = evaluation.to_dict()
    series = _compared(
        previous["series"],
        now["series"],
        lambda each: (each["indicator"], each["unit"], each["group"]),
        lambda each: (each["indicator"], each["unit"], each["group"]) in unseen,
        _differs,
    )
    tiltak = _compared(
        previous["tiltak"],
        now["tiltak"],
        lambda each: (each["id"],),
        lambda each: _rests_on_unseen(each, unseen),
        lambda _then, _now: (),
    )
    then = previous.get("provenance") or {}
    publication = previous.get("publication") or {}
    return EvaluationChanges(
        plan_then=previous["plan"]["id"],
        plan_now=evaluation.plan.id,
        as_of_then=then.get("as_of"),
        as_of_now=now["provenance"]["as_of"],
        version_then=then.get("rusfelt"),
        version_now=now["provenance"]["rusfelt"],
        published_then=publication.get("internal") is False,
        series=tuple(series),
        tiltak=tuple(tiltak),
    )


def _rests_on_unseen(tiltak: Mapping[str, Any], unseen: Collection[Key]) -> bool:
    """Whether a tiltak's verdict would say what none of its series may, or failed for one of them."""
    rests = [
        (each["indicator"], each["unit"], each["group"]) in unseen for each in tiltak["series"]
    ]
    return any(rests) and (all(rests) or tiltak["verdict"] == Verdict.CANNOT_DECIDE)


def _unseen(result: SeriesResult, hidden: Collection[Key]) -> bool:
    return result.key in hidden or result.reason == _HIDDEN


def _compared(
    then: list[dict[str, Any]],
    now: list[dict[str, Any]],
    key: Callable[[dict[str, Any]], tuple[str, ...]],
    unseen: Callable[[dict[str, Any]], bool],
    differs: Callable[[dict[str, Any], dict[str, Any]], tuple[str, ...]],
) -> Iterator[VerdictChange]:
    earlier = {key(each): each for each in then}
    for each in now:
        name = key(each)
        word = NOT_SHOWN if unseen(each) else each["verdict"]
        was = earlier.pop(name, None)
        if was is None:
            yield VerdictChange(name, VerdictState.NEW, None, word)
            continue
        before = _verdict(was)
        if NOT_SHOWN in {before, word}:
            state = VerdictState.NOT_SHOWN
        else:
            state = VerdictState.SAME if before == word else VerdictState.CHANGED
        other = differs(was, each) if state is VerdictState.CHANGED else ()
        yield VerdictChange(name, state, before, word, other)
    for name, was in earlier.items():
        yield VerdictChange(name, VerdictState.GONE, _verdict(was), None)


def _verdict(was: Mapping[str, Any]) -> str:
    """The earlier verdict, if it was shown and did not fail for what was hidden."""
    verdict = was.get("verdict")
    return NOT_SHOWN if verdict is None or was.get("reason") == _HIDDEN else str(verdict)


def _differs(was: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[str, ...]:
    """What is another than then, of what both say."""
    looked_at = {
        "target": ("target_value", "target_operator", "target_due"),
        "figures": ("points",),
        "method": ("primary_evaluator",),
    }
    return tuple(
        what
        for what, names in looked_at.items()
        if any(name in was and was[name] != now[name] for name in names)
    )
