"""Numbers, days and periods as Norwegian offices and English readers write them."""

from __future__ import annotations

import math
from datetime import date

import pytest

from rusfelt.domain import Period
from rusfelt.report.numbers import Numbers
from rusfelt.report.texts import Texts

NB, NN, EN = (Numbers(Texts(each)) for each in ("nb", "nn", "en"))


def test_norwegian_decimal_comma_and_thousands():
    """A comma for decimals, a space that does not break for thousands, a true minus."""
    assert NB.value(-1234.5) == "−1\xa0234,5"
    assert NN.value(51519) == "51\xa0519"
    assert EN.value(-1234.5) == "−1,234.5"


def test_a_figure_is_shown_as_given():
    """No decimals are added, and none of up to four are lost."""
    assert [NB.value(each) for each in (5.0, 5.1, 12.25, 0.125)] == ["5", "5,1", "12,25", "0,125"]


def test_something_is_never_written_as_nothing():
    """A figure smaller than four decimals keeps its digits."""
    assert NB.value(0.0000312) == "0,0000312"
    assert NB.value(-1e-9) == "−0,000000001"
    assert NB.value(0.0) == "0"


def test_huge_numbers_stay_readable():
    """A number of three hundred digits is written by its power of ten."""
    assert len(NB.value(1e300)) < 12


def test_p_is_never_zero():
    """The smallest p says that it is smaller than anyone reads."""
    assert NB.p(1e-30) == "<\xa00,0001"
    assert NB.p(0.004246624) == "0,004247"
    assert EN.p(1.0) == "1"


def test_undefined_and_unbounded():
    """What is not there is empty; what has no bound says so."""
    assert NB.value(math.nan) == ""
    assert NB.estimate(math.inf) == "∞"
    assert NB.plain("-inf") == "−∞"
    assert NB.plain(True) == "ja"


@pytest.mark.parametrize(
    ("text", "long", "short"),
    [
        ("2019", "2019", "2019"),
        ("2018/2019", "skoleåret 2018/19", "2018/19"),
        ("2019-Q3", "3. kvartal 2019", "3. kv. 2019"),
        ("2019-03", "mars 2019", "mar 2019"),
        ("2019-03-17", "17. mars 2019", "17.3.2019"),
    ],
)
def test_periods(text, long, short):
    """Each length of period in words, and short for an axis; a year has no decimals."""
    assert NB.period(Period.parse(text)) == long
    assert NB.period(Period.parse(text), short=True) == short


def test_days_in_three_languages():
    """A date in full."""
    day = date(2024, 5, 1)
    assert [each.day(day) for each in (NB, NN, EN)] == ["1. mai 2024", "1. mai 2024", "1 May 2024"]
