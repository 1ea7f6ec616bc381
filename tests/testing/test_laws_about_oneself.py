"""What the laws about the evaluator itself see: what it is made of, its copies, and its offer."""

from __future__ import annotations

import dataclasses
import itertools

import attrs
import pytest

import rusfelt
from rusfelt import Column, Needs, Spec
from rusfelt.findings import Findings
from rusfelt.plugin import Offer
from rusfelt.testing import conformance, only_these

_COUNTER = itertools.count()


def _last(panel):
    return panel.y[panel.offsets[1:] - 1]


class _Whole:
    """What all of them share; they hold nothing of their own."""

    __slots__ = ()

    @property
    def spec(self):
        column = Column("value", unit="indicator")
        return Spec(type(self).__name__.lower(), "1", needs=Needs(points=1), gives=(column,))

    def evaluate(self, panel, /):
        return {"value": _last(panel)}


def _held(evaluator, law, *, examples=2, panels=()):
    laws = conformance(evaluator, examples=examples, panels=panels)
    (one,) = [each for each in laws if each.name == law]
    return one.check()


@attrs.frozen
class Unhashable(_Whole):
    weights: object = attrs.field(factory=list)


@attrs.frozen(eq=False)
class Unequal(_Whole):
    """A copy is another one, since it compares by where it lies."""


@attrs.frozen
class Unsendable(_Whole):
    key: object = lambda: 0


@attrs.frozen
class Decaying(_Whole):
    """A copy is not what it was, and compares as if it were."""

    state: str = attrs.field(default="whole", eq=False)
    fate: str = "broken"

    def __reduce__(self):
        return type(self), (self.fate, self.fate)

    def evaluate(self, panel, /):
        if self.state == "broken":
            msg = "a part is missing"
            raise KeyError(msg)
        return {"value": _last(panel) + (self.state == "worn")}


@attrs.frozen
class Counting(_Whole):
    """Counts what it was asked, where it can be neither set nor compared."""

    calls: int = attrs.field(default=0, eq=False)

    def evaluate(self, panel, /):
        object.__setattr__(self, "calls", self.calls + 1)
        return {"value": _last(panel)}


@attrs.frozen
class Levelled(_Whole):
    level: float = 0.5


@dataclasses.dataclass(frozen=True)
class Data(_Whole):
    level: float = 0.5


@dataclasses.dataclass
class OpenData(_Whole):
    level: float = 0.5


class Loose(_Whole):
    """A plain class: whatever one likes can be set on it."""


class Slotted(_Whole):
    """A plain class that holds nothing, and is every other one's equal."""

    __slots__ = ()

    def __eq__(self, other):
        return type(other) is type(self)

    def __hash__(self):
        return 1


class Stubborn(Slotted):
    """Refuses to be changed in words of its own."""

    def __setattr__(self, name, value):
        raise ValueError(name)


class Incomparable(Slotted):
    __slots__ = ()

    def __eq__(self, other):
        msg = "cannot say"
        raise RuntimeError(msg)

    __hash__ = Slotted.__hash__


@pytest.mark.parametrize(
    ("evaluator", "seen"),
    [
        (Unhashable(), "it cannot be hashed"),
        (Unequal(), "is not equal to it"),
        (Unsendable(), "it cannot be sent to another process"),
        (Decaying(), "its copy in another process fails"),
        (Decaying(fate="worn"), "its copy in another process answers otherwise"),
        (Counting(), "it is another one after answering"),
        (OpenData(), "'level' can be set"),
        (Loose(), "'rusfelt_testing' can be set"),
    ],
    ids=lambda each: each if isinstance(each, str) else type(each).__name__,
)
def test_what_can_change_is_not_immutable(evaluator, seen):
    result = _held(evaluator, "immutable")
    assert result.outcome == "broken"
    assert seen in result.seen


def test_trying_to_set_something_leaves_nothing_behind():
    evaluator = Loose()
    _held(evaluator, "immutable")
    assert not hasattr(evaluator, "rusfelt_testing")


@pytest.mark.parametrize("evaluator", [Data(), Slotted(), Stubborn()])
def test_a_class_of_any_making_that_cannot_be_changed_is_immutable(evaluator):
    assert _held(evaluator, "immutable").outcome == "holds"


def test_a_fault_no_law_thought_of_breaks_it_and_an_excuse_covers_it():
    result = _held(Incomparable(), "immutable")
    assert result.outcome == "broken"
    assert "it could not be tried" in result.seen
    assert "cannot say" in result.seen
    laws = conformance(Incomparable(), examples=1, excuse={"immutable": "known"})
    assert laws[0].check().outcome == "excused"


def test_stopping_by_hand_stops_the_laws_too():
    """Whether the engine asks or a law does, with arrays that can be written to."""

    class Stopped(_Whole):
        def evaluate(self, panel, /):
            if self.lent is None or panel.y.flags.writeable == self.lent:
                raise KeyboardInterrupt(len(panel))
            return {"value": _last(panel)}

    for lent in (None, True):
        Stopped.lent = lent
        with pytest.raises(KeyboardInterrupt):
            _held(Stopped(), "untouched", examples=1)


def test_parameters_that_would_not_stand_in_results_are_no_plain_ones():
    """Those of an attrs class stand there; a class without any has nothing to show."""
    for evaluator in (Data(), OpenData()):
        assert "is no attrs class" in _held(evaluator, "json").seen
    assert _held(Slotted(), "json").outcome == "holds"
    assert _held(Levelled(), "json").outcome == "holds"
    assert "the parameter 'level' is inf" in _held(Levelled(float("inf")), "json").seen


def test_the_unit_of_a_column_is_text():
    @attrs.frozen
    class Numbered(_Whole):
        @property
        def spec(self):
            return Spec("numbered", "1", gives=(Column("value", unit=3),))

    assert "the unit of column 'value' is no text" in _held(Numbered(), "json").seen


@pytest.mark.parametrize(
    ("told", "seen"),
    [
        ({"a": float("nan")}, "its answer is no JSON"),
        ({1: "a"}, "its answer is another one after being written and read"),
    ],
)
def test_an_answer_json_cannot_hold_is_caught(monkeypatch, told, seen):
    monkeypatch.setattr(Findings, "to_dict", lambda _: told)
    assert seen in _held(Slotted(), "json").seen


@attrs.frozen
class Restless(_Whole):
    """Calls itself another version each time."""

    @property
    def spec(self):
        return attrs.evolve(super().spec, version=str(next(_COUNTER)))


def test_a_spec_that_never_stays_the_same_is_dishonest_and_so_is_its_provenance():
    assert "another one each time" in _held(Restless(), "honest-offer").seen
    assert "names another provenance" in _held(Restless(), "deterministic").seen


def test_a_class_nobody_can_import_by_its_path_cannot_be_offered():
    lost = attrs.make_class("Lost", [], bases=(_Whole,), frozen=True)
    lost.__module__ = __name__
    result = _held(lost(), "honest-offer")
    assert f"'{__name__}:Lost' cannot be imported" in result.seen
    lost.__qualname__ = "Slotted"
    assert "leads to something else than its class" in _held(lost(), "honest-offer").seen


def test_an_offer_of_its_name_that_leads_nowhere_is_told_of():
    with only_these(Offer("slotted", "nowhere_made_up.method:Slotted"), distribution="shop"):
        result = _held(Slotted(), "honest-offer")
    assert "shop offers 'slotted' from 'nowhere_made_up.method:Slotted', which fails" in result.seen


def test_taking_away_the_columns_of_a_panel_is_touching_it():
    @attrs.frozen
    class Stripping(_Whole):
        def evaluate(self, panel, /):
            object.__setattr__(panel, "per_point", None)
            return {"value": _last(panel)}

    assert "it changed its columns of the panel" in _held(Stripping(), "untouched").seen


def test_a_panel_none_of_whose_rows_meets_the_needs_is_passed_over():
    """Nothing is handed over then, so that nothing can be seen on it."""

    @attrs.frozen
    class Two(_Whole):
        @property
        def spec(self):
            return attrs.evolve(super().spec, name="two", needs=Needs(points=2))

        def evaluate(self, panel, /):
            assert len(panel)
            return super().evaluate(panel)

    short = rusfelt.Panel(["a"], [""], [""], [0], [0, 1], [2001], [1.0], clock="period")
    for law in ("untouched", "needs"):
        assert _held(Two(), law, panels=[short]).outcome == "holds"


def test_an_evaluator_that_never_answers_shows_nothing_of_what_it_touches():
    @attrs.frozen
    class Raising(_Whole):
        def evaluate(self, panel, /):
            raise KeyError(len(panel))

    assert "it answered no panel" in _held(Raising(), "untouched").seen
    assert "no row with an answer" in _held(Raising(), "contract").seen
