"""A hidden figure is seen to be hidden where it stands, and nothing is said of it elsewhere."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from rusfelt.cli.commands import program

pytestmark = pytest.mark.usefixtures("drawn_once")

PLAN = """
schema = 1
id = "p"
title = "Plan"
[[indicators]]
id = "dead"
title = "Overdosedødsfall"
kind = "count"
better = "lower"
[[indicators]]
id = "used"
title = "Har brukt"
kind = "coverage"
better = "lower"
"""
ROWS = "\n".join(
    [
        "indicator,period,value,numerator,denominator",
        *(f"dead,{2017 + year},{value},," for year, value in enumerate((3, 2, 4, 1))),
        *(
            f"used,{2017 + year},,{value},200"
            for year, value in enumerate((77, 68, 91, 83, 97, 88, 79, 3))
        ),
    ]
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("hidden")
    (place / "p.toml").write_text(PLAN, encoding="utf-8")
    (place / "f.csv").write_text(ROWS)
    forms = [each for form in ("html", "docx", "csv") for each in ("--format", form)]
    told = ["report", str(place / "p.toml"), str(place / "f.csv"), *forms, "-o", str(place / "out")]
    done = CliRunner().invoke(program, told, catch_exceptions=False)
    assert done.exit_code == 0
    assert "tall er skjult etter helse5" in done.stderr
    return place / "out"


def cells(html):
    """The rows of the tables of figures, each as the texts of its cells."""
    tables = re.findall(r'<caption id="serie-\d+-tall-tekst">.*?</table>', html, re.DOTALL)
    return [
        [
            re.sub("<[^>]*>", "", each)
            for each in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL)
        ]
        for one in tables
        for row in re.findall("<tr>.*?</tr>", one, re.DOTALL)[1:]
    ]


def test_a_page_shows_the_sign_and_the_reason_where_a_figure_is_hidden(folder):
    """In the cell and in what a share is made of; a series without a figure says why it has none."""
    page = (folder / "p.html").read_text(encoding="utf-8")
    rows = cells(page)
    hidden = [row for row in rows if row[2].startswith("skjult")]
    assert len(rows) == 12
    assert {row[1] for row in hidden} == {":"}
    assert [row[0] for row in hidden] == ["2017", "2018", "2019", "2020", "2024"]
    assert hidden[-1][3] == ": av 200"
    assert page.count("fordi tallene som skulle tegnes, er skjult") == 1
    assert page.count('class="beside alone"') == 1
    assert '<h2 id="skjulte">' in page


def test_word_and_csv_show_the_sign(folder):
    with zipfile.ZipFile(folder / "p.docx") as archive:
        root = ET.fromstring(archive.read("word/document.xml"))
    found = [
        "".join(each.itertext()).strip()
        for each in root.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}tc")
    ]
    assert found.count(":") == 5
    assert ": av 200" in found
    text = (folder / "p.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))
    assert [row["value"] for row in rows].count(":") == 5
