"""Category words as small numbers, checked once for all people of a call."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._checks import refuse
from rusfelt.stats._path_checks import bad_rows
from rusfelt.vocabulary import ChangeCategory

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Bools, Integers

__all__ = ["CATEGORIES", "NO_CATEGORY", "category_codes", "flags"]

CATEGORIES = tuple(str(word) for word in ChangeCategory)
NO_CATEGORY = len(CATEGORIES)
_UNKNOWN = NO_CATEGORY + 1


def category_codes(name: str, value: ArrayLike, shape: tuple[int, ...] | None = None) -> Integers:
    """The place of each word in :data:`CATEGORIES`, and :data:`NO_CATEGORY` for the empty word.

    >>> category_codes("category", ["recovered", ""])
    array([0, 5])
    """
    try:
        words = np.asarray(value)
        words = words.astype(np.str_) if words.dtype.kind == "O" or not words.size else words
        words = words if shape is None else np.broadcast_to(words, shape)
        unfit = words.ndim == 0 or words.dtype.kind != "U"
    except (TypeError, ValueError):
        unfit = True
    if unfit:
        remedy = "Give one word for each person, in a list."
        raise DomainError(problems=[Problem(name, "is no array of words.", remedy)])
    codes = np.full(words.shape, _UNKNOWN, dtype=np.int64)
    for number, word in enumerate((*CATEGORIES, "")):
        codes[words == word] = number
    remedy = f"Use {', '.join(CATEGORIES)}, or the empty word for none."
    refuse(bad_rows(name, codes == _UNKNOWN, "is no category.", remedy))
    return codes


def flags(name: str, value: ArrayLike, shape: tuple[int, ...]) -> Bools:
    """True or false for each person, broadcast to ``shape``; numbers and words are refused."""
    try:
        found = np.asarray(value)
        fit = found.dtype.kind == "b" or not found.size
        found = np.broadcast_to(found, shape)
    except (TypeError, ValueError):
        fit = False
    if not fit:
        fact = "is not true or false for each person."
        raise DomainError(problems=[Problem(name, fact, "Give one for each person.")])
    return np.asarray(found, dtype=np.bool_)
