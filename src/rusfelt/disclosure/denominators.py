"""Which tables may print what their counts are out of."""

from __future__ import annotations

import attrs

from rusfelt.disclosure.policy import Policy
from rusfelt.disclosure.table import Table

__all__ = ["printable_denominators"]


def printable_denominators(table: Table, policy: Policy) -> Table:
    """The table with its denominators, or with none where one of them is small itself.

    A count is at most what it is out of. Of five who were asked no more than five can have said
    yes, so where five are printed nothing else that is hidden can protect the count. One small
    denominator that is hidden alone follows from the others wherever these add up, and then
    bounds the count again. So such a table prints none, and its counts are protected for a reader
    who knows nothing of them.

    Args:
        table: with all its counts.
        policy: what is small. One of the minimum itself (``<=``) is too small here, since a
            hidden count must be able to be above the minimum.

    >>> t = Table("t", {"sex": ["F", "M"]}, [1, 9], denominators=[5, 30])
    >>> printable_denominators(t, Policy(5)).denominators is None
    True
    """
    if table.denominators is None:
        return table
    least = 1 if policy.zeros_shown else 0
    small = (table.denominators >= least) & (table.denominators <= policy.minimum)
    return attrs.evolve(table, denominators=None) if small.any() else table
