"""People's own scores in a report: groups of them, with who is counted, and never one of them."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from internal_pages import html_report
from people_reports import CUTOFF, NEEDED, OwnChange, evaluated, panel, people, plan

import rusfelt
from rusfelt.language import LANGUAGES, words
from rusfelt.report.method_figures import Found
from rusfelt.report.names import Names
from rusfelt.report.numbers import Numbers
from rusfelt.report.people_rows import safe_row
from rusfelt.report.people_tables import method_tables
from rusfelt.report.texts import Texts, report_words
from rusfelt.vocabulary import ChangeCategory

pytestmark = pytest.mark.usefixtures("drawn_once")

SECTIONS = ("people", "waterfall", "pre-post", "trajectory")


@pytest.fixture(scope="module")
def sixty():
    """Sixty people began, and four of them have no later score."""
    return evaluated(people(60, gone=6), evaluators=[OwnChange()])


@pytest.fixture(scope="module")
def in_languages(sixty):
    return {language: html_report(sixty, language=language) for language in LANGUAGES}


def rows(page):
    """Every row of every table as its cells."""
    return [
        [" ".join(re.sub(r"<[^>]*>", " ", each).split()) for each in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)]
        for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL)
    ]  # fmt: skip


def row(page, heading):
    return next(each for each in rows(page) if each and each[0] == heading)


def drawings(page):
    return re.findall(r'<svg class="chart".*?</svg>', page, re.DOTALL)


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_is_counted_stands_with_its_denominators(in_languages, language):
    """Those who began, those with two scores, those who dropped out and those without a score."""
    page, texts, write = in_languages[language], Texts(language), Numbers(Texts(language))
    counts = {"started": 60, "pairs": 54, "dropped": 6}
    for key, count in counts.items():
        share = " ".join(write.percent(count / 60).split())
        assert row(page, texts(f"people.{key}"))[1:] == [str(count), share]
    assert row(page, texts("people.unscored"))[1:] == ["0", ""]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_change_stands_with_its_interval_and_the_limits_of_dropout(
    in_languages, sixty, language
):
    """Means of those with two scores; limits of all who began."""
    page, texts, write = in_languages[language], Texts(language), Numbers(Texts(language)).estimate
    found = sixty.series[0].findings["paired-change"]

    def between(low, high):
        return texts("figures.interval-text", low=write(found[low]), high=write(found[high]))

    assert row(page, texts("people.mean-pre"))[1:] == [write(found["mean_pre"]), "", "54"]
    assert row(page, texts("people.mean-change"))[1:] == [
        write(found["change"]),
        between("low", "high"),
        "54",
    ]
    limits = row(page, texts("people.bounds"))
    assert limits[1:] == [between("bound_low", "bound_high"), "", "60"]
    assert texts("people.bounds-note") in page


def test_without_the_ends_of_the_scale_the_page_says_that_dropout_has_no_limits():
    """Nobody can say how far those who left could move the figures."""
    page = html_report(evaluated(people(60, gone=6), ends=None))
    assert Texts("nb")("people.unbounded-note") in page
    assert not [each for each in rows(page) if each and each[0] == Texts("nb")("people.bounds")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_change_without_a_comparison_is_never_called_an_effect(in_languages, language):
    """And regression to the mean is said not to be taken out."""
    texts = Texts(language)
    assert texts("people.no-comparison") in in_languages[language]
    assert texts("people.regression") in in_languages[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_outcomes_stand_with_counts_shares_and_wilsons_interval(in_languages, sixty, language):
    """In words of the language, out of those who have an answer."""
    page, texts, write = in_languages[language], Texts(language), Numbers(Texts(language))
    found = sixty.series[0].findings["own-change"]["category"]
    assert sum(each["n"] for each in found.values()) == 54
    for word, each in found.items():
        low, high = (write.percent(each[end]) for end in ("low", "high"))
        told = row(page, texts.word("change-category", word))[1:]
        assert told == [
            " ".join(text.split())
            for text in (
                str(each["n"]), "54", write.percent(each["share"]),
                texts("figures.interval-text", low=low, high=high),
            )
        ]  # fmt: skip
    assert texts("people.answered", n=54, of=60) in page
    missing = words(language)["reason"]["missing-post"]
    assert texts("people.why-not", people=texts.count("person", 6), reason=missing) in page


def test_a_method_of_somebody_elses_has_its_own_columns(in_languages, sixty):
    """Yes or no with its share, means with how many they are of, and what is the same for all."""
    page = in_languages["nb"]
    shares = sixty.series[0].findings["own-change"]["case_at_start"]
    assert row(page, "case_at_start")[1:3] == [str(shares["n"]), "54"]
    mean = sixty.series[0].findings["own-change"]["moved"]["mean"]
    assert row(page, "moved")[1:] == [Numbers(Texts("nb")).estimate(mean), "54"]
    assert "{&#39;" not in page
    assert "{'" not in re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)


def test_what_is_counted_of_people_is_in_no_other_table(in_languages):
    """The table of methods holds the one that decides, and no nested counts."""
    (methods,) = re.findall(r'<div class="methods">.*?</div>', in_languages["nb"], re.DOTALL)
    assert "paired-change" in methods
    assert "own-change" not in methods


def test_a_method_without_an_answer_says_why():
    """The reason most people share stands where its figures would."""
    found = evaluated([[float(each)] for each in range(8, 20)], evaluators=[OwnChange()])
    assert words("nb")["reason"]["missing-post"] in html_report(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_three_drawings_are_there_with_their_tables(in_languages, language):
    """Each named and described, each with its figures under it."""
    page, texts = in_languages[language], Texts(language)
    titles = [re.search(r"<title[^>]*>(.*?)</title>", each).group(1) for each in drawings(page)]
    name = "Plager, Oslo"
    assert titles == [texts(f"{each}.title", name=name) for each in SECTIONS[1:]]
    assert all("<desc" in each for each in drawings(page))
    for each in SECTIONS[1:]:
        assert texts(f"{each}.table", name=name) in page
    assert page.count("<details>") == page.count("<summary>") == 3
    assert texts("figures.no-chart") not in page


def test_ids_are_unique_and_every_table_is_named(in_languages, read):
    """Nothing points at two things."""
    page = read(in_languages["nb"])
    ids = Counter(each.attributes["id"] for each in page.elements if "id" in each.attributes)
    assert [each for each, times in ids.items() if times > 1] == []
    for each in page.elements:
        for name in each.attributes.get("aria-labelledby", "").split():
            assert ids[name] == 1, name
    for table in page.named("table"):
        assert table.text.strip()
    assert len(page.named("caption")) == len(page.named("table"))


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_no_english_is_left(in_languages, language):
    """No text of these sections stands on the page in English."""
    page, english = in_languages[language], report_words("en")
    own = report_words(language)
    for section in SECTIONS:
        for key, text in english[section].items():
            if "{" not in text and len(text) > 6 and text != own[section][key]:
                assert f">{text}<" not in page, text
    for word in ("improved", "unchanged", "deteriorated"):
        assert word not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_outcome_has_its_own_words(language):
    """Five of them, all different."""
    told = {Texts(language).word("change-category", str(each)) for each in ChangeCategory}
    assert len(told) == len(ChangeCategory)


# -- Nobody stands alone -------------------------------------------------------------------------

ALONE = [26.37, 1.19]


def numbers_shown(page):
    body = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    return set(re.findall(r"−?\d+(?:,\d+)?", re.sub(r"<[^>]*>", " ", body)))


def test_no_persons_score_or_change_is_on_the_page():
    """Someone far from everybody else, and still nowhere to be read."""
    others = people(40, low=10, high=16, change=-2.0, sd=1.0)
    page = html_report(evaluated([*others, ALONE], evaluators=[OwnChange()]))
    shown = numbers_shown(page)
    assert {"41", "6", "9,5"} <= shown
    for value in (ALONE[0], ALONE[1], ALONE[0] - ALONE[1], ALONE[1] - ALONE[0]):
        for text in (f"{value:.2f}", f"{value:.1f}", f"{float(f'{value:.3g}'):g}"):
            assert text.replace(".", ",").replace("-", "−") not in shown, text
    assert "person-" not in page


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_fewer_than_five_people_have_no_figures(count):
    """Neither means nor drawings nor outcomes, and the page says so."""
    scores = [[21.37 + place, 7.53 - place] for place in range(count)]
    page = html_report(evaluated([*scores, [14.91], [15.91]], evaluators=[OwnChange()]))
    assert drawings(page) == []
    assert Texts("nb")("people.few") in page
    told = [each[0] for each in rows(page) if each]
    assert not {"bedret", "uendret", Texts("nb")("people.mean-change"), "moved"} & set(told)
    assert "Holdt mot målet" not in page
    means = [each for each in numbers_shown(page) if "," in each]
    for value in (
        21.37,
        7.53,
        -13.84,
        -15.84,
        14.91,
        *(sum(s[0] for s in scores[:n]) / n for n in range(1, count + 1)),
    ):
        text = f"{float(f'{value:.3g}'):g}".replace(".", ",").replace("-", "−")
        assert text not in means, text


def test_five_people_are_a_group():
    """From five on there are means and one step of the waterfall."""
    page = html_report(evaluated(people(5)))
    assert row(page, Texts("nb")("people.mean-change"))[3] == "5"
    assert len(drawings(page)) == 2


def test_a_row_about_very_few_keeps_its_counts_alone():
    """Whatever else it holds could be about one of them."""
    counts = {"answered": 1, "people": 3, "why_not": {"missing-post": 2}}
    few = {"status": "ok", **counts, "moved": -7.0, "ending": "planned"}
    assert safe_row(few) == {"status": "undefined", "reason": "few-people", **counts}
    enough = {
        "status": "ok",
        "reason": "",
        "answered": 5,
        "people": 5,
        "why_not": {},
        "moved": -7.0,
    }
    assert safe_row(enough) == enough


def tables_of(row_, **named):
    names = Names(plan(), (("plager", "0301", ""),), Texts("nb"), Numbers(Texts("nb")))
    found = Found("own", row_, names, **named)
    return list(method_tables(found, row_, "serie-1-funn-1", "Plager"))


def counts(n, of):
    return {"n": n, "of": of, "share": n / of if of else None, "low": 0.1, "high": 0.9}


def test_words_other_than_outcomes_have_a_table_each():
    """A method may give a colour or an ending beside the outcome."""
    row_ = {
        "category": {"improved": counts(6, 20)},
        "ending": {"planned": counts(7, 20)},
        "none": {},
    }
    outcomes, endings = tables_of(row_)
    assert outcomes["rows"][0]["cells"][0] == "bedret"
    assert "ending" in endings["caption"]
    assert [each["text"] for each in endings["rows"][0]["cells"][1:3]] == ["7", "20"]


def test_shares_of_fewer_than_five_are_not_told():
    """How many of four recovered would be about each of the four."""
    (shares,) = tables_of({"a": counts(2, 4), "b": counts(0, 0), "c": counts(3, 5)})
    told = [[each["text"] for each in line["cells"][1:]] for line in shares["rows"]]
    assert told[0] == ["", "< 5", "", ""]
    assert told[1] == ["", "0", "", ""]
    assert told[2][:2] == ["3", "5"]


# -- Elsewhere on the page -----------------------------------------------------------------------


def test_a_plan_of_scores_alone_is_not_said_to_have_no_figures(in_languages):
    """It has people's scores, and what they cannot show is said."""
    page, texts = in_languages["nb"], Texts("nb")
    assert texts("limits.no-figures-lead") not in page
    assert texts("limits.people-lead") in page
    assert texts("about.as-of-none") not in page


def test_figures_of_a_plan_without_people_are_as_they_were():
    """No such block, and no remark about people."""
    indicator = rusfelt.Indicator("i", "Noe", kind="count", counts="events", better="lower")
    rows_ = [rusfelt.Measurement("i", period=str(year), value=9.0) for year in (2020, 2021)]
    made = rusfelt.Plan("p", "Plan", area="0301", indicators=[indicator])
    page = html_report(rusfelt.evaluate_plan(made, rusfelt.Measurements.of(rows_)))
    assert '<div class="people">' not in page
    assert Texts("nb")("limits.people-lead") not in page


def test_markup_in_a_unit_is_text():
    """On axes too."""
    hostile = "<b>poeng</b>"
    scores = panel(people(30))
    found = rusfelt.evaluate_plan(plan(unit=hostile), rusfelt.Measurements.of([]), scores=scores)
    page = html_report(found)
    assert hostile not in page
    assert "&lt;b&gt;poeng" in page


def test_the_lines_drawn_are_the_ones_the_findings_tell(in_languages):
    """The change one person needs, and the cutoff; none where nobody gave any."""
    page, texts, write = in_languages["nb"], Texts("nb"), Numbers(Texts("nb")).estimate
    assert texts("waterfall.key-needed", needed=write(NEEDED)) in page
    assert texts("pre-post.key-cutoff", cutoff=write(CUTOFF)) in page
    bare = html_report(evaluated(people(60)))
    assert texts("waterfall.key-needed", needed=write(NEEDED)) not in bare
    assert texts("pre-post.key-cutoff", cutoff=write(CUTOFF)) not in bare


def test_limits_that_would_give_away_the_few_who_are_gone_are_not_shown():
    """Two dropped out: with the mean beside them, the limits are their two scores."""
    evaluation = evaluated(people(60, gone=2))
    row_of = evaluation.series[0].findings["paired-change"]
    assert row_of["bound_low"] is None
    assert row_of["no_change"] is None
    assert row_of["worst_decision"]
    page = html_report(evaluation)
    assert Texts("nb")("people.few-gone-note") in page
    assert Texts("nb")("people.unbounded-note") not in page
