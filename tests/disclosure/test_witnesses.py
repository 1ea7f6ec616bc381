"""The proof that comes with a protected table, read with nothing but the table's own sums."""

from __future__ import annotations

import numpy as np
import pytest
from attacker import people_alone
from random_tables import ROOT, Tree, counts, drawn_table

from rusfelt.disclosure import PROFILES, Policy, protect


def wide(shape, kind, seed=0):
    """A table of so many labels a dimension; a dimension in two halves has their subtotals too."""
    rng = np.random.default_rng(seed)
    trees = []
    for name, size in zip("abcd", shape, strict=False):
        labels = [f"{name}{each}" for each in range(size)]
        halves = {
            f"{name}left": tuple(labels[: size // 2]),
            f"{name}right": tuple(labels[size // 2 :]),
        }
        split = size > 5 and name == "a"
        trees.append(
            Tree(name, {ROOT: tuple(halves), **halves} if split else {ROOT: tuple(labels)})
        )
    styles = ["hierarchies" if len(each.under) > 1 else "paths" for each in trees]
    return drawn_table(trees, counts(rng, trees, kind), styles)


def held(drawn, policy, made):
    """Every promise of the proof, cell by cell; the smallest width found beyond what is needed."""
    truth = np.array([drawn.truth[key] for key in drawn.keys])
    at = {key: place for place, key in enumerate(drawn.keys)}
    changes, hidden = made.witnesses(), made.hidden[0]
    assert len(changes)
    assert not changes[:, ~hidden].any()
    assert (truth + changes >= int(policy.zeros_shown))[:, hidden].all()
    for parent, parts in drawn.sums:
        assert (
            changes[:, at[parent]] == changes[:, [at[each] for each in parts]].sum(axis=1)
        ).all()
    people = [[at[key] for key in each] for each in people_alone(drawn.truth, drawn.sums, at)]
    small = np.flatnonzero((truth < policy.minimum) & ((truth > 0) | (not policy.zeros_shown)))
    assert small.size
    assert hidden[small].all()
    for known in ([], *people):
        asked = small[~np.isin(small, known)]
        if known and policy.zeros_shown is False:
            asked = asked[truth[asked] > 0]
        fitting = np.vstack([np.zeros_like(truth), changes[~changes[:, known].any(axis=1)]])
        width = fitting.max(axis=0) - fitting.min(axis=0)
        assert (width[asked] >= policy.minimum).all()
        assert ((truth + fitting.max(axis=0))[asked] > policy.minimum).all()


@pytest.mark.parametrize(
    ("shape", "kind", "policy"),
    [
        ((23, 18), "mixed", PROFILES["helse5"]),
        ((20, 6, 4), "dense", Policy(12)),
        ((8, 6, 4, 3), "sparse", PROFILES["ssb3"]),
        ((6, 5), "ones", Policy(4)),
    ],
)
def test_the_further_tables_print_the_same_and_are_as_different_as_promised(shape, kind, policy):
    drawn = wide(shape, kind)
    made = protect(drawn.table, policy)
    held(drawn, policy, made)
