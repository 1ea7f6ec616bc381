"""First against later score: numbers of people in squares, and too few are never told apart."""

from __future__ import annotations

import math
import re
from xml.etree import ElementTree as ET

import attrs
import matplotlib as mpl
import pytest
from internal_pages import html_report
from people_reports import OwnChange, evaluated, people

from rusfelt.language import LANGUAGES
from rusfelt.report.numbers import Numbers
from rusfelt.report.pre_post_chart import Level, PrePostPicture, Square, draw_pre_post
from rusfelt.report.texts import Texts

PLAIN = PrePostPicture(
    (
        Square(0, 9, 0, 9, None), Square(9, 18, 0, 9, 11), Square(9, 18, 9, 18, 5),
        Square(18, 27, 9, 18, 21),
    ),
    0.0, 27.0,
    write=Numbers(Texts("nb")).value,
    write_n=Numbers(Texts("nb")).whole,
    few_word="< 5", pre_word="Første", post_word="Siste", better_word="bedre ↘", same_word="ingen endring",
    needed=6.0, needed_word="± 6", levels=(Level(9.5, "grense 9,5"),),
)  # fmt: skip


def svg(picture, **named):
    named = {"prefix": "serie-1-ruter", "title": "Ruter", "description": "Fire ruter.", **named}
    return draw_pre_post(picture, **named)


def labels(drawn):
    """Every text with the place it stands at."""
    found = {}
    for each in ET.fromstring(drawn).iter("text"):
        place = f"{each.get('style', '')} {each.get('transform', '')}"
        at = re.search(r"translate\(([\d.-]+) ([\d.-]+)\)", place)
        x, y = each.get("x"), each.get("y")
        found[each.text] = (float(x), float(y)) if x else tuple(map(float, at.groups()))
    return found


def channels(colour):
    return [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]


def luminance(colour):
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def test_a_drawing_is_named_and_described():
    """It is an image with a name, a description and ids of its own."""
    root = ET.fromstring(svg(PLAIN))
    assert (root.get("role"), root[0].text, root[1].text) == ("img", "Ruter", "Fire ruter.")
    ids = re.findall(r'\bid="([^"]*)"', svg(PLAIN))
    assert len(ids) == len(set(ids))
    assert all(each.startswith("serie-1-ruter-") for each in ids)


def test_every_square_says_how_many_and_too_few_are_hatched():
    """The number, or that it is below five."""
    shown = labels(svg(PLAIN))
    assert {"11", "5", "21", "< 5"} <= set(shown)
    assert svg(PLAIN).count("fill: url(#serie-1-ruter") == 1
    told = attrs.evolve(PLAIN, squares=PLAIN.squares[1:])
    assert "fill: url(#serie-1-ruter" not in svg(told)


def test_a_number_can_be_read_on_its_square():
    """At least 4.5 to 1, from the palest square to the darkest."""
    from rusfelt.report.pre_post_chart import _shade

    for step in range(1, 101):
        face, ink = (luminance(each) for each in _shade(step / 100))
        assert (max(face, ink) + 0.05) / (min(face, ink) + 0.05) >= 4.5, step


def test_the_lines_have_their_words():
    """No change, the change one person needs, and the cutoff, apart from each other."""
    shown = labels(svg(PLAIN))
    assert {"ingen endring", "± 6", "grense 9,5", "Første", "Siste", "bedre ↘"} <= set(shown)
    close = labels(svg(attrs.evolve(PLAIN, levels=(Level(20.9, "grense 20,9"),))))
    assert abs(close["± 6"][1] - close["grense 20,9"][1]) > 7
    bare = labels(svg(attrs.evolve(PLAIN, needed=math.nan, needed_word="", levels=())))
    assert not {"± 6", "grense 9,5"} & set(bare)


@pytest.mark.parametrize(
    "picture",
    [
        attrs.evolve(PLAIN, squares=(Square(0, 27, 0, 27, 5),)),
        attrs.evolve(PLAIN, squares=(Square(0, 13.5, 0, 13.5, None),)),
        attrs.evolve(PLAIN, needed=100.0),
        attrs.evolve(PLAIN, low=-1e6, high=1e6, squares=(Square(-1e6, 0, 0, 1e6, 12),)),
    ],
    ids=["one square", "too few alone", "a change larger than the scale", "a large scale"],
)
def test_any_squares_can_be_drawn(picture):
    """And lines that lie outside are left out."""
    assert ET.fromstring(svg(picture)).tag == "svg"


def test_the_same_picture_gives_the_same_bytes():
    """Whatever matplotlib is set to elsewhere."""
    first = svg(PLAIN)
    with mpl.rc_context({"font.size": 30, "svg.hashsalt": None}):
        assert svg(PLAIN) == first


# -- On the page ---------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_holds_every_square_and_no_number_below_five(language):
    """Bands, and how many; those of too few say so."""
    found = evaluated(people(80), evaluators=[OwnChange()])
    page, texts = html_report(found, language=language), Texts(language)
    start = page.index(texts("pre-post.table", name="Plager, Oslo"))
    body = page[start : page.index("</table>", start)]
    told = re.findall(r'<td class="number">([^<]*)</td>', body)
    cells = found.series[0].people.cells
    few = texts("pre-post.few", n=5).replace("<", "&lt;")
    assert told == [few if each.people is None else str(each.people) for each in cells]
    assert few in told
    assert texts("pre-post.key-few", n=5) in page
    assert all(int(each) >= 5 for each in told if each != few)


def test_squares_that_are_all_of_too_few_are_not_drawn():
    """Nothing would be left to see."""
    found = evaluated([[0.0, 26.0], [26.0, 0.0], [0.0, 0.0], [26.0, 26.0], [13.0, 13.0]])
    assert [each.people for each in found.series[0].people.cells] == [None] * 4
    page = html_report(found)
    assert Texts("nb")("waterfall.heading") in page
    assert Texts("nb")("pre-post.heading") not in page


@pytest.mark.parametrize(("better", "arrow"), [("lower", "↘"), ("higher", "↖")])
def test_the_better_side_follows_the_direction(better, arrow):
    """Under the line of no change where lower is better, over it where higher is."""
    assert f"bedre {arrow}" in html_report(evaluated(people(60), better=better))
