"""A trend for someone with two lists."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
from numpy.typing import ArrayLike

from rusfelt.domain import Indicator, Measurement, Measurements, Period, Plan, Tiltak
from rusfelt.errors import DomainError
from rusfelt.evaluation.appraisal import rejects
from rusfelt.evaluation.plan_evaluation import evaluate_plan
from rusfelt.vocabulary import Counts, Design, Direction, Kind, Movement, Verdict

__all__ = ["Answer", "trend"]


@attrs.frozen
class Answer:
    """What two lists show.

    Attributes:
        verdict, movement: as for any series; without a direction nothing is better or worse.
        change: ``rising``, ``falling`` or ``not-detected``, by the primary test at .05.
        p: its two-sided p; ``nan`` where no test was made. evaluator: which test it was.
        code: reason code. sentences: the reason in each language.
    """

    verdict: Verdict
    movement: Movement
    change: str
    p: float
    evaluator: str
    code: str
    nb: str
    nn: str
    en: str

    @property
    def reason(self) -> str:
        """The reason in English."""
        return self.en

    def __str__(self) -> str:
        return f"{self.verdict}: {self.en}"


def trend(
    t: ArrayLike,
    y: ArrayLike,
    *,
    n: ArrayLike | None = None,
    better: Direction | str | None = None,
) -> Answer:
    """Is there a trend? The verdict with its reason, by the same rules as a plan's series.

    Args:
        t: years (or other periods: ``2019-Q3``), rising.
        y: the figures. With ``n``, the number of people out of ``n``; without, bare values:
            nothing is known of their chance variation, so fewer than five decide nothing.
        n: how many there were in all each time.
        better: ``higher`` or ``lower``; unsaid, a change is described and not judged.

    Raises:
        DomainError: the lists differ in length, or hold something that is no figure.

    >>> answer = trend([2015, 2016, 2017, 2018, 2019], [5, 6, 8, 9, 12], better="higher")
    >>> answer.verdict, round(answer.p, 4)
    (<Verdict.IMPROVING: 'improving'>, 0.0167)
    """
    times, values = _listed(t), _listed(y)
    among = None if n is None else _listed(n)
    if len(times) != len(values) or (among is not None and len(among) != len(values)):
        msg = "The lists differ in length. Give one figure for each time."
        raise DomainError(msg)
    indicator = Indicator(
        "y",
        "y",
        kind=Kind.AMOUNT if among is None else Kind.COVERAGE,
        better=Direction.UNDECLARED if better is None else better,
        counts=None if among is None else Counts.NEW_PERSONS,
        design=Design.REGISTER,
        factor=1.0,
    )
    rows = [
        Measurement(
            "y",
            period=Period.parse(_period(time)).text,
            value=value if among is None else None,
            numerator=None if among is None else value,
            denominator=None if among is None else among[row],
        )
        for row, (time, value) in enumerate(zip(times, values, strict=True))
    ]
    plan = Plan("two-lists", "y", indicators=[indicator], tiltak=[Tiltak("t", "t", moves=["y"])])
    found = evaluate_plan(plan, Measurements.of(rows), evaluators=()).series[0]
    rejected = found.test.made and rejects(found.test.p)
    way = "rising" if found.test.change > 0 else "falling"
    return Answer(
        found.verdict,
        found.movement,
        way if rejected else "not-detected",
        found.test.p,
        found.test.primary.evaluator,
        found.reason,
        found.sentence("nb"),
        found.sentence("nn"),
        found.sentence("en"),
    )


def _listed(values: ArrayLike) -> Sequence[object]:
    return list(np.asarray(values).tolist())


def _period(time: object) -> object:
    if isinstance(time, float):
        if time != int(time):
            msg = f"{time} is no whole year. Write other periods as text: 2019-Q3."
            raise DomainError(msg)
        return int(time)
    return time
