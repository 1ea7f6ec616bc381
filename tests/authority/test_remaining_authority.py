"""Entries of others' numbers that no other file here asks for, and those of peers that are wrong.

Right values are shown by counting every order of the values exactly, in rational arithmetic.
Estimators that are not offered, because they do not hold their size or answer another question,
are held to what no test of the order of values can say.
"""

from __future__ import annotations

import json
from fractions import Fraction
from math import factorial, prod
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from multinomials import convolve

from rusfelt.errors import DomainError
from rusfelt.stats import (
    joinpoint,
    least_squares,
    mann_kendall,
    one_way_anova,
    poisson_exact,
    sen_slope,
    wilson,
)

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def r(authority: Path) -> dict[str, Any]:
    text = (authority / "trend" / "r_base_reference.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


@pytest.fixture
def peers(authority: Path) -> dict[str, Any]:
    text = (authority / "trend" / "py_peers_reference.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def _series(case: dict[str, Any]) -> tuple[list[float], list[int]]:
    """The values there are, and their times."""
    t = [i for i, value in enumerate(case["x"]) if value is not None]
    return [case["x"][i] for i in t], t


def _orders(y: list[float]) -> list[int]:
    """In how many orders of these values 0, 1, 2 … pairs fall: a product of Gaussian binomials."""
    ways, placed = [1], 0
    for size in np.unique(y, return_counts=True)[1].tolist():
        placed += size
        # [placed choose size] = ∏ (1 - q^(placed - size + i))/(1 - q^i), exact at every step.
        for i in range(1, size + 1):
            factor = [1] + [0] * (placed - size + i - 1) + [-1]
            ways = convolve(ways, factor)
            for k in range(i, len(ways)):
                ways[k] += ways[k - i]
            ways = ways[: len(ways) - i]
    return ways


def _exact_p(y: list[float]) -> Fraction:
    """Twice the smaller tail of s over every order of the values."""
    ways = _orders(y)
    falling = sum(a > b for i, a in enumerate(y) for b in y[i + 1 :])
    tails = sum(ways[: falling + 1]), sum(ways[falling:])
    return min(Fraction(1), Fraction(2 * min(tails), sum(ways)))


def test_the_orders_are_all_orders() -> None:
    """The count by hand: three values, a tie, and as many orders as there are."""
    assert _orders([1, 2, 3]) == [1, 2, 2, 1]
    assert _orders([1, 1, 2]) == [1, 1, 1]
    y = [2, 2, 2, 3, 1, 4, 4]
    assert sum(_orders(y)) == factorial(7) // prod(map(factorial, (3, 2)))


def test_exact_p_of_every_series_is_that_of_all_orders(peers: dict[str, Any]) -> None:
    """With ties and without, 30 points included; and the file's exact p wherever it has one."""
    enumerated = 0
    for case in peers["series"].values():
        y, _ = _series(case)
        exact = mann_kendall(y, method="exact")
        assert float(exact.p) == pytest.approx(float(_exact_p(y)), rel=1e-11)
        for name in ("exact_p_two_sided", "exact_perm_p_with_ties"):
            if case.get(name) is not None:
                assert float(exact.p) == pytest.approx(case[name], rel=1e-12)
                enumerated += 1
    assert enumerated > 9


def test_the_normal_z_is_rs(r: dict[str, Any], peers: dict[str, Any]) -> None:
    """s less one step towards 0, over its standard deviation: R's and pymannkendall's z."""
    cases = [(case["x"], case["S_z"]) for case in r["kendall"].values()]
    cases += [(_series(c)[0], c["original_test"]["z"]) for c in peers["series"].values()]
    for y, z in cases:
        found = mann_kendall(y, method="normal")
        if float(found.s) == 0:
            assert z == 0
            continue
        step = float(np.sign(found.s))
        assert (float(found.s) - step) / float(np.sqrt(found.var_s)) == pytest.approx(z, rel=1e-11)


def test_pymannkendalls_words_are_those_of_its_normal_p(peers: dict[str, Any]) -> None:
    """``trend`` and ``h`` follow from p and the sign of s; perfect order of 5 is .0275, not 1/60."""
    for case in peers["series"].values():
        peer = case["original_test"]
        y, _ = _series(case)
        found = mann_kendall(y, method="normal")
        assert peer["h"] == (float(found.p) < 0.05)
        word = "increasing" if float(found.s) > 0 else "decreasing"
        assert peer["trend"] == (word if peer["h"] else "no trend")
    perfect = peers["series"]["mono5"]
    assert perfect["original_test"]["p"] == pytest.approx(0.0274863361115103)
    assert float(mann_kendall(perfect["x"]).p) == pytest.approx(1 / 60, rel=1e-12)


def test_tau_b_is_scipys_and_pymannkendalls_is_tau_a(peers: dict[str, Any]) -> None:
    """The same without ties; with ties tau-a cannot reach 1 and lies nearer to 0."""
    tied = 0
    for case in peers["series"].values():
        y, _ = _series(case)
        found = mann_kendall(y)
        tau_a = float(found.s) / (len(y) * (len(y) - 1) / 2)
        assert case["original_test"]["Tau"] == pytest.approx(tau_a, rel=1e-12)
        theirs = case["kendalltau_b"]["tau"]
        if theirs is None:
            assert np.isnan(found.tau)
            continue
        assert float(found.tau) == pytest.approx(theirs, rel=1e-12)
        if len(set(y)) < len(y):
            tied += 1
            assert abs(tau_a) < abs(theirs)
    assert tied == 4


def test_scipys_p_is_exact_without_ties_and_wrong_with_them(peers: dict[str, Any]) -> None:
    """Where values tie scipy's p is normal without a correction: .153 where 3/14 of orders count."""
    wrong = {}
    for name, case in peers["series"].items():
        theirs, (y, _) = case["kendalltau_b"]["p"], _series(case)
        if theirs is None:
            assert float(mann_kendall(y).p) == 1  # equal values have one order
        elif len(set(y)) == len(y):
            assert float(mann_kendall(y).p) == pytest.approx(theirs, rel=1e-12)
        else:
            wrong[name] = theirs / float(_exact_p(y))
    assert _exact_p([2, 2, 2, 3, 1, 4, 4]) == Fraction(3, 14)
    assert wrong == pytest.approx(
        {"ties": 7.544, "flat": 0.714, "nile30": 0.974, "quarterly12": 0.957}, abs=5e-4
    )


def test_no_order_of_the_values_can_be_as_rare_as_yue_and_wangs_p(peers: dict[str, Any]) -> None:
    """Of eight values the rarest p is 2/8! = .00005; theirs is 2e-13. Nor is it a number at all
    where a perfect line leaves nothing over."""
    impossible = set()
    for name, case in peers["series"].items():
        y, _ = _series(case)
        smallest = Fraction(2, sum(_orders(y)))
        p = case["yue_wang_modification_test"]["p"]
        if p is None:
            assert name in {"mono5", "mono4_dec"}
        elif p < smallest:
            impossible.add(name)
    assert impossible >= {"od_deaths_like", "ties", "sulfate", "nan_gap", "quarterly12", "props"}
    flat = peers["series"]["flat"]
    assert float(_exact_p(flat["x"])) > 100 * flat["yue_wang_modification_test"]["p"]


def test_hamed_and_raos_p_is_a_tenth_of_the_exact_one_or_no_number(peers: dict[str, Any]) -> None:
    """Where it finds no autocorrelation it is the normal p; where it does, ten points decide."""
    changed = {}
    for name, case in peers["series"].items():
        theirs, plain = case["hamed_rao_modification_test"]["p"], case["original_test"]["p"]
        if theirs is None:
            assert name in {"mono5", "mono4_dec"}
        elif theirs != plain:
            changed[name] = theirs / float(_exact_p(_series(case)[0]))
    assert changed == pytest.approx({"sulfate": 0.0857, "quarterly12": 2.443}, abs=5e-4)


def test_prewhitening_loses_what_it_should_find(peers: dict[str, Any]) -> None:
    """Perfect order, the rarest there is, becomes p = 1 (trend-free) or .089 (plain)."""
    for name, plain in (("mono5", 0.0894), ("mono4_dec", 0.2963)):
        case = peers["series"][name]
        assert case["trend_free_pre_whitening_modification_test"]["p"] == 1
        assert case["pre_whitening_modification_test"]["p"] == pytest.approx(plain, abs=5e-5)
        assert _exact_p(case["x"]) == Fraction(2, factorial(len(case["x"])))
    # A rise that the exact test finds is there no more once it is taken for autocorrelation.
    deaths = peers["series"]["od_deaths_like"]
    assert deaths["pre_whitening_modification_test"]["p"] > 0.2
    assert float(_exact_p(deaths["x"])) < 0.015


def test_sens_line_and_interval_are_scipys(peers: dict[str, Any]) -> None:
    """Also with a missing year, whose times both know; and the other intercept by its formula."""
    for name, case in peers["series"].items():
        y, t = _series(case)
        line, peer = sen_slope(y, t), case["theilslopes"]
        assert float(line.slope) == pytest.approx(peer["slope"], rel=1e-12)
        assert float(line.intercept) == pytest.approx(peer["intercept_separate"], rel=1e-12)
        joint = np.median(np.array(y) - float(line.slope) * np.array(t))
        assert joint == pytest.approx(case["theilslopes_joint_intercept"], rel=1e-12)
        assert float(line.slope) == pytest.approx(case["original_test"]["slope"], rel=1e-12)
        if name != "mono4_dec":
            assert [float(line.low), float(line.high)] == pytest.approx(
                [peer["lo95"], peer["hi95"]], rel=1e-12, abs=1e-15
            )


def test_four_points_have_no_95_percent_interval(peers: dict[str, Any]) -> None:
    """scipy says -1 to -1, without 0; but perfect order of four has p = 1/12, so 0 is not out."""
    case = peers["series"]["mono4_dec"]
    assert (case["theilslopes"]["lo95"], case["theilslopes"]["hi95"]) == (-1, -1)
    assert _exact_p(case["x"]) == Fraction(1, 12)
    line = sen_slope(case["x"])
    assert (float(line.low), float(line.high)) == (-np.inf, np.inf)


def test_repeated_medians_are_another_line(peers: dict[str, Any]) -> None:
    """``siegelslopes`` by its definition; it is not Sen's slope, and not offered."""
    differ = set()
    for name, case in peers["series"].items():
        y, t = (np.array(part, dtype=float) for part in _series(case))
        steps = (y[None] - y[:, None]) / np.where(np.eye(t.size), np.nan, t[None] - t[:, None])
        slope = np.median(np.nanmedian(steps, axis=1))
        intercept = np.median(y - slope * t)
        assert [slope, intercept] == pytest.approx(case["siegelslopes"], rel=1e-9, abs=1e-12)
        if slope != pytest.approx(float(sen_slope(y, t).slope), rel=1e-9):
            differ.add(name)
    assert differ == {"flat", "nan_gap", "nile30", "quarterly12"}


def test_seasons_by_hand(peers: dict[str, Any]) -> None:
    """Four quarters of three years, each rising: s and its variance add up over the quarters.

    The normal p is .0041; of the 6⁴ orders of years only two are as extreme: 2/1296 = .0015.
    """
    case = peers["series"]["quarterly12"]
    quarters = np.reshape(case["x"], (3, 4)).T
    each = mann_kendall(quarters, method="normal")
    peer, s, variance = case["seasonal_test"], each.s.sum(), each.var_s.sum()
    assert (peer["s"], peer["var_s"]) == (s, pytest.approx(variance))
    assert (s - 1) / np.sqrt(variance) == pytest.approx(peer["z"], rel=1e-12)
    together = [1]
    for quarter in quarters:
        together = convolve(together, _orders(quarter.tolist()))
    exact = Fraction(2 * together[0], sum(together))
    assert exact == Fraction(2, 6**4)
    assert peer["p"] > 2 * exact
    steps = [(q[j] - q[i]) / (j - i) for q in quarters for i in range(3) for j in range(i + 1, 3)]
    slope, intercept = case["seasonal_sens_slope"]
    assert [peer["slope"], peer["intercept"]] == [slope, intercept]
    assert np.median(steps) == slope
    # With quarters that all agree, their covariance is as large as their variance.
    dependent = case["correlated_seasonal_test"]
    assert dependent["var_s"] == pytest.approx(4 * variance)
    assert s / np.sqrt(dependent["var_s"]) == pytest.approx(dependent["z"], rel=1e-12)


def test_rs_continuity_correction_only_widens_wilsons_interval(r: dict[str, Any]) -> None:
    """``prop.test`` with its default; not offered. At half the correction is cut to nothing."""
    for case in r["binomial"]:
        low, high = (float(bound) for bound in wilson(case["x"], case["n"]))
        assert case["wilson_cc"][0] <= low + 1e-12
        assert case["wilson_cc"][1] >= high - 1e-12
        same = case["wilson_cc"] == pytest.approx([low, high], rel=1e-12)
        assert same == (2 * case["x"] == case["n"])


def test_the_peers_exact_poisson_limits_are_right(peers: dict[str, Any]) -> None:
    """Those it gives apart from Byar's, to twelve digits."""
    cases = peers["poisson"]
    found = np.stack(poisson_exact([case["k"] for case in cases]), axis=-1)
    np.testing.assert_allclose(found, [case["exact95"] for case in cases], rtol=1e-12)


def test_the_bent_line_of_the_nile_is_rs_segmented(r: dict[str, Any]) -> None:
    """Its coefficients at its own place of the bend, beside which no whole year fits better."""
    flow, case = np.array(r["kendall"]["nile_full"]["x"], dtype=float), r["segmented_nile"]
    t = np.arange(1, flow.size + 1)
    fit = least_squares(
        np.stack([np.ones(t.size), t, np.maximum(t - case["psi"], 0)], axis=-1), flow
    )
    np.testing.assert_allclose(fit.coefficients, case["coef"][:3], rtol=1e-6)
    at = np.arange(3, 98)
    hinges = np.maximum(t - at[:, None], 0)
    designs = np.stack([np.ones_like(hinges), np.broadcast_to(t, hinges.shape), hinges], axis=-1)
    assert at[np.argmin(least_squares(designs, flow).residual_sd)] == round(case["psi"])
    # The search over all places with its tests is for short series, and says so.
    with pytest.raises(DomainError, match="at most 40"):
        joinpoint(flow)


def test_the_step_of_the_nile_is_strucchanges(r: dict[str, Any]) -> None:
    """Of all places to cut the series in two means, after 28 years leaves the least within."""
    flow = r["kendall"]["nile_full"]["x"]
    within = [
        float(one_way_anova(flow, np.arange(len(flow)) < at).ss_within) for at in range(15, 86)
    ]
    assert 15 + int(np.argmin(within)) == r["strucchange_nile"]["breakpoints"]
