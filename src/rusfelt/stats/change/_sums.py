"""Sums of pairs about their means, carried so that equal scores have a spread of exactly 0."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.stats._checks import row_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rusfelt.typing import Floats, Integers

__all__ = ["CELLS", "Sums", "sums_by_key", "sums_by_row"]

# Cells of a piece: 64 KiB as float64, so that a handful of columns share a second-level cache.
CELLS = 1 << 13


class Sums(NamedTuple):
    """Pairs, mean scores, and sums of squares and products about the means."""

    n: Integers
    mean: Floats
    mean_post: Floats
    squares: Floats
    squares_post: Floats
    products: Floats


def sums_by_row(pre: Floats, post: Floats) -> Sums:
    """The sums of each row of ``(rows, people)``; nan is no score, and takes its pair with it."""
    rows, people = pre.shape
    # Distances from a score that is there: of equal scores they are all exactly 0.
    first, first_post = _first_pairs(pre, post)
    found = Sums._make([np.zeros(rows, np.int64), *(np.zeros(rows) for _ in range(5))])
    for block in row_blocks(rows, people, cells=CELLS):
        some = pre[block], post[block], first[block], first_post[block]
        for part, value in zip(
            found, _narrow(*some) if people <= CELLS else _wide(*some), strict=True
        ):
            part[block] = value
    return found._replace(
        mean=found.mean + first[:, 0], mean_post=found.mean_post + first_post[:, 0]
    )


def sums_by_key(pre: Floats, post: Floats, key: Integers, keys: int) -> Sums:
    """The sums of each key, from 0 to ``keys - 1``, of flat columns."""
    n = np.zeros(keys, np.int64)
    first, mean, mean_post, squares, squares_post, products = (np.zeros(keys) for _ in range(6))
    first_post = np.zeros(keys)
    blocks = list(row_blocks(key.size, 1, cells=max(CELLS, keys)))
    for block in blocks:
        k, a, b = _complete(pre[block], post[block], key[block])
        n += np.bincount(k, minlength=keys)
        first[k], first_post[k] = a, b
    for block in blocks:
        k, a, b = _complete(pre[block], post[block], key[block])
        mean += np.bincount(k, a - first[k], keys)
        mean_post += np.bincount(k, b - first_post[k], keys)
    mean /= np.maximum(n, 1)
    mean_post /= np.maximum(n, 1)
    for block in blocks:
        k, a, b = _complete(pre[block], post[block], key[block])
        a = a - first[k] - mean[k]
        b = b - first_post[k] - mean_post[k]
        squares += np.bincount(k, a * a, keys)
        squares_post += np.bincount(k, b * b, keys)
        products += np.bincount(k, a * b, keys)
    return Sums(n, first + mean, first_post + mean_post, squares, squares_post, products)


def _first_pairs(pre: Floats, post: Floats) -> tuple[Floats, Floats]:
    """The scores of the first person of each row who has both, as columns; 0 where nobody has."""
    rows, people = pre.shape
    if not people:
        return np.zeros((rows, 1)), np.zeros((rows, 1))
    first, first_post = pre[:, :1].copy(), post[:, :1].copy()
    late = np.flatnonzero(np.isnan(first) | np.isnan(first_post))
    for block in row_blocks(late.size, people):
        some = late[block]
        a, b = pre[some], post[some]
        there = ~(np.isnan(a) | np.isnan(b))
        at = there.argmax(axis=1)
        here = np.arange(some.size)
        nobody = ~there[here, at]
        first[some, 0] = np.where(nobody, 0.0, a[here, at])
        first_post[some, 0] = np.where(nobody, 0.0, b[here, at])
    return first, first_post


def _narrow(pre: Floats, post: Floats, first: Floats, first_post: Floats) -> Sums:
    """The sums of some rows; the means are distances from the first pair."""
    a, b = pre - first, post - first_post
    total, total_post = a.sum(axis=1), b.sum(axis=1)
    n = np.full(a.shape[0], a.shape[1])
    there = None
    if not np.isfinite(total + total_post).all():
        there = ~(np.isnan(pre) | np.isnan(post))
        n = there.sum(axis=1)
        total, total_post = (np.where(there, x, 0.0).sum(axis=1) for x in (a, b))
    mean, mean_post = total / np.maximum(n, 1), total_post / np.maximum(n, 1)
    a -= mean[:, np.newaxis]
    b -= mean_post[:, np.newaxis]
    if there is not None:
        a, b = np.where(there, a, 0.0), np.where(there, b, 0.0)
    squares, squares_post, products = (
        np.einsum("ij,ij->i", x, y) for x, y in ((a, a), (b, b), (a, b))
    )
    return Sums(n, mean, mean_post, squares, squares_post, products)


def _wide(pre: Floats, post: Floats, first: Floats, first_post: Floats) -> Sums:
    """The same of one long row, in pieces; once for the means and once for the rest."""
    columns = pre[0], post[0]
    centre = float(first[0, 0]), float(first_post[0, 0])
    n, total, total_post = 0, 0.0, 0.0
    ones = np.ones(CELLS)
    for a, b in _about(columns, centre):
        one = ones[: a.size]
        pairs, part, part_post = a.size, float(a @ one), float(b @ one)
        if not isfinite(part + part_post):
            pairs -= _without_lone(a, b)
            part, part_post = float(a @ one), float(b @ one)
        n += pairs
        total += part
        total_post += part_post
    mean, mean_post = total / max(n, 1), total_post / max(n, 1)
    squares, squares_post, products = 0.0, 0.0, 0.0
    for a, b in _about(columns, (centre[0] + mean, centre[1] + mean_post)):
        part = float(a @ b)
        if not isfinite(part):
            _without_lone(a, b)
            part = float(a @ b)
        squares += float(a @ a)
        squares_post += float(b @ b)
        products += part
    return Sums._make(
        np.array([part]) for part in (n, mean, mean_post, squares, squares_post, products)
    )


def _about(
    columns: tuple[Floats, Floats], centre: tuple[float, float]
) -> Iterator[tuple[Floats, Floats]]:
    """Distances from the centres, piece by piece."""
    # The same room for every piece, which stays in the cache and is not asked for again.
    room, room_post = np.empty(CELLS), np.empty(CELLS)
    for at in row_blocks(columns[0].size, 1, cells=CELLS):
        width = at.stop - at.start
        yield (
            np.subtract(columns[0][at], centre[0], out=room[:width]),
            np.subtract(columns[1][at], centre[1], out=room_post[:width]),
        )


def _without_lone(a: Floats, b: Floats) -> int:
    """Set to 0 who lacks one of the two; how many they are."""
    lone = np.isnan(a) | np.isnan(b)
    np.copyto(a, 0.0, where=lone)
    np.copyto(b, 0.0, where=lone)
    return int(lone.sum())


def _complete(pre: Floats, post: Floats, key: Integers) -> tuple[Integers, Floats, Floats]:
    there = ~(np.isnan(pre) | np.isnan(post))
    return (key, pre, post) if there.all() else (key[there], pre[there], post[there])
