"""The exact test that several groups share one proportion: Fisher's for more than two."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

from rusfelt.stats._discrete import MINLIKE_TOLERANCE
from rusfelt.stats.proportions import proportion_homogeneity

if TYPE_CHECKING:
    from rusfelt.typing import Bools, Floats, Integers, Strings

__all__ = ["exact_tests", "freeman_halton"]

# More outcomes of half the groups than this are out of reach.
_MOST = 1 << 20
_TWO = 2  # groups, below which there is nothing to compare
# With more people than this, far beyond any table of teams, the approximation needs no help.
_MOST_PEOPLE = 5000


class _Half(NamedTuple):
    """The outcomes of some of the groups: their hits, how unlikely they are, and their weight.

    Outcomes that alone are already as unlikely as the table seen are only counted, by hits.
    """

    hits: Integers
    loss: Floats
    weight: Floats
    rare: Floats
    every: Floats


def exact_tests(
    hits: Integers, size: Integers, kept: Bools
) -> tuple[Floats, Floats, Floats, Strings]:
    """P, chi-square, degrees of freedom and name of the test, each distinct table tested once."""
    batch, groups = hits.shape[:-1], hits.shape[-1]
    tables = np.concatenate([np.where(kept, part, -1) for part in (hits, size)], axis=-1)
    tables = tables.reshape(prod(batch), 2 * groups)
    distinct, which = np.unique(tables, axis=0, return_inverse=True)
    numbers, names = np.full((3, len(distinct)), np.nan), np.full(len(distinct), "", dtype="<U14")
    for row, table in enumerate(distinct):
        x, n = table.reshape(2, groups)
        x, n = x[n >= 0], n[n >= 0]
        if n.size < _TWO:
            continue
        found = proportion_homogeneity(x, n)
        p = freeman_halton(x, n)
        exact = not np.isnan(p)
        numbers[:, row] = p if exact else float(found.p), float(found.chi2), float(found.df)
        names[row] = "freeman-halton" if exact else "chi-square"
    which = which.reshape(-1)
    ps, chi2, df = (part[which].reshape(batch) for part in numbers)
    return ps, chi2, df, names[which].reshape(batch)


def freeman_halton(x: Integers, n: Integers) -> float:
    """The chance of all tables with these margins that are no likelier than the one seen.

    nan where there are too many tables to look at.

    >>> round(freeman_halton(np.array([3, 1]), np.array([4, 4])), 6)
    0.485714
    """
    hits, people = int(x.sum()), int(n.sum())
    if hits in {0, people}:
        return 1.0
    if people > _MOST_PEOPLE:
        return np.nan
    outcomes = [np.arange(size + 1) for size in n.tolist()]
    losses = [_loss(values, hits / people) for values in outcomes]
    seen = float(sum(loss[value] for loss, value in zip(losses, x.tolist(), strict=True)))
    limit = seen - np.log1p(MINLIKE_TOLERANCE)
    first, second = _halves([int((loss < limit).sum()) for loss in losses])
    one = _combine([losses[i] for i in first], limit)
    other = _combine([losses[i] for i in second], limit)
    if one is None or other is None:
        return np.nan
    rare = total = 0.0
    for mine in range(max(0, hits - other.every.size + 1), min(hits, one.every.size - 1) + 1):
        yours = hits - mine
        total += one.every[mine] * other.every[yours]
        rare += one.rare[mine] * other.every[yours]
        a, b = (_with_hits(half, at) for half, at in ((one, mine), (other, yours)))
        rare += float(a.weight.sum()) * other.rare[yours]
        tails = np.concatenate([np.cumsum(b.weight[::-1])[::-1], [0.0]])
        rare += float(a.weight @ tails[np.searchsorted(b.loss, limit - a.loss)])
    return min(1.0, float(rare / total))


def _loss(values: Integers, share: float) -> Floats:
    """How much less likely each count is than the likeliest, as a logarithm of 0 or more."""
    size = values[-1]
    log = (
        special.gammaln(size + 1.0) - special.gammaln(values + 1.0)
        - special.gammaln(size - values + 1.0) + values * special.logit(share)
    )  # fmt: skip
    return np.asarray(log.max() - log)


def _halves(widths: list[int]) -> tuple[list[int], list[int]]:
    """The groups in two halves with about as many outcomes each."""
    halves: tuple[list[int], list[int]] = ([], [])
    size = [0.0, 0.0]
    for i in np.argsort(widths)[::-1].tolist():
        lighter = int(size[1] < size[0])
        halves[lighter].append(i)
        size[lighter] += float(np.log(max(widths[i], 1)))
    return halves


def _combine(losses: list[Floats], limit: float) -> _Half | None:
    """Every outcome of these groups together, in order of hits and then of loss."""
    hits, loss = np.zeros(1, dtype=np.int64), np.zeros(1)
    rare, every = np.zeros(1), np.ones(1)
    for new in losses:
        likely = np.flatnonzero(new < limit)
        if hits.size * likely.size > _MOST:
            return None
        weight = np.exp(-new)
        rare = np.convolve(rare, weight)
        every = np.convolve(every, weight)
        unlikely = np.where(new < limit, 0.0, weight)
        rare += np.convolve(np.bincount(hits, np.exp(-loss), rare.size - new.size + 1), unlikely)
        hits = (hits[:, np.newaxis] + likely).reshape(-1)
        loss = (loss[:, np.newaxis] + new[likely]).reshape(-1)
        far = loss >= limit
        rare += np.bincount(hits[far], np.exp(-loss[far]), rare.size)
        hits, loss = hits[~far], loss[~far]
    order = np.lexsort((loss, hits))
    hits, loss = hits[order], loss[order]
    return _Half(hits, loss, np.exp(-loss), rare, every)


def _with_hits(half: _Half, hits: int) -> _Half:
    start, stop = np.searchsorted(half.hits, [hits, hits + 1])
    return half._replace(
        hits=half.hits[start:stop], loss=half.loss[start:stop], weight=half.weight[start:stop]
    )
