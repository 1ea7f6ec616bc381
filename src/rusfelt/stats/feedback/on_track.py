"""On track or not: a score held against the expected treatment response and its tolerance bands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._cells import bad_cells, not_finite_or_nan, text
from rusfelt.stats._checks import as_floats, broadcast, not_count, refuse
from rusfelt.stats._count_bounds import finite_or_nan
from rusfelt.stats._on_paper import above
from rusfelt.stats._options import is_one_of
from rusfelt.stats.feedback._sessions import episode_of, read_offsets
from rusfelt.stats.feedback.expected_curve import expected_curve

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.stats.feedback.response_table import ResponseTable
    from rusfelt.typing import Array, Floats, Strings

__all__ = ["OnTrack", "band_signal", "episode_signals", "on_track"]

_SIGNALS = np.array(["", "on-track", "watch", "off-track"])
_NO_SCORE, _NO_BAND = 0, 4
_REMEDY = "The bands lie on the worse side of the expected score, the outer beyond the inner."
_REASONS = np.array([
    "no-score", "inside-bands", "outside-inner-band", "outside-outer-band", "no-band",
])  # fmt: skip


class OnTrack(NamedTuple):
    """A signal for each score; every field has the shape of the broadcast input.

    Attributes:
        signal: ``on-track``, ``watch``, ``off-track``, or empty where there is none.
        reason: what the signal rests on: ``inside-bands``, ``outside-inner-band`` or
            ``outside-outer-band``; without a signal why there is none: ``no-score``, ``no-band``,
            ``no-expected``, or a reason of
            :class:`~rusfelt.stats.feedback.expected_curve.ExpectedCurve`.
        difference: the score less the expected one.
        expected: the expected score.
        inner: the edge of the inner band.
        outer: the edge of the outer band.
        version: the table's version.
    """

    signal: Strings
    reason: Strings
    difference: Floats
    expected: Floats
    inner: Floats
    outer: Floats
    version: Strings


def on_track(
    intake: ArrayLike, session: ArrayLike, score: ArrayLike, table: ResponseTable
) -> OnTrack:
    """Whether someone is doing about as well as others who began where they did.

    Worse than the outer band is ``off-track`` (the field's not-on-track, a red signal), worse than
    the inner band is ``watch`` (yellow), anything else is ``on-track``; a score on the edge of a
    band is inside it, and equal on paper is equal. How wide the bands are, and so how often
    someone who will do well is signalled, is the table's doing. A table with only one of the bands
    gives only that signal. A signal is a reason to talk, not a verdict on the treatment.

    There is no signal, and a reason instead, without a score, without an expected score or where
    the table has no band.

    Args:
        intake: first scores, any shape; nan is none.
        session: session numbers as the table counts them.
        score: scores at those sessions; nan is none. All three broadcast.
        table: from :func:`~rusfelt.stats.feedback.response_table.response_table`.

    Returns:
        The signals, their reasons, and what they were held against.

    Raises:
        DomainError: where a figure is infinite, or ``table`` is no such table.

    >>> from rusfelt.stats.feedback.response_table import response_table
    >>> made_up = {"intake": [10], "session": [3], "expected": [16], "inner": [12], "outer": [9]}
    >>> table = response_table(made_up, version="made up 1", better="higher")
    >>> on_track(10, 3, [15, 12, 11, 8], table).signal.tolist()
    ['on-track', 'on-track', 'watch', 'off-track']

    Source: Finch, Lambert and Schaalje (2001), Clinical Psychology and Psychotherapy 8, 231-242;
    Whipple and others (2003), doi:10.1037/0022-0167.50.1.59.
    """
    start, number, figure = broadcast(intake=intake, session=session, score=score)
    curve = expected_curve(start, number, table)
    refuse(not_finite_or_nan("score", figure))
    sign = 1.0 if table.better == "higher" else -1.0
    edges = (curve.expected, curve.inner, curve.outer)
    return _held(figure, edges, sign, curve.reason, curve.version)


def band_signal(
    score: ArrayLike,
    expected: ArrayLike,
    *,
    inner: ArrayLike = np.nan,
    outer: ArrayLike = np.nan,
    better: Literal["higher", "lower"],
    version: str,
) -> OnTrack:
    """Whether scores are on track where the expected score of each session is already known.

    For those whose own system writes the expected score and the bands beside each session, so
    that no table has to be looked up. The rules are those of :func:`on_track`. No signal where the
    expected score is nan (``no-expected``).

    Args:
        score: scores; nan is none.
        expected: the expected score at each of them; nan is none.
        inner: the edge of the inner band, on the worse side; nan is none.
        outer: the edge of the outer band, beyond the inner. All four broadcast.
        better: ``"higher"`` or ``"lower"``.
        version: where the expected scores are from, with the edition.

    Returns:
        The signals, their reasons, and what they were held against.

    Raises:
        DomainError: where a figure is infinite, a band lies on the better side of the expected
            score or the outer inside the inner, or the version says nothing.

    >>> signals = band_signal([15, 11, 8], 16, inner=12, outer=9, better="higher", version="made up")
    >>> signals.signal.tolist()
    ['on-track', 'watch', 'off-track']

    Source: as for :func:`on_track`.
    """
    name = text("version", version, "Say where the expected scores are from, and which edition.")
    if not is_one_of(better, ("higher", "lower")):
        problem = Problem("better", "is neither 'higher' nor 'lower'.", "Say which is better.")
        raise DomainError(problems=[problem])
    figure, wanted, near, far = broadcast(score=score, expected=expected, inner=inner, outer=outer)
    sign = 1.0 if better == "higher" else -1.0
    refuse(
        *(
            not_finite_or_nan(each, column)
            for each, column in (
                ("score", figure), ("expected", wanted), ("inner", near), ("outer", far)
            )
        ),
        bad_cells(
            "inner", sign * near > sign * wanted, "is better than expected.", _REMEDY
        ),
        bad_cells(
            "outer", (sign * far > sign * wanted) | (sign * far > sign * near),
            "is better than expected or than inner.", _REMEDY,
        ),
    )  # fmt: skip
    reason = np.where(np.isnan(wanted), "no-expected", "")
    return _held(figure, (wanted, near, far), sign, reason, np.broadcast_to(name, figure.shape))


def _held(
    figure: Floats, edges: tuple[Array, Array, Array], sign: float, why_not: Array, version: Array
) -> OnTrack:
    """Scores held against the expected score and the edges of its bands."""
    expected, inner, outer = edges
    off = above(sign * outer, sign * figure)
    behind = above(sign * inner, sign * figure)
    banded = ~(np.isnan(inner) & np.isnan(outer))
    no_curve = np.isnan(expected)
    code = np.select([no_curve | np.isnan(figure) | ~banded, off, behind], [0, 3, 2], 1)
    none = np.where(np.isnan(figure), _NO_SCORE, _NO_BAND)
    reason = np.where(no_curve, why_not, _REASONS[np.where(code > 0, code, none)])
    with np.errstate(over="ignore"):
        difference = finite_or_nan(np.asarray(figure - expected))
    return OnTrack(_SIGNALS[code], reason, difference, expected, inner, outer, version)


def episode_signals(
    y: ArrayLike, offsets: ArrayLike, table: ResponseTable, *, intake_session: int = 1
) -> OnTrack:
    """A signal for every session of every episode, its first session being the intake.

    Sessions are numbered as they come, so every session needs its score in its place: where one
    was skipped, give the numbers yourself to :func:`on_track`. The rules are those of that
    function.

    Args:
        y: scores of all sessions, episode after episode, ``(m,)``; nan is a session without one.
        offsets: where each episode begins, and ``m``, ``(episodes + 1,)``.
        table: from :func:`~rusfelt.stats.feedback.response_table.response_table`.
        intake_session: the number the table gives the intake, 1 in some and 0 in others.

    Returns:
        The signals, ``(m,)``.

    Raises:
        DomainError: as for :func:`on_track`, and where ``y`` is not flat or ``offsets`` do not
            rise from 0 to ``m``.

    >>> from rusfelt.stats.feedback.response_table import response_table
    >>> made_up = {"intake": [10, 10], "session": [1, 2], "expected": [10, 14], "inner": [10, 12]}
    >>> table = response_table(made_up, version="made up 1", better="higher")
    >>> episode_signals([10, 11, 10, 13], [0, 2, 4], table).signal.tolist()
    ['on-track', 'watch', 'on-track', 'on-track']

    Source: as for :func:`on_track`.
    """
    scores, begin = as_floats("y", y), as_floats("intake_session", intake_session)
    if scores.ndim != 1 or begin.ndim != 0:
        name, column = ("y", scores) if scores.ndim != 1 else ("intake_session", begin)
        problem = Problem(name, f"has shape {column.shape}.", "Give flat scores and one number.")
        raise DomainError(problems=[problem])
    refuse(not_finite_or_nan("y", scores), not_count("intake_session", begin))
    ends = read_offsets(offsets, scores.size)
    owner = episode_of(np.diff(ends))
    first = ends[:-1][owner]
    number = np.arange(scores.size) - first + begin
    return on_track(scores[first], number, scores, table)
