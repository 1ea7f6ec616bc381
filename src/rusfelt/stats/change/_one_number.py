"""Options that are one number for a whole call."""

from __future__ import annotations

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._checks import as_floats, check_confidence

__all__ = ["one_least_change", "one_level"]


def one_least_change(name: str, value: object) -> float:
    """``value`` as one finite number above 0.

    >>> one_least_change("improved", 0.5)
    0.5
    """
    number = as_floats(name, value)
    if number.ndim or not 0 < number < np.inf:
        problem = Problem(
            name, "is not one number above 0.",
            "Give the least change that counts, without a sign.",
        )  # fmt: skip
        raise DomainError(problems=[problem])
    return float(number)


def one_level(value: object, *, above: float = 0.0) -> float:
    """``value`` as one level of confidence above ``above`` and below 1.

    >>> one_level(0.95)
    0.95
    """
    level = check_confidence("confidence", value)
    if level.ndim or level <= above:
        remedy = "Give one level, such as 0.95."
        problem = Problem("confidence", f"is not one level above {above:g}.", remedy)
        raise DomainError(problems=[problem])
    return float(level)
