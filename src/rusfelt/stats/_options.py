"""What a whole call is asked to do: one word, one flag, and which way is better."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rusfelt.errors import DomainError, Problem

if TYPE_CHECKING:
    from rusfelt.typing import Bools

__all__ = ["better_words", "check_flag", "is_one_of"]


def is_one_of(value: object, known: tuple[str, ...]) -> bool:
    """Whether ``value`` is one of the words; an array, which has no single answer, is not.

    >>> is_one_of("exact", ("exact", "byar")), is_one_of(np.array(["exact"]), ("exact", "byar"))
    (True, False)
    """
    return isinstance(value, str) and value in known


def check_flag(name: str, value: object) -> None:
    """Refuse anything but true and false: the word ``"no"`` would count as true.

    >>> check_flag("screened", True)
    """
    if not isinstance(value, bool | np.bool_):
        problem = Problem(name, f"{value!r} is neither true nor false.", "Give True or False.")
        raise DomainError(problems=[problem])


def better_words(better: object) -> tuple[Bools, Bools]:
    """Where higher is better, and where the word is neither ``"higher"`` nor ``"lower"``.

    >>> better_words(["higher", "lower", "up"])
    (array([ True, False, False]), array([False, False,  True]))
    """
    try:
        words = np.asarray(better)
        if words.dtype.kind not in "UO":
            return np.zeros(words.shape, dtype=np.bool_), np.ones(words.shape, dtype=np.bool_)
        higher = np.asarray(words == "higher", dtype=np.bool_)
        return higher, ~(higher | np.asarray(words == "lower", dtype=np.bool_))
    except (TypeError, ValueError):  # rows of unequal length, or things that cannot be compared
        return np.zeros((), dtype=np.bool_), np.ones((), dtype=np.bool_)
