"""Anchor-based change: is a person's change as large as one people themselves would notice?"""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from rusfelt.domain import _convert as to
from rusfelt.errors import DomainError, Problem
from rusfelt.evaluator import Column, Spec
from rusfelt.evaluators._columns import Answer
from rusfelt.evaluators._people import (
    CATEGORY,
    ENDS,
    PEOPLE,
    not_above_zero,
    optional_number,
    put_ends,
    samples,
    tell,
)
from rusfelt.panel import Panel
from rusfelt.typing import Array

__all__ = ["AnchorChange"]

_SPEC = Spec(
    "anchor-change",
    "1",
    needs=PEOPLE,
    gives=(
        *ENDS,
        CATEGORY,
        Column("important", unit="score", doc="Least change that is an improvement."),
        Column("deteriorated", unit="score", doc="Least change that is a deterioration."),
        Column("boundary", "str", doc="How the change is held against them."),
        Column("source", "str", doc="Where the differences are from, as told."),
    ),
    references=("doi:10.1016/0197-2456(89)90005-6",),
)


@attrs.frozen
class AnchorChange:
    """Whether people moved by at least the smallest difference that matters to them.

    It says that a change matters, not that it is more than measurement error.

    Args:
        important: the minimal important difference, above 0, in points; a change equal to it
            counts.
        deteriorated: that of a deterioration; unsaid, that of ``important``.
        pre: time of the first score; unsaid, each person's earliest.
        post: time of the later score; unsaid, each person's latest.
        source: where the differences are from; stands in the answer.

    Raises:
        DomainError: a difference is lacking or not above 0.
    """

    important: float | None = optional_number()
    deteriorated: float | None = optional_number()
    pre: float | None = optional_number()
    post: float | None = optional_number()
    source: str = attrs.field(default="", converter=to.text)

    def __attrs_post_init__(self) -> None:
        remedy = "Give the smallest difference that matters, in points and without a sign."
        problems = not_above_zero(remedy, important=self.important, deteriorated=self.deteriorated)
        if self.important is None:
            problems.insert(0, Problem("important", "is lacking.", remedy))
        if problems:
            raise DomainError(problems=problems)

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """One row a person."""
        from rusfelt.stats.change.anchor_change import anchor_change  # noqa: PLC0415 - loads scipy

        answer = Answer(panel, _SPEC.gives)
        before, after = put_ends(panel, answer, self.pre, self.post)
        up = float(self.important or 0)
        down = up if self.deteriorated is None else self.deteriorated
        for rows, better in samples(panel, answer):
            found = anchor_change(
                before[rows], after[rows], important=up, deteriorated=down, better=better
            )
            told: dict[str, Array | str] = {
                "category": found.category,
                "important": np.asarray(up),
                "deteriorated": np.asarray(down),
                "boundary": found.boundary,
                "source": self.source,
            }
            answer.put(rows, told)
            tell(answer, rows, found.reason)
        return answer.columns
