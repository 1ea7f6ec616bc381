"""SPSS and Stata files made for tests: written by pyreadstat, some of them by hand.

Nobody writes files in Windows-1252 any more: pyreadstat writes UTF-8 and says so. An old file is
made of one of its files by turning the texts into the old bytes, of the same number, and putting
other words for the encoding where it is said (record 7, subtypes 3 and 20 of
gnu.org/software/pspp/pspp-dev, "System File Format").
"""

from __future__ import annotations

import random
import struct
import zlib
from pathlib import Path

import pandas as pd
import pyreadstat

__all__ = ["damaged", "old_sav", "sav_by_hand", "seeds", "zlib_bomb"]

_SAYS_UTF8 = struct.pack("<4i", 7, 20, 1, 5) + b"UTF-8"
_PAGE_UTF8 = struct.pack("<2i", 2, 65001)


def old_sav(file, replaced, *, says=None, page=2):
    """Make a file that pyreadstat has written as if it were old.

    Args:
        file: the file; its letters outside ASCII are written as signs, such as ``#``.
        replaced: a text as written, and the bytes that are to stand there, of the same number.
        says: the name of the encoding it is to give; ``None`` for none.
        page: the number of the encoding it is to give; 2 says nothing.
    """
    content = file.read_bytes()
    for text, old in replaced.items():
        plain = text.encode()
        assert len(plain) == len(old), text
        assert plain in content, text
        content = content.replace(plain, old)
    assert _SAYS_UTF8 in content
    assert _PAGE_UTF8 in content
    name = b"" if says is None else struct.pack("<4i", 7, 20, 1, len(says)) + says
    content = content.replace(_SAYS_UTF8, name)
    file.write_bytes(content.replace(_PAGE_UTF8, struct.pack("<2i", 2, page)))


def sav_by_hand(
    variables, rows, *, weight=0, cases=None, further=b"", labels=b"", compression=0, order="<"
):
    """The bytes of a small SPSS file without texts, written record by record.

    Args:
        variables: name as 8 bytes, print format as a number, and the label or ``b""``, of each.
        rows: the numbers.
        weight: the variable that weighs the rows, counted from 1.
        cases: how many rows it says it has.
        further: records of other kinds.
        labels: records of value labels.
        compression: what it says of that.
        order: ``<`` or ``>``, the order of its bytes.
    """
    cases = len(rows) if cases is None else cases
    head = b"$FL2" + b"@(#) SPSS DATA FILE by hand".ljust(60)
    head += struct.pack(f"{order}5i", 2, len(variables), compression, weight, cases)
    head += struct.pack(f"{order}d", 100.0) + b"01 Jan 0112:00:00" + b" " * 64 + b"\0" * 3
    parts = [head]
    for name, form, label in variables:
        parts.append(struct.pack(f"{order}6i", 2, 0, 1 if label else 0, 0, form, form))
        parts.append(name.ljust(8))
        if label:
            parts.append(struct.pack(f"{order}i", len(label)) + label + b" " * (-len(label) % 4))
    parts += [labels, further, struct.pack(f"{order}2i", 999, 0)]
    parts += [struct.pack(f"{order}{len(row)}d", *row) for row in rows]
    return b"".join(parts)


def seeds(folder):
    """Small whole files of every kind, with labels, missing values, texts, dates and notes."""
    folder = Path(folder)
    frame = pd.DataFrame(
        {
            "svar": [1.0, 2.0, 8.0, 9.0, None] * 4,
            "bydel": ["Grünerløkka", "Østensjø", "", "Nordre Aker", "x"] * 4,
            "dag": pd.to_datetime(["2019-03-17 12:30", "2020-01-01 00:00"] * 10),
            "lang": ["æøå " * 100, "kort"] * 10,
            "antall": [301.0, 0.5, -1e10, 4.0, 5.0] * 4,
        }
    )
    told = {
        "variable_value_labels": {"svar": {1: "Ja", 2: "Nei", 8: "Vet ikke", 9: "Ikke aktuelt"}},
        "column_labels": ["Har du prøvd?", "Bydel", "Dag", "Lang tekst", "Antall"],
    }
    missing = {"svar": [8, 9], "antall": [{"lo": float("-inf"), "hi": -1}]}
    made = {}
    for name, squeeze in (("plain.sav", {}), ("rows.sav", {"row_compress": True})):
        pyreadstat.write_sav(
            frame, folder / name, missing_ranges=missing, note="et notat", **squeeze, **told
        )
        made[name] = (folder / name).read_bytes()
    pyreadstat.write_sav(frame, folder / "z.zsav", missing_ranges=missing, compress=True, **told)
    made["z.zsav"] = (folder / "z.zsav").read_bytes()
    plain = frame.drop(columns=["dag", "lang"])
    plain["bydel"] = ["Sagene", "", "Frogner", "x", "y"] * 4
    plain.columns = [name.upper() for name in plain.columns]
    pyreadstat.write_por(plain, folder / "p.por", column_labels=["Tittel", "Bydel", "Antall"])
    made["p.por"] = (folder / "p.por").read_bytes()
    for version in (8, 10, 12, 13, 15):
        name = f"s{version}.dta"
        given = frame.drop(columns=["lang"]) if version < 13 else frame
        titles = dict.fromkeys(given.columns, "Tittel")
        pyreadstat.write_dta(
            given,
            folder / name,
            version=version,
            variable_value_labels={"svar": {1: "Ja", 2: "Nei"}},
            column_labels=titles,
        )
        made[name] = (folder / name).read_bytes()
    return made


_HUGE = (
    *(b"\xff\xff\xff\x7f", b"\xff\xff\xff\xff", b"\0\0\0\x80", b"\0\0\0\0", b"\1\0\0\0"),
    *(b"\0\0\1\0", b"\xff\xff\0\0", b"\x40\x42\x0f\0", b"\0\xca\x9a\x3b", b"\7\0\0\0"),
)


def damaged(content: bytes, chance: random.Random) -> bytes:
    """A file with a few things in it cut off, turned over, made huge, doubled or taken away."""
    data = bytearray(content)
    for _ in range(chance.choice([1, 1, 1, 2, 3, 8])):
        # Where a file says what it is matters more than its rows.
        reach = chance.choice([180, min(2_000, len(data)), len(data)])
        place = chance.randrange(max(1, min(reach, len(data))))
        match chance.randrange(8):
            case 0:
                del data[place + chance.randrange(200) :]
            case 1 | 2:
                data[place : place + 1] = chance.randbytes(1)
            case 3 | 4:
                data[place : place + 4] = chance.choice(_HUGE)
            case 5:
                del data[place : place + chance.choice([1, 4, 8, 100])]
            case 6:
                data[place:place] = data[place : place + chance.choice([1, 4, 8, 100, 4_000])]
            case _:
                data[place : place + 8] = chance.randbytes(8)
    return bytes(data)


_BLOCK = 0x3FF000


def zlib_bomb(blocks: int) -> bytes:
    """A small SPSS file that does not say how many rows it has, and has four million a block.

    Laid out as "Data Record" of gnu.org/software/pspp/pspp-dev tells of ZLIB files: every byte 100
    stands for the number 0.
    """
    head = sav_by_hand([(b"A", 0x050800, b"")], [], cases=-1, compression=2).replace(
        b"$FL2", b"$FL3", 1
    )
    block = zlib.compress(bytes([100]) * _BLOCK, 9)
    first = len(head) + 24
    trailer = first + blocks * len(block)
    table = struct.pack("<2q2i", -100, 0, _BLOCK, blocks)
    for place in range(blocks):
        table += struct.pack(
            "<2q2i",
            len(head) + place * _BLOCK,
            first + place * len(block),
            _BLOCK,
            len(block),
        )
    return head + struct.pack("<3q", len(head), trailer, len(table)) + block * blocks + table
