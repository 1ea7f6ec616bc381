"""One number for what an evaluator answered, whatever machine answered and in how many parts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np

from rusfelt._arrays import joined_text
from rusfelt.typing import Array

__all__ = ["AnswerDigest"]

# Numbers a byte order is written down for; nothing else is in a column.
_KINDS = {"f": "<f8", "i": "<i8", "b": "|b1"}


class AnswerDigest:
    """SHA-256 over the columns of an answer in a fixed byte order.

    The width of a text array and the way in which a number is none do not count: they say how an
    array was made, and nothing about what stands in it.

    Args:
        said: what was asked, as text.
    """

    def __init__(self, *said: str) -> None:
        self._total = hashlib.sha256("\0".join(["rusfelt findings 1", *said]).encode())

    def add(self, name: str, chunks: Iterable[Array]) -> None:
        """Add a column, which may come in chunks; how it is cut changes nothing."""
        column, rows, kind = hashlib.sha256(), 0, ""
        for chunk in chunks:
            kind = kind or chunk.dtype.kind
            rows += len(chunk)
            column.update(_bytes(chunk))
        head = f"\0{name}\0{kind}\0{rows}\0"
        self._total.update(head.encode() + column.digest())

    def hexdigest(self) -> str:
        """64 hexadecimal digits."""
        return self._total.hexdigest()


def _bytes(column: Array) -> bytes:
    if column.dtype.kind == "U":
        return joined_text(column) + b"\0" if column.size else b""
    if column.dtype.kind == "f":
        empty = np.isnan(column)
        if empty.any():
            column = np.where(empty, np.nan, column)
    return np.ascontiguousarray(column).astype(_KINDS[column.dtype.kind], copy=False).tobytes()
