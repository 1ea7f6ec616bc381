"""The people behind a printed share, against other ways of finding them and a plan's own figures."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rusfelt.errors import DomainError
from rusfelt.stats import whole_number_counts
from rusfelt_brukerplan.whole_numbers import MOST_PEOPLE, possible_counts

# Nordre Aker's plan prints these of the people mapped in 2019, who were 128; the counts are those
# worked out by hand for each.
PRINTED = {65: (83, 83), 35: (45, 45), 26: (33, 33), 19: (24, 24), 17: (22, 22), 87: (111, 111),
           9: (11, 12), 89: (114, 114)}  # fmt: skip


def by_trying(printed: Decimal, n: int, decimals: int) -> list[int]:
    """Every count that decimal arithmetic, rounding a half either way, prints so."""
    unit = Decimal(1).scaleb(-decimals)
    return [
        k
        for k in range(n + 1)
        if printed
        in {
            (Decimal(100 * k) / n).quantize(unit, ROUND_HALF_UP),
            (Decimal(100 * k) / n).quantize(unit, ROUND_HALF_EVEN),
        }
    ]


def test_the_shares_a_plan_prints_of_128_mapped() -> None:
    """Seven of the eight shares can be one count only; nine per cent can be 11 or 12 people."""
    found = possible_counts(list(PRINTED), 128)
    assert list(zip(found.low.tolist(), found.high.tolist(), strict=True)) == list(PRINTED.values())
    assert found.possible.all()


def test_the_national_report_of_2019_agrees_with_itself() -> None:
    """19 per cent of 22,404 are «drøyt 4200» parents, and 10 per cent «drøye 2200» at blue light."""
    found = possible_counts([19, 10], 22_404)
    assert found.low[0] <= 4_200 <= found.high[0]
    assert found.low[1] <= 2_200 <= found.high[1]


@pytest.mark.parametrize("decimals", [0, 1])
def test_every_printed_share_of_small_groups_against_decimal_arithmetic(decimals: int) -> None:
    """All shares with these decimals of up to 25 people: the same counts, or none, as by trying."""
    cases = [
        (Decimal(units).scaleb(-decimals), n)
        for n in (*range(1, 10), 16, 25)
        for units in range(100 * 10**decimals + 1)
    ]
    found = possible_counts(
        [float(share) for share, _ in cases], [n for _, n in cases], decimals=decimals
    )
    for row, (share, n) in enumerate(cases):
        tried = by_trying(share, n, decimals)
        assert found.possible[row] == bool(tried), (share, n)
        if tried:
            assert (found.low[row], found.high[row]) == (tried[0], tried[-1]), (share, n)


def test_a_half_is_accepted_rounded_up_and_to_even_and_never_down_to_odd() -> None:
    """1 of 8 is 12.5 per cent: printed 13 by rounding up and 12 to even. 3 of 8, 37.5, is only 38."""
    found = possible_counts([12, 13, 37, 38], 8)
    assert found.possible.tolist() == [True, True, False, True]
    assert found.half_way.tolist() == [True, True, False, True]
    assert found.low.tolist() == [1, 1, -1, 3]


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 5_000), st.integers(0, 2))
def test_as_one_at_a_time(units: int, n: int, decimals: int) -> None:
    """A batch finds what rusfelt's own function, which works in fractions, finds for one."""
    share = min(units, 100 * 10**decimals) / 10**decimals
    counts = whole_number_counts(share, n, decimals=decimals)
    found = possible_counts(share, n, decimals=decimals)
    assert bool(found.possible) == bool(counts)
    if counts:
        assert (int(found.low), int(found.high)) == (counts[0], counts[-1])


@settings(max_examples=200, deadline=None)
@given(st.integers(1, MOST_PEOPLE), st.floats(0, 1), st.integers(0, 6))
def test_a_count_is_among_those_its_own_share_could_be(n: int, at: float, decimals: int) -> None:
    """Whatever is printed of a true count leads back to it, also at the edge of whole numbers."""
    count = min(n, int(at * n))
    printed = float((Decimal(100 * count) / n).quantize(Decimal(1).scaleb(-decimals)))
    found = possible_counts(printed, n, decimals=decimals)
    assert found.low <= count <= found.high


def test_other_factors_than_per_cent() -> None:
    """A share printed as 0.09, or as 94 per thousand, is read in its own unit."""
    assert possible_counts(0.09, 128, decimals=2, factor=1).low == 11
    assert possible_counts(94, 128, factor=1000).high == 12


def test_what_cannot_be_read_is_told_all_at_once() -> None:
    """Shares outside their range, finer than printed, and groups of nobody are named together."""
    with pytest.raises(DomainError) as caught:
        possible_counts([101, 12.5, 9, np.nan], [128, 128, 0, 128])
    assert [each.path for each in caught.value.problems] == ["n", "printed", "decimals"]
    with pytest.raises(DomainError, match="decimals"):
        possible_counts(9, 128, decimals=7)
