"""A table of expected scores from a file: what it holds, and what is wrong with it by line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import rusfelt
from rusfelt.errors import DomainError, ReadError
from rusfelt.evaluators.fit_signals import FitSignals
from rusfelt.stats.feedback.response_table import response_table

GOOD = """session;intake;expected;inner;outer;target
1;20;21,5;17;14;22
2;20;23;18;14;
1;10;12;9;7;13,5
2;10;14;9;7;15,5
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "expected.csv"
    path.write_text(text, encoding="utf-8")
    return path


def refused(folder: Path, text: str) -> ReadError:
    with pytest.raises(ReadError) as caught:
        rusfelt.read_response_table(written(folder, text), version="made up 1", better="higher")
    assert caught.value.path == str(folder / "expected.csv")
    return caught.value


def test_a_file_is_the_table_its_columns_are(tmp_path: Path) -> None:
    """Rows and columns in any order, decimal commas, empty cells where they may be."""
    found = rusfelt.read_response_table(written(tmp_path, GOOD), version="v 1", better="higher")
    known = response_table(
        {
            "intake": [20, 20, 10, 10], "session": [1, 2, 1, 2], "expected": [21.5, 23, 12, 14],
            "inner": [17, 18, 9, 9], "outer": [14, 14, 7, 7], "target": [22, np.nan, 13.5, 15.5],
        },
        version="v 1", better="higher",
    )  # fmt: skip
    assert (found.version, found.better) == ("v 1", "higher")
    for ours, theirs in zip(found[2:], known[2:], strict=True):
        np.testing.assert_array_equal(ours, theirs)
    assert FitSignals(table=found).version == "v 1"


def test_bands_may_be_left_out_or_empty(tmp_path: Path) -> None:
    """A table of expected scores alone; an empty column is none."""
    text = "intake,session,expected,inner\n20,1,21.5,\n20,2,23,\n"
    found = rusfelt.read_response_table(written(tmp_path, text), version="v", better="lower")
    assert found.expected.tolist() == [[21.5, 23.0]]
    assert np.isnan(found.inner).all()
    assert np.isnan(found.target).all()


def test_all_columns_that_are_wrong_are_told_at_once(tmp_path: Path) -> None:
    """Missing ones, misspelt ones, and those that hold words, with a line."""
    found = refused(tmp_path, "intake,expcted,iner,outer,note\n20,21,17,none,x\n")
    assert [(each.path, each.line) for each in found.problems] == [
        ("session", None), ("expected", None), ("expcted", None), ("iner", None), ("note", None),
        ("outer", 2),
    ]  # fmt: skip
    assert "expcted" in found.problems[1].remedy
    assert "inner" in found.problems[3].remedy
    assert "Known: intake" in found.problems[4].remedy


@pytest.mark.parametrize(
    ("old", "new", "path", "line", "message"),
    [
        ("2;20;23;", "2;20;;", "expected", 3, "not a finite number"),
        ("2;20;23;", "2;;23;", "intake", 3, "not a finite number"),
        ("2;20;23;", "1;20;23;", "session", 3, "stands twice"),
        ("1;10;12;9;", "1;10;12;13;", "inner", 4, "is better than expected"),
        ("1;10;12;9;7;", "1;10;12;9;9,5;", "outer", 4, "is better than inner"),
        ("23;18", "23;about 18", "inner", 3, "no number"),
        ("1;20;21,5;17;14;22\n2;20;23;18;14;", "1;20;2021-01-01;17;14;22", "expected", 2, "no number"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_told_by_its_line(
    tmp_path: Path, old: str, new: str, path: str, line: int, message: str
) -> None:
    """And what to do about it."""
    found = refused(tmp_path, GOOD.replace(old, new))
    problem = found.problems[0]
    assert (problem.path, problem.line) == (path, line)
    assert found.line == line
    assert problem.remedy
    assert message in str(found)


def test_numbers_written_two_ways_are_none(tmp_path: Path) -> None:
    """A comma here and a point there: nobody knows which is the decimal sign."""
    found = refused(tmp_path, GOOD.replace("13,5", "13.5"))
    assert [(each.path, each.line) for each in found.problems] == [("target", None)]
    assert "all one way" in str(found)


def test_several_wrong_lines_are_told_at_once(tmp_path: Path) -> None:
    """Each with its own."""
    found = refused(tmp_path, GOOD.replace("2;20;23", "2;;23").replace("1;10;12", "1;10;"))
    assert [(each.path, each.line) for each in found.problems] == [("intake", 3), ("expected", 4)]
    assert "expected.csv:4 expected" in str(found)


def test_a_version_that_says_nothing_is_the_callers_mistake(tmp_path: Path) -> None:
    """And not the file's; so is a word for a direction that is none."""
    path = written(tmp_path, GOOD)
    with pytest.raises(DomainError, match="version"):
        rusfelt.read_response_table(path, version=" ", better="higher")
    with pytest.raises(DomainError, match="better"):
        rusfelt.read_response_table(path, version="v", better="up")  # type: ignore[arg-type]


def test_a_file_that_is_not_there_or_empty_cannot_be_read(tmp_path: Path) -> None:
    """As with any other table."""
    with pytest.raises(ReadError):
        rusfelt.read_response_table(tmp_path / "none.csv", version="v", better="higher")
    assert "no rows" in str(refused(tmp_path, "intake;session;expected\n"))


def test_the_encoding_and_the_delimiter_may_be_told(tmp_path: Path) -> None:
    """Where finding them out would fail."""
    path = tmp_path / "expected.csv"
    path.write_text("intake|session|expected\n20|1|21\n", encoding="utf-16")
    found = rusfelt.read_response_table(
        path, version="v", better="higher", encoding="utf-16", delimiter="|"
    )
    assert found.expected.tolist() == [[21.0]]
