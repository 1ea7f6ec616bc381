"""A drawing is an svg element and can be had as a picture, with nothing of when or where in it."""

from __future__ import annotations

import pickle
import struct
from xml.etree import ElementTree as ET

import attrs
import matplotlib as mpl
import pytest

from rusfelt.report.charts import Mark, Picture, draw
from rusfelt.report.numbers import Numbers
from rusfelt.report.svg import xml_text
from rusfelt.report.texts import Texts

PICTURE = Picture(
    marks=(Mark(2019, 12, label="12"), Mark(2020, 9, label="9")),
    gaps=(),
    ticks=((2019, "2019"), (2020, "2020")),
    step=1.0,
    write=Numbers(Texts("nb")).value,
)


def drawn(picture=PICTURE, **named):
    return draw(picture, **{"prefix": "p", "title": "En serie", "description": "Faller.", **named})


def chunks(png):
    """The names of what a PNG holds, and the contents of each."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    found, place = [], 8
    while place < len(png):
        (size,) = struct.unpack(">I", png[place : place + 4])
        found.append((png[place + 4 : place + 8].decode(), png[place + 8 : place + 8 + size]))
        place += size + 12
    return found


def test_a_drawing_is_its_svg_and_knows_its_name():
    """It is text like any svg element, and tells its name and what it shows."""
    made = drawn()
    assert ET.fromstring(made).tag == "svg"
    assert (made.name, made.description) == ("En serie", "Faller.")


def test_the_picture_has_the_size_asked_for():
    """So many dots for each inch of the drawing, on white."""
    made = drawn()
    for dpi in (100, 160):
        wide, tall = struct.unpack(">II", dict(chunks(made.png(dpi)))["IHDR"][:8])
        assert (wide, tall) == tuple(int(each * dpi) for each in made.size)


def test_the_picture_says_nothing_of_program_or_day():
    """No text and no time in it: size, dots, and how dense they are."""
    assert {name for name, _ in chunks(drawn().png())} <= {"IHDR", "pHYs", "IDAT", "IEND", "sBIT"}


def test_the_picture_is_the_same_each_time():
    """Drawn twice, by two drawings, and with other settings of matplotlib."""
    first = drawn()
    expected = first.png()
    with mpl.rc_context({"lines.linewidth": 9, "axes.facecolor": "red", "font.size": 20}):
        assert first.png() == expected
        assert drawn().png() == expected


@pytest.mark.parametrize("bad", ["\x00", "\x1b[31m", "\ufffe", "\ud800", "\x0b", "日本 😀"])
def test_no_letter_stops_a_drawing(bad):
    """What XML cannot hold is left out, and what the font lacks is no reason to fail."""
    mark = Mark(2019, 12, label=f"12{bad}")
    made = drawn(
        attrs.evolve(PICTURE, marks=(mark,), target=9.0, target_word=f"mål{bad}"),
        title=f"En{bad} serie",
        description=bad,
    )
    root = ET.fromstring(made)
    assert root[0].text == f"En{xml_text(bad)} serie"
    assert made.png()[:4] == b"\x89PNG"


def test_a_drawing_travels_as_its_text():
    """Between processes it is what stands on the page, and no more."""
    made = drawn()
    assert pickle.loads(pickle.dumps(made)) == str(made)  # noqa: S301 - made here
