"""A large JSON text piece by piece, so that no file takes more memory than its largest resource."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from json import JSONDecodeError, JSONDecoder
from typing import Any, NoReturn

__all__ = ["BadJsonError", "elements", "lines_of"]

_WINDOW = 2**20
_MOST_NAMES = 1_000
_MOST_PARTS = 200_000
"""How many objects and lists one value may hold that does not fit into a window."""
_BLANK = re.compile(r"[ \t\r\n]*")
# An error so near to the end of a piece may come from where it was cut.
_NEAR = 16


class BadJsonError(Exception):
    """This is no JSON text, or none that is read; says nothing of what stands there."""

    def __init__(self, message: str, remedy: str, at: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.at = at


class _RepeatedError(Exception):
    """An object has a name twice."""


class _ConstantError(Exception):
    """NaN or an infinity, which JSON does not have."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise _RepeatedError
    return made


def _constant(_: str) -> NoReturn:
    raise _ConstantError


_DECODER = JSONDecoder(object_pairs_hook=_object, parse_constant=_constant)
_CUT = "It may have been cut off; export it again."


def _decoded(text: str, at: int, base: int) -> tuple[Any, int]:
    """The value at a place, and where it ends.

    Raises:
        JSONDecodeError: it is no JSON, or ends too early.
        BadJsonError: it is JSON, and none that can be used.
    """
    try:
        return _DECODER.raw_decode(text, at)
    except JSONDecodeError:
        raise
    except _RepeatedError:
        msg = "An object has two elements of one name."
        raise BadJsonError(msg, "Only one of them can be meant; export it again.", base) from None
    except _ConstantError:
        msg = "A number is NaN or infinite, which JSON does not have."
        raise BadJsonError(msg, "Leave the element out, with a reason.", base) from None
    except RecursionError:
        msg = "The elements are nested too deeply."
        raise BadJsonError(msg, "No resource is nested so.", base) from None
    except ValueError:
        msg = "A number has too many digits."
        raise BadJsonError(msg, "Write a plain number.", base) from None


class _Scanner:
    """Where we are in a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.at = 0
        self._base = 0
        self._size = _WINDOW
        self._window = text[:_WINDOW]

    def peek(self) -> str:
        """The next letter that is no blank; empty at the end."""
        found = _BLANK.match(self._text, self.at)
        self.at = found.end() if found else self.at
        return self._text[self.at : self.at + 1]

    def skip(self, wanted: str) -> None:
        """Go past one letter.

        Raises:
            BadJsonError: another one stands there.
        """
        if self.peek() != wanted:
            msg = f"The file is no JSON: {wanted!r} was expected."
            raise BadJsonError(msg, _CUT, self.at)
        self.at += 1

    def value(self) -> Any:
        """The value that begins here, going past it.

        Raises:
            BadJsonError: there is none.
        """
        while True:
            whole = self._base + len(self._window) >= len(self._text)
            try:
                value, end = _decoded(self._window, self.at - self._base, self.at)
            except JSONDecodeError as error:
                near = error.pos >= len(self._window) - _NEAR or error.msg.startswith("Untermin")
                if whole or not near:
                    msg = f"The file is no JSON: {error.msg[:1].lower()}{error.msg[1:]}."
                    raise BadJsonError(msg, _CUT, self._base + error.pos) from None
            else:
                # A number at the end of the window may go on behind it.
                if whole or end < len(self._window):
                    self.at = self._base + end
                    return value
            self._enlarge()

    def _enlarge(self) -> None:
        if self._base < self.at:
            self._base, self._size = self.at, _WINDOW
        else:
            self._size *= 4
        self._window = self._text[self._base : self._base + self._size]
        if self._size > _WINDOW:
            _check_parts(self._window, self.at)


def _check_parts(text: str, at: int) -> None:
    if text.count("{") + text.count("[") > _MOST_PARTS:
        msg = f"One resource has more than {_MOST_PARTS:,} parts."
        raise BadJsonError(msg, "Check what it is.", at)


def elements(text: str) -> Iterator[tuple[str, Any, int, int]]:
    """The elements of the object a text is, by name; those of ``entry`` one by one.

    With each come the places where it begins and ends.

    Raises:
        BadJsonError: it is no JSON, or no object.
    """
    scanner = _Scanner(text)
    names: set[str] = set()
    scanner.skip("{")
    while scanner.peek() != "}":
        if names:
            scanner.skip(",")
        if scanner.peek() != '"':
            msg = "The file is no JSON: the name of an element was expected."
            raise BadJsonError(msg, _CUT, scanner.at)
        start, name = scanner.at, scanner.value()
        if name in names:
            msg = "An object has two elements of one name."
            raise BadJsonError(msg, "Only one of them can be meant; export it again.", start)
        names.add(name)
        if len(names) > _MOST_NAMES:
            msg = f"The document has more than {_MOST_NAMES:,} elements."
            raise BadJsonError(msg, "Check what it is.", start)
        scanner.skip(":")
        if scanner.peek() == "[" and name == "entry":
            for value, begin in _listed(scanner):
                yield name, value, begin, scanner.at
        else:
            yield name, scanner.value(), start, scanner.at
    scanner.skip("}")
    if scanner.peek():
        msg = "Something stands after the end of the document."
        raise BadJsonError(msg, "Write one document, or one on each line.", scanner.at)


def _listed(scanner: _Scanner) -> Iterator[tuple[Any, int]]:
    scanner.skip("[")
    first = True
    while scanner.peek() != "]":
        if not first:
            scanner.skip(",")
            scanner.peek()
        first, begin = False, scanner.at
        yield scanner.value(), begin
    scanner.skip("]")


def lines_of(text: str) -> Iterator[tuple[int, Any, int, int]] | None:
    """The values of a text with one on each line; ``None`` for other texts.

    With each come its line, first, and the places where that begins and ends.
    """
    start = _BLANK.match(text)
    begin = start.end() if start else 0
    end = text.find("\n", begin)
    if end < 0 or text[begin:end].rstrip()[-1:] != "}":
        return None
    after = _BLANK.match(text, end)
    return _lines(text) if after and text[after.end() : after.end() + 1] == "{" else None


def _lines(text: str) -> Iterator[tuple[int, Any, int, int]]:
    at, number = 0, 0
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        number += 1
        line = text[at:end].strip(" \t\r")
        if line:
            if len(line) > _WINDOW:
                _check_parts(line, at)
            yield number, _line(line, at), at, end
        at = end + 1


def _line(line: str, at: int) -> Any:
    try:
        value, end = _decoded(line, 0, at)
    except json.JSONDecodeError as error:
        msg = f"The line is no JSON: {error.msg[:1].lower()}{error.msg[1:]}."
        raise BadJsonError(msg, _CUT, at) from None
    if end < len(line):
        msg = "Something stands on the line after the end of the document."
        raise BadJsonError(msg, "Write one document on each line.", at)
    return value
