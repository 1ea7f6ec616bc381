"""When two spellings are one name."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import permutations

__all__ = ["close", "forms", "loose"]

# Letters without an accent to take off. The pairs of letters come after them: aa for å, oe for ø.
_LETTERS = str.maketrans(
    {"ø": "o", "ö": "o", "å": "a", "æ": "ae", "ä": "ae", "đ": "d", "ŋ": "n", "ŧ": "t"}
)

# Signs that stand between the parts of a name in one file and not in another.
_SIGNS = "./'’"
# Dashes, and the hyphens that are only seen at the end of a line.
_DASHES = {"Pd", "Cf"}


def close(text: str) -> str:
    """What is left of a name without capitals, spaces, hyphens, dots, slashes and apostrophes.

    Other signs stay and make another name: a star may lead to a footnote that says what it is not.

    >>> close("St.Hanshaugen") == close("ST. HANSHAUGEN"), close("Nord-Odal"), close("Oslo*")
    (True, 'nordodal', 'oslo*')
    """
    composed = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    return "".join(each for each in composed if not _between(each))


def _between(sign: str) -> bool:
    return sign.isspace() or sign in _SIGNS or unicodedata.category(sign) in _DASHES


def loose(key: str) -> str:
    """What is left where Norwegian and Sami letters are written with others, too.

    >>> loose(close("Østensjø")), loose(close("Aas")), loose(close("Gáivuotna"))
    ('ostensjo', 'as', 'gaivuotna')
    """
    plain = unicodedata.normalize("NFD", key.translate(_LETTERS))
    kept = "".join(each for each in plain if not unicodedata.combining(each))
    return kept.replace("aa", "a").replace("oe", "o")


def forms(name: str) -> Iterator[str]:
    """A name, and of one in several languages each alone and all in any order.

    What stands in brackets tells namesakes apart and is no part of the name.

    >>> list(forms("Kárášjohka - Karasjok"))
    ['kárášjohka', 'karasjok', 'kárášjohkakarasjok', 'karasjokkárášjohka']
    """
    parts = [close(each) for each in name.split(" (", maxsplit=1)[0].split(" - ")]
    for size in range(1, len(parts) + 1):
        for some in permutations(parts, size):
            yield "".join(some)
