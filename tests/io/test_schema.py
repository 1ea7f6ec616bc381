"""The JSON Schema that ships says what the classes say."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import attrs
import jsonschema
import pytest

from rusfelt.domain import Period, Plan
from rusfelt.errors import DomainError
from rusfelt.io.plan_file import validate
from rusfelt.io.schema import load_schema, plan_schema

PLANS = Path(__file__).parent / "plans"
START = 'schema = 1\nid = "p"\ntitle = "P"\n'
TILTAK = START + '[[tiltak]]\nid = "T"\ntitle = "T"\n'
INDICATOR = START + '[[indicators]]\nid = "i"\ntitle = "I"\n'
TARGET = INDICATOR + '[[targets]]\nindicator = "i"\nvalue = 1\n'


def as_json(text: str) -> object:
    """A TOML document as an editor hands it to a schema: dates are text."""
    return json.loads(json.dumps(tomllib.loads(text), default=str))


@pytest.fixture(scope="module")
def schema() -> jsonschema.Draft202012Validator:
    """The schema as the classes give it."""
    return jsonschema.Draft202012Validator(plan_schema())


def test_the_shipped_schema_is_the_one_the_classes_give() -> None:
    """After a change of the classes: ``python -m rusfelt.io.schema``."""
    assert load_schema() == plan_schema()


def test_the_schema_is_a_schema() -> None:
    """It obeys the rules for schemas of its own year."""
    jsonschema.Draft202012Validator.check_schema(plan_schema())


def test_every_field_of_every_class_is_in_the_schema() -> None:
    """No field can be written that an editor would mark as unknown."""
    schema = plan_schema()
    assert set(schema["properties"]) == {"schema", *attrs.fields_dict(Plan)}
    assert schema["required"] == ["schema", "id", "title"]
    assert set(schema["$defs"]["Target"]["properties"]) >= {"id", "form", "due", "supersedes"}


def test_fields_are_described_in_the_words_of_the_classes() -> None:
    """An editor shows what the docstring says, without its markup."""
    properties = plan_schema()["$defs"]["Tiltak"]["properties"]
    assert properties["level"]["description"] == "structural, group or individual."
    assert properties["start"]["description"] == properties["due"]["description"]
    assert "`" not in json.dumps(plan_schema())


@pytest.mark.parametrize("name", ["full.toml", "minimal.toml", "circles.toml"])
def test_good_files_pass(schema: jsonschema.Draft202012Validator, name: str) -> None:
    """A file whose keys and types are right passes, whatever its references do."""
    schema.validate(as_json((PLANS / name).read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "text",
    [
        'id = "p"\ntitle = "P"\n',
        START.replace("1", "2"),
        START.replace("1", "true"),
        'schema = 1\ntitle = "P"\n',
        'schema = 1\nid = "p"\n',
        START.replace('"p"', '"a b"'),
        START.replace('"P"', "3"),
        START.replace('"P"', '{sv = "P"}'),
        START + 'onwers = ["x"]\n',
        START + 'owners = "x"\n',
        START + 'period = ["2020"]\n',
        START + 'period = ["2020", "soon"]\n',
        START + "[goals]\n",
        TILTAK + 'level = "indvidual"\n',
        TILTAK + 'moves = "i"\n',
        TILTAK + "moves = [1]\n",
        TILTAK + 'budget = "12"\n',
        TILTAK + "due = 2024-12-31T00:00:00\n",
        TILTAK + 'due = "soon"\n',
        TILTAK + "due = true\n",
        TILTAK + 'implements = ["T1"]\n',
        TILTAK + 'implements = [{plan = "a"}]\n',
        TILTAK + 'progress = [{state = "done"}]\n',
        INDICATOR + 'accumulates = "false"\n',
        INDICATOR + "accumulates = 1\n",
        INDICATOR + "factor = true\n",
        INDICATOR + 'judged_by = ["x"]\n',
        INDICATOR + 'judged_by = [{evaluator = "x", params = {a = []}}]\n',
        TARGET + 'operator = "=>"\n',
        TARGET + "supersedes = 1\n",
    ],
)
def test_what_the_schema_can_see_it_refuses(
    schema: jsonschema.Draft202012Validator, tmp_path: Path, text: str
) -> None:
    """Wrong keys, types and words fail in the editor as they fail in ``validate``."""
    path = tmp_path / "plan.toml"
    path.write_text(text, encoding="utf-8")
    assert validate(path)
    with pytest.raises(jsonschema.ValidationError):
        schema.validate(as_json(text))


@pytest.mark.parametrize(
    "value",
    [
        "2019", "2018/2019", "2018/19", "2019-Q3", "2019K3", "2019-03", "2019M03", "2019-03-17",
        "17.03.2019", " 2019 ", 2019, "19", "2019-Q5", "Q3", "soon", "", 0, 20190101, True, 2019.5,
    ],
)  # fmt: skip
def test_the_schema_and_the_reader_know_the_same_periods(
    schema: jsonschema.Draft202012Validator, value: object
) -> None:
    """A way to write a period is right in both or in neither."""
    document = {"schema": 1, "id": "p", "title": "P", "adopted": value}
    try:
        Period.parse(value)
    except DomainError:
        assert not schema.is_valid(document)
    else:
        assert schema.is_valid(document)
