"""What a group's change and an evaluation say line by line, and what the program says without."""

from __future__ import annotations

import csv
import json
import sys
import types
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest
from click.testing import CliRunner
from people_panels import people

import rusfelt
from rusfelt import Needs, Panel, Spec
from rusfelt.cli import commands
from rusfelt.cli.main import main
from rusfelt.errors import DomainError
from rusfelt.evaluation.people.change import GroupChange, group_change
from rusfelt.evaluation.runs import Runs
from rusfelt.plugin import Entry, Offer, Registry, Skipped, using


def run(*args: str, code: int = 0) -> str:
    """What is shown, in one line; or what is complained of."""
    result = CliRunner().invoke(commands.program, list(args))
    assert result.exit_code == code, result.output + result.stderr
    return " ".join((result.stderr if code else result.stdout).split())


def _spread(total: int, items: int) -> list[int]:
    each, rest = divmod(total, items)
    return [each + (place < rest) for place in range(items)]


@pytest.fixture
def asked(tmp_path: Path) -> Callable[..., str]:
    """A file of answers: the first and the later sum of each person, in teams."""

    def make(sums: list[tuple[int, int | None]], scale: str = "phq9", items: int = 9) -> str:
        path = tmp_path / f"{scale}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(
                ["person", "session", "team", *(f"{scale}_{k}" for k in range(1, items + 1))]
            )
            for person, both in enumerate(sums):
                for session, total in enumerate(both, 1):
                    if total is not None:
                        row = _spread(total, items)
                        writer.writerow([f"hidden{person}", session, "AB"[person % 2], *row])
        return str(path)

    return make


# Twenty who fall by five or eight, and five who are gone.
FALLING: list[tuple[int, int | None]] = [
    *((14 + k % 5, 14 + k % 5 - (8 if k % 4 else 5)) for k in range(20)),
    *((each, None) for each in (15, 18, 16, 14, 17)),
]
OWN = ("--method", "published", "--threshold", "6", "--operator", ">=", "--source", "Manual 2019")


def test_the_mean_change_is_told_with_what_the_missing_could_make_of_it(asked: Any) -> None:
    """Points, interval, both means, the bounds over those who are gone, and the effect size."""
    shown = run("change", "phq9", asked(FALLING), *OWN, "--lang", "en")
    assert "Mean change −7.25 points" in shown
    assert "from 16 to 8.75" in shown
    assert "25 began, 20 have two scores, 5 lack the later one." in shown
    assert "Had all who dropped out ended at their worst or best" in shown
    assert "the answer is the same" in shown
    assert "In standard deviations of the first score: −" in shown
    assert "Manual 2019" in shown
    assert "hidden" not in shown
    # Of fewer than five who are gone, what they could make of it would be about each of them.
    fewer = run("change", "phq9", asked(FALLING[:-1]), *OWN, "--lang", "en")
    assert "4 lack the later one." in fewer
    assert "Had all who dropped out" not in fewer


def test_bounds_that_could_turn_the_answer_say_so(asked: Any) -> None:
    """Half are gone, and the others got a little better."""
    sums = [(12 + k % 3, 11 + k % 2 if k % 2 else None) for k in range(24)]
    assert "the answer depends on them" in run("change", "phq9", asked(sums), *OWN, "--lang", "en")


def test_of_fewer_than_five_neither_means_nor_shares_are_shown(asked: Any) -> None:
    """They would be about each of them."""
    few = asked([(14, 7), (15, 9), (16, 7), (17, None)])
    shown = run("change", "phq9", few, *OWN, "--lang", "en")
    assert "Fewer than five people have an answer" in shown
    assert "Mean change" not in shown
    assert "%" not in shown.replace("95 %", "")


def test_people_who_began_alike_have_no_effect_size(asked: Any) -> None:
    """There is no standard deviation to tell the change in; the change itself is told."""
    shown = run("change", "phq9", asked([(18, 8 + k % 4) for k in range(12)]), *OWN, "--lang", "en")
    assert "Mean change −8.5 points" in shown
    assert "In standard deviations" not in shown


def test_teams_too_small_to_compare_have_no_test(asked: Any) -> None:
    """Their names stand there; with enough in both there is a p and the name of its test."""
    path = asked(FALLING)
    few = run("change", "phq9", path, *OWN, "--cluster", "team", "--minimum", "15", "--lang", "en")
    assert "too few" in few
    assert "Difference between teams" not in few
    shown = run("change", "phq9", path, *OWN, "--cluster", "team", "--minimum", "5", "--lang", "en")
    assert "Difference between teams: p" in shown


TEN = [(k, max(k - 9, 3)) for k in range(14, 30)]


def test_a_norm_gives_what_was_not_told(asked: Any) -> None:
    """Both from the norm; and what is told goes before it."""
    path = asked(TEN, "core10", 10)
    both = json.loads(run("change", "core10", path, "--norm", "Primary care", "--format", "json"))[
        0
    ]["method"]
    assert "Barkham et al. 2013" in both["source"]
    told = json.loads(
        run("change", "core10", path, "--norm", "primary care", "--sd", "15.4", "--format", "json")
    )[0]["method"]
    # The reliability is the norm's in both, so that twice the sd asks for twice the change.
    assert told["least_change"] == pytest.approx(2 * both["least_change"])


def test_norms_that_disagree_are_the_callers_to_choose_between(asked: Any) -> None:
    """And one that has no reliability leaves it to be told."""
    path = asked(TEN, "core10", 10)
    told = run("change", "core10", path, "--norm", "kingdom", code=2)
    assert "The norms for 'kingdom' give several values of sd. Give --sd." in told
    assert "reliability" in run("change", "core10", path, "--norm", "general", code=2)


SCORES = people([[14 + k % 5, 14 + k % 5 + 7 + k % 3] for k in range(12)])
RULE: dict[str, Any] = {"reliability": 0.8, "sd": 5.0}


def test_what_is_no_outcome_of_persons_is_refused() -> None:
    """A process measure, different people each time, and half a norm."""
    first = [[14.0, 20.0], [15.0, 22.0]]
    with pytest.raises(DomainError, match="A process measure is about the session"):
        group_change(people(first, role="process"), **RULE)
    with pytest.raises(DomainError, match="New people were asked each time"):
        group_change(people(first, design="repeated"), **RULE)
    halves: list[dict[str, Any]] = [{"norm_mean": 20.0}, {"norm_reliability": 0.8}]
    for half in halves:
        with pytest.raises(DomainError, match="Give both"):
            group_change(people(first), **RULE, **half)


def test_an_evaluator_without_categories_tells_of_no_change() -> None:
    """Its name is told, and which to use."""
    with pytest.raises(DomainError, match="'paired-change' gives people no categories"):
        group_change(people([[14.0, 20.0], [15.0, 22.0]]), "paired-change")


def test_regression_to_the_mean_is_told_where_a_norm_is_given() -> None:
    """People who began below the norm are expected to rise a little by it alone."""
    scores = people([[14 + k % 5, 21 + k % 5 + k % 3] for k in range(12)])
    (found,) = group_change(scores, norm_mean=25.0, norm_reliability=0.8, **RULE)
    assert found.regression is not None
    # A fifth of the way from where they began to the norm's mean.
    began = float(np.mean([14 + k % 5 for k in range(12)]))
    assert found.regression["expected"] == pytest.approx(0.2 * (25 - began))
    assert found.regression["observed"] == pytest.approx(8.0)
    assert json.loads(found.to_json())["regression"]["pairs"] == 12
    shown = _shown(found)
    assert "Regression to the mean alone would give" in shown
    (plain,) = group_change(scores, **RULE)
    assert plain.regression is None
    assert "Regression to the mean" not in _shown(plain)


def _shown(found: GroupChange) -> str:
    from rusfelt.cli._change_screen import change_text

    rule = rusfelt.load_instrument("ors")
    return " ".join(change_text((found,), rule, "en", file=True).split())


def test_the_last_observation_counts_where_the_later_one_is_missing() -> None:
    """At the second of three times one had risen and one had not; without a time to look at, those
    who were seen once are unchanged."""
    seen = [[10.0, 20.0, 21.0]] * 6 + [[10.0, 20.0], [10.0, 10.5]]
    (found,) = group_change(people(seen), policy="last-observation", post=3, **RULE)
    counts = {each["category"]: each["n"] for each in found.shares}
    assert (counts["improved"], counts["unchanged"]) == (7, 1)
    assert found.shares[0]["of"] == 8
    once = [[10.0, 20.0]] * 6 + [[10.0]]
    (found,) = group_change(people(once), policy="last-observation", **RULE)
    counts = {each["category"]: each["n"] for each in found.shares}
    assert (counts["improved"], counts["unchanged"]) == (6, 1)


@attrs.frozen
class Broken:
    """Somebody's evaluator that always raises what it is told to."""

    spec: Spec = attrs.field(factory=lambda: Spec("broken", "1", needs=Needs(points=0)))

    def evaluate(self, asked: Panel, /) -> Mapping[str, Any]:
        msg = f"{len(asked)}\nis too many"
        raise ZeroDivisionError(msg)


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> list[Entry]:
    """An offer of one that fails, of one that has a built-in's name, and of one offered twice."""
    module = types.ModuleType("somebodys_broken")
    module.Broken = Broken  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "somebodys_broken", module)
    names = ("broken", "theil-sen", "twice", "twice")
    path = "somebodys_broken:Broken"
    return [Entry("evaluator", Offer(name, path), "somebodys", "0.1") for name in names]


PLAN = 'schema = 1\nid = "p"\ntitle = "P"\narea = "030108"\n[[indicators]]\nid = "i"\ntitle = "I"\nkind = "amount"\n'  # fmt: skip


def test_failures_are_told_beside_the_evaluation_and_cost_it_nothing(
    tmp_path: Path, broken: list[Entry]
) -> None:
    """One line each on standard error, with the distribution; the exit code stays 0."""
    plan, figures = tmp_path / "plan.toml", tmp_path / "figures.csv"
    plan.write_text(PLAN, encoding="utf-8")
    figures.write_text("indicator,period,value\ni,2019,1\ni,2020,2\n", encoding="utf-8")
    lost = Skipped("lost-plugin", "lost", "ImportError: no numpy 9")
    call = ["evaluate", str(plan), str(figures), "--isolation", "none"]
    with using(Registry.of(broken, [lost])):
        result = CliRunner().invoke(commands.program, call)
    assert result.exit_code == 0, result.output
    lines = result.stderr.splitlines()
    assert any(
        line.startswith("broken (somebodys): EvaluationError") and "is too many" in line
        for line in lines
    )
    assert any(line.startswith("lost-plugin (lost): PluginError: ImportError") for line in lines)
    assert any(line.startswith("twice (somebodys): NameConflictError") for line in lines)
    assert any(line.startswith("theil-sen (somebodys): NameConflictError") for line in lines)
    # And that the screen is internal.
    assert any(line.startswith("For internal use") for line in lines)
    assert len(lines) == 6


def test_a_report_is_written_where_it_is_asked_for(tmp_path: Path) -> None:
    """As a page of its own, whatever the file is called."""
    plan, made = tmp_path / "plan.toml", tmp_path / "made.txt"
    plan.write_text(PLAN, encoding="utf-8")
    run("evaluate", str(plan), "--isolation", "none", "--format", "html", "-o", str(made))
    assert made.read_text(encoding="utf-8").lower().startswith("<!doctype html")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("-p", "theil-sen.wrong=1"), "cannot be made"),
        (("-e", "nobody-offers-this", "--isolation", "none"), "No evaluator is called"),
        (("-e", "No Name"), "No Name"),
        (("-p", "theil-sen"), "is no parameter"),
        (("--as-of", "yesterday"), "yesterday"),
        (("--answers", "x=y"), "names no answers"),
        (("--writer", "w"), "name it with -o"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_for_is_a_wrong_call(
    tmp_path: Path, args: tuple[str, ...], words: str
) -> None:
    """Exit code 2, and the option is named."""
    plan = tmp_path / "plan.toml"
    plan.write_text(PLAN, encoding="utf-8")
    assert words in run("evaluate", str(plan), *args, code=2)


def test_an_interrupt_stops_a_run_whoever_is_asked(broken: list[Entry]) -> None:
    """It is the user's; nobody has failed."""

    @attrs.frozen
    class Slow:
        spec: Spec = attrs.field(factory=lambda: Spec("slow", "1", needs=Needs(points=0)))

        def evaluate(self, _: Panel, /) -> Any:
            raise KeyboardInterrupt

    runs = Runs([Slow()], None)
    with pytest.raises(KeyboardInterrupt):
        runs.over(people([[1.0, 2.0]]))
    assert runs.failures == []


def test_a_step_asks_only_rusfelts_own(broken: list[Entry]) -> None:
    """What verdicts rest on, with a cell filled in: other people's evaluators run once, and none
    of them looks at several scores of a person."""
    with using(Registry.of(broken[:1])):
        runs = Runs(None, None)
        assert not runs.looks_together()
        found = runs.over(people([[1.0, 2.0]]), keep=False)
    assert runs.evaluators == len(found) + 1
    assert "broken" not in found
    assert runs.failures == []
    assert runs.findings == {}


def test_the_program_names_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without click or rich there is no command line; any other lack is an error of ours."""
    monkeypatch.delitem(sys.modules, "rusfelt.cli.commands")
    monkeypatch.setitem(sys.modules, "click", None)
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 1
    assert capsys.readouterr().err == (
        "click is not installed. Install it with: pip install 'rusfelt[cli]'.\n"
    )
    monkeypatch.setitem(sys.modules, "rusfelt.cli.commands", None)
    with pytest.raises(ModuleNotFoundError, match=r"rusfelt\.cli\.commands"):
        main()


def test_the_program_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """By its one entry."""
    called: list[bool] = []
    monkeypatch.setattr(commands, "program", lambda: called.append(True))
    main()
    assert called == [True]
