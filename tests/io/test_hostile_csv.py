"""Broken and hostile files: a typed error or a right reading, soon and in little memory."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from rusfelt.domain.measurement import Measurements
from rusfelt.errors import ReadError
from rusfelt.io._delimited import MAX_BYTES
from rusfelt.io._lines import MAX_LINES, Lines, UnreadableError
from rusfelt.io.measurements import read_measurements

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("resource", reason="limits on memory are those of POSIX")

HEADER = b"indicator;unit;group;period;value;numerator;denominator;state;note\n"
ROW = b'kartlagte;030108;"age=18-24;sex=F";2019-Q3;1 234,5;57;60;approximate;"en\nmerknad"\n'
LIMITED = """
import resource, sys, time
resource.setrlimit(resource.RLIMIT_AS, (512 * 2**20, 512 * 2**20))
from rusfelt.errors import ReadError
from rusfelt.io.measurements import read_measurements
start = time.process_time(), time.perf_counter()
try:
    answer = f"read {len(read_measurements(sys.argv[1]))}"
except ReadError as error:
    answer = f"ReadError {error.line} {error}"
print(time.process_time() - start[0], answer[:400].replace("\\n", " "))
"""
# The processor's time is measured, not the clock's: other programs may be running.
SECONDS = 2.0
# Measuring coverage in the process would be measured as well.
UNWATCHED = {name: text for name, text in os.environ.items() if not name.startswith("COV")}
UNWATCHED["OPENBLAS_NUM_THREADS"] = "1"
FULL = HEADER + ROW * 20_000
CASES = {
    "empty": (b"", "ReadError None"),
    "blank lines": (b"\n" * 30_000_000, "ReadError"),
    "header only": (HEADER, "read 0"),
    "whole": (FULL, "read 20000"),
    "cut off inside a quotation": (FULL[: FULL.rindex(b"age") + 3], "ReadError 40000"),
    "cut off inside a row": (FULL[: FULL.rindex(b";1 234")], "ReadError 40000"),
    "cut off inside a letter": (HEADER + b"x;;;2019;1;;;;bl\xc3", "ReadError 2"),
    "quotation never closed": (
        HEADER + b'x;;;2019;1;;;;"' + ROW.replace(b'"', b"") * 100_000,
        "Re",
    ),
    "text after a quotation": (HEADER + b'"x"y;;;2019;1;;;;\n' * 100_000, "ReadError 2"),
    "NUL bytes": (b"\0" * 50_000_000, "ReadError 1"),
    "NUL in a row": (HEADER + b"x;;;2019;1;;;;\n" * 9 + b"x;\0;;2019;1;;;;\n", "ReadError 11"),
    "NULL cells": (HEADER + b"NULL;NULL;NULL;NULL;NULL;NULL;NULL;NULL;NULL\n" * 200_000, "ReadE"),
    "NULL in the numbers": (HEADER + b"x;;;2019;NULL;NULL;NULL;;\n" * 1_000_000, "ReadError 2"),
    "a word of its own in every row": (
        HEADER + b"".join(b"x;;;2019;1;;;word%d;\n" % n for n in range(300_000)),
        "ReadError 2",
    ),
    "empty cells": (HEADER + b";;;;;;;;\n" * 400_000, "read 0"),
    "binary": (random.Random(1).randbytes(10_000_000), "ReadError"),  # noqa: S311
    "binary without NUL": (
        random.Random(2).randbytes(10_000_000).replace(b"\0", b"\1"),  # noqa: S311
        "ReadError",
    ),
    "a spreadsheet, not a CSV": (b"PK\x03\x04\x14\x00\x06\x00" + bytes(1000), "ReadError 1"),
    "UTF-16": (HEADER.decode().encode("utf-16"), "ReadError 1"),
    "10^6 columns": (b"a;" * 1_000_000 + b"\n" + b"1;" * 1_000_000 + b"\n", "ReadError 1"),
    "10^6 empty columns": (b"," * 1_000_000 + b"\n", "ReadError"),
    "1,500 columns": (b";".join(b"c%d" % n for n in range(1_500)) + b"\n", "ReadError 1"),
    "500,000 cells in a row": (HEADER + b"1;" * 500_000 + b"\n", "ReadError 2"),
    "ragged rows": (HEADER + b"x;1\n" * 1_000_000, "ReadError 2"),
    "one line of 100 MB": (b"x" * 100_000_000, "ReadError"),
    "one line of 50 MB": (b"x" * 50_000_000, "ReadError 1"),
    "a comment of 50 MB": (b"#" + b"x" * 50_000_000, "ReadError 1"),
    "a cell of 1 MB": (HEADER + b"x" * 1_000_000 + b";;;2019;1;;;;\n", "ReadError 2"),
    "long bad cells": (HEADER + (b"x;;;" + b"9" * 60_000 + b";1;;;;\n") * 500, "ReadError 2"),
    "one long note": (
        HEADER + b"x;;;2019;1;;;;\n" * 10_000 + b"x;;;2019;1;;;;" + b"y" * 100_000 + b"\n",
        "ReadError 10002",
    ),
    "two million rows": (b"indicator;period;value\n" + b"x;2019;1\n" * 2_000_000, "ReadError"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_file_is_answered_within_two_seconds_and_512_mb(
    tmp_path: Path, name: str
) -> None:
    """In a process that cannot have more memory, the answer is right or a ReadError."""
    content, expected = CASES[name]
    file = tmp_path / "figures.csv"
    file.write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", LIMITED, str(file)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env=UNWATCHED,
    )
    assert done.returncode == 0, done.stderr
    seconds, _, answer = done.stdout.partition(" ")
    assert answer.startswith(expected)
    assert float(seconds) < SECONDS


def test_too_many_columns_are_called_that(tmp_path: Path) -> None:
    """Whether or not the line is read to its end."""
    for columns in (1_500, 1_000_000):
        (tmp_path / "wide.csv").write_bytes(b"a;" * columns)
        with pytest.raises(ReadError, match="columns"):
            read_measurements(tmp_path / "wide.csv")


@pytest.mark.parametrize("path", ["", "missing.csv", "x" * 300, "a\0b"])
def test_a_path_without_an_ordinary_file_is_a_read_error(tmp_path: Path, path: str) -> None:
    """A folder, nothing at all, and names that cannot be."""
    with pytest.raises(ReadError):
        read_measurements(os.path.join(tmp_path, path))  # noqa: PTH118 - as it is typed


def test_a_pipe_does_not_keep_the_reader_waiting(tmp_path: Path) -> None:
    """It is refused before it is opened."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ReadError, match="no ordinary file"):
        read_measurements(tmp_path / "pipe")


def test_a_file_that_may_not_be_read_is_a_read_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refused by the system, or broken on the disk."""
    file = tmp_path / "figures.csv"
    file.write_bytes(FULL)
    for error in (PermissionError(13, "Permission denied"), OSError(5, "Input/output error")):

        def fail(*_: object, error: OSError = error) -> None:
            raise error

        monkeypatch.setattr("builtins.open", fail)
        with pytest.raises(ReadError) as caught:
            read_measurements(file)
        monkeypatch.undo()
        assert caught.value.path == str(file)


def test_broken_utf_8_is_not_taken_for_windows_text(tmp_path: Path) -> None:
    """Every letter would become two, and nobody would be told."""
    file = tmp_path / "figures.csv"
    text = "indicator;period;value;note\nx;2019;1;bl\u00e5b\u00e6r\n"
    file.write_bytes(text.encode() + b"x;2019;1;\xe5\n")
    with pytest.raises(ReadError, match="UTF-8"):
        read_measurements(file)
    file.write_bytes(text.encode("cp1252"))
    assert read_measurements(file)["note"].tolist() == ["bl\u00e5b\u00e6r"]
    file.write_bytes(text.encode("cp1252") + b"x;2019;1;\x81\n")
    with pytest.raises(ReadError, match="neither") as caught:
        read_measurements(file)
    assert caught.value.line == 3
    file.write_bytes(b"\xef\xbb\xbf" + text.encode("cp1252"))
    with pytest.raises(ReadError, match="marked as UTF-8"):
        read_measurements(file)
    file.write_bytes(text.encode())
    with pytest.raises(ReadError, match="not ascii"):
        read_measurements(file, encoding="ascii")


QUICK = {name: case for name, case in CASES.items() if len(case[0]) < 3_000_000 and name != "whole"}


@pytest.mark.parametrize("name", QUICK)
def test_a_refusal_has_a_place_and_a_remedy(tmp_path: Path, name: str) -> None:
    """The same files as above, where they are small: each problem says what to do about it."""
    content, expected = CASES[name]
    file = tmp_path / "figures.csv"
    file.write_bytes(content)
    if expected.startswith("read"):
        assert len(read_measurements(file)) == int(expected.removeprefix("read "))
        return
    with pytest.raises(ReadError) as caught:
        read_measurements(file)
    assert caught.value.path == str(file)
    assert len(caught.value.problems) <= 100
    for problem in caught.value.problems:
        assert problem.line
        assert problem.remedy or "Write" in problem.message


def test_reading_stops_where_a_file_turns_out_to_be_of_another_kind(tmp_path: Path) -> None:
    """The message does not pretend to have counted what it has not read."""
    file = tmp_path / "figures.csv"
    good, bad = b"x;;;2019;1;;;;\n" * 20_000, b"x;;;NULL;1;;;;\n" * 20_000
    file.write_bytes(HEADER + good + bad)
    with pytest.raises(ReadError, match=r"at least \d+ problems") as caught:
        read_measurements(file)
    assert caught.value.line == 20_002


def test_reading_stops_at_a_thousand_rows_of_another_width(tmp_path: Path) -> None:
    """Such a file is broken in itself."""
    file = tmp_path / "figures.csv"
    file.write_bytes(HEADER + b"x;1\n" * 5_000)
    with pytest.raises(ReadError, match="at least 1001 problems"):
        read_measurements(file)


def test_a_file_of_more_than_64_mb_is_refused_unread(tmp_path: Path) -> None:
    """And one with nothing but explanations has no header."""
    file = tmp_path / "figures.csv"
    with file.open("wb") as stream:
        stream.truncate(MAX_BYTES + 1)
    with pytest.raises(ReadError, match="larger than 64 MB"):
        read_measurements(file)
    file.write_bytes(b"# bare\n# forklaring\n")
    with pytest.raises(ReadError, match="no header row"):
        read_measurements(file)


def test_a_quotation_mark_that_swallows_rows_is_placed_where_it_opens(tmp_path: Path) -> None:
    """Nobody can tell where the next row starts, so reading stops there."""
    file = tmp_path / "figures.csv"
    file.write_bytes(HEADER + b'x;;;2019;1;;;;"a\nb"c\nx;;;NULL;1;;;;\n')
    with pytest.raises(ReadError) as caught:
        read_measurements(file)
    assert [problem.line for problem in caught.value.problems] == [2]


def test_a_header_of_another_kind_of_file_is_all_that_is_told_of(tmp_path: Path) -> None:
    """More than a hundred unknown columns are problem enough."""
    file = tmp_path / "figures.csv"
    file.write_bytes(b";".join(b"c%d" % n for n in range(200)) + b"\n" + b"x;" * 199 + b"\n" * 9)
    with pytest.raises(ReadError, match="203 problems"):
        read_measurements(file)


def test_a_file_that_does_not_fit_in_memory_is_a_read_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the limits let through, the answer is typed."""
    file = tmp_path / "figures.csv"
    file.write_bytes(FULL)

    def fail(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("rusfelt.io.measurements.build", fail)
    with pytest.raises(ReadError, match="memory"):
        read_measurements(file)


def test_text_in_an_encoding_it_was_told_to_be_in_and_is_not_is_refused(tmp_path: Path) -> None:
    """Codecs fail in more ways than one; NUL characters may turn up after decoding."""
    file = tmp_path / "figures.csv"
    file.write_bytes(HEADER + b"\xff\n")
    for encoding in ("utf-8", "utf-16", "ascii"):
        with pytest.raises(ReadError, match=f"not {encoding}"):
            read_measurements(file, encoding=encoding)
    for content in (HEADER, HEADER + b"#"):
        file.write_bytes(content)
        with pytest.raises(ReadError, match="not utf-16"):
            read_measurements(file, encoding="utf-16")
    file.write_bytes(f"{HEADER.decode()}x\0".encode("utf-16"))
    with pytest.raises(ReadError, match="NUL") as caught:
        read_measurements(file, encoding="utf-16")
    assert caught.value.line == 2
    with pytest.raises(UnreadableError):
        next(Lines(b"\xff", "utf-8"))


def test_lines_are_counted_whatever_ends_them(tmp_path: Path) -> None:
    """Too many are refused before they are read, or while they are."""
    file = tmp_path / "figures.csv"
    row = b"x;;;2019;1;;;;"
    file.write_bytes(HEADER + b"\r".join([row] * 3 + [b"x;;;x;1;;;;"]))
    with pytest.raises(ReadError) as caught:
        read_measurements(file)
    assert caught.value.line == 5
    for end in (b"\r", b"\n"):
        file.write_bytes(HEADER + (b"#" + end) * (MAX_LINES + 1))
        with pytest.raises(ReadError, match="more than 1,048,576 lines"):
            read_measurements(file)


PIECES = [
    *[b'"', b";", b",", b"\t", b"\n", b"\r", b"\r\n", b"\0", b"#", b"=", b"\xef\xbb\xbf", b"\xe5"],
    *[b"\xc3\xa5", b"\xff\xfe", b"..", b":", b".", b"<5", b">=3", b"\xe2\x89\xa4", b"-", b"nan"],
    *[b"1e999", b"1.234", b"1,234", b"1 234", b"2018/2019", b"17.03.2019", b"0000", b"9999-99"],
    *[b"missing", b"exact", b"age=24-18", b"sex=F;sex=M", b"ja", b"sep=,", b"value", b'""', b"'"],
    *[b"0", b"-1", b"\xc2\xa0", b"\xe2\x80\xaf", b"\x85", b"\x1a", b"\x0b", b"1" * 400, b" "],
]
SAMPLE = (
    "indicator;unit;group;period;value;numerator;denominator;se;deff;state;bound;definition;"
    "break_before;published;source;note\n"
    'kartlagte;030108;"age=18-24;sex=F";2019;12,5;;;;;;;;ja;2020;BrukerPlan;blåbær\n'
    "kartlagte;030108;;2018/2019;..;;;;;;;;;;;\n"
    "dødsfall;0301;;2019-Q3;<5;;1 234 567;;;;;;nei;17.03.2020;;\n"
    'dekning;;;2019-03;;57;60;;;approximate;;"to\nlinjer";;;;\n'
    "skår;;sex=M;17.03.2019;6,25;;;0,25;1,5;projected;;;;;;\n"
).encode()


def mutated(chance: random.Random) -> bytes:
    """The sample with a few things cut out, put in, doubled or moved."""
    content = bytearray(SAMPLE)
    for _ in range(chance.choice([1, 1, 1, 2, 3, 8])):
        start = chance.randrange(len(content) + 1)
        end = min(len(content), start + chance.choice([0, 0, 1, 2, 5, 40]))
        match chance.randrange(5):
            case 0:
                content[start:end] = b""
            case 1:
                content[start:start] = content[start:end]
            case 2:
                content[start:end] = chance.choice(PIECES)
            case 3:
                del content[start:]
            case _:
                content[start:start] = chance.choice(PIECES)
    return bytes(content)


def test_a_mutated_file_is_read_or_refused_and_never_anything_else(tmp_path: Path) -> None:
    """What is read holds up when every row is checked by itself; 10,000 files in a soak."""
    chance = random.Random(2024)  # noqa: S311 - a seeded campaign
    file = tmp_path / "figures.csv"
    read = refused = 0
    for _ in range(10_000 if os.environ.get("RUSFELT_SOAK") else 300):
        file.write_bytes(mutated(chance))
        try:
            figures = read_measurements(file)
        except ReadError:
            refused += 1
        else:
            read += 1
            assert Measurements.of(list(figures)) == figures
    assert min(read, refused) > 10
