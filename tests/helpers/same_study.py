"""One small study, written by other people's programs in every format that is read."""

from __future__ import annotations

import csv
import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np

__all__ = ["COLUMNS", "MAPPING", "PLUGGED", "ROWS", "TABULAR", "write"]

COLUMNS = ("indicator", "unit", "group", "period", "value", "numerator", "denominator", "state", "bound", "break_before", "source")  # fmt: skip
ROWS = (
    ("dødsfall", "030108", "", "2019", 4.0, None, 51255.0, "", "", "", "Bydelens årsmelding"),
    ("dødsfall", "030108", "", "2020", 5.0, None, 51637.0, "", "<", "", "Bydelens årsmelding"),
    ("dødsfall", "030108", "", "2021", None, None, None, "suppressed", "", "", ""),
    ("dødsfall", "030108", "", "2022", None, None, None, "missing", "", "", ""),
    ("dødsfall", "0301", "age=18-24;sex=F", "2019-Q3", 1234.5, None, None, "approximate", "", "", ""),
    ("kontrakt", "0301", "", "2019", None, 57.0, 60.0, "", "", "", ""),
    ("kontrakt", "0301", "", "2020", None, None, None, "not-applicable", "", "ja", ""),
    ("kontrakt", "0301", "", "2021", None, None, None, "not-due", "", "", ""),
    ("kontrakt", "0301", "", "2022", None, None, None, "undefined", "", "", ""),
    ("kontrakt", "1103", "", "2022", 0.1, None, None, "projected", "", "", "Grünerløkka"),
)  # fmt: skip
_NUMBERS = ("value", "numerator", "denominator")
TABULAR = (
    "utf-8-sig.csv", "cp1252.csv", "xlsx", "sav", "zsav", "dta", "parquet", "arrow", "feather",
    "duckdb",
)  # fmt: skip
PLUGGED = {"json-stat2.json": "rusfelt-pxweb", "fhir.json": "rusfelt-fhir"}
"""Formats a plugin reads → its distribution."""
MAPPING = """
schema = 1

[file]
side_by_side = "Innhold"
unmarked = "left-out"

[file.flags]
"<" = "<"
"e" = "approximate"
"f" = "projected"
".b" = "not-applicable break-before"
"..." = "not-due"
"/0" = "undefined"

[columns]
"Indikator" = "indicator"
"Kilde" = "source"
"verdi" = "value"
"verdi state" = "state"
"verdi bound" = "bound"
"verdi break_before" = "break_before"
"teller" = "numerator"
"nevner" = "denominator"

[groups]
"Alder" = "age"
"Kjonn" = "sex"

[values."Alder"]
"999" = ""

[values."Kjonn"]
"0" = ""
"2" = "F"

[values."Kilde"]
"0" = ""
"1" = "Bydelens årsmelding"
"2" = "Grünerløkka"
"""
"""What has to be said of the study as a table of a statistics bank: which of its dimensions is what,
and what its flags mean."""


def write(form: str, folder: Path) -> Path:
    """The study as a file of one format."""
    path = folder / f"studie.{form}"
    if form.endswith("csv"):
        _write_text(path, form.removesuffix(".csv"))
    elif form == "xlsx":
        _write_sheet(path)
    elif form in {"sav", "zsav", "dta"}:
        _write_statistics(path, form)
    elif form == "json-stat2.json":
        path.write_text(json.dumps(_cube(), ensure_ascii=False), encoding="utf-8")
    elif form == "fhir.json":
        entries = [{"resource": _observation(dict(zip(COLUMNS, row, strict=True)))} for row in ROWS]
        bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
        path.write_text(json.dumps(bundle, ensure_ascii=False), encoding="utf-8")
    else:
        _write_columns(path, form)
    return path


def _cells() -> dict[str, list[object]]:
    return dict(zip(COLUMNS, map(list, zip(*ROWS, strict=True)), strict=True))


def _write_text(path: Path, encoding: str) -> None:
    comma = encoding == "cp1252"
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.writer(stream, delimiter=";" if comma else ",")
        writer.writerow(COLUMNS)
        for row in ROWS:
            cells = ["" if each is None else str(each) for each in row]
            if comma:
                cells = [
                    cell.replace(".", ",") if isinstance(each, float) else cell
                    for cell, each in zip(cells, row, strict=True)
                ]
            writer.writerow(cells)


def _write_sheet(path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(COLUMNS)
    for row in ROWS:
        sheet.append([None if each == "" else each for each in row])
    book.save(path)


def _write_statistics(path: Path, form: str) -> None:
    import pandas as pd
    import pyreadstat

    frame = pd.DataFrame(
        {
            name: [np.nan if each is None else each for each in column]
            if name in _NUMBERS
            else column
            for name, column in _cells().items()
        }
    )
    if form == "dta":
        pyreadstat.write_dta(frame, str(path))
    else:
        pyreadstat.write_sav(frame, str(path), compress=form == "zsav")


def _write_columns(path: Path, form: str) -> None:
    import pyarrow as pa

    table = pa.table(
        {
            name: pa.array(column, pa.float64() if name in _NUMBERS else pa.string())
            for name, column in _cells().items()
        }
    )
    if form == "parquet":
        import pyarrow.parquet as pq

        pq.write_table(table, path)
    elif form == "arrow":
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
    elif form == "feather":
        import pyarrow.feather

        pyarrow.feather.write_feather(table, str(path))
    else:
        import duckdb

        with duckdb.connect(str(path)) as base:
            base.register("given", table)
            base.execute("create table figures as select * from given")


# As a statistics bank would have it: every combination of its categories is a cell, whether there
# is such a figure or not; numbers of people stand beside a share as contents of their own.
_CODES = {
    "Indikator": ["dødsfall", "kontrakt"],
    "Region": ["030108", "0301", "1103"],
    "Alder": ["999", "18-24"],
    "Kjonn": ["0", "2"],
    "Tid": ["2019", "2020", "2021", "2022", "2019K3"],
    "Kilde": ["0", "1", "2"],
    "Innhold": ["verdi", "teller", "nevner"],
}
_LABELS = {
    "Region": {"030108": "Nordre Aker", "0301": "Oslo", "1103": "Stavanger"},
    "Alder": {"999": "Alle aldre", "18-24": "18-24 år"},
    "Kjonn": {"0": "Begge kjønn", "2": "Kvinner"},
    "Kilde": {"0": "Ikke oppgitt", "1": "Bydelens årsmelding", "2": "Grünerløkka"},
}
_FLAGS = {
    "suppressed": ":",
    "missing": "..",
    "not-applicable": ".",
    "not-due": "...",
    "undefined": "/0",
    "approximate": "e",
    "projected": "f",
    "": "",
}


def _cube() -> dict[str, Any]:
    cells = {key: place for place, key in enumerate(itertools.product(*_CODES.values()))}
    values: list[float | None] = [None] * len(cells)
    status = {}
    sources = {"": "0"} | {label: code for code, label in _LABELS["Kilde"].items()}
    for row in ROWS:
        each = dict(zip(COLUMNS, row, strict=True))
        age, sex = ("18-24", "2") if each["group"] else ("999", "0")
        period = str(each["period"]).replace("-Q", "K")
        key = (each["indicator"], each["unit"], age, sex, period, sources[each["source"]])
        for content, name in (
            ("verdi", "value"),
            ("teller", "numerator"),
            ("nevner", "denominator"),
        ):
            values[cells[*key, content]] = each[name]
        if flag := f"{_FLAGS[each['state']]}{each['bound']}{'b' * bool(each['break_before'])}":
            status[str(cells[*key, "verdi"])] = flag
    return {
        "version": "2.0",
        "class": "dataset",
        "label": "Studien",
        "id": list(_CODES),
        "size": [len(each) for each in _CODES.values()],
        "role": {"time": ["Tid"], "geo": ["Region"], "metric": ["Innhold"]},
        "dimension": {
            name: {
                "label": name,
                "category": {
                    "index": {code: place for place, code in enumerate(codes)},
                    **({"label": _LABELS[name]} if name in _LABELS else {}),
                },
            }
            for name, codes in _CODES.items()
        },
        "value": values,
        "status": status,
    }


_REASONS = {
    "suppressed": "masked",
    "missing": "unknown",
    "not-applicable": "not-applicable",
    "not-due": "temp-unknown",
    "undefined": "not-a-number",
}
_HL7 = "http://terminology.hl7.org/CodeSystem"


def _observation(each: dict[str, Any]) -> dict[str, Any]:
    """A row as HL7 has it; what R4 has no element for is said in extensions."""
    own = "urn:rusfelt:fhir:"
    extensions: list[dict[str, Any]] = []
    if each["group"]:
        extensions.append({"url": f"{own}group", "valueString": each["group"]})
    if each["state"] in {"approximate", "projected"}:
        extensions.append({"url": f"{own}state", "valueCode": each["state"]})
    if each["break_before"]:
        extensions.append({"url": f"{own}break_before", "valueBoolean": True})
    if each["source"]:
        extensions.append({"url": f"{own}source", "valueString": each["source"]})
    made: dict[str, Any] = {
        "resourceType": "Observation",
        **({"extension": extensions} if extensions else {}),
        "status": "final",
        "code": {"coding": [{"code": each["indicator"]}]},
        "subject": {"identifier": {"value": each["unit"]}},
    }
    if each["period"] == "2019-Q3":
        made["effectivePeriod"] = {"start": "2019-07-01", "end": "2019-09-30"}
    else:
        made["effectiveDateTime"] = each["period"]
    if each["value"] is not None:
        bound = {"comparator": each["bound"]} if each["bound"] else {}
        made["valueQuantity"] = {"value": each["value"], **bound}
    if each["state"] in _REASONS:
        code = {"system": f"{_HL7}/data-absent-reason", "code": _REASONS[each["state"]]}
        made["dataAbsentReason"] = {"coding": [code]}
    made["component"] = [
        {
            "code": {"coding": [{"system": f"{_HL7}/measure-population", "code": name}]},
            "valueQuantity": {"value": each[name]},
        }
        for name in ("numerator", "denominator")
        if each[name] is not None
    ]
    if not made["component"]:
        del made["component"]
    return made
