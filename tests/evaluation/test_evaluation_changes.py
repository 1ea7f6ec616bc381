"""Verdicts then and now, and reading what an evaluation is held against."""

from __future__ import annotations

import json
from pathlib import Path

import attrs
import pytest

import rusfelt
from rusfelt import Indicator, Plan, Target, Tiltak
from rusfelt.catalogue import load
from rusfelt.errors import DomainError, ReadError
from rusfelt.evaluation.changes import (
    Changes,
    changes_since,
    evaluation_changes,
    read_previous,
)

SHARE = Indicator("i", "Andel", kind="coverage", better="higher")
EXAMPLE = str(Path(__file__).parents[2] / "examples" / "illustrative.toml")


def plan(**named):
    return Plan("p", "Plan", **named)


def evaluated(values, *, state=None, **target):
    """One indicator with yearly counts of 100, under one tiltak."""
    indicator = attrs.evolve(SHARE, counts="new-persons", design="register")
    made = plan(
        area="0301",
        indicators=[indicator],
        tiltak=[Tiltak("t", "T", moves=["i"])],
        targets=[Target("i", **target)] if target else [],
    )
    rows = [
        rusfelt.Measurement("i", period=str(year), numerator=x, denominator=100)
        for year, x in values.items()
    ]
    if state:
        rows.append(rusfelt.Measurement("i", period="2030", state=state))
    return rusfelt.evaluate_plan(made, rusfelt.Measurements.of(rows))


def earlier(evaluation, **publication):
    found = json.loads(evaluation.to_json())
    return {**found, "publication": publication} if publication else found


BETTER = {2020: 20, 2021: 60}
NOTHING = {2020: 20, 2021: 22}


def test_a_changed_verdict_stands_beside_what_else_changed():
    """Then and now, and that figures and target are not as they were; no word of a cause."""
    found = evaluation_changes(earlier(evaluated(NOTHING)), evaluated(BETTER, value=90, due="2029"))
    (series,), (tiltak,) = found.series, found.tiltak
    assert series.to_dict() == {
        "indicator": "i", "unit": "0301", "group": "", "state": "changed",
        "then": "cannot-decide", "now": "improving", "differs": ["target", "figures"],
    }  # fmt: skip
    assert (tiltak.key, tiltak.state, tiltak.then, tiltak.now) == (
        ("t",),
        "changed",
        "cannot-decide",
        "improving",
    )
    assert (found.as_of_then, found.as_of_now) == ("2021-12-31", "2021-12-31")


def test_the_same_evaluation_has_the_same_verdicts():
    """Nothing changed is said as such."""
    now = evaluated(BETTER)
    found = evaluation_changes(earlier(now), now)
    assert {each.state for each in (*found.series, *found.tiltak)} == {"same"}


def test_what_is_new_and_what_is_gone():
    """A series that was not there, and one that is not there any more."""
    now = evaluated(BETTER)
    then = earlier(now)
    then["series"][0]["unit"] = "030101"
    then["tiltak"][0]["id"] = "old"
    found = evaluation_changes(then, now)
    assert [(each.state, each.then, each.now) for each in found.series] == [
        ("new", None, "improving"),
        ("gone", "improving", None),
    ]
    assert [each.key for each in found.tiltak] == [("t",), ("old",)]


def test_a_series_that_is_hidden_now_is_not_shown_rather_than_undecided():
    """Hidden by the caller, or because its verdict rests on figures that are hidden."""
    then = earlier(evaluated(BETTER))
    told = evaluation_changes(then, evaluated(BETTER), hidden={("i", "0301", "")})
    assert [(each.state, each.now) for each in told.series] == [("not-shown", "not-shown")]
    found = evaluation_changes(then, evaluated(BETTER, state="suppressed"))
    assert [(each.state, each.now) for each in (*found.series, *found.tiltak)] == [
        ("not-shown", "not-shown")
    ] * 2
    back = evaluation_changes(earlier(evaluated(BETTER, state="suppressed")), evaluated(BETTER))
    assert [each.then for each in back.series] == ["not-shown"]


def test_a_publication_repeats_no_verdict_that_was_not_published():
    """What an internal evaluation said may rest on small counts."""
    now = evaluated(BETTER)
    for publication in ({}, {"internal": True}):
        found = evaluation_changes(earlier(evaluated(NOTHING), **publication), now)
        shown = found.for_publication()
        assert {each.then for each in (*shown.series, *shown.tiltak)} == {"not-shown"}
        assert {each.differs for each in shown.series} == {()}
    public = evaluation_changes(earlier(evaluated(NOTHING), internal=False), now)
    assert public.for_publication() == public
    assert Changes(verdicts=public).for_publication().verdicts == public
    assert Changes().for_publication() == Changes()


def test_changes_since_takes_a_plan_an_evaluation_or_nothing():
    """The one function a command needs."""
    now = evaluated(BETTER)
    assert changes_since(None, now).to_dict() == {"schema": 1, "plan": None, "verdicts": None}
    assert changes_since(now.plan, now).plan.identical
    assert changes_since(earlier(now), now).verdicts.series[0].state == "same"


def test_what_is_no_evaluation_is_refused_with_every_problem():
    """Plain values of something else."""
    now = evaluated(BETTER)
    with pytest.raises(DomainError) as caught:
        evaluation_changes({"schema": 1, "plan": {}, "series": [{}], "provenance": 3}, now)
    assert [each.path for each in caught.value.problems] == [
        "plan.id",
        "provenance",
        "series[0]",
        "tiltak",
    ]
    with pytest.raises(DomainError) as caught:
        evaluation_changes(
            {"schema": 1, "plan": {"id": "p"}, "series": [{}] * 99, "tiltak": []}, now
        )
    assert len(caught.value.problems) == 20


# -- reading what to compare with --------------------------------------------------------


def test_a_plan_is_read_from_a_file_or_by_its_id():
    """As everywhere else."""
    assert read_previous("oslo") == load("oslo")
    assert read_previous(EXAMPLE) == rusfelt.load_plan(EXAMPLE)


def test_an_evaluation_is_known_by_its_content(tmp_path):
    """Whatever the file is called, and with a byte order mark too."""
    document = earlier(evaluated(BETTER))
    for name in ("forrige.json", "forrige"):
        path = tmp_path / name
        path.write_bytes(b"\xef\xbb\xbf" + json.dumps(document).encode())
        assert read_previous(path) == document


def good(**changed):
    return {"schema": 1, "plan": {"id": "p"}, "series": [], "tiltak": [], **changed}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "not JSON"),
        ("[1]", "no table"),
        (json.dumps(good(schema=2)), "schema 1"),
        (json.dumps(good(schema=True)), "schema 1"),
        (json.dumps(good(series=[{"indicator": "i", "unit": "", "group": "", "verdict": "bra"}])),
         "no verdict"),
        (json.dumps(good(tiltak=[{"id": "t"}, {"id": "t"}])), "stands there already"),
        (json.dumps(good(tiltak=[{"id": "t\x1b[31m"}])), "lacks id"),
        (json.dumps(good(provenance={"as_of": 3})), "as_of"),
        (json.dumps(good(deep=None)).replace("null", "[" * 60 + "]" * 60), "50 levels"),
        ("[" * 100_000, "50 levels"),
        (json.dumps(good(p=None)).replace("null", "NaN"), "number"),
        (json.dumps(good(p=None)).replace("null", "1" * 5000), "number"),
        (json.dumps(good(note="født 311299 56715")), "national identity number"),
    ],
)  # fmt: skip
def test_json_that_is_no_evaluation_is_refused_with_a_remedy(tmp_path, content, said):
    """Broken, deep, huge or somebody else's: a message with the place, and never a traceback."""
    path = tmp_path / "forrige.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ReadError, match=said) as caught:
        read_previous(path)
    assert str(path) in str(caught.value)
    assert "56715" not in str(caught.value)


def test_what_is_neither_plan_nor_evaluation_is_refused(tmp_path, monkeypatch):
    """No such id, no such file, a folder, bytes that are no text, and a file too large."""
    for name in (
        "no-such-plan",
        str(tmp_path / "no.json"),
        str(tmp_path / "no.toml"),
        str(tmp_path),
    ):
        with pytest.raises(ReadError):
            read_previous(name)
    folder = tmp_path / "folder.json"
    folder.mkdir()
    broken = tmp_path / "latin.json"
    broken.write_bytes(b'{"a": "\xe6"}')
    for path in (folder, broken):
        with pytest.raises(ReadError):
            read_previous(path)
    monkeypatch.setattr("rusfelt.evaluation.revision.previous._MOST_BYTES", 2000)
    large = tmp_path / "large.json"
    large.write_text("{" + " " * 3000)
    with pytest.raises(ReadError, match="larger than"):
        read_previous(large)
