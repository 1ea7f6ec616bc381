"""Names of columns, as they are compared."""

from __future__ import annotations

import unicodedata

__all__ = ["plain_name"]


def plain_name(name: str) -> str:
    """A column's name without what does not tell it apart: capitals, and space around it.

    >>> plain_name(" Bydel ")
    'bydel'
    """
    return unicodedata.normalize("NFC", name.strip()).casefold()
