"""What every statistic asks of its input, said once.

An impossible input is refused with a :class:`~rusfelt.errors.DomainError` that names the argument,
the row (its flat index into the batch) and the remedy. The ``not_*`` functions only look and
answer a list of problems, so that a caller can gather several before :func:`refuse` raises; the
``check_*`` functions look and raise.
"""

from __future__ import annotations

from itertools import chain
from math import prod
from typing import TYPE_CHECKING, Literal

import numpy as np

from rusfelt.errors import DomainError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rusfelt.typing import Bools, Floats

__all__ = [
    "as_floats",
    "as_series",
    "broadcast",
    "check_confidence",
    "check_counts",
    "check_denominators",
    "check_finite",
    "check_non_negative",
    "check_positive",
    "check_times",
    "not_above",
    "not_count",
    "not_finite",
    "not_non_negative",
    "not_positive",
    "not_unit_interval",
    "not_unit_share",
    "refuse",
    "row_blocks",
]

# Whole numbers above this are no longer exact as float64, so a count cannot be larger.
_LARGEST_COUNT = 2.0**53


def as_floats(name: str, value: object) -> Floats:
    """``value`` as float64, with masked cells as nan.

    >>> as_floats("y", [1, 2])
    array([1., 2.])
    """
    try:
        if isinstance(value, np.ma.MaskedArray):
            value = np.ma.filled(value.astype(np.float64), np.nan)
        array = np.asarray(value)
        # A cast would drop an imaginary part, or the unit of a date, with no more than a warning.
        casting: Literal["safe", "unsafe"] = "safe" if array.dtype.kind in "cmM" else "unsafe"
        with np.errstate(over="ignore"):  # a wider float beyond float64 is an infinity
            return array.astype(np.float64, casting=casting)
    except (TypeError, ValueError, OverflowError) as error:
        problem = Problem(
            name, "is not an array of numbers.", "Give numbers in rows of equal length."
        )
        raise DomainError(problems=[problem]) from error


def broadcast(**named: object) -> tuple[Floats, ...]:
    """The named arguments as float64 arrays of one common shape, in the order given.

    >>> [array.shape for array in broadcast(x=[1, 2], n=10)]
    [(2,), (2,)]
    """
    arrays = [as_floats(name, value) for name, value in named.items()]
    try:
        return tuple(np.broadcast_arrays(*arrays))
    except ValueError as error:
        shapes = ", ".join(
            f"{name} {array.shape}" for name, array in zip(named, arrays, strict=True)
        )
        problem = Problem(
            next(iter(named)), f"the shapes do not fit together: {shapes}.",
            "Give arrays of equal shape, or scalars.",
        )  # fmt: skip
        raise DomainError(problems=[problem]) from error


def as_series(name: str, value: object) -> tuple[Floats, tuple[int, ...]]:
    """``value`` as finite rows ``(rows, n)``, and the shape of the batch they came from.

    >>> rows, batch = as_series("y", [[1, 2, 3], [4, 5, 6]])
    >>> rows.shape, batch
    ((2, 3), (2,))
    """
    array = as_floats(name, value)
    if array.ndim == 0:
        problem = Problem(name, "is one number, not a series.", "Put the values in a list.")
        raise DomainError(problems=[problem])
    refuse(not_finite(name, array, series=True))
    batch = array.shape[:-1]
    return array.reshape(prod(batch), array.shape[-1]), batch


def not_finite(name: str, values: Floats, *, series: bool = False) -> list[Problem]:
    """The rows that hold nan or an infinity."""
    return _found(
        name, values, ~np.isfinite(values), "is not a finite number.",
        "Leave missing values out before asking.", series=series,
    )  # fmt: skip


def not_non_negative(name: str, values: Floats, *, series: bool = False) -> list[Problem]:
    """The rows that are below zero or not finite."""
    return _found(
        name, values, ~(np.isfinite(values) & (values >= 0)), "is not a number of 0 or more.",
        "Give 0 or more.", series=series,
    )  # fmt: skip


def not_positive(name: str, values: Floats, *, series: bool = False) -> list[Problem]:
    """The rows that are zero, below zero or not finite."""
    return _found(
        name, values, ~(np.isfinite(values) & (values > 0)), "is not above 0.",
        "Give a number above 0.", series=series,
    )  # fmt: skip


def not_count(name: str, values: Floats, *, series: bool = False) -> list[Problem]:
    """The rows that are not a whole number of 0 or more."""
    with np.errstate(invalid="ignore"):
        whole = (values >= 0) & (values <= _LARGEST_COUNT) & (np.floor(values) == values)
    return _found(
        name, values, ~whole, "is not a whole number of 0 or more.",
        "Give counts, not rates or percentages.", series=series,
    )  # fmt: skip


def not_above(
    name: str, values: Floats, limit_name: str, limit: Floats, *, series: bool = False
) -> list[Problem]:
    """The rows where ``values`` is larger than ``limit``."""
    return _found(
        name, values, values > limit, f"is larger than its {limit_name}.",
        f"A part cannot exceed the whole: check that {name} and {limit_name} are not swapped.",
        series=series,
    )  # fmt: skip


def not_unit_interval(name: str, values: Floats) -> list[Problem]:
    """The rows that are not strictly between 0 and 1."""
    return _found(
        name, values, ~((values > 0) & (values < 1)), "is not strictly between 0 and 1.",
        "Give a share, such as 0.95.", series=False,
    )  # fmt: skip


def not_unit_share(name: str, values: Floats, *, series: bool = False) -> list[Problem]:
    """The rows that are not from 0 to 1, both included."""
    return _found(
        name, values, ~((values >= 0) & (values <= 1)), "is not from 0 to 1.",
        "Give a share, not a percentage.", series=series,
    )  # fmt: skip


def refuse(*found: Iterable[Problem]) -> None:
    """Raise one error for all problems found; do nothing where there are none."""
    problems = tuple(chain(*found))
    if problems:
        raise DomainError(problems=problems)


def check_finite(*, series: bool = False, **named: Floats) -> None:
    """Refuse nan and infinities in the named arrays."""
    refuse(*(not_finite(name, values, series=series) for name, values in named.items()))


def check_non_negative(*, series: bool = False, **named: Floats) -> None:
    """Refuse values below zero in the named arrays."""
    refuse(*(not_non_negative(name, values, series=series) for name, values in named.items()))


def check_positive(*, series: bool = False, **named: Floats) -> None:
    """Refuse values of zero or below in the named arrays."""
    refuse(*(not_positive(name, values, series=series) for name, values in named.items()))


def check_counts(*, series: bool = False, **named: Floats) -> None:
    """Refuse anything but whole numbers of 0 or more in the named arrays."""
    refuse(*(not_count(name, values, series=series) for name, values in named.items()))


def check_denominators(x: Floats, n: Floats, *, names: tuple[str, str] = ("x", "n"),
                       series: bool = False) -> None:  # fmt: skip
    """Refuse a share whose parts are no counts, whose whole is 0, or whose part exceeds it."""
    part, whole = names
    refuse(
        not_count(part, x, series=series),
        not_count(whole, n, series=series) or not_positive(whole, n, series=series),
        not_above(part, x, whole, n, series=series),
    )


def check_confidence(name: str, value: object) -> Floats:
    """A confidence level (or an array of them) strictly between 0 and 1, as float64.

    >>> check_confidence("confidence", 0.95)
    array(0.95)
    """
    level = as_floats(name, value)
    refuse(not_unit_interval(name, level))
    return level


def check_times(t: object, n: int, *, name: str = "t") -> Floats:
    """Times ``(n,)`` or ``(..., n)``: finite and strictly increasing; ``None`` is 0 … n - 1.

    >>> check_times(None, 3)
    array([0., 1., 2.])
    """
    if t is None:
        return np.arange(n, dtype=np.float64)
    times = as_floats(name, t)
    if times.ndim == 0 or times.shape[-1] != n:
        problem = Problem(
            name, f"has shape {times.shape}, but the series have {n} points.",
            "Give one time for each point.",
        )  # fmt: skip
        raise DomainError(problems=[problem])
    refuse(not_finite(name, times, series=True))
    late = np.zeros(times.shape, dtype=np.bool_)
    late[..., 1:] = ~(times[..., 1:] > times[..., :-1])
    refuse(
        _found(
            name,
            times,
            late,
            "does not come after the time before it.",
            "Sort each series by time and keep one value for each time.",
            series=True,
        )
    )
    return times


def row_blocks(rows: int, width: int, *, cells: int = 1 << 21) -> Iterator[slice]:
    """Slices that cover ``rows`` so that a block of ``width`` columns stays near ``cells`` cells.

    >>> list(row_blocks(5, 10, cells=20))
    [slice(0, 2, None), slice(2, 4, None), slice(4, 5, None)]
    """
    step = max(1, cells // max(1, width))
    for start in range(0, rows, step):
        yield slice(start, min(start + step, rows))


def _found(
    name: str, values: Floats, bad: Bools, fact: str, remedy: str, *, series: bool
) -> list[Problem]:
    """One problem for the first bad row, saying how many rows share it."""
    if not bad.any():
        return []
    first = int(np.flatnonzero(bad)[0])
    width = values.shape[-1] if series and values.ndim else 1
    rows = int(bad.reshape(-1, width).any(axis=1).sum())
    value = float(values.reshape(-1)[first])
    if values.ndim == 0:
        place = name
    elif series:
        place = f"{name}, row {first // width}, point {first % width}"
    else:
        place = f"{name}, row {first}"
    others = f" So it is in {rows} rows." if rows > 1 else ""
    return [Problem(place, f"{value!r} {fact}{others}", remedy)]
