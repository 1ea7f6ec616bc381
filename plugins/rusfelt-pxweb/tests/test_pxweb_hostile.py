"""Files made to do harm: each is read or refused with a typed error, in bounded time and room.

Thousands of them, and the largest, are for a soak: ``RUSFELT_SOAK=1``.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from made_up_tables import TABLE, made

from rusfelt.errors import ReadError
from rusfelt.raw_table import RawTable
from rusfelt_pxweb._document import MOST_FILE_BYTES
from rusfelt_pxweb.reader import JsonStat

SOAK = bool(os.environ.get("RUSFELT_SOAK"))
READ = JsonStat().table
WHOLE = json.dumps(TABLE).encode()


def _dimension(category: object, **changed: object) -> bytes:
    """The table with another category for its districts."""
    inside = {**TABLE["dimension"], "Bydel": {"category": category}}
    return json.dumps(made(dimension=inside, **changed)).encode()


def _with(**changed: object) -> bytes:
    return json.dumps(made(**changed)).encode()


def _raw(old: str, new: str) -> bytes:
    text = json.dumps(TABLE)
    assert old in text
    return text.replace(old, new, 1).encode()


CASES = {
    "empty": (b"", "empty"),
    "blank": (b" \n\n ", "empty"),
    "mark only": (b"\xef\xbb\xbf", "no whole JSON"),
    "zeros": (bytes(600), "no whole JSON"),
    "half": (WHOLE[: len(WHOLE) // 2], "no whole JSON"),
    "last sign missing": (WHOLE[:-1], "no whole JSON"),
    "twice": (WHOLE + WHOLE, "no whole JSON"),
    "latin-1": (json.dumps(TABLE, ensure_ascii=False).encode("latin-1"), "no UTF-8"),
    "utf-16": (WHOLE.decode().encode("utf-16"), "no UTF-8"),
    "utf-32": (WHOLE.decode().encode("utf-32-le"), "no whole JSON"),
    "nested lists": (b"[" * 300_000, "lists in lists"),
    "nested objects": (b'{"a":' * 300_000, "lists in lists"),
    "nested extension": (
        _raw(
            '"extension": {"noteMandatory"', '"x": ' + "[" * 99_999 + "]" * 99_999 + ', "y": {"z"'
        ),
        "lists in lists",
    ),
    "a million lists": (b"[" + b"[]," * 10**6 + b"[]]", "lists and objects"),
    "a million dimensions": (
        json.dumps({**TABLE, "id": ["x"] * 10**6, "size": [1] * 10**6}).encode(),
        "dimensions, and at most",
    ),
    "a million sizes": (_with(size=[1] * 10**6), "size: It is a list"),
    "NaN": (_raw("[4, null", "[4, NaN"), "holds NaN"),
    "Infinity": (_raw("[4, null", "[-Infinity, null"), "holds -Infinity"),
    "1e999": (_raw("[4, null", "[1e999, null"), "too large"),
    "an endless whole number": (_raw("[4, null", f"[{'9' * 5000}, null"), "endless digits"),
    "a long whole number": (_raw("[4, null", f"[{'9' * 400}, null"), "hundreds of digits"),
    "sizes too small": (_with(size=[1, 1, 3]), "3 problems|2 problems|categories, and its size"),
    "sizes too large": (_with(size=[2, 1, 4]), "categories, and its size is 4"),
    "one size too few": (_with(size=[2, 1]), "3 in id and 2 in size"),
    "a size that is text": (_with(size=["2", 1, 3]), "no number of categories"),
    "a size that is true": (_with(size=[2, True, 3]), "no number of categories"),
    "a size of 1.5": (_with(size=[2, 1.5, 3]), "no number of categories"),
    "a size below zero": (_with(size=[-2, 1, -3]), "no number of categories"),
    "a trillion cells": (_with(size=[10**6, 1, 10**6]), "4,000,000 cells"),
    "ids twice": (_with(id=["Tid", "Tid", "Bydel"]), "there twice"),
    "ids that are numbers": (_with(id=[1, 2, 3]), "is no name"),
    "no ids": (_with(id=None), "It is null"),
    "no dimension": (_with(dimension=None), "no JSON-stat|It is null"),
    "dimension a list": (_with(dimension=[1]), "It is a list"),
    "a dimension missing": (_with(id=["Bydel", "ContentsCode", "Time"]), "not there"),
    "no categories": (_dimension({}), "should list the categories"),
    "category a text": (_dimension("x"), "'x'"),
    "codes twice": (_dimension({"index": ["a", "a"]}), "there twice"),
    "codes that are numbers": (_dimension({"index": [1, 2]}), "no code"),
    "codes that are nothing": (_dimension({"index": ["", "a"]}), "no code"),
    "codes with NUL": (_dimension({"index": ["a\0", "a"]}), "no code"),
    "half a sign as code": (_dimension({"index": ["\ud800", "a"]}), "no code"),
    "half a sign as label": (
        _dimension({"index": ["b", "a"], "label": {"a": "\udfff"}}),
        "what is no text",
    ),
    "places twice": (_dimension({"index": {"a": 0, "b": 0}}), "places are not 0 to 1"),
    "places beyond": (_dimension({"index": {"a": 1, "b": 2}}), "places are not"),
    "places that are text": (_dimension({"index": {"a": "0", "b": "1"}}), "places are not"),
    "places of 1e30": (_dimension({"index": {"a": 0, "b": 10**30}}), "places are not"),
    "labels a list": (_dimension({"index": ["a", "b"], "label": ["x"]}), "should be an object"),
    "role a list": (_with(role=["Tid"]), "role: It is a list"),
    "role of nobody": (_with(role={"time": ["Time"]}), "no dimension of this table"),
    "role a text": (_with(role={"time": "Tid"}), "should list dimensions"),
    "too few values": (_with(value=[1, 2]), "2 values, and the sizes say 6"),
    "value a number": (_with(value=6), "It is 6"),
    "values that are lists": (_with(value=[[1], {}, True, 1, 2, 3]), "3 problems"),
    "sparse beyond": (_with(value={"6": 1}), "no cell '6'"),
    "sparse before": (_with(value={"-1": 1}), "no number of a cell"),
    "sparse twice": (_with(value={"1": 1, "01": 2}), "there twice"),
    "sparse underlined": (_with(value={"1_0": 1}), "no number of a cell"),
    "sparse in other digits": (_with(value={"٣": 1}), "no number of a cell"),
    "sparse endless": (_with(value={"9" * 5000: 1}), "no number of a cell"),
    "sparse nameless": (_with(value={"1": 1, "": 2}), "no number of a cell"),
    "flags too few": (_with(status=[":", ":"]), "2 flags, and the sizes say"),
    "flags that are numbers": (_with(status={"1": 1}), "is no flag"),
    "flags that are lists": (_with(status=[[":"]] * 6), "is no flag"),
    "a flag of a megabyte": (_with(status={"1": "x" * 10**6}), "is no flag"),
    "a flag of control signs": (_with(status={"1": "\x1b[31m"}), "is no flag"),
    "flags beyond": (_with(status={"6": ":"}), "no cell '6'"),
    "status a number": (_with(status=7), "status: It is 7"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_file_is_refused_with_its_place_and_a_remedy(tmp_path: Path, name: str) -> None:
    """Within two seconds of processor time, whatever it claims to be."""
    content, said = CASES[name]
    path = tmp_path / "hostile.json"
    path.write_bytes(content)
    begun = time.process_time()
    with pytest.raises(ReadError, match=said) as caught:
        READ(path)
    assert time.process_time() - begun < 2
    assert caught.value.path == str(path)
    assert len(str(caught.value)) < 50_000
    assert len(caught.value.problems) <= 100
    assert all(each.remedy for each in caught.value.problems)


def test_a_folder_and_a_file_beyond_the_limit_are_refused_unread(tmp_path: Path) -> None:
    """Nothing of them is parsed."""
    with pytest.raises(ReadError, match="folder"):
        READ(tmp_path)
    path = tmp_path / "large.json"
    with path.open("wb") as stream:
        stream.truncate(MOST_FILE_BYTES + 1)
    with pytest.raises(ReadError, match="larger than 64 MB"):
        READ(path)
    with pytest.raises(ReadError, match="no such file"):
        READ(tmp_path / "nowhere.json")


def test_what_would_take_too_much_room_is_told_beforehand(tmp_path: Path) -> None:
    """Fourteen million small numbers are 28 MB of text and half a gigabyte of objects."""
    path = tmp_path / "numbers.json"
    path.write_bytes(b"[" + b"1," * 14_000_000 + b"1]")
    with pytest.raises(ReadError, match="would take about"):
        READ(path)


PIECES = [
    *[b'"', b"{", b"}", b"[", b"]", b",", b":", b"\\", b"\0", b"null", b"true", b"NaN", b"1e999"],
    *[
        b"-1",
        b"0",
        b"1.5",
        b'""',
        b'":"',
        b'".."',
        b'"x"',
        b"[]",
        b"{}",
        b"\xff",
        b"\xc3",
        b"\\ud800",
    ],
    *[
        b"99999999999",
        b'"value"',
        b'"status"',
        b'"Tid"',
        b'"030101"',
        b'"index"',
        b"[[",
        b"9" * 400,
    ],
    *[b'"6"', b'"1"', b'"2024K1"', b"\xef\xbb\xbf", b" ", b"\n", b"1000000", b'"size":[1],'],
]


def _mutated(chance: random.Random) -> bytes:
    """The table with a few things cut out, put in, doubled or moved."""
    content = bytearray(WHOLE)
    for _ in range(chance.choice([1, 1, 1, 2, 3, 8])):
        start = chance.randrange(len(content) + 1)
        end = min(len(content), start + chance.choice([0, 0, 1, 2, 5, 40]))
        match chance.randrange(6):
            case 0:
                content[start:end] = b""
            case 1:
                content[start:start] = content[start:end]
            case 2:
                content[start:end] = chance.choice(PIECES)
            case 3 if chance.random() < 0.2:
                del content[start:]
            case _:
                # Instead of a whole word of the document, so that it stays JSON more often.
                word = chance.choice([b"null", b"2.5", b"[2, 1, 3]", b'":"', b"0", b'"Tid"', b"4"])
                place = content.find(word)
                if place >= 0:
                    content[place : place + len(word)] = chance.choice(PIECES)
    return bytes(content)


def test_a_mutated_file_is_read_or_refused_and_never_anything_else(tmp_path: Path) -> None:
    """What is read is a table of as many rows as its dimensions have codes."""
    chance = random.Random(2024)  # noqa: S311 - a seeded campaign
    path = tmp_path / "mutated.json"
    read = refused = 0
    for _ in range(10_000 if SOAK else 60):
        path.write_bytes(_mutated(chance))
        begun = time.process_time()
        try:
            table = READ(path)
        except ReadError:
            refused += 1
        else:
            read += 1
            assert isinstance(table, RawTable)
            assert len(table) == len(table.columns["Tid"]) > 0
        assert time.process_time() - begun < 2
    assert min(read, refused) > 3


_MEASURE = """
import resource, sys, time
from rusfelt.errors import ReadError
from rusfelt_pxweb.reader import JsonStat
begun = time.process_time()
try:
    JsonStat().table(sys.argv[1])
except ReadError:
    pass
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, time.process_time() - begun)
"""


@pytest.mark.skipif(not SOAK, reason="writes and reads files of tens of megabytes")
@pytest.mark.parametrize(
    "kind", ["lists", "objects", "texts", "numbers", "flags", "wide sign", "cells", "long codes"]
)
def test_the_largest_files_stay_within_512_mb(tmp_path: Path, kind: str) -> None:
    """The most of each kind that the limits let through, in a process of its own."""
    category = {"index": [str(number) for number in range(2000)]}
    square = {
        "class": "dataset",
        "version": "2.0",
        "id": ["a", "b"],
        "size": [2000, 2000],
        "dimension": {"a": {"category": category}, "b": {"category": category}},
        "value": {},
    }
    long = {"index": [f"{number:030d}" for number in range(1000)]}
    content = {
        "lists": lambda: b"[" + b"[]," * 499_990 + b"[]]",
        "objects": lambda: b"[" + b'{"a":1},' * 499_990 + b"1]",
        "texts": lambda: b"[" + b'"ab",' * 3_000_000 + b"1]",
        "numbers": lambda: b"[" + b"1.5," * 8_000_000 + b"1]",
        "flags": lambda: json.dumps({str(number): ".." for number in range(1_400_000)}).encode(),
        "wide sign": lambda: b'["\xf0\x9f\x98\x80' + b"a" * 40_000_000 + b'"]',
        "cells": lambda: json.dumps(square).encode(),
        "long codes": lambda: json.dumps(
            {**square, "size": [1000, 1000], "dimension": {n: {"category": long} for n in "ab"}}
        ).encode(),
    }[kind]()
    path = tmp_path / "large.json"
    path.write_bytes(content)
    done = subprocess.run(  # noqa: S603 - our own
        [sys.executable, "-c", _MEASURE, str(path)], capture_output=True, text=True, check=True
    )
    megabytes, seconds = done.stdout.split()
    assert int(megabytes) < 512
    assert float(seconds) < 5
