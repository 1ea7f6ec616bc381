"""Every problem of a plan file in one go, each with its place, line and remedy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rusfelt.io._toml_lines import line_numbers, line_of, place_of, text_of
from rusfelt.io.plan_file import validate

if TYPE_CHECKING:
    from rusfelt.errors import Problem

PLANS = Path(__file__).parent / "plans"
START = 'schema = 1\nid = "p"\ntitle = "P"\n'
TILTAK = '[[tiltak]]\nid = "T"\ntitle = "T"\n'
INDICATOR = '[[indicators]]\nid = "i"\ntitle = "I"\n'
TARGET = INDICATOR + '[[targets]]\nindicator = "i"\n'


def problems_of(folder: Path, text: str) -> list[Problem]:
    """What is wrong in a plan file with this text."""
    path = folder / "plan.toml"
    path.write_text(text, encoding="utf-8", newline="")
    return validate(path)


def places(problems: list[Problem]) -> list[tuple[int | None, str]]:
    """Line and path of each problem."""
    return [(each.line, each.path) for each in problems]


def test_every_mistake_is_found_with_its_place_and_line() -> None:
    """Twenty-one mistakes of different kinds give twenty-one problems, in order of line."""
    problems = validate(PLANS / "ten_mistakes.toml")
    assert places(problems) == [
        (3, "title"),
        (4, "period"),
        (5, "temaer"),
        (10, "goals[0].parent"),
        (12, "strategies[0].id"),
        (14, "strategies[0].goals"),
        (19, "tiltak[0].level"),
        (20, "tiltak[0].moves[1]"),
        (22, "tiltak[0].due"),
        (25, "tiltak[1].id"),
        (27, "tiltak[1].due"),
        (28, "tiltak[1].budget"),
        (29, "tiltak[1].responsble"),
        (33, "indicators[0].title.sv"),
        (34, "indicators[0].accumulates"),
        (35, "indicators[0].better"),
        (38, "targets[0].indicator"),
        (39, "targets[0].value"),
        (40, "targets[0].due"),
        (41, "targets[0].baseline_period"),
        (42, "targets[0].method"),
    ]
    assert all(each.message and each.remedy for each in problems)
    assert {each.file for each in problems} == {str(PLANS / "ten_mistakes.toml")}


def test_references_that_lead_nowhere_or_round_are_found() -> None:
    """Unknown ids, circles and impossible replacements are problems; a body's code is not."""
    problems = validate(PLANS / "circles.toml")
    assert places(problems) == [
        (8, "goals[0].parent"),
        (18, "tiltak[0].duplicate_of"),
        (20, "tiltak[0].strategies[0]"),
        (40, "targets[1].supersedes"),
        (40, "targets[1].supersedes"),
        (40, "targets[1].supersedes[2]"),
        (47, "targets[2].supersedes"),
    ]


def test_references_are_checked_where_types_are_wrong(tmp_path: Path) -> None:
    """A wrong type elsewhere in the object, or in the reference itself, hides no reference."""
    text = (
        START + TILTAK + 'budget = "12"\nmoves = ["x", 1]\nduplicate_of = "U"\n'
        'strategies = "S"\nimplements = 3\n' + '[[targets]]\nindicator = "i"\nvalue = true\n'
        'supersedes = [["x"], "M"]\ndecided = 1979-05-27T07:32:00\n'
    )
    assert {each.path for each in problems_of(tmp_path, text)} == {
        "tiltak[0].budget",
        "tiltak[0].moves[0]",
        "tiltak[0].moves[1]",
        "tiltak[0].duplicate_of",
        "tiltak[0].strategies",
        "tiltak[0].implements",
        "targets[0].indicator",
        "targets[0].value",
        "targets[0].supersedes[0]",
        "targets[0].supersedes[1]",
        "targets[0].decided",
    }


@pytest.mark.parametrize(
    ("text", "path", "words"),
    [
        ('[[indicators]]\nid = "i"\ntitle = "I"\nfactor = "12"', "indicators[0].factor", "number"),
        (INDICATOR + "factor = true", "indicators[0].factor", "true is not a number"),
        (INDICATOR + "factor = nan", "indicators[0].factor", "finite"),
        (INDICATOR + "factor = inf", "indicators[0].factor", "finite"),
        (INDICATOR + "factor = 1" + "0" * 400, "indicators[0].factor", "too large"),
        (INDICATOR + "factor = 0x1" + "0" * 5000, "indicators[0].factor", "too large"),
        (INDICATOR + "factor = 0", "indicators[0].factor", "above zero"),
        (INDICATOR + 'accumulates = "false"', "indicators[0].accumulates", "neither true nor"),
        (INDICATOR + "accumulates = 1", "indicators[0].accumulates", "neither true nor"),
        (INDICATOR + "unit = 2024-01-01", "indicators[0].unit", "2024-01-01 is not text"),
        (INDICATOR + "unit = 12:00:00", "indicators[0].unit", "time of day"),
        (INDICATOR + "unit = {a = 1, b = 2}", "indicators[0].unit", "a table is not text"),
        (INDICATOR + "overlap = 0.5", "indicators[0].overlap", "persons-present"),
        (INDICATOR + "overlap = 2", "indicators[0].overlap", "no share"),
        (INDICATOR + "judged_by = 'x'", "indicators[0].judged_by", "not a list"),
        (INDICATOR + "judged_by = ['x']", "indicators[0].judged_by[0]", "not a table"),
        (INDICATOR + "judged_by = [{}]", "indicators[0].judged_by[0].evaluator", "missing"),
        (
            INDICATOR + "judged_by = [{evaluator = 'x', params = {a = [1]}}]",
            "indicators[0].judged_by[0].params.a",
            "Use text, a number",
        ),
        (INDICATOR + "better = 1", "indicators[0].better", "Use one of"),
        (INDICATOR + TILTAK + "moves = 'i'", "tiltak[0].moves", "not a list"),
        (TILTAK + "moves = {i = 1}", "tiltak[0].moves", "not a list"),
        (TILTAK + "moves = 3", "tiltak[0].moves", "not a list"),
        (TILTAK + "implements = ['T7']", "tiltak[0].implements[0]", '"plan/tiltak"'),
        (TILTAK + "implements = ['a/b/c']", "tiltak[0].implements[0]", "not an id"),
        (TILTAK + "implements = [{plan = 'a'}]", "tiltak[0].implements[0].tiltak", "missing"),
        (
            TILTAK + "implements = [{plan = 'a', tiltak = 'b', strenght = 'clear'}]",
            "tiltak[0].implements[0].strenght",
            "Did you mean 'strength'",
        ),
        (TILTAK + "progress = [{state = 'done'}]", "tiltak[0].progress[0].state", "Use one of"),
        (TILTAK + "progress = 'done'", "tiltak[0].progress", "not a list"),
        (TILTAK + "due = 2024-12-31T00:00:00Z", "tiltak[0].due", "time of day"),
        (TILTAK + "due = '2024-13'", "tiltak[0].due", "not a period"),
        (TILTAK + "due = 20240101", "tiltak[0].due", "not a period"),
        (TILTAK + "due = 2024.5", "tiltak[0].due", "not a period"),
        (TILTAK + "due = true", "tiltak[0].due", "true is not a period"),
        (TILTAK + "start = 2024\ndue = 2023", "tiltak[0].due", "before it starts"),
        (TILTAK + "themes = ['x']", "tiltak[0].themes", "belongs to the plan"),
        (TILTAK + '"a b.c" = 1', "tiltak[0].'a b.c'", "no key"),
        (TARGET + "form = 'level'", "targets[0].value", "no value"),
        (TARGET + "form = 'change'\nvalue = -10", "targets[0].value", "share"),
        (TARGET + "value = 1\nmethod = 'x'", "targets[0].method", "linear or compound"),
        (TARGET + "value = 1\ngroup = 'women'", "targets[0].group", "not a group"),
        (TARGET + "value = 1\noperator = '=>'", "targets[0].operator", "Did you mean"),
        (TARGET + "value = 1\nid = 7", "targets[0].id", "not an id"),
        (TARGET + "value = 1\nsupersedes = 7", "targets[0].supersedes", "not a list"),
        ("period = '2020-2024'", "period", "not a list"),
        ("period = ['2020']", "period", "first and a last"),
        ("period = ['2020', '20x4']", "period[1]", "not a period"),
        ("period = [2020, 2020-01-01T00:00:00]", "period[1]", "time of day"),
        ("goals = 'G1'", "goals", "not a list"),
        ("goals = ['G1']", "goals[0]", "not a table"),
        ("[goals]\nid = 'G1'", "goals", "[[goals]]"),
        ("[[bodies]]\nid = 'a b'\ntitle = 'x'", "bodies[0].id", "without spaces"),
        ("[[bodies]]\nid = 'a'\ntitle = ['x']", "bodies[0].title", "text or a table"),
        ("[[bodies]]\nid = 'a'\ntitle = {nb = 1}", "bodies[0].title.nb", "in quotes"),
    ],
)
def test_one_mistake_is_one_problem_at_its_place(
    tmp_path: Path, text: str, path: str, words: str
) -> None:
    """No mistake hides, spreads, or is guessed away."""
    problems = problems_of(tmp_path, START + text + "\n")
    assert [each.path for each in problems] == [path]
    assert words in f"{problems[0].message} {problems[0].remedy}"
    assert problems[0].line is not None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "missing"),
        ("schema = 2\n", "only schema 1"),
        ("schema = true\n", "only schema 1"),
        ("schema = 1.0\n", "only schema 1"),
        ('schema = "1"\n', "only schema 1"),
    ],
)
def test_the_format_must_be_named(tmp_path: Path, text: str, words: str) -> None:
    """``schema = 1`` and nothing like it."""
    problems = problems_of(tmp_path, text + 'id = "p"\ntitle = "P"\n')
    assert [each.path for each in problems] == ["schema"]
    assert words in problems[0].message
    assert problems[0].remedy == "Write schema = 1 at the top of the file."


def test_an_empty_file_lacks_everything_required(tmp_path: Path) -> None:
    """Each required key is missed by name."""
    assert [each.path for each in problems_of(tmp_path, "")] == ["id", "schema", "title"]


def test_a_misspelt_list_hides_nothing_inside_it(tmp_path: Path) -> None:
    """``[[indicator]]`` is one problem; its contents are checked and references to it hold."""
    text = START + (
        '[[indicator]]\nid = "i"\ntitle = "I"\nbetter = "up"\n'
        '[[indicator]]\nid = "i"\ntitle = "I"\n'
        '[[targets]]\nindicator = "i"\nvalue = 1\n'
    )
    problems = problems_of(tmp_path, text)
    assert places(problems) == [
        (4, "indicator"),
        (7, "indicator[0].better"),
        (9, "indicator[1].id"),
    ]
    assert problems[0].remedy == "Did you mean 'indicators'?"


def test_a_misspelt_required_key_is_both_unknown_and_missing(tmp_path: Path) -> None:
    """Both facts are told, and the first names the key that was meant."""
    problems = problems_of(tmp_path, START + '[[goals]]\nid = "G"\ntitel = "G"\n')
    assert places(problems) == [(4, "goals[0].title"), (6, "goals[0].titel")]
    assert problems[1].remedy == "Did you mean 'title'?"


def test_a_wrong_field_does_not_hide_a_contradiction_between_others(tmp_path: Path) -> None:
    """A tiltak that ends before it starts is told so although its level is no word."""
    text = START + TILTAK + 'level = "x"\nbudget = "y"\nstart = 2024\ndue = 2023\n'
    assert [each.path for each in problems_of(tmp_path, text)] == [
        "tiltak[0].level",
        "tiltak[0].budget",
        "tiltak[0].due",
    ]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (TARGET + 'value = "12"', "targets[0].value"),
        (TARGET + 'form = "maintian"', "targets[0].form"),
        (INDICATOR + 'overlap = 0.5\ncounts = "persons"', "indicators[0].counts"),
        (TILTAK + "start = 2024\ndue = '2023-99'", "tiltak[0].due"),
        (TARGET + "value = 1\nmethod = 3", "targets[0].method"),
    ],
)
def test_a_wrong_field_is_not_also_called_a_contradiction(
    tmp_path: Path, text: str, path: str
) -> None:
    """What hangs on the wrong field itself waits until that is mended."""
    assert [each.path for each in problems_of(tmp_path, START + text + "\n")] == [path]


def test_deeply_nested_values_are_problems_like_others(tmp_path: Path) -> None:
    """Nesting the reader can still follow is told as a problem of its place."""
    deep = "[" * 200 + "]" * 200
    keys = ".".join(["a"] * 60)
    nested = f"{{{keys} = " * 40 + "1" + "}" * 40
    text = START + f"{TILTAK}label = {deep}\nmoves = {deep}\nbudget = {nested}\n"
    assert [each.path for each in problems_of(tmp_path, text)] == [
        "tiltak[0].label",
        "tiltak[0].moves[0]",
        "tiltak[0].budget",
    ]


def test_long_values_are_told_in_short(tmp_path: Path) -> None:
    """A message stays readable whatever stands in the file."""
    problems = problems_of(tmp_path, START + TILTAK + f'level = "{"x" * 10_000}"\n')
    assert len(problems[0].message) < 200


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("id",), 2),
        (("goals",), 3),
        (("goals", 0, "a b"), 4),
        (("goals", 0, "dotted", "key"), 5),
        (("goals", 1), 6),
        (("goals", 1, "many", 0), 9),
        (("goals", 1, "many", 1, "x"), 10),
        (("goals", 1, "many", 2, 1), 12),
        (("goals", 1, "after"), 17),
        (("goals", 1, "reports", 0, "state"), 19),
        (("goals", 1, "reports", 1, "state"), 21),
        (("goals", 1, "table", "deep", "key"), 23),
        (("goals", 2, "title"), 25),
        (("goals", 1, "absent"), 6),
        (("nowhere", 7), 1),
    ],
)
def test_lines_are_found_in_every_way_toml_can_be_written(
    place: tuple[int | str], line: int
) -> None:
    """Lists over many lines, inline tables, dotted and quoted keys, text like TOML."""
    text = '''# [[goals]]
id = "x # [[goals]]"
[[ goals ]]  # first
"a\\u0020b" = 1
dotted . key = 2
[[goals]]
many = [ # [
  # ]
  "one, [two",
  { x = "}", y = 1 },
  [1,
   2], # }
]
text = """
[[goals]] \\"""
key = 1""""
after = 1.5
[[goals.reports]]
state = 'a"'
[[goals.reports]]
state = \'\'\'b\'\'\'
[goals.table.deep]
key = 2024-01-01 07:32:00
[[goals]]
title = "end"'''
    assert line_of(line_numbers(text), place) == line


def test_a_place_survives_being_written() -> None:
    """Path and place say the same."""
    for text in ("", "tiltak[3].due", "goals[0].parent", "a[1][2].b"):
        assert text_of(place_of(text)) == text
