"""Targets in all five forms, their operators, paths, supersession, and the day of looking."""

from __future__ import annotations

from typing import Any

import pytest

import rusfelt

LESS = {"kind": "amount", "better": "lower"}
MORE = {"kind": "amount", "better": "higher"}
SUM = {**MORE, "accumulates": True}
NEAR = {"kind": "amount", "better": "target"}


def years(*values: float | None) -> list[Any]:
    """One value a year from 2019; ``None`` is a missing one."""
    return [
        {"period": str(year), "value": value, "state": "missing" if value is None else "exact"}
        for year, value in enumerate(values, start=2019)
    ]


# spec, values from 2019, target, met?
FORMS = {
    "level: at or below": (LESS, (9, 5), {"value": 5}, True),
    "level: just above": (LESS, (9, 5.01), {"value": 5}, False),
    "level: at or above": (MORE, (2, 5), {"value": 5}, True),
    "level: strictly above, at equality": (MORE, (2, 5), {"value": 5, "operator": ">"}, False),
    "level: strictly above": (MORE, (2, 5.01), {"value": 5, "operator": ">"}, True),
    "level: strictly below, at equality": (LESS, (9, 5), {"value": 5, "operator": "<"}, False),
    "level: strictly below": (LESS, (9, 4.99), {"value": 5, "operator": "<"}, True),
    "level: exactly": (NEAR, (9, 5), {"value": 5}, True),
    "level: not exactly": (NEAR, (9, 4.99), {"value": 5}, False),
    "level: the operator goes before the direction": (
        LESS, (9, 12), {"value": 10, "operator": ">="}, True,
    ),
    "change: ten per cent down, from the baseline period's figure": (
        LESS, (50, 45), {"form": "change", "value": -0.1, "baseline_period": "2019"}, True,
    ),
    "change: not quite ten per cent down": (
        LESS, (50, 45.01), {"form": "change", "value": -0.1, "baseline_period": "2019"}, False,
    ),
    "change: from a baseline the plan states, not the figure": (
        LESS, (50, 45), {"form": "change", "value": -0.1, "baseline": 40}, False,
    ),
    "change: a missing baseline gives no level to meet": (
        LESS, (None, 1), {"form": "change", "value": -0.1, "baseline_period": "2019"}, False,
    ),
    "additional: more than the baseline": (
        MORE, (50, 60), {"form": "additional", "value": 10, "baseline_period": "2019"}, True,
    ),
    "additional: not enough more": (
        MORE, (50, 59), {"form": "additional", "value": 10, "baseline_period": "2019"}, False,
    ),
    "additional, in sum after the baseline period": (
        SUM, (50, 6, 4), {"form": "additional", "value": 10, "baseline_period": "2019"}, True,
    ),
    "additional, in sum: the baseline period itself does not count": (
        SUM, (50, 6, 3), {"form": "additional", "value": 10, "baseline_period": "2019"}, False,
    ),
    "additional, in sum from the start where no period is named": (
        SUM, (5, 6), {"form": "additional", "value": 11}, True,
    ),
    "each period: every one holds": (
        MORE, (5, 7, 5), {"form": "each-period", "value": 5}, True,
    ),
    "each period: one in the middle does not": (
        MORE, (5, 4, 5), {"form": "each-period", "value": 5}, False,
    ),
    "each period: one before the baseline period is no part of it": (
        MORE, (4, 5, 5), {"form": "each-period", "value": 5, "baseline_period": "2020"}, True,
    ),
    "each period: exactly, and one below": (
        NEAR, (5, 3, 5), {"form": "each-period", "value": 5}, False,
    ),
    "maintain: no worse than the baseline": (
        LESS, (5, 6, 5), {"form": "maintain", "baseline_period": "2019"}, True,
    ),
    "maintain: worse than the baseline": (
        LESS, (5, 4, 6), {"form": "maintain", "baseline_period": "2019"}, False,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_form(judge: Any, name: str) -> None:
    """Whatever its form, a target is met or not, and only met is target-met."""
    spec, values, target, met = FORMS[name]
    found = judge(spec, years(*values), [target])
    assert found.target == ("met" if met else "not-met")
    assert (found.verdict == "target-met") is met


@pytest.mark.parametrize(
    ("due", "last", "as_of", "state"),
    [
        (None, 2022, "2022-12-31", "not-met"),
        ("2023", 2022, "2022-12-31", "not-due"),
        ("2022", 2022, "2022-12-31", "missed"),
        ("2022", 2022, "2024-12-31", "missed"),
        ("2022", 2021, "2024-12-31", "not-met"),
        ("2022-06-30", 2021, "2022-06-29", "not-due"),
    ],
    ids=[
        "without a due date it is only not met",
        "before the due date it is not due",
        "at the due date it is missed",
        "after the due date it is missed",
        "only a figure that reaches the due date can show it missed",
        "a due date inside a year waits for its day",
    ],
)
def test_state(judge: Any, due: str | None, last: int, as_of: str, state: str) -> None:
    """The states of a target that is not met."""
    figures = years(*range(20, 20 + last - 2018))
    found = judge(LESS, figures, [{"value": 5, "due": due}], as_of=as_of)
    assert found.target == state
    # Only a milestone is ever called missed as a verdict.
    assert found.verdict != "target-missed"


def test_no_target_and_no_figures_have_their_own_words(judge: Any) -> None:
    """``none`` without a target, and with one but nothing to hold against it."""
    assert judge(LESS, years(9, 5)).target == "none"
    assert judge(LESS, years(None), [{"value": 5}]).target == "none"
    assert judge(LESS, [], [{"value": 5, "due": "2030"}]).target == "not-due"


def test_what_cannot_be_told_is_not_called_missed(judge: Any) -> None:
    """An approximate value past its due date may have reached the target."""
    figures = [{"period": "2022", "value": 6, "state": "approximate"}]
    found = judge(LESS, figures, [{"value": 5, "due": "2022"}])
    assert (found.target, found.verdict) == ("none", "cannot-decide")


def test_a_hidden_share_is_held_as_a_share_of_all(judge: Any) -> None:
    """Of 20 people between 0 and 100 per cent may be behind the cell, not between 0 and 20."""
    spec = {"kind": "coverage", "better": "lower", "counts": "new-persons"}
    hidden = {"period": "2020", "state": "suppressed", "denominator": 20}
    found = judge(spec, [(2019, 10, 20), hidden], [{"value": 30}])
    assert (found.target, found.verdict) == ("none", "cannot-decide")


PATH = [{"value": 8, "due": "2020"}, {"value": 5, "due": "2022"}, {"value": 2, "due": "2024"}]


@pytest.mark.parametrize(
    ("as_of", "level", "verdict"),
    [
        ("2020-12-31", 8, "target-met"),
        ("2021-01-01", 5, "cannot-decide"),
        ("2022-12-31", 5, "target-met"),
        ("2023-01-01", 2, "cannot-decide"),
        ("2030-12-31", 2, "cannot-decide"),
    ],
)
def test_a_path_is_judged_by_the_target_due_next(
    judge: Any, as_of: str, level: float, verdict: str
) -> None:
    """And by the last one when all are past."""
    found = judge(LESS, years(9, 7, 6, 4), PATH, as_of=as_of)
    assert (found.to_dict()["target_value"], found.verdict) == (level, verdict)
    assert len(found.case.standing.others) == 2


def superseding(build: Any) -> tuple[rusfelt.Plan, rusfelt.Measurements]:
    """A target of 8 from 2019, replaced by one of 4 in 2021; the value is 6."""
    aims = [
        {"id": "first", "value": 8, "decided": "2019-06-01"},
        {"id": "second", "value": 4, "decided": "2021-06-01", "supersedes": ["first"]},
    ]
    return build({"i": (LESS, years(9, 6, 6), aims)})


def test_a_later_target_replaces_what_it_says_it_replaces(build: Any) -> None:
    """Against 4 the value 6 does not hold."""
    plan, rows = superseding(build)
    found = rusfelt.evaluate_plan(plan, rows, evaluators=()).series[0]
    assert (found.to_dict()["target_value"], found.target) == (4, "not-met")


def test_before_the_day_it_was_decided_the_earlier_target_stands(build: Any) -> None:
    """Looking from 2020, nobody knows of the second."""
    plan, rows = superseding(build)
    found = rusfelt.evaluate_plan(plan, rows, evaluators=(), as_of="2020-12-31").series[0]
    assert (found.to_dict()["target_value"], found.target) == (8, "met")


def test_nothing_is_replaced_unsaid(judge: Any) -> None:
    """A later target that does not say so stands beside the earlier."""
    aims = [{"value": 8, "due": "2021", "decided": "2019"}, {"value": 4, "due": "2023"}]
    found = judge(LESS, years(9, 6, 6), aims, as_of="2021-12-31")
    assert (found.to_dict()["target_value"], found.target) == (8, "met")


def test_figures_published_later_are_not_seen(judge: Any) -> None:
    """Known on the day it was published, not at the end of its year."""
    figures = [
        {"period": "2019", "value": 9},
        {"period": "2020", "value": 4, "published": "2021-03-01"},
    ]
    before = judge(LESS, figures, [{"value": 5}], as_of="2021-02-28")
    after = judge(LESS, figures, [{"value": 5}], as_of="2021-03-01")
    assert (before.target, after.target) == ("not-met", "met")


def test_what_is_published_last_restates_what_came_before(judge: Any) -> None:
    """Two figures for a year on two days are a revision and no contradiction."""
    figures = [
        {"period": "2020", "value": 6, "published": "2021-03-01"},
        {"period": "2020", "value": 4, "published": "2021-09-01"},
    ]
    assert judge(LESS, figures, [{"value": 5}]).target == "met"
    assert judge(LESS, figures, [{"value": 5}], as_of="2021-06-30").target == "not-met"


def test_unsaid_the_day_of_looking_is_the_end_of_the_latest_period_with_a_figure(
    build: Any,
) -> None:
    """A missing or projected cell moves no clock; the evaluation says that nobody told it."""
    figures = [*years(9, 6), {"period": "2024", "state": "missing"}]
    figures.append({"period": "2025", "value": 1, "state": "projected"})
    plan, rows = build({"i": (LESS, figures, [])})
    found = rusfelt.evaluate_plan(plan, rows, evaluators=()).to_dict()["provenance"]
    assert (found["as_of"], found["as_of_told"]) == ("2020-12-31", False)
    told = rusfelt.evaluate_plan(plan, rows, evaluators=(), as_of="2024").to_dict()["provenance"]
    assert (told["as_of"], told["as_of_told"]) == ("2024-12-31", True)


def test_a_target_is_for_its_own_unit_and_group(build: Any) -> None:
    """One set for young people does not judge everyone."""
    figures = [
        {"period": "2020", "value": 4},
        {"period": "2020", "value": 4, "group": "age=18-24"},
        {"period": "2020", "value": 4, "unit": "0301"},
    ]
    plan, rows = build({"i": (LESS, figures, [{"value": 5, "group": "age=18-24"}])})
    found = rusfelt.evaluate_plan(plan, rows, evaluators=()).series
    assert {(s.key[1], s.key[2]): str(s.target) for s in found} == {
        ("0301", ""): "none",
        ("030108", ""): "none",
        ("030108", "age=18-24"): "met",
    }
