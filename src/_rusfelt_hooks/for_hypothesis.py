"""Tell Hypothesis how to make panels, plans and measurements, once those are loaded.

Hypothesis calls :func:`register` when it is imported. A type can only be registered once it is
there, so that the modules that hold the types are waited for; nothing of rusfelt is imported here.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.util
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

__all__ = ["register"]

# Module → its type and the strategy in rusfelt.testing that makes it.
_TYPES = {
    "rusfelt.panel": ("Panel", "panels"),
    "rusfelt.domain.measurement": ("Measurements", "measurements"),
    "rusfelt.domain.plan": ("Plan", "plans"),
}


def register() -> None:
    """Register what is loaded, and wait for the rest."""
    waiting = [name for name in _TYPES if name not in sys.modules]
    for name in _TYPES.keys() - set(waiting):
        _tell(sys.modules[name])
    if waiting and not any(isinstance(each, _Waiting) for each in sys.meta_path):
        sys.meta_path.insert(0, _Waiting(waiting))


def _tell(module: ModuleType) -> None:
    from hypothesis import strategies as st  # noqa: PLC0415 - it is what called us

    name, maker = _TYPES[module.__name__]

    def made(_: type) -> Any:
        return getattr(importlib.import_module("rusfelt.testing"), maker)()

    st.register_type_strategy(getattr(module, name), made)


class _Waiting(importlib.abc.MetaPathFinder):
    """Lets every import be, and looks into a few modules when they have been loaded."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = set(names)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec anyone else finds, with a loader that tells of the module."""
        del path, target
        if fullname not in self._names:
            return None
        # Taken off first: looking for the module asks every finder again.
        self._names.discard(fullname)
        if not self._names and self in sys.meta_path:
            sys.meta_path.remove(self)
        spec = importlib.util.find_spec(fullname)
        if spec is not None and spec.loader is not None:
            spec.loader = _Telling(spec.loader)
        return spec


class _Telling(importlib.abc.Loader):
    """Another loader, which says when it is done."""

    def __init__(self, loader: Any) -> None:
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """The module, as the other loader makes it."""
        made: ModuleType | None = self._loader.create_module(spec)
        return made

    def exec_module(self, module: ModuleType) -> None:
        """Load it as the other loader does, which it has from then on, and tell of it."""
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader
        module.__loader__ = self._loader
        self._loader.exec_module(module)
        _tell(module)
