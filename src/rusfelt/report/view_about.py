"""What an evaluation is of: owner, area, period, and the day it was looked at."""

from __future__ import annotations

from collections.abc import Iterator

from rusfelt.domain import Period
from rusfelt.evaluation.plan_evaluation import Evaluation
from rusfelt.report.names import Names

__all__ = ["about_plan"]


def about_plan(evaluation: Evaluation, names: Names) -> Iterator[tuple[str, str, str]]:
    """Facts about the plan, each a key, a heading and a text.

    Args:
        evaluation: of the plan.
        names: what things are called.
    """
    plan, texts, write = evaluation.plan, names.texts, names.numbers
    unsaid = texts("about.unsaid")
    yield "owner", texts("about.owner"), ", ".join(plan.owners or ()) or unsaid
    if plan.adopted:
        yield "adopted", texts("about.adopted"), write.day(plan.adopted)
    yield "area", texts("about.area"), names.place(plan.area) if plan.area else unsaid
    period = unsaid
    if plan.period:
        first, last = (write.period(Period.parse(each)) for each in plan.period)
        period = texts("about.period-text", first=first, last=last)
    yield "period", texts("about.period"), period
    if plan.parents:
        above = "; ".join(names.other_plan(each) for each in plan.parents)
        yield "parents", texts("about.parents"), above
    if evaluation.as_of is None:
        scored = any(each.people for each in evaluation.series)
        looked = texts("about.as-of-scores" if scored else "about.as-of-none")
    else:
        key = "told" if evaluation.as_of_told else "latest"
        looked = texts(f"about.as-of-{key}", day=write.day(evaluation.as_of))
    yield "as-of", texts("about.as-of"), looked
