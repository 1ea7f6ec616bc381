"""Scores held against what was expected of each session, for many episodes at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.evaluators._standing import points_column
from rusfelt.vocabulary import Clock

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rusfelt.panel import Panel
    from rusfelt.stats.feedback.on_track import OnTrack
    from rusfelt.stats.feedback.response_table import ResponseTable
    from rusfelt.typing import Array, Bools, Floats, Integers, Strings

__all__ = ["Colours", "Sessions", "Signals", "colours", "sessions", "signals"]


# A longer word would be cut off: outside-outer-band.
_LONGEST = "<U18"


class Sessions(NamedTuple):
    """One place a session: whose it is, its number as the table counts and in order from 1.

    ``intake`` is the episode's first score, and ``before`` the one before this.
    """

    owner: Integers
    number: Floats
    nth: Integers
    intake: Floats
    before: Floats


class Signals(NamedTuple):
    """What was expected of each session, and whether it was reached."""

    expected: Floats
    inner: Floats
    outer: Floats
    signal: Strings
    reason: Strings


class Colours(NamedTuple):
    """A colour for each session, and why."""

    colour: Strings
    reason: Strings


def sessions(panel: Panel, intake_session: int) -> Sessions:
    """The sessions of episodes that each have one or more."""
    sizes = panel.sizes
    owner = np.repeat(np.arange(len(panel)), sizes)
    begins = panel.offsets[:-1][owner]
    nth = np.arange(len(owner)) - begins + 1
    # Numbered sessions tell where one was skipped; days do not.
    since = panel.t - panel.t[begins] if panel.clock is Clock.OCCASION else nth - 1
    before = np.full(len(owner), np.nan)
    later = np.flatnonzero(nth > 1)
    before[later] = panel.y[later - 1]
    number = np.asarray(since + intake_session, dtype=np.float64)
    return Sessions(owner, number, nth, panel.y[begins], before)


def signals(
    panel: Panel, at: Sessions, sign: Floats, version: Strings, table: ResponseTable | None
) -> Signals:
    """Whether each session is on track, by the table or by what the panel expects of it.

    Args:
        panel: the episodes.
        at: their sessions.
        sign: +1 for each session where higher is better, else -1.
        version: where each episode's expected scores are from; empty where nobody says.
        table: looked up where there is one; else the panel's own columns are taken.
    """
    from rusfelt.stats.feedback.on_track import band_signal, on_track  # noqa: PLC0415 - loads scipy

    if table is not None:
        return _told(on_track(at.intake, at.number, panel.y, table))
    expected, inner, outer = (
        points_column(panel.per_point, name, panel.y.shape)
        for name in ("expected", "inner", "outer")
    )
    told = {
        "no-table": np.full(len(panel.y), "expected" not in panel.per_point),
        "no-version": ~np.isnan(expected) & (version[at.owner] == ""),
        "impossible-bands": _out_of_order(sign, expected, inner, outer),
    }
    usable = ~np.any(list(told.values()), axis=0)
    words = np.full((2, len(panel.y)), "", dtype=_LONGEST)
    words[1] = _first_of(told)
    expected, inner, outer = (np.where(usable, each, np.nan) for each in (expected, inner, outer))
    found = Signals(expected, inner, outer, *words)
    for direction in (1.0, -1.0):
        rows = np.flatnonzero(usable & (sign == direction))
        part = band_signal(
            panel.y[rows], expected[rows], inner=inner[rows], outer=outer[rows],
            better="higher" if direction > 0 else "lower", version="the panel's own",
        )  # fmt: skip
        found.signal[rows], found.reason[rows] = part.signal, part.reason
    return found


def colours(
    panel: Panel,
    at: Sessions,
    sign: Floats,
    version: Strings,
    *,
    target: Floats,
    lower: Floats,
    cutoff: Floats,
) -> Colours:
    """The dashboard's colour of each session; mirrored where lower is better.

    Args:
        panel: the episodes.
        at: their sessions.
        sign: as for :func:`signals`; likewise the next.
        version: where each episode's targets are from.
        target: of each session; nan where there is none.
        lower: the lower target, likewise.
        cutoff: of each episode, likewise.
    """
    from rusfelt.stats.feedback.dashboard_colour import (  # noqa: PLC0415 - loads scipy
        dashboard_colour,
    )

    limit = cutoff[at.owner]
    several = at.nth > 1
    told = {
        "no-cutoff": several & np.isnan(limit),
        "no-version": several & ~np.isnan(target) & (version[at.owner] == ""),
        "impossible-targets": several & _out_of_order(sign, target, lower),
    }
    usable = ~np.any(list(told.values()), axis=0)
    # The first session is grey whatever its target is.
    known = usable & several
    aim, low = (np.where(known, sign * each, np.nan) for each in (target, lower))
    found = dashboard_colour(
        at.nth, sign * panel.y, target=aim, lower_target=low,
        cutoff=np.where(np.isnan(limit), 0.0, sign * limit), version="the caller's",
    )  # fmt: skip
    return Colours(
        np.where(usable, found.colour, ""), np.where(usable, found.reason, _first_of(told))
    )


def _told(found: OnTrack) -> Signals:
    return Signals(found.expected, found.inner, found.outer, found.signal, found.reason)


def _out_of_order(sign: Floats, *better_to_worse: Floats) -> Bools:
    """Where figures are no numbers, or one that should be the worse is the better."""
    wrong = np.any(np.isinf(better_to_worse), axis=0)
    for place, better in enumerate(better_to_worse):
        for worse in better_to_worse[place + 1 :]:
            wrong |= sign * worse > sign * better
    return np.asarray(wrong)


def _first_of(told: dict[str, Array]) -> Strings:
    """The first word that holds at each place; empty where none does."""
    words: Iterable[str] = told
    return np.select(list(told.values()), [np.array(word) for word in words], np.array(""))
