"""Cutoffs a, b and c against the article's example, and what a cutoff must do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rusfelt.errors import DomainError
from rusfelt.stats.change.clinical_cutoff import clinical_cutoff
from rusfelt.vocabulary import Direction

NORMS = {"mean_clinical": 40, "sd_clinical": 7.5, "mean_functional": 60, "sd_functional": 7.5}


@pytest.mark.parametrize(("kind", "value"), [("a", 55), ("b", 45), ("c", 50)])
def test_the_cutoffs_of_the_articles_example(kind: str, value: float) -> None:
    """Jacobson and Truax (1991), table 1: 55, 45 and 50."""
    assert float(clinical_cutoff(kind, better="higher", **NORMS).value) == value


def test_cutoff_b_stands_on_the_functional_sd() -> None:
    """Dyadic adjustment: 79.2 = 114.8 - 2·17.8, where an R package has 91.15 = 114.8 - 2·11.83."""
    couples = {"mean_functional": 114.8, "better": "higher"}
    right = clinical_cutoff("b", sd_functional=17.8, **couples)
    wrong = clinical_cutoff("b", sd_functional=11.8256612655621, **couples)
    assert float(right.value) == pytest.approx(79.2, abs=1e-12)
    assert float(wrong.value) == pytest.approx(91.1486774688758, abs=1e-12)
    assert str(right.sd) == "functional"
    # The clinical figures have no part in it.
    both = clinical_cutoff("b", sd_functional=17.8, mean_clinical=80, sd_clinical=99, **couples)
    assert float(both.value) == float(right.value)


def test_the_outcome_rating_scales_published_norms_give_its_cutoff() -> None:
    """Clinical 19.6 and 8.7, in general 28.0 and 6.8: c is 24.3, published as 25."""
    found = clinical_cutoff(
        "c", better="higher", mean_clinical=19.6, sd_clinical=8.7,
        mean_functional=28.0, sd_functional=6.8,
    )  # fmt: skip
    assert round(float(found.value), 1) == 24.3


def test_true_scores_take_the_error_out_of_both_spreads() -> None:
    """The error of the clinical population is in the functional one's scores too."""
    figures = {**NORMS, "sd_functional": 10, "reliability": 0.8, "true_scores": True}
    sem2 = 7.5**2 * 0.2
    clinical, functional = np.sqrt(7.5**2 - sem2), np.sqrt(10**2 - sem2)
    a, b, c = (float(clinical_cutoff(kind, better="higher", **figures).value) for kind in "abc")
    assert a == pytest.approx(40 + 2 * clinical)
    assert b == pytest.approx(60 - 2 * functional)
    assert c == pytest.approx((clinical * 60 + functional * 40) / (clinical + functional))
    assert str(clinical_cutoff("c", better="higher", **figures).scores) == "true"


@given(
    m1=st.floats(-100, 100), gap=st.floats(0.1, 100), s1=st.floats(0.1, 50), s0=st.floats(0.1, 50)
)
def test_a_turned_scale_turns_every_cutoff(m1: float, gap: float, s1: float, s0: float) -> None:
    """Scores counted the other way have the same cutoff counted the other way."""
    up = {"mean_clinical": m1, "mean_functional": m1 + gap}
    down = {name: -value for name, value in up.items()}
    spread = {"sd_clinical": s1, "sd_functional": s0}
    for kind in "abc":
        there = clinical_cutoff(kind, better="higher", **up, **spread).value
        back = clinical_cutoff(kind, better=Direction.LOWER, **down, **spread).value
        assert float(there) == -float(back)


@given(
    m1=st.floats(-100, 100), gap=st.floats(0.1, 100), s1=st.floats(0.1, 50), s0=st.floats(0.1, 50)
)
def test_c_is_as_many_sds_from_both_and_between_them(
    m1: float, gap: float, s1: float, s0: float
) -> None:
    """The one property that defines it."""
    m0 = m1 + gap
    c = float(
        clinical_cutoff(
            "c", better="higher", mean_clinical=m1, sd_clinical=s1,
            mean_functional=m0, sd_functional=s0,
        ).value
    )  # fmt: skip
    assert (c - m1) / s1 == pytest.approx((m0 - c) / s0, rel=1e-9, abs=1e-9)
    assert m1 - 1e-9 <= c <= m0 + 1e-9


def test_what_has_no_cutoff_says_why() -> None:
    """A missing norm, equal or swapped means, no spread, all error, and figures beyond numbers."""
    found = clinical_cutoff(
        "c", better="higher", mean_clinical=40, sd_clinical=7.5,
        mean_functional=[np.nan, 40, 30, 60, 60, 60], sd_functional=[7.5, 7.5, 7.5, 0, np.nan, 9],
    )  # fmt: skip
    assert found.reason.tolist() == [
        "missing", "wrong-order", "wrong-order", "sd-zero", "missing", "",
    ]  # fmt: skip
    np.testing.assert_array_equal(np.isnan(found.value), found.reason != "")
    noisy = clinical_cutoff(
        "b", better="higher", **{**NORMS, "sd_functional": [3, 3.5]},
        reliability=0.8, true_scores=True,
    )  # fmt: skip
    assert noisy.reason.tolist() == ["all-error", ""]
    far = clinical_cutoff("a", better="lower", mean_clinical=-1e308, sd_clinical=1e308)
    assert str(far.reason) == "too-large"
    wide = clinical_cutoff(
        "c", better="higher", mean_clinical=-1e308, sd_clinical=1e308,
        mean_functional=1e308, sd_functional=1e308,
    )  # fmt: skip
    assert float(wide.value) == 0


def test_an_empty_batch_is_a_batch() -> None:
    """No teams have no cutoffs."""
    found = clinical_cutoff("a", better="lower", mean_clinical=[], sd_clinical=[])
    assert found.value.shape == found.reason.shape == (0,)


@pytest.mark.parametrize(
    ("kind", "changed", "place"),
    [
        ("d", {}, "kind"),
        (["a"], {}, "kind"),
        ("a", {"mean_clinical": None}, "mean_clinical"),
        ("b", {"sd_functional": None}, "sd_functional"),
        ("c", {"mean_functional": None, "sd_clinical": None}, "sd_clinical"),
        ("c", {"sd_clinical": -1}, "sd_clinical"),
        ("c", {"mean_clinical": np.inf}, "mean_clinical, row 0"),
        ("c", {"reliability": 0.8}, "reliability"),
        ("c", {"true_scores": True}, "reliability"),
        ("c", {"true_scores": "yes"}, "true_scores"),
        ("c", {"true_scores": True, "reliability": 1}, "reliability"),
        ("c", {"true_scores": True, "reliability": 0}, "reliability"),
        ("b", {"true_scores": True, "reliability": 0.8, "sd_clinical": None}, "sd_clinical"),
        ("c", {"better": "target"}, "better"),
        ("c", {"better": ["higher"]}, "better"),
        ("c", {"mean_clinical": [1, 2], "mean_functional": [3, 4, 5]}, "mean_clinical"),
        ("c", {"mean_clinical": "forty"}, "mean_clinical"),
    ],
)
def test_impossible_figures_are_refused(kind: str, changed: dict[str, object], place: str) -> None:
    """The argument is named."""
    with pytest.raises(DomainError) as caught:
        clinical_cutoff(kind, **{"better": "higher", **NORMS, **changed})
    assert caught.value.problems[0].path == place
    assert caught.value.problems[0].remedy


def test_all_that_is_left_out_is_said_at_once() -> None:
    """Four figures and a reliability."""
    with pytest.raises(DomainError) as caught:
        clinical_cutoff("c", better="higher", true_scores=True)
    assert len(caught.value.problems) == 5
