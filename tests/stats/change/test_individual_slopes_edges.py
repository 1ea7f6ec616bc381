"""Slopes of persons at the edges: singular fits, no fit, hostile numbers, impossible input."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy import special

from rusfelt.errors import DomainError
from rusfelt.stats.change.individual_slopes import individual_slopes

if TYPE_CHECKING:
    from rusfelt.typing import Floats, Integers


def growth(seed: int, people: int, *, complete: bool = True) -> tuple[Floats, Floats, Integers]:
    """Synthetic people at five waves, of which some are missing."""
    rng = np.random.default_rng(seed)
    kept = rng.uniform(size=(people, 5)) < (1.0 if complete else 0.8)
    times = np.tile(np.arange(5.0), (people, 1))
    own = rng.normal(size=(people, 2)) @ np.array([[4.0, -0.8], [0.0, 0.9]])
    y = 24 + own[:, :1] + (own[:, 1:] - 1.5) * times + 2.0 * rng.normal(size=(people, 5))
    return times[kept], y[kept], np.concatenate([[0], np.cumsum(kept.sum(axis=1))])


def tally(words: object) -> dict[str, int]:
    """How often each word stands."""
    return {
        str(word): int(n) for word, n in zip(*np.unique(words, return_counts=True), strict=True)
    }


def test_a_person_with_two_waves_changes_nothing_for_the_others() -> None:
    """Counted as excluded, with the reason, and with the waves there were."""
    t, y, offsets = growth(3, 10)
    plain = individual_slopes(t, y, offsets)
    more = individual_slopes(
        np.append(t, [0.0, 1.0]), np.append(y, [40.0, 0.0]), np.append(offsets, [50, 52])
    )
    np.testing.assert_array_equal(more.slope[:10], plain.slope)
    assert more.waves.tolist() == [5] * 10 + [0, 2]
    assert more.reason.tolist()[10:] == ["fewer-than-3-waves"] * 2
    assert np.isnan(more.slope[10:]).all()
    assert more.slope_category.tolist()[10:] == ["", ""]
    assert (more.fit.people, more.fit.excluded, more.fit.waves) == (10, 2, 50)


def test_a_wave_without_a_value_is_a_wave_left_out() -> None:
    """Nan in y and no row at all are the same."""
    t, y, offsets = growth(4, 12)
    empty = np.zeros(len(y), dtype=bool)
    empty[[0, 7, 8, 9, 33]] = True
    left_out = individual_slopes(
        t[~empty], y[~empty], np.concatenate([[0], np.cumsum(~empty)])[offsets]
    )
    as_nan = individual_slopes(t, np.where(empty, np.nan, y), offsets)
    np.testing.assert_array_equal(as_nan.slope, left_out.slope)
    assert as_nan.fit == left_out.fit
    assert as_nan.waves.tolist() == left_out.waves.tolist()
    assert as_nan.reason[1] == "fewer-than-3-waves"


def test_no_variance_of_slopes_is_said_and_not_guessed() -> None:
    """Parallel people: all slopes the group's, deviations 0 without an index, the fit singular."""
    t = np.tile(np.arange(4.0), 6)
    noise = np.tile([1.0, -1, -1, 1, -1, 1, 1, -1], 3)
    y = 10 - t + np.repeat(np.arange(6.0), 4) + noise
    found = individual_slopes(t, y, np.arange(0, 25, 4))
    assert found.fit.singular
    assert found.fit.converged
    assert found.fit.slope_variance == 0
    assert np.isnan(found.fit.correlation)
    np.testing.assert_allclose(found.slope, -1, rtol=1e-12)
    np.testing.assert_allclose(found.slope_se, found.fit.slope_se, rtol=1e-12)
    np.testing.assert_array_equal(found.deviation, 0)
    np.testing.assert_array_equal(found.deviation_sd, 0)
    assert np.isnan(found.deviation_index).all()
    assert tally(found.deviation_category) == {"": 6}
    assert tally(found.reason) == {"no-slope-variance": 6}
    assert found.fit.reason == "no-slope-variance"


def test_a_correlation_of_one_is_singular_and_still_an_answer() -> None:
    """Who starts higher rises faster, exactly: a slope, an error and a word for everybody."""
    steep = special.ndtri((np.arange(12) + 0.5) / 12)
    t = np.tile(np.arange(4.0), 12)
    turn = np.array([1.0, -1, -1, 1])
    y = (20 + 4 * steep[:, None] + steep[:, None] * np.arange(4.0)).ravel()
    y += np.tile(np.concatenate([turn, -turn]), 6)
    found = individual_slopes(t, y, np.arange(0, 49, 4))
    assert found.fit.singular
    assert found.fit.converged
    assert found.fit.correlation == pytest.approx(1, abs=1e-9)
    assert (found.deviation_sd > 0).all()
    assert set(found.slope_category.tolist()) == {"improved", "unchanged", "deteriorated"}


def test_people_on_straight_lines_have_no_likeliest_noise() -> None:
    """Zero residuals, with whatever rounding: nan, and why."""
    t = np.tile([0.0, 0.1, 0.7, 1.3], 5)
    for y in (np.full(20, 3.3), 0.1 + 0.3 * t, np.repeat(np.arange(5.0), 4) * (1 + 0.7 * t)):
        for origin in (0, 2020.1):
            found = individual_slopes(t + origin, y, np.arange(0, 21, 4))
            assert found.fit.reason == "no-residual-variance"
            assert tally(found.reason) == {"no-residual-variance": 5}
            assert np.isnan(found.slope).all()
            assert np.isnan(found.fit.log_likelihood)
            assert not found.fit.converged


def test_two_people_are_no_group() -> None:
    """Nor is nobody; each says so."""
    y = [1.0, 2, 4, 3, 2, 5]
    for people in (0, 1, 2):
        found = individual_slopes([0, 1, 2] * people, y[: 3 * people], range(0, 3 * people + 1, 3))
        assert found.slope.shape == (people,)
        assert found.reason.tolist() == ["fewer-than-3-people"] * people
        assert found.fit.reason == "fewer-than-3-people"
        assert found.slope_category.dtype == np.dtype("<U12")


def test_times_on_top_of_each_other_give_no_slope() -> None:
    """Three waves within a second among people followed for months."""
    t, y, offsets = growth(9, 8)
    plain = individual_slopes(t, y, offsets)
    more = individual_slopes(
        np.append(t, [0, 1e-7, 2e-7]), np.append(y, [1, 5, 2]), np.append(offsets, 43)
    )
    assert more.reason[8] == "times-too-close"
    np.testing.assert_array_equal(more.slope[:8], plain.slope)
    assert more.fit.excluded == 1


@pytest.mark.parametrize("scale", [(1e306, 1), (1, 1e306), (1e60, 1e-60), (1e-200, 1)])
def test_enormous_and_minute_numbers_are_out_of_range(scale: tuple[float, float]) -> None:
    """A defined answer and no warning."""
    t, y, offsets = growth(2, 6)
    found = individual_slopes(t * scale[0], y * scale[1], offsets)
    assert found.fit.reason == "out-of-range"
    assert np.isnan(found.slope).all()


@pytest.mark.parametrize("scale", [(1e45, 1e-45), (1e-45, 1e45), (1e45, 1e45)])
def test_numbers_in_range_are_in_range(scale: tuple[float, float]) -> None:
    """Up to 1e50 the words are those of ordinary numbers."""
    t, y, offsets = growth(2, 6)
    found = individual_slopes(t * scale[0], y * scale[1], offsets)
    assert found.slope_category.tolist() == individual_slopes(t, y, offsets).slope_category.tolist()
    assert np.isfinite(found.fit.log_likelihood)


def test_noise_a_billionth_of_the_differences_is_noise_still() -> None:
    """Lines far apart beside the noise keep their digits."""
    t, y, offsets = growth(3, 12, complete=False)
    person = np.repeat(np.arange(12.0), np.diff(offsets))
    apart = 0.7 * person**2 - 0.3 * t * np.sin(person)
    found = individual_slopes(t, apart + 1e-9 * y, offsets)
    used = found.waves >= 3
    assert found.fit.converged
    np.testing.assert_allclose(found.slope[used], -0.3 * np.sin(np.arange(12.0))[used], atol=1e-8)
    assert found.fit.residual_variance == pytest.approx(
        individual_slopes(t, y, offsets).fit.residual_variance * 1e-18, rel=0.5
    )


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"t": (7, np.nan)}, "t, row 1, point 2"),
        ({"t": (7, 1.0)}, "t, row 1, point 2"),
        ({"t": (7, -np.inf)}, "t, row 1, point 2"),
        ({"y": (12, np.inf)}, "y, row 2, point 2"),
        ({"y": (12, -np.inf)}, "y, row 2, point 2"),
    ],
)
def test_impossible_waves_are_refused_by_their_place(
    change: dict[str, tuple[int, float]], place: str
) -> None:
    """The person's row and the wave's number, never the value."""
    t, y, offsets = growth(1, 4)
    arrays = {"t": t, "y": y}
    for name, (point, value) in change.items():
        arrays[name][point] = value
    with pytest.raises(DomainError) as refused:
        individual_slopes(arrays["t"], arrays["y"], offsets)
    assert refused.value.problems[0].path == place
    assert not any(word in refused.value.problems[0].message for word in ("inf ", "nan", "1.0"))


def test_several_problems_come_at_once() -> None:
    """A time and a value wrong, in different people, with a count of people."""
    t, y, offsets = growth(1, 4)
    t[[2, 12]] = 0
    y[6] = np.inf
    with pytest.raises(DomainError) as refused:
        individual_slopes(t, y, offsets)
    assert [problem.path for problem in refused.value.problems] == [
        "t, row 0, point 2", "y, row 1, point 1",
    ]  # fmt: skip
    assert "2 rows" in str(refused.value)


@pytest.mark.parametrize(
    "offsets", [[], [0], [0, 5], [1, 6], [0, 4, 2, 6], [0.0, 6.0], [[0, 6]], 6, None, [[0], [1, 2]]]
)
def test_offsets_must_rise_from_none_to_all(offsets: object) -> None:
    """Whole numbers, first 0, last the number of waves."""
    with pytest.raises(DomainError, match="offsets"):
        individual_slopes([0, 1, 2, 0, 1, 2], [1, 2, 3, 4, 5, 7], offsets)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "options",
    [{"better": "target"}, {"better": "up"}, {"confidence": 1.0}, {"confidence": [0.9, 0.95]},
     {"confidence": 0.0}, {"confidence": np.nan}],
)  # fmt: skip
def test_unknown_options_are_refused(options: dict[str, object]) -> None:
    """Before anything is computed."""
    with pytest.raises(DomainError, match=next(iter(options))):
        individual_slopes(*growth(1, 4), **options)  # type: ignore[arg-type]


def test_shapes_must_fit() -> None:
    """One value a time, all in one row."""
    with pytest.raises(DomainError, match="shape"):
        individual_slopes([0, 1, 2], [1, 2], [0, 3])
    with pytest.raises(DomainError, match="shape"):
        individual_slopes([[0, 1, 2]], [[1, 2, 3]], [0, 3])
