"""Small counts rounded to 0 or a base: all sums hold, and little changes, with brute force as judge."""

from __future__ import annotations

import itertools
import os

import numpy as np
import pytest

from rusfelt.disclosure import Policy, Table
from rusfelt.disclosure import rounding_choice as choice
from rusfelt.disclosure.ledger import Ledger
from rusfelt.disclosure.rounding import rounded, rounded_intervals
from rusfelt.errors import DisclosureError, DomainError

SOAK = bool(os.environ.get("RUSFELT_SOAK"))
THREE = Policy(3, rounding=3)
# The example of the vignette "Introduction to SmallCountRounding" (Langsrud & Heldal, R package
# SmallCountRounding, its data set exPSD), and the same table as rounded there to base 5.
EXAMPLE = [[6, 0, 1, 3, 4], [1, 2, 3, 1, 2], [0, 1, 1, 0, 2]]
THEIRS = [[6, 0, 0, 5, 5], [0, 0, 5, 0, 0], [0, 0, 0, 0, 5]]


def with_totals(counts, labels=None, name="t", **options):
    """A table with all totals; a label A/1 has the subtotal A."""
    counts = np.asarray(counts)
    labels = labels or [
        [f"d{n}{each}" for each in range(size)] for n, size in enumerate(counts.shape)
    ]
    axes = []
    for own in labels:
        groups = dict.fromkeys([each.split("/")[0] for each in own if "/" in each])
        axes.append(
            [(each, [at]) for at, each in enumerate(own)]
            + [(g, [at for at, each in enumerate(own) if each.startswith(g + "/")]) for g in groups]
            + [("Total", list(range(len(own))))]
        )
    rows = list(itertools.product(*axes))
    columns = {f"d{n}": [row[n][0] for row in rows] for n in range(len(axes))}
    sums = [int(counts[np.ix_(*[places for _, places in row])].sum()) for row in rows]
    inner = [
        all(
            len(places) == 1 and label in own
            for (label, places), own in zip(row, labels, strict=True)
        )
        for row in rows
    ]
    return Table(name, columns, sums, **options), np.array(inner)


def tables_up_to_four_dimensions(number):
    """Seeded tables; some columns have two levels."""
    drawn = np.random.default_rng(2024)
    for _ in range(number):
        shape = drawn.integers(1, [9, 6, 4, 4][: drawn.integers(1, 5)], endpoint=True)
        shape = shape[: max(1, int(np.searchsorted(np.cumprod(shape), 30)))]
        labels = []
        for n, size in enumerate(shape):
            split = size > 2 and drawn.random() < 0.5
            labels.append(
                [f"d{n}{'NS'[at % 2]}/{at}" if split else f"d{n}{at}" for at in range(size)]
            )
        counts = drawn.poisson(drawn.choice([0.7, 2.0, 8.0]), size=shape)
        yield counts, labels


def sizes(before, after, inner):
    off = np.abs(after - before)[~inner]
    return int(off.max(initial=0)), int(off.sum())


def reckoner(shape):
    """What makes all cells of such a table of its inner ones."""
    alone = np.eye(int(np.prod(shape)), dtype=int)
    return np.array([with_totals(each.reshape(shape))[0].counts for each in alone]).T


def every_rounding(table, inner, base, shape):
    """All ways to round the inner cells, each with the totals that follow."""
    counts, all_cells = table.counts[inner], reckoner(shape)
    small = (counts > 0) & (counts < base)
    for ups in itertools.product((0, base), repeat=int(small.sum())):
        counts = counts.copy()
        counts[small] = ups
        yield all_cells @ counts


def test_tables_up_to_four_dimensions_stay_additive_and_only_small_counts_change():
    """Sixty of them, and two hundred in the long run."""
    policies = {base: Policy(3, rounding=base) for base in (3, 5)}
    changed = 0
    for number, (counts, labels) in enumerate(tables_up_to_four_dimensions(200 if SOAK else 60)):
        base = (3, 3, 3, 5)[number % 4]
        table, inner = with_totals(counts, labels)
        done = rounded(table, policies[base])
        after = done.tables[0].counts
        again, _ = with_totals(after[inner].reshape(counts.shape), labels)
        assert again.counts.tolist() == after.tolist()
        small = inner & (table.counts > 0) & (table.counts < base)
        assert set(after[small].tolist()) <= {0, base}
        assert (after[inner & ~small] == table.counts[inner & ~small]).all()
        assert done.changed[0].tolist() == small.tolist()
        worst, together = sizes(table.counts, after, inner)
        assert (done.worst, done.moved) == (worst, 0)
        assert done.mean == pytest.approx(together / max(1, (~inner).sum()))
        changed += int(small.sum())
    assert changed > (700 if SOAK else 200)


def test_no_choice_is_better_than_the_one_made_in_small_tables():
    drawn = np.random.default_rng(5)
    for base in (3, 5):
        for shape in ((4,), (2, 4), (3, 3), (2, 2, 2)):
            for _ in range(4):
                table, inner = with_totals(drawn.poisson(1.6, size=shape))
                done = rounded(table, Policy(3, rounding=base))
                best = min(
                    sizes(table.counts, each, inner)
                    for each in every_rounding(table, inner, base, shape)
                )
                assert sizes(table.counts, done.tables[0].counts, inner) == best
                assert done.method == "optimal"


def test_the_published_example_of_the_field_changes_less_than_as_published():
    table, inner = with_totals(EXAMPLE)
    theirs, _ = with_totals(THEIRS)
    done = rounded(table, Policy(5, rounding=5))
    assert sizes(table.counts, theirs.counts, inner) == (4, 15)
    assert sizes(table.counts, done.tables[0].counts, inner) == (3, 13)
    assert min(
        sizes(table.counts, each, inner) for each in every_rounding(table, inner, 5, (3, 5))
    ) == (
        3,
        13,
    )


def test_many_small_counts_are_rounded_nearly_as_well_as_few(monkeypatch):
    drawn = np.random.default_rng(8)
    for shape in ((8, 8), (5, 4, 4)):
        table, _ = with_totals(drawn.poisson(1.8, size=shape))
        best = rounded(table, THREE)
        with monkeypatch.context() as patch:
            patch.setattr(choice, "_SMALL", 0)
            good = rounded(table, THREE)
        assert (best.method, good.method) == ("optimal", "heuristic")
        assert best.worst <= good.worst <= best.worst + 1
        assert best.mean <= good.mean <= 1.25 * best.mean


def test_the_key_decides_between_equals_and_the_same_key_decides_alike():
    table = Table("t", {"d": [*"abcdef", "Total"]}, [1, 2, 1, 2, 1, 2, 9])
    by_key = {
        key: rounded(table, THREE, key=key).tables[0].counts.tolist()
        for key in (None, *(bytes([each]) for each in range(8)))
    }
    for key, counts in by_key.items():
        assert rounded(table, THREE, key=key).tables[0].counts.tolist() == counts
        assert counts[-1] == 9
    # Threes stand where twos are, as that is nearest; with equal counts only the draw is left.
    assert by_key[None] == [0, 3, 0, 3, 0, 3, 9]
    equal = Table("t", {"d": [*"abcdef", "Total"]}, [1] * 6 + [6])
    ways = {tuple(rounded(equal, THREE, key=bytes([each])).tables[0].counts) for each in range(8)}
    assert len(ways) > 1
    assert {sum(each[:-1]) for each in ways} == {6}


def test_a_cell_in_two_tables_is_rounded_once():
    whole, _ = with_totals([[1, 2, 9], [8, 1, 7], [2, 2, 5]], name="whole")
    margin = Table(
        "margin",
        {"d0": ["d00", "d01", "d02", "Total"], "d1": ["d10", "d10", "d10", "d10"]},
        [1, 8, 2, 11],
    )
    done = rounded([whole, margin], THREE)
    first, second = done.tables
    where = {first.labels(at): int(first.counts[at]) for at in range(len(first))}
    assert [where[second.labels(at)] for at in range(4)] == second.counts.tolist()
    assert done.moved == 0


def test_tables_that_share_only_a_total_print_the_same_one():
    by_sex = Table("sex", {"sex": ["F", "M", "Total"]}, [1, 13, 14])
    by_age = Table("age", {"age": ["young", "old", "Total"]}, [6, 8, 14])
    done = rounded([by_sex, by_age], THREE)
    sex, age = (each.counts.tolist() for each in done.tables)
    assert sex[0] in {0, 3}
    assert sex[0] + sex[1] == sex[2] == age[2] == age[0] + age[1]
    # No rounding of the one small count alone can keep both; a larger one moves by one.
    assert (done.moved, done.worst) == (1, 0)


def test_zeros_and_cells_that_cannot_hold_anybody_and_public_ones_stay():
    table = Table(
        "t",
        {"d": [*"abcde", "Total"]},
        [0, 1, 2, 2, 9, 14],
        impossible=np.array([True, False, False, False, False, False]),
    )
    ledger = [Table("before", {"d": ["b", "Total"]}, [1, 14])]
    after = rounded(table, THREE, ledger=ledger).tables[0].counts
    assert after[:2].tolist() == [0, 1]
    assert after[-1] == 14 == after[:-1].sum()


def test_those_not_counted_are_rounded_too():
    table = Table("t", {"d": ["a", "b", "Total"]}, [38, 20, 58], denominators=[40, 40, 80])
    counts = rounded(table, THREE).tables[0].counts.tolist()
    assert counts[0] in {37, 40}
    assert counts == [counts[0], 20, counts[0] + 20]
    found = rounded_intervals(rounded(table, THREE), 3).of("a")
    assert found.values == 3
    assert found.low <= 38 <= found.high
    as_counted = Policy(3, rounding=3, complements=False)
    assert rounded(table, as_counted).tables[0].counts.tolist() == [38, 20, 58]


def test_who_repeats_the_choice_still_cannot_tell_one_from_none_or_two_from_three():
    drawn = np.random.default_rng(3)
    for _ in range(6):
        table, inner = with_totals(drawn.poisson(2, size=(3, 4)))
        printed = rounded(table, THREE).tables[0].counts
        for at in np.flatnonzero(inner & np.isin(printed, (0, 3)))[:5].tolist():
            counts = printed[inner].copy()
            counts[inner[:at].sum()] += 1 if printed[at] == 0 else -1
            other, _ = with_totals(counts.reshape(3, 4))
            assert rounded(other, THREE).tables[0].counts.tolist() == printed.tolist()


def behind_by_brute_force(printed, inner, base, sums, larger=0):
    """The ends of every cell, from going through all counts that would be printed so."""
    behind = {0: range(base), base: range(1, base + 1 + larger)}
    choices = [
        behind.get(each, range(max(base, each - larger), each + larger + 1))
        for each in printed[inner].tolist()
    ]
    every = np.array([sums(each) for each in itertools.product(*choices) if sums(each) is not None])
    return every.min(axis=0).tolist(), every.max(axis=0).tolist()


@pytest.mark.parametrize("base", [3, 5])
def test_printed_totals_tell_nothing_more(base):
    """The intervals are those of each inner cell by itself, and totals are their sums."""
    printed, inner = with_totals([[0, base, 9], [base, 0, 0]])
    all_cells = reckoner((2, 3))
    low, high = behind_by_brute_force(printed.counts, inner, base, lambda x: all_cells @ x)
    found = rounded_intervals(printed, base)
    assert [each.low for each in found] == low
    assert [each.high for each in found] == high
    alone = Table("t", {"d": ["a", "b", "c"]}, [0, base, 9])
    assert [(each.low, each.high) for each in rounded_intervals(alone, base)] == [
        (0, base - 1),
        (1, base),
        (9, 9),
    ]


def test_what_is_public_besides_is_reckoned_with():
    table = Table("t", {"d": ["a", "b", "c", "Total"]}, [1, 2, 9, 12])
    ledger = [Table("before", {"d": ["Total"]}, [12])]
    done = rounded(table, THREE, ledger=ledger)
    assert done.tables[0].counts[-1] == 12
    found = rounded_intervals(done, 3, ledger=ledger)
    low, high = behind_by_brute_force(
        done.tables[0].counts,
        np.array([True, True, True, False]),
        3,
        lambda x: [*x, sum(x)] if sum(x) == 12 else None,
        larger=2,
    )
    assert [(each.low, each.high) for each in found] == list(zip(low, high, strict=True))
    assert all(each.exact for each in found)


def test_zeros_are_known_to_be_none_where_the_public_total_leaves_no_room():
    table = Table("t", {"d": ["a", "b", "c", "Total"]}, [0, 0, 9, 9])
    ledger = [Table("before", {"d": ["c", "Total"]}, [9, 9])]
    assert [each.high for each in rounded_intervals(table, 3)] == [2, 2, 9, 13]
    assert [each.high for each in rounded_intervals(table, 3, ledger=ledger)] == [0, 0, 9, 9]


def test_tables_that_share_a_total_tell_what_brute_force_tells():
    by_sex = Table("sex", {"sex": ["F", "M", "Total"]}, [3, 3, 6])
    by_age = Table("age", {"age": ["young", "old", "Total"]}, [6, 0, 6])
    low, high = behind_by_brute_force(
        np.array([3, 3, 6, 6, 0, 6]),
        np.array([True, True, False] * 2),
        3,
        lambda x: (
            [x[0], x[1], x[0] + x[1], x[2], x[3], x[2] + x[3]]
            if x[0] + x[1] == x[2] + x[3]
            else None
        ),
        larger=2,
    )
    found = rounded_intervals([by_sex, by_age], 3)
    assert [(each.low, each.high) for each in found] == list(zip(low, high, strict=True))
    # By sex alone the total could be 2; by age it is 4 at least.
    assert low[2] == low[5] == 4


def test_a_count_that_follows_from_what_is_public_is_public_too():
    table = Table("t", {"d": ["a", "b", "Total"]}, [1, 8, 9])
    ledger = Ledger([Table("before", {"d": ["b", "Total"]}, [8, 9])])
    done = rounded(table, THREE, ledger=ledger)
    assert done.tables[0].counts.tolist() == [1, 8, 9]
    assert not done.changed[0].any()


def test_what_no_rounding_can_add_up_to_a_public_total_is_refused():
    table = Table("t", {"d": ["a", "b", "Total"]}, [2, 2, 4])
    with pytest.raises(DisclosureError, match=r"No rounding.*d=a"):
        rounded(table, THREE, ledger=[Table("before", {"d": ["Total"]}, [4])])


def test_a_small_rest_that_no_rounding_changes_is_refused():
    """Only the total says what it is out of: two of 40 are left, and both parts are printed."""
    table = Table("t", {"d": ["a", "b", "Total"]}, [20, 18, 38], denominators=[None, None, 40])
    with pytest.raises(DisclosureError, match="does not protect"):
        rounded(table, THREE)


def test_counts_out_of_very_few_are_refused():
    table = Table("t", {"d": ["a", "b", "Total"]}, [1, 8, 9], denominators=[4, 40, 44])
    with pytest.raises(DisclosureError, match=r"fewer than 6.*d=a"):
        rounded(table, THREE)


def test_what_cannot_be_rounded_is_said_at_once():
    table = Table("t", {"d": ["a", "b", "Total"]}, [1, 8, 9])
    with pytest.raises(DomainError, match="does not round"):
        rounded(table, Policy(3))
    hidden = Table("h", {"d": ["a", "b", "Total"]}, [None, None, 9])
    with pytest.raises(DomainError) as failed:
        rounded([hidden, table], THREE)
    assert [each.path for each in failed.value.problems] == ["h"]
    with pytest.raises(DomainError, match="hidden"):
        rounded_intervals(hidden, 3)


def test_those_outside_the_rows_shown_and_between_two_ranges_are_rounded_too():
    outside = Table("t", {"d": ["a", "b", "Total"]}, [5, 4, 10])
    assert rounded(outside, THREE).tables[0].counts.tolist() == [5, 4, 9]
    ranges = Table("t", {"age": ["16-24", "16-25"]}, [7, 9])
    assert rounded(ranges, THREE).tables[0].counts.tolist() == [7, 10]
    assert str(rounded_intervals(rounded(ranges, THREE), 3).of("16-25")) == "t: age=16-25 [8, 10]"


def test_what_was_hidden_before_may_be_rounded_now():
    """The old sum is known, so it stays, and no more follows than brute force says."""
    before = Table("before", {"d": ["a", "b", "c", "Total"]}, [None, None, 9, 12])
    now = Table("now", {"d": ["a", "b", "c", "Total"]}, [1, 2, 9, 12])
    done = rounded(now, THREE, ledger=[before])
    assert done.tables[0].counts[2:].tolist() == [9, 12]
    found = rounded_intervals(done, 3, ledger=[before])
    assert [(each.low, each.high) for each in found][2:] == [(9, 9), (12, 12)]
    assert [(each.low, each.high) for each in found][:2] == [(0, 2), (1, 3)]


def test_people_who_stand_in_several_parts_make_no_sum():
    """Parts that come to more than their total: each is rounded by itself, and none is a sum."""
    table = Table("t", {"d": ["a", "b", "Total"]}, [2, 9, 10], overlapping=True)
    done = rounded(table, THREE)
    assert done.tables[0].counts.tolist() == [3, 9, 10]
