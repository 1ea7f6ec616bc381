"""What an evaluation is as JSON: fixed keys, no NaN, and the same bytes anywhere."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from programs import unmeasured

import rusfelt
from rusfelt import catalogue

EXAMPLES = Path(__file__).parents[2] / "examples"
WORDS = {str(word) for word in rusfelt.Verdict}


@pytest.fixture(scope="module", params=["nordre-aker", "illustrative", "empty"])
def text(request: pytest.FixtureRequest) -> str:
    if request.param == "nordre-aker":
        plan, figures = rusfelt.load_plan("nordre-aker"), catalogue.figures("nordre-aker")
    elif request.param == "illustrative":
        plan = rusfelt.load_plan(EXAMPLES / "illustrative.toml")
        figures = rusfelt.read_measurements(EXAMPLES / "illustrative-figures.csv")
    else:
        plan, figures = rusfelt.Plan("p", "p"), rusfelt.Measurements.of([])
    return rusfelt.evaluate_plan(plan, figures).to_json()


def refuse(constant: str) -> Any:
    """NaN and Infinity are no JSON."""
    raise AssertionError(constant)


@pytest.fixture
def told(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text, parse_constant=refuse)
    return found


def test_it_is_strict_json_that_ends_with_a_line(text: str, told: dict[str, Any]) -> None:
    """No NaN, no Infinity."""
    assert text.endswith("}\n")
    assert told["schema"] == 1


def test_the_keys_at_the_top(told: dict[str, Any]) -> None:
    """Those that are promised, in their order."""
    promised = (
        "schema", "plan", "audit", "series", "tiltak", "strategies", "goals", "failures",
        "provenance",
    )  # fmt: skip
    assert [name for name in told if name in promised] == list(promised)


def test_a_series(told: dict[str, Any]) -> None:
    """Three answers, a verdict, a reason in three languages, and every evaluator's status."""
    for each in told["series"]:
        assert each.keys() >= {
            "indicator", "unit", "group", "verdict", "target", "movement", "pace", "reason",
            "findings",
        }  # fmt: skip
        assert each["verdict"] in WORDS - {"mixed"}
        assert each["target"] in {str(word) for word in rusfelt.TargetState}
        assert each["movement"] in {str(word) for word in rusfelt.Movement}
        assert each["pace"] in {str(word) for word in rusfelt.Pace}
        assert set(each["sentence"]) == {"nb", "nn", "en"}
        statuses = {str(word) for word in rusfelt.Status}
        assert {found["status"] for found in each["findings"].values()} <= statuses


def test_a_tiltak_a_strategy_and_a_goal(told: dict[str, Any]) -> None:
    """A tiltak has a verdict and a reason; above it there are only numbers of each."""
    for each in told["tiltak"]:
        assert each["verdict"] in WORDS
        assert each["reason"]
        assert set(each["sentence"]) == {"nb", "nn", "en"}
    for each in (*told["strategies"], *told["goals"]):
        assert set(each["verdicts"]) == WORDS
        assert "verdict" not in each


def test_where_it_comes_from_has_no_clock_host_or_user(told: dict[str, Any], text: str) -> None:
    """Versions, parameters and digests."""
    assert told["provenance"]["rusfelt"] == rusfelt.__version__
    for each in told["provenance"]["runs"]:
        assert set(each) == {
            "evaluator", "version", "params", "distribution", "distribution_version", "rusfelt",
            "panel",
        }  # fmt: skip
    assert str(Path.home()) not in text


def test_no_reason_is_left_as_a_bare_code(told: dict[str, Any]) -> None:
    """Every code has its sentence in every language, with nothing left to fill in."""
    for each in (*told["series"], *told["tiltak"], *told["audit"]["contradictions"]):
        for sentence in each["sentence"].values():
            assert sentence.endswith(".")
            assert "{" not in sentence
            assert sentence != each.get("reason")


SCRIPT = """
import hashlib, rusfelt
from rusfelt import catalogue
found = rusfelt.evaluate_plan(rusfelt.load_plan("nordre-aker"), catalogue.figures("nordre-aker"))
print(hashlib.sha256(found.to_json().encode()).hexdigest())
"""


def test_the_bytes_are_the_same_for_any_hash_seed_locale_and_zone() -> None:
    """Three processes, as different as they come."""
    digests = set()
    for seed, locale, zone in (
        ("0", "C", "UTC"), ("7", "nb_NO.UTF-8", "Pacific/Auckland"), ("random", "tr_TR.UTF-8", "America/Lima"),
    ):  # fmt: skip
        env = {**unmeasured(), "PYTHONHASHSEED": seed, "LC_ALL": locale, "TZ": zone}
        env |= {"PYTHONUTF8": "1"}
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT], env=env, capture_output=True, text=True, check=True
        )
        digests.add(done.stdout)
    assert len(digests) == 1


def test_the_order_of_the_figures_does_not_matter() -> None:
    """Nor does it which file they came from."""
    figures = catalogue.figures("nordre-aker")
    turned = rusfelt.Measurements.of(list(figures)[::-1])
    plan = rusfelt.load_plan("nordre-aker")
    verdicts = [
        [(s.key, s.verdict, s.reason, s.target) for s in rusfelt.evaluate_plan(plan, each).series]
        for each in (figures, turned)
    ]
    assert verdicts[0] == verdicts[1]


def test_what_json_has_no_number_for() -> None:
    """An infinity is a word, and what is undefined is null."""
    found = rusfelt.evaluate_plan(
        rusfelt.Plan(
            "p",
            "p",
            indicators=[rusfelt.Indicator("i", "i", kind="count", counts="events", better="lower")],
        ),
        rusfelt.Measurements.of(
            [
                rusfelt.Measurement("i", period=str(year), value=v)
                for year, v in ((2019, 0), (2020, 5))
            ]
        ),
    ).to_dict()["series"][0]["findings"]
    assert found["period-change"]["ratio"] == "inf"
    assert found["period-change"]["change_pct"] is None
    assert found["mann-kendall"]["status"] == "ok"
