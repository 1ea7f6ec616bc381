"""Goal attainment by person: T-scores before and after, against the functions they are made of."""

from __future__ import annotations

import numpy as np
import pytest
from ragged_panels import ragged

import rusfelt
from rusfelt.errors import DomainError, PluginError
from rusfelt.evaluation.people.rollup import roll_up
from rusfelt.evaluators.gas import Gas
from rusfelt.stats.goals.gas import gas_change, goal_attainment

NAN = float("nan")
# Each goal of each person: levels, and its weight.
GOALS = {
    "a": [([-1.0, 0.0], 3.0), ([-1.0, 1.0], 2.0), ([-2.0, -1.0], 1.0)],
    "b": [([-1.0, 2.0], 1.0), ([-1.0, -1.0, -2.0], 4.0), ([-1.0, 0.0], 6.0)],
    "c": [([-2.0, 0.5], 2.0)],
}


def goals(people, *, weighted=True, **shared):
    """A panel with one series a person and goal."""
    series = [
        {"indicator": f"goal-{place}", "unit": unit, "y": levels, "weight": weight}
        for unit, each in people.items()
        for place, (levels, weight) in enumerate(each, start=1)
    ]
    if not weighted:
        series = [{**each, "weight": NAN} for each in series]
    return ragged(series, kind="score", design="panel", better="higher", **shared)


@pytest.mark.parametrize("weighted", [True, False])
def test_each_person_is_what_the_functions_say(weighted):
    """First level and last, over that person's goals, with their weights or with none."""
    found = rusfelt.evaluate(goals(GOALS, weighted=weighted), "gas")
    assert found["unit"].tolist() == ["a", "b", "c"]
    for row, each in enumerate(GOALS.values()):
        before, after = ([levels[end] for levels, _ in each] for end in (0, -1))
        weights = [weight for _, weight in each] if weighted else None
        change = gas_change(before, after, weights)
        achieved = goal_attainment(after, weights)
        for ours, theirs in (
            ("t_baseline", change.baseline), ("t_achieved", change.achieved),
            ("t_change", change.change), ("mean_level", achieved.mean),
            ("mean_change", change.mean_change), ("t_lowest", change.low),
            ("t_highest", change.high),
        ):  # fmt: skip
            assert found[ours][row] == pytest.approx(float(theirs), abs=1e-12), ours
    assert found["goals"].tolist() == [3, 3, 1]
    assert found["unrated"].tolist() == [0, 0, 0]
    assert found["at_floor"].tolist() == [1, 0, 1]
    assert found["rule"].tolist() == ["undefined"] * 3


def test_different_numbers_of_goals_are_warned_of():
    """So are different weights; and not people whose T-scores share one range."""
    alike = {"a": GOALS["a"], "b": GOALS["b"]}
    assert set(rusfelt.evaluate(goals(GOALS), "gas")["caution"].tolist()) == {
        "different-numbers-of-goals"
    }
    assert set(rusfelt.evaluate(goals(alike), "gas")["caution"].tolist()) == {"different-weights"}
    same = rusfelt.evaluate(goals(alike, weighted=False), "gas")
    assert set(same["caution"].tolist()) == {""}
    assert roll_up(rusfelt.evaluate(goals(GOALS), "gas"))["caution"] == "different-numbers-of-goals"


def test_everybody_just_as_far_below_has_another_t_by_the_number_of_goals():
    """All at -1: 40 for one goal and 34.5 for six, which the mean level does not hide."""
    people = {f"p{n}": [([-1.0, -1.0], NAN)] * n for n in range(1, 7)}
    found = rusfelt.evaluate(goals(people), "gas")
    assert found["t_achieved"] == pytest.approx(
        [40, 37.597, 36.307, 35.490, 34.924, 34.508], abs=5e-4
    )
    assert found["mean_level"].tolist() == [-1] * 6


def test_a_goal_not_rated_again_leaves_no_t_unless_left_out():
    """And is counted either way."""
    people = {
        "a": GOALS["a"],
        "b": [([-1.0, 1.0], 1.0), ([-1.0], 1.0)],
        "c": [([-1.0, 1.0], 1.0), ([], 1.0)],
        "d": [([-1.0], 1.0)],
    }
    strict = rusfelt.evaluate(goals(people), "gas")
    assert strict["reason"].tolist() == ["", "missing-post", "missing-pre", "missing-post"]
    assert strict["unrated"][0] == 0
    assert strict.row(1)["t_change"] is None
    loose = rusfelt.evaluate(goals(people), "gas", unrated="left-out")
    assert loose["reason"].tolist() == ["", "", "", "missing-post"]
    assert loose["unrated"][:3].tolist() == [0, 1, 1]
    assert loose["t_achieved"][1:3].tolist() == [60, 60]
    assert loose["rule"][0] == "left-out"


def test_a_weight_of_nought_drops_the_goal():
    """As if it had never been set; rated or not."""
    dropped = {"a": [*GOALS["a"], ([2.0], 0.0)], "b": GOALS["b"]}
    found = rusfelt.evaluate(goals(dropped), "gas")
    alone = rusfelt.evaluate(goals({"a": GOALS["a"], "b": GOALS["b"]}), "gas")
    for name in ("t_baseline", "t_achieved", "goals", "unrated"):
        assert found[name].tolist() == alone[name].tolist()


def test_whoever_has_no_t_says_why_and_disturbs_nobody():
    """Levels off the scale and impossible weights are no exceptions."""
    odd = {
        "m1": [([-1.0, 3.0], 1.0)],
        "m2": [([-2.5, 1.0], 1.0)],
        "m3": [([-1.0, 1.0], -1.0)],
        "m4": [([-1.0, 1.0], float("inf"))],
        "m5": [([-1.0, 1.0], NAN), ([-1.0, 1.0], 1.0)],
        "m6": [([-1.0, 1.0], 0.0), ([-1.0, 1.0], 0.0)],
        "m7": [([-1.0, 1e308], 1.0)],
    }
    found = rusfelt.evaluate(goals(GOALS | odd), "gas")
    assert found["reason"].tolist() == [
        "", "", "", "level-out-of-range", "level-out-of-range", *["impossible-weight"] * 3,
        "no-weights", "level-out-of-range",
    ]  # fmt: skip
    alone = rusfelt.evaluate(goals(GOALS), "gas")
    for name in alone:
        assert found[name][:3].tolist() == alone[name].tolist()
    for row in range(3, found.rows):
        assert found.row(row)["goals"] is None
        assert np.isnan(found["t_achieved"][row])
        for language in ("nb", "nn", "en"):
            assert found.reason(row, language) not in {"", found["reason"][row]}


@pytest.mark.parametrize(
    ("shared", "code"),
    [({"better": "lower"}, "goals-higher-better"), ({"role": "process"}, "process-measure")],
)
def test_what_cannot_be_a_goal_is_none(shared, code):
    """A level of -2 is the worst there is, and a goal is the person's."""
    series = [{"indicator": "goal-1", "unit": "a", "y": [-1.0, 1.0]}]
    panel = ragged(series, kind="score", design="panel", **{"better": "higher", **shared})
    assert rusfelt.evaluate(panel, "gas")["reason"].tolist() == [code]


def test_only_the_goals_named_are_looked_at():
    """Other scores of the same people are nobody's goals."""
    panel = ragged(
        [
            {"indicator": "goal-1", "unit": "a", "y": [-1.0, 1.0]},
            {"indicator": "goal-2", "unit": "a", "y": [-1.0, 0.0]},
            {"indicator": "phq9", "unit": "a", "y": [20.0, 8.0]},
            {"indicator": "phq9", "unit": "b", "y": [20.0, 8.0]},
        ],
        kind="score", design="panel",
    )  # fmt: skip
    assert rusfelt.evaluate(panel, "gas")["reason"].tolist() == ["level-out-of-range"] * 2
    found = rusfelt.evaluate(panel, "gas", goals="goal-1, goal-2")
    assert found["reason"].tolist() == ["", "no-goals"]
    assert found["t_achieved"][0] == float(goal_attainment([1, 0]).t)
    assert Gas("goal-1, goal-2").spec.needs.roles == ("goal-1", "goal-2")
    assert Gas().spec.needs.roles == ()
    nobody = rusfelt.evaluate(panel, "gas", goals="other")
    assert nobody["reason"].tolist() == ["no-goals"] * 2


def test_goals_may_share_an_indicator():
    """Told apart by group; each series is a goal."""
    panel = ragged(
        [
            {"indicator": "gas", "unit": "a", "group": group, "y": [-1.0, level]}
            for group, level in (("goal=1", 1.0), ("goal=2", 0.0))
        ],
        kind="score", design="panel",
    )  # fmt: skip
    found = rusfelt.evaluate(panel, "gas")
    assert found["goals"].tolist() == [2]
    assert found["t_achieved"][0] == float(goal_attainment([1, 0]).t)


def test_the_order_of_series_is_nothing():
    """To the last digit, whatever order the goals stand in."""
    panel = goals(GOALS)
    found = rusfelt.evaluate(panel, "gas", rho=0.1)
    order = np.random.default_rng(2).permutation(len(panel))
    again = rusfelt.evaluate(panel.take(order), "gas", rho=0.1)
    for name in found:
        np.testing.assert_array_equal(again[name], found[name])
    assert found["t_achieved"][0] == pytest.approx(
        float(goal_attainment([0, 1, -1], [3, 2, 1], 0.1).t)
    )


def test_weights_that_are_no_numbers_are_told():
    """Words in the column of weights."""
    panel = ragged(
        [{"indicator": "goal-1", "unit": "a", "y": [-1.0, 1.0], "weight": "much"}],
        kind="score", design="panel",
    )  # fmt: skip
    assert rusfelt.evaluate(panel, "gas")["reason"].tolist() == ["impossible-weight"]


@pytest.mark.parametrize("params", [
    {"goals": "a,,b"}, {"goals": "a, a"}, {"goals": 3}, {"rho": 1.5}, {"rho": NAN},
    {"unrated": "guess"},
])  # fmt: skip
def test_impossible_parameters_are_refused(params):
    """When it is made."""
    with pytest.raises((DomainError, ValueError)):
        Gas(**params)
    with pytest.raises(PluginError):
        rusfelt.evaluate(goals(GOALS), "gas", **params)
