"""Each cheat is caught by the law made for it."""

from __future__ import annotations

import time

import attrs
import numpy as np
import pytest

from rusfelt import Column, Needs, Spec
from rusfelt.testing import check_evaluator, conformance


def _spec(name, *, needs=None, unit="indicator", dtype="float64", **told):
    column = Column("value", dtype, unit=unit)
    return Spec(name, "1", needs=needs or Needs(points=1), gives=(column,), **told)


def _last(panel):
    return panel.y[panel.offsets[1:] - 1]


def _first(panel):
    return panel.y[panel.offsets[:-1]]


class _Cheat:
    """What all of them share: a name, and a spec made from it."""

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


@attrs.frozen
class Random(_Cheat):
    def evaluate(self, panel, /):
        return {"value": np.random.default_rng().random(len(panel))}


@attrs.frozen
class Clockwork(_Cheat):
    def evaluate(self, panel, /):
        return {"value": np.full(len(panel), float(time.perf_counter_ns()))}


@attrs.frozen
class SharedDice(_Cheat):
    def evaluate(self, panel, /):
        return {"value": np.random.random(len(panel))}  # noqa: NPY002 - the fault


@attrs.frozen
class Positional(_Cheat):
    def evaluate(self, panel, /):
        return {"value": _last(panel) + np.arange(len(panel))}


@attrs.frozen
class OddLengths(_Cheat):
    """Only where a panel has an odd number of series does anything happen."""

    def evaluate(self, panel, /):
        return {"value": _last(panel) + len(panel) % 2}


@attrs.frozen
class Mutating(_Cheat):
    def evaluate(self, panel, /):
        value = _last(panel)
        panel.y[:] = 0
        return {"value": value}


@attrs.frozen
class Reopening(_Cheat):
    def evaluate(self, panel, /):
        value = _last(panel)
        object.__setattr__(panel, "y", np.zeros(len(panel.y)))
        return {"value": value}


@attrs.frozen
class ColumnAdding(_Cheat):
    @property
    def spec(self):
        return _spec("columnadding", needs=Needs(series=("target",)))

    def evaluate(self, panel, /):
        object.__setattr__(panel, "per_series", {})
        return {"value": np.zeros(len(panel))}


@attrs.frozen
class WrongType(_Cheat):
    @property
    def spec(self):
        return _spec("wrongtype", dtype="int64")

    def evaluate(self, panel, /):
        return {"value": _last(panel) / 2}


@attrs.frozen
class WrongShape(_Cheat):
    def evaluate(self, panel, /):
        return {"value": panel.y}


@attrs.frozen
class ExtraColumn(_Cheat):
    def evaluate(self, panel, /):
        return {"value": _last(panel), "surprise": _last(panel)}


@attrs.frozen
class Undeclared(_Cheat):
    def evaluate(self, panel, /):
        return {"value": panel.per_series["target"]}


@attrs.frozen
class Opportunist(_Cheat):
    """Takes what it was not promised where it happens to be there."""

    def evaluate(self, panel, /):
        return {"value": panel.per_series.get("target", _last(panel))}


@attrs.frozen
class Greedy(_Cheat):
    """Adds up whatever columns there are."""

    def evaluate(self, panel, /):
        further = sum(each for each in panel.per_series.values() if each.dtype.kind == "f")
        return {"value": _last(panel) + further}


@attrs.frozen
class NameReading(_Cheat):
    def evaluate(self, panel, /):
        return {"value": np.array([float(len(each)) for each in panel.unit])}


@attrs.frozen
class Undefined(_Cheat):
    def evaluate(self, panel, /):
        return {"value": np.where(_last(panel) > _first(panel), np.nan, 1.0)}


@attrs.frozen
class Overflowing(_Cheat):
    def evaluate(self, panel, /):
        with np.errstate(over="ignore"):
            return {"value": _last(panel) ** 2}


@attrs.frozen
class FalselyInvariant(_Cheat):
    @property
    def spec(self):
        return _spec("falselyinvariant", invariances={"shift": ("value",)})

    def evaluate(self, panel, /):
        return {"value": _last(panel)}


@attrs.frozen
class FalselyScaleFree(_Cheat):
    @property
    def spec(self):
        return _spec("falselyscalefree", invariances={"scale": ("value",)})

    def evaluate(self, panel, /):
        return {"value": _last(panel) - _first(panel)}


@attrs.frozen
class FalselyTimeless(_Cheat):
    @property
    def spec(self):
        return _spec("falselytimeless", unit="time", invariances={"time-shift": ("value",)})

    def evaluate(self, panel, /):
        return {"value": panel.t[panel.offsets[1:] - 1]}


@attrs.frozen
class Listed(_Cheat):
    weights: tuple[float, ...] = (1.0, 2.0)

    def evaluate(self, panel, /):
        return {"value": _last(panel)}


@attrs.frozen
class Timely(_Cheat):
    """Adds times to values."""

    def evaluate(self, panel, /):
        return {"value": _last(panel) + panel.t[panel.offsets[1:] - 1]}


@attrs.frozen
class UnsaidTimely(_Cheat):
    """Likewise, and says nothing of the unit."""

    @property
    def spec(self):
        return _spec("unsaidtimely", unit="")

    def evaluate(self, panel, /):
        return {"value": _last(panel) + panel.t[panel.offsets[1:] - 1]}


@attrs.frozen
class WrongUnit(_Cheat):
    """A slope that calls itself a change."""

    @property
    def spec(self):
        return _spec("wrongunit", needs=Needs(points=2))

    def evaluate(self, panel, /):
        first, last = panel.offsets[:-1], panel.offsets[1:] - 1
        return {"value": (panel.y[last] - panel.y[first]) / (panel.t[last] - panel.t[first])}


@attrs.frozen
class Fragile(_Cheat):
    """Cannot bear a series whose values are all the same."""

    def evaluate(self, panel, /):
        for each in range(len(panel)):
            if panel.sizes[each] > 1 and not np.ptp(panel[each].y):
                msg = "no variation"
                raise ZeroDivisionError(msg)
        return {"value": _last(panel)}


@attrs.frozen
class Quitting(_Cheat):
    def evaluate(self, panel, /):
        raise SystemExit(len(panel))


@attrs.define
class Changeable(_Cheat):
    level: float = 0.5

    def evaluate(self, panel, /):
        return {"value": _last(panel)}


@attrs.define(frozen=False, unsafe_hash=True)
class Remembering(_Cheat):
    calls: int = 0

    def evaluate(self, panel, /):
        self.calls += 1
        return {"value": _last(panel) + self.calls}


@attrs.frozen
class Unanswering(_Cheat):
    """Never has an answer, so that no law can see anything."""

    def evaluate(self, panel, /):
        size = len(panel)
        return {
            "value": np.full(size, np.nan),
            "status": np.full(size, "undefined"),
            "reason": np.full(size, "no-answer"),
        }


_CAUGHT = [
    (PeerRelative, "rowwise"), (Random, "deterministic"), (Clockwork, "deterministic"),
    (SharedDice, "deterministic"), (SharedDice, "untouched"), (Positional, "equivariant"),
    (OddLengths, "rowwise"), (Mutating, "untouched"), (Reopening, "untouched"),
    (ColumnAdding, "untouched"), (WrongType, "contract"), (WrongShape, "contract"),
    (ExtraColumn, "contract"), (Undeclared, "needs"), (Opportunist, "needs"), (Greedy, "needs"),
    (NameReading, "needs"), (Undefined, "finite"), (Overflowing, "finite"),
    (FalselyInvariant, "invariances"), (FalselyScaleFree, "invariances"),
    (FalselyTimeless, "invariances"), (Listed, "json"), (Timely, "time-unit"),
    (UnsaidTimely, "time-unit"), (WrongUnit, "time-unit"), (Fragile, "total"), (Quitting, "total"),
    (Changeable, "immutable"), (Remembering, "immutable"), (Unanswering, "total"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("cheat", "law"), _CAUGHT, ids=lambda each: getattr(each, "__name__", each)
)
def test_a_cheat_is_caught_by_the_law_made_for_it(cheat, law):
    """Only that law is held: all of them at once are tried below."""
    (one,) = [each for each in conformance(cheat(), examples=4) if each.name == law]
    result = one.check()
    assert result.outcome == "broken", result.seen


@pytest.mark.parametrize("cheat", [Overflowing, Undefined, FalselyInvariant, Listed, WrongUnit])
def test_a_single_fault_breaks_a_single_law(cheat):
    """Who broke one promise is told of that one."""
    assert len(check_evaluator(cheat(), examples=4).failed) == 1


def test_the_honest_one_keeps_all_that_apply():
    report = check_evaluator(Honest(), examples=4)
    assert report, str(report)
    idle = {each.law for each in report.results if each.outcome == "does-not-apply"}
    assert idle == {"invariances", "lazy-import"}


def test_a_failing_law_shows_the_smallest_panel_that_breaks_it():
    """Two series are needed to see that one depends on the other, and no more are shown."""
    (law,) = [each for each in conformance(PeerRelative(), examples=4) if each.name == "rowwise"]
    seen = law.check().seen
    assert seen.count("t=[") == 2, seen
    assert "'value' is" in seen


def test_a_class_inside_a_function_is_told_why_it_cannot_be_sent_to_another_process():
    @attrs.frozen
    class Inner(_Cheat):
        def evaluate(self, panel, /):
            return {"value": _last(panel)}

    report = check_evaluator(Inner(), examples=2)
    seen = {each.law: each.seen for each in report.failed}
    assert "defined inside the function" in seen["immutable"]
    assert "top of its module" in seen["honest-offer"]
