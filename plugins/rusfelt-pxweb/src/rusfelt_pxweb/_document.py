"""From the bytes of a file to one JSON-stat dataset, within a bearable size."""

from __future__ import annotations

import json
import sys
from typing import Any, NoReturn

from rusfelt.errors import ReadError
from rusfelt_pxweb._found import shown

__all__ = ["MOST_FILE_BYTES", "dataset_in", "parsed"]

# 1.7 million cells of eight digits, a tenth of them flagged, are 20 MB.
MOST_FILE_BYTES = 64 * 2**20

# Parsed JSON takes many times the room of its text, and a small file can be made to take a
# hundred times. What it will take is therefore reckoned from the text before it is parsed, with
# what CPython 3.11 was measured to take for each sign of it, and held under a limit that leaves a
# whole process under 512 MB. 1.7 million cells take 75 MB by this reckoning.
_MOST_PARSED = 352 * 2**20
_COSTS = (("{", 200), ("[", 80), ('"', 50))
# A number and its place in a list; it takes two signs of text at least, itself and a comma.
_NUMBER = 32
# A table has an object for each dimension and category at most; making millions takes seconds.
_MOST_PARTS = 500_000


def parsed(data: bytes, file: str) -> Any:
    """The JSON in a file.

    Args:
        data: all of the file, UTF-8 with or without a byte-order mark.
        file: its name, for messages.

    Raises:
        ReadError: it is not UTF-8, not JSON, holds NaN or Infinity, or would take too much room.
    """
    text = _text(data, file)
    del data
    _refuse_large(text, file)
    try:
        return json.loads(text, parse_constant=_refused)
    except json.JSONDecodeError as error:
        msg = (
            f"The file is no whole JSON document: {error.msg}, at sign {error.colno} of the line. "
            "It may have been cut off; fetch it again."
        )
        raise ReadError(msg, path=file, line=error.lineno) from None
    except RecursionError:
        msg = "The file has lists in lists beyond counting, and no table has. Fetch it again."
        raise ReadError(msg, path=file) from None
    except ValueError as error:
        # A number of thousands of digits, or one of the words no JSON has.
        word = error.args[0] if isinstance(error, _WordError) else "a number of endless digits"
        msg = f"The file holds {word}, which is no number of JSON. Have null written there."
        raise ReadError(msg, path=file) from None
    except MemoryError:
        msg = "The file does not fit in memory. Fetch fewer values at a time."
        raise ReadError(msg, path=file) from None


class _WordError(ValueError):
    pass


def _refused(word: str) -> NoReturn:
    raise _WordError(word)


def _text(data: bytes, file: str) -> str:
    if not data.strip():
        msg = "The file is empty. Fetch it again."
        raise ReadError(msg, path=file)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        msg = (
            f"Byte {error.start + 1} is no UTF-8, and JSON is always UTF-8. "
            "Fetch the file again, or save it as UTF-8."
        )
        raise ReadError(msg, path=file, line=line) from None


def _refuse_large(text: str, file: str) -> None:
    counts = {sign: text.count(sign) for sign, _ in _COSTS}
    if counts["{"] + counts["["] > _MOST_PARTS:
        msg = f"The file has more than {_MOST_PARTS:,} lists and objects, and no table has."
        raise ReadError(f"{msg} Fetch it again.", path=file)
    # Texts in it are made once more.
    room = 2 * sys.getsizeof(text) + sum(counts[sign] * cost for sign, cost in _COSTS)
    # Counting millions of commas takes its time, so where the most there can be fit, none are.
    if room + _NUMBER * len(text) // 2 > _MOST_PARSED:
        room += _NUMBER * text.count(",")
    if room > _MOST_PARSED:
        msg = (
            f"The file would take about {room >> 20} MB to read, and {_MOST_PARSED >> 20} MB are "
            "allowed. Fetch fewer values at a time."
        )
        raise ReadError(msg, path=file)


def dataset_in(document: Any, file: str) -> tuple[dict[str, Any], str]:
    """The one dataset of a JSON-stat response, laid out as version 2.0 does.

    Version 1 has it under a name of its own, and there ``id``, ``size`` and ``role`` lie with the
    dimensions (json-stat.org/format, versions 1.00 to 1.03).

    Returns:
        The dataset, and what was taken for granted to get there; ``""`` where nothing was.

    Raises:
        ReadError: it is no JSON-stat, or no one dataset; the message says what it is.
    """
    if not isinstance(document, dict):
        msg = f"This is {shown(document)}, and a JSON-stat file is an object. Give such a file."
        raise ReadError(msg, path=file)
    kind = document.get("class")
    if kind == "collection":
        msg = (
            "This is a JSON-stat collection: a list of where tables are, and no table. "
            "Fetch one of the tables."
        )
        raise ReadError(msg, path=file)
    if kind == "dimension":
        msg = "This is one dimension of a JSON-stat table, without figures. Fetch the table."
        raise ReadError(msg, path=file)
    if "error" in document and "value" not in document:
        msg = "This is a server's JSON-stat error message, and no table. Fetch it again."
        raise ReadError(msg, path=file)
    if kind == "dataset" or (kind is None and "dimension" in document and "value" in document):
        return document, ""
    if kind is None:
        return _first_version(document, file)
    msg = f"Its class is {shown(kind)}, and 'dataset' is what can be read. Fetch a dataset."
    raise ReadError(msg, path=file)


def _first_version(document: dict[str, Any], file: str) -> tuple[dict[str, Any], str]:
    inside = {
        name: each
        for name, each in document.items()
        if isinstance(each, dict) and "dimension" in each and "value" in each
    }
    if len(inside) > 1:
        names = ", ".join(shown(name) for name in list(inside)[:5])
        msg = f"This is a JSON-stat 1 bundle of {len(inside)} tables ({names}). Save one by itself."
        raise ReadError(msg, path=file)
    if not inside:
        msg = (
            "This is JSON, but no JSON-stat: it says no class, and holds no table. "
            "Ask the statistics bank for json-stat2."
        )
        raise ReadError(msg, path=file)
    ((_, dataset),) = inside.items()
    dimensions = dataset["dimension"]
    if not isinstance(dimensions, dict):
        return dataset, "JSON-stat 1"
    moved = {
        name: dimensions[name]
        for name in ("id", "size", "role")
        if name in dimensions and name not in dataset
    }
    kept = {name: each for name, each in dimensions.items() if name not in moved}
    return {**dataset, **moved, "dimension": kept}, "JSON-stat 1"
