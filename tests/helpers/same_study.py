"""One small study, written by other people's programs in every format that is read."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

__all__ = ["COLUMNS", "ROWS", "TABULAR", "write"]

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


def write(form: str, folder: Path) -> Path:
    """The study as a file of one format."""
    path = folder / f"studie.{form}"
    if form.endswith("csv"):
        _write_text(path, form.removesuffix(".csv"))
    elif form == "xlsx":
        _write_sheet(path)
    elif form in {"sav", "zsav", "dta"}:
        _write_statistics(path, form)
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
