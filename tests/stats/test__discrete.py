"""Two-sided p values from a null distribution, against scipy and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from rusfelt.stats import _discrete


@pytest.mark.parametrize(("n", "share"), [(7, 1 / 3), (12, 0.5), (25, 0.1)])
def test_minlike_p_equals_scipys_binomial_test(n: int, share: float) -> None:
    """scipy, like R, sums the outcomes no likelier than the one seen."""
    pmf = np.tile(stats.binom.pmf(np.arange(n + 1), n, share), (n + 1, 1))
    expected = [stats.binomtest(k, n, share).pvalue for k in range(n + 1)]
    np.testing.assert_allclose(_discrete.minlike_p(pmf, np.arange(n + 1)), expected, rtol=1e-12)


def test_doubled_p_is_twice_the_smaller_tail_of_every_outcome() -> None:
    """One outcome at a time and all at once agree, and a padded cell is impossible."""
    pmf = np.array([[0.2, 0.5, 0.3, 0.0], [0.1, 0.2, 0.3, 0.4]])
    expected = np.array([[0.4, 1.0, 0.6, 1.0], [0.2, 0.6, 1.0, 0.8]])
    np.testing.assert_allclose(_discrete.doubled_ps(pmf), expected)
    for k in range(3):
        seen = np.array([k, k])
        np.testing.assert_allclose(_discrete.doubled_p(pmf, seen), expected[:, k])


def test_three_of_three_at_a_third_differs_between_the_two_ps() -> None:
    """The minimum-likelihood p is .037 and the doubled p .074."""
    pmf = stats.binom.pmf(np.arange(4), 3, 1 / 3)[None]
    assert _discrete.minlike_p(pmf, np.array([3]))[0] == pytest.approx(1 / 27)
    assert _discrete.doubled_p(pmf, np.array([3]))[0] == pytest.approx(2 / 27)


def test_attainable_size_is_the_chance_of_a_p_at_or_below_the_level() -> None:
    """Five fair coins cannot reject at .05, six can in 2 of 64 cases."""
    five = stats.binom.pmf(np.arange(6), 5, 0.5)[None]
    six = stats.binom.pmf(np.arange(7), 6, 0.5)[None]
    assert _discrete.attainable_size(five)[0] == 0
    assert _discrete.attainable_size(six)[0] == pytest.approx(2 / 64)
    assert _discrete.smallest_p(five)[0] == pytest.approx(2 / 32)


def test_a_p_that_is_the_level_but_for_rounding_rejects() -> None:
    """.05 on paper counts as .05."""
    assert _discrete.rejects(np.array([0.05 + 7e-18, 0.0501]), 0.05).tolist() == [True, False]


def test_last_true_finds_the_edge_in_each_row() -> None:
    """Rows where nothing or everything holds included."""
    edge = np.array([-1.0, 0.0, 7.0, 100.0])
    found = _discrete.last_true(lambda k: k <= edge, np.zeros(4), np.full(4, 20.0))
    np.testing.assert_array_equal(found, [-1, 0, 7, 20])


def test_width_blocks_hold_every_row_once_and_rows_of_like_width() -> None:
    """No row is padded to more than twice its width."""
    widths = np.random.default_rng(3).integers(1, 5000, 400)
    blocks = list(_discrete.width_blocks(widths, cells=20_000))
    assert sorted(np.concatenate(blocks).tolist()) == list(range(400))
    assert all(widths[block].max() < 2 * widths[block].min() for block in blocks)
