"""What the evaluators say of mappings, and what they refuse to say."""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest
from scipy import stats

import rusfelt
from rusfelt.errors import DomainError
from rusfelt_brukerplan.change import BrukerplanChange
from rusfelt_brukerplan.domains import DOMAINS
from rusfelt_brukerplan.mapped import BrukerplanMapped
from rusfelt_brukerplan.reader import read_table
from rusfelt_brukerplan.red_share import BrukerplanRedShare
from rusfelt_brukerplan.share_check import BrukerplanWholeNumber
from rusfelt_brukerplan.shares import BrukerplanShares

EVERY: tuple[Callable[[], Any], ...] = (
    BrukerplanShares,
    BrukerplanChange,
    BrukerplanMapped,
    BrukerplanRedShare,
    BrukerplanWholeNumber,
)


def mappings(
    x: list[float],
    n: list[float],
    *,
    sizes: list[int] | None = None,
    design: str = "cross-section",
    per_series: dict[str, list[Any]] | None = None,
    per_point: dict[str, list[Any]] | None = None,
) -> rusfelt.Panel:
    """Series of counts out of those mapped, in per cent, a year apart."""
    sizes = sizes or [len(x)]
    count = len(sizes)
    return rusfelt.Panel(
        [f"brukerplan.bolig.{k}" for k in range(count)],
        ["030108"] * count,
        [""] * count,
        [0] * count,
        np.cumsum([0, *sizes]),
        np.concatenate([2015.0 + np.arange(size) for size in sizes]),
        100 * np.array(x, dtype=float) / n,
        clock="period",
        per_series={
            "kind": ["coverage"] * count,
            "design": [design] * count,
            "factor": [100.0] * count,
            **(per_series or {}),
        },
        per_point={
            "x": np.array(x, dtype=float),
            "n": np.array(n, dtype=float),
            **(per_point or {}),
        },
    )


def test_the_share_of_red_has_the_intervals_scipy_gives():
    """7 of 20, by an implementation of Clopper and Pearson's and Wilson's intervals not ours."""
    theirs = stats.binomtest(7, 20)
    panel = mappings([7], [20])
    exact = rusfelt.evaluate(panel, BrukerplanShares())
    low, high = theirs.proportion_ci(method="exact")
    assert exact["latest"][0] == 35
    assert exact["latest_low"][0] == pytest.approx(100 * low)
    assert exact["latest_high"][0] == pytest.approx(100 * high)
    assert exact.points["people_high"][0] == pytest.approx(20 * high)
    wilson = rusfelt.evaluate(panel, BrukerplanShares(method="wilson"))
    low, high = theirs.proportion_ci(method="wilson")
    assert (wilson["latest_low"][0], wilson["latest_high"][0]) == pytest.approx(
        (100 * low, 100 * high)
    )


def test_those_with_both_problems_in_a_plan() -> None:
    """116 of 128 mapped is 90.6 per cent, as worked out for Nordre Aker in 2019."""
    found = rusfelt.evaluate(mappings([116], [128]), BrukerplanShares())
    assert found["latest"][0] == 90.625
    assert found.points["people"].tolist() == [116]


def test_two_mappings_are_only_described_while_coverage_is_not_declared_equal() -> None:
    """The difference stands; the interval and p are empty, and the flag says why."""
    for said in ("unequal", "", None):
        told = {} if said is None else {"coverage": [said]}
        found = rusfelt.evaluate(mappings([35, 57], [68, 60], per_series=told), BrukerplanChange())
        assert found.status.tolist() == ["ok"]
        assert found["difference"][0] == pytest.approx(95 - 100 * 35 / 68)
        assert np.isnan(
            [found[name][0] for name in ("difference_low", "difference_high", "fisher_p")]
        ).all()
        assert not found["compared"][0]
        assert found["coverage"][0] == (said or "undeclared")


def test_two_mappings_with_coverage_declared_equal_are_tested_too() -> None:
    """Newcombe's own example: 56 of 70 against 48 of 80 differ by 0.2, interval 0.0524 to 0.3339."""
    panel = mappings([48, 56], [80, 70], per_series={"coverage": ["equal"]})
    found = rusfelt.evaluate(panel, BrukerplanChange())
    assert found["compared"][0]
    assert found["difference"][0] == pytest.approx(20)
    assert found["difference_low"][0] == pytest.approx(5.24, abs=0.005)
    assert found["difference_high"][0] == pytest.approx(33.39, abs=0.005)
    assert 0.005 < found["fisher_p"][0] < 0.02


def test_coverage_told_of_each_mapping_counts_only_between_those_compared() -> None:
    """An unequal mapping long ago does not hinder the last two; one between first and last does."""
    steps = {"coverage": ["", "unequal", "equal"]}
    panel = mappings([10, 12, 14], [50, 50, 50], per_point=steps)
    words = {
        each: rusfelt.evaluate(panel, BrukerplanChange(against=each))["coverage"][0]
        for each in ("first", "previous")
    }
    assert words == {"first": "unequal", "previous": "equal"}
    undeclared = mappings([10, 12, 14], [50] * 3, per_point={"coverage": ["", "", "equal"]})
    assert rusfelt.evaluate(undeclared, BrukerplanChange())["coverage"][0] == "undeclared"


def test_a_plan_that_says_less_than_the_table_is_what_counts() -> None:
    """Equal at every mapping, and unequal in the plan, is unequal; never the other way."""
    steps = {"coverage": ["", "equal"]}
    for said, word in (("unequal", "unequal"), ("", "undeclared"), ("equal", "equal")):
        panel = mappings([10, 12], [50, 50], per_series={"coverage": [said]}, per_point=steps)
        assert rusfelt.evaluate(panel, BrukerplanChange())["coverage"][0] == word


@pytest.mark.parametrize("evaluator", [BrukerplanShares(), BrukerplanChange()])
def test_following_people_is_refused_by_type(evaluator: Any) -> None:
    """A panel of the same people, or a register, is unmet; so is a panel that does not say."""
    for design in ("panel", "register", ""):
        found = rusfelt.evaluate(mappings([10, 12], [50, 50], design=design), evaluator)
        assert found.status.tolist() == ["unmet"]
        assert found["reason"].tolist() == ["wrong-design"]
    silent = mappings([10, 12], [50, 50])
    silent = silent.only(series={"kind", "factor"}, point={"x", "n"})
    assert rusfelt.evaluate(silent, evaluator)["reason"].tolist() == ["lacks:design"]


def test_nothing_here_can_settle_a_verdict() -> None:
    """Stocks are largely the same people each year, so a plan cannot name these in judged_by."""
    for make in EVERY:
        assert not make().spec.judges
        assert not {"verdict", "p"} & {column.name for column in make().spec.gives}


def test_figures_that_are_no_people_have_a_reason_in_three_languages() -> None:
    """Half a person, more than were mapped, and nobody mapped; neighbours are untouched."""
    panel = mappings([1.5, 12, 10], [50, 10, 50], sizes=[1, 1, 1])
    found = rusfelt.evaluate(panel, BrukerplanShares())
    assert found.status.tolist() == ["undefined", "undefined", "ok"]
    assert np.isnan(found["latest"][:2]).all()
    assert "hele antall personer" in found.reason(0)
    assert len({found.reason(0, language) for language in ("nb", "nn", "en")}) == 3


def test_a_series_is_answered_alike_beside_others_and_alone() -> None:
    """Thirty districts at once give what each gives by itself."""
    rng = np.random.default_rng(5)
    n = rng.integers(20, 400, 60)
    x = rng.integers(0, n + 1)
    panel = mappings(
        x.tolist(), n.tolist(), sizes=[2] * 30, per_series={"coverage": ["equal", "unequal"] * 15}
    )
    for evaluator in (BrukerplanShares(), BrukerplanChange(), BrukerplanWholeNumber(decimals=1)):
        together = rusfelt.evaluate(panel, evaluator)
        for row in (0, 7, 29):
            alone = rusfelt.evaluate(panel.take([row]), evaluator)
            for column in evaluator.spec.gives:
                if column.shape == "row":
                    np.testing.assert_array_equal(together[column.name][row], alone[column.name][0])


def numbers_mapped(x: list[float], coverage: str) -> rusfelt.Panel:
    """One series of how many were mapped."""
    return rusfelt.Panel(
        ["brukerplan"],
        ["030108"],
        [""],
        [0],
        [0, len(x)],
        2017 + 2.0 * np.arange(len(x)),
        x,
        clock="period",
        per_series={"kind": ["count"], "design": ["cross-section"], "coverage": [coverage]},
        per_point={"x": x},
    )


def test_how_many_were_mapped_in_a_plan_and_what_may_be_said_of_it() -> None:
    """179 and then 128 is 51 and 28.5 per cent fewer; p = 0.0042 if coverage was equal, else none."""
    equal = rusfelt.evaluate(numbers_mapped([179, 128], "equal"), BrukerplanMapped())
    assert equal["difference"][0] == -51
    assert equal["difference_pct"][0] == pytest.approx(-28.491620111731844)
    assert equal["conditional_p"][0] == pytest.approx(0.004246624221416626)
    assert equal["ratio_high"][0] < 1
    silent = rusfelt.evaluate(numbers_mapped([179, 128], ""), BrukerplanMapped())
    assert silent["difference"][0] == -51
    assert np.isnan(
        [silent[each][0] for each in ("conditional_p", "ratio_low", "ratio_high")]
    ).all()
    assert (silent["coverage"][0], silent["compared"][0]) == ("undeclared", False)


def test_a_number_mapped_of_nobody_has_an_interval_and_no_percentage_to_start_from() -> None:
    """None mapped: 0 to 3.689 by Garwood's interval; from none, no per cent."""
    found = rusfelt.evaluate(numbers_mapped([0, 4], "equal"), BrukerplanMapped())
    assert found.points["people_low"][0] == 0
    assert found.points["people_high"][0] == pytest.approx(3.689, abs=5e-4)
    assert np.isnan(found["difference_pct"][0])
    assert found.status[0] == "ok"


def test_a_plans_own_printed_figures_agree_with_the_number_mapped() -> None:
    """Nordre Aker prints whole percentages of 128; 83 men and 45 women are all of them.

    The plan does not print what the shares are of; that they all are whole people of 128, and that
    the two sexes add up to it, is what speaks for it.
    """
    file = resources.files("rusfelt.catalogue") / "figures" / "nordre-aker.csv"
    with resources.as_file(file) as path:
        figures = rusfelt.read_measurements(path)
    shares = {
        each.indicator.removeprefix("brukerplan-"): each.value
        for each in figures
        if each.indicator.startswith("brukerplan-") and each.unit == "030108"
        if each.value is not None and each.note and each.note.startswith("Avrundet andel")
    }
    panel = printed(list(shares.values()), [128] * len(shares), sizes=[1] * len(shares))
    found = rusfelt.evaluate(panel, BrukerplanWholeNumber())
    low = dict(zip(shares, found.points["count_low"].tolist(), strict=True))
    high = dict(zip(shares, found.points["count_high"].tolist(), strict=True))
    assert set(found.status.tolist()) == {"ok"}
    assert low["menn"] + low["kvinner"] == high["menn"] + high["kvinner"] == 128
    assert {name: (low[name], high[name]) for name in low if low[name] != high[name]} == {
        "fodt-utenfor-vest-europa": (11, 12)
    }
    assert low["bor-alene"] == 114


def printed(shares: list[float], n: list[float], sizes: list[int] | None = None) -> rusfelt.Panel:
    """Series of printed shares out of those mapped."""
    sizes = sizes or [len(shares)]
    count = len(sizes)
    return rusfelt.Panel(
        [f"brukerplan.share.{k}" for k in range(count)],
        [""] * count,
        [""] * count,
        [0] * count,
        np.cumsum([0, *sizes]),
        np.concatenate([2015.0 + np.arange(size) for size in sizes]),
        shares,
        clock="period",
        per_point={"n": n},
    )


def test_a_plans_printed_shares_lead_back_to_people() -> None:
    """65, 35 and 9 per cent of 128 mapped: 83, 45, and 11 or 12 people."""
    found = rusfelt.evaluate(printed([65, 35, 9], [128] * 3), BrukerplanWholeNumber())
    assert found.status.tolist() == ["ok"]
    assert found.points["count_low"].tolist() == [83, 45, 11]
    assert found.points["count_high"].tolist() == [83, 45, 12]
    assert found["impossible"][0] == 0


def test_an_impossible_share_is_said_to_be_so_and_the_others_keep_their_counts() -> None:
    """No number of 25 people is 37 per cent; the other mapping and the other series stand."""
    panel = printed([36, 37, 50], [25, 25, 10], sizes=[2, 1])
    found = rusfelt.evaluate(panel, BrukerplanWholeNumber())
    assert found.status.tolist() == ["undefined", "ok"]
    assert found["reason"].tolist() == ["impossible", ""]
    assert found.points["count_low"][[0, 2]].tolist() == [9, 5]
    assert np.isnan(found.points["count_low"][1])
    assert "whole number" in found.reason(0, "en")


def test_a_share_that_cannot_be_read_as_printed_says_which_way() -> None:
    """Finer than said, outside 0 to 100, and of no number of people."""
    panel = printed([36.5, 101, 50], [25, 25, 2.5], sizes=[1, 1, 1])
    found = rusfelt.evaluate(panel, BrukerplanWholeNumber())
    assert found["reason"].tolist() == ["more-decimals", "not-a-share", "not-a-share"]
    assert rusfelt.evaluate(panel, BrukerplanWholeNumber(decimals=1))["reason"][0] == "impossible"


def test_how_many_of_a_districts_ratings_are_red(tmp_path: Path) -> None:
    """Eight domains of 100 with 1, 2 … 8 red: 36 of 800 ratings, at the latest whole mapping."""
    rows = [
        f"{year};{district};{domain};{100 - red};0;{red};;100\n"
        for district in ("a", "b", "c")
        for year in (2018, 2019)
        for red, domain in enumerate(DOMAINS, start=1)
        if (district, year, domain) != ("b", 2019, "bolig")
        if (district, domain) != ("c", "okonomi")
    ]
    file = tmp_path / "made-up.brukerplan.csv"
    file.write_text("year;district;domain;green;yellow;red;blue_light;mapped\n" + "".join(rows))
    found = rusfelt.evaluate(read_table(file).panel(), BrukerplanRedShare())
    assert found["unit"].tolist() == ["a", "b", "c"]
    assert found.status.tolist() == ["ok", "ok", "undefined"]
    assert found["reason"][2] == "domains-missing"
    assert found["time"][:2].tolist() == [2019, 2018]
    assert [found[name][0] for name in ("red", "ratings", "share")] == [36, 800, 4.5]


def test_a_district_whose_people_are_followed_has_no_share_of_red_ratings(tmp_path: Path) -> None:
    """The same table, declared a panel, gives no row at all: nothing of it is admitted."""
    file = tmp_path / "made-up.brukerplan.csv"
    rows = [f"2019;{domain};90;0;10;100\n" for domain in DOMAINS]
    file.write_text("year;domain;green;yellow;red;mapped\n" + "".join(rows))
    mapped = read_table(file).panel()
    assert rusfelt.evaluate(mapped, BrukerplanRedShare())["share"].tolist() == [10]
    design = np.array(["panel"] * len(mapped))
    followed = attrs.evolve(mapped, per_series={**mapped.per_series, "design": design})
    assert rusfelt.evaluate(followed, BrukerplanRedShare()).rows == 0


@pytest.mark.parametrize(
    "make",
    [
        lambda: BrukerplanShares(method="wald"),  # type: ignore[arg-type]  # refused when run, too
        lambda: BrukerplanShares(confidence=1),
        lambda: BrukerplanChange(against="last"),  # type: ignore[arg-type]  # likewise
        lambda: BrukerplanWholeNumber(decimals=7),
    ],
)
def test_a_parameter_out_of_range_is_refused(make: Callable[[], Any]) -> None:
    """When it is made, and not when it is used."""
    with pytest.raises((ValueError, DomainError)):
        make()
