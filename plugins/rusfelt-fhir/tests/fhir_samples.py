"""Resources the tests share, written by hand, and figures read back by a conversion of their own."""

from __future__ import annotations

import json
import math
from pathlib import Path

from rusfelt import Measurement
from rusfelt_fhir.reader import FhirFile

NUMBERS = ("value", "numerator", "denominator", "se", "deff", "response_rate")


def response(
    person="Patient/p1", authored="2024-03-01", *answers, form="http://x.org/Q/q|1", **rest
):
    """A response whose items are (linkId, answer) or items as they are."""
    items = [
        each if isinstance(each, dict) else {"linkId": each[0], "answer": [each[1]]}
        for each in answers
    ]
    return {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": form,
        "status": "completed",
        "subject": {"reference": person},
        "authored": authored,
        "item": items,
        **rest,
    }


def observation(name="phq9", value=None, **rest):
    """A figure of a person."""
    made = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"code": name}]},
        "subject": {"reference": "Patient/p1"},
        "effectiveDateTime": "2024-03-01",
    }
    if value is not None:
        made["valueQuantity"] = {"value": value}
    return {**made, **rest}


def report(*groups, measure="http://x.org/Measure/housed", **rest):
    """A summary of 2024."""
    return {
        "resourceType": "MeasureReport",
        "status": "complete",
        "type": "summary",
        "measure": measure,
        "subject": {"identifier": {"value": "030108"}},
        "period": {"start": "2024-01-01", "end": "2024-12-31"},
        "group": list(groups),
        **rest,
    }


def population(code, count):
    """One population of a report."""
    system = "http://terminology.hl7.org/CodeSystem/measure-population"
    return {"code": {"coding": [{"system": system, "code": code}]}, "count": count}


def bundled(*resources):
    """A Bundle of them."""
    entries = [{"resource": each} for each in resources]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def table_of(folder: Path, *resources, **options):
    """The table the reader makes of a Bundle."""
    path = folder / "bundle.json"
    path.write_text(json.dumps(bundled(*resources), ensure_ascii=False), encoding="utf-8")
    return FhirFile().table(path, **options)


def figures_of(table) -> list[Measurement]:
    """The figures in a table whose columns are the fields of a measurement."""
    columns = {field: table.columns[name].tolist() for name, field in table.fields.items()}
    made = []
    for row in range(len(table)):
        cells = {name: column[row] for name, column in columns.items()}
        cells["break_before"] = cells.pop("break_before", "") == "true"
        for name in NUMBERS:
            if math.isnan(cells.get(name, math.nan)):
                cells[name] = None
        for name in ("period", "bound", "definition", "published", "source", "note"):
            cells[name] = cells.get(name) or None
        if not cells["state"]:
            empty = cells["value"] is None and cells["numerator"] is None
            cells["state"] = "missing" if empty else "exact"
        made.append(Measurement(**cells))
    return made
