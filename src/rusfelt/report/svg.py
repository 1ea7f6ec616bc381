"""A drawing made fit to stand inside a page: named, described, and with ids of its own."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

__all__ = ["inline_svg", "xml_text"]

# What no XML document can hold, not even escaped; half a character among it.
_UNHOLDABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_DECIMALS = re.compile(r"-?\d+\.\d{3,}")
_FONT = re.compile(r"font: ([\d.]+px)[^;]*")
_FAMILY = re.compile(r"font-family:[^;]*;?\s*")
# The page's own stylesheet says this once for all drawings; inside a page a drawing's stylesheet
# would hold for everything on it.
_DROPPED = ("metadata", "style")


def xml_text(text: str) -> str:
    r"""A text without the characters that no XML document can hold.

    >>> xml_text("a\x00b\x1b[31m\ud800c")
    'ab[31mc'
    """
    return _UNHOLDABLE.sub("", text)


def inline_svg(drawn: str, *, prefix: str, title: str, description: str) -> str:
    """An SVG document as an element of an HTML page.

    Args:
        drawn: the document, as matplotlib writes it.
        prefix: put before every id that something points at; all other ids go.
        title: its short name.
        description: what it shows, for those who cannot see it.

    Returns:
        One ``svg`` element that scales with its place and takes the page's font.
    """
    root = ET.fromstring(drawn)  # noqa: S314 - drawn in this process, never read from outside
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        for name in [each for each in element.attrib if "}" in each]:
            element.attrib[name.rpartition("}")[2]] = element.attrib.pop(name)
    for parent in list(root.iter()):
        for child in [each for each in parent if each.tag in _DROPPED]:
            parent.remove(child)
    pointed = {
        name
        for element in root.iter()
        for at, value in element.attrib.items()
        # Elsewhere than in a link, what begins so is a colour.
        for name in (*_REFERENCE.findall(value), *([value[1:]] if at == "href" else []))
    }
    for element in root.iter():
        _clean(element, prefix, pointed)
    box = root.attrib["viewBox"]
    root.attrib.clear()
    root.attrib.update(
        {
            "class": "chart",
            "viewBox": box,
            "role": "img",
            "aria-labelledby": f"{prefix}-title {prefix}-desc",
        }
    )
    for place, (name, text) in enumerate((("title", title), ("desc", description))):
        named = ET.Element(name, {"id": f"{prefix}-{name}"})
        named.text = xml_text(text)
        root.insert(place, named)
    for element in root.iter():
        element.tail = None
        if element.text is not None and not element.text.strip():
            element.text = None
    return ET.tostring(root, encoding="unicode")


def _clean(element: ET.Element, prefix: str, pointed: set[str]) -> None:
    for name, value in list(element.attrib.items()):
        if name == "id":
            if value in pointed:
                element.attrib[name] = f"{prefix}-{value}"
            else:
                del element.attrib[name]
        elif name == "href":
            element.attrib[name] = f"#{prefix}-{value[1:]}"
        elif name == "style":
            style = _FAMILY.sub("", _FONT.sub(r"font-size: \1", value))
            element.attrib[name] = _REFERENCE.sub(rf"url(#{prefix}-\1)", style)
        else:
            # Hundredths of a point are finer than any screen.
            rounded = _DECIMALS.sub(lambda found: f"{float(found[0]):.2f}", value)
            element.attrib[name] = _REFERENCE.sub(rf"url(#{prefix}-\1)", rounded)
