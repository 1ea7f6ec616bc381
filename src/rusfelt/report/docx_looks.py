"""The styles a report in Word is written in: what they are called, and how they look in our own."""

from __future__ import annotations

import attrs

__all__ = ["DEFAULTS", "LOOKS", "TONES", "Look"]

INK, SOFT, ACCENT, LINE = "1D2B36", "4A5B68", "0B4A6B", "C3CCD3"
WARNING = "8A1F11"
# The colour beside a verdict's shape and word: all at least 4.5 to 1 on white.
TONES = {
    "target-met": "0C6245",
    "improving": "0C6245",
    "target-missed": "9A2A1B",
    "worsening": "9A2A1B",
    "mixed": "6A3A85",
    "no-detectable-change": "0B5A82",
    "cannot-decide": "6B4A00",
    "not-assessable": "4A5B68",
}
DEFAULTS = f"""<w:docDefaults>
<w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial" w:cs="Arial"/>
<w:color w:val="{INK}"/><w:sz w:val="21"/><w:szCs w:val="21"/></w:rPr></w:rPrDefault>
<w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="271" w:lineRule="auto"/></w:pPr></w:pPrDefault>
</w:docDefaults>"""


@attrs.frozen
class Look:
    """One style.

    Attributes:
        name: as Word stores it: built-in ones have their English name in small letters.
        kind: ``paragraph``, ``character`` or ``table``.
        based: the name of the style it is based on.
        after: the name of the style of the next paragraph.
        paragraph: what stands in its ``w:pPr``, in the order the schema wants.
        run: what stands in its ``w:rPr``.
        rest: what follows them, for a table.
        default: whether it holds for what names no style.
    """

    name: str
    kind: str = "paragraph"
    based: str = ""
    after: str = ""
    paragraph: str = ""
    run: str = ""
    rest: str = ""
    default: bool = False


def _heading(level: int, before: int, after: int, size: int) -> Look:
    return Look(
        f"heading {level}",
        based="Normal",
        after="Normal",
        paragraph=f'<w:keepNext/><w:keepLines/><w:spacing w:before="{before}" w:after="{after}" '
        f'w:line="252" w:lineRule="auto"/><w:outlineLvl w:val="{level - 1}"/>',
        run=f'<w:b/><w:bCs/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>',
    )


def _list(name: str) -> Look:
    return Look(
        name,
        based="Normal",
        paragraph='<w:numPr><w:numId w:val="{numbering}"/></w:numPr><w:spacing w:after="60"/>',
    )


def _small(size: int, colour: str = "") -> str:
    tone = f'<w:color w:val="{colour}"/>' if colour else ""
    return f'{tone}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'


def _lined(side: str, size: int, colour: str) -> str:
    return f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{colour}"/>'


LOOKS = (
    Look("Normal", default=True),
    Look("Default Paragraph Font", "character", default=True),
    Look(
        "Normal Table", "table", default=True,
        rest='<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>'
        '<w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr>',
    ),
    Look(
        "Title", based="Normal", after="Normal",
        paragraph='<w:keepNext/><w:keepLines/><w:spacing w:before="0" w:after="240" w:line="252" w:lineRule="auto"/>',
        run='<w:b/><w:bCs/><w:sz w:val="46"/><w:szCs w:val="46"/>',
    ),
    Look(
        "Subtitle", based="Normal", after="Normal",
        paragraph='<w:keepNext/><w:spacing w:before="240" w:after="60"/>', run=_small(22, SOFT),
    ),
    _heading(1, 520, 140, 34),
    _heading(2, 400, 100, 27),
    _heading(3, 320, 80, 23),
    _heading(4, 260, 60, 21),
    _heading(5, 220, 40, 20),
    Look(
        "caption", based="Normal", after="Normal",
        paragraph='<w:keepLines/><w:spacing w:before="200" w:after="80" w:line="252" w:lineRule="auto"/>',
        run=f"<w:b/><w:bCs/>{_small(18, SOFT)}",
    ),
    _list("List Bullet"),
    _list("List Number"),
    Look("header", based="Normal", paragraph='<w:spacing w:after="0"/>', run=_small(17, SOFT)),
    Look("footer", based="Normal", paragraph='<w:spacing w:after="0"/><w:jc w:val="right"/>', run=_small(17, SOFT)),
    Look(
        "TOC Heading", based="Normal", after="Normal",
        paragraph='<w:keepNext/><w:spacing w:before="360" w:after="100"/>',
        run='<w:b/><w:bCs/><w:sz w:val="27"/><w:szCs w:val="27"/>',
    ),
    Look("toc 1", based="Normal", paragraph='<w:spacing w:before="60" w:after="0" w:line="252" w:lineRule="auto"/>'),
    Look("toc 2", based="Normal", paragraph='<w:spacing w:after="0" w:line="252" w:lineRule="auto"/><w:ind w:left="340"/>', run=_small(19)),
    Look("Strong", "character", based="Default Paragraph Font", run="<w:b/><w:bCs/>"),
    Look(
        "Hyperlink", "character", based="Default Paragraph Font",
        run=f'<w:color w:val="{ACCENT}"/><w:u w:val="single"/>',
    ),
    Look("Rusfelt Code", "character", based="Default Paragraph Font", run=_small(17, SOFT)),
    Look("Rusfelt Quiet", "character", based="Default Paragraph Font", run=f'<w:color w:val="{SOFT}"/>'),
    Look(
        "Rusfelt Lead", based="Normal", after="Normal",
        paragraph='<w:keepLines/><w:spacing w:before="60" w:after="120"/>', run=f"<w:b/><w:bCs/>{_small(25)}",
    ),
    Look(
        "Rusfelt Note", based="Normal", after="Normal",
        paragraph='<w:spacing w:before="60" w:after="120" w:line="259" w:lineRule="auto"/>', run=_small(18, SOFT),
    ),
    Look(
        "Rusfelt Answer", based="Normal", after="Normal",
        paragraph='<w:keepNext/><w:spacing w:after="60"/>', run="<w:b/><w:bCs/>",
    ),
    Look(
        "Rusfelt Label", based="Normal", after="Normal",
        paragraph='<w:keepNext/><w:spacing w:after="30"/>', run="<w:b/><w:bCs/>",
    ),
    Look(
        "Rusfelt Facts", based="Normal",
        paragraph='<w:spacing w:after="120" w:line="264" w:lineRule="auto"/>'
        '<w:ind w:left="284" w:hanging="284"/><w:contextualSpacing/>', run=_small(19),
    ),
    Look("Rusfelt Figure", based="Normal", paragraph='<w:keepNext/><w:spacing w:before="120" w:after="0" w:line="240" w:lineRule="auto"/>'),
    Look("Rusfelt Table Text", based="Normal", paragraph='<w:spacing w:before="0" w:after="0" w:line="247" w:lineRule="auto"/>', run=_small(18)),
    Look("Rusfelt Table Number", based="Rusfelt Table Text", paragraph='<w:jc w:val="right"/>'),
    Look(
        "Rusfelt Internal", based="Normal", after="Normal",
        paragraph="<w:keepLines/><w:pBdr>"
        + "".join(
            f'<w:{side} w:val="single" w:sz="{12 if side == "left" else 6}" w:space="6" w:color="{WARNING}"/>'
            for side in ("top", "left", "bottom", "right")
        )
        + '</w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="FDEFEC"/>'
        '<w:spacing w:before="160" w:after="200"/><w:ind w:left="142" w:right="142"/>',
        run=f'<w:color w:val="{WARNING}"/>',
    ),
    Look(
        "Rusfelt Internal Header", based="header",
        paragraph='<w:shd w:val="clear" w:color="auto" w:fill="FDEFEC"/><w:spacing w:after="60"/>',
        run=f'<w:b/><w:bCs/><w:color w:val="{WARNING}"/><w:sz w:val="19"/><w:szCs w:val="19"/>',
    ),
    Look(
        "Rusfelt Table", "table", based="Normal Table",
        rest="<w:tblPr><w:tblBorders>"
        + _lined("top", 4, LINE) + _lined("bottom", 4, LINE) + _lined("insideH", 4, LINE)
        + '</w:tblBorders><w:tblCellMar><w:top w:w="45" w:type="dxa"/><w:left w:w="90" w:type="dxa"/>'
        '<w:bottom w:w="45" w:type="dxa"/><w:right w:w="90" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:bCs/></w:rPr><w:tcPr><w:tcBorders>'
        + _lined("bottom", 8, SOFT)
        + '</w:tcBorders><w:shd w:val="clear" w:color="auto" w:fill="F0F4F7"/><w:vAlign w:val="bottom"/>'
        "</w:tcPr></w:tblStylePr>",
    ),
)  # fmt: skip
