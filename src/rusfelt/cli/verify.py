"""``rusfelt verify``: whether a study's results still follow from what went in."""

from __future__ import annotations

import hashlib
import sys

import attrs
import click

from rusfelt.cli._output import emit, tell
from rusfelt.cli._study import study_documents
from rusfelt.errors import Problem, ReadError
from rusfelt.study import Lock, Study
from rusfelt.study.folder import RESULTS
from rusfelt.study.lock import lock_of, read_lock

__all__ = ["verify"]


@click.command()
@click.argument("study", metavar="STUDY")
def verify(study: str) -> None:
    """Prove that the results in the folder STUDY follow from the plan and the data that are there.

    Every file is compared with the lock, then everything is computed once more and compared with
    the results byte for byte. Anything that differs is named, and the exit code is 1.
    """
    found = Study.at(study)
    lock = read_lock(found)
    if not lock.results:
        message = "The study has no results yet: run 'rusfelt evaluate' on it."
        raise ReadError(message, path=study)
    problems = list(lock.differences(lock_of(found)))
    newer = lock.newer()
    for name, (then, now) in newer.items():
        tell(f"{name} was {then} then and is {now} now.")
    if not problems:
        problems = list(_computed_anew(found, lock))
    for each in problems:
        emit(f"{each}\n", None)
    if problems:
        sys.exit(1)
    told = f"{len(lock.results)} results follow from {len(lock.inputs)} files"
    emit(f"{told}: computed once more, and the same byte for byte.\n", None)


def _computed_anew(study: Study, lock: Lock) -> list[Problem]:
    """Results that come out otherwise now."""
    _, files = study_documents(study)
    now = {f"{RESULTS}/{name}": hashlib.sha256(each).hexdigest() for name, each in files.items()}
    why = " Another version may compute otherwise; evaluate anew." if lock.newer() else ""
    return [
        Problem(each.path, f"does not follow from what went in.{why}", "Evaluate anew.")
        for each in lock.differences(attrs.evolve(lock, results=now))
    ]
