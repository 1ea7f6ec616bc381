"""Instruments by path, by shipped id, or as a plugin offers them."""

from __future__ import annotations

import os
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

from rusfelt.domain import Instrument
from rusfelt.errors import UnknownNameError
from rusfelt.plugin import registry
from rusfelt.plugin.offered import offered

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = ["instrument_ids", "instrument_path", "load_instrument"]


@cache
def instrument_ids() -> tuple[str, ...]:
    """The ids of the shipped instruments, in alphabetical order.

    >>> "phq9" in instrument_ids()
    True
    """
    names = (each.name for each in _folder().iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def instrument_path(id: str) -> Traversable:  # noqa: A002 - the file's own word
    """The file of a shipped instrument, to read or to copy and change.

    Raises:
        UnknownNameError: no shipped instrument has that id.
    """
    if id not in instrument_ids():
        raise UnknownNameError("shipped instrument", id, instrument_ids())
    return _folder() / f"{id}.toml"


def load_instrument(path_or_id: str | os.PathLike[str]) -> Instrument:
    """An instrument from a file of one's own, one that rusfelt ships, or one a plugin offers.

    An existing path wins over an id, and a shipped id over a plugin's of the same name.

    Args:
        path_or_id: a path to a TOML file, or an id such as ``phq9``.

    Raises:
        ReadError: the file cannot be read as an instrument; every problem is listed.
        UnknownNameError: there is neither such a file nor such an id.
        NameConflictError: two plugins offer the name.
        PluginError: what a plugin offers is no instrument.

    >>> load_instrument("phq9").scale().bounds
    (0.0, 27.0)
    """
    from rusfelt.io.instrument_file import read_instrument  # noqa: PLC0415 - loads cattrs

    path, name = Path(path_or_id), os.fspath(path_or_id)
    if path.is_file() or path.suffix == ".toml" or len(path.parts) > 1:
        return read_instrument(path)
    if name in instrument_ids():
        return _shipped(name)
    others = registry().names("instrument")
    if name not in others:
        raise UnknownNameError("instrument", name, {*instrument_ids(), *others})
    return offered(name, "instrument", Instrument)


@cache
def _shipped(id: str) -> Instrument:  # noqa: A002 - the file's own word
    from rusfelt.io.instrument_file import read_instrument  # noqa: PLC0415 - loads cattrs

    with as_file(instrument_path(id)) as path:
        return read_instrument(path)


def _folder() -> Traversable:
    return files("rusfelt.catalogue") / "instruments"
