"""The registry: what is offered, by whom, and what could not be taken in."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rusfelt._version import __version__
from rusfelt.errors import NameConflictError, PluginError, UnknownNameError, said_by
from rusfelt.plugin import builtin
from rusfelt.plugin.discovery import OWN, Entry, Found, look_into, plugin_points, take
from rusfelt.plugin.offer import Skipped

if TYPE_CHECKING:
    from rusfelt.evaluator import Evaluator

__all__ = ["Registry", "registry", "using"]


class Registry:
    """Everything offered, found once when made.

    Args:
        only: names of the distributions to look at; empty for rusfelt's own alone. Unsaid, the
            environment variable ``RUSFELT_PLUGINS`` decides, and where that is unset, all.
        strict: raise for what cannot be taken in instead of listing it.

    Raises:
        PluginError: something was skipped and ``strict`` is set; all of it is named.
    """

    def __init__(self, *, only: Iterable[str] | None = None, strict: bool = False) -> None:
        found = [_own(), *(look_into(point) for point in plugin_points(only))]
        self._entries = tuple(each for one in found for each in one.entries)
        self._skipped = tuple(each for one in found for each in one.skipped)
        if strict and self._skipped:
            each = "\n".join(
                f"  The plugin {one.plugin!r} of {one.distribution} is skipped: {one.reason}"
                for one in self._skipped
            )
            msg = f"{len(self._skipped)} plugin(s) could not be taken in:\n{each}"
            raise PluginError(msg)

    @classmethod
    def of(cls, entries: Iterable[Entry] = (), skipped: Iterable[Skipped] = ()) -> Registry:
        """A registry of rusfelt's own offers and exactly these; nothing is looked for.

        >>> from rusfelt.plugin import Entry, Offer
        >>> made = Registry.of([Entry("evaluator", Offer("mine", "my.module:Mine"), "mine", "1")])
        >>> made.find("mine").distribution
        'mine'
        """
        made = cls(only=())
        made._entries += tuple(entries)
        made._skipped += tuple(skipped)
        return made

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every offer, rusfelt's own first, then by distribution."""
        return self._entries

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """What could not be taken in, and why."""
        return self._skipped

    def names(self, kind: str = "evaluator") -> tuple[str, ...]:
        """The names offered of one kind, sorted."""
        return tuple(sorted({each.offer.name for each in self._entries if each.kind == kind}))

    def third_party(self, kind: str = "evaluator") -> tuple[Entry, ...]:
        """What others offer of one kind and can be asked for by name, by name."""
        named = [each for each in self._entries if each.kind == kind]
        counts: dict[str, int] = {}
        for each in named:
            counts[each.offer.name] = counts.get(each.offer.name, 0) + 1
        free = [each for each in named if not each.builtin and counts[each.offer.name] == 1]
        return tuple(sorted(free, key=lambda each: each.offer.name))

    def conflicts(self) -> tuple[tuple[Entry, str], ...]:
        """Every offer of others that no name leads to, and why, by kind and name."""
        found = []
        for each in self._entries:
            if each.builtin:
                continue
            try:
                chosen = self.find(each.offer.name, each.kind)
            except NameConflictError as error:
                found.append((each, str(error)))
            else:
                if chosen is not each:
                    why = f"rusfelt has its own {each.kind} called {each.offer.name!r}, and that one is asked."
                    found.append((each, why))
        return tuple(sorted(found, key=lambda one: (one[0].kind, one[0].offer.name)))

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
            who = sorted({each.distribution for each in named})
            if len(who) == 1:
                msg = f"The {kind} {name!r} is offered {len(named)} times by {who[0]}, so none is meant."
            else:
                msg = f"The {kind} {name!r} is offered by {' and '.join(who)}. Uninstall one, or list the other in RUSFELT_PLUGINS."
            raise NameConflictError(msg)
        return named[0]

    def evaluator(self, name: str, /, **params: Any) -> Evaluator:
        """The evaluator of that name with these parameters.

        Raises:
            UnknownNameError, NameConflictError: as :meth:`find`.
            PluginError: it cannot be imported, takes no such parameters, is no evaluator, or
                calls itself by another name than it was offered under.
        """
        return make_evaluator(self.find(name), params)


def make_evaluator(entry: Entry, params: dict[str, Any]) -> Evaluator:
    """The evaluator of an entry with these parameters.

    Raises:
        PluginError: as :meth:`Registry.evaluator`.
    """
    # The contract brings numpy with it, and a list of names needs neither.
    from rusfelt.evaluator import Spec  # noqa: PLC0415

    name, path = entry.offer.name, entry.offer.path
    made = entry.offer.load()
    try:
        evaluator: Evaluator = made(**params)
        spec = getattr(evaluator, "spec", None)
        answers = callable(getattr(evaluator, "evaluate", None))
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        # attrs puts its whole field beside the message.
        first = error.args[0] if error.args else None
        why = first if isinstance(first, str) else said_by(error)
        msg = f"The evaluator {name!r} cannot be made with {params!r}: {why.rstrip('.')}."
        raise PluginError(msg) from error
    if not isinstance(spec, Spec) or not answers:
        msg = f"{path!r} is no evaluator: it needs a spec and an evaluate method."
        raise PluginError(msg)
    if spec.name != name:
        msg = f"{path!r} is offered as {name!r} but calls itself {spec.name!r}."
        raise PluginError(msg)
    return evaluator


def _own() -> Found:
    return take(OWN, builtin, OWN, __version__)


_chosen: list[Registry] = []


def registry() -> Registry:
    """The registry of this process, made when first asked for."""
    return _chosen[-1] if _chosen else _found()


@contextmanager
def using(chosen: Registry) -> Iterator[Registry]:
    """Let this registry be the process's for a while, in every thread.

    >>> with using(Registry.of()) as only_own:
    ...     registry() is only_own
    True
    """
    _chosen.append(chosen)
    try:
        yield chosen
    finally:
        _chosen.remove(chosen)


@functools.cache
def _found() -> Registry:
    return Registry()
