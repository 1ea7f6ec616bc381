"""The control chart of individual values, by the rules of Making Data Count."""

from __future__ import annotations

import numpy as np
import pytest
from ragged_panels import outcomes, permuted_alike, ragged, without

import rusfelt
from rusfelt import DomainError
from rusfelt.evaluators import _charts
from rusfelt.evaluators.xmr import Xmr
from rusfelt.findings import NO_INTEGER
from rusfelt.stats.false_alarms import false_alarm_rate
from rusfelt.stats.run_rules import RULES, RULESETS, run_rules
from rusfelt.stats.xmr import assurance, xmr

NAN = float("nan")
RNG = np.random.default_rng(11)
CALM = RNG.normal(50, 2, 12).round(1).tolist()
JUMP = [*RNG.normal(50, 1, 12).round(1).tolist(), 70.0, 50.0]
PANEL = ragged(
    [
        {"y": CALM},
        {"y": JUMP},
        {"y": [1.0, 2.0] * 5},
        {"y": [7.0] * 12},
        {"y": [1e308, -1e308] * 6},
        {"y": CALM, "target": 90.0},
        {"y": CALM, "target": 90.0, "operator": "<=", "better": "lower"},
        {"y": CALM, "target": 90.0, "operator": "=="},
        {"y": CALM, "target": 90.0, "operator": "", "better": "target"},
        {"y": CALM, "target": 90.0, "operator": "", "better": "lower"},
        {"y": CALM, "target": np.inf},
        {"y": CALM, "target": 90.0, "held": sum(CALM)},
        {"y": CALM, "target": 50.0, "held": CALM[-1]},
    ],
    target=NAN, operator=">=", better="higher", held=NAN,
)  # fmt: skip
ASKED = rusfelt.evaluate(PANEL, "xmr")


def points(name: str, row: int) -> list:
    return ASKED.points[name][PANEL.offsets[row] : PANEL.offsets[row + 1]].tolist()


@pytest.mark.parametrize("row", [0, 1, 3])
def test_the_lines_are_those_of_the_chart(row):
    """Whatever the length of the series beside it; a constant series has limits at its value."""
    known = xmr(PANEL[row].y)
    for name in known._fields:
        if name != "points":
            assert ASKED[name][row] == getattr(known, name), name


def test_a_point_is_marked_with_the_rules_that_mark_it():
    """The jump is outside; a point no rule marks has no name beside it."""
    known = xmr(JUMP)
    limits = {name: getattr(known, name) for name in ("lower", "upper")}
    words = [""] * len(JUMP)
    for rule in RULES[:4]:
        marked = run_rules(JUMP, known.centre, rules=rule, **limits).marked
        words = [f"{word},{rule}" if on else word for word, on in zip(words, marked, strict=True)]
    assert points("rule", 1) == [word.strip(",") for word in words]
    assert points("marked", 1) == [bool(word) for word in words]
    assert "outside" in points("rule", 1)[12]
    assert (ASKED["signals"][1], ASKED["signal"][1]) == (sum(map(bool, words)), True)
    assert ASKED["signal"][0] == any(points("marked", 0))


def test_several_rules_may_mark_one_point():
    """A long rise ends above the limit; the names stand in the order of the rules."""
    rise = ragged([{"y": [0.0, 1.0] * 8 + [2.0 * i for i in range(7)]}])
    found = rusfelt.evaluate(rise, "xmr")
    words = set(found.points["rule"].tolist())
    assert "outside,trend" in words or "outside,trend,two-in-three" in words
    assert found["signals"][0] == found.points["marked"].sum() == sum(
        map(bool, found.points["rule"].tolist())
    )  # fmt: skip


def test_every_row_without_an_answer_says_why():
    """Too few points, and figures that cannot be subtracted; no number stands in those rows."""
    assert outcomes(ASKED) == [
        "ok", "ok", "too-few-points", "ok", "no-estimate", *["ok"] * 8,
    ]  # fmt: skip
    for row in (2, 4):
        assert np.isnan(ASKED["centre"][row])
        assert ASKED["signals"][row] == NO_INTEGER
        assert not any(points("marked", row))
        assert all(ASKED.reason(row, language) for language in ("nb", "nn", "en"))
        assert ASKED.row(row)["signals"] is None


def test_assurance_is_held_against_the_target_the_way_the_plan_holds_it():
    """The operator first, then the direction; never guessed, and never for a sum of points."""
    chart = xmr(CALM)
    told = assurance(chart.lower, chart.upper, [90, 90, 50], better=["higher", "lower", "higher"])
    assert told.word.tolist() == ["fails", "passes", "inconsistent"]
    assert ASKED["assurance"][5:].tolist() == [
        "fails", "passes", "", "", "passes", "", "", "inconsistent",
    ]  # fmt: skip
    assert ASKED["assurance"][0] == ""


def test_false_alarms_are_those_simulated_for_the_length_and_the_rules():
    """Per chart, with the simulation's own error, and at autocorrelation .4."""
    for row, n in ((0, 12), (1, 14)):
        known = false_alarm_rate(n)
        assert ASKED["false_alarm"][row] == known.rate
        assert ASKED["false_alarm_low"][row] == known.low < known.rate < known.high
        assert ASKED["false_alarm_high"][row] == known.high
        assert ASKED["false_alarm_correlated"][row] == false_alarm_rate(n, autocorrelation=0.4).rate
    assert ASKED["false_alarm_correlated"][0] > ASKED["false_alarm"][0]
    few = rusfelt.evaluate(PANEL, "xmr", rules="outside", baseline=8, screened=False)
    known = false_alarm_rate(12, rules="outside", baseline=8, screened=False)
    assert few["false_alarm"][0] == known.rate != ASKED["false_alarm"][0]
    assert few["trial"][0]
    assert few["upper"][0] == xmr(CALM, baseline=8, screened=False).upper


def test_no_rate_is_made_up_for_a_chart_too_long_to_simulate():
    """Above 2,000 points the rate is not stated; the chart is."""
    found = rusfelt.evaluate(ragged([{"y": [1.0, 2.0, 3.0] * 667}]), "xmr")
    assert outcomes(found) == ["ok"]
    assert np.isnan(found["false_alarm"][0])
    assert np.isnan(found["false_alarm_correlated"][0])
    assert found["upper"][0] > 3


def test_the_mirrored_series_has_the_mirrored_chart():
    """Limits change places, the same points are marked, and the assurance is the same."""
    mirrored = ragged(
        [{"y": [-v for v in y], "target": -90.0, "operator": "<="} for y in (CALM, JUMP)]
    )
    found = rusfelt.evaluate(mirrored, "xmr")
    straight = rusfelt.evaluate(
        ragged([{"y": y, "target": 90.0, "operator": ">="} for y in (CALM, JUMP)]), "xmr"
    )
    assert found["lower"] == pytest.approx(-straight["upper"])
    assert found.points["rule"].tolist() == straight.points["rule"].tolist()
    assert found["assurance"].tolist() == straight["assurance"].tolist()


def test_the_order_of_the_series_plays_no_part():
    """Rows and points follow their series."""
    permuted_alike(PANEL, "xmr", rules="outside,shift")
    order = [5, 1, 0, 3]
    shuffled = rusfelt.evaluate(PANEL.take(order), "xmr")
    assert shuffled.points["rule"].tolist() == [w for row in order for w in points("rule", row)]


def test_a_panel_that_says_less_gets_a_chart_all_the_same():
    """Without a target there is no assurance, and nothing else is missing."""
    bare = without(without(without(PANEL, "target"), "operator"), "held")
    found = rusfelt.evaluate(bare, "xmr")
    assert set(found["assurance"].tolist()) == {""}
    assert found["upper"][0] == ASKED["upper"][0]


def test_the_chart_never_judges():
    """A signal decides nothing, so a plan cannot name it as its judge."""
    assert not Xmr().spec.judges
    assert ASKED.verdict is None


def test_the_rules_known_here_are_those_of_the_statistics():
    """The list stands twice, since the statistics load scipy."""
    assert RULES == _charts.RULES
    assert RULESETS == _charts.RULESETS


@pytest.mark.parametrize(
    "params", [{"rules": "outsid"}, {"rules": ""}, {"baseline": 1}, {"baseline": -3}, {"trend": 1},
               {"shift": 0}],
    ids=str,
)  # fmt: skip
def test_impossible_choices_are_refused_when_made(params):
    """Before any panel is looked at."""
    with pytest.raises(DomainError):
        Xmr(**params)


def test_its_choices_stand_in_the_provenance():
    """All of them, as plain values."""
    assert dict(ASKED.provenance.params) == {
        "screened": True, "baseline": 0, "rules": "making-data-count", "trend": 7, "shift": 7,
    }  # fmt: skip
