"""The JSON report: the evaluation's own keys, and how it came to be publishable."""

from __future__ import annotations

import json

import attrs
import pytest
from hostile_cells import PAYLOADS, hostile, states

from rusfelt.disclosure.policy import policy_named
from rusfelt.errors import DomainError
from rusfelt.publishing import Hidden, Published
from rusfelt.report.json import json_report


def test_only_what_went_through_the_gate_is_written(illustrative):
    with pytest.raises(DomainError, match="publish"):
        json_report(illustrative)


def test_it_is_the_evaluation_and_how_it_was_published(illustrative):
    """Nothing else is in it, and nothing of the evaluation is left out."""
    hidden = (Hidden("figure", "small", "overdoser", "030108", "", "2024"),)
    found = json.loads(json_report(Published(illustrative, policy_named("helse5"), hidden=hidden)))
    said = found.pop("publication")
    assert found == json.loads(illustrative.to_json())
    assert said["internal"] is False
    assert said["policy"]["minimum"] == 5
    assert said["hidden"] == [hidden[0].to_dict()]


def test_internal_is_said():
    internal = attrs.evolve(states(), internal=True)
    assert json.loads(json_report(internal))["publication"] == {
        "internal": True, "policy": None, "hidden": [],
    }  # fmt: skip


def test_undefined_is_null_and_the_text_is_utf_8():
    """No NaN, which is no JSON; letters stand as they are."""

    def refuse(word):
        raise AssertionError(word)

    text = json_report(states())
    points = json.loads(text, parse_constant=refuse)["series"][0]["points"]
    assert [each["value"] for each in points if each["state"] == "suppressed"] == [None]
    assert "før og etter" in text
    assert text.encode("utf-8").decode("utf-8") == text


def test_payloads_are_text():
    """Whatever a text holds, it is a string of the same letters, and the file is UTF-8."""
    text = json_report(hostile())
    text.encode("utf-8")
    details = [each["detail"] for each in json.loads(text)["publication"]["hidden"]]
    assert len(details) == len(PAYLOADS)
    for detail, payload in zip(details, PAYLOADS, strict=True):
        assert detail == payload
