"""Which way is better, said once for all people of a call."""

from __future__ import annotations

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._options import is_one_of

__all__ = ["one_direction"]


def one_direction(better: object) -> float:
    """1.0 where higher is better and -1.0 where lower is; every other word is refused.

    >>> one_direction("lower")
    -1.0
    """
    if not is_one_of(better, ("higher", "lower")):
        problem = Problem(
            "better", f"{better!r} is neither 'higher' nor 'lower'.",
            "Say which way is better; a person's change has no name without it.",
        )  # fmt: skip
        raise DomainError(problems=[problem])
    return 1.0 if better == "higher" else -1.0
