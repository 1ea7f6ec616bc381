"""Every plugin that does not hang, installed at once: each has its record, nobody else notices."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from zoo_answers import ANSWERS
from zoo_calls import CALLS
from zoo_habitat import GOOD, HALF, without
from zoo_keeping import RARE, SOAK, belongings, evaluated, let_in, survivors
from zoo_offers import OFFERS

if TYPE_CHECKING:
    from pathlib import Path

    import rusfelt

# Those that differ little from others are let loose in the long run only.
ALL = tuple(
    each
    for each in (*CALLS, *ANSWERS, *OFFERS, HALF)
    if not each.hangs and (SOAK or each.name not in RARE)
)
HARMFUL = [each for each in ALL if each.kind]
HARMLESS = [each for each in ALL if not each.kind]
_GOOD = [each.name for each in GOOD]


@attrs.frozen(eq=False)
class Runs:
    """The same evaluation with everyone, with the good plugins, and with none."""

    whole: rusfelt.Evaluation
    good: dict[str, Any]
    alone: dict[str, Any]
    survivors: list[str]
    before: dict[str, Any]
    after: dict[str, Any]
    imported: list[str]


@pytest.fixture(scope="module")
def runs(site: Path) -> Runs:
    with let_in(site, ()):
        alone = evaluated(isolation="none").to_dict()
    with let_in(site, _GOOD):
        good = evaluated().to_dict()
    before = belongings()
    with let_in(site, [*_GOOD, *(each.name for each in ALL)]) as mark:
        whole = evaluated()
        left = survivors(mark)
        # Before the modules are taken out again.
        names = sorted({each.package for each in (*ALL, *GOOD)}.intersection(sys.modules))
    return Runs(whole, good, alone, left, before, belongings(), names)


def test_everything_else_is_byte_identical_to_a_run_without_them(runs: Runs) -> None:
    """Every verdict, number and reason, whoever is installed beside."""
    names = [*_GOOD, *(each.name for each in ALL), "half-good"]
    assert without(runs.whole.to_dict(), names) == without(runs.alone, ())


def test_good_plugins_say_what_they_say_without_the_others(runs: Runs) -> None:
    """To the byte, and with the same provenance."""
    bad = [*(each.name for each in ALL), "half-good"]
    assert without(runs.whole.to_dict(), bad) == without(runs.good, ())
    assert not runs.good["failures"]
    deaths = runs.good["series"][0]["findings"]
    assert [deaths[name]["status"] for name in _GOOD] == ["ok", "ok", "ok", "unmet"]
    people = next(each for each in runs.good["series"] if each["indicator"] == "liv")
    assert people["findings"]["good-with-people"]["answered"] == 30


# All beasts in one test each: a test a beast would be spread over the workers of the test run, each
# of which would let all of them loose anew.
def test_each_that_does_wrong_has_one_record(runs: Runs) -> None:
    """Of the right kind, in its own distribution's name, on one readable line."""
    assert len(HARMFUL) >= 24
    found = {
        beast.name: [
            (each.evaluator, each.kind)
            for each in runs.whole.failures
            if each.distribution == beast.name
        ]
        for beast in HARMFUL
    }
    assert found == {beast.name: [(beast.name, beast.kind)] for beast in HARMFUL}
    said = {each.distribution: each.message for each in runs.whole.failures}
    assert [
        (each.name, said[each.name]) for each in HARMFUL if each.says not in said[each.name]
    ] == []
    unreadable = [each for each in said.values() if not each.isprintable()]
    assert unreadable == []
    assert [each for each in said.values() if not 10 <= len(each) < 2500] == []


def test_what_does_no_harm_where_it_is_kept_is_shown(runs: Runs) -> None:
    """What it changes, it changes in its own process; what it says stands under its name."""
    blamed = {each.distribution for each in runs.whole.failures}
    assert blamed.isdisjoint(each.name for each in HARMLESS)
    assert {each.name for each in HARMLESS} <= runs.whole.series[0].findings.keys()


def test_nobody_has_a_record_for_somebody_else(runs: Runs) -> None:
    """As many records as there are plugins that do wrong."""
    assert sorted(each.distribution for each in runs.whole.failures) == sorted(
        each.name for each in HARMFUL
    )


def test_one_that_crashes_costs_its_own_distributions_others_nothing(runs: Runs) -> None:
    """The second evaluator of a distribution answers after the first has taken the process."""
    assert runs.whole.series[0].findings["half-good"]["last"] == 33
    assert "half-bad" not in runs.whole.series[0].findings


def test_a_verdict_nobody_asked_for_is_shown_and_decides_nothing(runs: Runs) -> None:
    visits = next(each for each in runs.whole.series if each.key[0] == "visits")
    assert visits.findings["says-that-all-improves"]["verdict"] == "improving"
    alone = next(each for each in runs.alone["series"] if each["indicator"] == "visits")
    assert visits.to_dict()["verdict"] == alone["verdict"] != "improving"


def test_what_an_evaluation_holds_can_be_written(runs: Runs) -> None:
    """Half characters and pieces of terminal commands stay with those who say them."""
    assert runs.whole.to_json().encode("utf-8")
    for findings in runs.whole.findings.values():
        assert findings.to_dict()


def test_no_process_outlives_the_run(runs: Runs) -> None:
    """Neither those that forked, nor those that left their group, nor those started by either."""
    assert runs.survivors == []


def test_nothing_is_left_open_or_lying_about(runs: Runs) -> None:
    """No memory, pipe or file, while the evaluation itself is still held."""
    assert runs.after == runs.before


def test_no_plugin_is_imported_here(runs: Runs) -> None:
    """Not even the modules with the hooks."""
    assert runs.imported == []
