"""Effect sizes of single cases against the R packages SingleCaseES and scan."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from scipy import stats

from rusfelt.stats.least_squares import least_squares
from rusfelt.stats.single_case.log_ratio_of_medians import log_ratio_of_medians
from rusfelt.stats.single_case.log_response_ratio import log_response_ratio
from rusfelt.stats.single_case.nap import nap
from rusfelt.stats.single_case.nonoverlap import ird, pand, pem, pnd
from rusfelt.stats.single_case.percent_of_goal import percent_of_goal
from rusfelt.stats.single_case.standardised_mean_difference import within_case_smd
from rusfelt.stats.single_case.tau import tau
from rusfelt.stats.single_case.tau_bc import tau_bc
from rusfelt.stats.single_case.tau_u import TAU_U_MODELS, tau_u

if TYPE_CHECKING:
    from pathlib import Path

CASES = ("PV2009", "doc", "dec")
# The goals are not in the file; these are the ones its figures follow from.
GOALS = {"PV2009": 13, "doc": 32, "dec": 0}
# The file has 12 to 16 digits.
EXACT = 2e-12
# R's uniroot stops within 1.2e-4 of a root unless told otherwise, and there are roots in the file.
UNIROOT = 1.3e-4


def _read(authority: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((authority / "clinical" / name).read_text(encoding="utf-8"))
    return found


def _case(authority: Path, name: str) -> tuple[dict[str, Any], list[float], list[float], str]:
    case = _read(authority, "singlecase_es_reference.json")[name]
    better = {"increase": "higher", "decrease": "lower"}[case["improvement"]]
    return case, case["A"], case["B"], better


@pytest.mark.parametrize("name", CASES)
def test_nap_and_tau(authority: Path, name: str) -> None:
    """Value and error to all digits given, bounds to what R's root finder reaches."""
    case, a, b, better = _case(authority, name)
    for function, entry in ((nap, case["NAP"]), (tau, case["Tau"])):
        ours = function(a, b, better=better)
        assert float(ours.value) == pytest.approx(entry["Est"], rel=EXACT)
        assert float(ours.se) == pytest.approx(entry["SE"], rel=EXACT)
        assert float(ours.low) == pytest.approx(entry["CI_lower"], abs=UNIROOT)
        assert float(ours.high) == pytest.approx(entry["CI_upper"], abs=UNIROOT)


@pytest.mark.parametrize("name", ["PV2009", "doc"])
def test_baseline_corrected_tau(authority: Path, name: str) -> None:
    """Value and error to all digits given where no tie hangs on rounding."""
    case, a, b, better = _case(authority, name)
    ours, entry = tau_bc(a, b, better=better), case["Tau_BC"]
    assert float(ours.value) == pytest.approx(entry["Est"], rel=EXACT)
    assert float(ours.se) == pytest.approx(entry["SE"], rel=EXACT)
    assert float(ours.low) == pytest.approx(entry["CI_lower"], abs=UNIROOT)
    assert float(ours.high) == pytest.approx(entry["CI_upper"], abs=UNIROOT)


def test_a_tie_the_peer_loses_to_rounding(authority: Path) -> None:
    """With a slope of -1/5 two points are both -4/5 off the line; in floats the peer's are not."""
    case, a, b, better = _case(authority, "dec")
    assert float(tau_bc(a, b, better=better).value) == pytest.approx(37 / 42, rel=1e-15)
    assert case["Tau_BC"]["Est"] == pytest.approx(36 / 42, rel=EXACT)
    tenfold = tau_bc(np.multiply(a, 5), np.multiply(b, 5), better=better)  # whole residuals
    assert float(tenfold.value) == pytest.approx(37 / 42, rel=1e-15)


@pytest.mark.parametrize("name", CASES)
def test_indices_of_order_alone(authority: Path, name: str) -> None:
    """PND, PEM, PAND, IRD, and Tau-U, which is Parker's."""
    case, a, b, better = _case(authority, name)
    for function, key in ((pnd, "PND"), (pem, "PEM"), (pand, "PAND"), (ird, "IRD")):
        assert float(function(a, b, better=better).value) == pytest.approx(
            case[key]["Est"], rel=EXACT
        )
    parker = tau_u(a, b, better=better, method="parker")
    ours = float(parker.tau[TAU_U_MODELS.index("A vs. B - Trend A")])
    assert ours == pytest.approx(case["Tau_U"]["Est"], rel=EXACT)


@pytest.mark.parametrize("name", CASES)
def test_indices_of_level(authority: Path, name: str) -> None:
    """Value, error and bounds of LRRi, LRRd, SMD, LRM and PoGO."""
    case, a, b, better = _case(authority, name)
    found = {
        "LRRi": log_response_ratio(a, b, better=better, resolution=1),
        "LRRd": log_response_ratio(a, b, better=better, variant="decreasing", resolution=1),
        "SMD": within_case_smd(a, b, better=better),
        "LRM": log_ratio_of_medians(a, b, better=better),
        "PoGO": percent_of_goal(a, b, GOALS[name]),
    }
    for key, ours in found.items():
        scale = 100 if key == "PoGO" else 1
        theirs = [case[key][field] for field in ("Est", "SE", "CI_lower", "CI_upper")]
        np.testing.assert_allclose(np.multiply(ours[:4], scale), theirs, rtol=EXACT)
    sd = float(within_case_smd(a, b, better=better).sd)
    assert sd == pytest.approx(case["SMD"]["baseline_SD"], rel=EXACT)


@pytest.mark.parametrize("method", ["complete", "parker", "tarlow"])
def test_tau_u_as_scan_has_it(authority: Path, method: Any) -> None:
    """All fifteen columns of all six models."""
    reference = _read(authority, "scan_reference_PV2009.json")
    ours = tau_u(reference["A"], reference["B"], method=method)
    columns = {
        "pairs": ours.pairs, "pos": ours.pos, "neg": ours.neg, "ties": ours.ties, "S": ours.s,
        "D": ours.d, "Tau": ours.tau, "CI lower": ours.low, "CI upper": ours.high,
        "SE_Tau": ours.se, "Z": ours.z, "p": ours.p, "n": ours.n,
    }  # fmt: skip
    rows = reference[f"tau_u_{method}"]
    assert [row["model"] for row in rows] == list(TAU_U_MODELS)
    for i, row in enumerate(rows):
        for name, values in columns.items():
            np.testing.assert_allclose(values[i], row.get(name, np.nan), rtol=EXACT, err_msg=name)
        # scan prints a deviation without ties for three models but has the one with ties in Z.
        untied = method != "tarlow" and "vs. B " not in row["model"]
        sd = ours.sd_s_no_ties if untied else ours.sd_s
        np.testing.assert_allclose(sd[i], row["SD_S"], rtol=EXACT)
        np.testing.assert_allclose(sd[i] ** 2, row["VAR_S"], rtol=EXACT)
        if method != "tarlow":
            assert row["S"] / float(ours.sd_s[i]) == pytest.approx(row["Z"], rel=EXACT)
            assert (row["S"] / row["SD_S"] == pytest.approx(row["Z"], rel=1e-4)) is not untied


def test_overlap_as_scan_has_it(authority: Path) -> None:
    """NAP with its pairs and test, PAND with its phi, IRD and PND."""
    reference = _read(authority, "scan_reference_PV2009.json")
    a, b = reference["A"], reference["B"]
    (theirs,) = reference["nap"]
    ours = nap(a, b)
    value = float(ours.value)
    assert 100 * value == pytest.approx(theirs["NAP"], rel=EXACT)
    assert 100 * float(tau(a, b).value) == pytest.approx(theirs["NAP Rescaled"], rel=EXACT)
    assert (ours.pairs, ours.pos, ours.ties) == (
        theirs["Pairs"], theirs["Positives"], theirs["Ties"],
    )  # fmt: skip
    assert ours.pos + ours.ties / 2 == theirs["Non-overlaps"]
    assert ours.neg + ours.ties / 2 == theirs["w"]
    # Wilcoxon's test, one-sided, is half the p of Tarlow's first model.
    p = float(tau_u(a, b, method="tarlow").p[0]) / 2
    assert p == pytest.approx(theirs["p"], rel=EXACT)
    d = 3.464 * (1 - np.sqrt((1 - value) / 0.5))
    assert d == pytest.approx(theirs["d"], rel=EXACT)
    assert d**2 / (d**2 + 4) == pytest.approx(theirs["R²"], rel=EXACT)
    assert 100 * float(pand(a, b).value) == pytest.approx(reference["pand"]["pand"], rel=EXACT)
    for key in (reference["pand"]["phi"], reference["ird"]):
        assert float(ird(a, b).value) == pytest.approx(key, rel=EXACT)
    assert 100 * float(pnd(a, b).value) == pytest.approx(reference["pnd"], rel=EXACT)


@pytest.mark.parametrize(("model", "start"), [("W", 0), ("H-M", 1), ("B&L-B", 1), ("JW", 1)])
def test_piecewise_lines_as_scan_has_them(authority: Path, model: str, start: int) -> None:
    """A common trend and a step between phases is a plain linear fit; W counts time from 0."""
    reference = _read(authority, "scan_reference_PV2009.json")
    y = reference["A"] + reference["B"]
    time = np.arange(start, start + len(y))
    step = np.repeat([0, 1], [len(reference["A"]), len(reference["B"])])
    fit = least_squares(np.stack([np.ones(len(y)), time, step], axis=1), y)
    rows = reference[f"plm_{model}"]
    assert [row["term"] for row in rows] == ["(Intercept)", "mt", "B"]
    t = fit.coefficients / fit.se
    for name, values in (
        ("Estimate", fit.coefficients), ("Std. Error", fit.se), ("t value", t),
        ("Pr(>|t|)", 2 * stats.t.sf(np.abs(t), fit.df)),
    ):  # fmt: skip
        np.testing.assert_allclose(values, [row[name] for row in rows], rtol=1e-11)
