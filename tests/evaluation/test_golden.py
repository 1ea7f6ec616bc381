"""The numbers the real plan's figures give, and the verdicts of the two example plans."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import rusfelt
from rusfelt import catalogue
from rusfelt.stats.change.reliable_change_threshold import reliable_change_threshold
from rusfelt.stats.intervals import wilson
from rusfelt.stats.proportions import whole_number_counts

EXAMPLES = Path(__file__).parents[2] / "examples"
HOME = "030108"


def by_indicator(evaluation: Any) -> dict[str, dict[str, Any]]:
    """Series of the plan's own area and everyone in it, as JSON has them."""
    series = evaluation.to_dict()["series"]
    return {s["indicator"]: s for s in series if (s["unit"], s["group"]) == (HOME, "")}


@pytest.fixture(scope="module")
def real() -> Any:
    plan = rusfelt.load_plan("nordre-aker")
    return rusfelt.evaluate_plan(plan, catalogue.figures("nordre-aker"))


@pytest.fixture(scope="module")
def series(real: Any) -> dict[str, dict[str, Any]]:
    return by_indicator(real)


@pytest.fixture(scope="module")
def declared() -> Any:
    plan = rusfelt.load_plan(EXAMPLES / "nordre-aker-declared.toml")
    return rusfelt.evaluate_plan(plan, catalogue.figures("nordre-aker"))


@pytest.fixture(scope="module")
def illustrative() -> Any:
    plan = rusfelt.load_plan(EXAMPLES / "illustrative.toml")
    figures = rusfelt.read_measurements(EXAMPLES / "illustrative-figures.csv")
    return rusfelt.evaluate_plan(plan, figures, as_of="2024-12-31")


# -- Every number of the real plan ---------------------------------------------------------------

NUMBERS = {
    ("brukerplan", "change"): -51,
    ("brukerplan", "change_pct"): -28.491620111731844,
    ("brukerplan", "p"): 0.004246624221416626,
    ("rusoppfolging", "homogeneity_chi2"): 2.4245810055865924,
    ("rusoppfolging", "homogeneity_df"): 2,
    ("rusoppfolging", "homogeneity_p"): 0.2975150393630648,
    ("urinkontrakt", "first_share"): 0.5147058823529411,
    ("urinkontrakt", "last_share"): 0.95,
    ("urinkontrakt", "p_minlike"): 1.304193459938578e-08,
    ("urinkontrakt", "first_low"): 0.39834753306325144,
    ("urinkontrakt", "first_high"): 0.6294915452743935,
    ("urinkontrakt", "last_low"): 0.8629948352365147,
    ("urinkontrakt", "last_high"): 0.9828504978356043,
    ("narkotikadodsfall", "halves_p"): 0.6875000000000014,
}


@pytest.mark.parametrize(("indicator", "name"), NUMBERS)
def test_period_change(series: dict[str, Any], indicator: str, name: str) -> None:
    """As the JSON of the real plan's evaluation has it."""
    found = series[indicator]["findings"]["period-change"][name]
    assert found == pytest.approx(NUMBERS[indicator, name], rel=1e-9)


def test_the_normal_z_of_the_mapping_beside_its_exact_test(series: dict[str, Any]) -> None:
    """179 and 128 with equal coverage: a fall of 2.91 standard errors."""
    z = series["brukerplan"]["findings"]["period-change"]["z"]
    assert abs(z) == pytest.approx(2.910723742230283, rel=1e-9)


def test_the_combined_share_of_the_mapping(series: dict[str, Any]) -> None:
    """116 of 128."""
    (point,) = series["brukerplan-kombinert"]["points"]
    assert point["value"] == pytest.approx(90.625)


def test_the_missing_year_of_urine_contracts_stays_missing(series: dict[str, Any]) -> None:
    """2018 is neither 0 nor guessed."""
    points = series["urinkontrakt"]["points"]
    assert [(each["period"], each["state"]) for each in points] == [
        ("2017", "exact"), ("2018", "missing"), ("2019", "exact"),
    ]  # fmt: skip
    assert points[1]["value"] is None


def population(group: str, year: int) -> float:
    """One figure of the table."""
    (found,) = [
        each.value
        for each in catalogue.figures("nordre-aker")
        if (each.indicator, each.unit, each.group) == ("befolkning", HOME, group)
        and each.period == str(year)
        and each.state == "projected"
    ]
    return found


def test_population_growth() -> None:
    """12.7 per cent in all, and 43.3 per cent of those of 80 or more."""
    total = population("", 2029) / population("", 2019)
    assert 100 * (total - 1) == pytest.approx(12.714857087113453, rel=1e-12)
    old = [
        sum(population(f"age={ages}", year) for ages in ("80-89", "90+")) for year in (2019, 2029)
    ]
    assert 100 * (old[1] / old[0] - 1) == pytest.approx(43.27133479212254, rel=1e-12)


def test_mapped_people_per_thousand_inhabitants(real: Any, series: dict[str, Any]) -> None:
    """By the table 2.497, by the text 2.485: the audit holds both populations."""
    mapped = series["brukerplan"]["points"][-1]["value"]
    (told,) = [c for c in real.to_dict()["audit"]["contradictions"] if c["code"] == "two-values"]
    per_thousand = [1000 * mapped / told["values"][name] for name in ("first", "second")]
    assert per_thousand == pytest.approx([2.4973173348941566, 2.4845202740736427], rel=1e-12)


def test_age_groups_against_the_total(real: Any) -> None:
    """99+ is left out, being inside 90+; years that agree are not listed."""
    found = {
        each["period"]: each["values"]["difference"]
        for each in real.to_dict()["audit"]["contradictions"]
        if each["code"] == "parts-and-total"
    }
    years = [found.get(str(year), 0) for year in range(2019, 2030)]
    assert years == [-1, 0, -1, 1, 0, 0, -1, -1, 1, 1, 1]


def test_wilson_intervals() -> None:
    """From the statistics themselves."""
    found = wilson([35, 57], [68, 60])
    assert found.low == pytest.approx([0.39834753306325144, 0.8629948352365147], rel=1e-12)
    assert found.high == pytest.approx([0.6294915452743935, 0.9828504978356043], rel=1e-12)


def test_reliable_change_of_core_10() -> None:
    """The published 6 is a 90 % threshold; the 95 % one is 6.75."""
    assert float(reliable_change_threshold(7.7, 0.90, confidence=0.90)) == pytest.approx(
        5.66412696526688, rel=1e-12
    )
    assert float(reliable_change_threshold(7.7, 0.90)) == pytest.approx(
        6.749223562439678, rel=1e-12
    )


@pytest.mark.parametrize(
    ("percent", "people"),
    [
        (65, (83,)), (35, (45,)), (26, (33,)), (19, (24,)), (17, (22,)), (87, (111,)),
        (9, (11, 12)), (89, (114,)),
    ],
)  # fmt: skip
def test_whole_people_behind_the_printed_shares(percent: int, people: tuple[int, ...]) -> None:
    """Of an assumed 128."""
    assert whole_number_counts(percent, 128) == people


# -- What the real plan shows --------------------------------------------------------------------


def test_the_real_plan_has_49_tiltak_that_cannot_be_assessed(real: Any) -> None:
    """2 goals, 3 strategies; each with what is missing, and never 0 %."""
    told = real.to_dict()
    assert (len(told["goals"]), len(told["strategies"]), len(told["tiltak"])) == (2, 3, 49)
    assert {each["verdict"] for each in told["tiltak"]} == {"not-assessable"}
    assert all("target" in each["missing"] for each in told["tiltak"])
    assert told["failures"] == []
    assert "0 %" not in real.to_json()


def test_no_series_of_the_real_plan_has_a_direction(real: Any, series: dict[str, Any]) -> None:
    """Changes are described all the same."""
    assert {str(each.verdict) for each in real.series} == {"not-assessable"}
    assert series["brukerplan"]["reason"] == "no-direction-described"
    assert "p = 0.00425" in series["brukerplan"]["sentence"]["en"]
    assert "p = 0,00425" in series["brukerplan"]["sentence"]["nb"]


# -- The same figures with a declared direction --------------------------------------------------


def test_drug_deaths_cannot_be_decided(declared: Any) -> None:
    """The exact Poisson trend is primary; Mann-Kendall stands beside with its smallest p, 1/3."""
    found = by_indicator(declared)["narkotikadodsfall"]
    assert [each["value"] for each in found["points"]] == [2, 2, 1, 1]
    assert (found["verdict"], found["primary_evaluator"]) == ("cannot-decide", "poisson-trend")
    assert found["findings"]["poisson-trend"]["method"] == "exact"
    assert found["p"] == pytest.approx(0.5917968749999998)
    assert found["findings"]["mann-kendall"]["smallest_p"] == pytest.approx(1 / 3)


def test_the_mapping_is_described_and_cannot_be_decided(declared: Any) -> None:
    """p = .0042 of a stock, on a cross-section of unknown coverage."""
    found = by_indicator(declared)["brukerplan"]
    assert (found["verdict"], found["reason"]) == ("cannot-decide", "coverage-undeclared")
    assert found["p"] == pytest.approx(0.004247, abs=5e-7)


def test_follow_up_is_described_and_cannot_be_decided(declared: Any) -> None:
    """68, 51, 60: homogeneity p = .2975."""
    found = by_indicator(declared)["rusoppfolging"]
    assert found["verdict"] == "cannot-decide"
    p = found["findings"]["period-change"]["homogeneity_p"]
    assert p == pytest.approx(0.2975, abs=5e-5)


def test_urine_contracts_cannot_be_decided(declared: Any) -> None:
    """However small p is, it is a stock of unknown overlap."""
    found = by_indicator(declared)["urinkontrakt"]
    assert (found["verdict"], found["reason"]) == ("cannot-decide", "stock")
    p = found["findings"]["period-change"]["p_minlike"]
    assert p == pytest.approx(1.304e-8, rel=5e-4)


def test_a_direction_alone_decides_nothing_here(declared: Any) -> None:
    """Four tiltak, four open questions, one test that could have decided."""
    assert Counter(str(each.verdict) for each in declared.tiltak) == {"cannot-decide": 4}
    assert (declared.total.decided, declared.total.adopted) == (0, 4)
    assert declared.total.tests == 1


# -- The illustrative plan -----------------------------------------------------------------------


def test_the_illustrative_plan_has_every_verdict(illustrative: Any) -> None:
    """Each a series can get occurs, and one tiltak is mixed."""
    words = {str(each.verdict) for each in illustrative.series}
    assert words == {str(word) for word in rusfelt.Verdict} - {"mixed"}
    assert [each.id for each in illustrative.tiltak if each.verdict == "mixed"] == ["I-2S2"]


@pytest.mark.parametrize(
    ("indicator", "verdict", "reason"),
    [
        ("overdoser", "improving", "rejects"),
        ("akuttinnleggelser", "worsening", "rejects"),
        ("samtaler-rustelefonen", "no-detectable-change", "within-important"),
        ("legevakt-unge", "cannot-decide", "break"),
        ("cannabis-vg3", "cannot-decide", "undetected"),
        ("oppfolgingssamtale", "target-met", "target-met-certain"),
        ("kontaktperson", "cannot-decide", "undetected"),
        ("ventetid", "improving", "rejects"),
        ("ordinart-arbeid", "improving", "rejects"),
        ("nye-hepatitt-c", "cannot-decide", "suppressed"),
        ("utlevert-brukerutstyr", "not-assessable", "no-direction-described"),
        ("tilfreds-med-livet", "cannot-decide", "undetected"),
        ("standard-oppsokende", "target-met", "milestone-done"),
        ("kompetanseprogram", "target-met", "milestone-late"),
        ("standard-overdose", "target-missed", "milestone-overdue"),
    ],
)
def test_the_illustrative_series(
    illustrative: Any, indicator: str, verdict: str, reason: str
) -> None:
    """What each was made to show."""
    found = by_indicator(illustrative)[indicator]
    assert (found["verdict"], found["reason"]) == (verdict, reason)


def test_the_dropped_and_the_completed_tiltak_are_judged_by_their_indicators(
    illustrative: Any,
) -> None:
    """The dropped one has none; the late milestone is met."""
    found = {each.id: (str(each.verdict), each.progress) for each in illustrative.tiltak}
    assert found["I-1G1"] == ("not-assessable", "dropped")
    assert found["I-2G1"] == ("target-met", "completed")
    assert found["I-2S2"] == ("mixed", "ongoing")
