"""Items and scales: what can be answered, and how answers are put together."""

from __future__ import annotations

import pytest

from rusfelt import ItemSet, MissingRule, Scale
from rusfelt.domain.scale import item_ids
from rusfelt.errors import DomainError


def test_a_span_names_every_item_of_it():
    assert item_ids(["1-3", "7", "sleep", "9-10"]) == ("1", "2", "3", "7", "sleep", "9", "10")


@pytest.mark.parametrize("span", ["3-1", "2-2", "1-5000"])
def test_a_span_rises_and_is_of_bearable_length(span):
    with pytest.raises(DomainError, match="no span"):
        item_ids([span])


def test_a_name_with_a_dash_and_very_many_digits_is_a_name():
    """Python refuses to read such a number, so nothing tries."""
    long = f"1-{'9' * 5000}"
    assert item_ids([long]) == (long,)


@pytest.mark.parametrize("ids", ["1-3", 3, [1, 2], None])
def test_items_are_a_list_of_names(ids):
    with pytest.raises(DomainError):
        ItemSet(ids, answers=[0, 1])


@pytest.mark.parametrize(
    ("items", "allowed", "counted"),
    [
        (ItemSet(["a"], answers=[0, 3]), (0, 1, 2, 3), (0, 3)),
        (ItemSet(["a"], answers=[0, 1], step=0.5), (0, 0.5, 1), (0, 1)),
        (ItemSet(["a"], answers=[0, 4], only=[0, 2, 4]), (0, 2, 4), (0, 4)),
        (ItemSet(["a"], answers=[1, 3], points=[100, 50, 0]), (1, 2, 3), (0, 100)),
        (ItemSet(["a"], answers=[0, 10], step=0), (), (0, 10)),
        (ItemSet(["a"], answers=[-2, 2]), (-2, -1, 0, 1, 2), (-2, 2)),
    ],
)
def test_the_answers_there_are_and_what_they_count(items, allowed, counted):
    assert items.allowed == allowed
    assert items.counted == counted


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"ids": []}, "ids is empty"),
        ({"answers": [3, 0]}, "two rising numbers"),
        ({"answers": [0]}, "two rising numbers"),
        ({"answers": "0-3"}, "in brackets"),
        ({"answers": [0, float("inf")]}, "finite"),
        ({"answers": [0, float("nan")]}, "finite"),
        ({"step": -1}, "step is -1"),
        ({"step": 2}, "does not lead from 0 to 3"),
        ({"step": 1e-9}, "more than 10000 answers"),
        ({"step": 5e-324}, "more than 10000 answers"),
        ({"answers": [-1e308, 1e308]}, "more than 10000 answers"),
        ({"only": []}, "at least two"),
        ({"only": [1]}, "at least two"),
        ({"only": [2, 1]}, "lowest first"),
        ({"only": [0, 9]}, "from 0 to 3"),
        ({"points": [1, 2]}, "points has 2 numbers for 4 answers"),
        ({"points": ["1", "2", "3", "4"]}, "without quotes"),
    ],
)
def test_answers_that_cannot_be_are_refused(told, words):
    with pytest.raises(DomainError, match=words):
        ItemSet(**{"ids": ["a"], "answers": [0, 3]} | told)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"method": "total"}, "scoring method"),
        ({"bounds": [9, 0]}, "two rising numbers"),
        ({"bounds": [1, 2, 3]}, "two rising numbers"),
        ({"factor": 0}, "above zero"),
        ({"factor": -1}, "above zero"),
        ({"rescale": [4, 4]}, "two rising numbers"),
        ({"method": "mean", "lookup": [1, 2]}, "Use lookup for a sum"),
        ({"factor": 2, "lookup": [1, 2]}, "Use lookup for a sum"),
        ({"rescale": [0, 9], "lookup": [1, 2]}, "Use lookup for a sum"),
        ({"method": "value-set", "reversed": ["1"]}, "Take reversed"),
        ({"method": "value-set", "factor": 4}, "Take reversed, factor"),
        ({"method": "item"}, "Name one item"),
        ({"method": "item", "items": ["1", "2"]}, "Name one item"),
        ({"items": ["1"], "reversed": ["2"]}, "no item '2' to turn round"),
        ({"id": "a b"}, "an id of a scale"),
    ],
)
def test_a_scale_that_cannot_be_scored_is_refused(told, words):
    with pytest.raises(DomainError, match=words):
        Scale(**{"id": "s", "method": "sum", "bounds": [0, 9]} | told)


@pytest.mark.parametrize("at_most", [-1, 0.5, "1", True, None])
def test_how_many_may_be_missing_is_a_whole_number(at_most):
    with pytest.raises(DomainError):
        MissingRule(at_most)
