"""Which series carry a verdict, and which are only shown beside them."""

from __future__ import annotations

from collections.abc import Iterable

from rusfelt.domain import Plan

__all__ = ["Key", "aimed_at", "carrying_indicators", "primary_keys"]

# Indicator id, unit and population group.
Key = tuple[str, str, str]


def carrying_indicators(plan: Plan) -> set[str]:
    """Indicators a tiltak should move or a goal is measured by."""
    names = {name for each in plan.tiltak for name in each.moves or ()}
    return names | {name for each in plan.goals for name in each.indicators or ()}


def aimed_at(plan: Plan, indicator: str) -> set[tuple[str | None, str]]:
    """Unit and group of the series an indicator's targets are set for; empty without targets.

    A target without a unit is for the plan's own area; the unit is ``None`` where the plan has
    no area, which means every unit.
    """
    return {
        (each.unit or plan.area, each.group or "")
        for each in plan.standing_targets()
        if each.indicator == indicator
    }


def primary_keys(plan: Plan, indicator: str, keys: Iterable[Key]) -> list[Key]:
    """The series of an indicator that carry a verdict; the others are only shown.

    Those its targets are set for; without targets, the plan's own area and everyone in it; for a
    plan without an area, everyone in every unit.
    """
    aimed = aimed_at(plan, indicator) or {(plan.area, "")}
    return sorted(
        key
        for key in keys
        if key[0] == indicator and ((key[1], key[2]) in aimed or (None, key[2]) in aimed)
    )
