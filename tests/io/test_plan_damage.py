"""Damaged plan files: a plan or problems, and never anything else."""

from __future__ import annotations

import random
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest

from rusfelt.errors import ReadError
from rusfelt.io.plan_file import read_plan, validate
from rusfelt.io.schema import load_schema

if TYPE_CHECKING:
    from collections.abc import Callable

PLANS = Path(__file__).parent / "plans"


@pytest.fixture(scope="module")
def plan_validator() -> jsonschema.Draft202012Validator:
    """The schema an editor would use."""
    return jsonschema.Draft202012Validator(load_schema())


def _mutations() -> dict[str, Callable[[random.Random, list[str]], list[str]]]:
    values = [
        '"x"', "1", "-1", "true", "nan", "[]", "{}", '["x"]', "[[1]]", "{a = 1}", "2024-01-01",
        "2024-01-01T00:00:00", "12:00:00", '""', '"2024"', "9" * 400, "[{}]", '"T1"', "'ø'",
    ]  # fmt: skip

    def drop(dice: random.Random, lines: list[str]) -> list[str]:
        at = dice.randrange(len(lines))
        return lines[:at] + lines[at + 1 :]

    def repeat(dice: random.Random, lines: list[str]) -> list[str]:
        at = dice.randrange(len(lines))
        return [*lines[:at], lines[at], *lines[at:]]

    def swap(dice: random.Random, lines: list[str]) -> list[str]:
        one, two = dice.sample(range(len(lines)), 2)
        lines = list(lines)
        lines[one], lines[two] = lines[two], lines[one]
        return lines

    def revalue(dice: random.Random, lines: list[str]) -> list[str]:
        at = dice.choice([n for n, line in enumerate(lines) if " = " in line])
        lines = list(lines)
        lines[at] = re.sub(r" = .*", lambda _: f" = {dice.choice(values)}", lines[at], count=1)
        return lines

    def rename(dice: random.Random, lines: list[str]) -> list[str]:
        at = dice.choice([n for n, line in enumerate(lines) if re.match(r"\w+ = |\[\[", line)])
        lines = list(lines)
        lines[at] = re.sub(r"(\w)(\w)", r"\2\1", lines[at], count=1)
        return lines

    def scratch(dice: random.Random, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        at = dice.randrange(len(text))
        return (text[:at] + dice.choice('"[]{}=.#\n\\\0é0') + text[at + 1 :]).split("\n")

    def cut(dice: random.Random, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        return text[: dice.randrange(len(text))].split("\n")

    every = (drop, repeat, swap, revalue, revalue, rename, scratch, cut)
    return {f"{number}-{each.__name__}": each for number, each in enumerate(every)}


@pytest.mark.no_cover
@pytest.mark.parametrize("kind", sorted(_mutations()))
def test_a_damaged_file_loads_or_is_told_what_is_wrong(
    tmp_path: Path, kind: str, plan_validator: jsonschema.Draft202012Validator
) -> None:
    """Whatever happens to a good file, nothing but a plan or problems comes of it.

    And what loads passes the schema: an editor never marks a good file as wrong.
    """
    mutate = _mutations()[kind]
    lines = (PLANS / "full.toml").read_text(encoding="utf-8").split("\n")
    dice = random.Random(f"plan {kind}")  # noqa: S311 - damage, not secrets
    loaded = 0
    path = tmp_path / "plan.toml"
    for _ in range(60):
        damaged = lines
        for _ in range(dice.choice([1, 1, 2, 5])):
            damaged = mutate(dice, damaged)
        text = "\n".join(damaged)
        path.write_text(text, encoding="utf-8", newline="")
        problems = validate(path)
        if problems:
            with pytest.raises(ReadError) as caught:
                read_plan(path)
            assert caught.value.problems == tuple(problems)
            assert len(set(problems)) == len(problems)
            for each in problems:
                assert each.message
                assert each.remedy
                assert 1 <= (each.line or 0) <= len(text.split("\n"))
        else:
            read_plan(path)
            loaded += 1
            plan_validator.validate(as_json(tomllib.loads(text)))
    assert loaded < 60


def as_json(value: object) -> object:
    """TOML's values as an editor hands them to a schema: dates are text."""
    if isinstance(value, dict):
        return {key: as_json(each) for key, each in value.items()}
    if isinstance(value, list):
        return [as_json(each) for each in value]
    return value if isinstance(value, (str, int, float, bool)) else str(value)
