"""Pages that lie on their side, and pictures that fit the page they are on."""

from __future__ import annotations

from rusfelt.report.docx_pictures import picture
from rusfelt.report.docx_turned import ending, rooms
from rusfelt.report.docx_xml import NAMESPACE, parsed
from rusfelt.report.drawing import Drawing

W = f"{{{NAMESPACE}}}"


def test_pages_on_their_side_are_no_first_pages():
    """What a first page has of its own, and where numbers begin, hold once and not again."""
    section = parsed(
        '<w:sectPr><w:type w:val="continuous"/><w:pgNumType w:start="5"/><w:titlePg/></w:sectPr>'
    )
    assert rooms(section) == (11906 - 2 * 1247, 16838 - 2 * 1247)
    first, second = ending(section), ending(section, sideways=True)
    kinds = [[each.tag.rpartition("}")[2] for each in made.iter()] for made in (first, second)]
    assert [("titlePg" in each, "pgNumType" in each) for each in kinds] == [
        (True,) * 2,
        (False,) * 2,
    ]
    size = next(second.iter(f"{W}pgSz"))
    assert [size.get(f"{W}{name}") for name in ("w", "h", "orient")] == [
        "16838",
        "11906",
        "landscape",
    ]
    assert {each.get(f"{W}val") for each in second.iter(f"{W}type")} == {"nextPage"}


def test_a_picture_is_no_wider_than_the_text():
    """On a narrow page it is drawn smaller, in the same shape."""
    drawn = Drawing("<svg/>", name="n", description="d", size=(5.0, 3.0), draw=lambda _: b"")
    made = picture(drawn, "rId1", 1, 3600)
    extent = next(each for each in made.iter() if each.tag.endswith("}extent"))
    assert (int(extent.get("cx")), int(extent.get("cy"))) == (3600 * 635, 3600 * 635 * 3 // 5)
