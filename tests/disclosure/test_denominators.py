"""Small denominators are small counts of people themselves."""

import pytest

from rusfelt.disclosure import Policy, Table, protect
from rusfelt.disclosure.denominators import printable_denominators
from rusfelt.errors import DisclosureError

FIVE = Policy(5)


def table(denominators):
    return Table("t", {"a": ["x", "y", "z", "Total"]}, [0, 9, 9, 18], denominators=denominators)


@pytest.mark.parametrize(
    ("denominators", "policy", "printed"),
    [
        ([6, 20, 30, 56], FIVE, True),
        ([5, 20, 30, 55], FIVE, False),
        ([0, 20, 30, 50], FIVE, False),
        ([0, 20, 30, 50], Policy(5, zeros="shown"), True),
        ([None, 20, 30, None], FIVE, True),
        (None, FIVE, False),
    ],
)
def test_a_table_prints_denominators_where_none_of_them_is_small(denominators, policy, printed):
    """At the minimum itself they are: a hidden count must be able to lie above it."""
    assert (printable_denominators(table(denominators), policy).denominators is not None) == printed


def test_without_them_a_count_out_of_few_can_be_protected():
    """With them nothing that is hidden helps."""
    few = table([4, 20, 30, 54])
    with pytest.raises(DisclosureError, match="a=x"):
        protect(few, FIVE)
    shown = protect(printable_denominators(few, FIVE), FIVE).tables[0]
    assert shown.hidden[0]
    assert shown.hidden.sum() == 2
