"""What a Stata file says of itself at its start (stata.com/help.cgi?dta, and the pages it names)."""

from __future__ import annotations

import struct

import attrs

__all__ = ["DtaFacts", "dta_facts"]

_START = b"<stata_dta>"
_END = b"</stata_dta>"
_OLD = frozenset({104, 105, 108, 110, 111, 113, 114, 115})
_BIG, _LITTLE = 1, 2
_TAGGED = 117
_UNICODE = 118
_MANY_COLUMNS = 119
# A tagged header begins <stata_dta><header><release>118</release><byteorder>LSF</byteorder><K>.
_RELEASE = slice(28, 31)
_ORDER = slice(52, 55)
_COLUMNS = 70
_ROWS_AFTER = len(b"</K><N>")
_LEAST = 109


@attrs.frozen
class DtaFacts:
    """What a Stata file says of itself.

    Attributes:
        release: the number of its format.
        rows: how many rows it has.
        columns: how many variables.
    """

    release: int
    rows: int
    columns: int

    @property
    def is_unicode(self) -> bool:
        """Whether its texts are UTF-8; before Stata 14 they are in the encoding of a system."""
        return self.release >= _UNICODE

    def is_whole(self, tail: bytes) -> bool:
        """Whether a file that ends so has not been cut off, where that can be seen."""
        return self.release < _TAGGED or tail.rstrip(b"\0\r\n ").endswith(_END)


def dta_facts(head: bytes) -> DtaFacts | None:
    """What a file that begins so says of itself; ``None`` where it is no Stata file.

    Args:
        head: its first bytes; 128 are enough.
    """
    if head.startswith(_START):
        return _tagged(head)
    if len(head) < _LEAST or head[0] not in _OLD or head[2] != 1:
        return None
    if head[1] not in {_BIG, _LITTLE}:
        return None
    columns, rows = struct.unpack_from(">Hi" if head[1] == _BIG else "<Hi", head, 4)
    return DtaFacts(head[0], rows, columns)


def _tagged(head: bytes) -> DtaFacts | None:
    release = head[_RELEASE]
    order = {b"LSF": "<", b"MSF": ">"}.get(head[_ORDER])
    if len(head) < _LEAST or order is None or not release.isdigit():
        return None
    many = int(release) >= _MANY_COLUMNS
    columns = struct.unpack_from(f"{order}{'I' if many else 'H'}", head, _COLUMNS)[0]
    at = _COLUMNS + (4 if many else 2) + _ROWS_AFTER
    rows = struct.unpack_from(f"{order}{'Q' if int(release) >= _UNICODE else 'I'}", head, at)[0]
    return DtaFacts(int(release), rows, columns)
