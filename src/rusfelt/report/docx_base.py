"""An empty document of our own: A4, and nothing of any program or person in it."""

from __future__ import annotations

from rusfelt.report._zip import zipped
from rusfelt.report.docx_looks import DEFAULTS
from rusfelt.report.docx_xml import NAMESPACE

__all__ = ["PAGE", "empty_document"]

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
# A4, in twentieths of a point, with room for a line above and below the text.
PAGE = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1361" w:right="1247" '
    'w:bottom="1247" w:left="1247" w:header="624" w:footer="567" w:gutter="0"/></w:sectPr>'
)
_PARTS = ("styles", "numbering", "settings")


def empty_document() -> bytes:
    """A document without text, with the styles' defaults and nothing else."""
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_TYPE}.{kind}+xml"/>'
        for name, kind in (("document", "document.main"), *((each, each) for each in _PARTS))
    )
    relations = "".join(
        f'<Relationship Id="rId{place}" Type="{_OFFICE}/{name}" Target="{name}.xml"/>'
        for place, name in enumerate(_PARTS, start=1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f"{relations}</Relationships>",
        # Declared here: else what it is called below depends on what else this process has read.
        "word/document.xml": f'<w:document xmlns:w="{NAMESPACE}" xmlns:r="{_OFFICE}">'
        f"<w:body>{PAGE}</w:body>"
        "</w:document>",
        "word/styles.xml": f'<w:styles xmlns:w="{NAMESPACE}">{DEFAULTS}</w:styles>',
        "word/numbering.xml": f'<w:numbering xmlns:w="{NAMESPACE}"/>',
        # Without this Word opens the document as one of an old version.
        "word/settings.xml": f'<w:settings xmlns:w="{NAMESPACE}"><w:zoom w:percent="100"/><w:compat>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" '
        'w:val="15"/></w:compat></w:settings>',
    }
    return zipped({name: (_HEAD + source).encode("utf-8") for name, source in parts.items()})
