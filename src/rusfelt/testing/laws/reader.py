"""The laws of readers."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np

from rusfelt.testing._trials import ReaderTrial, fixed, folder, offline
from rusfelt.testing.law import Broken
from rusfelt.testing.laws._of_files import hold_cut_off, hold_endings

__all__ = [
    "cut_off",
    "deterministic",
    "immutable",
    "no_network",
    "refuses",
    "suffixes",
    "total",
    "untouched",
]

_CUTS = 12


def immutable(trial: ReaderTrial) -> None:
    """Nothing can change a reader: it can be hashed, and its copy in another process is equal to it."""
    fixed(trial.reader)


def suffixes(trial: ReaderTrial) -> None:
    """The endings it is asked about are a tuple of texts in lower case, each with its dot, and its samples have them."""
    told = trial.reader.suffixes
    hold_endings(told)
    for path in trial.samples if told else ():
        if not path.name.lower().endswith(told):
            msg = f"{path.name} has none of the endings {', '.join(told)}."
            raise Broken(msg)


def total(trial: ReaderTrial) -> None:
    """Every sample is read, as measurements, and at least one has figures in it."""
    if not sum(len(trial.read(path)) for path in trial.samples):
        msg = "no sample has any figures. Hand in one that does."
        raise Broken(msg)


def deterministic(trial: ReaderTrial) -> None:
    """The same file is read the same each time, wherever it lies and whatever else its folder holds."""
    for path in trial.samples:
        first = trial.read(path)
        with folder() as place:
            copy = Path(shutil.copy(path, place / path.name))
            (place / f"other{path.suffix}").write_bytes(b"")
            if trial.read(path) != first or trial.read(copy) != first:
                msg = f"{path.name} is read otherwise another time, or in another place."
                raise Broken(msg)


def untouched(trial: ReaderTrial) -> None:
    """The file stays as it is, and nothing is written beside it."""
    for path in trial.samples:
        with folder() as place:
            copy = Path(shutil.copy(path, place / path.name))
            before = copy.read_bytes(), copy.stat().st_mtime_ns
            trial.read(copy)
            left = sorted(each.name for each in place.iterdir())
            if left != [path.name]:
                msg = f"after reading {path.name} its folder holds {', '.join(left) or 'nothing'}."
                raise Broken(msg)
            if (copy.read_bytes(), copy.stat().st_mtime_ns) != before:
                msg = f"{path.name} is another file after being read."
                raise Broken(msg)


def cut_off(trial: ReaderTrial) -> None:
    """A file that breaks off anywhere is refused with ``ReadError`` or read, and nothing else is raised; one that holds nothing at all is refused.

    A table may happen to end where a line does, so that reading it is no fault.
    """
    hold_cut_off(trial.samples, trial.refused, _CUTS)


def refuses(trial: ReaderTrial) -> None:
    """A file that is not there, and one that holds anything but what it reads, is refused with ``ReadError`` and nothing else."""
    told = trial.reader.suffixes
    ending = next(iter(told), ".bin") if isinstance(told, tuple) else ".bin"
    noise = np.random.default_rng(0).bytes(600)
    with folder() as place:
        if not trial.refused(place / f"nowhere{ending}", "that is not there"):
            msg = "a file that is not there is read."
            raise Broken(msg)
        for name, data in (("noise", noise), ("zeros", bytes(600)), ("empty", b"")):
            path = place / f"{name}{ending}"
            path.write_bytes(data)
            if not trial.refused(path, f"of {name}"):
                msg = f"a file of {name} is read as figures."
                raise Broken(msg)


def no_network(trial: ReaderTrial) -> None:
    """Reading asks nothing of the network."""
    for path in trial.samples:
        with offline():
            trial.read(path)
