"""What can contradict what inside a plan, gathered as problems and never one at a time.

The checks read any objects with the plan's attribute names, so that a plan file whose types are
partly wrong still has its references checked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rusfelt.errors import Problem, did_you_mean

__all__ = ["plan_problems"]

# List of the plan → (field, the list its ids must stand in).
_REFERENCES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "goals": (("parent", "goals"), ("indicators", "indicators")),
    "strategies": (("goals", "goals"),),
    "tiltak": (
        ("strategies", "strategies"),
        ("moves", "indicators"),
        ("measured_by", "indicators"),
        ("duplicate_of", "tiltak"),
    ),
    "targets": (("indicator", "indicators"), ("supersedes", "targets")),
}
_SINGULAR = {
    "goals": "goal",
    "strategies": "strategy",
    "tiltak": "tiltak",
    "indicators": "indicator",
    "targets": "target",
    "bodies": "body",
}


def plan_problems(plan: Any) -> list[Problem]:
    """Every contradiction between the parts of a plan.

    Args:
        plan: a :class:`~rusfelt.domain.plan.Plan`, or anything with its attribute names.
    """
    ids = {name: _ids(getattr(plan, name, None)) for name in _SINGULAR}
    known_ids = {name: {each for each in ids[name] if each is not None} for name in ids}
    problems: list[Problem] = []
    for name, known in ids.items():
        problems += _repeated(name, known)
    for name, fields in _REFERENCES.items():
        for position, item in enumerate(getattr(plan, name, None) or ()):
            for field, among in fields:
                problems += _unknown(
                    f"{name}[{position}].{field}", item, field, among, known_ids[among]
                )
    problems += _cycles(plan, "goals", "parent")
    problems += _cycles(plan, "tiltak", "duplicate_of")
    problems += _target_cycles(plan)
    return problems


def _ids(items: Iterable[Any] | None) -> list[str | None]:
    return [getattr(item, "id", None) for item in items or ()]


def _repeated(name: str, ids: list[str | None]) -> Iterable[Problem]:
    first: dict[str, int] = {}
    for position, each in enumerate(ids):
        if each is None:
            continue
        if each in first:
            yield Problem(
                f"{name}[{position}].id",
                f"the id {each!r} stands already at {name}[{first[each]}].",
                "Give each its own id; a printed label may repeat.",
            )
        else:
            first[each] = position


def _unknown(path: str, item: Any, field: str, among: str, ids: set[str]) -> Iterable[Problem]:
    value = getattr(item, field, None)
    names = value if isinstance(value, tuple) else (value,)
    for position, name in enumerate(names):
        if not isinstance(name, str) or name in ids:
            continue
        place = f"{path}[{position}]" if isinstance(value, tuple) else path
        hint = did_you_mean(name, ids)
        remedy = hint or f"Add a {_SINGULAR[among]} with that id, or mend the reference."
        yield Problem(place, f"there is no {_SINGULAR[among]} {name!r} in the plan.", remedy)


def _cycles(plan: Any, name: str, field: str) -> Iterable[Problem]:
    items = list(getattr(plan, name, None) or ())
    above = {getattr(item, "id", None): getattr(item, field, None) for item in items}
    reported: set[str] = set()
    for position, item in enumerate(items):
        start = getattr(item, "id", None)
        # A dictionary keeps the order and finds a step at once.
        trail, step = {start: None}, above.get(start)
        while step is not None and step not in trail:
            trail[step] = None
            step = above.get(step)
        if step is not None and step == start and start not in reported:
            reported.update(each for each in trail if each is not None)
            circle = " → ".join(str(each) for each in [*trail, step])
            yield Problem(
                f"{name}[{position}].{field}",
                f"these go in a circle: {circle}.",
                f"Take {field} away from one of them.",
            )


def _target_cycles(plan: Any) -> Iterable[Problem]:
    targets = list(getattr(plan, "targets", None) or ())
    by_id = {getattr(each, "id", None): each for each in targets}
    for position, target in enumerate(targets):
        for name in getattr(target, "supersedes", None) or ():
            earlier = by_id.get(name)
            if earlier is None:
                continue
            if earlier is target:
                message, remedy = "a target cannot supersede itself.", "Name the earlier target."
            elif getattr(earlier, "indicator", None) != getattr(target, "indicator", None):
                message = f"it supersedes {name!r}, which is a target for another indicator."
                remedy = "A target replaces one for the same indicator only."
            elif _later(earlier, target):
                message = f"it supersedes {name!r}, which was decided later."
                remedy = "Turn the two around, or mend the dates."
            elif _leads_back(by_id, name, getattr(target, "id", None)):
                message = f"it supersedes {name!r}, which supersedes it in turn."
                remedy = "Only the later one supersedes; take it away from the earlier."
            else:
                continue
            yield Problem(f"targets[{position}].supersedes", message, remedy)


def _leads_back(by_id: Mapping[Any, Any], start: str, goal: str | None) -> bool:
    """Whether following ``supersedes`` from one target comes to another."""
    ahead, seen = [start], set()
    while ahead:
        name = ahead.pop()
        if name == goal:
            return True
        if name not in seen and name in by_id:
            seen.add(name)
            ahead += getattr(by_id[name], "supersedes", None) or ()
    return False


def _later(earlier: Any, target: Any) -> bool:
    first, second = getattr(earlier, "decided", None), getattr(target, "decided", None)
    return bool(first and second and first > second)
