"""Offers, an author's own panels, and series without points."""

from __future__ import annotations

import attrs
import numpy as np

import rusfelt
from rusfelt import Column, Needs, Spec
from rusfelt.findings import NO_INTEGER
from rusfelt.plugin import Offer
from rusfelt.testing import check_evaluator, only_these


def _spec(name, *, needs=None, dtype="float64"):
    column = Column("value", dtype, unit="indicator")
    return Spec(name, "1", needs=needs or Needs(points=1), gives=(column,))


def _last(panel):
    return panel.y[panel.offsets[1:] - 1]


class _Cheat:
    @property
    def spec(self):
        return _spec(type(self).__name__.lower())


@attrs.frozen
class Honest(_Cheat):
    def evaluate(self, panel, /):
        return {"value": _last(panel)}


@attrs.frozen
class PeerRelative(_Cheat):
    def evaluate(self, panel, /):
        return {"value": _last(panel) - _last(panel).mean()}


def test_the_figures_of_a_panel_handed_in_are_not_shown():
    """What an author tries may be people's own figures."""
    panel = rusfelt.Panel(
        ["a", "b"], ["", ""], ["", ""], [0, 0], [0, 1, 2], [2001, 2002], [31.25, 77.75],
        clock="period",
    )  # fmt: skip
    report = check_evaluator(PeerRelative(), examples=0, panels=[panel])
    (seen,) = [each.seen for each in report.failed if each.law == "rowwise"]
    assert "your panel 0" in seen
    assert not any(figure in seen for figure in ("31", "77", "54.5", "23"))


def test_an_evaluator_offered_by_another_name_than_its_own_is_dishonest():
    path = f"{Honest.__module__}:Honest"
    with only_these(Offer("something-else", path), distribution="shop"):
        report = check_evaluator(Honest(), examples=2)
    assert [each.law for each in report.failed] == ["honest-offer"]
    assert (
        "shop offers it as 'something-else', and it calls itself 'honest'" in report.failed[0].seen
    )


def test_a_name_that_leads_to_another_class_is_dishonest():
    path = f"{PeerRelative.__module__}:PeerRelative"
    with only_these(Offer("honest", path), distribution="shop"):
        report = check_evaluator(Honest(), examples=2)
    assert [each.law for each in report.failed] == ["honest-offer"]


def test_an_offer_of_its_own_name_and_class_is_honest():
    with only_these(Offer("honest", f"{Honest.__module__}:Honest"), distribution="shop"):
        assert check_evaluator(Honest(), examples=2)


def test_own_panels_let_an_evaluator_be_tried_that_made_up_ones_cannot_reach():
    """Without one the report says so instead of being green."""
    bare = check_evaluator(OnlyTuesdays(), examples=2)
    assert "Hand in panels of your own" in {each.law: each.seen for each in bare.failed}["total"]
    panel = rusfelt.Panel(
        ["tuesday", "tuesday"], ["u", "v"], ["", ""], [0, 0], [0, 2, 4], [1, 2, 1, 2],
        [1.0, 2.0, 4.0, 3.0], clock="occasion",
    )  # fmt: skip
    told = check_evaluator(
        OnlyTuesdays(), examples=2, panels=[panel],
        excuse={"needs": "the method is for one indicator"},
    )  # fmt: skip
    assert told, str(told)


@attrs.frozen
class OnlyTuesdays(_Cheat):
    def evaluate(self, panel, /):
        fine = panel.indicator == "tuesday"
        return {
            "value": np.where(fine, _last(panel), np.nan),
            "status": np.where(fine, "ok", "undefined"),
            "reason": np.where(fine, "", "no-tuesday"),
        }


@attrs.frozen
class CountsNothing(_Cheat):
    """Whole numbers of rows without an answer are the number nobody counted."""

    @property
    def spec(self):
        return _spec("countsnothing", dtype="int64", needs=Needs(points=0))

    def evaluate(self, panel, /):
        empty = panel.sizes == 0
        return {
            "value": np.where(empty, NO_INTEGER, panel.sizes),
            "status": np.where(empty, "undefined", "ok"),
            "reason": np.where(empty, "no-data", ""),
        }


def test_series_without_points_are_tried_where_no_point_is_needed():
    assert check_evaluator(CountsNothing(), examples=3)
    report = check_evaluator(NeedsOneAfterAll(), examples=3)
    assert "total" in {each.law for each in report.failed}


@attrs.frozen
class NeedsOneAfterAll(_Cheat):
    @property
    def spec(self):
        return _spec("needsoneafterall", needs=Needs(points=0))

    def evaluate(self, panel, /):
        return {"value": np.array([panel[row].y[-1] for row in range(len(panel))])}
