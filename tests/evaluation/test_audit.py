"""Can a plan be evaluated at all, and do its figures agree?"""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from scipy import stats

import rusfelt
from rusfelt import Indicator, Measurement, Measurements, Target, Tiltak, catalogue

FULL = Indicator("i", "i", kind="count", counts="events", design="register", better="lower")
AIM = Target("i", value=5, baseline_period="2019", due="2024")
WORK = Tiltak("t", "t", moves=["i"], responsible=["HM"])
FIGURES = [Measurement("i", period=str(year), value=9) for year in (2019, 2020)]


def lacking(
    indicator: Indicator = FULL,
    target: Target | None = AIM,
    tiltak: Tiltak = WORK,
    figures: Any = FIGURES,
) -> tuple[str, ...]:
    """What the one tiltak of a plan lacks."""
    targets = [] if target is None else [target]
    plan = rusfelt.Plan("p", "p", indicators=[indicator], targets=targets, tiltak=[tiltak])
    return rusfelt.audit(plan, Measurements.of(figures)).tiltak[0].missing


def test_a_tiltak_with_every_criterion_lacks_nothing() -> None:
    """It can be evaluated."""
    assert lacking() == ()


CRITERIA = {
    "an indicator, and all that belongs to one": (
        {"tiltak": attrs.evolve(WORK, moves=None)},
        ("indicator", "direction", "baseline", "target", "deadline", "data", "points", "design"),
    ),
    "a direction": ({"indicator": attrs.evolve(FULL, better="undeclared")}, ("direction",)),
    "a baseline": ({"target": attrs.evolve(AIM, baseline_period=None)}, ("baseline",)),
    "a target, and with it baseline and deadline": (
        {"target": None}, ("baseline", "target", "deadline"),
    ),
    "a deadline": ({"target": attrs.evolve(AIM, due=None)}, ("deadline",)),
    "someone responsible": ({"tiltak": attrs.evolve(WORK, responsible=None)}, ("responsible",)),
    "data": ({"figures": []}, ("data", "points")),
    "data that are observations": (
        {"figures": [Measurement("i", period="2030", value=1, state="projected")]}, ("data", "points"),
    ),
    "figures that are shown: hidden ones are there": (
        {"figures": [Measurement("i", period="2020", state="suppressed")]}, ("points",),
    ),
    "enough points": ({"figures": FIGURES[:1]}, ("points",)),
    "a design": ({"indicator": attrs.evolve(FULL, design=None)}, ("design",)),
    "a design that compares: a cross-section of unknown coverage": (
        {"indicator": attrs.evolve(FULL, design="cross-section")}, ("design",),
    ),
    "a design that compares: what is counted is not said": (
        {"indicator": attrs.evolve(FULL, counts=None)}, ("design",),
    ),
    "a design that compares: a stock without overlap": (
        {"indicator": attrs.evolve(FULL, counts="persons-present")}, ("design",),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CRITERIA)
def test_a_tiltak_lacks(name: str) -> None:
    """Taking one thing away is noticed, and nothing else is."""
    changed, expected = CRITERIA[name]
    assert lacking(**changed) == expected


@pytest.mark.parametrize(
    ("changed"),
    [
        {"target": attrs.evolve(AIM, baseline_period=None, baseline=9.0)},
        {"target": attrs.evolve(AIM, due=None), "tiltak": attrs.evolve(WORK, due="2024")},
        {"target": attrs.evolve(AIM, form="each-period", baseline_period=None)},
        {"indicator": attrs.evolve(FULL, design="cross-section", coverage="equal")},
        {"indicator": attrs.evolve(FULL, counts="persons-present", overlap=0.4)},
    ],
    ids=["a stated baseline", "the tiltak's own deadline", "each period", "coverage", "overlap"],
)
def test_a_criterion_can_be_met_another_way(changed: dict[str, Any]) -> None:
    """Each of these says what was asked for."""
    assert lacking(**changed) == ()


def test_a_milestone_needs_a_due_date_and_nothing_measured() -> None:
    """No baseline, points or design."""
    done = Indicator("i", "i", kind="milestone")
    assert lacking(done, Target("i", value=1, due="2024"), figures=[]) == ()
    assert lacking(done, Target("i", value=1), figures=[]) == ("deadline",)
    assert lacking(done, None, figures=[]) == ("target", "deadline")


def test_totals_count_by_strategy_and_by_level() -> None:
    """A tiltak in two strategies counts in both."""
    plan = rusfelt.Plan(
        "p", "p", indicators=[FULL], targets=[AIM],
        strategies=[rusfelt.Strategy("A", "a"), rusfelt.Strategy("B", "b")],
        tiltak=[
            attrs.evolve(WORK, strategies=["A", "B"], level="group"),
            Tiltak("u", "u", strategies=["B"], level="individual"),
        ],
    )  # fmt: skip
    found = rusfelt.audit(plan, Measurements.of(FIGURES))
    assert {
        k: (v["tiltak"], v["evaluable"], v["indicator"]) for k, v in found.by_strategy.items()
    } == {
        "A": (1, 1, 0),
        "B": (2, 1, 1),
    }
    assert {k: v["responsible"] for k, v in found.by_level.items()} == {"group": 0, "individual": 1}
    assert found.evaluable == 1


# -- What could be detected at all --------------------------------------------------------------


def by_enumeration(baseline: int) -> int | None:
    """The largest later count that a doubled binomial test finds lower, by trying them all."""
    found = [
        later
        for later in range(baseline)
        if 2 * stats.binom.cdf(later, later + baseline, 0.5) <= 0.05
    ]
    return max(found, default=None)


@pytest.mark.parametrize(
    ("baseline", "low", "words"),
    [
        (2, None, "From a baseline of 2 not even 0 would be a detectable fall"),
        (4, None, "From a baseline of 4 not even 0 would be a detectable fall"),
        (10, 2, "From a baseline of 10 only a fall to 2 or fewer"),
        (20, 8, "From a baseline of 20 only a fall to 8 or fewer"),
    ],
)
def test_detectable_change(baseline: int, low: int | None, words: str) -> None:
    """From 2 or 4 nothing, not even 0; from 10 two or fewer; from 20 eight or fewer."""
    plan = rusfelt.Plan("p", "p", indicators=[FULL])
    figures = Measurements.of([Measurement("i", period="2019", value=baseline)])
    found = rusfelt.audit(plan, figures).to_dict()["detectable"][0]
    assert found["low"] == low == by_enumeration(baseline)
    assert found["sentence"]["en"].startswith(words)


def test_what_is_said_to_be_detectable_is_what_the_verdict_finds(judge: Any) -> None:
    """Two of ten is found, three of ten is not."""
    spec = {"kind": "count", "counts": "events", "design": "register", "better": "lower"}
    assert judge(spec, [(2019, 10), (2020, 2)]).verdict == "improving"
    assert judge(spec, [(2019, 10), (2020, 3)]).verdict == "cannot-decide"
    assert judge(spec, [(2019, 4), (2020, 0)]).verdict == "cannot-decide"


# -- The real plan ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real() -> rusfelt.Audit:
    return rusfelt.audit(rusfelt.load_plan("nordre-aker"), catalogue.figures("nordre-aker"))


def test_not_one_of_the_49_tiltak_can_be_evaluated(real: rusfelt.Audit) -> None:
    """All lack indicator, baseline, target and deadline; all name someone responsible."""
    assert len(real.tiltak) == 49
    assert real.evaluable == 0
    for each in real.tiltak:
        assert each.missing == (
            "indicator", "direction", "baseline", "target", "deadline", "data", "points", "design",
        )  # fmt: skip
    assert real.tiltak[0].sentence("nb").startswith("Mangler: indikator")


def test_the_real_plan_by_strategy_and_level(real: rusfelt.Audit) -> None:
    """17, 11 and 21; 29 structural, 9 group and 11 individual."""
    counts = [{k: v["tiltak"] for k, v in t.items()} for t in (real.by_strategy, real.by_level)]
    assert counts == [
        {"S1": 17, "S2": 11, "S3": 21},
        {"structural": 29, "group": 9, "individual": 11},
    ]
    lacking_target = {k: v["target"] for k, v in real.by_strategy.items()}
    assert lacking_target == {"S1": 17, "S2": 11, "S3": 21}


def test_the_real_plan_and_the_city_plan(real: rusfelt.Audit) -> None:
    """20 clear links to 19 city tiltak; 10 without counterpart; 13 local ones without parent."""
    links = real.links
    assert (links.clear_links, links.clearly_implemented) == (20, 19)
    assert links.without_counterpart == tuple(
        f"oslo/O-{name}"
        for name in (
            "S1-A",
            "S1-B",
            "S2-B",
            "S2-C",
            "S2-I",
            "S2-J",
            "S33-A",
            "S34-C",
            "S34-D",
            "S35-C",
        )
    )
    assert links.without_parent == (
        "N-1S3", "N-1S4", "N-1S5", "N-1S6", "N-1G2", "N-1I3", "N-1I5", "N-1I6", "N-2S5", "N-2I2",
        "N-3S8", "N-3S12", "N-3I3",
    )  # fmt: skip
    assert (links.broken, links.unseen_parents) == ((), ())


def test_the_real_plans_duplicates(real: rusfelt.Audit) -> None:
    """Three pairs."""
    assert set(real.duplicates) == {("N-1G1", "N-2G3"), ("N-2S1", "N-3S10"), ("N-3S6", "N-3G2")}


def test_the_real_plan_names_a_body_it_never_defines(real: rusfelt.Audit) -> None:
    """FHS, once."""
    assert real.undefined_bodies == {"FHS": ("N-2S1",)}


def test_text_and_table_give_different_populations(real: rusfelt.Audit) -> None:
    """51 519 in the text and 51 255 in the table."""
    (found,) = [each for each in real.contradictions if each.code == "two-values"]
    assert (found.indicator, found.unit, found.period) == ("befolkning", "030108", "2019")
    assert found.values == {"first": 51255, "second": 51519, "difference": 264}
    assert "51519" in found.sentence("en").replace(" ", "").replace(",", "")


def test_age_groups_and_totals_differ_by_one(real: rusfelt.Audit) -> None:
    """99+ is inside 90+ and is not added; the text's 51 519 is no total of the table."""
    found = {
        int(each.period): each.values["difference"]
        for each in real.contradictions
        if each.code == "parts-and-total" and each.unit == "030108"
    }
    differences = dict(zip(range(2019, 2030), [-1, 0, -1, 1, 0, 0, -1, -1, 1, 1, 1], strict=True))
    assert found == {year: off for year, off in differences.items() if off}


def test_the_real_plans_shares_can_all_be_whole_people(real: rusfelt.Audit) -> None:
    """With 128 people every whole per cent is some number of them, so nothing is claimed."""
    codes = {each.code for each in real.contradictions}
    assert codes == {"two-values", "parts-and-total"}


def test_a_share_no_whole_number_of_people_gives() -> None:
    """Of 20 people, 5 per cent is one and 7 per cent is nobody."""
    plan = rusfelt.Plan("p", "p", indicators=[Indicator("s", "s", kind="coverage")])
    rows = [
        Measurement("s", period=str(2019 + i), value=value, denominator=20)
        for i, value in enumerate((5, 7, 35))
    ]
    found = rusfelt.audit(plan, Measurements.of(rows)).contradictions
    assert [(each.code, each.period) for each in found] == [("impossible-share", "2020")]


def test_a_printed_share_that_is_not_its_counts() -> None:
    """35 of 68 is 51.47: 51 and 51.5 are right, 52 is not."""
    plan = rusfelt.Plan("p", "p", indicators=[Indicator("s", "s", kind="coverage")])
    rows = [
        Measurement("s", period=str(2019 + i), value=value, numerator=35, denominator=68)
        for i, value in enumerate((51, 51.5, 52))
    ]
    found = rusfelt.audit(plan, Measurements.of(rows)).contradictions
    assert [(each.code, each.period) for each in found] == [("share-and-counts", "2021")]


def test_a_plan_is_audited_without_figures() -> None:
    """Then data are what is missing."""
    plan = rusfelt.Plan("p", "p", indicators=[FULL], targets=[AIM], tiltak=[WORK])
    assert rusfelt.audit(plan).tiltak[0].missing == ("data", "points")


def test_figures_of_indicators_the_plan_does_not_have_are_named() -> None:
    """And indicators nothing points at are too."""
    plan = rusfelt.Plan("p", "p", indicators=[FULL])
    found = rusfelt.audit(plan, Measurements.of([Measurement("x", period="2019", value=1)]))
    assert (found.unknown_indicators, found.unlinked_indicators) == (("x",), ("i",))


def test_links_to_what_is_not_there_and_to_plans_nobody_has_are_told_apart() -> None:
    """A shipped parent is looked up; of another nothing is said."""
    plan = rusfelt.Plan(
        "p", "p", parents=["oslo", "elsewhere"],
        tiltak=[Tiltak("t", "t", implements=["oslo/O-NOT", "elsewhere/X"])],
    )  # fmt: skip
    links = rusfelt.audit(plan).links
    assert (links.broken, links.unseen_parents) == (("oslo/O-NOT",), ("elsewhere",))
    assert links.without_parent == ()
