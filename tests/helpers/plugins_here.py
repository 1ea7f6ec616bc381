"""Plugins of this repository, used as if they were installed, without being so."""

from __future__ import annotations

import importlib
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rusfelt.plugin import Entry, Registry, using

__all__ = ["offering", "on_the_path"]

_PLUGINS = Path(__file__).parents[2] / "plugins"
_HOOKS = {"rusfelt_readers": "reader", "rusfelt_writers": "writer"}


def on_the_path(*distributions: str) -> None:
    """Let their packages be imported from here on; a plugin that is installed is left as it is."""
    for name in distributions:
        source = str(_PLUGINS / name / "src")
        if source not in sys.path:
            sys.path.append(source)


@contextmanager
def offering(*distributions: str) -> Iterator[Registry]:
    """What these offer, and rusfelt's own, is all there is in here.

    Args:
        distributions: folders of ``plugins``, such as ``rusfelt-fhir``.
    """
    on_the_path(*distributions)
    entries = []
    for name in distributions:
        project = tomllib.loads((_PLUGINS / name / "pyproject.toml").read_text("utf-8"))["project"]
        for target in project["entry-points"]["rusfelt"].values():
            module = importlib.import_module(target)
            entries += [
                Entry(kind, offer, name, project["version"])
                for hook, kind in _HOOKS.items()
                if hasattr(module, hook)
                for offer in getattr(module, hook)()
            ]
    with using(Registry.of(entries)) as made:
        yield made
