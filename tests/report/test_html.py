"""The page as a document: whole in itself, in order, and readable without seeing it."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise, product

import pytest
from internal_pages import html_report

import rusfelt
from rusfelt.language import LANGUAGES

pytestmark = pytest.mark.usefixtures("drawn_once")

# A page takes seconds, and twice as many measured: one of the whole plan is, as the others run
# through the same lines.
MEASURED = ("real", "nb")
ALL = [
    pytest.param(which, marks=[] if which == MEASURED else pytest.mark.no_cover)
    for which in product(("real", "illustrative"), LANGUAGES)
]
MOST_BYTES = 3_000_000
# What fetches, runs, sends or embeds something.
REACHING = {
    "script",
    "link",
    "img",
    "iframe",
    "object",
    "embed",
    "form",
    "audio",
    "video",
    "image",
    "base",
}


@pytest.mark.parametrize("which", ALL, ids=str)
def test_the_page_needs_nothing_else(pages, which):
    """No script, nothing fetched: every link stays on the page, and a policy forbids the rest."""
    page = pages[which]
    assert {each.name for each in page.elements} & REACHING == set()
    for element in page.elements:
        for name, value in element.attributes.items():
            assert not name.startswith("on")
            assert name not in {"src", "srcset", "action", "formaction", "data", "poster"}
            if name == "href":
                assert value.startswith("#")
            if name == "style":
                assert "url(" not in value.replace("url(#", "")
    style = page.named("style")
    assert len(style) == 1
    assert "@import" not in style[0].text
    assert "url(" not in style[0].text
    policy = [each for each in page.named("meta") if "Content-Security" in str(each.attributes)]
    assert policy[0].attributes["content"].startswith("default-src 'none'")


@pytest.mark.parametrize("which", ALL, ids=str)
def test_ids_are_unique_and_links_lead_somewhere(pages, which):
    """No id stands twice, and whatever is pointed at is on the page."""
    page = pages[which]
    ids = Counter(each.attributes["id"] for each in page.elements if "id" in each.attributes)
    assert [each for each, times in ids.items() if times > 1] == []
    for element in page.elements:
        target = element.attributes.get("href", "#")[1:]
        assert not target or target in ids, target
        for name in ("aria-labelledby", "aria-describedby"):
            assert set(element.attributes.get(name, "").split()) <= set(ids)
        for pointed in re.findall(r"url\(#([^)]+)\)", str(element.attributes)):
            assert pointed in ids


@pytest.mark.parametrize("which", ALL, ids=str)
def test_headings_are_in_order(pages, which):
    """One heading of the first rank, and no rank is skipped on the way down."""
    headings = [
        int(each.name[1]) for each in pages[which].named("h1", "h2", "h3", "h4", "h5", "h6")
    ]
    assert headings.count(1) == 1
    assert headings[0] == 1
    for before, after in pairwise(headings):
        assert after <= before + 1
    assert all(each.text.strip() for each in pages[which].named("h1", "h2", "h3", "h4", "h5"))


@pytest.mark.parametrize("which", ALL, ids=str)
def test_the_page_can_be_found_one_s_way_in(pages, which):
    """Language, title, a link past the top, and the parts a screen reader jumps between."""
    page = pages[which]
    assert page.named("html")[0].attributes["lang"] == which[1]
    assert page.named("title")[0].text
    links = page.named("a")
    assert links[0].attributes == {"class": "skip", "href": "#innhold"}
    assert page.named("main")[0].attributes["id"] == "innhold"
    for name in ("header", "nav", "main", "footer"):
        assert len(page.named(name)) == 1


@pytest.mark.parametrize("which", ALL, ids=str)
def test_every_table_can_be_read_and_scrolled(pages, which):
    """A caption, headings with their scope, and a region that the keyboard can reach."""
    page = pages[which]
    assert page.named("table")
    for table in page.named("table"):
        assert table.parents[-1] == "div"
    captions = page.named("caption")
    assert len(captions) == len(page.named("table"))
    assert all(each.text.strip() for each in captions)
    assert {each.attributes.get("scope") for each in page.named("th")} == {"col", "row"}
    regions = [each for each in page.named("div") if each.attributes.get("role") == "region"]
    assert len(regions) == len(page.named("table"))
    assert all(each.attributes["tabindex"] == "0" for each in regions)
    assert all(each.attributes["aria-labelledby"] for each in regions)


@pytest.mark.parametrize("which", ALL, ids=str)
def test_every_series_has_its_chart_and_its_table(pages, real, illustrative, which):
    """A chart with its data beside it for each series, or a sentence on why there is none."""
    page = pages[which]
    series = (real if which[0] == "real" else illustrative).series
    blocks = [each for each in page.named("div") if each.attributes.get("class") == "series"]
    assert len(blocks) == len(series)
    dated = [
        each for each in series if any(p.state.is_empty is False for p in each.case.figures.points)
    ]
    figures = page.named("figure")
    assert len(figures) == len(dated)
    drawn = [each for each in page.named("svg") if each.attributes.get("role") == "img"]
    assert len(drawn) == len(figures)
    tables = [
        each for each in page.named("caption") if each.attributes["id"].endswith("-tall-tekst")
    ]
    assert len(tables) == sum(bool(each.case.figures.points) for each in series)


@pytest.mark.parametrize("which", ALL, ids=str)
def test_a_verdict_is_a_word_and_a_shape(pages, which):
    """Each verdict has a shape of its own, hidden from screen readers, and its word beside it."""
    page = pages[which]
    symbols = {each.attributes["id"] for each in page.named("symbol")}
    assert len(symbols) == len(rusfelt.Verdict)
    shapes = re.findall(r'<symbol id="[^"]*"[^>]*>(.*?)</symbol>', page.source)
    assert len(set(shapes)) == len(symbols)
    badges = [each for each in page.named("span") if "verdict" in each.attributes.get("class", "")]
    assert badges
    assert all(each.text.strip() for each in badges)
    icons = [each for each in page.named("svg") if each.attributes.get("class") == "icon"]
    assert len(icons) == len(badges)
    assert all(each.attributes["aria-hidden"] == "true" for each in icons)


@pytest.mark.parametrize("which", ALL, ids=str)
def test_no_text_of_the_template_was_left_out(pages, which):
    """Nothing on the page is a blank that was never filled."""
    text = pages[which].text.replace("None of", "")
    for never in ("{", "}", "None", " nan", "Undefined", "[]", "()"):
        assert never not in text, never


def test_the_parts_come_in_their_order(pages):
    """The audit comes before the goals, and what figures cannot show after the figures."""
    order = [each.text for each in pages["real", "nb"].named("h2")]
    assert order == [
        "Sammendrag",
        "Kan planen vurderes?",
        "Arbeidet med tiltakene",
        "Mål, strategier og tiltak",
        "Tallene",
        "Hva tallene ikke kan vise",
        "Metode og kilder",
    ]


def test_the_page_says_what_it_is_for(pages):
    """Plan, owner, area by name, period, the day of looking, and that counts are not hidden."""
    header = pages["real", "nb"].named("header")[0].text
    for told in (
        "Lokal rusplan, Bydel Nordre Aker", "2020 til 2024", "Nordre Aker", "31. desember 2019",
        "ikke for publisering", "ikke skjult",
    ):  # fmt: skip
        assert told in header
    told_day = pages["illustrative", "nb"].named("header")[0].text
    assert "31. desember 2024" in told_day


def test_the_real_plan_is_not_assessable_and_never_nought_per_cent(pages, real):
    """All 49 tiltak, with what is missing; and nothing that could be read as a result of zero."""
    page = pages["real", "nb"]
    assert "Planen har 2 mål, 3 strategier og 49 tiltak." in page.text
    assert "Ingen av tiltakene kan vurderes slik planen er skrevet." in page.text
    assert "Det betyr ikke at tiltakene ikke virker." in page.text
    cards = page.named("article")
    assert len(cards) == 49
    for card, result in zip(cards, real.tiltak, strict=True):
        assert "kan ikke vurderes" in card.text
        assert {"indicator", "direction", "baseline", "target", "deadline", "data"} <= set(
            result.missing
        )
        assert (
            ", ".join(rusfelt.language.label("criterion", each) for each in result.missing)
            in card.text
        )
    for language in LANGUAGES:
        assert not re.search(r"(?<![\d.,])0([.,]0+)?[\s\xa0]*%", pages["real", language].text)


def test_the_audit_of_the_real_plan(pages):
    """Links, duplicates, the body nobody explains, and figures that disagree."""
    text = pages["real", "nb"].text
    for told in (
        "20 tiltak har en klar kobling til 19 tiltak i planen over.",
        "O-S1-A Fornye skolens rusprogram",
        "1.S.3 Mindre skolefrafall",
        "FHS, nevnt i 2.S.1",
        "51 255 og 51 519 (forskjell 264)",
        "ikke engang 0 ville vært nok",
    ):
        assert told in text.replace("\xa0", " "), told


def test_what_the_real_figures_cannot_show(pages):
    """They are all older than the plan, and most stand alone."""
    text = pages["real", "nb"].text
    assert "Alle målte tall er eldre enn planperioden. Siste målte tall gjelder 2019" in text
    assert "26 av 45 tallserier har bare én måling. Ett tall kan aldri vise en endring." in text
    assert "Framskrivinger er ikke observasjoner." in text
    assert "Det er ikke gjort noen test som kan avgjøre noe." in text
    newer = pages["illustrative", "nb"].text
    assert "eldre enn planperioden" not in newer
    assert "fra både før og i planperioden" not in newer, "every series there has both"


def test_the_printed_numbers_of_the_real_plan(pages):
    """The numbers people know stand on the page, and 2018 is missing rather than nothing."""
    text = pages["real", "nb"].text.replace("\xa0", " ")
    for told in ("0,004247", "35 av 68", "57 av 60", "ukjent av 51", "mangler", "0,2975"):
        assert told in text, told


def test_the_illustrative_plan_shows_every_answer(pages, illustrative):
    """Every verdict the plan holds is there in words, with its sentence."""
    text = pages["illustrative", "nb"].text
    for verdict in {each.verdict for each in (*illustrative.series, *illustrative.tiltak)}:
        assert rusfelt.language.label("verdict", verdict) in text
    for told in (
        "Indikatorene tiltaket skal påvirke, spriker",
        "Milepælen er nådd, men etter fristen 31. desember 2022.",
        "Brudd: tallene over og under denne linjen kan ikke sammenlignes.",
        "skjult av personvern",
        "under 5",
        "Benjamini–Hochberg",
        "høyst 59,2 (−60\xa0% fra 148) innen 31. desember 2026: fristen er ikke ute",
        "minst 120 til sammen",
        "Teller selve aktiviteten",
        "planlagt, 10. januar 2022",
    ):
        assert told in text or told.replace("\xa0", " ") in text, told


def test_a_goal_and_a_strategy_have_no_verdict(pages):
    """They are counted, with the false alarms to expect: no average, no word of their own."""
    page = pages["illustrative", "nb"]
    captions = [each.text for each in page.named("caption") if each.text.startswith("Svar for")]
    assert captions == ["Svar for H1", "Svar for S1", "Svar for S2", "Svar for H2", "Svar for S3"]
    assert "6 av 9 vedtatte tiltak har fått et svar." in page.text
    assert "måtte vi regne med at" in page.text


def test_english_and_nynorsk_are_whole(pages):
    """No sentence of another language is left on the page, beyond what the plan itself says."""
    english = pages["real", "en"].text
    assert "None of the tiltak can be assessed the way the plan is written." in english
    assert "Ingen av tiltakene" not in english
    nynorsk = pages["real", "nn"].text
    assert "Ingen av tiltaka kan vurderast slik planen er skriven." in nynorsk


@pytest.mark.parametrize("which", ALL, ids=str)
def test_the_file_is_small_enough_to_send(pages, which):
    """It stays far below what a mail system refuses."""
    assert len(pages[which].source.encode()) < MOST_BYTES


def test_a_plan_without_anything_is_a_page_too(read):
    """Nothing but an id and a title: the page says what there is not."""
    plan = rusfelt.Plan("empty", "Tom plan")
    page = read(html_report(rusfelt.evaluate_plan(plan, rusfelt.Measurements.of([]))))
    for told in (
        "Planen har ingen tiltak.",
        "Det finnes ingen indikatorer.",
        "Ingen dag: det finnes ingen tal",
    ):
        assert told in page.text
    assert page.named("figure") == []


def test_a_tiltak_without_a_strategy_and_a_strategy_without_a_goal(read):
    """Neither is lost because nothing stands above it."""
    plan = rusfelt.Plan(
        "loose",
        "Løs plan",
        strategies=[rusfelt.Strategy("S1", "Uten mål")],
        tiltak=[
            rusfelt.Tiltak("T1", "Under strategi", strategies=["S1"]),
            rusfelt.Tiltak("T2", "Helt alene"),
        ],
    )
    page = read(html_report(rusfelt.evaluate_plan(plan, rusfelt.Measurements.of([]))))
    assert len(page.named("article")) == 2
    assert {"Strategier uten mål", "Tiltak uten strategi"} <= {
        each.text for each in page.named("h3")
    }


def test_figures_that_cannot_be_drawn_are_explained(read):
    """Undated, missing or contradicting figures: no chart where none is possible, and why."""
    of = rusfelt.Measurement
    plan = rusfelt.Plan(
        "gaps",
        "Hull",
        indicators=[
            rusfelt.Indicator(name, name, kind="count", counts="events")
            for name in ("undated", "empty", "twice", "none")
        ],
    )
    rows = [
        of("undated", value=3),
        of("empty", period="2019", state="missing"),
        of("twice", period="2019", value=3),
        of("twice", period="2019", value=4),
    ]
    page = read(html_report(rusfelt.evaluate_plan(plan, rusfelt.Measurements.of(rows))))
    assert len(page.named("figure")) == 1
    for told in (
        "Det er ingen figur, fordi tallene ikke er datert.",
        "1 tall uten dato er holdt utenfor.",
        "Det er ingen figur, fordi serien ikke har noe datert tall å tegne.",
        "Kildene oppgir ulike tall for 2019.",
        "Det finnes ingen tall for denne serien.",
    ):
        assert told in page.text


@pytest.mark.no_cover
def test_a_method_that_failed_is_told(illustrative, read):
    """An evaluator that stopped is named, with its own words, beside all that stand."""
    import attrs

    from rusfelt.evaluation.results import Failure

    failed = attrs.evolve(
        illustrative, failures=(Failure("broken", "somebody 1.0", "ValueError", "no luck"),)
    )
    page = read(html_report(failed))
    assert "Metoder som ikke ga svar" in [each.text for each in page.named("h2")]
    assert "no luck" in page.text
