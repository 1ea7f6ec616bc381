"""The section on the work: counted as the plan reports it, and held against its own dates."""

from __future__ import annotations

import pytest

import rusfelt
from rusfelt import Plan, Progress, Tiltak
from rusfelt.language import LANGUAGES
from rusfelt.report.names import Names
from rusfelt.report.numbers import Numbers
from rusfelt.report.texts import Texts
from rusfelt.report.view_progress import progress_view


def view(tiltak, *, as_of="2024-12-31", language="nb"):
    plan = Plan("p", "Plan", tiltak=tiltak)
    evaluation = rusfelt.evaluate_plan(plan, rusfelt.Measurements.of([]), as_of=as_of)
    texts = Texts(language)
    return progress_view(evaluation, Names(evaluation.plan, (), texts, Numbers(texts)))


def counts(shown):
    return [row["cells"][1]["text"] for row in shown["tables"][0]["rows"]]


def remarks(shown):
    return {row["cells"][0]["text"][:2]: row["cells"][-1] for row in shown["tables"][1]["rows"]}


def work(name, state=None, date=None, *, due=None, reason=None):
    progress = [Progress(state, date, reason=reason)] if state else None
    return Tiltak(name, name.upper(), label=name, due=due, progress=progress)


def test_tiltak_are_counted_by_what_was_last_reported():
    """Planned, ongoing, completed, dropped and unsaid; nothing is a word and no zero."""
    shown = view(
        [
            work("a", "planned"),
            Tiltak("b", "B", progress=[Progress("planned"), Progress("ongoing")]),
            work("c", "ongoing"),
            work("d", "completed"),
            work("e"),
        ]
    )
    assert counts(shown) == ["1", "2", "1", "ingen", "1"]


def test_a_deadline_is_held_against_the_day_of_looking_alone():
    """Overdue until it is reported done or dropped; on the day itself it is not."""
    shown = view(
        [
            work("a1", "ongoing", due="2023"),
            work("a2", due="2024-12-30"),
            work("a3", due="2024-12-31"),
            work("a4", "completed", "2023-05-01", due="2023"),
            work("a5", "dropped", due="2023"),
            work("a6", "completed", "2024-05-01", due="2023"),
            work("a7", "completed", due="2023"),
            work("a8", "ongoing"),
        ]
    )
    assert remarks(shown) == {
        "a1": "fristen er ute", "a2": "fristen er ute", "a3": "", "a4": "", "a5": "",
        "a6": "gjennomført etter fristen", "a7": "", "a8": "",
    }  # fmt: skip
    assert "Fristen er ute for 2 av 7 tiltak med frist per 31. desember 2024" in shown["intro"][1]


def test_a_report_after_the_day_of_looking_is_not_seen():
    """In 2023 nobody knew that it would be completed in 2024."""
    tiltak = [work("a1", "completed", "2024-05-01", due="2022")]
    assert remarks(view(tiltak, as_of="2023-12-31")) == {"a1": "fristen er ute"}
    assert remarks(view(tiltak)) == {"a1": "gjennomført etter fristen"}


def test_without_a_day_of_looking_no_deadline_has_passed():
    """There is no clock: without figures and without a day it is not said."""
    shown = view([work("a1", due="1990")], as_of=None)
    assert shown["intro"][1] == Texts("nb")("progress.no-day")
    assert remarks(shown) == {"a1": ""}


def test_no_deadlines_and_none_passed_are_said():
    """Two different things."""
    assert view([work("a", "ongoing")])["intro"][1] == Texts("nb")("progress.no-due")
    assert "Ingen frister" in view([work("a", "ongoing", due="2030")])["intro"][1]


def test_those_the_plan_says_nothing_of_are_counted_under_the_table():
    """They would be rows of nothing."""
    (_, listed) = view([work("a", "ongoing"), work("b"), work("c")])["tables"]
    assert len(listed["rows"]) == 1
    assert "(2)" in listed["notes"][0]


def test_a_plan_without_reports_or_without_tiltak():
    """Said in a sentence rather than in an empty table."""
    silent = view([work("a")])
    assert [each["name"] for each in silent["tables"]] == ["arbeid-antall"]
    assert silent["items"] == [Texts("nb")("progress.nothing-told")]
    empty = view([])
    assert empty["tables"] == []
    assert empty["intro"] == [Texts("nb")("summary.no-tiltak")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_day_reason_and_deadline_stand_in_each_row(language):
    """As the language writes them; what is not stated is said to be that."""
    tiltak = [work("a1", "dropped", "2023-03-01", reason="Ikke penger."), work("a2", due="2030")]
    shown = view(tiltak, language=language)
    first, second = (row["cells"] for row in shown["tables"][1]["rows"])
    texts = Texts(language)
    assert first[1] == texts.word("progress", "dropped")
    assert first[2] == Numbers(texts).day(tiltak[0].progress[0].date)
    assert first[3] == "Ikke penger."
    assert first[4]["text"] == second[2]["text"] == texts("about.unsaid")
    assert second[1]["text"] == texts("progress.unsaid")
