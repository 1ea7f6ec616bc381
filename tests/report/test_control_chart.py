"""Control charts: what the rules mark is told in words, and a signal is never made a verdict."""

from __future__ import annotations

import math
import re
from xml.etree import ElementTree as ET

import attrs
import matplotlib as mpl
import numpy as np
import pytest
from internal_pages import html_report

import rusfelt
from rusfelt.evaluators.xmr import Xmr
from rusfelt.language import LANGUAGES
from rusfelt.report.control_chart import ControlPicture, ControlPoint, draw_control
from rusfelt.report.numbers import Numbers
from rusfelt.report.texts import Texts
from rusfelt.stats.xmr import xmr

VALUES = (12.0, 9, 10, 11, 9, 12, 10, 30, 9, 10, 12, 11)
WHY = {7: "utenfor grensene"}
PLAIN = ControlPicture(
    tuple(ControlPoint(2010 + i, value, WHY.get(i, ""), "1 3" if i in WHY else "") for i, value in enumerate(VALUES)),
    centre=12.1, lower=0.5, upper=23.7, near_lower=4.4, near_upper=19.8,
    ticks=tuple((2010 + i, str(2010 + i)) for i in range(12)),
    write=Numbers(Texts("nb")).value,
    centre_word="snitt 12,1", lower_word="nedre 0,5", upper_word="øvre 23,7",
)  # fmt: skip


def svg(picture, **named):
    named = {"prefix": "serie-1-kontroll", "title": "Diagram", "description": "Tolv år.", **named}
    return draw_control(picture, **named)


def texts(drawn):
    return [each.text for each in ET.fromstring(drawn).iter("text")]


def level_lines(drawn, width):
    """Whether each line across of that width is dashed, dotted or solid."""
    found = []
    for each in ET.fromstring(drawn).iter("path"):
        style = each.get("style", "")
        ends = re.findall(r"[ML] ([\d.-]+) ([\d.-]+)", each.get("d", ""))
        if f"stroke-width: {width}" in style and len(ends) == 2 and ends[0][1] == ends[1][1]:
            found.append(re.findall(r"stroke-dasharray: ([\d.]+)", style))
    return [float(each[0]) if each else 0.0 for each in found]


def test_a_chart_is_named_and_described():
    """It is an image with a name and a description that the page can point at."""
    root = ET.fromstring(svg(PLAIN))
    assert (root.get("role"), root[0].text, root[1].text) == ("img", "Diagram", "Tolv år.")
    assert root.get("aria-labelledby") == "serie-1-kontroll-title serie-1-kontroll-desc"
    ids = re.findall(r'\bid="([^"]*)"', svg(PLAIN))
    assert len(ids) == len(set(ids))
    assert all(each.startswith("serie-1-kontroll-") for each in ids)


def test_the_lines_are_told_apart_by_their_strokes_and_named():
    """The mean is solid, the limits dashed, the near limits dotted; no colour is needed."""
    drawn = svg(PLAIN)
    limits, near = level_lines(drawn, "1.1"), level_lines(drawn, "0.9")
    assert limits.count(0.0) == 1
    assert sorted(limits)[1] > 4
    assert len(near) == 2
    assert 0 < max(near) < 2
    assert {"snitt 12,1", "nedre 0,5", "øvre 23,7"} <= set(texts(drawn))


def test_a_marked_point_has_a_sign_and_a_shape_of_its_own():
    """Once for a stretch of neighbours marked alike, and never where nothing is marked."""
    assert texts(svg(PLAIN)).count("1 3") == 1
    assert "fill: #ffffff; stroke" in svg(PLAIN)
    calm = attrs.evolve(PLAIN, points=tuple(attrs.evolve(p, why="") for p in PLAIN.points))
    assert "1 3" not in texts(svg(calm))
    assert "fill: #ffffff; stroke" not in svg(calm)
    points = (
        *PLAIN.points[:3],
        *(attrs.evolve(p, why="rekke", sign="4") for p in PLAIN.points[3:]),
    )
    assert texts(svg(attrs.evolve(PLAIN, points=points))).count("4") == 1


def test_a_limit_below_what_there_can_be_is_not_drawn():
    """A count cannot fall below nothing, so neither does the axis."""
    below = attrs.evolve(PLAIN, lower=-3.0, near_lower=2.0, floor=0.0, lower_word="nedre -3")
    assert below.cut
    assert not PLAIN.cut
    assert "nedre -3" not in texts(svg(below))
    assert not any("−" in each for each in texts(svg(below)))
    assert "nedre -3" in texts(svg(attrs.evolve(below, floor=-math.inf)))


def test_ticks_are_thinned_to_whole_years_from_the_newest():
    """Forty quarters: no two dates lie on each other, and the newest is there."""
    ticks = tuple((2010 + i / 4, f"{i % 4 + 1}. kv. {2010 + i // 4}") for i in range(40))
    points = tuple(ControlPoint(t, 10.0 + i % 3) for i, (t, _) in enumerate(ticks))
    shown = [
        each for each in texts(svg(attrs.evolve(PLAIN, points=points, ticks=ticks))) if "kv" in each
    ]
    assert shown[-1] == "4. kv. 2019"
    assert 2 <= len(shown) <= 6
    assert {each[0] for each in shown} == {"4"}


def test_the_same_picture_gives_the_same_bytes():
    """Whatever matplotlib is set to elsewhere, the chart is the same."""
    first = svg(PLAIN)
    with mpl.rc_context({"font.size": 30, "svg.hashsalt": None}):
        assert svg(PLAIN) == first


@pytest.mark.parametrize("values", [(7, 7, 7), (0, 0, 0), (1e300, 1, 2), (-3, 4, 0)], ids=str)
def test_any_figures_can_be_drawn(values):
    """All alike, all nothing, huge, below nothing."""
    chart = xmr(values, screened=False)
    points = tuple(ControlPoint(2010 + i, float(value)) for i, value in enumerate(values))
    lines = ("centre", "lower", "upper", "near_lower", "near_upper")
    picture = attrs.evolve(
        PLAIN, points=points, **{each: float(getattr(chart, each)) for each in lines}
    )
    assert ET.fromstring(svg(picture)).tag == "svg"


def test_names_cannot_break_out():
    """Markup and formulas in a name are text."""
    hostile = "</title><script>alert(1)</script>$x^2$"
    drawn = svg(attrs.evolve(PLAIN, centre_word=hostile), title=hostile)
    assert "<script" not in drawn
    assert hostile in texts(drawn)


# -- On the page ---------------------------------------------------------------------------------

SPEC = {"kind": "amount", "design": "register", "better": "lower", "unit": "dager"}
RNG = np.random.default_rng(3)
JUMP = [*RNG.normal(50, 1, 13).round(1).tolist(), 90.0]
CALM = [50.0, 51.0, 49.0, 50.5] * 3


def evaluated(series, *, evaluators=("xmr",), targets=(), **spec):
    indicators = [rusfelt.Indicator(name, name, **{**SPEC, **spec}) for name in series]
    rows = [
        rusfelt.Measurement(name, period=str(2005 + i), **(cell if isinstance(cell, dict) else {"value": cell}))
        for name, cells in series.items()
        for i, cell in enumerate(cells)
    ]  # fmt: skip
    plan = rusfelt.Plan("p", "p", area="0301", indicators=indicators, targets=targets)
    return rusfelt.evaluate_plan(plan, rusfelt.Measurements.of(rows), evaluators=evaluators)


def test_the_figure_stands_where_the_findings_are(read):
    """Below its own series, and nowhere for one that is too short; none where nobody asked."""
    both = {"i-jump": JUMP, "i-short": [1.0, 2, 3, 4, 5]}
    page = read(html_report(evaluated(both)))
    figures = [each for each in page.named("div") if each.attributes.get("class") == "beneath"]
    assert len(figures) == 1
    assert "Kontrolldiagram" in figures[0].text
    without = read(html_report(evaluated(both, evaluators=())))
    assert not [e for e in without.named("div") if e.attributes.get("class") == "beneath"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_caption_says_how_often_it_cries_wolf_and_that_it_decides_nothing(read, language):
    """The rate for this length, with its error, and what the lines are."""
    evaluation = evaluated({"i-jump": JUMP})
    page = read(html_report(evaluation, language=language))
    words, write = Texts(language), Numbers(Texts(language))
    (caption,) = (e.text for e in page.named("figcaption") if words("control.key") in e.text)
    row = evaluation.series[0].findings["xmr"]
    assert words("control.decides-nothing") in caption
    outside = words("control.numbered", number=1, rule=words("control-rule.outside"))
    assert words("control.key-marked", rules="").rstrip(". ") in caption
    assert outside in caption
    for name in ("false_alarm", "false_alarm_low", "false_alarm_high", "false_alarm_correlated"):
        assert write.percent(round(row[name], 3)) in caption
    assert (
        evaluation.series[0].verdict == evaluated({"i-jump": JUMP}, evaluators=()).series[0].verdict
    )


def test_the_marked_points_stand_in_a_table_too(read):
    """With their period, value and the rule in words; no table where nothing is marked."""
    page = read(html_report(evaluated({"i-jump": JUMP})))
    (table,) = (e for e in page.named("table") if "Merkede punkter" in e.text)
    assert "2018" in table.text
    assert "90" in table.text
    assert "utenfor grensene" in table.text
    calm = read(html_report(evaluated({"i-calm": CALM})))
    assert "Merkede punkter" not in calm.text
    assert Texts("nb")("control.none") in calm.text


def test_after_a_break_only_what_follows_is_drawn(read):
    """Limits never cross a break; each point keeps its own mark."""
    cells = [{"value": v} for v in (1.0, 2.0, 3.0)] + [{"value": v} for v in JUMP]
    cells[3]["break_before"] = True
    evaluation = evaluated({"i-jump": cells, "i-later": JUMP})
    page = read(html_report(evaluation))
    tables = [e.text for e in page.named("table") if "Merkede punkter" in e.text]
    assert "2021" in tables[0]
    assert "2018" in tables[1]
    assert Texts("nb")("control.part") in page.text


def test_a_target_is_held_against_the_limits_only_where_nothing_signals(read):
    """Out of reach as the figures go now, or in reach now and then."""
    words = Texts("nb")
    for level, key in ((10.0, "fails"), (90.0, "passes"), (50.0, "inconsistent")):
        aims = [rusfelt.Target("i-calm", value=level, operator="<=")]
        page = read(html_report(evaluated({"i-calm": CALM}, targets=aims)))
        assert words(f"control.target-{key}", target=f"{level:g}") in page.text
    aims = [rusfelt.Target("i-jump", value=10.0, operator="<=")]
    page = read(html_report(evaluated({"i-jump": JUMP}, targets=aims)))
    assert "som nå" not in page.text


def test_rules_about_the_series_as_a_whole_mark_no_point(read):
    """Anhøj's signal without a marked point, and the caption says so."""
    shifted = [*[10.0, 11.0, 9.0] * 4, *[20.0, 21.0, 19.0] * 4]
    page = read(html_report(evaluated({"i-x": shifted}, evaluators=[Xmr(rules="anhoej")])))
    assert Texts("nb")("control.whole-series") in page.text
    assert "Merkede punkter" not in page.text


@attrs.frozen
class Impostor:
    """Somebody's own evaluator of that name, which gives something else."""

    spec = rusfelt.Spec("xmr", "9", gives=(rusfelt.Column("centre"),))

    def evaluate(self, panel, /):
        return {"centre": np.zeros(len(panel))}


def test_another_evaluator_of_the_same_name_costs_nothing_but_the_figure(read):
    """The report is made, without a control chart."""
    page = read(html_report(evaluated({"i-jump": JUMP}, evaluators=[Impostor()])))
    assert not [e for e in page.named("div") if e.attributes.get("class") == "beneath"]
