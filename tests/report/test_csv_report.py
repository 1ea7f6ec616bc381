"""CSV: what a spreadsheet opens, in two styles, with nothing in it that a spreadsheet obeys."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile

import attrs
import pytest
from hostile_cells import PAYLOADS, hostile, states

from rusfelt.disclosure.policy import Policy
from rusfelt.errors import DomainError, UnknownNameError
from rusfelt.report._inert import one_cell
from rusfelt.report.csv import STYLES, csv_archive, csv_report, csv_tables
from rusfelt.report.tidy import DATA_TABLES, tidy_table

pytestmark = pytest.mark.usefixtures("drawn_once")

NUMBER = re.compile(r"-?[0-9]+([.,][0-9]+)?(e[-+][0-9]+)?")


def read(text, style):
    """The rows of a file by column, as a program that knows its style reads them."""
    separator = STYLES[style].separator
    rows = list(
        csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=separator)
    )
    assert {len(row) for row in rows} == {len(rows[0])}
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def starts_formula(cell):
    """Whether a spreadsheet may take a cell for a formula; stricter than any of them is."""
    bare = cell
    while bare and (bare[0].isspace() or unicodedata.category(bare[0])[0] in "ZCM"):
        bare = bare[1:]
    return unicodedata.normalize("NFKC", bare[:1])[:1] in tuple("=+-@") if bare else False


@pytest.fixture(scope="module")
def odd():
    return states()


@pytest.fixture(scope="module")
def attacked():
    return hostile()


@pytest.mark.parametrize("make", [csv_report, csv_tables, csv_archive])
def test_only_what_went_through_the_gate_is_written(illustrative, make):
    with pytest.raises(DomainError, match="publish"):
        make(illustrative)


@pytest.mark.parametrize("make", [csv_report, csv_tables])
def test_an_unknown_style_or_language_is_named(odd, make):
    with pytest.raises(UnknownNameError, match="iso"):
        make(odd, style="excel")
    with pytest.raises(UnknownNameError, match="nn"):
        make(odd, language="sv")


def test_each_style_is_written_as_its_readers_expect(odd):
    """Semicolons, decimal commas and a byte-order mark, or commas, points and none."""
    nb, iso = csv_report(odd), csv_report(odd, style="iso")
    assert nb.startswith("\ufeffpublication;indicator;title;")
    assert iso.startswith("publication,indicator,title,")
    for text in (nb, iso):
        assert text.endswith("\r\n")
        assert text.count("\r\n") == text.count("\n") == text.count("\r")
    assert read(nb, "nb")[0]["value"] == "-12,5"
    assert read(iso, "iso")[0]["value"] == "-12.5"
    assert read(nb, "nb")[0]["p"] == ""


@pytest.mark.parametrize("style", STYLES)
def test_every_cell_is_that_of_the_table(odd, style):
    """Numbers keep every digit and stay numbers, also below zero; days are ISO days."""
    rows = read(csv_report(odd, style=style), style)
    table = tidy_table("figures", odd)
    assert len(rows) == len(table.rows)
    for row, record in zip(rows, table.records(), strict=True):
        for field in table.fields:
            cell, value = row[field.key], record[field.key]
            if isinstance(value, (int, float)):
                assert NUMBER.fullmatch(cell)
                assert float(cell.replace(",", ".")) == value
            else:
                assert cell == ("" if value is None else str(value))


def test_empty_states_are_told_apart(odd):
    rows = {row["period"]: row for row in read(csv_report(odd), "nb") if row["indicator"] == "i"}
    found = {period: rows[period]["value"] for period in ("2017", "2018", "2019", "2020")}
    assert found == {"2017": "..", "2018": ":", "2019": ".", "2020": "undefined"}
    own = attrs.evolve(odd, policy=Policy(symbol="x"))
    assert [r["value"] for r in read(csv_report(own), "nb") if r["state"] == "suppressed"] == ["x"]


def test_columns_are_the_same_in_every_language_and_sentences_are_not(odd):
    nb, en = read(csv_report(odd), "nb"), read(csv_report(odd, language="en"), "nb")
    assert [list(row) for row in nb] == [list(row) for row in en]
    assert [row["verdict"] for row in nb] == [row["verdict"] for row in en]
    assert nb[0]["sentence"] != en[0]["sentence"]


@pytest.mark.parametrize("make", [csv_report, csv_tables])
def test_every_row_says_whether_it_is_for_publication(odd, make):
    for internal, word in ((False, "public"), (True, "internal")):
        made = make(attrs.evolve(odd, internal=internal))
        for text in [made] if isinstance(made, str) else made.values():
            assert {row["publication"] for row in read(text, "nb")} <= {word}


def test_all_tables_come_as_files_in_one_zip(odd):
    """One file, so that they are replaced together; the same bytes each time."""
    tables = csv_tables(odd)
    assert list(tables) == [f"{name}.csv" for name in (*DATA_TABLES, "dictionary")]
    data = csv_archive(odd)
    assert data == csv_archive(odd)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {name: archive.read(name).decode() for name in archive.namelist()} == tables


@pytest.mark.parametrize("style", STYLES)
def test_no_cell_of_any_table_is_a_formula(attacked, style):
    """Read with its own separator, with every other one, line by line, and quotes taken away."""
    for name, text in {
        **csv_tables(attacked, style=style),
        "": csv_report(attacked, style=style),
    }.items():
        plain = text.removeprefix("\ufeff")
        for row in read(text, style):
            live = [c for c in row.values() if starts_formula(c) and not NUMBER.fullmatch(c)]
            assert not live, name
        for separator in (";", ",", "|", "\t"):
            for line in plain.split("\r\n"):
                for part in line.split(separator):
                    bare = part.replace('"', "")
                    # A number's last decimals may follow a sign that is not the separator here.
                    ends = re.split(r"[;,]", bare)[0]
                    assert not starts_formula(bare) or NUMBER.fullmatch(ends), (name, part)
            for row in csv.reader(io.StringIO(plain, newline=""), delimiter=separator):
                for cell in row:
                    ends = re.split(r"[;,]", cell)[0]
                    assert not starts_formula(cell) or NUMBER.fullmatch(ends), (name, cell)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_every_payload_is_still_there_to_read(attacked, payload):
    """Nothing but apostrophes is added, and nothing but line breaks and the unreadable is lost."""
    place = PAYLOADS.index(payload)
    row = next(r for r in read(csv_report(attacked), "nb") if r["indicator"] == f"i{place}")
    kept = one_cell(payload)

    def bare(text):
        return re.sub(r"[\x00-\x1f\ud800-\udfff\ufffd'\s]", "", text)

    assert bare(row["title"]) == bare(kept)
    assert row["value"] == "-12,5"


def test_numbers_are_written_with_all_their_digits_and_no_more(odd):
    import rusfelt
    from rusfelt.publishing import Published

    values = [0.1, 1e-7, -1e22, 123456789.0, 2 / 3, 5e-324, 2.0**53 + 2]
    plan = rusfelt.Plan(
        "p", "P", area="0301", indicators=[rusfelt.Indicator("i", "I", kind="amount")]
    )
    rows = [rusfelt.Measurement("i", period=str(2000 + n), value=v) for n, v in enumerate(values)]
    made = Published(
        rusfelt.evaluate_plan(plan, rusfelt.Measurements.of(rows), evaluators=[]), None
    )
    found = [row["value"] for row in read(csv_report(made, style="iso"), "iso")]
    assert [float(each) for each in found] == values
    assert found[:4] == ["0.1", "1e-07", "-1e+22", "123456789"]
    assert all(NUMBER.fullmatch(each) for each in found)
