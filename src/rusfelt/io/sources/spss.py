"""SPSS files: ``.sav`` and ``.zsav``, and the portable ``.por``."""

from __future__ import annotations

import os
from pathlib import Path

import attrs

from rusfelt.errors import ReadError
from rusfelt.io._files import head_of, require_ordinary
from rusfelt.io.sources._readstat import content_of_file, require_cells
from rusfelt.io.sources._readstat_dates import spss_dates
from rusfelt.io.sources._readstat_table import table_of
from rusfelt.io.sources._readstat_text import Letters
from rusfelt.io.sources._sav_header import SavFacts, sav_facts
from rusfelt.raw_table import RawTable

__all__ = ["SpssFile"]

_SYSTEM = (b"$FL2", b"$FL3")
_LOCKED = b"ENCRYPTEDSAV"
_LOCKED_AT = slice(8, 20)
_PORTABLE = b"SPSSPORT"
# Behind 200 bytes of greeting and a table of 256, in lines of 80.
_PORTABLE_WITHIN = 512
_ZLIB = 2


@attrs.frozen
class SpssFile:
    """SPSS files, with value labels, codes for no answer, days and letters of every age.

    What the file says of its codes for no answer (``MISSING VALUES``) makes their cells empty, and
    the label of a code says which empty state it is: see ``guessed`` of the table. Whatever the
    file says that a table cannot hold, such as a weight, is told there too.
    """

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Endings of the files it reads."""
        return (".sav", ".zsav", ".por")

    @property
    def options(self) -> tuple[str, ...]:
        """What it can be told, which is ``encoding``, for files that say a wrong one or none."""
        return ("encoding",)

    def recognises(self, head: bytes, /) -> bool:
        """Whether a file that begins so is one of SPSS."""
        return head.startswith(_SYSTEM) or _is_locked(head) or _is_portable(head)

    def table(self, path: Path, /, *, encoding: str | None = None) -> RawTable:
        """The table in a file.

        Args:
            path: the file.
            encoding: of its texts, where it says a wrong one or none.

        Raises:
            UnknownNameError: there is no such encoding.
            MissingExtraError: pyreadstat is not installed.
            ReadError: it is no SPSS file, is damaged, or holds texts or dates that are none.
        """
        size = require_ordinary(path)
        file = os.fsdecode(path)
        head = head_of(path, 1024)
        if _is_locked(head):
            msg = "The file is locked with a password. Open it in SPSS and save it without one."
            raise ReadError(msg, path=file)
        if _is_portable(head):
            content = content_of_file(path, "por", size=size)
            return table_of(content, file, Letters(None, encoding), dates=spss_dates, guessed={})
        if not head.startswith(_SYSTEM):
            msg = "This is no SPSS file. Give one that was saved as .sav, .zsav or .por."
            raise ReadError(msg, path=file)
        facts = sav_facts(path)
        _require_rows(facts, size, file)
        letters = Letters(facts.codec, encoding)
        content = content_of_file(
            path,
            "sav",
            size=size,
            rows=facts.rows,
            columns=facts.columns,
            wide=facts.codec == "utf-8",
        )
        guessed = {}
        if facts.encoding and (facts.codec is None or encoding is not None):
            guessed["encoding the file says"] = facts.encoding
        return table_of(
            content, file, letters, dates=spss_dates, guessed=guessed, weight=facts.weight
        )


def _is_portable(head: bytes) -> bool:
    return _PORTABLE in head[: 2 * _PORTABLE_WITHIN].translate(None, b"\r\n")[:_PORTABLE_WITHIN]


def _is_locked(head: bytes) -> bool:
    return head[_LOCKED_AT] == _LOCKED


def _require_rows(facts: SavFacts, size: int, file: str) -> None:
    """Let a file through that can hold as many rows as it says.

    Raises:
        ReadError: it is too small for them.
    """
    squeezed = facts.compression == _ZLIB
    require_cells(file, facts.rows, facts.columns, size, squeezed=squeezed)
    if facts.compression == 0 and facts.data and facts.rows * facts.units * 8 > size - facts.data:
        msg = (
            f"The file says it has {facts.rows:,} rows and ends before the last of them. It is cut "
            "off: fetch it again."
        )
        raise ReadError(msg, path=file)
