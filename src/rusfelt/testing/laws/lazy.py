"""The law that listing what is offered loads nothing heavy."""

from __future__ import annotations

import functools
import importlib.util
import json
import os
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distribution

from rusfelt.plugin import Entry
from rusfelt.testing._subject import Subject
from rusfelt.testing.law import Broken, Idle
from rusfelt.testing.laws.offer import entries_of

__all__ = ["lazy_import"]

_SECONDS = 60
_MOST_TOLD = 8
_SCRIPT = """
import json, sys
sys.path[:] = json.loads(sys.argv[1])
import importlib, rusfelt, rusfelt.plugin
before = set(sys.modules)
for name in json.loads(sys.argv[2]):
    importlib.import_module(name)
print("\\n" + json.dumps(sorted(set(sys.modules) - before)))
"""


def lazy_import(subject: Subject) -> None:
    """Importing the module that offers an evaluator loads the standard library, its own distribution and what rusfelt has loaded already, and nothing else.

    Everyone who lists what is installed imports that module. Where no offer is known the package
    its class lives in is imported; where it lives in none the law does not apply, since an offer
    would have to stand elsewhere. Tried in a process of its own.
    """
    cls = type(subject.evaluator)
    offers = [
        entry
        for entry in entries_of(subject)
        if entry.offer.path == f"{cls.__module__}:{cls.__qualname__}"
    ]
    if offers:
        modules, own = _offering(offers[0])
    else:
        modules, own = (), ()
    if not modules:
        top = cls.__module__.partition(".")[0]
        if not _is_package(top):
            msg = "nobody offers it, and its module stands in no package. Offer it from one."
            raise Idle(msg)
        modules, own = (top,), (top,)
    foreign, failure = _loaded(modules, own, tuple(sys.path))
    if failure:
        msg = f"importing {', '.join(modules)} fails: {failure}"
        raise Broken(msg)
    if foreign:
        told = ", ".join(foreign[:_MOST_TOLD])
        msg = f"importing {', '.join(modules)} loads {told}. Import it inside the function that uses it, or in the evaluator's own module."
        raise Broken(msg)


def _offering(entry: Entry) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The modules whose hooks offer it, and the packages of that distribution."""
    if entry.builtin:
        return ("rusfelt.plugin.builtin",), ("rusfelt",)
    try:
        found = distribution(entry.distribution)
    except (PackageNotFoundError, ValueError):
        return (), ()
    points = [point for point in found.entry_points if point.group == "rusfelt"]
    modules = tuple(sorted({point.module for point in points}))
    own = {name.partition(".")[0] for name in modules}
    own |= {entry.offer.path.partition(":")[0].partition(".")[0]}
    own |= set((found.read_text("top_level.txt") or "").split())
    return modules, tuple(sorted(own))


def _is_package(name: str) -> bool:
    try:
        spec = importlib.util.find_spec(name)
    except (ImportError, ValueError):
        return False
    # A folder without __init__ is imported without anything being run.
    return spec is not None and bool(spec.submodule_search_locations) and spec.origin is not None


@functools.lru_cache(maxsize=64)
def _loaded(
    modules: tuple[str, ...], own: tuple[str, ...], path: tuple[str, ...]
) -> tuple[tuple[str, ...], str]:
    """What importing these modules loads of others, and why it fails where it does."""
    asked = [json.dumps(path), json.dumps(modules)]
    # Measured, it would load what measures it.
    environment = {key: value for key, value in os.environ.items() if not key.startswith("COV")}
    try:
        ran = subprocess.run(  # noqa: S603 - this very Python, and a script of our own
            [sys.executable, "-c", _SCRIPT, *asked],
            capture_output=True, text=True, check=False, timeout=_SECONDS, env=environment,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return (), f"it takes more than {_SECONDS} seconds."
    if ran.returncode:
        lines = ran.stderr.strip().splitlines() or [f"exit code {ran.returncode}."]
        return (), lines[-1]
    loaded = json.loads(ran.stdout.splitlines()[-1])
    fine = {*sys.stdlib_module_names, *own, "rusfelt"}
    # What compilers and builds generate begins with an underscore, and says least.
    foreign = {each.partition(".")[0] for each in loaded} - fine
    return tuple(sorted(foreign, key=lambda each: (each.startswith("_"), each))), ""
