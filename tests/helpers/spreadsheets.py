"""Spreadsheets written byte by byte, for what no spreadsheet program would write."""

from __future__ import annotations

import io
import random
import struct
import zipfile

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def zip_of(parts, method=zipfile.ZIP_DEFLATED):
    """A zip file of named parts."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as opened:
        for name, content in parts.items():
            opened.writestr(name, content)
    return held.getvalue()


def relations(*links):
    """Links from one part to others, each with its name, kind and target."""
    told = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for name, kind, target in links
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}">{told}</Relationships>'


def sheet_xml(rows, after=""):
    """A sheet with these rows of XML."""
    return f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def xlsx_parts(sheet, **others):
    """The parts of a workbook of one sheet, some of them other than usual."""
    parts = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/../content-types"/>',
        "_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": (
            f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
            '<sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": relations(
            ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "styles", "styles.xml")
        ),
        "xl/styles.xml": f'{HEAD}<styleSheet xmlns="{MAIN}"></styleSheet>',
        "xl/worksheets/sheet1.xml": sheet,
    }
    return parts | others


def xlsx(sheet, **others):
    """A workbook of one sheet."""
    return zip_of(xlsx_parts(sheet, **others))


# Binary workbooks: each record is its kind, its size and its bytes ([MS-XLSB] 2.1.4).


def record(kind, data=b""):
    """One record."""
    told = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, left = b"", len(data)
    while True:
        size += bytes([left & 0x7F | (0x80 if left > 127 else 0)])
        left >>= 7
        if not left:
            return told + size + data


def wide(text):
    """A text with its length."""
    stored = text.encode("utf-16-le")
    return struct.pack("<I", len(stored) // 2) + stored


def at(column, style=0):
    """The front of a cell."""
    return struct.pack("<II", column, style)


def row_of(number, *, hidden=False):
    """The record a row begins with."""
    flags = 0x10 if hidden else 0
    return record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, flags, 0, 0))


def xlsb(cells, strings=(), after=b"", styles=((0, None),)):
    """A binary workbook of one sheet with these records of cells."""
    formats = b"".join(
        record(44, struct.pack("<H", 164 + number) + wide(code))
        for number, (_, code) in enumerate(styles)
        if code
    )
    shapes = b"".join(
        record(47, struct.pack("<HHHHHH", 0, 164 + number if code else built_in, 0, 0, 0, 0))
        for number, (built_in, code) in enumerate(styles)
    )
    count = struct.pack("<I", sum(bool(code) for _, code in styles))
    texts = b"".join(record(19, b"\0" + wide(each)) for each in strings)
    many = struct.pack("<II", len(strings), len(strings))
    sheet = [
        record(129),
        record(147, bytes(23)),
        record(148, struct.pack("<IIII", 0, 100, 0, 100)),
        record(145),
        cells,
        record(146),
        after,
        record(130),
    ]
    return zip_of(
        {
            "_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.bin")),
            "xl/workbook.bin": b"".join(
                [
                    record(131),
                    record(153, bytes(8) + wide("")),
                    record(143),
                    record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("Data")),
                    record(144),
                    record(157, bytes(26)),
                    record(132),
                ]
            ),
            "xl/_rels/workbook.bin.rels": relations(
                ("rId1", "worksheet", "worksheets/sheet1.bin"),
                ("rId2", "styles", "styles.bin"),
                ("rId3", "sharedStrings", "sharedStrings.bin"),
            ),
            "xl/styles.bin": record(278)
            + record(615, count)
            + formats
            + record(616)
            + record(617, struct.pack("<I", len(styles)))
            + shapes
            + record(618)
            + record(279),
            "xl/sharedStrings.bin": record(159, many) + texts + record(160),
            "xl/worksheets/sheet1.bin": b"".join(sheet),
        }
    )


def mutated(data, seed):
    """A file with some of its bytes, or of the bytes of its parts, other than they were."""
    chance = random.Random(seed)  # noqa: S311 - the same mutations each time
    if data.startswith(b"PK") and chance.random() < 0.7:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            parts = {each: opened.read(each) for each in opened.namelist()}
        name = chance.choice(sorted(parts))
        parts[name] = _changed(parts[name], chance)
        if chance.random() < 0.05:
            del parts[name]
        return zip_of(parts, chance.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED)))
    return _changed(data, chance)


_WORDS = (
    b"", b"\0", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\x80", b"<", b">", b'"', b"&", b"]]>",
    b"</row>", b"<c/>", b'<c r="XFD1048576"><v>1</v></c>', b"<!DOCTYPE a>", b"&lol;", b"1e999",
    b'<c r="A9999999"><v>1</v></c>', b'r="ZZZ9"', b't="e"', b't="s"', b"NaN", b"-1", b"99999999",
    b'table:number-rows-repeated="1000000000"', b'table:number-columns-repeated="99999999"',
    b"<f>", b"</v>", b'<mergeCell ref="A1:XFD1048576"/>', b"PK\x03\x04", b"\xf0\x9f", b" " * 999,
)  # fmt: skip


def _changed(data, chance):
    data = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        where = chance.randrange(len(data) + 1) if data else 0
        what = chance.randrange(6)
        if what == 0:
            del data[where : where + chance.choice((1, 2, 4, 50, len(data)))]
        elif what == 1 and data:
            data[min(where, len(data) - 1)] = chance.randrange(256)
        elif what == 2:
            data[where:where] = chance.choice(_WORDS)
        elif what == 3:
            word = chance.choice(_WORDS)
            data[where : where + len(word)] = word
        elif what == 4:
            start = chance.randrange(len(data) + 1)
            data[where:where] = data[start : start + chance.choice((4, 40, 400))]
        else:
            data[where : where + 4] = struct.pack(
                "<I", chance.choice((0, 1, 2**31, 2**32 - 1, 255))
            )
    return bytes(data)
