"""Which target of one plan is which of another, and what was done to those adopted."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TypeAlias

import attrs

from rusfelt.domain import Indicator, Plan, Target
from rusfelt.evaluation.revision.values import Change, FieldChange, Revision, TargetChange
from rusfelt.evaluation.targets import operator_of
from rusfelt.vocabulary import Direction, Form, Kind, Operator

__all__ = ["revisions", "target_changes"]

# What says who decided what, and how it is kept; all other fields are the target itself.
_ABOUT = {"id", "decided", "decided_by", "reason", "supersedes"}
# A target means something else when these change in the indicator it is for.
_MEASURE = ("definition", "kind", "unit", "better", "counts", "factor", "accumulates")
_NEVER_BELOW_NOTHING = {Kind.COUNT, Kind.COVERAGE, Kind.RATE}
_STRICT = {Operator.ABOVE, Operator.BELOW}
_SIDES = {
    Direction.HIGHER: {Operator.AT_LEAST, Operator.ABOVE},
    Direction.LOWER: {Operator.AT_MOST, Operator.BELOW},
}

_Series: TypeAlias = tuple[str, str, str]


def target_changes(before: Plan, after: Plan) -> tuple[TargetChange, ...]:
    """What became of every target: those dropped in the earlier plan's order, then the later's.

    Targets are the same by id. One without an id is found again where it reads the same, or else
    where it is the only one left on either side with the same indicator, unit, group and due date,
    or at last without regard to the due date. Anything less certain is one dropped and one added.
    """
    pairs = _pairs(before.targets, after.targets)
    earlier = {later: first for first, later in pairs.items()}
    earlier_indicators, later_indicators = _indicators(before), _indicators(after)
    found = [
        TargetChange(Change.DROPPED, each, None)
        for place, each in enumerate(before.targets)
        if place not in pairs
    ]
    for place, each in enumerate(after.targets):
        if place not in earlier:
            found.append(TargetChange(Change.ADDED, None, each))
            continue
        first = before.targets[earlier[place]]
        fields = (
            *_differing(first, each),
            *_measured(earlier_indicators, later_indicators, first, each),
        )
        found.append(TargetChange(Change.CHANGED if fields else Change.KEPT, first, each, fields))
    return tuple(found)


def revisions(before: Plan, after: Plan, changes: Sequence[TargetChange]) -> tuple[Revision, ...]:
    """Every adopted target that does not stand as adopted: first the dropped, then the others.

    Args:
        before: the earlier plan.
        after: the later plan.
        changes: what :func:`target_changes` says of the two.
    """
    comparing = _Comparing(_indicators(before), _indicators(after))
    standing: dict[_Series, list[Target]] = {}
    for target in after.standing_targets():
        standing.setdefault(_series(target), []).append(target)
    replacing: dict[str, list[TargetChange]] = {}
    for change in changes:
        for name in (change.after.supersedes or ()) if change.after else ():
            replacing.setdefault(name, []).append(change)
    replaced = {name for each in before.targets for name in each.supersedes or ()}
    told: list[Revision] = []
    for change in changes:
        first, later = change.before, change.after
        if first is None:
            continue
        if later is None:
            instead = tuple(standing.get(_series(first), ()))
            way = "cleared" if first.id in replaced else "dropped"
            told.append(Revision(way, first, None, instead=instead))
            continue
        if any(each.field not in _ABOUT for each in change.fields):
            anew = any(each.field in {"decided", "decided_by"} for each in change.fields)
            told.append(comparing.revision("overwritten", first, later, anew=anew))
        for each in replacing.get(later.id or "", ()):
            told_before = each.before.supersedes or () if each.before else ()
            if each.after is not None and first.id not in told_before:
                told.append(comparing.revision("superseded", later, each.after))
    return tuple(told)


def _pairs(before: Sequence[Target], after: Sequence[Target]) -> dict[int, int]:
    """Places in the earlier list to places in the later one."""
    pairs: dict[int, int] = {}

    def match(key: Callable[[Target], Hashable], *, alone: bool, named: bool) -> None:
        first = _by(before, key, set(pairs), named=named)
        later = _by(after, key, set(pairs.values()), named=named)
        for name, places in first.items():
            others = later.get(name, [])
            if alone and (len(places) != 1 or len(others) != 1):
                continue
            # Two different ids are two targets, whatever else they share.
            pairs.update(
                (place, other)
                for place, other in zip(places, others, strict=False)
                if named or not (before[place].id and after[other].id)
            )

    match(lambda each: each.id, alone=False, named=True)
    match(lambda each: attrs.evolve(each, id=None), alone=False, named=False)
    match(lambda each: (*_series(each), each.due), alone=True, named=False)
    match(_series, alone=True, named=False)
    return pairs


def _by(
    targets: Sequence[Target], key: Callable[[Target], Hashable], taken: set[int], *, named: bool
) -> dict[Hashable, list[int]]:
    found: dict[Hashable, list[int]] = {}
    for place, each in enumerate(targets):
        if place not in taken and (each.id is not None or not named):
            found.setdefault(key(each), []).append(place)
    return found


def _series(target: Target) -> _Series:
    return target.indicator, target.unit or "", target.group or ""


def _differing(first: Target, later: Target) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(field.name, was, now)
        for field in attrs.fields(Target)
        if (was := getattr(first, field.name)) != (now := getattr(later, field.name))
    )


def _indicators(plan: Plan) -> dict[str, Indicator]:
    return {each.id: each for each in plan.indicators}


def _measured(
    earlier: Mapping[str, Indicator], later: Mapping[str, Indicator], first: Target, last: Target
) -> tuple[FieldChange, ...]:
    """What changed in the indicator itself, where both are for the same one."""
    if first.indicator != last.indicator or first.indicator not in earlier:
        return ()
    was, now = earlier[first.indicator], later[last.indicator]
    return tuple(
        FieldChange(f"indicator.{name}", getattr(was, name), getattr(now, name))
        for name in _MEASURE
        if getattr(was, name) != getattr(now, name)
    )


@attrs.frozen(eq=False)
class _Comparing:
    """The indicators of the two plans, which say what a target means."""

    earlier: Mapping[str, Indicator]
    later: Mapping[str, Indicator]

    def revision(self, way: str, was: Target, now: Target, *, anew: bool = True) -> Revision:
        """One target in the place of another.

        ``anew`` says whether the decision in the later one is about this revision, and not the
        one it was adopted by in the first place.
        """
        measured = _measured(self.earlier, self.later, was, now)
        fields = tuple(each for each in _differing(was, now) if each.field not in _ABOUT)
        alone = way != "superseded" or len(now.supersedes or ()) == 1
        indicator = self.later[now.indicator]
        return Revision(
            way,
            was,
            now,
            (*fields, *measured),
            level=_level(was, now, indicator, fields) if alone and not measured else None,
            deadline=_deadline(was, now),
            decided=now.decided if anew else None,
            decided_by=now.decided_by if anew else None,
            reason=now.reason if anew or now.reason != was.reason else None,
        )


def _deadline(was: Target, now: Target) -> str | None:
    if was.due == now.due:
        return None
    if was.due is None:
        return "set"
    if now.due is None:
        return "removed"
    return "later" if now.due > was.due else "earlier"


def _level(
    was: Target, now: Target, indicator: Indicator, fields: Sequence[FieldChange]
) -> str | None:
    """Whether the level became harder or easier to reach; ``None`` unless that is certain.

    It is where the indicator says which way is better, the operator goes that way, and nothing
    but the level itself and the deadline was changed. A milestone has no level.
    """
    sides = _SIDES.get(indicator.better, ())
    held = [each.operator or operator_of(indicator) for each in (was, now)]
    if indicator.kind is Kind.MILESTONE or any(each not in sides for each in held):
        return None
    held_by = "baseline" if now.form is Form.MAINTAIN else "value"
    if {each.field for each in fields} - {"due", "operator", held_by}:
        return None
    first, last = getattr(was, held_by), getattr(now, held_by)
    if first is None or last is None:
        return None
    if now.form is Form.CHANGE and not _above_nothing(now, indicator):
        # A larger share of a baseline below nothing goes the other way.
        return None
    further = last - first if indicator.better is Direction.HIGHER else first - last
    further = further or (held[1] in _STRICT) - (held[0] in _STRICT)
    return None if further == 0 else "harder" if further > 0 else "easier"


def _above_nothing(target: Target, indicator: Indicator) -> bool:
    """Whether the baseline is surely above nothing."""
    if target.baseline is not None:
        return target.baseline > 0
    return indicator.kind in _NEVER_BELOW_NOTHING
