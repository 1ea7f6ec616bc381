"""The laws of writers."""

from __future__ import annotations

import copy
import re
from contextlib import suppress
from typing import Any

from rusfelt.testing._subject import quiet
from rusfelt.testing._trials import WriterTrial, fixed, offline
from rusfelt.testing.law import Broken

__all__ = ["deterministic", "immutable", "no_network", "suffix", "total", "untouched"]

_SUFFIX = re.compile(r"(\.[a-z0-9][a-z0-9_+-]*)+")


def immutable(trial: WriterTrial) -> None:
    """Nothing can change a writer: it can be hashed, and its copy in another process is equal to it."""
    fixed(trial.writer)


def suffix(trial: WriterTrial) -> None:
    """The ending of its files is a text in lower case with its dot."""
    told: Any = trial.writer.suffix
    if not isinstance(told, str) or not _SUFFIX.fullmatch(told):
        msg = f"suffix is {told!r}. Write it in lower case with its dot: '.odt'."
        raise Broken(msg)


def total(trial: WriterTrial) -> None:
    """Every evaluation is written, also one without a single figure, as bytes and not as nothing."""
    for document in trial.documents:
        trial.write(document)


def deterministic(trial: WriterTrial) -> None:
    """The same evaluation is written to the same bytes: no clock, no chance, no name of the user or the computer."""
    for document in trial.documents:
        if trial.write(document) != trial.write(document):
            msg = "the same evaluation is written to other bytes another time. Leave the time of writing out."
            raise Broken(msg)


def untouched(trial: WriterTrial) -> None:
    """The evaluation it is handed stays as it is."""
    for document in trial.documents:
        lent = copy.deepcopy(dict(document))
        # That it raised is what the law "total" says.
        with quiet(), suppress(Exception):
            trial.writer.write(lent)
        if lent != dict(document):
            msg = "it changed the evaluation it was handed. Work on a copy."
            raise Broken(msg)


def no_network(trial: WriterTrial) -> None:
    """Writing asks nothing of the network."""
    for document in trial.documents:
        with offline():
            trial.write(document)
