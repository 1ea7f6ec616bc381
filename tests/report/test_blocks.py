"""A report as blocks in a row: everything the page shows, once and in order."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import people_reports
import pytest
from internal_pages import report_view
from report_pages import BENT, ROWS, SHARE, a_plan, amount, evaluated, of, years

import rusfelt
from rusfelt.report.blocks import report_blocks
from rusfelt.report.blocks_kinds import (
    Bullets,
    Contents,
    Facts,
    Figure,
    Grid,
    Heading,
    Paragraph,
    Run,
)
from rusfelt.report.drawing import Drawing
from rusfelt.report.tables import number, table

pytestmark = pytest.mark.usefixtures("drawn_once")


def whole():
    """A plan in which every kind of block has its reason to be there."""
    plan = a_plan(
        [SHARE, amount()],
        parents=["oslo"],
        goals=[rusfelt.Goal("G", "Et mål", indicators=["i-x"]), rusfelt.Goal("H", "Et til")],
        strategies=[rusfelt.Strategy("S", "Vei", goals=["G", "H"]), rusfelt.Strategy("R", "Annen vei")],
        tiltak=[
            rusfelt.Tiltak("A", "Gjør noe", strategies=["S", "R"], moves=["i-x"], responsible=["X"]),
            rusfelt.Tiltak("B", "Likt", strategies=["S"], duplicate_of="A", implements=[rusfelt.Link("Z", "oslo")]),
            rusfelt.Tiltak("C", "Uten vei", measured_by=["i"]),
        ],
    )  # fmt: skip
    rows = [*ROWS, *years([*BENT, 90.0]), of("i", "2012", value=99), of("unknown", "2020", value=4)]
    return evaluated(plan, rows, ["funnel", "xmr", "pool"])


def profile():
    """Answers to two questions of quality of life."""
    named = {"better": "higher", "ends": (0.0, 10.0)}
    answers = [[float(each % 9 + 1)] for each in range(20)]
    plan = a_plan(
        [
            rusfelt.Indicator(each, each, kind="score", design="panel", better="higher")
            for each in ("liv", "mening")
        ]
    )
    scores = [people_reports.panel(answers, name=each, **named) for each in ("liv", "mening")]
    return rusfelt.evaluate_plan(
        plan, rusfelt.Measurements.of([]), scores=scores, evaluators=["livskvalitet-profile"]
    )


@pytest.fixture(scope="module")
def views():
    """A plan with units side by side and one with people's own scores; some of them few."""
    made = {
        "units": whole(),
        "people": people_reports.evaluated(
            people_reports.people(40), evaluators=[people_reports.OwnChange()]
        ),
        "profile": profile(),
        "few": people_reports.evaluated(people_reports.people(3)),
    }
    return {name: report_view(each, "nb") for name, each in made.items()}


def within(view, found):
    """Everything in a view for which ``found`` holds, however deep it lies."""
    if found(view):
        yield view
    elif isinstance(view, dict):
        for each in view.values():
            yield from within(each, found)
    elif isinstance(view, (list, tuple)):
        for each in view:
            yield from within(each, found)


def is_table(each):
    return isinstance(each, dict) and {"caption", "columns", "rows"} <= each.keys()


@pytest.mark.parametrize("which", ["units", "people", "profile", "few"])
def test_every_table_and_drawing_of_the_page_is_there_once(views, which):
    """Nothing is lost and nothing said twice on the way to a document."""
    blocks = report_blocks(views[which])
    tables = Counter(each["caption"] for each in within(views[which], is_table) if each["rows"])
    assert Counter(each.caption for each in blocks if isinstance(each, Grid)) == tables
    drawings = Counter(within(views[which], lambda each: isinstance(each, Drawing)))
    assert Counter(each.drawing for each in blocks if isinstance(each, Figure)) == drawings


@pytest.mark.parametrize("which", ["units", "people", "profile", "few"])
def test_headings_go_down_one_step_at_a_time(views, which):
    """One title, first; and no level is skipped."""
    levels = [each.level for each in report_blocks(views[which]) if isinstance(each, Heading)]
    assert levels[0] == 0
    assert levels.count(0) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_contents_lead_to_headings(views):
    """Each entry has the anchor of a heading that stands further down, and each anchor is one."""
    blocks = report_blocks(views["people"])
    contents = next(each for each in blocks if isinstance(each, Contents))
    anchors = [each.anchor for each in blocks if isinstance(each, Heading) and each.level]
    assert len(set(anchors)) == len(anchors)
    assert {each.anchor for each in contents.entries} <= set(anchors)
    assert next(each.text for each in contents.entries if each.level == 1) == "Sammendrag"


def test_an_id_beside_a_title_is_not_in_the_contents(views):
    """An indicator is found by its title."""
    contents = next(e for e in report_blocks(views["units"]) if isinstance(e, Contents))
    assert "Trivsel" in {each.text for each in contents.entries}


def test_what_the_page_says_the_document_says(views):
    """The sentences of the audit and of the cards, and the names of what leads to them."""
    told = []
    for each in report_blocks(views["units"]):
        lines = {
            Heading: lambda it: [it.line],
            Paragraph: lambda it: [it.line],
            Bullets: lambda it: it.items,
            Facts: lambda it: [(Run(term), *line) for term, line in it.pairs],
        }.get(type(each), lambda _: [])(each)
        told += ["".join(run.text for run in line) for line in lines]
    for wanted in (
        "Strategien er vist overS Vei",
        "Vist over: A Gjør noe",
        "Strategier uten mål",
        "Tiltak uten strategi",
        "Det finnes tall for indikatorer planen ikke har: unknown",
    ):
        assert wanted in told
    assert any(each.startswith("Koblinger til tiltak som ikke finnes: ") for each in told)


SECTION = {
    "heading": "Noe nytt",
    "intro": ["Først dette."],
    "items": ["ett", {"text": "to", "href": "#tall"}],
    "tables": [table("ny", "Nytt i tall", ["Hva", number("Antall")], [["a", number("3")]])],
}


@pytest.mark.parametrize(
    ("name", "before"),
    [("progress", "tiltak"), ("changes", "grenser"), ("suppression", None)],
)
def test_a_section_that_may_be_there_has_its_place(views, name, before):
    """What changed, the work, what was held back: of one shape, each in its place; none unasked."""
    plain = report_blocks(views["units"])
    assert not any(isinstance(each, Grid) and each.caption == "Nytt i tall" for each in plain)
    blocks = report_blocks({**views["units"], name: SECTION})
    place = next(n for n, e in enumerate(blocks) if isinstance(e, Heading) and e.text == "Noe nytt")
    words, listed, grid, after = blocks[place + 1 : place + 5]
    assert isinstance(words, Paragraph)
    assert words.line[0].text == "Først dette."
    assert isinstance(listed, Bullets)
    assert [item[0].link for item in listed.items] == ["", "tall"]
    assert isinstance(grid, Grid)
    assert grid.rows[0].cells[1].number
    assert getattr(after, "anchor", None) == before


def test_only_what_is_internal_says_so(views):
    """The warning stands under the title of an internal document, and in no other."""

    def warned(*, internal):
        blocks = report_blocks(views["units"], internal=internal)
        return [e for e in blocks if isinstance(e, Paragraph) and e.look == "internal"]

    assert warned(internal=False) == []
    assert "ikke for publisering" in warned(internal=True)[0].line[0].text


def test_every_verdict_has_a_shape_of_its_own():
    """On the screen and on paper alike."""
    assert len({each.glyph for each in rusfelt.Verdict}) == len(rusfelt.Verdict)
