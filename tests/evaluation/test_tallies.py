"""Strategies, goals and the plan: numbers of each, never an average."""

from __future__ import annotations

from typing import Any

import pytest
from scipy import stats

import rusfelt
from rusfelt import Goal, Strategy, Tiltak, Verdict

LESS = {"kind": "count", "counts": "events", "design": "register", "better": "lower"}
GOOD = (LESS, [(2019, 100), (2020, 50)], [])
BAD = (LESS, [(2019, 50), (2020, 100)], [])
OPEN = (LESS, [(2019, 4), (2020, 1)], [])
STOCK = ({**LESS, "counts": "persons-present"}, [(2019, 100), (2020, 50)], [])
UNTOLD = ({**LESS, "better": "undeclared"}, [(2019, 100), (2020, 50)], [])


@pytest.fixture
def evaluation(build: Any) -> Any:
    """Two strategies under one goal; its delmål has one, and an indicator of its own."""
    plan, rows = build(
        {"g": GOOD, "b": BAD, "o": OPEN, "own": OPEN, "stock": STOCK, "untold": UNTOLD},
        goals=[
            Goal("H", "h"),
            Goal("D", "d", parent="H", indicators=["own"]),
            Goal("X", "x", indicators=["g"]),
        ],
        strategies=[Strategy("S1", "1", goals=["H"]), Strategy("S2", "2", goals=["D"])],
        tiltak=[
            Tiltak("a", "a", strategies=["S1"], moves=["g"]),
            Tiltak("b", "b", strategies=["S1"], moves=["g", "b"]),
            Tiltak("c", "c", strategies=["S1"], moves=["g"], duplicate_of="a"),
            Tiltak("d", "d", strategies=["S1", "S2"], moves=["o", "stock"]),
            Tiltak("e", "e", strategies=["S2"]),
            Tiltak("f", "f", strategies=["S2"], moves=["untold"]),
        ],
    )
    return rusfelt.evaluate_plan(plan, rows, evaluators=())


def by_id(tallies: Any) -> dict[str, Any]:
    """Tallies by the id of their strategy or goal."""
    return {each.id: each for each in tallies}


def counted(words: Any) -> dict[str, int]:
    """Only the verdicts that occur."""
    return {str(word): number for word, number in words.items() if number}


def test_a_strategy_counts_tiltak_in_each_verdict_with_duplicates_once(evaluation: Any) -> None:
    """Four are printed, three are different."""
    found = by_id(evaluation.strategies)["S1"]
    assert counted(found.tiltak) == {"improving": 1, "mixed": 1, "cannot-decide": 1}
    assert (found.adopted, found.distinct, found.decided) == (4, 3, 2)


def test_a_series_under_two_tiltak_counts_once(evaluation: Any) -> None:
    """`g` stands under three tiltak of the strategy."""
    found = by_id(evaluation.strategies)["S1"]
    assert counted(found.series) == {"improving": 1, "worsening": 1, "cannot-decide": 2}


def test_what_cannot_be_assessed_is_counted_and_never_left_out(evaluation: Any) -> None:
    """One tiltak has no indicator, one an indicator without direction."""
    found = by_id(evaluation.strategies)["S2"]
    assert counted(found.tiltak) == {"not-assessable": 2, "cannot-decide": 1}
    assert counted(found.series) == {"not-assessable": 1, "cannot-decide": 2}


def test_a_goal_is_the_union_of_its_strategies_and_of_the_goals_under_it(evaluation: Any) -> None:
    """The delmål's strategy and its own indicator are the main goal's too, each once."""
    goals = by_id(evaluation.goals)
    assert counted(goals["D"].series) == {"not-assessable": 1, "cannot-decide": 3}
    assert counted(goals["H"].series) == {
        "improving": 1, "worsening": 1, "cannot-decide": 3, "not-assessable": 1,
    }  # fmt: skip
    assert (goals["H"].adopted, goals["H"].distinct) == (6, 5)


def test_an_indicator_may_hang_on_a_goal_with_no_tiltak_between(evaluation: Any) -> None:
    """The goal has a series and no tiltak."""
    found = by_id(evaluation.goals)["X"]
    assert (counted(found.series), found.adopted) == ({"improving": 1}, 0)


def test_there_is_no_verdict_and_no_average_above_a_tiltak(evaluation: Any) -> None:
    """Every number of a tally is a count, but for the expected false alarms."""
    for each in (*evaluation.strategies, *evaluation.goals, evaluation.total):
        told = each.to_dict()
        assert "verdict" not in told
        numbers = {name: each for name, each in told.items() if not isinstance(each, (dict, str))}
        assert {name for name, each in numbers.items() if not isinstance(each, int)} == {
            "expected_false_alarms"
        }
        assert "mixed" not in told["series_verdicts"]
        assert sum(told["verdicts"].values()) == told["distinct"]


def attainable(total: int) -> float:
    """How often the doubled binomial test of two counts with this total rejects at .05."""
    return sum(
        float(stats.binom.pmf(k, total, 0.5))
        for k in range(total + 1)
        if 2 * min(stats.binom.cdf(k, total, 0.5), stats.binom.sf(k - 1, total, 0.5)) <= 0.05
    )


def test_false_alarms_to_expect_are_the_sum_of_attainable_sizes(evaluation: Any) -> None:
    """Never .05 a test: with five events the test cannot reject at all."""
    found = by_id(evaluation.strategies)["S1"]
    assert attainable(5) == 0
    assert 0.02 < attainable(150) < 0.05
    assert found.tests == 3
    assert found.false_alarms == pytest.approx(2 * attainable(150) + attainable(5))


def test_what_may_not_decide_can_raise_no_false_alarm(evaluation: Any) -> None:
    """A stock's p and that of a series without direction are described and not counted."""
    found = by_id(evaluation.strategies)["S2"]
    assert (found.tests, found.false_alarms) == (1, 0.0)


def test_the_false_discovery_rates_run_over_distinct_primary_series(evaluation: Any) -> None:
    """Benjamini-Hochberg with its assumption and Benjamini-Yekutieli beside, as scipy has them."""
    told = evaluation.to_dict()["multiplicity"]
    assert "independent" in told["assumes"]
    names = [each["indicator"] for each in told["series"]]
    assert names == ["b", "g", "o", "own"]
    p = [each["p"] for each in told["series"]]
    raw = {each.key[0]: each.test.p for each in evaluation.series}
    assert p == [raw[name] for name in names]
    for name, method in (("benjamini_hochberg", "bh"), ("benjamini_yekutieli", "by")):
        ours = [each[name] for each in told["series"]]
        assert ours == pytest.approx(stats.false_discovery_control(p, method=method))


def test_the_correction_over_the_plan_changes_no_verdict(build: Any) -> None:
    """Forty hopeless series beside it, and the one that rejects still does."""
    series = {"g": (LESS, [(2019, 40), (2020, 22)], [])}
    series |= {f"o{i:02}": OPEN for i in range(40)}
    tiltak = [Tiltak(f"t-{name}", name, moves=[name]) for name in series]
    plan, rows = build(series, tiltak=tiltak)
    found = rusfelt.evaluate_plan(plan, rows, evaluators=())
    assert found.to_dict()["multiplicity"]["series"][0]["benjamini_hochberg"] > 0.05
    assert found.tiltak[0].verdict == Verdict.IMPROVING


def test_the_total_has_the_goals_own_series_too(evaluation: Any) -> None:
    """Six series hang on tiltak or goals."""
    assert sum(evaluation.total.series.values()) == 6
    assert (evaluation.total.adopted, evaluation.total.distinct) == (6, 5)
