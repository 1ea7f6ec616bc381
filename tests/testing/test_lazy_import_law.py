"""Importing what offers an evaluator loads nothing heavy."""

from __future__ import annotations

import importlib
import sys
import types

import pytest

from rusfelt.plugin import Offer
from rusfelt.testing import conformance, only_these
from rusfelt.testing.laws import lazy

_METHOD = """
import attrs
from rusfelt import Column, Needs, Spec
@attrs.frozen
class Last:
    @property
    def spec(self):
        return Spec("lazy-last", "1", needs=Needs(points=1), gives=(Column("value"),))
    def evaluate(self, panel, /):
        return {"value": panel.y[panel.offsets[1:] - 1]}
"""


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A function that writes a package with this first module, and hands over its evaluator."""
    made = []

    def write(name, init):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text(init, encoding="utf-8")
        (tmp_path / name / "method.py").write_text(_METHOD, encoding="utf-8")
        monkeypatch.syspath_prepend(tmp_path)
        made.append(name)
        return importlib.import_module(f"{name}.method").Last()

    yield write
    for name in made:
        for module in [each for each in sys.modules if each.partition(".")[0] == name]:
            del sys.modules[module]


@pytest.fixture
def library(tmp_path):
    """The name of a library that is neither rusfelt's nor the standard library's."""
    (tmp_path / "library_made_up.py").write_text("", encoding="utf-8")
    return "library_made_up"


def _lazy(evaluator):
    (law,) = [each for each in conformance(evaluator, examples=1) if each.name == "lazy-import"]
    return law.check()


def test_a_package_that_loads_another_library_at_once_is_caught(package, library):
    result = _lazy(package("heavy_plugin_made_up", f"import json\nimport {library}\n"))
    assert result.outcome == "broken"
    assert library in result.seen
    assert "json" not in result.seen
    assert "importing heavy_plugin_made_up loads" in result.seen


def test_a_package_that_loads_the_standard_library_and_itself_is_fine(package):
    init = "import json, sqlite3\nfrom rusfelt.plugin import Offer\n"
    result = _lazy(package("light_plugin_made_up", init))
    assert result.outcome == "holds", result.seen


def test_a_package_that_cannot_be_imported_is_told_of(package, tmp_path):
    evaluator = package("breaking_plugin_made_up", "")
    (tmp_path / "breaking_plugin_made_up" / "__init__.py").write_text("1 / 0\n", encoding="utf-8")
    result = _lazy(evaluator)
    assert "ZeroDivisionError" in result.seen


def test_the_module_that_offers_it_is_the_one_imported(package, library, tmp_path):
    """An installed distribution is looked up by its entry points, whatever its packages are called."""
    evaluator = package("offered_plugin_made_up", "")
    (tmp_path / "offering_hooks_made_up.py").write_text(f"import {library}\n", encoding="utf-8")
    about = tmp_path / "offered_made_up-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Name: offered-made-up\nVersion: 1\n", encoding="utf-8")
    (about / "entry_points.txt").write_text(
        "[rusfelt]\nmine = offering_hooks_made_up\n", encoding="utf-8"
    )
    offer = Offer("lazy-last", "offered_plugin_made_up.method:Last")
    with only_these(offer, distribution="offered-made-up"):
        result = _lazy(evaluator)
    assert "importing offering_hooks_made_up loads" in result.seen
    assert library in result.seen


def test_a_package_that_takes_too_long_to_import_is_told_of(package, monkeypatch):
    monkeypatch.setattr(lazy, "_SECONDS", 0.01)
    result = _lazy(package("slow_plugin_made_up", ""))
    assert "it takes more than 0.01 seconds" in result.seen


def test_a_module_nobody_can_find_again_stands_in_no_package(monkeypatch):
    """A notebook's classes live in a module that says nothing of where it comes from."""
    module = types.ModuleType("notebook_made_up")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    exec(_METHOD, vars(module))  # noqa: S102 - the text stands above
    result = _lazy(module.Last())
    assert result.outcome == "does-not-apply"
    assert "stands in no package" in result.seen
