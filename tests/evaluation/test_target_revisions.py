"""Adopted targets that do not stand as adopted, and the decisions there are."""

from __future__ import annotations

import attrs
import pytest

from rusfelt import Indicator, Plan, Target
from rusfelt.evaluation.changes import plan_changes

SHARE = Indicator("i", "Andel", kind="coverage", better="higher")


def plan(**named):
    return Plan("p", "Plan", **named)


def aims(*targets, indicator=SHARE):
    return plan(indicators=[indicator], targets=[Target("i", **each) for each in targets])


def revised(before, after, **named):
    """The revisions from one list of targets to another."""
    return plan_changes(aims(*before, **named), aims(*after, **named)).revisions


def test_a_target_superseded_by_a_decision_is_revised_with_it():
    """The plan keeps both; when, by whom and why stand in the later one."""
    old = {"id": "m", "value": 75, "due": "2022"}
    new = {
        "id": "n", "value": 90, "due": "2025", "supersedes": "m",
        "decided": "2024-06-12", "decided_by": "Bydelsutvalget", "reason": "Nådd tidlig.",
    }  # fmt: skip
    (found,) = revised([old], [old, new])
    assert (found.way, found.level, found.deadline) == ("superseded", "harder", "later")
    assert found.by_decision
    assert (found.decided_by, found.reason) == ("Bydelsutvalget", "Nådd tidlig.")
    assert found.to_dict()["decided"] == "2024-06-12"


def test_what_was_superseded_before_is_not_revised_again():
    """A path that stands in both plans is no news."""
    both = [{"id": "m", "value": 75}, {"id": "n", "value": 90, "supersedes": "m"}]
    assert revised(both, both) == ()


def test_a_target_that_replaces_several_is_neither_harder_nor_easier():
    """Which of the two it should be held against is not said."""
    old = [{"id": "m", "value": 75}, {"id": "n", "value": 80}]
    found = revised(old, [*old, {"id": "o", "value": 90, "supersedes": ["m", "n"]}])
    assert [(each.way, each.level) for each in found] == [("superseded", None)] * 2
    assert not any(each.by_decision for each in found)


def test_a_target_written_over_is_revised_without_a_decision():
    """The decision it was first adopted by is not one about the revision."""
    old = {"id": "m", "value": 75, "decided": "2020-01-01", "decided_by": "Bystyret"}
    (found,) = revised([old], [{**old, "value": 60}])
    assert (found.way, found.level, found.by_decision) == ("overwritten", "easier", False)
    assert (found.decided, found.decided_by) == (None, None)
    (told,) = revised([old], [{**old, "value": 60, "decided": "2024-01-01"}])
    assert told.by_decision
    assert told.decided_by == "Bystyret"


def test_a_dropped_target_is_listed_with_what_stands_for_the_same_now():
    """Gone is gone, and the reader sees what there is instead."""
    (found,) = revised(
        [{"id": "m", "value": 75, "group": "age=18-24"}],
        [{"id": "n", "value": 60, "group": "age=18-24"}, {"id": "o", "value": 1}],
    )
    assert (found.way, found.after, found.by_decision) == ("dropped", None, False)
    assert [each.id for each in found.instead] == ["n"]


def test_history_that_is_cleared_away_is_not_called_a_revision_without_a_decision():
    """The target had been superseded already; only its row is gone."""
    later = {"id": "n", "value": 90}
    (found,) = revised([{"id": "m", "value": 75}, {**later, "supersedes": "m"}], [later])
    assert found.way == "cleared"


def test_a_decision_noted_later_is_a_change_and_no_revision():
    """The target is what it was; the plan says more about it."""
    found = plan_changes(
        aims({"id": "m", "value": 5}), aims({"id": "m", "value": 5, "decided_by": "B"})
    )
    assert [each.change for each in found.targets] == ["changed"]
    assert found.revisions == ()


def test_targets_without_ids_are_found_again_where_that_is_certain():
    """The same text; else the only one with the due date; else the only one of the series."""
    before = [{"value": 1, "due": "2022"}, {"value": 2, "due": "2023"}, {"value": 3, "due": "2024"}]
    after = [{"value": 1, "due": "2022"}, {"value": 9, "due": "2023"}, {"value": 3, "due": "2026"}]
    found = revised(before, after)
    assert [(each.before.value, each.after.value, each.deadline) for each in found] == [
        (2, 9, None),
        (3, 3, "later"),
    ]


def test_targets_without_ids_that_could_be_any_of_several_are_not_merged():
    """Two that are gone and two that are new, and nothing says which is which."""
    before = [{"value": 1, "due": "2022"}, {"value": 2, "due": "2023"}]
    after = [{"value": 3, "due": "2025"}, {"value": 4, "due": "2026"}]
    found = plan_changes(aims(*before), aims(*after))
    assert [each.change for each in found.targets] == ["dropped", "dropped", "added", "added"]


def test_the_same_target_listed_twice_is_two_targets():
    """One of two alike is dropped, and one is told of."""
    one = {"value": 1, "due": "2022"}
    found = plan_changes(aims(one, one), aims(one))
    assert [each.change for each in found.targets] == ["dropped", "kept"]
    assert [each.way for each in found.revisions] == ["dropped"]


def test_another_definition_of_the_indicator_revises_its_targets():
    """The number stands, and what it is a number of does not."""
    before = aims({"id": "m", "value": 5})
    after = aims({"id": "m", "value": 5}, indicator=attrs.evolve(SHARE, definition="Bare voksne"))
    (found,) = plan_changes(before, after).revisions
    assert [each.field for each in found.fields] == ["indicator.definition"]
    assert (found.way, found.level, found.by_decision) == ("overwritten", None, False)


@pytest.mark.parametrize(
    ("better", "old", "new", "level"),
    [
        ("higher", {"value": 5}, {"value": 6}, "harder"),
        ("higher", {"value": 5}, {"value": 4}, "easier"),
        ("lower", {"value": 5}, {"value": 4}, "harder"),
        ("lower", {"value": 5}, {"value": 6}, "easier"),
        ("undeclared", {"value": 5}, {"value": 6}, None),
        ("target", {"value": 5}, {"value": 6}, None),
        # The operator goes the other way, or neither way.
        ("higher", {"value": 5, "operator": "<="}, {"value": 6, "operator": "<="}, None),
        ("higher", {"value": 5, "operator": "=="}, {"value": 6, "operator": "=="}, None),
        ("higher", {"value": 5}, {"value": 5, "operator": ">"}, "harder"),
        ("lower", {"value": 5, "operator": "<"}, {"value": 5, "operator": "<="}, "easier"),
        ("higher", {"value": 5}, {"value": 5, "operator": ">="}, None),
        # Something else was changed as well.
        ("higher", {"value": 5}, {"value": 6, "group": "age=18-24"}, None),
        ("higher", {"value": 5}, {"value": 6, "baseline": 2}, None),
        ("higher", {"value": 5}, {"value": 6, "form": "each-period"}, None),
        ("higher", {"value": 5}, {"value": 6, "definition": "Bare voksne"}, None),
        # A share of a baseline that may be below nothing.
        ("lower", {"value": -0.1, "form": "change"}, {"value": -0.2, "form": "change"}, "harder"),
        (
            "higher",
            {"value": 0.1, "form": "change", "baseline": -4},
            {"value": 0.2, "form": "change", "baseline": -4},
            None,
        ),
        (
            "higher",
            {"value": 5, "form": "additional"},
            {"value": 6, "form": "additional"},
            "harder",
        ),
        (
            "lower",
            {"form": "maintain", "baseline": 8},
            {"form": "maintain", "baseline": 9},
            "easier",
        ),
        ("higher", {"form": "maintain"}, {"form": "maintain", "baseline": 9}, None),
    ],
)
def test_harder_and_easier_are_said_only_where_they_are_certain(better, old, new, level):
    """The indicator's direction decides, and nothing else may have changed but the deadline."""
    indicator = Indicator("i", "I", kind="coverage", better=better)
    (found,) = revised(
        [{"id": "m", "due": "2024", **old}],
        [{"id": "m", "due": "2025", **new}],
        indicator=indicator,
    )
    assert (found.level, found.deadline) == (level, "later")


def test_an_amount_may_be_below_nothing_and_a_milestone_has_no_level():
    """A change of an amount from an unknown baseline, and a milestone's 1."""
    change = (
        [{"id": "m", "value": 0.1, "form": "change"}],
        [{"id": "m", "value": 0.2, "form": "change"}],
    )
    amount = Indicator("i", "I", kind="amount", better="higher")
    assert [each.level for each in revised(*change, indicator=amount)] == [None]
    milestone = Indicator("i", "I", kind="milestone", better="higher")
    (found,) = revised(
        [{"id": "m", "value": 1}], [{"id": "m", "value": 2, "due": "2025"}], indicator=milestone
    )
    assert (found.level, found.deadline) == (None, "set")


def test_a_deadline_can_be_moved_forward_or_taken_away():
    """Earlier, and none at all."""
    one = {"id": "m", "value": 1, "due": "2024"}
    assert [each.deadline for each in revised([one], [{**one, "due": "2023"}])] == ["earlier"]
    assert [each.deadline for each in revised([one], [{**one, "due": None}])] == ["removed"]


def test_targets_that_read_the_same_under_other_ids_are_probably_the_same():
    """They stay one dropped and one added."""
    found = plan_changes(aims({"id": "m1", "value": 5}), aims({"id": "m2", "value": 5}))
    assert [(each.kind, each.before, each.after) for each in found.probably_same] == [
        ("targets", "m1", "m2")
    ]
    assert [each.change for each in found.targets] == ["dropped", "added"]
