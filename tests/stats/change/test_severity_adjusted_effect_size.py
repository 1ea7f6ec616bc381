"""Change beside a reference the user supplies."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from rusfelt.errors import DomainError
from rusfelt.stats.change.severity_adjusted_effect_size import severity_adjusted_effect_size

REFERENCE = {"intercept": 12.0, "slope": 0.6, "sd": 8.0, "version": "own 2024"}


def test_the_references_own_people_have_no_residual_and_its_mean_change() -> None:
    """scipy's regression of the reference itself: residuals sum to 0, and the mean is its own."""
    rng = np.random.default_rng(2)
    pre = rng.normal(17, 5, 60)
    post = 10 + 0.7 * pre + rng.normal(0, 4, 60)
    line = stats.linregress(pre, post)
    change, sd = np.mean(post - pre), np.std(pre, ddof=1)
    figures = {"intercept": line.intercept, "slope": line.slope, "sd": sd, "version": "itself"}
    relative = severity_adjusted_effect_size(pre, post, **figures)
    adjusted = severity_adjusted_effect_size(pre, post, mean_change=change, **figures)
    assert float(relative.mean) == pytest.approx(0, abs=1e-12)
    assert float(adjusted.mean) == pytest.approx(change / sd)
    assert relative.method == "relative-to-reference"
    assert adjusted.method == "severity-adjusted"
    residuals = post - line.intercept - line.slope * pre
    np.testing.assert_allclose(relative.residual, residuals, atol=1e-12)
    low, high = stats.ttest_1samp(residuals / sd, 0).confidence_interval()
    assert [float(relative.low), float(relative.high)] == pytest.approx([low, high])


def test_only_those_in_the_clinical_range_count() -> None:
    """The operator decides for someone exactly at the cutoff; missing scores never count."""
    pre, post = [15, 25, 30, np.nan, 20], [24, 26, 31, 20, np.nan]
    for operator, inside in ((None, 1), ("<", 1), ("<=", 2)):
        result = severity_adjusted_effect_size(
            pre, post, cutoff=25, cutoff_operator=operator, **REFERENCE
        )
        assert int(result.n) == inside
        assert int(result.out_of_range) == 3 - inside
        assert not result.in_range[3]
    for operator, inside in ((None, 1), (">", 1), (">=", 2)):
        result = severity_adjusted_effect_size(
            pre, post, cutoff=25, cutoff_operator=operator, better="lower", **REFERENCE
        )
        assert int(result.n) == inside


@given(seed=st.integers(0, 1000), change=st.floats(-10, 10))
def test_turning_the_scale_changes_no_effect_size(seed: int, change: float) -> None:
    """Better is positive, whichever way the scale runs."""
    pre, post = np.random.default_rng(seed).normal(20, 6, (2, 9))
    up = severity_adjusted_effect_size(pre, post, mean_change=change, **REFERENCE)
    down = severity_adjusted_effect_size(
        -pre, -post, mean_change=-change, better="lower", **{**REFERENCE, "intercept": -12.0}
    )
    np.testing.assert_allclose(up.effect_size, down.effect_size)
    np.testing.assert_allclose([up.low, up.high], [down.low, down.high])


def test_undefined_groups_have_reasons_and_the_version_is_carried() -> None:
    """One person, people exactly alike, and figures beyond numbers."""
    one = severity_adjusted_effect_size([15], [24], **REFERENCE)
    assert (one.reason.item(), one.version.item()) == ("too-few-pairs", "own 2024")
    assert severity_adjusted_effect_size([5, 10], [15, 18], **REFERENCE).reason == "sd-zero"
    huge = severity_adjusted_effect_size([1e308, 2], [-1e308, 3], **{**REFERENCE, "slope": 2.0})
    assert huge.reason == "too-large"
    assert np.isnan(huge.effect_size[0])
    assert severity_adjusted_effect_size(np.empty((3, 0)), 1.0, **REFERENCE).n.tolist() == [0] * 3
    batch = severity_adjusted_effect_size(np.ones((0, 2)), 1.0, **REFERENCE)
    assert batch.mean.shape == (0,)


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"sd": 0}, "sd"),
        ({"slope": np.nan}, "slope"),
        ({"version": ""}, "version"),
        ({"cutoff": np.inf}, "cutoff"),
        ({"cutoff_operator": "<"}, "cutoff"),
        ({"cutoff": 25, "cutoff_operator": ">"}, "cutoff_operator"),
        ({"better": "up"}, "better"),
        ({"mean_change": np.inf}, "mean_change"),
    ],
)
def test_an_impossible_reference_is_refused(changed: dict[str, object], word: str) -> None:
    """Each named with its remedy."""
    with pytest.raises(DomainError, match=word):
        severity_adjusted_effect_size([1, 2], [2, 3], **{**REFERENCE, **changed})
