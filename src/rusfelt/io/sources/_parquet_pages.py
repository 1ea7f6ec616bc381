"""The headers of a Parquet file's pages, read before pyarrow unpacks what they announce.

The foot of a file says how large its columns are, and each page says it again; nothing but the
page itself settles what unpacking it takes. So the headers are walked through, which takes a few
hundred bytes of each page, and what is inside stays closed.

The layout is that of ``parquet.thrift`` in apache/parquet-format, written in Thrift's compact
protocol.
"""

from __future__ import annotations

from typing import IO, Any

import attrs

from rusfelt.io.sources._thrift import BrokenThriftError, struct_at

__all__ = ["BrokenPageError", "Chunk", "Page", "TooManyPagesError", "chunks_of", "pages_of"]

# A header has the least and the greatest value of its page in it, which may be long texts.
_WINDOWS = (256, 1 << 14, 1 << 20)
_DICTIONARY_PAGE = 2
# What tells the number of values and the encoding of a page with data, of one with words and of
# one with data of the second kind, and where in it the encoding stands. Other pages have neither.
_HEADS = {5: 2, 7: 2, 8: 4}


class BrokenPageError(Exception):
    """What should be the header of a page is none."""


class TooManyPagesError(Exception):
    """There are more pages than are looked at."""


@attrs.frozen
class Page:
    """What a page says of itself.

    Attributes:
        packed, unpacked: its bytes as they stand there, and when unpacked.
        values: how many it has.
        encoding: how they are written, as ``parquet.thrift`` numbers it.
        dictionary: whether it has the words others look up.
    """

    packed: int
    unpacked: int
    values: int
    encoding: int
    dictionary: bool


@attrs.frozen
class Chunk:
    """What the foot says of one column in one group of rows.

    Attributes:
        start: where its first page begins.
        size: the bytes of all pages as they stand there.
        values: how many it has.
    """

    start: int
    size: int
    values: int


def chunks_of(foot: bytes) -> list[list[Chunk]]:
    """The columns of each group of rows.

    pyarrow tells of them too, but ends the whole process over some that are broken, where reading
    them would have raised an error. So they are read here.

    Args:
        foot: of the file.

    Raises:
        BrokenPageError: it is no foot.
    """
    try:
        fields, _ = struct_at(foot, 0)
        return [[_chunk(each[3]) for each in group[1]] for group in fields[4]]
    except (BrokenThriftError, LookupError, TypeError, ValueError):
        raise BrokenPageError from None


def _chunk(fields: dict[int, Any]) -> Chunk:
    start, words = fields[9], fields.get(11, 0)
    # Where there are words to look up, they stand first.
    chunk = Chunk(words if 0 < words < start else start, fields[7], fields[5])
    if min(chunk.start, chunk.size, chunk.values) < 0:
        raise ValueError
    return chunk


def pages_of(stream: IO[bytes], chunk: Chunk, most: int) -> list[Page]:
    """The pages of one column in one group of rows.

    Args:
        stream: the file.
        chunk: where they stand.
        most: as many pages as are looked at.

    Raises:
        BrokenPageError: one is none, or reaches beyond the bytes of all.
        TooManyPagesError: there are too many.
    """
    found: list[Page] = []
    at, end = chunk.start, chunk.start + chunk.size
    left = chunk.values
    while left > 0 and at < end:
        page, length = _page_at(stream, at, end)
        at += length + page.packed
        if at > end:
            raise BrokenPageError
        if len(found) >= most:
            raise TooManyPagesError
        if not page.dictionary:
            left -= page.values
        found.append(page)
    return found


def _page_at(stream: IO[bytes], at: int, end: int) -> tuple[Page, int]:
    for window in _WINDOWS:
        stream.seek(at)
        data = stream.read(min(window, end - at))
        try:
            fields, length = struct_at(data, 0)
        except IndexError:
            # It may be longer than what was looked at.
            continue
        except BrokenThriftError:
            break
        if length <= len(data):
            return _page(fields), length
    raise BrokenPageError


def _page(fields: dict[int, Any]) -> Page:
    packed, unpacked = fields.get(3), fields.get(2)
    encoding: object = 0
    values: object = 0
    for place, encoding_at in _HEADS.items():
        head = fields.get(place)
        if isinstance(head, dict):
            encoding, values = head.get(encoding_at), head.get(1)
    if not (
        isinstance(packed, int)
        and isinstance(unpacked, int)
        and isinstance(encoding, int)
        and isinstance(values, int)
        and min(packed, unpacked, values) >= 0
    ):
        raise BrokenPageError
    return Page(packed, unpacked, values, encoding, fields.get(1) == _DICTIONARY_PAGE)
