"""The profile: each indicator by itself, against a population, and never a total."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import attrs
import matplotlib as mpl
import numpy as np
import pytest
from internal_pages import html_report
from people_reports import panel

import rusfelt
from rusfelt.language import LANGUAGES
from rusfelt.report.numbers import Numbers
from rusfelt.report.profile_chart import ProfilePicture, ProfileRow, draw_profile
from rusfelt.report.texts import Texts

PLAIN = ProfilePicture(
    (
        ProfileRow("Tilfredshet med livet alt i alt", 6.8, 6.3, 7.3, 5.3),
        ProfileRow("Mening", 5.0, 4.4, 5.6),
        ProfileRow("Mestring", float("nan")),
    ),
    write=Numbers(Texts("nb")).value,
    value_word="Skår fra 0 til 10",
)


def svg(picture, **named):
    named = {"prefix": "profil-1-mean", "title": "Profil", "description": "To.", **named}
    return draw_profile(picture, **named)


def texts(drawn):
    return [each.text for each in ET.fromstring(drawn).iter("text")]


def test_a_drawing_is_named_and_described():
    """It is an image with a name, a description and ids of its own."""
    root = ET.fromstring(svg(PLAIN))
    assert (root.get("role"), root[0].text, root[1].text) == ("img", "Profil", "To.")
    ids = re.findall(r'\bid="([^"]*)"', svg(PLAIN))
    assert len(ids) == len(set(ids))
    assert all(each.startswith("profil-1-mean-") for each in ids)


def test_every_row_has_its_name():
    """A long one on two lines, and one with no room is shortened, not run together."""
    assert {"Tilfredshet med", "livet alt i alt", "Mening", "Skår fra 0 til 10"} <= set(
        texts(svg(PLAIN))
    )
    long = attrs.evolve(PLAIN, rows=(ProfileRow("ord " * 40, 5.0),))
    assert any(each and each.endswith("…") for each in texts(svg(long)))


def test_a_benchmark_is_open_and_a_figure_is_filled():
    """They are told apart without colour; where there is no figure there is a dash."""
    assert svg(PLAIN).count("fill: #ffffff; stroke") == 1
    assert "–" in texts(svg(PLAIN))
    bare = attrs.evolve(PLAIN, rows=PLAIN.rows[1:2])
    assert "fill: #ffffff; stroke" not in svg(bare)


@pytest.mark.parametrize(
    "rows",
    [(ProfileRow("a", 0.0, 0.0, 0.0, 0.0),), tuple(ProfileRow(str(n), 10.0) for n in range(30))],
    ids=["all nothing", "many"],
)
def test_any_rows_can_be_drawn(rows):
    """One of nothing, or very many."""
    assert ET.fromstring(svg(attrs.evolve(PLAIN, rows=rows))).tag == "svg"


def test_the_same_picture_gives_the_same_bytes():
    """Whatever matplotlib is set to elsewhere."""
    first = svg(PLAIN)
    with mpl.rc_context({"font.size": 30, "svg.hashsalt": None}):
        assert svg(PLAIN) == first


# -- On the page ---------------------------------------------------------------------------------

TITLES = {
    "liv": "Fornøyd med livet",
    "mening": "Mening",
    "helse": "Fysisk helse",
    "bosted": "Stedet",
}
BENCHMARK = {"liv": (6.7, 28.4), "mening": (6.9, 24.0)}


def profiled(count, *, names=tuple(TITLES)):
    """People's answers to some of the national indicators, once each, two of them compared."""
    rng = np.random.default_rng(count)
    panels = []
    for name in names:
        answers = [[each] for each in rng.integers(2, 11, count).astype(float).tolist()]
        made = panel(answers, name=name, better="higher", ends=(0.0, 10.0))
        if name in BENCHMARK:
            mean, low = BENCHMARK[name]
            told = {"benchmark_mean": mean, "benchmark_low": low}
            columns = {key: np.full(count, value) for key, value in told.items()}
            columns["benchmark"] = np.full(count, "hele befolkningen 2023")
            made = attrs.evolve(made, per_series={**made.per_series, **columns})
        panels.append(made)
    indicators = [
        rusfelt.Indicator(name, TITLES[name], kind="score", design="panel", better="higher")
        for name in names
    ]
    made = rusfelt.Plan("p", "Plan", area="0301", indicators=indicators)
    return rusfelt.evaluate_plan(
        made, rusfelt.Measurements.of([]), scores=panels, evaluators=["livskvalitet-profile"]
    )


def table_of(page, texts):
    start = page.index(texts("profile.table", where="Oslo"))
    body = page[start : page.index("</table>", start)]
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", each) for each in body.split("<tr>")[2:]]
    return [[" ".join(re.sub(r"<[^>]*>", "", each).split()) for each in row] for row in cells]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_indicator_stands_with_its_mean_its_share_low_and_the_population(language):
    """Both intervals, and what is published of the population where anything is."""
    found, texts = profiled(50), Texts(language)
    write = Numbers(texts)
    rows = {row[0]: row[1:] for row in table_of(html_report(found, language=language), texts)}
    assert list(rows) == list(TITLES.values())
    for each in found.series:
        finding = each.findings["livskvalitet-profile"]

        def between(name, number, finding=finding):
            low, high = (number(finding[f"{name}_{end}"]) for end in ("low", "high"))
            return " ".join(texts("figures.interval-text", low=low, high=high).split())

        mean, low = BENCHMARK.get(each.key[0], (None, None))
        assert rows[TITLES[each.key[0]]] == [
            "50",
            write.estimate(finding["mean"]),
            between("mean", write.estimate),
            "" if mean is None else write.estimate(mean),
            " ".join(write.percent(finding["low_share"]).split()),
            between("low_share", write.percent),
            "" if low is None else " ".join(write.percent(low / 100).split()),
        ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_profile_comes_first_and_has_no_total(language, read):
    """Two drawings over the indicators, and the page says that there is no sum."""
    page, texts = read(html_report(profiled(50), language=language)), Texts(language)
    blocks = [e for e in page.elements if e.attributes.get("class") == "indicator"]
    assert blocks[0].attributes["id"] == "profil-1"
    titles = [each.text for each in page.named("title") if "svg" in each.parents]
    assert titles[:2] == [texts(f"profile.{each}-title", where="Oslo") for each in ("mean", "low")]
    assert texts("profile.intro") in page.text
    assert texts("profile.differs") in page.text


def test_without_a_population_nothing_is_said_of_one():
    """No sign in the key that is not in the drawing."""
    texts = Texts("nb")
    page = html_report(profiled(30, names=("helse", "bosted")))
    assert texts("profile.key") in page
    assert texts("profile.key-benchmark") not in page
    assert texts("profile.differs") not in page
    assert texts("profile.key-benchmark") in html_report(profiled(30))


def test_one_indicator_is_no_profile():
    """It stands with its own series."""
    page = html_report(profiled(30, names=("helse",)))
    assert 'id="profil-1"' not in page
    assert Texts("nb")("evaluator.livskvalitet-profile") in page


def test_too_few_people_are_no_profile():
    """Their means would be about each of them."""
    assert '<div class="indicator" id="profil-1">' not in html_report(profiled(4))
    assert '<div class="indicator" id="profil-1">' in html_report(profiled(5))
