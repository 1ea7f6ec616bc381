"""Attacks that succeeded on published tables, with the intervals worked out for them elsewhere.

What percentages, means and standard deviations give away is tested beside the functions that
answer it, in ``test_shares.py`` and ``test_moments.py``.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from rusfelt.disclosure import PROFILES, Policy, Table, attack, protect

if TYPE_CHECKING:
    from pathlib import Path

TOTAL = "Total"


@pytest.fixture(scope="module")
def vectors(authority: Path) -> dict[str, Any]:
    """The tables and what each was found to give away."""
    loaded: dict[str, Any] = json.loads(
        (authority / "disclosure" / "vectors.json").read_text(encoding="utf-8")
    )
    return loaded


def one_way(*counts: int | None, **more: Any) -> Table:
    """Cells a, b, c … and their total, the last count."""
    labels = [*"abcdefgh"[: len(counts) - 1], TOTAL]
    return Table("t", {"x": labels}, counts, **more)


def crossed(cells: dict[str, int], hidden: list[str]) -> Table:
    """Rows by columns with all totals."""
    rows, columns = (sorted({key[at] for key in cells}) for at in (0, 2))
    names, labels, counts = [], [], []
    for row in [*rows, TOTAL]:
        for column in [*columns, TOTAL]:
            inside = [
                count
                for key, count in cells.items()
                if row in {key[0], TOTAL} and column in {key[2], TOTAL}
            ]
            names.append(row)
            labels.append(column)
            counts.append(None if f"{row}|{column}" in hidden else sum(inside))
    return Table("crossed", {"row": names, "column": labels}, counts)


def groupings(told: dict[str, Any], hidden: list[str]) -> tuple[Table, Table]:
    """The same units under counties and under sizes, with the sums of the groups."""
    found = []
    for name, groups in (("county", told["table_by_county"]), ("size", told["table_by_size"])):
        rows: list[tuple[str, str, int | None]] = []
        for number, group in enumerate(groups):
            for each in group:
                count = None if each in hidden else told["counts"][each]
                rows.append((f"{name} {number}", each, count))
            rows.append((f"{name} {number}", TOTAL, sum(told["counts"][each] for each in group)))
        outer, unit, counts = zip(*rows, strict=True)
        found.append(Table(name, {name: outer, "unit": unit}, counts))
    return found[0], found[1]


def ends(found: Any) -> dict[str, list[int | None]]:
    """Unit → interval, the same from whichever table it is read."""
    told: dict[str, list[int | None]] = {}
    for each in found:
        name = each.labels[-1][1]
        interval = [each.low, each.high]
        assert told.setdefault(name, interval) == interval
    return told


def leaks(made: Any, minimum: int) -> list[str]:
    """Small cells that what was made gives away."""
    return [
        str(each)
        for table, primary in zip(made.tables, made.primary, strict=True)
        for at in primary.nonzero()[0].tolist()
        for each in attack(made)
        if each.table == table.name and each.labels == table.labels(at) and each.leaks(minimum)
    ]


def test_two_hidden_cells_in_every_line_leave_one_exactly_known(vectors: dict[str, Any]) -> None:
    """A rule of thumb that fails: w|b can be nothing but 47, until one more cell is hidden."""
    told = vectors["V1_two_per_line_not_enough"]
    cells, hidden = told["table"], told["hidden"]
    for more, expected in (
        ([], told["bounds"]),
        (["x|b"], told["after_adding_x|b"]),
        (["x|d"], told["after_adding_x|d"]),
    ):
        found = attack(crossed(cells, [*hidden, *more]), zeros_shown=False).of("w", "b")
        assert [found.low, found.high] == expected
    made = protect(crossed(cells, []), Policy(48))
    assert made.primary[0].sum() == 4
    assert leaks(made, 48) == []


def test_two_tables_each_safe_alone_reveal_a_count_together(vectors: dict[str, Any]) -> None:
    """By county K is between 0 and 9, by size between 0 and 7, and by both it is 3."""
    told = vectors["V2_linked_tables"]
    county, size = groupings(told, told["hidden"])
    assert ends(attack(county, zeros_shown=False)) == told["by_county_only"]
    assert ends(attack(size, zeros_shown=False)) == told["by_size_only"]
    assert ends(attack([county, size], zeros_shown=False)) == told["both_published"]
    more = groupings(told, [*told["hidden"], "N"])
    assert ends(attack(more, zeros_shown=False)) == told["both_after_suppressing_N"]
    made = protect(groupings(told, []), Policy(4, zeros="shown"))
    assert leaks(made, 4) == []


def test_two_releases_whose_ages_differ_by_a_year_reveal_who_is_that_old(
    vectors: dict[str, Any],
) -> None:
    """16-24 in one year's publication and 16-25 in the next tell how many are 25."""
    told = vectors["V4_two_releases"]
    first = Table("first", {"age": ["16-24"]}, [told["release1"]["age16-24"]])
    second = Table("second", {"age": ["16-25"]}, [told["release1"]["age16-25"]])
    assert protect(second, Policy(5)).lost == 0
    assert protect(second, Policy(5), ledger=[first]).lost == 1
    assert protect([first, second], Policy(5)).lost == 1


def test_a_zero_written_for_a_small_count_is_no_hidden_cell(vectors: dict[str, Any]) -> None:
    """The total less what stands gives the sum of what was written as nought."""
    told = vectors["V5_zero_coding"]["true"]
    found = attack(one_way(None, told["b"], told["c"], told["total"]))
    assert [found[0].low, found[0].high] == [told["a"], told["a"]]
    made = protect(one_way(told["a"], told["b"], told["c"], told["total"]), Policy(8))
    assert made.lost == 2
    assert not (made.tables[0].counts == 0).any()
    assert leaks(made, 8) == []


def test_who_is_alone_in_a_cell_reads_the_other(vectors: dict[str, Any]) -> None:
    """Two hidden cells of together 2: who is one of them knows the other."""
    assert all(vectors["V7_singleton_coalition"].values())
    table = one_way(None, None, 2)
    assert [str(each) for each in attack(table)] == ["t: x=a [0, 2]", "t: x=b [0, 2]"]
    assert [str(each) for each in attack(table, known={("a",): 1})] == ["t: x=b [1, 1]"]
    assert protect(one_way(1, 1, 2), Policy(2)).lost == 3


def test_that_everybody_has_it_is_said_of_each_of_them(vectors: dict[str, Any]) -> None:
    """14 of 14: a count that passes any rule of least counts is hidden for its complement."""
    told = vectors["V8_attribute_disclosure"]
    n = told["n"]
    table = one_way(n, 30, n + 30, denominators=[n, 60, n + 60])
    made = protect(table, PROFILES["helse5"])
    assert made.tables[0].counts.tolist() == [-1, -1, n + 30]
    without = protect(one_way(n, 30, n + 30), PROFILES["helse5"])
    assert without.lost == 0


def test_where_zeros_are_shown_three_hidden_cells_of_together_three_are_ones(
    vectors: dict[str, Any],
) -> None:
    """Who knows the policy knows each is one at least."""
    told = vectors["V9_policy_knowledge"]
    table = one_way(None, None, None, told["sum_published"])
    for shown, expected in (
        (False, told["bounds_without_policy"]),
        (True, told["bounds_knowing_policy"]),
    ):
        assert [[each.low, each.high] for each in attack(table, zeros_shown=shown)] == [
            expected
        ] * 3
    made = protect(one_way(1, 1, 1, 3), Policy(3, zeros="shown"))
    assert made.lost == 4


def test_a_series_of_small_counts_is_hidden_whole(vectors: dict[str, Any]) -> None:
    """2, 2, 1, 1 over four years, among others: none of the four is printed or can be narrowed."""
    series = vectors["V10_derived_values"]["series_hidden"]
    other = [20, 24, 19, 30]
    years = [str(2019 + at) for at in range(len(series))]
    table = Table(
        "deaths",
        {
            "place": ["here"] * 4 + ["there"] * 4 + [TOTAL] * 4,
            "year": years * 3,
        },
        [*series, *other, *(a + b for a, b in zip(series, other, strict=True))],
    )
    made = protect(table, PROFILES["helse5"])
    assert (made.tables[0].counts[:4] == -1).all()
    assert leaks(made, 5) == []
