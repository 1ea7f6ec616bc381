"""The one door every file walks in by: which reader it is for, and what that reader makes of it."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from rusfelt.domain import Measurements
from rusfelt.errors import (
    DomainError,
    NameConflictError,
    PluginError,
    Problem,
    ReadError,
    RusfeltError,
    did_you_mean,
)
from rusfelt.io._files import head_of
from rusfelt.io._identities import refuse_file_name
from rusfelt.io._identities_read import (
    quotes_identity_number,
    refuse_read_figures,
    refuse_read_table,
)
from rusfelt.plugin import Entry, Reader, Registry, TableReader, registry
from rusfelt.plugin.offered import answer_of, make_offered
from rusfelt.raw_table import RawTable

__all__ = [
    "TEXT",
    "gives_figures",
    "read_with",
    "reader_of",
    "refuse_options",
    "table_by",
    "table_with",
]

TEXT = "csv"
"""What delimited text is called where a reader can be named; no reader is looked up for it."""
_TEXT_ENDINGS = frozenset({"", ".csv", ".tsv", ".txt", ".tab", ".dat"})
# A file of DuckDB's is not opened to be looked at: on POSIX, closing it again would give up the locks
# that a connection of this process holds on it.
_UNOPENED = {".duckdb": "duckdb", ".ddb": "duckdb"}
_HEAD = 65_536
_Answer = TypeVar("_Answer")
_Known = tuple[Entry, Reader | TableReader]


def made(entry: Entry) -> Reader | TableReader:
    """The reader of an entry, of whichever kind.

    Raises:
        PluginError: it cannot be made, or is no reader.
    """
    thing = make_offered(entry, object)
    if not isinstance(thing, (Reader, TableReader)):
        where = f"{entry.offer.path!r} of {entry.distribution}"
        msg = f"{where} is no reader: it needs suffixes, and read or table."
        raise PluginError(msg)
    return thing


def reader_of(path: Path) -> str | None:
    """The name of the reader a file is for; ``None`` for delimited text.

    A file named as text is only rusfelt's own to recognise: no other package is imported for it.
    Else another package's reader is asked first about names that end as its files do, where
    rusfelt has none for such names; then everybody is asked whether the file begins as theirs.

    Raises:
        NameConflictError: several readers are for such a file; ask for one by name.
        ReadError: the file cannot be opened, or is of a kind nobody here reads.
    """
    refuse_file_name(str(path))
    name, suffix = path.name.lower(), path.suffix.lower()
    if suffix in _UNOPENED:
        return _UNOPENED[suffix]
    own = _own_readers()
    others: list[_Known] = []
    if suffix not in _TEXT_ENDINGS or len(path.suffixes) > 1:
        others = _others()
        taken = _TEXT_ENDINGS.union(*(reader.suffixes for _, reader in own))
        found = [
            entry
            for entry, reader in others
            if any(name.endswith(each) for each in set(reader.suffixes) - taken)
        ]
        if found:
            return _only(found, path)
    head = head_of(path, _HEAD)
    for readers in (own, others):
        found = [
            entry
            for entry, reader in readers
            if isinstance(reader, TableReader) and _recognises(entry, reader, head)
        ]
        if found:
            return _only(found, path)
    return None


@functools.cache
def _own_readers() -> list[_Known]:
    """Rusfelt's own readers; other packages are not even looked for."""
    return [(each, made(each)) for each in Registry.of().entries if each.kind == "reader"]


def _others() -> list[_Known]:
    found = []
    for entry in registry().third_party("reader"):
        try:
            found.append((entry, made(entry)))
        except PluginError:
            # One that cannot be made is told of by whoever asks for it by name.
            continue
    return found


def _recognises(entry: Entry, reader: TableReader, head: bytes) -> bool:
    who = f"The reader {entry.offer.name!r}"
    try:
        return answer_of(who, lambda: bool(reader.recognises(head)), bool)
    except PluginError:
        # Whoever cannot say reads only what it is asked for by name.
        return False


def _only(found: list[Entry], path: Path) -> str:
    if len(found) > 1:
        named = " and ".join(f"{each.offer.name!r} ({each.distribution})" for each in found)
        msg = f"{named} both read {path.name}. Ask for one by name, with reader=."
        raise NameConflictError(msg)
    return found[0].offer.name


def table_with(name: str, path: Path, options: Mapping[str, Any]) -> RawTable:
    """The table a reader makes of a file, looked through for identity numbers.

    Args:
        name: the reader.
        path: the file.
        options: what it is told.

    Raises:
        UnknownNameError, NameConflictError: the name leads to no reader.
        DomainError: the reader cannot be told so.
        ReadError: the file is not what it should be, or holds national identity numbers.
        PluginError: the reader cannot be made, raised something else, or gave no table.
    """
    refuse_file_name(os.fsdecode(path))
    reader = made(registry().find(name, "reader"))
    if not isinstance(reader, TableReader):
        msg = f"The reader {name!r} gives figures and no table, so there is nothing to map."
        raise DomainError(msg)
    return table_by(name, reader, path, options)


def table_by(name: str, reader: TableReader, path: Path, options: Mapping[str, Any]) -> RawTable:
    """As above, by a reader that is at hand.

    Args:
        name: what it is called in messages.
        reader: the reader.
        path: the file.
        options: what it is told.

    Raises:
        DomainError: the reader cannot be told so.
        ReadError: the file is not what it should be, or holds national identity numbers.
        PluginError: the reader raised something else, or gave no table.
    """
    file = os.fsdecode(path)
    refuse_file_name(file)
    refuse_options(name, options, reader.options)
    found = _without_identities(
        name,
        file,
        lambda: answer_of(f"The reader {name!r}", lambda: reader.table(path, **options), RawTable),
    )
    refuse_read_table(found, file)
    return found


def read_with(name: str, path: Path) -> Measurements:
    """The figures of a file as another package's reader reads them.

    Args:
        name: the reader, one that gives figures.
        path: the file.

    Raises:
        UnknownNameError, NameConflictError: the name leads to no reader.
        ReadError: the file is not what it should be, or holds national identity numbers.
        PluginError: the reader cannot be made, raised something else, or gave no figures.
    """
    file = os.fsdecode(path)
    refuse_file_name(file)
    reader = made(registry().find(name, "reader"))
    assert isinstance(reader, Reader)  # noqa: S101 - whoever asks has seen that it gives figures
    found = _without_identities(
        name,
        file,
        lambda: answer_of(f"The reader {name!r}", lambda: reader.read(path), Measurements),
    )
    refuse_read_figures(found, file)
    return found


def gives_figures(name: str) -> bool:
    """Whether a reader gives figures as they are, and no table to be understood.

    Raises:
        UnknownNameError, NameConflictError: the name leads to no reader.
        PluginError: it cannot be made, or is no reader.
    """
    return isinstance(made(registry().find(name, "reader")), Reader)


def refuse_options(name: str, options: Mapping[str, Any], known: tuple[str, ...]) -> None:
    """Let through what a reader can be told.

    Raises:
        DomainError: some of it is unknown to the reader; all of that is named.
    """
    unknown = [each for each in options if each not in known]
    if unknown:
        rest = f"It can be told: {', '.join(known)}." if known else "It can be told nothing."
        problems = [
            Problem(
                each, f"means nothing to the reader {name!r}.", did_you_mean(each, known) or rest
            )
            for each in unknown
        ]
        msg = f"{', '.join(unknown)} cannot be told to the reader {name!r}. {rest}"
        raise DomainError(msg, problems=problems)


def _without_identities(name: str, file: str, ask: Callable[[], _Answer]) -> _Answer:
    """What is asked for; a complaint that quotes an identity number is not passed on."""
    try:
        return ask()
    except RusfeltError as error:
        # What somebody else's code complains of may quote what it met.
        if not quotes_identity_number(error):
            raise
    # Said outside the handler, so that the complaint itself does not come along.
    msg = (
        f"The reader {name!r} complains of what looks like a national identity number, and so "
        "its words are left out here. Take such numbers out of the file."
    )
    raise ReadError(msg, path=file)
