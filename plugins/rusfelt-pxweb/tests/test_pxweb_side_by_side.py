"""Figures that belong together side by side, cells that are none left out, and flags beside figures."""

from __future__ import annotations

import numpy as np
import pytest
from made_up_tables import made, saved

from rusfelt.errors import DomainError, ReadError
from rusfelt_pxweb.reader import JsonStat

READ = JsonStat().table


def cube(**changed):
    """Two districts, their helped and their known, three years: cell 0 is helped in A in 2021."""
    codes = {"Bydel": ["A", "B"], "Innhold": ["helped", "known"], "Tid": ["2021", "2022", "2023"]}
    return {
        "version": "2.0",
        "class": "dataset",
        "label": "Made up",
        "id": list(codes),
        "size": [2, 2, 3],
        "role": {"time": ["Tid"], "geo": ["Bydel"], "metric": ["Innhold"]},
        "dimension": {
            name: {"category": {"index": each, "label": {"helped": "Har fått hjelp"}}}
            for name, each in codes.items()
        },
        "value": [1, None, None, 10, 20, None, None, 5, None, None, 50, 60],
        "status": {"1": ":", "7": "e"},
        **changed,
    }


def test_categories_side_by_side_are_columns_of_one_row(tmp_path) -> None:
    """Each with its own flags, if it has any; a row has the number of its first cell."""
    table = READ(saved(tmp_path, cube()), side_by_side="Innhold")
    assert list(table.columns) == [
        "Bydel",
        "Tid",
        "helped",
        "helped status",
        "known",
    ]
    assert table.columns["Bydel"].tolist() == ["A"] * 3 + ["B"] * 3
    assert table.columns["Tid"].tolist() == ["2021", "2022", "2023"] * 2
    nan = np.nan
    np.testing.assert_equal(table.columns["helped"].tolist(), [1, nan, nan, nan, 5, nan])
    np.testing.assert_equal(table.columns["known"].tolist(), [10, 20, nan, nan, 50, 60])
    assert table.states["helped"].tolist() == [
        "",
        "suppressed",
        "missing",
        "missing",
        "",
        "missing",
    ]
    assert table.columns["helped status"].tolist() == ["", "", "", "", "e", ""]
    assert table.rows.tolist() == [1, 2, 3, 7, 8, 9]
    assert dict(table.fields) == {"Tid": "period", "Bydel": "unit"}
    assert table.titles["helped"] == "Har fått hjelp"


@pytest.mark.parametrize("name", ["Bydel", "Innhold", "Tid"])
def test_any_dimension_can_stand_side_by_side(tmp_path, name) -> None:
    """The first, the last and one between, against the same cells one by one."""
    path = saved(tmp_path, cube())
    one, wide = READ(path), READ(path, side_by_side=name)
    rest = [each for each in ("Bydel", "Innhold", "Tid") if each != name]
    cells = {
        tuple(str(one.columns[each][row]) for each in ("Bydel", "Innhold", "Tid")): (
            float(one.columns["value"][row]),
            str(one.states["value"][row]),
        )
        for row in range(12)
    }
    for code in dict.fromkeys(one.columns[name].tolist()):
        for row in range(len(wide)):
            key = {name: code} | {each: str(wide.columns[each][row]) for each in rest}
            found = float(wide.columns[code][row]), str(wide.states[code][row])
            np.testing.assert_equal(found, cells[key["Bydel"], key["Innhold"], key["Tid"]])


def test_cells_that_say_nothing_can_be_left_out_and_that_is_told(tmp_path) -> None:
    """One that is flagged stays, and beside a figure an empty one does too."""
    path = saved(tmp_path, cube())
    assert len(READ(path)) == 12
    told = READ(path, unmarked="left-out")
    assert told.rows.tolist() == [1, 2, 4, 5, 8, 11, 12]
    assert told.states["value"].tolist() == ["", "suppressed", "", "", "", "", ""]
    assert told.guessed["value"] == "5 cell(s) without a figure and without a flag left out"
    wide = READ(path, unmarked="left-out", side_by_side="Innhold")
    assert wide.rows.tolist() == [1, 2, 8, 9]
    assert wide.guessed["value"] == (
        "2 row(s) without a figure and without a flag left out; "
        "1 empty cell(s) without a flag taken as missing"
    )


def test_a_table_without_silent_cells_loses_none(tmp_path) -> None:
    whole = READ(saved(tmp_path, cube(value=list(range(12)), status=None)), unmarked="left-out")
    assert len(whole) == 12
    assert dict(whole.guessed) == {}


def test_flags_can_say_more_of_a_figure_that_is_there(tmp_path) -> None:
    """Approximate, a bound and a break, and several at once; of an empty cell only the break."""
    flags = {
        "e": "approximate",
        "<": "<",
        "bp": "projected break-before",
        ":b": "suppressed break-before",
    }
    table = READ(
        saved(
            tmp_path, made(value=[4, 5, 6, None, None, 7], status=["e", "<", "bp", ":b", "e", None])
        ),
        flags=flags,
    )
    assert table.columns["state"].tolist() == ["approximate", "", "projected", "", "", ""]
    assert table.columns["bound"].tolist() == ["", "<", "", "", "", ""]
    assert table.columns["break_before"].tolist() == [False, False, True, True, False, False]
    assert table.states["value"].tolist() == ["", "", "", "suppressed", "missing", ""]
    assert {table.fields[each] for each in ("state", "bound", "break_before")} == {
        "state", "bound", "break_before",
    }  # fmt: skip
    assert "'e' as approximate, and 1 empty cell(s) with it as missing" in table.guessed["flags"]
    assert "':b' as suppressed and a break in the series" in table.guessed["flags"]


@pytest.mark.parametrize(
    ("meaning", "said"),
    [
        ("approximat", "did you mean"), ("", "is no meaning"), ("missing suppressed", "both"),
        ("< >", "both"), ("suppressed <", "has no bound"), ("zero approximate", "both"),
    ],
)  # fmt: skip
def test_a_meaning_that_contradicts_itself_is_refused(tmp_path, meaning, said) -> None:
    with pytest.raises(DomainError) as caught:
        READ(saved(tmp_path, made()), flags={"k": meaning})
    assert said in " ".join(f"{e.message} {e.remedy}" for e in caught.value.problems).lower()


def test_what_cannot_stand_side_by_side_is_refused(tmp_path) -> None:
    with pytest.raises(DomainError, match="no dimension of this table"):
        READ(saved(tmp_path, cube()), side_by_side="Innhald")
    with pytest.raises(DomainError, match="left-out"):
        READ(saved(tmp_path, cube()), unmarked="gone")
    table = cube()
    table["dimension"]["Innhold"]["category"]["index"] = ["Tid", "known"]
    with pytest.raises(ReadError, match="two columns would be called 'Tid'"):
        READ(saved(tmp_path, table), side_by_side="Innhold")
