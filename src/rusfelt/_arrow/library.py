"""pyarrow, loaded when it is first needed, and what gives it a table."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rusfelt.errors import DomainError, MissingExtraError, RusfeltError

__all__ = ["computing", "loaded", "pyarrow", "stream_of"]

# Loading pyarrow takes a quarter of a second, which a small table is not worth.
_MANY = 100_000


def pyarrow() -> Any:
    """The library.

    Raises:
        MissingExtraError: it is not installed.
    """
    try:
        import pyarrow  # noqa: ICN001, PLC0415 - loaded only when a table is met
    except ImportError as error:
        library, extra = "pyarrow", "parquet"
        raise MissingExtraError(library, extra) from error
    return pyarrow


def loaded(rows: int) -> bool:
    """Whether so many rows may as well go by way of pyarrow, where it is a shortcut."""
    if "pyarrow" in sys.modules:
        return sys.modules["pyarrow"] is not None
    return rows >= _MANY and importlib.util.find_spec("pyarrow") is not None


def stream_of(table: Any) -> Any:
    """The batches of anything that gives itself as a stream of Arrow's.

    Args:
        table: has ``__arrow_c_stream__``, as tables of most libraries do.

    Raises:
        DomainError: it is one column, or cannot be computed.
        MissingExtraError: pyarrow is not installed.
    """
    pa = pyarrow()
    with computing():
        try:
            return pa.RecordBatchReader.from_stream(table)
        except (pa.ArrowException, TypeError, NotImplementedError):
            msg = (
                f"{type(table).__name__} gives no table of named columns. Give a table, or a "
                "mapping of names to arrays."
            )
            raise DomainError(msg) from None


@contextmanager
def computing() -> Iterator[None]:
    """Turn what another library raises, while it computes a table, into a typed error.

    Raises:
        DomainError: it could not be computed.
    """
    try:
        yield
    except (RusfeltError, ImportError):
        raise
    except Exception as error:  # noqa: BLE001 - each library has errors of its own
        # Its words may quote a cell.
        msg = (
            f"The table broke off while it was computed ({type(error).__name__}). Compute it "
            "first with its own library, which says why."
        )
        raise DomainError(msg) from None
