"""Periods as Norwegian offices write them."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rusfelt import Clock, DomainError, Period
from rusfelt.domain.period import to_date


@pytest.mark.parametrize(
    ("written", "text", "start", "end", "t"),
    [
        ("2019", "2019", "2019-01-01", "2019-12-31", 2019.0),
        (2019, "2019", "2019-01-01", "2019-12-31", 2019.0),
        ("2019-Q3", "2019-Q3", "2019-07-01", "2019-09-30", 2019.5),
        ("2019K4", "2019-Q4", "2019-10-01", "2019-12-31", 2019.75),
        ("2019-03", "2019-03", "2019-03-01", "2019-03-31", 2019 + 2 / 12),
        ("2020M02", "2020-02", "2020-02-01", "2020-02-29", 2020 + 1 / 12),
        ("2018/2019", "2018/2019", "2018-08-01", "2019-07-31", 2018 + 7 / 12),
        ("2018/19", "2018/2019", "2018-08-01", "2019-07-31", 2018 + 7 / 12),
        ("1999/00", "1999/2000", "1999-08-01", "2000-07-31", 1999 + 7 / 12),
        (" 17.03.2019 ", "2019-03-17", "2019-03-17", "2019-03-17", 737135.0),
        (date(2019, 3, 17), "2019-03-17", "2019-03-17", "2019-03-17", 737135.0),
    ],
)
def test_every_form_is_read_to_one_canonical_text_its_days_and_its_place(
    written, text, start, end, t
):
    """The same period written in any way is the same period."""
    period = Period.parse(written)
    assert (period.text, period.start.isoformat(), period.end.isoformat()) == (text, start, end)
    assert period.t == pytest.approx(t)
    assert Period.parse(period.text) == period


@pytest.mark.parametrize(
    "written",
    [
        "",
        "19",
        "2019-13",
        "2019-Q5",
        "31.02.2019",
        "2019-02-30",
        "2018/2020",
        "2018/20",
        True,
        2019.0,
        None,
        "ca. 2019",
        datetime(2019, 1, 1, 12),
    ],
)
def test_anything_else_is_refused(written):
    """A period is never guessed."""
    with pytest.raises(DomainError):
        Period.parse(written)


def test_days_and_periods_run_on_clocks_of_their_own():
    """A day is a count of days; anything longer is a place in the calendar."""
    assert Period.parse("2019-03-17").clock is Clock.DAY
    assert Period.parse("2019-03").clock is Clock.PERIOD
    assert {Period.parse(each).length for each in ("2019", "2018/19", "2019Q1", "2019-01")} == {
        "year", "school-year", "quarter", "month",
    }  # fmt: skip


@given(
    st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.sampled_from(["day", "month", "quarter", "year", "school-year"]),
)
def test_the_period_containing_a_day_contains_it(day, length):
    """Of every length."""
    period = Period.containing(day, length)
    assert period.start <= day <= period.end
    assert period.length == length


def test_a_period_stands_for_its_first_or_its_last_day():
    """``due = "2024"`` leaves the whole year."""
    assert to_date("2024") == date(2024, 1, 1)
    assert to_date("2024", end=True) == date(2024, 12, 31)
