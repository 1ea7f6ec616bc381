"""The section on changes: every change in words, linked to where it stands, and nothing as markup."""

from __future__ import annotations

import json
import re

import jinja2
import pytest

import rusfelt
from rusfelt import Goal, Indicator, Plan, Progress, Strategy, Target, Tiltak
from rusfelt.catalogue import load
from rusfelt.evaluation.changes import Changes, changes_since, evaluation_changes, plan_changes
from rusfelt.language import LANGUAGES
from rusfelt.report.names import Names
from rusfelt.report.numbers import Numbers
from rusfelt.report.texts import Texts
from rusfelt.report.view_changes import changes_view

KONTAKT = Indicator(
    "kontakt", "Fast kontakt", kind="coverage", better="higher", counts="new-persons",
    design="register",
)  # fmt: skip


def made(tiltak, *targets, name="p", goals=()):
    strategies = [Strategy("S1", "Forebygging"), Strategy("S2", "Hjelp")]
    return Plan(
        name, f"Rusplan {name}", area="0301", goals=goals, strategies=strategies, tiltak=tiltak,
        indicators=[KONTAKT], targets=[Target("kontakt", **each) for each in targets],
    )  # fmt: skip


OLD = made(
    [
        Tiltak("T1", "Ung Arena", progress=[Progress("ongoing", "2023", reason="I rute.")]),
        Tiltak("T2", "Fast <b>kontakt</b>", strategies=["S1"]),
        Tiltak("T3", "Nettsider", progress=[Progress("planned")]),
    ],
    {"id": "m", "value": 75, "due": "2022"},
    goals=[Goal("G1", "Færre dødsfall"), Goal("G2", "Mer arbeid")],
)
NEW = made(
    [
        Tiltak("T4", "Ung arena", label="1.1"),
        Tiltak("T2", "Fast <i>kontakt</i>", strategies=["S2"]),
        Tiltak("T3", "Nettsider", progress=[Progress("completed", "2024")]),
    ],
    {"id": "m", "value": 75, "due": "2022"},
    {
        "id": "n", "value": 90, "due": "2025", "supersedes": "m",
        "decided": "2024-06-12", "decided_by": "Bystyret", "group": "age=18-24",
    },
    name="q",
    goals=[Goal("G2", "Mer arbeid"), Goal("G3", "Bedre liv")],
)  # fmt: skip


def names_of(plan, language="nb", keys=()):
    texts = Texts(language)
    return Names(plan, tuple(keys), texts, Numbers(texts))


def view(changes, plan=NEW, language="nb", keys=()):
    names = names_of(plan, language, keys)
    return changes_view(changes, names, names.texts)


def words(shown):
    """Everything a reader meets of a view, in one line."""
    return re.sub(r"[{}\[\]'\"]", "", json.dumps(shown, ensure_ascii=False))


def page(shown):
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("rusfelt.report", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    source = (
        '{% from "section.html.j2" import section with context %}{{ section(it, "endringer") }}'
    )
    return environment.from_string(source).render(it=shown)


def between():
    return Changes(plan=plan_changes(OLD, NEW))


def rows(shown, name):
    (found,) = [each for each in shown["tables"] if each["name"] == f"endringer-{name}"]
    return [each["cells"] for each in found["rows"]]


def test_nothing_to_compare_with_is_said():
    """A section without a comparison is one sentence."""
    for nothing in (None, Changes(), Changes().to_dict()):
        shown = view(nothing)
        assert shown["intro"] == [Texts("nb")("changes.nothing-given")]
        assert shown["items"] == shown["tables"] == []


def test_identical_plans_have_no_tables():
    """Nothing has changed, in one sentence."""
    shown = view(Changes(plan=plan_changes(OLD, OLD)), OLD)
    assert shown["tables"] == []
    assert shown["intro"] == [Texts("nb")("changes.identical", before="Rusplan p")]


def test_plain_values_and_the_changes_themselves_show_the_same():
    """A publication carries plain values."""
    plain = json.loads(json.dumps(between().to_dict()))
    assert view(between()) == view(plain)


def test_a_dropped_tiltak_has_its_last_report_and_what_is_probably_the_same():
    """It is no longer on the page, so it is named with its id and not linked."""
    (dropped,) = rows(view(between()), "dropped")
    assert dropped[0] == {"text": "Ung Arena", "small": "T1"}
    assert dropped[1] == "i gang, 31. desember 2023: I rute."
    assert [(each["term"], each["text"]) for each in dropped[2]["pairs"]] == [
        ("trolig det samme som", "T4 Ung arena")
    ]


def test_what_is_there_is_linked_by_its_printed_label():
    """The reader comes to the tiltak with one step."""
    (added,) = rows(view(between()), "added")
    assert added[0] == {"text": "1.1 Ung arena", "href": "#tiltak-1"}
    (changed,) = rows(view(between()), "changed")
    assert changed[1] == "fått nytt navn, flyttet"


def test_a_revised_target_is_told_with_its_decision():
    """As adopted, as it is now, when and by whom; days and groups as on the rest of the page."""
    (revised,) = rows(view(between()), "revised")
    assert revised[0] == {"text": "Fast kontakt", "href": "#indikator-1"}
    assert revised[1:3] == [
        "75, innen 31. desember 2022",
        "90, innen 31. desember 2025, 18–24 år",
    ]
    assert [(each["term"], each["text"]) for each in revised[4]["pairs"]] == [
        ("vedtatt", "12. juni 2024"),
        ("vedtatt av", "Bystyret"),
    ]
    # Another group as well: the level is neither harder nor easier.
    assert "nivået" not in [each["term"] for each in revised[3]["pairs"]]


def test_reports_that_were_rewritten_are_marked():
    """The earlier report is gone from the plan, and that is said."""
    (reported,) = rows(view(between()), "reported")
    assert reported[1:] == [
        "planlagt",
        "gjennomført, 31. desember 2024",
        "tidligere meldinger er endret eller tatt ut",
    ]


def test_another_order_is_a_remark():
    """The same goals the other way around."""
    turned = made(OLD.tiltak, {"id": "m", "value": 75, "due": "2022"}, goals=OLD.goals[::-1])
    shown = view(Changes(plan=plan_changes(OLD, turned)), turned)
    assert shown["items"] == ["Rekkefølgen er en annen enn før for: mål."]


def test_no_revision_and_no_dropped_tiltak_are_said_too():
    """What did not happen is news as well."""
    after = made(OLD.tiltak, {"id": "m", "value": 75, "due": "2022"})
    texts = Texts("nb")
    shown = view(Changes(plan=plan_changes(OLD, after)), after)
    assert texts("changes.no-revision") in shown["items"]
    assert texts("changes.none-dropped") in shown["items"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_section_is_html_in_every_language(language):
    """Headings, captions and cells; titles are text; each table has a name of its own."""
    shown = view(between(), language=language)
    source = page(shown)
    assert "&lt;i&gt;kontakt&lt;/i&gt;" in source
    assert "<i>" not in source
    assert '<h2 id="endringer">' in source
    tables = [each["name"] for each in shown["tables"]]
    assert len(set(tables)) == len(tables)
    assert {each["name"] for each in shown["tables"]} >= {
        f"endringer-{each}"
        for each in (
            "antall",
            "revised",
            "dropped",
            "added",
            "changed",
            "reported",
            "others",
            "probable",
        )
    }
    for each in shown["tables"]:
        assert {len(row["cells"]) for row in each["rows"]} == {len(each["columns"])}


def test_the_shipped_plans_are_shown_in_full():
    """36 rows out, 49 in, and every link leads to something of the plan."""
    plan = load("nordre-aker")
    shown = view(Changes(plan=plan_changes(load("oslo"), plan)), plan, "en")
    assert len(rows(shown, "dropped")) == 36
    assert len(rows(shown, "added")) == 49
    known = {"tiltak": 49, "indikator": len(plan.indicators), "strategi": 3, "goal": 2}
    for kind, number in re.findall(r'href="#(\w+)-(\d+)"', page(shown)):
        assert 1 <= int(number) <= known[kind]


def evaluation(values, state=None):
    rows = [
        rusfelt.Measurement("kontakt", period=str(year), numerator=x, denominator=100)
        for year, x in values.items()
    ]
    if state:
        rows.append(rusfelt.Measurement("kontakt", period="2030", state=state))
    return rusfelt.evaluate_plan(NEW, rusfelt.Measurements.of(rows))


@pytest.fixture(scope="module")
def verdicts():
    """An evaluation then, as JSON, and one now."""
    then = json.loads(evaluation({2022: 40}).to_json())
    return then, evaluation({2022: 40, 2023: 70})


def test_verdicts_then_and_now_are_tags_and_no_effect(verdicts):
    """Each in its shape and word, what else changed beside it, and what a change is not."""
    then, now = verdicts
    key = now.series[0].key
    shown = view(changes_since(then, now), keys=[key])
    ((series, before, after, differs),) = rows(shown, "svar")
    assert series == {"text": "Fast kontakt, Oslo", "href": "#serie-1"}
    assert (before["verdict"], after["verdict"]) == ("cannot-decide", "improving")
    assert "tallene" in differs
    assert "ikke en virkning av noe" in words(shown["intro"])
    assert "effekt" not in words(shown)


def test_what_is_gone_new_or_not_shown_is_said_in_words(verdicts):
    """A series that is not there has no anchor and still a name."""
    then, now = verdicts
    old = {**then, "series": [{**then["series"][0], "unit": "030108", "group": "not a group"}]}
    old["tiltak"] = [{**then["tiltak"][0], "id": "T1"}, *then["tiltak"][1:]]
    found = evaluation_changes(old, now, hidden={now.series[0].key})
    shown = rows(view(Changes(verdicts=found), keys=[now.series[0].key]), "svar")
    assert [row[1:3] for row in shown if isinstance(row[1], str) and isinstance(row[2], str)] == [
        ["fantes ikke", "ikke vist"]
    ]
    gone = [row for row in shown if row[2] == "finnes ikke lenger"]
    assert [row[0] for row in gone] == ["Fast kontakt, 030108, not a group", "T1"]


def test_the_same_verdicts_have_no_table(verdicts):
    """How many are the same is said, and that is all."""
    then, _ = verdicts
    shown = view(changes_since(then, evaluation({2022: 40})))
    assert shown["tables"] == []
    assert "4 av 4" in words(shown["intro"])
