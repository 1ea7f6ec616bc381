"""One case's two phases, read and checked: what every effect size of a single case begins with."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._checks import as_floats, refuse
from rusfelt.stats._options import better_words, is_one_of
from rusfelt.stats._path_checks import bad_rows

if TYPE_CHECKING:
    from rusfelt.typing import Bools, Floats, Integers

__all__ = ["Phases", "as_phases", "check_word", "left_packed"]


class Phases(NamedTuple):
    """Cases as rows; a higher value is better throughout, and nan is no measurement."""

    a: Floats  # (rows, m)
    b: Floats  # (rows, n)
    n_a: Integers
    n_b: Integers
    sign: Floats  # by which the values given were multiplied
    numbers: tuple[Floats, ...]  # one for each case, (rows,)
    batch: tuple[int, ...]

    def shaped(self, *fields: Floats) -> tuple[Floats, ...]:
        """Fields of one number for each row, in the batch's shape."""
        return tuple(field.reshape(self.batch) for field in fields)

    @property
    def counts(self) -> tuple[Integers, Integers]:
        """The points of each phase, in the batch's shape."""
        return self.n_a.reshape(self.batch), self.n_b.reshape(self.batch)


def as_phases(a: object, b: object, better: object = "higher", **numbers: Floats) -> Phases:
    """The phases as rows of one batch, turned so that a higher value is better.

    Args:
        a: baseline, ``(..., m)``, nan where there is no measurement.
        b: treatment, ``(..., n)``, its leading axes broadcast with those of ``a``.
        better: ``"higher"`` or ``"lower"``, one word or one for each case.
        numbers: checked numbers, one for all cases or one for each.

    >>> as_phases([1, 2, float("nan")], [[3, 4]], "lower").n_a
    array([2])
    """
    first, second = as_floats("a", a), as_floats("b", b)
    higher, neither = better_words(better)
    refuse(
        _not_a_series("a", first),
        _not_a_series("b", second),
        bad_rows("better", neither, "is neither 'higher' nor 'lower'.", "Say which way is better."),
    )
    shapes = {"a": first.shape[:-1], "b": second.shape[:-1], "better": higher.shape}
    shapes.update((name, number.shape) for name, number in numbers.items())
    try:
        batch = np.broadcast_shapes(*shapes.values())
    except ValueError as error:
        listed = ", ".join(f"{name} {shape}" for name, shape in shapes.items())
        problem = Problem(
            "a", f"the cases do not fit together: {listed}.",
            "Give as many cases in each argument, or one for all.",
        )  # fmt: skip
        raise DomainError(problems=[problem]) from error
    sign = np.broadcast_to(np.where(higher, 1.0, -1.0), batch).reshape(prod(batch))
    rows_a, rows_b = (_turned(values, batch, sign) for values in (first, second))
    return Phases(
        a=rows_a,
        b=rows_b,
        n_a=np.count_nonzero(~np.isnan(rows_a), axis=1),
        n_b=np.count_nonzero(~np.isnan(rows_b), axis=1),
        sign=sign,
        numbers=tuple(
            np.broadcast_to(number, batch).reshape(prod(batch)) for number in numbers.values()
        ),
        batch=batch,
    )


def check_word(name: str, word: object, *known: str) -> None:
    """Refuse a word that is not one of those known.

    >>> check_word("scale", "ratio", "ratio", "proportion")
    """
    if not is_one_of(word, known):
        problem = Problem(name, f"{word!r} is unknown.", f"Use {' or '.join(known)}.")
        raise DomainError(problems=[problem])


def left_packed(rows: Floats, *along: Floats) -> tuple[Floats, ...]:
    """Rows with their measurements moved to the front, in order, and others moved likewise.

    >>> left_packed(np.array([[np.nan, 2.0, 1.0]]))[0]
    array([[ 2.,  1., nan]])
    """
    order = np.argsort(np.isnan(rows), axis=1, kind="stable")
    return tuple(np.take_along_axis(values, order, axis=1) for values in (rows, *along))


def _turned(values: Floats, batch: tuple[int, ...], sign: Floats) -> Floats:
    width = values.shape[-1]
    rows = np.broadcast_to(values, (*batch, width)).reshape(prod(batch), width)
    return rows if np.all(sign > 0) else rows * sign[:, None]


def _not_a_series(name: str, values: Floats) -> list[Problem]:
    if values.ndim == 0:
        return [Problem(name, "is one number, not a phase.", "Put the measurements in a list.")]
    infinite: Bools = np.asarray(np.isinf(values).any(axis=-1))
    return bad_rows(
        name, infinite, "holds an infinite value.", "Give nan where there is no measurement."
    )
