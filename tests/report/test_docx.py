"""The Word document: marked as what it is, whole, alike everywhere, and of nobody."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import attrs
import people_reports
import pytest
from internal_pages import report_view
from programs import unmeasured
from report_pages import ROWS, SHARE, a_plan, evaluated

import rusfelt
from rusfelt.disclosure.policy import policy_named
from rusfelt.errors import DomainError, UnknownNameError
from rusfelt.evaluation.results import Failure
from rusfelt.publishing import Published
from rusfelt.report.docx import docx_report
from rusfelt.report.tables import table
from rusfelt.report.texts import Texts

pytestmark = pytest.mark.usefixtures("drawn_once")

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
HOSTILE = (
    "a\x00b\x1b[31m\ufffec",
    '"><w:p/></w:t>]]>&lt;<!-- -->',
    "{ DDEAUTO c:\\\\x } =cmd|' /C calc'!A1",
    "</w:document><?xml version='1.0'?>\n\n\t\u202e日本",
)


def published(evaluation, *, internal=False):
    policy = None if internal else policy_named("helse5")
    return Published(evaluation, policy, internal=internal)


class Word:
    """The parts of a document, read as any program would."""

    def __init__(self, data):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.parts = {each: archive.read(each) for each in archive.namelist()}
        self.trees = {
            name: ET.fromstring(part)
            for name, part in self.parts.items()
            if name.endswith((".xml", ".rels"))
        }
        self.body = self.trees["word/document.xml"][0]
        self.styles = {
            each.get(f"{W}styleId"): each.find(f"{W}name").get(f"{W}val")
            for each in self.trees["word/styles.xml"].iter(f"{W}style")
        }

    def style(self, paragraph):
        named = paragraph.find(f"{W}pPr/{W}pStyle")
        return "Normal" if named is None else self.styles[named.get(f"{W}val")]

    def paragraphs(self, *names):
        return [each for each in self.body.iter(f"{W}p") if self.style(each) in names]

    def all(self, tag):
        return [each for tree in self.trees.values() for each in tree.iter(tag)]


def said(element):
    return "".join(each.text or "" for each in element.iter(f"{W}t"))


@pytest.fixture(scope="module")
def units():
    return evaluated(a_plan([SHARE]), ROWS, None)


@pytest.fixture(scope="module")
def short():
    """A plan that says next to nothing."""
    return evaluated(a_plan([]), [], None)


@pytest.fixture(scope="module")
def people():
    return people_reports.evaluated(people_reports.people(40))


@pytest.fixture(scope="module")
def words(units, people, illustrative):
    """Documents of units side by side, of people's own scores, and of a whole plan."""
    made = {"units": units, "people": people, "illustrative": illustrative}
    return {name: Word(docx_report(published(each))) for name, each in made.items()}


ALL = ("units", "people", "illustrative")


@pytest.mark.parametrize("which", ALL)
def test_headings_are_headings_in_order(words, which):
    """A title, then headings of Word's own kind, none of which is empty and no level skipped."""
    word = words[which]
    ranks = {"Title": 0, **{f"heading {level}": level for level in range(1, 6)}}
    found = [(ranks[word.style(each)], said(each)) for each in word.paragraphs(*ranks)]
    levels = [level for level, _ in found]
    assert levels[0] == 0
    assert levels.count(0) == 1
    assert max(levels) >= 3
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(text.strip() for _, text in found)
    outline = {
        word.styles[each.get(f"{W}styleId")]: each.find(f"{W}pPr/{W}outlineLvl")
        for each in word.trees["word/styles.xml"].iter(f"{W}style")
    }
    for level in range(1, 6):
        assert outline[f"heading {level}"].get(f"{W}val") == str(level - 1)


@pytest.mark.parametrize("which", ALL)
def test_every_table_has_a_header_row_and_a_caption(words, which):
    """The first row and no other is marked, is never split, and the caption stands right above."""
    word = words[which]
    tables = list(word.body.iter(f"{W}tbl"))
    assert tables
    children = list(word.body)
    for each in tables:
        rows = each.findall(f"{W}tr")
        marked = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows]
        assert marked == [True] + [False] * (len(rows) - 1)
        assert rows[0].find(f"{W}trPr/{W}cantSplit") is not None
        above = children[children.index(each) - 1]
        assert word.style(above) == "caption"
        assert above.find(f"{W}pPr/{W}keepNext") is not None
        assert each.find(f"{W}tblPr/{W}tblCaption").get(f"{W}val") in said(above)
        assert all(cell.find(f"{W}p") is not None for cell in each.iter(f"{W}tc"))


@pytest.mark.parametrize("which", ALL)
def test_no_table_runs_off_the_page(words, which):
    """Columns together are no wider than the text, and cells are as wide as their columns."""
    word = words[which]
    size, margins = (word.body.find(f"{W}sectPr/{W}{each}") for each in ("pgSz", "pgMar"))
    room = int(size.get(f"{W}w")) - sum(
        int(margins.get(f"{W}{side}")) for side in ("left", "right")
    )
    for each in word.body.iter(f"{W}tbl"):
        columns = [int(column.get(f"{W}w")) for column in each.find(f"{W}tblGrid")]
        assert sum(columns) <= room
        assert min(columns) > 300
        for row in each.findall(f"{W}tr"):
            wide = [int(cell.find(f"{W}tcPr/{W}tcW").get(f"{W}w")) for cell in row.iter(f"{W}tc")]
            assert wide in (columns, [sum(columns)])


@pytest.mark.parametrize("which", ALL)
def test_every_picture_says_what_it_shows(words, which):
    """A name and a description for those who cannot see it, and an id of its own."""
    word = words[which]
    pictures = list(word.body.iter(f"{WP}docPr"))
    assert pictures
    assert all(each.get("title").strip() and each.get("descr").strip() for each in pictures)
    assert len({each.get("id") for each in pictures}) == len(pictures)
    images = [each for each in word.parts if each.startswith("word/media/")]
    assert 0 < len(images) <= len(pictures)


@pytest.mark.parametrize("which", ALL)
def test_links_lead_somewhere(words, which):
    """Every link leads to a bookmark of the document, and none out of it."""
    word = words[which]
    marks = [each.get(f"{W}name") for each in word.body.iter(f"{W}bookmarkStart")]
    assert len(set(marks)) == len(marks)
    assert all(len(each) <= 40 for each in marks)
    links = [each.get(f"{W}anchor") for each in word.body.iter(f"{W}hyperlink")]
    assert links
    assert set(links) <= set(marks)
    for name, tree in word.trees.items():
        if name.endswith(".rels"):
            assert not any(each.get("TargetMode") for each in tree)


def test_lists_are_lists(words):
    """Items are marked as such, and what has an order is numbered from 1."""
    word = words["illustrative"]
    items = word.paragraphs("List Bullet", "List Number")
    assert items
    assert not any(said(each).lstrip().startswith(("•", "- ", "1. ")) for each in items)
    numbering = word.trees["word/numbering.xml"]
    lists = {each.get(f"{W}numId") for each in numbering.iter(f"{W}num")}
    used = {
        each.find(f"{W}pPr/{W}numPr/{W}numId").get(f"{W}val")
        for each in word.paragraphs("List Number")
    }
    assert used
    assert used <= lists


@pytest.mark.parametrize("which", ALL)
def test_nothing_floats(words, which):
    """No text boxes, and no pictures beside the line of text."""
    word = words[which]
    for tag in (f"{W}txbxContent", f"{W}pict", f"{W}object", f"{WP}anchor", f"{W}altChunk"):
        assert word.all(tag) == []


def test_every_number_of_the_page_stands_in_the_document(words, pages):
    """What a table of the HTML holds, a table of the document holds."""
    cells = {
        " ".join(said(paragraph) for paragraph in each.iter(f"{W}p"))
        for each in words["illustrative"].body.iter(f"{W}tc")
    }
    numbers = {number for each in cells for number in re.findall(r"[−\d][\d\xa0.,]*", each)}
    shown = [each.text for each in pages["illustrative", "nb"].named("td", "th")]
    wanted = {number for each in shown for number in re.findall(r"[−\d][\d\xa0.,]*", each)}
    assert len(wanted) > 200
    assert wanted - numbers == set()


def test_a_verdict_is_a_shape_and_a_word(words, illustrative):
    """Under each tiltak stands its verdict, which nobody needs colours to tell from another."""
    answers = [said(each) for each in words["illustrative"].paragraphs("Rusfelt Answer")]
    label = Texts("nb").word
    wanted = {
        f"{each.verdict.glyph}\xa0{label('verdict', str(each.verdict))}"
        for each in (*illustrative.tiltak, *illustrative.series)
    }
    assert set(answers) == wanted
    assert len(answers) == len(illustrative.tiltak) + len(illustrative.series)


@pytest.mark.parametrize(("language", "told"), [("nb", "nb-NO"), ("nn", "nn-NO"), ("en", "en-GB")])
def test_the_language_is_set(short, language, told):
    """For runs, for the theme's fonts, and in what the file says of itself."""
    word = Word(docx_report(published(short), language=language))
    assert {each.get(f"{W}val") for each in word.all(f"{W}lang")} == {told}
    assert {each.get(f"{W}val") for each in word.all(f"{W}themeFontLang")} == {told}
    assert told in word.parts["docProps/core.xml"].decode()


def test_the_file_names_nobody(words):
    """A title, and no person, program, place or clock."""
    core = words["units"].parts["docProps/core.xml"].decode()
    assert "Plan: hva tallene viser" in core
    assert set(re.findall(r"\d{4}-\d{2}-\d{2}T[\d:]+Z", core)) == {"2000-01-01T00:00:00Z"}
    assert not re.search(r"<(?:dc:creator|cp:lastModifiedBy)[^>]*>[^<]", core)
    assert "docProps/app.xml" not in words["units"].parts


def test_every_page_has_its_title_and_number(words):
    """The plan above, and the page's number as a field below."""
    word = words["units"]
    assert said(word.trees["word/header1.xml"]) == "Plan"
    footer = word.trees["word/footer1.xml"]
    fields = [each.text.strip() for each in footer.iter(f"{W}instrText")]
    assert fields == ["PAGE", "NUMPAGES"]
    assert said(footer) == "Side 1 av 1"


def test_what_is_internal_says_so_on_every_page(short):
    """In words and colour at the top of each page, and in full under the title."""
    word = Word(docx_report(published(short, internal=True)))
    header = word.trees["word/header1.xml"]
    assert said(header[0]) == "Internt – ikke for publisering"
    assert "ikke for publisering" in said(word.paragraphs("Rusfelt Internal")[0])
    plain = Word(docx_report(published(short)))
    assert "ikke for publisering" not in " ".join(map(said, plain.trees.values()))


def test_a_wide_table_lies_on_its_side(short, monkeypatch):
    """A table whose words have no room on an upright page gets one that lies; then it stands again."""
    columns = [f"Strategioverskrift{step}" for step in range(10)]
    wide = table("bred", "Bred", columns, [["Forebyggingsoffensiv"] * 10])
    section = {"heading": "Nytt", "tables": [wide, wide]}
    view = {**report_view(short, "nb"), "changes": section}
    monkeypatch.setattr("rusfelt.report.docx.report_view", lambda *_: view)
    word = Word(docx_report(published(short)))
    turned = [each.find(f"{W}pgSz").get(f"{W}orient") for each in word.body.iter(f"{W}sectPr")]
    assert turned == [None, "landscape", None, "landscape", None]
    found = next(each for each in word.body.iter(f"{W}tbl") if "Strategioverskrift0" in said(each))
    columns = [int(column.get(f"{W}w")) for column in found.find(f"{W}tblGrid")]
    assert 9412 < sum(columns) <= 16838 - 2 * 1247


def hostile(text):
    """A plan with a text in every place that takes one."""
    plan = rusfelt.Plan(
        "hostile", text, owners=[text], area=text, period=["2020", "2024"],
        bodies=[rusfelt.Body("B", text)], parents=["elsewhere"],
        goals=[rusfelt.Goal("G", text, indicators=["i"])],
        strategies=[rusfelt.Strategy("S", text, goals=["G"])],
        tiltak=[
            rusfelt.Tiltak(
                "T", text, label=text, strategies=["S"], responsible=["B", text], partners=[text],
                moves=["i"], progress=[rusfelt.Progress("dropped", "2021", reason=text)],
            )
        ],
        indicators=[
            rusfelt.Indicator(
                "i", text, kind="count", counts="events", unit=text, better="lower", source=text,
                definition=text, design="register",
            )
        ],
        targets=[rusfelt.Target("i", value=3, due="2026", definition=text, reason=text)],
    )  # fmt: skip
    rows = [
        rusfelt.Measurement("i", text, period=period, value=value, source=text, note=text)
        for period, value in (("2020", 9), ("2021", 4))
    ]
    evaluation = rusfelt.evaluate_plan(plan, rusfelt.Measurements.of(rows))
    return attrs.evolve(evaluation, failures=(Failure(text, text, text, text),))


@pytest.fixture(scope="module")
def harmless():
    """The elements of the same plan with a plain word in every place."""
    word = Word(docx_report(published(hostile("ord"))))
    return [each.tag for each in word.body.iter()]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text(text, harmless):
    """No character stops the writing, and nothing becomes an element, a field or a link."""
    word = Word(docx_report(published(hostile(text))))
    assert [each.tag for each in word.body.iter()] == harmless
    fields = {each.text.split()[0] for each in word.all(f"{W}instrText")}
    assert fields == {"SEQ", "PAGE", "NUMPAGES"}
    assert re.sub(r"\s+", "", text.encode("utf-8", "ignore").decode())[-1] in said(word.body)


def test_only_what_is_published_is_written(short):
    """An evaluation has not been through the gate."""
    with pytest.raises(DomainError, match="publish"):
        docx_report(short)


def test_an_unknown_language_is_named(short):
    """The error says which languages there are."""
    with pytest.raises(UnknownNameError, match="nn"):
        docx_report(published(short), language="sv")


PROGRAM = """
import hashlib
from report_pages import ROWS, SHARE, a_plan, evaluated
from rusfelt.disclosure.policy import policy_named
from rusfelt.publishing import Published
from rusfelt.report.docx import docx_report
found = Published(evaluated(a_plan([SHARE]), ROWS, None), policy_named("helse5"))
print(docx_report(found).hex())
"""


def parts_of(document):
    """The parts of a document by name, so that a difference can be named."""
    with zipfile.ZipFile(io.BytesIO(document)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def test_the_same_input_gives_the_same_bytes(units):
    """In this process again, and in another with its own hash seed, time zone and locale."""
    expected = docx_report(published(units))
    assert docx_report(published(units)) == expected
    environment = {
        **unmeasured(), "PYTHONHASHSEED": "7", "TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8",
        "PYTHONPATH": "tests/helpers",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True,
        check=False, timeout=120, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    other = bytes.fromhex(done.stdout.strip())
    assert [
        name for name, part in parts_of(other).items() if parts_of(expected).get(name) != part
    ] == []
    assert other == expected
