"""Which kind of spreadsheet a file is, by what it begins with and holds."""

from __future__ import annotations

from rusfelt.errors import ReadError
from rusfelt.io.sources._ole2 import OLE2, Ole2
from rusfelt.io.sources._sheet import Workbook
from rusfelt.io.sources._sheet_ods import Ods
from rusfelt.io.sources._sheet_xls import Xls
from rusfelt.io.sources._sheet_xlsb import Xlsb
from rusfelt.io.sources._sheet_xlsx import Xlsx
from rusfelt.io.sources._zip_parts import ZipParts, local_names

__all__ = ["recognised", "workbook_of"]

_ZIP = b"PK\x03\x04"
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
# What "Excel" often means where a program exports to it: a page, or XML of Excel 2003.
_PAGES = (
    b"urn:schemas-microsoft-com:office:excel",
    b"urn:schemas-microsoft-com:office:spreadsheet",
)
_PROGRAM = b'progid="Excel.Sheet"'
_LOOKED_AT = 4_096


def recognised(head: bytes) -> bool:
    """Whether a file that begins so is a spreadsheet, or is called one."""
    if head.startswith(OLE2):
        return True
    if head.startswith(_ZIP):
        return any(_is_of_spreadsheet(name, content) for name, content in local_names(head))
    return _is_page(head)


def _is_of_spreadsheet(name: str, content: bytes) -> bool:
    told = name.replace("\\", "/").lstrip("/").lower()
    if told == "[content_types].xml":
        return b"spreadsheetml" in content or b"ms-excel" in content
    return told.startswith("xl/") or (told == "mimetype" and content.startswith(_ODS))


def _is_page(head: bytes) -> bool:
    start = head[:_LOOKED_AT].replace(b"\0", b"")
    return start.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").startswith(b"<") and (
        any(each in start for each in _PAGES) or _PROGRAM in start
    )


def workbook_of(data: bytes, file: str) -> Workbook:
    """The workbook in a file.

    Raises:
        ReadError: it is no spreadsheet, is protected with a password, or is damaged.
    """
    if data.startswith(OLE2):
        return _of_ole2(Ole2(data, file), file)
    if data.startswith(_ZIP):
        return _of_zip(ZipParts(data, file), file)
    if _is_page(data):
        raise _failure(
            "This is a web page or XML under a spreadsheet's name. Open it in a spreadsheet "
            "program, and save it as xlsx.",
            file,
        )
    if not data.strip(b"\0"):
        raise _failure("The file is empty. Fetch it anew.", file)
    raise _failure("This is no spreadsheet, whatever it is called. Check what it is.", file)


def _of_zip(parts: ZipParts, file: str) -> Workbook:
    if "xl/workbook.xml" in parts:
        return Xlsx(parts, file, "xl/workbook.xml")
    if "xl/workbook.bin" in parts:
        return Xlsb(parts, file)
    if "mimetype" in parts and parts.content("mimetype", _LOOKED_AT).startswith(_ODS):
        return Ods(parts, file)
    # The workbook may be called otherwise; then there is one beside the sheets all the same.
    others = [each for each in parts.names() if each.startswith("xl/workbook")]
    if len(others) == 1 and others[0].endswith(".xml"):
        return Xlsx(parts, file, others[0])
    raise _failure("This is a zip file and no spreadsheet. Unpack it, or check what it is.", file)


def _of_ole2(container: Ole2, file: str) -> Workbook:
    if "encryptedpackage" in container:
        raise _failure("The file is protected with a password. Save it without one.", file)
    for name in ("workbook", "book"):
        if name in container:
            return Xls(container.stream(name), file)
    raise _failure(
        "This is a document of an older Office program and no spreadsheet. Check what it is.", file
    )


def _failure(text: str, file: str) -> ReadError:
    return ReadError(text, path=file)
