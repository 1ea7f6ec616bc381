"""A template is a file from outside: what could run, fetch or hide in it is refused by name."""

from __future__ import annotations

import pytest
from report_pages import a_plan, evaluated
from word_templates import FRONT, NS, field, relation, template

from rusfelt.disclosure.policy import policy_named
from rusfelt.errors import ReadError
from rusfelt.publishing import Published
from rusfelt.report.docx import docx_report


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """Write a report in a template of these bytes."""
    found = Published(evaluated(a_plan([]), [], None), policy_named("helse5"))

    def made(data):
        path = tmp_path_factory.mktemp("mal") / "mal.docx"
        path.write_bytes(data)
        return docx_report(found, template=path)

    return made


REFUSED = {
    "macros": (
        template(kind="document.main", types='<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'),
        "macros",
    ),
    "linked picture": (
        template(relations=relation("rId5", "https://example.org/logo.png", "image", outside=True)),
        "outside",
    ),
    "embedded object": (
        template(relations=relation("rId5", "embeddings/a.bin", "oleObject"), parts={"word/embeddings/a.bin": b"x"}),
        "oleObject",
    ),
    "text of another file": (template(body='<w:altChunk r:id="rId9"/>' + FRONT), "another file"),
    "a field that starts a program": (template(body=field(" DDE", "AUTO cmd ") + FRONT), "DDEAUTO"),
    "a field within another's result": (
        template(body=field(" PAGE ").replace("</w:p>", "") + field(" AUTHOR ").removeprefix("<w:p>") + FRONT),
        "AUTHOR",
    ),
    "a field that fetches": (
        template(body='<w:p><w:fldSimple w:instr=" INCLUDEPICTURE &quot;http://x&quot; "/></w:p>' + FRONT),
        "INCLUDEPICTURE",
    ),
    "a field that hides its name": (
        template(body=field(field(" QUOTE 68 68 69 ").removeprefix("<w:p>").removesuffix("</w:p>")) + FRONT),
        "hides its name",
    ),
    "a strict document": (
        template(parts={"word/document.xml": '<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"/>'}),
        "ordinary",
    ),
    "settings of no kind": (
        template(more=[("settings", "x")]),
        "no Word document",
    ),
    "lists of no kind": (
        template(
            more=[("numbering", "x")],
            relations=relation("rId5", "numbering.xml", "numbering"),
            parts={"word/numbering.xml": f'<w:numbering xmlns:w="{NS}"/>'},
        ),
        "no Word document",
    ),
    "a list of parts that is none": (template(parts={"[Content_Types].xml": "<x/>"}), "no Word document"),
    "a document without a body": (
        template(parts={"word/document.xml": f'<w:document xmlns:w="{NS}"/>'}), "no Word document",
    ),
    "nothing that leads to a document": (
        template().replace(b"_rels/.rels", b"_rels/.relx"), "no Word document",
    ),
    "styles that are none": (template(parts={"word/styles.xml": "<html/>"}), "no Word document"),
    "a header that is nowhere": (
        template(body=FRONT + '<w:p><w:pPr><w:sectPr><w:headerReference w:type="default" r:id="rId99"/></w:sectPr></w:pPr></w:p>'),
        "rId99",
    ),
    "a page as a picture": (
        template(relations=relation("rId5", "a.html", "image"), parts={"word/a.html": "<script/>"}), "PNG",
    ),
    "a field never ended": (
        template(body='<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>LINK x</w:instrText></w:r></w:p>' + FRONT),
        "LINK",
    ),
    "an entity": (
        template(head='<!DOCTYPE w [<!ENTITY a "aaaa">]>'),
        "document type",
    ),
    "broken XML": (template(parts={"word/styles.xml": "<w:styles"}), "cannot be read"),
    "a part that is not there": (template(relations=relation("rId5", "nowhere.xml", "footer")), "nowhere"),
    "another kind of document": (template(kind="x"), "no Word document"),
    "no zip": (b"%PDF-1.7", "no Word document"),
    "a zip of something else": (
        template(parts={"_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'}),
        "no Word document",
    ),
    "a bomb": (template(parts={"word/big.xml": b"0" * 70_000_000}), "larger when it is unpacked"),
    "a way out of the folder": (
        template(relations=relation("rId5", "../../../../etc/passwd", "footer")), "etc/passwd",
    ),
}  # fmt: skip


@pytest.mark.parametrize("which", REFUSED)
def test_what_has_no_place_in_a_template_is_refused(which, report):
    """The error names the file, what is wrong, and what would put it right."""
    data, told = REFUSED[which]
    with pytest.raises(ReadError, match=told) as caught:
        report(data)
    assert "mal.docx" in str(caught.value)
    assert caught.value.path.endswith("mal.docx")


def test_a_very_large_file_is_not_read(report, monkeypatch):
    """It is told from its size alone."""
    monkeypatch.setattr("rusfelt.report.docx_template._MOST_FILE", 1000)
    with pytest.raises(ReadError, match="Make its pictures smaller"):
        report(template())


def test_a_template_that_is_not_there_is_named(tmp_path):
    """The path, and that it is worth checking."""
    found = Published(evaluated(a_plan([]), [], None), policy_named("helse5"))
    with pytest.raises(ReadError, match=r"borte\.docx.*Check the path"):
        docx_report(found, template=tmp_path / "borte.docx")
