"""The mean paired change against scipy, and what it must do whatever the scores."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from rusfelt.errors import DomainError
from rusfelt.stats.change.paired_change import paired_change, paired_change_by

scores = st.lists(
    st.tuples(*[st.one_of(st.just(np.nan), st.integers(0, 40).map(float))] * 2), max_size=25
)


def _columns(pairs: list[tuple[float, float]]) -> tuple[np.ndarray, np.ndarray]:
    table = np.array(pairs, dtype=np.float64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


@pytest.mark.parametrize("n", [2, 3, 9, 40])
@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_test_and_interval_equal_scipys(n: int, confidence: float) -> None:
    """t, p and both intervals of scipy's paired t test."""
    rng = np.random.default_rng(n)
    pre, post = rng.normal(20, 6, n), rng.normal(23, 7, n)
    result = paired_change(pre, post, confidence=confidence)
    theirs = stats.ttest_rel(post, pre)
    interval, narrow = theirs.confidence_interval(confidence), theirs.confidence_interval(0.90)
    assert float(result.t) == pytest.approx(theirs.statistic, rel=1e-12)
    assert float(result.p) == pytest.approx(theirs.pvalue, rel=1e-12)
    assert [float(result.low), float(result.high)] == pytest.approx([*interval], rel=1e-11)
    assert [float(result.change_low), float(result.change_high)] == pytest.approx(
        [*narrow], rel=1e-11
    )
    assert float(result.sd) == pytest.approx(np.std(post - pre, ddof=1), rel=1e-13)


def test_students_sleep_data() -> None:
    """R's t.test(extra ~ group, data = sleep, paired = TRUE): t 4.0621, p .002833, .7001 to 2.4599."""
    first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    result = paired_change(first, second)
    assert round(float(result.t), 4) == 4.0621
    assert round(float(result.p), 6) == 0.002833
    assert (round(float(result.low), 4), round(float(result.high), 4)) == (0.7001, 2.4599)
    assert result.decision == "improving"
    assert paired_change(first, second, better="lower").decision == "worsening"


def test_whoever_lacks_a_score_is_counted_beside_and_not_in() -> None:
    """Five began, three have both, one came late and one has nothing."""
    nan = np.nan
    result = paired_change([1, 2, 3, 4, 5, nan, nan], [2, 5, 4, nan, nan, 7, nan])
    assert (int(result.pairs), int(result.started)) == (3, 5)
    assert (int(result.only_pre), int(result.only_post)) == (2, 1)
    assert float(result.mean) == pytest.approx(5 / 3)


def test_one_person_or_none_gives_no_interval() -> None:
    """Of one there is a mean; of none nothing; and no warning."""
    one, none = paired_change([3], [5]), paired_change([3, np.nan], [np.nan, 5])
    assert (float(one.mean), one.reason.item(), one.decision.item()) == (
        2, "too-few-pairs", "undecided",
    )  # fmt: skip
    assert np.isnan(none.mean)
    assert all(np.isnan(part) for part in (*one[1:8], *none[1:8]))
    assert paired_change([], []).reason == "too-few-pairs"


@pytest.mark.parametrize("pre", [[1, 5, 9], [0.1, 0.2, 0.4], [3.3, 1.1, 2.7]])
def test_where_all_changed_alike_chance_cannot_be_judged(pre: list[float]) -> None:
    """An interval of no width would claim to be sure; also where 0.3 - 0.1 is not quite 0.2."""
    result = paired_change(pre, np.add(pre, 0.2))
    assert float(result.mean) == pytest.approx(0.2)
    assert (float(result.sd), result.reason.item()) == (0, "sd-zero")
    assert np.isnan([result.low, result.p, result.t]).all()
    assert result.decision == "undecided"


def test_enormous_and_tiny_scores_have_an_answer() -> None:
    """What overflows is nan with a reason; what does not keeps its digits."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        huge = paired_change([1e308, -1e308, 5], [-1e308, 1e308, 5])
        large = paired_change([1e200, 2e200, 5e200], [2e200, 2e200, 7e200])
        tiny = paired_change([1e-200, 2e-200, 5e-200], [2e-200, 2e-200, 7e-200])
    assert huge.reason == "too-large"
    assert np.isnan(huge.p)
    assert float(large.p) == pytest.approx(float(tiny.p)) == pytest.approx(0.2254033307585166)
    assert float(tiny.sd) == pytest.approx(1e-200)


@pytest.mark.parametrize("rows", [0, 1, 3])
def test_a_batch_is_its_rows_one_by_one(rows: int) -> None:
    """Leading axes are groups of their own, also none of them."""
    rng = np.random.default_rng(5)
    pre, post = rng.normal(size=(2, rows, 2, 12))
    pre[..., 3] = np.nan
    result = paired_change(pre, post)
    assert result.mean.shape == (rows, 2)
    for at in np.ndindex(rows, 2):
        alone = paired_change(pre[at], post[at])
        assert result.p[at] == pytest.approx(alone.p, rel=1e-12)
        assert result.pairs[at] == alone.pairs


def test_a_level_for_each_group() -> None:
    """The second group's level gives the second group's interval."""
    pre, post = np.random.default_rng(6).normal(size=(2, 2, 9))
    both = paired_change(pre, post, confidence=[0.95, 0.5])
    assert both.low[1] == paired_change(pre[1], post[1], confidence=0.5).low


@pytest.mark.parametrize("labels", [3, 40])
def test_many_teams_at_once_are_the_teams_one_by_one(labels: int) -> None:
    """Every figure of every team, in a batch too."""
    rng = np.random.default_rng(labels)
    pre, post = rng.integers(0, 40, (2, 2, 200)).astype(np.float64)
    pre[0, :20] = post[1, 50:90] = np.nan
    group = rng.integers(0, labels, 200)
    result = paired_change_by(pre, post, group, better="lower")
    assert result.group.tolist() == sorted(set(group.tolist()))
    assert result.change.mean.shape == (2, result.group.size)
    for row in range(2):
        for place, label in enumerate(result.group):
            alone = paired_change(
                pre[row, group == label], post[row, group == label], better="lower"
            )
            for together, single in zip(result.change, alone, strict=True):
                if together.dtype.kind == "f":
                    np.testing.assert_allclose(together[row, place], single, rtol=1e-10, atol=1e-12)
                else:
                    assert together[row, place] == single


def test_every_person_needs_a_label() -> None:
    """An empty one would make a team of those without a team."""
    for labels in (["a", ""], [1.0, np.nan], [None, None]):
        with pytest.raises(DomainError, match="group"):
            paired_change_by([1, 2], [2, 3], labels)
    with pytest.raises(DomainError, match="group"):
        paired_change_by([1, 2], [2, 3], ["a", "b", "c"])


@given(pairs=scores, shift=st.integers(-5, 5))
def test_turning_the_scale_mirrors_the_answer(pairs: list[tuple[float, float]], shift: int) -> None:
    """Scores and direction turned: the same word, and the mean with the other sign."""
    pre, post = _columns(pairs)
    there = paired_change(pre, post)
    back = paired_change(shift - pre, shift - post, better="lower")
    assert there.decision == back.decision
    np.testing.assert_allclose(there.low, -back.high, atol=1e-9)
    np.testing.assert_array_equal(there.pairs, back.pairs)


@given(pairs=scores)
def test_the_decision_is_the_interval(pairs: list[tuple[float, float]]) -> None:
    """Decided exactly where the 95 % interval leaves out 0; the 90 % interval lies within it."""
    result = paired_change(*_columns(pairs))
    assert int(result.pairs + result.only_pre) == int(result.started)
    if result.reason == "" and abs(float(result.p) - 0.05) > 1e-9:
        outside = bool(result.low > 0 or result.high < 0)
        assert outside == (result.decision != "undecided")
        assert result.low <= result.change_low <= result.mean <= result.change_high <= result.high


@given(pairs=scores, seed=st.integers(0, 99))
def test_the_order_of_people_is_of_no_account(pairs: list[tuple[float, float]], seed: int) -> None:
    """Shuffled, the same figures."""
    pre, post = _columns(pairs)
    order = np.random.default_rng(seed).permutation(pre.size)
    one, other = paired_change(pre, post), paired_change(pre[order], post[order])
    np.testing.assert_allclose([one.mean, one.p], [other.mean, other.p], rtol=1e-9, atol=1e-12)


def test_an_infinite_score_is_named_by_place_and_not_by_value() -> None:
    """People's scores do not stand in messages."""
    with pytest.raises(DomainError, match="post, row 1") as caught:
        paired_change([1, 2], [3, -np.inf])
    assert "inf " not in str(caught.value).replace("infinite", "")
    for arguments, word in (
        ({"confidence": 1.0}, "confidence"),
        ({"change_confidence": [0.9, 0.9]}, "change_confidence"),
        ({"confidence": [0.9, 0.9]}, "confidence has shape|confidence: has shape"),
        ({"better": "target"}, "better"),
    ):
        with pytest.raises(DomainError, match=word):
            paired_change([1, 2], [3, 4], **arguments)
    with pytest.raises(DomainError, match="has shape"):
        paired_change([[1, 2], [3, 4]], 2, confidence=[0.9, 0.9, 0.9])
    with pytest.raises(DomainError, match="one person"):
        paired_change(1, 2)
