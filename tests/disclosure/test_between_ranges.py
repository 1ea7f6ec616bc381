"""What follows from ranges that lie in one another or overlap: ages and years."""

from __future__ import annotations

import pytest

from rusfelt.disclosure import Policy, Table, attack, protect
from rusfelt.disclosure.between import Rest, covered, overlapping, rests


def ages(name, told):
    return Table(name, {"age": list(told)}, list(told.values()))


def years(told):
    return Table("t", {"year": list(told)}, list(told.values()))


@pytest.mark.parametrize("zeros", ["hidden", "shown"])
def test_tables_without_a_cell_in_common_are_of_the_same_people_where_one_lies_in_another(zeros):
    """12 of 16-24 printed before, 13 of 16-25 now: one is 25."""
    first, second = ages("first", {"16-24": 12}), ages("second", {"16-25": 13})
    assert protect(second, Policy(5, zeros=zeros), ledger=[first]).lost == 1


def test_a_part_that_is_larger_than_the_whole_is_of_other_people():
    first, second = ages("first", {"16-24": 30}), ages("second", {"16-25": 13})
    assert protect(second, Policy(5), ledger=[first]).lost == 0


def test_what_two_overlapping_ranges_share_follows_from_both_and_all():
    """40 and 50 of together 88: two are 19 or 20, though neither range lies in the other."""
    made = protect(ages("t", {"16-20": 40, "19-25": 50, "16-25": 88}), Policy(5))
    assert made.lost >= 1
    assert protect(ages("t", {"16-20": 40, "19-25": 50, "16-25": 80}), Policy(5)).lost == 0


def test_parts_in_another_table_add_up_to_their_range():
    """18-29 and 18-24 in one table, 25-29 in another: with 23 and 20 printed the third is 3."""
    one, other = ages("one", {"18-24": 20, "18-29": 23}), ages("other", {"25-29": None})
    found = attack([one, other])
    assert [(each.low, each.high) for each in found] == [(3, 3)]


def test_people_in_two_years_do_not_make_years_add_up():
    """15 and 18 in a year, 20 in both together: the same people, so 20 less 18 is not a year's."""
    made = protect(years({"2015": 18, "2016": 15, "2015-2016": 20}), Policy(5))
    # 20 less 18 are two who were there in the second year alone, so one of the two is hidden.
    assert made.lost == 1


def test_rolling_years_with_a_total_add_up():
    """Each year is in three periods, and once in the total."""
    told = {str(year): 10 for year in range(2015, 2020)}
    rolling = {f"{year}-{year + 2}": 30 for year in range(2015, 2018)}
    assert protect(years({**rolling, **told, "Total": 50}), Policy(5)).lost == 0
    assert protect(years({**rolling, "Total": 50}), Policy(5)).lost == 0


def test_a_pooled_period_of_somebody_alone_is_about_himself():
    """One person in one year is the one person of three: that reveals nobody else."""
    table = Table(
        "t",
        {
            "place": ["a"] * 4 + ["b"] * 4 + ["Total"] * 4,
            "year": ["2015", "2016", "2017", "2015-2017"] * 3,
        },
        [1, 0, 0, 1, 4, 9, 8, 21, 5, 9, 8, 22],
    )
    made = protect(table, Policy(3, zeros="shown"))
    small = made.primary[0]
    assert (made.tables[0].counts[small] == -1).all()


def test_every_rest_is_said_once_and_what_follows_from_others_not_at_all():
    """Of three years and their sum the two sums of two follow, and nothing else."""
    spans = [(2015, 2015), (2016, 2016), (2017, 2017), (2015, 2017)]
    found = rests(spans)
    assert Rest((2015, 2017), (2015, 2015), (2016, 2017)) in found
    assert all(each.rest is not None for each in found)
    assert len({frozenset({each.part, each.rest}) for each in found}) == len(found)
    assert rests([(16, 60), (20, 29)]) == [Rest((16, 60), (20, 29), None)]


def test_what_is_filled_and_what_overlaps():
    assert covered((2015, 2017), [(2015, 2015), (2016, 2017), (2014, 2016)])
    assert not covered((2015, 2017), [(2015, 2015), (2017, 2017)])
    assert overlapping(["16-24", "20+"])
    assert not overlapping(["16-24", "25+", "unknown"])
