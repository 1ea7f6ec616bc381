"""Funnel plots: small units get wide limits, and standing out is a word, not a colour."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import attrs
import matplotlib as mpl
import numpy as np
import pytest
from internal_pages import html_report

import rusfelt
from rusfelt.language import LANGUAGES
from rusfelt.plugin import registry
from rusfelt.report.funnel_chart import FunnelPicture, FunnelUnit, Limit, draw_funnel
from rusfelt.report.numbers import Numbers
from rusfelt.report.texts import Texts
from rusfelt.stats.funnel import funnel_limits

SIZES = (100.0, 200.0, 400.0, 800.0)
INNER, OUTER = (funnel_limits(0.6, SIZES, confidence=level) for level in (0.95, 0.998))
PLAIN = FunnelPicture(
    (
        FunnelUnit("Bjerke", 120, 61.0),
        FunnelUnit("Alna", 300, 66.5, 95.0),
        FunnelUnit("Sagene", 700, 75.0, 99.8),
        FunnelUnit("Grorud", 690, 75.1, 99.8),
    ),
    centre=60.0,
    limits=(
        Limit("95 %", SIZES, tuple(100 * INNER.low), tuple(100 * INNER.high)),
        Limit("99,8 %", SIZES, tuple(100 * OUTER.low), tuple(100 * OUTER.high), outer=True),
    ),
    write=Numbers(Texts("nb")).value,
    write_n=Numbers(Texts("nb")).whole,
    centre_word="alle 60",
    n_word="Antall",
    top=100.0,
)  # fmt: skip


def svg(picture, **named):
    named = {"prefix": "indikator-1-trakt-1", "title": "Trakt", "description": "Fire.", **named}
    return draw_funnel(picture, **named)


def labels(drawn):
    """Every text with the place it stands at."""
    found = {}
    for each in ET.fromstring(drawn).iter("text"):
        place = f"{each.get('style', '')} {each.get('transform', '')}"
        x, y = each.get("x"), each.get("y")
        at = re.search(r"translate\(([\d.-]+) ([\d.-]+)\)", place)
        found[each.text] = (float(x), float(y)) if x else tuple(map(float, at.groups()))
    return found


def test_a_plot_is_named_and_described():
    """It is an image with a name, a description and ids of its own."""
    root = ET.fromstring(svg(PLAIN))
    assert (root.get("role"), root[0].text, root[1].text) == ("img", "Trakt", "Fire.")
    ids = re.findall(r'\bid="([^"]*)"', svg(PLAIN))
    assert len(ids) == len(set(ids))
    assert all(each.startswith("indikator-1-trakt-1-") for each in ids)


def test_only_those_outside_the_outer_limits_are_named():
    """The level and both limits have their words too."""
    shown = labels(svg(PLAIN))
    assert {"Sagene", "Grorud", "alle 60", "95 %", "99,8 %", "Antall"} <= set(shown)
    assert not {"Bjerke", "Alna"} & set(shown)


def test_names_do_not_lie_on_each_other():
    """Two units in nearly the same place keep a line's height between their names."""
    shown = labels(svg(PLAIN))
    assert abs(shown["Sagene"][1] - shown["Grorud"][1]) > 7


def test_shapes_tell_where_a_unit_stands():
    """Filled or hollow: a hollow diamond only outside the outer limits."""
    assert "fill: #ffffff; stroke" in svg(PLAIN)
    inside = attrs.evolve(PLAIN, units=PLAIN.units[:2])
    assert "fill: #ffffff; stroke" not in svg(inside)


def test_sizes_far_apart_get_an_axis_that_multiplies():
    """Twenty times and more; the axis is written in whole numbers either way."""
    uneven = attrs.evolve(PLAIN, units=(*PLAIN.units, FunnelUnit("Oslo", 50_000, 60.0)))
    assert uneven.uneven
    assert not PLAIN.uneven
    assert "10\xa0000" in labels(svg(uneven))
    assert "400" in labels(svg(PLAIN))


@pytest.mark.parametrize(
    "units",
    [
        (FunnelUnit("A", 10, 0.0),) * 3,
        (FunnelUnit("A", 1, 100.0, 99.8), FunnelUnit("B", 1e9, 0.0, 99.8)),
        (FunnelUnit("A", 0.5, 60.0), FunnelUnit("B", 0.6, 61.0)),
    ],
    ids=["all nothing", "both ends", "small exposures"],
)
def test_any_units_can_be_drawn(units):
    """And the axis never leaves what there can be."""
    drawn = svg(attrs.evolve(PLAIN, units=units, limits=()))
    assert ET.fromstring(drawn).tag == "svg"
    assert not any(each.startswith("−") for each in labels(drawn) if each)


def test_the_same_picture_gives_the_same_bytes():
    """Whatever matplotlib is set to elsewhere, the plot is the same."""
    first = svg(PLAIN)
    with mpl.rc_context({"font.size": 30, "svg.hashsalt": None}):
        assert svg(PLAIN) == first


def test_names_cannot_break_out():
    """Markup in the name of a unit is text."""
    hostile = "<script>alert(1)</script>$x$"
    drawn = svg(attrs.evolve(PLAIN, units=(FunnelUnit(hostile, 200, 90.0, 99.8),)))
    assert "<script" not in drawn
    assert hostile in labels(drawn)


# -- On the page ---------------------------------------------------------------------------------

CODES = [f"0301{i:02}" for i in range(1, 9)]


def evaluated(counts, *, evaluators=("funnel",), kind="coverage", **spec):
    """An indicator with numerators out of 200 (times the unit's number) in eight districts."""
    indicator = rusfelt.Indicator(
        "i-x", "Trivsel", kind=kind, design="register", better="higher", counts="new-persons",
        unit="prosent", **spec,
    )  # fmt: skip
    rows = [
        rusfelt.Measurement(
            "i-x", unit=code, period="2023", numerator=float(x), denominator=200.0 * (1 + place)
        )
        for place, (code, x) in enumerate(zip(CODES, counts, strict=False))
    ]
    plan = rusfelt.Plan("p", "p", area="0301", indicators=[indicator])
    return rusfelt.evaluate_plan(plan, rusfelt.Measurements.of(rows), evaluators=evaluators)


EVEN = [120.0 * (1 + place) for place in range(8)]
FAR = [*EVEN[:3], EVEN[3] - 160, *EVEN[4:]]


def plots(page):
    return [each for each in page.named("div") if each.attributes.get("class") == "beneath"]


def test_one_plot_stands_above_the_series_of_its_indicator(read):
    """Where at least three units have findings; none where nobody asked or they are too few."""
    page = read(html_report(evaluated(FAR)))
    (plot,) = plots(page)
    order = [
        each for each in page.elements if each.attributes.get("class") in {"beneath", "series"}
    ]
    assert order[0] is plot
    assert plots(read(html_report(evaluated(FAR, evaluators=())))) == []
    assert plots(read(html_report(evaluated(FAR[:2])))) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_caption_says_what_chance_gives_and_that_it_decides_nothing(read, language):
    """How many would lie outside by chance, and how many do."""
    evaluation = evaluated(FAR)
    page, words = read(html_report(evaluation, language=language)), Texts(language)
    (caption,) = (e.text for e in page.named("figcaption") if words("funnel.key") in e.text)
    seen = sum(bool(each.findings["funnel"]["outside"]) for each in evaluation.series)
    expected = Numbers(words).estimate(0.4)
    assert words("funnel.chance", n=8, expected=expected, seen=seen) in caption
    assert words("funnel.decides-nothing") in caption
    assert seen >= 1


def test_every_unit_stands_in_the_table(read):
    """Value, size, both limits, and where it lies in words."""
    evaluation = evaluated(FAR)
    (plot,) = plots(read(html_report(evaluation)))
    rows = [" ".join(each.text.split()) for each in read(html_report(evaluation)).named("tr")]
    (far,) = (each for each in rows if each.startswith("St. Hanshaugen") and "under" in each)
    row = next(e for e in evaluation.series if e.key[1] == CODES[3]).findings["funnel"]
    write = Numbers(Texts("nb")).estimate
    for name in ("value", "n", "low95", "high95", "low998", "high998"):
        assert " ".join(write(row[name]).split()) in far, name
    assert "under 99,8 %" in far
    assert plot.text.count("innenfor") >= 6


def test_the_curves_are_those_of_the_limits(read):
    """A line of very many sizes, not a polygon through the units."""
    source = html_report(evaluated(FAR))
    drawing = re.search(r"<svg[^>]*trakt-1-title.*?</svg>", source, re.DOTALL).group()
    lines = [each.get("d", "") for each in ET.fromstring(drawing).iter("path")]
    assert sum(each.count("L ") > 20 for each in lines) == 4


def test_limits_widened_for_differences_between_units_say_so(read):
    """Spiegelhalter's limits, when the findings were made with them."""
    funnel = registry().evaluator("funnel", overdispersion=True)
    wild = [x + (100 if place % 2 else -100) for place, x in enumerate(EVEN)]
    page = read(html_report(evaluated(wild, evaluators=[funnel])))
    assert Texts("nb")("funnel.dispersed") in page.text
    assert Texts("nb")("funnel.dispersed") not in read(html_report(evaluated(wild))).text


@attrs.frozen
class Own:
    """Somebody's own funnel with limits of another kind."""

    spec = rusfelt.Spec(
        "funnel", "9", scope="panel",
        gives=tuple(
            rusfelt.Column(name)
            for name in ("value", "n", "centre", "low95", "high95", "low998", "high998")
        ),
    )  # fmt: skip

    def evaluate(self, panel, /):
        n = 200.0 * np.arange(1, 1 + len(panel))
        fixed = {"centre": 50, "low95": 40, "high95": 60, "low998": 35, "high998": 65}
        return {
            "value": panel.y[panel.offsets[1:] - 1], "n": n,
            **{name: np.full(len(panel), float(level)) for name, level in fixed.items()},
        }  # fmt: skip


def test_other_limits_are_drawn_as_the_findings_hold_them(read):
    """Through the units' own limits, and never those of chance in their place."""
    evaluation = evaluated(FAR, evaluators=[Own()])
    source = html_report(evaluation)
    drawing = re.search(r"<svg[^>]*trakt-1-title.*?</svg>", source, re.DOTALL).group()
    lines = [each.get("d", "") for each in ET.fromstring(drawing).iter("path")]
    assert sum(each.count("L ") == 7 for each in lines) == 4
    assert "35 til 65" in " ".join(plots(read(source))[0].text.split())
