"""Cells of people's data: named by their place, never repeated; words that are words."""

from __future__ import annotations

import numpy as np
import pytest

from rusfelt.errors import DomainError
from rusfelt.stats._cells import as_words, bad_cells, not_in_range, text


def test_a_problem_names_row_and_cell_and_how_many_rows_share_it() -> None:
    """In a batch the row is counted flat."""
    bad = np.zeros((2, 2, 3), dtype=bool)
    assert bad_cells("x", bad, "is wrong.", "Mend it.") == []
    bad[1, 0, 2] = bad[1, 1, 0] = True
    (found,) = bad_cells("x", bad, "is wrong.", "Mend it.", cell="goal")
    assert found.path == "x, row 2, goal 2"
    assert "2 rows" in found.message


def test_a_value_beyond_its_range_is_not_repeated() -> None:
    """Missing is not beyond."""
    (found,) = not_in_range("x", np.array([np.nan, 2.0, 7.25]), 0, 4)
    assert found.path == "x, row 2"
    assert "7.25" not in str(found)


@pytest.mark.parametrize("value", [["a", ""], np.array(["a", ""], dtype=object), ("a", "")])
def test_words_are_taken_from_any_list(value: object) -> None:
    """Also from a table's column of objects, and a masked word is none."""
    assert as_words("x", value).tolist() == ["a", ""]
    masked = np.ma.masked_array(["a", "b"], [False, True])
    assert as_words("x", masked).tolist() == ["a", ""]
    assert as_words("x", []).shape == (0,)


@pytest.mark.parametrize("value", [[1, 2], [None, "a"], b"a", 3, [["a"], ["a", "b"]], object()])
def test_what_is_no_word_is_refused(value: object) -> None:
    """Numbers, bytes, nothing at all, rows of unequal length."""
    with pytest.raises(DomainError, match="x"):
        as_words("x", value)


@pytest.mark.parametrize("value", ["", "  ", None, 3])
def test_a_text_must_say_something(value: object) -> None:
    """A version of spaces is none."""
    with pytest.raises(DomainError, match="x"):
        text("x", value, "Say it.")
