"""From a printed share back to whole people: which counts could have been printed so."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.errors import DomainError, Problem

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Bools, Floats, Integers

__all__ = ["MOST_DECIMALS", "MOST_PEOPLE", "PossibleCounts", "possible_counts", "unusable"]

# Within these, every product below is exact in 64-bit whole numbers.
MOST_PEOPLE = 10_000_000
MOST_DECIMALS = 6
_MOST_FACTOR = 100_000


class PossibleCounts(NamedTuple):
    """The counts behind printed shares; every field has the batch's shape.

    Attributes:
        low, high: the fewest and the most people; -1 where no count will do.
        possible: whether any count will do. All from ``low`` to ``high`` then do.
        half_way: whether ``low`` or ``high`` is printed so only because of the way a half is
            rounded.
    """

    low: Integers
    high: Integers
    possible: Bools
    half_way: Bools


def possible_counts(
    printed: ArrayLike, n: ArrayLike, *, decimals: int = 0, factor: ArrayLike = 100
) -> PossibleCounts:
    """Every whole number of people out of ``n`` that would have been printed as these shares.

    A count ``k`` will do when ``factor·k/n``, rounded to the decimals printed, is the share
    printed. Two ways of rounding a half are in use, up and to even, and a count that either of
    them prints so is accepted. Where none will do, the share or ``n`` is not what it is said to
    be. Always defined. Computed in whole numbers, so no rounding of its own comes in.

    Args:
        printed: shares as printed, 0 to ``factor``, any shape.
        n: out of how many, 1 to ten million, broadcast.
        decimals: how many decimals were printed, 0 to 6.
        factor: what all of them is printed as: 100 for per cent; a whole number, broadcast.

    Returns:
        The fewest and the most, whether there is any, and whether a half decided an end.

    Raises:
        DomainError: lists what cannot be read so: a share that is outside its range or has more
            decimals than stated, an ``n`` or a factor that is not a whole number in its range.

    >>> found = possible_counts([9, 65, 37], [128, 128, 25])
    >>> found.low.tolist(), found.high.tolist(), found.possible.tolist()
    ([11, 83, -1], [12, 83, -1], [True, True, False])
    """
    if isinstance(decimals, bool) or decimals not in range(MOST_DECIMALS + 1):
        fact = f"{decimals!r} is not a whole number from 0 to {MOST_DECIMALS}."
        raise DomainError(problems=[Problem("decimals", fact, "Say how many were printed.")])
    shares, people, whole = np.broadcast_arrays(
        *(np.asarray(each, dtype=np.float64) for each in (printed, n, factor))
    )
    problems = [
        Problem(name, f"{fact} in {int(bad.sum())} place(s).", remedy)
        for bad, name, fact, remedy in unusable(shares, people, whole, decimals)
        if bad.any()
    ]
    if problems:
        raise DomainError(problems=problems)
    # The share as printed, in units of its last decimal, and how many units all of them is.
    units: Integers = np.rint(shares * 10.0**decimals).astype(np.int64)
    step: Integers = 2 * whole.astype(np.int64) * 10**decimals
    total: Integers = people.astype(np.int64)
    below, above = total * (2 * units - 1), total * (2 * units + 1)
    low = np.maximum(-(-below // step), 0)
    high = above // step
    # A half goes up to an odd unit or an even one, but down only to an even one.
    at_low = (below > 0) & (below % step == 0)
    at_high = above % step == 0
    high = np.minimum(high - (at_high & (units % 2 == 1)), total)
    at_high = at_high & (units % 2 == 0) & (above <= total * step)
    possible = np.asarray(low <= high)
    return PossibleCounts(
        np.where(possible, low, -1),
        np.where(possible, high, -1),
        possible,
        np.asarray(possible & (at_low | at_high)),
    )


def unusable(
    printed: Floats, n: Floats, factor: Floats, decimals: int
) -> tuple[tuple[Bools, str, str, str], ...]:
    """What keeps shares from being checked, as masks with name, fact and remedy."""
    scale = 10.0**decimals
    with np.errstate(invalid="ignore", over="ignore"):
        outside = ~((printed >= 0) & (printed <= factor))
        # Dividing whole numbers gives the very number that the printed digits are read as.
        finer = ~outside & (np.rint(printed * scale) / scale != printed)
        people = (n >= 1) & (n <= MOST_PEOPLE) & (n == np.rint(n))
        whole = (factor >= 1) & (factor <= _MOST_FACTOR) & (factor == np.rint(factor))
    return (
        (~whole, "factor", "is no whole number from 1 to 100,000", "Give 100 for per cent."),
        (~people, "n", "is no whole number from 1 to 10,000,000", "Give the number mapped."),
        (outside & whole, "printed", "is not from 0 to the factor", "Give the share printed."),
        (finer, "decimals", "are fewer than the share has", "Say how many were printed."),
    )
