"""Arrays nobody can write to, shared by panels and findings (floor 0)."""

from __future__ import annotations

from mmap import mmap

import numpy as np

from rusfelt.typing import Array, Strings

__all__ = ["constant_array", "frozen_array", "joined_text", "ragged_ranges"]

# Words made into bytes at a time.
_WORDS = 1 << 16
_ASCII = 127


def frozen_array(values: Array) -> Array:
    """A copy backed by ``bytes``.

    ``setflags(write=True)`` reopens an array that owns its memory; it cannot reopen this one.
    """
    if values.ndim and values.strides == (0,) * values.ndim and values.size:
        # One value all the way down takes the room of one.
        return constant_array(values.flat[0], values.shape)
    values = np.ascontiguousarray(values)
    if not values.flags.writeable and _backed_by_bytes(values):
        return values
    if values.dtype.hasobject:
        msg = "An array of Python objects cannot be frozen; use numbers or text."
        raise TypeError(msg)
    if values.nbytes == 0:
        empty = np.empty(values.shape, values.dtype)
        empty.setflags(write=False)
        return empty
    return np.frombuffer(values.tobytes(), dtype=values.dtype).reshape(values.shape)


def constant_array(value: object, shape: int | tuple[int, ...]) -> Array:
    """One value in every place, in the room of one, and as read-only as the rest.

    >>> constant_array("ok", 3).tolist()
    ['ok', 'ok', 'ok']
    """
    one = np.asarray(value).reshape(1)
    return np.broadcast_to(np.frombuffer(one.tobytes(), dtype=one.dtype)[0:1], shape)


def ragged_ranges(starts: Array, sizes: Array) -> Array:
    """The positions ``start, start + 1, …`` of every stretch, one after the other.

    >>> ragged_ranges(np.array([0, 5]), np.array([2, 3])).tolist()
    [0, 1, 5, 6, 7]
    """
    total = int(sizes.sum())
    if total == 0:
        return np.empty(0, dtype=np.int64)
    before = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    return np.asarray(np.arange(total, dtype=np.int64) + np.repeat(starts - before, sizes))


# Half a character, as broken files have, is a letter like others to a digest.
_HALVES = "surrogatepass"


def joined_text(words: Strings) -> bytes:
    r"""The words in UTF-8 with a NUL between, without a Python string for each.

    >>> joined_text(np.array(["a", "", "bc"]))
    b'a\x00\x00bc'
    """
    if words.size and words.strides == (0,):
        word = str(words[0]).encode("utf-8", _HALVES)
        return (word + b"\0") * (words.size - 1) + word
    parts = [_block_text(words[at : at + _WORDS]) for at in range(0, words.size, _WORDS)]
    return b"\0".join(parts)


def _block_text(words: Strings) -> bytes:
    width = words.dtype.itemsize // 4
    letters = np.ascontiguousarray(words, dtype=f"=U{width}" if width else None)
    codes = letters.view(np.uint32).reshape(words.size, width) if width else None
    if codes is None or codes.max() > _ASCII:
        return "\0".join(words.tolist()).encode("utf-8", _HALVES)
    # A byte a letter, and one more for what stands between words.
    row = np.zeros((words.size, width + 1), dtype=np.uint8)
    row[:, :width] = codes
    sizes = np.char.str_len(letters)
    if (sizes == sizes[0]).all():
        return row[:, : int(sizes[0]) + 1].tobytes()[:-1]
    return row[np.arange(width + 1) <= sizes[:, None]].tobytes()[:-1]


def _backed_by_bytes(values: Array) -> bool:
    base: object = values
    while isinstance(base, np.ndarray):
        base = base.base
    # A file mapped for reading only is as closed as bytes are.
    return isinstance(base, bytes) or (
        isinstance(base, memoryview) and base.readonly and isinstance(base.obj, mmap)
    )
