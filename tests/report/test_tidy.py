"""The tidy tables: one kind of thing a row, keys that never change, and no cell that misleads."""

from __future__ import annotations

import math
import re
from datetime import date
from pathlib import Path

import attrs
import pytest
from hostile_cells import states
from people_reports import OwnChange, evaluated, people

from rusfelt.disclosure.policy import Policy, policy_named
from rusfelt.errors import DomainError, UnknownNameError
from rusfelt.evaluation.results import Failure
from rusfelt.language import LANGUAGES
from rusfelt.publishing import Hidden, Published
from rusfelt.report._inert import inert, legible, one_cell
from rusfelt.report.texts import Texts, report_words
from rusfelt.report.tidy import DATA_TABLES, Table, table_of, tidy_table, tidy_tables
from rusfelt.report.tidy_fields import FIELDS, KINDS, heading_of, meaning_of
from rusfelt.vocabulary import State


def records(name, published, **named):
    return list(tidy_table(name, published, **named).records())


@pytest.fixture(scope="module")
def every():
    return states()


@pytest.fixture(scope="module")
def illustrated(illustrative):
    return Published(illustrative, policy_named("helse5"))


def test_only_what_went_through_the_gate_becomes_a_table(illustrative):
    with pytest.raises(DomainError, match="publish"):
        tidy_tables(illustrative)


def test_an_unknown_language_is_named(every):
    with pytest.raises(UnknownNameError, match="nn"):
        tidy_tables(every, language="sv")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_is_explained_in_every_language(language):
    """The dictionary has a heading and a meaning for each, and nothing for columns that are not."""
    texts = Texts(language)
    for fields in FIELDS.values():
        for field in fields:
            assert heading_of(field, texts)
            assert meaning_of(field, texts)
            assert field.kind in KINDS
    keys = {each.key for fields in FIELDS.values() for each in fields}
    templates = {"tiltak_with", "series_with"}
    for section in ("tidy-heading", "tidy-meaning"):
        assert set(report_words(language)[section]) - templates <= keys
    for name in FIELDS:
        assert texts(f"tidy-table.{name}")


@pytest.mark.parametrize("name", FIELDS)
def test_columns_have_different_keys_and_headings(name):
    keys = [each.key for each in FIELDS[name]]
    assert len(set(keys)) == len(keys)
    for language in LANGUAGES:
        headings = [heading_of(each, Texts(language)) for each in FIELDS[name]]
        assert len(set(headings)) == len(headings)


def test_keys_do_not_change_with_language_and_words_do(illustrated):
    found = {each: tidy_tables(illustrated, language=each) for each in LANGUAGES}
    for nb, nn, en in zip(*found.values(), strict=True):
        assert nb.fields == nn.fields == en.fields
        assert len(nb.rows) == len(nn.rows) == len(en.rows)
        words = [place for place, each in enumerate(nb.fields) if each.kind != "text"]
        pick = [[[row[place] for place in words] for row in each.rows] for each in (nb, nn, en)]
        assert pick[0] == pick[1] == pick[2]
    first = [next(table.records())["verdict_text"] for table in (found["nb"][0], found["en"][0])]
    assert first == ["bedring", "improving"]


def test_every_cell_is_what_its_column_says(illustrated, every):
    """Text, numbers, days: no program has to guess; a sign stands for a number that is not there."""
    types = {
        "text": str, "word": str, "period": str, "yes": bool, "day": date,
        "number": (int, float), "whole": int,
    }  # fmt: skip
    signs = {".", "..", ":", "undefined", "not-due"}
    for published in (illustrated, every):
        for table in tidy_tables(published):
            for row in table.rows:
                for field, cell in zip(table.fields, row, strict=True):
                    if cell is None or (field.kind in {"number", "whole"} and cell in signs):
                        continue
                    assert isinstance(cell, types[field.kind]), (table.name, field.key, cell)
                    assert not isinstance(cell, float) or math.isfinite(cell)
                    assert isinstance(cell, bool) == (field.kind == "yes")


def test_series_say_what_the_evaluation_says(illustrated, illustrative):
    for row, result in zip(records("series", illustrated), illustrative.series, strict=True):
        told = result.to_dict()
        assert (row["indicator"], row["unit"], row["group"] or "") == result.key
        for name, key in (("verdict", "verdict"), ("target_state", "target"), ("p", "p"),
                          ("movement", "movement"), ("pace", "pace"), ("reason", "reason"),
                          ("evaluator", "primary_evaluator"), ("target_value", "target_value"),
                          ("target_operator", "target_operator"), ("carries", "primary_series")):  # fmt: skip
            assert row[name] == told[key], name
        assert row["sentence"] == told["sentence"]["nb"]
        assert row["target_due"] is None or row["target_due"].isoformat() == told["target_due"]
        assert row["points"] == len(told["points"])


def test_points_are_those_of_the_evaluation(illustrated, illustrative):
    """Every cell is there once, with all its digits."""
    told = [each for result in illustrative.series for each in result.to_dict()["points"]]
    rows = records("points", illustrated)
    names = ("period", "value", "numerator", "denominator", "se", "state", "bound", "part")
    shown = [
        (row, each)
        for row, each in zip(rows, told, strict=True)
        if not State(each["state"]).is_empty
    ]
    assert len(shown) > 60
    for row, each in shown:
        assert [row[name] for name in names] == [each[name] for name in names]
    assert rows[0]["start"] == date(2019, 1, 1)
    assert rows[0]["place"] == "Nordre Aker"


def test_empty_cells_have_a_sign_each_and_are_never_a_zero(every):
    """Hidden, missing, impossible and undefined are told apart in every number of the row."""
    rows = {
        row["period"]: row
        for row in records("points", every)
        if row["indicator"] == "i" and not row["group"]
    }
    assert {
        period: tuple(row[name] for name in ("value", "numerator", "denominator", "se"))
        for period, row in rows.items()
        if State(row["state"]).is_empty
    } == {"2017": ("..",) * 4, "2018": (":",) * 4, "2019": (".",) * 4, "2020": ("undefined",) * 4}
    assert rows["2015"]["value"] == -12.5
    assert rows["2022"]["value"] == 0
    assert (rows["2021"]["bound"], rows["2021"]["value"]) == ("<", 5)


def test_a_policy_has_its_own_sign_for_what_is_hidden(every):
    own = attrs.evolve(every, policy=Policy(symbol="skjult"))
    rows = [row for row in records("points", own) if row["state"] == "suppressed"]
    assert [row["value"] for row in rows] == ["skjult"]
    missing = [row["value"] for row in records("points", own) if row["state"] == "missing"]
    assert missing == [".."]


def test_the_latest_figure_is_the_last_that_exists():
    """A hidden figure is later than a shown one; a projection is no figure yet."""
    import rusfelt

    of = rusfelt.Measurement
    plan = rusfelt.Plan(
        "p", "P", area="0301", indicators=[rusfelt.Indicator("i", "I", kind="count")]
    )
    rows = [
        of("i", period="2019", value=8),
        of("i", period="2020", state="suppressed"),
        of("i", period="2021", state="missing"),
        of("i", period="2030", state="projected", value=90),
    ]
    found = rusfelt.evaluate_plan(plan, rusfelt.Measurements.of(rows), evaluators=[])
    ahead = [of("i", period="2030", state="projected", value=90)]
    none = rusfelt.evaluate_plan(plan, rusfelt.Measurements.of(ahead), evaluators=[])
    (unseen,) = records("series", Published(none, None))
    assert (unseen["points"], unseen["latest_period"], unseen["latest_value"]) == (1, None, None)
    (row,) = records("series", Published(found, None))
    assert (row["latest_period"], row["latest_state"], row["latest_value"]) == (
        "2020",
        "suppressed",
        ":",
    )


def test_figures_join_each_cell_with_the_verdict_of_its_series(every):
    """A series without figures has a row of its own, so that no verdict is left out."""
    rows = records("figures", every)
    assert {row["publication"] for row in rows} == {"public"}
    assert [row["verdict"] for row in rows if row["indicator"] == "none"] == ["not-assessable"]
    assert len(rows) == len(records("points", every)) + 1
    internal = attrs.evolve(every, internal=True)
    assert {row["publication"] for row in records("figures", internal)} == {"internal"}


def test_findings_say_what_methods_found_and_why_others_did_not(illustrated, illustrative):
    """Each number of each row that is ok, and one row with a sentence for each that is not."""
    rows = records("findings", illustrated)
    for result in illustrative.series[:4]:
        mine = [
            row for row in rows if (row["indicator"], row["unit"], row["group"] or "") == result.key
        ]
        for name, found in result.findings.items():
            told = [row for row in mine if row["evaluator"] == name]
            if found["status"] == "ok":
                values = {row["column"]: row["number"] for row in told if row["number"] is not None}
                assert values == {
                    key: each
                    for key, each in found.items()
                    if isinstance(each, (int, float)) and not isinstance(each, bool)
                }
            else:
                assert [row["column"] for row in told] == [None]
                assert told[0]["why"]
        decides = {row["evaluator"] for row in mine if row["decides"]}
        assert decides <= {result.test.primary.evaluator}


def test_people_are_told_of_together_and_small_groups_are_not():
    """Counts, shares and means are there; of three people there is only the sign."""
    many = Published(evaluated(people(40), evaluators=[OwnChange()]), None)
    rows = records("people", many)
    assert records("findings", many) == []
    shares = [row for row in rows if row["share"] is not None]
    assert shares
    assert all(0 <= row["low"] <= row["share"] <= row["high"] <= 1 for row in shares)
    assert all(row["n"] <= row["of"] for row in shares)
    assert any(row["column"] == "pairs" and row["number"] == 40 for row in rows)
    few = records(
        "people", Published(evaluated(people(3), evaluators=[OwnChange()]), Policy(symbol="*"))
    )
    assert few
    hidden = [row for row in few if row["number"] == "*"]
    assert hidden
    assert all(row["status"] == "undefined" and row["why"] for row in hidden)
    assert all(row["share"] is None or row["of"] >= 3 for row in few)
    for row in [*rows, *few]:
        assert "person-" not in str(row.values())


def test_tiltak_have_verdict_work_and_what_is_missing(illustrated, illustrative):
    rows = records("tiltak", illustrated)
    assert [row["id"] for row in rows] == [each.id for each in illustrative.tiltak]
    assert [row["verdict"] for row in rows] == [str(each.verdict) for each in illustrative.tiltak]
    second = rows[1]
    assert (second["progress"], second["progress_text"]) == ("completed", "gjennomført")
    assert second["progress_date"] == date(2021, 5, 20)
    assert second["progress_reason"] == "Standarden ble tatt i bruk."
    assert rows[0]["missing_text"] == "utgangspunkt; måltall; frist"


def test_tallies_count_and_never_average(illustrated, illustrative):
    rows = records("tallies", illustrated)
    assert [row["what"] for row in rows] == ["plan", *["goal"] * 2, *["strategy"] * 3]
    for row in rows:
        assert (
            sum(each for key, each in row.items() if key.startswith("tiltak_")) == row["distinct"]
        )
    assert rows[0]["tiltak_improving"] == illustrative.total.to_dict()["verdicts"]["improving"]


def test_what_is_hidden_is_named_with_its_reason(illustrative):
    """A reason nobody has written a sentence for is shown as it is, rather than not at all."""
    told = (
        Hidden("figure", "small", "overdoser", "030108", "age=18-24", "2024"),
        Hidden("column", "something-new", detail="x.y"),
    )
    first, second = records("hidden", Published(illustrative, policy_named("ssb3"), hidden=told))
    assert first["why_hidden_text"] == "For få personer ligger bak tallet."
    assert (first["title"], first["place"]) == ("Ambulanseoppdrag for overdose", "Nordre Aker")
    assert (first["group_text"], first["period"], first["what_text"]) == (
        "18–24 år",
        "2024",
        "tall",
    )
    assert (second["why_hidden_text"], second["detail"], second["title"]) == (
        "something-new",
        "x.y",
        None,
    )


def test_failures_do_not_repeat_what_a_strange_program_said(illustrative):
    """Its message may name files and users of a machine."""
    failed = Failure("spel", "strange", "OSError", "/home/kari/hemmelig.csv")
    found = attrs.evolve(illustrative, failures=(failed,))
    table = tidy_table("failures", Published(found, None))
    assert table.rows == (("spel", "spel", "strange", "OSError"),)


def test_methods_are_told_with_their_choices_and_sources(illustrated):
    rows = {row["evaluator"]: row for row in records("methods", illustrated)}
    assert rows["mann-kendall"]["parameters"] == 'method = "auto"'
    assert "10.2307/1907187" in rows["mann-kendall"]["references"]
    assert list(rows) == sorted(rows)


def test_every_table_comes_in_order_and_the_dictionary_last(illustrated):
    tables = tidy_tables(illustrated)
    assert [each.name for each in tables] == [*DATA_TABLES, "dictionary"]
    listed = [(row["table"], row["column"]) for row in tables[-1].records()]
    assert listed == [(name, each.key) for name, fields in FIELDS.items() for each in fields]


def test_a_row_with_a_column_nobody_declared_is_a_mistake():
    with pytest.raises(KeyError, match="no column 'odd'"):
        table_of("about", [{"odd": 1}])


def test_cells_hold_nothing_that_no_document_can_hold():
    made = table_of("about", [{"key": "a\x00\ud800", "heading": "", "text": math.nan}])
    assert isinstance(made, Table)
    assert made.rows == (("a\ufffd\ufffd", None, None),)
    wide = table_of("findings", [{"number": -0.0}, {"number": math.inf}, {"number": -math.inf}])
    numbers = [row["number"] for row in wide.records()]
    assert numbers == [0, "inf", "-inf"]
    assert math.copysign(1, numbers[0]) == 1


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1", "'=1"), ("  @x", "  '@x"), ("\u200b＝1", "\u200b'＝1"), ('"=1', "\"'=1"),
        ("a;=1", "a;'=1"), ("a, +1", "a, '+1"), ("3-5 år", "3-5 år"), ("a=b", "a=b"), ("", ""),
        ("50 %", "50 %"), ("Å", "Å"), ("e\u0301=1", "e\u0301=1"),
    ],
)  # fmt: skip
def test_an_apostrophe_stands_where_a_spreadsheet_would_begin_to_reckon(text, written):
    """Only there: a hyphen inside a text is a hyphen."""
    assert inert(text) == written


def test_a_text_of_several_lines_becomes_one():
    assert one_cell("a\r\nb\u2028c\td") == "a b c d"
    assert legible("a\nb\x0b\ufffe") == "a\nb\ufffd\ufffd"


def test_the_page_about_report_files_lists_every_column():
    """The data dictionary in the documentation is the one the documents carry."""
    page = (Path(__file__).parents[2] / "docs/reference/report-files.md").read_text("utf-8")
    texts = Texts("en")
    parts = dict(re.findall(r"^### `(\w+)`\n(.*?)(?=^\(table-|\Z)", page, re.MULTILINE | re.DOTALL))
    assert list(parts) == list(FIELDS)
    for name, fields in FIELDS.items():
        listed = re.findall(r"^\| `(\w+)` \| (\w+) \| (.*) \|$", parts[name], re.MULTILINE)
        assert listed == [(each.key, each.kind, meaning_of(each, texts)) for each in fields]
