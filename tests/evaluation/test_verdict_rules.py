"""Every rule of the page from figures to a verdict, one row a rule."""

from __future__ import annotations

from typing import Any

import pytest
from series import BARE, EVENTS, FALL, FEW, LEVEL, RISE, SHARE, SLIGHT, at, bare, cell, errors

ROWS = {
    # -- 1. No criterion or no direction ------------------------------------------------------
    "1: no declared direction is not assessable, and the change is described": (
        {**EVENTS, "better": "undeclared"}, FALL, [], "not-assessable", "no-direction-described",
    ),
    "1: no direction and no test is not assessable, with nothing described": (
        {**BARE, "better": "undeclared"}, bare(5, 4), [], "not-assessable", "no-direction",
    ),
    "1: better near a target, but no target, is no direction": (
        {**EVENTS, "better": "target"}, FALL, [], "not-assessable", "no-direction-described",
    ),
    "1 before 2: no direction on a cross-section of unknown coverage": (
        {**EVENTS, "better": "undeclared", "design": "cross-section"}, FALL, [],
        "not-assessable", "no-direction-described",
    ),
    "1 before 3: no direction though a target with its own operator is reached": (
        {**EVENTS, "better": "undeclared"}, FALL, [at(70, operator="<=")],
        "not-assessable", "no-direction-described",
    ),
    # -- 2. What keeps a comparison from being decided ----------------------------------------
    "2: a break inside the comparison": (
        EVENTS, [cell(2019, 100), cell(2020, 60, break_before=True)], [], "cannot-decide", "break",
    ),
    "2: a changed definition is a break": (
        EVENTS, [cell(2019, 100, definition="a"), cell(2020, 60, definition="b")], [],
        "cannot-decide", "break",
    ),
    "2: a break on a missing year still parts what lies on either side": (
        EVENTS, [cell(2018, 100), cell(2019, state="missing", break_before=True), cell(2020, 60)],
        [], "cannot-decide", "break",
    ),
    "2: a break before the target's baseline is outside the comparison": (
        EVENTS,
        [cell(2018, 500), cell(2019, 100, break_before=True), cell(2020, 60)],
        [at(10, baseline_period="2019")], "improving", "rejects",
    ),
    "2: a cross-section whose coverage nobody declared equal": (
        {**EVENTS, "design": "cross-section"}, FALL, [], "cannot-decide", "coverage-undeclared",
    ),
    "2: a cross-section whose coverage is declared unequal": (
        {**EVENTS, "design": "cross-section", "coverage": "unequal"}, FALL, [],
        "cannot-decide", "coverage-unequal",
    ),
    "2: a cross-section with equal coverage may be decided": (
        {**EVENTS, "design": "cross-section", "coverage": "equal"}, FALL, [],
        "improving", "rejects",
    ),
    "2: a stock without declared overlap": (
        {**EVENTS, "counts": "persons-present"}, FALL, [], "cannot-decide", "stock",
    ),
    "2: a stock of shares without declared overlap": (
        {**SHARE, "counts": "persons-present"}, [(2019, 10, 60), (2020, 50, 60)], [],
        "cannot-decide", "stock",
    ),
    "2: a stock whose overlap is declared may be decided": (
        {**EVENTS, "counts": "persons-present", "overlap": 0.0}, FALL, [], "improving", "rejects",
    ),
    "2: an approximate value may lie on either side of its target": (
        EVENTS, [cell(2019, 100), cell(2020, 60, state="approximate")], [at(80)],
        "cannot-decide", "straddles",
    ),
    "2: an approximate value in a period that must hold like all others": (
        EVENTS, [cell(2019, 60), cell(2020, 60, state="approximate"), cell(2021, 60)],
        [at(80, form="each-period")], "cannot-decide", "straddles",
    ),
    "2: an approximate value in a sum towards a target": (
        {**EVENTS, "better": "higher", "accumulates": True},
        [cell(2020, 60, state="approximate"), cell(2021, 60)],
        [at(100, form="additional")], "cannot-decide", "straddles",
    ),
    "2: an approximate value without a target straddles nothing": (
        EVENTS, [cell(2019, 100), cell(2020, 60, state="approximate")], [], "improving", "rejects",
    ),
    "2: a bound on both sides of its target": (
        EVENTS, [cell(2019, 100), cell(2020, 50, bound="<")], [at(20)],
        "cannot-decide", "straddles",
    ),
    "2: a hidden cell without a known limit": (
        EVENTS, [cell(2019, 100), cell(2020, 60), cell(2021, state="suppressed")], [],
        "cannot-decide", "suppressed",
    ),
    "2: a hidden cell whose extremes change the answer": (
        EVENTS, [cell(2019, 14), cell(2020, 10, bound="<")], [], "cannot-decide", "suppressed",
    ),
    "2: a hidden cell whose extremes give one answer": (
        EVENTS, [cell(2019, 100), cell(2020, 5, bound="<")], [], "improving", "rejects",
    ),
    "2: sources that contradict each other for one period": (
        EVENTS, [*FALL, (2020, 90)], [], "cannot-decide", "contradictory",
    ),
    "2: years and quarters in one series": (
        EVENTS, [(2019, 100), ("2020-Q1", 15)], [], "cannot-decide", "mixed-periods",
    ),
    "2: a year and its first quarter in one series": (
        EVENTS, [(2019, 100), (2020, 90), ("2020-Q1", 15)], [], "cannot-decide", "mixed-periods",
    ),
    "2 before 3: a reached target across a break": (
        EVENTS, [cell(2019, 100), cell(2020, 60, break_before=True)], [at(80)],
        "cannot-decide", "break",
    ),
    "2 before 3: a reached target on a cross-section of unknown coverage": (
        {**EVENTS, "design": "cross-section"}, FALL, [at(80)],
        "cannot-decide", "coverage-undeclared",
    ),
    "2 before 3: a reached target of a stock": (
        {**EVENTS, "counts": "persons-present"}, FALL, [at(80)], "cannot-decide", "stock",
    ),
    "2 before 5: a stock that has hardly moved": (
        {**EVENTS, "counts": "persons-present", "smallest_important_change": 150}, LEVEL, [],
        "cannot-decide", "stock",
    ),
    # -- 3. The target ------------------------------------------------------------------------
    "3: the latest value is beyond the target": (
        EVENTS, FEW, [at(3)], "target-met", "target-met",
    ),
    "3: the latest value is at the target": (
        EVENTS, FEW, [at(1)], "target-met", "target-met",
    ),
    "3: certain when the whole 95 % interval is beyond it too": (
        EVENTS, FEW, [at(6)], "target-met", "target-met-certain",
    ),
    "3: a projected value reaches nothing": (
        EVENTS, [*FEW, cell(2021, 0, state="projected")], [at(0)],
        "cannot-decide", "undetected-fall-impossible",
    ),
    "3: an earlier value at the target is not the latest": (
        EVENTS, [(2019, 4), (2020, 1), (2021, 4)], [at(1)], "cannot-decide", "undetected",
    ),
    "3: a bound wholly beyond the target reaches it": (
        EVENTS, [cell(2019, 4), cell(2020, 5, bound="<")], [at(4)], "target-met", "target-met",
    ),
    "3 before 4: a reached target of a worsening series is reached": (
        EVENTS, RISE, [at(200)], "target-met", "target-met-certain",
    ),
    "3 before 5: a reached target of a series that has not moved is reached": (
        {**EVENTS, "smallest_important_change": 150}, LEVEL, [at(1010)],
        "target-met", "target-met",
    ),
    # -- 4. The primary test ------------------------------------------------------------------
    "4: fewer is better and the test finds fewer": (EVENTS, FALL, [], "improving", "rejects"),
    "4: fewer is better and the test finds more": (EVENTS, RISE, [], "worsening", "rejects"),
    "4: more is better and the test finds more": (
        {**EVENTS, "better": "higher"}, RISE, [], "improving", "rejects",
    ),
    "4: more is better and the test finds fewer": (
        {**EVENTS, "better": "higher"}, FALL, [], "worsening", "rejects",
    ),
    "4: nearer the target is better and the test finds it nearer": (
        {**EVENTS, "better": "target"}, FALL, [at(50)], "improving", "rejects",
    ),
    "4: nearer the target is better and the test finds it farther": (
        {**EVENTS, "better": "target"}, FALL, [at(110)], "worsening", "rejects",
    ),
    "4: nearer the target is better, but the value passed it on the way": (
        {**EVENTS, "better": "target"}, FALL, [at(80)], "cannot-decide", "crossed-target",
    ),
    "4: p of exactly .05 rejects (one event in a fortieth of the time)": (
        EVENTS, [cell(2019, 1, denominator=1), cell(2020, 0, denominator=39)], [],
        "improving", "rejects",
    ),
    "4: p just above .05 does not": (
        EVENTS, [cell(2019, 1, denominator=1), cell(2020, 0, denominator=38)], [],
        "cannot-decide", "undetected-fall-impossible",
    ),
    "4: more events among far more people is a fall of the rate": (
        EVENTS, [cell(2019, 100, denominator=1000), cell(2020, 120, denominator=2000)], [],
        "improving", "rejects",
    ),
    "4 before 5: a change that is found counts however unimportant": (
        {**EVENTS, "smallest_important_change": 1000}, SLIGHT, [], "improving", "rejects",
    ),
    # -- 5. No detectable change --------------------------------------------------------------
    "5: the interval lies inside the declared smallest important change": (
        {**EVENTS, "smallest_important_change": 150}, LEVEL, [],
        "no-detectable-change", "within-important",
    ),
    "5: the interval reaches beyond it": (
        {**EVENTS, "smallest_important_change": 60}, LEVEL, [], "cannot-decide", "undetected-fall",
    ),
    "5: the interval of a fall reaches beyond it on that side alone (-79 to 69)": (
        {**EVENTS, "smallest_important_change": 74}, [(2019, 1005), (2020, 1000)], [],
        "cannot-decide", "undetected-fall",
    ),
    "5: the interval of a rise reaches beyond it on that side alone (-69 to 79)": (
        {**EVENTS, "smallest_important_change": 74}, LEVEL, [],
        "cannot-decide", "undetected-fall",
    ),
    "5: where none is declared, the targeted change": (
        EVENTS, LEVEL, [at(850, baseline_period="2019")],
        "no-detectable-change", "within-important",
    ),
    "5: the declared one goes before the targeted one, when smaller": (
        {**EVENTS, "smallest_important_change": 60}, LEVEL, [at(850, baseline_period="2019")],
        "cannot-decide", "undetected-fall",
    ),
    "5: the declared one goes before the targeted one, when larger": (
        {**EVENTS, "smallest_important_change": 150}, LEVEL, [at(990, baseline_period="2019")],
        "no-detectable-change", "within-important",
    ),
    "5: with neither, the step is not available": (
        EVENTS, LEVEL, [], "cannot-decide", "undetected-fall",
    ),
    "5: a target without a baseline is no targeted change": (
        EVENTS, LEVEL, [at(850)], "cannot-decide", "undetected-fall",
    ),
    "5: a sum over the years is no size for a change between them": (
        {**EVENTS, "better": "higher", "accumulates": True}, [(2019, 10), (2020, 11), (2021, 10)],
        [at(200, form="additional")], "cannot-decide", "undetected",
    ),
    # -- 6. Otherwise -------------------------------------------------------------------------
    "6: counts so small that not even 0 would be found": (
        EVENTS, FEW, [], "cannot-decide", "undetected-fall-impossible",
    ),
    "6: counts where a fall could have been found": (
        EVENTS, [(2019, 20), (2020, 15)], [], "cannot-decide", "undetected-fall",
    ),
    "6: where more is better, a rise is what could have been found": (
        {**EVENTS, "better": "higher"}, [(2019, 20), (2020, 15)], [],
        "cannot-decide", "undetected-rise",
    ),
    "6: three events over three years cannot show anything": (
        EVENTS, bare(1, 1, 1), [], "cannot-decide", "undetectable",
    ),
    "6: no figures": (EVENTS, [], [], "cannot-decide", "no-data"),
    "6: only missing figures": (
        EVENTS, [cell(2019, state="missing"), cell(2020, state="not-due")], [],
        "cannot-decide", "no-data",
    ),
    "6: one point": (EVENTS, [(2019, 5)], [], "cannot-decide", "one-point"),
    "6: two bare points": (BARE, bare(50, 2), [], "cannot-decide", "two-bare-points"),
    "6: three bare points": (BARE, bare(50, 20, 2), [], "cannot-decide", "few-bare-points"),
    "6: scores of the same people given as means": (
        {"kind": "score", "design": "panel", "better": "higher"}, errors(4, 8), [],
        "cannot-decide", "paired-scores",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_rule(judge: Any, name: str) -> None:
    """The first rule that holds gives the verdict, and says which it was."""
    spec, figures, targets, verdict, reason = ROWS[name]
    found = judge(spec, figures, targets)
    assert (found.verdict, found.reason) == (verdict, reason)
    assert found.sentence("nb") not in {"", reason}


@pytest.mark.parametrize(
    "name",
    [
        name
        for name, row in ROWS.items()
        if not row[2] and row[0].get("better") in {"higher", "lower"}
    ],
)
def test_the_other_direction_gives_the_mirrored_verdict(judge: Any, name: str) -> None:
    """Without a target, what was for the better is for the worse and all else stays."""
    spec, figures, *_ = ROWS[name]
    turned = {**spec, "better": {"lower": "higher", "higher": "lower"}[spec["better"]]}
    mirrored = {"improving": "worsening", "worsening": "improving"}
    one, other = judge(spec, figures), judge(turned, figures)
    assert other.verdict == mirrored.get(one.verdict, one.verdict)
    assert other.movement == mirrored.get(one.movement, one.movement)
    assert other.test.p == pytest.approx(one.test.p, nan_ok=True)


@pytest.mark.parametrize("level", [40.0, 50.0, 60.0, 75.0])
@pytest.mark.parametrize("values", [(70, 60), (60, 70), (60, 61), (70, 64, 58), (1, 3, 5, 7, 9)])
def test_figures_turned_upside_down_give_the_same_verdict(
    judge: Any, values: tuple[float, ...], level: float
) -> None:
    """Values, target and direction all negated: nothing but the sign has changed."""
    spec = {"kind": "score", "better": "higher", "smallest_important_change": 6.0}
    one = judge(spec, errors(*values), [at(level)])
    other = judge({**spec, "better": "lower"}, errors(*(-v for v in values)), [at(-level)])
    assert (one.verdict, one.movement, one.target) == (other.verdict, other.movement, other.target)
