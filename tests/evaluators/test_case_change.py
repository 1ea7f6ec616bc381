"""One person before and after a start, against the functions the answer is made of."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ragged_panels import outcomes, permuted_alike, ragged, without
from report_pages import a_plan

import rusfelt
from rusfelt.language import LANGUAGES
from rusfelt.report.method_figures import Found
from rusfelt.report.names import Names
from rusfelt.report.numbers import Numbers
from rusfelt.report.texts import Texts
from rusfelt.stats.single_case.log_response_ratio import log_response_ratio
from rusfelt.stats.single_case.nap import nap
from rusfelt.stats.single_case.nonoverlap import ird, pand, pem, pnd
from rusfelt.stats.single_case.tau import tau
from rusfelt.stats.single_case.tau_u import TAU_U_MODELS, tau_u

NAN = float("nan")
# Parker and Vannest (2009), example; the others differ in both phases' lengths.
CASES = [
    ([4.0, 3, 4, 3, 4, 7, 5, 2, 3, 2], [5.0, 9, 7, 9, 7, 5, 9, 11, 11, 10, 9]),
    ([20.0, 20, 26, 25, 22, 23], [28.0, 25, 24, 27, 30, 30, 29]),
    ([3.0, 3, 4, 5], [4.0, 5, 6, 7, 7]),
    ([5.0], [5.0, 1.0]),
    ([2.0, 6.0, 1.0], [4.0]),
    ([6.0, 1.0], [4.0, 0.0, 8.0]),
]


def people(cases=CASES, **shared):
    """One series a case that starts at the first point of its second phase."""
    rows = [
        {
            "unit": f"p{place}",
            "y": [*a, *b],
            "t": np.arange(1.0, 1 + len(a) + len(b)),
            "start": 1.0 + len(a),
            "better": "higher",
        }
        for place, (a, b) in enumerate(cases)
    ]
    return ragged([{**row, "y": np.array(row["y"])} | shared for row in rows], clock="occasion")


@pytest.mark.parametrize("better", ["higher", "lower"])
@pytest.mark.parametrize("method", ["complete", "parker", "tarlow"])
def test_each_index_is_the_functions_own_whatever_the_lengths(better, method):
    """Cases of one length with starts at different points are worked out together."""
    found = rusfelt.evaluate(
        people(better=better), "case-change", scale="ratio", tau_u_method=method
    )
    assert found.status.tolist() == ["ok"] * len(CASES)
    model = TAU_U_MODELS.index("A vs. B - Trend A")
    for row, (a, b) in enumerate(CASES):
        pairs, plain = nap(a, b, better=better), tau(a, b, better=better)
        trended = tau_u(a, b, better=better, method=method)
        ratio = log_response_ratio(a, b, better=better)
        known = {"n_a": len(a), "n_b": len(b)}
        known |= dict(zip(("nap", "nap_se", "nap_low", "nap_high"), pairs[:4], strict=True))
        known |= dict(zip(("tau", "tau_se", "tau_low", "tau_high"), plain[:4], strict=True))
        ends = (trended.tau, trended.se, trended.low, trended.high)
        names = ("tau_u", "tau_u_se", "tau_u_low", "tau_u_high")
        known |= {name: each[model] for name, each in zip(names, ends, strict=True)}
        known |= dict(zip(("lrr", "lrr_se", "lrr_low", "lrr_high"), ratio[:4], strict=True))
        for name, function in (("pnd", pnd), ("pem", pem), ("pand", pand), ("ird", ird)):
            known[name] = function(a, b, better=better).value
        for name, value in known.items():
            assert found[name][row] == pytest.approx(float(value), rel=1e-12, nan_ok=True), name
    assert set(found["tau_u_variant"]) == {f"{method}: A vs. B - Trend A"}


def test_a_published_case():
    """Parker and Vannest's example, as SingleCaseES and scan have it: NAP .9636."""
    found = rusfelt.evaluate(people(CASES[:1]), "case-change")
    assert round(float(found["nap"][0]), 4) == 0.9636
    assert round(float(found["pnd"][0]), 4) == 0.6364


@pytest.mark.parametrize("model", ["A vs. B + Trend B", "A vs. B + Trend B - Trend A"])
def test_the_model_asked_for_is_the_one_named(model):
    found = rusfelt.evaluate(people(), "case-change", tau_u_model=model)
    known = tau_u(*CASES[0]).tau[TAU_U_MODELS.index(model)]
    assert found["tau_u"][0] == pytest.approx(float(known))
    assert found["tau_u_variant"][0] == f"complete: {model}"


def test_the_mirrored_direction_mirrors():
    """With the scores turned round too, everything is the same."""
    turned = [([-x for x in a], [-x for x in b]) for a, b in CASES]
    found = rusfelt.evaluate(people(), "case-change")
    mirrored = rusfelt.evaluate(people(turned, better="lower"), "case-change")
    for name in ("nap", "nap_low", "tau", "tau_u", "pnd", "pem", "pand", "ird"):
        np.testing.assert_allclose(mirrored[name], found[name], rtol=1e-12, err_msg=name)
    worse = rusfelt.evaluate(people(better="lower"), "case-change")
    np.testing.assert_allclose(worse["tau"], -found["tau"], rtol=1e-12)
    np.testing.assert_allclose(worse["nap"], 1 - found["nap"], rtol=1e-12)


def test_a_start_told_to_the_method_goes_before_those_in_the_panel():
    """And of the panel's columns the person's own start before the tiltak's."""
    own = people()
    told = rusfelt.evaluate(own, "case-change", start=2)
    assert told["n_a"].tolist() == [1] * len(CASES)
    both = people(intervention=2.0)
    assert rusfelt.evaluate(both, "case-change")["n_a"].tolist() == [len(a) for a, _ in CASES]
    tiltak = rusfelt.evaluate(without(both, "start"), "case-change")
    assert tiltak["n_a"].tolist() == [1] * len(CASES)
    unsaid = rusfelt.evaluate(people(intervention=2.0, start=NAN), "case-change")
    assert unsaid["n_a"].tolist() == [1] * len(CASES)


def test_a_measurement_at_the_start_belongs_to_after():
    panel = people([([1.0, 2.0], [3.0])])
    assert rusfelt.evaluate(panel, "case-change", start=2)["n_b"].tolist() == [2]
    assert rusfelt.evaluate(panel, "case-change", start=2.5)["n_b"].tolist() == [1]


def test_a_log_ratio_is_given_for_what_has_a_true_zero():
    """Told what the scale is, and only for figures on it."""
    cases = [CASES[0], ([0.0, 0.0], [1.0, 2.0]), ([-1.0, 2.0], [3.0]), ([0.2, 0.4], [0.9, 0.8])]
    found = rusfelt.evaluate(people(cases), "case-change")
    assert np.isnan(found["lrr"]).all()
    assert set(found["lrr_reason"]) == {"no-scale"}
    found = rusfelt.evaluate(people(cases), "case-change", scale="ratio")
    assert found["lrr_reason"].tolist() == ["", "no-logarithm", "outside-scale", ""]
    found = rusfelt.evaluate(people(cases), "case-change", scale="proportion")
    assert found["lrr_reason"].tolist() == ["outside-scale", "outside-scale", "outside-scale", ""]
    known = log_response_ratio(*cases[3], scale="proportion")
    assert found["lrr"][3] == pytest.approx(float(known.value))
    assert found["lrr_se"][3] == pytest.approx(float(known.se))


def test_each_reason_for_no_answer_and_the_others_go_on():
    rows = [
        {"y": [1.0, 2.0, 3.0]},
        {"y": [1.0, 2.0, 3.0], "start": NAN},
        {"y": [1.0, 2.0, 3.0], "start": 0.0},
        {"y": [1.0, 2.0, 3.0], "start": 9.0},
        {"y": [1.0, 2.0, 3.0], "better": "target"},
        {"y": [1.0, 2.0, 3.0], "better": ""},
        {"y": [1.0, 2.0, 3.0], "role": "process"},
        {"y": [1.0, 2.0, 3.0], "design": "cross-section"},
        {"y": []},
    ]
    shared = {"start": 3.0, "better": "higher", "role": "outcome", "design": "panel"}
    panel = ragged(
        [{**shared, "t": np.arange(1.0, 1 + len(row["y"])), **row} for row in rows],
        clock="occasion",
    )
    found = rusfelt.evaluate(panel, "case-change")
    assert outcomes(found) == [
        "ok", "no-start", "no-baseline-points", "no-points-after", "no-direction", "no-direction",
        "process-measure", "wrong-design", "no-data",
    ]  # fmt: skip
    assert found["nap"][0] == 1
    for row in range(1, len(rows)):
        assert np.isnan(found["nap"][row])
        assert all(found.reason(row, each) for each in ("nb", "nn", "en"))
    permuted_alike(panel, "case-change")


def test_the_order_of_people_is_nothing():
    permuted_alike(people(), "case-change", scale="ratio")


def test_a_panel_that_says_nothing_of_a_start_is_told_so():
    found = rusfelt.evaluate(without(people(), "start"), "case-change")
    assert set(outcomes(found)) == {"no-start"}


@pytest.mark.parametrize(
    "params",
    [{"tau_u_method": "own"}, {"tau_u_model": "Trend A"}, {"scale": "log"}, {"start": "x"}],
)
def test_words_that_are_none_are_refused(params):
    with pytest.raises(rusfelt.RusfeltError):
        rusfelt.evaluate(people(), "case-change", **params)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_tells_it_in_words(language):
    """Each index by its name, with its interval where it has one."""
    found = rusfelt.evaluate(people(), "case-change", scale="ratio")
    texts = Texts(language)
    names = Names(a_plan([]), (), texts, Numbers(texts))
    told = list(Found("case-change", found.row(0), names, spec=found.spec).figures())
    assert len(told) == 11
    assert not any("_" in each["term"] + each["text"] for each in told)
    assert sum("95" in each["rest"] for each in told) == 4


HOSTILE = st.sampled_from([0.0, -0.0, 1.0, 2.0, 5e-324, 1e150, -1.7e308, 1.7e308])
STATED = HOSTILE | st.sampled_from([NAN, math.inf, -math.inf, 3.0])


@given(st.data())
def test_whatever_a_panel_holds_there_is_an_answer_or_a_reason(data):
    """No exception and no warning, and nothing infinite in an answer."""
    rows = [
        {
            "unit": f"p{place}",
            "y": np.array(data.draw(st.lists(HOSTILE, max_size=5))),
            "start": data.draw(STATED),
            "intervention": data.draw(STATED),
            "better": data.draw(st.sampled_from(["higher", "lower", "", "target"])),
        }
        for place in range(data.draw(st.integers(1, 4)))
    ]
    odd = data.draw(st.sampled_from([None, "start", "intervention", "better"]))
    if odd is not None:
        word = data.draw(st.sampled_from(["x", 2, True]))
        rows = [{**row, odd: word} for row in rows]
    scale = data.draw(st.sampled_from([None, "ratio", "proportion", "percentage"]))
    panel = ragged([{**row, "t": np.arange(1.0, 1 + len(row["y"]))} for row in rows])
    found = rusfelt.evaluate(panel, "case-change", scale=scale)
    for row, status in enumerate(found.status):
        assert bool(found.reason(row, "nb")) is (status != "ok")
        assert status != "ok" or 0 <= found["nap_low"][row] <= found["nap"][row]
    for column in found.schema:
        if column.dtype == "float64":
            assert not np.isinf(found[column.name]).any()
    found.to_dict()
