"""The scripts in examples/ run, and print what they are there to show."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from rusfelt import __version__

_ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("script", "shown"),
    [
        ("evaluate_nordre_aker.py", "49 tiltak: cannot be assessed"),
        ("with_pandas.py", "no-detectable-change"),
    ],
)
def test_a_script_runs_from_any_folder(script, shown, capsys, tmp_path, monkeypatch):
    """Its files are found beside it, and the line a reader looks for is printed."""
    monkeypatch.chdir(tmp_path)
    runpy.run_path(str(_ROOT / "examples" / script), run_name="__main__")
    assert shown in capsys.readouterr().out


@pytest.fixture
def no_window(monkeypatch):
    """Figures are drawn, and shown to nobody."""
    pyplot = pytest.importorskip("matplotlib.pyplot")
    pyplot.switch_backend("agg")
    monkeypatch.setattr(pyplot, "show", lambda: pyplot.close("all"))


@pytest.mark.parametrize(
    ("script", "shown"),
    [
        ("a_project_in_spss.py", "codes for no answer in who5_1: 8 (Vil ikke svare) is missing"),
        ("a_years_evaluation.py", "7 of 14 tiltak have what it takes"),
        ("from_answers_to_a_verdict.py", "BEDRING\n1 av 1 indikatorer tiltaket skal påvirke"),
        ("sessions_and_signals.py", "outside-outer-band"),
    ],
)
def test_a_script_of_the_gallery_runs(script, shown, capsys, no_window):
    """It prints what its page tells of; the figures stay where they are drawn."""
    runpy.run_path(str(_ROOT / "examples" / "gallery" / script), run_name="__main__")
    assert shown in capsys.readouterr().out


def test_the_gallery_is_the_same_each_time(capsys, no_window):
    """A seed that is shown is the whole of its chance."""
    script = _ROOT / "examples" / "gallery" / "sessions_and_signals.py"
    printed = []
    for _ in range(2):
        runpy.run_path(str(script), run_name="__main__")
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1]


def test_every_example_is_explained():
    """No file lies in the folder without a line in its README."""
    page = (_ROOT / "examples" / "README.md").read_text("utf-8")
    files = {each.name for each in (_ROOT / "examples").iterdir() if each.is_file()}
    assert {name for name in files - {"README.md"} if f"`{name}`" not in page} == set()


def test_the_citation_and_the_changelog_name_this_version():
    """A release that forgets one of them is not made."""
    citation = (_ROOT / "CITATION.cff").read_text("utf-8")
    changelog = (_ROOT / "CHANGELOG.md").read_text("utf-8")
    assert f"\nversion: {__version__}\n" in citation
    assert re.search(r"^## (\S+)", changelog, re.MULTILINE)[1] == __version__
