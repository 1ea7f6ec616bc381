"""The law that what is declared to change nothing changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from rusfelt.errors import RusfeltError
from rusfelt.panel import Panel
from rusfelt.testing._changed import retold
from rusfelt.testing._same import first_difference
from rusfelt.testing._subject import Subject, what
from rusfelt.testing.law import Broken, Idle
from rusfelt.vocabulary import Clock

__all__ = ["TOLERANCE", "invariances"]

# Of the largest figure; a changed panel rounds otherwise.
TOLERANCE = 1e-6
_SHIFT, _SCALE = 64.0, 8.0
# Whole years, whole weeks and a few sessions: what a calendar makes of a time stays the same.
_LATER = MappingProxyType({Clock.PERIOD: 8.0, Clock.DAY: 364.0, Clock.OCCASION: 8.0})

_CHANGES: Mapping[str, Callable[[Panel], Panel]] = MappingProxyType(
    {
        "shift": lambda panel: retold(panel, values=lambda each: each + _SHIFT),
        "scale": lambda panel: retold(
            panel, values=lambda each: each * _SCALE, spreads=lambda each: each * _SCALE
        ),
        "time-shift": lambda panel: retold(panel, times=lambda each: each + _LATER[panel.clock]),
    }
)


def invariances(subject: Subject) -> None:
    """What the spec declares to leave columns alone does so: a constant added to all values (``shift``), all values times a positive constant (``scale``), or all times moved alike (``time-shift``).

    Baselines, targets and ends of scales are values and move along, standard errors are multiplied
    along, and when something was due or began moves with the times. Tried on ordinary panels; rows
    must keep their status and the columns their numbers, but for rounding.
    """
    declared = {change: names for change, names in subject.spec.invariances.items() if names}
    if not declared:
        msg = "the spec declares no invariances."
        raise Idle(msg)
    for case, _ in subject.answered(subject.fair):
        for change, names in declared.items():

            def kept(
                panel: Panel,
                *,
                change: str = change,
                names: tuple[str, ...] = names,
                show: bool = case.made,
            ) -> str:
                return _kept(subject, panel, change, names, show=show)

            if kept(case.panel):
                raise Broken(subject.smallest(case, kept))


def _kept(
    subject: Subject, panel: Panel, change: str, names: tuple[str, ...], *, show: bool
) -> str:
    before = subject.ask(panel)
    try:
        after = subject.again(_CHANGES[change](panel))
    except RusfeltError as error:
        return f"after a {change} it fails: {what(error)}"
    rows, points = np.arange(before.rows), np.arange(len(panel.t))
    said = first_difference(
        before,
        after,
        (rows, rows),
        (points, points),
        columns={*names, "status"},
        tolerance=TOLERANCE,
        show=show,
    )
    return f"a {change} does not leave everything alone: {said}" if said else ""
