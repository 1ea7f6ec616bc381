"""Discovery: from an entry point to offers, one plugin at a time.

Each plugin gets a :class:`pluggy.PluginManager` of its own, since a registration that fails
half-way would otherwise leave half a plugin behind, and one hook that raises would take every
other plugin's offers with it.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import attrs
import pluggy

from rusfelt.errors import said_by
from rusfelt.plugin.hooks import KINDS, PROJECT, Hooks
from rusfelt.plugin.offer import SPOKEN, Offer, Skipped

__all__ = ["OWN", "Entry", "Found", "Point", "look_into", "plugin_points", "take"]

# rusfelt's own distribution.
OWN = "rusfelt"
# More offers of one hook than anyone makes by hand: a generator that never ends stops here.
MOST_OFFERS = 10_000


@attrs.frozen
class Entry:
    """An offer with the distribution it came from."""

    kind: str
    offer: Offer
    distribution: str
    version: str

    @property
    def builtin(self) -> bool:
        """Whether rusfelt itself offers it."""
        return self.distribution == OWN


@attrs.frozen
class Found:
    """What one plugin brought, and what of it could not be taken in."""

    entries: tuple[Entry, ...] = ()
    skipped: tuple[Skipped, ...] = ()


@attrs.frozen
class Point:
    """An entry point with the distribution it belongs to; empty where that is unknown."""

    entry: EntryPoint
    distribution: str
    version: str

    @property
    def name(self) -> str:
        """The plugin's name in its distribution."""
        return self.entry.name


def plugin_points(only: Iterable[str] | None = None) -> tuple[Point, ...]:
    """The entry points of plugins, by distribution and name.

    Args:
        only: names of the distributions to look at. Unsaid, the environment variable
            ``RUSFELT_PLUGINS`` decides (names with commas between), and where that is unset, all.
    """
    if only is None and "RUSFELT_PLUGINS" in os.environ:
        only = os.environ["RUSFELT_PLUGINS"].split(",")
    wanted = None if only is None else {_normal(name) for name in only if name.strip()}
    if wanted is not None and not wanted:
        return ()
    # Each look at a distribution's name or version reads its metadata anew, so it is one look.
    points = [_point(entry) for entry in entry_points(group=PROJECT)]
    chosen = [each for each in points if wanted is None or _normal(each.distribution) in wanted]
    return tuple(sorted(chosen, key=lambda each: (each.distribution, each.name)))


def _point(entry: EntryPoint) -> Point:
    try:
        named = (entry.dist.name, entry.dist.version) if entry.dist else ("", "")
    except (TypeError, KeyError, AttributeError, OSError, UnicodeError):
        # What is left of a distribution that was not removed cleanly has no metadata.
        named = ("", "")
    return Point(entry, named[0] or "", named[1] or "")


def look_into(point: Point) -> Found:
    """Import a plugin and take in what it offers; whatever goes wrong is a skipped plugin."""
    try:
        plugin = point.entry.load()
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - a plugin may fail in any way it likes
        return Found(skipped=(Skipped(point.name, point.distribution, said_by(error)),))
    return take(point.name, plugin, point.distribution, point.version)


def take(name: str, plugin: Any, distribution: str, version: str) -> Found:
    """What a plugin offers, hook by hook.

    Args:
        name: of the plugin.
        plugin: a module or object with functions marked ``@hookimpl``.
        distribution: where it comes from.
        version: of that distribution.
    """
    entries: list[Entry] = []
    skipped: list[Skipped] = []

    def skip(reason: str) -> None:
        skipped.append(Skipped(name, distribution, reason))

    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(Hooks)
    try:
        manager.register(plugin, name=name)
        manager.check_pending()
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - likewise
        skip(said_by(error))
        return Found(skipped=tuple(skipped))
    for kind, hook in KINDS.items():
        for impl in getattr(manager.hook, hook).get_hookimpls():
            try:
                offers = list(itertools.islice(impl.function(), MOST_OFFERS + 1))
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # noqa: BLE001 - likewise
                skip(f"{hook} raised {said_by(error)}")
                continue
            if len(offers) > MOST_OFFERS:
                skip(f"{hook} offers more than {MOST_OFFERS:,} things; none is taken.")
                continue
            wrong = {number: _wrong_with(each, kind) for number, each in enumerate(offers)}
            skipped += [Skipped(name, distribution, each) for each in wrong.values() if each]
            entries += [
                Entry(kind, each, distribution, version)
                for number, each in enumerate(offers)
                if not wrong[number]
            ]
    return Found(tuple(entries), tuple(skipped))


def _wrong_with(offer: object, kind: str) -> str:
    if not isinstance(offer, Offer):
        return f"{kind}: {type(offer).__name__} was offered instead of an Offer."
    if offer.api not in SPOKEN:
        spoken = " and ".join(str(each) for each in sorted(SPOKEN))
        return (
            f"{offer.name!r} speaks plugin interface {offer.api!r}; this rusfelt speaks {spoken}."
        )
    return ""


def _normal(name: str) -> str:
    return name.strip().lower().replace("_", "-").replace(".", "-")
