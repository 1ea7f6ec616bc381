"""Answers there are not, sheets with too many missing, and times that contradict each other."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from answer_sheets import NAN, even, paths, sheets

from rusfelt import Instrument, ItemSet, MissingRule, Scale, load_instrument, score
from rusfelt.errors import DomainError
from rusfelt.scoring.answers import MOST_LISTED

# -- answers there are not ------------------------------------------------------------------------


def test_an_answer_of_seven_on_an_item_of_nought_to_three_stops_everything():
    """Named by row and item with a remedy, and never by what was answered."""
    with pytest.raises(DomainError) as caught:
        score("phq9", sheets([1] * 9, [1, 1, 7] + [1] * 6))
    assert paths(caught) == ["row 1, item 3"]
    assert "0, 1, 2, 3" in caught.value.problems[0].remedy
    assert "7" not in str(caught.value).replace("phq9", "")


def test_wrong_answers_are_listed_by_row_and_then_by_item():
    rows = np.ones((4, 9))
    rows[3, 0] = rows[1, 8] = rows[1, 2] = rows[0, 5] = 4
    with pytest.raises(DomainError, match="4 answers are outside") as caught:
        score("phq9", rows)
    assert paths(caught) == ["row 0, item 6", "row 1, item 3", "row 1, item 9", "row 3, item 1"]


def test_a_table_in_the_wrong_code_is_counted_and_its_first_answers_listed():
    with pytest.raises(
        DomainError, match=r"900 answers are outside 'phq9' \(the first 50 listed"
    ) as caught:
        score("phq9", np.full((100, 9), 4))
    assert paths(caught) == [f"row {k // 9}, item {k % 9 + 1}" for k in range(MOST_LISTED)]


def test_text_among_answers_is_named_by_its_row():
    """And a column that is text throughout as a column."""
    told = sheets(*even(1, 3))
    told["phq9_2"] = ["1", "often", "2"]
    told["phq9_4"] = ["1", "2", " 3 "]
    told["phq9_5"] = [date(2024, 1, 1)] * 3
    told["phq9_6"] = ["", None, " "]
    with pytest.raises(DomainError) as caught:
        score("phq9", told)
    assert paths(caught) == ["item 4", "item 5", "row 1, item 2"]
    assert "often" not in str(caught.value)


@pytest.mark.parametrize("value", [np.inf, -np.inf, 1e308, 0.5, -1, 1j, 10**400])
def test_impossible_numbers_are_answers_there_are_not(value):
    told = sheets(*even(1)) | {"phq9_1": [value]}
    with pytest.raises(DomainError, match="item 1"):
        score("phq9", told)


def test_a_code_for_no_answer_is_named():
    told = sheets([1] * 8 + [9], [1] * 8 + [-1], person=["a", "b"])
    with pytest.raises(DomainError):
        score("phq9", told)
    assert score("phq9", told, missing=[9, -1]).per_series["sheets"].tolist() == [1, 1]
    assert score("phq9", told, missing=[9, -1]).sizes.tolist() == [0, 0]


@pytest.mark.parametrize("make", [dict, pd.DataFrame, pl.DataFrame, pa.table])
def test_yes_and_no_count_as_one_and_nought_and_an_empty_cell_as_neither(make):
    """An empty cell among booleans is no answer, and not a no."""
    form = Instrument(
        "f", "1", "F", [ItemSet(["a"], answers=[0, 1])], [Scale("s", "item", [0, 1], items=["a"])]
    )
    panel = score(form, make({"person": ["x", "y", "z"], "a": [True, None, False]}))
    assert (panel.y.tolist(), panel.sizes.tolist()) == ([1, 0], [1, 0, 1])


# -- too many missing -----------------------------------------------------------------------------


def form(**told):
    """Ten items, of which two scales may each lack three."""
    rule = MissingRule(3, source="s")
    scales = [
        Scale("one", "mean", [0, 4], items=["1-5"], missing_rule=rule),
        Scale("two", "mean", [0, 4], items=["6-9"], missing_rule=rule),
        Scale("alone", "item", [0, 4], items=["10"]),
    ]
    return Instrument("f", "1", "F", [ItemSet(["1-10"], answers=[0, 4])], scales, **told)


@pytest.mark.parametrize(("missing", "points"), [(3, 3), (4, 3), (5, 0), (6, 0)])
def test_a_sheet_with_more_missing_than_the_form_bears_has_no_score_at_all(missing, points):
    """Four missing of ten are borne, five are not, though each scale alone would bear them."""
    answers = np.ones((1, 10))
    answers[0, [0, 1, 2, 5, 6, 7][:missing]] = NAN
    assert len(score(form(discard_above=4), answers).y) == points
    assert len(score(form(), answers).y) == 3


def test_the_manual_of_whoqol_discards_a_sheet_with_six_of_twenty_six_missing():
    answers = np.full((2, 26), 4.0)
    # Two of the environment, one of each other domain, and one single answer.
    answers[:, [7, 8, 2, 4, 19]] = NAN
    answers[1, 0] = NAN
    panel = score("whoqol_bref", answers)
    assert panel.sizes.reshape(6, 2).T.tolist() == [[1] * 6, [0] * 6]
    assert load_instrument("whoqol_bref").discard_above == 5


# -- when -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("times", "clock", "t"),
    [
        ([1, 2], "occasion", [1, 2]),
        ([2019, 2023], "period", [2019, 2023]),
        ([2019.5, 2023.0], "period", [2019.5, 2023]),
        (["2019-Q3", "2023"], "period", [2019.5, 2023]),
        (["2024-03-17", "17.04.2024"], "day", [738962, 738993]),
        ([date(2024, 3, 17), date(2024, 4, 17)], "day", [738962, 738993]),
        ([datetime(2024, 3, 17, 9), datetime(2024, 4, 17, 10)], "day", [738962, 738993]),
    ],
)
def test_times_are_waves_years_or_days(times, clock, t):
    panel = score("phq9", sheets(*even(1, 2), person=["a", "a"], time=times))
    assert (panel.clock, panel.t.tolist()) == (clock, t)


@pytest.mark.parametrize(
    ("times", "wrong"),
    [
        ([1, NAN, 3], [1]),
        (["2024-01-01", "", "soon"], [1]),
        (["2024-01-01", "2024-02-30", "soon"], [1, 2]),
        ([date(2024, 1, 1), None, date(2024, 1, 2)], [1]),
        ([1, 2, np.inf], [2]),
        ([20240101, 20240201, 2024], [0, 1]),
    ],
)
def test_a_sheet_without_a_time_that_can_be_read_is_named_by_its_row(times, wrong):
    with pytest.raises(DomainError) as caught:
        score("phq9", sheets(*even(1, 3), person=["a", "b", "c"], time=times))
    assert paths(caught) == [f"row {row}" for row in wrong]
    assert "soon" not in str(caught.value)


def test_a_session_has_a_whole_number():
    with pytest.raises(DomainError) as caught:
        score("phq9", sheets(*even(1, 2), person=["a", "a"], session=[1, 1.5]))
    assert paths(caught) == ["row 1"]


def test_days_and_years_in_one_column_are_refused():
    with pytest.raises(DomainError, match="Split the table"):
        score("phq9", sheets(*even(1, 2), person=["a", "a"], time=["2024", "2024-05-01"]))


def test_dates_and_session_numbers_must_tell_one_story():
    told = sheets(
        *even(1, 5),
        person=["a", "b", "a", "b", "a"],
        date=["2024-01-01", "2024-01-01", "2024-02-01", "2024-02-01", "2024-03-01"],
        session=[1, 1, 3, 1, 2],
    )
    with pytest.raises(DomainError) as caught:
        score("phq9", told)
    assert paths(caught) == ["row 3", "row 4"]
    assert "than row 1" in caught.value.problems[0].message
    assert score("phq9", told | {"session": [1, 1, 2, 2, 3]}).clock == "day"
    with pytest.raises(DomainError, match="has no 'session'"):
        score("phq9", told | {"session": [1, NAN, 2, 2, 3]})
