"""Milestone: done in time, late, overdue, or not due yet."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from rusfelt.evaluator import Column, Needs, Spec
from rusfelt.evaluators._columns import Answer, series_column
from rusfelt.panel import Panel
from rusfelt.typing import Array, Floats
from rusfelt.vocabulary import Clock, Kind, Verdict

__all__ = ["Milestone"]

_SPEC = Spec(
    "milestone",
    "1",
    needs=Needs(
        points=0, series=(), wants=("due", "as_of"), clock=(Clock.DAY,), kind=(Kind.MILESTONE,)
    ),
    gives=(
        Column("done", "bool", doc="Whether it is done."),
        Column(
            "done_on",
            unit="day number",
            doc="The day it was done; nan where it is not.",
            may_be=("undefined",),
        ),
        Column(
            "due",
            unit="day number",
            doc="The day it is due; nan where none is stated.",
            may_be=("undefined",),
        ),
        Column(
            "days_late",
            unit="days",
            doc="Days from due to done, or to the day of looking; nan without either day.",
            may_be=("undefined",),
        ),
        Column("state", "str", doc="in-time, late, done-undated, overdue, not-due or no-due."),
    ),
    invariances={
        "time-shift": ("done",),
    },
)


@attrs.frozen
class Milestone:
    """A milestone against its due date; day numbers are those of ``date.toordinal``.

    A point with a value of at least 1 is the milestone done, on that day. Done on the due date
    is in time.
    """

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """The state of every milestone."""
        answer = Answer(panel, _SPEC.gives)
        due, as_of = (_days(panel, name) for name in ("due", "as_of"))
        done_on = np.full(len(panel), np.nan)
        for block in panel.by_length():
            if block.y.shape[1]:
                days = np.where(block.y >= 1, block.t, np.inf).min(axis=1)
                done_on[block.rows] = np.where(np.isfinite(days), days, np.nan)
        done = np.isfinite(done_on)
        has_due = np.isfinite(due)
        late_by = np.where(done, done_on, as_of) - due
        states = np.select(
            [
                done & ~has_due,
                done & (late_by <= 0),
                done,
                ~has_due,
                late_by > 0,
            ],
            ["done-undated", "in-time", "late", "no-due", "overdue"],
            "not-due",
        )
        verdicts = np.select(
            [done, states == "overdue"],
            [str(Verdict.TARGET_MET), str(Verdict.TARGET_MISSED)],
            str(Verdict.CANNOT_DECIDE),
        )
        answer.put_all(
            {
                "done": done,
                "done_on": done_on,
                "due": due,
                "days_late": late_by,
                "state": states,
                "verdict": verdicts,
            }
        )
        return answer.columns


def _days(panel: Panel, name: str) -> Floats:
    """A column of day numbers; one that is not finite is no day."""
    days = series_column(panel, name, np.nan).astype(np.float64)
    return np.where(np.isfinite(days), days, np.nan)
