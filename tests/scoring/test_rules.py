"""The scoring rules against sums done by hand."""

from __future__ import annotations

import numpy as np
import pytest

from rusfelt.domain import Instrument, ItemSet, MissingRule, Scale
from rusfelt.scoring.rules import scale_scores, wrong_rows

NAN = np.nan


def scored(items, scale, *answers, missing_rule=None):
    """Score and items answered of a form with these items and this scale, one row a sheet."""
    form = Instrument("f", "1", "F", [items], [scale], missing_rule=missing_rule)
    columns = dict(zip(form.item_ids, np.array(answers, dtype=float).T, strict=True))
    score, answered = scale_scores(form, form.scale(), columns)
    return score.tolist(), answered.tolist()


FOUR = ItemSet(["1-4"], answers=[0, 3])


def test_a_sum_adds_the_answers():
    assert scored(FOUR, Scale("s", "sum", [0, 12]), [0, 1, 2, 3], [3, 3, 3, 3]) == (
        [6, 12],
        [4, 4],
    )


def test_a_mean_divides_by_the_answers_given():
    rule = MissingRule(2, source="s")
    score, answered = scored(
        FOUR, Scale("s", "mean", [0, 3]), [0, 1, 2, 3], [3, NAN, 0, NAN], missing_rule=rule
    )
    assert (score, answered) == ([1.5, 1.5], [4, 2])


def test_a_reversed_item_is_turned_round_within_its_range():
    """2 on a scale of 1 to 5 counts 4; a missing answer stays missing."""
    items = ItemSet(["1-2"], answers=[1, 5])
    score, _ = scored(items, Scale("s", "sum", [2, 10], reversed=["2"]), [1, 2], [5, 5])
    assert score == [1 + 4, 5 + 1]


def test_answers_count_what_their_points_say_and_are_turned_round_after():
    """Points 0, 10 and 40: turned round they are 40, 30 and 0."""
    items = ItemSet(["1-2"], answers=[1, 3], points=[0, 10, 40])
    plain = scored(items, Scale("s", "sum", [0, 80]), [1, 2], [3, 3])[0]
    turned = scored(items, Scale("s", "sum", [0, 80], reversed=["1"]), [1, 2], [3, 3])[0]
    assert (plain, turned) == ([10, 80], [50, 40])


def test_points_follow_answers_that_are_no_row_of_steps():
    """Answers 0, 2 and 4 only."""
    items = ItemSet(["1"], answers=[0, 4], only=[0, 2, 4], points=[5, 6, 9])
    assert scored(items, Scale("s", "item", [5, 9], items=["1"]), [0], [2], [4])[0] == [5, 6, 9]


def test_factor_and_rescaling_follow_the_sum_or_mean():
    """Mean 2.5 times 4 is 10, which is 37.5 on the way from 4 to 20."""
    items = ItemSet(["1-2"], answers=[1, 5])
    scale = Scale("s", "mean", [0, 100], factor=4, rescale=[4, 20])
    assert scored(items, scale, [2, 3], [1, 1], [5, 5])[0] == [37.5, 0, 100]


def test_a_lookup_begins_at_the_lowest_sum():
    items = ItemSet(["1-2"], answers=[1, 2])
    scale = Scale("s", "sum", [0, 9], lookup=[0, 4.5, 9])
    assert scored(items, scale, [1, 1], [1, 2], [2, 2])[0] == [0, 4.5, 9]


def test_nothing_missing_is_looked_up():
    """A filled-in sum would fall between the table's lines, so a lookup wants every answer."""
    items = ItemSet(["1-2"], answers=[1, 2])
    scale = Scale("s", "sum", [0, 9], lookup=[0, 4.5, 9])
    score, _ = scored(items, scale, [1, NAN], missing_rule=MissingRule(1, source="s"))
    assert np.isnan(score).all()


@pytest.mark.parametrize(
    ("gone", "expected"), [(0, 12.0), (1, 12.0), (2, 12.0), (3, NAN), (4, NAN)]
)
def test_the_missing_rule_below_at_and_above_its_limit(gone, expected):
    """What is missing counts as the person's mean, up to two answers; a third leaves no score."""
    answers = [NAN] * gone + [3.0] * (4 - gone)
    score, answered = scored(
        FOUR, Scale("s", "sum", [0, 12]), answers, missing_rule=MissingRule(2, source="s")
    )
    assert answered == [4 - gone]
    np.testing.assert_array_equal(score, [expected])


def test_without_a_published_rule_one_missing_answer_leaves_no_score():
    score, answered = scored(FOUR, Scale("s", "sum", [0, 12]), [3, 3, 3, NAN])
    assert np.isnan(score).all()
    assert answered == [3]


def test_an_empty_sheet_has_no_score_whatever_the_rule():
    """A rule of three of four bears no sheet without any answer."""
    score, _ = scored(
        FOUR, Scale("s", "mean", [0, 3]), [NAN] * 4, missing_rule=MissingRule(3, source="s")
    )
    assert np.isnan(score).all()


def test_an_item_nobody_was_asked_counts_as_missing():
    form = Instrument(
        "f", "1", "F", [FOUR], [Scale("s", "mean", [0, 3])], missing_rule=MissingRule(3, source="s")
    )
    score, answered = scale_scores(form, form.scale(), {"2": np.array([1.0, NAN])})
    assert (score[0], answered.tolist()) == (1.0, [1, 0])
    assert np.isnan(score[1])


def test_a_scales_own_rule_for_missing_answers_goes_before_the_forms():
    scale = Scale("s", "sum", [0, 12], missing_rule=MissingRule(0, source="s"))
    score, _ = scored(FOUR, scale, [1, 1, 1, NAN], missing_rule=MissingRule(3, source="s"))
    assert np.isnan(score).all()


@pytest.mark.parametrize(
    ("allowed", "answers", "wrong"),
    [
        (ItemSet(["a"], answers=[0, 4]), [0, 4, NAN, 5, -1, 2.5, np.inf, -np.inf], [3, 4, 5, 6, 7]),
        (ItemSet(["a"], answers=[0, 4]), [0, 1, 2], []),
        (ItemSet(["a"], answers=[0, 4], only=[0, 2, 4]), [0, 1, 2, 3, 4, NAN], [1, 3]),
        (ItemSet(["a"], answers=[0, 1], step=0.1), [0.1, 0.7, 0.75, 1.0, np.inf], [2, 4]),
        (ItemSet(["a"], answers=[0, 10], step=0), [0, 3.14159, 10, 10.001, NAN], [3]),
        (ItemSet(["a"], answers=[0.5, 2.5]), [0.5, 1.5, 1, NAN], [2]),
        (ItemSet(["a"], answers=[-2, 2]), [-2, 0, 3, -1.5], [2, 3]),
        (ItemSet(["a"], answers=[0, 4]), [], []),
        (ItemSet(["a"], answers=[0, 4]), [NAN, NAN], []),
        (ItemSet(["a"], answers=[0, 1], step=0.5), [1e308, -1e308], [0, 1]),
    ],
)
def test_answers_there_are_not(allowed, answers, wrong):
    """Out of range, between two steps, infinite; a missing answer is none of these."""
    assert wrong_rows(np.array(answers, dtype=float), allowed).tolist() == wrong
