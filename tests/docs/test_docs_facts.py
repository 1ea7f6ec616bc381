"""Lists in the pages are held against the library they describe."""

from __future__ import annotations

import json
import re
from pathlib import Path

import attrs
import pytest

import rusfelt
from rusfelt.catalogue import figures
from rusfelt.cli.commands import program
from rusfelt.domain import Measurement
from rusfelt.io.schema import load_schema
from rusfelt.language import LANGUAGES, words
from rusfelt.plugin import Registry

_DOCS = Path(__file__).parents[2] / "docs"


def _page(name):
    return (_DOCS / name).read_text("utf-8")


def _coded(text):
    """Everything a page sets in backticks."""
    return set(re.findall(r"`([^`\n]+)`", text))


def test_the_reference_lists_every_public_name():
    """What can be imported from rusfelt stands on the page of that name, and nothing else does."""
    listed = set(
        re.findall(r"^\| \{py:\w+\}`~?[\w.]*?(\w+)`", _page("reference/rusfelt.md"), re.MULTILINE)
    )
    assert listed == {name for name in rusfelt.__all__ if name != "__version__"}


def test_the_glossary_has_every_label_of_a_verdict_and_a_state():
    """The labels people read, in all three languages, as the library prints them."""
    page = _page("glossary.md")
    for kind in ("verdict", "state", "criterion", "target", "pace"):
        rows = {language: words(language)[kind] for language in LANGUAGES}
        for word in rows["nb"]:
            cells = " | ".join(rows[language][word] for language in ("nb", "nn", "en"))
            assert f"| `{word}` | {cells} |" in page


def test_the_plan_file_page_names_every_key():
    """No key of a plan file is left out of its page."""
    schema = load_schema()
    keys = set(schema["properties"])
    for definition in schema["$defs"].values():
        keys |= set(definition.get("properties", ()))
    assert keys - _coded(_page("reference/plan-file.md")) == set()


def test_the_figures_page_names_every_column():
    """No column of a file of figures is left out of its page."""
    columns = {field.name for field in attrs.fields(Measurement)}
    assert columns - _coded(_page("reference/figures-file.md")) == set()


def test_the_json_page_names_every_key():
    """Every key an evaluation has, at any depth that is not an evaluator's own, stands there."""
    plan = rusfelt.load_plan("nordre-aker")
    result = json.loads(rusfelt.evaluate_plan(plan, figures("nordre-aker")).to_json())
    coded = _coded(_page("reference/json.md"))
    missing = set(result) - coded
    for part in ("plan", "audit", "total", "multiplicity", "provenance"):
        missing |= set(result[part]) - coded
    for part in ("series", "tiltak", "strategies", "goals"):
        missing |= set(result[part][0]) - coded
    missing |= set(result["series"][0]["points"][0]) - coded
    missing |= set(result["provenance"]["runs"][0]) - coded
    assert missing == set()


def test_the_command_page_names_every_command_and_option():
    """No command and no option is left out of the page."""
    page = _page("reference/cli.md")
    coded = _coded(page)
    context = None
    for name in program.list_commands(context):
        command = program.get_command(context, name)
        children = getattr(command, "commands", {name: command})
        for child, each in children.items():
            called = name if child == name else f"{name} {child}"
            assert f"## rusfelt {called}\n" in page
            options = {max(param.opts, key=len) for param in each.params if param.opts[0][0] == "-"}
            written = {option.split(" ")[0] for option in coded}
            assert options <= written, (called, options - written)


@pytest.mark.parametrize("page", ["reference/built-in-evaluators.md", "reference/evaluators.md"])
def test_the_pages_on_evaluators_have_all_of_them(page):
    """Each built-in evaluator is on the page that lists them and on the page of their classes."""
    text = _page(page)
    for name in Registry(only=()).names():
        assert f"`{name}`" in text or f"rusfelt.evaluators.{name.replace('-', '_')}\n" in text


def test_every_decision_is_in_the_list():
    """A decision that is not in the table of contents is not read."""
    listed = set(re.findall(r"^(\d{4}-[\w-]+)$", _page("decisions/index.md"), re.MULTILINE))
    assert listed == {page.stem for page in (_DOCS / "decisions").glob("0*.md")}
