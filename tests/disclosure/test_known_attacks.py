"""Attacks that broke published tables or rules: the attacker finds them, and protect stops them.

The counts and intervals are those of the vectors of re-identification that the project checks
itself against, worked out there by exact integer programming.
"""

from __future__ import annotations

import pytest

from rusfelt.disclosure import PROFILES, Policy, Table, attack, protect

CELLS = {
    "w|a": 30, "w|b": 47, "w|c": 64, "w|d": 89, "x|a": 90, "x|b": 124, "x|c": 5, "x|d": 31,
    "y|a": 92, "y|b": 100, "y|c": 59, "y|d": 85, "z|a": 800, "z|b": 991, "z|c": 651, "z|d": 685,
}  # fmt: skip
TWO_A_LINE = ["w|a", "w|b", "w|c", "x|a", "x|c", "y|b", "y|d", "z|b", "z|d"]
COUNTS = {"A": 2, "B": 2, "I": 8, "J": 8, "K": 3, "L": 3, "M": 3, "N": 7}
BY_COUNTY, BY_SIZE = (["ABIJ", "KLMN"], ["ABIJKN", "LM"])


def crossed(hidden=()):
    rows, columns, counts = [], [], []
    for row in (*"wxyz", "Total"):
        for column in (*"abcd", "Total"):
            inside = [
                CELLS[f"{r}|{c}"]
                for r in ("wxyz" if row == "Total" else row)
                for c in ("abcd" if column == "Total" else column)
            ]
            rows.append(row)
            columns.append(column)
            counts.append(None if f"{row}|{column}" in hidden else sum(inside))
    return Table("crossed", {"r": rows, "c": columns}, counts)


def grouped(groups, name, hidden=()):
    labels = [(str(at), one) for at, group in enumerate(groups) for one in (*group, "Total")]
    counts = [
        sum(COUNTS[each] for each in groups[int(group)])
        if one == "Total"
        else (None if one in hidden else COUNTS[one])
        for group, one in labels
    ]
    return Table(name, {"group": [a for a, _ in labels], "cell": [b for _, b in labels]}, counts)


def ends(found, *labels):
    one = found.of(*labels)
    return one.low, one.high


@pytest.mark.parametrize(
    ("more", "expected"), [((), (47, 47)), (("x|b",), (0, 141)), (("x|d",), (0, 78))]
)
def test_two_hidden_cells_a_line_can_leave_one_count(more, expected):
    found = attack(crossed([*TWO_A_LINE, *more]))
    assert ends(found, "w", "b") == expected


def test_two_safe_tables_reveal_a_cell_together():
    """County alone and size alone leave room; both leave K exactly three, until N is hidden too."""
    hidden = "ABKLM"
    county, size = grouped(BY_COUNTY, "county", hidden), grouped(BY_SIZE, "size", hidden)
    for table, name, expected in (
        (county, "A", (0, 4)), (county, "K", (0, 9)), (size, "A", (0, 7)), (size, "L", (0, 6)),
    ):  # fmt: skip
        assert (
            ends(attack(table), table.labels(0)[0][1] if name == "A" else _group(table, name), name)
            == expected
        )
    both = attack([county, size])
    assert {each.low for each in both if dict(each.labels)["cell"] == "K"} == {3}
    assert {each.high for each in both if dict(each.labels)["cell"] == "K"} == {3}
    more = attack([grouped(BY_COUNTY, "county", "ABKLMN"), grouped(BY_SIZE, "size", "ABKLMN")])
    assert {(each.low, each.high) for each in more if dict(each.labels)["cell"] == "N"} == {(0, 10)}


def _group(table, cell):
    at = table.dimensions["cell"].tolist().index(cell)
    return str(table.dimensions["group"][at])


def test_both_tables_are_protected_together():
    made = protect([grouped(BY_COUNTY, "county"), grouped(BY_SIZE, "size")], PROFILES["ssb3"])
    hidden = [
        {str(label) for label, out in zip(table.dimensions["cell"], gone, strict=True) if out}
        for table, gone in zip(made.tables, made.hidden, strict=True)
    ]
    assert {"A", "B"} <= hidden[0]
    assert hidden[0] - {"Total"} == hidden[1] - {"Total"}
    for each in attack(made):
        if COUNTS.get(dict(each.labels).get("cell", ""), 99) < 3:
            assert not each.leaks(3)


def test_two_age_groups_that_differ_by_a_year_reveal_the_one_between():
    """Twelve of 16–24 were published; thirteen of 16–25 would say that one is 25."""
    first = Table("first", {"age": ["16-24"]}, [12])
    second = Table("second", {"age": ["16-25"]}, [13])
    assert protect(first, Policy(5)).lost == 0
    assert protect(second, Policy(5), ledger=[first]).lost == 1
    far = Table("second", {"age": ["16-30"]}, [40])
    assert protect(far, Policy(5), ledger=[first]).lost == 0


def test_a_written_nought_under_true_totals_is_no_hidden_cell():
    """Counts of seven or fewer written as 0, totals as they were: the difference is the cell."""
    coded = Table("coded", {"cell": ["a", "b", "c", "Total"]}, [None, 40, 57, 100])
    assert ends(attack(coded), "a") == (3, 3)


def test_someone_alone_in_a_cell_knows_the_other_one():
    two = Table("two", {"cell": ["mine", "other", "Total"]}, [None, None, 2])
    found = attack(two, known={("mine",): 1})
    assert ends(found, "other") == (1, 1)


@pytest.mark.parametrize(("zeros_shown", "expected"), [(False, (0, 3)), (True, (1, 1))])
def test_whoever_knows_that_zeros_are_printed_knows_more(zeros_shown, expected):
    three = Table("three", {"cell": ["p", "q", "r", "Total"]}, [None, None, None, 3])
    assert ends(attack(three, zeros_shown=zeros_shown), "p") == expected


def test_all_of_a_group_is_something_about_each_of_them():
    """Fourteen of fourteen passes any rule on counts; that nobody is left out does not."""
    everyone = Table("everyone", {"place": ["a", "b"]}, [14, 30], denominators=[14, 60])
    assert protect(everyone, PROFILES["helse5"]).hidden[0].tolist() == [True, False]
    shown = Policy(5, complements=False)
    assert protect(everyone, shown).lost == 0
