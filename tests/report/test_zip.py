"""Zips written anew: the same parts give the same bytes, whoever packed them and when."""

from __future__ import annotations

import io
import zipfile

import pytest

from rusfelt.errors import DomainError
from rusfelt.report._zip import normalised, zipped


def packed(entries, *, date=(2024, 5, 6, 7, 8, 10), method=zipfile.ZIP_DEFLATED, comment=b""):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.comment = comment
        for name, content in entries:
            info = zipfile.ZipInfo(name, date)
            info.compress_type = method
            info.extra = b"\x99\x99\x02\x00hi" if comment else b""
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)
    return out.getvalue()


PARTS = [
    ("word/document.xml", b"<w/>" * 50),
    ("_rels/.rels", b"<r/>"),
    ("docProps/æøå.xml", "å".encode()),
    ("[Content_Types].xml", b"<t/>"),
]


def test_order_dates_and_comments_leave_no_trace():
    """Two programs that pack the same parts in their own ways come to the same bytes."""
    one = normalised(packed(PARTS))
    other = packed(
        PARTS[::-1], date=(1999, 1, 2, 3, 4, 6), method=zipfile.ZIP_STORED, comment=b"Kari"
    )
    assert normalised(other) == one == normalised(one)
    assert b"Kari" in other
    assert b"Kari" not in one


def test_parts_are_kept_and_office_finds_its_list_first():
    with zipfile.ZipFile(io.BytesIO(normalised(packed(PARTS)))) as archive:
        assert archive.testzip() is None
        assert {each: archive.read(each) for each in archive.namelist()} == dict(PARTS)
        names = archive.namelist()
        for info in archive.infolist():
            assert info.date_time == (1980, 1, 1, 0, 0, 0)
            assert (info.create_system, info.external_attr, info.extra, info.comment) == (
                0,
                0x20,
                b"",
                b"",
            )
            # 0x800 says that a name is UTF-8; nothing else is set.
            assert info.flag_bits in {0, 0x800}
        assert archive.comment == b""
    assert names == [
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/æøå.xml",
        "word/document.xml",
    ]


def test_folders_are_no_parts():
    assert normalised(packed([("xl/", b""), ("xl/a.xml", b"1")])) == zipped({"xl/a.xml": b"1"})


@pytest.mark.parametrize(
    "data",
    [b"", b"PK", b"not a zip", packed(PARTS)[:-30], packed(PARTS).replace(b"<t/>", b"")[:-1]],
)
def test_what_is_no_zip_is_refused(data):
    with pytest.raises(DomainError, match="no zip"):
        normalised(data)


def test_a_damaged_part_is_refused():
    """A part whose bytes changed on the way is not passed on as if it were whole."""
    data = bytearray(packed([("a.xml", b"x" * 10)], method=zipfile.ZIP_STORED))
    data[data.index(b"x" * 10)] = ord("y")
    with pytest.raises(DomainError, match="no zip that can be read"):
        normalised(bytes(data))


def test_an_encrypted_part_is_refused():
    data = bytearray(packed([("a.xml", b"x")]))
    for at in (data.index(b"PK\x03\x04") + 6, data.index(b"PK\x01\x02") + 8):
        data[at] |= 1
    with pytest.raises(DomainError, match="password"):
        normalised(bytes(data))


def test_two_parts_of_one_name_are_refused():
    """Programs differ in which of the two they would show."""
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = packed([("a.xml", b"1"), ("a.xml", b"2")])
    with pytest.raises(DomainError, match="two parts of one name"):
        normalised(twice)


def test_a_method_office_does_not_know_is_refused():
    with pytest.raises(DomainError, match="no office program"):
        normalised(packed(PARTS, method=zipfile.ZIP_LZMA))


def test_damage_anywhere_is_refused_or_harmless():
    """Whatever byte is changed, the answer is a document or a typed error, and never another one."""
    data = packed(PARTS)
    answers = set()
    for place in range(len(data)):
        broken = data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]
        try:
            answers.add(type(normalised(broken)))
        except DomainError:
            answers.add(DomainError)
    assert answers == {bytes, DomainError}
