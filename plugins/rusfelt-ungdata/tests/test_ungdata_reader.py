"""What the reader takes from a file, and what it refuses."""

from __future__ import annotations

import numpy as np
import pytest

import rusfelt
from rusfelt import Measurements
from rusfelt.errors import ReadError
from rusfelt_ungdata.reader import UngdataReader
from rusfelt_ungdata.share import UngdataShare

HEAD = "wave;area;grade;sex;question;share_percent;respondents;response_rate_percent"


def read(path) -> Measurements:
    return UngdataReader().read(path)


def refused(path) -> list[tuple[int | None, str, str]]:
    with pytest.raises(ReadError) as caught:
        UngdataReader().read(path)
    assert all(each.file == str(path) for each in caught.value.problems)
    return [
        (each.line, each.path, f"{each.message} {each.remedy}") for each in caught.value.problems
    ]


def test_a_row_becomes_a_figure_in_per_cent_with_its_denominator(write):
    rows = read(write(HEAD, "2018;030108;vg1;Jenter;ung-cannabis;12,5;1 204;72"))
    (row,) = rows
    assert (row.indicator, row.unit, row.group, row.period) == (
        "ung-cannabis", "030108", "grade=vg1;sex=F", "2018",
    )  # fmt: skip
    assert (row.value, row.numerator, row.denominator) == (12.5, None, 1204)
    assert row.note == "Svarprosent 72"
    assert dict(rows.guessed) == {"encoding": "utf-8-sig", "delimiter": ";"}


def test_the_column_says_whether_it_is_a_share_or_per_cent(write):
    """0.12 as a share is 12 per cent; 0.12 per cent is 0.12 per cent."""
    share = read(write("wave,area,question,share_0_1", "2018,0301,q,0.12"))
    assert share[0].value == 12
    percent = read(write("wave,area,question,share_percent", "2018,0301,q,0.12"))
    assert percent[0].value == 0.12


@pytest.mark.parametrize("name", ["share", "andel", "value", "Andel"])
def test_a_column_that_does_not_say_is_refused_with_what_would(write, name):
    ((line, column, text),) = refused(write(f"wave;area;question;{name}", "2018;0301;q;0,12"))
    assert (line, column) == (1, name)
    assert text == (
        "does not say whether 0.12 is a share or 0.12 per cent. "
        "Call it share_percent if all is 100, or share_0_1 if all is 1."
    )


def test_a_response_rate_must_say_its_unit_too(write):
    file = write("wave;area;question;share_percent;response_rate", "2018;0301;q;12;0,72")
    ((line, column, text),) = refused(file)
    assert (line, column) == (1, "response_rate")
    assert "response_rate_percent" in text
    assert "response_rate_0_1" in text


def test_empty_cells_keep_why_they_are_empty_and_are_never_zero(write):
    cells = [":", "..", "", ".", "0"]
    rows = read(
        write(HEAD, *(f"20{10 + k};0301;vg1;;q;{cell};300;" for k, cell in enumerate(cells)))
    )
    assert [str(row.state) for row in rows] == [
        "suppressed", "missing", "missing", "not-applicable", "exact",
    ]  # fmt: skip
    assert [row.value for row in rows] == [None, None, None, None, 0]
    assert [row.denominator for row in rows] == [300] * 5


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("8", "grade=t8"), ("8. trinn", "grade=t8"), ("t10", "grade=t10"), ("VG3", "grade=vg3"),
        ("Mellomtrinnet", "level=middle"), ("ungdomstrinn", "level=lower-secondary"),
        ("Videregående", "level=upper-secondary"), ("alle", ""), ("", ""),
    ],
)  # fmt: skip
def test_grades_and_school_levels_become_groups(write, text, group):
    assert read(write(HEAD, f"2018;0301;{text};;q;12;;"))[0].group == group


@pytest.mark.parametrize(
    ("wave", "period"), [("2018", "2018"), ("2017/18", "2017/2018"), ("2017/2018", "2017/2018")]
)
def test_a_wave_is_a_year_or_a_school_year(write, wave, period):
    assert read(write(HEAD, f"{wave};0301;;;q;12;;"))[0].period == period


def test_years_and_school_years_are_not_mixed(write):
    file = write(HEAD, "2015;0301;;;q;12;;", "2017/2018;0301;;;q;12;;")
    ((line, _, text),) = refused(file)
    assert line == 3
    assert "Some waves are years and others school years." in text


def test_an_area_may_be_named_where_the_name_is_one_places(write):
    assert read(write(HEAD, "2018;Grünerløkka;;;q;12;;", encoding="cp1252"))[0].unit == "030102"
    ((_, _, both),) = refused(write(HEAD, "2018;Herøy;;;q;12;;"))
    assert "'Herøy' is the name of several places." in both
    assert "1515 Herøy (Møre og Romsdal) and 1818 Herøy (Nordland)" in both


def test_a_name_is_read_as_what_it_meant_in_the_wave(write):
    """Drammen grew in 2020, so its figures from before are of a part; Halden got new numbers only."""
    waves = ("2018", "2021", "2024")
    rows = [f"{wave};{name};;;q;12;;" for name in ("Drammen", "Halden") for wave in waves]
    assert [each.unit for each in read(write(HEAD, *rows))] == [
        "0602", "3301", "3301", "3101", "3101", "3101",
    ]  # fmt: skip
    file = write(HEAD, "2019/2020;Drammen;;;q;12;;", "2020/2021;Oslo;;;q;12;;")
    assert [each.unit for each in read(file)] == ["3301", "0301"]


def test_a_name_from_before_the_lists_begin_is_refused_and_a_code_is_not(write):
    """Oslo had other districts until 2004, some of them of the same name."""
    ((_, _, text),) = refused(write(HEAD, "1996;Sagene;;;q;12;;"))
    assert "'Sagene' is not known as the name of a place in 1996. Write the code." in text
    assert read(write(HEAD, "1996;0301;;;q;12;;"))[0].unit == "0301"


def test_everything_wrong_is_told_at_once_with_its_line(write):
    file = write(
        HEAD,
        "2018;0301;vg1;;q;12;300;72",
        "2018-03;30108;vg4;kanskje;en q;120;1.204;172",
        "2018;0301;vg1;;q;13;300;72",
        "2018;0301;vg2;;q;tolv;0;72",
        "2018;0301;vg2",
    )
    found = refused(file)
    assert [(line, column) for line, column, _ in found] == [
        (3, "wave"), (3, "area"), (3, "question"), (3, "grade"), (3, "sex"), (3, "share_percent"),
        (3, "respondents"), (3, "response_rate_percent"), (4, ""), (5, "share_percent"),
        (5, "respondents"), (6, ""),
    ]  # fmt: skip
    said = {(line, column): text for line, column, text in found}
    assert "has lost its leading zero: it would be 030108" in said[3, "area"]
    assert "'120' is more than all, and this column has all as 100." in said[3, "share_percent"]
    assert "Write 1234 or 1 234" in said[3, "respondents"]
    assert "same question, area, group and wave as line 2" in said[4, ""]
    assert "The row has 3 cells, and the header 8." in said[6, ""]


def test_areas_design_effects_and_breaks_must_be_readable_too(write):
    file = write(
        "wave;area;question;share_percent;design_effect;brudd",
        "2018;;q;12;0;ja",
        "2018;0301;q;12;1,5;kanskje",
    )
    assert [(line, column) for line, column, _ in refused(file)] == [
        (2, "area"), (2, "design_effect"), (3, "brudd"),
    ]  # fmt: skip


def test_a_wrong_question_does_not_hide_what_else_is_wrong_in_its_row(write):
    """A reader that stopped at the first fault of a row would need a run for each."""
    head = "wave;area;question;share_0_1;response_rate_0_1;respondents"
    found = refused(write(head, "2018;0301;en q;12;72;mange"))
    assert [column for _, column, _ in found] == [
        "question", "share_0_1", "respondents", "response_rate_0_1",
    ]  # fmt: skip


def test_a_wrong_wave_does_not_hide_a_contradiction_in_its_row(write):
    head = "wave;area;question;count;respondents"
    assert [column for _, column, _ in refused(write(head, "i fjor;0301;q;12;10"))] == [
        "wave",
        "count",
    ]


def test_a_thousand_faults_are_a_hundred_in_the_message(write):
    with pytest.raises(ReadError, match="There are more than 100 problems") as caught:
        read(write(HEAD, *(f"{1000 + k};0301;vg1;;q;tolv;;" for k in range(1000))))
    assert len(caught.value.problems) == 100


def test_a_panel_of_counts_alone_has_shares_in_per_cent(write):
    file = write("wave;area;question;count;respondents", "2018;0301;q;30;120")
    panel = UngdataReader().panel(file)
    assert (panel.y.tolist(), panel.per_point["x"].tolist()) == ([25], [30])


def test_counts_make_a_share_that_can_be_taken_out_of_a_whole(write):
    rows = read(write("wave;area;question;count;respondents", "2018;0301;q;1200;3700"))
    assert (rows[0].value, rows[0].numerator, rows[0].denominator) == (None, 1200, 3700)


@pytest.mark.parametrize(
    ("cells", "fact"),
    [
        ("34;30;100", "30 of 100 is 30.0 per cent, not 34."),
        ("34;130;100", "130 is more than the 100 who answered."),
        ("34;34;", "34 answered so, of nobody knows how many."),
        (":;34;100", "is hidden here, and another column of the row gives it away."),
        ("34;:;100", "is hidden here, and another column of the row gives it away."),
    ],
)
def test_a_share_and_a_count_that_contradict_each_other_are_refused(write, cells, fact):
    ((line, _, text),) = refused(
        write("wave;area;question;share_percent;count;respondents", f"2018;0301;q;{cells}")
    )
    assert line == 2
    assert fact in text


def test_a_share_may_be_rounded_as_far_as_it_is_printed(write):
    """9 of 128 is 7.03 per cent, which is 7 and 7.0, and not 7.1."""
    head = "wave;area;question;share_percent;count;respondents"
    for printed in ("7", "7,0"):
        assert read(write(head, f"2018;0301;q;{printed};9;128"))[0].numerator == 9
    assert len(refused(write(head, "2018;0301;q;7,1;9;128"))) == 1


@pytest.mark.parametrize(
    ("header", "fact"),
    [
        ("wave;area;question", "There is no column share_percent or share_0_1 or count."),
        ("area;question;share_percent", "There is no column wave."),
        ("wave;area;question;share_percent;andel_prosent", "are the same column."),
        ("wave;area;question;share_percent;share_0_1", "say the same thing in two units."),
        ("wave;area;question;share_percent;respondent", "Did you mean 'respondents'?"),
        ("wave;area;question;count", "is a count of nobody knows how many."),
    ],
)
def test_a_header_that_is_not_of_this_table_is_refused(write, header, fact):
    found = refused(write(header))
    assert [line for line, _, _ in found] == [1]
    assert fact in found[0][2]


@pytest.mark.parametrize(
    "data", [b"", b"\0\1", "a;b".encode("utf-16"), b'wave;area\n"2018;0301', b"wave;\x81"]
)
def test_what_is_no_table_is_an_error_and_nothing_else(tmp_path, data):
    path = tmp_path / "x.csv"
    path.write_bytes(data)
    with pytest.raises(ReadError):
        UngdataReader().read(path)
    with pytest.raises(ReadError):
        UngdataReader().read(tmp_path)
    with pytest.raises(ReadError):
        UngdataReader().read(tmp_path / "none.csv")


def test_a_panel_has_the_response_rate_as_a_number_and_keeps_breaks_apart(write):
    """Ung i Oslo 2015: 86 per cent answered in lower and 72 in upper secondary school (NOVA)."""
    file = write(
        "wave;area;grade;question;share_percent;respondents;svarprosent;design_effect;brudd",
        "2015;0301;ungdomstrinnet;q;12;9000;86;1,5;",
        "2015;0301;videregående;q;30;8000;72;;",
        "2018;0301;videregående;q;33;8200;;;ja",
        "2021;0301;videregående;q;:;;;;",
    )
    panel = UngdataReader().panel(file)
    assert panel.group.tolist() == ["level=lower-secondary", *["level=upper-secondary"] * 2]
    assert panel.part.tolist() == [0, 0, 1]
    assert panel.sizes.tolist() == [1, 1, 1]
    np.testing.assert_array_equal(panel.per_point["response_rate"], [0.86, 0.72, np.nan])
    found = rusfelt.evaluate(panel, UngdataShare(lowest_response=0.8))
    assert found["last_response"].tolist() == ["reached", "below", "missing"]
    assert found["last_effective"][0] == 6000


def test_what_was_read_makes_a_plans_series(write):
    """A coverage in per cent takes the value as it is: 12.5 stays 12.5 and not 1,250."""
    plan = rusfelt.Plan(
        "p", "P", area="0301",
        indicators=[rusfelt.Indicator("q", "Q", kind="coverage", design="cross-section")],
    )  # fmt: skip
    rows = read(write(HEAD, "2015;0301;vg1;;q;12,5;300;", "2018;0301;vg1;;q;10;300;"))
    evaluation = rusfelt.evaluate_plan(plan, rows, evaluators=["ungdata-change"])
    (found,) = (each for each in evaluation.findings.values() if each.spec.name == "ungdata-change")
    assert (found["first"][0], found["last"][0]) == (12.5, 10)
    assert found["step_points"][0] == pytest.approx(-2.5)
