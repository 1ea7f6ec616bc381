"""What is offered, by whom, and what could not be taken in."""

from __future__ import annotations

import importlib
import types
from typing import Any

import pytest
from people_panels import NEEDED

from rusfelt import DomainError, NameConflictError, Panel, PluginError, Spec, UnknownNameError
from rusfelt.evaluators.theil_sen import TheilSen
from rusfelt.plugin import Offer, Registry, hookimpl

HERE = "rusfelt.evaluators.theil_sen:TheilSen"
MODULE = importlib.import_module("rusfelt.plugin.discovery")


class Point:
    """An entry point of a distribution that is not installed."""

    def __init__(self, distribution: str, plugin: Any) -> None:
        self.name = f"{distribution}-plugin"
        self.dist = types.SimpleNamespace(name=distribution, version="0.1")
        self._plugin = plugin

    def load(self) -> Any:
        if isinstance(self._plugin, BaseException):
            raise self._plugin
        return self._plugin


def plugin(
    *offers: Any, hook: str = "rusfelt_evaluators", error: BaseException | None = None
) -> Any:
    """A plugin that yields these offers and then, perhaps, raises."""

    def answer() -> Any:
        yield from offers
        if error is not None:
            raise error

    answer.__name__ = hook
    made = types.ModuleType("a_plugin")
    setattr(made, hook, hookimpl(answer))
    return made


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Pretend that these plugins are installed, by distribution."""
    monkeypatch.delenv("RUSFELT_PLUGINS", raising=False)

    def put(**plugins: Any) -> None:
        points = [Point(name.replace("_", "-"), each) for name, each in plugins.items()]
        monkeypatch.setattr(
            MODULE, "entry_points", lambda group: points if group == "rusfelt" else []
        )

    put()
    return put


BUILT_IN = (
    "anchor-change", "case-change", "chance-of-target", "clinical-change", "compound-pace", "cusum",
    "difference-in-differences", "direct-rate", "fingertips-trend", "fit-signals", "funnel",
    "g-chart", "gas", "indirect-ratio", "individual-slopes", "interrupted-series", "joinpoint",
    "linear-pace", "livskvalitet-profile", "mann-kendall", "milestone", "p-chart", "paired-change",
    "percentage-change", "period-change", "poisson-trend", "pool", "prewhitened-mann-kendall",
    "proportion", "proportion-trend", "rank-uncertainty", "rate", "recovery",
    "regional-mann-kendall", "relative-index", "relative-to", "reliable-change", "required-change",
    "run-rules", "seasonal-mann-kendall", "shrink", "slope-index", "t-chart", "target-progress",
    "theil-sen", "u-chart", "weighted-trend", "xmr",
)  # fmt: skip


def test_the_built_in_evaluators_come_through_the_same_door(installed: Any) -> None:
    """Each is offered, loads, and calls itself what it is offered as."""
    found = Registry()
    assert found.names() == BUILT_IN
    for name in BUILT_IN:
        assert found.evaluator(name, **NEEDED.get(name, {})).spec.name == name
        assert found.find(name).builtin
    assert found.skipped == ()


def test_a_third_party_is_found_by_its_entry_point(installed: Any) -> None:
    """With the distribution it came from."""
    installed(one=plugin(Offer("mine", HERE)))
    entry = Registry().find("mine")
    assert (entry.distribution, entry.version, entry.builtin) == ("one", "0.1", False)


def test_an_unknown_name_suggests_the_nearest(installed: Any) -> None:
    """Or lists what there is."""
    with pytest.raises(UnknownNameError, match="Did you mean 'mann-kendall'"):
        Registry().find("man-kendal")
    with pytest.raises(UnknownNameError, match="mann-kendall, milestone"):
        Registry().find("zzz")


def test_a_built_in_name_wins(installed: Any) -> None:
    """The other one stays listed and is never asked."""
    installed(one=plugin(Offer("theil-sen", "no.such.module:Thing")))
    found = Registry()
    assert isinstance(found.evaluator("theil-sen"), TheilSen)
    named = [each.distribution for each in found.entries if each.offer.name == "theil-sen"]
    assert named == ["rusfelt", "one"]


def test_two_third_parties_with_one_name_both_stay_listed(installed: Any) -> None:
    """Only asking for that name raises, naming both."""
    installed(one=plugin(Offer("same", HERE)), two=plugin(Offer("same", HERE), Offer("own", HERE)))
    found = Registry()
    assert "same" in found.names()
    with pytest.raises(NameConflictError, match="one and two"):
        found.find("same")
    assert found.find("own").distribution == "two"


def test_one_of_the_two_can_be_chosen(installed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the environment, or by the caller; names are compared as installers compare them."""
    installed(
        one_thing=plugin(Offer("same", HERE)), two=plugin(Offer("same", HERE), Offer("own", HERE))
    )
    monkeypatch.setenv("RUSFELT_PLUGINS", "One.Thing, three")
    found = Registry()
    assert found.find("same").distribution == "one-thing"
    assert "own" not in found.names()
    assert Registry(only=["two"]).find("same").distribution == "two"


@pytest.mark.parametrize("value", ["", " , "])
def test_an_empty_list_means_no_plugins(
    installed: Any, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    """Rusfelt's own are always there."""
    installed(one=plugin(Offer("mine", HERE)))
    monkeypatch.setenv("RUSFELT_PLUGINS", value)
    assert Registry().names() == BUILT_IN
    assert Registry(only=()).names() == BUILT_IN


SKIPPED = {
    "cannot be imported": (ImportError("no numpy 9"), "ImportError: no numpy 9"),
    "ends the program when imported": (SystemExit(3), "SystemExit: 3"),
    "offers something else": (plugin("theil-sen"), "str was offered instead of an Offer"),
    "speaks another interface": (plugin(Offer("new", HERE, api=99)), "plugin interface 99"),
    "raises when asked": (
        plugin(error=RuntimeError("boom")), "rusfelt_evaluators raised RuntimeError: boom",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SKIPPED)
def test_a_plugin_that_cannot_be_taken_in_is_listed_and_costs_no_other(
    installed: Any, name: str
) -> None:
    """With its distribution and the reason."""
    broken, reason = SKIPPED[name]
    installed(bad=broken, good=plugin(Offer("mine", HERE)))
    found = Registry()
    assert found.names() == tuple(sorted((*BUILT_IN, "mine")))
    (skipped,) = found.skipped
    assert (skipped.plugin, skipped.distribution) == ("bad-plugin", "bad")
    assert reason in skipped.reason
    with pytest.raises(PluginError, match="bad"):
        Registry(strict=True)


def test_a_misspelt_hook_is_skipped_and_not_passed_over(installed: Any) -> None:
    """Otherwise its offers would be missing without a word."""
    installed(bad=plugin(Offer("mine", HERE), hook="rusfelt_evaluator"))
    found = Registry()
    assert "mine" not in found.names()
    assert [each.distribution for each in found.skipped] == ["bad"]


def test_what_a_plugin_offers_beside_a_bad_offer_is_taken(installed: Any) -> None:
    """One bad offer is one skipped offer."""
    installed(one=plugin(Offer("old", HERE, api=0), Offer("mine", HERE)))
    found = Registry()
    assert "mine" in found.names()
    assert "old" not in found.names()
    assert len(found.skipped) == 1


def test_other_kinds_have_names_of_their_own(installed: Any) -> None:
    """A plan may be called what an evaluator is called."""
    installed(one=plugin(Offer("theil-sen", "a.plan:load"), hook="rusfelt_plans"))
    found = Registry()
    assert found.names("plan") == ("theil-sen",)
    assert found.find("theil-sen", "plan").distribution == "one"
    with pytest.raises(UnknownNameError, match="No instrument"):
        found.find("theil-sen", "instrument")


def test_listing_imports_nothing(installed: Any) -> None:
    """What is offered is imported when it is asked for, and only then found wanting."""
    installed(one=plugin(Offer("lost", "no_such_module_anywhere:Thing")))
    found = Registry()
    assert "lost" in found.names()
    with pytest.raises(PluginError, match="no_such_module_anywhere") as caught:
        found.evaluator("lost")
    assert isinstance(caught.value.__cause__, ModuleNotFoundError)


@pytest.mark.parametrize(
    ("path", "params", "words"),
    [
        (HERE, {}, "calls itself 'theil-sen'"),
        ("builtins:dict", {}, "no evaluator"),
        (HERE, {"wrong": 1}, "cannot be made"),
        ("rusfelt.evaluators.theil_sen:Nothing", {}, "cannot be imported"),
    ],
    ids=["another name", "no evaluator", "no such parameter", "no such attribute"],
)
def test_an_offer_must_be_what_it_says(
    installed: Any, path: str, params: dict[str, Any], words: str
) -> None:
    """Found out when it is asked for."""
    installed(one=plugin(Offer("mine", path)))
    with pytest.raises(PluginError, match=words):
        Registry().evaluator("mine", **params)


@pytest.mark.parametrize(("name", "path"), [("", HERE), ("x", "no path"), ("x", "a.b"), (3, HERE)])
def test_an_offer_that_could_lead_nowhere_is_refused_when_made(name: Any, path: str) -> None:
    """A name is text, and a path is ``module:attribute``."""
    with pytest.raises(DomainError):
        Offer(name, path)


def test_an_instance_can_be_a_plugin_too(installed: Any) -> None:
    """Anything with marked methods."""

    class Plugin:
        @hookimpl
        def rusfelt_evaluators(self) -> Any:
            yield Offer("mine", HERE)

    installed(one=Plugin())
    assert Registry().find("mine").distribution == "one"


def test_an_evaluator_is_anything_that_keeps_the_contract() -> None:
    """No base class; a spec and a method are enough."""
    from rusfelt import Evaluator

    class Mine:
        spec = Spec("mine", "1")

        def evaluate(self, panel: Panel, /) -> dict[str, Any]:
            return {"rows": len(panel)}

    assert isinstance(Mine(), Evaluator)
    assert not isinstance(object(), Evaluator)
