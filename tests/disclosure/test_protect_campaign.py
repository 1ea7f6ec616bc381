"""Random tables, linked pairs and yearly releases against an attacker that shares no code.

The whole campaign runs in the soak; a sample of it here.
"""

from __future__ import annotations

import os

import pytest
from attacker import Judge
from random_releases import known_of, random_pair, random_series
from random_tables import printed_in, random_table

from rusfelt.disclosure import PROFILES, Policy, protect
from rusfelt.errors import DisclosureError

SOAK = bool(os.environ.get("RUSFELT_SOAK"))
POLICIES = (
    PROFILES["ssb3"], PROFILES["helse5"], PROFILES["acro10"], Policy(5, zeros="shown"), Policy(4),
    Policy(3),
)  # fmt: skip


def judged(printed, drawn, policy):
    """What an attacker reckons out of what is printed of these tables."""
    truth = {key: count for each in drawn for key, count in each.truth.items()}
    sums = [one for each in drawn for one in each.sums]
    minimum = dict.fromkeys(truth, policy.minimum)
    return Judge(printed, sums, truth, minimum, zeros_shown=policy.zeros_shown).violations()


def with_everything_hidden(drawn, policy):
    """The cells as they stand where everything is hidden that can be."""
    return {
        key: 0 if policy.zeros_shown and count == 0 else None
        for each in drawn
        for key, count in each.truth.items()
    }


@pytest.mark.parametrize("seed", range(1000) if SOAK else (0, 2, 3, 4, 5, 7, 8, 9, 10, 11))
def test_nothing_small_can_be_reckoned_out_of_a_table(seed):
    """Or it is refused, and then nothing could have been done."""
    drawn, policy = random_table(seed, 400 if SOAK else 60), POLICIES[seed % len(POLICIES)]
    try:
        made = protect(drawn.table, policy)
    except DisclosureError:
        assert judged(with_everything_hidden([drawn], policy), [drawn], policy)
        return
    assert not judged(printed_in(made.tables, [drawn]), [drawn], policy)


@pytest.mark.parametrize("seed", range(200) if SOAK else (1, 2, 3, 4, 5, 6))
def test_nothing_small_can_be_reckoned_out_of_two_tables_that_share_cells(seed):
    """Or they are refused, and then nothing could have been done."""
    drawn, policy = random_pair(seed, 150 if SOAK else 60), POLICIES[(seed // 3) % len(POLICIES)]
    try:
        made = protect([each.table for each in drawn], policy)
    except DisclosureError:
        assert judged(with_everything_hidden(drawn, policy), drawn, policy)
        return
    assert not judged(printed_in(made.tables, drawn), drawn, policy)


@pytest.mark.parametrize("seed", range(100) if SOAK else (17, 68))
def test_nothing_small_can_be_reckoned_out_of_five_years(seed):
    """Each year with the ledger of those before; what a release reveals anew is looked at."""
    policy = POLICIES[(seed // 4) % len(POLICIES)]
    earlier, done, known = [], [], set()
    for number, release in enumerate(random_series(seed)):
        if number == 3 and seed % 4 == 3:  # restated: the figures of other people from here on
            earlier, done, known = [*earlier, *done], [], set()
        try:
            ledger = [table for _, table in (*earlier, *done)]
            table = protect(release.drawn.table, policy, ledger=ledger).tables[0]
        except DisclosureError:
            return
        done.append((release, table))
        revealed = _revealed(done, policy)
        assert revealed <= known, sorted(revealed - known)
        known |= revealed


def _revealed(done, policy):
    sums, truth, between = known_of([each for each, _ in done])
    printed, minimum = {}, {}
    for release, table in done:
        for key, count in zip(release.drawn.keys, table.counts.tolist(), strict=True):
            if count >= 0 or key not in printed:
                printed[key] = None if count < 0 else count
        minimum |= {key: policy.limit(years) + 1 for key, years in release.years_of.items()}
    for key in between:
        minimum.setdefault(key, policy.limit() + 1)
    people = set(done[-1][0].drawn.truth) | between
    found = Judge(
        printed, sums, truth, minimum, zeros_shown=policy.zeros_shown, people=people
    ).violations()
    return {each.split(" = ")[0].split(" is ")[0] for each in found}
