"""What the choice of further cells tells whoever can repeat it, and whoever cannot."""

from __future__ import annotations

import pytest

from rusfelt.disclosure import Policy, Table, protect

PLACES = ["north", "south", "east", "west", "Total"]
POLICY = Policy(5)
# Four of the many keys a publisher may have had.
KEYS = [bytes([number]) for number in (12, 17, 20, 22)]

pytestmark = pytest.mark.no_cover


def hidden(counts, key):
    table = Table("t", {"place": PLACES}, [*counts, sum(counts)])
    return protect(table, POLICY, key=key).hidden[0].tolist()


def still_possible(counts, keys):
    """Counts of the smallest cell in tables that print the same and hide the same, with some key."""
    seen = hidden(counts, keys[0])
    one, other = (at for at in range(4) if seen[at])
    together, small = counts[one] + counts[other], counts.index(min(counts))
    found = []
    for each in range(together + 1):
        table = list(counts)
        table[one], table[other] = each, together - each
        if any(hidden(table, key) == seen for key in keys):
            found.append(table[small])
    return sorted(found)


def test_whoever_can_repeat_the_choice_learns_which_cell_is_the_small_one():
    """Five counts where six are promised to those who cannot: why there is a key."""
    assert still_possible([9, 14, 2, 17], [None]) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("counts", [[9, 14, 2, 17], [9, 2, 14, 17]])
def test_whoever_lacks_the_key_learns_that_one_of_the_two_is_small_and_no_more(counts):
    """What the policy says by itself: had neither been small, nothing would be hidden."""
    assert still_possible(counts, KEYS) == [0, 1, 2, 3, 4, 12, 13, 14, 15, 16]


def test_the_choice_does_not_depend_on_how_large_the_other_cells_are():
    """Were the smallest taken first, what is printed would be known to be larger."""
    chosen = {
        tuple(hidden([2, *others], KEYS[0]))
        for others in ([9, 14, 17], [17, 14, 9], [100, 9, 14], [14, 100, 9])
    }
    assert len(chosen) == 1
