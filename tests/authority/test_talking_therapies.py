"""NHS Talking Therapies' outcomes against an encoding of the published rules, person by person."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import rusfelt
from rusfelt.evaluation.people.rollup import roll_up
from rusfelt.stats.change.talking_therapies import talking_therapies
from rusfelt.stats.change.talking_therapies_shares import talking_therapies_shares

if TYPE_CHECKING:
    from pathlib import Path

# Our field, and what it is called there.
FIELDS = {
    "case_at_start": "caseness_start",
    "case_at_end": "caseness_end",
    "recovery": "recovery",
    "reliable_improvement": "reliable_improvement",
    "reliable_deterioration": "reliable_deterioration",
    "no_reliable_change": "no_reliable_change",
    "reliable_recovery": "reliable_recovery",
}


@pytest.fixture
def reference(authority: Path) -> dict[str, Any]:
    """Twelve persons with PHQ-9 and GAD-7, and the thresholds of both."""
    path = authority / "clinical" / "iapt_reference.json"
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


@pytest.mark.parametrize("mirrored", [False, True])
def test_every_person_has_every_label(reference: dict[str, Any], mirrored: bool) -> None:
    """Also with scales turned round, so that higher is better."""
    cases, thresholds = reference["cases"], reference["thresholds"]
    assert len(cases) == 12
    sign = -1 if mirrored else 1
    pre = sign * np.array([[case["phq_pre"], case["gad_pre"]] for case in cases])
    post = sign * np.array([[case["phq_post"], case["gad_post"]] for case in cases])
    measures = [thresholds["PHQ9"], thresholds["GAD7"]]
    found = talking_therapies(
        pre, post, caseness=[sign * each["caseness_ge"] for each in measures],
        reliable=[each["reliable_change_ge"] for each in measures],
        better="higher" if mirrored else "lower",
    )  # fmt: skip
    for ours, theirs in FIELDS.items():
        assert getattr(found, ours).tolist() == [case[theirs] for case in cases], ours
    assert found.classified.all()


def test_the_groups_numbers_are_those_of_the_labels(reference: dict[str, Any]) -> None:
    """Recovery is of the cases at the start, improvement of all."""
    cases = reference["cases"]
    pre = [[case["phq_pre"], case["gad_pre"]] for case in cases]
    post = [[case["phq_post"], case["gad_post"]] for case in cases]
    shares = talking_therapies_shares(
        talking_therapies(pre, post, caseness=[10, 8], reliable=[6, 4])
    )
    number = {theirs: sum(case[theirs] for case in cases) for theirs in FIELDS.values()}
    assert int(shares.case_at_start) == number["caseness_start"] == 10
    assert float(shares.recovery) == number["recovery"] / 10
    assert float(shares.reliable_recovery) == number["reliable_recovery"] / 10
    assert float(shares.reliable_improvement) == number["reliable_improvement"] / 12
    assert float(shares.reliable_deterioration) == number["reliable_deterioration"] / 12


def test_the_evaluator_gives_every_person_the_same_labels(reference: dict[str, Any]) -> None:
    """By its own thresholds; rolled up, recovery is of the ten who were cases at the start."""
    cases = reference["cases"]
    people = [f"p{place:02}" for place in range(len(cases))]
    scores = [[case["phq_pre"], case["phq_post"]] for case in cases]
    scores += [[case["gad_pre"], case["gad_post"]] for case in cases]
    said = {"kind": "score", "design": "panel", "better": "lower"}
    panel = rusfelt.Panel(
        ["phq9"] * 12 + ["gad7"] * 12, people * 2, [""] * 24, [0] * 24, np.arange(0, 49, 2),
        [1.0, 2.0] * 24, np.ravel(scores), clock="occasion",
        per_series={name: np.full(24, word) for name, word in said.items()},
    )  # fmt: skip
    found = rusfelt.evaluate(panel, "recovery")
    for ours, theirs in FIELDS.items():
        assert found[ours].tolist() == [case[theirs] for case in cases], ours
    rolled = roll_up(found)
    assert rolled["recovery"]["of"] == rolled["reliable_recovery"]["of"] == 10
    assert rolled["reliable_improvement"]["of"] == 12
    assert rolled["recovery"]["n"] == sum(case["recovery"] for case in cases)
