"""Free text of a plan, without the small counts in it."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import TypeVar

import attrs

from rusfelt.disclosure import Policy, Span, small_counts, withheld
from rusfelt.disclosure._countable import numbers_in_words
from rusfelt.domain import Plan, Progress, Target, Tiltak
from rusfelt.publishing.published import Hidden

__all__ = ["without_numbers", "without_small_words"]

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?|[^\W\d_]+")

_Told = TypeVar("_Told", Progress, Target)


def without_small_words(plan: Plan, policy: Policy) -> tuple[Plan, list[Hidden]]:
    """The plan with the small counts in its reports and reasons replaced by the policy's sign.

    What was adopted, such as titles and definitions, is public and stands as it is. What somebody
    wrote later, about how the work goes or why a target was changed, is not.

    Args:
        plan: the plan.
        policy: how few is too few.
    """
    hidden: list[Hidden] = []

    def kept(told: _Told, where: str) -> _Told:
        spans = small_counts(told.reason, policy) if told.reason else []
        if not spans or told.reason is None:
            return told
        hidden.append(Hidden("text", "small-count-in-text", detail=where))
        return attrs.evolve(told, reason=withheld(told.reason, spans, _mark(policy)))

    def tiltak(one: Tiltak) -> Tiltak:
        return attrs.evolve(
            one, progress=tuple(kept(each, f"tiltak {one.id}") for each in one.progress or ())
        )

    targets = tuple(kept(each, f"target {each.indicator}") for each in plan.targets)
    changed = attrs.evolve(
        plan, tiltak=tuple(tiltak(each) for each in plan.tiltak), targets=targets
    )
    return (changed if hidden else plan), hidden


def without_numbers(text: str, numbers: Collection[float], policy: Policy) -> str:
    """A text without small counts, and without certain numbers, in figures or in words.

    Args:
        text: what somebody wrote.
        numbers: what is hidden elsewhere, however large.
        policy: how few is too few, and what stands instead.

    >>> without_numbers("Tolv menn, 9 av dem unge", {9.0, 12.0}, Policy())
    '[:] menn, [:] av dem unge'
    """
    spans = list(small_counts(text, policy))
    if numbers:
        written = numbers_in_words()
        for found in _NUMBER.finditer(text):
            word = found[0].lower()
            value = float(word.replace(",", ".")) if word[0].isdigit() else written.get(word)
            if value in numbers:
                spans.append(Span(found.start(), found.end(), "count"))
    return withheld(text, spans, _mark(policy)) if spans else text


def _mark(policy: Policy) -> str:
    """What stands for a number in a sentence, where the sign alone would be read as a colon."""
    return f"[{policy.symbol}]"
