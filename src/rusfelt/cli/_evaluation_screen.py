"""An evaluation as text for a terminal."""

from __future__ import annotations

import math
from collections.abc import Mapping

from rusfelt.cli._common import Screen, table
from rusfelt.domain import title_in
from rusfelt.evaluation.people.rollup import FEWEST_FOR_MEAN
from rusfelt.evaluation.plan_evaluation import Evaluation
from rusfelt.evaluation.results import SeriesResult, Tally
from rusfelt.evaluation.runs import PEOPLE_PRIMARY
from rusfelt.language import label, number
from rusfelt.vocabulary import Verdict

__all__ = ["evaluation_text"]


def evaluation_text(
    evaluation: Evaluation, language: str, *, file: bool = False, internal: bool = True
) -> str:
    """What ``rusfelt evaluate`` shows: the whole, strategies, tiltak, series and cautions."""
    screen = Screen(language, file=file)
    plan = evaluation.plan
    if internal:
        screen.line("internal")
    screen.show()
    screen.heading(plan.title, plan.id, language)
    screen.line(
        "size",
        goals=len(plan.goals),
        strategies=len(plan.strategies),
        tiltak=len(plan.tiltak),
        series=len(evaluation.series),
    )
    if evaluation.as_of:
        key = "as-of" if evaluation.as_of_told else "as-of-latest"
        screen.line(key, day=evaluation.as_of.isoformat())
    _summary(screen, evaluation, language)
    _tallies(screen, evaluation, language)
    _tiltak(screen, evaluation, language)
    _series(screen, evaluation, language)
    _cautions(screen, evaluation)
    return screen.text


def _word(verdict: Verdict, language: str) -> str:
    return f"{verdict.glyph} {label('verdict', verdict, language)}"


def _summary(screen: Screen, evaluation: Evaluation, language: str) -> None:
    screen.show()
    count = dict.fromkeys(Verdict, 0)
    for each in evaluation.tiltak:
        count[each.verdict] += 1
    for word, many in count.items():
        if many:
            screen.show(f"  {many:>3} {screen.words['of-tiltak']}: {_word(word, language)}")
    audit = evaluation.audit
    screen.line("evaluable", evaluable=audit.evaluable, of=len(audit.tiltak))
    screen.show()


def _tallies(screen: Screen, evaluation: Evaluation, language: str) -> None:
    plan = evaluation.plan
    titles = {each.id: title_in(each.title, language) for each in plan.goals}
    titles |= {each.id: title_in(each.title, language) for each in plan.strategies}
    words = screen.words
    made = table(
        words["goal-or-strategy"], words["tiltak"], words["decided"], words["verdicts"],
        words["false-alarms"], title=words["distribution"], wide=3,
    )  # fmt: skip

    def row(tally: Tally) -> None:
        verdicts = ", ".join(
            f"{tally.tiltak[word]} {label('verdict', word, language)}"
            for word in Verdict
            if tally.tiltak.get(word)
        )
        counted = (
            str(tally.adopted)
            if tally.adopted == tally.distinct
            else f"{tally.adopted} ({words['distinct'].format(distinct=tally.distinct)})"
        )
        made.add_row(
            f"{tally.id} {titles.get(tally.id, '')}",
            counted,
            f"{tally.decided}/{tally.distinct}",
            verdicts or "–",
            f"{number(tally.false_alarms, language)} / {tally.tests}",
        )

    for each in (*evaluation.goals, *evaluation.strategies):
        row(each)
    screen.show(made)


def _tiltak(screen: Screen, evaluation: Evaluation, language: str) -> None:
    words = screen.words
    made = table(
        words["tiltak"], words["title"], words["verdict"], words["why"],
        title=words["tiltak-title"], wide=3,
    )  # fmt: skip
    titles = {each.id: title_in(each.title, language) for each in evaluation.plan.tiltak}
    audits = {each.tiltak: each for each in evaluation.audit.tiltak}
    for each in evaluation.tiltak:
        why = each.sentence(language)
        if each.missing:
            lacking = audits[each.id].sentence(language)
            # What is missing says it all where nothing could be assessed.
            why = f"{why} {lacking}" if each.series else lacking
        made.add_row(each.id, titles[each.id], _word(each.verdict, language), why)
    screen.show(made)


def _series(screen: Screen, evaluation: Evaluation, language: str) -> None:
    words = screen.words
    made = table(
        words["series"], words["figures"], words["verdict"], words["why"],
        title=words["series-title"], wide=3,
    )  # fmt: skip
    for each in evaluation.series:
        made.add_row(
            " ".join(filter(None, each.key)),
            _people(each, words, language) if each.people else _figures(each, language),
            _word(each.verdict, language),
            each.sentence(language),
        )
    screen.show(made)


def _people(result: SeriesResult, words: Mapping[str, str], language: str) -> str:
    """Mean first and later score, and how many people they are of; never figures of very few."""
    row = result.findings.get(PEOPLE_PRIMARY, {})
    pairs, started = row.get("pairs") or 0, row.get("started") or 0
    if pairs < FEWEST_FOR_MEAN:
        return words["people-few"].format(pairs=pairs, started=started)
    first, last = (number(row[name], language) for name in ("mean_pre", "mean_post"))
    return words["people-change"].format(first=first, last=last, pairs=pairs, started=started)


def _figures(result: SeriesResult, language: str) -> str:
    points = result.case.figures.points
    shown = [
        f"{point.bound}{number(point.value, language)}"
        if not math.isnan(point.value)
        else {"suppressed": ":", "missing": "..", "not-applicable": "."}.get(str(point.state), "–")
        for point in points
    ]
    if len(shown) > 4:  # noqa: PLR2004 - both ends tell the story, the rest is in the report
        shown = [*shown[:2], "…", *shown[-2:]]
    if not points:
        return "–"
    span = points[0].period.text
    if len(points) > 1:
        span += f"–{points[-1].period.text}"
    return f"{span}: {'; '.join(shown)}"


def _cautions(screen: Screen, evaluation: Evaluation) -> None:
    plan = evaluation.plan
    if evaluation.before_plan and plan.period:
        screen.line("before-plan", start=plan.period[0])
    if any(each.series for each in evaluation.tiltak):
        screen.line("no-effect")
    screen.line("no-average")
