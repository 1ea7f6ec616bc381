"""The registry: what is offered, by whom, and what could not be taken in.

Each plugin gets a :class:`pluggy.PluginManager` of its own, since a registration that fails
half-way would otherwise leave half a plugin behind, and one hook that raises would take every
other plugin's offers with it.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Iterable
from importlib.metadata import EntryPoint, entry_points
from typing import Any, cast

import attrs
import pluggy

from rusfelt._version import __version__
from rusfelt.errors import NameConflictError, PluginError, UnknownNameError
from rusfelt.evaluator import Evaluator, Spec
from rusfelt.plugin import builtin
from rusfelt.plugin.hooks import KINDS, PROJECT, Hooks
from rusfelt.plugin.offer import SPOKEN, Offer, Skipped

__all__ = ["Entry", "Registry", "registry"]

_OWN = "rusfelt"


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
        return self.distribution == _OWN


class Registry:
    """Everything offered, found once when made.

    Args:
        only: names of the distributions to look at; empty for rusfelt's own alone. Unsaid, the
            environment variable ``RUSFELT_PLUGINS`` decides, and where that is unset, all.
        strict: raise for what cannot be taken in instead of listing it.

    Raises:
        PluginError: something was skipped and ``strict`` is set.
    """

    def __init__(self, *, only: Iterable[str] | None = None, strict: bool = False) -> None:
        self._entries: list[Entry] = []
        self._skipped: list[Skipped] = []
        self._take(_OWN, builtin, _OWN, __version__)
        for point in _points(only):
            self._take_point(point)
        if strict and self._skipped:
            first = self._skipped[0]
            msg = f"The plugin {first.plugin!r} of {first.distribution} is skipped: {first.reason}"
            raise PluginError(msg)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every offer, rusfelt's own first, then by distribution."""
        return tuple(self._entries)

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """What could not be taken in, and why."""
        return tuple(self._skipped)

    def names(self, kind: str = "evaluator") -> tuple[str, ...]:
        """The names offered of one kind, sorted."""
        return tuple(sorted({each.offer.name for each in self._entries if each.kind == kind}))

    def find(self, name: str, kind: str = "evaluator") -> Entry:
        """The entry of that name; a built-in name wins over anyone else's.

        Raises:
            UnknownNameError: nothing offers it.
            NameConflictError: two third parties do.
        """
        named = [each for each in self._entries if each.kind == kind and each.offer.name == name]
        own = [each for each in named if each.builtin]
        if own:
            return own[0]
        if not named:
            raise UnknownNameError(kind, name, self.names(kind))
        if len(named) > 1:
            both = " and ".join(sorted(each.distribution for each in named))
            msg = f"The {kind} {name!r} is offered by {both}. Uninstall one, or list the other in RUSFELT_PLUGINS."
            raise NameConflictError(msg)
        return named[0]

    def evaluator(self, name: str, /, **params: Any) -> Evaluator:
        """The evaluator of that name with these parameters.

        Raises:
            UnknownNameError, NameConflictError: as :meth:`find`.
            PluginError: it cannot be imported, takes no such parameters, is no evaluator, or
                calls itself by another name than it was offered under.
        """
        entry = self.find(name)
        made = entry.offer.load()
        try:
            evaluator = made(**params)
        except (Exception, SystemExit) as error:
            # attrs puts its whole field beside the message.
            why = error.args[0] if error.args else type(error).__name__
            msg = f"The evaluator {name!r} cannot be made with {params!r}: {str(why).rstrip('.')}."
            raise PluginError(msg) from error
        spec = getattr(evaluator, "spec", None)
        if not isinstance(spec, Spec) or not callable(getattr(evaluator, "evaluate", None)):
            msg = f"{entry.offer.path!r} is no evaluator: it needs a spec and an evaluate method."
            raise PluginError(msg)
        if spec.name != name:
            msg = f"{entry.offer.path!r} is offered as {name!r} but calls itself {spec.name!r}."
            raise PluginError(msg)
        return cast("Evaluator", evaluator)

    def _take_point(self, point: EntryPoint) -> None:
        distribution = point.dist.name if point.dist else ""
        version = point.dist.version if point.dist else ""
        try:
            plugin = point.load()
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin may fail in any way
            reason = f"{type(error).__name__}: {error}"
            self._skipped.append(Skipped(point.name, distribution, reason))
            return
        self._take(point.name, plugin, distribution, version)

    def _take(self, name: str, plugin: Any, distribution: str, version: str) -> None:
        manager = pluggy.PluginManager(PROJECT)
        manager.add_hookspecs(Hooks)
        try:
            manager.register(plugin, name=name)
            manager.check_pending()
        except Exception as error:  # noqa: BLE001 - a plugin may fail in any way it likes
            self._skipped.append(Skipped(name, distribution, str(error)))
            return
        for kind, hook in KINDS.items():
            for impl in getattr(manager.hook, hook).get_hookimpls():
                try:
                    offers = list(impl.function())
                except (Exception, SystemExit) as error:  # noqa: BLE001 - likewise
                    reason = f"{hook} raised {type(error).__name__}: {error}"
                    self._skipped.append(Skipped(name, distribution, reason))
                    continue
                for offer in offers:
                    self._take_offer(kind, offer, name, distribution, version)

    def _take_offer(
        self, kind: str, offer: object, name: str, distribution: str, version: str
    ) -> None:
        if not isinstance(offer, Offer):
            reason = f"{kind}: {type(offer).__name__} was offered instead of an Offer."
            self._skipped.append(Skipped(name, distribution, reason))
        elif offer.api not in SPOKEN:
            spoken = " and ".join(str(each) for each in sorted(SPOKEN))
            reason = (
                f"{offer.name!r} speaks plugin interface {offer.api}; this rusfelt speaks {spoken}."
            )
            self._skipped.append(Skipped(name, distribution, reason))
        else:
            self._entries.append(Entry(kind, offer, distribution, version))


def _points(only: Iterable[str] | None) -> list[EntryPoint]:
    if only is None and "RUSFELT_PLUGINS" in os.environ:
        only = os.environ["RUSFELT_PLUGINS"].split(",")
    wanted = None if only is None else {_normal(name) for name in only if name.strip()}
    if wanted is not None and not wanted:
        return []
    points = [
        point
        for point in entry_points(group=PROJECT)
        if wanted is None or (point.dist is not None and _normal(point.dist.name) in wanted)
    ]
    return sorted(points, key=lambda point: (point.dist.name if point.dist else "", point.name))


def _normal(name: str) -> str:
    return name.strip().lower().replace("_", "-").replace(".", "-")


@functools.cache
def registry() -> Registry:
    """The registry of this process, made when first asked for."""
    return Registry()
