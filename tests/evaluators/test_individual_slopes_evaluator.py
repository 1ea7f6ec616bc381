"""Individual slopes by name, over a panel: the own slope's word and that of the deviation."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from people_panels import people
from ragged_panels import outcomes

import rusfelt
from rusfelt import DomainError
from rusfelt.evaluators.individual_slopes import IndividualSlopes
from rusfelt.language import LANGUAGES
from rusfelt.stats.change.individual_slopes import individual_slopes

Y = [[30, 27, 22, 20], [28, 24, 23, 19], [33, 32, 32, 31], [31, 22, 17, 8], [26, 25, 20, 19],
     [30, 29, 24], [20, 21], []]  # fmt: skip
OFFSETS = np.concatenate([[0], np.cumsum([len(each) for each in Y])])
NUMBERS = ("slope", "slope_se", "slope_index", "deviation", "deviation_sd", "deviation_index",
           "critical")  # fmt: skip


def of(panel: Any, **params: Any) -> Any:
    return rusfelt.evaluate(panel, "individual-slopes", **params)


def known(better: str = "lower", confidence: float = 0.95) -> Any:
    t = np.concatenate([np.arange(1.0, len(each) + 1) for each in Y])
    y = np.concatenate([np.array(each, dtype=float) for each in Y])
    return individual_slopes(t, y, OFFSETS, better=better, confidence=confidence)


def test_both_words_and_the_statistics_numbers() -> None:
    """Ragged lengths; the own slope's word is the category."""
    found, each = of(people(Y, better="lower")), known()
    for name in NUMBERS:
        assert np.array_equal(found[name], getattr(each, name), equal_nan=True)
    assert found["category"].tolist() == each.slope_category.tolist()
    assert found["deviation_category"].tolist() == each.deviation_category.tolist()
    assert "deteriorated" in found["deviation_category"][:6]
    assert "deteriorated" not in found["category"]
    assert outcomes(found) == ["ok"] * 6 + ["fewer-than-3-waves"] * 2
    assert set(found["group_slope"][:6].tolist()) == {each.fit.slope}
    assert (found["fitted"][0], found["singular"][0], found["method"][0]) == (6, False, "reml")
    assert found["waves"].tolist() == [4] * 5 + [3, 2, 0]
    for row in range(len(Y)):
        fine = found.status[row] == "ok"
        assert all(bool(found.reason(row, language)) != fine for language in LANGUAGES)


def test_direction_and_confidence() -> None:
    """Words change places, and a wider interval decides less."""
    assert of(people(Y))["category"].tolist() == known("higher").slope_category.tolist()
    wide = of(people(Y, better="lower"), confidence=0.9999999)
    assert wide["category"].tolist() == known(confidence=0.9999999).slope_category.tolist()
    assert (wide["category"] == "unchanged").sum() > (known().slope_category == "unchanged").sum()


def test_two_instruments_have_a_model_each() -> None:
    """As two panels do."""
    both = people(
        Y + [[3 * score for score in each] for each in Y], indicator=["a"] * 8 + ["b"] * 8
    )
    found = of(both)
    for rows in (np.arange(8), np.arange(8, 16)):
        alone = of(both.take(rows))
        assert np.array_equal(found["slope"][rows], alone["slope"], equal_nan=True)
    assert found["group_slope"][8] == pytest.approx(3 * found["group_slope"][0])


def test_dates_count_from_each_persons_first_score() -> None:
    """People who come in different years are compared by time since they came."""
    starts = [date(2018 + place, 1, 1).toordinal() for place in range(len(Y))]
    times = [
        [start + 7 * k for k in range(len(each))] for start, each in zip(starts, Y, strict=True)
    ]
    found = of(people(Y, times=times, clock="day", better="lower"))
    weekly = of(people(Y, better="lower"))
    assert found["slope"] * 7 == pytest.approx(weekly["slope"], rel=1e-6, nan_ok=True)
    assert found["category"].tolist() == weekly["category"].tolist()


def test_slopes_that_do_not_vary_are_flagged() -> None:
    """The own slope still has a word; the deviation has none, and says why."""
    # Noise without a trend of its own: every least-squares slope is -2.
    bend = np.array([1.0, -1.0, -1.0, 1.0])
    y = [(20.0 + place - 2 * np.arange(4) + (-1) ** place * bend).tolist() for place in range(9)]
    found = of(people(y, better="lower"))
    assert set(found["singular"].tolist()) == {True}
    assert set(found["deviation_reason"].tolist()) == {"no-slope-variance"}
    assert set(found["deviation_category"].tolist()) == {""}
    assert set(found.status.tolist()) == {"ok"}
    assert set(found["category"].tolist()) == {"improved"}


@pytest.mark.parametrize(
    ("series", "reason"),
    [
        (Y[:2], "fewer-than-3-people"),
        ([[1, 2, 3], [2, 3, 4], [5, 4, 3]], "no-residual-variance"),
        ([[1, 2, 1e60], [1, 3, 3], [2, 2, 5]], "out-of-range"),
    ],
    ids=["people", "lines", "range"],
)
def test_why_nobody_has_an_answer(series: Any, reason: str) -> None:
    """In words in every language."""
    found = of(people(series))
    assert set(outcomes(found)) == {reason}
    assert all(found.reason(0, language) for language in LANGUAGES)


def test_times_that_cannot_be_told_apart_cost_no_one_else() -> None:
    """One person's times are beyond reckoning; the others are as without."""
    times = [[1, 2, 3, 4]] * 5 + [[-1.7e308, 0, 1.7e308]]
    found = of(people(Y[:6], times=times, clock="period", better="lower"))
    alone = of(people(Y[:5], times=times[:5], clock="period", better="lower"))
    assert outcomes(found) == ["ok"] * 5 + ["out-of-range"]
    assert np.array_equal(found["slope"][:5], alone["slope"])


def test_a_level_outside_0_and_1_is_refused() -> None:
    """Also text."""
    for level in (0, 1, "0.9"):
        with pytest.raises((DomainError, ValueError)):
            IndividualSlopes(confidence=level)  # type: ignore[arg-type]


scores = st.floats(allow_nan=False, allow_infinity=False) | st.integers(0, 5)
times = st.lists(
    st.floats(allow_nan=False, allow_infinity=False), min_size=4, max_size=4, unique=True
).map(sorted)


@given(st.lists(st.tuples(st.lists(scores, max_size=4), times), max_size=7))
def test_any_panel_has_an_answer_or_a_reason(
    series: list[tuple[list[float], list[float]]],
) -> None:
    """Whatever finite scores and times there are."""
    chosen = [t[: len(y)] for y, t in series]
    found = of(people([y for y, _ in series], times=chosen, clock="period"))
    ok = found.status == "ok"
    assert set(found["category"][ok].tolist()) <= {"improved", "unchanged", "deteriorated"}
    assert all((word == "") == fine for word, fine in zip(found["reason"], ok, strict=True))
