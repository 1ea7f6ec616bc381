"""Letting installed beasts loose, and looking for what they leave behind."""

from __future__ import annotations

import importlib
import os
import signal
import sys
import tempfile
import time
import uuid
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from programs import unmeasured
from zoo_habitat import figures, habitat, scores

import rusfelt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["RARE", "SOAK", "belongings", "evaluated", "let_in", "marked", "survivors"]

SOAK = bool(os.environ.get("RUSFELT_SOAK"))
_MARK = "RUSFELT_ZOO"
# Beasts that differ little from others, or are dear to keep.
_RARE = """
    raises-generator-exit raises-its-own raises-a-long-name raises-our-own-at-length exits-by-sys
    warns-as-errors says-memory-error exits-as-if-well aborts kills-itself babbles forks
    forks-and-hangs starts-a-program starts-a-daemon answers-with-600-mb answers-with-a-long-word
    answers-folded takes-and-takes exchanges-a-column writes-into-the-file answers-infinite
    answers-words answers-complex answers-records answers-in-two-dimensions answers-by-object
    answers-a-list answers-a-strange-status answers-what-is-no-array sets-the-scene exits-at-exit
    patches-importing-method patches-when-asked segfaults-importing-hooks has-no-syntax
    cannot-import-its-method interrupts-importing-method offers-nothing-iterable
    offers-a-broken-path tells-what-is-no-spec tells-no-plain-reasons is-no-evaluator
    has-no-plain-parameter hangs-in-many-threads hangs-importing-method spins-importing-hooks
    hangs-offering
"""
RARE = frozenset(_RARE.split())


@contextmanager
def let_in(site: Path, names: Iterable[str] | None) -> Iterator[str]:
    """The site on the import path, and only these distributions of it looked at; yields a mark.

    Args:
        site: where they are installed.
        names: of distributions; ``None`` for all there are.
    """
    mark = uuid.uuid4().hex
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(site)
        patch.setenv(_MARK, mark)
        # Measuring processes that are ended before they could tell makes them slow for nothing.
        for name in set(os.environ) - unmeasured().keys():
            patch.delenv(name)
        if names is None:
            patch.delenv("RUSFELT_PLUGINS", raising=False)
        else:
            patch.setenv("RUSFELT_PLUGINS", ",".join(names))
        importlib.invalidate_caches()
        yield mark
    for name in [each for each in sys.modules if each.startswith("zoo_") and "." not in each]:
        if str(site) in str(getattr(sys.modules[name], "__file__", "")):
            for each in [each for each in sys.modules if each.partition(".")[0] == name]:
                del sys.modules[each]


def evaluated(**told: Any) -> rusfelt.Evaluation:
    """The habitat's plan, figures and scores, evaluated in processes unless told otherwise."""
    plan = told.pop("plan", None) or habitat()
    told = {"isolation": "process", "deadline": 120, "scores": scores()} | told
    return rusfelt.evaluate_plan(plan, figures(), **told)


def survivors(mark: str) -> list[str]:
    """What still runs a second after it was let in under a mark; it is ended then."""
    until = time.monotonic() + 1
    while (found := marked(mark)) and time.monotonic() < until:
        time.sleep(0.05)
    told = []
    for each in found:
        with suppress(OSError):
            told.append(Path(f"/proc/{each}/cmdline").read_text("utf-8", "replace"))
            os.kill(each, signal.SIGKILL)
    return told


def marked(mark: str) -> list[int]:
    """The processes that were let in under a mark."""
    found = []
    for each in Path("/proc").iterdir():
        if each.name.isdigit() and int(each.name) != os.getpid():
            with suppress(OSError):
                if f"{_MARK}={mark}".encode() in (each / "environ").read_bytes():
                    found.append(int(each.name))
    return found


def belongings() -> dict[str, Any]:
    """What this process holds open, and what lies where things are left behind."""
    held = []
    for each in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            link = str(each.readlink())
            if "rusfelt" in link or link.startswith("pipe"):
                held.append(link)
    places = (Path("/dev/shm"), Path(tempfile.gettempdir()))  # noqa: S108 - it is looked at
    left = [str(one) for place in places if place.is_dir() for one in place.glob("*rusfelt-*")]
    return {"held": sorted(held), "left": sorted(left)}
