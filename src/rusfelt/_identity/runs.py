"""Rows of digits in a flat array of letters, and which of them pass for identity numbers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from rusfelt._identity.rule import LENGTH, passes
from rusfelt._identity.text import MARKS
from rusfelt.typing import Array, Bools, Integers

__all__ = ["LATIN", "Found", "of_letters", "search"]

LATIN = 256
"""Letters are told by one byte each; what is beyond is none of a number."""

# How many digits stand in a row, and how much may stand between; where the first two gaps may
# hold a stroke, the number begins with a date.
_FORMS = (
    ((11,), ()), ((9, 2), (1,)), ((6, 5), (3,)), ((6, 3, 2), (3, 1)), ((2, 2, 7), (1, 1)),
    ((2, 2, 5, 2), (1, 1, 1)), ((2, 2, 2, 5), (1, 1, 3)), ((2, 2, 2, 3, 2), (1, 1, 3, 1)),
)  # fmt: skip
_SHORTENED = LENGTH - 1
_ZERO, _EXPONENTS = ord("0"), (9, 10)


def of_letters(letters: str) -> Bools:
    """For every byte whether it is one of these letters."""
    table = np.zeros(LATIN, dtype=np.bool_)
    table[[ord(each) for each in letters if ord(each) < LATIN]] = True
    return table


_IS_DIGIT = of_letters("0123456789")
_IS_MARK, _IS_DATE_MARK = of_letters(MARKS), of_letters(MARKS + "/")


class Found(NamedTuple):
    """Where in the letters something starts: numbers, ten digits that pass, powers of ten."""

    written: Integers
    shortened: Integers
    powers: Integers


def search(letters: Array) -> Found:
    """Where in the letters, a byte each, something passes."""
    is_digit = np.zeros(len(letters) + 2, dtype=np.bool_)
    is_digit[1:-1] = _IS_DIGIT[letters]
    edges = np.flatnonzero(is_digit[1:] != is_digit[:-1])
    starts, ends = edges[::2], edges[1::2]
    sizes = ends - starts
    written = []
    for form, gaps in _FORMS:
        first = np.flatnonzero(sizes[: max(0, len(sizes) - len(form) + 1)] == form[0])
        for step, (size, most) in enumerate(zip(form[1:], gaps, strict=True), 1):
            first = first[sizes[first + step] == size]
            table = _IS_DATE_MARK if form[:2] == (2, 2) and step < 3 else _IS_MARK  # noqa: PLR2004 - day, month and year
            first = first[
                _joined(letters, ends[first + step - 1], starts[first + step], most, table)
            ]
        written.append(starts[first][_pass(letters, starts, first, form)])
    tens = np.flatnonzero(sizes == _SHORTENED)
    tens = tens[_pass(letters, starts, tens, (_SHORTENED,))]
    return Found(np.concatenate(written), starts[tens], _powers(letters, starts, sizes))


def _joined(letters: Array, ends: Array, starts: Array, most: int, table: Bools) -> Bools:
    """Whether only marks stand between the rows of digits, and no more than so many."""
    fits: Bools = starts - ends <= most
    for step in range(most):
        at = np.minimum(ends + step, starts)
        fits &= (at == starts) | table[letters[at]]
    return fits


def _pass(letters: Array, starts: Array, first: Array, form: tuple[int, ...]) -> Bools:
    digits = np.zeros((len(first), LENGTH), dtype=np.uint8)
    column = LENGTH - sum(form)
    for step, size in enumerate(form):
        for place in range(size):
            digits[:, column] = letters[starts[first + step] + place] - _ZERO
            column += 1
    return passes(digits)


def _powers(letters: Array, starts: Array, sizes: Array) -> Integers:
    """Numbers written with the ninth or tenth power of ten."""
    rows = np.flatnonzero((sizes <= 2) & (starts > 1))  # noqa: PLR2004 - two digits
    at = starts[rows]
    value = letters[at] - _ZERO
    longer = sizes[rows] > 1
    value[longer] = 10 * value[longer] + letters[at[longer] + 1] - _ZERO
    rows = rows[np.isin(value, _EXPONENTS)]
    before = starts[rows] - 1
    before -= letters[before] == ord("+")
    return starts[rows][np.isin(letters[before], (ord("e"), ord("E")))]
