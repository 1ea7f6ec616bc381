"""``rusfelt plugins list`` beside ``rusfelt --version``, with ten plugins whose methods import pandas.

Run with ``python benchmarks/plugins_list.py``. Ten distributions are written to a temporary folder
on the import path; each offers an evaluator from a module that imports pandas at its top. The two
commands are started in turn, each in a process of its own, and the ratio is of the medians. The
processor's time is printed beside the clock's, since other work on the machine disturbs it less.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

PLUGINS = 10
# What the commands are held to: a list of plugins is nearly as quick as a version number.
LIMIT = 1.5
HOOK = """\
from rusfelt.plugin import Offer, hookimpl


@hookimpl
def rusfelt_evaluators():
    yield Offer("heavy-{number}", "heavy_{number}.method:Heavy", api=1, summary="Needs pandas")
"""


def install(folder: Path, number: int) -> None:
    """One distribution, as an installer would leave it."""
    package = folder / f"heavy_{number}"
    package.mkdir()
    (package / "__init__.py").write_text(HOOK.format(number=number), encoding="utf-8")
    (package / "method.py").write_text("import pandas\n\n\nclass Heavy: ...\n", encoding="utf-8")
    info = folder / f"heavy_{number}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: heavy-{number}\nVersion: 1.0\n", encoding="utf-8"
    )
    (info / "entry_points.txt").write_text(f"[rusfelt]\nheavy = heavy_{number}\n", encoding="utf-8")


def cost(command: list[str], env: dict[str, str]) -> tuple[float, float]:
    """Seconds by the clock and of the processor."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = perf_counter()
    subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own program
    clock = perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return clock, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> int:
    """Print seconds and ratios; 1 where the limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=21)
    repeats = parser.parse_args().repeats
    script = Path(sys.executable).with_name("rusfelt")
    program = [str(script)] if script.exists() else [sys.executable, "-m", "rusfelt"]
    commands = {"--version": ["--version"], "plugins list": ["plugins", "list"]}
    commands["plugins list, as JSON"] = ["plugins", "list", "--format", "json"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(PLUGINS):
            install(folder, number)
        path = os.pathsep.join(filter(None, (name, os.environ.get("PYTHONPATH"))))
        env = {**os.environ, "PYTHONPATH": path}
        env.pop("RUSFELT_PLUGINS", None)
        times: dict[str, list[tuple[float, float]]] = {each: [] for each in commands}
        for turn in range(repeats + 1):
            for each, arguments in commands.items():
                took = cost([*program, *arguments], env)
                if turn:  # the first turn writes the compiled files
                    times[each].append(took)
    medians = {
        each: tuple(statistics.median(one[place] for one in took) for place in (0, 1))
        for each, took in times.items()
    }
    first = medians["--version"]
    print(f"{PLUGINS} plugins, {repeats} turns   clock     ratio   processor  ratio")
    for each, (clock, processor) in medians.items():
        print(
            f"rusfelt {each:<22} {clock:6.3f} s {clock / first[0]:6.2f}"
            f" {processor:9.3f} s {processor / first[1]:6.2f}"
        )
    worst = max(clock / first[0] for clock, _ in medians.values())
    print(f"held to {LIMIT}: {'kept' if worst <= LIMIT else 'not kept'}")
    return int(worst > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
