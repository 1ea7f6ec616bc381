"""Instruments keep their laws, and what breaks one is caught."""

from __future__ import annotations

import os

import attrs
import numpy as np
import pytest

from rusfelt import (
    DomainError,
    Instrument,
    ItemSet,
    MissingRule,
    PluginError,
    Scale,
    load_instrument,
)
from rusfelt.plugin import Offer
from rusfelt.testing import check_instrument, conformance_of_instrument, only_these
from rusfelt.testing._sheets import Sheets

# One scale and several, and one scored by answer pattern.
_FEW = ["phq9", "core_om", "rand36", "eq5d5l"]
_FURTHER = ["ors", "oq45", "audit", "brukerplan", "europasi"]
_SOAK = bool(os.environ.get("RUSFELT_SOAK"))
_NAMES = [*_FEW, *_FURTHER] if _SOAK else _FEW

MINE = Instrument(
    "mine", "1", "Mine",
    [ItemSet(["1-4"], answers=[0, 3])],
    [Scale("total", "sum", [0, 12])],
    MissingRule(1),
    better="lower",
)  # fmt: skip
# The same by another rule, as somebody else might offer it.
OTHER = attrs.evolve(MINE, missing_rule=None)


@pytest.mark.no_cover
@pytest.mark.parametrize("name", _NAMES)
def test_an_instrument_that_ships_keeps_every_law(name):
    report = check_instrument(name, examples=8 if _SOAK else 2)
    assert report, str(report)


@pytest.mark.parametrize("law", conformance_of_instrument(MINE, api=1), ids=str)
def test_conformance_of_ones_own(law):
    law()


def test_a_value_set_can_be_handed_in():
    patterns = {f"{k:05d}": 0.5 for k in range(11111, 55556) if set(str(k)) <= set("12345")}
    assert check_instrument("eq5d5l", examples=2, value_set=patterns)


@pytest.mark.parametrize("thing", [3, None, object()])
def test_what_is_no_instrument_is_refused(thing):
    with pytest.raises(PluginError, match="is no instrument"):
        check_instrument(thing)


def test_an_instrument_offered_by_its_id_must_be_that_one():
    path = f"{__name__}:OTHER"
    with only_these(Offer("mine", path), distribution="shop", kind="instrument"):
        report = check_instrument(MINE, examples=2)
    assert [each.law for each in report.failed] == ["honest-offer"]
    with only_these(Offer("mine", f"{__name__}:MINE"), distribution="shop", kind="instrument"):
        assert check_instrument(MINE, examples=2)


def test_an_offer_of_its_id_that_leads_nowhere_is_told_of():
    with only_these(Offer("mine", "nowhere_made_up:MINE"), distribution="shop", kind="instrument"):
        report = check_instrument(MINE, examples=1)
    assert [each.law for each in report.failed] == ["honest-offer"]


class Unhashable(Instrument):
    __hash__ = None


class Unequal(Instrument):
    """A copy is another one, since it compares by where it lies."""

    __eq__ = object.__eq__
    __hash__ = object.__hash__


@pytest.mark.parametrize(
    ("kind", "seen"),
    [
        (Unhashable, "it cannot be hashed or sent to another process"),
        (Unequal, "its copy in another process is not equal to it"),
    ],
)
def test_an_instrument_whose_copy_is_another_one_is_not_immutable(kind, seen):
    parts = {each.name: getattr(MINE, each.name) for each in attrs.fields(Instrument)}
    laws = {each.name: each for each in conformance_of_instrument(kind(**parts), examples=1)}
    result = laws["immutable"].check()
    assert result.outcome == "broken"
    assert seen in result.seen


def test_an_instrument_with_too_many_answer_patterns_needs_a_value_set():
    """They cannot all be made up; what needs none of them is held all the same."""
    many = Instrument(
        "many", "1", "Many",
        [ItemSet(["1-7"], answers=[1, 5])],
        [Scale("index", "value-set", [0, 1])],
        better="higher",
    )  # fmt: skip
    report = check_instrument(many, examples=1)
    assert report, str(report)
    idle = {each.law: each.seen for each in report.results if each.outcome == "does-not-apply"}
    assert "Hand in a value set" in idle["total"]
    assert "immutable" not in idle


def test_a_refusal_that_repeats_the_answer_is_caught(monkeypatch):
    def loud(self, table):
        raise DomainError(
            str({name: column.max() for name, column in table.items() if "_" in name})
        )

    monkeypatch.setattr(Sheets, "score", loud)
    laws = {each.name: each for each in conformance_of_instrument(MINE, examples=1)}
    assert "its refusal repeats the answer" in laws["refuses"].check().seen


def _spoilt(monkeypatch, spoil):
    """Scoring with something done to its panel."""
    scored = Sheets.score

    def score(self, table):
        return spoil(scored(self, table), table)

    monkeypatch.setattr(Sheets, "score", score)
    return {each.law for each in check_instrument("phq9", examples=3).failed}


def _with(panel, **parts):
    made = panel.again()
    for name, value in parts.items():
        object.__setattr__(made, name, value)
    return made


def test_scores_beyond_the_ends_of_the_scale_are_caught(monkeypatch):
    assert "bounds" in _spoilt(monkeypatch, lambda panel, _: _with(panel, y=panel.y + 5))


def test_scores_that_depend_on_others_are_caught(monkeypatch):
    failed = _spoilt(monkeypatch, lambda panel, _: _with(panel, y=panel.y - panel.y.mean()))
    assert "alone" in failed


def test_scores_that_depend_on_the_order_of_the_sheets_are_caught(monkeypatch):
    def first(panel, table):
        return _with(panel, y=panel.y + (table["person"][0] > table["person"][-1]))

    assert "order" in _spoilt(monkeypatch, first)


def test_scores_by_chance_are_caught(monkeypatch):
    dice = np.random.default_rng()
    failed = _spoilt(monkeypatch, lambda panel, _: _with(panel, y=dice.random(len(panel.y))))
    assert "deterministic" in failed


def test_scores_lost_are_caught(monkeypatch):
    assert "total" in _spoilt(monkeypatch, lambda panel, _: panel.take(np.arange(1, len(panel))))


def test_a_missing_rule_that_is_not_kept_is_caught(monkeypatch):
    monkeypatch.setattr(Sheets, "surely", lambda self, _: self.score(self.complete))
    assert "missing" in {each.law for each in check_instrument("phq9", examples=2).failed}


def test_an_answer_there_is_not_must_be_refused_without_repeating_it(monkeypatch):
    complete = Sheets(load_instrument("phq9"), examples=1, value_set=None).complete
    scored = Sheets.score
    monkeypatch.setattr(Sheets, "score", lambda self, _: scored(self, complete))
    assert "refuses" in {each.law for each in check_instrument("phq9", examples=2).failed}
