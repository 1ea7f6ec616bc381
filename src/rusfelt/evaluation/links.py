"""How a plan hangs together with the plans it stands under."""

from __future__ import annotations

import attrs

from rusfelt.catalogue import load, plan_ids
from rusfelt.domain import Plan
from rusfelt.vocabulary import Strength

__all__ = ["Links", "parent_links"]


@attrs.frozen
class Links:
    """Links from a plan's tiltak to those of its parents.

    Attributes:
        clear_links: number of local tiltak with a clear link.
        clearly_implemented: number of parent tiltak with one.
        without_counterpart: parent tiltak no local one is linked to, as ``plan/tiltak``.
        without_parent: local tiltak linked to none.
        broken: links to a parent tiltak that is not there.
        unseen_parents: parents that could not be looked up, so that nothing is said of them.
    """

    clear_links: int = 0
    clearly_implemented: int = 0
    without_counterpart: tuple[str, ...] = ()
    without_parent: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()
    unseen_parents: tuple[str, ...] = ()


def parent_links(plan: Plan) -> Links:
    """The links of a plan; nothing is missing in a plan that has no parents."""
    if not plan.parents:
        return Links()
    shipped = set(plan_ids())
    seen = {name: load(name) for name in plan.parents if name in shipped}
    there = {f"{name}/{each.id}" for name, parent in seen.items() for each in parent.tiltak}
    pairs = [(each, link) for each in plan.tiltak for link in each.implements or ()]
    reached = {f"{link.plan}/{link.tiltak}" for _, link in pairs}
    clear = [(each, link) for each, link in pairs if link.strength is Strength.CLEAR]
    return Links(
        clear_links=len({each.id for each, _ in clear}),
        clearly_implemented=len({f"{link.plan}/{link.tiltak}" for _, link in clear}),
        without_counterpart=tuple(
            f"{name}/{each.id}"
            for name, parent in seen.items()
            for each in parent.tiltak
            if f"{name}/{each.id}" not in reached
        ),
        without_parent=tuple(each.id for each in plan.tiltak if not each.implements),
        broken=tuple(
            sorted(each for each in reached if each.partition("/")[0] in seen and each not in there)
        ),
        unseen_parents=tuple(name for name in plan.parents if name not in seen),
    )
