"""Broken and hostile files: a typed error or a right reading, soon and in little memory."""

from __future__ import annotations

import contextlib
import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from fhir_samples import bundled, figures_of, observation, population, report, response

from rusfelt import DomainError
from rusfelt.errors import ReadError
from rusfelt_fhir.plans import plan_from
from rusfelt_fhir.reader import FhirFile

HEAD = '{"resourceType":"Bundle","entry":['
ONE = '{"resource":{"resourceType":"Observation","status":"final","code":{"text":"a"}}}'
# Each makes its file when it is its turn, and says how its answer begins.
LIMITED = """
import resource, sys, time
resource.setrlimit(resource.RLIMIT_AS, (512 * 2**20, 512 * 2**20))
from rusfelt.errors import ReadError
from rusfelt_fhir.reader import FhirFile
for path in sys.argv[1:]:
    start = time.process_time()
    try:
        answer = f"read {len(FhirFile().table(path))}"
    except ReadError as error:
        answer = f"ReadError {error}"
    print(f"{time.process_time() - start:.2f}", answer[:200].replace("\\n", " "), flush=True)
"""
SECONDS = 2.0
BOMBS = {
    "lists in lists": (HEAD + "[" * 2_000_000, "ReadError"),
    "a row of empty lists": (HEAD + "[]," * 6_000_000, "ReadError"),
    "a row of empty objects": (HEAD + "{}," * 1_400_000 + "{}]}", "ReadError"),
    "an entry of empty lists": (HEAD + '{"resource":[' + "[]," * 1_400_000 + "[]]}]}", "ReadError"),
    "an entry of objects": (
        HEAD + '{"resource":{"resourceType":"Observation","x":[' + '{"a":1},' * 900_000 + "1]}}]}",
        "ReadError",
    ),
    "an entry of numbers": (HEAD + '{"resource":[' + "1," * 2_900_000 + "1]}]}", "ReadError"),
    "entries that are none": (HEAD + "1," * 2_900_000 + "1]}", "ReadError"),
    "one long text": ('{"resourceType":"' + "x" * 48_000_000 + '"}', "ReadError"),
    "one open text": ('{"resourceType":"' + "x" * 48_000_000, "ReadError"),
    "blanks": (" " * 48_000_000, "ReadError"),
    "blank lines of NDJSON": ("{}\n" + "\n" * 30_000_000 + "{}\n", "ReadError"),
    "too large": ("{" + " " * (48 * 2**20), "ReadError"),
    "a million names": (
        "{" + ",".join(f'"a{n}":1' for n in range(1_000_000)) + ',"resourceType":"Observation"}',
        "ReadError",
    ),
    "a million questions": (
        '{"resourceType":"QuestionnaireResponse","subject":{"reference":"Patient/1"},"item":['
        + ",".join(f'{{"linkId":"{n}","answer":[{{"valueInteger":1}}]}}' for n in range(200_000))
        + "]}",
        "ReadError",
    ),
    "too many questions": (
        '{"resourceType":"QuestionnaireResponse","subject":{"reference":"Patient/1"},"item":['
        + ",".join(f'{{"linkId":"{n}","answer":[{{"valueInteger":1}}]}}' for n in range(30_000))
        + "]}",
        "ReadError",
    ),
    "a million lines": ('{"resourceType":"Patient"}\n' * 1_500_000, "ReadError"),
    "many wrong observations": (
        HEAD + (ONE[:-2] + ',"valueInteger":"x"}},') * 100_000 + ONE + "]}",
        "ReadError",
    ),
    "one long cell among many": (
        HEAD + f"{ONE}," * 20_000 + ONE.replace('"a"', '"' + "a" * 1_000_000 + '"') + "]}",
        "ReadError",
    ),
    "infinite numbers": (HEAD + ONE[:-2] + ',"valueQuantity":{"value":1e999}}}]}', "ReadError"),
    "binary": (random.Random(1).randbytes(10_000_000), "ReadError"),  # noqa: S311
    "many right observations": (HEAD + f"{ONE}," * 20_000 + ONE + "]}", "read 20001"),
}  # fmt: skip


# Many megabytes take their time to write and to read, so ordinary runs have the smaller ones.
TRIED = {
    name: bomb
    for name, bomb in BOMBS.items()
    if os.environ.get("RUSFELT_SOAK") or len(bomb[0]) < 6_000_000
}


@pytest.mark.skipif(sys.platform != "linux", reason="limits on memory are those of Linux")
def test_bombs_are_answered_within_two_seconds_and_512_mb(tmp_path) -> None:
    """In one process that cannot have more memory, one after the other."""
    paths = []
    for name, (content, _) in TRIED.items():
        path = tmp_path / f"{name}.json"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        paths.append(str(path))
    told = {name: text for name, text in os.environ.items() if not name.startswith("COV")}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", LIMITED, *paths],
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
        env={**told, "OPENBLAS_NUM_THREADS": "1"},
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == len(TRIED), done.stderr
    for line, (name, (_, expected)) in zip(lines, TRIED.items(), strict=True):
        seconds, _, answer = line.partition(" ")
        assert answer.startswith(expected), (name, answer)
        assert float(seconds) < SECONDS, (name, seconds)


SAMPLES = [
    json.dumps(each, ensure_ascii=False).encode()
    for each in (
        bundled(
            response("Patient/a", "2024-03-01", ("q1", {"valueInteger": 3}), ("q2", {"valueCoding": {"code": "2"}})),
            response("Patient/b", "2024-03-02T10:00:00Z", ("q1", {"valueDecimal": 1.5})),
        ),
        bundled(
            observation(value=3),
            observation(valueQuantity={"value": 5, "comparator": "<"}, issued="2024-04-01T00:00:00Z"),
            observation(dataAbsentReason={"coding": [{"code": "masked"}]}),
        ),
        bundled(
            report(
                {
                    "population": [population("numerator", 3), population("denominator", 9)],
                    "measureScore": {"value": 33.3},
                    "stratifier": [{"code": [{"text": "sex"}], "stratum": [{"value": {"text": "F"}, "measureScore": {"value": 1}}]}],
                }
            )
        ),
        bundled(
            {"resourceType": "CarePlan", "id": "c", "title": "P", "activity": [{"detail": {"status": "completed", "description": "x", "goal": [{"reference": "Goal/g"}]}}]},
            {"resourceType": "Goal", "id": "g", "description": {"text": "y"}, "target": [{"measure": {"text": "z"}, "detailQuantity": {"value": 3}, "dueDate": "2024"}]},
        ),
    )
]  # fmt: skip
PIECES = [
    *[b"{", b"}", b"[", b"]", b",", b":", b'"', b"\\", b"\n", b"\0", b"\xe5", b"\xef\xbb\xbf", b"null"],
    *[b"true", b"0", b"-1", b"1e999", b"NaN", b"9" * 400, b'"x"', b"{}", b"[]", b"[[]]", b'{"a":1}'],
    *[b"2024-02-30", b"0000", b"9999-12-31T25:00:00Z", b"\\u0000", b"\\ud800", b'"valueInteger":'],
    *[b'"resourceType":"Bundle"', b'"extension":[{}]', b'"_value":{"extension":[3]}', b"Patient/"],
    *[b"entered-in-error", b"numerator", b"<=", b"sex", b"age=1", b"\xc2\xa0", b" ", b"#a", b"|"],
]  # fmt: skip


def mutated(chance: random.Random) -> bytes:
    """A sample with a few things cut out, put in, doubled or moved, or a value replaced."""
    content = bytearray(chance.choice(SAMPLES))
    for _ in range(chance.choice([1, 1, 1, 2, 3, 8])):
        start = chance.randrange(len(content) + 1)
        end = min(len(content), start + chance.choice([0, 0, 1, 2, 5, 40]))
        match chance.randrange(6):
            case 0:
                content[start:end] = b""
            case 1:
                content[start:start] = content[start:end]
            case 2:
                content[start:end] = chance.choice(PIECES)
            case 3:
                del content[start:]
            case 4:
                content[start:start] = chance.choice(PIECES)
            case _:
                content = bytearray(swapped(bytes(content), chance))
    return bytes(content)


def swapped(content: bytes, chance: random.Random) -> bytes:
    """The document with one value, wherever it stands, replaced by one of another type."""
    try:
        whole = json.loads(content)
    except (ValueError, RecursionError):
        return content
    places, left = [], [whole]
    while left:
        each = left.pop()
        inner = each.items() if isinstance(each, dict) else enumerate(each)
        for key, value in inner:
            places.append((each, key))
            left += [value] if isinstance(value, (dict, list)) else []
    if places:
        holder, key = chance.choice(places)
        holder[key] = chance.choice(
            [None, 3, -1.5, True, "x", "", [], {}, [3], {"value": "y"}, [[]]]
        )
    return json.dumps(whole).encode("utf-8", "surrogatepass")


def test_a_mutated_file_is_read_or_refused_and_never_anything_else(tmp_path) -> None:
    """What is read holds up as figures or plans; 10,000 files in a soak."""
    chance = random.Random(2024)  # noqa: S311 - a seeded campaign
    path = tmp_path / "file.json"
    read = refused = 0
    for _ in range(10_000 if os.environ.get("RUSFELT_SOAK") else 60):
        content = mutated(chance)
        path.write_bytes(content)
        try:
            table = FhirFile().table(path)
        except ReadError:
            refused += 1
        else:
            read += 1
            assert all(len(each) == len(table) for each in table.columns.values())
            if table.fields:
                try_figures(table)
        try_plan(content)
    assert min(read, refused) > 5


def try_figures(table) -> None:
    """Only the rules of a measurement may stand in the way."""
    with contextlib.suppress(DomainError):
        figures_of(table)


def try_plan(content: bytes) -> None:
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return
    if isinstance(document, dict):
        with contextlib.suppress(DomainError):
            plan_from(document)


@pytest.mark.skipif(not os.environ.get("RUSFELT_SOAK"), reason="other programs may be running")
def test_ten_thousand_responses_take_three_times_what_their_json_takes(tmp_path) -> None:
    """The best of five each, in the processor's time."""
    items = [(f"phq9_{n}", {"valueInteger": n % 4}) for n in range(1, 10)]
    text = json.dumps(
        bundled(*(response(f"Patient/p{n}", "2024-03-01", *items) for n in range(10_000)))
    )
    path = Path(tmp_path, "bundle.json")
    path.write_text(text, encoding="utf-8")
    alone = best(lambda: json.loads(path.read_text("utf-8")))
    assert best(lambda: FhirFile().table(path)) < 3 * alone


def best(work) -> float:
    times = []
    for _ in range(5):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)
