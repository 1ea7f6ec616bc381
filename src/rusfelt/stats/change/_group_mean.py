"""The mean of some figure over a group of people, with Student's interval and test."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._checks import check_confidence
from rusfelt.stats._count_bounds import finite_or_nan
from rusfelt.stats.change._sums import sums_by_key, sums_by_row

if TYPE_CHECKING:
    from rusfelt.stats.change._groups import Groups
    from rusfelt.typing import Array, Bools, Floats, Integers, Strings

__all__ = ["GroupMean", "count", "group_level", "group_mean", "largest", "of_group", "student"]

_TWO = 2  # people, below which nothing varies
# A spread of no more than this many roundings of the largest score is no spread at all.
_ROUNDINGS = 8 * float(np.finfo(np.float64).eps)
# Powers of two beyond which a square, or a sum of squares, may leave the range of numbers.
_EXTREME = 400


class GroupMean(NamedTuple):
    """People counted, their mean and standard deviation, and why there may be no interval."""

    n: Integers
    mean: Floats
    sd: Floats
    reason: Strings


def group_mean(values: Floats, size: Floats, groups: Groups | None = None) -> GroupMean:
    """Count, mean and standard deviation (n - 1) of ``(..., people)``; nan is nobody.

    ``size`` is the largest score of each row, ``(..., 1)``: figures that differ by no more than
    its roundings are equal, with a standard deviation of exactly 0, as 0.3 - 0.1 and 0.4 - 0.2
    are on paper. With ``groups`` the answer is ``(..., labels)``.
    """
    batch, people = values.shape[:-1], values.shape[-1]
    rows = prod(batch)
    flat = values.reshape(rows, people)
    with np.errstate(all="ignore"):
        reach = np.maximum(size, largest(values)).reshape(rows, 1)
        power = np.frexp(np.where(np.isfinite(reach), reach, 0.0))[1]
        power = np.where(np.abs(power) > _EXTREME, power, 0)
        if power.any():
            flat = np.ldexp(flat, -power)
        if groups is None:
            sums, shape = sums_by_row(flat, flat), batch
        else:
            kinds = len(groups.labels)
            power = np.repeat(power, kinds, axis=0)
            key = groups.codes.reshape(rows, people) + kinds * np.arange(rows)[:, np.newaxis]
            column, key = flat.reshape(values.size), np.asarray(key).reshape(values.size)
            sums, shape = sums_by_key(column, column, key, rows * kinds), (*batch, kinds)
        degrees = np.where(sums.n >= _TWO, sums.n - 1.0, np.nan)
        mean = np.where(sums.n > 0, np.ldexp(sums.mean, power[:, 0]), np.nan).reshape(shape)
        sd = np.ldexp(np.sqrt(sums.squares / degrees), power[:, 0]).reshape(shape)
        noise = _ROUNDINGS * finite_or_nan(size if groups is not None else size[..., 0])
        sd = np.where(sd <= noise, 0.0, sd)
    n = sums.n.reshape(shape)
    mean, sd = finite_or_nan(mean), finite_or_nan(sd)
    reason = np.select(
        [n < _TWO, sd == 0, np.isnan(mean) | np.isnan(sd)],
        ["too-few-pairs", "sd-zero", "too-large"], "",
    )  # fmt: skip
    return GroupMean(n, mean, sd, reason)


def student(found: GroupMean, *levels: Floats) -> tuple[Floats, ...]:
    """Student's t against 0, its two-sided p, and two bounds a level; nan where there is a reason."""
    usable = found.reason == ""
    degrees = np.where(usable, found.n - 1.0, 1.0)
    mean, sd = (np.where(usable, part, np.nan) for part in (found.mean, found.sd))
    with np.errstate(all="ignore"):
        se = sd / np.sqrt(np.maximum(found.n, 1))
        t = mean / se
        answers = [t, 2 * special.stdtr(degrees, -np.abs(t))]
        for level in levels:
            half = -special.stdtrit(degrees, (1 - level) / 2) * se
            answers += [mean - half, mean + half]
    return tuple(finite_or_nan(np.asarray(answer)) for answer in answers)


def group_level(confidence: object, shape: tuple[int, ...], name: str = "confidence") -> Floats:
    """The level, which must broadcast to the groups without making them more."""
    level = check_confidence(name, confidence)
    try:
        fits = np.broadcast_shapes(level.shape, shape) == shape
    except ValueError:
        fits = False
    if not fits:
        fact = f"has shape {level.shape}, but the groups have {shape}."
        raise DomainError(problems=[Problem(name, fact, "Give one level, or one for each group.")])
    return level


def of_group(name: str, *scores: Array) -> None:
    """Refuse one person's score where a group's are asked for."""
    if any(score.ndim == 0 for score in scores):
        problem = Problem(name, "is of one person.", "Give the scores of a group, as a list.")
        raise DomainError(problems=[problem])


def largest(*scores: Floats) -> Floats:
    """The largest absolute value of each row, ``(..., 1)``; 0 where there is none."""
    sizes = [
        np.maximum(
            np.fmax.reduce(score, axis=-1, keepdims=True, initial=0.0),
            -np.fmin.reduce(score, axis=-1, keepdims=True, initial=0.0),
        )
        for score in scores
    ]
    return np.asarray(np.maximum.reduce(sizes))


def count(which: Bools, groups: Groups | None = None) -> Integers:
    """How many of each row, ``(...)``, or of each row and label, ``(..., labels)``."""
    if groups is None:
        return np.asarray(which.sum(axis=-1, dtype=np.int64))
    batch, kinds = which.shape[:-1], len(groups.labels)
    rows = prod(batch)
    key = groups.codes.reshape(rows, which.shape[-1]) + kinds * np.arange(rows)[:, np.newaxis]
    chosen = key[which.reshape(key.shape)]
    return np.bincount(chosen, minlength=rows * kinds).reshape(*batch, kinds)
