"""Ranks, intervals and progress against numbers computed by others."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from rusfelt.stats.intervals import clopper_pearson, poisson_exact, wilson
from rusfelt.stats.kendall import falling_pair_p, mann_kendall
from rusfelt.stats.progress import linear_pace, target_progress
from rusfelt.stats.theil_sen import sen_slope

if TYPE_CHECKING:
    from pathlib import Path


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def test_exact_p_without_ties_equals_the_mahonian_numbers(authority: Path) -> None:
    """Every attainable s for n = 2 … 20 has the published p, to 1e-12 of its size."""
    tables = _read(authority / "kendall" / "exact_two_sided_p_no_ties.json")
    checked = 0
    for text, by_s in tables.items():
        n = int(text)
        tail = falling_pair_p(n)
        for s, p in by_s.items():
            falling = (n * (n - 1) // 2 - int(s)) // 2
            assert min(1.0, 2 * tail[falling]) == pytest.approx(float(Fraction(p)), rel=1e-12)
            checked += 1
    assert checked > 500


def test_a_series_with_each_attainable_s_has_the_published_p(authority: Path) -> None:
    """The whole way from a series to its p, for one untied series per attainable s."""
    tables = _read(authority / "kendall" / "exact_two_sided_p_no_ties.json")
    for text, by_s in tables.items():
        n = int(text)
        order, falling = list(range(n)), 0
        rows = {n * (n - 1) // 2: order.copy()}
        swapped = True
        while swapped:  # each swap of neighbours turns one rising pair into a falling one
            swapped = False
            for i in range(n - 1):
                if order[i] < order[i + 1]:
                    order[i], order[i + 1] = order[i + 1], order[i]
                    falling += 1
                    rows[n * (n - 1) // 2 - 2 * falling] = order.copy()
                    swapped = True
        result = mann_kendall(np.array(list(rows.values())))
        expected = [float(Fraction(by_s[str(abs(s))])) for s in rows]
        np.testing.assert_array_equal(result.s, list(rows))
        np.testing.assert_allclose(result.p, expected, rtol=1e-12)


def test_kendall_as_computed_in_r(authority: Path) -> None:
    """tau-b, and the exact p without ties or else the corrected normal p."""
    cases = _read(authority / "trend" / "r_base_reference.json")["kendall"]
    for case in cases.values():
        exact = mann_kendall(case["x"], method="exact" if case["n"] < 50 else "normal")
        normal = mann_kendall(case["x"], method="normal")
        assert float(exact.tau) == pytest.approx(case["tau_b"], rel=1e-12)
        assert float(normal.p) == pytest.approx(case["p_asym_cc"], rel=1e-10)
        if case["p_exact"] is not None:
            assert float(exact.p) == pytest.approx(case["p_exact"], rel=1e-11)


def test_series_as_computed_by_peers(authority: Path) -> None:
    """Permutation p with ties, s, its variance and Sen's line."""
    cases = _read(authority / "trend" / "py_peers_reference.json")["series"]
    permuted = 0
    for case in cases.values():
        peer = case["original_test"]
        t = [i for i, value in enumerate(case["x"]) if value is not None]
        y = [case["x"][i] for i in t]
        auto = mann_kendall(y)
        normal = mann_kendall(y, method="normal")
        assert float(auto.s) == peer["s"]
        assert float(auto.var_s) == pytest.approx(peer["var_s"], rel=1e-12)
        assert float(normal.p) == pytest.approx(peer["p"], rel=1e-10)
        if len(y) < len(case["x"]):
            continue  # the peer closes the gap that a missing year leaves in the slope
        line = sen_slope(y, t)
        assert float(line.slope) == pytest.approx(peer["slope"], rel=1e-12)
        assert float(line.intercept) == pytest.approx(peer["intercept"], rel=1e-12)
        if case.get("exact_perm_p_with_ties") is not None:
            permuted += 1
            expected = case["exact_perm_p_with_ties"]
            assert float(auto.p) == pytest.approx(expected, rel=1e-12)
    assert permuted >= 4


def test_poisson_intervals_as_computed_in_r(authority: Path) -> None:
    """Exact intervals at 95 and 99.8 %, the count of zero included."""
    cases = _read(authority / "trend" / "r_base_reference.json")["poisson_exact"]
    counts = [case["k"] for case in cases]
    for level, name in ((0.95, "95"), (0.998, "998")):
        low, high = poisson_exact(counts, confidence=level)
        np.testing.assert_allclose(low, [case["lo" + name] for case in cases], rtol=1e-11)
        np.testing.assert_allclose(high, [case["hi" + name] for case in cases], rtol=1e-11)


def test_binomial_intervals_as_computed_in_r(authority: Path) -> None:
    """Clopper and Pearson's and Wilson's intervals, shares of 0 and 1 included."""
    cases = _read(authority / "trend" / "r_base_reference.json")["binomial"]
    x, n = ([case[key] for case in cases] for key in ("x", "n"))
    for function, name in ((clopper_pearson, "clopper"), (wilson, "wilson")):
        bounds = np.stack(function(x, n), axis=-1)
        expected = [case[name] for case in cases]
        np.testing.assert_allclose(bounds, expected, rtol=1e-9, atol=1e-14)


def test_progress_as_computed_from_the_published_formulas(authority: Path) -> None:
    """The share of the targeted change, and the pace on a straight line."""
    cases = _read(authority / "trend" / "goal_attainment_formula_cases.json")["cases"]
    base, year, now, now_year, target, due = (
        [case[key] for case in cases]
        for key in ("base", "base_year", "current", "current_year", "target", "target_year")
    )
    share = target_progress(base, now, target).share
    np.testing.assert_allclose(100 * share, [case["hp_ptca"] for case in cases], rtol=1e-12)
    pace = linear_pace(base, year, now, now_year, target, due)
    expected = [case["linear_expected_now"] for case in cases]
    np.testing.assert_allclose(pace.expected, expected, rtol=1e-12)
    np.testing.assert_allclose(pace.ratio, [case["linear_ratio"] for case in cases], rtol=1e-12)
