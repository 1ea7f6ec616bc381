"""The table of mappings: what is read, what is kept hidden, and what is refused, all at once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import rusfelt
from rusfelt.errors import ReadError
from rusfelt_brukerplan.change import BrukerplanChange
from rusfelt_brukerplan.domains import DOMAINS, known_domain
from rusfelt_brukerplan.reader import TableReader, read_table

HEAD = "year;district;domain;green;yellow;red;blue_light;mapped;coverage\n"


@pytest.fixture
def write(tmp_path: Path):
    """Write a table and give its path."""

    def writer(text: str, *, encoding: str = "utf-8") -> Path:
        path = tmp_path / "made-up.brukerplan.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return writer


def cells(path: Path) -> dict[str, tuple[float | None, str]]:
    """Indicator → its count and state, of a table with one year."""
    return {each.indicator: (each.numerator, str(each.state)) for each in TableReader().read(path)}


def test_a_row_becomes_shares_of_those_mapped(write) -> None:
    """Each rating is a figure of its own indicator, with the number mapped below the line."""
    figures = TableReader().read(write(HEAD + "2019;030108;bolig;70;38;20;.;128;equal\n"))
    assert [each.indicator for each in figures] == [
        "brukerplan.bolig.green",
        "brukerplan.bolig.yellow",
        "brukerplan.bolig.red",
    ]
    assert figures["numerator"].tolist() == [70, 38, 20]
    assert set(figures["denominator"].tolist()) == {128}
    assert (figures[0].unit, figures[0].period) == ("030108", "2019")
    assert not figures["break_before"].any()


def test_a_hidden_cell_stays_hidden_though_the_others_give_it_away(write) -> None:
    """Of 128 with 120 in sight, the eight are not worked out; missing is not hidden."""
    found = cells(write(HEAD + "2019;;levekarsindeks;70;50;:;..;128;\n"))
    assert found["brukerplan.levekarsindeks.red"] == (None, "suppressed")
    assert found["brukerplan.levekarsindeks.blue-light"] == (None, "missing")
    assert found["brukerplan.levekarsindeks.yellow"] == (50, "exact")


def test_no_sign_for_an_empty_cell_is_ever_zero(write) -> None:
    """Zero people are a count; the signs are none."""
    found = cells(write(HEAD + "2019;;levekarsindeks;0;:;..;;128;\n"))
    assert found["brukerplan.levekarsindeks.green"] == (0, "exact")
    assert [found[f"brukerplan.levekarsindeks.{each}"][0] for each in ("yellow", "red")] == [
        None
    ] * 2


def test_blue_light_belongs_to_the_index_and_is_read_of_a_domain_only_where_it_is_printed(
    write,
) -> None:
    """A domain has three ratings, or four where somebody printed a fourth; they add up either way."""
    text = HEAD + "2019;;bolig;70;38;20;;128;\n2019;;okonomi;70;38;15;5;128;\n"
    found = cells(write(text))
    assert "brukerplan.bolig.blue-light" not in found
    assert found["brukerplan.okonomi.blue-light"] == (5, "exact")


def test_norwegian_names_windows_encoding_and_spaced_thousands(write) -> None:
    """A table as a Norwegian spreadsheet saves it is the same table."""
    text = (
        "# laget for hånd\r\nÅr;Bydel;Levekårsområde;Grønn;Gul;Rød;Blålys;Kartlagte;Dekning\r\n"
        "2019;030108;Sosial kompetanse;12 000;404;10 000;;22 404;lik\r\n;;;;;;;;\r\n"
    )
    norwegian = TableReader().read(write(text, encoding="cp1252"))
    plain = TableReader().read(
        write(HEAD + "2019;030108;sosial-fungering;12000;404;10000;;22404;equal\n")
    )
    assert norwegian == plain


def test_each_source_names_the_eight_domains_in_its_own_words() -> None:
    """St. Olavs hospital, Rusfeltet.no and KORUS Oslo mean the same eight."""
    st_olav = (
        "rusmiddelbruk, økonomi, psykisk helse, fysisk helse, bolig, sosial kompetanse, "
        "nettverk, arbeid/aktivitet"
    )
    rusfeltet = (
        "boligsituasjon, meningsfull aktivitet, økonomi, fysisk helse, psykisk helse, "
        "rusmiddelbruk, sosial fungering, sosialt nettverk"
    )
    korus = (
        "bosituasjon, økonomi, arbeid og meningsfull aktivitet, fysisk helse, psykisk helse, "
        "rusbruk, nettverk, sosial fungering"
    )
    for source in (st_olav, rusfeltet, korus):
        assert {known_domain(name) for name in source.split(", ")} == set(DOMAINS)


def test_unequal_coverage_breaks_the_series(write) -> None:
    """Figures after it are told to be incomparable with those before; undeclared is no break."""
    text = HEAD + "2017;;bolig;1;1;1;;3;\n2018;;bolig;1;1;1;;3;\n2019;;bolig;1;1;1;;3;ulik\n"
    figures = TableReader().read(write(text))
    broken = {each.period: each.break_before for each in figures}
    assert broken == {"2017": False, "2018": False, "2019": True}


def test_every_problem_is_told_at_once_with_its_line(write) -> None:
    """One reading is enough to mend a whole file."""
    text = HEAD + (
        "2019;a;bolig;70;38;20;.;129;\n"  # 2: adds up to less
        "2019;a;okonomi;70;38;20;.;127;\n"  # 3: adds up to more
        "19;a;fritid;1,5;<5;-;.;x;samme\n"  # 4: year, domain, four counts, coverage
        "2019;a;nettverk;1;2\n"  # 5: cells
        "2019;b;bolig;1;1;1;;3;equal\n"
        "2019;b;bolig;1;1;1;;3;equal\n"  # 7: twice
        "2019;b;okonomi;1;1;1;;3;unequal\n"  # 8: two coverages
        "2019;b;nettverk;0;0;0;;0;equal\n"  # 9: nobody
        "2019;b;levekarsindeks;1;1;1;.;3;equal\n"  # 10: the index has blue light
        '2019;b;"nett;1;1;1;;3;equal\n'  # 11: quotation mark
    )
    path = write(text)
    with pytest.raises(ReadError) as caught:
        read_table(path)
    problems = caught.value.problems
    assert [each.line for each in problems] == [2, 3, *[4] * 7, 5, 7, 8, 9, 10, 11]
    assert {each.file for each in problems} == {str(path)}
    assert all(each.message.endswith(".") and each.remedy.endswith(".") for each in problems)
    assert "127" in problems[1].message


def test_ratings_in_sight_may_fall_short_of_those_mapped_only_where_some_are_hidden(write) -> None:
    """With a hidden cell less may be seen, but never more."""
    read_table(write(HEAD + "2019;;bolig;70;38;:;;128;\n"))
    with pytest.raises(ReadError, match="more than the 100"):
        read_table(write(HEAD + "2019;;bolig;70;38;:;;100;\n"))


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("", "no rows"),
        (HEAD, "no rows"),
        ("a;b\n1;2\n", "is no column"),
        (HEAD.replace("red", "green"), "Two columns"),
        ("year;domain\n", "no column 'green'"),
        ("year\0", "NUL"),
    ],
)
def test_what_is_no_table_is_refused_with_what_is_wrong(write, text: str, fact: str) -> None:
    """An empty file, another header, or bytes that are no text."""
    with pytest.raises(ReadError) as caught:
        read_table(write(text))
    assert fact in str(caught.value)


def test_a_file_that_is_not_there_and_a_folder_are_read_errors(tmp_path: Path) -> None:
    """Never an operating system's own words."""
    for path in (tmp_path, tmp_path / "none.brukerplan.csv"):
        with pytest.raises(ReadError, match="Give the path"):
            read_table(path)


def test_a_file_that_is_wrong_all_through_is_answered_quickly(write) -> None:
    """A hundred problems are listed, and reading stops at a thousand."""
    with pytest.raises(ReadError) as caught:
        read_table(write(HEAD + "x;;y;1;1;1;;3;\n" * 200_000))
    assert len(caught.value.problems) == 100
    assert "at least 1000" in str(caught.value)


def test_a_panel_of_the_table_leaves_out_what_is_not_seen(write) -> None:
    """A hidden mapping is no point, and what was declared of its coverage goes to the next."""
    text = HEAD + (
        "2017;a;bolig;90;9;1;;100;\n2018;a;bolig;:;:;:;;100;unequal\n2019;a;bolig;80;15;5;;100;equal\n"
    )
    panel = read_table(write(text)).panel()
    assert panel.indicator.tolist() == [
        f"brukerplan.bolig.{each}" for each in ("green", "red", "yellow")
    ]
    assert panel[1].t.tolist() == [2017, 2019]
    assert panel[1].point["coverage"].tolist() == ["", "unequal"]
    assert set(panel.per_series["design"].tolist()) == {"cross-section"}
    np.testing.assert_array_equal(panel.y, 100 * panel.per_point["x"] / panel.per_point["n"])


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.binary(max_size=60)
    | st.lists(st.sampled_from([*';:.,#"\n', "2019", "bolig", "12", "lik", "é"]), max_size=40).map(
        lambda parts: (HEAD + "".join(parts)).encode()
    )
)
def test_whatever_stands_in_a_file_it_is_read_or_told_what_is_wrong(tmp_path, data):
    """Figures, or a ReadError with its problems; nothing else ever comes out."""
    path = tmp_path / "any.brukerplan.csv"
    path.write_bytes(data)
    told = None
    try:
        figures = TableReader().read(path)
    except ReadError as error:
        told = error
    assert len(figures) >= 3 if told is None else told.path == str(path)


def test_the_table_in_the_readme_is_read_as_it_stands(write):
    """What a reader of the page copies out works."""
    page = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
    table = page.partition("```csv\n")[2].partition("```")[0]
    found = rusfelt.evaluate(read_table(write(table)).panel(), BrukerplanChange())
    red = found["indicator"].tolist().index("brukerplan.bolig.red")
    assert (found["status"][red], found["coverage"][red]) == ("ok", "unequal")


def test_the_figures_go_into_a_plan(write) -> None:
    """An indicator of that id takes the figures as its own, and the plan is evaluated with them."""
    indicator = rusfelt.Indicator(
        "brukerplan.bolig.red",
        "Rød på bolig",
        kind="coverage",
        unit="percent",
        better="lower",
        design="cross-section",
        coverage="equal",
    )
    plan = rusfelt.Plan("prøve", "Prøve", area="030108", indicators=[indicator])
    text = HEAD + "2017;;bolig;60;20;20;;100;\n2019;;bolig;60;35;5;;100;equal\n"
    figures = TableReader().read(write(text))
    with_plugins = rusfelt.evaluate_plan(plan, figures).to_dict()
    without = rusfelt.evaluate_plan(plan, figures, evaluators=[]).to_dict()
    assert "rusfelt-brukerplan" not in {each["distribution"] for each in with_plugins["failures"]}
    (series,), (bare,) = with_plugins["series"], without["series"]
    assert series["findings"]["brukerplan-change"]["difference"] == pytest.approx(-15)
    assert series["verdict"] == bare["verdict"]
