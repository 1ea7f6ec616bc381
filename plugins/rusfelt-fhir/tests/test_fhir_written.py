"""Figures as FHIR, held against HL7's definitions by fhir.resources, and read back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

import pytest
from fhir.resources.R4B.bundle import Bundle
from fhir_samples import figures_of
from hypothesis import given, settings
from hypothesis import strategies as st

import rusfelt
from rusfelt import Indicator, Measurement, Plan, State
from rusfelt.disclosure import Policy
from rusfelt.errors import DomainError, WriteError
from rusfelt.report.writer import written_by
from rusfelt.testing import check_writer
from rusfelt_fhir.codes import LOINC, LOINC_SYSTEM
from rusfelt_fhir.measure_reports import measure_reports, summary_reports
from rusfelt_fhir.observations import observations
from rusfelt_fhir.reader import FhirFile
from rusfelt_fhir.writer import FhirWriter, as_json

TEXTS = st.text(st.sampled_from("abcæøåÅ ;:<=\"'\n\t\u2009😀"), max_size=12).map(str.strip)
IDS = st.text(st.sampled_from("abcdøå.-_|#%é"), min_size=1, max_size=8)
PERIODS = st.sampled_from(
    [None, "2019", "2018/2019", "2019-Q3", "2020-02", "2020-02-29", "0001", "9999-12-31"]
)
POSITIVE = st.one_of(st.integers(1, 10**9).map(float), st.floats(1e-6, 1e300))
EMPTY = [state for state in State if state.is_empty]
GROUPS = st.sampled_from(["", "sex=F", "age=18-24;sex=M", "by=på Sagene"])


@st.composite
def measurements(draw):
    """Any figure, empty or not."""
    named = {
        "group": draw(GROUPS),
        "period": draw(PERIODS),
        "denominator": draw(st.none() | POSITIVE),
        "se": draw(st.none() | POSITIVE),
        "deff": draw(st.none() | POSITIVE),
        "response_rate": draw(st.none() | st.floats(0.001, 1)),
        "break_before": draw(st.booleans()),
        "definition": draw(TEXTS) or None,
        "published": draw(st.none() | st.dates(date(1000, 1, 1))),
        "source": draw(TEXTS) or None,
        "note": draw(TEXTS) or None,
    }
    if draw(st.booleans()):
        named["state"] = draw(st.sampled_from(EMPTY))
    else:
        named["state"] = draw(st.sampled_from([each for each in State if not each.is_empty]))
        named["value"] = draw(st.none() | st.floats(-1e300, 1e300))
        named["numerator"] = draw(st.none() | st.floats(0, 1e300))
        if named["value"] is None and named["numerator"] is None:
            named["value"] = 0.0
        if named["value"] is not None:
            named["bound"] = draw(st.sampled_from([None, "<", "<=", ">", ">="]))
    return Measurement(draw(IDS), draw(TEXTS), **named)


def read_back(document):
    Bundle.model_validate_json(as_json(document))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "figures.json")
        path.write_bytes(as_json(document))
        return figures_of(FhirFile().table(path))


@settings(deadline=None, max_examples=40)
@given(st.lists(measurements(), min_size=1, max_size=4))
def test_observations_come_back_as_they_were(figures) -> None:
    """Each is what HL7 says an Observation is, and every field of every figure is there again."""
    assert read_back(observations(figures)) == figures


@settings(deadline=None, max_examples=40)
@given(st.lists(measurements(), min_size=1, max_size=4))
def test_reports_come_back_as_they_were(figures) -> None:
    """In another order where strata of one report stood apart."""
    found = read_back(measure_reports(figures))
    assert sorted(map(str, found)) == sorted(map(str, figures))


@pytest.mark.parametrize("make", [observations, measure_reports])
def test_all_five_empty_states_survive(make) -> None:
    figures = [Measurement("x", "u", period="2020", state=state) for state in EMPTY]
    assert [each.state for each in read_back(make(figures))] == EMPTY


def test_one_report_holds_everyone_and_the_groups() -> None:
    """As they are of one indicator, unit and period; a second figure for a group starts another."""
    rows = [("", 9), ("sex=F", 5), ("sex=M", 4), ("sex=M", 3)]
    figures = [Measurement("x", "u", group=group, period="2020", value=n) for group, n in rows]
    made = [each["resource"] for each in measure_reports(figures)["entry"]]
    assert [len(each["group"][0]["stratifier"]) for each in made] == [2, 1]
    assert made[0]["group"][0]["measureScore"] == {"value": 9}
    assert made[0]["period"] == {"start": "2020-01-01", "end": "2020-12-31"}


def test_only_what_the_user_gave_is_referred_to() -> None:
    """A unit is told by its code, unless somebody says where it stands."""
    figure = Measurement("phq9", "030108", period="2020", value=1)
    plan = Plan("p", "P", indicators=[Indicator("phq9", "Depresjon", unit="poeng")])
    plain = observations([figure])["entry"][0]["resource"]
    assert plain["subject"] == {"identifier": {"value": "030108"}}
    assert plain["code"] == {"coding": [{"code": "phq9"}]}
    told = observations(
        [figure],
        plan=plan,
        system="urn:x",
        codes={"phq9": (LOINC_SYSTEM, LOINC["phq9"])},
        subjects={"030108": "Location/7"},
    )["entry"][0]["resource"]
    assert told["subject"] == {"reference": "Location/7"}
    assert told["code"]["coding"] == [
        {"system": "urn:x", "code": "phq9"},
        {"system": "http://loinc.org", "code": "44261-6"},
    ]
    assert (told["code"]["text"], told["valueQuantity"]["unit"]) == ("Depresjon", "poeng")
    report = measure_reports(
        [figure],
        measures={"phq9": "http://x.org/Measure/1"},
        subjects={"030108": {"reference": "Location/7", "display": "Nordre Aker"}},
        reporter="Organization/1",
    )["entry"][0]["resource"]
    assert report["measure"] == "http://x.org/Measure/1"
    assert report["subject"]["display"] == "Nordre Aker"
    assert report["reporter"] == {"reference": "Organization/1"}


def test_only_instruments_that_ship_have_a_code_of_loinc() -> None:
    """The four total scores a code was found for; no other code is given out."""
    assert LOINC == {"audit": "75624-7", "audit_c": "75626-2", "gad7": "70274-6", "phq9": "44261-6"}
    assert {rusfelt.load_instrument(each).id for each in LOINC} == set(LOINC)


def test_the_same_figures_are_the_same_bytes_and_others_have_other_names() -> None:
    """Ids follow from the content; two that are alike are two."""
    one, two = (Measurement("x", "u", period="2020", value=each) for each in (1, 2))
    first, again = as_json(observations([one, one, two])), as_json(observations([one, one, two]))
    assert first == again
    names = [each["resource"]["id"] for each in json.loads(first)["entry"]]
    assert len(set(names)) == 3
    assert names[2] == observations([two])["entry"][0]["resource"]["id"]
    code = (
        "from rusfelt import Measurement; from rusfelt_fhir.observations import observations;"
        "print(observations([Measurement('x', 'u', period='2020', value=1)])['id'])"
    )
    seeds = [
        subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True).stdout
        for seed in ("1", "2")
    ]  # fmt: skip
    assert seeds[0] == seeds[1]


def test_no_figures_are_an_empty_bundle() -> None:
    """FHIR has no empty lists."""
    assert "entry" not in observations([])
    Bundle.model_validate_json(as_json(measure_reports([])))


@pytest.mark.parametrize("make", [observations, measure_reports])
def test_what_fhir_cannot_hold_is_refused(make) -> None:
    """Control characters, and identity numbers in what the user gives beside the figures."""
    with pytest.raises(DomainError, match="control character"):
        make([Measurement("x", "u", period="2020", value=1, note="a\x0bb")])
    figure = Measurement("x", "u", period="2020", value=1)
    with pytest.raises(DomainError, match="identity number") as caught:
        make([figure], subjects={"u": "Patient/17912099997"})
    assert "17912099997" not in str(caught.value)


def published(**named):
    plan = Plan(
        "p", "P", area="0301", indicators=[Indicator("x", "X", kind="count", better="lower")]
    )
    rows = [
        Measurement("x", "", period=str(year), value=n)
        for year, n in ((2020, 40), (2021, 2), (2022, 31))
    ]
    evaluation = rusfelt.evaluate_plan(plan, rusfelt.Measurements.of(rows))
    return rusfelt.publish(evaluation, **named)


def test_published_figures_are_summaries_without_the_small_ones() -> None:
    """Two people in 2021 are hidden by the gate, and in FHIR they are masked."""
    made = summary_reports(published(policy=Policy(5)))
    shown = [(each.period, each.value, each.state) for each in read_back(made)]
    assert shown[1] == ("2021", None, State.SUPPRESSED)
    assert {each["resource"]["type"] for each in made["entry"]} == {"summary"}


def test_what_has_not_been_published_makes_no_summary() -> None:
    """Not an evaluation, and not one for internal use."""
    with pytest.raises(DomainError, match=r"rusfelt\.publish"):
        summary_reports(published(policy=Policy(5)).evaluation)
    internal = published(internal=True)
    with pytest.raises(DomainError, match="internal use"):
        summary_reports(internal)
    with pytest.raises(WriteError, match="internal use"):
        FhirWriter().write(internal.to_dict())


def test_the_writer_writes_the_same_as_the_function() -> None:
    """Asked by name, as ``rusfelt evaluate --writer fhir`` asks it."""
    found = published(policy=Policy(5))
    assert written_by("fhir", found) == as_json(summary_reports(found))
    with pytest.raises(WriteError, match="control character"):
        FhirWriter().write({"series": [{"indicator": "x", "unit": "\x01", "group": "", "points": [{"period": "2020", "state": "exact", "value": 1.0, "numerator": None, "denominator": None, "se": None, "bound": None, "part": 0}]}]})  # fmt: skip


def test_the_writer_keeps_the_laws_of_writers() -> None:
    found = check_writer(FhirWriter(), documents=[published(policy=Policy(5)).to_dict()])
    assert found, str(found)
