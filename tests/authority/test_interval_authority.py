"""Intervals of counts and shares against R and against a peer, its own mistake included."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from rusfelt.stats.byar import byar
from rusfelt.stats.estimates import proportion, rate
from rusfelt.stats.intervals import wilson

if TYPE_CHECKING:
    from pathlib import Path


def _read(authority: Path, name: str) -> Any:
    return json.loads((authority / "trend" / name).read_text(encoding="utf-8"))


def test_rates_and_shares_are_rs_exact_intervals(authority: Path) -> None:
    """R's ``poisson.test`` at 95 and 99.8 %, zero events included, and ``binom.test``."""
    cases = _read(authority, "r_base_reference.json")
    counts = [case["k"] for case in cases["poisson_exact"]]
    assert 0 in counts
    for level, name in ((0.95, "95"), (0.998, "998")):
        found = rate(counts, 1000, factor=1000, confidence=level)
        np.testing.assert_array_equal(found.value, counts)
        for bound, key in ((found.low, "lo"), (found.high, "hi")):
            expected = [case[key + name] for case in cases["poisson_exact"]]
            np.testing.assert_allclose(bound, expected, rtol=1e-11)
    shares = cases["binomial"]
    found = proportion([c["x"] for c in shares], [c["n"] for c in shares],
                       method="clopper-pearson")  # fmt: skip
    np.testing.assert_allclose(
        np.stack(found[1:], axis=-1), [c["clopper"] for c in shares], rtol=1e-9, atol=1e-14
    )


def test_byars_limits_are_within_a_fifth_of_a_percent_of_rs_from_ten_events(
    authority: Path,
) -> None:
    """And R's own below."""
    cases = _read(authority, "r_base_reference.json")["poisson_exact"]
    x = np.array([case["k"] for case in cases])
    low, high = byar(x)
    for found, key in ((low, "lo95"), (high, "hi95")):
        expected = np.array([case[key] for case in cases])
        np.testing.assert_allclose(found, expected, rtol=0.002)
        np.testing.assert_allclose(found[x < 10], expected[x < 10], rtol=1e-11)


def test_wilsons_and_byars_limits_are_the_peers(authority: Path) -> None:
    """Where it is right: Wilson at 95 and 99.8 %, and Byar by ``byars_lower`` and ``_upper``."""
    cases = _read(authority, "py_peers_reference.json")
    x, n = ([case[key] for case in cases["ci"]] for key in ("x", "n"))
    for level, name in ((0.95, "wilson95"), (0.998, "wilson998")):
        bounds = np.stack(wilson(x, n, confidence=level), axis=-1)
        expected = [case[name] for case in cases["ci"]]
        np.testing.assert_allclose(bounds, expected, rtol=1e-12, atol=1e-16)
    counts = [case["k"] for case in cases["poisson"]]
    bounds = np.stack(byar(counts), axis=-1)
    expected = [case["byar95"] for case in cases["poisson"]]
    np.testing.assert_allclose(bounds, expected, rtol=1e-12)


def test_the_peers_byars_is_a_five_percent_interval(authority: Path) -> None:
    """PHStatsMethods passes one less the level on: its numbers are Byar's at 5 %, not at 95."""
    cases = _read(authority, "py_peers_reference.json")["poisson"]
    counts = [case["k"] for case in cases]
    theirs = np.array([case["byars_func_BUGGY"] for case in cases])
    np.testing.assert_allclose(np.stack(byar(counts, confidence=0.05), axis=-1), theirs, rtol=1e-9)
    right = np.stack(byar(counts), axis=-1)
    # The proper interval is several times as wide.
    assert (np.ptp(right, axis=1) > 4 * np.ptp(theirs, axis=1)).all()
