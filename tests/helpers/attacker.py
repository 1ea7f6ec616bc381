"""An attacker that knows nothing of how tables are protected: it judges what was printed.

It is given cells with what is printed in them, which cells add up to which, and whether zeros are
printed, and asks a whole-number programme for the least and the largest count of a hidden cell.
For tiny tables every table that would print the same is gone through instead.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import product

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

Key = Hashable
Sum = tuple[Key, tuple[Key, ...]]
# No search for one end takes longer; what is not decided then is told as such.
_SECONDS = 60.0
_FAR = 100_000


class Part:
    """Hidden cells that hang together: ``rows @ x == right`` and ``low <= x <= high``."""

    def __init__(self, keys, rows, right, low, high):
        self.keys = keys
        self.at = {key: place for place, key in enumerate(keys)}
        self.rows, self.right, self.low, self.high = rows, right, low, high

    def fits(self, x):
        return bool(
            (self.rows @ x == self.right).all() and (x >= self.low).all() and (x <= self.high).all()
        )

    def best(self, worth, low, high):
        """Counts that fit and are worth most; None where none fit, False where time ran out."""
        constraints = (
            [LinearConstraint(self.rows.astype(float), self.right, self.right)]
            if self.rows.shape[0]
            else []
        )
        found = milp(
            -np.asarray(worth, float),
            integrality=np.ones(len(self.keys)),
            bounds=Bounds(low, high),
            constraints=constraints,
            options={"mip_rel_gap": 0.0, "time_limit": _SECONDS},
        )
        if found.status == 2:
            return None
        if found.x is None or found.status != 0:
            return False
        x = np.rint(found.x).astype(np.int64)
        assert self.fits(x), "the solver's answer does not add up"
        return x


def parts(printed: Mapping[Key, int | None], sums: Iterable[Sum], *, zeros_shown: bool):
    """The hidden cells in sets that hang together. A cell that is in a sum only is never printed."""
    sums = list(sums)
    virtual = {key for parent, several in sums for key in (parent, *several)} - set(printed)
    hidden = [key for key, count in printed.items() if count is None]
    keys = hidden + sorted(virtual, key=str)
    at = {key: place for place, key in enumerate(keys)}
    rows, columns, signs, right = [], [], [], []
    for parent, several in sums:
        terms = [(parent, -1), *((each, 1) for each in several)]
        if not any(key in at for key, _ in terms):
            gap = sum(sign * printed[key] for key, sign in terms)
            assert gap == 0, f"what is printed does not add up at {parent}"
            continue
        row = len(right)
        right.append(-sum(sign * printed[key] for key, sign in terms if key not in at))
        for key, sign in terms:
            if key in at:
                rows.append(row)
                columns.append(at[key])
                signs.append(sign)
    matrix = sparse.csr_array(
        (signs, (rows, columns)), shape=(len(right), len(keys)), dtype=np.int64
    )
    right = np.array(right, dtype=np.int64)
    low = np.array([int(zeros_shown and key in printed) for key in keys], dtype=np.int64)
    whole = sum(abs(each) for each in right.tolist()) + _FAR
    links = (abs(matrix).T @ abs(matrix)) if len(right) else sparse.csr_array((len(keys),) * 2)
    count, group = sparse.csgraph.connected_components(links, directed=False)
    for number in range(count):
        mine = np.flatnonzero(group == number)
        sub = matrix[:, mine]
        kept = np.flatnonzero(np.diff(sub.tocsr().indptr))
        yield Part(
            [keys[each] for each in mine],
            sub.tocsr()[kept],
            right[kept],
            low[mine],
            np.full(len(mine), whole, dtype=np.int64),
        )


def intervals(
    printed: Mapping[Key, int | None],
    sums: Iterable[Sum],
    *,
    zeros_shown: bool = False,
    known: Mapping[Key, int] | None = None,
) -> dict[Key, tuple[int, int | None]]:
    """The least and the largest count of every hidden cell; None where there is no largest."""
    found: dict[Key, tuple[int, int | None]] = {}
    for part in parts({**printed, **(known or {})}, sums, zeros_shown=zeros_shown):
        for key in part.keys:
            ends = []
            for sign in (-1.0, 1.0):
                worth = np.zeros(len(part.keys))
                worth[part.at[key]] = sign
                x = part.best(worth, part.low, part.high)
                assert x is not None, "what is printed contradicts itself"
                assert x is not False, "not decided in time"
                ends.append(int(x[part.at[key]]))
            low, high = ends
            found[key] = (low, None if high >= part.high[part.at[key]] - _FAR // 2 else high)
    return found


def every_table(
    printed: Mapping[Key, int | None],
    sums: Iterable[Sum],
    *,
    zeros_shown: bool,
    most: int = 200_000,
) -> Iterator[dict[Key, int]]:
    """Every table that would print the same, one after the other: for tiny ones."""
    told = [_tables_of(part, most) for part in parts(printed, sums, zeros_shown=zeros_shown)]
    for several in product(*told):
        yield {key: count for one in several for key, count in one.items()}


def _tables_of(part: Part, most: int) -> list[dict[Key, int]]:
    rows = part.rows.toarray()
    found: list[dict[Key, int]] = []

    def go(at: int, x: list[int], left: np.ndarray) -> None:
        if at == len(part.keys):
            if not left.any():
                found.append(dict(zip(part.keys, x, strict=True)))
                assert len(found) <= most, "too many tables"
            return
        column, rest = rows[:, at], rows[:, at + 1 :]
        top = min(int(part.high[at]), _top(column, rest, left, part, at))
        for count in range(int(part.low[at]), top + 1):
            now = left - column * count
            least = (
                np.minimum(rest, 0) @ part.high[at + 1 :] + np.maximum(rest, 0) @ part.low[at + 1 :]
            )
            if (least <= now).all():
                go(at + 1, [*x, count], now)

    _bounded(part, rows)
    go(0, [], part.right.copy())
    return found


def _bounded(part: Part, rows: np.ndarray) -> None:
    """Upper ends from the solver, so that there is an end to going through."""
    for place in range(len(part.keys)):
        worth = np.zeros(len(part.keys))
        worth[place] = 1.0
        x = part.best(worth, part.low, part.high)
        assert isinstance(x, np.ndarray)
        part.high[place] = x[place]
    assert rows.size


def _top(column, rest, left, part, at) -> int:
    """The most one cell can be, given what was chosen before it, by each sum in turn."""
    least = np.minimum(rest, 0) @ part.high[at + 1 :] + np.maximum(rest, 0) @ part.low[at + 1 :]
    ends = [int(left[row] - least[row]) for row in np.flatnonzero(column > 0)]
    return min(ends, default=int(part.high[at]))


def people_alone(truth: Mapping[Key, int], sums: Iterable[Sum], cells: Iterable[Key]) -> list[set]:
    """Who is alone in which cells: one and the same where a cell of one is in a total of one."""
    mine = {key: {key} for key in cells if truth[key] == 1}
    for parent, several in sums:
        for each in several:
            if parent in mine and each in mine and mine[parent] is not mine[each]:
                joined = mine[parent] | mine[each]
                for key in joined:
                    mine[key] = joined
    unique = {id(each): each for each in mine.values()}
    return list(unique.values())


class Judge:
    """Looks for small cells that what is printed gives away.

    Args:
        printed: cell → what is printed, None where it is hidden.
        sums: totals and their parts. Cells that stand only here are derived ones.
        truth: the true counts of all of them.
        minimum: cell → the smallest count that is not too small, for each that can be too small.
        zeros_shown: whether zeros are printed, so that a hidden cell is at least one.
        alone: also judge what somebody knows who is alone in a cell.
        width: how many values beyond the first an interval needs; unsaid, the minimum.
        forced: cells that count as small whatever they hold.
        people: cells that somebody may be known to be alone in; unsaid, all that can be small.
    """

    def __init__(
        self,
        printed: Mapping[Key, int | None],
        sums: Sequence[Sum],
        truth: Mapping[Key, int],
        minimum: Mapping[Key, int],
        *,
        zeros_shown: bool,
        alone: bool = True,
        width: int | None = None,
        forced: Iterable[Key] = (),
        people: Iterable[Key] | None = None,
    ) -> None:
        self.printed, self.sums, self.truth, self.minimum = printed, sums, truth, minimum
        self.zeros_shown, self.alone, self.width = zeros_shown, alone, width
        self.forced = set(forced)
        self.people = set(minimum) if people is None else set(people)
        self.programmes = 0

    def small(self, key: Key) -> bool:
        least = int(self.zeros_shown)
        return key in self.minimum and (
            key in self.forced or least <= self.truth[key] < self.minimum[key]
        )

    def violations(self) -> list[str]:
        """What is given away, one line each; nothing where all is well."""
        found = [
            f"{sorted(key, key=str) if isinstance(key, frozenset) else key} is printed"
            for key, count in self.printed.items()
            if count is not None and self.small(key)
        ]
        people = people_alone(self.truth, self.sums, self.truth) if self.alone else []
        # Small cells of one's own are no secret; but what one knows is what is told of oneself now.
        own = [(each & self.people, each) for each in people if each & self.people]
        for part in parts(self.printed, self.sums, zeros_shown=self.zeros_shown):
            small = [key for key in part.keys if self.small(key)]
            if not small:
                continue
            persons = [
                ([part.at[key] for key in knows if key in part.at], mine) for knows, mine in own
            ]
            persons = [each for each in persons if each[0]]
            truth = np.array([self.truth[key] for key in part.keys], dtype=np.int64)
            assert part.fits(truth), "the true table does not print this"
            seen = [truth]
            everyone = sorted({each for person, _ in persons for each in person})
            if everyone:
                self._find(part, small, everyone, set(), truth, seen, thorough=False)
            for person, mine in (([], set()), *persons):
                found += self._find(part, small, person, mine, truth, seen)
        return found

    def _find(self, part, small, person, mine, truth, seen, *, thorough: bool = True) -> list[str]:
        """Small cells that are given away to somebody who knows some cells to be as they are."""
        low, high = part.low.copy(), part.high.copy()
        low[person] = high[person] = truth[person]
        wanted = [
            key
            for key in small
            if key not in mine
            and part.at[key] not in person
            and (not person or truth[part.at[key]])
        ]
        found = []
        for key in wanted:
            at, least = part.at[key], self.minimum[key]
            width = least if self.width is None else self.width
            above = least + 1 if self.width is None else 0
            table = np.array(seen)
            fitting = table[(table[:, person] == truth[person]).all(axis=1)][:, at]
            if self._wide(fitting.min(), fitting.max(), width, above):
                continue
            bottom, top = int(fitting.min()), int(fitting.max())
            for sign in (1, -1):
                worth = np.zeros(len(part.keys))
                others = [part.at[each] for each in wanted]
                cap = high.copy()
                cap[others] = np.minimum(
                    high[others], np.maximum(truth[others], 0) + 2 * width + above
                )
                cap[person] = truth[person]
                worth[others] = 1e-4 if sign > 0 else 0.0
                worth[at] = sign
                x = part.best(worth, low, np.maximum(cap, low))
                self.programmes += 1
                if x is False:
                    found.append(f"{key} was not decided in time")
                    break
                assert x is not None
                seen.append(x)
                bottom, top = min(bottom, int(x[at])), max(top, int(x[at]))
                if self._wide(bottom, top, width, above):
                    break
            else:
                if thorough:
                    alone = [part.keys[each] for each in person]
                    found.append(f"{key} = {truth[at]} in [{bottom}, {top}] for {alone or 'all'}")
        return found

    @staticmethod
    def _wide(low: int, high: int, width: int, above: int) -> bool:
        return high - low >= width and high >= above
