"""Figures in columns, and what was known when."""

import numpy as np
import pytest

from rusfelt import DomainError, Measurement, Measurements


def _some():
    return Measurements.of(
        [
            Measurement("deaths", "030108", period="2018", value=2, published="2019-06-01"),
            Measurement("deaths", "030108", period="2019", value=1),
            Measurement("deaths", "030108", period="2020", state="missing"),
            Measurement(
                "share",
                "030108",
                group="sex=F;age=18-24",
                period="2019",
                numerator=35,
                denominator=68,
            ),
            Measurement("schools", "0301", value=2, note="undated"),
        ]
    )


def test_columns_and_rows_are_the_same_figures():
    """Nothing is lost between a row and a column; an empty cell is nan, never zero."""
    figures = _some()
    assert len(figures) == 5
    assert figures["value"].tolist()[:2] == [2.0, 1.0]
    assert np.isnan(figures["value"][2])
    assert figures[2].state == "missing"
    assert figures[2].value is None
    assert figures[3].group == "age=18-24;sex=F"
    assert Measurements.of(figures) == figures
    assert figures + figures != figures
    assert len(figures + figures) == 10
    with pytest.raises(ValueError, match="read-only"):
        figures["value"][0] = 3


def test_as_of_sees_what_was_published_by_then_and_nothing_from_the_future():
    """Without a date of publication a figure is known at the end of its period at the earliest."""
    assert [row.period for row in _some().as_of("2019-12-31")] == ["2018", "2019", "2019", None]
    assert [row.period for row in _some().as_of("2019-05-31")] == [None]


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "missing", "value": 0},
        {},
        {"bound": "<", "numerator": 1},
        {"bound": "about", "value": 1},
        {"numerator": -1},
        {"numerator": 1, "denominator": 0},
        {"value": 1, "se": 0},
        {"value": 1, "deff": -1},
        {"value": "12"},
        {"value": float("inf")},
        {"value": 1, "state": "perhaps"},
        {"value": 1, "break_before": 1},
        {"value": 1, "group": "young"},
    ],
)
def test_a_cell_that_contradicts_itself_is_refused(wrong):
    """An empty cell has no value, a full one does, and a bound is at something."""
    with pytest.raises(DomainError):
        Measurement("i", "u", period="2019", **wrong)
