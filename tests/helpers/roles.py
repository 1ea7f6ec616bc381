"""What figures of each role look like: the legal ones, and those no row may hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import roles_of_people

from rusfelt import stats

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.random import Generator

    Shape = tuple[int, ...]

# How to make legal figures of each role; roles fit together, a part being at most its whole.
LEGAL: dict[str, Callable[[Generator, Shape], Any]] = {
    "value": lambda rng, shape: rng.integers(-9, 9, shape) * rng.choice([1.0, 0.37]),
    "figure": lambda rng, shape: rng.integers(-9, 9, shape) * rng.choice([1.0, 0.37]),
    "positive": lambda rng, shape: rng.gamma(3, 5, shape) + 0.1,
    "count": lambda rng, shape: rng.poisson(4, shape),
    "part": lambda rng, shape: rng.integers(0, 20, shape),
    "whole-part": lambda rng, shape: rng.integers(20, 60, shape),
    "exposure": lambda rng, shape: rng.uniform(0.5, 100, shape),
    "people": lambda rng, shape: rng.uniform(0.5, 100, shape),
    "error": lambda rng, shape: rng.uniform(0.2, 3, shape),
    "error-or-0": lambda rng, shape: rng.uniform(0, 3, shape),
    "error-or-nan": lambda rng, shape: rng.uniform(0, 3, shape),
    "level": lambda rng, shape: rng.choice([0.5, 0.8, 0.9, 0.95, 0.998], shape),
    "share": lambda rng, shape: rng.uniform(0, 1, shape),
    "p": lambda rng, shape: rng.uniform(0, 1, shape),
    "times": lambda rng, shape: np.cumsum(rng.integers(1, 4, shape), axis=-1),
    "ages": lambda rng, shape: np.cumsum(rng.integers(1, 9, shape), axis=-1),
    "first": lambda rng, shape: rng.uniform(2000, 2005, shape),
    "now": lambda rng, shape: rng.uniform(2006, 2010, shape),
    "due": lambda rng, shape: rng.uniform(2011, 2030, shape),
    "lower": lambda rng, shape: rng.uniform(-5, 0, shape),
    "upper": lambda rng, shape: rng.uniform(0, 5, shape),
    "lower-line": lambda rng, shape: rng.uniform(-5, 0, shape),
    "upper-line": lambda rng, shape: rng.uniform(0, 5, shape),
    "moment": lambda rng, shape: rng.uniform(2006, 2010, shape),
    "when": lambda rng, shape: rng.uniform(2011, 2030, shape),
    "deviations": lambda rng, shape: rng.uniform(0.1, 2, shape),
    "small": lambda rng, shape: rng.uniform(0.1, 0.9, shape),
    "large": lambda rng, shape: rng.uniform(1.1, 5, shape),
    "within": lambda rng, shape: rng.uniform(3, 4, shape),
    "better": lambda rng, shape: rng.choice(["higher", "lower"], shape),
    "seasons": lambda _, shape: np.arange(shape[0] if shape else 1) % 3,
    "split": lambda _, shape: np.arange(shape[0] if shape else 2) % 2 == 1,
    "group": lambda rng, shape: rng.choice(["a", "b", "c"], shape),
    "length": lambda rng, shape: rng.integers(1, 4, shape),
    "points-of": lambda rng, shape: rng.normal(size=shape),
    "percent": lambda rng, shape: rng.integers(0, 101, shape),
    "of": lambda rng, shape: rng.integers(1, 400, shape),
    "population": lambda _, __: stats.EUROPEAN_2013,
    "wider": lambda _, __: np.array([0, 5, 20, 65]),
    **roles_of_people.LEGAL,
}  # fmt: skip

# What no row may hold in each role.
REFUSED: dict[str, tuple[Any, ...]] = {
    "value": (np.nan, np.inf, -np.inf),
    "figure": (np.inf, -np.inf),
    "points-of": (np.nan, np.inf),
    "positive": (0.0, -1.0, np.nan, np.inf),
    "count": (-1.0, 0.5, np.nan, np.inf, 2.0**54),
    "part": (-1.0, 0.5, 1000.0, np.nan, np.inf),
    "whole-part": (0.0, -1.0, 0.5, np.nan, np.inf),
    "exposure": (0.0, -1.0, np.nan, np.inf),
    "people": (-1.0, np.nan, np.inf),
    "error": (0.0, -1.0, np.nan, np.inf),
    "error-or-0": (-1.0, np.nan, np.inf),
    "error-or-nan": (-1.0, np.inf),
    "level": (0.0, 1.0, -0.1, 1.1, 95.0, np.nan, np.inf),
    "share": (-0.1, 1.1, np.nan, np.inf),
    "p": (-0.1, 1.1, np.inf),
    "times": (np.nan, np.inf, -99.0),
    "better": ("sideways", ""),
    "first": (np.inf, 2050.0),
    "now": (np.inf, 1900.0),
    "due": (np.inf, 1900.0),
    "moment": (np.inf,),
    "when": (np.inf, -np.inf),
    "deviations": (-1.0, np.inf),
    "lower": (np.inf, 6.0),
    "upper": (-np.inf, -6.0),
    "small": (0.0, -1.0, np.nan, np.inf),
    "large": (0.0, -1.0, np.nan, np.inf),
    "length": (0.0, 2001.0, -1.0),
    **roles_of_people.REFUSED,
}
