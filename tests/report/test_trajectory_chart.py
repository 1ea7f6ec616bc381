"""The course over time: means with intervals, and always of how many people."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import attrs
import matplotlib as mpl
import numpy as np
import pytest
from internal_pages import html_report
from people_reports import evaluated, panel, plan

import rusfelt
from rusfelt.language import LANGUAGES
from rusfelt.report.numbers import Numbers
from rusfelt.report.texts import Texts
from rusfelt.report.trajectory_chart import Stop, TrajectoryPicture, draw_trajectory

PLAIN = TrajectoryPicture(
    (Stop(1, "1", "40", 15.2, 14.0, 16.4), Stop(2, "2", "38", 12.0, 10.4, 13.6), Stop(4, "4", "9", 11.0)),
    write=Numbers(Texts("nb")).value,
    score_word="Skår (poeng)", better_word="lavere er bedre ↓", time_word="gang nr.", people_word="personer",
    level=9.5, level_word="grense 9,5",
)  # fmt: skip


def svg(picture, **named):
    named = {"prefix": "serie-1-forlop", "title": "Forløp", "description": "Tre.", **named}
    return draw_trajectory(picture, **named)


def texts(drawn):
    return [each.text for each in ET.fromstring(drawn).iter("text")]


def test_a_drawing_is_named_and_described():
    """It is an image with a name, a description and ids of its own."""
    root = ET.fromstring(svg(PLAIN))
    assert (root.get("role"), root[0].text, root[1].text) == ("img", "Forløp", "Tre.")
    ids = re.findall(r'\bid="([^"]*)"', svg(PLAIN))
    assert len(ids) == len(set(ids))
    assert all(each.startswith("serie-1-forlop-") for each in ids)


def test_under_every_time_stands_how_many_people_it_is_of():
    """In a row that says what it is."""
    shown = texts(svg(PLAIN))
    assert {"1", "2", "4", "40", "38", "9", "gang nr.", "personer"} <= set(shown)
    assert {"Skår (poeng)", "lavere er bedre ↓", "grense 9,5"} <= set(shown)


def test_many_times_are_thinned_so_that_they_can_be_read():
    """The first always has its words."""
    stops = tuple(Stop(place, str(place), "120", 10.0) for place in range(1, 61))
    shown = texts(svg(attrs.evolve(PLAIN, stops=stops)))
    assert "1" in shown
    assert shown.count("120") < 12


@pytest.mark.parametrize(
    "stops",
    [(Stop(1, "1", "5", 3.0),), (Stop(1, "1", "5", 1e9), Stop(2, "2", "5", -1e9, -2e9, 0))],
    ids=["one", "enormous"],
)
def test_any_course_can_be_drawn(stops):
    """One time alone, or means far apart."""
    assert ET.fromstring(svg(attrs.evolve(PLAIN, stops=stops))).tag == "svg"


def test_the_same_picture_gives_the_same_bytes():
    """Whatever matplotlib is set to elsewhere."""
    first = svg(PLAIN)
    with mpl.rc_context({"font.size": 30, "svg.hashsalt": None}):
        assert svg(PLAIN) == first


# -- On the page ---------------------------------------------------------------------------------


def falling(count, *, visits):
    rng = np.random.default_rng(5)
    steps = -1.5 * np.arange(visits) + rng.normal(0, 1, (count, visits))
    return np.clip(np.rint(16 + steps), 0, 27).tolist()


def told(page, language="nb"):
    """The table: times, people, mean and interval."""
    start = page.index(Texts(language)("trajectory.table", name="Plager, Oslo"))
    body = page[start : page.index("</table>", start)]
    return [re.findall(r"<t[hd][^>]*>([^<]*)<", each) for each in body.split("<tr>")[2:]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_holds_every_time(language):
    """How many people, their mean and its interval; and that they are not the same all the way."""
    scores = [each[: 2 + place % 4] for place, each in enumerate(falling(40, visits=5))]
    found = evaluated(scores)
    page, write = html_report(found, language=language), Numbers(Texts(language)).estimate
    course = found.series[0].people.course
    assert [each.people for each in course] == [40, 40, 30, 20, 10]
    assert [row[:3] for row in told(page, language)] == [
        [str(int(each.start)), str(each.people), write(each.mean)] for each in course
    ]
    assert Texts(language)("trajectory.not-the-same") in page


def test_times_of_fewer_than_five_people_are_not_there():
    """Nor in the drawing, nor in the table."""
    scores = [each if place < 4 else each[:2] for place, each in enumerate(falling(20, visits=4))]
    assert [row[0] for row in told(html_report(evaluated(scores)))] == ["1", "2"]


def test_dates_become_weeks_since_the_first_score():
    """Bands of weeks, in words of the language."""
    first, days = 738_946.0, (0, 10, 40, 70, 120, 250, 500)
    times = [[first + place + day for day in days] for place in range(12)]
    found = evaluated(falling(12, visits=7), clock="day", times=times)
    rows = [row[0] for row in told(html_report(found))]
    assert rows == ["start", "1–4", "5–8", "9–13", "14–26", "27–52", "fra 53"]
    assert Texts("nb")("trajectory.key-weeks") in html_report(found)
    assert "from 53" in [row[0] for row in told(html_report(found, language="en"), "en")]


@pytest.mark.parametrize(
    ("times", "expected"),
    [([2022.0, 2023.0], ["2022", "2023"]), ([2022 + 2 / 12, 2022 + 8 / 12], ["mar 2022", "sep 2022"])],
)  # fmt: skip
def test_periods_are_written_as_periods(times, expected):
    """Years as years, months as months."""
    made = panel(falling(12, visits=2), clock="period", times=[times] * 12)
    found = rusfelt.evaluate_plan(plan(), rusfelt.Measurements.of([]), scores=made)
    assert [row[0] for row in told(html_report(found))] == expected


def test_one_time_alone_is_no_course():
    """Nothing is drawn of people seen once."""
    page = html_report(evaluated([[float(each)] for each in range(8, 20)]))
    assert Texts("nb")("trajectory.heading") not in page
