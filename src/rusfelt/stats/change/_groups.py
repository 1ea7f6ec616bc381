"""Which group each person belongs to, as numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.errors import DomainError, Problem

if TYPE_CHECKING:
    from rusfelt.typing import Array, Bools, Integers

__all__ = ["Groups", "number_groups"]


class Groups(NamedTuple):
    """The distinct labels in order, and for each person the number of theirs."""

    labels: Array
    codes: Integers


def number_groups(group: object, shape: tuple[int, ...]) -> Groups:
    """The labels of the people, numbered; one label a person, broadcast to ``shape``.

    >>> number_groups(["b", "a", "b"], (3,))
    Groups(labels=array(['a', 'b'], dtype='<U1'), codes=array([1, 0, 1]))
    """
    try:
        labels = np.asarray(group)
        absent = np.flatnonzero(_absent(group, labels))
        distinct, codes = np.unique(labels, return_inverse=True)
        hash(tuple(distinct.tolist()))  # labels are looked up, and a list or a table cannot be
    except (TypeError, ValueError, ArithmeticError) as error:  # ragged, or without an order
        problem = Problem(
            "group", "is not an array of labels of one kind.",
            "Give one label for each person, all strings or all whole numbers.",
        )  # fmt: skip
        raise DomainError(problems=[problem]) from error
    if absent.size:
        problem = Problem(
            f"group, row {absent[0]}", "has no label.",
            "Give everybody one, such as 'unknown' for those of no known group.",
        )  # fmt: skip
        raise DomainError(problems=[problem])
    try:
        return Groups(distinct, np.broadcast_to(codes.reshape(labels.shape), shape))
    except ValueError as error:
        problem = Problem(
            "group", f"has shape {labels.shape}, but the people have {shape}.",
            "Give one label for each person.",
        )  # fmt: skip
        raise DomainError(problems=[problem]) from error


def _absent(group: object, labels: Array) -> Bools:
    """Where there is no label: masked, nan, not a time, or empty."""
    masked = np.ma.getmaskarray(group) if isinstance(group, np.ma.MaskedArray) else False
    if labels.dtype.kind in "fcmM":
        return np.asarray((labels != labels) | masked)  # noqa: PLR0124 (what is no number, no time)
    if labels.dtype.kind in "USO":
        return np.asarray((labels == (b"" if labels.dtype.kind == "S" else "")) | masked)
    return np.asarray(np.zeros(labels.shape, dtype=np.bool_) | masked)
