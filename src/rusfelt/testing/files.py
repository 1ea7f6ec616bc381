"""The laws of readers and writers, and holding them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from rusfelt.errors import PluginError
from rusfelt.plugin import Reader, Writer
from rusfelt.testing._trials import ReaderTrial, WriterTrial
from rusfelt.testing.law import Law, Rule, bind, spoken
from rusfelt.testing.laws import reader as of_readers
from rusfelt.testing.laws import writer as of_writers
from rusfelt.testing.report import Report

__all__ = [
    "READER_LAWS",
    "WRITER_LAWS",
    "check_reader",
    "check_writer",
    "conformance_of_reader",
    "conformance_of_writer",
]

# As for evaluators, a list never changes.
READER_LAWS: Mapping[int, tuple[str, ...]] = MappingProxyType(
    {
        1: (
            "immutable",
            "suffixes",
            "total",
            "deterministic",
            "untouched",
            "cut-off",
            "refuses",
            "no-network",
        )
    }
)
WRITER_LAWS: Mapping[int, tuple[str, ...]] = MappingProxyType(
    {1: ("immutable", "suffix", "total", "deterministic", "untouched", "no-network")}
)
_OF_READERS = {
    name: Rule.of(name, body)
    for name, body in {
        "immutable": of_readers.immutable,
        "suffixes": of_readers.suffixes,
        "total": of_readers.total,
        "deterministic": of_readers.deterministic,
        "untouched": of_readers.untouched,
        "cut-off": of_readers.cut_off,
        "refuses": of_readers.refuses,
        "no-network": of_readers.no_network,
    }.items()
}
_OF_WRITERS = {
    name: Rule.of(name, body)
    for name, body in {
        "immutable": of_writers.immutable,
        "suffix": of_writers.suffix,
        "total": of_writers.total,
        "deterministic": of_writers.deterministic,
        "untouched": of_writers.untouched,
        "no-network": of_writers.no_network,
    }.items()
}


def conformance_of_reader(
    reader: Reader,
    *,
    samples: Sequence[Path | str] = (),
    api: int = 1,
    excuse: Mapping[str, str] | None = None,
) -> list[Law]:
    """The laws a reader keeps, one test each.

    Args:
        reader: the reader.
        samples: files it can read, as small as they come. What a file it can read looks like
            nobody else knows, so without one the laws that need it do not apply.
        api: the plugin interface it is written for.
        excuse: law → why it is broken. An excuse that no longer holds fails.

    Raises:
        PluginError: it is no reader, a sample is not there, or there are no laws for that interface.
        UnknownNameError: an excuse is for no law there is.
    """
    spoken(api, READER_LAWS)
    if not callable(getattr(reader, "read", None)) or not hasattr(reader, "suffixes"):
        msg = f"{type(reader).__name__} is no reader: it needs suffixes and a read method."
        raise PluginError(msg)
    paths = tuple(Path(each) for each in samples)
    lost = [str(each) for each in paths if not each.is_file()]
    if lost:
        msg = f"There is no file {', '.join(lost)}. Hand in samples that are there."
        raise PluginError(msg)
    return bind(
        [_OF_READERS[name] for name in READER_LAWS[api]], ReaderTrial(reader, paths), excuse
    )


def check_reader(
    reader: Reader,
    *,
    samples: Sequence[Path | str] = (),
    api: int = 1,
    excuse: Mapping[str, str] | None = None,
) -> Report:
    """Hold every law of readers at once.

    Args:
        reader: the reader.
        samples: files it can read.
        api: the plugin interface it is written for.
        excuse: law → why it is broken.

    Raises:
        PluginError, UnknownNameError: as :func:`conformance_of_reader`.
    """
    laws = conformance_of_reader(reader, samples=samples, api=api, excuse=excuse)
    return Report.of(type(reader).__name__, "reader", api, laws)


def conformance_of_writer(
    writer: Writer,
    *,
    documents: Sequence[Mapping[str, Any]] = (),
    api: int = 1,
    excuse: Mapping[str, str] | None = None,
) -> list[Law]:
    """The laws a writer keeps, one test each.

    Args:
        writer: the writer.
        documents: evaluations of your own as plain values, tried beside made-up ones.
        api: the plugin interface it is written for.
        excuse: law → why it is broken. An excuse that no longer holds fails.

    Raises:
        PluginError: it is no writer, or there are no laws for that interface.
        UnknownNameError: an excuse is for no law there is.
    """
    spoken(api, WRITER_LAWS)
    if not callable(getattr(writer, "write", None)) or not hasattr(writer, "suffix"):
        msg = f"{type(writer).__name__} is no writer: it needs a suffix and a write method."
        raise PluginError(msg)
    trial = WriterTrial(writer, tuple(documents))
    return bind([_OF_WRITERS[name] for name in WRITER_LAWS[api]], trial, excuse)


def check_writer(
    writer: Writer,
    *,
    documents: Sequence[Mapping[str, Any]] = (),
    api: int = 1,
    excuse: Mapping[str, str] | None = None,
) -> Report:
    """Hold every law of writers at once.

    Args:
        writer: the writer.
        documents: evaluations of your own as plain values, tried beside made-up ones.
        api: the plugin interface it is written for.
        excuse: law → why it is broken.

    Raises:
        PluginError, UnknownNameError: as :func:`conformance_of_writer`.
    """
    laws = conformance_of_writer(writer, documents=documents, api=api, excuse=excuse)
    return Report.of(type(writer).__name__, "writer", api, laws)
