"""XML somebody else wrote, read without obeying it: no definitions, no depth, no giant words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from xml.parsers import expat

from rusfelt.errors import ReadError
from rusfelt.io._gathered import shown

__all__ = ["Wanderer", "sound_pieces", "walk"]

# A cell holds at most 32,767 characters, and each takes ten bytes at most: &#x10FFFF; so no piece
# of a part is without a tag, and none is filled by a single one.
_MAX_TEXT = 2**19
_MAX_WORD = 2**22
# A workbook's elements lie some ten deep.
_MAX_DEPTH = 200
# Where depth is counted by the signs of tags alone, as many may be cut in two.
_MAX_COUNTED = 10_000
_CHUNK = 2**20
_CLOSED = re.compile(rb"/>\s*<")

Wanderer = Callable[[str, dict[str, str]], object]


class _Sound:
    """A parser that refuses what no spreadsheet program writes."""

    def __init__(self, part: str, file: str) -> None:
        self._part = part
        self._file = file
        self._fed = 0
        self.parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse_definitions
        parser.XmlDeclHandler = self._look_at_encoding

    def feed(self, piece: bytes, *, last: bool = False) -> None:
        if not self._fed and piece.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")):
            raise self.failure("is not written in UTF-8")
        self._fed += len(piece)
        try:
            self.parser.Parse(piece, last)
        except expat.ExpatError as error:
            raise self.failure(f"is broken in its line {error.lineno:,}") from None
        told = self._fed - max(0, self.parser.CurrentByteIndex) > _MAX_WORD
        if told or (len(piece) > _MAX_TEXT and b"<" not in piece):
            raise self.failure("has a text or tag too long for a cell")

    def failure(self, fact: str) -> ReadError:
        msg = (
            f"The part {shown(self._part)} {fact}. Open the file in a spreadsheet program and save "
            "it anew."
        )
        return ReadError(msg, path=self._file)

    def _refuse_definitions(self, *_: object) -> None:
        raise self.failure("defines its own words of XML, as no spreadsheet does")

    def _look_at_encoding(self, _: str, encoding: str | None, __: int) -> None:
        if encoding is not None and encoding.lower() not in {"utf-8", "utf8", "us-ascii"}:
            raise self.failure("is not written in UTF-8")


def sound_pieces(pieces: Iterable[bytes], part: str, file: str) -> Iterator[bytes]:
    """The pieces of a part as they are, each after it was found to be sound XML.

    Raises:
        ReadError: it is none, or is made to exhaust whoever reads it.
    """
    sound = _Sound(part, file)
    depth = 0
    for piece in pieces:
        sound.feed(piece)
        # Sound XML has no < but where a tag opens, so this counts tags, give or take cut ones.
        depth += piece.count(b"<") - piece.count(b"<?") - piece.count(b"<!")
        depth -= 2 * piece.count(b"</") + len(_CLOSED.findall(piece))
        if depth > _MAX_COUNTED:
            raise sound.failure("is nested too deeply")
        yield piece
    sound.feed(b"", last=True)


def walk(
    pieces: Iterable[bytes],
    part: str,
    file: str,
    start: Wanderer,
    end: Callable[[str], object] | None = None,
    text: Callable[[str], object] | None = None,
) -> None:
    """Tell of every element of a part, in order and by its name without a prefix.

    Args:
        pieces: its bytes.
        part: its name.
        file: the file it is from.
        start: told name and attributes of each element that begins.
        end: told the name of each that ends.
        text: told the text in between.

    Raises:
        ReadError: it is no sound XML, or is made to exhaust whoever reads it.
    """
    sound = _Sound(part, file)
    depth = 0
    plain: dict[str, str] = {}

    def opened(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _MAX_DEPTH:
            raise sound.failure("is nested too deeply")
        if name not in plain:
            # There are few names but where somebody makes them up.
            if len(plain) > _MAX_DEPTH:
                plain.clear()
            plain[name] = name.rpartition(":")[2]
        start(plain[name], attributes)

    def closed(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(plain.get(name) or name.rpartition(":")[2])

    sound.parser.StartElementHandler = opened
    sound.parser.EndElementHandler = closed
    if text is not None:
        sound.parser.CharacterDataHandler = text
    for piece in pieces:
        for at in range(0, len(piece), _CHUNK):
            sound.feed(piece[at : at + _CHUNK])
    sound.feed(b"", last=True)
