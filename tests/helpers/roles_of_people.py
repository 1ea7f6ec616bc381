"""Figures about people: their scores, the figures these are held against, and flat sessions.

Roles named ``…-by-place`` fit together by where they stand: every fifth person has no first score,
did not start and does not count; the one before has no later score; every other one was a case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from rusfelt import stats

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.random import Generator

    Shape = tuple[int, ...]

_MADE_UP = {
    "intake": [10, 10, 10, 20, 20, 20], "session": [1, 2, 3, 1, 2, 3],
    "expected": [11, 14, 17, 20, 22, 24], "inner": [9, 11, 13, 17, np.nan, 19],
    "outer": [7, 8, 10, 14, 15, 16], "target": [14, 16, 19, 23, 24, np.nan],
}  # fmt: skip
# How many waves people have, in turn.
_WAVES = (4, 5, 0, 3, 6, 1, 2)


def _places(shape: Shape) -> Any:
    """The number of each person on the last axis."""
    return np.broadcast_to(np.arange(shape[-1]), shape)


def _some_nan(rng: Generator, values: Any, share: float = 0.15) -> Any:
    return np.where(rng.random(np.shape(values)) < share, np.nan, values)


def _scores(rng: Generator, shape: Shape) -> Any:
    return rng.integers(0, 41, shape) * rng.choice([1.0, 0.37])


def _words(*words: str) -> Callable[[Generator, Shape], Any]:
    return lambda rng, shape: rng.choice(words, shape)


def _by_place(rng: Generator, shape: Shape) -> Any:
    """A category that fits whether the person started and was a case."""
    place = _places(shape)
    words = rng.choice(["improved", "unchanged", "deteriorated", ""], shape).astype("<U12")
    words = np.where(rng.random(shape) < 0.3, np.where(place % 2, "harmed", "recovered"), words)
    return np.where(place % 5 == 4, "", words)


def _reliable(rng: Generator, shape: Shape) -> Any:
    words = rng.choice(["improved", "unchanged", "deteriorated", ""], shape)
    return np.where(_places(shape) % 5 >= 3, "", words)


def _weights(rng: Generator, shape: Shape) -> Any:
    weights = rng.integers(0, 4, shape) * 1.0
    weights[..., :1] += 1
    return weights


def cuts(points: int) -> Any:
    """Where each person's waves begin, and the end of the last."""
    ends, person = [0], 0
    while ends[-1] < points:
        ends.append(min(points, ends[-1] + _WAVES[person % len(_WAVES)]))
        person += 1
    return np.array(ends)


def _rising(rng: Generator, shape: Shape) -> Any:
    """Times that rise within each person and begin anew with the next."""
    times = np.cumsum(rng.integers(1, 5, shape)) * 1.0
    sizes = np.diff(cuts(shape[0]))
    return times - np.repeat(times[cuts(shape[0])[:-1][sizes > 0]], sizes[sizes > 0])


LEGAL: dict[str, Callable[[Generator, Shape], Any]] = {
    "score": lambda rng, shape: _some_nan(rng, _scores(rng, shape)),
    "present": _scores,
    "pre-by-place": lambda rng, shape: np.where(
        _places(shape) % 5 == 4, np.nan, _scores(rng, shape)
    ),
    "post-by-place": lambda rng, shape: np.where(
        _places(shape) % 5 == 3, np.nan, _scores(rng, shape)
    ),
    "reliable-by-place": _reliable,
    "category": _words("improved", "unchanged", "deteriorated", "recovered", "harmed", ""),
    "category-by-place": _by_place,
    "started-by-place": lambda _, shape: _places(shape) % 5 != 4,
    "case-by-place": lambda _, shape: _places(shape) % 2 == 0,
    "hit-by-place": lambda rng, shape: (rng.random(shape) < 0.5) & (_places(shape) % 5 != 4),
    "cutoff": lambda rng, shape: _some_nan(rng, rng.integers(5, 35, shape) * 1.0, 0.05),
    "reliability": lambda rng, shape: rng.uniform(0.5, 0.97, shape),
    "correlation": lambda rng, shape: rng.uniform(-0.2, 1, shape),
    "high-level": lambda rng, shape: rng.choice([0.8, 0.9, 0.95, 0.998], shape),
    "low-end": lambda rng, shape: rng.choice([-1.0, 0.0], shape),
    "high-end": lambda rng, shape: rng.choice([40.0, 50.0], shape),
    "least-share": lambda rng, shape: rng.choice([0.1, 0.25, 0.5, 1.0], shape),
    "by-label": lambda rng, _: {label: float(rng.uniform(3, 9)) for label in "abc"},
    "reliability-by-label": lambda rng, _: {label: float(rng.uniform(0.5, 1)) for label in "abc"},
    "goal-level": lambda rng, shape: _some_nan(rng, rng.integers(-4, 5, shape) / 2, 0.1),
    "weight": _weights,
    "t-score": lambda rng, shape: rng.uniform(40, 60, shape),
    "t-score-or-nan": lambda rng, shape: _some_nan(rng, rng.uniform(20, 80, shape)),
    "t-low": lambda rng, shape: rng.choice([19.0, 22.6, 30.0], shape),
    "rating": lambda rng, shape: _some_nan(rng, rng.integers(0, 11, shape) * 1.0, 0.1),
    "light-start": lambda rng, shape: rng.choice([-2.0, -1.0], shape),
    "light-answer": _words("achieved", "same", ""),
    "light-table": lambda _, __: {
        (start, answer): level
        for start in (-1, -2)
        for answer, level in (("achieved", 0.0), ("same", start))
    },
    "response-table": lambda _, __: stats.response_table(
        _MADE_UP, version="made up 1", better="higher"
    ),
    "intake": lambda rng, shape: _some_nan(rng, rng.uniform(8, 22, shape), 0.1),
    "session": lambda rng, shape: _some_nan(rng, rng.integers(1, 5, shape) * 1.0, 0.1),
    "near-line": lambda rng, shape: _some_nan(rng, rng.uniform(20, 25, shape), 0.1),
    "middle-line": lambda rng, shape: _some_nan(rng, rng.uniform(15, 19, shape), 0.1),
    "far-line": lambda rng, shape: _some_nan(rng, rng.uniform(5, 14, shape), 0.1),
    "row-intake": lambda _, shape: 10.0 + 5 * (np.arange(shape[0]) // 3),
    "row-session": lambda _, shape: np.arange(shape[0]) % 3 + 1.0,
    "row-expected": lambda rng, shape: rng.uniform(20, 25, shape),
    "ending": _words("planned", "unplanned", "open", ""),
    "wave-times": _rising,
    "wave-scores": lambda rng, shape: _some_nan(rng, rng.integers(0, 41, shape) * 1.0, 0.1),
    "wave-scores-all": lambda rng, shape: rng.integers(0, 41, shape) * 1.0,
    "offsets": lambda _, shape: cuts(shape[0]),
    "later": lambda rng, shape: 1000 + np.cumsum(rng.integers(1, 4, shape), axis=-1),
}  # fmt: skip

# Objects of this library's or the caller's own, which are given whole or not at all.
OBJECTS = {"by-label", "reliability-by-label", "light-table", "response-table"}

_INFINITE = (np.inf, -np.inf)
_SHARES = (0.0, 1.0, -0.1, 1.1, np.nan, np.inf)

REFUSED: dict[str, tuple[Any, ...]] = {
    **dict.fromkeys(
        ("score", "present", "pre-by-place", "post-by-place", "cutoff", "t-score-or-nan",
         "near-line", "middle-line", "far-line", "intake", "session"), _INFINITE,
    ),
    **dict.fromkeys(
        ("reliable-by-place", "category", "category-by-place", "ending", "light-answer"),
        ("sideways",),
    ),
    "reliability": _SHARES,
    "high-level": _SHARES,
    "correlation": (-1.01, 1.01, np.nan, np.inf),
    "goal-level": (-2.75, 3.25, np.inf),
    "weight": (-1.0, np.nan, np.inf),
    "t-score": (9000.5, -9000.5, np.inf),
    "rating": (-0.5, 10.75, np.inf),
    "later": (np.nan, np.inf, -99.0),
}  # fmt: skip

# What people answered: a message may say where it stands, never what it is.
PRIVATE = {
    "score", "present", "pre-by-place", "post-by-place", "goal-level", "t-score",
    "t-score-or-nan", "rating", "intake",
}  # fmt: skip

# Somebody of whom nothing is known.
NOBODY: dict[str, Any] = {
    "score": np.nan, "present": np.nan, "pre-by-place": np.nan, "post-by-place": np.nan,
    "reliable-by-place": "",
}  # fmt: skip
