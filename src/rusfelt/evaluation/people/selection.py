"""Which of the scores given belong to which series of a plan."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import attrs
import numpy as np

from rusfelt._arrays import constant_array
from rusfelt.domain import Period, Plan
from rusfelt.errors import DomainError, Problem
from rusfelt.evaluation.carrying import Key
from rusfelt.panel import Panel
from rusfelt.typing import Bools
from rusfelt.vocabulary import Clock, Design, Direction, Kind, Role

__all__ = ["people_panels"]


def people_panels(
    plan: Plan, scores: Panel | Iterable[Panel] | None, as_of: date | None
) -> dict[Key, Panel]:
    """People's scores by the series they belong to: everyone's, and each group's.

    Args:
        plan: its area is the unit of every series; the panels' units are people.
        scores: panels as :func:`rusfelt.score` gives them.
        as_of: the day of looking; later scores are not seen.

    Raises:
        DomainError: scores of an indicator the plan does not have or that is no score of the same
            people, of a process measure, or of a panel that says that the people differ.
    """
    panels = [] if scores is None else [scores] if isinstance(scores, Panel) else list(scores)
    problems = [problem for each in panels for problem in _problems(plan, each)]
    if problems:
        msg = "The scores do not fit the plan:"
        raise DomainError(msg, problems=problems)
    found: dict[Key, Panel] = {}
    for panel in panels:
        seen = panel if as_of is None else _until(panel, as_of)
        for name in np.unique(seen.indicator).tolist():
            mine = seen.indicator == name
            groups = np.unique(seen.group[mine]).tolist()
            for group in dict.fromkeys(["", *groups]):
                key = (name, plan.area or "", group)
                if key in found:
                    msg = f"The scores of {name!r} stand in two panels. Put them into one."
                    raise DomainError(msg)
                rows = mine if group == "" else mine & (seen.group == group)
                found[key] = _directed(_episodes(seen, rows), plan.indicator(name).better)
    return found


def _problems(plan: Plan, panel: Panel) -> Iterable[Problem]:
    known = {each.id: each for each in plan.indicators}
    designs = panel.per_series.get("design", constant_array("", len(panel)))
    roles = panel.per_series.get("role", constant_array("", len(panel)))
    for name in np.unique(panel.indicator).tolist():
        mine = panel.indicator == name
        indicator = known.get(name)
        if indicator is None:
            yield Problem(name, "is no indicator of the plan.", "Name it in score(indicator=…).")
            continue
        if indicator.kind is not Kind.SCORE or indicator.design is not Design.PANEL:
            yield Problem(
                name,
                "is not declared as scores of the same people.",
                'Write kind = "score" and design = "panel" in the plan.',
            )
        if np.any(~np.isin(designs[mine], ["", str(Design.PANEL)])):
            yield Problem(
                name,
                "was asked of new people each time, so nobody can be said to have changed.",
                "Give the figures of each year as measurements.",
            )
        if np.any(roles[mine] == str(Role.PROCESS)):
            yield Problem(
                name,
                "is about the session and not the person: a process measure is no outcome.",
                "Take it out of the plan's indicators.",
            )
        better = panel.per_series.get("better", constant_array("", len(panel)))[mine]
        other = {each for each in np.unique(better).tolist() if each not in {"", "undeclared"}}
        if indicator.better != "undeclared" and other - {str(indicator.better)}:
            yield Problem(
                name,
                f"is better {indicator.better} in the plan and {', '.join(sorted(other))} by its instrument.",
                "Mend the plan.",
            )


def _until(panel: Panel, day: date) -> Panel:
    """The panel without later points; occasions have no date and are all kept."""
    if panel.clock is Clock.OCCASION:
        return panel
    last = float(day.toordinal())
    if panel.clock is Clock.PERIOD:
        last = Period.containing(day, "month").t
    return _points(panel, panel.t <= last)


def _points(panel: Panel, kept: Bools) -> Panel:
    owner = np.repeat(np.arange(len(panel)), panel.sizes)
    sizes = np.bincount(owner[kept], minlength=len(panel))
    return Panel(
        panel.indicator,
        panel.unit,
        panel.group,
        panel.part,
        np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        panel.t[kept],
        panel.y[kept],
        clock=panel.clock,
        per_series=dict(panel.per_series),
        per_point={name: column[kept] for name, column in panel.per_point.items()},
    )


def _episodes(panel: Panel, rows: Bools) -> Panel:
    """The people of these rows in the order of their keys, so that sums come out alike."""
    whole = bool(rows.all())
    unit = panel.unit if whole else panel.unit[rows]
    if (unit[1:] > unit[:-1]).all():
        return panel if whole else panel.take(rows)
    chosen = np.flatnonzero(rows)
    keys = (panel.part[chosen], panel.group[chosen], unit)
    return panel.take(chosen[np.lexsort(keys)])


def _directed(panel: Panel, better: Direction) -> Panel:
    """The panel with the plan's direction where its own says nothing."""
    told = panel.per_series.get("better", constant_array("", len(panel)))
    silent = np.isin(told, ["", str(Direction.UNDECLARED)])
    if better is Direction.UNDECLARED or not silent.any():
        return panel
    filled = np.where(silent, str(better), told)
    return attrs.evolve(panel, per_series={**panel.per_series, "better": filled})
