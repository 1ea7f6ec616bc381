"""Standardised rates and ratios against published examples, a peer, brute force and laws."""

from __future__ import annotations

from contextlib import suppress
from math import isclose

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from rusfelt.errors import DomainError
from rusfelt.stats.byar import byar
from rusfelt.stats.estimates import rate
from rusfelt.stats.intervals import poisson_exact
from rusfelt.stats.repeated_events import repeated_events
from rusfelt.stats.standard_populations import EUROPEAN_2013
from rusfelt.stats.standardisation import direct_rate, expected_events, indirect_ratio

# 19 age groups, from the examples of PHEindicatormethods.
PEOPLE = np.array([
    84935, 80367, 72122, 79259, 99806, 87362, 81579, 71103, 70001, 69007,
    63203, 52638, 46087, 40887, 32604, 28399, 21625, 13021, 7355,
])  # fmt: skip
EVENTS = np.array([
    27, 45, 55, 100, 125, 300, 295, 270, 275, 450, 455, 459, 345, 300, 270, 265, 100, 90, 35,
])  # fmt: skip
RARE = np.array([0] * 16 + [4, 3, 5])
WEIGHTS = EUROPEAN_2013.counts

# Down's syndrome by mother's age (6 groups) and birth order (1, 2, 3, 4, 5 or more), Michigan:
# the example of Fay and Feuer (1997), standardised to all births.
BIRTHS = np.array([
    [230061, 329449, 114920, 39487, 14208, 3052], [72202, 326701, 208667, 83228, 28466, 5375],
    [15050, 175702, 207081, 117300, 45026, 8660], [2293, 68800, 132424, 98301, 46075, 9834],
    [327, 30666, 123419, 149919, 104088, 34392],
])  # fmt: skip
CASES = np.array([
    [107, 141, 60, 40, 39, 25], [25, 150, 110, 84, 82, 39], [3, 71, 114, 103, 108, 75],
    [1, 26, 64, 89, 137, 96], [0, 8, 63, 112, 262, 295],
])  # fmt: skip
ALL_BIRTHS = np.array([319933, 931318, 786511, 488235, 237863, 61313])


def test_rates_and_dobsons_bounds_are_the_peers() -> None:
    """PHStatsMethods 0.1.16, ``ph_dsr`` at 95 and 99.8 %, many events and twelve."""
    expected = {
        (0, 0.95): [464.91565132391906, 450.6883093326188, 479.4689343041292],
        (0, 0.998): [464.91565132391906, 442.63456227474614, 487.9499776897795],
        (1, 0.95): [1.487832975338439, 0.7655136344742403, 2.6028001149677262],
        (1, 0.998): [1.487832975338439, 0.4926908179251035, 3.3638834506469184],
    }
    for (row, level), numbers in expected.items():
        found = direct_rate([EVENTS, RARE][row], PEOPLE, WEIGHTS, confidence=level)
        np.testing.assert_allclose(found[:3], numbers, rtol=1e-13)
        assert found.events == (4261, 12)[row]
        assert found.reason == ""


def test_fay_and_feuers_published_example() -> None:
    """As R's epitools (``ageadjust.direct``) prints it, to three figures, per birth."""
    found = direct_rate(CASES, BIRTHS, ALL_BIRTHS, method="fay-feuer", factor=1)
    printed = [
        [0.000923, 0.000912, 0.000851, 0.000927, 0.000755],
        [0.000804, 0.000824, 0.000772, 0.000800, 0.000677],
        [0.00106, 0.00101, 0.000942, 0.00115, 0.00188],
    ]
    for numbers, expected in zip(found[:3], printed, strict=True):
        np.testing.assert_array_equal([float(f"{number:.3g}") for number in numbers], expected)


def test_fay_and_feuers_bounds_are_scipys_gamma_quantiles() -> None:
    """Written out from the paper's formula, one group at a time."""
    found = direct_rate(CASES, BIRTHS, ALL_BIRTHS, method="fay-feuer", factor=1, confidence=0.9)
    for row in range(5):
        w = ALL_BIRTHS / ALL_BIRTHS.sum() / BIRTHS[row]
        d, v, m = (w * CASES[row]).sum(), (w * w * CASES[row]).sum(), w.max()
        low = stats.gamma.ppf(0.05, d * d / v, scale=v / d)
        high = stats.gamma.ppf(0.95, (d + m) ** 2 / (v + m * m), scale=(v + m * m) / (d + m))
        assert isclose(found.low[row], low, rel_tol=1e-11)
        assert isclose(found.high[row], high, rel_tol=1e-11)


def test_ratios_and_rates_are_the_peers() -> None:
    """PHStatsMethods 0.1.16, ``ph_ISRatio`` and ``ph_ISRate``."""
    found = indirect_ratio(EVENTS, PEOPLE, EVENTS[::-1] * 10, PEOPLE * 9)
    np.testing.assert_allclose(found[:3], [0.9, 0.8731774783959407, 0.9274370115925639], rtol=1e-13)
    np.testing.assert_allclose(
        found[3:6], [386.8853054405461, 375.35503937002153, 398.67972389650714], rtol=1e-13
    )
    np.testing.assert_allclose(found.expected, 4734.444444444444, rtol=1e-13)
    few = indirect_ratio(RARE, PEOPLE, EVENTS[::-1] * 10, PEOPLE * 9)
    np.testing.assert_allclose(
        few[:3], [0.002534616287256513, 0.0013081809102959694, 0.004427733454178603], rtol=1e-13
    )


def test_ten_events_are_enough_and_nine_are_not() -> None:
    """The boundary is below 10; it can be moved, and the events are told either way."""
    x = [[3, 3, 3], [3, 3, 4]]
    found = direct_rate(x, [100, 200, 300], [1, 1, 1])
    np.testing.assert_array_equal(np.isnan(found.value), [True, False])
    np.testing.assert_array_equal(np.isnan(found.low), [True, False])
    np.testing.assert_array_equal(found.events, [9, 10])
    assert found.reason.tolist() == ["few-events", ""]
    lower = direct_rate(x, [100, 200, 300], [1, 1, 1], minimum_events=[9, 11])
    assert lower.reason.tolist() == ["", "few-events"]


def test_no_events_at_all() -> None:
    """Fay and Feuer give an upper bound; Dobson's interval has nothing to stretch."""
    nothing = np.zeros(6)
    dobson = direct_rate(nothing, BIRTHS[0], ALL_BIRTHS, minimum_events=0)
    assert dobson.value == 0
    assert np.isnan([dobson.low, dobson.high]).all()
    assert dobson.reason == "no-events"
    gamma = direct_rate(nothing, BIRTHS[0], ALL_BIRTHS, minimum_events=0, method="fay-feuer",
                        factor=1)  # fmt: skip
    heaviest = (ALL_BIRTHS / ALL_BIRTHS.sum() / BIRTHS[0]).max()
    assert gamma.low == 0
    assert isclose(gamma.high, -np.log(0.025) * heaviest, rel_tol=1e-12)
    assert gamma.reason == ""


def test_an_age_group_without_people() -> None:
    """With weight, no rate can be made up for it; without, it does not matter."""
    found = direct_rate([[10, 0], [10, 5]], [[100, 0], [100, 50]], [1, 1])
    assert np.isnan(found.value[0])
    assert found.reason.tolist() == ["empty-stratum", ""]
    assert direct_rate([10, 0], [100, 0], [1, 0]).value == 10_000
    with pytest.raises(DomainError) as caught:
        direct_rate([[10, 5], [10, 5]], [[100, 50], [100, 0]], [1, 1])
    assert caught.value.problems[0].path == "x, row 1, point 1"


def test_a_reference_without_an_age_group_expects_nothing_there() -> None:
    """nan where people's expectation is unknown; 0 expected gives no ratio either."""
    people = [[100, 0], [100, 50], [0, 0]]
    found = indirect_ratio([[5, 0], [5, 1], [0, 0]], people, [20, 0], [1000, 0])
    assert found.reason.tolist() == ["", "empty-reference", "nothing-expected"]
    np.testing.assert_array_equal(np.isnan(found.ratio), [False, True, True])
    np.testing.assert_array_equal(found.events, [5, 6, 0])
    np.testing.assert_allclose(found.expected[[0, 2]], [2, 0])
    np.testing.assert_array_equal(
        np.isnan(expected_events(people, [20, 0], [1000, 0])), [False, True, False]
    )


def test_a_total_alone_is_enough_for_the_ratio() -> None:
    """Through the expected events and the interval of a count."""
    found = indirect_ratio(EVENTS, PEOPLE, EVENTS[::-1] * 10, PEOPLE * 9)
    expected = expected_events(PEOPLE, EVENTS[::-1] * 10, PEOPLE * 9)
    alone = rate(EVENTS.sum(), expected, method="byar")
    np.testing.assert_allclose(alone, found[:3], rtol=1e-14)


def test_repeated_events_widen_the_interval_by_the_square_root_of_the_variance() -> None:
    """The rate stays; twice the variance everywhere is √2 the width."""
    once = direct_rate(EVENTS, PEOPLE, WEIGHTS)
    twice = direct_rate(EVENTS, PEOPLE, WEIGHTS, variance=2 * EVENTS)
    same = direct_rate(EVENTS, PEOPLE, WEIGHTS, variance=EVENTS)
    assert twice.value == once.value
    np.testing.assert_allclose(
        twice.high - twice.value, np.sqrt(2) * (once.high - once.value), rtol=1e-11
    )
    np.testing.assert_allclose(same[:3], once[:3], rtol=1e-14)


def test_the_variance_of_repeated_events_is_that_of_simulated_admissions() -> None:
    """20,000 simulated cities in which persons have one, two or five admissions."""
    rng = np.random.default_rng(20240101)
    people, weights = np.array([5000.0, 2000.0, 500.0]), np.array([3.0, 2.0, 1.0])
    mean, times = np.array([[20.0, 6.0, 2.0], [10.0, 4.0, 3.0], [8.0, 1.0, 1.0]]), [1, 2, 5]
    cities = repeated_events(rng.poisson(mean, (20_000, 3, 3)), times)
    share = weights / weights.sum() / people
    simulated = (cities.events * share).sum(axis=1).std()
    assert isclose(np.sqrt((share**2 * (mean @ np.square(times))).sum()), simulated, rel_tol=0.02)
    # Far from the boundary Byar's limits are 1.96 standard deviations of the count away.
    typical = repeated_events(mean * 1e8, times)
    found = direct_rate(typical.events, people * 1e8, weights, factor=1,
                        variance=typical.variance)  # fmt: skip
    assert isclose((found.high - found.low) / 2 * 1e4, 1.959964 * simulated, rel_tol=0.02)


def test_dobsons_lower_bound_can_fall_below_zero() -> None:
    """As the method has it: one event in a heavily weighted group of few people."""
    found = direct_rate([1, 99], [10, 100_000], [1, 1])
    assert found.low < 0 < found.value
    assert direct_rate([1, 99], [10, 100_000], [1, 1], method="fay-feuer").low > 0


TABLES = st.integers(1, 6).flatmap(
    lambda k: st.tuples(
        hnp.arrays(np.int64, (3, k), elements=st.integers(0, 500)),
        hnp.arrays(np.int64, (3, k), elements=st.integers(1, 10**6)),
        hnp.arrays(np.float64, k, elements=st.floats(0.1, 1e4)),
    )
)


@given(TABLES)
def test_a_standard_with_the_groups_own_ages_changes_nothing(table: tuple) -> None:
    """The rate is the crude one, Dobson's bounds Byar's, and Fay and Feuer's exact."""
    x, people, _ = table
    found = direct_rate(x, people, people, factor=1, minimum_events=1)
    gamma = direct_rate(x, people, people, factor=1, minimum_events=1, method="fay-feuer")
    total, whole = x.sum(axis=1), people.sum(axis=1)
    some = total > 0
    np.testing.assert_allclose(found.value[some], (total / whole)[some], rtol=1e-12)
    for intervals, bounds in ((found, byar), (gamma, poisson_exact)):
        low, high = bounds(total, exposure=whole)
        np.testing.assert_allclose(intervals.low[some], low[some], rtol=1e-9)
        np.testing.assert_allclose(intervals.high[some], high[some], rtol=1e-9)


@given(TABLES, st.sampled_from(["dobson", "fay-feuer"]), st.randoms(use_true_random=False))
def test_order_and_unit_of_the_age_groups_do_not_matter(
    table: tuple, method: str, random: object
) -> None:
    """Nor the unit of the weights, whether rows come alone or together, ints or floats."""
    x, people, weights = table
    order = list(range(len(weights)))
    random.shuffle(order)
    found = direct_rate(x, people, weights, method=method)
    other = direct_rate(
        x[:, order].astype(float), people[:, order].tolist(), weights[order] / 7, method=method
    )
    for ours, theirs in zip(found[:3], other[:3], strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-11)
    for row in range(3):
        alone = direct_rate(x[row], people[row], weights, method=method)
        np.testing.assert_array_equal(alone.high, found.high[row])
        assert alone.reason == found.reason[row]


@given(TABLES)
def test_fay_and_feuer_hold_the_rate_and_a_group_split_in_two_stays_the_same(table: tuple) -> None:
    """The rate lies in its interval; an age group and its exact halves have one rate."""
    x, people, weights = table
    gamma = direct_rate(x, people, weights, method="fay-feuer", minimum_events=0)
    assert (gamma.low <= gamma.value * (1 + 1e-12)).all()
    assert (gamma.value <= gamma.high * (1 + 1e-12)).all()
    halves = direct_rate(
        np.concatenate([x, x], axis=1), np.concatenate([people, people], axis=1),
        np.concatenate([weights, weights]), minimum_events=0,
    )  # fmt: skip
    np.testing.assert_allclose(halves.value, gamma.value, rtol=1e-12)


@given(TABLES)
def test_the_reference_has_a_ratio_of_one_with_itself(table: tuple) -> None:
    """Observed is expected, and the standardised rate is the crude one."""
    x, people, _ = table
    found = indirect_ratio(x, people, x, people, factor=1)
    some = x.sum(axis=1) > 0
    np.testing.assert_allclose(found.ratio[some], 1, rtol=1e-12)
    crude = x.sum(axis=1) / people.sum(axis=1)
    np.testing.assert_allclose(found.rate[some], crude[some], rtol=1e-12)
    assert (found.reason[~some] == "nothing-expected").all()


def test_shapes_that_broadcast() -> None:
    """Shared people or weights; levels across groups; no groups at all."""
    x = np.array([[5, 9], [7, 8], [6, 6]])
    shared = direct_rate(x, [100, 200], [2, 3])
    full = direct_rate(x, np.tile([100, 200], (3, 1)), np.tile([2, 3], (3, 1)))
    np.testing.assert_array_equal(shared.high, full.high)
    levels = direct_rate(x, [100, 200], [2, 3], confidence=[[0.9], [0.95]])
    assert levels.value.shape == levels.reason.shape == levels.events.shape == (2, 3)
    np.testing.assert_allclose(levels.high[1], shared.high, rtol=1e-14)
    assert direct_rate([5, 9], [100, 200], np.ones((4, 2))).value.shape == (4,)
    assert direct_rate(np.zeros((0, 2)), [100, 200], [2, 3]).value.shape == (0,)
    ratios = indirect_ratio(x, [100, 200], [20, 30], [1000, 2000], confidence=[[0.9], [0.95]])
    assert ratios.expected.shape == ratios.rate_high.shape == (2, 3)
    assert indirect_ratio(np.zeros((0, 2)), [1, 2], [3, 4], [5, 6]).ratio.shape == (0,)
    assert expected_events(np.zeros((0, 2)), [3, 4], [5, 6]).shape == (0,)


def test_many_groups_in_blocks_are_the_same_as_few() -> None:
    """A batch longer than a block."""
    rng = np.random.default_rng(1)
    x, people = rng.poisson(5, (5_000, 4)), rng.integers(1, 9, (5_000, 4))
    found = direct_rate(x, people, [1, 2, 3, 4])
    parts = direct_rate(x[4_000:], people[4_000:], [1, 2, 3, 4])
    np.testing.assert_array_equal(found.low[4_000:], parts.low)
    ratios = indirect_ratio(x, people, [1, 2, 3, 4], [5, 6, 7, 8])
    np.testing.assert_array_equal(
        ratios.expected[4_000:], expected_events(people[4_000:], [1, 2, 3, 4], [5, 6, 7, 8])
    )


@pytest.mark.parametrize(
    ("call", "place"),
    [
        (lambda: direct_rate([1, 2], [3, 4, 5], [1, 1]), "x"),
        (lambda: direct_rate([[1, 2]] * 2, [[3, 4]] * 3, [1, 1]), "x"),
        (lambda: direct_rate(5, [3], [1]), "x"),
        (lambda: direct_rate([], [], []), "x"),
        (lambda: direct_rate([1.5, 2], [3, 4], [1, 1]), "x, row 0, point 0"),
        (lambda: direct_rate([1, -2], [3, 4], [1, 1]), "x, row 0, point 1"),
        (lambda: direct_rate([1, 2], [3, -4], [1, 1]), "exposure, row 0, point 1"),
        (lambda: direct_rate([1, 2], [3, np.inf], [1, 1]), "exposure, row 0, point 1"),
        (lambda: direct_rate([1, 2], [3, 4], [1, -1]), "weights, row 0, point 1"),
        (lambda: direct_rate([1, 2], [3, 4], [[1, 1], [0, 0]]), "weights, row 1, point 0"),
        (lambda: direct_rate([1, 2], [3, 4], [1, 1], factor=0), "factor"),
        (lambda: direct_rate([1, 2], [3, 4], [1, 1], minimum_events=-1), "minimum_events"),
        (lambda: direct_rate([1, 2], [3, 4], [1, 1], confidence=1), "confidence"),
        (lambda: direct_rate([1, 2], [3, 4], [1, 1], method="exact"), "method"),
        (lambda: direct_rate([1, 2], [3, 4], [1, 1], variance=[1, -1]), "variance, row 0, point 1"),
        (
            lambda: direct_rate([1, 2], [3, 4], [1, 1], variance=[1, 2], method="fay-feuer"),
            "variance",
        ),
        (lambda: indirect_ratio([1, 2], [3, 0], [1, 1], [5, 5]), "x, row 0, point 1"),
        (lambda: indirect_ratio([1, 2], [3, 4], [1, 1], [5, 0]), "reference_x, row 0, point 1"),
        (lambda: indirect_ratio([1, 2], [3, 4], [1, 1], [5, 6], method="wald"), "method"),
        (lambda: indirect_ratio([1, 2], [3, 4], [1, 1], [5, 6], factor=-1), "factor"),
        (lambda: expected_events([1, -2], [1, 1], [5, 6]), "exposure, row 0, point 1"),
        (lambda: repeated_events([[1, 2]], [1, 2, 3]), "times"),
        (lambda: repeated_events(3), "times"),
        (lambda: repeated_events([[1, 2.5]]), "persons, row 0, point 1"),
    ],
)
def test_impossible_input_is_named(call: object, place: str) -> None:
    """Argument, row and age group."""
    assert callable(call)
    with pytest.raises(DomainError) as caught:
        call()
    assert caught.value.problems[0].path == place


def test_several_mistakes_are_told_at_once() -> None:
    """Events, people and weights together, and in how many rows."""
    with pytest.raises(DomainError) as caught:
        direct_rate([[-1, 2], [-1, 2]], [[1, 1], [1, -1]], [0, 0])
    assert [problem.path for problem in caught.value.problems] == [
        "x, row 0, point 0", "exposure, row 1, point 1", "weights, row 0, point 0",
    ]  # fmt: skip
    assert "2 rows" in str(caught.value)


def test_results_beyond_numbers_are_nan_with_a_reason() -> None:
    """Enormous and tiny exposures, weights and factors, without a warning."""
    found = direct_rate([[6, 6], [6, 6]], [[1e-308, 1], [1, 1]], [1, 1], factor=[1e300, 1])
    assert found.reason.tolist() == ["overflow", ""]
    wide = direct_rate([6, 6], [1e308, 1e308], [1e308, 1e308], factor=1e308)
    assert isclose(wide.value, 6, rel_tol=1e-13)
    assert 0 < wide.low < 6 < wide.high
    low, high = byar(12, exposure=2)
    assert isclose(wide.low, low, rel_tol=1e-12)
    assert isclose(wide.high, high, rel_tol=1e-12)
    ratio = indirect_ratio([6, 6], [1e308, 1e308], [5, 5], [1e-308, 1e-308])
    assert ratio.reason == "overflow"
    # Nobody in an age group expects nothing, whatever the reference's rate there.
    assert expected_events([0, 10], [10**6, 3], [1e-308, 30]) == 1


HOSTILE = st.one_of(
    hnp.arrays(
        np.float64,
        hnp.array_shapes(min_dims=0, max_dims=2, min_side=0, max_side=3),
        elements=st.sampled_from(
            [0.0, 1.0, 5.0, 20.0, 1e308, 5e-324, -1.0, 0.5, np.nan, np.inf, 2.0**53, 1e16]
        ),
    ),
    st.sampled_from([None, "x", [[1], [1, 2]], 3 + 2j, np.ma.masked_all(2), np.array([2, 3])]),
)


@pytest.mark.no_cover
@settings(max_examples=300)
@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE, st.sampled_from(["dobson", "fay-feuer"]))
def test_hostile_input_is_answered_or_refused(
    x: object, people: object, weights: object, extra: object, method: str
) -> None:
    """No other exception than a DomainError, and no warning."""
    calls = (
        lambda: direct_rate(x, people, weights, method=method, minimum_events=0),
        lambda: direct_rate(x, people, weights, variance=extra),
        lambda: direct_rate(x, [1.0, 2.0], [1.0, 2.0], factor=extra),
        lambda: indirect_ratio(x, people, weights, extra),
        lambda: indirect_ratio([1, 2], [1.0, 2.0], weights, extra),
        lambda: expected_events(x, people, weights),
        lambda: repeated_events(x, people),
    )
    for call in calls:
        with suppress(DomainError):
            call()
