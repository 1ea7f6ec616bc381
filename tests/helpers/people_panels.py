"""Panels of people's own scores, and the parameters some evaluators cannot do without."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from ragged_panels import ragged

import rusfelt
from rusfelt import Evaluator, Panel
from rusfelt.plugin import registry

__all__ = ["NEEDED", "made", "people"]

# What no scale has in common with another, so that there is no default for it.
NEEDED: dict[str, dict[str, Any]] = {
    "anchor-change": {"important": 5},
    "clinical-change": {"reliability": 0.8, "cutoff": 10},
    "reliable-change": {"reliability": 0.8},
}


def made(name: str) -> Evaluator:
    """An evaluator by name, with the parameters it cannot do without."""
    return registry().evaluator(name, **NEEDED.get(name, {}))


def people(
    scores: Sequence[Any],
    *,
    times: Sequence[Any] | None = None,
    clock: str = "occasion",
    **shared: Any,
) -> Panel:
    """One series a person of the indicator ``liv``, where higher is better; each a list of scores.

    Args:
        scores: one list a person, or two numbers: first and later score, nan where there is none.
        times: a list of times a person; unsaid, 1, 2, 3 …
        clock: of the times.
        shared: further columns; a list has one value a person, anything else is everybody's.
    """
    columns = {"indicator": "liv", "kind": "score", "design": "panel", "better": "higher",
               "role": "outcome", "lowest": 0.0, "highest": 40.0} | shared  # fmt: skip
    rows = []
    for place, each in enumerate(scores):
        y = np.atleast_1d(np.asarray(each, dtype=float))
        t = np.arange(1.0, len(y) + 1) if times is None else np.asarray(times[place], dtype=float)
        there = ~np.isnan(y)
        own = {
            name: value[place] if isinstance(value, (list, np.ndarray)) else value
            for name, value in columns.items()
        }
        rows.append({"unit": f"p{place:04}", **own, "y": y[there], "t": t[there]})
    return (
        ragged(rows, clock=clock)
        if rows
        else rusfelt.Panel([], [], [], [], [0], [], [], clock=clock)
    )
