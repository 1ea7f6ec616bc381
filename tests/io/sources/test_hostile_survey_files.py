"""Damaged and hostile SPSS and Stata files: typed errors, in bounded time and memory."""

from __future__ import annotations

import os
import random
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from survey_files import damaged, sav_by_hand, seeds, zlib_bomb

pytest.importorskip("resource", reason="limits are those of POSIX")

_SECONDS = 2.0
_KIB = 512 * 1024
_COUNT = 10_000 if os.environ.get("RUSFELT_SOAK") else 60
_UNWATCHED = {name: text for name, text in os.environ.items() if not name.startswith("COV")}
_UNWATCHED["OPENBLAS_NUM_THREADS"] = "1"
# Every file as users would have it read: what it takes, here and in the process of its own.
_EACH = """
import os, resource, sys
from pathlib import Path
from rusfelt.errors import ReadError
from rusfelt.io.sources.spss import SpssFile
from rusfelt.io.sources.stata import StataFile
import numpy
def spent():
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
for name in sys.stdin.read().split():
    file = Path(name)
    reader = StataFile() if file.suffix == ".dta" else SpssFile()
    began = spent()
    try:
        answer = f"read {len(reader.table(file))}"
    except ReadError as error:
        assert error.path == str(file), error.path
        answer = f"ReadError {error}"
    took = spent() - began
    # ru_maxrss of this process would begin at what the one that started it has taken.
    own = next(each for each in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in each)
    peak = int(own.split()[1]) + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(file.name, round(took, 3), peak, answer.replace("\\n", " ")[:300], sep="\\t", flush=True)
"""
# Many files without a process for each: one is forked instead, before anything is read.
_MANY = """
import os, sys
from pathlib import Path
from rusfelt.errors import ReadError
from rusfelt.io.sources import _readstat, _readstat_child
from rusfelt.io.sources.spss import SpssFile
from rusfelt.io.sources.stata import StataFile
import numpy, pyreadstat
def here(told, file):
    _readstat_child._limit(told["memory"], told["seconds"])
    return bytes(_readstat_child.answer_to(told))
_readstat._answer = here
for name in sys.stdin.read().split():
    file = Path(name)
    reader = StataFile() if file.suffix == ".dta" else SpssFile()
    child = os.fork()
    if child == 0:
        code = 2
        try:
            reader.table(file)
            code = 0
        except ReadError as error:
            code = 1 if error.path == str(file) else 2
        except BaseException:
            import traceback
            traceback.print_exc()
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    end = f"signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
    print(file.name, end, sep="\\t", flush=True)
"""


def _run(script, files, seconds):
    done = subprocess.run(
        [sys.executable, "-W", "error::UserWarning", "-c", script],
        input="\n".join(map(str, files)),
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds,
        env=_UNWATCHED,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return [line.split("\t") for line in done.stdout.splitlines()]


def _mutated(folder: Path) -> list[Path]:
    (folder / "seeds").mkdir()
    made = seeds(folder / "seeds")
    chance = random.Random(2024)  # noqa: S311 - a seeded campaign
    names = sorted(made)
    files = []
    for place in range(_COUNT):
        name = names[place % len(names)]
        file = folder / f"{place}{Path(name).suffix}"
        file.write_bytes(damaged(made[name], chance))
        files.append(file)
    return files


def test_a_damaged_file_is_read_or_refused_and_never_anything_else(tmp_path):
    """10,000 files in a soak. A crash ends a process of its own, which is told as a ReadError."""
    found = _run(_MANY, _mutated(tmp_path), 120 + _COUNT)
    ends = [end for _, end in found]
    assert len(ends) == _COUNT
    assert not {end for end in ends if not end.startswith("signal")} - {"0", "1"}
    assert min(ends.count("0"), ends.count("1")) > 10


@pytest.mark.skipif("not os.environ.get('RUSFELT_SOAK')", reason="takes an hour")
@pytest.mark.timeout(4 * 3600)
def test_a_damaged_file_takes_no_more_time_and_memory_than_it_may(tmp_path):
    """As users have them read, each in a process of its own."""
    for name, took, peak, answer in _run(_EACH, _mutated(tmp_path), 4 * 3600):
        assert answer.startswith(("read ", "ReadError ")), name
        assert float(took) < _SECONDS, name
        assert int(peak) < _KIB, name


_F8 = 0x050800
_ONE = [(b"A", _F8, b"")]
_HOSTILE = {
    "empty.sav": (b"", "no SPSS file"),
    "empty.dta": (b"", "no Stata file"),
    "magic.sav": (b"$FL2", "cannot be read"),
    "text.sav": (b"a;b;c\n" * 99, "no SPSS file"),
    "rows.sav": (sav_by_hand(_ONE, [[1.0]], cases=2**31 - 1), "too small to hold"),
    "few.sav": (sav_by_hand(_ONE, [[1.0]] * 99, cases=100), "cut off"),
    "columns.sav": (
        sav_by_hand([(b"V%06d" % place, _F8, b"") for place in range(200_000)], []),
        "more than 5,000 columns",
    ),
    "labels.sav": (
        sav_by_hand(_ONE, [[1.0]], labels=struct.pack("<2i", 3, 2**31 - 1) + b"\1" * 999),
        "cannot be read",
    ),
    "record.sav": (
        sav_by_hand(_ONE, [[1.0]], further=struct.pack("<4i", 7, 13, 2**30, 2**30)),
        "cannot be read",
    ),
    "beyond.sav": (
        sav_by_hand(_ONE, [[1.0]], further=struct.pack("<4i", 7, 5, 2**31 - 1, 2**31 - 1)),
        "cannot be read",
    ),
    "bomb.zsav": (zlib_bomb(40), "than one of its size should"),
    "greeting.por": (b"ASCII SPSS PORT FILE".ljust(456) + b"SPSSPORT", "cannot be read"),
    "label.sav": (
        sav_by_hand([(b"A", _F8, b"x" * 9_000_000)], [[1.0]]),
        "cannot be read",
    ),
}


def test_a_hostile_file_is_answered_within_two_seconds_and_512_mb(tmp_path):
    """With what is wrong with it; in both processes together."""
    files = []
    for name, (content, _) in _HOSTILE.items():
        (tmp_path / name).write_bytes(content)
        files.append(tmp_path / name)
    for name, took, peak, answer in _run(_EACH, files, 120):
        assert answer.startswith("ReadError "), answer
        assert _HOSTILE[name][1] in answer, answer
        assert float(took) < _SECONDS, (name, took)
        assert int(peak) < _KIB, (name, peak)
