"""What those who dropped out could have changed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from rusfelt.errors import DomainError
from rusfelt.stats.change.dropout import dropout_bounds
from rusfelt.stats.change.missing_post import DROPOUT_POLICIES, fill_missing_post
from rusfelt.stats.change.paired_change import paired_change

NAN = np.nan
PRE = np.array([10.0, 20, 30, 15, NAN])
POST = np.array([12.0, NAN, 36, NAN, 9])

people = st.lists(
    st.tuples(*[st.one_of(st.just(NAN), st.integers(0, 40).map(float))] * 2), max_size=20
)


@pytest.mark.parametrize(
    ("policy", "filled"),
    [
        ("completers", [12, NAN, 36, NAN, 9]),
        ("last-observation", [12, 18, 36, 15, 9]),
        ("baseline-observation", [12, 20, 36, 15, 9]),
        ("worst-case", [12, 0, 36, 0, 9]),
        ("best-case", [12, 40, 36, 40, 9]),
    ],
)
def test_each_policy_fills_as_it_says(policy: str, filled: list[float]) -> None:
    """A last score that is not there is the first one; who never started stays as they were."""
    last = {"last": [11, 18, 33, NAN, NAN]} if policy == "last-observation" else {}
    result = fill_missing_post(PRE, POST, policy=policy, lowest=0, highest=40, **last)
    np.testing.assert_array_equal(result.post, filled)
    gone = [False, True, False, True, False]
    assert result.filled.tolist() == (gone if policy != "completers" else [False] * 5)
    assert set(result.policy.tolist()) == {policy}


def test_where_lower_is_better_the_worst_is_the_highest() -> None:
    """The ends change places."""
    worst = fill_missing_post(
        PRE, POST, policy="worst-case", lowest=0, highest=40, better="lower"
    ).post
    np.testing.assert_array_equal(worst, [12, 40, 36, 40, 9])


def test_the_bounds_by_hand() -> None:
    """Changes of 2 and 6, and two people at 20 and 15 who may be anywhere from 0 to 40."""
    bounds = dropout_bounds(PRE, POST, lowest=0, highest=40)
    assert float(bounds.low) == (2 - 20 + 6 - 15) / 4
    assert float(bounds.high) == (2 + 20 + 6 + 25) / 4
    assert float(bounds.no_change) == 2
    assert float(bounds.completers) == 4
    assert (int(bounds.started), int(bounds.dropped)) == (4, 2)


def test_decisions_are_scipys_t_test_on_the_filled_scores() -> None:
    """Twelve who gained, and one or six who left."""
    rng = np.random.default_rng(4)
    pre = rng.integers(8, 20, 18).astype(np.float64)
    post = pre + rng.integers(3, 9, 18)
    for gone, stable in ((1, True), (6, False)):
        after = post.copy()
        after[:gone] = NAN
        bounds = dropout_bounds(pre, after, lowest=0, highest=40)
        for end, decision in ((0.0, bounds.worst_decision), (40.0, bounds.best_decision)):
            p = stats.ttest_rel(np.where(np.isnan(after), end, after), pre).pvalue
            assert (p <= 0.05) == (decision != "undecided")
        assert bool(bounds.verdict_stable) is stable


def test_nobody_gone_leaves_nothing_open() -> None:
    """Both ends are the mean change, and the verdict is stable."""
    bounds = dropout_bounds([1, 2, 3], [3, 3, 6], lowest=0, highest=10)
    assert float(bounds.low) == float(bounds.high) == float(bounds.completers) == 2
    assert bool(bounds.verdict_stable)
    nobody = dropout_bounds(np.empty((2, 0)), np.empty((2, 0)), lowest=0, highest=1)
    assert np.isnan(nobody.low).all()
    assert nobody.verdict_stable.all()


@given(pairs=people, better=st.sampled_from(["higher", "lower"]), seed=st.integers(0, 999))
def test_whatever_became_of_them_the_mean_lies_between_the_bounds(
    pairs: list[tuple[float, float]], better: str, seed: int
) -> None:
    """Any scores on the scale for those who left; the bounds do not depend on what is better."""
    pre, post = np.array(pairs).reshape(-1, 2).T
    bounds = dropout_bounds(pre, post, lowest=0, highest=40, better=better)
    truth = np.where(np.isnan(post), np.random.default_rng(seed).uniform(0, 40, pre.size), post)
    mean = paired_change(pre, truth).mean
    if bounds.started:
        assert bounds.low - 1e-9 <= mean <= bounds.high + 1e-9
        assert bounds.low - 1e-9 <= bounds.no_change <= bounds.high + 1e-9
    one, other = (dropout_bounds(pre, post, lowest=0, highest=40, better=b)
                  for b in ("higher", "lower"))  # fmt: skip
    np.testing.assert_array_equal(one.low, other.low)


def test_what_a_policy_needs_is_asked_for() -> None:
    """No end of the scale is guessed, and no last score."""
    for policy, lacking in (
        ("worst-case", "lowest"),
        ("last-observation", "last"),
        ("hope", "method"),
    ):
        with pytest.raises(DomainError, match=lacking):
            fill_missing_post(PRE, POST, policy=policy)
    with pytest.raises(DomainError, match="not below"):
        dropout_bounds(PRE, POST, lowest=40, highest=0)
    with pytest.raises(DomainError, match="finite"):
        dropout_bounds(PRE, POST, lowest=0, highest=np.inf)
    assert len(DROPOUT_POLICIES) == 5


def test_a_score_off_the_scale_is_named_by_place_alone() -> None:
    """The place of the person, not the score of 36."""
    with pytest.raises(DomainError, match="post, row 2") as caught:
        dropout_bounds(PRE, POST, lowest=0, highest=33)
    assert "36" not in str(caught.value)
    with pytest.raises(DomainError, match="last, row 0"):
        fill_missing_post([1], [NAN], policy="last-observation", last=[99], highest=40)
