"""What readers and writers promise. Like evaluators, they have no base class."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    from rusfelt.domain import Measurements
    from rusfelt.raw_table import RawTable

__all__ = ["Reader", "TableReader", "Writer"]


@runtime_checkable
class Reader(Protocol):
    """From a file to figures, for files that say themselves what their figures are.

    Attributes:
        suffixes: endings of file names it is asked about unless another reader is named, in lower
            case with the dot: ``(".px",)`` or ``(".register.csv",)``. Files ending in ``.csv`` alone
            are read by rusfelt itself. Empty where it is only asked for by name.
    """

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Endings of the files it reads."""
        ...

    def read(self, path: Path, /) -> Measurements:
        """The figures of a file.

        Raises:
            ReadError: the file is not what it should be; every problem is listed.
        """
        ...


@runtime_checkable
class TableReader(Protocol):
    """From a file to a table of columns, which a mapping then makes figures or answers of.

    A reader has ``read`` or ``table``, whichever its files can bear.

    Attributes:
        suffixes: as for :class:`Reader`.
        options: what it can be told, such as ``("sheet",)``; each comes to ``table`` by name.
    """

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Endings of the files it reads."""
        ...

    @property
    def options(self) -> tuple[str, ...]:
        """What it can be told."""
        ...

    def recognises(self, head: bytes, /) -> bool:
        """Whether a file that begins so is one of its own.

        Args:
            head: the first 65,536 bytes of the file, or all of a shorter one.
        """
        ...

    def table(self, path: Path, /, **options: Any) -> RawTable:
        """The table in a file.

        Raises:
            ReadError: the file is not what it should be; every problem is listed.
            MissingExtraError: the library that reads such files is not installed.
        """
        ...


@runtime_checkable
class Writer(Protocol):
    """From an evaluation to the bytes of a document.

    It is handed plain values, the same that stand in the JSON of an evaluation, and opens no file:
    rusfelt writes what it answers, whole or not at all.
    """

    @property
    def suffix(self) -> str:
        """The ending of the files it makes, with the dot."""
        ...

    def write(self, document: Mapping[str, Any], /) -> bytes:
        """The document.

        Raises:
            WriteError: this evaluation cannot be written so.
        """
        ...
