"""Which column is what, looked for by usual names or told."""

from __future__ import annotations

import numpy as np
import pytest

from rusfelt import Instrument, ItemSet, MissingRule, Scale, load_instrument, score
from rusfelt.errors import DomainError
from rusfelt.scoring.layout import Layout, find_columns
from rusfelt.vocabulary import Clock

PHQ9 = load_instrument("phq9")


def found(*columns, instrument=PHQ9, **layout):
    return find_columns(Layout(**layout), instrument, columns)


def paths(error):
    return [each.path for each in error.value.problems]


@pytest.mark.parametrize(
    "way",
    ["phq9_{}", "phq9{}", "PHQ9_{}", "item_{}", "Item{}", "q{}", "Q{}", "i{}", "{}", "q{:02}", "item_{:02}"],
)  # fmt: skip
def test_items_are_found_by_the_usual_ways_of_naming_them(way):
    columns = [way.format(k) for k in range(1, 10)]
    assert list(found(*columns).items.values()) == columns


def test_the_way_that_fits_all_items_wins_over_one_that_fits_some():
    """Eight columns called q1 to q8 beside nine called item_1 to item_9."""
    columns = [f"q{k}" for k in range(1, 9)] + [f"item_{k}" for k in range(1, 10)]
    assert found(*columns).items["1"] == "item_1"


def test_every_item_without_a_column_is_named():
    with pytest.raises(DomainError) as caught:
        found("phq9_1", "phq9_2", "phq9_5")
    assert paths(caught) == [f"item {k}" for k in (3, 4, 6, 7, 8, 9)]


@pytest.mark.parametrize("columns", [[], ["name"]])
def test_a_table_without_any_item_says_what_it_has(columns):
    """A table without columns says so, too."""
    with pytest.raises(DomainError) as caught:
        found(*columns)
    assert len(caught.value.problems) == 9
    said = caught.value.problems[0].remedy
    assert ("the table has: name." if columns else "the table has no columns.") in said


def test_a_wide_table_is_not_listed_in_full():
    with pytest.raises(DomainError, match="and 80 more"):
        found(*(f"column{k}" for k in range(100)))


def test_a_misspelt_column_is_answered_with_the_one_meant():
    columns = [f"phq9_{k}" for k in range(1, 9)] + ["phq9_nine"]
    told = {str(k): f"phq9_{k}" for k in range(1, 9)} | {"9": "phq9_nin"}
    with pytest.raises(DomainError, match="Did you mean 'phq9_nine'"):
        found(*columns, items=told)


def test_items_can_be_told_by_name_or_in_order():
    columns = [f"spm{k}" for k in range(9)]
    in_order = found(*columns, items=columns)
    named = found(*columns, items=dict(zip(PHQ9.item_ids, columns, strict=True)))
    assert in_order == named
    assert found(*columns, items=dict(enumerate(columns, 1))) == named


@pytest.mark.parametrize(
    ("items", "words"),
    [
        (["a", "b"], "names 2 columns"),
        ("abcdefghi", "no list"),
        (3, "no list"),
        ({"1": "a"} | {str(k): "b" for k in range(2, 10)}, "named for 8 items"),
        ({"1": None} | {str(k): "ab"[k % 2] for k in range(2, 10)}, "item 1"),
        ({"17": "a"} | {str(k): "b" for k in range(1, 10)}, "no item of 'phq9'"),
    ],
)
def test_items_told_wrongly_are_refused(items, words):
    with pytest.raises(DomainError, match=words):
        found("a", "b", items=items)


def test_the_usual_names_of_persons_and_times():
    columns = [f"q{k}" for k in range(1, 10)]
    assert found(*columns, "client_id", "wave").unit == "client_id"
    assert found(*columns, "wave").clock is Clock.OCCASION
    both = found(*columns, "date", "session")
    assert (both.t, both.order, both.clock) == ("date", "session", None)
    assert found(*columns, "date", "session", t="session").order is None
    assert found(*columns).unit is found(*columns).t is None


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"clock": "hours"}, "Use one of"),
        ({"design": "panels"}, "Did you mean 'panel'"),
        ({"missing": 9}, "in brackets"),
        ({"missing": "9"}, "in brackets"),
        ({"missing": ["9"]}, "without quotes"),
        ({"missing": [np.nan]}, "finite"),
        ({"per_series": {"role": "x"}}, "writes role itself"),
        ({"per_point": {"answered": "x"}}, "writes answered itself"),
        ({"per_series": {"cluster": "x"}, "cluster": "y"}, "writes cluster itself"),
    ],
)
def test_a_layout_that_means_nothing_is_refused(told, words):
    with pytest.raises(DomainError, match=words):
        Layout(**told)


PROFILE = Instrument(
    "p", "1", "P", [ItemSet(["sleep", "mood", "work"], answers=[0, 10])],
    [Scale(each, "item", [0, 10], items=[each]) for each in ("sleep", "mood", "work")],
)  # fmt: skip


def test_single_answers_are_scored_where_they_have_a_column():
    """A profile of which one part was asked has that part, under its own name."""
    panel = score(PROFILE, {"person": ["a", "b"], "mood": [3, 7]})
    assert panel.indicator.tolist() == ["p.mood", "p.mood"]
    assert panel.y.tolist() == [3, 7]


def test_one_of_them_must_be_there():
    with pytest.raises(DomainError) as caught:
        score(PROFILE, {"person": ["a"]})
    assert paths(caught) == ["item sleep", "item mood", "item work"]


def test_a_column_that_was_named_must_be_there():
    """Leaving out is for what nobody mentioned."""
    with pytest.raises(DomainError) as caught:
        found("mood", instrument=PROFILE, items={"mood": "mood", "work": "wrk"})
    assert paths(caught) == ["item work"]


def with_mean(at_most):
    rule = None if at_most is None else MissingRule(at_most, source="s")
    mean = Scale("mean", "mean", [0, 10], missing_rule=rule)
    return Instrument("p", "1", "P", PROFILE.items, [mean, *PROFILE.scales])


@pytest.mark.parametrize("at_most", [None, 0, 1])
def test_what_is_put_together_needs_the_column_of_each_of_its_items(at_most):
    """Also where a sheet may lack an answer: a column that is not there was lost."""
    with pytest.raises(DomainError) as caught:
        score(with_mean(at_most), {"mood": [3], "work": [5]})
    assert paths(caught) == ["item sleep"]


def test_a_mean_of_whatever_was_answered_needs_only_one():
    """Goals: two were set by everybody, and the mean is theirs."""
    panel = score(with_mean(2), {"person": ["a"], "mood": [3], "work": [6]})
    assert dict(zip(panel.indicator.tolist(), panel.y.tolist(), strict=True)) == {
        "p.mean": 4.5,
        "p.mood": 3,
        "p.work": 6,
    }
    assert panel.per_point["answered"].tolist() == [2, 1, 1]


def test_a_form_that_discards_sheets_needs_every_column():
    """Whether too many answers are missing is counted over the whole form."""
    strict = Instrument("p", "1", "P", PROFILE.items, PROFILE.scales, discard_above=1)
    with pytest.raises(DomainError) as caught:
        score(strict, {"mood": [3]})
    assert paths(caught) == ["item sleep", "item work"]
