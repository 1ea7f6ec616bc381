"""Nothing in a plan, a file or a file's name is a command to the terminal it is shown on."""

from __future__ import annotations

import csv
import re

import pytest
from click.testing import CliRunner
from hostile_cells import TEXTS

from rusfelt.cli.commands import program

pytestmark = [pytest.mark.no_cover, pytest.mark.usefixtures("drawn_once")]

# A line's end and the direction of a language are text; all else of these is obeyed.
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# TOML and UTF-8 hold no half of a character.
HELD = [each for each in TEXTS if not re.search("[\ud800-\udfff]", each)]
EVIL = "\x1b[31m"
INDICATORS = 20


def quoted(text):
    return '"' + "".join(f"\\U{ord(each):08X}" for each in text) + '"'


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A plan and figures with a text in every place, under names that are such texts too."""
    made = tmp_path_factory.mktemp("terminal")
    text = iter(HELD * 2)
    lines = ["schema = 1", 'id = "p"', f"title = {quoted(EVIL)}", f"owners = [{quoted(EVIL)}]"]
    for number in range(INDICATORS):
        lines += [
            "[[indicators]]", f"id = {quoted(f'i{number}{EVIL}')}", f"title = {quoted(next(text))}",
            'kind = "count"', f"unit = {quoted(next(text))}", f"source = {quoted(next(text))}",
        ]  # fmt: skip
    for number in range(len(HELD) // 2):
        lines += [
            "[[tiltak]]", f'id = "t{number}"', f"title = {quoted(next(text))}",
            f"label = {quoted(next(text))}", f"moves = [{quoted(f'i{number % INDICATORS}{EVIL}')}]",
        ]  # fmt: skip
    (made / f"p{EVIL}.toml").write_text("\n".join(lines), encoding="utf-8")
    wrong = "\n".join(lines).replace("moves = [", f"moves = [{quoted(EVIL)}, ", 3)
    (made / f"wrong{EVIL}.toml").write_text(wrong, encoding="utf-8")
    with (made / f"f{EVIL}\x07.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(["indicator", "period", "value", "unit", "note"])
        for number in range(INDICATORS):
            place = next(each for each in text if each.strip() and "\0" not in each)
            note = next(each for each in text if "\0" not in each)
            writer.writerow([f"i{number}{EVIL}", 2020, 30, place.strip(), note])
    return made


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (0, ["evaluate", "P", "F"]),
        (0, ["evaluate", "P", "F", "--lang", "en", "-o", f"D/x{EVIL}.csv"]),
        (0, ["report", "P", "F", "--format", "csv", "-o", f"D/out{EVIL}"]),
        (0, ["report", "P", "F", "--format", "csv", "--internal", "-o", f"D/out{EVIL}"]),
        (0, ["audit", "P"]),
        (0, ["diff", "P", "P"]),
        (1, ["diff", "P", "W"]),
        (1, ["validate", "W"]),
        (1, ["report", "W", "F", "-o", "D/out"]),
        (1, ["report", f"D/none{EVIL}.toml", "F", "-o", "D/out"]),
        (1, ["report", "P", f"D/none{EVIL}.csv", "-o", "D/out"]),
        (1, ["report", "P", "F", "--format", "csv", "-o", "F"]),
        (1, ["report", "P", "F", "--format", "csv", "-o", f"D/{EVIL}\0"]),
        (1, ["report", "P", "F", "--format", "csv", "--ledger", "F", "-o", "D/out"]),
        (1, ["report", "P", "F", "--format", "csv", "--previous", "F", "-o", "D/out"]),
        (1, ["report", "P", "F", "--format", "docx", "--template", "F", "-o", "D/out"]),
        (2, ["report", "P", "F", "-e", EVIL, "-o", "D/out"]),
        (2, ["report", "P", "F", "-p", f"{EVIL}.x=1", "-o", "D/out"]),
        (2, ["report", "P", "F", "--answers", f"{EVIL}=x:", "-o", "D/out"]),
    ],
    ids=lambda each: None if isinstance(each, int) else f"{each[0]}",
)
def test_no_text_is_a_command(place, code, told):
    """Neither in what is shown nor in what is told on the way, also where the call goes wrong."""
    meant = {"P": f"p{EVIL}.toml", "W": f"wrong{EVIL}.toml", "F": f"f{EVIL}\x07.csv"}
    words = [
        str(place / meant[each]) if each in meant else each.replace("D/", f"{place}/")
        for each in told
    ]
    done = CliRunner().invoke(program, words, color=True)
    assert done.exit_code == code, done.stderr
    assert done.stdout + done.stderr
    assert not OBEYED.findall(done.stdout)
    assert not OBEYED.findall(done.stderr)
