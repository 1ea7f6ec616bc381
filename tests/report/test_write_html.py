"""Making and writing the page: whole or not at all, and nothing loaded before it is needed."""

from __future__ import annotations

import subprocess
import sys

import pytest
from internal_pages import html_report, write_html

from rusfelt.errors import MissingExtraError, UnknownNameError, WriteError


def test_an_unknown_language_is_refused(illustrative):
    """With the languages there are."""
    with pytest.raises(UnknownNameError, match="nb"):
        html_report(illustrative, language="da")


@pytest.mark.parametrize("missing", ["jinja2", "babel", "matplotlib"])
def test_a_missing_library_names_the_extra(illustrative, monkeypatch, missing):
    """The message says what to install."""
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(MissingExtraError, match=rf"{missing}.*rusfelt\[report\]"):
        html_report(illustrative)


def test_importing_the_report_loads_no_library_of_its_extra():
    """They come when a report is made."""
    code = (
        "import sys, rusfelt.report\n"
        "print({'jinja2', 'babel', 'matplotlib', 'markupsafe'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_the_file_is_the_page(illustrative, pages, tmp_path):
    """What is written is what is returned, in UTF-8, with nothing left beside it."""
    path = tmp_path / "rapport.html"
    write_html(illustrative, path, language="nn")
    assert path.read_bytes().decode("utf-8") == pages["illustrative", "nn"].source
    assert [each.name for each in tmp_path.iterdir()] == ["rapport.html"]


def test_a_report_that_cannot_be_made_leaves_the_old_one(illustrative, tmp_path, monkeypatch):
    """Neither a failing report nor a failing write touches what stood there."""
    path = tmp_path / "rapport.html"
    path.write_text("den gamle")
    with pytest.raises(UnknownNameError):
        write_html(illustrative, path, language="da")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(WriteError):
        write_html(illustrative, path)
    assert path.read_text() == "den gamle"
    assert [each.name for each in tmp_path.iterdir()] == ["rapport.html"]
