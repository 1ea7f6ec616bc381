"""``rusfelt repartition`` and ``rusfelt evaluate PARTS_FOLDER``."""

import os
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from registers import end_helpers, spread, table, written

import rusfelt
from rusfelt.cli import _bar
from rusfelt.cli._at_scale import AtScale, is_parts
from rusfelt.cli.commands import program
from rusfelt.evaluation.at_scale.run import Progress


def run(*args):
    return CliRunner().invoke(program, [str(each) for each in args])


@pytest.fixture
def register(tmp_path):
    """Forty people in four files."""
    rows = table(40)
    spread(rows, tmp_path / "parts", files=4)
    return tmp_path / "parts"


ASKED = ("-e", "theil-sen", "-e", "mann-kendall", "-p", "theil-sen.confidence=0.9")
COLUMNS = ("--unit", "person", "--time", "date")


def test_repartition_then_evaluate(tmp_path):
    """From rows in any order to answers, with nothing but what the folder knows of itself."""
    rows = table(40).sort_by("date")
    path = written(rows, tmp_path / "register.parquet")
    done = run("repartition", path, "-o", tmp_path / "parts", *COLUMNS, "--buckets", 3)
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        str(tmp_path / "parts" / f"bucket-000{number}.parquet") for number in range(3)
    ]
    assert f"{len(rows):,} rows of 40 units in 3 files." in done.stderr
    again = run("repartition", path, "-o", tmp_path / "parts", *COLUMNS)
    assert again.exit_code == 1
    assert "Something is there already" in again.stderr
    found = run("evaluate", tmp_path / "parts", *ASKED, "-o", tmp_path / "answers", "--digest")
    assert found.exit_code == 0, found.stderr
    parts = rusfelt.Parts.of(tmp_path / "parts", y="score")
    slope = rusfelt.evaluate(parts, "theil-sen", confidence=0.9)
    trend = rusfelt.evaluate(parts, "mann-kendall")
    assert found.stdout.splitlines() == [
        f"theil-sen\t40\t{slope.digest()}",
        f"mann-kendall\t40\t{trend.digest()}",
    ]
    assert "Guessed: the values are in the column 'score'." in found.stderr
    assert "never published" in found.stderr
    assert "p000" not in found.output
    names = {each.name for each in (tmp_path / "answers.internal").iterdir()}
    assert names == {"manifest.internal.json"} | {
        f"part-0000{number}.internal.parquet" for number in range(3)
    }


def test_resuming(register, tmp_path):
    """Without being told to, what is there is left alone; with it, the rest is done."""
    told = ("evaluate", register, *COLUMNS, *ASKED, "-o", tmp_path / "answers")
    assert run(*told).exit_code == 0
    refused = run(*told)
    assert refused.exit_code == 1
    assert "resume" in refused.stderr
    (tmp_path / "answers.internal" / "part-00002.internal.parquet").unlink()
    assert run(*told, "--resume").exit_code == 0
    other = run(*told, "--resume", "-p", "mann-kendall.method=normal")
    assert other.exit_code == 1
    assert "evaluators differ" in other.stderr


def test_what_holds_for_all_and_further_columns(register, tmp_path):
    """Which way is better is said once."""
    told = ("-e", "reliable-change", "-p", "reliable-change.reliability=0.8", "-p",
            "reliable-change.sd=5", "--constant", "better=lower", "--per-series", "age=score")  # fmt: skip
    bad = run("evaluate", register, *COLUMNS, "--value", "score", *told, "-o", tmp_path / "answers")
    assert bad.exit_code == 1
    assert "varies within a series" in bad.stderr
    good = run("evaluate", register, *COLUMNS, *told[:-2], "-o", tmp_path / "good")
    assert good.exit_code == 0, good.stderr
    assert good.stdout == "reliable-change\t40\n"
    rows = rusfelt.ResultFolder.open(tmp_path / "good.internal").findings()[0]
    assert "improved" in rows["category"]


def test_workers(register, tmp_path):
    """Processes of their own give the same."""
    told = ("evaluate", register, *COLUMNS, *ASKED, "--digest")
    one = run(*told, "-o", tmp_path / "one")
    two = run(*told, "-o", tmp_path / "two", "--workers", 2)
    end_helpers()
    assert (one.exit_code, two.exit_code) == (0, 0)
    assert one.stdout == two.stdout


WRONG = {
    "no folder for the answers": ((*COLUMNS, *ASKED), "name it"),
    "no evaluator": ((*COLUMNS, "-o", "x"), "what to ask"),
    "an unknown evaluator": ((*COLUMNS, "-e", "theil", "-o", "x"), "theil"),
    "a parameter it has not": ((*COLUMNS, *ASKED, "-p", "theil-sen.level=1", "-o", "x"), "level"),
    "two ways at once": (
        (*COLUMNS, *ASKED, "-o", "x", "--workers", 2, "--scheduler", "tcp://127.0.0.1:1"),
        "leave out --workers",
    ),
    "a cluster that is none": (
        (*COLUMNS, *ASKED, "-o", "x", "--scheduler", "nothing://here"), "no scheduler"
    ),
    "a pair that is none": ((*COLUMNS, *ASKED, "-o", "x", "--constant", "better"), "no pair"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_wrong_usage(register, tmp_path, monkeypatch, what):
    """Exit code 2, and what to do."""
    monkeypatch.chdir(tmp_path)
    args, words = WRONG[what]
    found = run("evaluate", register, *args)
    assert found.exit_code == 2
    assert words in found.stderr
    assert not (tmp_path / "x.internal").exists()


def test_a_column_nobody_named(register, tmp_path):
    """The columns that could be meant are listed, once it is known whose a row is."""
    for path in register.iterdir():
        rows = table(1, names=[path.stem])
        written(rows.append_column("weight", rows["score"]), path)
    found = run("evaluate", register, *COLUMNS, *ASKED, "-o", tmp_path / "x")
    assert found.exit_code == 2
    assert "Name one of score, weight" in found.stderr
    found = run("evaluate", register, *ASKED, "-o", tmp_path / "x")
    assert found.exit_code == 1
    assert "which column is 'unit' and 't'" in found.stderr


def test_what_a_folder_of_parts_is(register, tmp_path):
    """Parquet files, and no study beside them."""
    assert is_parts(str(register))
    assert not is_parts(str(tmp_path))
    assert not is_parts(str(next(register.iterdir())))
    (register / "plan.toml").touch()
    assert not is_parts(str(register))


def test_options_that_belong_to_parts_alone():
    """Named as they are written, for a command that is not about parts."""
    nothing = dict.fromkeys(
        ("workers", "scheduler", "unit", "t", "y", "indicator", "group", "resume", "digest")
    )
    empty = {"constant": (), "per_series": ()}
    assert AtScale(**{**nothing, **empty}).told == ()
    some = AtScale(**{**nothing, **empty, "t": "date", "per_series": ("a=b",), "workers": 2})
    assert some.told == ("--workers", "--time", "--per-series")


def test_stopping_says_how_far_it_came(register, tmp_path, monkeypatch):
    """And how to go on."""

    def stopped(parts, asked, *, into, **_):
        Path(into).mkdir()
        Path(into, "part-00000.internal.parquet").touch()
        raise KeyboardInterrupt

    monkeypatch.setattr("rusfelt.evaluation.at_scale.run.evaluate_parts", stopped)
    found = run("evaluate", register, *COLUMNS, *ASKED, "-o", tmp_path / "x")
    assert found.exit_code == 1
    assert "Stopped with 1 of 4 parts finished. --resume goes on from them." in found.stderr


# -- The bar --------------------------------------------------------------------------------------


def test_the_bar_says_nothing_of_what_is_quick(capsys):
    """Nobody needs to see it."""
    with _bar.bar("4 parts") as progress:
        progress(Progress(1, 4, 10, 40))
    assert capsys.readouterr().err == ""


def test_the_bar_without_a_terminal_is_a_line_now_and_then(capsys, monkeypatch):
    """How far, how fast, and how much longer."""
    monkeypatch.setattr(_bar, "_EVERY", 0.0)
    with _bar.bar("4 parts", after=0.01) as progress:
        progress(Progress(1, 4, 1000, 4000))
        time.sleep(0.2)
        progress(Progress(2, 4, 2000, 4000))
        progress(Progress(3, None, 3000, None))
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith("4 parts: 1,000 rows, ")
    assert lines[1].startswith("4 parts: 2,000 rows, ")
    assert lines[1].endswith(" s left.")
    assert lines[2].endswith(" a second.")


def test_the_bar_on_a_terminal(monkeypatch, capsys):
    """It moves, shows rate and time left, and is gone at the end."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setitem(os.environ, "COLUMNS", "100")
    with _bar.bar("4 parts", after=0.01) as progress:
        for part in range(1, 4):
            progress(Progress(part, 4, 1000 * part, 4000))
            time.sleep(0.15)
    shown = capsys.readouterr().err
    assert "4 parts" in shown
    assert "75%" in shown
    assert "rows/s" in shown


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (("nordre-aker", "--workers", "2"), "goes with a folder of parts"),
        (("nordre-aker", "--writer", "mine"), "name it with -o"),
        (("nordre-aker", "--format", "docx"), "docx is no text"),
    ],
)
def test_what_does_not_go_together_is_told_before_anything_is_done(told, said):
    """As wrong usage, with the option's name."""
    result = run("evaluate", *told)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""
