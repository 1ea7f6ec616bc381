"""JSON-stat tables as rows: what stands in each column, and which flags become which states."""

from __future__ import annotations

import json

import numpy as np
import pytest
from made_up_tables import TABLE, made, saved

from rusfelt.errors import DomainError, ReadError
from rusfelt_pxweb.dataset import read_dataset
from rusfelt_pxweb.dimensions import MOST_CELLS, Unit
from rusfelt_pxweb.reader import JsonStat

READ = JsonStat().table


def cells(column) -> list:
    """A column as a list in which an empty cell is ``None``."""
    return [None if each != each else each for each in column.tolist()]  # noqa: PLR0124 - nan


def test_every_cell_is_a_row_with_the_codes_of_its_dimensions(tmp_path) -> None:
    """The last dimension varies fastest, and a code that begins with 0 keeps it."""
    table = READ(saved(tmp_path, TABLE))
    assert list(table.columns) == ["Bydel", "ContentsCode", "Tid", "value", "status"]
    assert table.columns["Bydel"].tolist() == ["030101"] * 3 + ["030102"] * 3
    assert table.columns["Tid"].tolist() == ["2023-Q4", "2024-Q1", "2024-Q2"] * 2
    assert cells(table.columns["value"]) == [4, None, 2.5, None, 0, None]
    assert table.rows.tolist() == [1, 2, 3, 4, 5, 6]


def test_the_common_signs_stay_apart_and_others_are_kept(tmp_path) -> None:
    """Hidden, missing and impossible are three things; a star for preliminary takes nothing away."""
    table = READ(saved(tmp_path, made(status={"1": ":", "3": "..", "4": "*", "5": "."})))
    assert table.states["value"].tolist() == ["", "suppressed", "", "missing", "", "not-applicable"]
    assert table.columns["status"].tolist() == ["", "", "", "", "*", ""]
    assert table.columns["value"][4] == 0
    assert table.fields["status"] == "note"


def test_an_empty_cell_without_a_flag_is_missing_and_that_is_told(tmp_path) -> None:
    """With no flags at all as well as beside some."""
    bare = READ(saved(tmp_path, made(status=None)))
    assert bare.states["value"].tolist() == ["", "missing", "", "missing", "", "missing"]
    assert bare.guessed["value"].startswith("3 empty cell(s)")
    assert "status" not in bare.columns
    assert READ(saved(tmp_path, TABLE)).guessed["value"].startswith("1 empty cell(s)")


def test_a_table_without_empty_cells_has_no_states(tmp_path) -> None:
    """And nothing is taken for granted but the writing of its quarters."""
    table = READ(saved(tmp_path, made(status=None, value=[1, 2, 3, 4, 5, 6], note=None)))
    assert not table.states
    assert set(table.guessed) == {"Tid"}


@pytest.mark.parametrize(
    "status",
    [
        {"1": ":", "3": "..", "4": "*"},
        ["", ":", None, "..", "*", ""],
    ],
)
@pytest.mark.parametrize(
    "value", [[4, None, 2.5, None, 0, None], {"4": 0, "0": 4, "2": 2.5}], ids=["list", "sparse"]
)
def test_lists_and_objects_say_the_same(tmp_path, value, status) -> None:
    """Values and flags come in both forms, in any order."""
    table = READ(saved(tmp_path, made(value=value, status=status)))
    assert cells(table.columns["value"]) == [4, None, 2.5, None, 0, None]
    assert table.states["value"].tolist() == ["", "suppressed", "", "missing", "", "missing"]
    assert table.columns["status"].tolist()[4] == "*"


@pytest.mark.parametrize("status", ["*", ["*"]])
def test_one_flag_may_be_for_all_cells(tmp_path, status) -> None:
    """As a text, or as a list of one."""
    table = READ(saved(tmp_path, made(status=status, value=[1, 2, 3, 4, 5, 6])))
    assert table.columns["status"].tolist() == ["*"] * 6
    assert not table.states


def test_a_text_among_the_values_is_a_flag_with_its_legend(tmp_path) -> None:
    """FHI's bank writes them so, with an empty status and null for roles it has none of."""
    table = READ(
        saved(
            tmp_path,
            made(
                value=[4, ":", 2.5, "k", 0, None],
                status="",
                role={"time": None, "geo": None, "metric": ["ContentsCode"]},
                extension={"flags": {"label": {"k": "Kan ikke beregnes", ":": "Anonymisert"}}},
            ),
        )
    )
    assert table.states["value"].tolist() == ["", "suppressed", "", "missing", "", "missing"]
    assert table.columns["status"].tolist() == ["", "", "", "k", "", ""]
    assert table.labels["status"]["k"] == "Kan ikke beregnes"
    assert "'k' kept as a note, and 1 empty cell(s)" in table.guessed["status"]
    assert table.fields == {"ContentsCode": "indicator", "value": "value", "status": "note"}


def test_flags_whose_meaning_is_told_are_read_so(tmp_path) -> None:
    """A dash is nothing at all only where the user says so, and then the figure is 0."""
    path = saved(tmp_path, made(value=[4, None, 2.5, None, 0, None], status={"1": "-", "3": "..."}))
    told = READ(path, flags={"-": "zero", "...": "not-due"})
    assert cells(told.columns["value"]) == [4, 0, 2.5, None, 0, None]
    assert told.states["value"].tolist() == ["", "", "", "not-due", "", "missing"]
    assert "status" not in told.columns
    untold = READ(path)
    assert cells(untold.columns["value"])[1] is None
    assert untold.columns["status"].tolist()[1] == "-"
    with pytest.raises(DomainError, match="Did you mean 'suppressed'"):
        READ(path, flags={"k": "supressed"})
    with pytest.raises(DomainError, match="flags is no table"):
        READ(path, flags="k")


def test_what_is_marked_as_hidden_is_not_shown(tmp_path) -> None:
    """A figure under a sign for none is taken away, and that is told."""
    table = READ(saved(tmp_path, made(status={"0": ":"})))
    assert cells(table.columns["value"])[0] is None
    assert table.states["value"].tolist()[0] == "suppressed"
    assert "also in 1 cell(s) that had a figure" in table.guessed["flags"]


def test_labels_titles_and_fields_are_the_formats_own(tmp_path) -> None:
    """Roles say what a measurement's fields are, and labels stay beside their codes."""
    table = READ(saved(tmp_path, TABLE))
    assert table.labels["Bydel"]["030102"] == "Grünerløkka"
    assert table.titles["Tid"] == "kvartal"
    assert table.titles["value"] == TABLE["label"]
    assert table.fields == {
        "Tid": "period",
        "Bydel": "unit",
        "ContentsCode": "indicator",
        "value": "value",
        "status": "note",
    }
    assert table.guessed["notes"] == "Figures before 2020 are estimates."


def test_a_role_of_two_dimensions_is_left_to_the_user(tmp_path) -> None:
    """Which of them is meant is not guessed, and can be told."""
    path = saved(tmp_path, made(role={"time": ["Tid"], "geo": ["Bydel", "ContentsCode"]}))
    assert READ(path).fields == {"Tid": "period", "value": "value", "status": "note"}
    told = READ(path, geo="Bydel", metric="ContentsCode")
    assert told.fields["Bydel"] == "unit"
    with pytest.raises(DomainError, match="Did you mean 'Bydel'"):
        READ(path, geo="bydel")


@pytest.mark.parametrize(
    ("codes", "texts"),
    [
        (["2022", "2023", "2024"], ["2022", "2023", "2024"]),
        (["2024M03", "2024M10", "2024M12"], ["2024-03", "2024-10", "2024-12"]),
        (["2024U01", "2024U12", "2024U53"], ["2024U01", "2024U12", "2024U53"]),
        (["2015-2019", "2017_2019", "2019_2019"], ["2015-2019", "2017_2019", "2019"]),
        (["2024K1", "2024-Q1", "2024Q2"], ["2024K1", "2024-Q1", "2024Q2"]),
    ],
    ids=["years", "months", "weeks", "spans", "clash"],
)
def test_codes_of_time_become_periods_where_rusfelt_knows_them(tmp_path, codes, texts) -> None:
    """Weeks and spans stay as they are, and so do codes that would become one period."""
    dimension = {**TABLE["dimension"], "Tid": {"category": {"index": codes}}}
    table = READ(saved(tmp_path, made(dimension=dimension)))
    assert table.columns["Tid"].tolist()[:3] == texts


def test_a_dimension_may_be_called_value(tmp_path) -> None:
    """The figures then go by the next free name."""
    table = made(id=["value", "ContentsCode", "Tid"], role={"time": ["Tid"]})
    table["dimension"]["value"] = table["dimension"].pop("Bydel")
    read = READ(saved(tmp_path, table))
    assert read.columns["value"].tolist()[0] == "030101"
    assert cells(read.columns["value_2"])[:3] == [4, None, 2.5]
    assert read.fields["value_2"] == "value"


def test_a_category_may_go_without_an_index(tmp_path) -> None:
    """Where there is one, its label tells its code."""
    table = made()
    del table["dimension"]["ContentsCode"]["category"]["index"]
    assert READ(saved(tmp_path, table)).columns["ContentsCode"].tolist()[0] == "Overdoser"


def test_the_order_of_an_object_of_places_is_that_of_the_places(tmp_path) -> None:
    """Not the one the codes are written in."""
    table = made()
    table["dimension"]["Bydel"]["category"]["index"] = {"030102": 1, "030101": 0}
    assert READ(saved(tmp_path, table)).columns["Bydel"].tolist()[0] == "030101"


def test_the_first_version_is_read_and_told(tmp_path) -> None:
    """There the dimensions' ids, sizes and roles lie among them."""
    inside = {**TABLE["dimension"], **{name: TABLE[name] for name in ("id", "size", "role")}}
    old = {"dataset": {"label": "Old", "value": TABLE["value"], "dimension": inside}}
    path = saved(tmp_path, old)
    table = READ(path)
    assert cells(table.columns["value"]) == [4, None, 2.5, None, 0, None]
    assert table.fields["Tid"] == "period"
    assert table.guessed["version"] == "JSON-stat 1"
    assert JsonStat().recognises(path.read_bytes())
    with pytest.raises(ReadError, match="bundle of 2 tables"):
        READ(saved(tmp_path, {**old, "other": old["dataset"]}))


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"version": "2.0", "class": "collection", "link": {"item": []}}, "collection"),
        ({"version": "2.0", "class": "dimension", "category": {}}, "one dimension"),
        ({"version": "2.0", "class": "error", "label": "x"}, "class is 'error'"),
        ({"error": [{"status": "404"}]}, "error message"),
        ({"resourceType": "Patient"}, "no JSON-stat"),
        ([1], "a list"),
        ("text", "'text'"),
    ],
)
def test_other_documents_are_called_what_they_are(tmp_path, document, said) -> None:
    """A collection, a dimension, an error, or no JSON-stat at all."""
    with pytest.raises(ReadError, match=said):
        READ(saved(tmp_path, document))


@pytest.mark.parametrize(
    ("head", "known"),
    [
        (b'{"class":"dataset","version":"2.0","id":["Tid"', True),
        (b'\xef\xbb\xbf {\n  "version" : "2.0",\n "class" : "dataset"', True),
        (b'{"class":"dataset","label":"x","id":["Tid"],"size":[1],"dimension":{"Tid"', True),
        (b'{"version":"2.0","class":"collection","link":', True),
        (b'{"dataset":{"dimension":{"id":', True),
        (b'{"class":"dataset","rows":[', False),
        (b'{"resourceType":"Bundle"', False),
        (b'[{"class":"dataset","version":"2.0"}]', False),
        (b"class;dataset;version;2.0", False),
        (b"", False),
    ],
)
def test_a_file_is_known_by_how_it_begins(head, known) -> None:
    """With a byte-order mark too, and where the version comes after the figures."""
    assert JsonStat().recognises(head) is known


def test_a_table_says_what_its_publisher_does(tmp_path) -> None:
    """Units with decimals, notes, source and the time it was updated."""
    table = read_dataset(saved(tmp_path, TABLE))
    assert (table.label, table.source) == (TABLE["label"], "Made up")
    assert table.updated == "2026-02-25T07:00:00Z"
    assert table.notes == ("First note.", "Figures before 2020 are estimates.")
    assert table.mandatory == ("Figures before 2020 are estimates.",)
    assert table.dimensions[1].units == {"Overdoser": Unit("antall", 0)}
    assert [each.eliminable for each in table.dimensions] == [True, False, False]
    assert len(table) == 6


def test_every_problem_is_told_at_once(tmp_path) -> None:
    """Each with its place in the document and a remedy."""
    table = made(size=[2, 0, 3], id=["Bydel", "Bydel", ""])
    with pytest.raises(ReadError) as caught:
        READ(saved(tmp_path, table))
    assert [each.path for each in caught.value.problems] == ["id[1]", "id[2]", "size[1]"]
    assert all(each.remedy for each in caught.value.problems)
    assert caught.value.path is not None


def test_a_table_declared_beyond_counting_is_refused_before_it_is_made(tmp_path) -> None:
    """10¹² cells, in a file of a few hundred bytes, and one cell more than the limit."""
    for size in ([10**6, 1, 10**6], [MOST_CELLS + 1, 1, 1], [10**400, 10**400, 10**400]):
        with pytest.raises(ReadError, match="more than 4,000,000 cells"):
            READ(saved(tmp_path, made(size=size)))


def test_long_codes_are_held_against_the_room_they_take(tmp_path) -> None:
    """A million cells under codes of a thousand signs would take gigabytes."""
    codes = [f"{number:01000d}" for number in range(1000)]
    table = {
        "class": "dataset",
        "version": "2.0",
        "id": ["a", "b"],
        "size": [1000, 1000],
        "dimension": {name: {"category": {"index": codes}} for name in "ab"},
        "value": {},
    }
    with pytest.raises(ReadError, match="As rows the table would take"):
        READ(saved(tmp_path, table))


def test_columns_agree_with_the_cube_numpy_makes(tmp_path) -> None:
    """A table of four dimensions, against a grid of all their codes."""
    sizes = [3, 1, 4, 5]
    names = ["a", "b", "c", "d"]
    codes = {
        name: [f"{name}{i}" for i in range(size)] for name, size in zip(names, sizes, strict=True)
    }
    table = {
        "class": "dataset",
        "version": "2.0",
        "id": names,
        "size": sizes,
        "dimension": {name: {"category": {"index": codes[name]}} for name in names},
        "value": list(range(60)),
    }
    read = READ(saved(tmp_path, table))
    grid = np.meshgrid(*codes.values(), indexing="ij")
    for name, expected in zip(names, grid, strict=True):
        assert read.columns[name].tolist() == expected.ravel().tolist()
    assert read.columns["value"].tolist() == list(range(60))


def test_a_table_of_one_cell_has_its_flag(tmp_path) -> None:
    """A list of one flag is then the cell's own."""
    table = made(id=["Tid"], size=[1], value=[None], status=[":"], role=None)
    table["dimension"] = {"Tid": {"category": {"index": ["2024"]}}}
    assert READ(saved(tmp_path, table)).states["value"].tolist() == ["suppressed"]


def test_a_byte_order_mark_is_no_part_of_the_document(tmp_path) -> None:
    """FHI's bank sends one."""
    path = tmp_path / "bom.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(TABLE).encode())
    assert len(READ(path)) == 6
