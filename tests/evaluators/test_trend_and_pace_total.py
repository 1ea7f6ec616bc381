"""Whatever a panel can hold, these evaluators answer or say why not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rusfelt
from rusfelt import Panel

pytestmark = pytest.mark.no_cover

HUGE = [5e-324, 1e-300, 1e150, -1e308, 1.7e308, 2.0**60]
NUMBERS = st.sampled_from(
    [0.0, -0.0, 1.0, 2.0, 3.0, 7.0, 0.5, -1.0, 30.0, 2011.0, 2014.5, 2030.0, *HUGE]
)  # fmt: skip
STATED = NUMBERS | st.sampled_from([float("nan"), float("inf"), float("-inf")])
NAMES = [
    "fingertips-trend", "joinpoint", "linear-pace", "compound-pace", "required-change",
    "chance-of-target", "seasonal-mann-kendall", "regional-mann-kendall",
    "prewhitened-mann-kendall",
]  # fmt: skip
PARAMS = {"joinpoint": {"permutations": 99, "max_joinpoints": 1}}
SERIES = ("target", "due", "baseline", "baseline_t", "held")
WORDS = {
    "better": ["higher", "lower", "target", "undeclared", ""],
    "kind": ["coverage", "rate", "count", ""],
}


@st.composite
def panels(draw):
    """Series of 0 to 9 points with columns of every kind, some left out or of another type."""
    sizes = draw(st.lists(st.sampled_from([0, 1, 2, 3, 5, 7, 8, 9]), min_size=1, max_size=5))
    points, rows = sum(sizes), len(sizes)
    step = draw(st.sampled_from([1.0, 0.25, 1e-9, 1e300]))
    t = np.concatenate([np.arange(size) * step + 2010.0 * (step < 2) for size in sizes])
    moves = all((np.diff(np.arange(size) * step + 2010.0 * (step < 2)) > 0).all() for size in sizes)
    if not moves:
        t = np.concatenate([np.arange(float(size)) for size in sizes])

    def many(what, count):
        return np.array(draw(st.lists(what, min_size=count, max_size=count)), dtype=float)

    per_series = {name: many(STATED, rows) for name in SERIES}
    per_series |= {
        name: np.array(draw(st.lists(st.sampled_from(words), min_size=rows, max_size=rows)))
        for name, words in WORDS.items()
    }
    per_point = {name: many(STATED, points) for name in ("x", "n", "se", "deff")}
    odd = draw(st.sampled_from([None, *per_series, *per_point]))
    if odd in per_series:
        per_series[odd] = np.arange(rows) if odd in WORDS else np.array(["x"] * rows)
    elif odd in per_point:
        per_point[odd] = np.array(["x"] * points, dtype="<U1")
    return Panel(
        [f"s{row % 3}" for row in range(rows)],
        [f"u{row}" for row in range(rows)],
        [""] * rows,
        [0] * rows,
        np.concatenate([[0], np.cumsum(sizes)]),
        t,
        many(NUMBERS, points),
        clock="period",
        per_series=per_series,
        per_point=per_point,
    )


@pytest.mark.parametrize("name", NAMES)
@given(panel=panels())
def test_every_row_is_answered_or_explained(name, panel):
    """No exception, no warning, no infinity, and a sentence for every row without an answer."""
    found = rusfelt.evaluate(panel, name, **PARAMS.get(name, {}))
    for row, status in enumerate(found.status):
        assert status in {"ok", "unmet", "undefined"}
        assert bool(found.reason(row, "nb")) is (status != "ok")
    for column in found.schema:
        if column.shape == "row" and column.dtype == "float64":
            answered = found[column.name][found.status == "ok"]
            assert not np.isinf(answered).any()
    found.to_dict()
