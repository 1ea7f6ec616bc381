"""Text with its letters composed and its figures plain, and the way back to the text as written."""

from __future__ import annotations

import functools
import re
import sys
import unicodedata
from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["plain_text"]

# A letter and the marks set on it; no script needs more than three.
_CLUSTER = re.compile(r"\w[\u0300-\u036f]{1,3}")


@functools.cache
def _signs() -> Mapping[int, str]:
    """Figures of every script as the usual ones, and what has no width as a space."""
    decimals = (chr(point) for point in range(128, sys.maxunicode + 1))
    signs = {ord(each): str(unicodedata.decimal(each)) for each in decimals if each.isdecimal()}
    return signs | dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF), " ")


def plain_text(text: str) -> tuple[str, Callable[[int], int] | None]:
    """The text with letters composed and figures plain, and where each place of it was."""
    if text.isascii():
        return text, None
    if unicodedata.is_normalized("NFC", text):
        return text.translate(_signs()), None
    parts, new, old, done = [], [0], [0], 0
    for found in _CLUSTER.finditer(text):
        whole = unicodedata.normalize("NFC", found[0])
        parts += [text[done : found.start()], whole]
        new.append(new[-1] + found.start() - done + len(whole))
        old.append(done := found.end())
    parts.append(text[done:])

    def place(i: int) -> int:
        k = bisect_right(new, i) - 1
        return old[k] + i - new[k]

    return "".join(parts).translate(_signs()), place
