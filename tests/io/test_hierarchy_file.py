"""Levels told in a file of their own."""

import pytest

from rusfelt.errors import ReadError
from rusfelt.io.count_table import read_count_table
from rusfelt.io.hierarchy_file import levels_among, read_hierarchy

LEVELS = "dimension,parent,child\nplace,North,A\nplace,North,B\nplace,Land,North\nplace,Land,C\n"


@pytest.fixture
def write(tmp_path):
    def writing(name, text):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return writing


def test_levels_make_subtotals(write):
    """Without them North would be one part of the total beside A and B, and not add up."""
    text = "place,count\nNorth,11\nA,2\nB,9\nC,8\nTotal,19\n"
    table = write("t.csv", text)
    with pytest.raises(ReadError, match="less than its parts"):
        read_count_table(table)
    read = read_count_table(table, hierarchy=read_hierarchy(write("h.csv", LEVELS)))
    assert read.table.hierarchies == {"place": {"North": ("A", "B")}}


def test_a_parent_without_rows_is_passed_over():
    """What is in it is then counted where the parent would be."""
    told = {"place": {"North": ("A", "B"), "Land": ("North", "C"), "Totalt": ("Land",)}}
    labels = {"place": ["A", "B", "C", "Total"]}
    found = levels_among(told, labels, {"place": "Totalt"})
    assert found == {"place": {"Total": ("A", "B", "C")}}
    assert levels_among(told, {"age": ["1"]}, {}) == {}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("place,North,A\nplace,South,A\n", "is part of 'North' and of 'South'"),
        ("place,A,B\nplace,B,C\nplace,C,A\n", "'A' is part of itself"),
        ("place,A,A\n", "is part of itself"),
        ("place,,A\n", "A cell is empty"),
    ],
)
def test_levels_that_contradict_themselves_are_refused(write, rows, said):
    """With the line."""
    with pytest.raises(ReadError, match=said) as caught:
        read_hierarchy(write("h.csv", f"dimension,parent,child\n{rows}"))
    assert caught.value.line is not None


def test_a_file_with_other_columns_is_no_hierarchy(write):
    """All that lack are named."""
    with pytest.raises(ReadError) as caught:
        read_hierarchy(write("h.csv", "parent,kid\na,b\n"))
    assert len(caught.value.problems) == 2
