"""A method asked for by its name."""

from __future__ import annotations

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._options import is_one_of

__all__ = ["check_method"]


def check_method(method: object, *known: str) -> None:
    """Refuse a method that is not one of the words known.

    >>> check_method("exact", "exact", "byar")
    """
    if not is_one_of(method, known):
        remedy = f"Use {' or '.join(known)}."
        raise DomainError(problems=[Problem("method", f"{method!r} is unknown.", remedy)])
