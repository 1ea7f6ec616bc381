"""Runs around the median."""

from __future__ import annotations

import numpy as np
import pytest
from ragged_panels import outcomes, permuted_alike, ragged

import rusfelt
from rusfelt.evaluators.run_rules import RunRules
from rusfelt.stats.false_alarms import false_alarm_rate
from rusfelt.stats.run_rules import run_rules
from rusfelt.stats.xmr import xmr

RNG = np.random.default_rng(5)
CALM = RNG.normal(10, 1, 11).round(2).tolist()
SHIFTED = [*RNG.normal(10, 1, 12).round(2).tolist(), *RNG.normal(20, 1, 12).round(2).tolist()]
PANEL = ragged(
    [{"y": CALM}, {"y": SHIFTED}, {"y": [1.0] * 9}, {"y": [1e308, -1e308] * 6}, {"y": [1.7e308] * 10}]
)  # fmt: skip
ASKED = rusfelt.evaluate(PANEL, "run-rules")


@pytest.mark.parametrize(("row", "y"), [(0, CALM), (1, SHIFTED)])
def test_runs_and_crossings_are_counted_around_the_median(row, y):
    """By Anhøj's rules, which mark no single point."""
    known = run_rules(y, np.median(y), rules="anhoej")
    for name in ("useful", "longest_run", "longest_run_limit", "crossings", "crossings_limit"):
        assert ASKED[name][row] == getattr(known, name), name
    assert ASKED["centre"][row] == np.median(y)
    assert ASKED["signal"][row] == known.signal
    assert ASKED["signals"][row] == 0
    assert not ASKED.points["marked"].any()


def test_a_shift_half_way_signals():
    """Twelve and twelve on each side of the median, and one crossing."""
    assert ASKED["signal"][:2].tolist() == [False, True]
    assert (ASKED["longest_run"][1], ASKED["crossings"][1]) == (12, 1)


def test_every_row_without_an_answer_says_why():
    """Fewer points than the rules were studied for, and figures that cannot be subtracted."""
    assert outcomes(ASKED) == ["ok", "ok", "too-few-points", "no-estimate", "no-estimate"]


def test_rules_with_limits_take_those_of_the_individuals_chart():
    """Around the mean, with a baseline: what the other evaluator finds."""
    found = rusfelt.evaluate(
        PANEL, "run-rules", rules="making-data-count", centre="mean", baseline=10
    )
    chart = rusfelt.evaluate(
        PANEL.take([1]), "xmr", baseline=10
    )  # fmt: skip
    span = slice(PANEL.offsets[1], PANEL.offsets[2])
    assert found.points["rule"][span].tolist() == chart.points["rule"].tolist()
    assert found["centre"][1] == xmr(SHIFTED, baseline=10).centre
    assert chart.points["marked"].any()
    middle = rusfelt.evaluate(PANEL, "run-rules", baseline=10)
    assert middle["centre"][1] == np.median(SHIFTED[:10])


def test_false_alarms_are_those_of_the_same_question():
    """Median and Anhøj's rules by default."""
    known = false_alarm_rate(11, rules="anhoej", centre="median")
    assert ASKED["false_alarm"][0] == known.rate
    assert ASKED["false_alarm_low"][0] == known.low


def test_the_order_of_the_series_plays_no_part():
    """Rows follow their series."""
    permuted_alike(PANEL, "run-rules")


def test_it_never_judges():
    """A signal decides nothing."""
    assert not RunRules().spec.judges
