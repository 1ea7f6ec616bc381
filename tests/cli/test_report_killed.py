"""Killed, out of room or not let in: the folder holds the old report or the new one, whole."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from programs import unmeasured

pytestmark = [
    pytest.mark.no_cover,
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="signals, limits, exchange"),
]

SOAK = bool(os.environ.get("RUSFELT_SOAK"))
KILLS = 200 if SOAK else 8
PLAN = """
schema = 1
id = "p"
title = "Plan"
[[indicators]]
id = "i"
title = "Tall"
kind = "count"
better = "lower"
"""
# What is drawn takes most of the time, and none of the writing.
FORMS = ("html", "docx", "csv") if SOAK else ("json", "iati", "csv")
OPTIONS = [each for form in FORMS for each in ("--format", form)]
# The program is made ready once; each child is the whole command from there on. Half of the
# moments are anywhere in it, half are just after it began to write.
KILLER = """
import json, os, random, shutil, signal, sys, time
from pathlib import Path
from rusfelt.cli.commands import program

place, kills, told = Path(sys.argv[1]), int(sys.argv[2]), json.loads(sys.argv[3])
folder = place / "out"
mute = os.open(os.devnull, os.O_WRONLY)
os.dup2(mute, 2)

def report(figures, where):
    program.main(
        ["report", str(place / "p.toml"), str(place / figures), *told, "-o", str(where)],
        standalone_mode=False,
    )

def held(where):
    return {
        each.name: each.read_bytes() for each in where.iterdir()
        if each.name != "mine.txt" and not each.name.startswith(".rusfelt-")
    }

whole = {}
for figures in ("old.csv", "new.csv"):
    report(figures, place / figures[:3])
    whole[figures] = held(place / figures[:3])
began = time.monotonic()
report("old.csv", folder)
lasts = time.monotonic() - began
(folder / "mine.txt").write_text("mine")
moments, now = random.Random(6), "old.csv"
for number in range(kills):
    other = "new.csv" if now == "old.csv" else "old.csv"
    child = os.fork()
    if not child:
        report(other, folder)
        os._exit(0)
    if number % 2:
        time.sleep(moments.uniform(0, 1.3 * lasts))
    else:
        for _ in range(100_000):
            if any(each.name.startswith(".rusfelt-") for each in os.scandir(place)):
                break
            if os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                break
        time.sleep(moments.uniform(0, 0.02))
    os.kill(child, signal.SIGKILL)
    killed = os.WIFSIGNALED(os.waitpid(child, 0)[1])
    found = held(folder)
    is_now = next((name for name, each in whole.items() if each == found), None)
    left = [each for each in place.iterdir() if each.name.startswith(".rusfelt-")]
    beside = {each.name for each in place.iterdir()} - {
        "p.toml", "old.csv", "new.csv", "old", "new", "out", *(each.name for each in left)
    }
    print(json.dumps({
        "held": is_now, "was": now, "killed": killed, "aimed": not number % 2, "left": len(left),
        "beside": sorted(beside), "mine": (folder / "mine.txt").read_text(),
    }))
    for each in left:
        shutil.rmtree(each)
    now = is_now or now
"""


@pytest.fixture
def place():
    """A folder that others may look into as well, which those of pytest may not be."""
    with tempfile.TemporaryDirectory() as made:
        yield _furnished(Path(made))


def _furnished(tmp_path):
    (tmp_path / "p.toml").write_text(PLAN)
    rows = "indicator,period,value\n"
    for name, first in (("old", 30), ("new", 60)):
        told = rows + "".join(f"i,{2015 + year},{first + year}\n" for year in range(4))
        (tmp_path / f"{name}.csv").write_text(told)
    return tmp_path


def test_a_report_killed_at_any_moment_leaves_the_old_or_the_new(place):
    """Byte for byte one of the two; of what was on its way at most one folder is left beside it."""
    done = subprocess.run(
        [sys.executable, "-c", KILLER, str(place), str(KILLS), json.dumps(OPTIONS)],
        capture_output=True,
        text=True,
        check=False,
        env={**unmeasured(), "OPENBLAS_NUM_THREADS": "1"},
        timeout=1500,
    )
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(found) == KILLS, done.stderr
    assert all(each["held"] for each in found)
    assert all(each["left"] <= 1 and not each["beside"] for each in found)
    assert all(each["mine"] == "mine" for each in found)
    assert sum(each["killed"] for each in found) > KILLS // 4
    if SOAK:
        # Some came before the change and some after it, also among those just at it.
        assert {each["held"] == each["was"] for each in found} == {True, False}
        assert sum(each["aimed"] and each["killed"] for each in found) > 10


# Everything is loaded before the process lets go of what it may do.
LIMITED = """
import json, os, resource, signal, sys
from pathlib import Path
from rusfelt.cli.commands import program

place, told = Path(sys.argv[1]), json.loads(sys.argv[2])
asked = ["report", str(place / "p.toml"), str(place / "new.csv"), *told, "-o"]
program.main([*asked, str(place / "new")], standalone_mode=False)
if sys.argv[3] == "full":
    # No file may be longer than this, which the kernel says as it says that a disk is full.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, 2_000))
elif os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
program.main([*asked, str(place / "out")])
"""


def held(folder):
    return {each.name: each.read_bytes() for each in folder.iterdir()}


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("full", "cannot be written (File too large). Free some space"),
        ("read-only", "(Permission denied). Choose a folder you may write to"),
    ],
    ids=["full", "read-only"],
)
def test_what_cannot_be_written_leaves_the_old_report(place, why, said):
    """The message says what to do, the exit code is 1, and nothing is lost or left over."""
    folder = place / "out"
    folder.mkdir()
    for ending in ("csv", "json", "html", "docx", "xml", "txt"):
        (folder / f"p.{ending}").write_text(f"old {ending}")
        (folder / f"p.{ending}").chmod(0o666)
    folder.chmod(0o555)
    place.chmod(0o755)
    old = held(folder)
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(place), json.dumps(OPTIONS), why],
        capture_output=True,
        text=True,
        check=False,
        env={**unmeasured(), "PYTHONDONTWRITEBYTECODE": "1"},
        timeout=200,
    )
    assert done.returncode == 1, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert held(folder) == old
    assert sorted(each.name for each in place.iterdir()) == [
        "new", "new.csv", "old.csv", "out", "p.toml",
    ]  # fmt: skip
