"""Slopes of given ranks among all pairs of points of one long series, without listing the pairs.

The slope from point i to a later point j is below m exactly where ``z = y - m·t`` falls from i to
j. So sorting the points by z and counting inversions tells how many slopes are below m, and the
pairs that change places between the orders at two such m are those with slopes in between. A
random sample of them says where to cut next, until few enough are left to be worked out one by
one. The sample decides how long this takes, not what it gives: a cut counts all pairs, and is made
only where rounding cannot have put two points in the wrong order.

Source: Matoušek, Information Processing Letters 39 (1991), 183-187; Dillencourt, Mount and
Netanyahu (1992), doi:10.1142/S0218195992000020.
"""

from __future__ import annotations

from math import gcd
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.stats._inversions import count_inversions, inversion_parts, inversions_at
from rusfelt.stats._sorted_parts import all_slopes, order_statistics

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rusfelt.typing import Array, Floats, Integers

__all__ = ["select_slopes"]

# Slopes sampled for a cut, and slopes few enough to hold at once.
_SAMPLE = 1 << 16
_HELD = 1 << 18
# Slopes that differ by rounding alone cannot be cut apart. Up to this number they are listed part
# by part, which takes some seconds; of more that are this much alike, one stands for all.
_LISTED = 1 << 26
_ALIKE = 1e-9
# How far outside the window to look for a gap: these parts of the sample, one after the other.
_REACHES = (512, 32, 1)
# A round of cuts that leaves more than this share has not helped.
_PROGRESS = 0.9
_SEED = 19680101
# Beyond these a slope could overflow or vanish.
_LARGE, _SMALL = 1e100, 1e-100
_EPS = float(np.finfo(np.float64).eps)
# Where between two slopes to cut: no simple fractions, at which ties are likely.
_PLACES = (0.4812, 0.5377, 0.4406, 0.5735, 0.3771)
# Whole numbers below this are exact as float64, and products below the other do not overflow.
_EXACT_BITS, _PRODUCT = 53, 1 << 62


class _Cut(NamedTuple):
    """How many slopes lie below some value, and the order of the points that tells which."""

    pairs: int
    order: Integers


class _Between(NamedTuple):
    """The pairs with slopes between two cuts."""

    y: Floats
    t: Floats
    below: _Cut
    pairs: int
    sequence: Integers

    def slopes(self, places: tuple[Integers, Integers]) -> Floats:
        """The slopes of these pairs, as float64 gives them."""
        i, j = (self.below.order[place] for place in places)
        return np.asarray((self.y[j] - self.y[i]) / (self.t[j] - self.t[i]) + 0.0)

    def parts(self) -> Iterator[Floats]:
        """All slopes between the cuts, part by part, each part in rising order."""
        for places in inversion_parts(self.sequence, _HELD):
            yield np.sort(self.slopes(places))


def select_slopes(y: Floats, t: Floats, ranks: Sequence[int]) -> Floats:
    """The slopes of the given ranks (from 0) among all pairs: what sorting them all would give.

    The one exception: where more than 67 million slopes differ by rounding alone, it is one of them
    and equal to nine digits.

    >>> select_slopes(np.array([1.0, 3, 2, 5]), np.arange(4.0), [0, 5])
    array([-1.,  3.])
    """
    if not (_is_tame(y) and _is_tame(t) and np.diff(t).min() > _SMALL):
        return order_statistics(lambda: all_slopes(y, t), ranks)
    n = y.size
    cuts = [_Cut(0, np.arange(n)), _Cut(n * (n - 1) // 2, np.arange(n)[::-1])]
    found: dict[int, float] = {}
    for rank in ranks:
        if rank not in found:
            _select(y, t, rank, cuts, found, ranks)
    return np.array([found[rank] for rank in ranks])


def _is_tame(values: Floats) -> bool:
    sizes = np.abs(values[values != 0])
    return sizes.size == 0 or bool(sizes.max() < _LARGE and sizes.min() > _SMALL)


def _select(
    y: Floats, t: Floats, rank: int, cuts: list[_Cut], found: dict[int, float], ranks: Sequence[int]
) -> None:
    """Find the slope of one rank, and of others on the way; new cuts are added to those known."""
    rng = np.random.default_rng(_SEED)
    between = _around(y, t, rank, cuts)
    while between.pairs > _HELD:
        wanted = np.sort(rng.integers(0, between.pairs, _SAMPLE))
        places = inversions_at(between.sequence, wanted)
        slopes = between.slopes(places)
        by_size = np.argsort(slopes)
        middle = int((rank - between.below.pairs) / between.pairs * _SAMPLE)
        cuts += _cuts_beside(y, t, slopes[by_size], middle)
        closer = _around(y, t, rank, cuts)
        if closer.pairs > _PROGRESS * between.pairs:
            # One slope may stand for most of what is left: see exactly which pairs have it.
            near = by_size[_window(middle)]
            common, places_of, times = np.unique(
                slopes[near], return_index=True, return_counts=True
            )
            chosen = near[places_of[np.argmax(times)]]
            value = float(common[np.argmax(times)])
            exact = _cuts_at(y, t, *(int(between.below.order[place[chosen]]) for place in places))
            if exact and exact[0].pairs <= rank < exact[1].pairs:
                found[rank] = value
                return
            cuts += exact
            closer = _around(y, t, rank, cuts)
        if closer.pairs > _PROGRESS * between.pairs:
            if closer.pairs > _LISTED and common[-1] - common[0] <= _ALIKE * abs(value):
                found[rank] = value
            else:
                _select_without_cuts(closer, found, ranks)
            return
        between = closer
    ordered = np.sort(np.concatenate([np.empty(0), *between.parts()]))
    first = between.below.pairs
    inside = (other for other in ranks if first <= other < first + between.pairs)
    found.update((other, float(ordered[other - first])) for other in inside)


def _select_without_cuts(between: _Between, found: dict[int, float], ranks: Sequence[int]) -> None:
    """Find the slopes of ranks among slopes that rounding keeps from being cut apart."""
    y, t = between.y, between.t
    if between.pairs <= _LISTED < y.size * (y.size - 1) // 2:
        first = between.below.pairs
        inside = [other for other in ranks if first <= other < first + between.pairs]
        values = order_statistics(between.parts, [other - first for other in inside])
    else:
        inside = list(ranks)
        values = order_statistics(lambda: all_slopes(y, t), inside)
    found.update(zip(inside, values.tolist(), strict=True))


def _around(y: Floats, t: Floats, rank: int, cuts: Sequence[_Cut]) -> _Between:
    """The pairs between the nearest cuts around a rank."""
    below = max((cut for cut in cuts if cut.pairs <= rank), key=lambda cut: cut.pairs)
    above = min((cut for cut in cuts if cut.pairs > rank), key=lambda cut: cut.pairs)
    place = np.empty(y.size, dtype=np.int64)
    place[above.order] = np.arange(y.size)
    return _Between(y, t, below, above.pairs - below.pairs, place[below.order])


def _window(middle: int) -> slice:
    """The part of a sorted sample that is all but sure to enclose the slope sought."""
    share = middle / _SAMPLE
    far = int(4 * np.sqrt(_SAMPLE * share * (1 - share))) + 4
    return slice(max(middle - far, 0), min(middle + far + 1, _SAMPLE))


def _cuts_beside(y: Floats, t: Floats, sample: Floats, middle: int) -> list[_Cut]:
    """Cuts at the widest gaps of a sorted sample just outside the window around its middle."""
    window = _window(middle)
    cuts = []
    for side in (sample[: window.start + 1][::-1], sample[window.stop - 1 :]):
        # Farther and farther out, where all that is near differs by rounding alone.
        for reach in _REACHES:
            near = side[: max(2, _SAMPLE // reach)]
            gap = int(np.argmax(np.abs(np.diff(near)))) if near.size > 1 else -1
            cut = _cut_between(y, t, *sorted(near[gap : gap + 2].tolist())) if gap >= 0 else None
            if cut:
                cuts.append(cut)
                break
    return cuts


def _cut_between(y: Floats, t: Floats, low: float, high: float) -> _Cut | None:
    """A cut at some slope between two, or None where rounding leaves the order in doubt."""
    centre = np.median(y)
    values, times = y - centre, t - t[0]
    if np.max(np.abs(values)) > abs(centre):
        values = y  # far apart: moving them would cost the small ones their digits
    for place in _PLACES:
        slope = low + place * (high - low)
        z = values - slope * times
        order = np.argsort(z)
        # Each z is off by less than its doubt. That two z differ by more than their doubts also
        # keeps their slope on its side of the cut when it is worked out by division.
        doubt = 4 * _EPS * (np.abs(values) + abs(slope) * times)[order]
        z = z[order]
        if np.all(np.maximum.accumulate(z + doubt)[:-1] < (z - doubt)[1:]):
            return _Cut(int(count_inversions(order[None, :])[0]), order)
    return None


def _cuts_at(y: Floats, t: Floats, i: int, j: int) -> list[_Cut]:
    """Cuts just below and just above the slope of a pair, where whole numbers can tell exactly."""
    z: Array = y
    if y[i] != y[j]:
        values, times = _whole_steps(y), _whole_steps(t)
        if values is None or times is None:
            return []
        rise, run = int(values[j] - values[i]), int(times[j] - times[i])
        rise, run = rise // gcd(rise, run), run // gcd(rise, run)
        largest = abs(run) * int(np.abs(values).max()) + abs(rise) * int(times[-1])
        if largest >= _PRODUCT:
            return []
        z = run * values - rise * times if run > 0 else rise * times - run * values
    last = y.size - 1
    # Points on one line of that slope keep their order below it and lose it above.
    orders = np.argsort(z, kind="stable"), last - np.argsort(z[::-1], kind="stable")
    return [_Cut(int(count_inversions(order[None, :])[0]), order) for order in orders]


def _whole_steps(values: Floats) -> Integers | None:
    """How many steps each value is from the first, the step being the finest binary digit used.

    The values are not all 0. None where that needs more digits than are exact.
    """
    mantissa, exponent = np.frexp(values)
    digits = np.ldexp(mantissa, _EXACT_BITS).astype(np.int64)
    used = digits != 0
    lowest = np.frexp((digits & -digits).astype(np.float64))[1] - 1 + exponent - _EXACT_BITS
    step = int(lowest[used].min())
    if int(exponent[used].max()) - step >= _EXACT_BITS - 1:
        return None
    steps = np.ldexp(values, -step).astype(np.int64)
    return np.asarray(steps - steps[0])
