"""What became of codes, against what others say became of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from rusfelt.geography import breaks, change_of, codes_in, current_code, place
from rusfelt.geography.changes import whole_from
from rusfelt.geography.register import data, places

_FOLLOWED = [
    line.split(",")
    for line in (Path(__file__).parent / "harmonised_2016.csv").read_text("utf-8").splitlines()
    if line[0].isdigit()
]


def _ends(code):
    return {each for each in {code} | whole_from(code) if place(each).last is None}


def test_the_kommuner_of_2016_are_those_another_program_knows():
    assert {old for old, _ in _FOLLOWED} == set(codes_in(2016, "municipality"))


def test_every_kommune_of_2016_ends_where_another_program_finds_it():
    """It follows Haram and Ålesund by their old border, which is more than the change table tells."""
    followed = [(old, new) for old, new in _FOLLOWED if new not in {"Rest", "1508", "1580"}]
    assert len(followed) == 412
    assert {old: _ends(old) for old, _ in followed} == {old: {new} for old, new in followed}


def test_what_another_program_cannot_follow_is_where_kommuner_were_divided():
    """Snillfjord and Tysfjord were divided; the others became one with a part of them."""
    rest = [old for old, new in _FOLLOWED if new == "Rest"]
    divided = {old for old in rest if len(_ends(old)) > 1}
    assert divided == {"1613", "1850"}
    shares = set().union(*(_ends(old) for old in divided))
    assert all(_ends(old) <= shares for old in rest)


def test_the_reform_of_2020_made_43_kommuner_of_109():
    """Ringerikes avis, March 2019: 109 kommuner become 43."""
    moves = next(each["moves"] for each in data("changes")["years"] if each["year"] == 2020)
    merged = [move.split(" > ")[0].split() for move in moves if " " in move.split(" > ")[0]]
    assert len(merged) == 43
    assert len({code for olds in merged for code in olds}) == 109


def test_114_kommuner_got_new_codes_in_2024():
    """KS, on the new numbers of 2024: 114 of the country's kommuner are concerned."""
    moves = next(each["moves"] for each in data("changes")["years"] if each["year"] == 2024)
    assert len({code for move in moves for code in move.split(" > ")[0].split()}) == 114


@pytest.mark.parametrize(
    ("old", "kind", "into"),
    [
        ("0101", "renumbered", "3001"),
        ("3001", "renumbered", "3101"),
        ("1601", "renumbered", "5001"),
        ("1613", "renumbered", "5012"),
        ("1567", "renumbered", "5061"),
        ("1662", "renumbered", "5030"),
        ("5030", "merged", "5001"),
        ("1141", "merged", "1103"),
        ("0716", "merged", "3803"),
        ("0704", "merged", "3803"),
        ("1842", "merged", "1804"),
        ("1849", "merged", "1875"),
        ("5013", "merged", "5056"),
        ("1850", "divided", "1806 1875"),
        ("5012", "divided", "5055 5056 5059"),
        ("1507", "divided", "1508 1580"),
        ("16", "merged", "50"),
        ("01", "merged", "30"),
        ("07", "divided", "30 38"),
        ("30", "divided", "31 32 33"),
        ("38", "divided", "39 40"),
        ("54", "divided", "55 56"),
    ],
)
def test_what_became_of_a_code(old, kind, into):
    """The particular cases of github.com/opisthokonta/kommuneendringer, and the counties by hand.

    Vestfold went into two: Svelvik became part of Drammen, in Viken.
    """
    change = change_of(old)
    assert (change.kind, " ".join(change.into)) == (kind, into)


@pytest.mark.parametrize("code", ["1101", "1103", "5001", "0301", "03", "15", "030108", "9999"])
def test_a_code_in_use_became_nothing_else(code):
    assert change_of(code) is None
    assert current_code(code) == code


def test_only_the_same_area_under_another_number_is_followed():
    """One old code for one new one, both ways: nothing a figure could be added to or taken from."""
    followed = {each: current_code(each) for each in places() if current_code(each) != each}
    assert followed["0101"] == "3101"
    assert all(place(each).level == "municipality" for each in followed)
    for old in followed:
        change = change_of(old)
        assert (change.kind, len(change.into), change.beside) == ("renumbered", 1, ())
    assert {"0602", "5030", "1850", "0716", "16"}.isdisjoint(followed)


def test_a_part_or_a_share_keeps_its_own_code():
    assert [current_code(each) for each in ("0602", "1850", "1507", "30")] == [
        "0602", "1850", "1507", "30",
    ]  # fmt: skip


def test_no_renumbering_fell_in_a_year_in_which_a_border_is_known_to_have_moved():
    """A code is followed only where the area stayed: a known move that year would speak against it."""
    for border in data("changes")["borders"]:
        for code in border["codes"]:
            assert place(code).first != border["year"]
            change = change_of(code)
            assert change is None or change.kind != "renumbered" or change.year != border["year"]


def test_a_code_that_stayed_while_its_area_grew_has_a_break():
    assert [(each.year, each.what) for each in breaks("5001")] == [
        (2020, "5030 Klæbu went into it")
    ]
    assert [(each.year, each.what) for each in breaks("1103")] == [
        (2020, "1141 Finnøy and 1142 Rennesøy went into it")
    ]
    assert breaks("1101") == ()


def test_a_county_that_won_or_lost_a_kommune_has_a_break():
    assert [(each.year, each.what) for each in breaks("15")] == [
        (2019, "1567 Rindal left it"),
        (2020, "1444 Hornindal joined it"),
        (2020, "1571 Halsa left it"),
    ]


def test_a_moved_border_is_found_under_every_number_of_the_place():
    """Øvre Eiker was 0624, 3048 when its border moved, and is 3314."""
    assert [each.year for each in breaks("0624")] == [2022]
    assert breaks("0624") == breaks("3314")
    assert breaks("0624")[0].small
