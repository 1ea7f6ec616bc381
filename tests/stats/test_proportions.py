"""Two shares, several shares, and the whole numbers behind a percentage."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from rusfelt.errors import DomainError
from rusfelt.stats.intervals import newcombe
from rusfelt.stats.proportions import (
    proportion_difference,
    proportion_homogeneity,
    whole_number_counts,
)


@st.composite
def tables(draw: st.DrawFn) -> tuple[int, int, int, int]:
    """Two shares of up to 60."""
    n1, n2 = draw(st.integers(1, 60)), draw(st.integers(1, 60))
    return draw(st.integers(0, n1)), n1, draw(st.integers(0, n2)), n2


def test_35_of_68_against_57_of_60() -> None:
    """The minimum-likelihood p is the one R and scipy print."""
    result = proportion_difference(35, 68, 57, 60)
    assert float(result.p_minlike) == pytest.approx(1.304193459938578e-08, rel=1e-9)
    tail = stats.hypergeom.sf(56, 128, 92, 60)
    assert float(result.p) == pytest.approx(2 * tail, rel=1e-9)
    low, high = newcombe(35, 68, 57, 60)
    assert (float(result.low), float(result.high)) == (float(low), float(high))
    assert float(result.difference) == pytest.approx(57 / 60 - 35 / 68)


@given(table=tables())
def test_minlike_p_equals_scipys_fisher(table: tuple[int, int, int, int]) -> None:
    """As scipy.stats.fisher_exact, two-sided."""
    x1, n1, x2, n2 = table
    theirs = stats.fisher_exact([[x1, n1 - x1], [x2, n2 - x2]]).pvalue
    assert float(proportion_difference(*table).p_minlike) == pytest.approx(theirs, rel=1e-9)


@given(table=tables())
def test_doubled_p_size_and_smallest_p_outcome_by_outcome(
    table: tuple[int, int, int, int],
) -> None:
    """Every outcome of the margins by scipy's hypergeometric distribution."""
    x1, n1, x2, n2 = table
    null = stats.hypergeom(n1 + n2, x1 + x2, n2)
    outcomes = np.arange(max(0, x1 + x2 - n1), min(x1 + x2, n2) + 1)
    doubled = np.minimum(1, 2 * np.minimum(null.cdf(outcomes), null.sf(outcomes - 1)))
    result = proportion_difference(*table)
    assert float(result.p) == pytest.approx(doubled[outcomes == x2][0], rel=1e-8)
    assert float(result.smallest_p) == pytest.approx(doubled.min(), rel=1e-8)
    # A p of exactly .05 is within rounding of the level on either side of it.
    size = null.pmf(outcomes)[doubled <= 0.05 * (1 + 1e-10)].sum()
    assert float(result.size) == pytest.approx(size, rel=1e-8, abs=1e-300)


@given(table=tables())
def test_swapping_the_shares_changes_only_the_sign(table: tuple[int, int, int, int]) -> None:
    """First and later change places."""
    x1, n1, x2, n2 = table
    there, back = proportion_difference(*table), proportion_difference(x2, n2, x1, n1)
    assert float(there.p) == pytest.approx(float(back.p), rel=1e-9)
    assert float(there.size) == pytest.approx(float(back.size), rel=1e-9, abs=1e-300)
    assert float(there.change_low) == pytest.approx(-float(back.change_high), abs=1e-12)


def test_nobody_or_everybody_can_show_nothing() -> None:
    """One possible outcome: p is 1, and no test was possible."""
    result = proportion_difference([0, 7], [5, 7], [0, 9], [8, 9])
    np.testing.assert_array_equal(result.p, 1)
    np.testing.assert_array_equal(result.p_minlike, 1)
    np.testing.assert_array_equal(result.smallest_p, 1)
    np.testing.assert_array_equal(result.size, 0)


def test_rows_of_very_different_size_do_not_disturb_each_other() -> None:
    """Small and large tables in one batch are what they are alone, in any order."""
    rng = np.random.default_rng(2)
    n1, n2 = (
        (10 ** rng.uniform(0.5, 4, 60)).astype(int),
        (10 ** rng.uniform(0.5, 4, 60)).astype(int),
    )
    x1, x2 = rng.binomial(n1, 0.3), rng.binomial(n2, 0.35)
    whole = proportion_difference(x1, n1, x2, n2)
    for i in range(60):
        alone = proportion_difference(x1[i], n1[i], x2[i], n2[i])
        for ours, theirs in zip(whole, alone, strict=True):
            np.testing.assert_allclose(ours[i], theirs, rtol=1e-12, atol=1e-300)


def test_large_shares_keep_their_digits() -> None:
    """200 000 people in each group, against scipy's own tail."""
    result = proportion_difference(60_000, 200_000, 60_700, 200_000)
    theirs = 2 * stats.hypergeom.sf(60_699, 400_000, 120_700, 200_000)
    assert float(result.p) == pytest.approx(theirs, rel=1e-7)


@pytest.mark.parametrize("bad", [(-1, 5, 1, 5), (1, 0, 1, 5), (1, 5, 6, 5), (1, 5, 0.5, 5)])
def test_impossible_shares_are_refused(bad: tuple[float, ...]) -> None:
    """Negative, of nothing, above the whole, not whole."""
    with pytest.raises(DomainError):
        proportion_difference(*bad)


@given(pairs=st.lists(st.tuples(st.integers(1, 80), st.floats(0, 1)), min_size=2, max_size=6))
def test_homogeneity_equals_scipys_contingency_chi_square(
    pairs: list[tuple[int, float]],
) -> None:
    """No continuity correction; nan where nobody or everybody had it."""
    n = np.array([size for size, _ in pairs])
    x = np.round(n * np.array([share for _, share in pairs]))
    result = proportion_homogeneity(x, n)
    if 0 < x.sum() < n.sum():
        theirs = stats.chi2_contingency(np.stack([x, n - x]), correction=False)
        assert float(result.chi2) == pytest.approx(theirs.statistic, rel=1e-9, abs=1e-10)
        assert float(result.df) == theirs.dof
        assert float(result.p) == pytest.approx(theirs.pvalue, rel=1e-8, abs=1e-12)
    else:
        assert np.isnan(result.chi2)
        assert np.isnan(result.p)


@pytest.mark.parametrize(
    ("percent", "expected"),
    [
        (65, (83,)), (35, (45,)), (26, (33,)), (19, (24,)),
        (17, (22,)), (87, (111,)), (9, (11, 12)), (89, (114,)),
    ],
)  # fmt: skip
def test_whole_numbers_behind_percentages_of_128(percent: int, expected: tuple[int, ...]) -> None:
    """A printed percentage and how many were asked give back the counts."""
    assert whole_number_counts(percent, 128) == expected


@given(n=st.integers(1, 3000), share=st.floats(0, 1), decimals=st.integers(0, 2))
def test_the_true_count_is_always_among_them(n: int, share: float, decimals: int) -> None:
    """Whichever way the half was rounded, and nothing else that rounds elsewhere."""
    k = round(share * n)
    scaled = 100 * 10**decimals * k
    up = (2 * scaled + n) // (2 * n)
    floor, rest = divmod(scaled, n)
    even = floor + (2 * rest > n or (2 * rest == n and floor % 2 == 1))
    for units in {up, even}:
        found = whole_number_counts(units / 10**decimals, n, decimals=decimals)
        assert k in found
        assert all(abs(scale * n - units_of) * 2 <= n for scale, units_of in
                   ((units, 100 * 10**decimals * each) for each in found))  # fmt: skip


def test_an_impossible_percentage_has_no_counts() -> None:
    """10 % of three people is nobody's figure; 12.5 % of eight is one or, rounded, so."""
    assert whole_number_counts(10, 3) == ()
    assert whole_number_counts(13, 8) == (1,)
    assert whole_number_counts(12, 8) == (1,)
    assert whole_number_counts(100, 7) == (7,)
    assert whole_number_counts(0, 7) == (0,)


def test_percentages_that_contradict_themselves_are_refused() -> None:
    """All that is wrong is said at once; undeclared decimals are not rounded away."""
    with pytest.raises(DomainError) as caught:
        whole_number_counts(101, 0, decimals=-1)
    assert [problem.path for problem in caught.value.problems] == ["percent", "n", "decimals"]
    with pytest.raises(DomainError, match="more than 0 decimals"):
        whole_number_counts(12.5, 8)
