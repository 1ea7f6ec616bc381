"""Readers that plugins offer, by name or by the ending of a file's name."""

from __future__ import annotations

from pathlib import Path

from rusfelt.domain import Measurements
from rusfelt.errors import NameConflictError, PluginError
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
        ReadError: the file is not what it should be.
        PluginError: the reader cannot be made, raised something else, or gave no figures.
    """
    reader = offered(name, "reader", Reader)  # type: ignore[type-abstract]  # a protocol
    return answer_of(f"The reader {name!r}", lambda: reader.read(path), Measurements)
