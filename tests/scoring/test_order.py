"""Sheets in the order of a panel: whose they are, and when."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rusfelt import score
from rusfelt.errors import DomainError
from rusfelt.scoring.order import in_order

ITEMS = [f"phq9_{k}" for k in range(1, 10)]


def table(units, times, **more):
    answers = {name: np.arange(len(units)) % 4 for name in ITEMS}
    return {"person": units, "session": times, **answers, **more}


def paths(error):
    return [each.path for each in error.value.problems]


def test_sheets_come_by_person_and_then_by_time():
    order = in_order(np.array(["b", "a", "b", "a"]), np.array([2.0, 1, 1, 5]), [])
    assert order.rows.tolist() == [1, 3, 2, 0]
    assert order.units.tolist() == ["a", "b"]
    assert order.offsets.tolist() == [0, 2, 4]
    assert order.owner.tolist() == [0, 0, 1, 1]
    assert not order.sorted


def test_a_table_in_order_is_left_as_it_stands():
    assert in_order(np.array([1, 1, 2]), np.array([1.0, 2, 1]), []).sorted


def test_nobody_at_all_is_an_empty_order():
    order = in_order(np.array([], dtype=str), np.array([]), [])
    assert (len(order.units), order.offsets.tolist()) == (0, [0])


def test_a_person_with_two_sheets_at_one_time_is_refused_naming_both_rows():
    """Every such pair, in the order of the table."""
    with pytest.raises(DomainError) as caught:
        score("phq9", table(["b", "a", "b", "a", "a"], [1, 2, 1, 2, 2]))
    assert paths(caught) == ["rows 0 and 2", "rows 1 and 3", "rows 3 and 4"]


def test_without_a_column_of_times_a_second_sheet_is_refused():
    told = table(["a", "a"], [1, 2])
    del told["session"]
    with pytest.raises(DomainError, match="rows 0 and 1"):
        score("phq9", told)


def test_one_person_in_two_groups_is_two_series():
    panel = score("phq9", table(["a", "a"], [1, 1], sex=["f", "m"]), group="sex")
    assert panel.group.tolist() == ["f", "m"]


@pytest.mark.parametrize("units", [["a", "", "b"], ["a", None, "b"], [1.0, np.nan, 2.0]])
def test_a_sheet_that_is_nobodys_is_refused_by_its_row(units):
    with pytest.raises(DomainError) as caught:
        score("phq9", table(units, [1, 1, 1]))
    assert paths(caught) == ["row 1"]


@pytest.mark.parametrize(
    ("keys", "names"),
    [
        ([1, 2, 10], ["1", "2", "10"]),
        ([1.0, 2.0, 10.0], ["1", "2", "10"]),
        (["1", "2", "10"], ["1", "10", "2"]),
        ([1.5, 2.0, -0.0], ["0", "1.5", "2"]),
        ([True, False], ["False", "True"]),
        ([0.1, 0.1 + 2**-56], ["0.1", "0.10000000000000002"]),
        (np.array(["2024-01-02", "2024-01-01"], "M8[D]"), ["2024-01-01", "2024-01-02"]),
        ([2**60, 2**60 + 1], [str(2**60), str(2**60 + 1)]),
    ],
    ids=["int", "float", "text", "fractions", "booleans", "near", "days", "long"],
)
def test_a_persons_key_is_text_or_a_number_and_keeps_its_look(keys, names):
    """1 and 1.0 are the person 1; different keys are different people."""
    keys = np.array(keys)
    assert score("phq9", table(keys, np.ones(len(keys)))).unit.tolist() == names


def test_a_number_too_long_for_a_float_is_refused_and_never_merges_two_people():
    """Two codes of seventeen digits are the same float."""
    with pytest.raises(DomainError) as caught:
        score("phq9", table(np.array([1.2345678901234567e16, 1.0]), [1, 1]))
    assert paths(caught) == ["row 0"]
    assert "text" in caught.value.problems[0].remedy


def test_a_column_that_varies_within_a_person_names_its_rows():
    told = table(["a", "b", "a"], [1, 1, 2], team=["x", "y", "z"])
    with pytest.raises(DomainError) as caught:
        score("phq9", told, cluster="team")
    assert paths(caught) == ["row 2"]
    assert score("phq9", told, per_point={"team": "team"})[0].point["team"].tolist() == ["x", "z"]


def test_an_empty_cell_is_the_same_as_an_empty_cell():
    """Age unknown on both sheets of a person does not vary."""
    told = table(["a", "a"], [1, 2], age=[np.nan, np.nan])
    assert np.isnan(score("phq9", told, per_series={"age": "age"}).per_series["age"][0])


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.integers(1, 5)), unique=True), st.randoms())
def test_the_order_of_rows_never_matters(sheets, random):
    """Any order of the same sheets gives the same panel."""
    shuffled = sheets.copy()
    random.shuffle(shuffled)

    def panel(rows):
        answers = {name: [(ord(who) + when) % 4 for who, when in rows] for name in ITEMS}
        return score(
            "phq9",
            {"person": [who for who, _ in rows], "session": [when for _, when in rows], **answers},
        )

    assert panel(sheets) == panel(shuffled)


@given(
    st.lists(
        st.tuples(st.integers(-(2**63), 2**63 - 1) | st.integers(0, 3), st.integers(-3, 3)),
        unique=True,
        min_size=1,
    ),
    st.sampled_from([1.0, 0.5]),
)
def test_numbers_are_sorted_as_numbers_however_far_apart(sheets, step):
    """By person and then by time, as the slow way has it."""
    units = np.array([who for who, _ in sheets], dtype=np.int64)
    times = np.array([when for _, when in sheets]) * step
    assert in_order(units, times, []).rows.tolist() == np.lexsort([times, units]).tolist()
