"""What the laws about rows, times, changes and needs see of answers of every shape."""

from __future__ import annotations

import attrs
import numpy as np
import pytest

import rusfelt
from rusfelt import Column, Needs, Spec
from rusfelt.testing import conformance
from rusfelt.testing._same import first_difference

_VALUE, _ONE = Column("value", unit="indicator"), Needs(points=1)
_SHORT = rusfelt.Panel(["a"], ["u"], [""], [0], [0, 2], [2001, 2002], [4.0, 6.0], clock="period")


def _held(evaluator, law, *, examples=3, panels=()):
    laws = conformance(evaluator, examples=examples, panels=panels)
    (one,) = [each for each in laws if each.name == law]
    return one.check()


def _last(panel):
    return panel.y[panel.offsets[1:] - 1]


def _end(panel):
    return panel.t[panel.offsets[1:] - 1]


def _judged(value, fine):
    return {
        "value": np.where(fine, value, np.nan),
        "status": np.where(fine, "ok", "undefined"),
        "reason": np.where(fine, "", "not-fine"),
    }


@attrs.frozen
class Made:
    """An evaluator of a column and a function of the panel."""

    answer: object
    column: Column = _VALUE
    needs: Needs = _ONE
    rows: str = "series"
    scope: str = "series"
    invariances: tuple[str, ...] = ()

    @property
    def spec(self):
        return Spec(
            "made", "1", needs=self.needs, gives=(self.column,), rows=self.rows, scope=self.scope,
            invariances=dict.fromkeys(self.invariances, ("value",)),
        )  # fmt: skip

    def evaluate(self, panel, /):
        found = self.answer(panel)
        return found if isinstance(found, dict) else {"value": found}


def _times(answer, unit="", *, needs=None, **column):
    needs = needs or Needs(points=1)
    return _held(Made(answer, Column("value", unit=unit, **column), needs), "time-unit", examples=4)


# --- times ------------------------------------------------------------------------------------


def test_what_is_made_for_one_clock_may_count_in_its_unit():
    result = _times(_end, needs=Needs(clock=("period",)))
    assert result.outcome == "does-not-apply"
    assert "made for the clock 'period' alone" in result.seen


def _rise(panel):
    first, last = panel.offsets[:-1], panel.offsets[1:] - 1
    return (panel.y[last] - panel.y[first]) / (panel.t[last] - panel.t[first])


def _growth(whole):
    def grown(panel):
        first, last = panel.offsets[:-1], panel.offsets[1:] - 1
        fine = (panel.y[first] > 0) & (panel.y[last] > 0)
        ratio = np.where(fine, panel.y[last], 1) / np.where(fine, panel.y[first], 1)
        return _judged(whole * (ratio ** (1 / (panel.t[last] - panel.t[first])) - 1), fine)

    return grown


def _own_times(panel):
    return panel.t - np.repeat(panel.t[panel.offsets[:-1]], panel.sizes)


@pytest.mark.parametrize(
    ("answer", "unit", "shape"),
    [
        (_rise, "indicator per year", "row"),
        (_growth(1.0), "share per year", "row"),
        (_growth(100.0), "percent per year", "row"),
        (_end, "year", "row"),
        (lambda panel: panel.t, "time", "point"),
        (_own_times, "", "point"),
        (lambda panel: (panel.t, panel.offsets), "days", "ragged"),
    ],
)
def test_what_moves_as_its_unit_says_keeps_the_law_of_times(answer, unit, shape):
    """A slope is divided by the factor, a span multiplied, and a growth compounds."""
    result = _times(answer, unit, needs=Needs(points=2), shape=shape)
    assert result.outcome == "holds", result.seen


def _late(panel):
    """Past the year 3000, where no panel is before its times are stretched."""
    return (panel.clock == "period") & (_end(panel) > 3000)


def _until_late(panel):
    if _late(panel).any():
        raise OverflowError
    return _last(panel)


@pytest.mark.parametrize(
    ("answer", "told", "seen"),
    [
        (_until_late, {}, "with all times times 2 it fails"),
        (lambda panel: _judged(_last(panel), ~_late(panel)), {}, "a row has another status"),
        (lambda panel: _end(panel).astype(np.int64), {"dtype": "int64"}, "'value' is another one"),
        (
            lambda panel: _growth(1.0)(panel) | {"value": _end(panel)},
            {"unit": "share per year", "may_be": ("undefined",)},
            "moves otherwise than its unit says",
        ),
        (
            lambda panel: _end(panel) if panel.clock == "period" else np.ones(len(panel)),
            {},
            "'value' moves by one power of the factor in some panels and by another in others",
        ),
        (
            lambda panel: _judged(_last(panel), np.full(len(panel), panel.clock == "occasion")),
            {},
            "no row with an answer has years or days",
        ),
    ],
)
def test_what_means_something_else_in_other_times_is_caught(answer, told, seen):
    result = _times(answer, needs=Needs(points=2), **told)
    assert result.outcome == "broken"
    assert seen in result.seen


# --- rows -------------------------------------------------------------------------------------


def _by_unit(panel):
    _, row = np.unique(panel.unit, return_inverse=True)
    return np.bincount(row, weights=panel.sizes)


def _of_cluster(panel):
    """The points of all series of the same cluster."""
    _, row = np.unique(panel.per_series["cluster"], return_inverse=True)
    return np.bincount(row, weights=panel.sizes)[row]


_CLUSTERED = Needs(points=1, series=("cluster",))


@pytest.mark.parametrize(
    "told",
    [
        {"answer": _by_unit, "rows": "unit"},
        {"answer": _by_unit, "rows": "unit", "scope": "unit"},
        {"answer": _of_cluster, "scope": "cluster", "needs": _CLUSTERED},
        {
            "answer": lambda panel: (panel.y, panel.offsets),
            "column": Column("value", shape="ragged"),
        },
        {"answer": lambda panel: panel.y, "column": Column("value", shape="point")},
    ],
)
def test_rows_that_depend_on_what_their_scope_says_keep_the_laws_of_rows(told):
    for law in ("rowwise", "equivariant", "needs"):
        result = _held(Made(**told), law)
        assert result.outcome == "holds", result.seen


def test_one_row_for_all_is_held_against_that_of_each_unit():
    told = {"rows": "panel", "scope": "unit"}
    assert _held(Made(lambda _: np.ones(1), **told), "rowwise").outcome == "holds"
    result = _held(Made(lambda panel: np.full(1, float(len(panel))), **told), "rowwise")
    assert "depends on what stands beside it" in result.seen


def test_an_answer_that_is_not_as_declared_is_an_answer_all_the_same():
    """That there is none is the law "total"; what it looks like is "contract"."""
    evaluator = Made(lambda panel: panel.y[:0])
    assert _held(evaluator, "total").outcome == "holds"
    assert _held(evaluator, "contract").outcome == "broken"


def test_a_row_of_units_that_takes_in_others_is_caught():
    result = _held(Made(lambda panel: _by_unit(panel) / len(panel), rows="unit"), "rowwise")
    assert "depends on what stands beside it" in result.seen


def test_what_depends_on_the_whole_panel_need_not_be_split():
    result = _held(
        Made(lambda panel: np.full(len(panel), panel.y.mean()), scope="panel"), "rowwise"
    )
    assert result.outcome == "does-not-apply"


def test_a_single_series_shows_nothing_of_rows():
    for law, seen in (("rowwise", "no panel could be split"), ("equivariant", "several series")):
        assert seen in _held(Made(_last), law, examples=0, panels=[_SHORT]).seen


def test_an_evaluator_that_cannot_do_with_fewer_series_is_caught():
    def greedy(panel):
        if len(panel) < 4:
            raise IndexError(len(panel))
        return _last(panel)

    assert "it fails on a part of a panel" in _held(Made(greedy), "rowwise").seen


@pytest.mark.parametrize(
    ("shape", "answer", "seen"),
    [
        ("point", lambda panel: panel.y + len(panel), "'value' is"),
        ("ragged", lambda panel: (panel.y + len(panel), panel.offsets), "'value' is"),
        (
            "ragged",
            lambda panel: (np.zeros(len(panel) ** 2), np.arange(len(panel) + 1) * len(panel)),
            "'value' has another number of values in some row",
        ),
    ],
)
def test_points_and_curves_that_depend_on_other_series_are_caught(shape, answer, seen):
    result = _held(Made(answer, Column("value", shape=shape)), "rowwise")
    assert "depends on what stands beside it" in result.seen
    assert seen in result.seen


def test_answers_of_different_lengths_differ():
    def found(rows):
        panel = rusfelt.Panel(
            ["a"] * rows, [str(each) for each in range(rows)], [""] * rows, [0] * rows,
            range(rows + 1), [2001] * rows, [1.0] * rows, clock="period",
        )  # fmt: skip
        return rusfelt.evaluate(panel, Made(_last))

    said = first_difference(
        found(2), found(1), (np.arange(2), np.arange(1)), None, columns={"value"}
    )
    assert said == "'value' has 2 values and then 1"


# --- changes and needs ------------------------------------------------------------------------


def test_a_promise_to_bear_a_shift_is_broken_by_failing_on_one():
    def low(panel):
        if panel.y.min() > 63:
            raise OverflowError
        return np.zeros(len(panel))

    result = _held(Made(low, invariances=("shift",)), "invariances")
    assert "after a shift it fails" in result.seen


def test_asking_what_columns_there_are_is_no_reading_of_them():
    def looking(panel):
        assert ("target" in panel.per_series) == bool(len(panel.per_series))
        return _last(panel)

    result = _held(Made(looking, needs=Needs(points=1, wants=("target",))), "needs")
    assert "columns its needs do not name" in result.seen
    assert "it fails" in result.seen


def test_failing_where_a_name_is_another_one_is_taking_a_meaning_from_it():
    def knowing(panel):
        if any(each.startswith("z-") for each in panel.unit):
            raise LookupError
        return _last(panel)

    assert "it fails where a unit or indicator" in _held(Made(knowing), "needs").seen


def test_times_of_the_panel_and_values_of_the_scale_can_be_needed():
    """An evaluator of them gets panels that hold them, and is held to every law."""

    def since(panel):
        told = panel.per_series["intervention"]
        fine = np.isfinite(told)
        length = np.where(fine, panel.per_series["as_of"] - told, 0)
        assert len(panel.per_point["expected"]) == len(panel.y)
        return _judged(length, fine & (length >= 0))

    needs = Needs(points=1, series=("intervention", "as_of"), point=("expected",))
    evaluator = Made(since, Column("value", unit="time"), needs, invariances=("time-shift",))
    for law in ("total", "invariances", "time-unit", "rowwise"):
        result = _held(evaluator, law, examples=4)
        assert result.outcome == "holds", result.seen
