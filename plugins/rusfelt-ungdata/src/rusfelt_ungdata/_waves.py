"""Waves as they stand in a panel: share, answers, and what is wrong with either."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import attrs
import numpy as np

from rusfelt import Column, Panel
from rusfelt.typing import Array, Bools, Floats, Integers, Strings

__all__ = [
    "ACCOUNTED",
    "CLUSTERS",
    "INTERVAL",
    "NOT_ACCOUNTED",
    "REASONS",
    "SHARE",
    "WANTS",
    "Waves",
    "based",
    "first_reasons",
    "one_of",
    "statuses",
    "waves",
]

WANTS = ("x", "n", "deff", "factor")
# What a share is made of, by the names of the panel's columns, and an interval of it.
SHARE = ("y", "x", "n")
INTERVAL = (*SHARE, "deff")
# Whether an interval allows for pupils of one school answering alike.
ACCOUNTED, NOT_ACCOUNTED = "accounted-for", "not-accounted-for"
CLUSTERS = (
    "Whether the intervals allow for pupils of one school answering alike: accounted-for by a "
    "design effect, or not-accounted-for, and then too narrow."
)
REASONS = {
    "no-factor": {
        "nb": "Andelen har ingen telling, og faktoren mangler: 0,12 kan være en andel eller prosent.",
        "nn": "Delen har inga teljing, og faktoren manglar: 0,12 kan vere ein del eller prosent.",
        "en": "The share has no count and the factor is missing: 0.12 may be a share or per cent.",
    },
    "no-share": {
        "nb": "Tallet er ingen andel: det er under 0 eller over alle som svarte.",
        "nn": "Talet er ingen del: det er under 0 eller over alle som svara.",
        "en": "The figure is no share: it is below 0 or more than all who answered.",
    },
    "no-respondents": {
        "nb": "Antallet som svarte er mindre enn én, eller ikke et tall.",
        "nn": "Talet på dei som svara er mindre enn éin, eller ikkje eit tal.",
        "en": "The number who answered is less than one, or no number.",
    },
    "no-design-effect": {
        "nb": "Designeffekten er ikke et tall over 0 som kan brukes.",
        "nn": "Designeffekten er ikkje eit tal over 0 som kan brukast.",
        "en": "The design effect is no number above 0 that can be used.",
    },
}


class Waves(NamedTuple):
    """One value a point, ``(m,)``.

    ``share`` is from 0 to 1. ``n`` is how many answered and ``effective`` what they are worth,
    both nan where nobody said. ``x`` is the count behind the share, nan where only the share is
    known. ``reason`` says why a point has no share; it is empty where it has one.
    """

    share: Floats
    x: Floats
    n: Floats
    effective: Floats
    deff: Floats
    reason: Strings

    def at(self, points: Integers) -> Waves:
        """Some of the points."""
        return Waves._make(each[points] for each in self)


def based(columns: Iterable[Column], *names: str) -> tuple[Column, ...]:
    """The columns, each made of these columns of the panel."""
    return tuple(attrs.evolve(column, basis=names) for column in columns)


def waves(panel: Panel) -> Waves:
    """The waves of a panel.

    Counts win over the value where both are given: a printed share is rounded. The value is
    divided by the factor, and where neither counts nor factor are there it stays unread, since
    0.12 may be a share or per cent.
    """
    x, n, deff = (_numbers(panel.per_point.get(name), len(panel.y)) for name in ("x", "n", "deff"))
    factor = _numbers(panel.per_series.get("factor"), len(panel))
    factor = np.where(np.isfinite(factor) & (factor > 0), factor, np.nan)
    counted: Bools = np.isfinite(x) & np.isfinite(n) & (n > 0)
    with np.errstate(all="ignore"):
        read = panel.y / np.repeat(factor, panel.sizes)
        share = np.where(counted, x / np.where(counted, n, 1.0), read)
        effective = n / np.where(np.isnan(deff), 1.0, deff)
    reason = one_of(
        (~np.isnan(n) & ~((n >= 1) & np.isfinite(n)), "no-respondents"),
        (
            ~np.isnan(deff) & ~((deff > 0) & (np.isnan(n) | _usable(effective))),
            "no-design-effect",
        ),
        (np.isnan(share) & ~counted, "no-factor"),
        (~((share >= 0) & (share <= 1)), "no-share"),
        shape=share.shape,
    )
    return Waves(np.where(reason == "", share, np.nan), x, n, effective, deff, reason)


def one_of(*whys: tuple[Bools, str], shape: tuple[int, ...]) -> Strings:
    """The first code whose mask holds, or nothing."""
    return np.select([mask for mask, _ in whys], [code for _, code in whys], default="").reshape(
        shape
    )


def first_reasons(panel: Panel, reason: Strings) -> Strings:
    """The reason of each series: that of its first point that has one."""
    owner = np.repeat(np.arange(len(panel)), panel.sizes)
    bad = np.flatnonzero(reason != "")
    rows, first = np.unique(owner[bad], return_index=True)
    told = np.full(len(panel), "", dtype="<U32")
    told[rows] = reason[bad[first]]
    return told


def statuses(reason: Strings) -> dict[str, Array]:
    """The two reserved columns: a row with a reason is undefined."""
    return {"status": np.where(reason == "", "ok", "undefined"), "reason": reason}


def _usable(effective: Floats) -> Bools:
    return np.asarray(np.isfinite(effective) & (effective > 0))


def _numbers(column: Array | None, length: int) -> Floats:
    if column is None or column.dtype.kind not in "iuf":
        return np.full(length, np.nan)
    return np.asarray(column.astype(np.float64))
