"""The index of individual clinical significance, step by step and at its ends."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rusfelt.errors import DomainError
from rusfelt.stats.change.individual_significance import individual_significance

PRE = np.array([40, 35, 30, 44, 28, np.nan, 31.0])
POST = np.array([15, 30, 35, 20, 9, 12, np.nan])


def test_the_index_is_that_of_the_formula() -> None:
    """From the people with both scores, standard deviations with n - 1."""
    both = ~np.isnan(PRE + POST)
    x1, x2 = PRE[both], POST[both]
    sem = x1.std(ddof=1) * np.sqrt(0.2)
    r2 = 1 - sem**2 / x2.var(ddof=1)
    expected = (x2.mean() + (x2 - x2.mean()) * r2 - 20) / (np.sqrt(r2) * sem)
    result = individual_significance(PRE, POST, 20, reliability=0.8)
    np.testing.assert_allclose(result.cs_index[both], expected, rtol=1e-12)
    assert np.isnan(result.cs_index[~both]).all()
    assert result.reason.tolist() == [""] * 5 + ["missing-pre", "missing-post"]
    assert float(result.sem[0]) == pytest.approx(sem)
    assert float(result.reliability_post[0]) == pytest.approx(r2)
    assert float(result.critical[0]) == pytest.approx(1.6448536269514722)
    assert (str(result.sd_source[0]), str(result.mean_source[0])) == ("sample", "sample")


def test_figures_of_a_norm_take_the_place_of_the_samples() -> None:
    """Given all three, the answer of one person does not hang on the others; the source is said."""
    figures = {"reliability": 0.8, "sd": 7, "mean_post": 18, "sd_post": 10}
    all_ = individual_significance(PRE, POST, 20, **figures)
    one = individual_significance(40.0, 15.0, 20, **figures)
    assert one.cs_index.shape == one.reason.shape == ()
    assert float(one.cs_index) == pytest.approx(float(all_.cs_index[0]), rel=1e-15)
    assert (str(one.sd_source), str(one.mean_source)) == ("given", "given")
    mixed = individual_significance(PRE, POST, 20, reliability=0.8, sd=7)
    assert (str(mixed.sd_source[0]), str(mixed.mean_source[0])) == ("mixed", "sample")


@given(shift=st.floats(-50, 50), scale=st.floats(0.01, 100))
def test_the_unit_of_the_scale_does_not_matter(shift: float, scale: float) -> None:
    """Scores and cutoff moved and stretched alike have the same index."""
    usual = individual_significance(PRE, POST, 20, reliability=0.8).cs_index
    moved = individual_significance(
        shift + scale * PRE, shift + scale * POST, shift + scale * 20, reliability=0.8
    ).cs_index
    np.testing.assert_allclose(moved, usual, rtol=1e-9, atol=1e-9)


def test_enormous_scores_have_an_index_or_a_reason() -> None:
    """Without a warning."""
    usual = individual_significance(PRE, POST, 20, reliability=0.8).cs_index
    huge = individual_significance(1e306 * PRE, 1e306 * POST, 20 * 1e306, reliability=0.8).cs_index
    np.testing.assert_allclose(huge, usual, rtol=1e-9)
    beyond = individual_significance(
        [1.0], [1e308], -1e308, reliability=0.8, sd=1, mean_post=0, sd_post=1
    )
    assert beyond.reason.tolist() == ["too-large"]


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"reliability": None}, "reliability"),
        ({"reliability": 1.2}, "reliability"),
        ({"confidence": 0.4}, "confidence"),
        ({"confidence": [0.9, 0.95]}, "confidence"),
        ({"sd": -1}, "sd"),
        ({"mean_post": np.inf}, "mean_post"),
        ({"cutoff": np.inf}, "cutoff, row 0"),
        ({"cutoff": [1, 2]}, "cutoff"),
        ({"pre": [np.inf] * 7}, "pre, row 0"),
        ({"sd": {"a": 3}}, "sd"),
        ({"pooled": False}, "group"),
    ],
)
def test_impossible_figures_are_refused(changed: dict[str, object], place: str) -> None:
    """The argument is named, with a remedy."""
    usual = {"pre": PRE, "post": POST, "cutoff": 20, "reliability": 0.8}
    with pytest.raises(DomainError) as caught:
        individual_significance(**{**usual, **changed})
    assert caught.value.problems[0].path == place
    assert caught.value.problems[0].remedy
