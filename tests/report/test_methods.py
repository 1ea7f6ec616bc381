"""What methods found, in words: no reader meets a column's or a method's machine word."""

from __future__ import annotations

import os
import re
from functools import cache

import attrs
import numpy as np
import pytest
from internal_pages import html_report
from people_panels import made
from report_pages import (
    BENT,
    CODES,
    RNG,
    ROWS,
    SHARE,
    a_plan,
    amount,
    cells,
    evaluated,
    of,
    words,
    years,
)

import rusfelt
from rusfelt.evaluators.theil_sen import TheilSen
from rusfelt.language import LANGUAGES
from rusfelt.plugin import builtin
from rusfelt.report.method_columns import INTERVALS, RANGES, SHOWN, of_method
from rusfelt.report.method_figures import Found
from rusfelt.report.names import Names
from rusfelt.report.numbers import Numbers
from rusfelt.report.texts import Texts
from rusfelt.stats.joinpoint import joinpoint
from rusfelt.vocabulary import Caution

pytestmark = pytest.mark.usefixtures("drawn_once")

BUILT_IN = tuple(offer.name for offer in builtin.rusfelt_evaluators())
# Every method on one page takes seconds to draw; the long run does it in each language.
PAGES = LANGUAGES if os.environ.get("RUSFELT_SOAK") else ["nb"]
SPECS = {name: made(name).spec for name in BUILT_IN}
# Words of a closed list that methods answer with.
WORDS = {
    *map(str, Caution),
    "short-before", "oversized", "uneven-times", "exact-fit", "cannot-reject",
    "increasing", "decreasing", "no-significant-change",
    "target-achieved", "on-track", "acceleration-needed", "limited", "deterioration",
    "low998", "low95", "high95", "high998", "inside",
    "passes", "fails", "inconsistent", "up", "down",
    "exact", "normal", "score", "monte-carlo", "shares", "values", "log-linear", "logistic",
    "weighted", "weighted-z", "rate-ratio-exact", "fisher", "z", "none", "undefined",
    "in-time", "late", "done-undated", "overdue", "not-due", "no-due",
    "known", "share-sampled", "several", "no-benchmark",
    "watch", "off-track", "grey", "green", "orange", "red", "planned-healthy", "planned-clinical",
    "unplanned-healthy", "unplanned-clinical", "open", "different-numbers-of-goals",
    "different-weights", "unscored-sheets", "left-out",
    "jacobson-truax", "gulliksen-lord-novick", "hsu-linn-lord", "edwards-nunnally",
    "nunnally-kotsch", "hageman-arrindell", "published", "given", "sample", "sample-by-group",
    "mixed", "a", "b", "c", "observed", "true", "reml",
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", BUILT_IN)
def test_a_built_in_method_has_a_name_and_its_columns_labels(name, language):
    """In each language, and only columns that it gives are shown."""
    texts, given = Texts(language), {column.name for column in SPECS[name].gives}
    assert texts(f"evaluator.{name}") != name
    assert SHOWN[name]
    assert len(set(SHOWN[name])) == len(SHOWN[name])
    for column in SHOWN[name]:
        assert column in given
        assert texts.has(f"figure.{name}-{column}") or texts.has(f"figure.{column}"), column


@pytest.mark.parametrize("name", BUILT_IN)
def test_ends_of_an_interval_are_folded_into_what_they_belong_to(name):
    """Nobody is shown a lower end alone; and where an end is given, it is found."""
    given = {column.name for column in SPECS[name].gives}
    for column in SHOWN[name]:
        assert not column.endswith("_high") or column == "detectable_high"
        end = of_method(RANGES, name, column)
        assert end is None or end in given
    ends = {end for column in SHOWN[name] for end in (of_method(INTERVALS, name, column) or ())[:2]}
    told = ends | {of_method(RANGES, name, each) for each in SHOWN[name]} | set(SHOWN[name])
    unfolded = {"high", "low"} & given - told
    by_point = {column.name for column in SPECS[name].gives if column.shape == "point"}
    assert unfolded <= by_point


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_that_methods_answer_with_are_translated(language):
    """Each has a text, and none is its machine word in Norwegian."""
    texts = Texts(language)
    for word in WORDS:
        key = f"method-word.{word}"
        told = texts(key) if texts.has(key) else texts.word("flag", word)
        assert "-" not in told or told != word, word
        assert texts.has(key) or told != word, word


@pytest.mark.parametrize("language", LANGUAGES)
def test_columns_that_methods_need_are_named_where_they_are_missing(language):
    """A reason says what is missing, not the name of a column."""
    needed = {
        column for spec in SPECS.values() for column in (*spec.needs.series, *spec.needs.point)
    }
    for column in needed | {"deprivation", "factor"}:
        assert Texts(language).has(f"lacks.{column}"), column


# -- On the page ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def everything():
    """Every built-in method by name, over figures of each kind in six districts."""
    lower = {"better": "lower", "counts": "events"}
    plan = a_plan(
        [
            rusfelt.Indicator("count", "Overdoser", kind="count", **lower),
            rusfelt.Indicator("rate", "Innleggelser", kind="rate", unit="per 1000", **lower),
            rusfelt.Indicator(
                "share", "Trivsel", kind="coverage", unit="prosent", better="higher",
                counts="new-persons", design="register",
            ),
            rusfelt.Indicator("quarter", "Oppdrag", kind="count", **lower),
            rusfelt.Indicator("done", "Plan for skjenking", kind="milestone"),
        ],
        tiltak=[rusfelt.Tiltak("T", "Team", moves=["count", "share"], start="2018")],
        targets=[
            rusfelt.Target("count", value=20, due="2028", unit=CODES[0], baseline_period="2010"),
            rusfelt.Target("share", value=80, due="2028", unit=CODES[0], baseline_period="2010"),
        ],
    )  # fmt: skip
    rows = [of("done", "2021-05-20", value=1)]
    rows += [
        of("quarter", f"{2018 + step // 4}-Q{step % 4 + 1}", value=float(RNG.poisson(30 - step)))
        for step in range(16)
    ]
    for place, code in enumerate(CODES):
        size = 200.0 * (1 + place)
        for year in range(2010, 2024):
            fall = 60 - 2.5 * (year - 2010) if year > 2015 else 60.0
            rows += [
                of("count", str(year), unit=code, value=float(RNG.poisson(fall))),
                of(
                    "share", str(year), unit=code, denominator=size,
                    numerator=float(RNG.binomial(int(size), 0.6)),
                ),
            ]  # fmt: skip
            rows += [
                of(
                    "rate", str(year), unit=code, group=group, denominator=10 * size,
                    numerator=float(RNG.poisson(20)),
                )
                for group in ("age=0-17", "age=18+")
            ]  # fmt: skip
    return evaluated(plan, rows, [made(name) for name in BUILT_IN])


@pytest.fixture(scope="module")
def page_of_everything(everything):
    """The report by language, each made when it is first asked for and kept."""
    return cache(lambda language: html_report(everything, language=language))


@pytest.mark.no_cover
@pytest.mark.parametrize("language", PAGES)
def test_no_machine_word_of_a_column_is_shown(page_of_everything, everything, language):
    """All built-in methods at once: neither columns nor words with hyphens or underscores."""
    assert set(BUILT_IN) <= {each.removesuffix("@day") for each in everything.findings}
    assert everything.failures == ()
    text = cells(page_of_everything(language))
    columns = {column.name for spec in SPECS.values() for column in spec.gives}
    columns |= {name for spec in SPECS.values() for name in (*spec.needs.series, *spec.needs.wants)}
    for column in sorted(each for each in columns if "_" in each):
        assert column not in text, column
    for word in sorted(each for each in WORDS if "-" in each and each != "log-linear"):
        assert not re.search(rf"\b{word}\b", text), word
    assert "aapc" not in text
    assert not re.search(r"\bnan\b|None|\[|\]", text)


@pytest.mark.no_cover
@pytest.mark.parametrize("language", PAGES)
def test_no_column_of_a_built_in_method_is_shown_as_code(page_of_everything, language):
    """Code is for ids, and the columns of a method somebody else made."""
    lists = re.findall(r'<ul class="pairs">.*?</ul>', page_of_everything(language), re.DOTALL)
    assert len(lists) > 50
    assert not any("<code>" in each for each in lists)


@pytest.mark.no_cover
def test_every_method_with_an_answer_is_shown(page_of_everything, everything):
    """Whatever its rows are about; and one without any has its reason."""
    text = cells(page_of_everything("nb"))
    for name in BUILT_IN:
        if f"{name}" in everything.findings and len(everything.findings[name].status):
            assert Texts("nb")(f"evaluator.{name}") in text, name


def told_of(page, series, method):
    """The findings of a method in the first series whose heading begins so."""
    start = page.index(f"<h4>{series}")
    row = re.search(rf"<code>{method}</code>.*?</tr>", page[start:], re.DOTALL).group()
    return words(row)


def test_a_bent_trend_is_told_piece_by_piece():
    """When it bends, and the percent change of each piece with its interval."""
    told = told_of(
        html_report(evaluated(a_plan([amount()]), years(BENT), ["joinpoint"])), "Oslo", "joinpoint"
    )
    assert "trenden knekker: 2015" in told
    found = joinpoint(BENT, range(2010, 2021))
    assert found.joinpoint.tolist() == [2015.0]
    for place, (first, last) in enumerate(((2010, 2015), (2015, 2020))):
        low, value, high = (
            f"{each[place]:.1f}".replace("-", "−").replace(".", ",").removesuffix(",0")
            for each in (found.apc_low, found.apc, found.apc_high)
        )
        assert (
            f"endring fra {first} til {last}: {value} % per år (95 %-intervall {low} % til {high} %)"
            in told
        )


def test_a_trend_without_a_bend_is_told_once():
    """As the average percent change; there is no piece to tell apart."""
    steady = [100 * 0.95**step + (-1) ** step for step in range(9)]
    told = told_of(
        html_report(evaluated(a_plan([amount()]), years(steady), ["joinpoint"])),
        "Oslo",
        "joinpoint",
    )
    assert "knekkpunkter funnet: 0" in told
    assert re.search(r"gjennomsnittlig prosentvis endring: −(4,9|5|5,1) % per år", told)
    assert "endring fra" not in told


def test_the_latest_figure_stands_with_its_interval():
    """A method that answers by point shows its last point, of the stretch after the last break."""
    plan = a_plan([amount(kind="coverage", unit="prosent", counts="new-persons")])
    rows = [
        of("i", str(2018 + step), numerator=x, denominator=100.0)
        for step, x in enumerate((50.0, 60.0, 20.0))
    ]
    rows[1] = attrs.evolve(rows[1], break_before=True)
    told = told_of(html_report(evaluated(plan, rows, ["proportion"])), "Oslo", "proportion")
    # Wilson's interval of 20 of 100.
    assert "siste tall: 20 (95 %-intervall 13,3 til 28,9)" in told


def test_the_interval_says_how_wide_it_was_asked_to_be():
    """Also where that is no whole number of per cent."""
    page = html_report(evaluated(a_plan([amount()]), years(BENT), [TheilSen(confidence=0.998)]))
    assert "99,8 %-intervall" in told_of(page, "Oslo", "theil-sen")


def test_where_a_unit_lies_in_a_funnel_is_said_also_when_it_is_inside():
    """An empty word is told in words."""
    page = html_report(evaluated(a_plan([SHARE]), ROWS, ["funnel"]))
    told = told_of(page, "Gamle Oslo", "funnel")
    assert "plassering: innenfor" in told
    assert re.search(r"99,8\s%-grenser: [\d,]+ til [\d,]+", told)


def test_a_column_of_a_plugin_keeps_its_own_name():
    """Also where a built-in method has a column of that name, which means something else."""

    @attrs.frozen
    class Own:
        spec = rusfelt.Spec("own", "1", gives=(rusfelt.Column("number"), rusfelt.Column("p")))

        def evaluate(self, panel, /):
            return {"number": np.full(len(panel), 7.0), "p": np.full(len(panel), 0.5)}

    told = told_of(html_report(evaluated(a_plan([amount()]), years(BENT), [Own()])), "Oslo", "own")
    assert "number : 7" in told
    assert "p: 0,5" in told


def figures_of(panel, name, language):
    """What is told of each row of a panel's findings, as terms with what stands after them."""
    found = rusfelt.evaluate(panel, name)
    assert set(found.status.tolist()) == {"ok"}
    texts = Texts(language)
    names = Names(a_plan([]), (), texts, Numbers(texts))
    return [
        {each["term"]: (each["text"], each["rest"]) for each in told.figures()}
        for told in (
            Found(name, found.row(row), names, spec=found.spec) for row in range(found.rows)
        )
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "series"),
    [
        ("slope-index", {"deprivation": np.arange(6.0)}),
        ("relative-index", {"deprivation": np.arange(6.0)}),
        (
            "difference-in-differences",
            {"treated": np.arange(6) < 3, "intervention": np.full(6, 2021.0)},
        ),
    ],
)
def test_methods_that_no_plan_has_columns_for_have_words_too(name, series, language):
    """Every column they give has a label, and no value is a machine word."""
    y = np.tile([40.0, 42.0, 45.0, 47.0], 6) + np.repeat(np.arange(6.0), 4)
    panel = rusfelt.Panel(
        ["i"] * 6, list(CODES), [""] * 6, [0] * 6, np.arange(0, 25, 4),
        np.tile([2019.0, 2020, 2021, 2022], 6), y, clock="period",
        per_series={"kind": np.array(["amount"] * 6), **series},
        per_point={"se": np.full(24, 1.0), "n": np.full(24, 500.0)},
    )  # fmt: skip
    (told,) = figures_of(panel, name, language)
    assert len(told) >= 5
    for term, (text, _) in told.items():
        assert "_" not in term + text
        assert text not in WORDS or language == "en"
