"""What changed between any two plans: everything is accounted for, both ways."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import rusfelt
from rusfelt import Indicator, Plan, Strategy, Target, Tiltak
from rusfelt.catalogue import load
from rusfelt.domain import Body
from rusfelt.evaluation.changes import plan_changes
from rusfelt.evaluation.revision.likeness import ALIKE

KINDS = ("goals", "strategies", "tiltak", "indicators", "bodies")


_TITLES = ("Ung Arena", "Ung  arena", "UngArena", "Erfaringskonsulenter", "Noe annet", "x")


def _things(kind, prefix, most=4, **fields):
    ids = st.lists(st.sampled_from([f"{prefix}{k}" for k in range(5)]), max_size=most, unique=True)
    made = st.fixed_dictionaries({}, optional={"title": st.sampled_from(_TITLES), **fields})
    return ids.flatmap(
        lambda names: st.tuples(*(made for _ in names)).map(
            lambda told: [
                kind(name, each.pop("title", "Uten navn"), **each)
                for name, each in zip(names, map(dict, told), strict=True)
            ]
        )
    )


@st.composite
def plans(draw):
    strategies = draw(_things(Strategy, "s", 2))
    known = [each.id for each in strategies]
    under = st.lists(st.sampled_from(known), unique=True) if known else st.just(())
    tiltak = draw(_things(Tiltak, "t", due=st.sampled_from(["2023", "2024"]), strategies=under))
    better = st.sampled_from(["higher", "lower", "undeclared"])
    indicators = draw(_things(Indicator, "i", 2, better=better))
    targets, taken = [], set()
    if indicators:
        for _ in range(draw(st.integers(0, 3))):
            name = draw(st.sampled_from([None, "m1", "m2"]))
            name = None if name in taken else name
            taken.add(name)
            indicator = draw(st.sampled_from([each.id for each in indicators]))
            older = [each.id for each in targets if each.id and each.indicator == indicator]
            targets.append(
                Target(
                    indicator,
                    id=name,
                    value=draw(st.sampled_from([1.0, 2.0])),
                    due=draw(st.sampled_from([None, "2023", "2024"])),
                    supersedes=older if draw(st.booleans()) else None,
                )
            )
    return Plan(
        draw(st.sampled_from(["p", "q"])),
        "Plan",
        strategies=strategies,
        tiltak=tiltak,
        indicators=indicators,
        targets=targets,
        bodies=draw(st.none() | _things(Body, "b", 2)),
    )


quick = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def ids(changes, kind, word):
    return [each.id for each in getattr(changes, kind) if each.change == word]


@quick
@given(plans())
def test_a_plan_does_not_differ_from_itself(one):
    """The difference between a plan and itself is nothing at all."""
    found = plan_changes(one, one)
    assert found.identical
    assert (found.fields, found.revisions, found.probably_same, found.reordered) == ((),) * 4
    assert {each.change for kind in (*KINDS, "targets") for each in getattr(found, kind)} <= {
        "kept"
    }


@quick
@given(plans(), plans())
def test_everything_in_either_plan_is_in_exactly_one_class(before, after):
    """Each id stands once; each target of either plan stands once."""
    found = plan_changes(before, after)
    for kind in KINDS:
        listed = [each.id for each in getattr(found, kind)]
        was, now = ({each.id for each in getattr(one, kind) or ()} for one in (before, after))
        assert sorted(listed) == sorted(was | now)
        assert set(ids(found, kind, "dropped")) == was - now
        assert set(ids(found, kind, "added")) == now - was
    for one, side in ((before, "before"), (after, "after")):
        seen = [each for change in found.targets if (each := getattr(change, side)) is not None]
        assert sorted(map(repr, seen)) == sorted(map(repr, one.targets))


@quick
@given(plans(), plans())
def test_swapping_the_plans_mirrors_the_changes(before, after):
    """What one way was added is the other way dropped, and pairs are turned around."""
    there, back = plan_changes(before, after), plan_changes(after, before)
    for kind in KINDS:
        assert set(ids(there, kind, "added")) == set(ids(back, kind, "dropped"))
        assert set(ids(there, kind, "changed")) == set(ids(back, kind, "changed"))
    mirrored = {"added": "dropped", "dropped": "added", "changed": "changed", "kept": "kept"}
    sides = sorted((repr(each.before), repr(each.after), each.change) for each in there.targets)
    assert sides == sorted(
        (repr(each.after), repr(each.before), mirrored[each.change]) for each in back.targets
    )
    pairs = {(each.kind, each.before, each.after, each.ratio) for each in there.probably_same}
    assert pairs == {
        (each.kind, each.after, each.before, each.ratio) for each in back.probably_same
    }
    assert there.identical == back.identical


@quick
@given(plans(), plans())
def test_every_adopted_target_that_does_not_stand_is_told_of(before, after):
    """A target that is gone or reads differently is among the revisions."""
    found = plan_changes(before, after)
    told = [each.before for each in found.revisions]
    for each in found.targets:
        about = {"id", "decided", "decided_by", "reason", "supersedes"}
        if each.change == "dropped" or {one.field for one in each.fields} - about:
            assert each.before is None or each.before in told


@quick
@given(plans(), plans())
def test_the_plain_values_are_json_and_always_the_same(before, after):
    """Nothing but what JSON knows, in a fixed order, and twice the same."""
    first, again = (json.dumps(plan_changes(before, after).to_dict()) for _ in range(2))
    assert first == again


def test_the_citys_plan_and_the_districts():
    """36 tiltak out and 49 in; 25 of the 36 carried out by local ones, six called nearly the same."""
    found = plan_changes(load("oslo"), load("nordre-aker"))
    assert len(ids(found, "tiltak", "dropped")) == 36
    assert len(ids(found, "tiltak", "added")) == 49
    assert ids(found, "strategies", "kept") == ["S1", "S2", "S3"]
    carried = [
        each for each in found.tiltak
        if any(one.how.endswith("implemented-by") for one in each.now)
    ]  # fmt: skip
    without = rusfelt.audit(load("nordre-aker")).links.without_counterpart
    assert len(carried) == 36 - len(without)
    assert {each.kind for each in found.probably_same} == {"tiltak"}
    assert all(ALIKE <= each.ratio <= 1 for each in found.probably_same)
    assert ("O-S33-B", "N-3S9") in {(each.before, each.after) for each in found.probably_same}
