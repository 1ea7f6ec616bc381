"""The two shares of Hageman and Arrindell's group level, step by step and at their ends."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from rusfelt.errors import DomainError
from rusfelt.stats.change.hageman_group import hageman_group

PAIRS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=3, max_size=20).filter(
    lambda x: (
        len({a for a, _ in x}) > 1 and len({b for _, b in x}) > 1 and len({b - a for a, b in x}) > 1
    )
)


@given(people=PAIRS, cutoff=st.integers(0, 60), reliability=st.sampled_from([0.5, 0.8, 0.95]))
def test_the_shares_are_those_of_the_formulas(
    people: list[tuple[int, int]], cutoff: int, reliability: float
) -> None:
    """Written out with scipy; one less where the other way is better; nan where r is not above 0."""
    x1, x2 = np.array(people, dtype=float).T
    s1, s2, c = x1.std(ddof=1), x2.std(ddof=1), np.corrcoef(x1, x2)[0, 1]
    sem2 = s1**2 * (1 - reliability)
    r2 = 1 - sem2 / s2**2
    change = x2 - x1
    r_dd = (s1**2 * reliability + s2**2 * r2 - 2 * s1 * s2 * c) / change.var(ddof=1)
    for sign, better in ((1, "higher"), (-1, "lower")):
        result = hageman_group(x1, x2, cutoff, reliability=reliability, better=better)
        if abs(r_dd) < 1e-6 or abs(r2) < 1e-6:
            continue
        if r_dd > 0:
            z = sign * change.mean() / (change.std(ddof=1) * np.sqrt(r_dd))
            assert float(result.changed) == pytest.approx(stats.norm.cdf(z), abs=1e-9)
        else:
            assert np.isnan(result.changed)
        if r2 > 0:
            z = sign * (x2.mean() - cutoff) / (s2 * np.sqrt(r2))
            assert float(result.functional) == pytest.approx(stats.norm.cdf(z), abs=1e-9)
        else:
            assert np.isnan(result.functional)
        assert str(result.reason) == ("" if r_dd > 0 and r2 > 0 else "r-undefined")


def test_groups_that_cannot_carry_the_shares_say_why() -> None:
    """Too few, no cutoff, no spread, all error; those without both scores are left out."""
    nan = np.nan
    pre = [[30, 35, 40, 45, nan], [30, nan, nan, 45, 50], [30] * 5, [0, 20, 40, 60, 80.0]]
    post = [[22, 35, 20, 28, 41], [22, 35, 20, nan, nan], [1, 2, 3, 4, 5], [1, 2, 3, 4, 5]]
    result = hageman_group(pre, post, 25, reliability=0.5, better="lower")
    assert result.reason.tolist() == ["", "too-few-pairs", "sd-zero", "r-undefined"]
    assert result.n.tolist() == [4, 1, 5, 5]
    first = hageman_group(pre[0][:4], post[0][:4], 25, reliability=0.5, better="lower")
    assert float(first.changed) == float(result.changed[0])
    none = hageman_group(pre[0], post[0], nan, reliability=0.5, better="lower")
    assert str(none.reason) == "no-cutoff"
    assert np.isnan(none.functional)
    assert float(none.changed) == float(first.changed)
    moved = hageman_group([1, 2, 4.0], [3, 4, 6.0], 3, reliability=0.5, better="lower")
    assert str(moved.reason) == "sd-zero"


def test_each_group_has_its_own_cutoff_and_reliability() -> None:
    """A batch is its groups one by one."""
    rng = np.random.default_rng(9)
    pre = rng.normal(30, 6, (3, 12))
    post = pre - rng.normal(6, 8, (3, 12))
    cutoff, reliability = np.array([20, 25, 30.0]), np.array([0.8, 0.85, 0.9])
    together = hageman_group(pre, post, cutoff, reliability=reliability, better="lower")
    for k in range(3):
        alone = hageman_group(
            pre[k], post[k], cutoff[k], reliability=reliability[k], better="lower"
        )
        assert float(alone.functional) == pytest.approx(float(together.functional[k]), rel=1e-12)
    assert hageman_group(np.empty((0, 4)), np.empty((0, 4)), 3, reliability=0.8, better="lower")[
        0
    ].shape == (0,)


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"pre": [np.inf, 1]}, "pre, row 0"),
        ({"pre": 3, "post": 4}, "pre"),
        ({"cutoff": np.inf}, "cutoff, row 0"),
        ({"cutoff": [1, 2]}, "cutoff"),
        ({"reliability": 1}, "reliability"),
        ({"reliability": [0.8, 0.9]}, "reliability"),
        ({"better": "target"}, "better"),
    ],
)
def test_impossible_input_is_refused(changed: dict[str, object], place: str) -> None:
    """The argument is named, with a remedy."""
    usual = {"pre": [4, 5], "post": [1, 3], "cutoff": 3, "reliability": 0.8, "better": "lower"}
    with pytest.raises(DomainError) as caught:
        hageman_group(**{**usual, **changed})
    assert caught.value.problems[0].path == place
    assert caught.value.problems[0].remedy
