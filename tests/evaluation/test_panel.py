"""Panels: flat, checked, read-only, and the same bytes for the same data."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rusfelt import DomainError, Panel

KEYS = {
    "indicator": ["a", "b", "c"],
    "unit": ["x", "x", "y"],
    "group": ["", "", "sex=F"],
    "part": [0, 0, 1],
}
GOOD: dict[str, Any] = {
    **KEYS,
    "offsets": [0, 2, 2, 5],
    "t": [2019, 2020, 2018, 2019, 2021],
    "y": [1, 2, 3, 4, 5],
    "clock": "period",
    "per_series": {"better": ["lower", "higher", "lower"], "target": [1.0, np.nan, 3.0]},
    "per_point": {"n": [10, 20, 30, 40, 50]},
}


def made(**changes: Any) -> Panel:
    """A panel of three series, the second without points."""
    return Panel(**{**GOOD, **changes})


def test_series_are_looked_at_one_at_a_time() -> None:
    """With their points and columns; from the end too."""
    panel = made()
    assert (len(panel), panel.sizes.tolist()) == (3, [2, 0, 3])
    last = panel[-1]
    assert (last.indicator, last.unit, last.group, last.part) == ("c", "y", "sex=F", 1)
    assert (last.t.tolist(), last.y.tolist()) == ([2018, 2019, 2021], [3, 4, 5])
    assert last.point["n"].tolist() == [30, 40, 50]
    assert last.series == {"better": "lower", "target": 3.0}
    assert panel[1].y.tolist() == []
    with pytest.raises(IndexError, match="no series 3"):
        panel[3]


WRONG = {
    "a key too few": ({"unit": ["x", "x"]}, "unit"),
    "offsets too few": ({"offsets": [0, 2, 5]}, "offsets"),
    "offsets that do not start at 0": ({"offsets": [1, 2, 2, 5]}, "offsets"),
    "offsets that do not reach the end": ({"offsets": [0, 2, 2, 4]}, "offsets"),
    "offsets that fall": ({"offsets": [0, 3, 2, 5]}, "offsets"),
    "a value too few": ({"y": [1, 2, 3, 4]}, "y"),
    "a series column too long": ({"per_series": {"target": [1.0] * 4}}, "per_series['target']"),
    "a point column too short": ({"per_point": {"n": [1.0] * 3}}, "per_point['n']"),
    "a value that is no number": ({"y": [1, 2, 3, np.nan, 5]}, "series 2"),
    "an infinite value": ({"y": [1, np.inf, 3, 4, 5]}, "series 0"),
    "a time that is no number": ({"t": [2019, np.nan, 2018, 2019, 2021]}, "series 0"),
    "times that fall": ({"t": [2020, 2019, 2018, 2019, 2021]}, "series 0"),
    "a time twice": ({"t": [2019, 2020, 2018, 2018, 2021]}, "series 2"),
    "a key twice": ({"indicator": ["a", "b", "a"], **{k: [v] * 3 for k, v in
                     (("unit", "x"), ("group", ""), ("part", 0))}}, "series 2"),
    "half days": ({"clock": "day", "t": [1, 1.5, 1, 2, 3]}, "t"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_panel_that_contradicts_itself(name: str) -> None:
    """Says where."""
    changes, place = WRONG[name]
    with pytest.raises(DomainError) as caught:
        made(**changes)
    assert [each.path for each in caught.value.problems] == [place]
    assert all(each.remedy for each in caught.value.problems)


def test_every_contradiction_is_told_at_once() -> None:
    """Two keys and a column."""
    with pytest.raises(DomainError) as caught:
        made(unit=["x"], part=[0], per_point={"n": [1.0]})
    assert {each.path for each in caught.value.problems} == {"unit", "part", "per_point['n']"}


def test_times_need_not_rise_from_one_series_to_the_next() -> None:
    """The third series starts before the first has ended."""
    assert made()[2].t[0] < made()[0].t[-1]


def test_a_column_of_objects_is_refused() -> None:
    """Numbers, booleans and text are all there is."""
    with pytest.raises(DomainError, match="object"):
        made(per_series={"target": [1, None, 3]})


def test_nothing_in_a_panel_can_be_written_to() -> None:
    """Nor reopened, and what it was made from is no longer its own."""
    y = np.array([1.0, 2, 3, 4, 5])
    panel = made(y=y)
    y[:] = 0
    assert panel.y.tolist() == [1, 2, 3, 4, 5]
    for each in (
        panel.y,
        panel.t,
        panel.offsets,
        panel.indicator,
        panel.per_point["n"],
        panel[0].y,
    ):
        with pytest.raises(ValueError, match="WRITEABLE"):
            each.setflags(write=True)
    with pytest.raises(TypeError):
        panel.per_series["new"] = np.zeros(3)  # type: ignore[index]


def test_taking_rows() -> None:
    """In the order asked for, or by a mask; none twice."""
    panel = made()
    taken = panel.take([2, 0])
    assert taken.indicator.tolist() == ["c", "a"]
    assert [taken[i].y.tolist() for i in range(2)] == [[3, 4, 5], [1, 2]]
    assert taken.per_point["n"].tolist() == [30, 40, 50, 10, 20]
    assert taken.per_series["target"].tolist() == [3, 1]
    assert panel.take(np.array([True, False, True])) == panel.take([0, 2])
    assert len(panel.take([])) == 0
    with pytest.raises(DomainError, match="twice"):
        panel.take([0, 0])


def test_blocks_of_one_length_hold_every_series_once() -> None:
    """Shortest first, dense, with their rows."""
    panel = Panel(
        ["a", "b", "c"], [""] * 3, [""] * 3, [0] * 3, [0, 2, 5, 7],
        [1, 2, 1, 2, 3, 5, 6], [1, 2, 3, 4, 5, 6, 7], clock="occasion",
        per_point={"n": [1, 2, 3, 4, 5, 6, 7]},
    )  # fmt: skip
    blocks = list(panel.by_length())
    assert [(b.rows.tolist(), b.y.tolist()) for b in blocks] == [
        ([0, 2], [[1, 2], [6, 7]]),
        ([1], [[3, 4, 5]]),
    ]
    assert blocks[0].t.tolist() == [[1, 2], [5, 6]]
    assert blocks[0].point["n"].tolist() == [[1, 2], [6, 7]]


CHANGES: dict[str, dict[str, Any]] = {
    "a value": {"y": [1, 2, 3, 4, 5.0000001]},
    "a time": {"t": [2019, 2020, 2017, 2019, 2021]},
    "a key": {"unit": ["x", "x", "z"]},
    "a part": {"part": [0, 0, 2]},
    "a boundary": {"offsets": [0, 2, 3, 5]},
    "a series column": {"per_series": {**GOOD["per_series"], "target": [1.0, 2.0, 3.0]}},
    "a column's name": {"per_point": {"m": GOOD["per_point"]["n"]}},
    "a column away": {"per_point": {}},
    "text moved from one key to the next": {"unit": ["xx", "", "y"]},
}


@pytest.mark.parametrize("name", CHANGES)
def test_other_data_have_another_digest(name: str) -> None:
    """Whatever it is that differs."""
    assert made(**CHANGES[name]).digest() != made().digest()


def test_the_same_data_have_the_same_digest() -> None:
    """Whatever the order of columns, the width of text or the type of number."""
    same = made(
        indicator=np.array(["a", "b", "c"], dtype="<U40"),
        y=np.array([1, 2, 3, 4, 5], dtype=np.int16),
        per_series=dict(reversed(GOOD["per_series"].items())),
    )
    assert same == made()
    assert hash(same) == hash(made())
    assert made() != "a panel"


def test_the_digest_is_the_same_everywhere_and_next_year() -> None:
    """Written down once; a change of it would orphan every result that names it."""
    known = "78cea09cebd3f15f1bac29d54a18d13bafa468904919b230f1912b4dcbbd3d71"
    assert made().digest() == made().take([0, 1, 2]).digest() == known


def test_a_panel_travels_to_another_process() -> None:
    """And is as read-only there."""
    there = pickle.loads(pickle.dumps(made()))  # noqa: S301 - our own
    assert there == made()
    with pytest.raises(ValueError, match="WRITEABLE"):
        there.y.setflags(write=True)


@given(
    sizes=st.lists(st.integers(0, 5), min_size=1, max_size=12),
    seed=st.randoms(use_true_random=False),
)
def test_blocks_put_together_are_the_panel(sizes: list[int], seed: Any) -> None:
    """Every point is in one block, in its own row; taking and turning back changes nothing."""
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    t = np.concatenate([np.arange(size) for size in sizes])
    y = [seed.random() for _ in range(offsets[-1])]
    keys = [f"k{i:02}" for i in range(len(sizes))]
    empty = [""] * len(sizes)
    panel = Panel(keys, empty, empty, [0] * len(sizes), offsets, t, y, clock="occasion")
    seen = {row: list(b.y[i]) for b in panel.by_length() for i, row in enumerate(b.rows.tolist())}
    assert seen == {row: panel[row].y.tolist() for row in range(len(panel))}
    order = list(range(len(sizes)))
    seed.shuffle(order)
    assert panel.take(order).take(np.argsort(order)) == panel
