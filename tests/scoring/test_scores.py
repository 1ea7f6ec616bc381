"""From a table of answers to a panel of scores, or to everything that is wrong with it."""

from __future__ import annotations

import time
from datetime import date

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from answer_sheets import ITEMS, NAN, even, paths, sheets
from hypothesis import given
from hypothesis import strategies as st

from rusfelt import Panel, score
from rusfelt.errors import DomainError
from rusfelt.scoring.answers import MOST_LISTED


def test_each_person_is_a_series_and_each_sheet_a_point():
    panel = score("phq9", sheets(*even(1, 3), person=["b", "a", "b"], session=[2, 1, 1]))
    assert (panel.unit.tolist(), panel.sizes.tolist(), panel.clock) == (
        ["a", "b"],
        [1, 2],
        "occasion",
    )
    assert panel[1].t.tolist() == [1, 2]
    assert {name: column[0].item() for name, column in panel.per_series.items()} == {
        "better": "lower", "design": "panel", "highest": 27, "instrument": "phq9", "kind": "score",
        "lowest": 0, "role": "outcome", "sheets": 1, "version": "1",
    }  # fmt: skip


def test_what_scoring_makes_is_a_panel_like_any_other():
    """Made anew of its own columns, with every check, it is the same."""
    told = sheets(
        *even(2, 3), person=["b", "a", "b"], date=["2024-01-02", "2024-01-01", "2024-03-01"]
    )
    told |= {"team": ["x", "y", "x"], "note": [1, 2, 3], "born": [date(2000, 1, 1)] * 3}
    panel = score(
        "phq9", told, cluster="team", per_point={"note": "note"}, per_series={"born": "born"}
    )
    keys = (panel.indicator, panel.unit, panel.group, panel.part, panel.offsets, panel.t, panel.y)
    again = Panel(*keys, clock=panel.clock, per_series=panel.per_series, per_point=panel.per_point)
    assert again == panel
    assert panel.per_series["born"].tolist() == ["2000-01-01"] * 2


def test_several_scales_stand_under_one_another():
    """Under the instrument's name and the scale's, in the order of the file."""
    answers = np.full((2, 26), 3.0)
    panel = score("whoqol_bref", answers)
    scales = ("physical", "psychological", "social", "environment")
    scales += ("overall-quality", "overall-health")
    assert panel.indicator.tolist()[::2] == [f"whoqol_bref.{each}" for each in scales]
    assert panel.y.tolist() == [50] * 8 + [3] * 4
    assert panel.per_series["highest"].tolist() == [100] * 8 + [5] * 4


def test_the_scores_can_be_called_as_the_plan_calls_them():
    assert score("phq9", sheets(*even(0)), indicator="depresjon").indicator.tolist() == [
        "depresjon"
    ]


def test_a_sheet_without_a_score_is_no_point_and_its_person_stays():
    """Counted among the sheets, so that who fell out can be seen."""
    told = sheets([1] * 9, [NAN] * 9, [1] * 8 + [NAN], person=["a", "a", "b"], session=[1, 2, 1])
    panel = score("phq9", told)
    assert panel.sizes.tolist() == [1, 0]
    assert panel.per_series["sheets"].tolist() == [2, 1]
    assert panel.per_point["answered"].tolist() == [9]


def test_answers_that_are_all_missing_give_people_without_scores():
    told = sheets(*[[NAN] * 9] * 2, person=["a", "b"])
    assert score("phq9", told).sizes.tolist() == [0, 0]
    assert score("phq9", {"person": ["a"], **{name: [None] for name in ITEMS}}).sizes.tolist() == [
        0
    ]


@pytest.mark.parametrize("make", [dict, pd.DataFrame, pl.DataFrame, pa.table])
def test_a_table_without_rows_is_a_panel_without_series(make):
    empty = make({"person": [], "session": [], **{name: [] for name in ITEMS}})
    panel = score("phq9", empty)
    assert (len(panel), len(panel.y)) == (0, 0)


# -- whose table it is ---------------------------------------------------------------------------

MADE = {
    "arrays": lambda told: {name: np.array(column) for name, column in told.items()},
    "objects": lambda told: {name: np.array(column, dtype=object) for name, column in told.items()},
    "masked": lambda told: {
        name: np.ma.masked_invalid(column) if name in ITEMS else column
        for name, column in told.items()
    },
    "pandas": pd.DataFrame,
    "pandas, nullable": lambda told: pd.DataFrame(told).convert_dtypes(),
    "pandas, Arrow": lambda told: pd.DataFrame(told).convert_dtypes(dtype_backend="pyarrow"),
    "polars": lambda told: pl.DataFrame(told).with_columns(pl.col(ITEMS).fill_nan(None)),
    "polars, lazy": pl.LazyFrame,
    "polars, eight bits": lambda told: pl.DataFrame(told).with_columns(
        pl.col(ITEMS).fill_nan(None).cast(pl.Int8)
    ),
    "pyarrow": pa.table,
}


@pytest.mark.parametrize("way", MADE)
@pytest.mark.parametrize("units", [["b", "a", "b"], [2, 1, 2], [2.0, 1.0, 2.0]])
@pytest.mark.parametrize(
    "times", [[1, 2, 2], [date(2024, 1, 1), date(2024, 2, 1), date(2024, 5, 1)]]
)
def test_the_same_answers_give_the_same_panel_whoever_made_the_table(way, units, times):
    told = sheets(
        [0.0] * 9, [1.0] * 8 + [NAN], [3.0] * 9,
        person=units, time=times, team=["x", "y", "x"], age=[30, 40, 30],
    )  # fmt: skip
    further = {"cluster": "team", "per_series": {"age": "age"}, "per_point": {"age2": "age"}}
    assert score("phq9", MADE[way](told), **further) == score("phq9", told, **further)


def test_whole_and_decimal_keys_name_the_same_people():
    whole = score("phq9", sheets(*even(1, 2), person=[7, 12]))
    assert whole == score("phq9", sheets(*even(1, 2), person=[7.0, 12.0]))
    assert set(whole.unit.tolist()) == {"7", "12"}


def test_an_array_is_one_row_a_person_and_one_column_an_item():
    panel = score("phq9", np.array([[1] * 9, [3] * 9]))
    assert (panel.unit.tolist(), panel.y.tolist()) == (["0", "1"], [9, 27])
    masked = np.ma.masked_array(np.ones((1, 9)), [[True] + [False] * 8])
    assert score("phq9", masked).sizes.tolist() == [0]


def test_an_empty_cell_is_empty_in_whatever_way_a_library_writes_it():
    """None, nan, pandas' NA and NaT: no answer, no team, and a sheet that is nobody's."""
    empty = [None, NAN, pd.NA, pd.NaT]
    frame = pd.DataFrame({"person": list("abcd"), **dict.fromkeys(ITEMS, empty)}, dtype=object)
    frame["team"] = pd.Series(["x", pd.NA, None, "y"], dtype=object)
    panel = score("phq9", frame, cluster="team")
    assert panel.sizes.tolist() == [0] * 4
    assert panel.per_series["cluster"].tolist() == ["x", "", "", "y"]
    frame["person"] = pd.Series(["a", pd.NA, None, NAN], dtype=object)
    with pytest.raises(DomainError) as caught:
        score("phq9", frame)
    assert paths(caught) == ["row 1", "row 2", "row 3"]


@pytest.mark.parametrize(
    ("answers", "told", "words"),
    [
        (np.ones((2, 8)), {}, "Give 9 columns"),
        (np.ones(9), {}, "Give 9 columns"),
        (np.full((1, 9), "x"), {}, "Give numbers"),
        (np.ones((1, 9)), {"unit": "person"}, "Give a table"),
        (np.ones((1, 9)), {"items": ITEMS}, "Give a table"),
        ([[1] * 9], {}, "is no table"),
        (pd.DataFrame(np.ones((2, 9))), {}, "columns are numbered"),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), {}, "one name"),
        (sheets(*even(1)) | {"person": ["a", "b"]}, {}, "differ in length"),
        (sheets(*even(1)) | {"phq9_3": 1}, {}, "'phq9_3' is no list"),
        (sheets(*even(1)) | {"phq9_3": [[1], [1, 2]]}, {}, "'phq9_3' is no list"),
        (sheets(*even(1)), {"unit": "persn"}, "persn: is no column"),
    ],
)  # fmt: skip
def test_what_is_no_table_of_answers_is_refused(answers, told, words):
    with pytest.raises(DomainError, match=words):
        score("phq9", answers, **told)


# -- laws -------------------------------------------------------------------------------------------

ANSWERS = st.lists(
    st.lists(st.sampled_from([0.0, 1.0, 2.0, 3.0, NAN]), min_size=9, max_size=9),
    min_size=1,
    max_size=12,
)


@given(ANSWERS, st.randoms(), st.sampled_from([dict, pd.DataFrame, pl.DataFrame]))
def test_neither_the_order_of_rows_nor_further_columns_matter(rows, random, make):
    told = sheets(*rows, person=[f"p{k // 2}" for k in range(len(rows))])
    told["session"] = [k % 2 for k in range(len(rows))]
    order = list(range(len(rows)))
    random.shuffle(order)
    other = {name: [column[k] for k in order] for name, column in told.items()}
    other = {
        "phq9_10": ["x"] * len(rows),
        **dict(reversed(other.items())),
        "free text": [None] * len(rows),
    }
    assert score("phq9", make(other)) == score("phq9", told)


@given(ANSWERS)
def test_every_score_lies_within_the_bounds_and_is_the_sum_of_a_whole_sheet(rows):
    panel = score("phq9", np.array(rows))
    assert ((panel.y >= 0) & (panel.y <= 27)).all()
    whole = [sum(row) for row in rows if not np.isnan(row).any()]
    assert panel.y.tolist() == whole


@given(ANSWERS)
def test_one_persons_score_does_not_depend_on_the_others(rows):
    together = score("core10", sheets_of_ten(rows))
    for number, row in enumerate(rows):
        alone = score("core10", sheets_of_ten([row]))
        assert together[number].y.tolist() == alone[0].y.tolist()


def sheets_of_ten(rows):
    return np.array([[*row, 4.0] for row in rows])


# -- size -------------------------------------------------------------------------------------------


@pytest.mark.no_cover
@pytest.mark.parametrize("way", ["wrong", "text", "two sheets", "long keys"])
def test_a_hundred_thousand_hostile_rows_are_answered_quickly(way):
    """In the time of a few passes, whatever is wrong with every row."""
    rows = 100_000
    told = {name: np.full(rows, 9.0 if way == "wrong" else 1.0) for name in ITEMS}
    told["person"] = np.arange(rows)
    if way == "text":
        told |= {name: np.array([f"often {k}" for k in range(rows)]) for name in ITEMS}
    elif way == "two sheets":
        told["person"] = np.zeros(rows)
    elif way == "long keys":
        told["person"] = np.full(rows, 1e300)
    began = time.process_time()
    with pytest.raises(DomainError) as caught:
        score("phq9", told)
    assert time.process_time() - began < 10
    assert len(caught.value.problems) == MOST_LISTED
