"""Tables worked through by others: what they hid, what we hide, and an attacker on both."""

from __future__ import annotations

import os

import pytest
from published_tables import published_tables

SOAK = bool(os.environ.get("RUSFELT_SOAK"))
TABLES = published_tables()


def _id(one):
    return f"{one.package}-{one.name}-{one.policy.minimum}-{one.policy.zeros}"


def test_what_was_published_is_read_as_it_stands():
    """All cells add up, and what is small there is hidden there."""
    assert len(TABLES) == 45
    for each in TABLES:
        for total, parts in each.sums():
            assert each.counts[total] == sum(each.counts[part] for part in parts)
        assert each.hidden is None or each.small <= each.hidden


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "one", [each for each in TABLES if SOAK or len(each.counts) <= 24], ids=_id
)
def test_nothing_is_given_away_and_no_more_is_lost_where_the_published_choice_holds(one):
    hidden, _ = one.protected()
    assert one.small <= hidden
    assert not one.judge(hidden)
    if one.hidden is not None and not one.judge(one.hidden):
        assert len(hidden) <= len(one.hidden)


def test_a_published_choice_that_leaves_a_count_is_found():
    """sdcTable's older heuristic without its detection of singletons: three counts are known."""
    one = next(each for each in TABLES if each.name == "data1a simpleheuristic old")
    assert len(one.judge(one.hidden, width=1, alone=False)) == 3
