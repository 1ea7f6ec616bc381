"""Changes between plans in words: every field and every kind of value has some."""

from __future__ import annotations

import attrs
import pytest

import rusfelt
from rusfelt import Goal, Indicator, Plan, Strategy, Target, Tiltak
from rusfelt.domain import Body
from rusfelt.evaluation.changes import plan_changes
from rusfelt.evaluation.revision.sheets import sheets
from rusfelt.evaluation.revision.words import Words
from rusfelt.language import LANGUAGES

SHARE = Indicator("i", "Andel", kind="coverage", better="higher")


def plan(**named):
    return Plan("p", "Plan", **named)


def aims(*targets, indicator=SHARE):
    return plan(indicators=[indicator], targets=[Target("i", **each) for each in targets])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_of_a_plan_has_a_name_in_every_language(language):
    """No field is ever shown by its machine name."""
    words = Words(language)
    for kind in (Plan, Goal, Strategy, Tiltak, Indicator, Target, Body):
        for field in attrs.fields(kind):
            if kind is Plan and field.name in {"tiltak", "targets"}:
                continue
            assert words.field(field.name, "targets" if kind is Target else "")


def told(before, after, language="en"):
    """Every cell of the tables, with terms and texts as ``term: text``."""
    found = plan_changes(before, after).to_dict()
    lines = [line for sheet in sheets(found, Words(language)) for line in sheet.lines]
    return [
        f"{one[0]}: {one[1]}" if isinstance(one, tuple) else one
        for line in lines
        for cell in (line.title, *line.cells)
        for one in (cell if isinstance(cell, tuple) else (cell,))
    ]


def test_every_kind_of_value_is_written_in_words():
    """Words of closed lists, lists, days, amounts, yes and no, and what is not stated."""
    before = plan(
        owners=["City"],
        period=["2020", "2024"],
        indicators=[
            Indicator("a", "A"),
            Indicator("i", "I", kind="count", better="higher", accumulates=False, definition="old"),
        ],
        tiltak=[Tiltak("t", "T", due="2023", budget=1000, responsible=["X"])],
    )
    after = plan(
        owners=[],
        period=["2021", "2025"],
        indicators=[
            Indicator("a", "A"),
            Indicator(
                "i", "I", kind="score", better="lower", accumulates=True, coverage="equal",
                judged_by=[
                    rusfelt.Judge("mann-kendall"),
                    rusfelt.Judge("theil-sen", params={"confidence": 0.9}),
                ],
            ),
        ],
        tiltak=[Tiltak("t", "T", level="group", implements=["q/x"], responsible=["X", "Y"])],
    )  # fmt: skip
    cells = told(before, after)
    for words in (
        "adopted by: from City to none",
        "period: from 2020–2024 to 2021–2025",
        "kind: from count to score",
        "direction: from higher is better to lower is better",
        "accumulates: from no to yes",
        "coverage: set to equal coverage",
        "definition: taken out, was old",
        "judged by: set to mann-kendall; theil-sen (confidence = 0.9)",
        "deadline: taken out, was 2023-12-31",
        "budget in kroner: taken out, was 1000",
        "level: set to group",
        "carries out: set to q/x (clear)",
        "responsible: from X to X; Y",
    ):
        assert words in cells, (words, cells)


def test_targets_are_written_out_in_every_form():
    """What was adopted can be read without the file at hand."""
    forms = [
        ({"form": "level", "value": 59, "operator": "<=", "due": "2026"}, "at most 59, by 2026-12-31"),
        ({"form": "change", "value": -0.25, "baseline_period": "2023"},
         "a change of −25% from the baseline, baseline in 2023"),
        ({"form": "additional", "value": 40, "baseline": 8}, "40 more than the baseline, baseline 8"),
        ({"form": "each-period", "value": 80}, "80 in every period"),
        ({"form": "maintain", "unit": "030108", "group": "sex=F"},
         "no worse than the baseline, 030108, sex=F"),
    ]  # fmt: skip
    for target, text in forms:
        cells = told(aims(target), aims())
        assert text in cells
        assert "no longer in the plan" in cells
    moved = told(aims({"id": "m", "value": 5}), aims({"id": "m", "value": 5, "unit": "030108"}))
    assert "place: set to 030108" in moved


def test_the_indicators_own_change_and_cleared_history_are_said_as_such():
    """A definition is the indicator's; a superseded target that is gone was superseded before."""
    one = {"id": "m", "value": 5}
    after = aims(one, indicator=attrs.evolve(SHARE, definition="Adults"))
    assert "definition (the indicator): set to Adults" in told(aims(one), after)
    later = {"id": "n", "value": 9}
    assert "had been superseded by a later target before" in told(
        aims(one, {**later, "supersedes": "m"}), aims(later)
    )
