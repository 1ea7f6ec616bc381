"""Which cells of a table are taken to be the same as another's."""

from __future__ import annotations

from rusfelt.disclosure import Policy, Table, attack, protect
from rusfelt.disclosure.relations import nested_in

SEXES = ["F", "M", "Total"]


def test_a_column_that_never_changes_holds_no_other_inside_it():
    """One place alone in a table is still that place, and not everywhere."""
    one = Table("one", {"place": ["a"] * 3, "sex": SEXES}, [3, 9, 12])
    assert nested_in(one) == {}
    other = Table("other", {"place": ["b"] * 3, "sex": SEXES}, [None, None, 12])
    assert {each.high for each in attack([one, other])} == {12}


def test_a_municipality_lies_in_its_county():
    places = {"county": ["n", "n", "n", "s", "Total"], "mun": ["a", "b", "Total", "Total", "Total"]}
    assert nested_in(Table("nested", places, [3, 9, 12, 20, 32])) == {"mun": {"county"}}


def test_a_grand_total_alone_is_a_sum_too():
    """Of four cells and their sum one hidden cell follows from the others, so two are hidden."""
    columns = {"r": ["a", "a", "b", "b", "Total"], "c": ["x", "y", "x", "y", "Total"]}
    made = protect(Table("bare", columns, [2, 9, 10, 8, 29]), Policy(5))
    assert made.lost == 2
    assert not any(each.leaks(5) for each in attack(made))
