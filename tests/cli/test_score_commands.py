"""Instruments and scores as someone at a terminal meets them."""

from __future__ import annotations

import csv
import io
import itertools
import json
import time

import pytest
from click.testing import CliRunner

from rusfelt.catalogue import instrument_ids, instrument_path
from rusfelt.cli.commands import program
from rusfelt.plugin import Entry, Offer, Registry, using

HEADER = "person;session;" + ";".join(f"phq9_{k}" for k in range(1, 10))


def run(*args, code=0):
    result = CliRunner().invoke(program, list(args))
    assert result.exit_code == code, result.output + result.stderr
    assert "Traceback" not in result.stderr
    return result


@pytest.fixture
def answers(tmp_path):
    """A file of answers under this header."""

    def write(*rows, header=HEADER):
        path = tmp_path / "answers.csv"
        path.write_text("\n".join([header, *rows]) + "\n", "utf-8")
        return str(path)

    return write


def sheet(person, session, *nine):
    return ";".join([str(person), str(session), *map(str, nine or [1] * 9)])


def many(count):
    """So many people, the second sheet half of the first."""
    return [
        sheet(f"p{k:03}", session, *[3 - session] * 9) for k in range(count) for session in (1, 2)
    ]


# -- instruments -----------------------------------------------------------------------------------


def test_the_list_names_every_shipped_instrument_in_each_format():
    shown = run("instruments", "list").stdout
    listed = json.loads(run("instruments", "list", "--format", "json").stdout)
    rows = list(csv.DictReader(io.StringIO(run("instruments", "list", "--format", "csv").stdout)))
    assert (
        [each["id"] for each in listed] == [each["id"] for each in rows] == list(instrument_ids())
    )
    assert all(name in shown for name in instrument_ids())
    ors = next(each for each in listed if each["id"] == "srs")
    assert (ors["role"], ors["range"], ors["better"]) == ("process", "0–40", "higher")


def test_a_plugin_that_cannot_keep_its_word_costs_no_other():
    """Its instrument is left out of the list, with the reason on standard error."""
    offer = Offer("lost", "no_such_module_anywhere:THING")
    with using(Registry.of([Entry("instrument", offer, "one", "0.1")])):
        shown = run("instruments", "list", "--format", "json")
    assert [each["id"] for each in json.loads(shown.stdout)] == list(instrument_ids())
    assert "lost: 'lost' cannot be imported" in shown.stderr


def test_one_instrument_with_its_rule_its_thresholds_and_their_sources():
    shown = " ".join(run("instruments", "show", "core10", "--lang", "en").stdout.split())
    assert "CORE-10" in shown
    assert "up to 1" in shown
    assert "90%" in shown
    found = json.loads(run("instruments", "show", "core10", "--format", "json").stdout)
    assert found["scales"][0]["reversed"] == ["2", "3"]
    rows = list(
        csv.DictReader(io.StringIO(run("instruments", "show", "core10", "--format", "csv").stdout))
    )
    (change,) = (each for each in rows if each["kind"] == "reliable-change")
    assert (change["operator"], float(change["value"]), float(change["confidence"])) == (
        ">=",
        6,
        0.9,
    )


@pytest.mark.parametrize("name", instrument_ids())
@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_every_shipped_instrument_can_be_shown(name, form):
    """One without thresholds has the header of the table all the same."""
    shown = run("instruments", "show", name, "--format", form).stdout
    if form == "csv":
        assert shown.startswith("kind,value,operator,source")


def test_how_many_answers_a_form_bears_missing_in_all_is_shown():
    assert "mer enn 5 svar" in run("instruments", "show", "whoqol_bref").stdout


def test_a_file_of_ones_own_is_shown_or_its_mistakes_are(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_bytes(instrument_path("gad7").read_bytes())
    assert "gad7" in run("instruments", "show", str(path)).stdout
    path.write_text('schema = 1\nid = "a b"\nbetter = "up"\n', "utf-8")
    shown = run("instruments", "show", str(path), code=1)
    assert shown.stdout == ""
    assert f"{path}:2 id:" in shown.stderr
    assert f"{path}:3 better:" in shown.stderr


def test_a_misspelt_instrument_is_answered_with_the_one_meant():
    assert "Did you mean 'phq9'" in run("instruments", "show", "phq99", code=1).stderr


# -- scores ----------------------------------------------------------------------------------------


def test_the_table_has_groups_and_nobodys_score(answers):
    """People, sheets, mean and spread by scale; no name, and no mean of fewer than five people."""
    shown = run("score", "phq9", answers(*many(6)), "--lang", "en").stdout
    cells = shown.strip().splitlines()[-1].split()
    assert cells == ["phq9", "6", "12", "12", "13.50", "4.70", "0–27"]
    assert "p00" not in shown
    assert "internal use" in shown


@pytest.mark.parametrize("rows", [many(4), [sheet("a", k) for k in range(1, 9)]])
def test_few_people_have_no_mean_however_many_their_sheets(answers, rows):
    cells = run("score", "phq9", answers(*rows)).stdout.strip().splitlines()[-1].split()
    assert cells[4:6] == ["–", "–"]


def test_json_and_csv_hold_one_row_a_sheet_and_are_called_person_data(answers):
    """With whole numbers of sessions, and nothing where there is no score."""
    path = answers(sheet("a", 2), sheet("a", 1, *[3] * 9), sheet("b", 1, *[1] * 8, ""))
    made = run("score", "phq9", path, "--format", "json", "--lang", "en")
    assert "single persons" in made.stderr
    scores = json.loads(made.stdout)["scores"]
    assert [(each["unit"], each["t"], each["score"], each["answered"]) for each in scores] == [
        ("a", 1, 27, 9), ("a", 2, 9, 9), ("b", None, None, None),
    ]  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(run("score", "phq9", path, "--format", "csv").stdout)))
    assert [(each["unit"], each["t"], each["score"]) for each in rows] == [
        ("a", "1", "27.0"), ("a", "2", "9.0"), ("b", "", ""),
    ]  # fmt: skip


def test_days_are_written_as_days(answers):
    path = answers(
        sheet("a", "17.03.2024"), sheet("a", "18.03.2024"), header=HEADER.replace("session", "date")
    )
    rows = csv.DictReader(io.StringIO(run("score", "phq9", path, "--format", "csv").stdout))
    assert [each["t"] for each in rows] == ["2024-03-17", "2024-03-18"]


def test_codes_that_begin_with_nought_keep_it(answers):
    rows = csv.DictReader(
        io.StringIO(
            run("score", "phq9", answers(sheet("007", 1), sheet("7", 1)), "--format", "csv").stdout
        )
    )
    assert [each["unit"] for each in rows] == ["007", "7"]


def test_a_bad_answer_is_named_by_line_and_item_and_never_shown(answers):
    """Line 5 of the file, where a comment and an empty line stand before it."""
    path = answers("# from the register", "", sheet("a", 1), sheet("a", 2, 1, 1, 7, *[1] * 6))
    shown = run("score", "phq9", path, code=1)
    assert shown.stdout == ""
    said = shown.stderr.splitlines()[-1]
    assert said.startswith(f"{path}:5: item 3: holds an answer there is not.")
    assert "0, 1, 2, 3" in said
    assert "7" not in said.removeprefix(path).replace("phq9", "")


def test_every_bad_answer_is_listed_by_line_and_then_item(answers):
    path = answers(
        sheet("a", 1, 9, *[1] * 7, 9), sheet("b", 1, 1, "often", *[1] * 7), sheet("c", 1)
    )
    shown = run("score", "phq9", path, code=1).stderr
    listed = [
        line.strip().removeprefix(path) for line in shown.splitlines() if line.startswith("  ")
    ]
    assert [each.split(": ")[0] for each in listed] == [":2 item 1", ":2 item 9", ":3 item 2"]
    assert "3 answers are outside 'phq9'" in shown
    assert "the first row is 0" not in shown
    assert "often" not in shown


def test_two_sheets_at_one_time_are_named_by_both_lines(answers):
    shown = run(
        "score", "phq9", answers(sheet("a", 1), sheet("b", 1), sheet("a", 1)), code=1
    ).stderr
    assert "answers.csv:2: with line 4: hold one person's answers at the same time." in shown


def test_dates_against_sessions_are_named_by_their_lines(answers):
    header = HEADER.replace("session;", "session;date;")
    shown = run("score", "phq9", answers(
        "a;2;2024-01-01;" + ";".join("1" * 9), "a;1;2024-02-01;" + ";".join("1" * 9), header=header
    ), code=1).stderr  # fmt: skip
    assert "answers.csv:3:" in shown
    assert "than line 2." in shown


def test_a_missing_column_is_named_with_what_there_is(answers):
    shown = run("score", "gad7", answers(sheet("a", 1)), code=1).stderr
    assert "item 1: has no column." in shown
    assert "the table has: person, session, phq9_1" in shown


def test_columns_and_codes_can_be_told(answers):
    header = "hvem;uke;lag;" + ";".join(f"spm{k}" for k in range(1, 10))
    path = answers(
        "a;1;x;" + ";".join(["99"] + ["1"] * 8), "b;1;y;" + ";".join("2" * 9), header=header
    )
    told = itertools.chain.from_iterable(("--item", f"{k}=spm{k}") for k in range(1, 10))
    made = run(
        "score", "phq9", path, "--unit", "hvem", "--time", "uke", "--cluster", "lag", "--group", "lag",
        "--missing", "99", "--indicator", "depresjon", "--format", "json", *told,
    )  # fmt: skip
    assert [(each["indicator"], each["group"], each["score"]) for each in json.loads(made.stdout)["scores"]] == [
        ("depresjon", "x", None), ("depresjon", "y", 18),
    ]  # fmt: skip


def test_a_value_set_is_a_file_of_the_users(answers, tmp_path):
    values = tmp_path / "values.csv"
    values.write_text("profile;value\n11111;1\n21111;0,9\n", "utf-8")
    path = answers(
        "a;1;1;1;1;1", "b;2;1;1;1;1", header="person;mobility;self_care;activities;pain;anxiety"
    )
    made = run("score", "eq5d5l", path, "--value-set", str(values), "--format", "json")
    assert [each["score"] for each in json.loads(made.stdout)["scores"]] == [1, 0.9]
    assert "value_set" in run("score", "eq5d5l", path, code=1).stderr


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_output_is_written_whole_or_not_at_all(answers, tmp_path, form):
    """What stood in the file stays where the answers cannot be scored."""
    target = tmp_path / "scores.out"
    target.write_text("before", "utf-8")
    run(
        "score",
        "phq9",
        answers(sheet("a", 1, 7, *[1] * 8)),
        "--format",
        form,
        "-o",
        str(target),
        code=1,
    )
    assert target.read_text("utf-8") == "before"
    good = answers(*many(6))
    said = run("score", "phq9", good, "--format", form, "-o", str(target))
    assert said.stdout == ""
    assert target.read_text("utf-8") == run("score", "phq9", good, "--format", form).stdout
    assert sorted(each.name for each in tmp_path.iterdir()) == ["answers.csv", "scores.out"]
    run("score", "phq9", good, "-o", str(tmp_path / "no" / "folder.csv"), code=1)


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("score", "phq9"), 2),
        (("score",), 2),
        (("score", "phq9", "DATA", "--format", "html"), 2),
        (("score", "phq9", "DATA", "--item", "1"), 2),
        (("score", "phq9", "DATA", "--item", "1=a", "--item", "1=b"), 2),
        (("score", "phq9", "DATA", "--missing", "none"), 2),
        (("score", "phq9", "DATA", "--lang", "sv"), 2),
        (("instruments", "show"), 2),
        (("instruments", "lst"), 2),
        (("score", "phq-9", "DATA"), 1),
        (("score", "phq9", "nothing.csv"), 1),
        (("score", "nothing.toml", "DATA"), 1),
        (("score", "phq9", "DATA", "--unit", "nobody"), 1),
        (("score", "phq9", "DATA", "--value-set", "nothing.csv"), 1),
        (("score", "phq9", "DATA", "--missing", "inf"), 1),
        (("score", "phq9", "DATA"), 0),
        (("instruments", "list"), 0),
    ],
)
def test_exit_codes(answers, args, code):
    """0 is done, 1 is input that cannot be read, 2 is a wrong call."""
    path = answers(*many(1))
    made = run(*(path if each == "DATA" else each for each in args), code=code)
    assert bool(made.stdout) == (code == 0)


@pytest.mark.parametrize("text", ["", HEADER + "\n", "\x00", "a;b\n1;2;3\n", HEADER + '\n"a;1\n'])
def test_a_file_that_holds_no_answers_is_a_message(tmp_path, text):
    path = tmp_path / "answers.csv"
    path.write_text(text, "utf-8")
    assert str(path) in run("score", "phq9", str(path), code=1).stderr


@pytest.mark.no_cover
def test_a_hundred_thousand_hostile_rows_are_answered_quickly(answers):
    """Every answer wrong, and the first fifty told."""
    began = time.process_time()
    shown = run("score", "phq9", answers(*(sheet(k, 1, *[9] * 9) for k in range(100_000))), code=1)
    assert "900000 answers are outside 'phq9' (the first 50 listed)" in shown.stderr
    assert len(shown.stderr.splitlines()) == 52
    assert time.process_time() - began < 30
