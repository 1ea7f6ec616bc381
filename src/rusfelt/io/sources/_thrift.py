"""Thrift's compact protocol, as far as Parquet files need it to be looked into.

Structs become mappings of field numbers to whole numbers, truth values, structs and lists of
structs; everything else is passed over. The protocol is described in
``doc/specs/thrift-compact-protocol.md`` of apache/thrift.
"""

from __future__ import annotations

from typing import Any

__all__ = ["BrokenThriftError", "struct_at"]

_TRUE, _FALSE, _BYTE, _DOUBLE, _TEXT, _LIST, _SET, _STRUCT = 1, 2, 3, 7, 8, 9, 10, 12
_SHORT, _WHOLE, _LONG = 4, 5, 6
_LONG_LIST = 0x0F
_MORE = 0x80
_DEEPEST = 12
_LONGEST_VARINT = 63


class BrokenThriftError(Exception):
    """What should be a struct is none."""


def struct_at(data: bytes, at: int, depth: int = 0) -> tuple[dict[int, Any], int]:
    """A struct, and where it ends.

    Args:
        data: what it stands in.
        at: where it begins.
        depth: how many structs it stands in.

    Raises:
        BrokenThriftError: it is none.
        IndexError: the data end before it does.
    """
    if depth > _DEEPEST:
        raise BrokenThriftError
    fields: dict[int, Any] = {}
    last = 0
    while True:
        head = data[at]
        at += 1
        if not head:
            return fields, at
        kind = head & 0x0F
        if head >> 4:
            last += head >> 4
        else:
            last, at = _number(data, at)
        # Most of what there is are numbers and texts, and they are read here to save the time of
        # a call.
        if _SHORT <= kind <= _LONG:
            byte = data[at]
            if byte < _MORE:
                at += 1
                fields[last] = (byte >> 1) ^ -(byte & 1)
            else:
                fields[last], at = _number(data, at)
        elif kind == _TEXT:
            size, at = _varint(data, at)
            at += size
        else:
            fields[last], at = _value(data, at, kind, depth)


def _value(data: bytes, at: int, kind: int, depth: int) -> tuple[Any, int]:
    if kind == _STRUCT:
        return struct_at(data, at, depth + 1)
    if kind in {_LIST, _SET}:
        return _list_at(data, at, depth)
    if kind in {_TRUE, _FALSE}:
        return kind == _TRUE, at
    if kind == _BYTE:
        return None, at + 1
    if kind == _DOUBLE:
        return None, at + 8
    # Parquet has no maps.
    raise BrokenThriftError


def _list_at(data: bytes, at: int, depth: int) -> tuple[list[Any] | None, int]:
    head = data[at]
    at += 1
    size, kind = head >> 4, head & 0x0F
    if size == _LONG_LIST:
        size, at = _varint(data, at)
    if size > len(data):
        raise IndexError
    if kind == _STRUCT:
        found = []
        for _ in range(size):
            each, at = struct_at(data, at, depth + 1)
            found.append(each)
        return found, at
    for _ in range(size):
        if kind == _TEXT:
            length, at = _varint(data, at)
            at += length
        elif _SHORT <= kind <= _LONG:
            _, at = _varint(data, at)
        elif kind in {_TRUE, _FALSE, _BYTE}:
            at += 1
        else:
            _, at = _value(data, at, kind, depth + 1)
        if at > len(data):
            raise IndexError
    return None, at


def _varint(data: bytes, at: int) -> tuple[int, int]:
    byte = data[at]
    at += 1
    if byte < _MORE:
        return byte, at
    value = byte & 0x7F
    for shift in range(7, _LONGEST_VARINT + 1, 7):
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < _MORE:
            return value, at
    raise BrokenThriftError


def _number(data: bytes, at: int) -> tuple[int, int]:
    value, at = _varint(data, at)
    return (value >> 1) ^ -(value & 1), at
