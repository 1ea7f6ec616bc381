"""The example plans are valid, marked as what they are, and hold what they are there to show."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest

from rusfelt import catalogue
from rusfelt.domain import Measurements, Plan, title_in
from rusfelt.io.measurements import read_measurements
from rusfelt.io.plan_file import read_plan, validate
from rusfelt.vocabulary import Coverage, Design, Direction, Form, Kind, ProgressState, State

EXAMPLES = Path(__file__).parents[2] / "examples"
DECLARED = EXAMPLES / "nordre-aker-declared.toml"
ILLUSTRATIVE = EXAMPLES / "illustrative.toml"


@pytest.fixture
def illustrative() -> Plan:
    return read_plan(ILLUSTRATIVE)


@pytest.fixture
def figures() -> Measurements:
    return read_measurements(EXAMPLES / "illustrative-figures.csv")


@pytest.mark.parametrize("path", [DECLARED, ILLUSTRATIVE], ids=lambda path: path.stem)
def test_the_example_is_valid(path: Path) -> None:
    """Not one problem."""
    assert validate(path) == []


@pytest.mark.parametrize(
    ("path", "nb", "en"),
    [(DECLARED, "EKSEMPEL", "EXAMPLE"), (ILLUSTRATIVE, "ILLUSTRASJON, ikke vedtatt", "ILLUSTR")],
)
def test_nobody_can_take_an_example_for_an_adopted_plan(path: Path, nb: str, en: str) -> None:
    """Title and first line say it, and nobody is named as having adopted it."""
    plan = read_plan(path)
    assert title_in(plan.title, "nb").startswith(nb)
    assert title_in(plan.title, "en").startswith(en)
    assert path.read_text("utf-8").startswith(f"# {nb.partition(',')[0]}")
    assert (plan.owners, plan.adopted) == (None, None)
    assert plan.id not in catalogue.plan_ids()


def test_the_declared_example_adds_a_direction_and_nothing_else() -> None:
    """Apart from `better`, its indicators are those of the real plan; no target is set."""
    plan, real = read_plan(DECLARED), catalogue.load("nordre-aker")
    assert {each.id: each.better for each in plan.indicators} == {
        "brukerplan": Direction.LOWER,
        "rusoppfolging": Direction.HIGHER,
        "urinkontrakt": Direction.HIGHER,
        "narkotikadodsfall": Direction.LOWER,
    }
    for each in plan.indicators:
        same = real.indicator(each.id)
        assert attrs.evolve(each, better=Direction.UNDECLARED) == same
    assert plan.targets == ()
    assert sorted(i for t in plan.tiltak for i in t.moves or ()) == sorted(
        each.id for each in plan.indicators
    )


def test_the_declared_tiltak_are_those_of_the_real_plan() -> None:
    """Only `moves` is new in them."""
    real = {each.id: each for each in catalogue.load("nordre-aker").tiltak}
    for each in read_plan(DECLARED).tiltak:
        assert each.moves
        assert attrs.evolve(each, moves=None) == real[each.id]


def test_the_illustration_has_all_five_forms_of_target(illustrative: Plan) -> None:
    """And one target that a later one replaces, saying so."""
    assert {each.form for each in illustrative.targets} == set(Form)
    replaced = [each for each in illustrative.targets if each.supersedes]
    assert [each.supersedes for each in replaced] == [("samtale-2020",)]
    assert len(illustrative.standing_targets()) == len(illustrative.targets) - 1
    before = illustrative.as_of("2021-12-31").standing_targets()
    assert "samtale-2020" in {each.id for each in before}


def test_the_illustration_has_every_state_of_progress(illustrative: Plan) -> None:
    """Planned, ongoing, completed and dropped, each with its date."""
    reports = [each for tiltak in illustrative.tiltak for each in tiltak.progress or ()]
    assert {each.state for each in reports} == set(ProgressState)
    assert all(each.date for each in reports)


def test_only_comparable_figures_are_shown(illustrative: Plan) -> None:
    """Cross-sections declare equal coverage, and no count is a stock."""
    for each in illustrative.indicators:
        if each.design is Design.CROSS_SECTION:
            assert each.coverage is Coverage.EQUAL, each.id
        assert each.counts != "persons-present", each.id
    undeclared = [each.id for each in illustrative.indicators if each.better == "undeclared"]
    assert undeclared == ["utlevert-brukerutstyr"]


def test_the_illustrations_figures_belong_to_its_indicators(
    illustrative: Plan, figures: Measurements
) -> None:
    """Every indicator has figures but the milestone that was never reached."""
    indicators = {each.id for each in illustrative.indicators}
    measured = set(figures["indicator"].tolist())
    assert measured <= indicators
    assert indicators - measured == {"standard-overdose"}
    assert set(figures["unit"].tolist()) == {"030108"}
    assert set(figures["source"].tolist()) == {"Oppdiktet"}
    yearly = {each.id for each in illustrative.indicators if each.kind is not Kind.MILESTONE}
    for name in yearly:
        periods = [each.period for each in figures if each.indicator == name]
        assert periods == [str(year) for year in range(2019, 2025)], name


def test_the_illustrations_figures_hold_every_difficulty(figures: Measurements) -> None:
    """A break, a missing year, a hidden one and a bound; exposures, shares and errors."""
    by_state = {
        state: [(each.indicator, each.period) for each in figures if each.state is state]
        for state in (State.MISSING, State.SUPPRESSED)
    }
    assert by_state == {
        State.MISSING: [("ventetid", "2020")],
        State.SUPPRESSED: [("nye-hepatitt-c", "2023")],
    }
    bounds = [(each.indicator, each.value) for each in figures if each.bound == "<"]
    assert bounds == [("nye-hepatitt-c", 5)]
    breaks = [(each.indicator, each.period) for each in figures if each.break_before]
    assert breaks == [("legevakt-unge", "2022")]
    assert all(each.se for each in figures if each.indicator == "tilfreds-med-livet")
    assert all(each.deff for each in figures if each.indicator == "cannabis-vg3")
    counts = [each for each in figures if each.indicator == "overdoser"]
    assert all(each.value and each.denominator for each in counts)


def test_the_milestones_have_days(illustrative: Plan, figures: Measurements) -> None:
    """One done in time, one late, one overdue at the end of 2024."""
    due = {
        each.indicator: str(each.due)
        for each in illustrative.targets
        if illustrative.indicator(each.indicator).kind is Kind.MILESTONE
    }
    done = {each.indicator: each.period for each in figures if each.indicator in due}
    assert (done["standard-oppsokende"] or "") <= due["standard-oppsokende"]
    assert (done["kompetanseprogram"] or "") > due["kompetanseprogram"]
    assert "standard-overdose" not in done
    assert due["standard-overdose"] < "2024-12-31"
