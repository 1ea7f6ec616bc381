"""Sessions of many episodes side by side in flat arrays, checked and looked up."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._checks import as_floats, not_finite, refuse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rusfelt.typing import Bools, Floats, Integers

__all__ = ["Sessions", "episode_of", "read_offsets", "read_sessions"]


class Sessions(NamedTuple):
    """``offsets`` as whole numbers, how many sessions each episode has, and where it has some."""

    t: Floats
    y: Floats
    offsets: Integers
    n: Integers
    some: Bools


def read_sessions(t: object, y: object, offsets: object) -> Sessions:
    """Flat times and scores of the sessions of ``len(offsets) - 1`` episodes.

    >>> read_sessions([0, 7, 0], [18, 21, 30], [0, 2, 3]).n
    array([2, 1])
    """
    times, scores = as_floats("t", t), as_floats("y", y)
    for name, column in (("t", times), ("y", scores)):
        if column.ndim != 1:
            problem = Problem(
                name, f"has shape {column.shape}.", "Give all episodes' sessions end to end."
            )
            raise DomainError(problems=[problem])
    if times.shape != scores.shape:
        problem = Problem(
            "t", f"has {times.size} times for {scores.size} scores.", "Give one for each score."
        )
        raise DomainError(problems=[problem])
    ends = read_offsets(offsets, scores.size)
    sizes = np.diff(ends)
    owner = episode_of(sizes)
    refuse(
        _at_session("t", ~np.isfinite(times), owner, ends, "is not a finite number."),
        _at_session("y", ~np.isfinite(scores), owner, ends, "is not a finite number."),
    )
    late = np.zeros(times.size, dtype=np.bool_)
    late[1:] = (times[1:] <= times[:-1]) & (owner[1:] == owner[:-1])
    refuse(_at_session("t", late, owner, ends, "does not come after the session before it."))
    return Sessions(times, scores, ends, sizes, sizes > 0)


def read_offsets(offsets: object, points: int) -> Integers:
    """Where each episode begins, and the end of the last.

    >>> read_offsets([0, 2, 3], 3)
    array([0, 2, 3])
    """
    found = as_floats("offsets", offsets)
    remedy = f"Give the place each episode begins, from 0, and {points} at the end."
    if found.ndim != 1 or found.size == 0:
        problem = Problem("offsets", f"has shape {found.shape}.", remedy)
        raise DomainError(problems=[problem])
    refuse(not_finite("offsets", found))
    # A fall or a broken end cannot be told from a table of something else.
    falls = (np.diff(found) < 0).any() or (found != np.rint(found)).any()
    if falls or found[0] != 0 or found[-1] != points:
        problem = Problem("offsets", f"do not rise from 0 to {points} in whole numbers.", remedy)
        raise DomainError(problems=[problem])
    return found.astype(np.int64)


def episode_of(sizes: Integers) -> Integers:
    """The episode of each session.

    >>> episode_of(np.array([2, 0, 1]))
    array([0, 0, 2])
    """
    return np.repeat(np.arange(sizes.size), sizes)


def _at_session(
    name: str, bad: Bools, owner: Integers, offsets: Integers, fact: str
) -> Sequence[Problem]:
    """The first bad session by its episode and its number there; never what stands in it."""
    if not bad.any():
        return []
    first = int(np.flatnonzero(bad)[0])
    episode = int(owner[first])
    rows = np.unique(owner[bad]).size
    others = f" So it is in {rows} rows." if rows > 1 else ""
    remedy = "Leave out sessions without a score; sort each episode by time."
    place = f"{name}, row {episode}, session {first - int(offsets[episode])}"
    return [Problem(place, f"{fact}{others}", remedy)]
