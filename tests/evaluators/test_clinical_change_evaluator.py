"""Clinical change by name, over a panel: five words, and both sides of the cutoff."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from people_panels import people
from ragged_panels import outcomes, permuted_alike

import rusfelt
from rusfelt import DomainError
from rusfelt.evaluators.clinical_change import ClinicalChange
from rusfelt.language import LANGUAGES
from rusfelt.stats.change.clinical_change import clinical_change
from rusfelt.stats.change.clinical_cutoff import clinical_cutoff
from rusfelt.stats.change.reliable_change import RELIABLE_CHANGE_METHODS, reliable_change

NAN = float("nan")
# A score where lower is better, with cases from 10 on and a reliable change of 6.
PAIRS = [(18, 6), (18, 11), (18, 15), (12, 20), (6, 14), (15, 10), (10, 3), (16, NAN), (7, 7)]
FIRST, LAST = np.array(PAIRS, dtype=float).T
PUBLISHED = {"method": "published", "threshold": 6, "operator": ">=", "cutoff": 10}
NORM = {"mean_functional": 4.0, "sd_functional": 3.5}
SIDES = ("clinical_pre", "functional_pre", "clinical_post", "functional_post")


def of(panel: Any, **params: Any) -> Any:
    return rusfelt.evaluate(panel, "clinical-change", **params)


def test_five_words_by_a_published_threshold_and_cutoff() -> None:
    """A case is a score of 10 or more; who ends at 10 has not recovered."""
    found = of(people(PAIRS, better="lower"), cutoff_operator=">=", **PUBLISHED)
    assert found["category"].tolist() == [
        "recovered", "improved", "unchanged", "deteriorated", "harmed", "unchanged", "recovered",
        "", "unchanged",
    ]  # fmt: skip
    assert found["clinical_pre"].tolist() == [True] * 4 + [False, True, True, True, False]
    assert found["functional_post"][[0, 4, 5]].tolist() == [True, False, False]
    assert outcomes(found)[7] == "missing-post"
    for name, word in (("cutoff_kind", "given"), ("clinical_if", ">="), ("functional_if", "<")):
        assert set(found[name].tolist()) == {word}
    assert set(found["cutoff"].tolist()) == {10.0}


def test_without_an_operator_the_cutoff_itself_is_on_neither_side() -> None:
    """Someone at 10 is no case, and has not left them either."""
    found = of(people([(10, 3), (18, 10)], better="lower"), **PUBLISHED)
    assert found["category"].tolist() == ["improved", "improved"]
    assert not found["clinical_pre"][0]
    assert not found["functional_pre"][0]


@pytest.mark.parametrize("kind", ["a", "b", "c"])
@pytest.mark.parametrize(
    "method", [each for each in RELIABLE_CHANGE_METHODS if each != "published"]
)
def test_cutoffs_from_the_people_here_and_from_a_norm(method: str, kind: str) -> None:
    """The statistics' numbers; Hageman and Arrindell's is of true scores."""
    norm = {} if kind == "a" else NORM
    found = of(people(PAIRS, better="lower"), method=method, reliability=0.9, cutoff=kind, **norm)
    both = ~np.isnan(LAST)
    own = {"mean_clinical": FIRST[both].mean(), "sd_clinical": FIRST[both].std(ddof=1)}
    true = method == "hageman-arrindell"
    line = clinical_cutoff(
        kind, better="lower", **own, **norm, true_scores=true, reliability=0.9 if true else None
    )  # type: ignore[arg-type]
    reliable = reliable_change(FIRST, LAST, method=method, reliability=0.9, better="lower")
    options: dict[str, Any] = {"method": method, "reliability": 0.9} if true else {}
    known = clinical_change(FIRST, LAST, reliable, line, better="lower", **options)
    assert found["cutoff"] == pytest.approx(float(line.value), rel=1e-12)
    assert found["category"].tolist() == known.category.tolist()
    for name in SIDES:
        assert found[name].tolist() == getattr(known, name).tolist()
    assert np.array_equal(found["index"], reliable.index, equal_nan=True)
    assert found["cs_index"] == pytest.approx(known.cs_index, nan_ok=True)
    assert set(found["cutoff_kind"].tolist()) == {kind}
    assert set(found["cutoff_scores"].tolist()) == {"true" if true else "observed"}


def test_figures_of_those_who_need_help_can_be_given() -> None:
    """Then nobody's answer depends on who else is there."""
    rule: dict[str, Any] = {"reliability": 0.8, "sd": 7.5, "cutoff": "c", **NORM}
    assert ClinicalChange(**rule).spec.scope == "panel"
    rule |= {"mean_clinical": 16.0, "sd_clinical": 5.0}
    assert ClinicalChange(**rule).spec.scope == "series"
    panel = people(PAIRS, better="lower")
    known = clinical_cutoff("c", better="lower", **NORM, mean_clinical=16, sd_clinical=5)
    assert set(of(panel, **rule)["cutoff"].tolist()) == {float(known.value)}
    permuted_alike(panel, "clinical-change", **rule)
    assert ClinicalChange(cutoff=10, reliability=0.8).spec.scope == "panel"
    assert ClinicalChange(**PUBLISHED).spec.scope == "series"


@pytest.mark.parametrize("method", ["jacobson-truax", "hageman-arrindell"])
def test_cutoffs_team_by_team(method: str) -> None:
    """Each team's own scores, also in the second index."""
    rule: dict[str, Any] = {"method": method, "reliability": 0.8, "cutoff": "a"}
    team = np.array(["a"] * 4 + ["b"] * 5)
    panel = people(PAIRS, better="lower", cluster=team)
    found = of(panel, by_cluster=True, **rule)
    for name in ("a", "b"):
        rows = np.flatnonzero(team == name)
        alone = of(panel.take(rows), **rule)
        assert found["cs_index"][rows] == pytest.approx(alone["cs_index"], rel=1e-9, nan_ok=True)
        assert found["cutoff"][rows] == pytest.approx(alone["cutoff"], rel=1e-12)
        assert found["category"][rows].tolist() == alone["category"].tolist()


def test_higher_is_better_mirrors() -> None:
    """Scores turned round give the same words."""
    down = of(people(PAIRS, better="lower"), cutoff_operator=">=", **PUBLISHED)
    turned = [(30 - first, 30 - last) for first, last in PAIRS]
    up = of(people(turned), cutoff_operator="<=", **{**PUBLISHED, "cutoff": 20})
    for name in ("category", *SIDES):
        assert up[name].tolist() == down[name].tolist()


@pytest.mark.parametrize(
    ("scores", "params", "reason"),
    [
        (PAIRS, {**PUBLISHED, "cutoff_operator": "<"}, "cutoff-direction"),
        (PAIRS, {"reliability": 0.8, "cutoff": "c", "mean_functional": 30, "sd_functional": 3},
         "wrong-order"),
        (PAIRS, {"reliability": 0.3, "method": "hageman-arrindell", "cutoff": "b",
                 "mean_functional": 2, "sd_functional": 0.5}, "all-error"),
        ([(18, 6)], {**PUBLISHED, "cutoff": "a"}, "too-few-pairs"),
        ([(18, 6), (18, 4)], {**PUBLISHED, "cutoff": "a"}, "sd-zero"),
        ([(18, 6)], {"reliability": 0.8, "cutoff": 10}, "too-few-pairs"),
    ],
    ids=["operator", "order", "error", "too few", "alike", "no index"],
)  # fmt: skip
def test_why_there_is_no_answer(scores: Any, params: dict[str, Any], reason: str) -> None:
    """In words in every language."""
    found = of(people(scores, better="lower"), **params)
    assert outcomes(found)[0] == reason
    assert all(found.reason(0, language) for language in LANGUAGES)


IMPOSSIBLE: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "nothing": ({}, ("reliability", "cutoff")),
    "an unknown kind": ({"reliability": 0.8, "cutoff": "d"}, ("cutoff",)),
    "an empty kind": ({"reliability": 0.8, "cutoff": ""}, ("cutoff",)),
    "no norm": (
        {"reliability": 0.8, "cutoff": "c"}, ("mean_functional", "sd_functional"),
    ),
    "a norm without a use": (
        {"reliability": 0.8, "cutoff": 10, **NORM}, ("mean_functional", "sd_functional"),
    ),
    "no spread": (
        {"reliability": 0.8, "cutoff": "b", "mean_functional": 4, "sd_functional": 0},
        ("sd_functional",),
    ),
    "an unknown operator": (
        {"reliability": 0.8, "cutoff": 10, "cutoff_operator": "=>"}, ("cutoff_operator",),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_what_cannot_be_is_refused_when_made(name: str) -> None:
    """Everything wrong at once, each with a remedy."""
    params, names = IMPOSSIBLE[name]
    with pytest.raises(DomainError) as caught:
        ClinicalChange(**params)
    assert tuple(each.path for each in caught.value.problems) == names
    assert all(each.remedy for each in caught.value.problems)


scores = st.floats(allow_nan=False, allow_infinity=False) | st.integers(0, 5)


@given(
    st.lists(st.lists(scores, max_size=3), max_size=8),
    st.sampled_from(RELIABLE_CHANGE_METHODS),
    st.sampled_from(["higher", "lower"]),
    st.sampled_from([3, "a", "b", "c"]),
    st.booleans(),
)
def test_any_panel_has_an_answer_or_a_reason(
    series: list[list[float]], method: str, better: str, cutoff: Any, by_cluster: bool
) -> None:
    """Everybody is in exactly one category, or in none and told why."""
    params: dict[str, Any] = {"method": method, "reliability": 0.8, "cutoff": cutoff}
    if method == "published":
        params = {"method": method, "threshold": 5, "operator": ">", "cutoff": cutoff}
    params |= NORM if cutoff in {"b", "c"} else {}
    panel = people(series, better=better, cluster=["x", "y"] * 4)
    found = of(panel, by_cluster=by_cluster, **params)
    ok = found.status == "ok"
    words = {"recovered", "improved", "unchanged", "deteriorated", "harmed"}
    assert set(found["category"][ok].tolist()) <= words
    assert all((word == "") == fine for word, fine in zip(found["reason"], ok, strict=True))
    assert set(found["category"][~ok].tolist()) <= {""}
    assert not (found["clinical_post"] & found["functional_post"]).any()
