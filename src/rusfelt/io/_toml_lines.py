"""Where each key of a TOML document stands.

The standard library's reader keeps no line numbers. This one keeps nothing else: it walks the
tokens of a document that is already known to be valid, and never raises.
"""

from __future__ import annotations

import contextlib
import re
import tomllib
from collections import Counter
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["Place", "comments", "line_numbers", "line_of", "place_of", "text_of"]

Place: TypeAlias = tuple[str | int, ...]
"""The way to a value: ``("tiltak", 3, "due")``; the document itself is ``()``."""

_TOKEN = re.compile(
    r'''(?P<text>"""(?:[^"\\]++|\\.|"(?!""))*+"{3,5}|\'\'\'.*?\'\'\'(?:'{0,2})'''
    r"""|"(?:[^"\\\n]++|\\.)*+"|'[^'\n]*')"""
    r"""|(?P<skip>\#[^\n]*|[^\S\n]+)"""
    r"""|(?P<mark>[\n\[\]{}=,.])"""
    r"""|(?P<bare>[^\s\[\]{}=,.\#"']+)"""
    r"""|(?P<other>.)""",
    re.DOTALL,
)
_STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_VALUE_ENDS = frozenset({",", "]", "}", "\n", ""})


def line_numbers(text: str) -> dict[Place, int]:
    r"""The line, counted from 1, of every table, key and list item in a TOML document.

    >>> lines = line_numbers('id = "a"\n[[goals]]\nid = "g"\ntitle = "G"')
    >>> lines["goals", 0, "title"]
    4
    """
    walk = _Walk(text.replace("\r\n", "\n"))
    # The places found so far still help; the rest fall back to what encloses them.
    with contextlib.suppress(RecursionError):
        walk.document()
    return walk.lines


def comments(text: str) -> Iterator[tuple[int, str]]:
    r"""The comments of a TOML document with their lines.

    >>> list(comments('id = "#a"\n# first\nx = 1 # second'))
    [(2, '# first'), (3, '# second')]
    """
    line = 1
    for match in _TOKEN.finditer(text.replace("\r\n", "\n")):
        if match.lastgroup == "skip" and match[0].startswith("#"):
            yield line, match[0]
        line += match[0].count("\n")


def line_of(lines: Mapping[Place, int], place: Place) -> int:
    """The line of a place, or of the nearest thing around it that has one."""
    while place and place not in lines:
        place = place[:-1]
    return lines.get(place, 1)


def text_of(place: Place) -> str:
    """A place as people read it: ``tiltak[3].due``."""
    text = ""
    for step in place:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            name = step if _BARE_KEY.fullmatch(step) else repr(step)
            text += f".{name}" if text else name
    return text


def place_of(text: str) -> Place:
    """The place a plain path names; the inverse of :func:`text_of` where every key is bare."""
    return tuple(int(number) if number else name for number, name in _STEP.findall(text))


class _Walk:
    """One pass over the tokens; ``_piece`` is the one in hand, empty at the end."""

    def __init__(self, text: str) -> None:
        self.lines: dict[Place, int] = {(): 1}
        self._items: Counter[Place] = Counter()
        self._tokens = _tokens(text)
        self._advance()

    def document(self) -> None:
        table: Place = ()
        while self._piece:
            if self._piece == "\n":
                self._advance()
            elif self._piece == "[":
                table = self._header()
            else:
                self._pair(table)

    def _advance(self) -> None:
        self._piece, self._line = next(self._tokens, ("", 0))

    def _header(self) -> Place:
        line = self._line
        self._advance()
        is_list = self._piece == "["
        if is_list:
            self._advance()
        place: Place = ()
        keys = self._keys("]")
        for depth, key in enumerate(keys, 1):
            place = (*place, key)
            self.lines.setdefault(place, line)
            if is_list and depth == len(keys):
                self._items[place] += 1
            if place in self._items:
                place = (*place, self._items[place] - 1)
                self.lines.setdefault(place, line)
        while self._piece == "]":
            self._advance()
        return place

    def _keys(self, stop: str) -> list[str]:
        keys = []
        while self._piece not in {stop, "\n", ""}:
            if self._piece != ".":
                keys.append(_key(self._piece))
            self._advance()
        return keys

    def _pair(self, table: Place) -> None:
        line = self._line
        place = table
        for key in self._keys("="):
            place = (*place, key)
            self.lines.setdefault(place, line)
        self._advance()
        self._value(place)

    def _value(self, place: Place) -> None:
        if self._piece == "[":
            self._list(place)
        elif self._piece == "{":
            self._table(place)
        else:
            self._advance()
            while self._piece not in _VALUE_ENDS:
                self._advance()

    def _list(self, place: Place) -> None:
        self._advance()
        index = 0
        while self._piece not in {"]", ""}:
            if self._piece in {",", "\n"}:
                index += self._piece == ","
                self._advance()
            else:
                self.lines[(*place, index)] = self._line
                self._value((*place, index))
        self._advance()

    def _table(self, place: Place) -> None:
        self._advance()
        while self._piece not in {"}", ""}:
            if self._piece in {",", "\n"}:
                self._advance()
            else:
                self._pair(place)
        self._advance()


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    line = 1
    for match in _TOKEN.finditer(text):
        if match.lastgroup != "skip":
            yield match[0], line
        if match.lastgroup in {"text", "mark"}:
            line += match[0].count("\n")


def _key(token: str) -> str:
    if token[0] not in "\"'":
        return token
    try:
        return str(tomllib.loads(f"key = {token}")["key"])
    except tomllib.TOMLDecodeError:
        return token.strip("\"'")
