"""Which small counts go up and which go down, so that totals change as little as can be."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np

from rusfelt.disclosure.solver import optimisers
from rusfelt.disclosure.system import sparse
from rusfelt.typing import Bools, Floats, Integers

__all__ = ["Choice", "Choices", "choose"]

# Up to so many small counts that hang together, the best choice is looked for and proven to be.
_SMALL = 150
# Counted in nodes and not in seconds, so that the same tables give the same answer anywhere.
_MOST_NODES = 100
# What scipy's milp calls a proven answer, and proof that there is none.
_OPTIMAL, _IMPOSSIBLE = 0, 2
# How often all counts are gone through with the same weights; after how many changes of weights
# that led to nothing better the search ends; up to how many counts what any two share is kept.
_PASSES, _FRUITLESS, _KEPT = 6, 6, 4000


@attrs.frozen(eq=False)
class Choices:
    """Small counts that each go down or up, and what must come of it.

    Attributes:
        base: how far up is from down.
        down: the change of each small count where it goes down, zero or less.
        least, most: how far each larger count may be moved, where sums leave no other way.
        totals: one row a total, one column for each small count and then each larger one.
        ties: sums of changes that must be zero, with the same columns.
        drawn: a number from zero to one for each small count, which decides between equals.
    """

    base: int
    down: Integers
    least: Integers
    most: Integers
    totals: Any
    ties: Any
    drawn: Floats

    def sizes(self, change: Integers) -> tuple[int, int, int]:
        """What is kept small, in this order.

        How far larger counts are moved together, the largest change of a total, and the changes of
        totals together.
        """
        moved = int(np.abs(change[len(self.down) :]).sum())
        totals = np.abs(self.totals @ change)
        return moved, int(totals.max(initial=0)), int(totals.sum())


@attrs.frozen(eq=False)
class Choice:
    """The change of each count, and whether it is proven that none is better."""

    change: Integers
    proven: bool


def choose(choices: Choices) -> Choice | None:
    """The best choice for few small counts, and a good one for many; ``None`` where there is none.

    Up to 150 small counts that hang together, and wherever sums tie them, a whole-number programme
    looks for the best. Where that is not proven, and for more counts, a good one is found so: each
    count in turn goes where the squares of the changes of its totals are least, the order being
    drawn; then single counts and pairs are turned as long as that helps, with more and more weight
    on the totals that change the most.
    """
    programme = _Programme(choices)
    if choices.ties.shape[0]:
        start, proven = programme.with_least_moved()
        return None if start is None else programme.better(start, proven=proven)
    best = None
    if len(choices.down) <= _SMALL:
        # All down is a choice too, if hardly a good one.
        best = programme.better(choices.down, proven=True)
        if best.proven:
            return best
    good = Choice(choices.down + choices.base * _turned(choices), proven=False)
    better = best is None or choices.sizes(good.change) < choices.sizes(best.change)
    return good if better else best


class _Programme:
    """The choice as a whole-number programme.

    It has a column for each small count, each larger one, how far each of those is moved, and how
    far each total changes.
    """

    def __init__(self, choices: Choices) -> None:
        self.choices = choices
        small, large = len(choices.down), len(choices.least)
        self.counts, self.totals = small + large, choices.totals.shape[0]
        self.moves = slice(self.counts, self.counts + large)
        self.changes = slice(self.counts + large, self.counts + large + self.totals)
        self.width = self.changes.stop
        self.step = np.concatenate([np.full(small, choices.base), np.ones(large)]).astype(np.int64)
        self.start = np.concatenate([choices.down, np.zeros(large, dtype=np.int64)])
        self.known = choices.totals @ self.start
        self.low = np.concatenate([np.zeros(small), choices.least, np.zeros(large + self.totals)])
        self.high = np.full(self.width, np.inf)
        self.high[: self.counts] = np.concatenate([np.ones(small), choices.most])
        # A total's change, but for what is known of it already.
        self.change = choices.totals.multiply(self.step[None, :]).tocsr()
        self.rows: list[Any] = []
        ties = choices.ties.multiply(self.step[None, :])
        self._row(ties, -(choices.ties @ self.start), -(choices.ties @ self.start))
        each = sparse().eye_array(self.width, format="csr")
        moved, far, own = each[small : self.counts], each[self.moves], each[self.changes]
        self._row(far - moved, np.zeros(large), np.inf)
        self._row(far + moved, np.zeros(large), np.inf)
        change = self._wide(self.change)
        self._row(own - change, self.known, np.inf)
        self._row(own + change, -self.known, np.inf)
        if not large:
            # A total's change is known but for multiples of the base: it is no less than the line
            # through the nearest two such numbers on both sides of zero.
            rest = self.known % choices.base
            slope = 2 * rest / choices.base - 1
            tilted = sparse().diags_array(slope) @ change
            self._row(own - tilted, slope * (self.known - rest) + rest, np.inf)

    def _wide(self, matrix: Any) -> Any:
        stack = sparse()
        more = stack.csr_array((matrix.shape[0], self.width - matrix.shape[1]))
        return stack.hstack([matrix, more], format="csr")

    def _row(self, matrix: Any, low: Any, high: Any) -> None:
        if matrix.shape[0]:
            wide = matrix if matrix.shape[1] == self.width else self._wide(matrix)
            self.rows.append(optimisers().LinearConstraint(wide.astype(np.float64), low, high))

    def _solved(self, worth: Floats, *more: Any) -> tuple[Integers | None, bool]:
        """The changes of all counts, and whether nothing better is possible."""
        found = optimisers().milp(
            worth,
            integrality=np.arange(self.width) < self.counts,
            bounds=optimisers().Bounds(self.low, self.high),
            constraints=[*self.rows, *more],
            options={"mip_rel_gap": 0.0, "node_limit": _MOST_NODES},
        )
        sure = found.status in {_OPTIMAL, _IMPOSSIBLE}
        if found.x is None:
            return None, sure
        change = self.start + self.step * np.rint(found.x[: self.counts]).astype(np.int64)
        return (None, False) if (self.choices.ties @ change).any() else (change, sure)

    def with_least_moved(self) -> tuple[Integers | None, bool]:
        """Any choice that keeps the ties and moves larger counts as little as that takes."""
        worth = np.zeros(self.width)
        worth[self.moves] = 1.0
        change, sure = self._solved(worth)
        if change is not None and len(self.choices.least):
            self._row(sparse().csr_array(worth[None, :]), -np.inf, self.choices.sizes(change)[0])
        return change, sure

    def better(self, good: Integers, *, proven: bool) -> Choice:
        """The best choice, or the better of what was found so far.

        For each size of the largest change, from the least up, the changes together are made as
        small as they can be there. Last, with those held, the changes of the counts themselves.
        """
        choices = self.choices
        worth = np.zeros(self.width)
        worth[self.changes] = 1.0
        best = good
        limits: tuple[Any, ...] = ()
        rest = self.known % choices.base
        nearest = np.minimum(rest, choices.base - rest) if not len(choices.least) else rest * 0
        for most in range(int(nearest.max(initial=0)), choices.sizes(good)[1] + 1):
            limits = self._limits(most)
            change, sure = self._solved(worth, *limits)
            proven &= sure
            if change is not None:
                best = min(best, change, key=choices.sizes)
            if change is not None or not sure:
                break
        if self.totals:
            wide = sparse().csr_array(worth[None, :])
            together = choices.sizes(best)[2]
            limits = (*limits, optimisers().LinearConstraint(wide, -np.inf, together))
        small = len(choices.down)
        near = np.zeros(self.width)
        near[:small] = choices.base + 2 * choices.down + 0.5 * choices.drawn / max(small, 1)
        change, _ = self._solved(near, *limits)
        if change is not None and choices.sizes(change) <= choices.sizes(best):
            best = change
        return Choice(best, proven=proven)

    def _limits(self, most: int) -> tuple[Any, ...]:
        """No total changes more than this; only changes that can come about count."""
        if not self.totals:
            return ()
        step = 1 if len(self.choices.least) else self.choices.base
        low = self.known - step * ((self.known + most) // step)
        high = self.known + step * ((most - self.known) // step)
        change = self._wide(self.change).astype(np.float64)
        return (optimisers().LinearConstraint(change, low - self.known, high - self.known),)


def _turned(choices: Choices) -> Bools:
    """Which small counts go up, by turning single ones and pairs of them."""
    order = np.argsort(choices.drawn, kind="stable")
    totals = choices.totals.astype(np.float64)
    weight = np.ones(totals.shape[0])
    up = _greedy(choices, totals.tocsc(), order)
    best, least = up, choices.sizes(choices.down + choices.base * up)
    since = 0
    while since < _FRUITLESS:
        up = _descended(choices, totals, weight, up, order)
        change = choices.down + choices.base * up
        since += 1
        if (sizes := choices.sizes(change)) < least:
            best, least, since = up, sizes, 0
        off = np.abs(choices.totals @ change)
        weight = weight * np.where(off == off.max(initial=0), 2.0, 1.0)
    return best


def _greedy(choices: Choices, totals: Any, order: Integers) -> Bools:
    """Each in turn goes where the squares of the changes so far are least."""
    up = np.zeros(len(order), dtype=np.bool_)
    change = np.zeros(totals.shape[0])
    for each in order.tolist():
        mine = totals.indices[totals.indptr[each] : totals.indptr[each + 1]]
        down, raised = float(choices.down[each]), float(choices.down[each] + choices.base)
        before, size = float(change[mine].sum()), max(len(mine), 1)
        up[each] = raised * (2 * before + size * raised) < down * (2 * before + size * down)
        change[mine] += raised if up[each] else down
    return up


def _descended(choices: Choices, totals: Any, weight: Floats, up: Bools, order: Integers) -> Bools:
    """Single counts and pairs turned while that lowers the weighted squares."""
    up, base = up.copy(), float(choices.base)
    weighted = totals.multiply(weight[:, None]).tocsr()
    across = weighted.T.tocsr()
    column = totals.tocsc()
    # How much any two have in common; too large to keep for very many counts.
    common = (across @ totals).toarray() if len(order) <= _KEPT else None

    def shared(one: int) -> Floats:
        if common is not None:
            return np.asarray(common[one])
        return np.asarray(across @ column[:, [one]].toarray().ravel())

    slope = across @ (totals @ (choices.down + base * up))
    own = np.asarray(totals.multiply(weighted).sum(axis=0)).ravel()
    turn = np.where(up, -base, base)
    nothing = -1e-9 * base**2 * float(own.max(initial=1.0))
    alone = 2 * turn * slope + base**2 * own
    for _ in range(_PASSES):
        any_turned = False
        for each in order.tolist():
            pair = alone + (2 * turn[each]) * turn * shared(each) + alone[each]
            pair[each] = alone[each]
            other = int(np.argmin(pair))
            if pair[other] >= nothing:
                continue
            any_turned = True
            for one in {each, other}:
                slope += turn[one] * shared(one)
                turn[one] = -turn[one]
                up[one] = not up[one]
            alone = 2 * turn * slope + base**2 * own
        if not any_turned:
            break
    return up
