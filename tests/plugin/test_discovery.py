"""From entry points to offers, here and in processes: whatever a plugin is like, it is listed."""

from __future__ import annotations

import importlib
import itertools
import json
import logging
import sys
import types
from collections.abc import Callable
from typing import Any

import attrs
import pytest

from rusfelt import Column, Judge, Needs, Panel, Spec
from rusfelt.errors import (
    ContractError,
    CrashError,
    DeadlineError,
    EvaluationError,
    NameConflictError,
    PluginError,
    RusfeltError,
)
from rusfelt.evaluation.asker import Asker
from rusfelt.evaluation.isolation import process, stage, worker
from rusfelt.evaluation.isolation.limits import Limits
from rusfelt.evaluation.isolation.stage import Asked, Stage
from rusfelt.evaluation.isolation.worker import Worker, answer_to
from rusfelt.plugin import Entry, Offer, Registry, hookimpl
from rusfelt.plugin.discovery import MOST_OFFERS, look_into, plugin_points, take
from rusfelt.plugin.hooks import KINDS, Hooks

HERE = "rusfelt.evaluators.theil_sen:TheilSen"
PANEL = Panel(["a"], [""], [""], [0], [0, 2], [2019, 2020], [1, 2.5], clock="period")
AGAIN = Panel(["b"], [""], [""], [0], [0, 1], [2020], [4], clock="period")
MODULE = importlib.import_module("rusfelt.plugin.discovery")


class Interrupted(types.ModuleType):
    """A module in whose looking through somebody pressed Ctrl-C."""

    def __dir__(self) -> list[str]:
        raise KeyboardInterrupt


class Leftover:
    """What is left of a distribution that was not removed cleanly."""

    version = "1"

    @property
    def name(self) -> str:
        raise KeyError("Name")


def point(name: str, load: Callable[[], Any], dist: Any = None) -> Any:
    return types.SimpleNamespace(name=name, load=load, dist=dist)


def offering(answer: Callable[[], Any]) -> types.ModuleType:
    """A plugin whose evaluators are what ``answer`` gives."""

    def rusfelt_evaluators() -> Any:
        return answer()

    made = types.ModuleType("a_plugin")
    made.rusfelt_evaluators = hookimpl(rusfelt_evaluators)  # type: ignore[attr-defined]
    return made


def interrupt() -> Any:
    raise KeyboardInterrupt


@pytest.fixture
def points(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Pretend that these are all entry points there are."""
    monkeypatch.delenv("RUSFELT_PLUGINS", raising=False)

    def put(*there: Any) -> None:
        monkeypatch.setattr(MODULE, "entry_points", lambda group: there)  # noqa: ARG005

    return put


def test_a_plugin_without_metadata_is_found_under_no_distribution(points: Any) -> None:
    """Neither what has none at all, nor what has lost it, keeps the others from being found."""
    whole = types.SimpleNamespace(name="whole", version="2")
    plugin = offering(lambda: [Offer("mine", HERE)])
    points(
        point("c", lambda: plugin, whole),
        point("b", lambda: plugin, Leftover()),
        point("a", lambda: plugin),
    )
    found = plugin_points()
    assert [(each.name, each.distribution, each.version) for each in found] == [
        ("a", "", ""),
        ("b", "", ""),
        ("c", "whole", "2"),
    ]
    assert [each.distribution for each in plugin_points(["whole"])] == ["whole"]
    (entry,) = look_into(found[1]).entries
    assert (entry.offer.name, entry.distribution, entry.builtin) == ("mine", "", False)


@pytest.mark.parametrize(
    "load",
    [interrupt, lambda: Interrupted("x"), lambda: offering(interrupt)],
    ids=["while imported", "while looked through", "while asked"],
)
def test_an_interrupt_is_the_users_and_not_the_plugins_fault(points: Any, load: Any) -> None:
    """Ctrl-C stops rusfelt; it does not make a plugin a skipped one."""
    points(point("slow", load))
    with pytest.raises(KeyboardInterrupt):
        Registry()


def test_offers_without_end_are_cut_off_and_none_is_taken() -> None:
    """As many as are allowed are all taken."""
    endless = take("p", offering(lambda: itertools.repeat(Offer("mine", HERE))), "d", "1")
    assert endless.entries == ()
    (skipped,) = endless.skipped
    assert skipped.reason == "rusfelt_evaluators offers more than 10,000 things; none is taken."
    many = itertools.repeat(Offer("mine", HERE), MOST_OFFERS)
    assert len(take("p", offering(lambda: many), "d", "1").entries) == MOST_OFFERS


def test_every_hook_by_itself_offers_nothing() -> None:
    """A plugin that takes a hook over from the description offers nothing and breaks nothing."""
    for name in KINDS.values():
        assert tuple(getattr(Hooks(), name)()) == ()


def test_one_distribution_that_offers_a_name_twice_means_neither() -> None:
    """And is told so; uninstalling another would not help."""
    twice = [Entry("evaluator", Offer("mine", HERE), "one", "1") for _ in range(2)]
    found = Registry.of(twice)
    with pytest.raises(NameConflictError, match="offered 2 times by one, so none is meant"):
        found.find("mine")
    assert [why for _, why in found.conflicts()] == [
        "The evaluator 'mine' is offered 2 times by one, so none is meant."
    ] * 2
    assert found.third_party() == ()


def test_who_offers_a_built_in_name_is_told_that_it_is_not_asked() -> None:
    """Not an error: everything else of that plugin is taken."""
    mine = Entry("evaluator", Offer("theil-sen", "theirs:TheilSen"), "one", "1")
    ((entry, why),) = Registry.of([mine]).conflicts()
    assert entry is mine
    assert why.endswith("its own evaluator called 'theil-sen', and that one is asked.")


def test_an_interrupt_while_an_evaluator_is_made_passes_through(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is no parameter that does not fit."""
    module = types.ModuleType("a_slow_module")
    module.Slow = interrupt  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "a_slow_module", module)
    entry = Entry("evaluator", Offer("slow", "a_slow_module:Slow"), "one", "1")
    with pytest.raises(KeyboardInterrupt):
        Registry.of([entry]).evaluator("slow")


@attrs.frozen
class Acting:
    """An evaluator that behaves as it is told."""

    what: str = ""

    @property
    def spec(self) -> Spec:
        return Spec("acting", "1", needs=Needs(points=0), gives=(Column("n", "int64"),))

    def evaluate(self, panel: Panel, /) -> Any:
        if self.what == "raises":
            msg = "boom"
            raise ArithmeticError(msg)
        return {"n": panel.sizes}


def _missing() -> Any:
    msg = "no numpy 9"
    raise ImportError(msg)


class Tame:
    """A plugin's process that is this one."""

    printed = 0
    closed = 0

    def __init__(self, distribution: str, limits: Limits, mark: str) -> None:
        self.distribution = distribution
        self.limits = limits
        self.mark = mark
        self.asked: list[str] = []
        self.bent: dict[str, Any] = {}
        self._worker = Worker(distribution, limits)

    def ask(self, verb: str, until: float, /, **told: Any) -> dict[str, Any]:
        assert until > 0
        self.asked.append(verb)
        bent = self.bent.get(verb)
        if isinstance(bent, BaseException):
            raise bent
        if bent is not None:
            return dict(bent)
        reply = answer_to(self._worker, {"verb": verb, **json.loads(json.dumps(told))})
        if "ok" in reply:
            return dict(json.loads(json.dumps(reply["ok"])))
        raise process._error_of(reply["error"])

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def tame(monkeypatch: pytest.MonkeyPatch, points: Callable[..., None]) -> list[Tame]:
    """Every process a stage starts, none of which is one."""
    started: list[Tame] = []
    module = types.ModuleType("somebodys_actor")
    module.Acting = Acting  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "somebodys_actor", module)
    plugin = offering(lambda: [Offer("acting", "somebodys_actor:Acting")])
    actors, lost = (types.SimpleNamespace(name=each, version="1") for each in ("actors", "lost"))
    points(point("p", lambda: plugin, actors), point("p", _missing, lost))
    # Limits, and children nobody has waited for, are a process's of its own and not this one's.
    monkeypatch.setattr(worker, "room_for", lambda *_: None)
    monkeypatch.setattr(worker, "_no_company", lambda: None)

    def start(*given: Any) -> Tame:
        started.append(Tame(*given))
        return started[-1]

    monkeypatch.setattr(stage, "PluginProcess", start)
    monkeypatch.setattr(stage, "end_marked", lambda _: None)
    return started


def test_a_stage_finds_describes_and_asks(
    tame: list[Tame], caplog: pytest.LogCaptureFixture
) -> None:
    """What cannot be taken in is listed; how much was printed is told, and not what."""
    judge = Judge("acting", params={"what": "x"})
    with caplog.at_level(logging.INFO), Stage(only=None) as made:
        assert "ImportError: no numpy 9" in {each.reason for each in made.registry.skipped}
        assert made.spec(judge).name == "acting"
        (found, failed) = made.ask(
            [Asked(judge, PANEL), Asked(Judge("acting", params={"what": "raises"}), PANEL)]
        )
        assert not isinstance(found, RusfeltError)
        assert found["n"].tolist() == [2]
        assert isinstance(failed, EvaluationError)
        assert "ArithmeticError" in str(failed)
        tame[0].printed = 12
        assert made.printed == {"actors": 12}
    assert [each.closed for each in tame] == [1, 1]
    assert "actors printed 12 bytes" in caplog.text


def test_an_asker_asks_what_it_did_not_ask_ahead(tame: list[Tame]) -> None:
    """And of a panel it has asked about ahead it does not ask again; an unknown name is nowhere."""
    judge = Judge("acting")
    with Stage() as made:
        asker = Asker(None, made)
        assert asker.isolated(judge)
        assert not asker.isolated(Judge("nobody-offers-this"))
        assert not asker.isolated(Judge("theil-sen"))
        asker.ahead([(judge, PANEL, False)])
        assert asker.ask(judge, PANEL, people=False)["n"].tolist() == [2]
        assert tame[0].asked.count("evaluate") == 1
        assert asker.ask(judge, AGAIN, people=True)["n"].tolist() == [1]
        assert tame[0].asked.count("evaluate") == 2
        assert asker.spec(judge).name == "acting"
        with pytest.raises(PluginError, match="cannot be made"):
            asker.spec(Judge("acting", params={"wrong": 1}))


def test_what_cannot_be_described_is_not_asked(tame: list[Tame]) -> None:
    """Why it cannot is the answer, to each question about it; a panel of nobody asks nobody."""
    wrong = Judge("acting", params={"wrong": 1})
    with Stage() as made:
        found = made.ask([Asked(wrong, PANEL), Asked(Judge("acting"), PANEL.take([]))])
        assert isinstance(found[0], PluginError)
        assert "cannot be made" in str(found[0])
        assert not isinstance(found[1], RusfeltError)
        assert found[1].rows == 0
        assert "evaluate" not in tame[0].asked


def test_what_ended_a_process_once_is_not_tried_on_the_next_panel(tame: list[Tame]) -> None:
    """Each try could take as long as the first."""
    with Stage() as made:
        tame[0].bent["evaluate"] = CrashError("exit code 3")
        found = made.ask([Asked(Judge("acting"), each) for each in (PANEL, AGAIN)])
        assert [str(each) for each in found] == ["exit code 3"] * 2
        assert tame[0].asked.count("evaluate") == 1


def test_who_has_used_up_the_time_is_not_asked_again(tame: list[Tame]) -> None:
    """The others keep theirs."""
    with Stage() as made:
        tame[0].bent["describe"] = DeadlineError("no answer")
        for what, words in (("a", "no answer"), ("b", "used up all the time")):
            with pytest.raises(DeadlineError, match=words):
                made.spec(Judge("acting", params={"what": what}))


@pytest.mark.parametrize(
    ("bent", "words"),
    [
        ({"spec": {}, "params": [["what", [1]]]}, "parameters are not plain values"),
        ({"spec": {}, "params": [["what"]]}, "What it told makes no sense: ValueError"),
        ({}, "What it told makes no sense: KeyError"),
    ],
)
def test_what_makes_no_sense_is_the_plugins_breach_of_contract(
    tame: list[Tame], bent: dict[str, Any], words: str
) -> None:
    """It comes from a process that may have gone wrong in any way."""
    with Stage() as made:
        tame[0].bent["describe"] = bent
        with pytest.raises(ContractError, match=words):
            made.spec(Judge("acting"))


def test_a_stage_that_is_interrupted_ends_every_process(
    tame: list[Tame], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether while it looks around or while it asks."""
    with Stage() as made:
        tame[0].bent["describe"] = KeyboardInterrupt()
        with pytest.raises(KeyboardInterrupt):
            made.spec(Judge("acting"))
        assert [each.closed for each in tame] == [1, 1]

    def interrupted(*_: object) -> Any:
        raise KeyboardInterrupt

    tame.clear()
    monkeypatch.setattr(Stage, "_look_into", interrupted)
    with pytest.raises(KeyboardInterrupt):
        Stage()
    assert len(tame) == 2
    assert all(each.closed for each in tame)


def test_a_distribution_that_cannot_be_looked_into_is_skipped_with_all_it_has(
    tame: list[Tame], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the kind of what its process came to."""

    def ends(_: Stage, process: Tame, *__: object) -> Any:
        msg = "exit code 3"
        raise CrashError(msg)

    monkeypatch.setattr(Stage, "_look_into", ends)
    with Stage() as made:
        assert [(each.distribution, each.kind, each.reason) for each in made.registry.skipped] == [
            ("actors", "CrashError", "exit code 3"),
            ("lost", "CrashError", "exit code 3"),
        ]
