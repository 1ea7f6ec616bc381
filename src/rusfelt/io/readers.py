"""Readers that plugins offer, by name or by the ending of a file's name."""

from __future__ import annotations

from pathlib import Path

from rusfelt._identity import column_problems, holds_identity_number
from rusfelt.domain import Measurements
from rusfelt.errors import NameConflictError, PluginError, ReadError, RusfeltError
from rusfelt.io._identities import refuse_file_name
from rusfelt.plugin import Reader, registry
from rusfelt.plugin.offered import answer_of, make_offered, offered

__all__ = ["read_with", "reader_for"]

# What rusfelt reads itself. A plugin's reader of such files is asked for by name, or is for a
# longer ending of them, such as .register.csv.
_OWN = frozenset({"", ".csv", ".tsv", ".txt", ".tab", ".dat"})


def reader_for(path: Path) -> str | None:
    """The name of the plugin's reader for a file, or ``None`` where rusfelt reads it itself.

    Raises:
        NameConflictError: several readers are for files of that ending; ask for one by name.
    """
    name = path.name.lower()
    if path.suffix.lower() in _OWN and len(path.suffixes) <= 1:
        return None
    found = []
    for entry in registry().third_party("reader"):
        try:
            reader = make_offered(entry, Reader)  # type: ignore[type-abstract]  # a protocol
        except PluginError:
            # One that cannot be made is told of by whoever asks for it by name.
            continue
        if any(name.endswith(each) for each in set(reader.suffixes) - _OWN):
            found.append(entry)
    if len(found) > 1:
        named = " and ".join(f"{each.offer.name!r} ({each.distribution})" for each in found)
        msg = f"{named} both read {path.name}. Ask for one by name, with reader=."
        raise NameConflictError(msg)
    return found[0].offer.name if found else None


def read_with(name: str, path: Path) -> Measurements:
    """The figures of a file as a plugin's reader reads them.

    Args:
        name: the reader.
        path: the file.

    Raises:
        UnknownNameError, NameConflictError: the name leads to no reader.
        ReadError: the file is not what it should be, or holds national identity numbers.
        PluginError: the reader cannot be made, raised something else, or gave no figures.
    """
    file = str(path)
    refuse_file_name(file)
    reader = offered(name, "reader", Reader)  # type: ignore[type-abstract]  # a protocol
    found = None
    try:
        found = answer_of(f"The reader {name!r}", lambda: reader.read(path), Measurements)
    except RusfeltError as error:
        # What somebody else's code complains of may quote what it met.
        if not holds_identity_number(str(error)):
            raise
    if found is None:
        # Said outside the handler, so that the complaint itself does not come along.
        msg = (
            f"The reader {name!r} complains of what looks like a national identity number, and so "
            "its words are left out here. Take such numbers out of the file."
        )
        raise ReadError(msg, path=file)
    figures = [name for name, each in found.columns.items() if each.dtype.kind == "f"]
    problems = column_problems(found.columns, figures=figures)
    if problems:
        first = problems[0]
        msg = f"{first.path}: {first.message} The first row is 0. {first.remedy}"
        raise ReadError(msg, path=file, problems=problems)
    return found
