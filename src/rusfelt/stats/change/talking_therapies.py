"""The outcomes of NHS Talking Therapies: recovery and reliable change over several measures at once.

The programme (until 2023 called IAPT) gives everyone a measure of depression and one of anxiety and
counts an outcome only when the two agree. Here the measures, and their number, are the caller's.
"""

from __future__ import annotations

from contextlib import suppress
from math import prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._cells import bad_cells, not_finite_or_nan
from rusfelt.stats._checks import as_floats, not_count, not_finite, not_positive, refuse, row_blocks
from rusfelt.stats._on_paper import at_least
from rusfelt.stats._options import better_words

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Bools, Floats, Strings

__all__ = ["TalkingTherapies", "talking_therapies"]

# A finished course of treatment is two attended treatment sessions or more.
_SESSIONS = 2
_REASONS = np.array(["", "too-few-sessions", "missing-pre", "missing-post"])
# Cells of a block, few enough for a processor's cache.
_CELLS = 1 << 14


class TalkingTherapies(NamedTuple):
    """What became of each person; every field has the persons' shape.

    Attributes:
        classified: both scores on every measure, and sessions enough; false in all fields below
            where this is not so.
        case_at_start: at or beyond the caseness threshold of at least one measure at the start.
        case_at_end: likewise at the end.
        recovery: a case at the start and none at the end.
        reliable_improvement: better by the reliable change or more on at least one measure, and
            worse by it on none.
        reliable_deterioration: the mirror of that.
        no_reliable_change: neither, which includes better on one and worse on another.
        reliable_recovery: recovery together with reliable improvement.
        reason: empty, or why not classified: ``too-few-sessions``, ``missing-pre``,
            ``missing-post``, the first that holds.
    """

    classified: Bools
    case_at_start: Bools
    case_at_end: Bools
    recovery: Bools
    reliable_improvement: Bools
    reliable_deterioration: Bools
    no_reliable_change: Bools
    reliable_recovery: Bools
    reason: Strings


def talking_therapies(
    pre: ArrayLike,
    post: ArrayLike,
    *,
    caseness: ArrayLike,
    reliable: ArrayLike,
    better: ArrayLike = "lower",
    sessions: ArrayLike | None = None,
) -> TalkingTherapies:
    """What became of each person by the rules of NHS Talking Therapies, over all measures at once.

    Someone is a case with a score at or beyond the caseness threshold of any measure, and has
    recovered when a case at the start and on no measure a case at the end. Change is reliable from
    the threshold on: a fall of 6 on a scale whose reliable change is 6 counts. (An index of
    reliable change asks for more than its critical value; this does not.) Better on one measure
    and worse on another is no reliable change. Equal on paper is equal: 1.13 to 0.4 is a fall of
    0.73.

    A person without both scores on every measure is not classified, nor is one with fewer than
    two sessions where ``sessions`` is given: a course of treatment is finished after two or more.

    Args:
        pre: scores at the start, ``(..., persons, measures)``; nan is none.
        post: scores at the end; the two broadcast.
        caseness: a case from this score on, ``(measures,)``, or with more axes where persons were
            given different measures. Published: 10 for PHQ-9 and 8 for GAD-7.
        reliable: smallest reliable change, above 0, likewise. Published: 6 and 4.
        better: ``"lower"`` or ``"higher"``, one or one for each measure. Where higher is better,
            a case scores the threshold or less.
        sessions: attended treatment sessions of each person, ``(..., persons)``.

    Returns:
        The outcomes of each person, and why someone has none.

    Raises:
        DomainError: where a score is infinite, a threshold not finite, a reliable change not
            above 0, sessions no count, a word unknown, or shapes do not fit.

    >>> result = talking_therapies([[18, 14], [18, 10], [9, 7]], [[6, 5], [12, 14], [3, 3]],
    ...                            caseness=[10, 8], reliable=[6, 4])
    >>> result.recovery, result.no_reliable_change
    (array([ True, False, False]), array([False,  True, False]))

    Source: Gyani, Shafran, Layard and Clark (2013), doi:10.1016/j.brat.2013.06.004; NHS England,
    The NHS Talking Therapies Manual.
    """
    columns = {
        name: as_floats(name, value)
        for name, value in (
            ("pre", pre), ("post", post), ("caseness", caseness), ("reliable", reliable)
        )
    }  # fmt: skip
    attended = None if sessions is None else as_floats("sessions", sessions)
    shape = _shared_shape(columns, attended)
    refuse(
        not_finite_or_nan("pre", columns["pre"], cell="measure"),
        not_finite_or_nan("post", columns["post"], cell="measure"),
        not_finite("caseness", columns["caseness"], series=True),
        not_positive("reliable", columns["reliable"], series=True),
        [] if attended is None else not_count("sessions", attended),
    )
    found = _looked_at(columns, _signs(better, shape[-1]), shape)
    missing_pre, missing_post, start, end, risen, fallen = found
    few = np.asarray(False if attended is None else attended < _SESSIONS)
    why = np.select([few, missing_pre, missing_post], [1, 2, 3], 0)
    known = why == 0
    start, end = known & start, known & end
    improved, worsened = known & risen & ~fallen, known & fallen & ~risen
    recovery = start & ~end
    return TalkingTherapies(
        known, start, end, recovery, improved, worsened, known & ~improved & ~worsened,
        recovery & improved, _REASONS[why],
    )  # fmt: skip


def _looked_at(columns: dict[str, Floats], sign: Floats, shape: tuple[int, ...]) -> Bools:
    """Six rows of yes or no for each person.

    No start score, no end score, a case at the start, at the end, reliably better on some
    measure, reliably worse on some.
    """
    persons, measures = prod(shape[:-1]), shape[-1]
    flat = [
        column if column.ndim == 1 else np.broadcast_to(column, shape).reshape(persons, measures)
        for column in columns.values()
    ]
    found = np.empty((6, persons), dtype=np.bool_)
    for block in row_blocks(persons, measures, cells=_CELLS):
        before, after, threshold, least = (
            column if column.ndim == 1 else column[block] for column in flat
        )
        with np.errstate(over="ignore"):
            gain = sign * (after - before)
        some = (
            np.isnan(before), np.isnan(after), at_least(-sign * before, -sign * threshold),
            at_least(-sign * after, -sign * threshold), at_least(gain, least, before, after),
            at_least(-gain, least, before, after),
        )  # fmt: skip
        for row, cells in zip(found, some, strict=True):
            row[block] = cells.any(axis=-1)
    return found.reshape(6, *shape[:-1])


def _signs(better: object, measures: int) -> Floats:
    higher, neither = better_words(better)
    if higher.ndim > 1 or (higher.ndim == 1 and higher.size != measures):
        problem = Problem(
            "better", f"has shape {higher.shape} for {measures} measures.",
            "Give one word, or one for each measure.",
        )  # fmt: skip
        raise DomainError(problems=[problem])
    refuse(bad_cells("better", neither, "is neither 'higher' nor 'lower'.", "Say which is better."))
    return np.where(higher, 1.0, -1.0)


def _shared_shape(columns: dict[str, Floats], attended: Floats | None) -> tuple[int, ...]:
    refuse(
        *(
            [Problem(name, "has no axis of measures.", "Give one number for each measure.")]
            for name, column in columns.items()
            if column.ndim == 0
        ),
        *(
            [Problem(name, "has no axis of persons.", "Give rows: (persons, measures).")]
            for name in ("pre", "post")
            if columns[name].ndim == 1
        ),
    )
    shapes = {name: column.shape for name, column in columns.items()}
    measures = {shape[-1] for shape in shapes.values()}
    if attended is not None:
        shapes["sessions"] = (*attended.shape, 1)
    shared: tuple[int, ...] = ()
    with suppress(ValueError):
        shared = np.broadcast_shapes(*shapes.values())
    if shared and len(measures) == 1 and measures != {0}:
        return shared
    listed = ", ".join(f"{name} {shape}" for name, shape in shapes.items())
    problem = Problem(
        "pre", f"the shapes do not fit together: {listed}.",
        "The last axis is measures, one or more and equally many everywhere; the one before it is "
        "persons.",
    )  # fmt: skip
    raise DomainError(problems=[problem])
