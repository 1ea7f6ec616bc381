"""From a table of answers to a panel of scores, or to everything that is wrong with it."""

from __future__ import annotations

import time
from datetime import date, datetime

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rusfelt import Instrument, ItemSet, MissingRule, Panel, Scale, load_instrument, score
from rusfelt.errors import DomainError
from rusfelt.scoring.answers import MOST_LISTED

ITEMS = [f"phq9_{k}" for k in range(1, 10)]
NAN = np.nan


def sheets(*rows, **columns):
    """One row of nine answers a sheet, and further columns."""
    return {**columns, **dict(zip(ITEMS, np.array(rows).T.tolist(), strict=True))}


def even(value, rows=1):
    return [[value] * 9] * rows


def paths(error):
    return [each.path for each in error.value.problems]


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
