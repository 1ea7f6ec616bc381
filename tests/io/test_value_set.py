"""A value set from the user's own file."""

from __future__ import annotations

import pytest

from rusfelt.errors import ReadError
from rusfelt.io.value_set import read_value_set


@pytest.fixture
def read(tmp_path):
    def make(text):
        path = tmp_path / "values.csv"
        path.write_text(text, "utf-8")
        return read_value_set(path)

    return make


@pytest.mark.parametrize(
    "text",
    [
        "profile;value\n11111;1\n21111;0,94\n55555;-0,3\n",
        "profile,value\n11111,1\n21111,0.94\n55555,-0.3\n",
        "country;value;profile\nx;1;11111\nx;0.94;21111\nx;-0.3;55555\n",
    ],
)
def test_patterns_and_their_values(read, text):
    """Decimal comma or point; further columns are left alone."""
    assert read(text) == {"11111": 1.0, "21111": 0.94, "55555": -0.3}


def test_patterns_that_begin_with_nought_or_are_long_keep_every_digit(read):
    assert read("profile;value\n01;1\n10;2\n") == {"01": 1, "10": 2}
    assert read("profile;value\n1111111111;1\n") == {"1111111111": 1}


def test_every_problem_is_listed_with_its_line(read):
    """A pattern twice, one without a value, and a value without a pattern."""
    with pytest.raises(ReadError, match="3 problems") as caught:
        read("profile;value\n11111;1\n11111;0.9\n21111;\n;0.5\n")
    assert [(each.line, each.path) for each in caught.value.problems] == [
        (3, "profile"), (4, "value"), (5, "profile"),
    ]  # fmt: skip


def test_one_problem_is_told_in_the_message_itself(read):
    with pytest.raises(ReadError, match=r"values\.csv:3: profile: 11111 stands twice"):
        read("profile;value\n11111;1\n11111;1\n")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("pattern;value\n11111;1\n", "profile is missing"),
        ("pattern;worth\n11111;1\n", "profile and value is missing"),
        ("profile;value\n11111;high\n", "holds text"),
        ("profile;value\n11111;1.000\n21111;1.234\n", "holds text"),
        ("profile;value\n", "no rows"),
    ],
)
def test_a_file_that_is_no_value_set_is_refused(read, text, words):
    """Numbers that could be thousands are not taken for a thousandth of themselves."""
    with pytest.raises(ReadError, match=words):
        read(text)
