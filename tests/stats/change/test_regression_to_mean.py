"""The change that comes of being selected, against truncated normal distributions and drawing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from rusfelt.errors import DomainError
from rusfelt.stats.change.regression_to_mean import (
    regression_to_mean,
    regression_to_mean_by_cutoff,
)


@pytest.mark.parametrize("r", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("selected", ["above", "below"])
@pytest.mark.parametrize("cutoff", [40.0, 60.0, 85.0])
def test_barnetts_population_by_scipys_truncated_normal(
    r: float, selected: str, cutoff: float
) -> None:
    """Mean 60, standard deviation 15, as in Barnett et al. (2005), whose cutoff is 40."""
    result = regression_to_mean_by_cutoff(
        norm_mean=60, norm_sd=15, reliability=r, cutoff=cutoff, selected=selected
    )
    z = (cutoff - 60) / 15
    ends = (z, np.inf) if selected == "above" else (-np.inf, z)
    mean = stats.truncnorm.mean(*ends, loc=60, scale=15)
    assert float(result.pre) == pytest.approx(mean, rel=1e-9)
    assert float(result.post) == pytest.approx(60 + r * (mean - 60), rel=1e-9)
    # Equation 1 of the article, in within- and between-person variance.
    within, between = (1 - r) * 225, r * 225
    c = stats.norm.pdf(z) / (stats.norm.sf(z) if selected == "above" else stats.norm.cdf(z))
    effect = within / np.sqrt(within + between) * c
    assert float(result.expected) == pytest.approx(-effect if selected == "above" else effect)
    assert float(result.share) == pytest.approx(float(np.diff(stats.norm.cdf(ends))[0]))


def test_the_later_mean_by_integrating_two_correlated_scores() -> None:
    """What people below -1 score next time, from the bivariate normal density itself."""
    pair = stats.multivariate_normal([0, 0], [[1, 0.7], [0.7, 1]])
    total, _ = integrate.dblquad(lambda y, x: y * pair.pdf([x, y]), -7, -1, -7, 7, epsabs=1e-6)
    result = regression_to_mean_by_cutoff(
        norm_mean=0, norm_sd=1, reliability=0.7, cutoff=-1, selected="below"
    )
    assert float(result.post) == pytest.approx(total / stats.norm.cdf(-1), abs=1e-4)


def test_unchanged_people_selected_for_a_low_score_show_it_and_nothing_more() -> None:
    """Drawn people: the raw change looks like a success, and what is beyond is nothing."""
    rng = np.random.default_rng(7)
    true = rng.normal(28, 6.8 * np.sqrt(0.66), (300, 400))
    pre, post = true + rng.normal(0, 6.8 * np.sqrt(0.34), (2, 300, 400))
    pre = np.where(pre < 25, pre, np.nan)
    result = regression_to_mean(pre, post, norm_mean=28, reliability=0.66)
    expected = regression_to_mean_by_cutoff(
        norm_mean=28, norm_sd=6.8, reliability=0.66, cutoff=25, selected="below"
    ).expected
    assert float(result.observed.mean()) == pytest.approx(float(expected), abs=0.05)
    assert float(result.expected.mean()) == pytest.approx(float(expected), abs=0.05)
    assert float(result.beyond.mean()) == pytest.approx(0, abs=0.05)
    assert 0.91 < float(((result.low <= 0) & (result.high >= 0)).mean()) < 0.98


def test_the_groups_interval_is_scipys_t_of_each_persons_own_difference() -> None:
    """People with both scores; those with a first one alone have an expectation too."""
    rng = np.random.default_rng(8)
    pre = rng.normal(16, 4, 20)
    post = pre + rng.normal(6, 4, 20)
    post[0] = np.nan
    result = regression_to_mean(pre, post, norm_mean=28, reliability=0.7, confidence=0.9)
    own = (post - pre - 0.3 * (28 - pre))[1:]
    theirs = stats.ttest_1samp(own, 0)
    low, high = theirs.confidence_interval(0.9)
    assert [float(result.low), float(result.high)] == pytest.approx([low, high])
    assert float(result.p) == pytest.approx(theirs.pvalue)
    assert float(result.beyond) == pytest.approx(float(result.observed - result.expected))
    assert float(result.expected_change[0]) == pytest.approx(0.3 * (28 - pre[0]))
    assert int(result.pairs) == 19


@given(
    mean=st.floats(-50, 50),
    sd=st.floats(0.1, 30),
    r=st.floats(0.01, 0.99),
    cutoff=st.floats(-300, 300),
)
def test_both_sides_of_a_cutoff_make_the_population(
    mean: float, sd: float, r: float, cutoff: float
) -> None:
    """Shares add to 1 and means to the mean; the expected change is always towards it."""
    above, below = (
        regression_to_mean_by_cutoff(
            norm_mean=mean, norm_sd=sd, reliability=r, cutoff=cutoff, selected=selected
        )
        for selected in ("above", "below")
    )
    assert float(above.share + below.share) == pytest.approx(1)
    parts = [s.share * (s.pre - mean) / sd for s in (above, below) if np.isfinite(s.pre)]
    assert sum(map(float, parts)) == pytest.approx(0, abs=1e-9)
    assert above.expected <= 0 <= below.expected


def test_far_beyond_every_score_the_selected_stand_at_the_cutoff() -> None:
    """Forty standard deviations out, where density and tail both vanish; no warning."""
    result = regression_to_mean_by_cutoff(
        norm_mean=0, norm_sd=1, reliability=0.5, cutoff=[40, -1e308, 1e308], selected="above"
    )
    assert float(result.pre[0]) == pytest.approx(40.025, abs=1e-3)
    assert float(result.pre[1]) == 0
    assert np.isnan(result.pre[2]) or result.pre[2] >= 1e308


def test_undefined_groups_have_reasons() -> None:
    """One pair; all equally beyond; beyond numbers; nobody."""
    norm = {"norm_mean": 28.0, "reliability": 0.7}
    assert regression_to_mean([3], [5], **norm).reason == "too-few-pairs"
    assert regression_to_mean([18, 8], [28, 21], **norm).reason == "sd-zero"
    assert regression_to_mean([1e308, -1e308], [-1e308, 1e308], **norm).reason == "too-large"
    assert regression_to_mean(np.empty((2, 0)), 1.0, **norm).expected.shape == (2,)
    assert regression_to_mean(np.empty((0, 2)), 1.0, **norm).reason.shape == (0,)


@pytest.mark.parametrize("r", [0, 1, 1.2, -0.1, np.nan])
def test_an_impossible_reliability_is_refused(r: float) -> None:
    """Neither pure error nor none at all."""
    with pytest.raises(DomainError, match="reliability"):
        regression_to_mean([1, 2], [2, 3], norm_mean=5, reliability=r)
    with pytest.raises(DomainError, match="reliability"):
        regression_to_mean_by_cutoff(
            norm_mean=0, norm_sd=1, reliability=r, cutoff=0, selected="above"
        )


def test_other_impossible_figures_are_refused() -> None:
    """Each by name."""
    fine = {"norm_mean": 0, "norm_sd": 1, "reliability": 0.5, "cutoff": 0, "selected": "above"}
    for name, value in (
        ("norm_sd", 0),
        ("norm_mean", np.inf),
        ("cutoff", np.nan),
        ("selected", ""),
    ):
        with pytest.raises(DomainError, match=name):
            regression_to_mean_by_cutoff(**{**fine, name: value})
    with pytest.raises(DomainError, match="norm_mean"):
        regression_to_mean([1, 2], [2, 3], norm_mean=[1, 2, 3], reliability=0.5)
