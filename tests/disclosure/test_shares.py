"""What a printed percentage says of its count, with every count gone through as the judge."""

from __future__ import annotations

import json
import os
from fractions import Fraction
from math import sqrt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rusfelt.disclosure.policy import Policy, policy_named
from rusfelt.disclosure.shares import STEPS, counts_behind, pairs_behind, publishable_share
from rusfelt.errors import DomainError

# Printed in the local substance-use plan of Nordre Aker, of those mapped there; 128 is an
# assumption, as the plan does not say how many they were. Source: the reference vectors' entry
# "percent to count", which is read as well where it is at hand.
MAPPED = 128
PLAN = {
    "born_Norway_87%": (87, (111, 111)),
    "born_outside_W_Europe_9%": (9, (11, 12)),
    "lives_alone_89%": (89, (114, 114)),
    "men_65%": (65, (83, 83)),
    "women_35%": (35, (45, 45)),
    "age30_39_26%": (26, (33, 33)),
    "age70+_19%": (19, (24, 24)),
    "age24_29_17%": (17, (22, 22)),
}


def behind(percent, n, decimals, **options):
    low, high = counts_behind(percent, n, decimals, **options)
    return int(low), int(high)


@pytest.fixture
def vectors():
    """The file of reference vectors, or a skip that says why it is not at hand."""
    folder = os.environ.get("RUSFELT_AUTHORITY")
    if not folder:
        pytest.skip("RUSFELT_AUTHORITY is not set: other people's numbers are not at hand")
    file = Path(folder) / "disclosure" / "vectors.json"
    return json.loads(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", PLAN)
def test_whole_percentages_of_the_plan_give_their_counts(name):
    """Seven of the eight give one count, to whoever knows how halves are rounded."""
    percent, counts = PLAN[name]
    assert behind(percent, MAPPED, 0, halves="usual") == counts
    # 112 of 128 are 87.5 %; to be sure of the true count, that is one more that fits 87.
    assert behind(percent, MAPPED, 0) == (counts if percent != 87 else (111, 112))


def test_the_vectors_file_says_the_same(vectors):
    """The table above is the file's, and so are the counts that follow from others printed."""
    listed = vectors["V3_percent_to_count"]
    assert listed.pop("N") == MAPPED
    listed.pop("note")
    assert {name: (min(found), max(found)) for name, found in listed.items()} == {
        name: counts for name, (_, counts) in PLAN.items()
    }
    found = vectors["V3_derived"]
    assert found["men+women_check"] == [[behind(65, MAPPED, 0)[0], behind(35, MAPPED, 0)[0]]]
    assert sum(found["men+women_check"][0]) == MAPPED
    elsewhere = behind(9, MAPPED, 0)
    norway = behind(87, MAPPED, 0, halves="usual")
    west = [MAPPED - norway[1] - elsewhere[1], MAPPED - norway[0] - elsewhere[0]]
    assert west == vectors["V3_derived_cell_born_in_W_Europe_not_Norway"] == [5, 6]
    # 116 of 128, 57 of 60 and 48 of 68 are printed as shares; who is left over follows.
    for name, percent, n in (
        ("combined_only_complement", 90.6, 128),
        ("youth_2019_without_urine_contract", 95.0, 60),
        ("youth_2017_without_ruskonsulent_over_time", 70.6, 68),
    ):
        low, high = behind(percent, n, 1)
        assert [n - high, n - low] == [found[name]] * 2


def printed(x, n, decimals):
    """Every way the share may be printed: one, or two where it lies half-way between."""
    exact = Fraction(100 * 10**decimals * x, n)
    return {k for k in (int(exact), int(exact) + 1) if abs(exact - k) <= Fraction(1, 2)}


@pytest.mark.parametrize("decimals", [0, 1, 2])
def test_the_counts_are_all_that_are_printed_so_and_no_others(decimals):
    """Every percentage of 1 to 60 people, against every count gone through."""
    for n in range(1, 61):
        fitting: dict[int, list[int]] = {}
        for x in range(n + 1):
            for k in printed(x, n, decimals):
                fitting.setdefault(k, []).append(x)
        units = np.arange(100 * 10**decimals + 1) if decimals < 2 else np.array(sorted(fitting))
        low, high = counts_behind(units / 10**decimals, n, decimals)
        for k, first, last in zip(units.tolist(), low.tolist(), high.tolist(), strict=True):
            assert list(range(first, last + 1)) == fitting.get(k, [])


@given(st.integers(1, 10**9), st.data(), st.integers(0, 5))
def test_the_true_count_is_never_left_out(n, data, decimals):
    """However many people, and by each way of rounding halves."""
    x = data.draw(st.integers(0, n))
    exact = Fraction(100 * x, n)
    even = float(round(exact, decimals))
    for halves in ("any", "usual"):
        low, high = behind(even, n, decimals, halves=halves)
        assert low <= x <= high
    up = (exact * 10**decimals + Fraction(1, 2)) // 1
    low, high = behind(up / 10**decimals, n, decimals, halves="usual")
    assert low <= x <= high


def test_how_often_a_percentage_is_a_count():
    """Of all counts of 5 to 200 people: always with one decimal, about half as a whole percentage.

    50.5 % to whoever knows that halves go to the even digit, less to whoever is less sure.
    """
    x, n = everyone()
    share = {}
    for decimals in (0, 1):
        pairs = zip((100 * x).tolist(), n.tolist(), strict=True)
        even = np.array([round(Fraction(a, b), decimals) for a, b in pairs]).astype(float)
        _, where, times = np.unique(
            np.stack([n, even]), axis=1, return_inverse=True, return_counts=True
        )
        share[decimals, "even"] = np.mean(times[where] == 1)
        for halves in ("usual", "any"):
            low, high = counts_behind(even, n, decimals, halves=halves)
            share[decimals, halves] = np.mean(low == high)
    assert {share[1, halves] for halves in ("even", "usual", "any")} == {1.0}
    whole = [round(float(share[0, halves]), 3) for halves in ("even", "usual", "any")]
    assert whole == [0.505, 0.5, 0.498]


def everyone():
    n = np.concatenate([np.full(each + 1, each) for each in range(5, 201)])
    return np.concatenate([np.arange(each + 1) for each in range(5, 201)]), n


def score_interval(x, n):
    """Wilson's interval written out, in per cent."""
    z2 = 1.959963984540054**2
    half = sqrt(z2) * sqrt(x * (n - x) / n + z2 / 4)
    return [100 * (x + z2 / 2 + sign * half) / (n + z2) for sign in (-1, 1)]


@pytest.mark.parametrize(("decimals", "share"), [(1, 0.886), (0, 0.052)])
def test_an_interval_says_how_many_were_asked(decimals, share):
    """A share and its bounds, both numbers unknown: 88.6 % with one decimal, 5.2 % whole."""
    seen: dict[tuple[float, ...], int] = {}
    x, n = everyone()
    for a, b in zip(x.tolist(), n.tolist(), strict=True):
        key = tuple(round(each, decimals) for each in (100 * a / b, *score_interval(a, b)))
        seen[key] = seen.get(key, 0) + 1
    alone = sum(times == 1 for times in seen.values())
    assert alone / x.size == pytest.approx(share, abs=0.0005)
    # The room finds the same as going through everything, wherever it is asked.
    for key in list(seen)[:: len(seen) // 40]:
        percent, low, high = key
        found = pairs_behind(percent, decimals, 5, 200, abs(low), high)
        assert found.x.size >= seen[key]
        at_ends = [
            printed(a, b, decimals) for a, b in zip(found.x.tolist(), found.n.tolist(), strict=True)
        ]
        if all(len(each) == 1 for each in at_ends):
            assert found.x.size == seen[key]


def test_without_an_interval_every_pair_that_fits_is_found():
    """33.3 % of 2 to 12 people: 1 of 3, 2 of 6, 3 of 9, 4 of 12; and 33.4 % of none."""
    found = pairs_behind(33.3, 1, 2, 12)
    assert list(zip(found.x.tolist(), found.n.tolist(), strict=True)) == [
        (1, 3), (2, 6), (3, 9), (4, 12)
    ]  # fmt: skip
    assert pairs_behind(33.4, 1, 2, 12).x.size == 0


def seen_as(n, policy, years=1):
    """Every count with the step it is printed with, and how it then reads."""
    steps = [publishable_share(x, n, policy, years=years) for x in range(n + 1)]
    return steps, [
        None if step is None else (step, round(Fraction(100 * x, n) / step))
        for x, step in enumerate(steps)
    ]


POLICIES = [
    Policy(5), Policy(3, zeros="shown", minimum_denominator=3), policy_named("acro10"),
    Policy(4, complements=False), Policy(4, complements=False, zeros="shown"),
]  # fmt: skip


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: f"{policy.minimum}-{policy.zeros}")
@pytest.mark.parametrize("n", [3, 9, 20, 60, 61, 121, 123, 150, 250, 400, 1300])
def test_nobody_who_knows_the_rule_learns_a_small_count(policy, n):
    """All counts that read alike, step and figure, are many and reach above the minimum."""
    steps, read = seen_as(n, policy)
    if n < policy.least_denominator:
        assert set(steps) == {None}
        return
    least = 0 if policy.zeros == "hidden" else 1

    def small(x):
        return least <= x < policy.minimum

    groups: dict[object, list[int]] = {}
    for x, what in enumerate(read):
        groups.setdefault(what, []).append(x)
    for what, together in groups.items():
        protected = [x for x in together if small(x) or (policy.complements and small(n - x))]
        if what is None:
            assert protected == together
        elif protected:
            assert len(together) >= policy.minimum + 1
            if any(small(x) for x in together):
                assert max(together) > policy.minimum
            if policy.complements and any(small(n - x) for x in together):
                assert n - min(together) > policy.minimum


def test_a_coarse_step_is_not_itself_the_answer():
    """Six of a thousand is no small count, and as coarse as four: both are printed as 0 %."""
    five = Policy(5)
    assert {publishable_share(x, 1000, five) for x in range(25)} == {Fraction(5)}
    assert publishable_share(26, 1000, five) == STEPS[0]
    assert publishable_share(974, 1000, five) == STEPS[0]
    assert publishable_share(996, 1000, five) == Fraction(5)


@pytest.mark.parametrize(("n", "step"), [(121, 3), (241, 2), (1201, 1), (12001, 0)])
def test_the_step_is_the_finest_that_hides(n, step):
    """From how many people on each step suffices for a minimum of five; the next one before."""
    five = Policy(5)
    coarser = [*STEPS, None][step + 1]
    for x in (0, 2, 4):
        assert publishable_share(x, n, five) == STEPS[step]
        assert publishable_share(x, n - 1, five) == coarser
        assert publishable_share(n - x, n, five) == STEPS[step]


def test_what_is_not_protected_is_not_coarser():
    """Complements and zeros only where the policy says so; several years have a larger limit."""
    counts_only = Policy(5, complements=False)
    assert publishable_share(98, 100, counts_only) == STEPS[0]
    assert publishable_share(98, 100, Policy(5)) is None
    assert publishable_share(0, 100, Policy(5, zeros="shown")) == STEPS[0]
    assert publishable_share(100, 100, Policy(5, zeros="shown")) == STEPS[0]
    assert publishable_share(0, 100, Policy(5)) is None
    assert publishable_share(8, 100, Policy(5)) == STEPS[0]
    assert publishable_share(8, 100, Policy(5), years=3) is None
    assert publishable_share(4, 9, Policy(5)) is None


@pytest.mark.parametrize(
    ("call", "place"),
    [
        (lambda: counts_behind(101, 20, 0), "percent"),
        (lambda: counts_behind(-1, 20, 0), "percent"),
        (lambda: counts_behind(12.34, 20, 1), "percent"),
        (lambda: counts_behind("many", 20, 1), "percent"),
        (lambda: counts_behind(np.nan, 20, 1), "percent"),
        (lambda: counts_behind([1, 2], [20, 20, 20], 1), "percent"),
        (lambda: counts_behind(12, 0, 1), "n"),
        (lambda: counts_behind(12, 2.5, 1), "n"),
        (lambda: counts_behind(12, 20, 7), "decimals"),
        (lambda: counts_behind(12, 20, 0, halves="down"), "halves"),
        (lambda: pairs_behind(12, 0, 20, 10), "lowest_n"),
        (lambda: publishable_share(11, 10, Policy()), "x"),
        (lambda: publishable_share(True, 10, Policy()), "x"),
    ],
)
def test_what_is_no_percentage_is_refused(call, place):
    with pytest.raises(DomainError) as error:
        call()
    assert [problem.path for problem in error.value.problems] == [place]
