"""A municipality's template: its look is kept, its text replaced, and nothing in it trusted."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree as ET

import docx
import pytest
from report_pages import a_plan, evaluated
from word_templates import FRONT, NS, PNG, TYPE, relation, template

from rusfelt.disclosure.policy import policy_named
from rusfelt.publishing import Published
from rusfelt.report.docx import docx_report

W = f"{{{NS}}}"


@pytest.fixture(scope="module")
def evaluation():
    return evaluated(a_plan([]), [], None)


@pytest.fixture
def report(tmp_path, evaluation):
    """The parts of a report in a template of these bytes."""

    def made(data, *, internal=False, name="mal.docx"):
        path = tmp_path / name
        path.write_bytes(data)
        found = Published(
            evaluation, None if internal else policy_named("helse5"), internal=internal
        )
        with zipfile.ZipFile(io.BytesIO(docx_report(found, template=path))) as archive:
            return {
                each: archive.read(each).decode("utf-8", "replace") for each in archive.namelist()
            }

    return made


def said(part):
    return [
        "".join(t.text or "" for t in each.iter(f"{W}t"))
        for each in ET.fromstring(part).iter(f"{W}p")
    ]


def test_the_template_s_look_is_kept(report):
    """Its heading, its table style, its header and its page; what it lacks is added."""
    parts = report(template())
    document, styles = parts["word/document.xml"], parts["word/styles.xml"]
    assert 'w:val="005A9C"' in styles
    assert 'w:pStyle w:val="Overskrift1"' in document
    assert 'w:tblStyle w:val="Kommunetabell"' in document
    assert styles.count('w:name w:val="heading 1"') == 1
    assert 'w:name w:val="heading 2"' in styles
    assert 'w:w="11000"' in document
    headers = {
        name: said(part) for name, part in parts.items() if "header" in name and "_rels" not in name
    }
    assert list(headers.values()) == [["Kommunens topp"]]
    assert "sv-SE" not in styles
    assert any("Side 1 av 1" in said(part) for name, part in parts.items() if "footer" in name)


def test_the_front_page_stays_and_other_text_goes(report):
    """What stands before the place of the report is kept; the place itself and the rest are not."""
    shown = said(report(template())["word/document.xml"])
    assert shown[:2] == ["Forside", "Vurdering av en vedtatt plan"]
    assert not any("bort" in each or "{{" in each for each in shown)
    replaced = said(
        report(template(body="<w:p><w:r><w:t>Utkast</w:t></w:r></w:p>"))["word/document.xml"]
    )
    assert replaced[0] == "Vurdering av en vedtatt plan"
    assert "Utkast" not in replaced


def test_a_template_of_word_s_own_kind_becomes_a_document(report):
    """A .dotx is opened as a document, or Word would not open it at all."""
    parts = report(template(kind="template.main"), name="mal.dotx")
    assert f"{TYPE}.document.main+xml" in parts["[Content_Types].xml"]
    assert "template.main" not in parts["[Content_Types].xml"]


def test_internal_is_said_on_the_first_page_too(report):
    """Where the template has a header of its own, and where the first page has none."""
    parts = report(template(), internal=True)
    headers = [
        said(part) for name, part in parts.items() if re.fullmatch(r"word/header\d+\.xml", name)
    ]
    assert len(headers) == 2
    assert all(each[0] == "Internt – ikke for publisering" for each in headers)
    assert ["Internt – ikke for publisering", "Kommunens topp"] in headers


def test_pages_of_other_kinds_are_stamped_too(report):
    """Where even pages have a header of their own, and where a section before the report has none."""
    bare = '<w:p><w:pPr><w:sectPr><w:pgSz w:w="11000" w:h="15000"/></w:sectPr></w:pPr></w:p>'
    parts = report(template(body=bare + FRONT, settings="<w:evenAndOddHeaders/>"), internal=True)
    document = parts["word/document.xml"]
    first, last = re.findall(r"<w:sectPr.*?</w:sectPr>", document, re.DOTALL)
    assert set(re.findall(r'w:type="(\w+)"', first)) == {"default", "even"}
    assert set(re.findall(r'w:type="(\w+)"', last)) >= {"default", "first"}
    stamped = [part for name, part in parts.items() if re.fullmatch(r"word/header\d+\.xml", name)]
    assert all(said(each)[0] == "Internt – ikke for publisering" for each in stamped)


def test_a_template_may_say_next_to_nothing(report):
    """No styles by name, no lists, no section: the report brings what it needs."""
    bare = (
        '<w:style w:type="character" w:default="1" w:styleId="A"/>'
        '<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="Noe annet"/></w:style>'
    )
    parts = report(
        template(
            parts={
                "word/styles.xml": f'<w:styles xmlns:w="{NS}">{bare}</w:styles>',
                "word/document.xml": f'<w:document xmlns:w="{NS}"><w:body/></w:document>',
            }
        )
    )
    styles, document = parts["word/styles.xml"], parts["word/document.xml"]
    ids = re.findall(r'w:styleId="(\w+)"', styles)
    assert len(set(ids)) == len(ids)
    assert "Heading21" in ids
    assert 'w:pStyle w:val="Heading21"' in document
    assert 'w:w="11906"' in document
    assert "nb-NO" in styles


def test_a_list_style_of_the_template_is_used_as_it_is(report):
    """Where it makes lists by itself; where it does not, its paragraphs are marked as items."""
    of_list = (
        '<w:style w:type="paragraph" w:styleId="Punkt"><w:name w:val="List Bullet"/>'
        '<w:basedOn w:val="Grunn"/></w:style><w:style w:type="paragraph" w:styleId="Grunn">'
        '<w:name w:val="Grunn"/>{}</w:style>'
    )

    def items(inside):
        styles = f'<w:styles xmlns:w="{NS}">{of_list.format(inside)}</w:styles>'
        document = report(template(parts={"word/styles.xml": styles}))["word/document.xml"]
        return re.findall(r'<w:pStyle w:val="Punkt"/>(<w:numPr>)?', document)

    assert set(items('<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>')) == {""}
    assert set(items("")) == {"<w:numPr>"}


def test_nobody_s_name_is_carried_over(report):
    """Who wrote the template, who changed it, what was said of it, and where it was kept, are gone."""
    body = (
        '<w:p><w:ins w:id="1" w:author="Kari Nordmann"><w:r><w:t>Satt inn</w:t></w:r></w:ins>'
        '<w:del w:id="2" w:author="Kari Nordmann"><w:r><w:delText>Slettet</w:delText></w:r></w:del>'
        '<w:commentRangeStart w:id="3"/></w:p>' + FRONT
    )
    parts = report(
        template(
            body=body,
            settings='<w:attachedTemplate r:id="rId7"/><w:updateFields w:val="true"/>',
            more=[("comments", "comments")],
            relations=relation("rId8", "comments.xml", "comments"),
            parts={
                "word/_rels/settings.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                + relation(
                    "rId7", "file:///C:/Users/kari/mal.dotx", "attachedTemplate", outside=True
                )
                + "</Relationships>",
                "word/comments.xml": f'<w:comments xmlns:w="{NS}"><w:comment w:author="Kari Nordmann"/></w:comments>',
            },
        )
    )
    everything = " ".join(parts.values())
    for never in ("Kari", "kari", "Slettet", "attachedTemplate", "updateFields", "External"):
        assert never not in everything
    assert "Satt inn" in said(parts["word/document.xml"])


BLIP = '<w:p><w:r><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" r:embed="rId5"/></w:r></w:p>'


def test_a_picture_on_the_front_page_is_kept_and_one_in_text_that_goes_is_not(report):
    """A logo is a part of the document like any other; what nothing points at any more is none."""
    logo = {
        "relations": relation("rId5", "media/logo.png", "image"),
        "parts": {"word/media/logo.png": PNG},
    }
    kept = report(template(body=BLIP + FRONT, **logo))
    assert any(name.startswith("word/media/") for name in kept)
    gone = report(template(body=FRONT + BLIP, **logo))
    assert not any(name.startswith("word/media/") for name in gone)


def test_notes_go_with_their_text(report):
    """A note under text that was replaced is not carried into the report."""
    note = {
        "more": [("footnotes", "footnotes")],
        "relations": relation("rId6", "footnotes.xml", "footnotes"),
        "parts": {
            "word/footnotes.xml": f'<w:footnotes xmlns:w="{NS}"><w:footnote w:id="2"><w:p><w:r>'
            "<w:t>Fotnote</w:t></w:r></w:p></w:footnote></w:footnotes>"
        },
        "settings": '<w:footnotePr><w:footnote w:id="-1"/></w:footnotePr>',
    }
    mark = '<w:p><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    gone = " ".join(report(template(body=FRONT + mark, **note)).values())
    assert "Fotnote" not in gone
    assert "footnotePr" not in gone
    assert "Fotnote" in " ".join(report(template(body=mark + FRONT, **note)).values())


def test_fields_of_the_document_itself_stay(report):
    """Page numbers and the like, with the result they show, and one field within another."""
    begin, between, end = (
        f'<w:r><w:fldChar w:fldCharType="{each}"/></w:r>' for each in ("begin", "separate", "end")
    )
    told = "<w:r><w:instrText> {} </w:instrText></w:r>"
    shown = f"{begin}{told.format('IF')}{begin}{told.format('PAGE')}{between}<w:r><w:t>7</w:t></w:r>{end}"
    body = f"<w:p>{shown}{told.format('= 1 x y')}{between}<w:r><w:t>x</w:t></w:r>{end}</w:p>"
    assert said(report(template(body=body + FRONT))["word/document.xml"])[0] == "7x"


def test_addresses_in_drawings_are_taken_out(report):
    """An old kind of drawing can name a picture by its address; the drawing stays without it."""
    drawing = (
        '<w:p><w:r><w:pict xmlns:v="urn:schemas-microsoft-com:vml"><v:rect href="http://example.org/a">'
        '<v:imagedata src="file://host/b.png"/></v:rect></w:pict></w:r></w:p>'
    )
    parts = report(template(body=drawing + FRONT))
    assert "v:imagedata" in parts["word/document.xml"]
    assert "example.org" not in parts["word/document.xml"]
    assert "file://" not in parts["word/document.xml"]


def test_a_word_document_made_by_another_program_will_do(report):
    """What python-docx makes holds parts of many kinds."""
    out = io.BytesIO()
    docx.Document().save(out)
    parts = report(out.getvalue())
    assert said(parts["word/document.xml"])[1] == "Plan"
    assert not any(name.startswith(("customXml", "docProps/thumbnail")) for name in parts)
    assert "python-docx" not in " ".join(parts.values())
