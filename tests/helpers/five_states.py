"""Six figures, one there and five empty for five reasons, in the words each format has for that."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyreadstat

__all__ = ["FORMS", "STATES", "Given", "Marks"]

STATES = ("missing", "suppressed", "not-applicable", "not-due", "undefined")
Marks = Mapping[str, str]
"""State → what stands in the file for it; ``state`` where its name stands in a column ``state``."""
Given = tuple[Path, dict[str, Any]]
"""The file, and what has to be said when it is read."""

_THERE = 12.0
_PERIODS = [str(2018 + number) for number in range(6)]


def _said(marks: Marks) -> list[str]:
    return ["", *(state if marks[state] == "state" else "" for state in STATES)]


def _signs(marks: Marks) -> list[str]:
    return ["", *("" if marks[state] == "state" else marks[state] for state in STATES)]


def _columns(marks: Marks, value: Sequence[object]) -> dict[str, Sequence[object]]:
    return {"indicator": ["a"] * 6, "period": _PERIODS, "value": value, "state": _said(marks)}


def _texts(marks: Marks) -> list[str]:
    return ["12", *_signs(marks)[1:]]


def _csv(folder: Path, marks: Marks) -> Given:
    path = folder / "five.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        columns = _columns(marks, _texts(marks))
        csv.writer(stream).writerows([columns, *zip(*columns.values(), strict=True)])
    return path, {}


def _excel(folder: Path, marks: Marks) -> Given:
    import openpyxl

    book = openpyxl.Workbook()
    columns = _columns(marks, [_THERE, *_signs(marks)[1:]])
    for row in (tuple(columns), *zip(*columns.values(), strict=True)):
        book.active.append([None if each == "" else each for each in row])
    book.save(folder / "five.xlsx")
    return folder / "five.xlsx", {}


def _in_arrow(form: str, *, text: bool) -> Callable[[Path, Marks], Given]:
    def write(folder: Path, marks: Marks) -> Given:
        import duckdb
        import pyarrow as pa
        import pyarrow.feather
        import pyarrow.parquet

        value = pa.array(_texts(marks)) if text else pa.array([_THERE, *[None] * 5], pa.float64())
        table = pa.table(_columns(marks, value))
        path = folder / f"five.{form}"
        if form == "parquet":
            pyarrow.parquet.write_table(table, path)
        elif form == "feather":
            pyarrow.feather.write_feather(table, str(path))
        elif form == "arrow":
            with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
                writer.write_table(table)
        else:
            with duckdb.connect(str(path)) as base:
                base.register("given", table)
                base.execute("create table figures as select * from given")
        return path, {}

    return write


def _survey(frame_of: Sequence[object]) -> Any:
    import pandas as pd

    return pd.DataFrame({"indicator": ["a"] * 6, "period": _PERIODS, "value": frame_of})


def _spss(folder: Path, marks: Marks) -> Given:
    """Codes from -1 to -5 declared as missing, with labels."""
    labels = {-(place + 1): marks[state] for place, state in enumerate(STATES)}
    pyreadstat.write_sav(
        _survey([_THERE, -1, -2, -3, -4, -5]),
        folder / "five.sav",
        variable_value_labels={"value": labels},
        missing_ranges={"value": [{"lo": -5, "hi": -1}]},
    )
    return folder / "five.sav", {}


def _stata(folder: Path, marks: Marks) -> Given:
    """The missing values ``.a`` to ``.e``, with labels."""
    letters = dict(zip("abcde", STATES, strict=True))
    frame = _survey([_THERE, *letters]).astype({"value": object})
    pyreadstat.write_dta(
        frame,
        folder / "five.dta",
        missing_user_values={"value": list(letters)},
        variable_value_labels={"value": {key: marks[state] for key, state in letters.items()}},
    )
    return folder / "five.dta", {}


def _redcap(folder: Path, marks: Marks) -> Given:
    path = folder / "five.csv"
    codes = [marks[state].partition("=")[0] for state in STATES]
    rows = zip(["a"] * 6, _PERIODS, ["12", *codes], strict=True)
    lines = ["indicator,period,value", *(",".join(row) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path, {"reader": "redcap", "missing": ",".join(marks[state] for state in STATES)}


def _json_stat(folder: Path, marks: Marks) -> Given:
    flags = [marks[state].partition("=")[0] for state in STATES]
    told = dict(marks[state].split("=") for state in STATES if "=" in marks[state])
    table = {
        "version": "2.0",
        "class": "dataset",
        "id": ["ContentsCode", "Tid"],
        "size": [1, 6],
        "role": {"time": ["Tid"], "metric": ["ContentsCode"]},
        "dimension": {
            "ContentsCode": {"category": {"index": ["a"]}},
            "Tid": {"category": {"index": _PERIODS}},
        },
        "value": [_THERE, *[None] * 5],
        "status": {str(place): flag for place, flag in enumerate(flags, 1)},
    }
    (folder / "five.json").write_text(json.dumps(table), encoding="utf-8")
    return folder / "five.json", {"flags": told} if told else {}


def _fhir(folder: Path, marks: Marks) -> Given:
    system = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
    entries = []
    for period, state in zip(_PERIODS, (None, *STATES), strict=True):
        made: dict[str, Any] = {
            "resourceType": "Observation",
            "status": "final",
            "code": {"coding": [{"code": "a"}]},
            "effectiveDateTime": period,
        }
        if state is None:
            made["valueQuantity"] = {"value": _THERE}
        else:
            coding = {"system": system, "code": marks[state]}
            made["dataAbsentReason"] = {"coding": [coding]}
        entries.append({"resource": made})
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    (folder / "five.json").write_text(json.dumps(bundle), encoding="utf-8")
    return folder / "five.json", {}


_ARROW = ("parquet", "arrow", "feather", "duckdb")
FORMS: Mapping[str, Mapping[str, Callable[[Path, Marks], Given]]] = {
    "CSV": {"csv": _csv},
    "Excel": {"xlsx": _excel},
    "Text in Parquet, Arrow, Feather and DuckDB": {
        each: _in_arrow(each, text=True) for each in _ARROW
    },
    "Numbers in Parquet, Arrow, Feather and DuckDB": {
        each: _in_arrow(each, text=False) for each in _ARROW
    },
    "SPSS": {"sav": _spss},
    "Stata": {"dta": _stata},
    "REDCap": {"redcap": _redcap},
    "JSON-stat": {"json-stat2": _json_stat},
    "FHIR": {"fhir": _fhir},
}
"""What the page calls a format → what writes it, by its name in tests."""
