"""The laws of readers of tables."""

from __future__ import annotations

import inspect
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from rusfelt._identity import holds_identity_number
from rusfelt.errors import ReadError, RusfeltError
from rusfelt.testing._table_trial import HEAD, NUMBER, TableTrial, same, seeded
from rusfelt.testing._trials import folder
from rusfelt.testing.law import Broken, Idle
from rusfelt.testing.laws._of_files import hold_cut_off, hold_endings

__all__ = [
    "anywhere",
    "cut_off",
    "garbled",
    "identities",
    "options",
    "recognises",
    "refuses",
    "suffixes",
    "total",
]

_UNKNOWN = "no_such_option"
_CHANGED = 8
_SHORTEST = 4
_MOST_PLACES = 20


def suffixes(trial: TableTrial) -> None:
    """The endings it is asked about are a tuple of texts in lower case, each with its dot; a sample has one of them, or is recognised."""
    told = trial.reader.suffixes
    hold_endings(told)
    for path in trial.samples:
        named = path.name.lower().endswith(told) if told else False
        if not named and not trial.recognises(path.read_bytes()[:HEAD], path.name):
            msg = f"{path.name} has none of its endings and is not recognised, so nobody would ask."
            raise Broken(msg)


def options(trial: TableTrial) -> None:
    """What it can be told is a tuple of names, each of which ``table`` takes by name, and there is nothing else it takes.

    A name that is not among them is refused before the reader is asked, and never goes unheard.
    """
    told = trial.reader.options
    if not isinstance(told, tuple) or not all(
        isinstance(each, str) and each.isidentifier() for each in told
    ):
        msg = f"options is {told!r}. Give a tuple of names: ('sheet',)."
        raise Broken(msg)
    known = inspect.signature(trial.reader.table).parameters.values()
    anything = any(each.kind is each.VAR_KEYWORD for each in known)
    named = {each.name for each in known if each.kind in {each.KEYWORD_ONLY, each.POSITIONAL_OR_KEYWORD}}  # fmt: skip
    if not anything and (deaf := [each for each in told if each not in named]):
        msg = f"options has {deaf[0]!r}, and table does not take it."
        raise Broken(msg)
    if hidden := sorted(named - set(told)):
        msg = f"table takes {hidden[0]!r}, and options does not have it, so nobody can tell it."
        raise Broken(msg)
    if not anything:
        return
    for path in trial.samples:
        try:
            trial.reader.table(path, **trial.options, **{_UNKNOWN: 1})
        except (TypeError, RusfeltError):
            continue
        msg = f"table takes {_UNKNOWN}=1 without a word. Name what it takes instead of **options."
        raise Broken(msg)


def recognises(trial: TableTrial) -> None:
    """Asked about any bytes whatever it says yes or no; it says no to what is plainly another kind of file.

    It is also asked about parts of its own files, where either answer is fine.
    """
    for what, head in trial.heads_of_others():
        if trial.recognises(head, what):
            msg = f"{what} is recognised as one of its own."
            raise Broken(msg)
    chance = np.random.default_rng(0)
    for size in (1, 7, 64, 600, HEAD):
        if trial.recognises(chance.bytes(size), "noise"):
            msg = f"{size} bytes of noise are recognised as a file of its own."
            raise Broken(msg)
    for path in trial.samples:
        head = path.read_bytes()[:HEAD]
        first = trial.recognises(head, path.name)
        for end in np.unique(np.linspace(0, len(head), 4 * trial.examples).astype(int)).tolist():
            trial.recognises(head[:end], f"the first {end} bytes of {path.name}")
        for spoilt in _spoilt(head, 4 * trial.examples):
            trial.recognises(spoilt, f"{path.name} with bytes changed")
        if trial.recognises(head, path.name) is not first:
            msg = f"{path.name} is recognised at one time and not at another."
            raise Broken(msg)


def total(trial: TableTrial) -> None:
    """Every sample is read as a table, and at least one has rows."""
    if not sum(len(trial.read(path)) for path in trial.samples):
        msg = "no sample has any rows. Hand in one that does."
        raise Broken(msg)


def anywhere(trial: TableTrial) -> None:
    """The same bytes give the same table each time, in another folder and under another name too."""
    for path in trial.samples:
        first = trial.read(path)
        if first.path != str(path):
            msg = f"the table of {path.name} says it is of another file. Give it the path."
            raise Broken(msg)
        with folder() as place:
            ending = "".join(path.suffixes)
            copy = Path(shutil.copy(path, place / f"another{ending}"))
            (place / f"other{ending}").write_bytes(b"")
            for again, where in (
                (trial.read(path), "another time"),
                (trial.read(copy), "elsewhere"),
            ):
                if differs := same(first, again):
                    msg = f"{path.name} is read otherwise {where}: {differs} differs."
                    raise Broken(msg)


def cut_off(trial: TableTrial) -> None:
    """A file that breaks off anywhere is refused with ``ReadError`` and its path, or read, and nothing else is raised; one that holds nothing at all is refused."""
    hold_cut_off(trial.samples, trial.refused, trial.examples)


def garbled(trial: TableTrial) -> None:
    """A file of its own with some bytes changed is refused with ``ReadError`` and its path, or read, and nothing else is raised.

    Which bytes, and what they become, is the same each time.
    """
    for path in trial.samples:
        with folder() as place:
            copy = place / path.name
            for number, spoilt in enumerate(_spoilt(path.read_bytes(), trial.examples), 1):
                copy.write_bytes(spoilt)
                trial.refused(copy, f"with bytes changed (number {number} of {path.name})")


def refuses(trial: TableTrial) -> None:
    """A file that is not there, a folder, and a file that holds anything but what it reads, are refused with ``ReadError`` and the path, and nothing else."""
    told = trial.reader.suffixes
    ending = next(iter(told), ".bin") if isinstance(told, tuple) else ".bin"
    noise = np.random.default_rng(0).bytes(600)
    with folder() as place:
        (place / f"folder{ending}").mkdir()
        for name, what in (("nowhere", "that is not there"), ("folder", "that is a folder")):
            if not trial.refused(place / f"{name}{ending}", what):
                msg = f"a file {what} is read."
                raise Broken(msg)
        for name, data in (("noise", noise), ("zeros", bytes(600)), ("empty", b"")):
            path = place / f"{name}{ending}"
            path.write_bytes(data)
            if not trial.refused(path, f"of {name}"):
                msg = f"a file of {name} is read as a table."
                raise Broken(msg)


def identities(trial: TableTrial) -> None:
    """A file with a national identity number in it does not come through, and what is said of it repeats no such number.

    Tried with the files handed in for that, and with samples in plain text one cell of which is
    changed into such a number. Whatever of a file does not become part of the table the reader has
    to look through by itself.
    """
    tried = 0
    with folder() as place:
        for path in (*trial.identities, *_with_number(trial, place)):
            tried += 1
            error = trial.through_the_door(path)
            if error is None:
                msg = f"{path.name} holds an identity number and is read."
                raise Broken(msg)
            if not isinstance(error, ReadError):
                msg = f"{path.name} holds an identity number, and {type(error).__name__} is raised."
                raise Broken(msg)
            if holds_identity_number(str(error)):
                msg = f"what is said of {path.name} repeats the identity number in it."
                raise Broken(msg)
    if not tried:
        msg = "no file with an identity number could be made: hand in some, identities=[…]."
        raise Idle(msg)


def _spoilt(data: bytes, times: int) -> Iterator[bytes]:
    """The bytes with a few of them changed, each time others."""
    chance = seeded(data)
    for _ in range(times if data else 0):
        changed = np.frombuffer(data, dtype=np.uint8).copy()
        places = chance.integers(0, len(changed), min(_CHANGED, len(changed)))
        changed[places] = chance.integers(0, 256, len(places))
        yield changed.tobytes()


def _with_number(trial: TableTrial, place: Path) -> Iterator[Path]:
    """Samples in plain text, a cell of which has become a number."""
    for number, path in enumerate(trial.samples):
        data = path.read_bytes()
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            continue
        for cell in _cells(trial, path):
            # It may also stand in a name or a key; then the file is another one altogether.
            if data.count(cell) != 1:
                continue
            made = place / f"{number}-{path.name}"
            made.write_bytes(data.replace(cell, NUMBER.encode()))
            yield made
            break


def _cells(trial: TableTrial, path: Path) -> Iterator[bytes]:
    table = trial.read(path)
    texts = [each for each in table.columns.values() if each.dtype.kind == "U"]
    for column in texts:
        for cell in np.unique(column)[:_MOST_PLACES].tolist():
            if len(cell) >= _SHORTEST:
                yield cell.encode()
