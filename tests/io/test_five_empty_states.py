"""Why a figure is not there survives every format, in the words the page lists for it.

The page's own table says what is written into each file, so that it cannot say anything else than
what is read.
"""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from five_states import FORMS, STATES
from plugins_here import offering

import rusfelt
from rusfelt import Indicator, Measurement, Measurements, Plan, ReadError, read_measurements
from rusfelt.cli.commands import program
from rusfelt.report.csv import csv_report
from rusfelt.report.json import json_report
from rusfelt.report.tidy import tidy_table

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "read-other-files.md"
PLUGINS = ("rusfelt-pxweb", "rusfelt-fhir")
FIVE = [
    Measurement("a", period=str(2019 + number), state=state) for number, state in enumerate(STATES)
]


def _table():
    """Format → state → what stands for it, as the page has it."""
    text = PAGE.read_text("utf-8").partition("## Why a figure is not there")[2]
    header, _, *rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.partition("\n## ")[0].splitlines()
        if line.startswith("|")
    ]
    states = [name.strip("`") for name in header[1:]]
    return {
        name: {
            state: re.search("`([^`]+)`", cell)[1]
            for state, cell in zip(states, cells, strict=True)
        }
        for name, *cells in rows
    }


TABLE = _table()
_WAYS = [(name, form) for name, forms in FORMS.items() for form in forms]


def test_the_page_has_every_format_and_every_state():
    assert list(TABLE) == list(FORMS)
    assert all(tuple(marks) == STATES for marks in TABLE.values())


@pytest.mark.parametrize(("name", "form"), _WAYS, ids=[f"{n}-{f}" for n, f in _WAYS])
def test_each_state_arrives_as_itself_and_never_as_a_number(name, form, tmp_path):
    path, options = FORMS[name][form](tmp_path, TABLE[name])
    with offering(*PLUGINS):
        figures = read_measurements(path, **options)
    assert figures["state"].tolist() == ["exact", *STATES]
    np.testing.assert_array_equal(figures["value"], [12, *[np.nan] * 5])
    assert np.isnan(figures["numerator"]).all()


_WORDLESS = [(n, f, s) for n, f in _WAYS for s in STATES if TABLE[n][s] == "state"]


def test_only_plain_tables_need_a_column_for_a_state():
    """Signs for two of the five are nobody's; where all five have words there is no such column."""
    assert {(n, s) for n, _, s in _WORDLESS} == {
        *((n, s) for n in list(FORMS)[:3] for s in ("not-due", "undefined")),
        *(("Numbers in Parquet, Arrow, Feather and DuckDB", s) for s in STATES if s != "missing"),
    }


@pytest.mark.parametrize("state", ["not-due", "undefined"])
@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_a_word_in_a_cell_for_numbers_is_refused_with_its_place(form, state, tmp_path):
    """A cell has signs for three; the other two are told in the column, and that is said."""
    (name,) = (n for n, f in _WAYS if f == form and not n.startswith("Numbers"))
    path, options = FORMS[name][form](tmp_path, {**TABLE[name], state: state})
    with pytest.raises(ReadError) as caught:
        read_measurements(path, **options)
    assert caught.value.column == "value"
    assert f"{state!r} is not a number" in str(caught.value)


def test_without_the_column_a_null_is_missing_and_nothing_else(tmp_path):
    """A column of numbers has one way to be empty."""
    marks = dict.fromkeys(STATES, "..")
    path, _ = FORMS["Numbers in Parquet, Arrow, Feather and DuckDB"]["parquet"](tmp_path, marks)
    assert read_measurements(path)["state"].tolist() == ["exact", *["missing"] * 5]


@pytest.mark.parametrize("cell", [float("inf"), float("-inf")])
def test_an_infinite_number_is_refused_and_nan_is_missing(cell, tmp_path):
    """x/0 is undefined only where somebody says so."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    for given in (cell, float("nan")):
        rows = {"indicator": ["a", "a"], "period": ["2019", "2020"], "value": [1.0, given]}
        pq.write_table(pa.table(rows), tmp_path / "x.parquet")
        if np.isnan(given):
            figures = read_measurements(tmp_path / "x.parquet")
            assert figures["state"].tolist() == ["exact", "missing"]
        else:
            with pytest.raises(ReadError, match="The number is infinite"):
                read_measurements(tmp_path / "x.parquet")


def test_a_mark_in_the_cell_and_another_state_beside_it_are_refused(tmp_path):
    """Neither of two that contradict each other is chosen."""
    marks = {**TABLE["CSV"], "suppressed": "state"}
    path, _ = FORMS["CSV"]["csv"](tmp_path, marks)
    path.write_text(path.read_text("utf-8").replace(",,suppressed", ",.,suppressed"), "utf-8")
    with pytest.raises(ReadError, match="marked not-applicable, and the state says suppressed"):
        read_measurements(path)


@pytest.mark.parametrize(("flag", "state"), [("...", "not-due"), ("/0", "undefined")])
def test_a_flag_of_json_stat_nobody_explained_is_kept_and_told(flag, state, tmp_path):
    """The cell is missing then, its flag a note, and both are said."""
    marks = {**TABLE["JSON-stat"], state: flag}
    path, options = FORMS["JSON-stat"]["json-stat2"](tmp_path, marks)
    with offering("rusfelt-pxweb"):
        figures = read_measurements(path, **options)
    place = 1 + STATES.index(state)
    assert (figures["state"][place], figures["note"][place]) == ("missing", flag)
    told = f"{flag!r} kept as a note, and 1 empty cell(s) with it as missing"
    assert figures.guessed["status"] == told


@pytest.mark.parametrize("as_text", [True, False])
def test_figures_read_again_as_a_table_have_the_same_states(as_text, tmp_path):
    """Their columns as Parquet, or as CSV with the states' column."""
    import pandas as pd

    figures = Measurements.of(FIVE)
    frame = pd.DataFrame(dict(figures.columns))
    path = tmp_path / ("x.csv" if as_text else "x.parquet")
    if as_text:
        frame.to_csv(path, index=False)
    else:
        frame.to_parquet(path)
    assert read_measurements(path) == figures
    assert read_measurements(frame) == figures


def test_the_json_of_rusfelt_read_has_their_names(tmp_path):
    path, _ = FORMS["CSV"]["csv"](tmp_path, TABLE["CSV"])
    told = CliRunner().invoke(program, ["read", str(path), "--format", "json"])
    rows = json.loads(told.stdout)["measurements"]
    assert [each["state"] for each in rows] == ["exact", *STATES]
    assert [each["value"] for each in rows] == [12, *[None] * 5]


@pytest.mark.parametrize("make", ["observations", "measure_reports"])
def test_fhir_is_written_and_read_with_each_state(make, tmp_path):
    """Under the reasons the page lists, which are five different ones."""
    with offering("rusfelt-fhir"):
        from rusfelt_fhir import measure_reports, observations
        from rusfelt_fhir.writer import as_json

        module = {"observations": observations, "measure_reports": measure_reports}[make]
        text = as_json(getattr(module, make)(Measurements.of(FIVE)))
        path = tmp_path / "x.json"
        path.write_bytes(text)
        assert read_measurements(path) == Measurements.of(FIVE)
    for reason in TABLE["FHIR"].values():
        assert text.decode().count(f'"{reason}"') == 1


@pytest.fixture(scope="module")
def published():
    """An evaluation of six years, five of which are empty."""
    plan = Plan("p", "Plan", indicators=[Indicator("a", "A", kind="amount", better="lower")])
    rows = [Measurement("a", period="2018", value=12), *FIVE]
    return rusfelt.publish(rusfelt.evaluate_plan(plan, Measurements.of(rows)))


def test_reports_have_their_names_and_no_numbers(published):
    """In the tidy tables, the one CSV file made of them, and the JSON."""
    rows = list(tidy_table("points", published).records())
    assert [each["state"] for each in rows] == ["exact", *STATES]
    assert [each["value"] for each in rows] == [12, "..", ":", ".", "not-due", "undefined"]
    lines = csv_report(published).splitlines()
    for state, line in zip(("exact", *STATES), lines[1:], strict=True):
        assert state in line.split(";")
    (series,) = json.loads(json_report(published))["series"]
    assert [each["state"] for each in series["points"]] == ["exact", *STATES]
    assert [each["value"] for each in series["points"]] == [12, *[None] * 5]
