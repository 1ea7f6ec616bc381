"""The choice that is called optimal is the least of all, found by trying all of them."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from attacker import Judge, every_table, intervals
from random_tables import ROOT, Tree, drawn_table

from rusfelt.disclosure import Policy, protect
from rusfelt.errors import DisclosureError

POLICIES = [Policy(3), Policy(3, zeros="shown"), Policy(4), Policy(5, zeros="shown")]


def tiny(seed):
    """Two by two to three by three, or four in a line, with totals."""
    rng = np.random.default_rng(seed)
    shape = [(2, 2), (3, 2), (4,), (3, 3)][seed % 4]
    trees = [
        Tree("ab"[at], {ROOT: tuple(f"{'ab'[at]}{each}" for each in range(size))})
        for at, size in enumerate(shape)
    ]
    leaves = [()]
    for each in trees:
        leaves = [(*leaf, label) for leaf in leaves for label in each.leaves()]
    people = {leaf: int(rng.poisson(6)) for leaf in leaves}
    return drawn_table(trees, people, ["paths"] * len(shape))


def least(drawn, policy):
    """How few cells can be hidden so that nothing is given away; None where none will do."""

    def judge(hidden):
        printed = {k: None if k in hidden else n for k, n in drawn.truth.items()}
        minimum = dict.fromkeys(drawn.truth, policy.minimum)
        return Judge(printed, drawn.sums, drawn.truth, minimum, zeros_shown=policy.zeros_shown)

    nothing = judge(set())
    small = {key for key in drawn.truth if nothing.small(key)}
    others = [
        key
        for key, count in drawn.truth.items()
        if key not in small and not (policy.zeros_shown and count == 0)
    ]
    for size in range(len(others) + 1):
        for more in combinations(others, size):
            if not judge(small | set(more)).violations():
                return len(small) + size
    return None


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", range(12))
def test_no_choice_of_fewer_cells_protects(seed):
    drawn, policy = tiny(seed), POLICIES[seed // 4 % 4]
    expected = least(drawn, policy)
    try:
        made = protect(drawn.table, policy, method="optimal")
    except DisclosureError:
        assert expected is None
        return
    assert made.method == "optimal"
    assert made.lost == expected


@pytest.mark.parametrize("seed", range(6))
def test_the_attacker_finds_the_ends_that_going_through_every_table_finds(seed):
    """The judge of the other tests, judged by counting."""
    drawn = tiny(seed)
    rng = np.random.default_rng(seed)
    for shown in (False, True):
        printed = {
            # The grand total sets an end to everything.
            key: None if key and rng.random() < 0.4 and (count or not shown) else count
            for key, count in drawn.truth.items()
        }
        found = intervals(printed, drawn.sums, zeros_shown=shown)
        tables = list(every_table(printed, drawn.sums, zeros_shown=shown))
        assert tables
        for key, ends in found.items():
            seen = [each[key] for each in tables]
            assert ends == (min(seen), max(seen))
