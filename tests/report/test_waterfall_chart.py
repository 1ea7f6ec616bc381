"""The waterfall: groups side by side in order, and worse told by more than a colour."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import attrs
import matplotlib as mpl
import pytest
from internal_pages import html_report
from people_reports import evaluated, people

from rusfelt.language import LANGUAGES
from rusfelt.report.numbers import Numbers
from rusfelt.report.texts import Texts
from rusfelt.report.waterfall_chart import Bar, WaterfallPicture, draw_waterfall

PLAIN = WaterfallPicture(
    (Bar(7, -9.5), Bar(6, -4.0), Bar(12, -0.5), Bar(5, 3.25, worse=True)),
    write=Numbers(Texts("nb")).value,
    write_n=Numbers(Texts("nb")).whole,
    change_word="Endring (poeng)",
    people_word="Personer",
    better_word="lavere er bedre ↓",
    needed=6.0,
    needed_word="± 6",
)  # fmt: skip


def svg(picture, **named):
    named = {"prefix": "serie-1-foss", "title": "Foss", "description": "Fire grupper.", **named}
    return draw_waterfall(picture, **named)


def texts(drawn):
    return [each.text for each in ET.fromstring(drawn).iter("text")]


def bars(drawn):
    """Left and right end of each bar, in points; worse ones apart, since they are hatched."""
    found = {"plain": [], "hatched": []}
    for each in ET.fromstring(drawn).iter("path"):
        ends = [float(x) for x in re.findall(r"[ML] ([\d.-]+) [\d.-]+", each.get("d", ""))]
        if each.get("clip-path") and each.get("d", "").rstrip().endswith("z"):
            kind = "hatched" if "url(#" in each.get("style", "") else "plain"
            found[kind].append((min(ends), max(ends)))
    return found


def test_a_chart_is_named_and_described():
    """It is an image with a name, a description and ids of its own."""
    root = ET.fromstring(svg(PLAIN))
    assert (root.get("role"), root[0].text, root[1].text) == ("img", "Foss", "Fire grupper.")
    ids = re.findall(r'\bid="([^"]*)"', svg(PLAIN))
    assert len(ids) == len(set(ids))
    assert all(each.startswith("serie-1-foss-") for each in ids)


def test_bars_are_as_wide_as_their_groups_are_many():
    """Side by side without a gap, in the order given."""
    found = bars(svg(PLAIN))
    ends = [*found["plain"], *found["hatched"]]
    widths = [right - left for left, right in ends]
    assert [round(each / widths[0], 2) for each in widths] == [1.0, 0.86, 1.71, 0.71]
    assert [left for left, _ in ends[1:]] == pytest.approx(
        [right for _, right in ends[:-1]], abs=0.1
    )


def test_worse_is_hatched():
    """So that it is told without colour; and a hatching keeps its pale ground."""
    assert len(bars(svg(PLAIN))["hatched"]) == 1
    grounds = re.findall(r'<pattern.*?<rect[^>]*fill="([^"]*)"', svg(PLAIN), re.DOTALL)
    assert grounds == ["#ffffff"]
    better = attrs.evolve(PLAIN, bars=PLAIN.bars[:3])
    assert bars(svg(better))["hatched"] == []


def test_axes_say_what_they_are_of():
    """The change in its unit, the people, which way is better, and the change one person needs."""
    assert {"Endring (poeng)", "Personer", "lavere er bedre ↓"} <= set(texts(svg(PLAIN)))
    assert texts(svg(PLAIN)).count("± 6") == 2
    assert "± 6" not in texts(svg(attrs.evolve(PLAIN, needed=float("nan"), needed_word="")))


@pytest.mark.parametrize(
    "bars_",
    [(Bar(5, 0.0),), (Bar(5, 1e9), Bar(10_000, -1e9, worse=True)), tuple(Bar(5, 2.0) for _ in range(20))],
    ids=["no change", "enormous", "all alike"],
)  # fmt: skip
def test_any_groups_can_be_drawn(bars_):
    """Without change, far apart, or all the same."""
    assert ET.fromstring(svg(attrs.evolve(PLAIN, bars=bars_))).tag == "svg"


def test_the_same_picture_gives_the_same_bytes():
    """Whatever matplotlib is set to elsewhere."""
    first = svg(PLAIN)
    with mpl.rc_context({"font.size": 30, "svg.hashsalt": None, "hatch.linewidth": 9}):
        assert svg(PLAIN) == first


# -- On the page ---------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_holds_every_bar(language):
    """How many, and their mean change."""
    found = evaluated(people(43))
    page, write = html_report(found, language=language), Numbers(Texts(language))
    start = page.index(Texts(language)("waterfall.table", name="Plager, Oslo"))
    body = page[start : page.index("</table>", start)]
    told = [re.findall(r'class="number">([^<]*)<', each) for each in body.split("<tr>")[2:]]
    steps = found.series[0].people.steps
    assert told == [[write.whole(each.people), write.estimate(each.change)] for each in steps]
    assert sum(each.people for each in steps) == 43


@pytest.mark.parametrize(("better", "worse"), [("lower", 0), ("higher", 43)])
def test_worse_follows_the_direction_of_the_indicator(better, worse):
    """A fall is better where lower is, and worse where higher is."""
    page = html_report(evaluated(people(43, change=-8.0, sd=1.0, low=12), better=better))
    hatched = Texts("nb")("waterfall.key-worse") in page
    assert hatched is bool(worse)
    assert Texts("nb")(f"people.better-{better}") in page
