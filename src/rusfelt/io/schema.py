"""The JSON Schema of a plan file, for editors that complete and check while one types.

It is derived from the domain's classes, so that it cannot say anything else than they do;
``python -m rusfelt.io.schema`` writes it beside this module, where the package ships it. It sees
types, words and keys. What parts of a plan say about each other only
:func:`rusfelt.io.plan_file.validate` can see.
"""

from __future__ import annotations

import inspect
import json
import re
import typing
from datetime import date
from enum import EnumType, StrEnum
from importlib import resources
from pathlib import Path
from typing import Any

import attrs

from rusfelt.domain import Link, Plan, Progress
from rusfelt.domain import _convert as to
from rusfelt.domain import period as periods
from rusfelt.domain.text import LANGUAGES
from rusfelt.io._fields import PLAN_CLASSES, field_types, item_class

__all__ = ["load_schema", "plan_schema"]

_FILE = "plan.schema.json"
# "name, name: words", up to the next entry of the Attributes section.
_ENTRY = re.compile(r"^    (\w[\w, ]*): (.+?)(?=^    \w|\Z)", re.MULTILINE | re.DOTALL)
_PERIOD_TEXT = "|".join(
    f"(?:{each.pattern})"
    for each in (
        periods._YEAR,  # noqa: SLF001 - the one place that says how a period is written
        periods._SCHOOL,  # noqa: SLF001
        periods._QUARTER,  # noqa: SLF001
        periods._MONTH,  # noqa: SLF001
        periods._DAY,  # noqa: SLF001
        periods._NORWEGIAN_DAY,  # noqa: SLF001
    )
)
_PERIOD = {"$ref": "#/$defs/period"}
_ID = {"type": "string", "pattern": f"^{to._ID.pattern}$"}  # noqa: SLF001 - the rule for ids
_PARAMETERS = {"type": "object", "additionalProperties": {"type": ["string", "number", "boolean"]}}
# Fields whose class takes more, or less, than their type says.
_SPECIAL: dict[str, dict[str, Any]] = {
    "title": {"$ref": "#/$defs/title"},
    "params": _PARAMETERS,
    "period": {"type": "array", "items": _PERIOD, "minItems": 2, "maxItems": 2},
    "baseline_period": _PERIOD,
    "supersedes": {
        "anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "string"}],
    },
}


def plan_schema() -> dict[str, Any]:
    """The schema, derived anew from the classes (JSON Schema 2020-12).

    >>> plan_schema()["$defs"]["Tiltak"]["properties"]["level"]["enum"]
    ['structural', 'group', 'individual']
    """
    plan = _object(Plan)
    plan["properties"] = {
        "schema": {"type": "integer", "const": 1, "description": "the version of this format."},
        **plan["properties"],
    }
    plan["required"] = ["schema", *plan["required"]]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:rusfelt:plan:1",
        "title": "A plan for rusfelt",
        **plan,
        "$defs": {
            "period": {
                "description": "A year, school year, quarter, month or day.",
                "anyOf": [
                    {"type": "string", "pattern": rf"^\s*(?:{_PERIOD_TEXT})\s*$"},
                    {"type": "integer", "minimum": 1, "maximum": 9999},
                ],
            },
            "title": {
                "description": "Text, or a table of texts by language.",
                "anyOf": [
                    {"type": "string"},
                    {
                        "type": "object",
                        "properties": {each: {"type": "string"} for each in LANGUAGES},
                        "additionalProperties": False,
                    },
                ],
            },
            **{cls.__name__: _object(cls) for cls in PLAN_CLASSES if cls is not Plan},
        },
    }


def load_schema() -> dict[str, Any]:
    """The schema as the package ships it."""
    text = resources.files("rusfelt.io").joinpath(_FILE).read_text(encoding="utf-8")
    return typing.cast("dict[str, Any]", json.loads(text))


def _object(cls: type) -> dict[str, Any]:
    kinds = field_types(cls)
    summary, descriptions = _descriptions(cls)
    properties: dict[str, Any] = {}
    for field in attrs.fields(cls):
        schema = dict(_property(field, kinds[field.name]))
        if field.name in descriptions:
            schema["description"] = descriptions[field.name]
        if isinstance(kinds[field.name], EnumType) and isinstance(field.default, str):
            schema["default"] = str(field.default)
        properties[field.name] = schema
    return {
        "description": summary,
        "type": "object",
        "properties": properties,
        "required": [each.name for each in attrs.fields(cls) if each.default is attrs.NOTHING],
        "additionalProperties": False,
    }


def _property(field: attrs.Attribute[Any], kind: object) -> dict[str, Any]:
    if field.name in _SPECIAL:
        return _SPECIAL[field.name]
    if to.identifier in {field.validator, getattr(field.validator, "validator", None)}:
        return _ID
    if (item := item_class(kind)) is not None:
        return _list_of(item)
    if typing.get_origin(kind) is tuple:
        return {"type": "array", "items": {"type": "string"}}
    if isinstance(kind, EnumType):
        return {
            "type": "string",
            "enum": [str(word) for word in typing.cast("type[StrEnum]", kind)],
        }
    return {
        str: {"type": "string"},
        float: {"type": "number"},
        bool: {"type": "boolean"},
        date: _PERIOD,
    }[typing.cast("type", kind)]


def _list_of(item: type) -> dict[str, Any]:
    one: dict[str, Any] = {"$ref": f"#/$defs/{item.__name__}"}
    if item is Link:
        short = {"type": "string", "pattern": r"^[^\s/]+/[^\s/]+$"}
        return {"type": "array", "items": {"anyOf": [short, one]}}
    many = {"type": "array", "items": one}
    return {"anyOf": [many, one]} if item is Progress else many


def _descriptions(cls: type) -> tuple[str, dict[str, str]]:
    """The summary of a class's docstring, and its words on each field."""
    before, _, after = (inspect.getdoc(cls) or "").partition("Attributes:\n")
    described = {
        name.strip(): _plain(words)
        for names, words in _ENTRY.findall(after)
        for name in names.split(",")
    }
    return _plain(before.split("\n\n")[0]), described


def _plain(text: str) -> str:
    """Docstring text without its markup, on one line."""
    text = re.sub(r":\w+:`~?(?:[\w.]+\.)?(\w+)`", r"\1", text)
    return " ".join(text.replace("``", "").split())


def main() -> None:
    """Write the schema where the package ships it."""
    text = json.dumps(plan_schema(), ensure_ascii=False, indent=2)
    Path(__file__).with_name(_FILE).write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
