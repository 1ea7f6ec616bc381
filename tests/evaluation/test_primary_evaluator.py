"""Which test is primary for which data, each p held against somebody else's or counted out."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest
from scipy import special, stats

import rusfelt

EVENTS = {"kind": "count", "counts": "events", "design": "register", "better": "lower"}
SHARE = {"kind": "coverage", "counts": "new-persons", "design": "register", "better": "higher"}
SCORE = {"kind": "score", "design": "cross-section", "coverage": "equal", "better": "higher"}
BARE = {"kind": "amount", "design": "register", "better": "higher"}


def years(*values: Any) -> list[Any]:
    """One figure a year from 2015."""
    made: list[Any] = []
    for year, each in enumerate(values, start=2015):
        made.append((year, *each) if isinstance(each, tuple) else (year, each))
    return made


def with_errors(*pairs: tuple[float, float]) -> list[dict[str, Any]]:
    """Values with standard errors, one a year from 2015."""
    return [
        {"period": str(2015 + i), "value": value, "se": se} for i, (value, se) in enumerate(pairs)
    ]


def exposed(*pairs: tuple[float, float]) -> list[dict[str, Any]]:
    """Counts with what they are counted among, one a year from 2015."""
    return [
        {"period": str(2015 + i), "value": value, "denominator": n}
        for i, (value, n) in enumerate(pairs)
    ]


def doubled(outcomes: list[tuple[float, float]], observed: float) -> float:
    """Twice the smaller tail of ``(statistic, probability)`` pairs, at most 1."""
    low = math.fsum(p for s, p in outcomes if s <= observed + 1e-9)
    high = math.fsum(p for s, p in outcomes if s >= observed - 1e-9)
    return min(1.0, 2 * min(low, high))


def counted_out(x: list[int], n: list[int] | None = None) -> float:
    """The exact trend p: every way the same total could have fallen on the years."""
    total, k = sum(x), len(x)
    weights = [1 / k] * k
    outcomes = []
    for ways in itertools.product(range(total + 1), repeat=k - 1):
        if sum(ways) > total:
            continue
        drawn = [*ways, total - sum(ways)]
        if n is None:
            p = stats.multinomial.pmf(drawn, total, weights)
        elif any(a > b for a, b in zip(drawn, n, strict=True)):
            continue
        else:
            p = stats.multivariate_hypergeom.pmf(drawn, n, total)
        outcomes.append((sum(i * a for i, a in enumerate(drawn)), float(p)))
    return doubled(outcomes, sum(i * a for i, a in enumerate(x)))


def fitted(x: np.ndarray, n: np.ndarray | None) -> float:
    """p of a log-linear or logistic slope with dispersion max(1, φ̂), by Newton's method."""
    design = np.column_stack([np.ones(len(x)), np.arange(len(x)) - (len(x) - 1) / 2])
    whole = np.ones(len(x)) if n is None else n
    level = x.sum() / whole.sum()
    beta = np.array([np.log(level) if n is None else special.logit(level), 0.0])
    for _ in range(50):
        mean = whole * (np.exp(design @ beta) if n is None else special.expit(design @ beta))
        variance = mean if n is None else mean * (1 - mean / whole)
        information = design.T @ (design * variance[:, None])
        beta = beta + np.linalg.solve(information, design.T @ (x - mean))
    left = len(x) - 2
    dispersion = max(1.0, float((((x - mean) ** 2) / variance).sum() / left))
    error = math.sqrt(dispersion * np.linalg.inv(information)[1, 1])
    return float(2 * beyond(dispersion, left).sf(abs(beta[1]) / error))


def beyond(dispersion: float, left: int) -> Any:
    """Normal where no dispersion was estimated, otherwise t on the degrees of freedom left."""
    return stats.t(left) if dispersion > 1 else stats.norm()


def weighted(pairs: list[tuple[float, float]]) -> float:
    """p of a weighted line: z up to four points, with dispersion from five."""
    y, se = (np.array(each, dtype=float) for each in zip(*pairs, strict=True))
    t = np.arange(len(y), dtype=float)
    slope, cov = np.polyfit(t, y, 1, w=1 / se, cov="unscaled")
    error = math.sqrt(cov[0, 0])
    if len(y) < 5:
        return float(2 * stats.norm.sf(abs(slope[0]) / error))
    chi2 = (((y - np.polyval(slope, t)) / se) ** 2).sum()
    dispersion = max(1.0, chi2 / (len(y) - 2))
    error *= math.sqrt(dispersion)
    return float(2 * beyond(dispersion, len(y) - 2).sf(abs(slope[0]) / error))


def kendall(y: list[float]) -> float:
    """Exact two-sided p of Kendall's s over every order of the same values, ties and all."""

    def s(values: tuple[float, ...]) -> float:
        return sum(np.sign(b - a) for a, b in itertools.combinations(values, 2))

    orders = list(itertools.permutations(y))
    return doubled([(s(each), 1 / len(orders)) for each in orders], s(tuple(y)))


SPREAD = [(9.0, 1.0), (10.0, 0.5), (9.5, 1.5), (13.0, 1.0)]
LONG = [*SPREAD, (12.0, 0.7), (16.0, 1.0)]
WILD = [30, 12, 44, 20, 60, 35]
CALM = [20, 24, 22, 27, 29, 33]

TABLE = {
    "two points, event counts: exact conditional test": (
        EVENTS, years(30, 14), "period-change", stats.binomtest(14, 44).pvalue, True,
    ),
    "two points, event counts with exposure: exact conditional test of the rate ratio": (
        EVENTS, exposed((30, 1000), (20, 1500)), "period-change",
        2 * stats.binom.cdf(20, 50, 0.6), True,
    ),
    "two points, a rate of events: the same test": (
        {**EVENTS, "kind": "rate", "counts": "events", "factor": 1000.0},
        years((30, 1000), (20, 1500)), "period-change", 2 * stats.binom.cdf(20, 50, 0.6), True,
    ),
    "two points, shares: Fisher's exact, twice the smaller tail": (
        SHARE, years((35, 68), (57, 60)), "period-change",
        2 * stats.hypergeom.sf(56, 128, 60, 92), True,
    ),
    "two points with standard errors: z": (
        SCORE, with_errors((5.0, 0.3), (6.0, 0.4)), "period-change",
        2 * stats.norm.sf(1 / 0.5), True,
    ),
    "two shares of a survey in clusters: its standard errors and not Fisher": (
        {**SHARE, "design": "cross-section", "coverage": "equal"},
        [
            {"period": "2015", "numerator": 35, "denominator": 68, "se": 20.0},
            {"period": "2016", "numerator": 57, "denominator": 60, "se": 20.0},
        ],
        "period-change", 2 * stats.norm.sf((95 - 100 * 35 / 68) / math.hypot(20, 20)), True,
    ),
    "two shares with a design effect: its standard errors and not Fisher": (
        {**SHARE, "design": "cross-section", "coverage": "equal"},
        [
            {"period": "2015", "numerator": 20, "denominator": 80, "deff": 2.0},
            {"period": "2016", "numerator": 32, "denominator": 80, "deff": 2.0},
        ],
        "period-change",
        2 * stats.norm.sf(0.15 / math.sqrt(2 * (0.25 * 0.75 + 0.4 * 0.6) / 80)), True,
    ),
    "two bare points: none": (BARE, years(5.0, 9.0), None, math.nan, False),
    "three counts: exact Poisson trend": (
        EVENTS, years(9, 5, 1), "poisson-trend", counted_out([9, 5, 1]), True,
    ),
    "four counts: exact Poisson trend": (
        EVENTS, years(2, 2, 1, 1), "poisson-trend", counted_out([2, 2, 1, 1]), True,
    ),
    "three shares: exact binomial trend": (
        SHARE, years((2, 9), (4, 8), (7, 9)), "proportion-trend",
        counted_out([2, 4, 7], [9, 8, 9]), True,
    ),
    "four shares: exact binomial trend": (
        SHARE, years((1, 6), (2, 5), (3, 6), (5, 6)), "proportion-trend",
        counted_out([1, 2, 3, 5], [6, 5, 6, 6]), True,
    ),
    "four points with standard errors: weighted z": (
        SCORE, with_errors(*SPREAD), "weighted-trend", weighted(SPREAD), True,
    ),
    "four bare points: none": (BARE, years(1.0, 2.0, 3.0, 4.0), None, math.nan, False),
    "five counts or more: log-linear with dispersion": (
        EVENTS, years(*WILD), "poisson-trend", fitted(np.array(WILD), None), False,
    ),
    "six counts that vary less than chance: dispersion stays 1": (
        EVENTS, years(*CALM), "poisson-trend", fitted(np.array(CALM), None), False,
    ),
    "five shares or more: logistic with dispersion": (
        SHARE, years(*((x, 80) for x in WILD)), "proportion-trend",
        fitted(np.array(WILD), np.full(6, 80)), False,
    ),
    "five points or more with standard errors: weighted with dispersion": (
        SCORE, with_errors(*LONG), "weighted-trend", weighted(LONG), False,
    ),
    "five bare points: Mann-Kendall, exact": (
        BARE, years(3.0, 1.0, 4.0, 5.0, 9.0), "mann-kendall", kendall([3, 1, 4, 5, 9]), False,
    ),
    "six bare points with ties: Mann-Kendall, exact, ties included": (
        BARE, years(1.0, 1.0, 2.0, 2.0, 3.0, 3.0), "mann-kendall",
        kendall([1, 1, 2, 2, 3, 3]), False,
    ),
    "counts that are no whole numbers are bare": (
        EVENTS, years(4.5, 3.0), None, math.nan, False,
    ),
    "counts of which only some have an exposure are bare": (
        EVENTS, [{"period": "2015", "value": 30, "denominator": 1000}, (2016, 14)],
        None, math.nan, False,
    ),
    "shares of all with a design effect are bare: nothing widens their interval": (
        {**SHARE, "design": "cross-section", "coverage": "equal"},
        [
            {"period": str(2015 + i), "numerator": x, "denominator": 40, "deff": 3.0}
            for i, x in enumerate((30, 36, 40))
        ],
        None, math.nan, False,
    ),
    "coverage: as shares": (
        {"kind": "coverage", "better": "higher"}, years((2, 9), (4, 8), (7, 9)),
        "proportion-trend", counted_out([2, 4, 7], [9, 8, 9]), True,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLE)
def test_primary(judge: Any, name: str) -> None:
    """The table's test, with the p that was counted out, and flagged where chance is assumed."""
    spec, figures, evaluator, p, chance_only = TABLE[name]
    found = judge(spec, figures)
    assert found.to_dict()["primary_evaluator"] == evaluator
    assert found.test.p == pytest.approx(p, rel=1e-6, nan_ok=True)
    assert ("assumes-chance-variation-only" in found.ruling.flags) is chance_only


@pytest.mark.parametrize("name", TABLE)
def test_the_verdict_is_that_of_the_primary_p(judge: Any, name: str) -> None:
    """At or below .05 it is decided, above it is not."""
    spec, figures, _, p, _ = TABLE[name]
    found = judge(spec, figures)
    assert found.verdict.is_decided is bool(p <= 0.05)


def test_two_shares_show_newcombes_interval(judge: Any) -> None:
    """Newcombe's own example: 56 of 70 and 48 of 80 differ by .2, from .0524 to .3339."""
    found = judge(SHARE, years((48, 80), (56, 70))).findings["period-change"]
    assert found["change"] == pytest.approx(20)
    assert (found["low"], found["high"]) == pytest.approx((5.24, 33.39), abs=0.005)


@pytest.mark.parametrize("counts", [(30, 14), (30, 15), (30, 16), (30, 17), (3, 10), (3, 11)])
def test_the_interval_shown_inverts_the_same_test(judge: Any, counts: tuple[int, int]) -> None:
    """It leaves out a ratio of 1 exactly where the test rejects."""
    found = judge(EVENTS, years(*counts))
    row = found.findings["period-change"]
    assert (not row["low"] <= 1 <= row["high"]) is (found.reason == "rejects")


def test_the_verdict_takes_twice_the_tail_and_shows_the_other_p_beside(judge: Any) -> None:
    """Doubled, 4 of 20 against 12 of 21 is above .05; by minimum likelihood it is below."""
    found = judge(SHARE, years((4, 20), (12, 21)))
    row = found.findings["period-change"]
    tail = stats.hypergeom.sf(11, 41, 21, 16)
    assert row["p"] == pytest.approx(2 * tail)
    assert row["p_minlike"] == pytest.approx(stats.fisher_exact([[4, 16], [12, 9]]).pvalue)
    assert row["p_minlike"] < row["p"]
    assert found.test.p == row["p"]


def test_ranks_take_the_ninety_per_cent_interval_of_the_median_slope(judge: Any) -> None:
    """Five bare points: Sen's 90 % interval runs from the second slope to the last but one."""
    y = [50.0, 51.0, 49.5, 50.6, 50.2]
    slopes = sorted((b - a) / (j - i) for (i, a), (j, b) in itertools.combinations(enumerate(y), 2))
    low, high = 4 * slopes[1], 4 * slopes[-2]
    found = judge(BARE, years(*y))
    assert (found.test.change_low, found.test.change_high) == pytest.approx((low, high))
    inside = judge({**BARE, "smallest_important_change": 1.01 * max(-low, high)}, years(*y))
    outside = judge({**BARE, "smallest_important_change": 0.99 * max(-low, high)}, years(*y))
    assert (inside.verdict, outside.verdict) == ("no-detectable-change", "cannot-decide")


# -- The plan's own choice ----------------------------------------------------------------------


def test_a_plan_may_choose_another_built_in_method(judge: Any) -> None:
    """Ranks instead of counts: five rising counts reject by ranks."""
    chosen = [rusfelt.Judge("mann-kendall")]
    found = judge({**EVENTS, "judged_by": chosen}, years(5, 6, 7, 8, 9))
    assert found.test.primary.evaluator == "mann-kendall"
    assert (found.test.p, found.verdict) == (pytest.approx(2 / 120), "worsening")
    assert judge(EVENTS, years(5, 6, 7, 8, 9)).verdict == "cannot-decide"


def test_the_plans_choice_carries_its_parameters(judge: Any) -> None:
    """The normal approximation has another p than the exact test."""
    chosen = [rusfelt.Judge("mann-kendall", params={"method": "normal"})]
    found = judge({**EVENTS, "judged_by": chosen}, years(5, 6, 7, 8, 9))
    assert found.test.p == pytest.approx(2 * stats.norm.sf(9 / math.sqrt(5 * 4 * 15 / 18)))


def test_a_chosen_method_that_cannot_judge_leaves_the_question_open(judge: Any) -> None:
    """A slope without a test decides nothing; neither does a name nobody offers."""
    for name in ("theil-sen", "no-such-method"):
        found = judge({**EVENTS, "judged_by": [rusfelt.Judge(name)]}, years(100, 10))
        assert found.verdict == "cannot-decide"
