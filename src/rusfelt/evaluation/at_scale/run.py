"""An evaluation in parts, from the first to the last."""

from __future__ import annotations

import functools
import itertools
import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import closing
from pathlib import Path

import attrs

from rusfelt._version import __version__
from rusfelt.errors import DomainError, Problem
from rusfelt.evaluation.at_scale.content import Content
from rusfelt.evaluation.at_scale.crew import carried_out, room_of
from rusfelt.evaluation.at_scale.manifest import complete, manifest_of, prepare
from rusfelt.evaluation.at_scale.merging import key_order, refuse_clashes
from rusfelt.evaluation.at_scale.piece import KEYS, Asked, findings_of, joined_keys, piece_of
from rusfelt.evaluation.at_scale.read_back import held
from rusfelt.evaluation.at_scale.result_file import ResultFile, result_name
from rusfelt.evaluation.at_scale.result_folder import ResultFolder
from rusfelt.evaluation.at_scale.work import Job, Receipt, text_of, work
from rusfelt.evaluation.parts import Part, Parts
from rusfelt.evaluator import Summarising
from rusfelt.findings import Findings
from rusfelt.panel import Panel
from rusfelt.typing import Array

__all__ = ["Progress", "evaluate_parts"]

# Answers kept in memory; more belong into a folder.
MOST_HELD = 2 << 30
_EMPTY = Panel([], [], [], [], [0], [], [], clock="period")


@attrs.frozen
class Progress:
    """How far an evaluation has come; a total is ``None`` where nobody knows it beforehand."""

    parts_done: int
    parts: int | None
    rows_done: int
    rows: int | None


def evaluate_parts(
    parts: Parts | Iterable[Panel],
    asked: Sequence[Asked],
    *,
    executor: Executor | None = None,
    workers: int | None = None,
    into: str | os.PathLike[str] | None = None,
    resume: bool = False,
    in_flight: int | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> tuple[Findings, ...] | ResultFolder:
    """What evaluators say of every series of many parts; see :func:`rusfelt.evaluate`."""
    _check(asked, executor, workers, into, resume=resume)
    rows = parts.checked() if isinstance(parts, Parts) else None
    folder = None if into is None else Path(os.path.abspath(os.fsdecode(into)))  # noqa: PTH100 - for workers elsewhere, links as they are
    manifest = manifest_of(parts if isinstance(parts, Parts) else None, asked)
    if folder is not None:
        prepare(folder, manifest, resume=resume)
    job = Job(
        tuple(asked),
        None if folder is None else str(folder),
        manifest["fingerprint"],
        secrets.token_hex(8),
        any(each.evaluator.spec.scope == "unit" for each in asked),
    )
    watch = _Watch(len(parts) if isinstance(parts, Parts) else None, rows, progress)
    receipts: list[Receipt] = []
    for receipt in _receipts(job, _parts(parts), executor, workers, in_flight, watch):
        receipts.append(receipt)
        watch.held(receipt.nbytes)
    receipts.sort(key=lambda each: each.number)
    clock = _clock(receipts)
    _refuse_shared(job, receipts)
    content = sum((each.content for each in receipts), Content())
    if folder is not None:
        return ResultFolder(str(folder), complete(folder, manifest, content, clock))
    pieces = [piece for each in receipts for piece in each.pieces]
    pieces = pieces or [piece_of(_EMPTY, asked)]
    return findings_of(
        pieces,
        [each.evaluator.spec for each in asked],
        key_order(joined_keys(pieces)),
        [each.provenance(__version__, content.digest(clock)) for each in asked],
    )


def _check(
    asked: Sequence[Asked],
    executor: Executor | None,
    workers: int | None,
    into: object,
    *,
    resume: bool,
) -> None:
    """Refuse what cannot be done, all of it at once."""
    problems = []
    if not asked:
        problems.append(Problem("evaluator", "names none.", "Name at least one."))
    for each in asked:
        spec = each.evaluator.spec
        if isinstance(each.evaluator, Summarising):
            fact = "sums up all series in the order of their keys, which parts do not come in."
            problems.append(Problem(spec.name, fact, "Evaluate one panel that holds them all."))
        elif spec.scope not in {"series", "unit"} or spec.rows != "series":
            fact = (
                f"looks at a whole {spec.scope}, as it is asked, and a part is not all of it."
                if spec.scope not in {"series", "unit"}
                else f"answers with a row a {spec.rows}, and parts are answered with a row a series."
            )
            remedy = (
                "Give it every figure it would take from the sample, or evaluate one panel that "
                "holds them all."
            )
            problems.append(Problem(spec.name, fact, remedy))
        if resume and not attrs.has(type(each.evaluator)):
            fact = "does not say what its parameters are, so nobody can tell if they are the same."
            problems.append(Problem(spec.name, fact, "Make it an attrs class, or start anew."))
    if executor is not None and workers is not None:
        problems.append(Problem("workers", "and an executor are told.", "Leave one out."))
    if workers is not None and workers < 1:
        problems.append(Problem("workers", f"is {workers}.", "Give 1 or more."))
    if resume and into is None:
        problems.append(Problem("resume", "has no folder to go on from.", "Name it with into."))
    if problems:
        msg = "This cannot be evaluated in parts:"
        raise DomainError(msg, problems=problems)


def _parts(parts: Parts | Iterable[Panel]) -> Iterator[Part]:
    if isinstance(parts, Parts):
        yield from parts
        return
    number = -1
    for number, panel in enumerate(parts):
        if not isinstance(panel, Panel):
            msg = f"Part {number} is {type(panel).__name__}, not a panel. Name files with Parts.of."
            raise DomainError(msg)
        yield Part(number, f"panel {number}", panel)
    if number < 0:
        msg = "There are no parts. Give at least one panel."
        raise DomainError(msg)


class _Watch:
    """What has been done, for those who wait, and how much memory it takes."""

    def __init__(
        self, parts: int | None, rows: int | None, progress: Callable[[Progress], None] | None
    ) -> None:
        self._parts, self._rows, self._progress = parts, rows, progress
        self._parts_done = self._rows_done = self._held = 0

    def read(self, rows: int) -> None:
        """So many rows more."""
        self._rows_done += rows
        self._tell()

    def done(self) -> None:
        """One part more."""
        self._parts_done += 1
        self._tell()

    def _tell(self) -> None:
        if self._progress is not None:
            self._progress(Progress(self._parts_done, self._parts, self._rows_done, self._rows))

    def held(self, more: int) -> None:
        """So many bytes more are held.

        Raises:
            DomainError: they are too many, or will be.
        """
        self._held += more
        share = self._rows_done / self._rows if self._rows and self._rows_done else 1.0
        if self._held / share > MOST_HELD:
            size = self._held / share / (1 << 30)
            msg = f"The answers take {size:.1f} GB. Have them written to a folder with into=…."
            raise DomainError(msg)


def _receipts(
    job: Job,
    parts: Iterator[Part],
    executor: Executor | None,
    workers: int | None,
    in_flight: int | None,
    watch: _Watch,
) -> Iterator[Receipt]:
    if executor is None and workers is None:
        for part in parts:
            yield work(job, part, watch.read)
            watch.done()
        return
    room = in_flight or room_of(executor, workers)
    done = carried_out(
        functools.partial(work, job), parts, executor=executor, workers=workers, room=room
    )
    with closing(done):
        for receipt in done:
            watch.read(receipt.rows)
            watch.done()
            yield receipt


def _clock(receipts: Sequence[Receipt]) -> str:
    told = [each for each in receipts if each.clock]
    for one, other in itertools.pairwise(told):
        if one.clock != other.clock:
            msg = (
                f"{one.name} tells time by the clock {one.clock}, and {other.name} by the clock "
                f"{other.clock}. Bring them to one."
            )
            raise DomainError(msg)
    return told[0].clock if told else str(_EMPTY.clock)


def _refuse_shared(job: Job, receipts: Sequence[Receipt]) -> None:
    """No series in two parts; no unit either, where an evaluator needs all of one at once."""
    names = [each.name for each in receipts]

    def keys_of(place: int, wanted: Sequence[str]) -> tuple[Array, ...]:
        receipt = receipts[place]
        if job.folder is None:
            keys = joined_keys(receipt.pieces)
            return tuple(text_of(keys[name]) for name in wanted)
        file = ResultFile(str(Path(job.folder, result_name(receipt.number))))
        return tuple(text_of(held(file.column(name))) for name in wanted)

    refuse_clashes([each.series for each in receipts], names, lambda at: keys_of(at, KEYS))
    if job.whole_units:
        refuse_clashes(
            [each.unit for each in receipts], names, lambda at: keys_of(at, ["unit"]), what="units"
        )
