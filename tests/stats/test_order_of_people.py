"""What the order of people has no part in, and what somebody of whom nothing is known leaves alone.

People turned round, answers of each person turn with them, and those of a group stay; so with the
goals of a person, the measurements of a phase, and episodes that stand end to end. Set
``RUSFELT_SOAK=1`` for 300 drawings of each function instead of 8.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hostile import named_fields
from recipe import arguments
from recipes import RECIPES
from roles_of_people import NOBODY

from rusfelt.errors import DomainError
from rusfelt.stats import episode_signals, episode_summary, individual_slopes, response_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from recipe import Drawn, Recipe

DRAWINGS = 300 if os.environ.get("RUSFELT_SOAK") else 8
ROWS = 3
# More than there are categories, models or labels, so that an axis of people is known by its size.
SIZES = {"n": 9, "m": 8, "p": 9, "g": 7}
ORDERLESS = sorted(name for name, recipe in RECIPES.items() if recipe.people or recipe.points)
WITH_NOBODY = sorted(name for name, recipe in RECIPES.items() if recipe.nobody)


def _axis(one: Drawn, letter: str) -> int | None:
    """Which axis of an argument that letter is, from the end."""
    return one.axes.index(letter) - len(one.axes) if one.axes and letter in one.axes else None


def _along(
    drawn: dict[str, Drawn], letter: str, change: Callable[[Any, int, str], Any]
) -> dict[str, Drawn]:
    """The arguments with one of their axes changed wherever it is."""
    return {
        name: one
        if (axis := _axis(one, letter)) is None
        else one._replace(value=change(np.asarray(one.value), axis, one.role))
        for name, one in drawn.items()
    }


def _drawn(recipe: Recipe, seed: int) -> dict[str, Drawn]:
    rng = np.random.default_rng([seed, *recipe.label.encode()])
    return recipe.draw(rng, (ROWS,), whole=seed % 4 == 0, sizes=SIZES)


def _answer(recipe: Recipe, drawn: dict[str, Drawn]) -> dict[str, np.ndarray]:
    return dict(named_fields(recipe.function(**arguments(drawn))))


def _people_axis(field: np.ndarray, batch: int, size: int) -> int | None:
    return batch if field.ndim > batch and field.shape[batch] == size else None


def _same(found: np.ndarray, expected: np.ndarray, told: str) -> None:
    assert found.shape == expected.shape, told
    if expected.dtype.kind == "f":
        np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-12, err_msg=told)
    else:
        np.testing.assert_array_equal(found, expected, err_msg=told)


def _batch(drawn: dict[str, Drawn]) -> int:
    """One where the call has a batch, else none."""
    return int(any(one.axes and one.axes.startswith("*") for one in drawn.values()))


@pytest.mark.parametrize("name", ORDERLESS)
def test_people_in_another_order(name: str) -> None:
    """Each keeps the own answer, and the group's does not change."""
    recipe = RECIPES[name]
    answered = 0
    for seed in range(DRAWINGS):
        drawn = _drawn(recipe, seed)
        try:
            before = _answer(recipe, drawn)
        except DomainError:  # options that do not go together
            continue
        answered += 1
        moved, orders = drawn, {}
        for letter in recipe.people + recipe.points:
            order = np.random.default_rng(seed).permutation(SIZES[letter])
            orders[len(order)] = order
            moved = _along(
                moved, letter, lambda values, axis, _, order=order: values.take(order, axis)
            )
        for field, found in _answer(recipe, moved).items():
            expected = before[field]
            axis = _people_axis(expected, _batch(drawn), SIZES[recipe.people[-1:] or "n"])
            if recipe.people and axis is not None:
                expected = expected.take(orders[expected.shape[axis]], axis)
            _same(found, expected, f"seed {seed}, {field}")
    assert answered > DRAWINGS // 3


@pytest.mark.parametrize("name", WITH_NOBODY)
def test_somebody_of_whom_nothing_is_known(name: str) -> None:
    """One more person without any score changes no answer; their own is nan, or the empty word."""
    recipe = RECIPES[name]
    answered = 0

    def with_one_more(values: Any, axis: int, role: str) -> Any:
        last = values.take([-1], axis)
        return np.concatenate([values, np.full_like(last, NOBODY.get(role, last))], axis)

    for seed in range(DRAWINGS):
        drawn = _drawn(recipe, seed)
        try:
            before = _answer(recipe, drawn)
        except DomainError:  # options that do not go together
            continue
        answered += 1
        more = drawn
        for letter in recipe.people + recipe.points:
            more = _along(more, letter, with_one_more)
        for field, found in _answer(recipe, more).items():
            theirs, expected = found, before[field]
            axis = _people_axis(expected, _batch(drawn), SIZES[recipe.people[-1:] or "n"])
            if recipe.people and axis is not None:
                own = found.take(-1, axis)
                if field in {"index", "change", "z", "cs_index", "effect_size", "post"}:
                    assert np.isnan(own).all(), field
                if field == "category":
                    assert (own == "").all()
                theirs = found.take(np.arange(expected.shape[axis]), axis)
            _same(theirs, expected, f"seed {seed}, {field}")
    assert answered > DRAWINGS // 3


def _episodes(seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Some people's times and scores; all have their own number of waves, one has none."""
    rng = np.random.default_rng(seed)
    sizes = rng.permutation([0, 1, 3, 4, 5, 6, 8])
    return [
        (np.cumsum(rng.integers(1, 9, n)) * 1.0,
         rng.integers(5, 35, n) - rng.normal(1.5) * np.arange(n))
        for n in sizes.tolist()
    ]  # fmt: skip


def _end_to_end(
    episodes: list[tuple[np.ndarray, np.ndarray]],
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    t, y = (np.concatenate(part) for part in zip(*episodes, strict=True))
    return t, y, np.cumsum([0, *(len(times) for times, _ in episodes)])


@pytest.mark.parametrize("seed", range(DRAWINGS))
def test_episodes_in_another_order(seed: int) -> None:
    """Each keeps its summary, its signals and its slope, and all share the same growth model."""
    episodes = _episodes(seed)
    order = np.random.default_rng(seed).permutation(len(episodes))
    t, y, offsets = _end_to_end(episodes)
    t2, y2, offsets2 = _end_to_end([episodes[k] for k in order])
    for one, other in zip(
        episode_summary(t, y, offsets), episode_summary(t2, y2, offsets2), strict=True
    ):
        np.testing.assert_array_equal(one[order], other)
    table = response_table(
        {"intake": [0, 0, 0, 40, 40, 40], "session": [1, 2, 3, 1, 2, 3],
         "expected": [2, 5, 9, 40, 39, 38], "inner": [1, 3, 6, 35, 34, 33]},
        version="made up 1", better="higher",
    )  # fmt: skip
    here, there = (
        np.split(episode_signals(values, ends, table).signal, ends[1:-1])
        for values, ends in ((y, offsets), (y2, offsets2))
    )
    assert [here[k].tolist() for k in order] == [signals.tolist() for signals in there]
    one, other = individual_slopes(t, y, offsets), individual_slopes(t2, y2, offsets2)
    for field, first, second in zip(one._fields[:-1], one, other, strict=False):
        if first.dtype.kind == "f":
            np.testing.assert_allclose(first[order], second, rtol=1e-5, atol=1e-7, err_msg=field)
        else:
            np.testing.assert_array_equal(first[order], second, err_msg=field)
    assert one.fit.log_likelihood == pytest.approx(other.fit.log_likelihood, rel=1e-9)


@pytest.mark.parametrize("seed", range(DRAWINGS))
def test_an_episode_alone_has_the_same_answer(seed: int) -> None:
    """Whoever stands beside it: its summary, and its signals."""
    episodes = _episodes(seed)
    together = episode_summary(*_end_to_end(episodes))
    for k, episode in enumerate(episodes):
        alone = episode_summary(*_end_to_end([episode]))
        for one, other in zip(together, alone, strict=True):
            np.testing.assert_array_equal(one[k : k + 1], other)
