"""The parts put together: in the order of the keys, and no key in two of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.evaluation.at_scale.coded import Coded
from rusfelt.evaluation.at_scale.content import key_hashes
from rusfelt.evaluation.at_scale.piece import KEYS, Held
from rusfelt.typing import Array, Integers

__all__ = ["key_order", "refuse_clashes"]

_LISTED = 20
# Keys of two parts that are compared letter by letter.
_LOOKED_AT = 1000


def key_order(keys: Mapping[str, Held]) -> Integers:
    """The rows in the order of indicator, unit, group and part."""
    columns = []
    for name in KEYS:
        column = keys[name]
        if isinstance(column, Coded):
            ranks = np.empty(len(column.words), dtype=np.int64)
            ranks[np.argsort(np.array(column.words), kind="stable")] = np.arange(len(ranks))
            column = ranks[column.codes]
        if len(column) and (column != column[0]).any():
            columns.append(column)
    if not columns:
        return np.arange(len(keys["part"]))
    if len(columns) == 1:
        # Parts come sorted, and putting sorted stretches together is quick.
        return np.argsort(columns[0], kind="stable")
    return np.lexsort(columns[::-1])


def refuse_clashes(
    hashes: Sequence[Array],
    names: Sequence[str],
    keys_of: Callable[[int], tuple[Array, ...]],
    *,
    what: str = "series",
) -> None:
    """Let parts through no two of which hold the same key.

    Args:
        hashes: of the keys of each part, by :func:`~rusfelt.evaluation.at_scale.content.key_hashes`.
        names: of the parts.
        keys_of: the keys of a part, as columns of equal length; only asked for where two hashes are
            alike, which by chance alone they are once in thousands of registers.
        what: what a key is of.

    Raises:
        DomainError: some do; the pairs of parts are listed, and never a key.
    """
    problems = []
    for one, other, alike in _alike(hashes):
        if _among(keys_of(one), alike[:_LOOKED_AT]) & _among(keys_of(other), alike[:_LOOKED_AT]):
            fact = f"{names[one]} and {names[other]} both hold {len(alike):,} of the same {what}."
            problems.append(Problem("", fact, "Use 'rusfelt repartition' on all of them together."))
    if problems:
        msg = (
            f"The same {what} stand in two parts, so that each half would get an answer of its own "
            f"({len(problems)} pair(s) of parts):"
        )
        raise DomainError(msg, problems=problems[:_LISTED])


def _alike(hashes: Sequence[Array]) -> Iterator[tuple[int, int, Array]]:
    """Pairs of parts with the hashes they share."""
    every = np.concatenate([np.empty(0, dtype=np.uint64), *hashes])
    ordered = np.sort(every)
    if not (ordered[1:] == ordered[:-1]).any():
        return
    owner = np.repeat(np.arange(len(hashes)), [len(each) for each in hashes])
    order = np.argsort(every, kind="stable")
    every, owner = every[order], owner[order]
    # Among equal hashes the parts come in their order; a third holder is told with the second.
    at = np.flatnonzero((every[1:] == every[:-1]) & (owner[1:] != owner[:-1]))
    pairs = owner[at] * len(hashes) + owner[at + 1]
    for pair in np.unique(pairs).tolist():
        yield *divmod(pair, len(hashes)), every[at[pairs == pair]]


def _among(columns: tuple[Array, ...], alike: Array) -> set[tuple[object, ...]]:
    rows = np.flatnonzero(np.isin(key_hashes(columns), alike))
    return set(zip(*(column[rows].tolist() for column in columns), strict=True))
