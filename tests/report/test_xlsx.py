"""The Excel report, read back: numbers that are numbers, text that is only text, nothing hidden."""

from __future__ import annotations

import hashlib
import io
import re
import subprocess
import sys
import zipfile
from datetime import date, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import attrs
import openpyxl
import pytest
from hostile_cells import PAYLOADS, hostile, states
from people_reports import evaluated, people
from programs import unmeasured

import rusfelt
from rusfelt.disclosure.policy import Policy, policy_named
from rusfelt.errors import DomainError, MissingExtraError, UnknownNameError
from rusfelt.language import LANGUAGES
from rusfelt.publishing import Hidden, Published
from rusfelt.report._inert import legible
from rusfelt.report.csv import csv_archive, csv_report
from rusfelt.report.iati import iati_report
from rusfelt.report.json import json_report
from rusfelt.report.texts import Texts
from rusfelt.report.tidy import tidy_table
from rusfelt.report.tidy_fields import heading_of
from rusfelt.report.xlsx import xlsx_report

pytestmark = pytest.mark.usefixtures("drawn_once")

EXAMPLES = Path(__file__).parents[2] / "examples"
HIDDEN = (
    Hidden("figure", "small", "overdoser", "030108", "", "2024"),
    Hidden("figure", "protects-others", "overdoser", "030108", "", "2023"),
)


def opened(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def table_in(sheet, *, first=1):
    """The rows of a sheet by heading."""
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=first)]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def lines_of(sheet):
    return {row["Nøkkel"]: row["Tekst"] for row in table_in(sheet)}


@pytest.fixture(scope="module")
def published(illustrative):
    return Published(illustrative, policy_named("helse5"), hidden=HIDDEN)


@pytest.fixture(scope="module")
def book(published):
    return opened(xlsx_report(published))


@pytest.fixture(scope="module")
def small():
    return states()


@pytest.fixture(scope="module")
def odd(small):
    return opened(xlsx_report(small))


@pytest.fixture(scope="module")
def attacked():
    return xlsx_report(hostile(internal=True))


def test_only_what_went_through_the_gate_becomes_a_workbook(illustrative):
    with pytest.raises(DomainError, match="publish"):
        xlsx_report(illustrative)


def test_an_unknown_language_is_named(published):
    with pytest.raises(UnknownNameError, match="nn"):
        xlsx_report(published, language="sv")


@pytest.mark.parametrize("library", ["xlsxwriter", "babel"])
def test_a_missing_library_names_the_extra(small, monkeypatch, library):
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingExtraError, match=r"rusfelt\[report\]"):
        xlsx_report(small)


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_a_sheet_a_table_with_a_name_excel_takes(small, language):
    """And the names are different whatever their case."""
    names = opened(xlsx_report(small, language=language)).sheetnames
    assert len(names) == 11
    assert len({each.casefold() for each in names}) == 11
    for name in names:
        assert 0 < len(name) <= 31
        assert not set("[]:*?/\\") & set(name)
        assert not name.startswith("'")
        assert not name.endswith("'")


def test_the_first_sheet_says_what_it_is_and_what_it_cannot_show(book):
    said = lines_of(book.worksheets[0])
    assert "rusplan" in said["plan"]
    assert said["as-of"].startswith("31. desember 2024")
    assert "under 5" in said["policy"]
    assert "færre enn 10" in said["policy"]
    assert (
        said["hidden"]
        == "2 steder er noe holdt tilbake. Arket «Hva som er skjult» sier hvor og hvorfor."
    )
    assert ": skjult" in said["signs"]
    assert "årsak" in said["wording"]
    texts = [row["Tekst"] for row in table_in(book.worksheets[0]) if row["Nøkkel"] == "limit"]
    assert any("viser ikke årsaker" in each for each in texts)
    assert said["versions"] == f"rusfelt {rusfelt.__version__}"


def test_the_rule_for_small_counts_is_told_as_it_is(small):
    """What it protects and how; where nothing was held back by a rule, no rule is told."""
    hides = lines_of(opened(xlsx_report(attrs.evolve(small, policy=Policy(7)))).worksheets[0])
    assert "Antall under 7 og andeler av færre enn 14" in hides["policy"]
    assert "står utenfor" in hides["policy"]
    rounds = attrs.evolve(small, policy=Policy(3, rounding=3, complements=False))
    said = lines_of(opened(xlsx_report(rounds)).worksheets[0])["policy"]
    assert "rundet av til 0 eller 3" in said
    assert "står utenfor" not in said
    none = lines_of(opened(xlsx_report(small)).worksheets[0])
    assert "policy" not in none
    assert none["publication"] == "Kontrollert. Ingen regel er oppgitt."


@pytest.mark.parametrize(("scores", "said"), [(True, "Personenes skårer"), (False, "ingen tall")])
def test_without_a_day_of_looking_it_says_why(scores, said):
    """A plan without a period, an area or a figure has a first sheet as well."""
    if scores:
        found = evaluated(people(8))
    else:
        found = rusfelt.evaluate_plan(rusfelt.Plan("p", "P"), rusfelt.Measurements.of([]))
    lines = lines_of(opened(xlsx_report(Published(found, None))).worksheets[0])
    assert said in lines["as-of"]
    assert lines["period"] == "ikke oppgitt"


def test_a_sheet_says_what_is_hidden_and_why(book, odd):
    """Where nothing is, it says that, rather than being empty."""
    rows = table_in(book["Hva som er skjult"])
    assert [row["Hvorfor"] for row in rows] == [
        "For få personer ligger bak tallet.",
        "Kunne vært brukt til å regne ut et annet skjult tall.",
    ]
    assert [row["Periode"] for row in rows] == ["2024", "2023"]
    assert odd["Hva som er skjult"]["A2"].value == "Ingenting er skjult."


def test_sheets_hold_what_the_tidy_tables_hold(published, book):
    """Every cell of every table, in whatever order the columns stand."""
    texts = Texts("nb")
    for name in ("series", "points", "findings", "tiltak", "tallies", "methods"):
        table = tidy_table(name, published)
        sheet = book[texts(f"tidy-table.{name}")]
        headings = [cell.value for cell in sheet[1]]
        order = [headings.index(heading_of(each, texts)) for each in table.fields]
        found = [
            [row[place] for place in order] for row in sheet.iter_rows(min_row=2, values_only=True)
        ]
        expected = [
            [
                datetime(each.year, each.month, each.day) if isinstance(each, date) else each
                for each in row
            ]
            for row in table.rows
        ]
        # The library writes sixteen digits of a number, and a few need a seventeenth.
        for row, wanted in zip(found, expected, strict=True):
            for cell, value in zip(row, wanted, strict=True):
                number = isinstance(value, float)
                assert cell == (pytest.approx(value, rel=1e-15) if number else value), name


def test_cells_are_typed(odd):
    """Numbers below zero are numbers, days are days, yes is true, codes keep their zeros."""
    rows = table_in(odd["Tall"])
    by = {
        row["Periode"]: row for row in rows if row["Indikatorkode"] == "i" and not row["Gruppekode"]
    }
    assert by["2015"]["Verdi"] == -12.5
    assert by["2015"]["Fra dag"] == datetime(2015, 1, 1)
    assert by["2015"]["Stedskode"] == "030108"
    assert by["2022"]["Verdi"] == 0
    series = table_in(odd["Tallserier"])
    assert series[0]["Bærer et svar"] is True
    assert all(isinstance(row["Periode"], str) for row in rows)


def test_empty_states_have_their_signs_and_never_a_zero(odd):
    rows = {row["Periode"]: row for row in table_in(odd["Tall"]) if row["Indikatorkode"] == "i"}
    numbers = ("Verdi", "Teller", "Nevner", "Standardfeil")
    for period, sign in (("2017", ".."), ("2018", ":"), ("2019", "."), ("2020", "undefined")):
        assert [rows[period][name] for name in numbers] == [sign] * 4


def test_a_bound_stands_right_before_its_number(odd):
    headings = [cell.value for cell in odd["Tall"][1]]
    assert headings.index("Grense") + 1 == headings.index("Verdi")


def test_headings_stay_in_sight_and_are_printed_on_every_page(book):
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet["A1"].font.bold
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_title_rows == "$1:$1"
        if sheet.title != "Om rapporten":
            assert sheet.auto_filter.ref == sheet.dimensions or sheet.max_row < 3


def test_columns_are_wide_enough_for_their_headings_and_texts_are_wrapped(book):
    for sheet in book:
        for cell in sheet[1]:
            width = sheet.column_dimensions[cell.column_letter].width
            assert max(map(len, cell.value.split())) <= width <= 101
        assert any(cell.alignment.wrap_text for cell in sheet[2]) or sheet.max_row < 3


def test_what_machines_ask_for_is_there_and_not_printed(book):
    sheet = book["Tall"]
    headings = [cell.value for cell in sheet[1]]
    last = re.search(r"\$([A-Z]+)\$\d+'?$", sheet.print_area)[1]
    printed = headings[: openpyxl.utils.column_index_from_string(last)]
    assert "Verdi" in printed
    assert "Stedskode" in set(headings) - set(printed)


def test_internal_is_said_on_every_sheet_and_every_page(small, odd):
    """In the first row and in what is printed over and under it; a public one has neither."""
    stamp = "Internt – ikke for publisering"
    marked = attrs.evolve(small, internal=True)
    internal = opened(xlsx_report(marked))
    for sheet in internal:
        assert sheet["A1"].value == stamp
        assert sheet.freeze_panes == "A3"
        assert sheet.print_title_rows == "$1:$2"
        assert sheet.oddHeader.right.text == stamp
        assert sheet.oddFooter.left.text == stamp
    for sheet in odd:
        assert (
            stamp
            not in f"{sheet['A1'].value}{sheet.oddHeader.right.text}{sheet.oddFooter.left.text}"
        )
    words = opened(xlsx_report(marked, language="en"))
    assert words.worksheets[0]["A1"].value == "Internal – not for publication"


def test_the_workbook_says_nothing_of_who_made_it_or_when(small):
    data = xlsx_report(small)
    made = opened(data).properties
    assert made.created == made.modified == datetime(1980, 1, 1)
    assert not made.creator
    assert not made.lastModifiedBy
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert parts
    assert {
        name for name in parts if "custom" in name.lower() or "comment" in name.lower()
    } == set()
    for name, part in parts.items():
        assert str(Path.home()).encode() not in part, name


def test_nothing_in_a_workbook_is_live_or_hidden(attacked):
    """No formula, link, picture, macro or query; no hidden sheet, row or column; only text."""
    with zipfile.ZipFile(io.BytesIO(attacked)) as archive:
        for name in archive.namelist():
            part = archive.read(name)
            assert not re.search(r"external|vba|drawing|media|query|connection|embed|activeX", name)
            if name.endswith(".rels"):
                assert b"TargetMode" not in part
            if name.startswith("xl/worksheets/sheet"):
                tags = {each.tag.partition("}")[2] for each in ET.fromstring(part).iter()}
                assert not tags & {"f", "hyperlink", "hyperlinks", "dataValidation", "oleObject"}
    book = opened(attacked)
    assert set(book.defined_names) == set()
    for sheet in book:
        assert sheet.sheet_state == "visible"
        assert not any(each.hidden for each in sheet.row_dimensions.values())
        assert not any(each.hidden for each in sheet.column_dimensions.values())
        assert set(sheet.defined_names) <= {
            "_xlnm.Print_Titles",
            "_xlnm.Print_Area",
            "_xlnm._FilterDatabase",
        }
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in {"s", "n", "d", "b"}
                assert cell.hyperlink is None
                assert cell.comment is None


@pytest.mark.parametrize("payload", PAYLOADS)
def test_every_payload_is_shown_as_the_text_it_is(attacked_texts, payload):
    """Nothing is lost of it but what no document can hold, and it is in a cell of its own."""
    assert re.sub(r"\r\n?", "\n", legible(payload)) in attacked_texts


@pytest.fixture(scope="module")
def attacked_texts(attacked):
    found = {
        cell
        for sheet in opened(attacked)
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if isinstance(cell, str)
    }
    return {re.sub(r"\r\n?", "\n", each) for each in found}


def test_a_title_cannot_write_codes_into_what_is_printed(small):
    title = '&P&N&"Arial,Bold"&K000000 og &8stort' * 9
    plan = attrs.evolve(small.evaluation.plan, title=title)
    made = xlsx_report(Published(attrs.evolve(small.evaluation, plan=plan), None))
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        sheet = ET.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    header = next(each for each in sheet.iter() if each.tag.endswith("oddHeader")).text
    assert len(header) <= 255
    assert header.removeprefix("&L").removesuffix("&R").replace("&&", "").count("&") == 0


@pytest.mark.parametrize("letter", ["x", "å", "\U0001f600"])
def test_a_text_too_long_for_a_cell_is_cut_and_says_so(small, letter):
    """Excel counts in units of UTF-16, and no letter is cut in two."""
    told = (
        Hidden("text", "small", detail=letter * 40_000),
        Hidden("text", "small", detail="x" * 32_767),
    )
    sheet = opened(xlsx_report(attrs.evolve(small, hidden=told)))["Hva som er skjult"]
    first, second = (row["Nærmere"] for row in table_in(sheet))
    assert len(first.encode("utf-16-le")) // 2 in {32_766, 32_767}
    assert first.endswith(f"{letter} [forkortet: teksten er lengre enn en celle kan være]")
    assert second == "x" * 32_767


def test_what_excel_has_no_number_or_day_for_is_text():
    indicator = rusfelt.Indicator("i", "I", kind="amount")
    plan = rusfelt.Plan("p", "P", area="0301", indicators=[indicator])
    rows = [
        rusfelt.Measurement("i", period="1850", value=1e15),
        rusfelt.Measurement("i", period="1900", value=-1e300),
    ]
    found = rusfelt.evaluate_plan(plan, rusfelt.Measurements.of(rows), evaluators=[])
    old, new = table_in(opened(xlsx_report(Published(found, None)))["Tall"])
    assert (old["Fra dag"], old["Verdi"]) == ("1850-01-01", "1000000000000000.0")
    assert (new["Fra dag"], new["Verdi"]) == (datetime(1900, 1, 1), "-1e+300")


def test_the_last_sheet_explains_every_heading(book):
    told = {(row["Tabell"], row["Overskrift"]): row for row in table_in(book.worksheets[-1])}
    for sheet in book:
        for cell in sheet[1]:
            assert told[sheet.title, cell.value]["Betydning"]
    assert {table for table, _ in told} == set(book.sheetnames)


PROGRAM = """
import contextlib, hashlib, locale, sys, warnings
warnings.simplefilter("error")
with contextlib.suppress(locale.Error):
    locale.setlocale(locale.LC_ALL, "")
import rusfelt
from rusfelt.disclosure.policy import Policy, policy_named
from rusfelt.publishing import Hidden, Published
from rusfelt.report.csv import csv_archive, csv_report
from rusfelt.report.iati import iati_report
from rusfelt.report.json import json_report
from rusfelt.report.xlsx import xlsx_report

found = rusfelt.evaluate_plan(
    rusfelt.load_plan(sys.argv[1]), rusfelt.read_measurements(sys.argv[2]), as_of="2024-12-31"
)
published = Published(found, policy_named("helse5"), hidden=(Hidden("figure", "small", "overdoser"),))
made = [xlsx_report(published), csv_archive(published), iati_report(published),
        csv_report(published).encode(), json_report(published).encode()]
print(*(hashlib.sha256(each).hexdigest() for each in made))
"""


@pytest.mark.no_cover
def test_every_table_format_is_the_same_bytes_anywhere(illustrative):
    """Another hash seed, locale and time zone, and this process: one answer for each format."""
    published = Published(
        illustrative, policy_named("helse5"), hidden=(Hidden("figure", "small", "overdoser"),)
    )
    made = [xlsx_report(published), csv_archive(published), iati_report(published),
            csv_report(published).encode(), json_report(published).encode()]  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, EXAMPLES / "illustrative.toml",
         EXAMPLES / "illustrative-figures.csv"],
        env={**unmeasured(), "PYTHONHASHSEED": "7", "LC_ALL": "C", "LANG": "C", "TZ": "Pacific/Kiritimati"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [hashlib.sha256(each).hexdigest() for each in made]
