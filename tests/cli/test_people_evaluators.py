"""Evaluators of people's own scores, named with their parameters at a terminal."""

import json

import pytest
from click.testing import CliRunner

from rusfelt.cli.commands import program

PUBLISHED = (
    "-p", "reliable-change.method=published", "-p", "reliable-change.threshold=6",
    "-p", "reliable-change.operator=>=", "-p", "reliable-change.source=Miller 2000",
)  # fmt: skip


def run(*args, code=0):
    result = CliRunner().invoke(program, ["evaluate", "nordre-aker", *args])
    assert result.exit_code == code, result.output + result.stderr
    return result


def test_parameters_reach_the_evaluator_and_stand_in_the_provenance():
    """With an operator in them, which holds the sign that parts a name from its value."""
    found = json.loads(run("-e", "reliable-change", *PUBLISHED, "--format", "json").stdout)
    assert found["failures"] == []
    params = {each["evaluator"]: each["params"] for each in found["provenance"]["runs"]}[
        "reliable-change"
    ]
    assert {name: params[name] for name in ("method", "threshold", "operator", "source")} == {
        "method": "published", "threshold": 6.0, "operator": ">=", "source": "Miller 2000",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("-e", "reliable-change"), ("reliability",)),
        (("-p", "reliable-change.method=published"), ("threshold", "operator")),
        (("-p", "clinical-change.reliability=1.2"), ("reliability", "cutoff")),
        (("-e", "anchor-change"), ("important",)),
    ],
    ids=["no reliability", "no threshold", "two at once", "no difference"],
)
def test_what_cannot_be_is_told_with_everything_that_is_wrong(args, words):
    """Wrong usage, and no table of nothing."""
    told = run(*args, code=2).stderr
    assert all(word in told for word in words)
    assert "Traceback" not in told


PLAN = """schema = 1
id = "prove"
title = "Prøveplan"
area = "030108"
[[strategies]]
id = "s"
title = "Oppfølging"
[[tiltak]]
id = "t1"
title = "Samtaler"
strategies = ["s"]
moves = ["plager"]
[[indicators]]
id = "plager"
title = "Plager"
kind = "score"
design = "panel"
better = "lower"
"""


def _answered(folder):
    rows = ["person;session;" + ";".join(f"phq9_{k}" for k in range(1, 10))]
    for person in range(30):
        for session, answer in ((1, 2 + person % 2), (2, person % 3 // 2)):
            rows.append(f"hemmelig{person};{session};" + ";".join([str(answer)] * 9))
    answers = folder / "svar.csv"
    answers.write_text("\n".join(rows), encoding="utf-8")
    plan = folder / "plan.toml"
    plan.write_text(PLAN, encoding="utf-8")
    return str(plan), str(answers)


def test_peoples_answers_become_a_verdict_and_no_person_is_shown(tmp_path):
    """From a file of answers to the tiltak's word, with an evaluator for people beside it."""
    plan, answers = _answered(tmp_path)
    result = CliRunner().invoke(
        program,
        ["evaluate", plan, "--answers", f"plager=phq9:{answers}", *PUBLISHED, "--format", "json"],
    )
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert [each["verdict"] for each in found["tiltak"]] == ["improving"]
    assert found["series"][0]["primary_evaluator"] == "paired-change"
    assert found["series"][0]["findings"]["reliable-change"]["category"]["improved"]["n"] == 30
    ran = {each["evaluator"] for each in found["provenance"]["runs"]}
    assert {"paired-change", "reliable-change"} <= ran
    assert "hemmelig" not in result.stdout + result.stderr
    assert "No figures" not in result.stderr


@pytest.mark.parametrize("told", ["plager", "plager=phq9", "=phq9:x.csv", "plager=:x.csv"])
def test_answers_told_wrongly_are_a_wrong_call(tmp_path, told):
    """Every part is needed, and the message shows the form."""
    plan, _ = _answered(tmp_path)
    result = CliRunner().invoke(program, ["evaluate", plan, "--answers", told])
    assert result.exit_code == 2
    assert "INDICATOR=INSTRUMENT:FILE" in result.stderr


def test_answers_for_an_indicator_the_plan_lacks_are_refused(tmp_path):
    """Nothing is evaluated with scores that belong nowhere."""
    plan, answers = _answered(tmp_path)
    result = CliRunner().invoke(program, ["evaluate", plan, "--answers", f"x=phq9:{answers}"])
    assert result.exit_code == 1
    assert "no indicator of the plan" in result.stderr
