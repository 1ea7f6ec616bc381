"""``rusfelt evaluate`` among bad plugins: exit code 0, clean results, one warning line each."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from programs import unmeasured
from zoo_calls import CALLS
from zoo_habitat import HALF
from zoo_keeping import SOAK, marked, survivors
from zoo_offers import OFFERS

if TYPE_CHECKING:
    from pathlib import Path

_BAD = [
    each
    for each in (*CALLS, *OFFERS, HALF)
    if each.name
    in {
        "raises-in-many-lines", "exits-at-once", "forks-away", "dies-importing-hooks", "half-bad",
        "cannot-be-imported",
    }
]  # fmt: skip
_PLAN = """
schema = 1
id = "p"
title = "P"
area = "0301"
[[indicators]]
id = "deaths"
title = "dødsfall"
kind = "count"
counts = "events"
design = "register"
better = "lower"
[[tiltak]]
id = "t"
title = "dødsfall skal ned"
moves = ["deaths"]
"""


@attrs.frozen
class Said:
    """What a command said and how it ended."""

    code: int
    out: str
    err: list[str]


@pytest.fixture(scope="module")
def command(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The command line's own arguments and environment, for a plan of one indicator."""
    folder = tmp_path_factory.mktemp("command")
    (folder / "plan.toml").write_text(_PLAN, "utf-8")
    rows = "".join(f"deaths,{2015 + at},{40 - 3 * at}\n" for at in range(6))
    (folder / "figures.csv").write_text(f"indicator,period,value\n{rows}", "utf-8")

    def ready(names: list[str], mark: str, *more: str) -> dict[str, Any]:
        path = os.pathsep.join(filter(None, (str(site), os.environ.get("PYTHONPATH"))))
        env = {**unmeasured(), "PYTHONPATH": path, "RUSFELT_ZOO": mark}
        env |= {"RUSFELT_PLUGINS": ",".join(names), "PYTHONUTF8": "1"}
        told = [str(folder / "plan.toml"), str(folder / "figures.csv"), *more]
        return {"args": [sys.executable, "-m", "rusfelt", "evaluate", *told], "env": env}

    return ready


def run(told: dict[str, Any]) -> Said:
    done = subprocess.run(**told, check=False, capture_output=True, timeout=120)
    return Said(done.returncode, done.stdout.decode(), done.stderr.decode().split("\n"))


def test_the_command_ends_well_and_says_once_what_failed(command: Any) -> None:
    """The JSON is whole, and each bad plugin is one line on standard error."""
    names = [each.name for each in _BAD]
    said = run(command(names, "command-bad", "--format", "json"))
    assert said.code == 0, said.err
    found = json.loads(said.out)
    assert sorted(each["distribution"] for each in found["failures"]) == sorted(names)
    for beast in _BAD:
        lines = [each for each in said.err if each.startswith(f"{beast.name}")]
        assert len(lines) == 1, said.err
        assert beast.kind in lines[0]
    # The reader's own line about the file, that the screen is internal, and nothing else.
    others = [each for each in said.err if each and not each.startswith(tuple(names))]
    assert len(others) == 2
    assert "figures.csv" in others[0]
    assert survivors("command-bad") == []


@pytest.mark.parametrize("form", ["table", "html"] if SOAK else ["html"])
def test_people_can_read_the_results_all_the_same(command: Any, form: str) -> None:
    """Reasons with holes in their sentences and plugins that end whoever imports them included."""
    names = ["dies-importing-hooks", "reasons-with-holes", "answers-under-our-names"]
    said = run(command(names, f"command-{form}", "--format", form))
    assert said.code == 0, said.err
    assert "dødsfall" in said.out
    assert [each.split()[0] for each in said.err if "dies" in each] == [names[0]]


def test_an_interrupted_command_ends_at_once_and_leaves_nothing(command: Any) -> None:
    """Ctrl-C while plugins hang does not wait for the deadline."""
    told = command(["hangs-busy", "hangs-asleep", "good-last"], "command-interrupted")
    process = subprocess.Popen(**told, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    # The command itself and its plugins' processes; then they are given time to hang.
    until = time.monotonic() + 60
    while len(marked("command-interrupted")) < 4 and time.monotonic() < until:
        time.sleep(0.1)
    time.sleep(1)
    assert process.poll() is None
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert time.monotonic() - began < 4
    assert process.returncode != 0
    assert survivors("command-interrupted") == []
