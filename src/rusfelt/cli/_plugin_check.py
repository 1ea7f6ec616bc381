"""What ``rusfelt plugins check`` tries, and what it says of it."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from rusfelt.catalogue import instrument_ids
from rusfelt.cli._plugin_screen import plain
from rusfelt.errors import DomainError, PluginError, UnknownNameError, said_by
from rusfelt.plugin import API, Entry, Offer, TableReader, registry
from rusfelt.testing import (
    Report,
    check_evaluator,
    check_instrument,
    check_reader,
    check_table_reader,
    check_writer,
)

__all__ = ["as_text", "report_of"]

# What there are laws for.
_KINDS = ("evaluator", "instrument", "reader", "writer")
_OUTCOMES = ("holds", "broken", "excused", "does-not-apply")


def report_of(
    what: str,
    *,
    kind: str | None = None,
    params: Mapping[str, Any] | None = None,
    folder: str | None = None,
    samples: Sequence[str] = (),
) -> Report:
    """What the laws say of what is offered by a name, or stands at ``module:Class``.

    What the plugin prints meanwhile goes to standard error, so that it is never taken for the
    report.

    Args:
        what: a name, or a path to import.
        kind: of it; unsaid, what the name is offered as, and an evaluator for a path.
        params: to make it with.
        folder: where modules are looked for first.
        samples: files a reader can read.

    Raises:
        PluginError: it cannot be imported or made.
        click.UsageError: nothing is offered by that name, or it takes no such parameters.
    """
    bare = ":" in what
    with contextlib.redirect_stdout(sys.stderr), _looking(folder, here=bare):
        kind = kind or (_KINDS[0] if bare else _kind_of(what))
        if samples and kind != "reader":
            msg = f"{what!r} is asked about as {kind}. Samples are for a reader."
            raise click.BadParameter(msg, param_hint="--sample")
        if kind == "instrument" and not bare and what in instrument_ids():
            return check_instrument(what)
        entry = _at(what, kind) if bare else _named(what, kind)
        return _held(_made(entry, params or {}), entry, samples)


def as_text(report: Report) -> str:
    """One line for each law, and how many ran."""
    width = max((len(each.law) for each in report.results), default=0)
    room = max(len(outcome) for outcome in _OUTCOMES)
    lines = [
        f"{each.outcome:<{room}}  {each.law:<{width}}  {plain(each.excuse or each.seen)}".rstrip()
        for each in report.results
    ]
    summary, _, _ = str(report).partition("\n")
    return "\n".join([*lines, "", summary]) + "\n"


@contextlib.contextmanager
def _looking(folder: str | None, *, here: bool) -> Iterator[None]:
    """Modules are looked for in this folder first, and then in the one the user is in."""
    before = list(sys.path)
    first = [] if folder is None else [str(Path(folder).absolute())]
    # An installed program has its own folder on the path, and not the user's.
    sys.path[:0] = [*first, str(Path.cwd())] if here else first
    try:
        yield
    finally:
        sys.path[:] = before


def _kind_of(name: str) -> str:
    """The one kind a name is offered as; an evaluator's where nobody offers it."""
    found = registry()
    kinds = [kind for kind in _KINDS if name in found.names(kind)]
    if name in instrument_ids() and "instrument" not in kinds:
        kinds.append("instrument")
    if len(kinds) > 1:
        msg = f"{name!r} is offered as {' and '.join(kinds)}. Say which with --kind."
        raise click.BadParameter(msg, param_hint="--kind")
    return kinds[0] if kinds else _KINDS[0]


def _at(path: str, kind: str) -> Entry:
    """What need not be installed."""
    try:
        return Entry(kind, Offer(path, path, api=API), "", "")
    except DomainError as error:
        raise click.BadParameter(str(error), param_hint="MODULE:CLASS") from None


def _named(name: str, kind: str) -> Entry:
    try:
        return registry().find(name, kind)
    except UnknownNameError as error:
        msg = f"{error} What is not installed is asked for as module:Class."
        raise click.BadParameter(msg, param_hint="NAME") from None


def _made(entry: Entry, params: Mapping[str, Any]) -> Any:
    loaded = entry.offer.load()
    if not callable(loaded):
        if params:
            msg = f"{entry.offer.path!r} is no class, and takes no parameters."
            raise click.BadParameter(msg, param_hint="-p")
        return loaded
    try:
        return loaded(**params)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        # attrs puts its whole field beside the message.
        why = str(error.args[0]) if error.args else said_by(error)
        msg = f"{entry.offer.path!r} cannot be made with {dict(params)!r}: {why.rstrip('.')}."
        if params:
            raise click.BadParameter(msg, param_hint="-p") from error
        raise PluginError(msg) from error


def _held(thing: Any, entry: Entry, samples: Sequence[str]) -> Report:
    api = entry.offer.api
    if entry.kind == "reader" and isinstance(thing, TableReader):
        return check_table_reader(thing, samples=samples, api=api)
    if entry.kind == "reader":
        return check_reader(thing, samples=samples, api=api)
    if entry.kind == "writer":
        return check_writer(thing, api=api)
    if entry.kind == "instrument":
        return check_instrument(thing, api=api)
    return check_evaluator(thing, api=api)
