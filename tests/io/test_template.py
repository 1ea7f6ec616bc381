"""The empty file of figures that explains itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import pytest

from rusfelt.domain.measurement import Measurement
from rusfelt.errors import WriteError
from rusfelt.io.measurements import read_measurements
from rusfelt.io.template import measurement_template, write_template

if TYPE_CHECKING:
    from pathlib import Path

FIELDS = [field.name for field in attrs.fields(Measurement)]


def test_the_untouched_template_holds_no_figures(tmp_path: Path) -> None:
    """It can be read as it is, and its letters are those it was written with."""
    write_template(tmp_path / "figures.csv")
    read = read_measurements(tmp_path / "figures.csv")
    assert len(read) == 0
    assert read.guessed["encoding"] == "utf-8-sig"


def test_every_column_is_there_and_explained() -> None:
    """The header is the measurement's own fields; none can be added without a word about it."""
    lines = measurement_template().splitlines()
    assert lines[-1].split(";") == FIELDS
    explained = [line.removeprefix("# ").partition(": ") for line in lines if line.startswith("#")]
    assert [name for name, colon, text in explained if colon and text and name in FIELDS] == FIELDS


def test_a_row_under_the_template_is_read(tmp_path: Path) -> None:
    """Filling it in is all there is to do."""
    file = tmp_path / "figures.csv"
    row = "overdoser;030108;;2019;2" + ";" * (len(FIELDS) - 5)
    file.write_text(f"{measurement_template()}{row}\n", encoding="utf-8")
    assert list(read_measurements(file)) == [
        Measurement("overdoser", "030108", period="2019", value=2)
    ]


@pytest.mark.parametrize("delimiter", [";", ","])
def test_the_template_survives_a_spreadsheet(tmp_path: Path, delimiter: str) -> None:
    """Spreadsheets split explanations into cells and put them in quotation marks on saving."""
    width = len(FIELDS)
    lines = []
    for line in measurement_template().splitlines():
        cells = line.split(";")
        cells += [""] * (width - len(cells))
        quoted = [f'"{cell}"' if delimiter in cell else cell for cell in cells]
        lines.append(delimiter.join(quoted))
    row = delimiter.join(["x", "", "", "2019", "1", *[""] * (width - 5)])
    file = tmp_path / "figures.csv"
    file.write_bytes("\r\n".join([*lines, row, ""]).encode("cp1252"))
    assert list(read_measurements(file)) == [Measurement("x", period="2019", value=1)]


def test_a_file_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    """It may hold a year's work."""
    file = tmp_path / "figures.csv"
    file.write_text("mitt", encoding="utf-8")
    with pytest.raises(WriteError, match="already"):
        write_template(file)
    assert file.read_text(encoding="utf-8") == "mitt"
