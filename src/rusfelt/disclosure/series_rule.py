"""Whole series that are hidden because too much of them is small."""

from __future__ import annotations

import numpy as np

from rusfelt.disclosure.linked import Linked
from rusfelt.disclosure.policy import Policy
from rusfelt.typing import Bools

__all__ = ["TIME", "weak_series"]

# Columns that hold time.
TIME = ("year", "period", "år", "aar", "periode", "quarter", "kvartal", "month", "måned")


def weak_series(linked: Linked, policy: Policy) -> Bools:
    """Cells of series of which more is small than the policy's series rule lets stand.

    A series is what has the same labels but for the time. It is looked at before further cells
    are hidden to protect others.

    Args:
        linked: tables; those without a column of time have no series.
        policy: has the rule, or none.
    """
    gone = np.zeros(len(linked.system), dtype=np.bool_)
    rule = policy.series_rule
    if rule is None:
        return gone
    for table, places in zip(linked.tables, linked.places, strict=True):
        clocks = [name for name in table.dimensions if name.lower() in TIME]
        if len(clocks) != 1:
            continue
        series: dict[tuple[tuple[str, str], ...], list[int]] = {}
        for at in range(len(table)):
            labels = dict(table.labels(at))
            if labels.pop(clocks[0], None) is not None:
                series.setdefault(tuple(labels.items()), []).append(int(places[at]))
        for points in series.values():
            few = linked.primary[points].mean()
            weak = (linked.system.value[points] < rule.weak_below).mean()
            if few > rule.hidden or weak > rule.weak:
                gone[points] = True
    return gone & linked.system.cell & ~linked.system.public
