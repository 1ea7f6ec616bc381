"""What of people's scores leaves an evaluation: groups, each person counted once, none shown."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from people_panels import people

import rusfelt
from rusfelt._arrays import joined_text
from rusfelt.evaluation.people.groups import people_groups
from rusfelt.evaluation.people.rollup import roll_up

NAN = float("nan")


def days(scores: list[list[float]], times: list[list[int]]) -> Any:
    return people_groups(
        people(scores, times=[[738000 + t for t in each] for each in times], clock="day"),
        better="higher",
    )


def test_nobody_counts_twice_in_the_same_weeks() -> None:
    """In the first week the first score counts, in later weeks the last."""
    scores, times = [[1, 5, 9, 2, 4]] * 5, [[0, 1, 2, 9, 11]] * 5
    course = days(scores, times).course
    assert [(each.people, each.mean) for each in course] == [(5, 1.0), (5, 4.0)]


def test_one_person_seen_often_is_no_group() -> None:
    """Five scores of one are not five people's."""
    assert days([[1, 5, 9, 2, 4]], [[0, 1, 2, 3, 4]]).course == ()


def test_weeks_without_a_score_are_left_out() -> None:
    """Nothing between the start and half a year on."""
    course = days([[10, 20]] * 6, [[0, 200]] * 6).course
    assert [(each.start, each.mean) for each in course] == [(0, 10.0), (27, 20.0)]


@given(
    st.lists(st.floats(-1e308, 1e308) | st.floats(-50, 50), min_size=1, max_size=9),
)
def test_ends_of_an_unknown_scale_are_round_and_outside_the_scores(scores: list[float]) -> None:
    """They are nobody's score, unless that is a round number, and hold all but absurd ones."""
    groups = people_groups(
        people([[each] for each in scores], lowest=NAN, highest=NAN), better="higher"
    )
    low, high = groups.lowest, groups.highest
    assert low < high
    assert np.isfinite([low, high]).all()
    inside = [each for each in scores if abs(each) < 1e300]
    # A score too near to 0 to be told from it beside the others lies at the end.
    tiny = 1e-12 * (high - low)
    assert all(low - tiny <= each <= high + tiny for each in inside)
    for end in (low, high):
        assert end in {0.0, *(-1e300, 1e300)} or f"{abs(end):e}".split("e")[0].rstrip("0").endswith(
            "."
        )


def test_a_scales_own_ends_are_kept() -> None:
    """As the instrument has them."""
    groups = people_groups(people([[3, 7]]), better="higher")
    assert (groups.lowest, groups.highest) == (0.0, 40.0)


@pytest.mark.parametrize("size", [1, 4, 5])
def test_numbers_of_fewer_than_five_people_are_not_rolled_up(size: int) -> None:
    """Though they are all alike, and though one of them is a parameter."""
    rule = {"method": "published", "threshold": 6, "operator": ">="}
    found = rusfelt.evaluate(people([(10, 17)] * size), "reliable-change", **rule)
    rolled = roll_up(found)
    assert rolled["category"]["improved"]["n"] == size
    told = {name: rolled[name] for name in ("pre", "post", "least_change") if name in rolled}
    assert told == ({"pre": 10.0, "post": 17.0, "least_change": 6.0} if size == 5 else {})


@pytest.mark.parametrize(("pairs", "told"), [(1, False), (4, False), (5, True)])
def test_a_groups_own_row_loses_numbers_of_few_pairs(pairs: int, told: bool) -> None:
    """However many have no later score; counts stay."""
    rows = [(10, 17 + place) for place in range(pairs)] + [(12, NAN)] * 9
    found = rusfelt.evaluate(people(rows), "paired-change")
    rolled = roll_up(found, people=len(rows))
    assert (rolled["mean_post"] is not None) == told
    assert (rolled["pairs"], rolled["dropped"]) == (pairs, 9)


def test_enormous_numbers_are_rolled_up_without_a_warning() -> None:
    """Their mean is beyond all numbers, and is left out."""
    rows = [(1.7e308, 1.7e308 - place * 1e300) for place in range(6)]
    rule = {"method": "published", "threshold": 6, "operator": ">="}
    rolled = roll_up(rusfelt.evaluate(people(rows), "reliable-change", **rule))
    assert rolled["pre"] == 1.7e308
    assert "post" not in rolled


@given(st.lists(st.text(alphabet="ab\0ø€😀", max_size=4), max_size=7), st.booleans())
def test_a_digest_reads_words_as_they_are(words: list[str], swapped: bool) -> None:
    """However wide the array, in whatever byte order, or one word all the way down."""
    array = np.array(words, dtype=np.str_) if words else np.empty(0, dtype="<U1")
    array = array.astype(array.dtype.newbyteorder(">")) if swapped else array
    for each in (array, np.repeat(array, 3)[::3], np.broadcast_to(np.array("ø"), (4,))):
        known = hashlib.sha256("\0".join(each.tolist()).encode()).digest()
        assert hashlib.sha256(joined_text(each)).digest() == known
