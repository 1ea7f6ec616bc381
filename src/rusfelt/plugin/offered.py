"""What a plugin offers, made and checked: instruments, plans, readers and writers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from rusfelt.errors import ContractError, PluginError, RusfeltError, said_by
from rusfelt.plugin.discovery import Entry
from rusfelt.plugin.registry import registry

__all__ = ["answer_of", "make_offered", "offered"]

# A protocol may stand for its type too: the thing is checked by what it has. mypy takes only
# classes that can be made for a type, so callers that name a protocol tell it so.
_Thing = TypeVar("_Thing")


def offered(name: str, kind: str, what: type[_Thing]) -> _Thing:
    """The thing offered under a name, by this process's registry.

    Args:
        name: what it is asked for by.
        kind: ``instrument``, ``plan``, ``reader`` or ``writer``.
        what: the class it must be of, or the protocol it must keep.

    Raises:
        UnknownNameError, NameConflictError: the name leads to no offer.
        PluginError: it cannot be imported or made, or is something else.
    """
    return make_offered(registry().find(name, kind), what)


def make_offered(entry: Entry, what: type[_Thing]) -> _Thing:
    """What an entry offers: the thing itself, or what a class or function there makes.

    Args:
        entry: the offer.
        what: the class it must be of, or the protocol it must keep.

    Raises:
        PluginError: it cannot be imported or made, is something else, or goes by another name.
    """
    made = entry.offer.load()
    where = f"{entry.offer.path!r} of {entry.distribution}"
    if isinstance(made, type) or (callable(made) and not isinstance(made, what)):
        try:
            made = made()
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            msg = f"{where} cannot be made: it raised {said_by(error)}."
            raise PluginError(msg) from error
    if not isinstance(made, what):
        msg = f"{where} is no {what.__name__}."
        raise PluginError(msg)
    own = getattr(made, "id", entry.offer.name)
    if own != entry.offer.name:
        msg = f"{where} is offered as {entry.offer.name!r} but calls itself {own!r}."
        raise PluginError(msg)
    return made


def answer_of(who: str, ask: Callable[[], object], what: type[_Thing]) -> _Thing:
    """What somebody else's reader or writer answers; its own typed errors come through.

    Args:
        who: is asked, as a message names it.
        ask: asks it.
        what: the class of the answer.

    Raises:
        PluginError: it raised something untyped.
        ContractError: it answered with something else.
    """
    try:
        answer = ask()
    except (RusfeltError, KeyboardInterrupt):
        raise
    except BaseException as error:
        msg = f"{who} raised {said_by(error)}."
        raise PluginError(msg) from error
    if not isinstance(answer, what):
        msg = f"{who} answered with {type(answer).__name__}, not {what.__name__}."
        raise ContractError(msg)
    return answer
