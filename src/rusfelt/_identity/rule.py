"""Which eleven digits pass for a Norwegian national identity number.

They do when their control digits fit and they begin with a date:

* ``DDMMYY``, three digits, two control digits: *fødselsnummer*. A *D-number* has 4 added to the
  first digit (forskrift om folkeregistrering § 2-2, as told on lovas.info; UDI, "D-nummer").
* 40 added to the month: *H-number*, a hospital's own until the person is known (fnrinfo.no,
  "H-nummer"), and the synthetic people of NAV's Dolly (github.com/navikt/fnrvalidator, issue 116).
* 80 added to the month: the synthetic people of Test-Norge and Tenor (Skatteetaten, documentation
  of the national register's interface, "Nytt fødselsnummer fra 2032"; the same issue 116).
* 65 added: other synthetic people, of SyntPop and Norsk helsenett (github.com/FHIDev/Fhi.NINCheck;
  github.com/bekkopen/NoCommons, release 0.15).
* 20 added, or 60 where synthetic: NAV's own id for people without another (NPID; NAV's testnav
  identpool, ``PersonnummerValidatorService``).
* No date, but 8 or 9 first: *FH-number* of the health services (github.com/FHIDev/Fhi.NINCheck).

With the weights 3 7 6 1 8 9 4 5 2 1 the first ten digits sum to 0 modulo 11, and with
5 4 3 2 7 6 5 4 3 2 1 all eleven do. Numbers given out from 2032 on may leave 1, 2 or 3 in the
first sum (Skatteetaten, "Nye fødselsnummer og d-nummer fra 2032"); both are taken here, for all
kinds with a date. The three digits in the middle are not looked at: from 2032 on they tell of no
century.

How often does something else pass? Of eleven random digits 1.5 in a hundred do. A Norwegian bank
account number, whose last digit is counted with the second row of weights, does in one of six; it
points at somebody too. Telephone numbers (8 digits), organisations (9) and whatever has more than
eleven digits in a row never do.
"""

from __future__ import annotations

import itertools

import numpy as np

from rusfelt.typing import Array, Bools

__all__ = ["LENGTH", "passes"]

LENGTH = 11
"""How many digits such a number has."""

_DAYS_IN_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_ADDED_TO_DAY = (0, 40)
_ADDED_TO_MONTH = (0, 20, 40, 60, 65, 80)
_WEIGHTS = np.array(
    [(3, 7, 6, 1, 8, 9, 4, 5, 2, 1, 0), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)], dtype=np.float32
).T
# What every possible sum leaves modulo 11, so that nothing need be divided.
_REST = np.arange(9 * 46 + 1) % 11
_FROM_2032 = 3
_FIRST_WITHOUT_DATE = 8
_DATE = np.array([1000, 100, 10, 1], dtype=np.float32)
_ALWAYS, _LEAP_YEARS = 1, 2


def _calendar() -> Array:
    """For every DDMM whether it is a date in all years, in leap years, or in none."""
    dates = np.zeros(10_000, dtype=np.uint8)
    for day_added, month_added in itertools.product(_ADDED_TO_DAY, _ADDED_TO_MONTH):
        for month, days in enumerate(_DAYS_IN_MONTH, 1):
            for day in range(1, days + 1):
                place = (day + day_added) * 100 + month + month_added
                leap = (month, day) == (2, 29) and dates[place] != _ALWAYS
                dates[place] = _LEAP_YEARS if leap else _ALWAYS
    return dates


_DATES = _calendar()


def passes(digits: Array) -> Bools:
    """Whether each row passes for an identity number.

    Args:
        digits: numbers from 0 to 9, shape ``(n, 11)``.

    >>> passes(np.array([[1, 7, 9, 1, 2, 0, 9, 9, 9, 9, 7], [1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]]))
    array([ True, False])
    """
    sums = (digits.astype(np.float32) @ _WEIGHTS).astype(np.intp)
    first = _REST[sums[:, 0]]
    fits: Bools = (first <= _FROM_2032) & (_REST[sums[:, 1]] == 0)
    rows = np.flatnonzero(fits)
    left, first = digits[rows], first[rows]
    date = _DATES[(left[:, :4].astype(np.float32) @ _DATE).astype(np.intp)]
    # The year 00 is taken for 2000, which had the day.
    leap = (2 * left[:, 4] + left[:, 5]) % 4 == 0
    dated = (date == _ALWAYS) | ((date == _LEAP_YEARS) & leap)
    fits[rows] = np.where(left[:, 0] >= _FIRST_WITHOUT_DATE, first == 0, dated)
    return fits
