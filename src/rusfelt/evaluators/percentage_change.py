"""Percentage change: how large a part of where a person started the change is."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from rusfelt.domain import _convert as to
from rusfelt.errors import DomainError
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
from rusfelt.vocabulary import Direction

__all__ = ["PercentageChange"]

_SPEC = Spec(
    "percentage-change",
    "1",
    needs=PEOPLE,
    gives=(
        *ENDS,
        CATEGORY,
        Column("index", unit="share", doc="The change as a share of the first score, signed."),
        Column("improved", unit="share", doc="Least share that is an improvement."),
        Column("deteriorated", unit="share", doc="Least share that is a deterioration."),
        Column("boundary", "str", doc="How the share is held against them."),
        Column("source", "str", doc="Where the shares asked for are from, as told."),
    ),
    references=("doi:10.1080/10503307.2011.616237",),
)


@attrs.frozen
class PercentageChange:
    """Whether people moved by a given share of where they started, such as half the symptoms gone.

    It takes no account of measurement error. Someone who started at 0 has no share, and a scale
    that goes below 0 has none for anyone below it.

    Args:
        improved: least share that is an improvement; a share equal to it is one.
        deteriorated: least share that is a deterioration; unsaid, that of ``improved``.
        pre: time of the first score; unsaid, each person's earliest.
        post: time of the later score; unsaid, each person's latest.
        source: where the shares are from; stands in the answer.

    Raises:
        DomainError: a share is not above 0.
    """

    improved: float = attrs.field(default=0.5, converter=to.number)
    deteriorated: float | None = optional_number()
    pre: float | None = optional_number()
    post: float | None = optional_number()
    source: str = attrs.field(default="", converter=to.text)

    def __attrs_post_init__(self) -> None:
        remedy = "Give a share above 0, such as 0.5 for half."
        problems = not_above_zero(remedy, improved=self.improved, deteriorated=self.deteriorated)
        if problems:
            raise DomainError(problems=problems)

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """One row a person."""
        from rusfelt.stats.change.percentage_change import (  # noqa: PLC0415 - loads scipy
            percentage_change,
        )

        answer = Answer(panel, _SPEC.gives)
        before, after = put_ends(panel, answer, self.pre, self.post)
        down = self.improved if self.deteriorated is None else self.deteriorated
        for everyone, better in samples(panel, answer):
            falling = down if better == Direction.HIGHER else self.improved
            if falling > 1:
                answer.undefined(everyone, "more-than-all")
                continue
            # A comparison with nan, which is no score, is false.
            below = (before[everyone] < 0) | (after[everyone] < 0)
            answer.undefined(everyone[below], "below-zero")
            rows = everyone[~below] if below.any() else everyone
            found = percentage_change(
                before[rows],
                after[rows],
                improved=self.improved,
                deteriorated=self.deteriorated,
                better=better,
            )
            told: dict[str, Array | str] = {
                "category": found.category,
                "index": found.index,
                "improved": np.asarray(self.improved),
                "deteriorated": np.asarray(down),
                "boundary": found.boundary,
                "source": self.source,
            }
            answer.put(rows, told)
            tell(answer, rows, found.reason)
        return answer.columns
