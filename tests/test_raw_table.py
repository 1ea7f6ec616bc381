"""A table as a reader hands it on: its parts fit together, and nobody can change them."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from rusfelt.errors import DomainError
from rusfelt.raw_table import RawTable


def test_everything_that_does_not_fit_is_named_at_once():
    """Lengths, columns that are not there, and words that are no states."""
    with pytest.raises(DomainError) as told:
        RawTable(
            "a.csv",
            {"year": [2019, 2020], "deaths": [1.0]},
            [2, 3],
            states={"year": ["", "hidden"], "deaths": ["missing"]},
            labels={"month": {"1": "January"}},
            titles={"sum": "Total"},
        )
    problems = {each.path: each.message for each in told.value.problems}
    assert set(problems) == {
        "deaths", "states['year']", "states['deaths']", "labels['month']", "titles['sum']",
    }  # fmt: skip
    assert "'hidden'" in problems["states['year']"]


def test_columns_are_numbers_days_booleans_or_text():
    """Small numbers widen; anything else is refused by its name."""
    table = RawTable(
        "a.parquet",
        {
            "n": np.array([1, 2], dtype=np.int8),
            "x": np.array([0.5, 1.5], dtype=np.float32),
            "day": np.array(["2024-01-02T10:00", "2024-01-03T11:30"], dtype="datetime64[m]"),
            "yes": [True, False],
            "text": ["a", ""],
        },
        [1, 2],
    )
    kinds = {name: str(each.dtype) for name, each in table.columns.items()}
    assert kinds == {
        "n": "int64",
        "x": "float64",
        "day": "datetime64[D]",
        "yes": "bool",
        "text": "<U1",
    }
    with pytest.raises(DomainError, match="'when' has dtype object"):
        RawTable("a.xlsx", {"when": [dt.date(2024, 1, 2)]}, [1])


def test_nothing_of_it_can_be_changed():
    """Not the mappings, and not the arrays in them."""
    table = RawTable("a.csv", {"year": [2019]}, [2], labels={"year": {"2019": "first"}})
    with pytest.raises(TypeError):
        table.columns["year"] = np.array([1])
    with pytest.raises(TypeError):
        table.labels["year"]["2019"] = "last"
    with pytest.raises(ValueError, match="read-only"):
        table.columns["year"][0] = 1
    with pytest.raises(ValueError, match="read-only"):
        table.rows[0] = 1
