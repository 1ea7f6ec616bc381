"""Plugins of this repository use what anybody's plugin can."""

import ast
import importlib
from pathlib import Path

import pytest

import rusfelt.reading

_ROOT = Path(__file__).parents[2]
_SOURCES = sorted((_ROOT / "plugins").glob("*/src/*/*.py"))


def _imported(path):
    """Every name of rusfelt's a module imports, from its root on."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{each.name}" for each in node.names)


def test_no_plugin_imports_a_private_name_of_rusfelt():
    """What begins with an underscore may move without a word."""
    assert len(_SOURCES) > 50
    private = [
        f"{path.relative_to(_ROOT)}: {name}"
        for path in _SOURCES
        for name in _imported(path)
        if name.partition(".")[0] == "rusfelt" and "._" in name
    ]
    assert private == []


@pytest.mark.parametrize("name", rusfelt.reading.__all__)
def test_the_page_has_every_name_of_the_door_for_readers(name):
    """And each is there, with words of its own about what it is."""
    page = (_ROOT / "docs" / "reference" / "reading.md").read_text("utf-8")
    assert f"`{name}`" in page
    assert getattr(importlib.import_module("rusfelt.reading"), name).__doc__
