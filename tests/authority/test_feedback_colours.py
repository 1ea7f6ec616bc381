"""The dashboard's colours against OpenFIT's documented rules, read from their own words."""

from __future__ import annotations

import json
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from rusfelt.stats.feedback.dashboard_colour import alliance_colour, dashboard_colour

if TYPE_CHECKING:
    from pathlib import Path

TARGETS = {"TargetSessionScore": 24.0, "nTargetSession": 18.0}


@pytest.fixture
def document(authority: Path) -> dict[str, Any]:
    """Nine rules, each a condition in words and a colour."""
    path = authority / "clinical" / "fit_alert_rules.json"
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    assert len(loaded["rules"]) == 9
    return loaded


def holds(condition: str, values: dict[str, float | None]) -> bool:
    """Whether a rule's condition is true of these values; one about nothing is false."""
    if condition.endswith(" is null"):
        return values[condition.removesuffix(" is null")] is None
    for part in condition.split(" and "):
        for operator, compare in (("<=", np.less_equal), (">=", np.greater_equal), ("<", np.less)):
            name, found, limit = part.partition(operator)
            if found:
                left = values[name]
                right = values[limit] if limit in values else float(limit)
                if left is None or right is None or not compare(left, right):
                    return False
                break
        else:
            raise AssertionError(part)
    return True


@pytest.mark.parametrize("who", ["adult", "adolescent", "child"])
def test_every_outcome_rule_gives_its_colour(document: dict[str, Any], who: str) -> None:
    """Every tenth from 0 to 40, after one session and after three; the first rule that holds."""
    cutoff = document["cutoffs"]["ORS"][who]
    rules = [rule for rule in document["rules"] if rule[0].startswith("ORS")]
    scores = np.arange(401) / 10
    seen = set()
    for count in (1, 3):
        found = dashboard_colour(
            count, scores, target=TARGETS["TargetSessionScore"],
            lower_target=TARGETS["nTargetSession"], cutoff=cutoff, version="made up",
        )  # fmt: skip
        for score, colour, reason in zip(scores, found.colour, found.reason, strict=True):
            values = {"ORSCount": count, "ORSPost": score, "CutoffORS": cutoff, **TARGETS}
            expected = next(colour for condition, colour in rules if holds(condition, values))
            seen.add(expected)
            ours = str(colour)
            if reason == "target-reached-above-cutoff":
                ours += "(above cutoff)"
            assert ours == expected, (count, score)
    assert seen == {colour for _, colour in rules}


def test_every_alliance_rule_gives_its_colour(document: dict[str, Any]) -> None:
    """Level and change are two lights, and each follows its own rules."""
    cutoff = document["cutoffs"]["SRS"]
    rules = [rule for rule in document["rules"] if rule[0].startswith("SRS")]
    level = [rule for rule in rules if not rule[0].startswith("SRSChange")]
    change = [rule for rule in rules if rule[0].startswith("SRSChange") or "null" in rule[0]]
    scores = [None, 30.0, 35.9, 36.0, 36.1, 40.0]
    seen = set()
    for now, last in product(scores, [None, 31.0, 36.9, 37.0, 37.2]):
        none = float("nan")
        found = alliance_colour(none if now is None else now, none if last is None else last,
                                cutoff=cutoff)  # fmt: skip
        values: dict[str, float | None] = {"SRSPost": now, "CutoffSRS": float(cutoff)}
        both = now is not None and last is not None
        values["SRSChangeFromLast"] = round(now - last, 6) if both else None
        for light, among in ((found.colour, level), (found.change_colour, change)):
            expected = [colour for condition, colour in among if holds(condition, values)]
            assert str(light) == (expected[0] if expected else ""), (now, last)
            seen |= {condition for condition, _ in among if holds(condition, values)}
    assert seen == {condition for condition, _ in rules}
