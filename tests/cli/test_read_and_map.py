"""``rusfelt read`` shows what arrives, and ``rusfelt map`` drafts what a file's columns are."""

import json

import pytest
from click.testing import CliRunner

from rusfelt.cli.commands import program

OTHER = "Bydel;År;Antall\n030108;2019;4\n030108;2020;<5\n030108;2021;:\n"


def run(*told):
    return CliRunner().invoke(program, [str(each) for each in told])


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "overdoser.csv"
    path.write_text(OTHER, encoding="utf-8")
    return path


def test_a_draft_reads_the_file_it_was_made_for(file, tmp_path):
    mapping = tmp_path / "map.toml"
    drafted = run("map", file, "-o", mapping)
    assert drafted.exit_code == 0
    assert "Bydel: unit, by its name" in drafted.stderr
    told = run("read", file, "--map", mapping, "--format", "json")
    assert told.exit_code == 0, told.stderr
    answer = json.loads(told.stdout)
    assert list(answer) == ["measurements", "guessed"]
    assert [each["value"] for each in answer["measurements"]] == [4.0, 5.0, None]
    assert [each["bound"] for each in answer["measurements"]] == [None, "<", None]
    assert answer["measurements"][2] == {
        "indicator": "overdoser", "unit": "030108", "group": "", "period": "2021", "value": None,
        "numerator": None, "denominator": None, "se": None, "deff": None, "response_rate": None,
        "state": "suppressed", "bound": None, "definition": None, "break_before": False,
        "published": None, "source": None, "note": None,
    }  # fmt: skip
    assert answer["guessed"] == {"encoding": "utf-8", "delimiter": ";", "decimal": "none"}


def test_the_table_shows_bounds_and_says_what_was_guessed(file, tmp_path):
    mapping = tmp_path / "map.toml"
    run("map", file, "-o", mapping)
    told = run("read", file, "--map", mapping)
    assert "<5" in told.stdout
    assert "delimiter: ;" in told.stderr


def test_a_file_whose_columns_nobody_knows_says_what_to_do(file):
    told = run("read", file)
    assert told.exit_code == 1
    assert "'rusfelt map' drafts" in told.stderr


def test_a_draft_replaces_no_file_unasked(file, tmp_path):
    mapping = tmp_path / "map.toml"
    mapping.write_text("mine")
    assert run("map", file, "-o", mapping).exit_code == 1
    assert mapping.read_text() == "mine"
    assert run("map", file, "-o", mapping, "--force").exit_code == 0


def test_a_reader_is_told_what_it_can_be_told(file):
    assert run("map", file, "-t", "encoding=utf-8").exit_code == 0
    told = run("map", file, "-t", "sheet=Tall")
    assert told.exit_code == 1
    assert "sheet cannot be told" in told.stderr


def test_evaluate_takes_a_mapping(file, tmp_path):
    mapping, plan = tmp_path / "map.toml", tmp_path / "plan.toml"
    run("map", file, "-o", mapping)
    plan.write_text(
        'schema = 1\nid = "p"\ntitle = "P"\n[[indicators]]\nid = "overdoser"\ntitle = "O"\n'
        'kind = "count"\nbetter = "lower"\ncounts = "events"\n'
    )
    told = run("evaluate", plan, file, "--map", mapping, "--format", "json")
    assert told.exit_code == 0, told.stderr
    assert json.loads(told.stdout)["series"][0]["indicator"] == "overdoser"
