"""Small denominators are small counts of people themselves."""

from rusfelt.disclosure import Policy, Table
from rusfelt.disclosure.denominators import hidden_denominators
from rusfelt.disclosure.ledger import Ledger

FIVE = Policy(5)


def table(counts, denominators, **columns):
    return Table("t", columns or {"a": ["x", "y", "z", "Total"]}, counts, denominators=denominators)


def gone(*tables, **told):
    return [each.tolist() for each in hidden_denominators(tables, FIVE, **told)]


def test_denominators_of_enough_people_all_stay():
    """Also where counts are hidden."""
    assert gone(table([1, 9, 9, 19], [10, 20, 30, 60])) == [[False] * 4]
    assert gone(Table("t", {"a": ["x"]}, [1])) == [[False]]


def test_a_small_one_goes_with_another_that_keeps_it_from_being_reckoned_out():
    """The total less the others would tell it."""
    ((x, y, z, total),) = gone(table([1, 9, 9, 19], [4, 20, 30, 54]))
    assert x
    assert y + z + total >= 1


def test_what_is_counted_out_of_the_same_people_is_one_denominator():
    """All rows with a small one go; the sums over sex still hold it up."""
    sexes = [each for each in ("F", "M", "X", "Total") for _ in range(3)]
    answers = ["yes", "no", "Total"] * 4
    of = [each for each in (4, 30, 40, 74) for _ in range(3)]
    ((*hidden,),) = gone(table([1] * 12, of, sex=sexes, answer=answers))
    by_sex = [hidden[at : at + 3] for at in range(0, 12, 3)]
    assert all(len(set(each)) == 1 for each in by_sex)
    assert by_sex[0][0]
    assert sum(each[0] for each in by_sex) >= 2


def test_where_denominators_do_not_add_up_none_is_printed_beside_a_small_one():
    """Nobody can say from which others it follows."""
    assert gone(table([1, 1, 1, 3], [4, 20, 30, 50])) == [[True] * 4]
    assert gone(table([1, 1, 1, 3], [14, 20, 30, 50])) == [[False] * 4]


def test_what_the_ledger_prints_is_known():
    """Two of three and the total are public, so hiding one of them protects nothing."""
    before = table([1, 9, 9, 19], [None, 20, None, 54])
    ((x, y, z, total),) = gone(table([1, 9, 9, 19], [4, 20, 30, 54]), ledger=Ledger([before]))
    assert x
    assert z
    assert not y
    assert not total


def test_where_nothing_protects_it_any_more_no_denominator_is_printed_anew():
    """That two of them are four together is public."""
    before = table([0, 0, 9, 9], [None, None, 30, 34])
    now = table([0, 0, 9, 9], [3, 1, 30, 34])
    assert gone(now, ledger=[before]) == [[True] * 4]


def test_what_everyone_can_reckon_out_already_needs_no_hiding():
    """The total less the two others is public."""
    before = table([1, 9, 9, 19], [None, 20, 30, 54])
    assert gone(table([1, 9, 9, 19], [4, 20, 30, 54]), ledger=[before]) == [[False] * 4]
