"""Asking for the laws, excusing some of them, and reading the report."""

from __future__ import annotations

import json

import attrs
import numpy as np
import pytest

from rusfelt import Column, Needs, PluginError, Spec, UnknownNameError
from rusfelt.testing import (
    INSTRUMENT_LAWS,
    LAWS,
    READER_LAWS,
    WRITER_LAWS,
    BrokenLawError,
    Report,
    Result,
    check_evaluator,
    conformance,
)


@attrs.frozen
class Sum:
    @property
    def spec(self):
        gives = (Column("value", unit="indicator"),)
        return Spec("sum-of-values", "1", needs=Needs(points=1), gives=gives)

    def evaluate(self, panel, /):
        with np.errstate(over="ignore"):
            return {"value": np.add.reduceat(panel.y, panel.offsets[:-1])}


@attrs.frozen
class Share(Sum):
    """Breaks one law on purpose."""

    def evaluate(self, panel, /):
        value = super().evaluate(panel)["value"]
        return {"value": value / np.abs(value).sum()}


_EXCUSE = {
    "rowwise": "a share of all is meant",
    "finite": "nobody has shares of nothing",
}


@pytest.mark.parametrize("law", conformance(Sum(), api=1, examples=2), ids=str)
def test_conformance_as_an_author_writes_it(law):
    law()


def test_the_laws_of_interface_1_never_change():
    """A law added here would break the tests of everyone who relies on the list."""
    assert LAWS[1] == (
        "immutable", "untouched", "total", "contract", "finite", "deterministic", "rowwise",
        "equivariant", "needs", "invariances", "time-unit", "json", "honest-offer", "lazy-import",
    )  # fmt: skip
    assert INSTRUMENT_LAWS[1] == (
        "immutable", "total", "bounds", "missing", "deterministic", "alone", "order", "refuses",
        "honest-offer",
    )  # fmt: skip
    assert READER_LAWS[1] == (
        "immutable", "suffixes", "total", "deterministic", "untouched", "cut-off", "refuses",
        "no-network",
    )  # fmt: skip
    assert WRITER_LAWS[1] == (
        "immutable", "suffix", "total", "deterministic", "untouched", "no-network",
    )  # fmt: skip
    assert set(LAWS) == set(INSTRUMENT_LAWS) == set(READER_LAWS) == set(WRITER_LAWS) == {1}


def test_every_law_is_one_test_with_its_name_as_id_and_a_sentence():
    laws = conformance(Sum(), api=1)
    assert tuple(str(law) for law in laws) == LAWS[1]
    assert all(law.sentence.endswith(".") for law in laws)


@pytest.mark.parametrize("api", [0, 2, "1", None, True])
def test_an_interface_without_laws_is_refused(api):
    with pytest.raises(PluginError, match=r"no laws for plugin interface .* speaks 1\."):
        conformance(Sum(), api=api)


@pytest.mark.parametrize("thing", [object(), Sum, "theil-sen"])
def test_what_is_no_evaluator_is_refused_at_once(thing):
    with pytest.raises(PluginError, match="is no evaluator"):
        conformance(thing)


def test_a_broken_law_raises_with_what_was_seen_and_what_it_promises():
    (law,) = [each for each in conformance(Share(), examples=3) if each.name == "rowwise"]
    with pytest.raises(BrokenLawError, match="depends on what stands beside it") as raised:
        law()
    assert law.sentence in str(raised.value)
    assert isinstance(raised.value, AssertionError)


def test_an_excused_law_may_be_broken():
    report = check_evaluator(Share(), excuse=_EXCUSE, examples=3)
    assert report, str(report)
    assert {each.law for each in report.results if each.outcome == "excused"} == set(_EXCUSE)
    assert "2 excused" in str(report)
    assert "rowwise is excused: a share of all is meant" in str(report)


def test_an_excused_law_is_an_expected_failure_in_pytest():
    (law,) = [
        each for each in conformance(Share(), excuse=_EXCUSE, examples=3) if each.name == "rowwise"
    ]
    with pytest.raises(pytest.xfail.Exception, match="a share of all is meant"):
        law()


def test_a_law_that_does_not_apply_is_skipped_in_pytest_and_counted():
    (law,) = [each for each in conformance(Sum(), examples=1) if each.name == "invariances"]
    with pytest.raises(pytest.skip.Exception, match="declares no invariances"):
        law()


def test_outside_pytest_neither_is_raised(monkeypatch):
    monkeypatch.delenv("PYTEST_CURRENT_TEST")
    (law,) = [each for each in conformance(Sum(), examples=1) if each.name == "invariances"]
    law()


@pytest.mark.parametrize("law", ["rowwise", "invariances"])
def test_an_excuse_that_no_longer_holds_fails(law):
    """Also one for a law that does not apply."""
    report = check_evaluator(Sum(), excuse={law: "it was hard"}, examples=2)
    (failed,) = report.failed
    assert failed.law == law
    assert "the excuse no longer holds ('it was hard')" in failed.seen


def test_an_excuse_for_no_law_is_an_error_at_once_with_the_nearest_name():
    with pytest.raises(UnknownNameError, match="Did you mean 'rowwise'"):
        conformance(Sum(), excuse={"row-wise": "because"})


@pytest.mark.parametrize("reason", ["", "  ", None])
def test_an_excuse_without_a_reason_is_none(reason):
    with pytest.raises(PluginError, match="gives no reason"):
        conformance(Sum(), excuse={"rowwise": reason})


def test_the_report_says_how_many_laws_ran_and_what_became_of_each():
    results = [Result(f"law-{k}", "holds") for k in range(11)]
    results.append(Result("last", "excused", "seen", "because"))
    report = Report("mine", "evaluator", 1, results)
    assert str(report).splitlines()[0] == "mine: 11 of 12 laws hold, 1 excused."
    assert bool(report)
    assert len(report.laws) == 12


def test_the_report_tells_what_was_seen_of_each_broken_law():
    results = [Result("one", "holds"), Result("two", "broken", "it fell")]
    report = Report("mine", "evaluator", 1, results)
    assert str(report).splitlines() == ["mine: 1 of 2 laws holds, 1 is broken.", "  two: it fell"]
    assert not report


def test_the_report_is_plain_values_for_json():
    report = check_evaluator(Share(), examples=2)
    told = json.loads(json.dumps(report.to_dict(), allow_nan=False))
    assert told["laws"] == len(LAWS[1]) == len(told["results"])
    assert told["passed"] is False
    assert told["holds"] + told["broken"] + told["excused"] + told["does_not_apply"] == 14
    assert {"law", "outcome", "seen", "excuse"} == set(told["results"][0])


def test_the_same_laws_say_the_same_each_time():
    """Nothing in them is left to chance."""
    one, two = (check_evaluator(Share(), examples=3).to_dict() for _ in range(2))
    assert one == two
