"""Percentages written beside a number: "1 (2 %)", "4 av 17, 24 %", "2 % (1 person)"."""

from __future__ import annotations

import re

__all__ = ["FAR_AFTER", "FAR_BEFORE", "shares_beside"]

# How far from the number, in characters.
FAR_AFTER, FAR_BEFORE = 100, 24

_PERCENT = r"(\d{1,3}(?:[.,]\d{1,3})?) ?(?:%|prosent|percent|per cent|pst)"
_AFTER = re.compile(rf"[^\n.;:()]{{0,60}}?[(,] ?{_PERCENT}")
_BEFORE = re.compile(rf"{_PERCENT} ?\($")


def shares_beside(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where the figures of the percentages beside a number stand in the text.

    Only a fixed stretch on either side is looked at.

    >>> shares_beside("Det var 1 person (2 %).", 8, 9)
    [(18, 19)]
    """
    found = []
    if after := _AFTER.match(text[end : end + FAR_AFTER]):
        found.append((end + after.start(1), end + after.end(1)))
    base = max(start - FAR_BEFORE, 0)
    if before := _BEFORE.search(text[base:start]):
        found.append((base + before.start(1), base + before.end(1)))
    return found
