"""Pages to look at, and a small reader of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from pathlib import Path

import attrs
import pytest
from internal_pages import html_report

import rusfelt
from rusfelt.catalogue import figures

EXAMPLES = Path(__file__).parents[2] / "examples"
EMPTY = {"meta", "br", "link", "img", "hr", "input", "base"}


@attrs.define
class Element:
    """One element: its name, attributes, text inside, and what it stands in."""

    name: str
    attributes: dict[str, str]
    parents: tuple[str, ...]
    text: str = ""


class Page(HTMLParser):
    """Every element of a page in order, with its text."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.source = source
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(source)
        self.close()
        assert self._open == [], f"left open: {[each.name for each in self._open]}"

    def handle_starttag(self, tag, attrs):
        element = Element(
            tag,
            {name: value or "" for name, value in attrs},
            tuple(each.name for each in self._open),
        )
        self.elements.append(element)
        if tag not in EMPTY:
            self._open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.elements.append(
            Element(
                tag,
                {name: value or "" for name, value in attrs},
                tuple(each.name for each in self._open),
            )
        )

    def handle_endtag(self, tag):
        assert self._open, f"</{tag}> closes nothing"
        assert self._open[-1].name == tag, f"</{tag}> closes <{self._open[-1].name}>"
        self._open.pop()

    def handle_data(self, data):
        for each in self._open:
            each.text += data

    def named(self, *names: str) -> list[Element]:
        """Elements with one of these names."""
        return [each for each in self.elements if each.name in names]

    @property
    def text(self) -> str:
        """Everything a reader meets, without the stylesheet."""
        return " ".join(self.named("body")[0].text.split())


@pytest.fixture(scope="session")
def real() -> rusfelt.Evaluation:
    return rusfelt.evaluate_plan(rusfelt.load_plan("nordre-aker"), figures("nordre-aker"))


@pytest.fixture(scope="session")
def illustrative() -> rusfelt.Evaluation:
    return rusfelt.evaluate_plan(
        rusfelt.load_plan(EXAMPLES / "illustrative.toml"),
        rusfelt.read_measurements(EXAMPLES / "illustrative-figures.csv"),
        as_of="2024-12-31",
    )


class Pages(dict[tuple[str, str], Page]):
    """Reports by plan and language, each made when it is first asked for and kept."""

    def __init__(self, evaluations: Mapping[str, rusfelt.Evaluation]) -> None:
        super().__init__()
        self._evaluations = evaluations

    def __missing__(self, which: tuple[str, str]) -> Page:
        name, language = which
        made = self[which] = Page(html_report(self._evaluations[name], language=language))
        return made


@pytest.fixture(scope="session")
def pages(real, illustrative) -> Pages:
    """The reports of both plans, by plan and language."""
    return Pages({"real": real, "illustrative": illustrative})


@pytest.fixture
def read() -> Callable[[str], Page]:
    """A reader for a page made in a test."""
    return Page
