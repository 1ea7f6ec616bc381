"""Which files are FHIR, what is said of those that are not, and identity numbers anywhere in them."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from fhir_samples import bundled, observation, report, response, table_of

import rusfelt
from rusfelt.errors import DomainError, ReadError
from rusfelt.io.readers import reader_of, table_with
from rusfelt.plugin import TableReader, registry
from rusfelt.testing import check_table_reader
from rusfelt_fhir import rusfelt_readers, rusfelt_writers
from rusfelt_fhir.measure_reports import measure_reports
from rusfelt_fhir.observations import observations
from rusfelt_fhir.reader import KINDS, FhirFile
from rusfelt_fhir.writer import as_json

# Passes the rule of control digits, and is nobody's: its day is of the year 2099's kind.
NUMBER = "17912099997"


def written(folder, content, name="file.json"):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    ("head", "known"),
    [
        (b'{"resourceType": "Bundle", "entry": []}', True),
        (b'\xef\xbb\xbf \n{\n  "id": "1",\n  "resourceType" : "Observation"\n', True),
        (b'{"resourceType":"Goal"}\n{"resourceType":"Goal"}\n', True),
        (b'{"resourceType":"Patient"}', False),
        (b'[{"resourceType":"Bundle"}]', False),
        (b'{"class":"dataset","label":"resourceType Bundle"}', False),
        (b"indicator;value\n", False),
        (b"", False),
    ],
)
def test_a_file_is_known_by_what_stands_in_it(head, known) -> None:
    assert FhirFile().recognises(head) is known


def test_the_door_finds_it_by_content_and_by_name(tmp_path) -> None:
    """Whatever the file is called; the table is looked through there once more."""
    text = json.dumps(bundled(observation(value=3)))
    assert reader_of(written(tmp_path, text)) == "fhir"
    assert reader_of(written(tmp_path, text, "fig.fhir.json")) == "fhir"
    table = table_with("fhir", tmp_path / "file.json", {"resource": "Observation"})
    assert table.columns["value"].tolist() == [3.0]


def test_every_law_of_readers_of_tables(tmp_path) -> None:
    """Figures and answers; a number in an element nobody reads keeps the file out."""
    samples = [
        written(tmp_path, json.dumps(bundled(observation(value=3), observation(value=4)))),
        written(tmp_path, json.dumps(response("Patient/p1", "2024-03-01")), "answers.ndjson"),
    ]
    held = observation(value=3, note=[{"text": f"Ring {NUMBER}"}])
    near = written(tmp_path, '{"resourceType":"Patient"}', "near.json")
    report = check_table_reader(
        FhirFile(),
        samples=samples,
        others=[near],
        identities=[written(tmp_path, json.dumps(held), "held.json")],
    )
    assert str(report) == "FhirFile: 12 of 12 laws hold."


def test_figures_are_the_same_from_fhir_and_from_csv(tmp_path) -> None:
    """Row for row and field for field, without a mapping."""
    csv = written(
        tmp_path,
        "indicator;unit;group;period;value;numerator;denominator;state;bound;note\n"
        "dødsfall;030108;;2019;12,5;;;;;blåbær\n"
        "dødsfall;030108;sex=F;2019;..;;;;;\n"
        "dødsfall;030108;sex=M;2019;:;;40;;;\n"
        "dødsfall;;;2019-Q3;5;;;;<;\n"
        "dekning;0301;;2018/2019;;57;60;approximate;;\n"
        "dekning;0301;;2019-03;.;;;;;\n"
        "dekning;0301;;2019-03-17;;;;not-due;;\n"
        "dekning;0301;;2020;;;;undefined;;\n",
        "figures.csv",
    )
    wanted = rusfelt.read_measurements(csv)
    for make in (observations, measure_reports):
        path = tmp_path / "figures.json"
        path.write_bytes(as_json(make(wanted)))
        assert rusfelt.read_measurements(path) == wanted


@pytest.mark.parametrize(
    ("content", "line", "match"),
    [
        (b"", 1, "'{' was expected"),
        (b"[]", 1, "'{' was expected"),
        (b"{}", 1, "no resourceType"),
        (b'{"resourceType": "Bundle", "entry": [3]}', 1, "no resourceType"),
        (b'{"resourceType": "Bundle",\n "entry": [{]}', 2, "no JSON"),
        (b'{"resourceType": "Bundle"', 1, "no JSON"),
        (b'{"resourceType": "Bundle"}\n\n{"a"', 3, "no JSON"),
        (b'{"resourceType": "Bundle"} x', 1, "after the end"),
        (b'{"resourceType": "Bundle", "resourceType": "Goal"}', 1, "two elements of one name"),
        (b'{"resourceType": "Bundle", "entry": [{"a": 1, "a": 2}]}', 1, "two elements of one name"),
        (b'{"resourceType": "Bundle", "x": NaN}', 1, "NaN"),
        (b'{"resourceType": "Bundle",\n "x": 1' + b"0" * 5000 + b"}", 2, "too many digits"),
        (b'{"resourceType": "Bundle", "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", 1, "nested"),
        (b'{"resourceType": "Bundle",\n "x": "\xe5"}', 2, "UTF-8"),
        ('{"resourceType": "Bundle"}'.encode("utf-16"), 1, "UTF-8"),
        (b'{"resourceType": "Bundle"}', None, "no resource that becomes a table. It holds: nothing"),
        (b'{"resourceType": "Patient"}', None, r"It holds: Patient \(1\)"),
        (b'{"resourceType": "List", "entry": [{"item": {}}]}', None, r"It holds: List \(1\)"),
        (b'{"resourceType": "CarePlan"}', None, "plan_from"),
    ],
)  # fmt: skip
def test_what_is_no_such_file_is_told_with_its_line(tmp_path, content, line, match) -> None:
    with pytest.raises(ReadError, match=match) as caught:
        FhirFile().table(written(tmp_path, content))
    assert caught.value.line == line


def test_a_bundle_may_name_its_kind_last_and_hold_bundles(tmp_path) -> None:
    """The order of elements says nothing in JSON."""
    inner = bundled(observation(value=2), observation(value=3))
    whole = {
        "entry": [{"resource": inner}, {"resource": observation(value=4)}, {"search": {}}],
        "resourceType": "Bundle",
    }
    table = FhirFile().table(written(tmp_path, json.dumps(whole)))
    assert table.columns["value"].tolist() == [2.0, 3.0, 4.0]
    assert table.rows.tolist() == [1, 1, 2]
    assert table.guessed["other resources"] == "not read: entries without a resource (1)"


def test_a_large_resource_is_read_whole_and_a_crowded_one_refused(tmp_path) -> None:
    """A picture is long and simple; a million small parts are no resource."""
    long = {**observation(value=2), "note": [{"text": "x" * 3_000_000}]}
    table = FhirFile().table(written(tmp_path, json.dumps(bundled(long, observation(value=3)))))
    assert table.columns["value"].tolist() == [2.0, 3.0]
    crowded = {**observation(value=2), "note": [{} for _ in range(600_000)]}
    for text in (json.dumps(bundled(crowded)), f"{json.dumps(crowded)}\n{json.dumps(crowded)}"):
        with pytest.raises(ReadError, match="more than 200,000 parts"):
            FhirFile().table(written(tmp_path, text))


def test_options_that_mean_nothing_are_refused(tmp_path) -> None:
    with pytest.raises(DomainError, match="Did you mean 'Observation'"):
        table_of(tmp_path, observation(value=1), resource="observation")
    with pytest.raises(DomainError, match="questionnaire= is for answers"):
        table_of(tmp_path, observation(value=1), questionnaire="phq9")
    with pytest.raises(ReadError, match=r"no MeasureReport. It holds: Observation \(1\)"):
        table_of(tmp_path, observation(value=1), resource="MeasureReport")
    assert KINDS == ("QuestionnaireResponse", "Observation", "MeasureReport")


HELD = {
    "as the subject's identifier": {"subject": {"identifier": {"value": NUMBER}}},
    "in a reference": {"subject": {"reference": f"Patient?identifier={NUMBER}"}},
    "in an element nobody reads": {"performer": [{"display": f"Kari, {NUMBER[:6]} {NUMBER[6:]}"}]},
    "in the narrative": {"text": {"div": f"<div>{NUMBER}</div>"}},
    "in the name of an element": {NUMBER: 1},
    "as a number": {"_x": int(NUMBER)},
    "under the system of such numbers, hidden by stars": {
        "performer": [{"identifier": {"system": "urn:oid:2.16.578.1.12.4.1.4.1", "value": "*****"}}]
    },
    "under that of D-numbers": {
        "performer": [{"identifier": {"system": "urn:oid:2.16.578.1.12.4.1.4.2", "value": "1"}}]
    },
}


@pytest.mark.parametrize("where", HELD)
@pytest.mark.parametrize("make", [observation, response, report])
def test_an_identity_number_anywhere_stops_the_reading(tmp_path, make, where) -> None:
    """Also in what is not used; the place is told, and no digit of it."""
    with pytest.raises(ReadError, match="national identity number") as caught:
        table_of(tmp_path, observation(), {**make(), **HELD[where]})
    assert caught.value.line == 2
    assert not any(each in str(caught.value) for each in (NUMBER, NUMBER[:6], "*****"))


WHOLE = [
    '{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Observation","id":"%s"}}]}',
    '{"resourceType":"Bundle","entry":[{"fullUrl":"Patient/%s"}]}',
    '{"resourceType":"Bundle","id":"%s","entry":[{"resource":{"resourceType":"Patient"}}]}',
    '{"resourceType":"Patient","id":"%s"}',
    '{"resourceType":"Observation"}\n{"resourceType":"Patient","id":"%s"}',
]
BROKEN = [
    '{"resourceType":"Observation","a":"%s","a":"x"}',
    '{"resourceType":"Observation"}\n{"resourceType":"%s',
    '{"resourceType":"Observation","status":"%s", broken',
]
ESCAPED = "".join(f"\\u{ord(each):04x}" for each in NUMBER)


@pytest.mark.parametrize(
    "text", [*(each % NUMBER for each in WHOLE + BROKEN), *(each % ESCAPED for each in WHOLE)]
)
def test_no_way_of_writing_hides_such_a_number(tmp_path, text) -> None:
    """Not another entry, an escape, a repeated name, nor a file that is broken."""
    with pytest.raises(ReadError, match="national identity number") as caught:
        FhirFile().table(written(tmp_path, text))
    assert NUMBER not in str(caught.value)
    assert ESCAPED not in str(caught.value)


@pytest.mark.parametrize("at", [0, 65_500, 131_000, 131_030, 131_060, 262_100])
def test_a_number_is_found_wherever_a_long_file_is_cut_to_look_at_it(tmp_path, at) -> None:
    """Among ids with many digits, and over the end of the stretches that are looked at."""
    ids = [{"resource": {"resourceType": "Patient", "id": "9e9e10e9-1234-4e10-9e09-123456789012"}}]
    whole = {"resourceType": "Bundle", "x": "x" * at, "y": NUMBER, "entry": ids * 50}
    with pytest.raises(ReadError, match="national identity number"):
        FhirFile().table(written(tmp_path, json.dumps(whole)))


def test_other_long_numbers_are_let_through(tmp_path) -> None:
    """Other systems, digests and times have long rows of digits too."""
    made = observation(
        value=1,
        identifier=[{"system": "urn:oid:2.16.578.1.12.4.1.4.101", "value": "999999999"}],
        id="3b162e3b-4f58-6f89-9963-d32917912099",
        issued="2024-03-01T10:11:12.123456+01:00",
        performer=[{"display": "Blåbær \u00e5 \u2013"}],
    )
    assert len(table_of(tmp_path, made)) == 1


def test_the_file_itself_may_not_be_called_by_a_number(tmp_path) -> None:
    path = written(tmp_path, json.dumps(observation(value=1)), f"{NUMBER}.json")
    with pytest.raises(ReadError, match="Rename it"):
        FhirFile().table(path)


def test_what_is_offered_loads_and_is_found() -> None:
    """One reader and one writer, under this distribution's name."""
    (reader,), (writer,) = rusfelt_readers(), rusfelt_writers()
    assert isinstance(reader.load()(), TableReader)
    assert writer.load()().suffix == ".json"
    for kind in ("reader", "writer"):
        assert registry().find("fhir", kind).distribution == "rusfelt-fhir"


def test_the_hooks_import_nothing_heavy() -> None:
    """Listing what is offered loads neither the reader nor fhir.resources."""
    code = (
        "import sys, rusfelt_fhir as f; list(f.rusfelt_readers()); list(f.rusfelt_writers());"
        "print([m for m in sys.modules if m.startswith(('rusfelt_fhir.', 'fhir', 'pydantic', 'scipy'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_reading_and_writing_need_nothing_but_rusfelt() -> None:
    """fhir.resources and pydantic are for tests alone."""
    code = (
        "import sys, rusfelt_fhir.reader, rusfelt_fhir.plans, rusfelt_fhir.goals, rusfelt_fhir.writer;"
        "print([m for m in sys.modules if m.startswith(('fhir', 'pydantic'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
