"""The command line as someone at a terminal meets it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from rusfelt.cli.commands import program

pytestmark = pytest.mark.usefixtures("drawn_once")

ROOT = Path(__file__).parents[2]
ILLUSTRATIVE = str(ROOT / "examples" / "illustrative.toml")
FIGURES = str(ROOT / "examples" / "illustrative-figures.csv")
DECLARED = str(ROOT / "examples" / "nordre-aker-declared.toml")


def run(*args, code=0):
    result = CliRunner().invoke(program, list(args))
    assert result.exit_code == code, result.output + result.stderr
    return result


def test_the_real_plan_cannot_be_assessed_and_is_never_given_a_percentage():
    """2 goals, 3 strategies, 49 tiltak, all of them without a criterion, and the criteria named."""
    shown = run("evaluate", "nordre-aker").stdout
    assert "2 hovedmål, 3 strategier, 49 tiltak" in shown
    assert "49 tiltak: – kan ikke vurderes" in shown
    assert "0 av 49 tiltak har alt som trengs" in shown
    assert "0 %" not in shown
    assert "Mangler: indikator" in shown.replace("\n", " ")
    assert shown.count("kan ikke vurderes") >= 49


def test_its_json_holds_the_same_and_the_numbers_that_follow_from_the_figures():
    """What machines read: every tiltak with its missing criteria, every series with its tests."""
    found = json.loads(run("evaluate", "nordre-aker", "--format", "json").stdout)
    assert len(found["tiltak"]) == 49
    assert {each["verdict"] for each in found["tiltak"]} == {"not-assessable"}
    assert all("indicator" in each["missing"] for each in found["tiltak"])
    series = {
        (each["indicator"], each["unit"]): each for each in found["series"] if not each["group"]
    }
    change = series["brukerplan", "030108"]["findings"]["period-change"]
    assert change["p"] == pytest.approx(0.004246624221416626)
    follow_up = series["rusoppfolging", "030108"]["findings"]["period-change"]
    assert follow_up["homogeneity_p"] == pytest.approx(0.2975150393630648)
    contracts = series["urinkontrakt", "030108"]
    assert contracts["findings"]["period-change"]["p_minlike"] == pytest.approx(
        1.304193459938578e-08
    )
    assert [point["state"] for point in contracts["points"]] == ["exact", "missing", "exact"]
    assert contracts["points"][1]["value"] is None


def test_language_changes_words_and_nothing_a_machine_reads():
    """Ids, keys and verdicts are the same in every language."""
    english = run("evaluate", "nordre-aker", "--lang", "en").stdout
    assert "49 tiltak: – cannot be assessed" in english
    nynorsk = run("evaluate", "nordre-aker", "--lang", "nn").stdout
    assert "kan ikkje vurderast" in nynorsk
    bokmaal = run("evaluate", "nordre-aker", "--format", "json", "--lang", "nb").stdout
    assert run("evaluate", "nordre-aker", "--format", "json", "--lang", "en").stdout == bokmaal


def test_files_and_the_day_of_looking():
    """A plan file with its figures, seen on an earlier day: what came later is not there."""
    told = json.loads(
        run("evaluate", ILLUSTRATIVE, FIGURES, "--as-of", "2024-12-31", "--format", "json").stdout
    )
    before = json.loads(
        run("evaluate", ILLUSTRATIVE, FIGURES, "--as-of", "2021-12-31", "--format", "json").stdout
    )
    assert told["provenance"]["as_of"] == "2024-12-31"
    late = [
        point for each in before["series"] for point in each["points"] if point["period"] > "2022"
    ]
    assert late == []


def test_brackets_and_colons_in_a_title_are_text(tmp_path):
    """What looks like a terminal library's markup is printed as the plan has it."""
    plan = tmp_path / "plan.toml"
    plan.write_text(
        'schema = 1\nid = "p"\ntitle = "[/b] plan :smile:"\n'
        '[[tiltak]]\nid = "t"\ntitle = "[red]ly[/red] [/]"\n',
        encoding="utf-8",
    )
    for command in ("evaluate", "audit"):
        shown = run(command, str(plan)).stdout
        assert "[/b] plan :smile: (p)" in shown
        assert "[red]ly[/red] [/]" in shown


def test_a_plan_without_figures_is_evaluated_and_told_of():
    """Nothing is decided, and the missing figures are pointed out on standard error."""
    shown = run("evaluate", ILLUSTRATIVE, "--format", "json")
    assert "No figures were given" in shown.stderr
    undecided = {"cannot-decide", "not-assessable", "target-missed"}
    assert {each["verdict"] for each in json.loads(shown.stdout)["series"]} <= undecided


def test_a_parameter_reaches_the_evaluator_and_is_told_in_the_provenance():
    """-p theil-sen.confidence=0.8 narrows that interval and nothing else."""
    args = ("evaluate", ILLUSTRATIVE, FIGURES, "--format", "json")
    plain = json.loads(run(*args).stdout)
    asked = json.loads(run(*args, "-p", "theil-sen.confidence=0.8").stdout)
    runs = {each["evaluator"]: each["params"] for each in asked["provenance"]["runs"]}
    assert runs["theil-sen"] == {"confidence": 0.8}

    def verdicts(found):
        return [each["verdict"] for each in found["series"]]

    assert verdicts(plain) == verdicts(asked)


def test_output_goes_to_a_file_whole_and_its_name_decides_the_format(tmp_path):
    """Without --format, .json and .html mean what they say."""
    path = tmp_path / "out.json"
    run("evaluate", "nordre-aker", "-o", str(path))
    assert json.loads(path.read_text(encoding="utf-8"))["schema"] == 1
    assert [each.name for each in tmp_path.iterdir()] == ["out.json"]


def test_what_cannot_be_read_is_a_message_and_exit_code_1(tmp_path):
    """A typed error in one line, never a traceback."""
    wrong = run("evaluate", "nordre-akre", code=1)
    assert "Did you mean 'nordre-aker'" in wrong.stderr
    assert "Traceback" not in wrong.stderr
    broken = tmp_path / "plan.toml"
    broken.write_text("id = [", encoding="utf-8")
    assert "plan.toml" in run("evaluate", str(broken), code=1).stderr
    assert run("evaluate", "nordre-aker", str(tmp_path / "none.csv"), code=1).stdout == ""


@pytest.mark.parametrize(
    "args",
    [
        ("evaluate",),
        ("evaluate", "nordre-aker", "--format", "pdf"),
        ("evaluate", "nordre-aker", "-p", "theil-sen"),
        ("evaluate", "nordre-aker", "-p", "mann-kendall.method=banana"),
        ("evaluate", "nordre-aker", "-p", "nothing.x=1"),
        ("evaluate", "nordre-aker", "--as-of", "tomorrow"),
        ("nothing",),
    ],
)
def test_a_wrong_call_is_exit_code_2(args):
    """The program was called wrongly; nothing was read."""
    run(*args, code=2)


def test_validate_lists_every_problem_with_its_line_and_exits_1(tmp_path):
    """Ten mistakes, ten places, one run."""
    plan = tmp_path / "plan.toml"
    plan.write_text(
        'schema = 1\nid = "p"\ntitle = "P"\nownrs = ["x"]\nperiod = ["2024", "2020"]\n'
        '[[goals]]\nid = "g"\ntitle = 3\nparent = "h"\n'
        '[[tiltak]]\nid = "t"\ntitle = "T"\nlevel = "structral"\ndue = "soon"\nbudget = "12"\n'
        'moves = "i"\nstrategies = ["s"]\n'
        '[[targets]]\nindicator = "q"\nform = "level"\nvalue = "3"\n',
        encoding="utf-8",
    )
    shown = run("validate", str(plan), code=1).stdout.splitlines()
    assert len(shown) >= 10
    assert all(f"{plan.name}:" in line for line in shown)
    found = json.loads(run("validate", str(plan), "--format", "json", code=1).stdout)
    assert {"tiltak[0].due", "tiltak[0].level", "targets[0].indicator"} <= {
        each["path"] for each in found
    }
    assert run("validate", ILLUSTRATIVE).stdout == ""


def test_plans_schema_template_and_plugins(tmp_path):
    """The small commands: what there is to name, to check with, to fill in and to extend with."""
    assert [each["id"] for each in json.loads(run("plans", "--format", "json").stdout)] == [
        "nordre-aker",
        "oslo",
    ]
    assert "Nordre Aker" in run("plans").stdout
    assert json.loads(run("schema").stdout)["$schema"].startswith("https://json-schema.org")
    path = tmp_path / "figures.csv"
    run("template", str(path))
    filled = path.read_text(encoding="utf-8")
    assert "indicator" in filled
    run("template", str(path), code=1)
    run("template", str(path), "--force")
    offers = json.loads(run("plugins", "list", "--format", "json").stdout)["offers"]
    assert {"mann-kendall", "theil-sen", "period-change", "milestone"} <= {
        each["name"] for each in offers
    }
    assert "mann-kendall" in run("plugins", "list").stdout


def test_audit_names_what_is_missing_and_what_disagrees():
    """Links, duplicates, undefined bodies and contradictory figures of the real plan."""
    shown = " ".join(run("audit", "nordre-aker").stdout.split())
    assert "20 tiltak er klart knyttet til 19 tiltak" in shown
    assert "FHS er brukt som ansvarlig" in shown
    assert "N-1G1 = N-2G3" in shown
    assert "forskjell 264" in shown
    assert "ikke engang 0" in shown
    found = json.loads(run("audit", "nordre-aker", "--format", "json").stdout)
    assert len(found["without_counterpart"]) == 10
    assert len(found["without_parent"]) == 13


def test_output_is_utf8_whatever_the_locale():
    """A C locale does not turn ø into a question mark or a traceback."""
    env = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    command = [sys.executable, "-c", "from rusfelt.cli.main import main; main()", "plans"]
    found = subprocess.run(command, env=env, capture_output=True, check=True)
    assert "rusfeltet" in found.stdout.decode("utf-8")
