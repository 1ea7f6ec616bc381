"""The shipped plans say what the printed plans say, and no more."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter

import pytest

from rusfelt import catalogue
from rusfelt.domain import Plan, Titles
from rusfelt.errors import UnknownNameError
from rusfelt.vocabulary import Counts, Design, Direction, Kind, Level, Strength

PLANS = ("nordre-aker", "oslo")


@pytest.fixture(params=PLANS)
def plan(request: pytest.FixtureRequest) -> Plan:
    return catalogue.load(str(request.param))


@pytest.fixture
def local() -> Plan:
    return catalogue.load("nordre-aker")


@pytest.fixture
def city() -> Plan:
    return catalogue.load("oslo")


def test_the_two_plans_are_listed() -> None:
    """`plan_ids` names exactly what ships."""
    assert catalogue.plan_ids() == PLANS


def test_an_unknown_plan_suggests_the_nearest() -> None:
    """A misspelt id is answered with the one that was meant."""
    with pytest.raises(UnknownNameError, match="Did you mean 'nordre-aker'"):
        catalogue.load("nordre-åker")
    with pytest.raises(UnknownNameError, match="Did you mean 'oslo'"):
        catalogue.plan_path("osl")


@pytest.mark.parametrize("name", ["../oslo", "", "oslo.toml"])
def test_only_ids_open_files(name: str) -> None:
    """A path is no id, so nothing outside the catalogue can be opened through it."""
    with pytest.raises(UnknownNameError):
        catalogue.plan_path(name)


def test_the_file_of_a_plan_can_be_copied() -> None:
    """`plan_path` leads to the TOML itself."""
    assert 'id = "oslo"' in catalogue.plan_path("oslo").read_text("utf-8")


def test_a_plan_is_read_once() -> None:
    """Asking again gives the same value."""
    assert catalogue.load("oslo") is catalogue.load("oslo")


def test_importing_the_catalogue_reads_none_of_its_data() -> None:
    """Plans and figures are read when asked for, never at import."""
    code = (
        "import sys\n"
        "opened = []\n"
        "sys.addaudithook(lambda event, args: opened.append(str(args[0])) "
        "if event == 'open' else None)\n"
        "import rusfelt.catalogue\n"
        "assert not [each for each in opened if each.endswith(('.toml', '.csv'))], opened\n"
        "rusfelt.catalogue.load('oslo')\n"
        "assert [each for each in opened if each.endswith('oslo.toml')], opened\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_every_title_is_in_bokmal_and_english(plan: Plan) -> None:
    """Nothing a reader sees lacks one of the two languages."""
    titles = {plan.id: plan.title}
    for items in (plan.goals, plan.strategies, plan.tiltak, plan.indicators, plan.bodies or ()):
        titles |= {each.id: each.title for each in items}
    assert len(titles) > len(plan.tiltak)
    for name, title in titles.items():
        assert isinstance(title, Titles), name
        assert title.nb, name
        assert title.en, name


def test_the_plans_tie_no_criterion_to_any_tiltak(plan: Plan) -> None:
    """No tiltak has an indicator, a deadline, a budget or a report, and nothing has a target."""
    assert plan.targets == ()
    for tiltak in plan.tiltak:
        assert tiltak.moves is None
        assert tiltak.measured_by is None
        assert (tiltak.start, tiltak.due, tiltak.budget, tiltak.progress) == (None,) * 4
    assert all(goal.indicators is None for goal in plan.goals)


def test_no_direction_is_declared(plan: Plan) -> None:
    """The plans do not say which way is better for any figure, so none is shipped."""
    assert plan.indicators
    assert {each.better for each in plan.indicators} == {Direction.UNDECLARED}
    assert all(each.smallest_important_change is None for each in plan.indicators)
    assert all(each.coverage is None and each.overlap is None for each in plan.indicators)


def test_the_city_plan_has_its_parts(city: Plan) -> None:
    """2 goals, 3 strategies, 36 tiltak, and no period since none is printed."""
    assert [len(part) for part in (city.goals, city.strategies, city.tiltak)] == [2, 3, 36]
    strategies = Counter((each.strategies or ("",))[0] for each in city.tiltak)
    assert strategies == {"S1": 6, "S2": 10, "S3": 20}
    assert (city.period, city.adopted, city.area) == (None, None, "0301")


def test_the_city_plan_prints_c_twice(city: Plan) -> None:
    """Two tiltak of the first strategy share the printed letter and keep their own ids."""
    with_c = [t.id for t in city.tiltak if t.strategies == ("S1",) and t.label == "C"]
    assert with_c == ["O-S1-C1", "O-S1-C2"]


def test_the_local_plan_has_its_parts(local: Plan) -> None:
    """49 tiltak in three strategies and three levels, as printed."""
    assert [len(part) for part in (local.goals, local.strategies, local.tiltak)] == [2, 3, 49]
    found = Counter((each.strategies, each.level) for each in local.tiltak)
    expected = {"S1": (8, 3, 6), "S2": (6, 3, 2), "S3": (15, 3, 3)}
    for strategy, counts in expected.items():
        assert tuple(found[(strategy,), level] for level in Level) == counts
    assert (local.period, local.adopted, local.area) == (("2020", "2024"), None, "030108")
    assert local.parents == ("oslo",)


def test_local_labels_follow_strategy_and_level(local: Plan) -> None:
    """Each printed label is its own, and says the strategy and level of its tiltak."""
    letters = {Level.STRUCTURAL: "S", Level.GROUP: "G", Level.INDIVIDUAL: "I"}
    labels = [each.label or "" for each in local.tiltak]
    assert len(set(labels)) == len(labels)
    for tiltak, label in zip(local.tiltak, labels, strict=True):
        assert tiltak.level is not None
        strategy, letter, number = label.split(".")
        assert tiltak.strategies == (f"S{strategy}",)
        assert letter == letters[tiltak.level]
        assert tiltak.id == f"N-{strategy}{letter}{number}"


def test_every_tiltak_has_the_bodies_printed_for_it(local: Plan) -> None:
    """Most have several; FHS is used once and stands in no list of the plan."""
    used = Counter(code for each in local.tiltak for code in each.responsible or ())
    assert used == {"OF": 39, "HM": 31, "FMS": 7, "BNA": 3, "ØK": 1, "FHS": 1}
    assert [each.id for each in local.bodies or ()] == ["OF", "HM", "FMS", "ØK", "BNA"]
    assert [t.id for t in local.tiltak if "FHS" in (t.responsible or ())] == ["N-2S1"]
    assert local.tiltak[0].responsible == ("ØK", "FMS")


def test_links_lead_to_city_tiltak(local: Plan, city: Plan) -> None:
    """20 local tiltak clearly match 19 of the city's; 10 of the city's are met by none."""
    known = {each.id for each in city.tiltak}
    links = [(each.id, link) for each in local.tiltak for link in each.implements or ()]
    assert {link.plan for _, link in links} == {"oslo"}
    assert {link.tiltak for _, link in links} <= known
    clear = [(each, link.tiltak) for each, link in links if link.strength is Strength.CLEAR]
    assert len({each for each, _ in clear}) == 20
    assert len({each for _, each in clear}) == 19
    assert len(known - {link.tiltak for _, link in links}) == 10
    assert sum(not each.implements for each in local.tiltak) == 13


def test_goals_carry_out_the_citys(local: Plan, city: Plan) -> None:
    """The local goals link by id, since the plan words the second one in three ways."""
    goals = {f"oslo/{each.id}" for each in city.goals}
    assert {link for each in local.goals for link in each.implements or ()} == goals
    assert [s.goals for s in local.strategies] == [s.goals for s in city.strategies]


def test_three_near_duplicates_are_marked(local: Plan) -> None:
    """Each pair counts once."""
    pairs = {(each.id, each.duplicate_of) for each in local.tiltak if each.duplicate_of}
    assert pairs == {("N-1G1", "N-2G3"), ("N-2S1", "N-3S10"), ("N-3G2", "N-3S6")}


def test_what_is_counted_is_said_where_the_facts_say_so(local: Plan) -> None:
    """A stock, a register of deaths, and a design nobody states."""
    mapped = local.indicator("brukerplan")
    assert (mapped.kind, mapped.counts) == (Kind.COUNT, Counts.PERSONS_PRESENT)
    assert mapped.design is Design.CROSS_SECTION
    deaths = local.indicator("narkotikadodsfall")
    assert (deaths.counts, deaths.design) == (Counts.EVENTS, Design.REGISTER)
    followed = local.indicator("rusoppfolging")
    assert (followed.counts, followed.design) == (Counts.PERSONS_PRESENT, None)
    assert local.indicator("urinkontrakt").kind is Kind.COVERAGE
    assert local.indicator("ung-cannabis-okning").kind is None
    assert local.indicator("legevakt-ung").counts is None


def test_national_indicators_belong_to_no_plan() -> None:
    """They have ids and titles of their own and no direction."""
    ids = {each.id for each in catalogue.national_indicators()}
    assert len(ids) == 3
    for name in PLANS:
        assert not ids & {each.id for each in catalogue.load(name).indicators}
    for each in catalogue.national_indicators():
        assert each.better is Direction.UNDECLARED
        assert isinstance(each.title, Titles)
        assert each.title.nb
        assert each.title.en
