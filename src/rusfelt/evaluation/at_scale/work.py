"""What one worker does: read a part, answer it batch by batch, and hand back the answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import attrs
import numpy as np

from rusfelt.errors import ReadError
from rusfelt.evaluation.at_scale.coded import Coded
from rusfelt.evaluation.at_scale.content import Content, key_hashes
from rusfelt.evaluation.at_scale.piece import KEYS, Asked, Piece, piece_of
from rusfelt.evaluation.at_scale.read_back import held
from rusfelt.evaluation.at_scale.result_file import (
    ResultFile,
    ResultWriter,
    Written,
    input_digest,
    result_name,
)
from rusfelt.evaluation.parts import Part, panels_of
from rusfelt.typing import Array

__all__ = ["Job", "Receipt", "text_of", "work"]

Tell = Callable[[int], None]
_NONE = np.empty(0, dtype=np.uint64)


@attrs.frozen(eq=False)
class Job:
    """What is to be done with every part.

    Attributes:
        asked: the evaluators.
        folder: where answers go; ``None`` hands them back.
        fingerprint: of everything the answers depend on besides the part itself.
        run: told apart from every other run, so that no executor takes one for the other.
        whole_units: whether an evaluator needs all of a unit at once.
    """

    asked: tuple[Asked, ...]
    folder: str | None
    fingerprint: str
    run: str
    whole_units: bool = False


@attrs.frozen(eq=False)
class Receipt:
    """What came of a part.

    Attributes:
        pieces: the answers, where they are not in a file.
        series: hashes of the keys of its series.
        unit: likewise of its units, each once, where evaluators need all of one at once.
        clock, content: of what was read; the clock is empty where there was nothing.
        rows: how many were read.
    """

    number: int
    name: str
    pieces: tuple[Piece, ...]
    series: Array
    unit: Array
    clock: str
    content: Content
    rows: int

    @property
    def nbytes(self) -> int:
        """The memory its answers take."""
        return sum(piece.nbytes for piece in self.pieces)


def work(job: Job, part: Part, tell: Tell | None = None) -> Receipt:
    """Answer one part.

    Args:
        job: what is asked.
        part: the part.
        tell: hears how many rows each batch had.

    Raises:
        ReadError: the part cannot be read, or is not in order.
        EvaluationError, ContractError: an evaluator failed.
    """
    gathered = _Gathered(job, part)
    if job.folder is None:
        for rows, panel in panels_of(part):
            gathered.add(piece_of(panel, job.asked), rows, keep=True)
            if tell is not None:
                tell(rows)
        return gathered.receipt()
    done = ResultFile(str(Path(job.folder, result_name(part.number))))
    if Path(done.path).exists():
        return _finished(job, part, done, tell)
    with ResultWriter(job.folder, part, job.asked, job.fingerprint) as writer:
        for rows, panel in panels_of(part):
            piece = piece_of(panel, job.asked)
            writer.write(piece)
            gathered.add(piece, rows, keep=False)
            if tell is not None:
                tell(rows)
        receipt = gathered.receipt()
        writer.finish(Written(receipt.clock, receipt.content, receipt.rows))
    return receipt


def _finished(job: Job, part: Part, done: ResultFile, tell: Tell | None) -> Receipt:
    """What an earlier run made of a part, if it is the same part still."""
    about = done.about()
    if about.get("fingerprint") != job.fingerprint or about.get("input") != input_digest(part):
        msg = "It has changed since it was answered. Name another folder for the answers."
        raise ReadError(msg, path=part.name)
    written = done.written()
    keys = [text_of(held(done.column(name))) for name in KEYS]
    unit = np.unique(key_hashes(keys[1:2])) if job.whole_units else _NONE
    if tell is not None:
        tell(written.rows)
    return Receipt(
        part.number, part.name, (), key_hashes(keys), unit, written.clock, written.content,
        written.rows,
    )  # fmt: skip


class _Gathered:
    """What has come of the batches of a part so far."""

    def __init__(self, job: Job, part: Part) -> None:
        self._part = part
        self._whole_units = job.whole_units
        self._pieces: list[Piece] = []
        self._series: list[Array] = []
        self._unit: list[Array] = []
        self._content = Content()
        self._clock = ""
        self._rows = 0

    def add(self, piece: Piece, rows: int, *, keep: bool) -> None:
        if self._clock not in {"", piece.clock}:
            # Only text can tell days in one batch and years in the next.
            msg = "Days and longer periods stand in one time column. Split the table."
            raise ReadError(msg, path=self._part.name)
        self._clock = piece.clock
        self._content += piece.content
        self._rows += rows
        keys = [text_of(piece.keys[name]) for name in KEYS]
        self._series.append(key_hashes(keys))
        if self._whole_units:
            self._unit.append(key_hashes(keys[1:2]))
        if keep:
            self._pieces.append(piece)

    def receipt(self) -> Receipt:
        return Receipt(
            self._part.number,
            self._part.name,
            tuple(self._pieces),
            np.concatenate([_NONE, *self._series]),
            np.unique(np.concatenate([_NONE, *self._unit])),
            self._clock,
            self._content,
            self._rows,
        )


def text_of(column: Array | Coded) -> Array:
    """A key as an array."""
    return column.text() if isinstance(column, Coded) else column
