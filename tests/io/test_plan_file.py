"""Reading a good plan file, and refusing what is no plan file at all."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rusfelt.domain import Judge, Link, Plan, Progress, Titles
from rusfelt.errors import ReadError
from rusfelt.io.plan_file import read_plan, validate
from rusfelt.vocabulary import Direction, Form, Kind, Level, ProgressState, Strength

PLANS = Path(__file__).parent / "plans"
START = 'schema = 1\nid = "p"\ntitle = "P"\n'


def written(folder: Path, text: str | bytes) -> Path:
    """A plan file with this text."""
    path = folder / "plan.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.fixture(scope="module")
def full() -> Plan:
    """The plan that uses everything a file can say."""
    return read_plan(PLANS / "full.toml")


def test_every_list_of_the_file_becomes_values_of_the_plan(full: Plan) -> None:
    """Each list of tables gives as many values, in the file's order."""
    assert [each.id for each in full.goals] == ["G1", "G1.1"]
    assert [each.id for each in full.strategies] == ["S1"]
    assert [each.id for each in full.tiltak] == ["T1", "T2"]
    assert [each.id for each in full.indicators] == ["overdoser", "kartlagte", "samtaler"]
    assert [each.id for each in full.targets] == ["M1", "M2"]
    assert [each.id for each in full.bodies or ()] == ["BYD"]


def test_words_of_closed_lists_become_their_words(full: Plan) -> None:
    """Text in the file is a word of the vocabulary in the plan."""
    assert full.tiltak[0].level is Level.INDIVIDUAL
    assert full.indicators[0].kind is Kind.COUNT
    assert full.indicators[0].better is Direction.LOWER
    assert full.targets[0].form is Form.CHANGE


def test_dates_may_be_dates_periods_or_years(full: Plan) -> None:
    """A start is the first day of its period and a due date the last."""
    tiltak = full.tiltak[0]
    assert full.adopted == dt.date(2020, 3, 19)
    assert tiltak.start == dt.date(2020, 4, 1)
    assert tiltak.due == dt.date(2024, 12, 31)
    assert full.targets[0].baseline_period == "2019"
    assert full.targets[1].baseline_period == "2019-Q4"


def test_links_are_written_short_or_as_tables(full: Plan) -> None:
    """``plan/tiltak`` is a clear link; a table says its strength."""
    assert full.tiltak[0].implements == (
        Link("T7", "eksempel-by"),
        Link("T8", "eksempel-by", strength=Strength.PARTIAL),
    )


def test_nested_tables_become_their_own_values(full: Plan) -> None:
    """Progress and evaluators chosen by the plan are values, and one report may stand alone."""
    assert full.tiltak[0].progress == (
        Progress(ProgressState.PLANNED, dt.date(2020, 3, 19)),
        Progress(ProgressState.ONGOING, dt.date(2021, 1, 15), reason="utsatt av pandemien"),
    )
    assert full.tiltak[1].progress == (Progress(ProgressState.DROPPED),)
    params = {"confidence": 0.9, "exact": True, "tail": "both"}
    assert full.indicators[0].judged_by == (Judge("poisson-trend", params=params),)


def test_a_title_may_be_a_table_of_languages(full: Plan) -> None:
    """The table becomes titles by language."""
    assert isinstance(full.title, Titles)
    assert full.title["en"] == "A plan for a district"


def test_whole_numbers_are_numbers(full: Plan) -> None:
    """An integer stands where a number is meant; underscores are TOML's own."""
    assert full.tiltak[0].budget == 1_500_000.0
    assert full.indicators[0].smallest_important_change == 2.0


def test_what_a_file_leaves_unsaid_stays_unsaid() -> None:
    """Unsaid is ``None``; a list of parts is empty."""
    plan = read_plan(PLANS / "minimal.toml")
    assert plan == Plan("minimal", "Den minste planen")
    assert plan.owners is None
    assert plan.tiltak == ()


def test_an_empty_list_is_a_statement(tmp_path: Path) -> None:
    """``moves = []`` is said, and differs from no word about it."""
    path = written(tmp_path, START + '[[tiltak]]\nid = "T"\ntitle = "T"\nmoves = []\n')
    assert read_plan(path).tiltak[0].moves == ()


def test_the_plan_period_may_be_written_as_whole_years(tmp_path: Path) -> None:
    """Years without quotes are years."""
    assert read_plan(written(tmp_path, START + "period = [2020, 2024]\n")).period == (
        "2020",
        "2024",
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_file_saved_on_any_system_reads_the_same(
    tmp_path: Path, encoding: str, newline: str
) -> None:
    """Neither a byte order mark nor Windows line ends change the plan."""
    text = START.replace("P", "På") + '[[goals]]\nid = "G"\ntitle = "Gå"\n'
    path = written(tmp_path, text.replace("\n", newline).encode(encoding))
    assert read_plan(path).goals[0].title == "Gå"


def test_a_good_file_has_no_problems() -> None:
    """Nothing to mend, nothing listed."""
    assert validate(PLANS / "full.toml") == []
    assert validate(str(PLANS / "minimal.toml")) == []


def test_reading_a_bad_file_raises_all_its_problems() -> None:
    """The error has the file, the line of the first problem, and every problem."""
    path = PLANS / "ten_mistakes.toml"
    with pytest.raises(ReadError) as caught:
        read_plan(path)
    assert caught.value.path == str(path)
    assert caught.value.line == 3
    assert list(caught.value.problems) == validate(path)
    assert "tiltak[1].responsble" in str(caught.value)


def test_one_problem_is_told_in_one_line(tmp_path: Path) -> None:
    """The message of a single problem has its place and remedy, once."""
    with pytest.raises(ReadError) as caught:
        read_plan(written(tmp_path, START + 'onwers = ["x"]\n'))
    path = tmp_path / "plan.toml"
    assert str(caught.value) == (
        f"{path}:4: onwers: a plan has no key 'onwers'. Did you mean 'owners'?"
    )


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        pytest.param(b'id = "a"\x00', 1, "not plain text", id="nul"),
        pytest.param(bytes(range(256)), 1, "not plain text", id="binary"),
        pytest.param('schema = 1\nid = "på"'.encode("cp1252"), 2, "UTF-8", id="cp1252"),
        pytest.param('id = "a"'.encode("utf-16"), 1, "not plain text", id="utf-16"),
        pytest.param(b"a = 1\nb = = 2\n", 2, "not TOML", id="syntax"),
        pytest.param(b"schema = 1\narea = 0301\n", 2, "stand in quotes", id="leading-zero"),
        pytest.param(b"id = 'a'\nid = 'b'\n\n", 2, "not TOML", id="key-twice"),
        pytest.param(b'a = 1\nid = """a\nb\n', 3, "not TOML", id="unclosed"),
        pytest.param(b"due = 2024-02-30\n", 1, "not TOML", id="no-such-day"),
        pytest.param(b"a = " + b"[" * 5000, None, "nested", id="deep-list"),
        pytest.param(b"a = " + b"{b = " * 5000, None, "nested", id="deep-table"),
        pytest.param(b"\n" + b".".join([b"a"] * 200_000) + b" = 1", 2, "parts", id="long-key"),
        pytest.param(b"\na = " + b"1" * 5000, 2, "digits", id="long-number"),
    ],
)
def test_what_is_no_document_is_one_problem(
    tmp_path: Path, content: bytes, line: int | None, words: str
) -> None:
    """A file that cannot be taken apart gives one problem, with its line where there is one."""
    path = written(tmp_path, content)
    problems = validate(path)
    assert [each.line for each in problems] == [line]
    assert words in f"{problems[0].message} {problems[0].remedy}"
    with pytest.raises(ReadError, match=words) as caught:
        read_plan(path)
    assert caught.value.problems == tuple(problems)


@pytest.mark.parametrize("name", ["none.toml", "", ".", "a\0b", "x" * 5000])
def test_a_file_that_cannot_be_opened_is_a_read_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """No file, a folder and an impossible name are read errors, and one problem each."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ReadError):
        read_plan(name)
    assert len(validate(name)) == 1


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    """Beyond 20 MB it is no plan file."""
    path = tmp_path / "plan.toml"
    with path.open("wb") as stream:
        stream.truncate(21 * 1024 * 1024)
    with pytest.raises(ReadError, match="larger than 20 MB"):
        read_plan(path)


def test_a_file_that_never_ends_is_refused() -> None:
    """Reading stops at the limit."""
    if not os.path.exists("/dev/zero"):  # noqa: PTH110
        pytest.skip("this system has no endless file")
    with pytest.raises(ReadError, match="larger than 20 MB"):
        read_plan("/dev/zero")


def test_importing_the_reader_does_not_import_cattrs() -> None:
    """The library that structures is loaded by the first file, not by the import."""
    code = "import sys, rusfelt.io.plan_file, rusfelt.io.schema; print('cattrs' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
