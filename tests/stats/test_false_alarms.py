"""The simulated rate of false alarms against exact enumeration and known figures."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from rusfelt.errors import DomainError
from rusfelt.stats.false_alarms import false_alarm_rate
from rusfelt.stats.run_rules import run_rules


def test_rates_of_white_noise_grow_with_length() -> None:
    """Unscreened individuals charts: .12 at 20 points and .29 at 40, found by others too."""
    found = false_alarm_rate([20, 40], screened=False)
    np.testing.assert_allclose(found.rate, [0.12, 0.29], atol=0.012)
    screened = false_alarm_rate([12, 20, 40])
    assert (screened.rate[1:] > found.high).all()
    assert (np.diff(screened.rate) > 0).all()


def test_autocorrelation_makes_most_charts_signal() -> None:
    """At a correlation of .4: .46 at 20 points and .81 at 40."""
    found = false_alarm_rate([20, 40], autocorrelation=0.4, screened=False)
    np.testing.assert_allclose(found.rate, [0.46, 0.81], atol=0.012)


def test_the_run_chart_agrees_with_counting_every_pattern() -> None:
    """Around its median an even series has as many points above as below: 252 orders of ten."""
    signs = np.array([s for s in product((-1, 1), repeat=10) if sum(s) == 0])
    exact = run_rules(signs, 0, rules="anhoej").signal.mean()
    found = false_alarm_rate(10, rules="anhoej", centre="median")
    assert found.low <= exact <= found.high


def test_the_rate_is_the_same_every_time_and_bounded() -> None:
    """A fixed seed; the share lies within its own bounds; any shape of n."""
    a = false_alarm_rate([[8, 12], [12, 8]], rules=["outside", "shift"])
    b = false_alarm_rate(8, rules=["shift", "outside"])
    assert a.rate.shape == (2, 2)
    assert a.rate[0, 0] == a.rate[1, 1] == b.rate
    assert ((a.low <= a.rate) & (a.rate <= a.high)).all()
    np.testing.assert_array_equal(a.charts, 20_000)


def test_series_too_short_for_a_rule_never_signal() -> None:
    """Six points cannot hold a trend of seven; one point has no limits."""
    assert false_alarm_rate(6, rules=["trend", "shift"]).rate == 0
    assert false_alarm_rate(1).rate == 0


def test_options_reach_the_chart() -> None:
    """A shorter trend and limits from few points signal more; long series are simulated less."""
    assert false_alarm_rate(20, trend=5).rate > false_alarm_rate(20).high
    assert false_alarm_rate(40, baseline=12).rate > false_alarm_rate(40).high
    assert false_alarm_rate(20, shift=5).rate > false_alarm_rate(20).high
    assert false_alarm_rate(1000).charts < 5000


@pytest.mark.parametrize("n", [0, -1, 2001, 2.5, "ten", [5, 0]])
def test_impossible_lengths_are_refused(n: object) -> None:
    """None, negative, too many, not whole, words."""
    with pytest.raises(DomainError, match="n"):
        false_alarm_rate(n)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("options", "place"),
    [
        ({"autocorrelation": 1.0}, "autocorrelation"),
        ({"autocorrelation": np.nan}, "autocorrelation"),
        ({"centre": "mode"}, "centre"),
        ({"rules": "luck"}, "rules"),
        ({"trend": 1}, "trend"),
        ({"baseline": 1}, "baseline"),
    ],
)
def test_impossible_options_are_refused(options: dict[str, object], place: str) -> None:
    """Each names itself."""
    with pytest.raises(DomainError, match=place):
        false_alarm_rate(9, **options)  # type: ignore[arg-type]


def test_no_lengths_give_no_rates() -> None:
    """An empty array of lengths."""
    assert false_alarm_rate([]).rate.shape == (0,)
