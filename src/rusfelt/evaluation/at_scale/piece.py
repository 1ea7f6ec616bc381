"""What several evaluators say of one panel, small enough to send and ready to be put together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import attrs
import numpy as np

from rusfelt._arrays import frozen_array, ragged_ranges
from rusfelt.evaluation.at_scale.coded import Coded, coded, joined
from rusfelt.evaluation.at_scale.content import Content, content_of
from rusfelt.evaluation.engine import Origin, call, parameters_of
from rusfelt.evaluation.question import conclude, put
from rusfelt.evaluator import Evaluator, Spec
from rusfelt.findings import Curve, Findings, Provenance
from rusfelt.panel import Panel
from rusfelt.typing import Array, Integers

__all__ = ["KEYS", "Answered", "Asked", "Held", "Piece", "findings_of", "joined_keys", "piece_of"]

KEYS = ("indicator", "unit", "group", "part")
Held: TypeAlias = Array | Coded


@attrs.frozen
class Asked:
    """An evaluator, the distribution it came from, and whether units' names are kept from it."""

    evaluator: Evaluator
    origin: Origin
    label: str
    anonymous: bool = False

    def provenance(self, rusfelt: str, panel: str) -> Provenance:
        """Where its answers come from."""
        spec = self.evaluator.spec
        return Provenance(
            evaluator=spec.name,
            version=spec.version,
            params=parameters_of(self.evaluator),
            distribution=self.origin.distribution,
            distribution_version=self.origin.version,
            rusfelt=rusfelt,
            panel=panel,
        )


@attrs.frozen(eq=False)
class Answered:
    """What one evaluator gave: columns by series, by point, and of varying length."""

    columns: dict[str, Held]
    points: dict[str, Held]
    curves: dict[str, tuple[Held, Integers]]


@attrs.frozen(eq=False)
class Piece:
    """The answers about the series of one panel, in the order they had there.

    Attributes:
        keys: of the series. sizes: how many points each has.
        answers: of each evaluator.
        clock, content: of the panel.
    """

    keys: dict[str, Held]
    sizes: Integers
    answers: tuple[Answered, ...]
    clock: str
    content: Content

    def __len__(self) -> int:
        return len(self.sizes)

    @property
    def nbytes(self) -> int:
        """The memory it takes."""
        held: list[Held] = [*self.keys.values(), self.sizes]
        for answered in self.answers:
            held += [*answered.columns.values(), *answered.points.values()]
            held += [each for curve in answered.curves.values() for each in curve]
        return sum((e.codes if isinstance(e, Coded) else e).nbytes for e in held)


def piece_of(panel: Panel, asked: Sequence[Asked]) -> Piece:
    """Ask each evaluator about a panel.

    Raises:
        EvaluationError, ContractError: one of them failed, or broke its promise.
    """
    keys: dict[str, Held] = {
        name: _held(getattr(panel, name))
        if name in {"indicator", "group"}
        else getattr(panel, name)
        for name in KEYS
    }
    answers = tuple(_answered(panel, each) for each in asked)
    return Piece(keys, panel.sizes, answers, str(panel.clock), content_of(panel))


def _answered(panel: Panel, asked: Asked) -> Answered:
    question = put(panel, asked.evaluator.spec, anonymous=asked.anonymous)
    answer = call(asked.evaluator, question.asked) if len(question.asked) else {}
    found = conclude(question, answer, asked.provenance("", ""))
    return Answered(
        {name: _held(column) for name, column in found.columns.items() if name not in KEYS},
        {name: _held(column) for name, column in found.points.items()},
        {name: (_held(curve.values), curve.offsets) for name, curve in found.curves.items()},
    )


def _held(column: Array) -> Held:
    return coded(column) if column.dtype.kind == "U" else column


def _joined(parts: Sequence[Held]) -> Held:
    words = [part for part in parts if isinstance(part, Coded)]
    if words:
        return joined(words)
    return np.concatenate([part for part in parts if not isinstance(part, Coded)])


def joined_keys(pieces: Sequence[Piece]) -> dict[str, Held]:
    """The keys of all pieces, one after the other."""
    return {name: _joined([piece.keys[name] for piece in pieces]) for name in KEYS}


def findings_of(
    pieces: Sequence[Piece],
    specs: Sequence[Spec],
    order: Integers,
    provenance: Sequence[Provenance],
) -> tuple[Findings, ...]:
    """All pieces as one answer of each evaluator.

    Args:
        pieces: one after the other. Their answers are used up, a column at a time, so that no
            more than one of them is in memory twice.
        specs: of the evaluators.
        order: the rows of the pieces laid end to end, in the order they are to have.
        provenance: of each evaluator's answer.
    """
    keys = {name: _told(column, order) for name, column in joined_keys(pieces).items()}
    sizes = np.concatenate([piece.sizes for piece in pieces])
    ends = np.append(0, np.cumsum(sizes))
    by_point = None
    found = []
    for place, spec in enumerate(specs):
        answers = [piece.answers[place] for piece in pieces]
        names = list(dict.fromkeys(name for one in answers for name in one.columns))
        columns = {
            name: _told(
                _joined(
                    [
                        _used(one.columns, name, len(p))
                        for one, p in zip(answers, pieces, strict=True)
                    ]
                ),
                order,
            )
            for name in sorted(names, key=_early)
        }
        if by_point is None and any(one.points for one in answers):
            by_point = ragged_ranges(ends[:-1][order], sizes[order])
        points = {
            name: _told(_joined([one.points.pop(name) for one in answers]), by_point)
            for name in list(answers[0].points)
        }
        curves = {
            name: _curve([one.curves.pop(name) for one in answers], order)
            for name in list(answers[0].curves)
        }
        found.append(Findings({**keys, **columns}, spec, provenance[place], points, curves))
    return tuple(found)


def _early(name: str) -> int:
    """The engine's own columns come first; the others keep their order."""
    first = ("status", "reason", "verdict")
    return first.index(name) if name in first else len(first)


def _used(columns: dict[str, Held], name: str, rows: int) -> Held:
    """A column, taken out; one that an evaluator gives only now and then is empty elsewhere."""
    found = columns.pop(name, None)
    return Coded(("",), np.zeros(rows, dtype=np.uint8)) if found is None else found


def _told(column: Held, order: Integers | None) -> Array:
    if order is not None:
        column = column.take(order)
    return frozen_array(column.text() if isinstance(column, Coded) else column)


def _curve(parts: Sequence[tuple[Held, Integers]], order: Integers) -> Curve:
    sizes = np.concatenate([np.diff(offsets) for _, offsets in parts])
    starts = np.cumsum(sizes) - sizes
    values = _told(
        _joined([values for values, _ in parts]), ragged_ranges(starts[order], sizes[order])
    )
    return Curve(values, frozen_array(np.append(0, np.cumsum(sizes[order]))))
