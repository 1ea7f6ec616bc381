"""The profile of quality of life, against the functions it is made of and a published table."""

from __future__ import annotations

import math

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ragged_panels import ragged
from report_pages import a_plan
from unit_panels import order_is_nothing, reasons

import rusfelt
from rusfelt.language import LANGUAGES
from rusfelt.report.method_figures import Found
from rusfelt.report.names import Names
from rusfelt.report.numbers import Numbers
from rusfelt.report.texts import Texts
from rusfelt.stats.estimates import mean_interval
from rusfelt.stats.intervals import newcombe, wilson

NAN = float("nan")
ENDS = {"lowest": 0.0, "highest": 10.0, "kind": "score"}
# Ages ago and of late: three people low, three in the middle, two high.
LATEST = [3.0, 5.0, 0.0, 6.0, 8.0, 7.0, 9.0, 10.0]
EVERYONE = {"benchmark": "everyone 2023", "benchmark_mean": 6.8, "benchmark_low": 25.6,
            "benchmark_middle": 51.8, "benchmark_high": 22.6, "benchmark_n": NAN}  # fmt: skip
NAMES = ("mean", "low", "middle", "high", "n")


def people(scores, **shared):
    """One series a person of the indicator ``liv``; a number is one score, a list several."""
    rows = [
        {"indicator": "liv", "unit": f"p{place:03}", "y": np.atleast_1d(score).tolist()}
        for place, score in enumerate(scores)
    ]
    each = {**ENDS, **shared}
    return ragged([{**each, **row, "y": np.array(row["y"])} for row in rows], clock="occasion")


def of(panel, **params):
    """The one row there is."""
    found = rusfelt.evaluate(panel, "livskvalitet-profile", **params)
    assert found.rows == 1
    return found.row(0)


def test_mean_and_bands_are_those_of_the_latest_scores():
    """Low is 5 or less, high 9 or more; earlier scores do not count, nor people without one."""
    row = of(people([[1.0, 2.0, last] for last in LATEST] + [[]]))
    assert (row["status"], row["n"], row["unscored"], row["banded"]) == ("ok", 8, 1, True)
    known = mean_interval(LATEST)
    for name, value in zip(("mean", "sd", "mean_low", "mean_high"), known, strict=True):
        assert row[name] == pytest.approx(float(value))
    for name, count in (("low", 3), ("middle", 3), ("high", 2)):
        low, high = wilson(count, 8)
        assert (row[f"{name}_n"], row[f"{name}_share"]) == (count, count / 8)
        assert row[f"{name}_share_low"] == pytest.approx(float(low))
        assert row[f"{name}_share_high"] == pytest.approx(float(high))
    assert (row["compared"], row["benchmark"], row["mean_difference"]) == ("no-benchmark", "", None)


def test_scores_of_one_time_can_be_asked_for():
    """People without a score then are told of."""
    panel = people([[2.0, 9.0], [4.0, 9.0], [8.0]])
    row = of(panel.take([0, 1]), at=2010)
    assert (row["mean"], row["n"], row["unscored"]) == (3, 2, 0)
    row = of(panel, at=2011)
    assert (row["mean"], row["n"], row["unscored"]) == (9, 2, 1)
    assert of(panel, at=1900)["reason"] == "no-data"


def test_bands_can_be_moved_but_are_then_held_against_no_published_shares():
    """Shares published are of Statistics Norway's own bands; the mean is still compared."""
    row = of(people(LATEST, **EVERYONE), low=2, high=10)
    assert (row["low_n"], row["middle_n"], row["high_n"]) == (1, 6, 1)
    assert row["mean_difference"] == pytest.approx(6 - 6.8)
    assert (row["low_difference"], row["compared"]) == (None, "known")


def test_a_benchmark_taken_as_known_moves_the_intervals_and_leaves_their_width():
    """Only the people's own uncertainty is in them."""
    row = of(people(LATEST, **EVERYONE))
    assert (row["compared"], row["benchmark"]) == ("known", "everyone 2023")
    assert row["mean_difference"] == pytest.approx(-0.8)
    for end in ("low", "high"):
        assert row[f"mean_difference_{end}"] == pytest.approx(row[f"mean_{end}"] - 6.8)
        assert row[f"low_difference_{end}"] == pytest.approx(row[f"low_share_{end}"] - 0.256)
    assert row["low_difference"] == pytest.approx(3 / 8 - 0.256)
    shares = [row[f"benchmark_{name}_share"] for name in ("low", "middle", "high")]
    assert shares == pytest.approx([0.256, 0.518, 0.226])


def test_a_benchmark_with_its_own_number_widens_the_interval_of_the_share():
    """It is then Newcombe's: of 1,250 people 320 are 25.6 per cent exactly."""
    row = of(people(LATEST, **{**EVERYONE, "benchmark_n": 1250.0}))
    low, high = newcombe(320, 1250, 3, 8)
    assert (row["compared"], row["benchmark_n"]) == ("share-sampled", 1250)
    assert row["low_difference_low"] == pytest.approx(float(low))
    assert row["low_difference_high"] == pytest.approx(float(high))
    known = of(people(LATEST, **EVERYONE))
    assert row["low_difference_low"] < known["low_difference_low"]
    assert row["low_difference_high"] > known["low_difference_high"]
    assert row["mean_difference_low"] == known["mean_difference_low"]


def test_statistics_norways_own_table_is_found_again():
    """Disabled against everyone of 2023, satisfaction with life: 29.6 points more are low."""
    counts = np.rint(np.array([0.552, 0.342, 0.106]) * 1237).astype(int)
    scores = np.repeat([4.0, 7.0, 9.0], counts)
    row = of(people(scores.tolist(), **EVERYONE))
    assert row["low_difference"] == pytest.approx(0.552 - 0.256, abs=5e-4)
    assert row["low_difference_low"] > 0.25


@pytest.mark.parametrize("share", [0.0, 100.0])
def test_benchmarks_of_none_and_of_all_have_an_interval(share):
    """The difference is within its interval and no number is lost."""
    for n in (NAN, 12.0):
        row = of(people(LATEST, **{**EVERYONE, "benchmark_low": share, "benchmark_n": n}))
        assert row["low_difference_low"] < row["low_difference"] < row["low_difference_high"]


def test_people_who_carry_different_benchmarks_are_held_against_none():
    """Nobody is told a difference from a mixture nobody published."""
    panel = people(LATEST, **EVERYONE)
    mixed = np.where(np.arange(len(panel)) < 3, "disabled 2023", "everyone 2023")
    row = of(attrs.evolve(panel, per_series={**panel.per_series, "benchmark": mixed}))
    assert (row["compared"], row["mean_difference"], row["benchmark"]) == ("several", None, "")
    assert row["mean"] == 6


@pytest.mark.parametrize(
    ("column", "value"),
    [("benchmark_low", -1.0), ("benchmark_low", 101.0), ("benchmark_mean", 11.0),
     ("benchmark_n", 0.0), ("benchmark_n", 3.5), ("benchmark_n", math.inf),
     ("benchmark_mean", "much"), ("benchmark_low", True)],
)  # fmt: skip
def test_numbers_that_cannot_be_what_they_say_are_as_if_unsaid(column, value):
    """The rest of the row is as it was."""
    told = {**EVERYONE, "benchmark_n": 1250.0}
    row, unsaid = (of(people(LATEST, **{**told, column: each})) for each in (value, NAN))
    assert row == unsaid


def test_a_balance_with_decimals_has_a_mean_and_no_bands():
    """The bands are for whole answers; the mean is still held against the benchmark's."""
    row = of(people([5.5, 8.25, 3.0], **EVERYONE))
    assert (row["status"], row["banded"], row["low_n"], row["low_share"]) == (
        "ok",
        False,
        None,
        None,
    )
    assert row["mean_difference"] == pytest.approx(np.mean([5.5, 8.25, 3]) - 6.8)
    assert row["low_difference"] is None


def test_one_person_has_a_mean_without_an_interval():
    row = of(people([7.0]))
    assert (row["mean"], row["mean_low"], row["sd"], row["middle_n"]) == (7, None, None, 1)


def test_somebody_in_several_groups_or_parts_counts_once_with_the_latest_score():
    rows = [
        {"unit": "a", "group": "", "y": [2.0]},
        {"unit": "a", "group": "women", "y": [2.0, 9.0]},
        {"unit": "b", "part": 0, "y": [1.0, 1.0, 4.0], "t": [1.0, 2.0, 3.0]},
        {"unit": "b", "part": 1, "y": [5.0], "t": [9.0]},
        {"unit": "c", "y": []},
        {"unit": "c", "group": "men", "y": [7.0]},
    ]
    panel = ragged([{"indicator": "liv", **ENDS, **row} for row in rows], clock="occasion")
    row = of(panel)
    assert (row["n"], row["unscored"], row["mean"]) == (3, 0, 7)


def test_both_designs_will_do():
    """It describes one time, so new people each time are as good as the same ones."""
    told = [of(people(LATEST, design=each)) for each in ("panel", "cross-section")]
    assert told[0] == told[1]


def test_each_reason_for_no_answer_and_the_others_go_on():
    """One indicator's trouble is not another's."""
    rows = [
        {"indicator": "fine", "y": [7.0]},
        {"indicator": "empty", "y": []},
        {"indicator": "other", "y": [20.0], "highest": 27.0},
        {"indicator": "outside", "y": [11.0]},
        {"indicator": "session", "y": [9.0], "role": "process"},
        {"indicator": "unsaid", "y": [9.0], "lowest": NAN},
        {"indicator": "count", "y": [9.0], "kind": "count"},
    ]
    panel = ragged([{"unit": "p", "role": "outcome", **ENDS, **row} for row in rows])
    found = rusfelt.evaluate(panel, "livskvalitet-profile")
    assert reasons(found) == {
        "fine": "ok", "empty": "no-data", "other": "not-nought-to-ten",
        "outside": "outside-scale", "session": "process-measure",
    }  # fmt: skip
    for row, status in enumerate(found.status):
        assert status == "ok" or all(found.reason(row, each) for each in ("nb", "nn", "en"))


def test_figures_of_districts_are_not_taken_for_people():
    """Means by district have no ends of a scale in their panel."""
    panel = ragged([{"indicator": "liv", "unit": "d", "y": [6.7], "kind": "score"}])
    found = rusfelt.evaluate(panel, "livskvalitet-profile")
    assert found.rows == 0 or found.status.tolist() == ["unmet"]


def test_the_order_of_people_is_nothing():
    order_is_nothing(people(LATEST, **{**EVERYONE, "benchmark_n": 351.0}), "livskvalitet-profile")


@pytest.mark.parametrize("params", [{"low": 9, "high": 9}, {"low": -1}, {"high": 11}, {"low": 5.5}])
def test_bands_that_are_none_are_refused(params):
    with pytest.raises(rusfelt.RusfeltError):
        rusfelt.evaluate(people(LATEST), "livskvalitet-profile", **params)


def test_twelve_indicators_from_answers_to_benchmark():
    """The whole way: answers, scores, benchmarks, profile; ten are banded as whole answers."""
    rng = np.random.default_rng(20240101)
    items = rusfelt.load_instrument("ssb_lk").item_ids
    answers = {each: rng.integers(0, 11, 40).astype(float) for each in items}
    answers["folelsesbalanse"] = rng.uniform(0, 10, 40)
    panel = rusfelt.with_benchmarks(rusfelt.score("ssb_lk", answers), "disabled", 2023)
    found = rusfelt.evaluate(panel, "livskvalitet-profile")
    assert found.rows == len(items) == 12
    assert found.status.tolist() == ["ok"] * 12
    rows = {
        str(name).partition(".")[2]: found.row(at) for at, name in enumerate(found["indicator"])
    }
    assert {name for name, row in rows.items() if not row["banded"]} == {"folelsesbalanse"}
    assert {name for name, row in rows.items() if row["compared"] != "no-benchmark"} == {"liv"}
    assert (rows["liv"]["compared"], rows["liv"]["benchmark_mean"]) == ("share-sampled", 5.3)
    assert rows["liv"]["benchmark"] == "arbeidsuføre 2023"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_tells_it_in_words(language):
    """Shares in per cent with their intervals, the benchmark's name, and how it was taken."""
    found = rusfelt.evaluate(
        people(LATEST, **{**EVERYONE, "benchmark_n": 1250.0}), "livskvalitet-profile"
    )
    texts = Texts(language)
    names = Names(a_plan([]), (), texts, Numbers(texts))
    told = list(Found("livskvalitet-profile", found.row(0), names, spec=found.spec).figures())
    assert len(told) == 10
    assert not any("_" in each["term"] + each["text"] for each in told)
    by_term = {
        each["term"]: (each["text"].replace("\N{NO-BREAK SPACE}", " "), each["rest"])
        for each in told
    }
    text, rest = by_term[texts("figure.low_share")]
    assert text.startswith("37")
    assert "95" in rest
    assert by_term[texts("figure.benchmark")][0] == "everyone 2023"
    assert by_term[texts("figure.compared")][0] == texts("method-word.share-sampled")


@given(st.lists(st.integers(0, 10), min_size=1, max_size=30))
def test_everybody_is_in_exactly_one_band(scores):
    """Counts add up to the people, and shares lie within their intervals."""
    row = of(people([float(each) for each in scores]))
    counts = [row[f"{name}_n"] for name in ("low", "middle", "high")]
    assert sum(counts) == row["n"] == len(scores)
    assert counts[0] == sum(each <= 5 for each in scores)
    for name in ("low", "middle", "high"):
        ends = row[f"{name}_share_low"], row[f"{name}_share_high"]
        assert ends[0] <= row[f"{name}_share"] <= ends[1]


HOSTILE = st.sampled_from(
    [0.0, -0.0, 5.0, 10.0, 4.5, -1.0, 5e-324, 1.7e308, NAN, math.inf, -math.inf]
)


@given(st.data())
def test_whatever_a_panel_holds_there_is_an_answer_or_a_reason(data):
    """Columns of any numbers or of another type, and people with no score among them."""
    rows = data.draw(st.integers(1, 5))
    finite = HOSTILE.filter(math.isfinite)
    scores = [data.draw(st.lists(finite, max_size=2)) for _ in range(rows)]
    columns = {f"benchmark_{name}": data.draw(HOSTILE) for name in NAMES}
    columns |= {"lowest": data.draw(st.sampled_from([0.0, NAN, -math.inf])), "role": "outcome"}
    odd = data.draw(st.sampled_from([None, *columns, "benchmark", "highest"]))
    if odd is not None:
        columns[odd] = data.draw(st.sampled_from(["x", 3, True]))
    found = rusfelt.evaluate(people(scores, **columns), "livskvalitet-profile")
    for row, status in enumerate(found.status):
        assert status == "ok" or found.reason(row, "en")
