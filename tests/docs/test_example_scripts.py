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
