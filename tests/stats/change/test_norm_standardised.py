"""z and T scores beside a norm the user supplies."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from rusfelt.errors import DomainError
from rusfelt.stats.change.norm_standardised import norm_standardised


def test_the_groups_interval_is_scipys_one_sample_t() -> None:
    """Against a norm of 28.0 and 6.8, of the people with a score."""
    scores = np.random.default_rng(1).normal(19.6, 8.7, 25)
    scores[3] = np.nan
    result = norm_standardised(scores, mean=28, sd=6.8, source="norm")
    seen = scores[~np.isnan(scores)]
    theirs = stats.ttest_1samp(seen, 28)
    low, high = theirs.confidence_interval(0.95)
    assert float(result.p) == pytest.approx(theirs.pvalue, rel=1e-10)
    assert float(result.low) == pytest.approx((low - 28) / 6.8)
    assert float(result.t_high) == pytest.approx(50 + 10 * (high - 28) / 6.8)
    assert float(result.sd) == pytest.approx(np.std(seen, ddof=1) / 6.8)
    assert (int(result.n), result.source.item()) == (24, "norm")
    np.testing.assert_allclose(result.z, (scores - 28) / 6.8)


def test_each_person_may_have_their_own_norm() -> None:
    """By age and sex; a score at its own norm is 50."""
    result = norm_standardised([7, 8, 9], mean=[7, 8, 7], sd=[1, 2, 2], source="by age")
    assert result.t_score.tolist() == [50, 50, 60]


@given(
    scores=st.lists(st.floats(0, 100), min_size=2, max_size=20),
    mean=st.floats(0, 100),
    sd=st.floats(0.5, 30),
)
def test_t_scores_keep_the_order_and_turn_about_fifty(
    scores: list[float], mean: float, sd: float
) -> None:
    """Monotone, and mirrored scores about the norm are mirrored about 50."""
    result = norm_standardised(scores, mean=mean, sd=sd, source="norm")
    assert (np.diff(result.t_score[np.argsort(scores)]) >= 0).all()
    turned = norm_standardised(2 * mean - np.array(scores), mean=mean, sd=sd, source="norm")
    np.testing.assert_allclose(turned.t_score, 100 - result.t_score, atol=1e-9)


def test_without_two_people_or_without_spread_there_is_no_interval() -> None:
    """Defined answers with reasons, also for nobody and for figures beyond numbers."""
    norm = {"mean": 8.0, "sd": 2.0, "source": "norm"}
    assert norm_standardised([6, np.nan], **norm).reason == "too-few-pairs"
    assert norm_standardised([6, 6, 6], **norm).reason == "sd-zero"
    assert norm_standardised([], **norm).reason == "too-few-pairs"
    assert norm_standardised(np.empty((0, 2)), **norm).mean.shape == (0,)
    huge = norm_standardised([1e308, -1e308], mean=0, sd=1e-5, source="norm")
    assert huge.reason == "too-large"
    assert np.isnan(huge.z).all()
    assert norm_standardised([0.1, 0.3], mean=[0.2, 0.4], sd=0.1, source="n").reason == "sd-zero"


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"sd": 0}, "sd"),
        ({"mean": np.nan}, "mean"),
        ({"source": " "}, "source"),
        ({"source": None}, "source"),
        ({"mean": [1, 2, 3]}, "mean"),
        ({"score": [1, np.inf]}, "score, row 1"),
        ({"score": 5}, "one person"),
        ({"confidence": 2}, "confidence"),
    ],
)
def test_an_impossible_norm_is_refused(changed: dict[str, object], word: str) -> None:
    """Each named with its remedy."""
    with pytest.raises(DomainError, match=word):
        norm_standardised(**{"score": [1, 2], "mean": 0, "sd": 1, "source": "norm", **changed})
