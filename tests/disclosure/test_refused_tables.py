"""Rules and tables that cannot be meant are refused with what to do."""

from __future__ import annotations

import pytest

from rusfelt.disclosure import Dominance, Policy, SeriesRule, Table, attack, policy_named, protect
from rusfelt.disclosure._countable import numbers_in_words, word_lists
from rusfelt.errors import DisclosureError, DomainError, UnknownNameError

SEXES = {"sex": ["F", "M", "Total"]}


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: Policy(0), "whole number above zero"),
        (lambda: Policy(True), "whole number above zero"),
        (lambda: Policy(counts="people"), "persons, events"),
        (lambda: Policy(zeros="sometimes"), "hidden, shown"),
        (lambda: Policy(rounding=4), "None, 3, 5, 10"),
        (lambda: Policy(symbol="0"), "no number"),
        (lambda: Policy(symbol=""), "no number"),
        (lambda: Policy(minimum_denominator=0), "whole number above zero"),
        (lambda: SeriesRule(hidden=1.0), "between 0 and 1"),
        (lambda: Dominance(share=0.0), "between 0 and 1"),
    ],
)
def test_a_rule_that_cannot_be_meant(make, told):
    with pytest.raises(DomainError, match=told):
        make()


def test_a_profile_that_is_not_there_names_those_that_are():
    with pytest.raises(UnknownNameError, match="helse5"):
        policy_named("helse")


@pytest.mark.parametrize("count", [True, 1.5, -2])
def test_a_count_is_a_whole_number_from_zero_up(count):
    with pytest.raises(DomainError, match="Counts are whole numbers") as caught:
        Table("t", SEXES, [count, 9, 11])
    assert [each.path for each in caught.value.problems] == ["counts[0]"]


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: Table("t", SEXES, [10**13, 0, 10**13]), "thousands"),
        (lambda: Table("t", SEXES, [1, 2]), "has 2 counts and 3 in 'sex'"),
        (
            lambda: Table("t", SEXES, [1, 2, 3], denominators=[9]),
            "3 counts and 1 in 'denominators'",
        ),
        (lambda: Table("t", SEXES, [1, 2, 3], hierarchies={"age": {}}), "no dimension 'age'"),
        (lambda: Table("t", {"sex": ["F", "F", "Total"]}, [1, 2, 3]), "one cell in several rows"),
    ],
)
def test_a_table_that_is_none(make, told):
    with pytest.raises(DomainError, match=told):
        make()


def test_two_tables_of_one_name_cannot_be_told_apart():
    table = Table("t", SEXES, [2, 9, 11])
    with pytest.raises(DomainError, match="a name of its own"):
        protect([table, table], Policy(5))


def test_a_table_that_does_not_add_up_is_refused():
    with pytest.raises(DomainError, match="add up"):
        protect(Table("t", SEXES, [2, 9, 10]), Policy(5))


def test_what_contradicts_itself_has_no_intervals():
    """Two hidden women and men of together minus something; and zeros that would have been printed."""
    with pytest.raises(DomainError, match="No whole numbers fit"):
        attack(Table("t", SEXES, [None, None, 1]), zeros_shown=True)


def test_a_count_known_of_a_cell_that_is_not_there():
    table = Table("t", SEXES, [None, None, 9])
    with pytest.raises(UnknownNameError, match="X"):
        attack(table, known={("X",): 1})
    with pytest.raises(UnknownNameError):
        attack(table).of("X")
    assert attack(table, known={("F",): 4}).of("M").low == 5


def test_tables_by_name_are_called_so_in_messages():
    found = attack({"the first": Table("t", SEXES, [None, None, 9])})
    assert {each.table for each in found} == {"the first"}


def test_what_nothing_can_protect_is_named():
    """Of two people one is a woman: whatever is hidden, neither is more than two."""
    table = Table("t", SEXES, [1, 1, 2], public=[False, False, True])
    with pytest.raises(DisclosureError, match=r"sex=F.*coarser"):
        protect(table, Policy(5))


def test_the_words_of_numbers_and_things_are_read_from_their_file():
    """Read anew, as the first process does that asks."""
    numbers, words = numbers_in_words.__wrapped__(), word_lists.__wrapped__()
    assert (numbers["tjueto"], numbers["nittien"], numbers["fifty"]) == (22, 91, 50)
    assert {"bruker", "brukeren"} <= words["person"]
    assert not words["person"] & words["thing"]
