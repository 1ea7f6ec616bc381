"""Reliable change by name, over a panel: the statistic's numbers, each person with a reason."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from people_panels import people
from ragged_panels import outcomes, permuted_alike, without

import rusfelt
from rusfelt import DomainError, PluginError
from rusfelt.evaluators.reliable_change import ReliableChange
from rusfelt.language import LANGUAGES
from rusfelt.stats.change.reliable_change import RELIABLE_CHANGE_METHODS, reliable_change
from rusfelt.stats.change.reliable_change_threshold import reliable_change_threshold

NAN = float("nan")
PAIRS = [(12, 20), (15, 15), (9, 21), (22, 10), (18, 17), (11, 16), (14, 30), (20, NAN), (NAN, 14)]
FIRST, LAST = np.array(PAIRS, dtype=float).T
OWN_RELIABILITY = {"reliability": 0.8}


def of(panel: Any, **params: Any) -> Any:
    return rusfelt.evaluate(panel, "reliable-change", **params)


@pytest.mark.parametrize(
    "method", [each for each in RELIABLE_CHANGE_METHODS if each != "published"]
)
def test_each_method_gives_the_statistics_numbers(method: str) -> None:
    """Index, word, critical value and where the figures came from; moments from the sample."""
    found = of(people(PAIRS), method=method, **OWN_RELIABILITY)
    # Someone without a first score has one score, which is then the first there is.
    last = np.where(np.isnan(FIRST), NAN, LAST)
    first = np.where(np.isnan(FIRST), LAST, FIRST)
    known = reliable_change(first, last, method=method, reliability=0.8)
    for name in ("index", "change", "critical", "se", "sd", "reliability"):
        assert np.array_equal(found[name], getattr(known, name), equal_nan=True)
    for name in ("category", "boundary", "sd_source", "mean_source"):
        assert found[name].tolist() == getattr(known, name).tolist()
    assert set(found["method"].tolist()) == {method}
    assert set(found["pairs"].tolist()) == {7}
    assert outcomes(found) == ["ok"] * 7 + ["missing-post"] * 2


def test_a_published_threshold_needs_nobody_else() -> None:
    """Six points or more, as the source has it; nothing is said of a sample it does not use."""
    rule = {"method": "published", "threshold": 6, "source": "Miller and Duncan 2000"}
    found = of(people(PAIRS), operator=">=", **rule)
    words = [
        "improved",
        "unchanged",
        "improved",
        "deteriorated",
        "unchanged",
        "unchanged",
        "improved",
    ]
    assert found["category"].tolist() == [*words, "", ""]
    exactly = people([(10, 16), (10, 4)])
    assert of(exactly, operator=">=", **rule)["category"].tolist() == ["improved", "deteriorated"]
    assert of(exactly, operator=">", **rule)["category"].tolist() == ["unchanged"] * 2
    for name, value in (("least_change", 6.0), ("critical", 1.0)):
        assert set(found[name].tolist()) == {value}
    for name in ("pairs", "sd", "se"):
        assert np.isnan(found[name]).all()
    for name, word in (("boundary", ">="), ("sd_source", ""), ("source", rule["source"])):
        assert set(found[name].tolist()) == {word}


def test_the_least_change_is_where_the_word_turns() -> None:
    """Of Jacobson and Truax, the published formula; of a method that looks at the start, none."""
    found = of(people(PAIRS), sd=7.5, **OWN_RELIABILITY)
    known = float(reliable_change_threshold(7.5, 0.8))
    assert found["least_change"] == pytest.approx([known] * len(PAIRS))
    over = people([(10, 10 + known + 1e-9), (10, 10 + known - 1e-9)])
    assert of(over, sd=7.5, **OWN_RELIABILITY)["category"].tolist() == ["improved", "unchanged"]
    by_start = of(people(PAIRS), method="edwards-nunnally", **OWN_RELIABILITY)
    assert np.isnan(by_start["least_change"]).all()


def test_moments_are_of_one_instrument_at_a_time() -> None:
    """A panel of two instruments answers as two panels do."""
    other = [(each[0] * 3, each[1] * 3) for each in PAIRS]
    both = people(
        PAIRS + other, indicator=["phq9"] * 9 + ["who5"] * 9, better=["lower"] * 9 + ["higher"] * 9
    )
    found = of(both, **OWN_RELIABILITY)
    for rows in (np.arange(9), np.arange(9, 18)):
        alone = of(both.take(rows), **OWN_RELIABILITY)
        for name in ("index", "category", "sd", "status"):
            same = found[name][rows] == alone[name]
            assert (same | (found[name][rows] != found[name][rows])).all()
    assert found["sd"][0] * 3 == pytest.approx(found["sd"][9])


def test_figures_can_be_taken_team_by_team() -> None:
    """Each team has its own spread; who is in no team has no answer."""
    team = np.array(["north"] * 4 + ["south"] * 4 + [""])
    panel = people(PAIRS, cluster=team)
    found = of(panel, by_cluster=True, **OWN_RELIABILITY)
    for name in ("north", "south"):
        rows = np.flatnonzero(team == name)
        alone = of(panel.take(rows), **OWN_RELIABILITY)
        assert found["sd"][rows] == pytest.approx(alone["sd"], rel=1e-12)
        assert found["category"][rows].tolist() == alone["category"].tolist()
    assert set(found["sd_source"][:8].tolist()) == {"sample-by-group"}
    assert (found.status[8], found["reason"][8]) == ("unmet", "lacks:cluster")
    without_teams = of(people(PAIRS), by_cluster=True, **OWN_RELIABILITY)
    assert set(without_teams["reason"].tolist()) == {"lacks:cluster"}


def test_lower_is_better_mirrors() -> None:
    """Improved and deteriorated change places, and nothing else does."""
    mirror = {"improved": "deteriorated", "deteriorated": "improved"}
    for method in RELIABLE_CHANGE_METHODS:
        rule: dict[str, Any] = {"method": method, **OWN_RELIABILITY}
        if method == "published":
            rule = {"method": method, "threshold": 6, "operator": ">="}
        up, down = (of(people(PAIRS, better=word), **rule) for word in ("higher", "lower"))
        assert [mirror.get(word, word) for word in up["category"].tolist()] == down[
            "category"
        ].tolist()
        assert np.array_equal(up["index"], down["index"], equal_nan=True)


def test_the_order_of_people_is_the_order_of_rows() -> None:
    """With figures that are given, each row is also what it is alone."""
    permuted_alike(people(PAIRS), "reliable-change", sd=7.0, **OWN_RELIABILITY)
    panel = people(PAIRS)
    order = np.random.default_rng(3).permutation(len(PAIRS))
    whole, shuffled = (of(each, **OWN_RELIABILITY) for each in (panel, panel.take(order)))
    assert shuffled["index"] == pytest.approx(whole["index"][order], rel=1e-12, nan_ok=True)
    assert shuffled["category"].tolist() == whole["category"][order].tolist()


def test_why_a_person_has_no_answer() -> None:
    """One score, no score, no direction, a process measure, other people each time."""
    panel = people(
        [(10, 15), (NAN, NAN), (10, NAN), (10, 15), (10, 15), (10, 20), (12, 9)],
        better=["higher"] * 3 + ["undeclared"] + ["higher"] * 3,
        role=["outcome"] * 4 + ["process"] + ["outcome"] * 2,
    )
    found = of(panel, **OWN_RELIABILITY)
    assert outcomes(found) == [
        "ok", "missing-pre", "missing-post", "no-direction", "process-measure", "ok", "ok",
    ]  # fmt: skip
    assert set(found["pairs"][[0, 5, 6]].tolist()) == {3}
    cross = of(people(PAIRS, design="cross-section"), **OWN_RELIABILITY)
    assert set(cross["reason"].tolist()) == {"wrong-design"}
    assert set(cross.status.tolist()) == {"unmet"}
    for row in range(len(panel)):
        for language in LANGUAGES:
            assert bool(found.reason(row, language)) == (found.status[row] != "ok")


@pytest.mark.parametrize(
    ("scores", "params", "reason"),
    [
        ([(10, 15), (12, NAN)], OWN_RELIABILITY, "too-few-pairs"),
        ([(10, 15), (10, 12), (10, 9)], OWN_RELIABILITY, "sd-zero"),
        (
            [(10, 11), (12, 12.5), (14, 14), (16, 15.2)],
            {"method": "hageman-arrindell", "reliability": 0.2}, "r-dd-undefined",
        ),
        ([(-1.7e308, 1.7e308), (0, 0), (1, 1)], OWN_RELIABILITY, "too-large"),
    ],
    ids=["too few", "alike", "all error", "too large"],
)  # fmt: skip
def test_why_a_sample_gives_no_answer(scores: Any, params: dict[str, Any], reason: str) -> None:
    """In words in every language."""
    found = of(people(scores), **params)
    assert outcomes(found)[0] == reason
    assert all(found.reason(0, language) for language in LANGUAGES)


def test_scores_at_two_times_can_be_asked_for() -> None:
    """Who has none then lacks it, whatever else there is."""
    panel = people([[10, 12, 30], [10, 14], [20]], times=[[1, 2, 3], [1, 2], [2]])
    rule = {"method": "published", "threshold": 5, "operator": ">="}
    asked = of(panel, pre=1, post=2, **rule)
    assert asked["post"][:2].tolist() == [12.0, 14.0]
    assert outcomes(asked) == ["ok", "ok", "missing-pre"]
    assert of(panel, **rule)["post"][:2].tolist() == [30.0, 14.0]
    assert outcomes(of(panel, pre=2, **rule)) == ["ok", "missing-post", "missing-post"]


IMPOSSIBLE: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "no reliability": ({}, ("reliability",)),
    "a reliability of 1": ({"reliability": 1}, ("reliability",)),
    "published without its figures": ({"method": "published"}, ("threshold", "operator")),
    "a threshold for an index": ({"reliability": 0.8, "threshold": 5}, ("threshold",)),
    "an unknown method": ({"method": "jacobsen-truax"}, ("method",)),
    "three at once": (
        {"sd": 0, "confidence": 1.5, "reliability": -2}, ("reliability", "sd", "confidence"),
    ),
    "too low for one side": (
        {"method": "hageman-arrindell", "reliability": 0.8, "confidence": 0.4}, ("confidence",),
    ),
    "after before before": ({"reliability": 0.8, "pre": 3, "post": 1}, ("post",)),
}  # fmt: skip


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_what_cannot_be_is_refused_when_made(name: str) -> None:
    """Everything wrong at once, each with a remedy; by name it is a plugin error of the same words."""
    params, names = IMPOSSIBLE[name]
    with pytest.raises(DomainError) as caught:
        ReliableChange(**params)
    assert tuple(each.path for each in caught.value.problems) == names
    assert all(each.remedy for each in caught.value.problems)
    with pytest.raises(PluginError, match=names[0]):
        of(people(PAIRS), **params)


def test_what_is_no_number_or_text_is_refused() -> None:
    """Text is not read as a number."""
    for params in ({"reliability": "0.8"}, {"reliability": 0.8, "by_cluster": 1}, {"method": 3}):
        with pytest.raises(DomainError):
            ReliableChange(**params)  # type: ignore[arg-type]


def test_it_says_when_an_answer_depends_on_who_else_is_there() -> None:
    """With every figure given, a panel may be split among workers."""
    assert ReliableChange(reliability=0.8).spec.scope == "panel"
    assert ReliableChange(reliability=0.8, sd=7).spec.scope == "series"
    assert ReliableChange(method="published", threshold=5, operator=">").spec.scope == "series"
    both = {"method": "gulliksen-lord-novick", "reliability": 0.8, "sd": 7}
    assert ReliableChange(**both).spec.scope == "panel"
    assert ReliableChange(**both, mean=20).spec.scope == "series"


def test_parameters_stand_in_the_provenance() -> None:
    """Those that were said, as plain values."""
    found = of(people(PAIRS), reliability=0.8, source="manual, table 3")
    assert dict(found.provenance.params) == {
        "method": "jacobson-truax", "reliability": 0.8, "confidence": 0.95, "by_cluster": False,
        "source": "manual, table 3",
    }  # fmt: skip


def test_columns_a_panel_lacks_or_that_are_odd_cost_a_reason_and_no_exception() -> None:
    """No direction, or one that is a number."""
    assert set(of(without(people(PAIRS), "better"), **OWN_RELIABILITY)["reason"]) == {
        "no-direction"
    }
    odd = people(PAIRS, better=1.0, role=2.0)
    assert set(of(odd, **OWN_RELIABILITY)["reason"]) == {"no-direction"}
    numbered = people(PAIRS, cluster=np.arange(9.0) // 5)
    assert (of(numbered, by_cluster=True, **OWN_RELIABILITY).status[:4] == "ok").all()


scores = st.floats(allow_nan=False, allow_infinity=False) | st.integers(0, 5)


@given(
    st.lists(st.lists(scores, max_size=3), max_size=8),
    st.sampled_from(RELIABLE_CHANGE_METHODS),
    st.sampled_from(["higher", "lower"]),
    st.booleans(),
)
def test_any_panel_has_an_answer_or_a_reason(
    series: list[list[float]], method: str, better: str, by_cluster: bool
) -> None:
    """Whatever finite scores there are, everybody is in exactly one category or has none and why."""
    params: dict[str, Any] = {"method": method, "reliability": 0.8}
    if method == "published":
        params = {"method": method, "threshold": 5, "operator": ">"}
    panel = people(series, better=better, cluster=["a", "b"] * 4)
    found = of(panel, by_cluster=by_cluster, **params)
    ok = found.status == "ok"
    words = {"improved", "unchanged", "deteriorated"}
    assert set(found["category"][ok].tolist()) <= words
    assert np.isfinite(found["index"][ok]).all()
    assert all((word == "") == fine for word, fine in zip(found["reason"], ok, strict=True))
    assert set(found["category"][~ok].tolist()) <= {""}
