"""What the page says of unusual plans: every form of target, odd periods, plugins, sub-goals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest
from internal_pages import html_report

import rusfelt
from rusfelt.catalogue import figures

pytestmark = pytest.mark.usefixtures("drawn_once")

ROOT = Path(__file__).parents[2]

of = rusfelt.Measurement


def page_of(read: Callable[[str], Any], plan: rusfelt.Plan, rows: list[Any], **named: Any) -> Any:
    evaluation = rusfelt.evaluate_plan(plan, rusfelt.Measurements.of(rows), **named)
    return read(html_report(evaluation))


def one(**named: Any) -> rusfelt.Indicator:
    return rusfelt.Indicator(
        "i", "Noe", **{"kind": "count", "counts": "events", "better": "lower", **named}
    )


YEARS = [of("i", period=str(2019 + step), value=20 - step) for step in range(3)]


@pytest.mark.parametrize(
    ("indicator", "target", "told"),
    [
        ({}, {"value": 5}, "høyst 5: ikke nådd"),
        ({}, {"value": 5, "operator": "<"}, "under 5: ikke nådd"),
        (
            {"better": "higher"},
            {"form": "additional", "value": 4, "baseline_period": "2019"},
            "4 flere enn 20, altså minst 24",
        ),
        ({"better": "target"}, {"value": 18}, "nøyaktig 18: nådd"),
        ({}, {"form": "change", "value": -0.5, "baseline_period": "1999"}, "ikke mulig å regne ut"),
        ({}, {"form": "each-period", "value": 30}, "høyst 30 i hver periode: nådd"),
        ({"kind": "milestone", "counts": None}, {"value": 1, "due": "2030"}, "nådd innen 31. desember 2030"),
    ],
)  # fmt: skip
def test_every_form_of_target_has_its_words(read, indicator, target, told):
    """The target stands in words, with how the series stands to it."""
    plan = rusfelt.Plan(
        "p", "Plan", indicators=[one(**indicator)], targets=[rusfelt.Target("i", **target)]
    )
    rows = [] if indicator.get("kind") else YEARS
    assert told in page_of(read, plan, rows).text.replace("\xa0", " ")


def test_further_targets_on_the_way_are_shown(read):
    """Only one target is judged by; the others are there to be read."""
    targets = [rusfelt.Target("i", value=15, due="2025"), rusfelt.Target("i", value=10, due="2030")]
    plan = rusfelt.Plan("p", "Plan", indicators=[one()], targets=targets)
    text = page_of(read, plan, YEARS).text
    assert "høyst 15 innen 31. desember 2025" in text
    assert "Andre måltall på veien: høyst 10 innen 31. desember 2030." in text


@pytest.mark.parametrize(
    ("periods", "axis", "cell"),
    [
        (["2019-Q1", "2019-Q2"], "1. kv. 2019", "2. kvartal 2019"),
        (["2018/2019", "2019/2020"], "2018/19", "skoleåret 2019/20"),
        (["2019-01", "2019-02"], "jan 2019", "februar 2019"),
        (["2019-01-01", "2019-02-01", "2019-03-01"], "1.1.2019", "1. februar 2019"),
    ],
)
def test_periods_of_any_length(read, periods, axis, cell):
    """Quarters, school years, months and days stand on the axis and in the table."""
    rows = [of("i", period=each, value=7) for each in periods]
    page = page_of(read, rusfelt.Plan("p", "Plan", indicators=[one()]), rows)
    assert axis in [each.text for each in page.named("text")]
    assert cell in [each.text for each in page.named("th")]
    assert "Prikket linje" not in page.text


def test_a_due_date_far_off_does_not_squeeze_the_figures(read):
    """It is told in words, and left out of the chart."""
    plan = rusfelt.Plan(
        "p", "Plan", indicators=[one()], targets=[rusfelt.Target("i", value=5, due="2099")]
    )
    page = page_of(read, plan, YEARS)
    assert "høyst 5 innen 31. desember 2099" in page.text
    assert "frist" not in [each.text for each in page.named("text")]


def test_stocks_get_no_interval_that_presumes_events(read):
    """Counting the same people again is no sample of anything."""
    stock = rusfelt.Plan("p", "Plan", indicators=[one(counts="persons-present")])
    events = rusfelt.Plan("p", "Plan", indicators=[one()])
    headings = [each.text for each in page_of(read, stock, YEARS).named("th")]
    assert "95\xa0%-intervall" not in headings
    assert "95\xa0%-intervall" in [each.text for each in page_of(read, events, YEARS).named("th")]


def test_several_sources_stand_with_their_figures(read):
    """One source for all is told once; several stand in the rows they belong to."""
    rows = [attrs.evolve(each, source=f"Kilde {place}") for place, each in enumerate(YEARS)]
    text = page_of(read, rusfelt.Plan("p", "Plan", indicators=[one()]), rows).text
    assert "Kilde og merknad" in text
    assert "Kilde: Kilde" not in text


def test_bounds_upward_and_shares_of_an_unknown_count(read):
    """A bound points the way it holds; a share with only its denominator says what is unknown."""
    plan = rusfelt.Plan(
        "p",
        "Plan",
        indicators=[one(), rusfelt.Indicator("c", "Andel", kind="coverage", design="register")],
    )
    rows = [
        *YEARS,
        of("i", period="2022", value=30, bound=">="),
        of("c", period="2019", state="missing", denominator=51),
        of("c", period="2020", numerator=1, denominator=3),
        of("c", period="2021", value=0.004, state="approximate"),
    ]
    text = page_of(read, plan, rows).text
    for told in (
        "minst 30",
        "bare en grense er kjent",
        "ukjent av 51",
        "33,3",
        "1 av 3",
        "ca. 0,004",
    ):
        assert told in text, told


def test_sub_goals_shared_strategies_and_shared_tiltak(read):
    """Each stands once on the page, with a way to it from wherever else it belongs."""
    plan = rusfelt.Plan(
        "p",
        "Plan",
        goals=[
            rusfelt.Goal("G1", "Hovedmål"),
            rusfelt.Goal("G2", "Delmål", parent="G1", serves=["oslo/H1"]),
        ],
        strategies=[
            rusfelt.Strategy("S1", "Første", goals=["G1", "G2"]),
            rusfelt.Strategy("S2", "Andre", goals=["G2"]),
        ],
        tiltak=[
            rusfelt.Tiltak("T1", "Felles", strategies=["S1", "S2"], budget=1200000),
            rusfelt.Tiltak("T2", "Eget", strategies=["S2"], start="2020", due="2021", moves=["i"]),
        ],
        indicators=[one()],
        area="0301",
    )
    rows = [of("i", "030108", period="2019", value=3)]
    page = page_of(read, plan, rows)
    assert len(page.named("article")) == 2
    for told in (
        "H1 Færre utvikler rusproblemer",
        "1 200 000 kroner",
        "fra 1. januar 2020, innen 31. desember 2021",
        "Et tiltak som hører til flere strategier, er med i hver av dem.",
        "Noe, Oslo",
        "Vist over: T1 Felles",
    ):
        assert told in page.text.replace("\xa0", " "), told
    terms = [each.text for each in page.named("dt")]
    assert {"Del av", "Bidrar til", "Strategien er vist over"} <= set(terms)


@attrs.frozen
class Halver:
    """An evaluator of somebody else's."""

    @property
    def spec(self) -> rusfelt.Spec:
        return rusfelt.Spec(
            "halver",
            "3",
            needs=rusfelt.Needs(points=2),
            gives=(rusfelt.Column("half"), rusfelt.Column("p"), rusfelt.Column("big", "bool")),
            reasons={"too-odd": {"nb": "Tallet er for rart.", "en": "The figure is too odd."}},
            references=("doi:10.1000/halver",),
        )

    def evaluate(self, panel: rusfelt.Panel, /) -> Mapping[str, Any]:
        last = panel.y[panel.offsets[1:] - 1]
        odd = last % 2 == 1
        return {
            "half": np.where(odd, np.nan, last / 2),
            "p": np.full(len(panel), 0.00001),
            "big": last > 5,
            "status": np.where(odd, "undefined", "ok"),
            "reason": np.where(odd, "too-odd", ""),
        }


def test_a_plugin_stands_beside_the_built_in_methods(read):
    """Its columns by the names it gives them, its reasons in its own words, its source listed."""
    plan = rusfelt.Plan("p", "Plan", indicators=[one(), attrs.evolve(one(), id="odd")])
    rows = [*YEARS, *(attrs.evolve(each, indicator="odd", value=9) for each in YEARS)]
    page = page_of(read, plan, rows, evaluators=[Halver()])
    assert {"halver", "half", "big"} <= {each.text for each in page.named("code")}
    assert "Tallet er for rart." in page.text
    for told in ("half: 9", "p: < 0,0001", "big: ja", "doi:10.1000/halver"):
        assert told in page.text.replace("\xa0", " "), told


def test_the_tiltak_says_when_it_is_stricter_than_its_series(read):
    """Several indicators make several tests; a series may carry a word that its tiltak does not."""
    names = ["a", "b", "c"]
    plan = rusfelt.Plan(
        "p",
        "Plan",
        indicators=[attrs.evolve(one(), id=each, design="register") for each in names],
        tiltak=[rusfelt.Tiltak("T", "Tre på én gang", moves=names)],
    )
    rows = [of(each, period="2019", value=40) for each in names]
    rows += [
        of(each, period="2020", value=last) for each, last in zip(names, (22, 39, 41), strict=True)
    ]
    evaluation = rusfelt.evaluate_plan(plan, rusfelt.Measurements.of(rows))
    assert evaluation.series[0].verdict is rusfelt.Verdict.IMPROVING
    page = read(html_report(evaluation))
    assert "Svaret er strengere her enn i serien selv" in page.text
    assert "p rettet for at flere serier er testet" in page.text


def test_before_and_in_the_period(read):
    """How many series can hold the plan's own years against the years before."""
    plan = rusfelt.Plan(
        "p", "Plan", period=["2020", "2024"],
        indicators=[attrs.evolve(one(), id=each) for each in ("both", "old", "new")],
    )  # fmt: skip
    rows = [
        of("both", period="2019", value=3), of("both", period="2020", value=3),
        of("old", period="2018", value=3), of("old", period="2019", value=3),
        of("new", period="2021", value=3), of("new", period="2022", value=3),
    ]  # fmt: skip
    text = page_of(read, plan, rows).text
    assert "1 av 3 tallserier har ingen måling fra planperioden." in text
    assert "Bare 1 av 3 tallserier har målinger fra både før og i planperioden." in text


def test_a_tiltak_shows_the_series_of_those_it_is_counted_with(read):
    """One that says the same as another is answered by both, and links to what they move."""
    plan = rusfelt.Plan(
        "p", "Plan", indicators=[one()],
        tiltak=[
            rusfelt.Tiltak("T1", "Et", moves=["i"]), rusfelt.Tiltak("T2", "To", duplicate_of="T1")
        ],
    )  # fmt: skip
    cards = page_of(read, plan, YEARS).named("article")
    assert len(cards) == 2
    for card, twin in zip(cards, ("T2 To", "T1 Et"), strict=True):
        assert "Indikatorer tiltaket skal påvirke" in card.text
        assert twin in card.text


def test_groups_and_days_in_words(read):
    """Groups are told as people say them, and a group nobody knows by its own name."""
    groups = ("age=0", "age=18-24;sex=F", "age=90+;sex=M", "grade=t8", "grade=vg3", "housing=none")
    plan = rusfelt.Plan("p", "Plan", indicators=[one()], adopted="2020-06-17", area="somewhere")
    rows = [of("i", group=each, period="2019", value=3) for each in groups]
    rows.append(of("unknown", period="2019", value=1))
    page = page_of(read, plan, rows)
    headings = [each.text for each in page.named("h4")]
    for told in (
        "0 år",
        "18–24 år, kvinner",
        "90 år og eldre, menn",
        "8. trinn",
        "vg3",
        "housing: none",
    ):
        assert f"somewhere, {told}" in headings
    assert "17. juni 2020" in page.text
    assert "Det finnes tall for indikatorer planen ikke har: unknown" in page.text


def test_every_tiltak_answered(read):
    """When nothing is open, the summary says so."""
    plan = rusfelt.Plan(
        "p", "Plan", indicators=[one(kind="milestone", counts=None)],
        tiltak=[rusfelt.Tiltak("T", "Ferdig", moves=["i"])],
    )  # fmt: skip
    page = page_of(read, plan, [of("i", period="2021-05-20", value=1)])
    assert "Alle tiltakene har fått et svar." in page.text
    assert [each.text for each in page.named("text")][-1] == "nådd"


def test_goals_without_tiltak(read):
    """An indicator may hang on the goal itself; the goal says that no tiltak belongs to it."""
    plan = rusfelt.Plan(
        "p", "Plan", goals=[rusfelt.Goal("G", "Mål", indicators=["i"])], indicators=[one()]
    )
    page = page_of(read, plan, YEARS)
    assert "Ingen tiltak hører hit." in page.text
    assert "Mål G" in [each.text for each in page.named("a")]


def test_a_test_that_a_rule_overrides_is_not_said_to_decide():
    """A stock's exact p stands there, and the column beside it says that it would have decided."""
    plan = rusfelt.load_plan(ROOT / "examples" / "nordre-aker-declared.toml")
    page = html_report(rusfelt.evaluate_plan(plan, figures("nordre-aker")))
    contracts = page[page.index("urinkontrakt</code>") : page.index("narkotikadodsfall</code>")]
    assert "ville avgjort" in contracts
    assert ">avgjør<" not in contracts
    deaths = page[page.index("narkotikadodsfall</code>") :]
    assert ">avgjør<" in deaths
