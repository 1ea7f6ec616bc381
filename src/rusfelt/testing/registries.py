"""Registries for tests: one with nothing installed in it, and none that looks for any."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rusfelt.errors import PluginError
from rusfelt.plugin import Entry, Offer, Registry, using

__all__ = ["DiscoveryRefusedError", "only_these", "refuse_discovery"]

_GROUP = "rusfelt"


class DiscoveryRefusedError(PluginError):
    """A test that says it needs no installed plugin looked for some."""


@contextmanager
def only_these(
    *offers: Offer | Entry,
    distribution: str = "made-up",
    version: str = "0",
    kind: str = "evaluator",
) -> Iterator[Registry]:
    """Let the process's registry hold rusfelt's own offers and these for a while.

    Args:
        offers: what is offered; an entry says itself of what kind and by whom.
        distribution: who offers it.
        version: of that distribution.
        kind: of what it is.

    >>> from rusfelt.plugin import registry
    >>> with only_these(Offer("mine", "my_package.method:Mine"), distribution="my-package"):
    ...     registry().find("mine").distribution
    'my-package'
    """
    entries = [
        each if isinstance(each, Entry) else Entry(kind, each, distribution, version)
        for each in offers
    ]
    with using(Registry.of(entries)) as made:
        yield made


@contextmanager
def refuse_discovery() -> Iterator[None]:
    """Refuse every look for installed plugins for a while, in this process.

    Raises:
        DiscoveryRefusedError: in whatever looks for them.
    """
    found = importlib.metadata.entry_points

    def refused(**asked: Any) -> Any:
        if asked.get("group") == _GROUP:
            msg = "This test refuses to look for installed plugins. Ask with a registry of its own: isolated_registry(…)."
            raise DiscoveryRefusedError(msg)
        return found(**asked)

    with _everywhere(found, refused):
        yield


@contextmanager
def _everywhere(found: Callable[..., Any], refused: Callable[..., Any]) -> Iterator[None]:
    """Put one function in the place of another, also where it was imported by name."""
    import sys  # noqa: PLC0415 - only to look through

    holders = [importlib.metadata] + [
        module
        for name, module in sys.modules.items()
        if name.partition(".")[0] == _GROUP and getattr(module, "entry_points", None) is found
    ]
    for module in holders:
        module.entry_points = refused  # type: ignore[attr-defined]  # put into a module
    try:
        yield
    finally:
        for module in holders:
            module.entry_points = found  # type: ignore[attr-defined]  # put into a module
