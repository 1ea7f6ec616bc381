"""The log response ratio against its formula, and what it does where there is nothing to log."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rusfelt.errors import DomainError
from rusfelt.stats.single_case.log_response_ratio import log_response_ratio

PHASE = st.lists(st.integers(0, 40), min_size=2, max_size=9).filter(lambda x: len(set(x)) > 1)


def _part(phase: np.ndarray) -> tuple[float, float]:
    """The corrected logarithm of a phase's mean, and its variance."""
    mean, relative = phase.mean(), phase.var(ddof=1) / (phase.size * phase.mean() ** 2)
    return float(np.log(mean) + relative / 2), float(relative)


@given(a=PHASE, b=PHASE)
def test_both_variants_follow_the_formula(a: list[int], b: list[int]) -> None:
    """Counts: they differ in sign alone, and direction turns both."""
    (first, v), (second, w) = _part(np.array(a)), _part(np.array(b))
    up = log_response_ratio(a, b)
    assert float(up.value) == pytest.approx(second - first, abs=1e-12)
    assert float(up.se) == pytest.approx((v + w) ** 0.5, rel=1e-12)
    assert float(up.high - up.value) == pytest.approx(1.959963984540054 * (v + w) ** 0.5, rel=1e-12)
    assert float(log_response_ratio(a, b, variant="decreasing").value) == -float(up.value)
    assert float(log_response_ratio(a, b, better="lower").value) == -float(up.value)
    both = log_response_ratio(a, b, better="lower", variant="decreasing")
    assert float(both.value) == float(up.value)
    plain = log_response_ratio(a, b, bias_correct=False)
    assert float(plain.value) == pytest.approx(np.log(np.mean(b) / np.mean(a)), abs=1e-12)


@given(a=PHASE, b=PHASE, whole=st.sampled_from([1.0, 100.0]))
def test_the_variant_against_the_direction_looks_at_the_complement(
    a: list[int], b: list[int], whole: float
) -> None:
    """Days without use as a share of days, instead of days with."""
    scale = "proportion" if whole == 1 else "percentage"
    share_a, share_b = np.divide(a, 50) * whole, np.divide(b, 50) * whole
    without = log_response_ratio(share_a, share_b, better="lower", scale=scale)
    straight = log_response_ratio(whole - share_a, whole - share_b, scale=scale)
    np.testing.assert_allclose(without[:6], straight[:6], rtol=1e-9, atol=1e-12)
    with_use = log_response_ratio(
        share_a, share_b, better="lower", variant="decreasing", scale=scale
    )
    np.testing.assert_allclose(
        with_use[:4], log_response_ratio(share_a, share_b, scale=scale)[:4], rtol=1e-12, atol=1e-15
    )


@given(a=PHASE, b=PHASE, unit=st.floats(0.01, 100))
def test_the_unit_does_not_matter(a: list[int], b: list[int], unit: float) -> None:
    """A ratio has none."""
    once, again = log_response_ratio(a, b), log_response_ratio(np.multiply(a, unit),
                                                               np.multiply(b, unit))  # fmt: skip
    np.testing.assert_allclose(again[:4], once[:4], rtol=1e-9, atol=1e-12)


def test_no_events_are_lifted_only_when_asked() -> None:
    """Of four counts of 0, the mean becomes 1/8 and the variance 1/64, and the result says so."""
    a, b = [3, 5, 4], [0, 0, 0, 0]
    without = log_response_ratio(a, b)
    assert np.isnan(without[:4]).all()
    assert not without.truncated
    lifted = log_response_ratio(a, b, resolution=1)
    assert bool(lifted.truncated)
    assert (float(lifted.mean_a), float(lifted.mean_b)) == (4, 0.125)
    relative = 1 / 64 / (4 * 0.125**2)
    first, v = _part(np.array(a))
    assert float(lifted.value) == pytest.approx(np.log(0.125) + relative / 2 - first, rel=1e-14)
    assert float(lifted.se) == pytest.approx((v + relative) ** 0.5, rel=1e-14)
    assert not log_response_ratio(a, [1, 2, 4], resolution=1).truncated
    # Equal counts have a variance of 0, which is lifted too.
    assert bool(log_response_ratio(a, [2, 2, 2], resolution=1).truncated)


def test_what_is_undefined_is_nan() -> None:
    """One point has no variance; equal points no error; no points no mean."""
    one = log_response_ratio([2, 4], [8])
    assert np.isnan(one[:4]).all()
    one = log_response_ratio([2, 4], [6], bias_correct=False)
    assert float(one.value) == pytest.approx(np.log(2), rel=1e-14)
    assert np.isnan(one[1:4]).all()
    equal = log_response_ratio([0.1, 0.1, 0.1], [0.2, 0.2, 0.2])
    assert float(equal.value) == pytest.approx(np.log(2), rel=1e-14)
    assert np.isnan(equal[1:4]).all()
    for a, b in (([], [1, 2]), ([1, 2], [np.nan]), ([1e308, 1.7e308], [1, 2])):
        for resolution in (None, 1):
            assert np.isnan(log_response_ratio(a, b, resolution=resolution)[:4]).all()
    assert log_response_ratio(np.empty((0, 2)), [1.0]).value.shape == (0,)


def test_a_batch_is_its_cases_one_by_one() -> None:
    """With a resolution and a direction for each, and rows filled up."""
    rng = np.random.default_rng(4)
    a, b = rng.poisson(3, (30, 5)).astype(float), rng.poisson(1, (30, 7)).astype(float)
    a[rng.random(a.shape) < 0.3] = np.nan
    better = np.where(rng.random(30) < 0.5, "higher", "lower")
    steps = rng.uniform(1, 60, 30)
    whole = log_response_ratio(a, b, better=better, resolution=steps)
    for i in range(30):
        one = log_response_ratio(a[i][~np.isnan(a[i])], b[i], better=str(better[i]),
                                 resolution=steps[i])  # fmt: skip
        for ours, theirs in zip(whole, one, strict=True):
            np.testing.assert_allclose(ours[i], theirs, rtol=1e-13)


@pytest.mark.parametrize(
    ("arguments", "options", "place"),
    [
        (([1, -1], [2]), {}, "a, row 0"),
        (([0.5], [[0.2], [1.2]]), {"scale": "proportion"}, "b, row 1"),
        (([50], [101]), {"scale": "percentage", "better": "lower"}, "b, row 0"),
        (([1], [2]), {"scale": "count"}, "scale"),
        (([1], [2]), {"variant": "LRRi"}, "variant"),
        (([1], [2]), {"resolution": 0}, "resolution, row 0"),
        (([1], [2]), {"resolution": np.nan}, "resolution, row 0"),
        (([1], [2]), {"bias_correct": "no"}, "bias_correct"),
        (([1], [2]), {"confidence": 1}, "confidence"),
    ],
)
def test_impossible_input_is_refused(arguments: tuple, options: dict, place: str) -> None:
    """Values outside the scale, and words and levels that are none."""
    with pytest.raises(DomainError) as caught:
        log_response_ratio(*arguments, **options)
    assert caught.value.problems[0].path == place
