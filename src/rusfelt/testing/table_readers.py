"""The laws of readers of tables, and holding them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from rusfelt.errors import PluginError
from rusfelt.plugin import TableReader
from rusfelt.testing._table_trial import TableTrial
from rusfelt.testing.law import Law, Rule, bind, spoken
from rusfelt.testing.laws import reader as of_readers
from rusfelt.testing.laws import table_reader as of_tables
from rusfelt.testing.report import Report

__all__ = ["TABLE_READER_LAWS", "check_table_reader", "conformance_of_table_reader"]

_BODIES: Mapping[str, Callable[[Any], None]] = {
    "immutable": of_readers.immutable,
    "suffixes": of_tables.suffixes,
    "options": of_tables.options,
    "recognises": of_tables.recognises,
    "total": of_tables.total,
    "anywhere": of_tables.anywhere,
    "untouched": of_readers.untouched,
    "cut-off": of_tables.cut_off,
    "garbled": of_tables.garbled,
    "refuses": of_tables.refuses,
    "identities": of_tables.identities,
    "no-network": of_readers.no_network,
}
_RULES = {name: Rule.of(name, body) for name, body in _BODIES.items()}
# As for evaluators, a list never changes.
TABLE_READER_LAWS: Mapping[int, tuple[str, ...]] = MappingProxyType(
    {
        1: (
            "immutable",
            "suffixes",
            "options",
            "recognises",
            "total",
            "anywhere",
            "untouched",
            "cut-off",
            "garbled",
            "refuses",
            "identities",
            "no-network",
        )
    }
)


def conformance_of_table_reader(
    reader: TableReader,
    *,
    samples: Sequence[Path | str] = (),
    others: Sequence[Path | str] = (),
    identities: Sequence[Path | str] = (),
    options: Mapping[str, Any] | None = None,
    examples: int = 12,
    api: int = 1,
    excuse: Mapping[str, str] | None = None,
) -> list[Law]:
    """The laws a reader of tables keeps, one test each.

    Args:
        reader: the reader.
        samples: files it can read, as small as they come. What a file it can read looks like
            nobody else knows, so without one the laws that need it do not apply.
        others: files of formats near to its own, which it must not take for its own.
        identities: files it could read but for a made-up national identity number in them. Of a
            sample in plain text one is made by itself.
        options: what it is told with each of these files.
        examples: how many spoilt files are tried of each sample.
        api: the plugin interface it is written for.
        excuse: law → why it is broken. An excuse that no longer holds fails.

    Raises:
        PluginError: it is no reader of tables, a file is not there, or there are no laws for that
            interface.
        UnknownNameError: an excuse is for no law there is.
    """
    spoken(api, TABLE_READER_LAWS)
    if not isinstance(reader, TableReader):
        name = type(reader).__name__
        msg = f"{name} is no reader of tables: it needs suffixes, options, recognises and table."
        raise PluginError(msg)
    trial = TableTrial(
        reader,
        _there(samples),
        others=_there(others),
        identities=_there(identities),
        options=options,
        examples=examples,
    )
    return bind([_RULES[name] for name in TABLE_READER_LAWS[api]], trial, excuse)


def check_table_reader(
    reader: TableReader,
    *,
    samples: Sequence[Path | str] = (),
    others: Sequence[Path | str] = (),
    identities: Sequence[Path | str] = (),
    options: Mapping[str, Any] | None = None,
    examples: int = 12,
    api: int = 1,
    excuse: Mapping[str, str] | None = None,
) -> Report:
    """Hold every law of readers of tables at once.

    Args:
        reader: the reader.
        samples: files it can read.
        others: files it must not take for its own.
        identities: files with a made-up national identity number in them.
        options: what it is told with each of these files.
        examples: how many spoilt files are tried of each sample.
        api: the plugin interface it is written for.
        excuse: law → why it is broken.

    Raises:
        PluginError, UnknownNameError: as :func:`conformance_of_table_reader`.
    """
    laws = conformance_of_table_reader(
        reader,
        samples=samples,
        others=others,
        identities=identities,
        options=options,
        examples=examples,
        api=api,
        excuse=excuse,
    )
    return Report.of(type(reader).__name__, "reader", api, laws)


def _there(files: Iterable[Path | str]) -> tuple[Path, ...]:
    paths = tuple(Path(each) for each in files)
    lost = [str(each) for each in paths if not each.is_file()]
    if lost:
        msg = f"There is no file {', '.join(lost)}. Hand in files that are there."
        raise PluginError(msg)
    return paths
