"""Units that are places become codes, and codes that lost their zero get it back, with a note."""

import numpy as np
import pytest

from rusfelt import ColumnMap, read_measurements
from rusfelt.io._mapped import cells_of
from rusfelt.io._units import with_zeros
from rusfelt.raw_table import RawTable


def table(units, years=(2019, 2020)):
    size = len(units)
    return RawTable(
        "a.xlsx",
        {
            "unit": np.array(units),
            "period": np.array(years[:size]),
            "indicator": np.array(["a"] * size),
            "value": np.arange(size, dtype=float),
        },
        np.arange(2, size + 2),
    )


def test_a_number_is_the_code_that_lost_its_zero_and_that_is_told():
    cells = cells_of(table([301.0, 30108.0]), ColumnMap())
    assert cells.cells["unit"] == ["0301", "030108"]
    assert "301 was read as 0301 (Oslo)" in cells.source.guessed["units"]


@pytest.mark.parametrize("units", [[301, 7], [1, 2], [301.5, 301.0]])
def test_numbers_that_are_no_places_stay_as_they_are(units):
    assert with_zeros(np.array(units)) is None


def test_codes_that_are_whole_are_no_news():
    cells = cells_of(table([1103, 5001]), ColumnMap())
    assert cells.cells["unit"] == ["1103", "5001"]
    assert "units" not in cells.source.guessed


def test_an_empty_unit_stays_empty():
    cells = cells_of(table([301.0, np.nan]), ColumnMap())
    assert cells.cells["unit"] == ["0301", ""]


def test_names_and_old_codes_become_codes_where_the_mapping_says_places():
    cells = cells_of(
        table(["bydel nordre  aker", "1601", "Klinikk A"], (2019, 2016, 2019)),
        ColumnMap(units="places"),
    )
    assert cells.cells["unit"] == ["030108", "5001", "Klinikk A"]
    told = cells.source.guessed
    assert "1601 Trondheim is 5001 since 2018" in told["units"]
    assert told["units left as they are"].startswith("1,")


def test_text_is_left_alone_where_nothing_is_said(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("indicator;unit;period;value\na;1601;2016;4\n", encoding="utf-8")
    assert read_measurements(path)["unit"].tolist() == ["1601"]
    assert read_measurements(path, mapping=ColumnMap(units="places"))["unit"].tolist() == ["5001"]


def test_columns_of_numbers_and_of_text_stand_side_by_side():
    """A spreadsheet has numbers in one year's column, and text with a decimal comma in the next."""
    made = RawTable(
        "a.xlsx",
        {"2019": np.array([4.5, 2.25]), "2020": np.array(["1,5", ":"])},
        [2, 3],
    )
    mapping = ColumnMap(
        constants={"indicator": "a"}, wide={"2019": {"period": "2019"}, "2020": {"period": "2020"}}
    )
    cells = cells_of(made, mapping)
    assert cells.cells["value"] == ["4,5", "2,25", "1,5", ":"]
