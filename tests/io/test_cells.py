"""What one cell says, and what a file's numbers say about its decimal sign."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rusfelt.io._cells import BadCellError, Evidence, bound, figure, flag, number, weigh


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f", "\u2009"])
def test_thousands_may_stand_apart_by_any_space_a_norwegian_office_uses(space: str) -> None:
    """An ordinary, no-break, narrow no-break or thin space groups thousands."""
    assert figure(f"1{space}234{space}567,5", ",").value == 1234567.5
    assert figure(f"1{space}234.5", ".").value == 1234.5


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        ("0", ",", 0.0),
        ("007", ",", 7.0),
        ("12,5", ",", 12.5),
        ("12.5", ".", 12.5),
        (",5", ",", 0.5),
        ("-3", ",", -3.0),
        ("+3", ",", 3.0),
        ("\u22123,5", ",", -3.5),
        ("1e3", ".", 1000.0),
        ("1.5E-2", ".", 0.015),
        ("1.234", ",", 1234.0),
        ("1.234.567,25", ",", 1234567.25),
        ("1,234.5", ".", 1234.5),
        ("0,125", ",", 0.125),
    ],
)
def test_a_number_is_read_with_the_decimal_sign_it_was_written_with(
    text: str, decimal: str, value: float
) -> None:
    """Digits, a decimal sign, thousands in threes, a sign and (with a point) an exponent."""
    assert figure(text, decimal).value == value


@pytest.mark.parametrize(
    "text",
    [
        *["nan", "inf", "-inf", "1e999", "NULL", "NA", "-", "ca. 30", "12 %", "1,2,3", "5,"],
        *["1 2", "12 34", "0 123", "0x10", "1_000", "\u0663", "<", "< <5", "...", "::", "1.5e"],
        *["--1", "1 .5"],
    ],
)
@pytest.mark.parametrize("decimal", [",", ".", ""])
def test_what_is_no_number_is_a_bad_cell_with_a_remedy(text: str, decimal: str) -> None:
    """Nothing that only looks like a number becomes one, and nothing becomes infinite."""
    with pytest.raises(BadCellError) as caught:
        figure(text, decimal)
    assert caught.value.remedy


@pytest.mark.parametrize("text", ["1.23", "12.3456", "1234.567", "0.500", "1e3"])
def test_a_point_that_does_not_group_three_digits_is_wrong_under_a_decimal_comma(
    text: str,
) -> None:
    """The message says that the number is written the other way."""
    with pytest.raises(BadCellError, match="with a decimal comma"):
        figure(text, ",")


def test_a_separator_of_thousands_is_told_of() -> None:
    """A comma or point read as thousands is recorded, a space is not in doubt."""
    assert figure("1.234", ",").thousands == "."
    assert figure("1,234", ".").thousands == ","
    assert not figure("1 234", ",").thousands


@pytest.mark.parametrize(
    ("text", "state"), [(".", "not-applicable"), ("..", "missing"), (":", "suppressed")]
)
def test_a_sign_stands_for_an_empty_state(text: str, state: str) -> None:
    """Statistics Norway's three signs keep their meanings, and hold no number."""
    read = figure(text, ",")
    assert (read.state, math.isnan(read.value)) == (state, True)


@pytest.mark.parametrize(
    ("text", "sign", "value"),
    [
        ("<5", "<", 5),
        ("< 5", "<", 5),
        ("<=5", "<=", 5),
        (">3", ">", 3),
        (">=3", ">=", 3),
        ("≤5", "<=", 5),
        ("≥ 1 000,5", ">=", 1000.5),
    ],
)
def test_a_bound_keeps_its_number_and_its_direction(text: str, sign: str, value: float) -> None:
    """``<5`` is not 5, and not missing either."""
    read = figure(text, ",")
    assert (read.bound, read.value) == (sign, value)


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from([",", "."]))
def test_every_number_written_out_in_full_comes_back_as_itself(value: float, decimal: str) -> None:
    """Reading undoes writing, to the last bit."""
    text = f"{value:.1100f}" if value else "0"
    assert number(text.replace(".", decimal), decimal) == (value, "")


@given(st.integers(-(10**12), 10**12), st.sampled_from(" \u00a0\u202f\u2009"))
def test_every_grouped_whole_number_comes_back_as_itself(value: int, space: str) -> None:
    """Thousands are grouped without changing the number, with either decimal sign."""
    text = f"{value:,}".replace(",", space)
    assert number(text, ",") == number(text, ".") == (float(value), "")


@pytest.mark.parametrize(
    ("cells", "evidence"),
    [
        (["12", "..", "", "<5", "abc"], Evidence()),
        (["1,5"], Evidence(comma="1,5")),
        (["<2.5"], Evidence(point="<2.5")),
        (["1e3"], Evidence(point="1e3")),
        (["1,234", "1,5"], Evidence(comma="1,5", either_comma="1,234")),
        (["1.234"], Evidence(either_point="1.234")),
        (["1.234.567"], Evidence(comma="1.234.567")),
        (["0.500"], Evidence(point="0.500")),
        (["1,5", "2.5"], Evidence(comma="1,5", point="2.5")),
    ],
)
def test_numbers_say_which_decimal_sign_they_allow(cells: list[str], evidence: Evidence) -> None:
    """Only a number that can be read in one way settles anything."""
    assert weigh(cells) == evidence


def test_yes_and_no_are_read_in_norwegian_and_english() -> None:
    """Nothing else is taken for a yes or a no."""
    for text in ("true", "TRUE", "1", "ja", "Ja", "SANN"):
        assert flag(text) is True
    for text in ("false", "0", "nei", "", "USANN"):
        assert flag(text) is False
    for text in ("yes", "x", "2"):
        with pytest.raises(BadCellError):
            flag(text)


def test_a_bound_in_its_own_column_is_one_of_four() -> None:
    """The mathematical signs are the same as the typed ones."""
    assert [bound(text) for text in ("", "<", "≤", ">=")] == ["", "<", "<=", ">="]
    with pytest.raises(BadCellError):
        bound("=")
