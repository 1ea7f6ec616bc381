"""Markup in a plan or its figures is text on the page, wherever it stands."""

from __future__ import annotations

from functools import cache

import attrs
import pytest
from internal_pages import html_report

import rusfelt
from rusfelt.evaluation.results import Failure

pytestmark = pytest.mark.usefixtures("drawn_once")

ATTACKS = (
    '<script>alert("x")</script>',
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    "</title></style></script>]]>&lt;",
    "{{ 7 * 7 }}{% raw %}",
    "$\\frac{1}{0}$ & å",
    "<!-- -->",
)


def plan_of(text):
    """A plan with a text in every place that takes one."""
    return rusfelt.Plan(
        "hostile",
        text,
        owners=[text],
        area=text,
        period=["2020", "2024"],
        bodies=[rusfelt.Body("B", text)],
        parents=["oslo", "elsewhere"],
        goals=[rusfelt.Goal("G", text, indicators=["i"], implements=["oslo/G"], serves=[f"oslo/{text}"])],
        strategies=[rusfelt.Strategy("S", text, goals=["G"])],
        tiltak=[
            rusfelt.Tiltak(
                "T",
                text,
                label=text,
                strategies=["S"],
                level="group",
                responsible=["B", text],
                partners=[text],
                moves=["i"],
                measured_by=["m"],
                implements=[rusfelt.Link("O-S1-A", "oslo"), rusfelt.Link("nowhere", "elsewhere")],
                progress=[rusfelt.Progress("dropped", "2021", reason=text)],
            )
        ],
        indicators=[
            rusfelt.Indicator(
                "i", text, kind="count", counts="events", unit=text, better="lower", source=text,
                definition=text, design="register",
            ),
            rusfelt.Indicator("m", text, kind="milestone"),
        ],
        targets=[rusfelt.Target("i", value=3, due="2026", definition=text, reason=text)],
    )  # fmt: skip


def figures_of(text):
    of = rusfelt.Measurement
    return rusfelt.Measurements.of(
        [
            of("i", text, period="2020", value=9, source=text, note=text, definition=text),
            of(
                "i",
                text,
                period="2021",
                value=4,
                source=f"{text}2",
                note=text,
                definition="another",
            ),
            of("i", text, period="2022", state="suppressed", note=text),
            of("i", period="2020", value=4, group=f"sex={text.replace(';', '').replace('=', '')}"),
            of("m", period="2021-05-01", value=1, note=text),
            of("unknown", period="2020", value=4),
        ]
    )


@pytest.fixture(scope="module")
def harmless():
    """The elements of the same plan with a plain word in every place, by language."""
    evaluation = rusfelt.evaluate_plan(plan_of("ord"), figures_of("ord"))
    evaluation = attrs.evolve(evaluation, failures=(Failure("ord", "ord", "ord", "ord"),))
    return cache(lambda read, language: read(html_report(evaluation, language=language)))


@pytest.mark.no_cover
@pytest.mark.parametrize("text", ATTACKS)
@pytest.mark.parametrize("language", ["nb", "en"])
def test_markup_is_inert(text, language, read, harmless):
    """Nothing in a plan, its figures or a plugin's message becomes an element or an attribute."""
    evaluation = rusfelt.evaluate_plan(plan_of(text), figures_of(text))
    evaluation = attrs.evolve(evaluation, failures=(Failure(text, text, text, text),))
    page = read(html_report(evaluation, language=language))
    plain = harmless(read, language)
    assert [each.name for each in page.elements] == [each.name for each in plain.elements]
    for element in page.elements:
        assert not any(name.startswith("on") or name == "src" for name in element.attributes)
    # The text itself is there, to be read: in the heading, in the window's title, in a chart.
    assert page.named("h1")[0].text == text
    assert text in page.named("title")[0].text
    assert any(text in each.text for each in page.named("title")[1:])
    assert text in " ".join(each.text for each in page.named("td"))
