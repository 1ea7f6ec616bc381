"""Other people's evaluators in a plan: shown under their names, and nobody else's cost."""

from __future__ import annotations

import sys
import types
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import attrs
import numpy as np
import pytest

import rusfelt
from rusfelt import Column, Indicator, Measurement, Measurements, Needs, Panel, Plan, Spec, Tiltak
from rusfelt.evaluation import engine
from rusfelt.evaluators.mann_kendall import MannKendall
from rusfelt.plugin import Entry, Offer, Registry, using


@attrs.frozen
class Shouting:
    """Somebody's evaluator that says of everything that it improves."""

    verdicts: str = "improving"
    spec: Spec = attrs.field(factory=lambda: Spec("shouting", "1", needs=Needs(points=0)))

    def evaluate(self, asked: Panel, /) -> Mapping[str, Any]:
        return {"verdict": np.full(len(asked), self.verdicts)}


@attrs.frozen
class Broken:
    """Somebody's evaluator that always raises."""

    spec: Spec = attrs.field(factory=lambda: Spec("broken", "1", needs=Needs(points=0)))

    def evaluate(self, asked: Panel, /) -> Mapping[str, Any]:
        msg = f"{len(asked)} is too many"
        raise ZeroDivisionError(msg)


@attrs.frozen
class Counting:
    """Somebody's evaluator that counts points and doubles values."""

    @property
    def spec(self) -> Spec:
        gives = (Column("n", "int64"), Column("twice", shape="point"))
        return Spec("counting", "1", needs=Needs(points=0), gives=gives)

    def evaluate(self, asked: Panel, /) -> Mapping[str, Any]:
        return {"n": asked.sizes, "twice": 2 * asked.y}


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Put evaluators into the registry of the process."""
    with ExitStack() as stack:

        def put(**offered: Any) -> None:
            module = types.ModuleType("somebodys_plugin")
            entries = []
            for name, cls in offered.items():
                setattr(module, cls.__name__, cls)
                offer = Offer(name, f"somebodys_plugin:{cls.__name__}")
                entries.append(Entry("evaluator", offer, "somebodys", "0.1"))
            monkeypatch.setitem(sys.modules, "somebodys_plugin", module)
            stack.enter_context(using(Registry.of(entries)))

        yield put


LESS = {"kind": "count", "counts": "events", "design": "register", "better": "lower"}


@pytest.fixture
def plan(build: Any) -> Any:
    """A worsening series and a milestone, so that two clocks are evaluated."""
    return build(
        {
            "i": (LESS, [(2019, 50), (2020, 100)], []),
            "m": ({"kind": "milestone"}, [], [{"value": 1, "due": "2019"}]),
        },
        tiltak=[rusfelt.Tiltak("t", "t", moves=["i"])],
    )


def test_a_failing_evaluator_gives_one_record_and_changes_nothing_else(
    install: Any, plan: Any
) -> None:
    """However many panels it failed on."""
    install()
    before = rusfelt.evaluate_plan(*plan).to_dict()
    install(broken=Broken)
    after = rusfelt.evaluate_plan(*plan).to_dict()
    assert after.pop("failures") == [
        {
            "evaluator": "broken",
            "distribution": "somebodys",
            "kind": "EvaluationError",
            "message": "The evaluator 'broken' raised ZeroDivisionError: 1 is too many.",
        }
    ]
    assert before.pop("failures") == []
    assert after == before


def test_nobody_sets_a_verdict_the_plan_did_not_ask_for(install: Any, plan: Any) -> None:
    """What a third party says is shown under its own name."""
    install(shouting=Shouting)
    found = rusfelt.evaluate_plan(*plan)
    assert found.series[0].verdict == "worsening"
    assert found.series[0].findings["shouting"]["verdict"] == "improving"
    assert found.tiltak[0].verdict == "worsening"


def test_the_plan_may_let_it_judge(install: Any, build: Any) -> None:
    """With the parameters the plan fixes; rules 1 to 3 still come first."""
    install(shouting=Shouting)
    chosen = [rusfelt.Judge("shouting", params={"verdicts": "no-detectable-change"})]
    rising = [(2019, 50), (2020, 100)]
    plan, rows = build(
        {
            "a": ({**LESS, "judged_by": chosen}, rising, []),
            "b": ({**LESS, "judged_by": chosen, "better": "undeclared"}, rising, []),
            "c": ({**LESS, "judged_by": chosen, "design": "cross-section"}, rising, []),
            "d": ({**LESS, "judged_by": chosen}, rising, [{"value": 200}]),
            "e": (LESS, rising, []),
        }
    )
    found = rusfelt.evaluate_plan(plan, rows, evaluators=())
    assert [str(each.verdict) for each in found.series] == [
        "no-detectable-change", "not-assessable", "cannot-decide", "target-met", "worsening",
    ]  # fmt: skip
    assert found.series[0].reason == "judged-by"
    assert found.series[0].movement == "no-detectable-change"


def test_a_judge_that_fails_leaves_its_series_open_and_no_other(install: Any, build: Any) -> None:
    """One record, one open question."""
    install(broken=Broken)
    rising = [(2019, 50), (2020, 100)]
    plan, rows = build(
        {
            "a": ({**LESS, "judged_by": [rusfelt.Judge("broken")]}, rising, []),
            "b": (LESS, rising, []),
        }
    )
    found = rusfelt.evaluate_plan(plan, rows, evaluators=())
    assert [(str(e.verdict), e.reason) for e in found.series] == [
        ("cannot-decide", "judge-failed"),
        ("worsening", "rejects"),
    ]
    assert [each.evaluator for each in found.failures] == ["broken"]


def test_an_evaluator_may_be_handed_over_as_it_is(install: Any, plan: Any) -> None:
    """Without being installed anywhere, and beside the built-in ones."""
    install()
    found = rusfelt.evaluate_plan(*plan, evaluators=[Counting()])
    assert found.series[0].findings["counting"]["n"] == 2
    assert found.findings["counting"].points["twice"].tolist() == [100, 200]


def test_an_evaluator_nobody_offers_is_refused_by_name(plan: Any) -> None:
    """Asked for by the caller, not by a plugin: that is the caller's mistake."""
    with pytest.raises(rusfelt.UnknownNameError, match="Did you mean 'theil-sen'"):
        rusfelt.evaluate_plan(*plan, evaluators=["theil-sem"])


def test_an_executor_changes_no_byte_of_an_evaluation(
    plan: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In blocks of one series."""
    alone = rusfelt.evaluate_plan(*plan, evaluators=()).to_json()
    monkeypatch.setattr(engine, "BLOCK", 1)
    with ThreadPoolExecutor(2) as executor:
        assert rusfelt.evaluate_plan(*plan, evaluators=(), executor=executor).to_json() == alone


def test_parameters_of_ones_own_are_shown_and_decide_nothing() -> None:
    """Two people with the same data reach the same word, whatever each asks to be shown."""
    rising = Indicator("i", "I", kind="amount", better="higher", design="register")
    plan = Plan("p", "P", indicators=[rising], tiltak=[Tiltak("t", "T", moves=["i"])])
    figures = Measurements.of(
        [Measurement("i", period=str(2015 + year), value=year) for year in range(5)]
    )
    plain = rusfelt.evaluate_plan(plan, figures)
    own = rusfelt.evaluate_plan(plan, figures, evaluators=[MannKendall(method="normal")])
    assert own.series[0].findings["mann-kendall"]["method"] == "normal"
    assert own.series[0].test.p == plain.series[0].test.p
    assert own.series[0].verdict == plain.series[0].verdict == "improving"


@attrs.frozen
class _Impostor:
    """Calls itself by a built-in's name and says that everything is certain."""

    @property
    def spec(self) -> Spec:
        return Spec("mann-kendall", "9", gives=(Column("p"),))

    def evaluate(self, panel: Panel, /) -> dict[str, np.ndarray]:
        return {"p": np.zeros(len(panel))}


def test_an_evaluator_under_a_built_ins_name_cannot_set_a_verdict() -> None:
    """Only a plan's judged_by hands the verdict to somebody else's method."""
    bare = Indicator("i", "I", kind="amount", better="higher", design="register")
    plan = Plan("p", "P", indicators=[bare], tiltak=[Tiltak("t", "T", moves=["i"])])
    values = [3, 1, 4, 1, 5]
    figures = Measurements.of(
        [
            Measurement("i", period=str(2015 + year), value=value)
            for year, value in enumerate(values)
        ]
    )
    found = rusfelt.evaluate_plan(plan, figures, evaluators=[_Impostor()]).series[0]
    assert found.findings["mann-kendall"]["p"] == 0
    assert found.verdict == "cannot-decide"
    assert found.test.p > 0.05
