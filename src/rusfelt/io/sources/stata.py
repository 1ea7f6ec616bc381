"""Stata files: ``.dta`` of every release since Stata 4."""

from __future__ import annotations

import os
from pathlib import Path

import attrs

from rusfelt.errors import ReadError
from rusfelt.io._files import head_of, require_ordinary
from rusfelt.io.sources._dta_header import dta_facts
from rusfelt.io.sources._readstat import content_of_file, require_cells
from rusfelt.io.sources._readstat_dates import stata_dates
from rusfelt.io.sources._readstat_table import table_of
from rusfelt.io.sources._readstat_text import Letters
from rusfelt.raw_table import RawTable

__all__ = ["StataFile"]

_HEAD = 128
_TAIL = 64


@attrs.frozen
class StataFile:
    """Stata files, with value labels, the missing values ``.a`` to ``.z``, days and periods.

    The label of a missing value says which empty state it is: see ``guessed`` of the table.
    """

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Endings of the files it reads."""
        return (".dta",)

    @property
    def options(self) -> tuple[str, ...]:
        """What it can be told, which is ``encoding``, for files of before Stata 14."""
        return ("encoding",)

    def recognises(self, head: bytes, /) -> bool:
        """Whether a file that begins so is one of Stata."""
        return dta_facts(head) is not None

    def table(self, path: Path, /, *, encoding: str | None = None) -> RawTable:
        """The table in a file.

        Args:
            path: the file.
            encoding: of its texts. Files of before Stata 14 do not say it, and are
                read as UTF-8 where that is possible, else as Windows' western encoding.

        Raises:
            UnknownNameError: there is no such encoding.
            MissingExtraError: pyreadstat is not installed.
            ReadError: it is no Stata file, is damaged, or holds texts or dates that are none.
        """
        size = require_ordinary(path)
        file = os.fsdecode(path)
        facts = dta_facts(head_of(path, _HEAD))
        if facts is None:
            msg = "This is no Stata file, or one cut off at its start. Give one saved as .dta."
            raise ReadError(msg, path=file)
        letters = Letters("utf-8" if facts.is_unicode else None, encoding)
        if facts.rows < 0:
            msg = "The file says it has fewer than no rows. Fetch it again."
            raise ReadError(msg, path=file)
        require_cells(file, facts.rows, facts.columns, size, squeezed=False)
        with path.open("rb") as stream:
            stream.seek(max(0, size - _TAIL))
            if not facts.is_whole(stream.read()):
                msg = "The end of the file is not there. It is cut off: fetch it again."
                raise ReadError(msg, path=file)
        content = content_of_file(path, "dta", size=size, rows=facts.rows, columns=facts.columns)
        return table_of(content, file, letters, dates=stata_dates, guessed={})
