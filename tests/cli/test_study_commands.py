"""A study folder: made, evaluated, and proven to follow from what went in."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from rusfelt.cli.commands import program

PLAN = Path(__file__).parents[2] / "examples" / "illustrative.toml"
FIGURES = PLAN.with_name("illustrative-figures.csv")


def run(*told):
    return CliRunner().invoke(program, [str(each) for each in told])


@pytest.fixture(scope="module")
def evaluated(tmp_path_factory):
    """A study of the illustrative plan, evaluated once."""
    study = tmp_path_factory.mktemp("studies") / "study"
    assert run("new", study, "--plan", PLAN).exit_code == 0
    (study / "data" / "figures.csv").write_bytes(FIGURES.read_bytes())
    (study / "study.toml").write_text('schema = 1\nas_of = 2024-12-31\nformats = ["json", "csv"]\n')
    done = run("evaluate", study)
    assert done.exit_code == 0, done.stderr
    return study


@pytest.fixture
def study(evaluated, tmp_path):
    """A copy of it that a test may change."""
    for each in evaluated.rglob("*"):
        if each.is_file():
            place = tmp_path / each.relative_to(evaluated)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(each.read_bytes())
    return tmp_path


def test_a_new_study_explains_itself_and_can_be_evaluated(tmp_path):
    place = tmp_path / "new"
    assert run("new", place).exit_code == 0
    made = sorted(each.relative_to(place).as_posix() for each in place.rglob("*"))
    assert made == [
        "data",
        "data/figures.csv",
        "plan.toml",
        "results",
        "rusfelt.lock",
        "study.toml",
    ]
    assert run("validate", place / "plan.toml").exit_code == 0
    told = run("verify", place)
    assert told.exit_code == 1
    assert "has no results yet" in told.stderr


def test_a_shipped_plan_brings_its_figures(tmp_path):
    assert run("new", tmp_path / "s", "--plan", "oslo").exit_code == 0
    assert (tmp_path / "s" / "data" / "oslo.csv").exists()


def test_nothing_that_is_there_is_written_over(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    told = run("new", tmp_path)
    assert told.exit_code == 1
    assert "something here already" in told.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["mine.txt"]


def test_the_results_are_published_ones_and_the_lock_names_them(study):
    lock = json.loads((study / "rusfelt.lock").read_text())
    assert sorted(lock["results"]) == ["results/illustrative.csv", "results/illustrative.json"]
    assert sorted(lock["inputs"]) == ["data/figures.csv", "plan.toml", "study.toml"]
    assert "rusfelt" in lock["versions"]
    published = json.loads((study / "results" / "illustrative.json").read_text())
    assert published["publication"]["policy"]["minimum"] == 5


def test_results_that_follow_are_said_to(study):
    told = run("verify", study)
    assert told.exit_code == 0, told.output
    assert "2 results follow from 3 files" in told.stdout


@pytest.mark.parametrize(
    "name", ["plan.toml", "study.toml", "data/figures.csv", "results/illustrative.json"]
)
def test_one_changed_byte_is_found_and_named(study, name):
    content = bytearray((study / name).read_bytes())
    place = content.rindex(b"\n")
    content[place:place] = b" "
    (study / name).write_bytes(content)
    told = run("verify", study)
    assert told.exit_code == 1
    assert f"{name}: is not what it was" in told.stdout


def test_what_was_taken_away_or_put_there_is_named(study):
    (study / "results" / "illustrative.csv").unlink()
    (study / "data" / "more.csv").write_text("indicator;period;value\n")
    told = run("verify", study)
    assert told.exit_code == 1
    assert "results/illustrative.csv: is not there any more" in told.stdout
    assert "data/more.csv: was not there then" in told.stdout


def test_results_and_a_lock_made_to_agree_do_not_follow_all_the_same(study):
    """Somebody who mends a result by hand and the lock with it is found out by computing anew."""
    result = study / "results" / "illustrative.json"
    result.write_text(result.read_text().replace("worsening", "improving"))
    from rusfelt.study import Study, lock_of

    (study / "rusfelt.lock").write_text(lock_of(Study.at(study)).to_text())
    told = run("verify", study)
    assert told.exit_code == 1
    assert "results/illustrative.json: does not follow from what went in" in told.stdout


def test_a_lock_of_other_versions_is_told_of(study):
    lock = json.loads((study / "rusfelt.lock").read_text())
    lock["versions"]["numpy"] = "0.1"
    (study / "rusfelt.lock").write_text(json.dumps(lock))
    assert "numpy was 0.1 then" in run("verify", study).stderr


@pytest.mark.parametrize("content", ["", "[]", '{"schema": 1}', "[" * 100_000, '{"schema": 2}'])
def test_what_is_no_lock_is_refused(study, content):
    (study / "rusfelt.lock").write_text(content)
    told = run("verify", study)
    assert told.exit_code == 1
    assert "This is no lock" in told.stderr


def test_a_mapping_beside_a_file_is_its_mapping(study):
    text = (study / "data" / "figures.csv").read_text().replace("indicator,", "Indikatorid,", 1)
    (study / "data" / "figures.csv").write_text(text)
    (study / "data" / "figures.csv.map.toml").write_text(
        'schema = 1\n[columns]\n"Indikatorid" = "indicator"\n'
    )
    told = run("evaluate", study)
    assert told.exit_code == 0, told.stderr
    assert "figures.csv.map.toml says" in told.stderr
    lock = json.loads((study / "rusfelt.lock").read_text())
    assert "data/figures.csv.map.toml" in lock["inputs"]


def test_what_the_settings_say_is_not_told_again(study):
    told = run("evaluate", study, "--as-of", "2023-12-31")
    assert told.exit_code == 2
    assert "leave out --as-of" in told.stderr


def test_everything_wrong_in_the_settings_is_told(study):
    (study / "study.toml").write_text(
        'schema = 1\nasof = 1\npolicy = "x"\nformats = ["pdf"]\nlanguage = 1\n'
        'ledger = "../outside.csv"\n[[answers]]\nindicator = "a"\n[evaluators]\na = 1\n'
    )
    told = run("evaluate", study)
    assert told.exit_code == 1
    for part in ("as_of", "helse5", "'pdf' is none", "another kind", "whose answers", "no plain"):
        assert part in told.stderr


@pytest.mark.parametrize("name", ["../plan.csv", "/etc/hostname", "data/none.csv"])
def test_files_outside_the_study_and_files_that_are_not_there_are_refused(study, name):
    (study / "study.toml").write_text(f'schema = 1\nledger = "{name}"\n')
    told = run("evaluate", study)
    assert told.exit_code == 1
    assert "outside the study" in told.stderr or "is not there" in told.stderr


def test_a_folder_without_a_plan_is_no_study(tmp_path):
    told = run("evaluate", tmp_path)
    assert told.exit_code == 1
    assert "it is no study" in told.stderr
