"""An instrument from a file of one's own, or everything that is wrong in it."""

from __future__ import annotations

import pytest

from rusfelt import load_instrument
from rusfelt.errors import ReadError, UnknownNameError

GOOD = """schema = 1
id = "mine"
version = "1"
title = { nb = "Mitt skjema", en = "My form" }
better = "higher"
missing_rule = { at_most = 1, source = "Somebody 2013" }
discard_above = 2

[[items]]
ids = ["1-3"]
answers = [0, 4]

[[items]]
ids = ["line"]
answers = [0, 10]
step = 0

[[scales]]
id = "total"
method = "mean"
bounds = [0, 40]
items = ["1-3"]
reversed = ["2"]
factor = 10

[[scales]]
id = "line"
method = "item"
bounds = [0, 10]
items = ["line"]

[[thresholds]]
kind = "cutoff"
scale = "total"
value = 11
operator = ">="
source = "Somebody 2013"
"""

MISTAKES = """schema = 1
id = "my form"
version = 2
title = "Mine"
better = "up"
colour = "red"

[[items]]
ids = ["1-3"]
answers = [4, 0]

[[items]]
ids = "4"
answers = [0, 1]
step = "half"

[[scales]]
id = "total"
method = "sums"
bounds = [0, 12]
items = ["1-3"]
reversed = ["4"]

[[scales]]
method = "sum"
bounds = [0, 12]
factor = 0

[[thresholds]]
kind = "cutoff"
value = "11"
operator = "=>"
source = " "

[[thresholds]]
kind = "reliable-change"
value = 6
operator = ">="
source = "Somebody 2013"
confidence = 90

[[norms]]
population = "adults"
source = "Somebody 2013"
sd = -1
"""


@pytest.fixture
def read(tmp_path):
    def make(text):
        path = tmp_path / "mine.toml"
        path.write_text(text, "utf-8")
        return load_instrument(path)

    return make


def wrong(read, text):
    with pytest.raises(ReadError) as caught:
        read(text)
    assert all(each.message and each.remedy for each in caught.value.problems)
    assert caught.value.line == caught.value.problems[0].line
    return [(each.line, each.path) for each in caught.value.problems]


def test_a_file_with_every_kind_of_part(read):
    made = read(GOOD)
    assert (made.id, made.item_ids) == ("mine", ("1", "2", "3", "line"))
    assert (made.missing_rule.at_most, made.discard_above) == (1, 2)
    assert made.raw_bounds(made.scale("total")) == (0, 40)
    assert [each.value for each in made.published("cutoff")] == [11]


def test_every_mistake_is_found_with_its_place_and_line(read):
    """Fifteen of different kinds, in the order of their lines."""
    assert wrong(read, MISTAKES) == [
        (2, "id"),
        (3, "version"),
        (5, "better"),
        (6, "colour"),
        (10, "items[0].answers"),
        (13, "items[1].ids"),
        (15, "items[1].step"),
        (19, "scales[0].method"),
        (22, "scales[0].reversed"),
        (24, "scales[1].id"),
        (27, "scales[1].factor"),
        (31, "thresholds[0].value"),
        (32, "thresholds[0].operator"),
        (40, "thresholds[1].confidence"),
        (45, "norms[0].sd"),
    ]


def test_what_the_parts_say_against_each_other_is_found_beside_other_mistakes(read):
    """A bound that does not follow, an item and a scale there are not, and a wrong threshold."""
    text = GOOD.replace("[0, 40]", "[0, 30]").replace('items = ["line"]', 'items = ["lines"]')
    text = text.replace('scale = "total"', 'scale = "totals"').replace("value = 11", "value = []")
    text = text.replace('better = "higher"', 'better = "more"').replace(
        "at_most = 1", "at_most = -1"
    )
    text += '\n[[norms]]\npopulation = "p"\nsource = "s"\nscale = "all"\n'
    assert wrong(read, text) == [
        (5, "better"),
        (6, "missing_rule.at_most"),
        (21, "scales[0].bounds"),
        (30, "scales[1].items"),
        (34, "thresholds[0].scale"),
        (35, "thresholds[0].value"),
        (42, "norms[0].scale"),
    ]


def test_parts_that_are_no_tables_are_told_as_such(read):
    assert wrong(read, GOOD + "[norms]\nx = 1\n") == [(38, "norms")]
    text = GOOD.partition("[[thresholds]]")[0].replace("discard_above = 2", 'thresholds = [1, "x"]')
    assert wrong(read, text) == [(7, "thresholds[0]"), (7, "thresholds[1]")]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("schema = 1\n", 1),
        (GOOD.replace("schema = 1\n", ""), 1),
        (GOOD.replace("schema = 1", "schema = 2"), 1),
        (GOOD + "[[items", 38),
        (GOOD.replace('id = "mine"', "id = 01"), 2),
    ],
)
def test_a_file_that_is_no_instrument_is_refused_by_its_line(read, text, line):
    assert wrong(read, text)[0][0] == line


def test_a_name_is_a_shipped_instrument_and_a_path_a_file(tmp_path, monkeypatch):
    """A file that is there wins over an instrument of the same name."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ReadError, match="no such file"):
        load_instrument("phq9.toml")
    with pytest.raises(UnknownNameError, match="Did you mean 'phq9'"):
        load_instrument("phq-9")
    (tmp_path / "phq9").write_text(GOOD, "utf-8")
    assert load_instrument("phq9").id == "mine"
    assert load_instrument("./phq9").id == "mine"
