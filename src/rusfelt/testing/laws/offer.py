"""The law that an evaluator is called what it is offered as, and can be found there."""

from __future__ import annotations

import importlib

from rusfelt import plugin
from rusfelt.errors import PluginError
from rusfelt.plugin import Entry
from rusfelt.testing._subject import Subject, what
from rusfelt.testing.law import Broken

__all__ = ["entries_of", "honest_offer"]


def honest_offer(subject: Subject) -> None:
    """An evaluator calls itself what it is offered as, and the path of the offer leads to its class; one that nobody offers yet can be imported from its module, by a name no one else has taken.

    Its spec is the same each time it is asked for, and for every instance its name is.
    """
    cls, name = type(subject.evaluator), subject.spec.name
    if subject.evaluator.spec != subject.evaluator.spec:
        msg = "its spec is another one each time it is asked for. Make it once, outside the class."
        raise Broken(msg)
    path = f"{cls.__module__}:{cls.__qualname__}"
    _importable(cls, path)
    for entry in entries_of(subject):
        offer = entry.offer
        if offer.path == path and offer.name != name:
            msg = f"{entry.distribution} offers it as {offer.name!r}, and it calls itself {name!r}."
            raise Broken(msg)
        if offer.path == path:
            continue
        try:
            made = offer.load()
        except PluginError as error:
            msg = f"{entry.distribution} offers {name!r} from {offer.path!r}, which fails: {what(error)}"
            raise Broken(msg) from None
        if made is not cls:
            msg = f"{name!r} is what {entry.distribution} offers {offer.path!r} as, and not {path!r}. Find another name, or mend the offer."
            raise Broken(msg)


def entries_of(subject: Subject) -> list[Entry]:
    """The offers of its class or its name."""
    cls = type(subject.evaluator)
    path = f"{cls.__module__}:{cls.__qualname__}"
    return [
        entry
        for entry in plugin.registry().entries
        if entry.kind == "evaluator"
        and (entry.offer.path == path or entry.offer.name == subject.spec.name)
    ]


def _importable(cls: type, path: str) -> None:
    if "<locals>" in cls.__qualname__:
        msg = f"the class {cls.__name__} is defined inside a function, where no offer can find it. Move it to the top of its module."
        raise Broken(msg)
    found: object = None
    try:
        found = importlib.import_module(cls.__module__)
        for part in cls.__qualname__.split("."):
            found = getattr(found, part)
    except Exception as error:  # noqa: BLE001 - it may fail in any way it likes
        msg = f"{path!r} cannot be imported: {what(error)}"
        raise Broken(msg) from None
    if found is not cls:
        msg = f"{path!r} leads to something else than its class."
        raise Broken(msg)
