"""The words of ``countable.toml``: numbers, people, events, things, and what stands around them."""

from __future__ import annotations

import functools
import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["COUNTED", "HARMLESS", "UNKNOWN", "kind_of", "numbers_in_words", "word_lists"]

COUNTED, HARMLESS, UNKNOWN = "counted", "harmless", "unknown"

_TEN, _TWENTY = 10, 20
# Ends looked up, in letters. What is left before one is at least three letters: "tunge" is no
# "unge". A few things have shorter names that many compounds end with.
_LONGEST_END, _SHORTEST_END, _SHORTEST_REST = 20, 4, 3
_SHORT_ENDS = frozenset({"mål", "tal", "lag", "rom"})


@functools.lru_cache(maxsize=1 << 14)
def kind_of(word: str) -> str:
    """Whether a word is a person or an event, a thing, or not known, by its longest known end.

    >>> [kind_of(word) for word in ("sykehuspasienter", "brukerundersøkelser", "tunge")]
    ['counted', 'harmless', 'unknown']
    """
    lists = word_lists()
    for cut in range(max(len(word) - _LONGEST_END, 0), len(word)):
        end = word[cut:]
        whole = cut == 0 or (cut >= _SHORTEST_REST and len(end) >= _SHORTEST_END)
        if whole and (end in lists["person"] or end in lists["event"]):
            return COUNTED
        if (whole and end in lists["thing"]) or end in _SHORT_ENDS:
            return HARMLESS
    return UNKNOWN


@functools.cache
def _file() -> Mapping[str, Any]:
    path = files("rusfelt.disclosure").joinpath("countable.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


@functools.cache
def word_lists() -> Mapping[str, frozenset[str]]:
    """Every list of words with all their forms."""
    lists = {}
    for name, entries in _file()["words"].items():
        forms = [entry.split("|") for entry in entries.split()]
        lists[name] = frozenset(stem + end for stem, *ends in forms for end in ("", *ends))
        if name == "thing":
            # Of these a number from two up has the plural: bolig|en|er, not mål|et|ene.
            lists["singular"] = frozenset(
                stem
                for stem, *ends in forms
                if {"en", "n"} & {*ends} and {"er", "ar", "r"} & {*ends}
            )
    kinds = ("article", "nobody", "surely_nobody", "pair", "both")
    lists["trigger"] = frozenset().union(*(lists[kind] for kind in kinds))
    return lists


@functools.cache
def numbers_in_words() -> Mapping[str, int]:
    """The numbers in words up to 99; English ones from 21 are two words and a hyphen."""
    numbers: dict[str, int] = {}
    for language, table in _file()["numbers"].items():
        words = {int(value): each.split() for value, each in table.items()}
        numbers |= {word: value for value, each in words.items() for word in each}
        if language == "nb":
            units = {
                unit: value for value, each in words.items() if 0 < value < _TEN for unit in each
            }
            tens = {ten: value for value, each in words.items() if value >= _TWENTY for ten in each}
            numbers |= {t + u: tens[t] + units[u] for t in tens for u in units} | {
                t + "en": value + 1 for t, value in tens.items()
            }
    return numbers
