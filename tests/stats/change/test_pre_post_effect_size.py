"""Standardised mean change against metafor, statpsych and scipy's noncentral t."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from rusfelt.errors import DomainError
from rusfelt.stats.change.pre_post_effect_size import pre_post_effect_size

STANDARDISERS = ("pre", "average", "change")


def _people(
    n: int, m1: float, m2: float, s1: float, s2: float, r: float
) -> tuple[np.ndarray, np.ndarray]:
    """Scores with exactly these means, standard deviations and correlation."""
    z = np.random.default_rng(0).normal(size=(n, 2))
    a, b = (np.linalg.qr(z - z.mean(axis=0))[0] * np.sqrt(n - 1)).T
    return m1 + s1 * a, m2 + s2 * (r * a + np.sqrt(1 - r * r) * b)


# Morris (2008), Table 1, treatment groups: n, means, standard deviations, correlation, and what
# metafor's tests expect of SMCR and SMCC.
MORRIS = [
    ((20, 30.6, 38.5, 15.0, 11.6, 0.47), 0.5056, 0.5417),
    ((50, 23.5, 26.8, 3.1, 4.1, 0.64), 1.0481, 1.0198),
    ((9, 0.5, 0.7, 0.1, 0.1, 0.77), 1.8054, 2.6619),
    ((10, 53.4, 75.9, 14.5, 4.4, 0.89), 1.4181, 1.9088),
    ((14, 35.6, 36.0, 4.7, 4.6, 0.44), 0.0801, 0.0765),
    ((20, 23.1, 19.7, 13.8, 14.8, 0.47), -0.2365, -0.2213),
    ((11, 55.7, 60.7, 17.3, 17.9, 0.89), 0.2667, 0.5575),
]


@pytest.mark.parametrize(("study", "raw", "change"), MORRIS)
def test_metafors_numbers_for_morris(
    study: tuple[int, float, float, float, float, float], raw: float, change: float
) -> None:
    """SMCR and SMCC of metafor's own test of Morris (2008), to the four decimals it gives."""
    pre, post = _people(*study)
    assert round(float(pre_post_effect_size(pre, post).g), 4) == raw
    assert round(float(pre_post_effect_size(pre, post, standardiser="change").g), 4) == change


@pytest.mark.parametrize(
    ("standardiser", "se", "low", "high"),
    [
        ("pre", 0.1615500, 0.2258515, 0.8591158),
        ("average", 0.1609934, 0.2394905, 0.8705732),
    ],
)
def test_statpsychs_example_of_bonetts_interval(
    standardiser: str, se: float, low: float, high: float
) -> None:
    """ci.stdmean.ps(.05, 110.4, 102.1, 15.3, 14.6, .75, 25), whose first score is here the pre."""
    pre, post = _people(25, 110.4, 102.1, 15.3, 14.6, 0.75)
    result = pre_post_effect_size(pre, post, standardiser=standardiser)
    found = [float(result.se), -float(result.high), -float(result.low)]
    assert found == pytest.approx([se, low, high], abs=5e-8)
    assert result.method == "bonett"


@pytest.mark.parametrize(("n", "shift"), [(2, 1.0), (5, 0.3), (12, 2.0), (80, -0.4), (400, 0.0)])
def test_the_interval_over_the_sd_of_change_leaves_half_the_level_in_each_tail(
    n: int, shift: float
) -> None:
    """At each bound the t seen is at its tail, by integrating the noncentral t and by scipy's."""
    rng = np.random.default_rng(n)
    pre = rng.normal(20, 6, n)
    post = pre + shift + rng.normal(size=n)
    result = pre_post_effect_size(pre, post, standardiser="change", confidence=0.9)
    t = stats.ttest_rel(post, pre).statistic
    spread = stats.chi2(n - 1)
    assert float(result.d) == pytest.approx(t / np.sqrt(n), rel=1e-12)
    for bound, tail in ((result.low, 0.95), (result.high, 0.05)):
        centre = float(bound) * np.sqrt(n)
        chance, _ = integrate.quad(
            lambda q, centre=centre: stats.norm.cdf(t * np.sqrt(spread.ppf(q) / (n - 1)) - centre),
            0, 1, epsabs=1e-10, limit=200,
        )  # fmt: skip
        assert chance == pytest.approx(tail, abs=1e-8)
        assert stats.nct.cdf(t, n - 1, centre) == pytest.approx(tail, rel=1e-9)
    assert np.isnan(result.se)


def test_the_three_standard_deviations_are_not_one() -> None:
    """Each is what it is called, over the people with both scores."""
    pre, post = np.random.default_rng(3).normal([[20], [26]], [[4], [7]], (2, 30))
    pre[0], post[1] = np.nan, np.nan
    both = slice(2, None)
    s1, s2 = (np.std(x[both], ddof=1) for x in (pre, post))
    expected = (s1, np.sqrt((s1**2 + s2**2) / 2), np.std(post[both] - pre[both], ddof=1))
    for standardiser, sd in zip(STANDARDISERS, expected, strict=True):
        result = pre_post_effect_size(pre, post, standardiser=standardiser)
        assert float(result.sd) == pytest.approx(sd)
        assert float(result.d) == pytest.approx(float(result.mean) / sd)
        assert (int(result.pairs), result.standardiser.item()) == (28, standardiser)


@pytest.mark.parametrize(
    ("standardiser", "truth"), [("pre", 0.5), ("average", 0.5), ("change", 0.559)]
)
def test_g_is_without_bias_and_the_interval_holds_the_truth_as_often_as_it_says(
    standardiser: str, truth: float
) -> None:
    """4,000 samples of eight, r .6 (change: 1,000): g within its error, coverage near .95."""
    rng = np.random.default_rng(11)
    samples = 1000 if standardiser == "change" else 4000
    a, b = rng.normal(size=(2, samples, 8))
    result = pre_post_effect_size(a, 0.5 + 0.6 * a + 0.8 * b, standardiser=standardiser)
    assert float(result.g.mean()) == pytest.approx(
        truth, abs=4 * float(result.g.std()) / samples**0.5
    )
    held = float(((result.low <= truth) & (truth <= result.high)).mean())
    assert 0.93 < held < 0.975
    assert abs(float(result.d.mean())) > abs(float(result.g.mean()))


def test_too_few_or_unvarying_people_have_no_effect_size() -> None:
    """A reason and nan; with two pairs d but no g; no warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        one = pre_post_effect_size([3], [5])
        same = pre_post_effect_size([3, 3, 3], [5, 6, 9])
        alike = pre_post_effect_size([1, 2, 4], [3, 4, 6], standardiser="change")
        huge = pre_post_effect_size([1e308, -1e308, 0], [-1e308, 1e308, 0])
        two = pre_post_effect_size([1, 2], [2, 5])
        far = pre_post_effect_size([0, 0, 0], [1e6, 1e6, 1e6 + 1], standardiser="change")
    for result, reason in (
        (one, "too-few-pairs"), (same, "sd-zero"), (alike, "sd-zero"), (huge, "too-large"),
        (far, "too-large"),
    ):  # fmt: skip
        assert result.reason == reason
        assert np.isnan([result.low, result.high]).all()
    assert np.isnan(two.g)
    assert two.d > 0
    assert pre_post_effect_size([1, 2, 4], [3, 4, 6]).reason == ""


@given(
    seed=st.integers(0, 10_000),
    factor=st.floats(0.01, 1e6),
    shift=st.floats(-50, 50),
    standardiser=st.sampled_from(STANDARDISERS),
)
def test_the_unit_of_the_scale_is_of_no_account(
    seed: int, factor: float, shift: float, standardiser: str
) -> None:
    """Scores in other units have the same effect size; turned round, the same with other sign."""
    pre, post = np.random.default_rng(seed).normal(size=(2, 7))
    one = pre_post_effect_size(pre, post, standardiser=standardiser)
    other = pre_post_effect_size(
        factor * (pre + shift), factor * (post + shift), standardiser=standardiser
    )
    back = pre_post_effect_size(-pre, -post, standardiser=standardiser)
    np.testing.assert_allclose(
        [one.d, one.g, one.low, one.high], [other.d, other.g, other.low, other.high], rtol=1e-7,
        atol=1e-9,
    )  # fmt: skip
    np.testing.assert_allclose([one.low, one.high], [-back.high, -back.low], rtol=1e-7, atol=1e-9)
    assert one.low <= one.d <= one.high


def test_a_batch_is_its_rows_and_empty_ones_are_legal() -> None:
    """Leading axes are groups of their own."""
    pre, post = np.random.default_rng(2).normal(size=(2, 3, 2, 9))
    for standardiser in STANDARDISERS:
        together = pre_post_effect_size(pre, post, standardiser=standardiser)
        alone = pre_post_effect_size(pre[1, 1], post[1, 1], standardiser=standardiser)
        assert together.high[1, 1] == pytest.approx(alone.high)
        nobody = pre_post_effect_size(np.empty((2, 0)), np.empty((2, 0)), standardiser=standardiser)
        assert (nobody.reason == "too-few-pairs").all()
        assert pre_post_effect_size(np.empty((0, 3)), 1.0, standardiser=standardiser).d.shape == (
            0,
        )


def test_impossible_questions_are_refused() -> None:
    """An infinite score by place, an unknown standard deviation, an impossible level."""
    for pre, more, word in (
        ([1, np.inf], {}, "pre, row 1"),
        ([1, 2], {"standardiser": "pooled"}, "standardiser"),
        ([1, 2], {"confidence": 0}, "confidence"),
        (1, {}, "one person"),
    ):
        with pytest.raises(DomainError, match=word):
            pre_post_effect_size(pre, 2.0 if pre == 1 else [2, 3], **more)
