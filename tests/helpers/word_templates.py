"""Templates in Word that the tests of reports are written in, honest and otherwise."""

from __future__ import annotations

import io
import zipfile

NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{NS}}}"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
SECTION = (
    f'<w:sectPr xmlns:r="{R}"><w:headerReference w:type="default" r:id="rIdH"/>'
    '<w:pgSz w:w="11000" w:h="15000"/><w:pgMar w:top="2000" w:right="1500" w:bottom="2000" '
    'w:left="1500" w:header="700" w:footer="700" w:gutter="0"/><w:titlePg/></w:sectPr>'
)
STYLES = (
    '<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="sv-SE"/></w:rPr></w:rPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Standard"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Overskrift1"><w:name w:val="heading 1"/>'
    '<w:basedOn w:val="Standard"/><w:rPr><w:color w:val="005A9C"/></w:rPr></w:style>'
    '<w:style w:type="table" w:customStyle="1" w:styleId="Kommunetabell"><w:name w:val="Rusfelt Table"/></w:style>'
)
FRONT = (
    "<w:p><w:r><w:t>Forside</w:t></w:r></w:p><w:p><w:r><w:t>{{rap</w:t></w:r><w:r><w:t>port}}</w:t>"
    "</w:r></w:p><w:p><w:r><w:t>Dette skal bort</w:t></w:r></w:p>"
)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060"
    "000000050001a5f645400000000049454e44ae426082"
)


def relation(name, target, kind, *, base=R, outside=False):
    mode = ' TargetMode="External"' if outside else ""
    return f'<Relationship Id="{name}" Type="{base}/{kind}" Target="{target}"{mode}/>'


def template(
    *, body=FRONT, header="Kommunens topp", settings="", more=(), relations="", parts=None,
    kind="document.main", types="", head="",
):  # fmt: skip
    """The bytes of a template, of parts that a test may change or add to."""
    package = "http://schemas.openxmlformats.org/package/2006"
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{TYPE}.{what}+xml"/>'
        for name, what in (
            ("document", kind), ("styles", "styles"), ("settings", "settings"), ("header9", "header"),
            *more,
        )
    )  # fmt: skip
    made = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default '
        f'Extension="xml" ContentType="application/xml"/><Default Extension="png" '
        f'ContentType="image/png"/>{types}{overrides}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        f"{relation('rId1', 'word/document.xml', 'officeDocument')}"
        f"{relation('rId2', 'docProps/app.xml', 'extended-properties')}</Relationships>",
        "docProps/app.xml": "<Properties><Company>Kari Nordmann AS</Company></Properties>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        + relation("rIdS", "styles.xml", "styles")
        + relation("rIdT", "settings.xml", "settings")
        + relation("rIdH", "header9.xml", "header")
        + relations
        + "</Relationships>",
        "word/document.xml": f'{head}<w:document xmlns:w="{NS}" xmlns:r="{R}"><w:body>{body}{SECTION}</w:body></w:document>',
        "word/styles.xml": f'<w:styles xmlns:w="{NS}">{STYLES}</w:styles>',
        "word/settings.xml": f'<w:settings xmlns:w="{NS}" xmlns:r="{R}">{settings}</w:settings>',
        "word/header9.xml": f'<w:hdr xmlns:w="{NS}"><w:p><w:r><w:t>{header}</w:t></w:r></w:p></w:hdr>',
        **(parts or {}),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in made.items():
            archive.writestr(name, content)
    return out.getvalue()


def field(*told):
    """A field whose instruction stands in several runs."""
    inside = "".join(f"<w:r><w:instrText>{each}</w:instrText></w:r>" for each in told)
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{each}"/></w:r>' for each in ("begin", "end"))
    return f"<w:p>{begin}{inside}{end}</w:p>"
