"""IATI 2.03: the order and codes the standard asks for, and no figure that may not be shown.

The order of elements, which attributes each must have and which codes there are is written down
here from the schema (iati-activities-schema.xsd, release 2.03) and its rules for results.
"""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree as ET

import attrs
import pytest
from hostile_cells import PAYLOADS, hostile, states

import rusfelt
from rusfelt.disclosure.policy import policy_named
from rusfelt.errors import DomainError, UnknownNameError
from rusfelt.publishing import Published
from rusfelt.report._inert import legible
from rusfelt.report.iati import iati_report

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
# Element: its children in order ("+" at least one, "?" at most one, "*" any, "" exactly one), the
# attributes it must have, and those it may have.
SCHEMA = {
    "iati-activities": (["iati-activity+"], {"version"}, set()),
    "iati-activity": (
        ["iati-identifier", "reporting-org", "title", "description+", "participating-org+",
         "activity-status", "activity-date+", "recipient-country*", "sector*", "result*"],
        set(), {LANGUAGE},
    ),
    "iati-identifier": ([], set(), set()),
    "reporting-org": (["narrative+"], {"ref", "type"}, set()),
    "title": (["narrative+"], set(), set()),
    "description": (["narrative+"], set(), {"type"}),
    "comment": (["narrative+"], set(), set()),
    "narrative": ([], set(), {LANGUAGE}),
    "participating-org": (["narrative*"], {"role"}, {"type"}),
    "activity-status": ([], {"code"}, set()),
    "activity-date": (["narrative*"], {"type", "iso-date"}, set()),
    "recipient-country": ([], {"code"}, {"percentage"}),
    "sector": ([], {"code"}, {"vocabulary", "percentage"}),
    "result": (["title", "description?", "indicator+"], {"type"}, {"aggregation-status"}),
    "indicator": (
        ["title", "description?", "reference*", "baseline*", "period*"],
        {"measure"}, {"ascending", "aggregation-status"},
    ),
    "reference": ([], {"vocabulary", "code"}, set()),
    # A rule of the standard asks for a value wherever something is measured.
    "baseline": (["dimension*", "comment?"], {"year", "value"}, {"iso-date"}),
    "period": (["period-start", "period-end", "target*", "actual*"], set(), set()),
    "period-start": ([], {"iso-date"}, set()),
    "period-end": ([], {"iso-date"}, set()),
    "target": (["dimension*", "comment?"], {"value"}, set()),
    "actual": (["dimension*", "comment?"], {"value"}, set()),
    "dimension": ([], set(), {"name", "value"}),
}  # fmt: skip
CODES = {
    ("reporting-org", "type"): {"10", "11"},
    ("participating-org", "role"): {"2"},
    ("activity-status", "code"): {"1", "2", "3"},
    ("activity-date", "type"): {"1", "3"},
    ("result", "type"): {"1", "2"},
    ("indicator", "measure"): {"1", "2", "3"},
    ("indicator", "ascending"): {"true", "false"},
    ("reference", "vocabulary"): {"99"},
    ("sector", "code"): {"12330"},
    ("narrative", LANGUAGE): {"nb", "nn", "en"},
}


def parsed(data):
    root = ET.fromstring(data)
    for element in root.iter():
        check(element)
    return root


def check(element):
    """That an element is as the schema says."""
    order, must, may = SCHEMA[element.tag]
    rest = [each.tag for each in element]
    for each in order:
        name, often = each.rstrip("+?*"), each[-1] if each[-1] in "+?*" else ""
        count = 0
        while rest and rest[0] == name:
            rest.pop(0)
            count += 1
        assert {"": count == 1, "+": count >= 1, "?": count <= 1, "*": True}[often], element.tag
    assert not rest, element.tag
    assert must <= set(element.attrib) <= must | may, element.tag
    for name, value in element.attrib.items():
        assert value in CODES.get((element.tag, name), {value}), (element.tag, name)
        if name == "iso-date":
            date.fromisoformat(value)
        if element.tag in {"baseline", "target", "actual"} and name == "value":
            float(value)
    texts = [each.text for each in element if each.tag == "narrative"]
    assert all(text and text.strip() for text in texts)
    if element.tag == "period":
        assert element[0].get("iso-date") <= element[1].get("iso-date")


@pytest.fixture(scope="module")
def odd():
    return parsed(iati_report(states()))


def amounts(root, tag):
    """Values by the first day of their period."""
    return {
        (period.find("period-start").get("iso-date"), len(each.findall("dimension"))): each.get(
            "value"
        )
        for period in root.findall(".//result[1]/indicator/period")
        for each in period.findall(tag)
    }


def told(root, language="nb", result=1):
    found = root.findall(f".//result[{result}]/indicator/description/narrative")
    return next(each.text for each in found if each.get(LANGUAGE) == language)


def test_only_what_went_through_the_gate_is_written(illustrative):
    with pytest.raises(DomainError, match="publish"):
        iati_report(illustrative)


def test_an_unknown_language_is_named():
    with pytest.raises(UnknownNameError, match="nn"):
        iati_report(states(), language="sv")


@pytest.mark.parametrize("language", ["nb", "en"])
@pytest.mark.parametrize("which", ["real", "illustrative"])
def test_elements_stand_in_the_order_of_the_schema(request, which, language):
    """With the attributes and codes it asks for, for plans as they are adopted."""
    evaluation = request.getfixturevalue(which)
    root = parsed(iati_report(Published(evaluation, policy_named("helse5")), language=language))
    assert root.get("version") == "2.03"
    series = {each.key[0] for each in evaluation.series}
    assert len(root.findall(".//result")) == len(series)
    assert root[0].get(LANGUAGE) == language


def test_every_figure_that_may_be_shown_is_there_once(odd):
    assert amounts(odd, "actual") == {
        ("2015-01-01", 1): "-12.5",
        ("2016-01-01", 1): "7",
        ("2022-01-01", 1): "0",
        ("2022-01-01", 3): "8",
    }


def test_what_has_no_value_has_no_actual_and_the_description_says_why(odd):
    """The standard wants a value in each; hidden is not missing, and a bound is no figure."""
    for line in (
        "Nordre Aker 2017: Ikke samlet inn eller mistet.",
        "Nordre Aker 2018: Skjult av hensyn til personvernet.",
        "Nordre Aker 2019: Kan ikke forekomme.",
        "Nordre Aker 2020: Kan ikke regnes ut.",
        "Nordre Aker 2021: Bare en grense er kjent: < 5.",
        "Nordre Aker 2023: Framskrevet, ikke målt.",
    ):
        assert line in told(odd).splitlines()
    assert "Nordre Aker 2018: Hidden for privacy." in told(odd, "en")
    comments = {each.text for each in odd.findall(".//actual/comment/narrative")}
    assert "Omtrentlig." in comments
    assert any("brudd" in each for each in comments)


def test_targets_baselines_and_directions_are_told(odd):
    assert amounts(odd, "target") == {("2023-01-01", 1): "10"}
    (baseline,) = odd.findall(".//result[1]/indicator/baseline")
    assert (baseline.get("year"), baseline.get("value")) == ("2015", "-12.5")
    rising, milestone, undeclared = odd.findall(".//result/indicator")
    assert (rising.get("measure"), rising.get("ascending")) == ("1", "true")
    assert (milestone.get("measure"), milestone.get("ascending")) == ("3", None)
    assert undeclared.get("ascending") is None
    assert "Mål uten frist: >= 2." in told(odd, result=3)
    # A due date that no figure's period holds has a year of its own.
    spans = [[part.get("iso-date") for part in each[:2]] for each in milestone.findall("period")]
    assert spans == [["2021-05-01", "2021-05-01"], ["2030-01-01", "2030-12-31"]]
    assert [each.get("type") for each in odd.findall(".//result")] == ["2", "1", "1"]


def test_groups_are_dimensions(odd):
    (grouped,) = [each for each in odd.findall(".//actual") if each.get("value") == "8"]
    assert [(each.get("name"), each.get("value")) for each in grouped.findall("dimension")] == [
        ("unit", "030108"), ("age", "18-24"), ("sex", "F"),
    ]  # fmt: skip


def test_titles_have_the_languages_they_have(odd):
    """A title in one language only is not passed off as another's."""
    titles = {
        each.get(LANGUAGE): each.text for each in odd.findall("./iati-activity/title/narrative")
    }
    assert titles == {"nb": "Tilstander", "en": "States"}
    assert [each.get(LANGUAGE) for each in odd.findall(".//result[1]/title/narrative")] == [None]


def test_the_default_language_comes_first():
    root = parsed(iati_report(states(), language="en"))
    first = root.find(".//result[1]/indicator/description/narrative")
    assert first.get(LANGUAGE) == "en"


def test_an_organisation_gives_the_activity_its_name():
    root = parsed(iati_report(states(), organisation="NO-BRC-000000000"))
    assert root.find(".//iati-identifier").text == "NO-BRC-000000000-states"
    assert root.find(".//reporting-org").get("ref") == "NO-BRC-000000000"
    unsaid = parsed(iati_report(states(), organisation=" "))
    assert unsaid.find(".//iati-identifier").text == "unregistered-states"
    odd = parsed(iati_report(states(), organisation="a/b&c|d?e"))
    assert odd.find(".//reporting-org").get("ref") == "a-b-c-d-e"


def test_internal_is_said_in_title_and_description():
    root = parsed(iati_report(attrs.evolve(states(), internal=True)))
    for tag in ("title", "description"):
        texts = [each.text for each in root.findall(f"./iati-activity/{tag}/narrative")]
        assert all("Intern" in each.split(":")[0] for each in texts)
    assert b"publisering" not in iati_report(states())


def plan_of(**named):
    indicator = rusfelt.Indicator("i", "I", kind="count")
    return rusfelt.Plan("p", "P", indicators=[indicator], **named)


def dates_of(plan, rows=(), **named):
    found = rusfelt.evaluate_plan(plan, rusfelt.Measurements.of(rows), evaluators=[], **named)
    root = parsed(iati_report(Published(found, None)))
    status = root.find(".//activity-status").get("code")
    return [tuple(each.attrib.values()) for each in root.iter("activity-date")], status, root


def test_the_plans_own_days_are_told_or_what_they_are_worked_out_from():
    """Without a day the standard has no activity, and none is made up."""
    assert dates_of(plan_of(period=["2020", "2024"]))[0] == [
        ("1", "2020-01-01"),
        ("3", "2024-12-31"),
    ]
    assert dates_of(plan_of(adopted="2020-06-17"))[0] == [("1", "2020-06-17")]
    rows = [rusfelt.Measurement("i", period="2018", value=8)]
    days, _, root = dates_of(plan_of(), rows)
    assert days == [("1", "2018-01-01")]
    assert "ingen periode" in root.find(".//activity-date/narrative").text
    with pytest.raises(DomainError, match="Write period"):
        dates_of(plan_of())


def test_a_path_of_targets_is_told_step_by_step():
    """Each has its own period; one whose level hangs on an unknown start is said to have none."""
    indicator = rusfelt.Indicator("i", "I", kind="count", better="lower", counts="events")
    plan = rusfelt.Plan(
        "p",
        "P",
        area="0301",
        period=["2020", "2024"],
        indicators=[indicator, rusfelt.Indicator("unseen", "U", kind="count", better="lower")],
        targets=[
            rusfelt.Target("i", value=8, due="2022"),
            rusfelt.Target("i", value=6, due="2024"),
            rusfelt.Target("i", form="change", value=-0.5, due="2026"),
            rusfelt.Target("unseen", form="change", value=-0.5, due="2024", baseline_period="2019"),
        ],
    )
    rows = [rusfelt.Measurement("i", period="2021", value=9)]
    _, _, root = dates_of(plan, rows, as_of="2021-12-31")
    assert amounts(root, "target") == {("2022-01-01", 1): "8", ("2024-01-01", 1): "6"}
    spans = [each[0].get("iso-date") for each in root.findall(".//result[1]//period")]
    assert spans == ["2021-01-01", "2022-01-01", "2024-01-01", "2026-01-01"]
    assert root.findall(".//result[2]//target") == []
    assert root.findall(".//result[2]//baseline") == []
    said = told(root, result=2)
    assert "Måltallet kan ikke regnes ut." in said
    assert "Verdien det regnes fra, er ikke oppgitt eller ikke vist." in said


@pytest.mark.parametrize(
    ("day", "code"), [("2019-06-01", "1"), ("2022-06-01", "2"), ("2025-06-01", "3")]
)
def test_the_status_is_that_of_the_day_of_looking(day, code):
    assert dates_of(plan_of(period=["2020", "2024"]), as_of=day)[1] == code


def test_national_plans_are_the_governments():
    root = parsed(iati_report(states()))
    assert root.find(".//reporting-org").get("type") == "11"
    kinds = {
        area: dates_of(plan_of(adopted="2020", area=area))[2].find(".//reporting-org").get("type")
        for area in (None, "0", "0-0301", "4601", "nowhere")
    }
    assert kinds == {None: "10", "0": "10", "0-0301": "11", "4601": "11", "nowhere": "11"}


def test_payloads_are_text_and_nothing_else():
    """Markup, entities and control letters make no element, no attribute and no bad XML."""
    data = iati_report(hostile(internal=True))
    root = parsed(data)
    assert b"<!DOCTYPE" not in data
    assert b"<!ENTITY" not in data
    texts = {(each.text or "").strip() for each in root.findall(".//result/title/narrative")}
    for payload in PAYLOADS:
        assert " ".join(legible(payload).split()) in {" ".join(each.split()) for each in texts}
