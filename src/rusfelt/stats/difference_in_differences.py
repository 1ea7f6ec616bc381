"""Whether treated units changed more than the others, judged by who else might have been treated."""

from __future__ import annotations

from itertools import combinations
from math import comb, prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._checks import as_floats, check_confidence, not_finite, refuse, row_blocks
from rusfelt.stats._double_double import exponent, rescaled, shifted

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Bools, Floats, Integers, Strings

__all__ = ["DifferenceInDifferences", "difference_in_differences"]

# All choices are gone through up to this many; beyond, this many less one are drawn.
_ALL = 20_000
# Effects that differ by no more than this share of the largest figure, for each treated unit's part
# of it, are tied, as they would be without rounding.
_TIE = 32 * float(np.finfo(np.float64).eps)
_BLOCK = 1 << 20


class DifferenceInDifferences(NamedTuple):
    """The comparison of each row, each field of the batch's shape.

    Attributes:
        effect: mean change of the treated less mean change of the others.
        low: lower end of its interval, ``-inf`` where no effect that way could be rejected.
        high: upper end.
        p: share of choices of treated units with an effect at least as far from 0.
        smallest_p: the smallest p this number of units could ever give.
        can_reject: whether ``smallest_p`` is at most 1 - confidence: where not, no effect however
            large could be found.
        treated_change: mean change of the treated.
        other_change: mean change of the others.
        choices: choices gone through, the actual one among them.
        method: ``"exact"`` (all choices) or ``"monte-carlo"`` (a seeded sample).
    """

    effect: Floats
    low: Floats
    high: Floats
    p: Floats
    smallest_p: Floats
    can_reject: Bools
    treated_change: Floats
    other_change: Floats
    choices: Integers
    method: Strings


def difference_in_differences(
    y: ArrayLike,
    treated: ArrayLike,
    post: ArrayLike,
    *,
    confidence: float = 0.95,
    seed: int = 0,
) -> DifferenceInDifferences:
    """Whether some units changed more than the others, where few units are all there is.

    A unit's change is its mean over the times after less that over the times before. The effect is
    the mean change of the treated less that of the others. p is the share of all ways to pick as
    many treated units, the actual one included, whose effect is at least as far from 0 (``>=``):
    no standard error, so nothing to go wrong with few units. It takes the treatment as picked by
    lot, or every unit's change as equally variable; a small district among large ones breaks that.
    The interval holds every effect, the same for all treated units, that this test does not reject;
    it is exact for the choices gone through.

    With one treated unit of fifteen the smallest p is 1/15 = .067: at 95 % nothing can be
    rejected, ``can_reject`` says so, and the interval is unbounded. With more than 20,000 ways,
    19,999 are drawn with a fixed seed and the actual one is added, so that p is never 0. Where all
    units change alike p is 1. An effect too large for a float is nan.

    Args:
        y: values, ``(..., units, times)``.
        treated: which units, ``(units,)``, true or false; at least one of each.
        post: which times lie after, ``(times,)``, true or false; at least one of each.
        confidence: of the interval.
        seed: of the draws, where there are too many ways.

    Returns:
        The comparison of each row.

    Raises:
        DomainError: where a value is not finite, the shapes do not fit, treated or post are not
            true or false or lack one of the two, or the level or seed is not possible.

    >>> before, after = [[10, 12], [9, 9], [11, 13], [8, 8]], [[15], [10], [12], [7]]
    >>> y = np.concatenate([before, after], axis=1)
    >>> found = difference_in_differences(y, [True, False, False, False], [False, False, True])
    >>> float(found.effect), float(found.p), bool(found.can_reject)
    (4.0, 0.25, False)

    Source: Fisher (1935), The Design of Experiments; Conley and Taber (2011),
    doi:10.1162/REST_a_00049; the interval: Garthwaite (1996), doi:10.2307/2532852; draws: Phipson
    and Smyth (2010), doi:10.2202/1544-6115.1585; when units differ in how much they vary:
    MacKinnon and Webb (2020), doi:10.1016/j.jeconom.2020.04.024.
    """
    alpha = 1 - _level(confidence, seed)
    values, chosen, after, batch = _input(y, treated, post)
    picks, exact = _picks(chosen, seed)
    rows, width = len(values), len(picks)
    smallest = (2 if exact and 2 * int(chosen.sum()) == chosen.size else 1) / width
    fields = np.full((6, rows), np.nan)
    for block in row_blocks(rows, max(width, prod(values.shape[1:])), cells=_BLOCK):
        fields[:, block] = _compare(values[block], chosen, after, picks, alpha)
    effect, low, high, p, ours, others = (field.reshape(batch) for field in fields)
    return DifferenceInDifferences(
        effect=effect, low=low, high=high, p=p,
        smallest_p=np.full(batch, smallest),
        can_reject=np.full(batch, smallest <= alpha * (1 + _TIE)),
        treated_change=ours, other_change=others,
        choices=np.full(batch, width),
        method=np.full(batch, "exact" if exact else "monte-carlo"),
    )  # fmt: skip


def _compare(y: Floats, chosen: Bools, after: Bools, picks: Floats, alpha: float) -> Floats:
    """Effect, interval, p and both changes of rows ``(rows, units, times)``."""
    units, m = chosen.size, int(chosen.sum())
    scale = exponent(y, (-2, -1))
    level = shifted(y, -scale[:, None, None])
    change = level[..., after].mean(axis=-1) - level[..., ~after].mean(axis=-1)
    ours, others = change[:, chosen].mean(axis=-1), change[:, ~chosen].mean(axis=-1)
    effect = ours - others
    # The difference of means is a sum over the picked of changes about their mean, magnified.
    about = change - change.mean(axis=-1, keepdims=True)
    magnify = units / (m * (units - m))
    other_effects = np.matmul(picks, about[..., None])[..., 0] * magnify
    near = _TIE * np.abs(level).max(axis=(-2, -1)) * m * magnify
    tied = np.abs(other_effects) >= (np.abs(effect) - near)[:, None]
    p = tied.mean(axis=-1)
    # Under an effect d, a pick whose share of truly treated units is `overlap` keeps `kept`·d of
    # it. It is as extreme as the actual one for d between two bounds around the effect itself.
    overlap = picks[:, chosen].sum(axis=-1)
    kept = (overlap / m) - (m - overlap) / (units - m)
    with np.errstate(divide="ignore", invalid="ignore"):
        one = (effect[:, None] - other_effects) / (1 - kept)
        two = (effect[:, None] + other_effects) / (1 + kept)
    one[:, kept == 1], two[:, kept == -1] = np.nan, np.nan
    low, high = np.fmin(one, two), np.fmax(one, two)
    whole = (kept == 1) | (kept == -1)
    low[:, whole], high[:, whole] = -np.inf, np.inf
    out = min(int(np.floor(alpha * len(picks) * (1 + _TIE))), len(picks) - 1)
    low = np.partition(low, out, axis=-1)[:, out]
    high = np.partition(high, len(picks) - 1 - out, axis=-1)[:, len(picks) - 1 - out]
    return np.stack(
        [*(rescaled(part, scale) for part in (effect, low, high)), p,
         *(rescaled(part, scale) for part in (ours, others))]
    )  # fmt: skip


def _picks(chosen: Bools, seed: int) -> tuple[Floats, bool]:
    """Ways to pick the treated, a row of ones and zeros each, and whether they are all there are."""
    units, m = chosen.size, int(chosen.sum())
    exact = comb(units, m) <= _ALL
    if exact:
        places = np.array(list(combinations(range(units), m)))
    else:
        lots = np.random.default_rng(seed).random((_ALL - 1, units))
        places = np.argpartition(lots, m - 1, axis=-1)[:, :m]
        places = np.concatenate([np.flatnonzero(chosen)[None], places])
    picks = np.zeros((len(places), units))
    np.put_along_axis(picks, places, 1.0, axis=-1)
    return picks, exact


def _input(
    y: ArrayLike, treated: ArrayLike, post: ArrayLike
) -> tuple[Floats, Bools, Bools, tuple[int, ...]]:
    """The values as ``(rows, units, times)``, who is treated, which times are after, the batch."""
    values = as_floats("y", y)
    if values.ndim < 2:  # noqa: PLR2004 - units and times
        problem = Problem(
            "y", f"has shape {values.shape}: no units and times.", "Give units × times."
        )
        raise DomainError(problems=[problem])
    units, moments = values.shape[-2:]
    batch = values.shape[:-2]
    flat = values.reshape(*batch, units * moments)
    refuse(
        not_finite("y", flat, series=True),
        _not_split("treated", treated, units, "unit"),
        _not_split("post", post, moments, "time"),
    )
    return (
        flat.reshape(prod(batch), units, moments),
        np.asarray(treated).astype(np.bool_),
        np.asarray(post).astype(np.bool_),
        batch,
    )


def _not_split(name: str, value: ArrayLike, size: int, of: str) -> list[Problem]:
    """What keeps a yes or no for each from telling two groups apart."""
    try:
        given = np.asarray(value)
    except ValueError:  # rows of unequal length
        given = np.zeros((0, 0))
    if given.shape != (size,):
        fact = f"has shape {given.shape}, but there are {size} {of}s."
    elif given.dtype.kind not in "biuf" or not np.isin(given, (0, 1)).all():
        fact = "is not true or false throughout."
    elif np.unique(given).size < 2:  # noqa: PLR2004 - true and false
        fact = f"does not tell two groups of {of}s apart."
    else:
        return []
    return [Problem(name, fact, f"Say true or false of every {of}, and each at least once.")]


def _level(confidence: float, seed: int) -> float:
    level = check_confidence("confidence", confidence)
    problems = []
    if level.ndim:
        problems.append(Problem("confidence", "is an array.", "Give one level for all rows."))
    if not isinstance(seed, int | np.integer) or seed < 0:
        problems.append(Problem("seed", f"{seed!r} is not a whole number.", "Give 0 or more."))
    refuse(problems)
    return float(level)
