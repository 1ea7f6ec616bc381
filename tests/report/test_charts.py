"""Charts: named for those who cannot see them, alike everywhere, and never more than is known."""

from __future__ import annotations

import math
import re
from xml.etree import ElementTree as ET

import attrs
import matplotlib as mpl
import pytest

from rusfelt.report import canvas, charts
from rusfelt.report.charts import Gap, Mark, Picture, draw
from rusfelt.report.numbers import Numbers
from rusfelt.report.texts import Texts

PLAIN = Picture(
    marks=(Mark(2019, 12, label="12"), Mark(2020, 9, label="9"), Mark(2021, 10, label="10")),
    gaps=(),
    ticks=((2019, "2019"), (2020, "2020"), (2021, "2021")),
    step=1.0,
    write=Numbers(Texts("nb")).value,
    whole=True,
    target_word="mål 5",
    due_word="frist",
    break_word="brudd",
)


def svg(picture, **named):
    named = {"prefix": "serie-1", "title": "En serie", "description": "Den faller.", **named}
    return draw(picture, **named)


def texts(drawn):
    return [each.text for each in ET.fromstring(drawn).iter("text")]


def lines(drawn, *, dashed):
    found = [each.get("style", "") for each in ET.fromstring(drawn).iter("path")]
    data = [each for each in found if canvas.LINE in each and "stroke-width: 1.6" in each]
    return [each for each in data if ("stroke-dasharray" in each) is dashed]


def test_a_chart_is_named_and_described():
    """It is an image with a name and a description, in that order, that the page can point at."""
    root = ET.fromstring(svg(PLAIN))
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "serie-1-title serie-1-desc"
    assert [(each.tag, each.get("id")) for each in root[:2]] == [
        ("title", "serie-1-title"),
        ("desc", "serie-1-desc"),
    ]
    assert root[0].text == "En serie"
    assert "width" not in root.attrib, "it takes the width of its place"


def test_ids_are_its_own():
    """Every id carries the prefix, and whatever is pointed at is there."""
    drawn = svg(PLAIN, prefix="serie-7-figur")
    ids = re.findall(r'\bid="([^"]*)"', drawn)
    assert len(ids) == len(set(ids))
    assert all(each.startswith("serie-7-figur-") for each in ids)
    pointed = re.findall(r'(?:href="#|url\(#)([^")]*)', drawn)
    assert pointed
    assert set(pointed) <= set(ids)


def test_nothing_reaches_out_of_the_chart():
    """No stylesheet that would hold for the whole page, no metadata, no address."""
    drawn = svg(PLAIN)
    for never in ("<style", "<metadata", "http", "<script", "font-family", "DejaVu"):
        assert never not in drawn


def test_the_same_picture_gives_the_same_bytes(monkeypatch):
    """Whatever matplotlib is set to elsewhere, the chart is the same."""
    first = svg(PLAIN)
    with mpl.rc_context({"font.size": 30, "axes.facecolor": "red", "svg.hashsalt": None}):
        before = dict(mpl.rcParams)
        assert svg(PLAIN) == first
        assert dict(mpl.rcParams) == before, "and it leaves those settings alone"


def test_years_have_no_decimals():
    """The axis says 2019, and its numbers have a decimal comma where they need one."""
    low = attrs.evolve(PLAIN, marks=(Mark(2019, 0.5), Mark(2020, 0.7)), whole=False)
    assert {"2019", "2020"} <= set(texts(svg(low)))
    assert any("," in each for each in texts(svg(low)))
    assert not any("." in each for each in texts(svg(low)))


def test_many_ticks_are_thinned_from_the_newest():
    """A crowded axis keeps the newest period and leaves out some of the others."""
    years = range(1990, 2025)
    many = attrs.evolve(
        PLAIN,
        marks=tuple(Mark(year, 5) for year in years),
        ticks=tuple((year, str(year)) for year in years),
    )
    shown = [each for each in texts(svg(many)) if each in {str(year) for year in years}]
    assert "2024" in shown
    assert len(shown) <= charts._MOST_TICKS


def test_projected_points_are_hollow_and_dashed():
    """What was not measured does not look measured."""
    projected = attrs.evolve(
        PLAIN, marks=tuple(attrs.evolve(each, kind="projected") for each in PLAIN.marks)
    )
    assert lines(svg(PLAIN), dashed=True) == []
    assert len(lines(svg(projected), dashed=True)) == 2
    assert "fill: #ffffff" in svg(projected)
    assert "fill: #ffffff" not in svg(PLAIN)


def test_a_line_does_not_hide_a_missing_period():
    """Across a gap, and across a year nobody measured, the line is dotted; the gap says why."""
    gap = attrs.evolve(PLAIN, marks=PLAIN.marks[::2], gaps=(Gap(2020, "mangler"),))
    assert len(lines(svg(gap), dashed=True)) == 1
    assert "mangler" in texts(svg(gap))
    silent = attrs.evolve(PLAIN, marks=PLAIN.marks[::2])
    assert len(lines(svg(silent), dashed=True)) == 1


def test_no_line_crosses_a_break():
    """A break is an upright line with its word, and nothing joins the two sides."""
    marks = (*PLAIN.marks[:2], attrs.evolve(PLAIN.marks[2], part=1))
    broken = svg(attrs.evolve(PLAIN, marks=marks))
    assert len(lines(broken, dashed=False)) == 1
    assert "brudd" in texts(broken)


def test_a_bound_is_no_value():
    """No line leads to a cell of which only a bound is known."""
    marks = (PLAIN.marks[0], Mark(2020, 5, kind="bound", label="under 5"), PLAIN.marks[2])
    bounded = svg(attrs.evolve(PLAIN, marks=marks))
    assert lines(bounded, dashed=False) == lines(bounded, dashed=True) == []
    assert "under 5" in texts(bounded)


def test_the_target_and_its_date_are_labelled():
    """Neither is told by its colour alone."""
    aimed = texts(svg(attrs.evolve(PLAIN, target=5.0, due=2024.0)))
    assert {"mål 5", "frist"} <= set(aimed)
    assert not {"mål 5", "frist"} & set(texts(svg(PLAIN)))


@pytest.mark.parametrize(
    "values",
    [(0, 0, 0), (5,), (-3, 4), (1e300, 1), (1e-12, 2e-12), (51255, 51519), (7, 7, 7)],
    ids=str,
)
def test_any_figures_can_be_drawn(values):
    """All nothing, one alone, below nothing, huge, tiny, far from nothing, all alike."""
    marks = tuple(Mark(2019 + place, value, label=str(value)) for place, value in enumerate(values))
    picture = attrs.evolve(PLAIN, marks=marks, ticks=((2019, "2019"),), whole=False)
    assert ET.fromstring(svg(picture)).tag == "svg"
    assert ET.fromstring(svg(attrs.evolve(picture, from_zero=False))).tag == "svg"


def test_an_interval_without_an_end_is_cut_at_the_edge():
    """An unbounded interval is drawn as far as the chart goes."""
    marks = (Mark(2019, 3, low=1, high=math.inf), Mark(2020, 4))
    assert "inf" not in svg(attrs.evolve(PLAIN, marks=marks))


def test_formulas_are_not_read():
    """A dollar sign in a label is a dollar sign."""
    marks = (Mark(2019, 3, label="$x^2$"), Mark(2020, 4, label="<b>&"))
    assert {"$x^2$", "<b>&"} <= set(texts(svg(attrs.evolve(PLAIN, marks=marks))))


def test_a_milestone_has_dates_and_no_values():
    """A timeline: done or not by its filling and its word, with the due date beside it."""
    day = 738000.0
    done = Picture(
        marks=(Mark(day, 1, label="nådd"),),
        gaps=(),
        ticks=((day, "20.5.2021"),),
        step=365.0,
        write=PLAIN.write,
        due=day + 200,
        flat=True,
        due_word="frist",
        due_tick="31.12.2021",
    )
    assert texts(svg(done)) == ["20.5.2021", "31.12.2021", "frist", "nådd"]
    near = attrs.evolve(done, due=day + 3)
    assert "31.12.2021" not in texts(svg(near)), "two dates in one place cannot be read"


def test_names_cannot_break_out():
    """Markup in a name is text."""
    hostile = '</title><script>alert("1")</script>]]>&'
    drawn = svg(PLAIN, title=hostile, description=hostile)
    assert "<script" not in drawn
    assert ET.fromstring(drawn)[0].text == hostile
    assert ET.fromstring(drawn)[1].text == hostile


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        each / 12.92 if each <= 0.03928 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("name", ["INK", "LINE", "TARGET"])
def test_what_carries_meaning_stands_out(name):
    """Text in a chart keeps 4.5:1 against white and against the grey of a gap.

    A browser's checker cannot reckon contrast inside drawings, so it is reckoned here.
    """
    colour = luminance(getattr(canvas, name))
    for ground in ("#ffffff", canvas.PALE):
        assert (luminance(ground) + 0.05) / (colour + 0.05) >= 4.5


def test_the_way_to_the_target_is_drawn_where_the_plan_states_both_ends():
    """A line from the baseline to the target, straight or bent, inside the axes."""
    straight = attrs.evolve(PLAIN, target=5, due=2024, path=((2018, 14.0), (2024, 5.0)))
    bent = attrs.evolve(straight, path=((2018, 14.0), (2020, 9.9), (2022, 7.0), (2024, 5.0)))
    plain, first, second = (svg(each) for each in (attrs.evolve(straight, path=()), straight, bent))
    assert ways(plain) == []
    assert [len(each) for each in ways(first)] == [2]
    assert [len(each) for each in ways(second)] == [4]


def ways(drawn):
    """The corners of each dotted line in the target's colour."""
    found = [
        each.get("d", "")
        for each in ET.fromstring(drawn).iter("path")
        if canvas.TARGET in each.get("style", "") and "stroke-width: 1.2" in each.get("style", "")
    ]
    return [re.findall(r"[ML] ", each) for each in found]
