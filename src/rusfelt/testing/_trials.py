"""Readers and writers on trial: files, documents, and a process that reaches no network."""

from __future__ import annotations

import copy
import pickle
import socket
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from rusfelt.domain import Measurements, Plan
from rusfelt.errors import ReadError, said_by
from rusfelt.plugin import Reader, Writer
from rusfelt.testing._chance import Seeded
from rusfelt.testing._plans import made_measurements, made_plan
from rusfelt.testing._subject import quiet
from rusfelt.testing.law import Broken, Idle

__all__ = ["ReaderTrial", "WriterTrial", "fixed", "folder", "offline"]

_NETWORK = ("create_connection", "getaddrinfo", "socket")


class NetworkError(RuntimeError):
    """Something reached for the network."""


@contextmanager
def offline() -> Iterator[None]:
    """In here whatever asks for the network in this process raises instead."""

    def refused(*_: object, **__: object) -> Any:
        msg = "it asked for the network"
        raise NetworkError(msg)

    held = {name: getattr(socket, name) for name in _NETWORK}
    for name in _NETWORK:
        setattr(socket, name, refused)
    try:
        yield
    finally:
        for name, each in held.items():
            setattr(socket, name, each)


@contextmanager
def folder() -> Iterator[Path]:
    """A folder of its own, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="rusfelt-testing-") as made:
        yield Path(made)


def fixed(thing: object) -> None:
    """Hold that a reader or writer can be hashed and sent to another process.

    Raises:
        Broken: it cannot.
    """
    try:
        hash(thing)
        again = pickle.loads(pickle.dumps(thing))  # noqa: S301 - bytes made on this very line
    except Exception as error:  # noqa: BLE001 - it may fail in any way it likes
        msg = f"it cannot be hashed or sent to another process: {said_by(error)}. Make it an attrs.frozen class at the top of its module."
        raise Broken(msg) from None
    if again != thing:
        msg = "its copy in another process is not equal to it. Make it an attrs.frozen class."
        raise Broken(msg)


class ReaderTrial:
    """A reader, with the files its author says it can read."""

    def __init__(self, reader: Reader, samples: Sequence[Path]) -> None:
        self.reader = reader
        self._samples = tuple(samples)

    @property
    def samples(self) -> tuple[Path, ...]:
        """The files.

        Raises:
            Idle: there are none.
        """
        if not self._samples:
            msg = "no file it can read was handed in: samples=[…]."
            raise Idle(msg)
        return self._samples

    def read(self, path: Path) -> Measurements:
        """What it reads, which must be measurements.

        Raises:
            Broken: it raised, or gave something else.
        """
        try:
            with quiet():
                found = self.reader.read(path)
        except Exception as error:  # noqa: BLE001 - it may fail in any way it likes
            msg = f"{path.name} was not read: {said_by(error)}"
            raise Broken(msg) from None
        if not isinstance(found, Measurements):
            msg = f"{path.name} was read as {type(found).__name__}. Give rusfelt.Measurements."
            raise Broken(msg)
        return found

    def refused(self, path: Path, how: str) -> bool:
        """Whether a spoilt file is refused with ReadError; reading it after all is no fault here.

        Raises:
            Broken: something else was raised.
        """
        try:
            with quiet():
                self.reader.read(path)
        except ReadError:
            return True
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            msg = f"a file {how} raises {said_by(error)}. Raise ReadError, with the file's path."
            raise Broken(msg) from None
        return False


class WriterTrial:
    """A writer, with evaluations to write."""

    def __init__(self, writer: Writer, documents: Sequence[Mapping[str, Any]]) -> None:
        self.writer = writer
        self._given = tuple(documents)

    @cached_property
    def documents(self) -> tuple[Mapping[str, Any], ...]:
        """Made-up evaluations, of a plan that holds nothing too, and the author's own."""
        from rusfelt.evaluation.plan_evaluation import evaluate_plan  # noqa: PLC0415 - heavy

        plan, bare = made_plan(Seeded(8, 1)), Plan("made-up", "Made up")
        figures, none = made_measurements(Seeded(8, 1), plan), Measurements.of([])
        with quiet():
            made = [
                evaluate_plan(each, measured, evaluators=()).to_dict()
                for each, measured in ((plan, figures), (plan, none), (bare, none))
            ]
        return (*made, *self._given)

    def write(self, document: Mapping[str, Any]) -> bytes:
        """What it writes, which must be bytes.

        Raises:
            Broken: it raised, or gave something else.
        """
        try:
            with quiet():
                found = self.writer.write(copy.deepcopy(dict(document)))
        except Exception as error:  # noqa: BLE001 - it may fail in any way it likes
            msg = f"an evaluation was not written: {said_by(error)}"
            raise Broken(msg) from None
        if not isinstance(found, bytes) or not found:
            msg = f"an evaluation was written as {type(found).__name__ if found else 'nothing'}. Give the bytes of the document."
            raise Broken(msg)
        return found
