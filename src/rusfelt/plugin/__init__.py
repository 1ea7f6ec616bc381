"""How other distributions offer things to rusfelt. The only room that imports pluggy.

A plugin author needs two names from here: :data:`hookimpl` and :class:`Offer`.
"""

from rusfelt.plugin.discovery import Entry
from rusfelt.plugin.hooks import hookimpl
from rusfelt.plugin.offer import API, Offer, Skipped
from rusfelt.plugin.protocols import Reader, TableReader, Writer
from rusfelt.plugin.registry import Registry, registry, using

__all__ = [
    "API",
    "Entry",
    "Offer",
    "Reader",
    "Registry",
    "Skipped",
    "TableReader",
    "Writer",
    "hookimpl",
    "registry",
    "using",
]
