"""Any few of the beasts together: the others' results are the same bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from zoo_answers import ANSWERS
from zoo_calls import CALLS
from zoo_habitat import GOOD, HALF, without
from zoo_keeping import SOAK, evaluated, let_in, survivors
from zoo_offers import OFFERS

if TYPE_CHECKING:
    from pathlib import Path

ALL = [each for each in (*CALLS, *ANSWERS, *OFFERS, HALF) if not each.hangs]
_DRAWINGS = 40 if SOAK else 2
_GOOD = [each.name for each in GOOD]


@pytest.fixture(scope="module")
def good(site: Path) -> dict[str, Any]:
    with let_in(site, _GOOD):
        return evaluated().to_dict()


@pytest.mark.parametrize("seed", range(_DRAWINGS))
def test_any_subset_leaves_the_others_as_they_are(
    site: Path, good: dict[str, Any], seed: int
) -> None:
    """Drawn anew for each seed, in any number up to seven."""
    rng = np.random.default_rng([20240311, seed])
    size = int(rng.integers(2, 8))
    chosen = [ALL[each] for each in rng.choice(len(ALL), size, replace=False)]
    with let_in(site, [*_GOOD, *(each.name for each in chosen)]) as mark:
        found = evaluated().to_dict()
        left = survivors(mark)
    names = [*(each.name for each in chosen), "half-good"]
    assert without(found, names) == without(good, ())
    told = sorted((each["distribution"], each["kind"]) for each in found["failures"])
    assert told == sorted((each.name, each.kind) for each in chosen if each.kind)
    assert left == []


def test_the_records_stand_in_the_same_order_however_long_each_took(site: Path) -> None:
    """By distribution, and not by who was first to fail."""
    chosen = ["cannot-be-imported", "dies-importing-hooks", "offers-a-word", "raises-half-way"]
    with let_in(site, chosen):
        found = evaluated()
    assert [each.distribution for each in found.failures] == chosen
