"""Text from a plan or a file, made harmless for the programs a table is opened in."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["inert", "legible", "one_cell"]

# What XML cannot hold, written as the sign for a letter that could not be read. Half a character
# is among it, and UTF-8 cannot hold that either.
_UNREADABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REPLACEMENT = "\ufffd"
_STARTS = "=+-@"
# Where another program than the one it was written for may see the end of a cell.
_ENDS = ";,|\t"
_QUOTES = "\"'"
_MARK = "'"
_BREAKS = re.compile("[\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")


def legible(text: str) -> str:
    r"""The text without what no document can hold.

    >>> legible("a\x00b\udc80")
    'a\ufffdb\ufffd'
    """
    return _UNREADABLE.sub(_REPLACEMENT, text)


def one_cell(text: str) -> str:
    r"""The text on one line, so that no program takes part of it for a new row.

    >>> one_cell("first\r\n=second")
    'first =second'
    """
    return _BREAKS.sub(" ", text)


def inert(text: str) -> str:
    """The text with an apostrophe wherever a spreadsheet would begin to reckon.

    That is in front of a text whose first letter is ``=``, ``+``, ``-`` or ``@``, or one of the
    full-width and small forms of them, after any blanks and invisible letters; and likewise after
    a separator inside it, since a file may be opened with another separator than its own.

    >>> inert("=1+1"), inert("-5 degrees"), inert("a;=1"), inert("3-5 years")
    ("'=1+1", "'-5 degrees", "a;'=1", '3-5 years')
    """
    out: list[str] = []
    begins = True
    for letter in text:
        if begins and _is_start(letter):
            out.append(_MARK)
            begins = False
        elif letter in _ENDS:
            begins = True
        elif begins and not _is_unseen(letter) and letter not in _QUOTES:
            begins = False
        out.append(letter)
    return "".join(out)


def _is_start(letter: str) -> bool:
    return unicodedata.normalize("NFKC", letter)[:1] in _STARTS


def _is_unseen(letter: str) -> bool:
    """Whether a letter is a blank, takes no room, or changes only the one before it."""
    return letter.isspace() or unicodedata.category(letter)[0] in "ZCM"
