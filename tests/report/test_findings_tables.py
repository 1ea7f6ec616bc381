"""Findings about several series together, and where they and the control chart stand."""

from __future__ import annotations

import re

import attrs
import numpy as np
import pytest
from internal_pages import html_report
from report_pages import CODES, RNG, ROWS, SHARE, a_plan, amount, evaluated, words, years

import rusfelt
from rusfelt.evaluators.pool import Pool
from rusfelt.language import LANGUAGES
from rusfelt.report.texts import Texts

pytestmark = pytest.mark.usefixtures("drawn_once")


def at_the_end(page):
    """The table at the end of the figures, its cells with a blank between them."""
    start = page.index('id="tall-samlet-tekst"')
    return words(page[start : page.index("</table>", start)])


def captions(page, anchor):
    return [
        each for each in page.named("caption") if each.attributes["id"] == f"{anchor}-samlet-tekst"
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_findings_on_an_indicator_stand_above_its_series(read, language):
    """With the estimate, both intervals and the number of units, in words."""
    evaluation = evaluated(a_plan([SHARE]), ROWS, ["pool"])
    page, texts = read(html_report(evaluation, language=language)), Texts(language)
    assert len(captions(page, "indikator-1")) == 1
    (table,) = (
        each
        for each in page.named("table")
        if texts("evaluator.pool") in each.text
        and texts("figures.several", name="Trivsel") in each.text
    )
    row = evaluation.findings["pool"].row(0)
    for column in ("pool-estimate", "prediction_low", "i2", "pool-p", "units", "left_out"):
        assert texts(f"figure.{column}") in table.text
    estimate = f"{row['estimate']:.3g}".replace(".", "." if language == "en" else ",")
    assert estimate in table.text
    order = [
        each.attributes.get("class") or each.attributes.get("id")
        for each in page.named("div")
        if each.attributes.get("class") in {"methods", "series"}
    ]
    assert order[0] == "methods"


def test_no_table_where_no_method_was_asked(read):
    """And none at the end of the figures."""
    page = read(html_report(evaluated(a_plan([SHARE]), ROWS, ())))
    assert captions(page, "indikator-1") == []
    assert captions(page, "tall") == []


def test_an_indicator_without_an_answer_has_the_reason(read):
    """One unit is none to pool; nothing is shown as nothing."""
    page = read(html_report(evaluated(a_plan([SHARE]), ROWS[:1], ["pool"])))
    (table,) = (each for each in page.named("table") if "Funn om flere serier" in each.text)
    assert "Det er for få enheter å sammenligne." in table.text
    assert "Samlet anslag for enhetene" in table.text


def test_the_width_of_a_pooled_interval_is_the_one_chosen(read):
    """Both of them."""
    page = html_report(evaluated(a_plan([SHARE]), ROWS, [Pool(confidence=0.8)]))
    told = re.search(r"<code>pool</code>.*?</tr>", page, re.DOTALL).group().replace("\xa0", " ")
    assert told.count("80 %") == 2
    assert "95 %" not in told


def test_findings_on_units_stand_at_the_end_of_the_figures():
    """Each unit by its name, and those without an answer with the reason."""
    rates = rusfelt.Indicator("r", "Innleggelser", kind="rate", counts="events", better="lower")
    rows = [
        rusfelt.Measurement("r", unit=code, group=group, period="2023", numerator=x, denominator=1000.0)
        for code, x in zip(CODES[:3], (20.0, 30.0, 25.0), strict=True)
        for group in ("age=0-17", "age=18+")
    ]  # fmt: skip
    del rows[-1]
    text = at_the_end(html_report(evaluated(a_plan([rates]), rows, ["indirect-ratio"])))
    # Two units alike but for 40 and 60 events of 100 in all: .8 and 1.2 of what is expected.
    for told in ("Gamle Oslo", ": 0,8 (95", "Grünerløkka", ": 1,2 (95", "ventede hendelser: 50"):
        assert told in text
    assert "Sagene Enheten har ikke tall for nøyaktig de aldersgruppene metoden trenger." in text


@attrs.frozen
class Whole:
    """Somebody's own method about all series."""

    spec = rusfelt.Spec(
        "whole", "1", rows="panel", scope="panel", gives=(rusfelt.Column("largest_gap"),)
    )

    def evaluate(self, panel, /):
        return {"largest_gap": np.array([panel.y.max() - panel.y.min()])}


def test_a_plugin_about_all_series_is_shown_too():
    """Under its own name and its own columns' names."""
    text = at_the_end(html_report(evaluated(a_plan([SHARE]), ROWS, [Whole()])))
    assert "whole alle seriene largest_gap : 30" in text


@pytest.mark.parametrize(("points", "beside"), [(14, False), (15, True)])
def test_a_control_chart_stands_beside_a_long_table(read, points, beside):
    """Where the series' own chart would leave a blank under it; otherwise below both."""
    rows = years(RNG.normal(50, 1, points).round(1).tolist(), first=2000)
    page = read(html_report(evaluated(a_plan([amount()]), rows, ["xmr"])))
    below = [each for each in page.named("div") if each.attributes.get("class") == "beneath"]
    assert len(below) == (0 if beside else 1)
    (columns,) = (each for each in page.named("div") if each.attributes.get("class") == "beside")
    assert ("Kontrolldiagram" in columns.text) is beside
    assert len(page.named("figure")) == 2
