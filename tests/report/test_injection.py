"""Hundreds of texts that some program would obey, wherever a text can stand: each stays a text."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import zipfile
from collections import Counter
from html.parser import HTMLParser
from itertools import cycle
from xml.etree import ElementTree as ET

import attrs
import pytest
from hostile_cells import PRODUCT, TEXTS

import rusfelt
from rusfelt.disclosure.policy import policy_named
from rusfelt.evaluation.changes import changes_since
from rusfelt.evaluation.results import Failure
from rusfelt.publishing import Hidden, Published
from rusfelt.report import html_report
from rusfelt.report.csv import STYLES, csv_report, csv_tables
from rusfelt.report.docx import docx_report
from rusfelt.report.iati import iati_report
from rusfelt.report.json import json_report
from rusfelt.report.xlsx import xlsx_report

pytestmark = [pytest.mark.no_cover, pytest.mark.usefixtures("drawn_once")]

SOAK = bool(os.environ.get("RUSFELT_SOAK"))
# Where each text stands is another place for each start: in the long run, all of them.
STARTS = range(0, len(TEXTS), 25) if SOAK else (0,)
IDS = tuple(each for each in TEXTS if re.fullmatch(r"[^\s/]+", each))
# Groups and places come from files, which hold no half of a character.
HALF = re.compile("[\ud800-\udfff]")
GROUPS = tuple(e for e in TEXTS if e.strip() == e and ";" not in e and not HALF.search(e))
INDICATORS, DRAWN, TILTAK = 24, 2, 60
NUMBER = re.compile(r"-?[0-9]+([.,][0-9]+)?(e[-+][0-9]+)?")
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
# Word's elements that fetch, reckon, or hold something other than text.
LIVE = {
    "instrText", "fldChar", "fldSimple", "hyperlink", "object", "drawing", "altChunk", "pict", "blip",
    "control", "movie", "subDoc", "attachedTemplate", "docPartObj", "bookmarkStart", "smartTag",
    "customXml", "sdt", "AlternateContent",
}  # fmt: skip


def word(text):
    """A plain word in a text's place: another for each, and none like another."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return digest[:12].translate(str.maketrans("0123456789", "ghijklmnop"))


class Dealer:
    """Gives the next text each time."""

    def __init__(self, texts, start=0):
        start %= len(texts)
        self._texts = cycle(texts[start:] + texts[:start])
        self.given = set()

    def __call__(self):
        text = next(self._texts)
        self.given.add(text)
        return text


def plan_of(text, key):
    names, goals = [key() for _ in range(INDICATORS)], [key() for _ in range(4)]
    strategies, bodies = [key() for _ in goals], [key() for _ in goals]
    return rusfelt.Plan(
        key(),
        text(),
        owners=[text(), text()],
        area=text(),
        period=["2020", "2024"],
        themes=[text()],
        parents=["oslo", key()],
        bodies=[rusfelt.Body(each, text()) for each in bodies],
        goals=[
            rusfelt.Goal(each, text(), indicators=[name], serves=[f"oslo/{key()}"])
            for each, name in zip(goals, names, strict=False)
        ],
        strategies=[
            rusfelt.Strategy(each, rusfelt.Titles(nb=text(), en=text()), goals=[goal])
            for each, goal in zip(strategies, goals, strict=True)
        ],
        indicators=[
            rusfelt.Indicator(
                each, text(), kind="count" if place % 2 else "amount", counts="events" if place % 2 else None,
                unit=text(), better="lower", design="register", source=text(), definition=text(),
            )
            for place, each in enumerate(names)
        ],
        targets=[
            rusfelt.Target(
                each, value=3, due="2026", id=key(), definition=text(), reason=text(), decided="2021",
                decided_by=text(),
            )
            for each in names
        ],
        tiltak=[
            rusfelt.Tiltak(
                key(), text(), label=text(), strategies=[strategies[place % 4]], partners=[text()],
                responsible=[bodies[place % 4], text()], moves=[names[place % INDICATORS]],
                implements=[rusfelt.Link(key(), "oslo")],
                progress=[rusfelt.Progress("dropped" if place % 3 else "ongoing", "2021", reason=text())],
            )
            for place in range(TILTAK)
        ],
    )  # fmt: skip


def figures_of(plan, text, key, group):
    of, rows = rusfelt.Measurement, []
    for place, each in enumerate(plan.indicators):
        # What has no figures has no drawing, which is what takes time.
        told = (40, 30, 2) if place < DRAWN else (None,)
        rows += [
            of(
                each.id, period=str(2020 + year), value=value, source=text(), note=text(),
                definition=text(), state="exact" if value else "missing",
            )
            for year, value in enumerate(told)
        ]  # fmt: skip
        rows += [
            of(each.id, group(), period="2022", value=3, note=text()),
            of(each.id, period="2022", value=1, group=f"gruppe={group()}"),
        ][: 2 * (place < DRAWN)]
    rows.append(of(key(), period="2020", value=4))
    return rusfelt.Measurements.of(rows)


def published_of(text, key, group):
    """All that a document is made of, with the texts wherever somebody may write one."""
    plan = plan_of(text, key)
    figures = figures_of(plan, text, key, group)
    found = rusfelt.evaluate_plan(plan, figures, evaluators=[])
    found = attrs.evolve(
        found, failures=tuple(Failure(text(), text(), text(), text()) for _ in range(8))
    )
    earlier = attrs.evolve(
        plan,
        title=text(),
        targets=[attrs.evolve(each, value=4, reason=text()) for each in plan.targets],
        tiltak=[
            attrs.evolve(each, id=key() if place % 2 else each.id, title=text())
            for place, each in enumerate(plan.tiltak)
        ],
    )
    hidden = tuple(
        Hidden("text", "small-count-in-text", each.id, unit=text(), period=text(), detail=text())
        for each in plan.indicators
    )
    changes = changes_since(earlier, found).to_dict()
    # Which titles are like one another is another matter with other texts; here it is the same.
    gone, new = (changes["plan"]["tiltak"][each] for each in ("dropped", "added"))
    for each in gone:
        each["now"] = []
    changes["plan"]["probably_same"]["pairs"] = [
        {
            "kind": "tiltak", "before": one["id"], "after": other["id"], "ratio": 0.9, "reused": False,
            "title_before": one["title"], "title_after": other["title"],
        }
        for one, other in zip(gone, new, strict=True)
    ]  # fmt: skip
    return Published(found, policy_named("helse5"), hidden, changes=changes)


@pytest.fixture(scope="module", params=STARTS)
def start(request):
    return request.param


@pytest.fixture(scope="module")
def benign(start):
    return published_of(*(Dealer(tuple(map(word, each)), start) for each in (TEXTS, IDS, GROUPS)))


@pytest.fixture(scope="module")
def hostile(start):
    return published_of(*(Dealer(each, start) for each in (TEXTS, IDS, GROUPS)))


class Skeleton(HTMLParser):
    """What a page is built of, and nothing of what it says."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.kinds = Counter()
        self.values = []
        self.other = []
        self.styles = []
        self._inside = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self._inside = tag
        self.kinds[tag, tuple(sorted(name for name, _ in attrs))] += 1
        self.values += [(tag, name, value or "") for name, value in attrs]

    def handle_data(self, data):
        if self._inside == "style":
            self.styles.append(data)

    def handle_endtag(self, tag):
        assert tag
        self._inside = ""

    def handle_comment(self, data):
        self.other.append(data)

    handle_decl = unknown_decl = handle_pi = handle_comment


def test_there_are_more_than_five_hundred():
    """And every one of them stands somewhere in what the documents are made of."""
    assert len(TEXTS) == len(set(TEXTS)) > 500
    text, key = Dealer(TEXTS), Dealer(IDS)
    published_of(text, key, Dealer(GROUPS))
    assert text.given == set(TEXTS)
    assert key.given == set(IDS)


def test_html_is_built_of_the_same_elements(benign, hostile):
    """None more, none with another attribute, no address but places on the page, no other style."""
    page = html_report(hostile)
    plain, found = Skeleton(html_report(benign)), Skeleton(page)
    assert found.kinds == plain.kinds
    assert found.other == plain.other == ["DOCTYPE html"]
    assert "".join(found.styles) == "".join(plain.styles)
    assert {value for _, name, value in found.values if name == "class"} <= {
        value for _, name, value in plain.values if name == "class"
    }
    for tag, name, value in found.values:
        assert not name.startswith("on"), (tag, name)
        assert name not in {"src", "srcdoc", "action", "data", "formaction"}, (tag, name)
        if name == "href":
            assert re.fullmatch(r"#[a-z0-9-]+", value), value
        if name == "style":
            assert re.fullmatch(r"[-a-z0-9#:;.,% ]*(url\(#[a-z0-9-]+\))?[-a-z0-9#:;., ]*", value)
    assert PRODUCT not in page
    assert not UNSEEN.search(page)
    page.encode()


def test_word_holds_no_field_link_or_part_more(benign, hostile):
    plain, found = (zipfile.ZipFile(io.BytesIO(docx_report(each))) for each in (benign, hostile))
    assert sorted(found.namelist()) == sorted(plain.namelist())
    for name in found.namelist():
        if name.endswith((".xml", ".rels")):
            before, after = ET.fromstring(plain.read(name)), ET.fromstring(found.read(name))
            assert kinds(after, LIVE) == kinds(before, LIVE), name
            assert instructions(after) == instructions(before), name
            assert PRODUCT not in "".join(after.itertext())
            if name.endswith(".rels"):
                assert found.read(name) == plain.read(name)
            elif name != "word/document.xml":
                assert kinds(after) == kinds(before), name


def kinds(root, only=None):
    """How many there are of each element, those of some names alone where they are given."""
    names = Counter(each.tag.rpartition("}")[2] for each in root.iter())
    return {name: each for name, each in names.items() if only is None or name in only}


def instructions(root):
    """The fields' own words, such as PAGE, without what they point at."""
    found = (each.text or "" for each in root.iter() if each.tag.endswith("}instrText"))
    return Counter(each.split()[0] for each in found)


def test_excel_holds_only_texts_and_numbers(benign, hostile):
    """No formula, no link, no name that reckons, and nothing outside the file."""
    plain, found = (zipfile.ZipFile(io.BytesIO(xlsx_report(each))) for each in (benign, hostile))
    assert sorted(found.namelist()) == sorted(plain.namelist())
    for name in found.namelist():
        before, after = ET.fromstring(plain.read(name)), ET.fromstring(found.read(name))
        assert set(kinds(after)) == set(kinds(before)), name
        assert not {"f", "hyperlink", "externalReference", "oleObject"} & set(kinds(after)), name
        if name.endswith(".rels"):
            assert found.read(name) == plain.read(name)
        if name == "xl/workbook.xml":
            told = [
                [
                    re.sub(r"\d+", "", each.text or "")
                    for each in root.iter()
                    if each.tag.endswith("Name")
                ]
                for root in (before, after)
            ]
            assert told[0] == told[1]
        for each in after.iter():
            if each.tag.endswith(("oddHeader", "oddFooter")):
                # Whatever stands in a header is told by its codes: the plan's title has none.
                codes = re.findall("&.", (each.text or "").replace("&&", ""))
                assert set(codes) <= {"&L", "&R", "&P", "&N"}, each.text


@pytest.mark.parametrize("style", STYLES)
def test_csv_holds_no_cell_that_reckons(hostile, style):
    """Whatever a program takes for the separator, and with or without quotes around."""
    for name, text in {
        **csv_tables(hostile, style=style),
        "report": csv_report(hostile, style=style),
    }.items():
        plain = text.removeprefix("\ufeff")
        assert not UNSEEN.search(plain.replace("\r\n", "")), name
        text.encode()
        for separator in (";", ",", "|", "\t"):
            for row in csv.reader(io.StringIO(plain, newline=""), delimiter=separator):
                for cell in row:
                    bare = cell.lstrip(" \t\u00a0\u200b\ufeff\u202e\"'\ufffd")
                    ends = re.split("[;,]", cell)[0]
                    live = bare[:1] in tuple("=+-@\uff1d\uff0b\uff0d\uff20\ufe66") and bare
                    assert not live or "'" in cell[:12] or NUMBER.fullmatch(ends), (name, cell)


def test_json_is_json_and_says_every_text_as_it_was(hostile):
    told = json_report(hostile)
    told.encode()
    assert not UNSEEN.search(told)
    plan = hostile.evaluation.plan
    assert {plan.id, *(each.id for each in plan.indicators)} <= set(strings(json.loads(told)))


def strings(value):
    """Every text in plain values."""
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [each for part in parts for each in strings(part)]


def test_iati_is_one_well_formed_tree_of_the_same_elements(benign, hostile):
    made = iati_report(hostile)
    assert b"<!" not in made
    assert made.count(b"<?") == 1
    before, after = ET.fromstring(iati_report(benign)), ET.fromstring(made)
    assert set(kinds(after)) == set(kinds(before))
    assert "document-link" not in kinds(after)
    assert PRODUCT not in "".join(after.itertext())
