"""Verdicts on people's own scores: what decides, what keeps from deciding, and nobody in the answer."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from people_panels import people

import rusfelt
from rusfelt import DomainError, Indicator, Judge, Measurement, Measurements, Plan, Target, Tiltak
from rusfelt.stats.change.paired_change import paired_change
from rusfelt.stats.change.sign_test import sign_test
from rusfelt.stats.multiplicity import holm
from rusfelt.vocabulary import Verdict

NAN = float("nan")
NONE = Measurements.of([])
SIX = {"method": "published", "threshold": 6, "operator": ">="}


def indicator(name: str = "liv", **fields: Any) -> Indicator:
    return Indicator(
        name, name, **{"kind": "score", "design": "panel", "better": "higher", **fields}
    )


def evaluated(panel: Any, *targets: Target, as_of: str | None = None, **fields: Any) -> Any:
    """The evaluation of a plan of one tiltak that should move one indicator, or those given."""
    indicators = fields.pop("indicators", None) or [indicator(**fields)]
    moves = [each.id for each in indicators]
    plan = Plan(
        "p", "P", area="030108", indicators=indicators, targets=targets,
        tiltak=[Tiltak("1", "One", moves=moves)],
    )  # fmt: skip
    return rusfelt.evaluate_plan(plan, NONE, scores=panel, evaluators=(), as_of=as_of)


def judged(panel: Any, **fields: Any) -> Any:
    """The series where the plan has chosen reliable change by a published threshold."""
    return evaluated(panel, judged_by=[Judge("reliable-change", params=SIX)], **fields).series[0]


def changed(better: int, worse: int, same: int = 0, gone: int = 0) -> list[Any]:
    """People by what becomes of them."""
    return [(20, 30)] * better + [(20, 10)] * worse + [(20, 21)] * same + [(20, NAN)] * gone


RNG = np.random.default_rng(11)
RISING = np.column_stack([first := RNG.uniform(8, 20, 30), first + RNG.normal(5, 3, 30)])


def test_the_paired_t_test_decides_where_the_plan_names_no_other() -> None:
    """Up is improving, down worsening, and lower is better turns both."""
    up, down = people(RISING), people(RISING[:, ::-1])
    series = evaluated(up).series[0]
    assert series.test.primary.evaluator == "paired-change"
    assert series.test.p == pytest.approx(float(paired_change(*RISING.T, better="higher").p))
    for panel, better, word in (
        (up, "higher", Verdict.IMPROVING), (down, "higher", Verdict.WORSENING),
        (people(RISING, better="lower"), "lower", Verdict.WORSENING),
        (people(RISING[:, ::-1], better="lower"), "lower", Verdict.IMPROVING),
    ):  # fmt: skip
        found = evaluated(panel, better=better)
        assert found.series[0].verdict == found.tiltak[0].verdict == word
    still = RISING + np.where(np.arange(30) % 2, 3, -3)[:, None] * [[0, 1]]
    still[:, 1] -= (still[:, 1] - still[:, 0]).mean()
    assert evaluated(people(still)).series[0].verdict == Verdict.CANNOT_DECIDE


@pytest.mark.parametrize(
    ("better", "worse", "word"),
    [
        (6, 0, Verdict.IMPROVING), (5, 0, Verdict.CANNOT_DECIDE), (12, 2, Verdict.IMPROVING),
        (9, 2, Verdict.CANNOT_DECIDE), (2, 12, Verdict.WORSENING), (0, 6, Verdict.WORSENING),
    ],
)  # fmt: skip
def test_a_judge_of_categories_is_held_to_the_exact_sign_test(
    better: int, worse: int, word: Verdict
) -> None:
    """Of better against worse, whoever is unchanged; and the share improved stands beside it."""
    rows = changed(better, worse, same=10)
    series = judged(people(rows))
    known = sign_test(better, worse)
    assert series.verdict == word
    assert series.test.p == pytest.approx(float(known.p))
    assert series.test.smallest_p == pytest.approx(float(known.smallest_p))
    assert (word is Verdict.CANNOT_DECIDE) == (str(known.decision) == "undecided")
    counts = series.to_dict()["findings"]["reliable-change"]["category"]
    assert counts.get("improved", {"n": 0})["n"] == better
    assert {each["of"] for each in counts.values()} == {better + worse + 10}
    mirrored = judged(people(rows, better="lower"), better="lower")
    turned = {Verdict.IMPROVING: Verdict.WORSENING, Verdict.WORSENING: Verdict.IMPROVING}
    assert mirrored.verdict == turned.get(word, word)


def test_clinical_change_counts_recovered_as_better_and_harmed_as_worse() -> None:
    """Five words, two sides."""
    params = {**SIX, "cutoff": 25}
    judge = [Judge("clinical-change", params=params)]
    rows = [(20, 30)] * 5 + [(10, 20)] * 4 + [(30, 20)] * 1
    series = evaluated(people(rows), judged_by=judge).series[0]
    counts = series.to_dict()["findings"]["clinical-change"]["category"]
    assert {word: each["n"] for word, each in counts.items()} == {
        "recovered": 5, "improved": 4, "unchanged": 0, "deteriorated": 0, "harmed": 1,
    }  # fmt: skip
    assert series.test.p == pytest.approx(float(sign_test(9, 1).p))
    assert series.verdict == Verdict.IMPROVING


def test_dropout_that_could_turn_the_word_decides_nothing() -> None:
    """Twelve better and none worse stands against two gone; against eight it does not."""
    kept = judged(people(changed(12, 0, same=5, gone=2)))
    assert kept.verdict == Verdict.IMPROVING
    # The p is the one that cannot mislead: had both who left become worse.
    assert kept.test.p == pytest.approx(float(sign_test(12, 2).p))
    lost = judged(people(changed(12, 0, same=5, gone=8)))
    assert (lost.verdict, lost.reason) == (Verdict.CANNOT_DECIDE, "dropout-decides")
    assert not lost.tested
    # Someone who never had a first score is no dropout.
    never = judged(people([*changed(12, 0, same=5), *[(NAN, NAN)] * 8]))
    assert never.verdict == Verdict.IMPROVING


def test_dropout_counts_by_the_times_the_plan_asks_for() -> None:
    """Those without a score at the later time are gone, though they have another score."""
    rows = [[20, 20, 30]] * 12 + [[20, 20]] * 8
    params = {**SIX, "pre": 1, "post": 3}
    judge = [Judge("reliable-change", params=params)]
    series = evaluated(people(rows), judged_by=judge).series[0]
    assert (series.verdict, series.reason) == (Verdict.CANNOT_DECIDE, "dropout-decides")
    late = [[20, 20, 30]] * 12 + [[NAN, 20, 30]] * 8
    assert evaluated(people(late), judged_by=judge).series[0].verdict == Verdict.IMPROVING


def test_dropout_bounds_of_the_mean_need_the_ends_of_the_scale() -> None:
    """A few gone among many cannot turn it; many can; without ends nobody knows."""
    few = np.vstack([RISING, [[14, NAN]]])
    many = np.vstack([RISING, [[14, NAN]] * 20])
    assert evaluated(people(few)).series[0].verdict == Verdict.IMPROVING
    assert evaluated(people(many)).series[0].reason == "dropout-decides"
    unbounded = evaluated(people(few, lowest=NAN, highest=NAN)).series[0]
    assert unbounded.reason == "dropout-unbounded"
    # The sign test needs no ends: someone gone is at worst one more who became worse.
    rows = changed(12, 0, same=5, gone=1)
    assert judged(people(rows, lowest=NAN, highest=NAN)).verdict == Verdict.IMPROVING


def test_fewer_than_ten_pairs_decide_nothing() -> None:
    """Nine do not, ten do; and nobody at all says so."""
    for pairs, reason in ((9, "few-pairs"), (0, "no-pairs")):
        for series in (
            judged(people([*changed(pairs, 0), (20, NAN)])),
            evaluated(people([*changed(pairs, 0), (20, NAN)])).series[0],
        ):
            assert (series.verdict, series.reason) == (Verdict.CANNOT_DECIDE, reason)
    assert judged(people(changed(10, 0))).verdict == Verdict.IMPROVING
    # Ten by the first and last score, but nine by the judge's own times.
    rows = [[20, 30]] * 9 + [[20, NAN, 30]]
    params = {**SIX, "post": 2, "pre": 1}
    judge = [Judge("reliable-change", params=params)]
    assert evaluated(people(rows), judged_by=judge).series[0].reason == "few-pairs"


def test_the_mean_later_score_is_held_against_the_target() -> None:
    """Met, certainly where the whole interval is; missed is not a word for a target not yet due."""
    aim = {"form": "level", "unit": "030108", "operator": ">="}
    met = evaluated(people(RISING), Target("liv", value=12, **aim)).series[0]
    assert met.verdict == Verdict.TARGET_MET
    assert "certain" in met.ruling.flags
    held = float(RISING[:, 1].mean())
    close = evaluated(people(RISING), Target("liv", value=held - 0.01, **aim)).series[0]
    assert (close.verdict, close.ruling.flags) == (Verdict.TARGET_MET, ())
    far = evaluated(people(RISING), Target("liv", value=39, due="2030", **aim), as_of="2024-12-31")
    assert (far.series[0].verdict, str(far.series[0].target)) == (Verdict.IMPROVING, "not-due")
    late = evaluated(people(RISING), Target("liv", value=39, due="2023", **aim), as_of="2024-12-31")
    assert str(late.series[0].target) == "missed"
    few = evaluated(people(RISING[:9]), Target("liv", value=12, **aim)).series[0]
    assert few.verdict == Verdict.CANNOT_DECIDE
    gone = np.vstack([RISING, [[14, NAN]] * 20])
    judge = [Judge("reliable-change", params=SIX)]
    lost = evaluated(people(gone), Target("liv", value=12, **aim), judged_by=judge).series[0]
    assert (lost.verdict, lost.reason) == (Verdict.CANNOT_DECIDE, "dropout-decides")


@pytest.mark.parametrize(
    ("panel", "fields", "words"),
    [
        (people(RISING, indicator="srs"), {}, "no indicator of the plan"),
        (people(RISING, role="process"), {}, "process measure"),
        (people(RISING, design="cross-section"), {}, "new people each time"),
        (people(RISING), {"design": "cross-section"}, "same people"),
        (people(RISING), {"kind": "amount"}, "same people"),
        (people(RISING, better="lower"), {}, "better higher in the plan and lower"),
    ],
    ids=["unknown", "process", "panel", "indicator", "kind", "direction"],
)
def test_scores_that_do_not_fit_the_plan_are_refused(
    panel: Any, fields: dict[str, Any], words: str
) -> None:
    """By type, with what is wrong and a remedy."""
    with pytest.raises(DomainError, match=words):
        evaluated(panel, **fields)


def test_scores_of_one_indicator_in_two_panels_are_refused() -> None:
    """Whose series it is would depend on their order."""
    with pytest.raises(DomainError, match="two panels"):
        evaluated([people(RISING), people(RISING)])


def test_the_plans_direction_stands_where_the_scores_say_none() -> None:
    """A panel made by hand need not repeat it."""
    for word in ("", "undeclared"):
        series = judged(people(changed(12, 0), better=word))
        assert series.verdict == Verdict.IMPROVING


def test_population_groups_are_series_of_their_own() -> None:
    """Everyone and each group, by one panel."""
    rows = changed(12, 0) + changed(0, 12)
    panel = people(rows, group=["sex=F"] * 12 + ["sex=M"] * 12)
    found = evaluated(panel, judged_by=[Judge("reliable-change", params=SIX)])
    assert {each.key[2]: str(each.verdict) for each in found.series} == {
        "": "cannot-decide", "sex=F": "improving", "sex=M": "worsening",
    }  # fmt: skip
    counts = {
        each.key[2]: each.to_dict()["findings"]["reliable-change"]["people"]
        for each in found.series
    }
    assert counts == {"": 24, "sex=F": 12, "sex=M": 12}


def test_later_scores_are_not_seen() -> None:
    """On a day before they were given, there is nothing to judge."""
    from datetime import date

    days = [[date(2022, 3, 1).toordinal(), date(2023, 6, 1).toordinal()]] * 12
    panel = people(changed(12, 0), times=days, clock="day")
    fields = {"judged_by": [Judge("reliable-change", params=SIX)]}
    assert evaluated(panel, as_of="2023-12-31", **fields).series[0].verdict == Verdict.IMPROVING
    early = evaluated(panel, as_of="2022-12-31", **fields).series[0]
    assert (early.verdict, early.reason) == (Verdict.CANNOT_DECIDE, "no-pairs")
    assert early.to_dict()["findings"]["reliable-change"]["why_not"] == {"missing-post": 12}


def test_a_tiltak_with_two_scores_is_judged_after_holm() -> None:
    """One that decides alone may not decide among two."""
    two = people(
        changed(8, 1, same=5) + changed(3, 3, same=8),
        indicator=["ors"] * 14 + ["liv"] * 14,
    )
    judge = [Judge("reliable-change", params=SIX)]
    pair = [indicator("ors", judged_by=judge), indicator("liv", judged_by=judge)]
    found = evaluated(two, indicators=pair)
    p = [float(sign_test(8, 1).p), float(sign_test(3, 3).p)]
    assert p[0] < 0.05 < holm(np.array(p))[0]
    assert [str(each.verdict) for each in found.series] == ["improving", "cannot-decide"]
    assert [str(each) for each in found.tiltak[0].verdicts] == ["cannot-decide"] * 2
    assert found.tiltak[0].verdict == Verdict.CANNOT_DECIDE


def test_a_judge_that_cannot_judge_a_group_decides_nothing() -> None:
    """One that is not there, lacks a parameter, or gives people no category; the first is told."""
    for judge, reason, failed in (
        (Judge("no-such-thing"), "judge-failed", True),
        (Judge("reliable-change"), "judge-failed", True),
        (Judge("case-change"), "no-group-answer", False),
    ):
        found = evaluated(people(changed(12, 0)), judged_by=[judge])
        assert (found.series[0].verdict, found.series[0].reason) == (Verdict.CANNOT_DECIDE, reason)
        assert [each.evaluator for each in found.failures] == ([judge.evaluator] if failed else [])


def test_paired_change_as_a_judge_is_held_to_its_own_times() -> None:
    """The plan may fix which scores the mean change is between."""
    rows = np.column_stack([RISING, RISING[:, 0] + RNG.normal(0, 1, 30)])
    params = {"pre": 1, "post": 2}
    judge = [Judge("paired-change", params=params)]
    assert evaluated(people(rows), judged_by=judge).series[0].verdict == Verdict.IMPROVING
    assert evaluated(people(rows)).series[0].verdict == Verdict.CANNOT_DECIDE


MARK, SCORE = "zz-unique-person", 7.328125


@pytest.mark.no_cover
@pytest.mark.parametrize("ends", [{}, {"lowest": NAN, "highest": NAN}], ids=["ends", "no ends"])
@pytest.mark.parametrize("size", [1, 2, 4, 9, 30])
@pytest.mark.parametrize("clock", ["occasion", "day"])
@pytest.mark.parametrize("evaluator", ["", "reliable-change", "clinical-change", "paired-change"])
def test_no_person_is_in_the_answer(
    ends: dict[str, float], size: int, clock: str, evaluator: str
) -> None:
    """Neither a name nor a score of one person, however few they are, nor in whose group."""
    params: dict[str, Any] = {
        "reliable-change": {"reliability": 0.8, "sd": 7.0},
        "clinical-change": {"reliability": 0.8, "sd": 7.0, "cutoff": 12},
    }.get(evaluator, {})
    for planted in ([SCORE, 16.0], [16.0, SCORE], [SCORE, 3.0, SCORE], [SCORE]):
        rows: list[Any] = [[12.0, 17.0]] * (size - 1) + [planted]
        times = [
            [40.0, 45.0, 49.0][: len(each)] if clock == "day" else [1, 2, 3][: len(each)]
            for each in rows
        ]
        panel = people(
            rows, times=times, clock=clock, unit=[f"p{k}" for k in range(size - 1)] + [MARK],
            group=[""] * (size - 1) + ["sex=F"], **ends,
        )  # fmt: skip
        judge = [Judge(evaluator, params=params)] if evaluator else None
        text = evaluated(panel, judged_by=judge).to_json()
        assert MARK not in text
        assert not set(_numbers(json.loads(text))) & {
            SCORE, 16.0 - SCORE, SCORE - 16.0, 3.0 - SCORE, SCORE - 3.0,
        }  # fmt: skip


def _numbers(value: Any) -> list[float]:
    """Every number in a document."""
    if isinstance(value, dict):
        return [number for each in value.values() for number in _numbers(each)]
    if isinstance(value, list):
        return [number for each in value for number in _numbers(each)]
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return [float(value)] if is_number else []


def test_the_same_people_in_another_order_give_the_same_bytes() -> None:
    """To the last digit."""
    panel = people(np.vstack([RISING, [[14, NAN]]]))
    order = np.random.default_rng(3).permutation(len(panel))
    for judge in (None, [Judge("reliable-change", params={"reliability": 0.8})]):
        first, second = (
            evaluated(each, judged_by=judge).to_json() for each in (panel, panel.take(order))
        )
        assert first == second


def test_figures_by_period_decide_nothing_beside_scores() -> None:
    """They are shown; the verdict is the people's own."""
    plan = Plan(
        "p",
        "P",
        area="030108",
        indicators=[indicator()],
        tiltak=[Tiltak("1", "One", moves=["liv"])],
    )
    rows = [Measurement("liv", period=str(2015 + k), value=30 - 2 * k) for k in range(8)]
    found = rusfelt.evaluate_plan(plan, Measurements.of(rows), scores=people(RISING), evaluators=())
    assert found.series[0].verdict == Verdict.IMPROVING
    assert len(found.to_dict()["series"][0]["points"]) == 8
