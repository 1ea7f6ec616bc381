"""``rusfelt change`` as an analyst meets it: groups come out, and never a person."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from rusfelt.cli.commands import program


def run(*args: str, code: int = 0) -> Result:
    result = CliRunner().invoke(program, ["change", *args])
    assert result.exit_code == code, result.output + result.stderr
    return result


def _answers(total: int) -> list[int]:
    each, rest = divmod(total, 9)
    return [each + (place < rest) for place in range(9)]


@pytest.fixture
def data(tmp_path: Path) -> str:
    """Forty people with PHQ-9 twice, four of whom are gone the second time; three teams."""
    chance = np.random.default_rng(11)
    path = tmp_path / "answers.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["person", "session", "team", *(f"phq9_{k}" for k in range(1, 10))])
        for person in range(40):
            first = int(chance.integers(12, 25))
            team = "AB"[person % 2] if person else "C"
            writer.writerow([f"secret{person}", 1, team, *_answers(first)])
            if person % 10 != 9:
                writer.writerow([f"secret{person}", 2, team, *_answers(first - 7)])
    return str(path)


def test_a_published_threshold_is_found_with_its_operator_and_source(data: str) -> None:
    """Everybody fell by seven, and six is reliable: 36 of 36 improved, of 40 who began."""
    found = json.loads(run("phq9", data, "--method", "published", "--format", "json").stdout)[0]
    assert found["denominators"] == {
        "started": 40,
        "two_scores": 36,
        "missing": 4,
        "case_at_start": None,
    }
    improved = found["shares"][0]
    assert (improved["category"], improved["n"], improved["of"]) == ("improved", 36, 36)
    assert improved["bound_low"] == pytest.approx(0.9)
    assert found["method"]["boundary"] == ">="
    assert "NHS" in found["method"]["source"]
    assert found["change"]["change"] == pytest.approx(-7)


def test_no_person_is_in_any_format(data: str) -> None:
    """Names of persons stand in the file and nowhere in what is said of it."""
    for form in ("table", "json", "csv"):
        shown = run("phq9", data, "--method", "published", "--cluster", "team", "--format", form)
        assert "secret" not in shown.stdout + shown.stderr


def test_teams_below_the_minimum_get_no_figure(data: str) -> None:
    """One person in team C: its name stands there without a number."""
    shown = run("phq9", data, "--method", "published", "--cluster", "team", "--format", "json")
    teams = {each["team"]: each for each in json.loads(shown.stdout)[0]["teams"]}
    assert teams["C"]["reason"] == "below-minimum"
    assert teams["C"]["n"] is None
    assert teams["A"]["n"] is not None


def test_a_cutoff_gives_five_categories_and_a_recovery_rate_of_cases(data: str) -> None:
    """Recovery is out of those who were cases at the start."""
    shown = run(
        *("phq9", data, "--method", "published", "--cutoff", "10"),
        *("--cutoff-operator", ">=", "--format", "json"),
    )
    found = json.loads(shown.stdout)[0]
    assert [each["category"] for each in found["shares"]] == [
        "recovered",
        "improved",
        "unchanged",
        "deteriorated",
        "harmed",
    ]
    assert found["denominators"]["case_at_start"] == 40
    assert found["recovery"]["of"] == 36


def test_policies_count_the_missing_and_say_so(data: str) -> None:
    """The worst case counts the four who are gone as deteriorated, out of all forty."""
    shown = run(
        *("phq9", data, "--method", "published", "--policy", "worst-case", "--format", "csv")
    )
    rows = {each["category"]: each for each in csv.DictReader(io.StringIO(shown.stdout))}
    assert (rows["deteriorated"]["n"], rows["deteriorated"]["of"]) == ("4", "40")
    assert rows["deteriorated"]["policy"] == "worst-case"


def test_the_screen_speaks_three_languages(data: str) -> None:
    """Words and decimal signs are the language's own."""
    for language, word in (("nb", "uendret"), ("nn", "uendra"), ("en", "unchanged")):
        shown = run("phq9", data, "--method", "published", "--lang", language).stdout
        assert word in shown
    assert "Av dem som var over grensen" in run(
        "phq9", data, "--method", "published", "--cutoff", "10", "--cutoff-operator", ">="
    ).stdout.replace("\n", " ")


def test_what_cannot_be_asked_is_a_wrong_call(data: str) -> None:
    """No reliability, several published thresholds, or an unknown norm: exit code 2, and why."""
    assert "reliability" in run("phq9", data, code=2).stderr
    assert "no norm" in run("phq9", data, "--norm", "martians", code=2).stderr
    assert (
        "No threshold fits"
        in run("phq9", data, "--method", "published", "--source", "nowhere", code=2).stderr
    )


def test_a_process_measure_is_no_outcome(data: str) -> None:
    """The Session Rating Scale is refused before anything is read."""
    assert "session" in run("srs", data, code=1).stderr


def test_sources_that_disagree_are_the_callers_to_choose_between(tmp_path: Path) -> None:
    """The ORS has two reliable changes; without a choice both are listed."""
    path = tmp_path / "ors.csv"
    rows = ["person,session,ors_1,ors_2,ors_3,ors_4"]
    rows += [f"p{k},{s},{2 + 2 * s},3,4,5" for k in range(12) for s in (1, 2)]
    path.write_text("\n".join(rows), encoding="utf-8")
    refused = run("ors", str(path), "--method", "published", code=2).stderr
    assert "Several thresholds fit" in refused
    chosen = run(
        *("ors", str(path), "--method", "published", "--threshold", "5", "--format", "json")
    )
    assert json.loads(chosen.stdout)[0]["method"]["least_change"] == 5
