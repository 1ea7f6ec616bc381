"""What reads an SPSS or Stata file in a process of its own: started by ``_readstat``, never by hand.

ReadStat is written in C and believes much of what a file says about itself. Here it may run out of
memory, out of time or into memory that is not its own, and only this process ends. Nothing of
rusfelt is imported, so that it starts quickly. What it is told comes as JSON on standard input,
and what it found leaves as an npz archive without pickled objects on standard output.

Texts go out as the bytes that stand in the file: ReadStat is told the file is ISO-8859-1, in which
every byte is a letter, so that nothing is dropped or replaced before somebody looks at it. The
texts of portable files and Stata's strL are letters already, and go out as UTF-8.
"""

from __future__ import annotations

import gc
import io
import json
import math
import os
import sys
import time
import warnings
from array import array
from collections.abc import Iterator, Sequence
from typing import Any

TOLD: dict[str, Any] = {}
if __name__ == "__main__":
    # What can be imported is what can be imported where it was asked.
    TOLD = json.load(sys.stdin)
    sys.path[:] = TOLD["modules"]

import numpy as np  # noqa: E402 - found where the line above says

__all__ = ["answer_to", "main"]

_BYTES = "ISO-8859-1"
_UTF8 = "UTF-8"
# Where the number of rows is not known, room for 100,000 is made in each column at once.
_TOGETHER = 100
# SPSS keeps longer texts in pieces of 255 bytes, and fills up a piece that ends in half a letter.
_PIECE = 255


class NamesError(Exception):
    """Two columns have one name."""


def main(told: dict[str, Any]) -> None:
    """Read a file within limits, and write what stands in it on standard output."""
    # Millions of numbers are not taken apart one by one; they end with the process.
    kept: list[Any] = []
    try:
        import pyreadstat  # noqa: F401, PLC0415 - before the limits, which are for the file alone
    except ImportError as error:
        answer = _archive(_failure(error))
    else:
        _limit(told["memory"], told["seconds"])
        # Millions of numbers come, and none of them in a circle.
        gc.disable()
        answer = answer_to(told, kept)
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    os._exit(0)


def answer_to(told: dict[str, Any], kept: list[Any] | None = None) -> memoryview:
    """What stands in a file, or what went wrong, as an npz archive.

    Args:
        told: ``path``, ``format`` (``sav``, ``por`` or ``dta``), ``rows`` (negative where the file
            does not say how many) and ``wide`` (whether long texts are UTF-8 in pieces).
        kept: given what is read, so that it is there until somebody lets go of it.
    """
    try:
        import pyreadstat  # noqa: PLC0415 - a failure is told of like others

        return _archive(_found(pyreadstat, told, kept))
    except Exception as error:  # noqa: BLE001 - whatever it is, only its kind and words leave
        return _archive(_failure(error))


def _failure(error: Exception) -> dict[str, Any]:
    return {"failure": _packed({"kind": type(error).__name__, "message": str(error)[:500]})}


def _archive(arrays: dict[str, Any]) -> memoryview:
    stream = io.BytesIO()
    np.savez(stream, **arrays)
    return stream.getbuffer()


def _limit(memory: int, seconds: int) -> None:
    """Hold this process to so much further memory and processor time, where the system can."""
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    allowed = math.ceil(time.process_time()) + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (_least(allowed, hard), hard))
    try:
        with open("/proc/self/statm", "rb") as statm:  # noqa: PTH123 - it is no file on a disk
            now = int(statm.read().split()[0]) * resource.getpagesize()
    except OSError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (_least(now + memory, hard), hard))


def _least(wished: int, hard: int) -> int:
    # -1 stands for no limit.
    return wished if hard < 0 else min(wished, hard)


def _packed(value: object) -> Any:
    return np.frombuffer(json.dumps(value).encode(), dtype=np.uint8)


def _found(pyreadstat: Any, told: dict[str, Any], kept: list[Any] | None = None) -> dict[str, Any]:
    """The arrays that leave.

    Returns:
        ``meta``: what the file says, as JSON; ``numbers``: a row for each column of numbers;
        ``tags``: a row for each of those with letters for what is missing; ``texts``: the cells of
        the columns of texts one after the other, with a NUL between those of a column.
    """
    options = {"disable_datetime_conversion": True, "output_format": "dict"}
    source = told["path"]
    if told["format"] == "por":
        read, further = _por(pyreadstat)
        options |= further
    else:
        read = pyreadstat.read_sav if told["format"] == "sav" else pyreadstat.read_dta
        options |= {"user_missing": True, "encoding": _BYTES}
    parts: list[dict[str, Any]] = []
    numbers: list[Any] = []
    tags: list[Any] = []
    texts: list[bytes] = []
    rows = 0
    about: dict[str, Any] = {}
    for names in _together(read, source, options, told):
        columns, meta = _read(read, source, {**options, "usecols": names})
        if kept is not None:
            kept.append(columns)
        whole = _whole(read, source, options, meta) if told["wide"] else {}
        for name in meta.column_names:
            values = columns[name]
            rows = len(values)
            each = _about(name, meta)
            if each["text"]:
                # Stata's strL, and all of a portable file, are letters already.
                each["raw"] = told["format"] == "sav" or (told["format"] == "dta" and each["width"])
                if name in whole:
                    values = _longer(values, whole.pop(name))
                texts.append(_joined(values, _BYTES if each["raw"] else _UTF8))
                each["length"] = len(texts[-1])
            else:
                found, letters = _numbers(values)
                numbers.append(found)
                each["tags"] = letters is not None
                if letters is not None:
                    tags.append(letters)
            parts.append(each)
        about = _about_all(meta)
    return {
        "meta": _packed({"columns": parts, "rows": rows, **about}),
        "numbers": np.array(numbers, dtype=np.float64).reshape(len(numbers), rows),
        "tags": np.array(tags, dtype=np.uint8).reshape(len(tags), rows),
        "texts": np.frombuffer(b"".join(texts), dtype=np.uint8),
    }


def _por(pyreadstat: Any) -> tuple[Any, dict[str, Any]]:
    """What reads portable files, and what it can be told.

    ``read_por`` cannot be told to keep the codes for no answer, though what it calls can.
    """
    entry = getattr(getattr(pyreadstat, "pyreadstat", None), "parser_entry_point", None)
    if entry is None:
        return pyreadstat.read_por, {}
    return entry, {"parser_format": "por", "user_missing": True}


def _together(
    read: Any, source: str, options: dict[str, Any], told: dict[str, Any]
) -> Iterator[list[str] | None]:
    """Which columns to read at a time; ``None`` for all of them."""
    if told["rows"] >= 0:
        yield None
        return
    _, meta = _read(read, source, {**options, "metadataonly": True})
    names = meta.column_names
    if len(names) <= _TOGETHER:
        yield None
        return
    for start in range(0, len(names), _TOGETHER):
        yield names[start : start + _TOGETHER]


def _read(read: Any, source: str, options: dict[str, Any]) -> tuple[Any, Any]:
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        columns, meta = read(source, **options)
    # Names that are there twice are told of in a warning and made up anew.
    if any("is duplicated" in str(each.message) for each in seen) or len(columns) != len(
        meta.column_names
    ):
        raise NamesError
    return columns, meta


def _whole(read: Any, source: str, options: dict[str, Any], meta: Any) -> dict[str, Any]:
    """Long texts once more as UTF-8, where ReadStat skips what fills up their pieces."""
    wide = [
        name
        for name in meta.column_names
        if meta.readstat_variable_types[name] == "string"
        and meta.variable_storage_width.get(name, 0) > _PIECE
    ]
    codes = [code for each in meta.value_labels.values() for code in each]
    # A labelled code that is not UTF-8 would be handed on as no text at all, which ends a process.
    if not wide or not all(_is_utf8(code) for code in codes if isinstance(code, str)):
        return {}
    try:
        return dict(_read(read, source, {**options, "usecols": wide, "encoding": _UTF8})[0])
    except Exception:  # noqa: BLE001 - they are not UTF-8, then, and stay as they were read
        return {}


def _is_utf8(text: str) -> bool:
    try:
        text.encode(_BYTES).decode(_UTF8)
    except UnicodeError:
        return False
    return True


def _longer(values: Sequence[str | None], whole: Sequence[str | None]) -> list[str]:
    """The texts as bytes, or what goes on behind a byte that ended them early."""
    texts = []
    for value, full in zip(values, whole, strict=True):
        text = value or ""
        spelt = (full or "").encode(_UTF8, "surrogatepass").decode(_BYTES)
        texts.append(spelt if spelt.startswith(text) else text)
    return texts


def _joined(values: Sequence[str | None], encoding: str) -> bytes:
    # Strings of C hold no NUL, so that it can stand between them.
    try:
        joined = "\0".join(values)  # type: ignore[arg-type]  # hardly ever is one None
    except TypeError:
        joined = "\0".join([value or "" for value in values])
    return joined.encode(encoding, "surrogatepass")


def _numbers(values: Sequence[Any]) -> tuple[Any, Any]:
    """Numbers with ``nan`` for what is missing, and the letters of Stata's missing values."""
    try:
        # Several times as fast as numpy where nothing is missing.
        return np.frombuffer(array("d", values)), None
    except TypeError:
        pass
    try:
        return np.array(values, dtype=np.float64), None
    except ValueError:
        tags = np.array([ord(each) if isinstance(each, str) else 0 for each in values], np.uint8)
        plain = [None if isinstance(each, str) else each for each in values]
        return np.array(plain, dtype=np.float64), tags


def _about(name: str | None, meta: Any) -> dict[str, Any]:
    """What the file says of one column."""
    labels = meta.variable_value_labels.get(name, {})
    ranges = meta.missing_ranges.get(name, ())
    return {
        "name": name or "",
        "title": meta.column_names_to_labels.get(name) or "",
        "format": meta.original_variable_types.get(name) or "",
        "labels": [[code, label] for code, label in labels.items()],
        "named": bool(meta.variable_to_label.get(name)),
        "ranges": [[each["lo"], each["hi"]] for each in ranges],
        "width": meta.variable_storage_width.get(name, 0),
        "text": meta.readstat_variable_types[name] == "string",
    }


def _about_all(meta: Any) -> dict[str, Any]:
    return {
        "notes": list(meta.notes or ()),
        "title": meta.file_label or "",
        "sets": [
            [name, list(each["variable_list"])]
            for name, each in (getattr(meta, "mr_sets", None) or {}).items()
        ],
    }


if __name__ == "__main__":
    main(TOLD)
