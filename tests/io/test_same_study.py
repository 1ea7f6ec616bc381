"""The same small study from every format: the same figures, byte for byte."""

import json

import pytest
from click.testing import CliRunner
from plugins_here import offering
from same_study import MAPPING, PLUGGED, ROWS, TABULAR, write

from rusfelt import read_measurements
from rusfelt.cli.commands import program


def canonical(path, *more):
    """The figures of a file as ``rusfelt read`` prints them, without what was guessed."""
    told = CliRunner().invoke(program, ["read", str(path), "--format", "json", *more])
    assert told.exit_code == 0, told.stderr
    return json.dumps(json.loads(told.stdout)["measurements"], ensure_ascii=False)


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    return canonical(write("utf-8-sig.csv", tmp_path_factory.mktemp("study")))


@pytest.mark.parametrize("form", TABULAR[1:])
def test_another_format_gives_the_same_bytes(form, expected, tmp_path):
    assert canonical(write(form, tmp_path)) == expected


@pytest.mark.parametrize("form", PLUGGED)
def test_a_format_of_a_plugin_gives_the_same_bytes(form, expected, tmp_path):
    """A table of a statistics bank with a mapping; FHIR as it is."""
    file = write(form, tmp_path)
    more = []
    if form.startswith("json-stat2"):
        mapping = tmp_path / "studie.map.toml"
        mapping.write_text(MAPPING, encoding="utf-8")
        more = ["--map", str(mapping)]
    with offering(PLUGGED[form]):
        assert canonical(file, *more) == expected


def test_what_arrives_is_what_was_written(tmp_path):
    """Else all formats could lose the same."""
    figures = read_measurements(write("parquet", tmp_path))
    assert len(figures) == len(ROWS)
    assert figures["state"].tolist() == [
        "exact", "exact", "suppressed", "missing", "approximate", "exact", "not-applicable",
        "not-due", "undefined", "projected",
    ]  # fmt: skip
    assert figures[1].bound == "<"
    assert figures[4].value == 1234.5
    assert (figures[5].numerator, figures[5].denominator) == (57, 60)
    assert figures[6].break_before
    assert figures["unit"].tolist()[4] == "0301"
    assert figures[9].source == "Grünerløkka"
