"""Run rules against a slow reading of their text, published tables and printed output."""

from __future__ import annotations

from itertools import groupby, pairwise, product
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.special import ndtri

from rusfelt.errors import DomainError
from rusfelt.stats.run_rules import RULES, RULESETS, RunRules, run_rules
from rusfelt.stats.xmr import xmr

if TYPE_CHECKING:
    from collections.abc import Iterator

# qicharts2's vignette, appendix 2: the limits for 10 to 100 useful points.
LONGEST = [6] * 2 + [7] * 11 + [8] * 23 + [9] * 45 + [10] * 10
CROSSINGS = (
    "2 2 3 3 4 4 4 5 5 6 6 6 7 7 8 8 8 9 9 10 10 11 11 11 12 12 13 13 14 14 14 15 15 16 16 17 17 17 "
    "18 18 19 19 20 20 21 21 21 22 22 23 23 24 24 25 25 25 26 26 27 27 28 28 29 29 29 30 30 31 31 "
    "32 32 33 33 34 34 34 35 35 36 36 37 37 38 38 39 39 39 40 40 41 41"
)


def r_normals(seed: int) -> Iterator[float]:
    """What ``set.seed(seed); rnorm(...)`` draws in R: Mersenne Twister and inversion."""
    state = seed
    for _ in range(50):
        state = (69069 * state + 1) % 2**32
    key = []
    for _ in range(625):
        state = (69069 * state + 1) % 2**32
        key.append(state)
    generator = np.random.MT19937()
    inner = generator.state
    inner["state"] = {"key": np.array(key[1:], dtype=np.uint32), "pos": 624}
    generator.state = inner

    def uniform() -> float:
        return int(generator.random_raw()) * 2.3283064365386963e-10

    while True:
        high = int(134217728 * uniform())
        yield float(ndtri((high + uniform()) / 134217728))


def read_slowly(y: list[float], centre: float, lower: float, upper: float) -> dict[str, list[int]]:
    """Making Data Count's four rules, point by point, and which points to mark."""
    n = len(y)
    near_lower, near_upper = (centre + (limit - centre) * (2 / 3) for limit in (lower, upper))
    codes = {rule: [0] * n for rule in ("outside", "trend", "two_in_three", "shift")}
    marked = [False] * n
    for i, value in enumerate(y):
        codes["outside"][i] = (value > upper) - (value < lower)
        marked[i] |= codes["outside"][i] != 0
    for end in range(6, n):
        window = y[end - 6 : end + 1]
        steps = [b - a for a, b in pairwise(window)]
        codes["trend"][end] = all(s > 0 for s in steps) - all(s < 0 for s in steps)
        codes["shift"][end] = all(v > centre for v in window) - all(v < centre for v in window)
        if codes["trend"][end] or codes["shift"][end]:
            marked[end - 6 : end + 1] = [True] * 7
    for start in range(n - 2):
        window = y[start : start + 3]
        for sign, beyond, side in (
            (1, [v > near_upper for v in window], [v > centre for v in window]),
            (-1, [v < near_lower for v in window], [v < centre for v in window]),
        ):
            if sum(beyond) >= 2 and all(side):
                codes["two_in_three"][start : start + 3] = [sign] * 3
                for at, far in enumerate(beyond):
                    marked[start + at] |= far
    return codes | {"marked": [int(mark) for mark in marked]}


@given(y=st.lists(st.integers(-4, 4), min_size=0, max_size=24), centre=st.sampled_from([0, 0.5]))
def test_rules_are_what_their_text_says(y: list[float], centre: float) -> None:
    """Every code and mark of short series with many ties, and the first alarm."""
    slow = read_slowly(y, centre, centre - 3.3, centre + 3)
    fast = run_rules(y, centre, centre - 3.3, centre + 3)
    for rule, codes in slow.items():
        assert getattr(fast, rule).astype(int).tolist() == codes, rule
    alarms = [
        i for i in range(len(y))
        if slow["outside"][i] or slow["trend"][i] or slow["shift"][i]
        or (i > 1 and read_slowly(y[i - 2 : i + 1], centre, centre - 3.3, centre + 3)["two_in_three"][2])
    ]  # fmt: skip
    assert bool(fast.signal) == bool(alarms)
    assert float(fast.first) == alarms[0] if alarms else np.isnan(fast.first)


def test_the_limits_of_runs_are_qicharts2s_table() -> None:
    """10 to 100 useful points: the longest run and the fewest crossings chance explains."""
    for n, longest, crossings in zip(
        range(10, 101), LONGEST, map(int, CROSSINGS.split()), strict=True
    ):
        found = run_rules(np.arange(n), -1, rules="anhoej")
        assert (found.longest_run_limit, found.crossings_limit) == (longest, crossings)


def test_the_crossings_limit_is_the_binomial_quantile_for_any_length() -> None:
    """As scipy's quantile, from one point to ten thousand."""
    for n in [*range(1, 10), *range(101, 600, 37), 10_000]:
        limit = run_rules(np.arange(n), -1, rules="anhoej").crossings_limit
        assert limit == stats.binom.ppf(0.05, n - 1, 0.5), n


def test_runs_and_crossings_of_every_pattern() -> None:
    """All 2187 series of seven points above, on and below the centre."""
    patterns = np.array(list(product((-1, 0, 1), repeat=7)))
    found = run_rules(patterns, 0, rules="anhoej")
    for row, pattern in enumerate(patterns.tolist()):
        lengths = [len(list(run)) for _, run in groupby(value for value in pattern if value)]
        assert found.useful[row] == sum(lengths)
        assert found.longest_run[row] == max(lengths, default=0)
        assert found.crossings[row] == max(len(lengths) - 1, 0)


def test_qicharts2s_printed_shift() -> None:
    """Its vignette: set.seed(19), a shift of 2 after 12 points: run of 13, limit 8; crossings 4 of 8."""
    draw = r_normals(19)
    y = np.array([next(draw) for _ in range(24)])
    y[12:] = [2 + next(draw) for _ in range(12)]
    chart = xmr(y, screened=False)
    assert float(chart.centre) == pytest.approx(1.057091, abs=5e-7)
    assert float(chart.centre - 3 * chart.mean_range / 1.128) == pytest.approx(-2.114884, abs=5e-7)
    found = run_rules(y, chart.centre, chart.lower, chart.upper, rules=["outside", "long-run"])
    assert (found.longest_run, found.longest_run_limit) == (13, 8)
    assert (found.crossings, found.crossings_limit) == (4, 8)
    assert bool(found.long_run)
    assert not found.few_crossings, "that rule was not asked for"
    assert not found.outside.any(), "sigma.signal is 0"


def test_crossruns_printed_run_chart() -> None:
    """Its vignette's figure 1: set.seed(32), 24 points: longest run 5, crossings 11, no signal."""
    draw = r_normals(32)
    y = [next(draw) for _ in range(24)]
    found = run_rules(y, np.median(y), rules="anhoej")
    assert (found.longest_run, found.crossings, bool(found.signal)) == (5, 11, False)


def test_falling_trends_count_as_rising_ones_do() -> None:
    """NHSRplotthedots 0.1.0 marked a rise of seven points and no fall (its issue 167)."""
    rise = run_rules(range(8), 3.5, -9, 99, rules="trend")
    fall = run_rules(range(7, -1, -1), 3.5, -9, 99, rules="trend")
    assert rise.marked.all()
    assert fall.marked.all()
    np.testing.assert_array_equal(fall.trend, -rise.trend)


def test_a_point_outside_the_limits_is_also_beyond_the_near_one() -> None:
    """Far out, nearly out, inside: two of three, as Western Electric has it."""
    found = run_rules([3.5, 2.5, 1], 0, -3, 3)
    assert found.two_in_three.tolist() == [1, 1, 1]
    assert found.marked.tolist() == [True, True, False]


def test_points_on_a_line_are_not_beyond_it() -> None:
    """On a limit, on a near limit, on the centre."""
    assert not run_rules([3, -3, 3], 0, -3, 3, rules="outside").outside.any()
    near = run_rules([2, 2, 2], 0, -3, 3, near_lower=-2, near_upper=2, rules="two-in-three")
    assert not near.signal
    assert not run_rules([1, 1, 1, 0, 1, 1, 1], 0, rules="shift").signal


def test_lengths_of_trend_and_shift_can_be_chosen() -> None:
    """The Excel tool's six points; two are the fewest."""
    y = [1, 2, 3, 4, 5, 6]
    assert not run_rules(y, 0, rules=["trend", "shift"]).signal
    assert run_rules(y, 0, rules="trend", trend=6).trend.tolist() == [0, 0, 0, 0, 0, 1]
    assert run_rules(y, 0, rules="shift", shift=6).shift.tolist() == [0, 0, 0, 0, 0, 1]
    assert run_rules([1, 2, 1], 0, rules="trend", trend=2).trend.tolist() == [0, 1, -1]


def test_each_rule_can_be_switched_off() -> None:
    """A series that breaks every rule signals by just the one asked for."""
    y = np.r_[np.arange(1, 9), np.full(22, 8)]
    for rule in RULES:
        found = run_rules(y, 0, -3, 3, rules=[rule])
        fields = (found.outside, found.trend, found.two_in_three, found.shift)
        fired = [bool(np.any(field)) for field in (*fields, found.long_run, found.few_crossings)]
        assert fired == [name == rule for name in RULES]
        assert bool(found.signal)
    assert RULESETS["making-data-count"] + RULESETS["anhoej"] == RULES


def test_lines_can_differ_from_point_to_point() -> None:
    """Limits given for each point, and for each series, in one call."""
    y = np.array([[5.0, 5, 5], [5, 5, 5]])
    found = run_rules(y, [5, 5], [0, 0], [[4, 6, 6], [6, 4, 6]], rules="outside")
    assert found.outside.tolist() == [[1, 0, 0], [0, 1, 0]]


def test_undefined_lines_and_short_series_do_not_signal() -> None:
    """nan limits, a nan centre, no points, one point; run statistics follow."""
    chart = xmr([4])
    assert not run_rules([4], chart.centre, chart.lower, chart.upper).signal
    nothing = run_rules([1, 2, 3], np.nan, rules="anhoej")
    assert np.isnan([nothing.useful, nothing.longest_run, nothing.crossings_limit]).all()
    empty = run_rules([], 0, -1, 1, rules=RULES)
    assert not empty.signal
    assert np.isnan(empty.first)
    on_centre = run_rules([2, 2], 2, rules="anhoej")
    assert (on_centre.useful, on_centre.longest_run) == (0, 0)
    assert np.isnan(on_centre.longest_run_limit)


def test_a_constant_series_is_quiet() -> None:
    """Seven times 0.1 does not lie on one side of its own mean."""
    y = [0.1] * 20
    chart = xmr(y)
    found = run_rules(y, chart.centre, chart.lower, chart.upper, rules=RULES)
    assert not found.signal


@given(y=st.lists(st.integers(-5, 5), min_size=1, max_size=20))
def test_mirroring_turns_every_code(y: list[int]) -> None:
    """-y has the opposite codes, the same marks and the same run statistics."""
    there = run_rules(y, 0, -4, 4, rules=RULES)
    back = run_rules(-np.array(y), 0, -4, 4, rules=RULES)
    for field in RunRules._fields:
        a, b = getattr(there, field), getattr(back, field)
        coded = field in ("outside", "trend", "two_in_three", "shift")
        np.testing.assert_array_equal(a, -b if coded else b, err_msg=field)


def test_a_batch_is_its_rows() -> None:
    """Three by four series with their own lines give what each gives alone; none give none."""
    y = np.random.default_rng(3).normal(size=(3, 4, 30)).cumsum(axis=-1)
    chart = xmr(y)
    whole = run_rules(y, chart.centre, chart.lower, chart.upper, rules=RULES)
    for i in np.ndindex(3, 4):
        alone = run_rules(y[i], chart.centre[i], chart.lower[i], chart.upper[i], rules=RULES)
        for a, b in zip(whole, alone, strict=True):
            np.testing.assert_array_equal(a[i], b)
    none = run_rules(np.empty((0, 5)), np.empty(0), np.empty(0), np.empty(0))
    assert none.outside.shape == (0, 5)
    assert none.signal.shape == (0,)


@pytest.mark.parametrize(
    ("arguments", "options", "place"),
    [
        (([1, np.nan], 0, -1, 1), {}, "y"),
        (([1, 2], 0), {}, "lower"),
        (([1, 2], 0, -1), {}, "upper"),
        (([1, 2], 0, 1, -1), {}, "lower, row 0"),
        (([1, 2], 0, -1, 1), {"near_lower": 1, "near_upper": 0}, "near_lower"),
        (([1, 2], [0, 0, 0], -1, 1), {}, "centre"),
        (([1, 2], 0, -1, 1), {"rules": "nelson"}, "rules"),
        (([1, 2], 0, -1, 1), {"rules": ["shift", "drift"]}, "rules"),
        (([1, 2], 0, -1, 1), {"rules": []}, "rules"),
        (([1, 2], 0, -1, 1), {"trend": 1}, "trend"),
        (([1, 2], 0, -1, 1), {"shift": 7.0}, "shift"),
    ],
)
def test_impossible_questions_are_refused(
    arguments: tuple[object, ...], options: dict[str, object], place: str
) -> None:
    """Each names what does not fit."""
    with pytest.raises(DomainError, match=place):
        run_rules(*arguments, **options)  # type: ignore[arg-type]


def test_infinite_limits_are_no_limits() -> None:
    """One-sided charts; enormous values and lines give an answer and no warning."""
    assert not run_rules([1e308, -1e308], 0, -np.inf, np.inf).outside.any()
    assert run_rules([1e308, 1e308, 1e308], -1e308, -1.7e308, 1.7e308).signal.shape == ()
