"""A reader of tables on trial, with files it can read, spoilt ones and files of others."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from rusfelt.errors import ReadError, RusfeltError, said_by
from rusfelt.io.readers import table_by
from rusfelt.plugin import TableReader
from rusfelt.raw_table import RawTable
from rusfelt.testing._subject import quiet
from rusfelt.testing.law import Broken, Idle

__all__ = ["HEAD", "NUMBER", "OTHERS", "TableTrial", "same", "seeded"]

HEAD = 65_536
"""As many bytes of a file as a reader is shown to recognise it by."""
NUMBER = "17912099997"
"""Passes for a national identity number and is nobody's: 80 is added to the month, as the tax
authority does for the synthetic people of its tests (see ``rusfelt._identity.rule``)."""


def _zip() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("notes.txt", "Nothing to see.")
    return held.getvalue()


OTHERS: Mapping[str, bytes] = MappingProxyType(
    {
        "nothing": b"",
        "a CSV file": b"indicator,period,value\ndeaths,2019,4\n",
        "a text": "Bydelens årsmelding 2024\n\nInnhold\n".encode(),
        "a web page": b"<!DOCTYPE html>\n<html lang='nb'><title>2024</title></html>\n",
        "an XML document": b"<?xml version='1.0'?>\n<root><value>4</value></root>\n",
        "a JSON document": b'{"name": "plan", "values": [1, 2, 3]}\n',
        # The first bytes of each format, as its own description has them.
        "a PDF document": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
        "a picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        "a gzip archive": b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03",
        "a zip archive": _zip(),
        "zeros": bytes(600),
    }
)
"""Beginnings of files that are none of any reader of tables."""


def seeded(sample: bytes) -> np.random.Generator:
    """Chance that is the same for the same bytes."""
    return np.random.default_rng(len(sample))


class TableTrial:
    """A reader of tables, with the files its author hands in.

    Attributes:
        reader: the reader.
        options: what it is told with every sample.
        examples: how many spoilt files are tried of each sample.
    """

    def __init__(
        self,
        reader: TableReader,
        samples: Sequence[Path],
        *,
        others: Sequence[Path] = (),
        identities: Sequence[Path] = (),
        options: Mapping[str, Any] | None = None,
        examples: int = 12,
    ) -> None:
        self.reader = reader
        self.options = dict(options or {})
        self.examples = examples
        self.identities = tuple(identities)
        self._samples = tuple(samples)
        self._others = tuple(others)

    @property
    def samples(self) -> tuple[Path, ...]:
        """The files it can read.

        Raises:
            Idle: there are none.
        """
        if not self._samples:
            msg = "no file it can read was handed in: samples=[…]."
            raise Idle(msg)
        return self._samples

    def heads_of_others(self) -> Iterator[tuple[str, bytes]]:
        """How files of others begin, each with what it is."""
        yield from OTHERS.items()
        for path in self._others:
            yield path.name, path.read_bytes()[:HEAD]

    def recognises(self, head: bytes, what: str) -> bool:
        """What it says of a beginning.

        Raises:
            Broken: it raised, or said something else than yes or no.
        """
        try:
            with quiet():
                said = self.reader.recognises(head)
        except Exception as error:  # noqa: BLE001 - it may fail in any way it likes
            msg = f"asked about {what}, recognises raises {said_by(error)}. Say False instead."
            raise Broken(msg) from None
        if not isinstance(said, bool):
            msg = f"asked about {what}, recognises says {type(said).__name__}. Say True or False."
            raise Broken(msg)
        return said

    def read(self, path: Path) -> RawTable:
        """The table of a file that is as it should be.

        Raises:
            Broken: the reader raised, or gave something else.
        """
        try:
            with quiet():
                found: object = self.reader.table(path, **self.options)
        except Exception as error:  # noqa: BLE001 - it may fail in any way it likes
            msg = f"{path.name} was not read: {said_by(error)}"
            raise Broken(msg) from None
        if not isinstance(found, RawTable):
            msg = (
                f"{path.name} was read as {type(found).__name__}. Give a rusfelt.reading.RawTable."
            )
            raise Broken(msg)
        return found

    def refused(self, path: Path, how: str) -> bool:
        """Whether a spoilt file is refused with ReadError and its path; reading it is no fault here.

        Raises:
            Broken: something else was raised, or the error does not say which file it is about.
        """
        try:
            with quiet():
                self.reader.table(path, **self.options)
        except ReadError as error:
            if error.path is None or Path(error.path) != path:
                msg = f"the error for a file {how} does not say which file: give its path."
                raise Broken(msg) from None
            return True
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            msg = f"a file {how} raises {said_by(error)}. Raise ReadError, with the file's path."
            raise Broken(msg) from None
        return False

    def through_the_door(self, path: Path) -> RusfeltError | None:
        """What rusfelt itself raises over a file when it has this reader read it.

        Raises:
            Broken: something that is none of rusfelt's errors.
        """
        try:
            with quiet():
                table_by("on trial", self.reader, path, self.options)
        except RusfeltError as error:
            return error
        except Exception as error:  # noqa: BLE001 - it may fail in any way it likes
            msg = f"{path.name} raises {said_by(error)}."
            raise Broken(msg) from None
        return None


_PARTS = ("row", "header", "decimal", "delimiter")
_NAMED = ("labels", "titles", "fields", "guessed")


def same(one: RawTable, other: RawTable) -> str:
    """What differs between two tables but their paths; empty where nothing does."""
    if list(one.columns) != list(other.columns):
        return "the names of its columns"
    for name, column in one.columns.items():
        again = other.columns[name]
        if column.dtype != again.dtype or not np.array_equal(
            column, again, equal_nan=column.dtype.kind in "fM"
        ):
            return f"the column {name!r}"
    if not np.array_equal(one.rows, other.rows):
        return "the numbers of its rows"
    if one.states.keys() != other.states.keys() or not all(
        np.array_equal(each, other.states[name]) for name, each in one.states.items()
    ):
        return "its states"
    for part in (*_PARTS, *_NAMED):
        if getattr(one, part) != getattr(other, part):
            return part
    return ""
