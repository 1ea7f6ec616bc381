"""How other distributions offer things to rusfelt. The only room that imports pluggy.

A plugin author needs two names from here: :data:`hookimpl` and :class:`Offer`.
"""

from rusfelt.plugin.hooks import hookimpl
from rusfelt.plugin.offer import API, Offer, Skipped
from rusfelt.plugin.registry import Entry, Registry, registry

__all__ = ["API", "Entry", "Offer", "Registry", "Skipped", "hookimpl", "registry"]
