"""What an interrupted series is asked with, and which designs are refused or come with a caution."""

from __future__ import annotations

from math import floor, prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._checks import as_floats, check_confidence, check_times, not_finite, refuse
from rusfelt.stats._options import is_one_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Bools, Floats, Integers, Strings

__all__ = ["Question", "as_question"]

_METHODS = ("ols", "newey-west", "prais-winsten")
# Two points on a side lie on their line whatever happens, and say nothing of chance.
_FEWEST = 3
# Below these Newey–West finds a change of level in white noise at least four times as often as its
# level says: .20 of series of 6 + 6 points, .30 of 35 + 5. benchmarks/interruption.py has the table.
_NEWEY_WEST = 20
_NEWEY_WEST_SIDE = 8
# From here on the rate of Prais–Winsten in white noise is at most .065. That of Newey–West is not at
# any length simulated, up to 200.
_PRAIS_WINSTEN_SOUND = 100
# Few points before leave the counterfactual to a guess; few in all hide autocorrelation.
_SHORT_BEFORE = 8
_UNCHECKED = 20
# Times are even when the longest step is at most this much longer than the shortest, as those of
# months, quarters and years counted in days are.
_EVEN = 1.15


class Question(NamedTuple):
    """The input as rows; times, interruptions and moments are one row where it serves all."""

    y: Floats
    t: Floats
    interruption: Floats
    at: Floats
    batch: tuple[int, ...]
    method: str
    lags: int
    confidence: float

    @property
    def n_after(self) -> Integers:
        """Points at the interruption or later."""
        return np.asarray((self.t >= self.interruption[:, None]).sum(axis=-1), dtype=np.int64)

    @property
    def n_before(self) -> Integers:
        """Points before the interruption."""
        return np.asarray(self.t.shape[1] - self.n_after)

    def status(self) -> Strings:
        """``"ok"``, or why a design is not fitted."""
        n = self.t.shape[1]
        fewest = np.minimum(self.n_before, self.n_after)
        newey_west = self.method == "newey-west"
        return np.select(
            [
                fewest < _FEWEST,
                newey_west & ((n < _NEWEY_WEST) | (fewest < _NEWEY_WEST_SIDE)),
                (self.method == "prais-winsten") & ~self._even(),
            ],
            ["too-few-points", "too-short-for-newey-west", "uneven-times"],
            default="ok",
        )

    def fittable(self, sound: Bools) -> tuple[Floats, Floats, Floats]:
        """Times, interruptions and moments, those of the first sound row where a row is not."""
        first = int(np.argmax(sound))
        return (
            np.where(sound[:, None], self.t, self.t[first]),
            np.where(sound, self.interruption, self.interruption[first]),
            np.where(sound, self.at, self.at[first]),
        )

    def caution(self, status: Strings, exact: Bools) -> Strings:
        """The codes of each row, with a blank between them."""
        n = self.t.shape[1]
        newey_west, prais_winsten = self.method == "newey-west", self.method == "prais-winsten"
        oversized = newey_west or (prais_winsten and n < _PRAIS_WINSTEN_SOUND)
        codes = {
            "short-before": self.n_before < _SHORT_BEFORE,
            "autocorrelation-unchecked": np.array(n < _UNCHECKED),
            "oversized": np.array(oversized),
            "uneven-times": newey_west & ~self._even(),
            "exact-fit": exact,
        }
        text = np.full(len(status), "", dtype="<U1")
        for code, holds in codes.items():
            text = np.char.add(text, np.where((status == "ok") & holds, f" {code}", ""))
        return np.char.lstrip(text)

    def _even(self) -> Bools:
        steps = np.diff(self.t, axis=-1)
        if steps.shape[1] == 0:
            return np.ones(len(steps), dtype=np.bool_)
        with np.errstate(over="ignore"):
            return np.asarray(steps.max(axis=-1) <= _EVEN * steps.min(axis=-1))


def as_question(
    y: ArrayLike,
    interruption: ArrayLike,
    t: ArrayLike | None,
    at: ArrayLike | None,
    *,
    method: str,
    lags: int | None,
    confidence: float,
) -> Question:
    """The arguments checked and as rows."""
    level = check_confidence("confidence", confidence)
    problems = []
    if level.ndim:
        problems.append(Problem("confidence", "is an array.", "Give one level for all series."))
    if not is_one_of(method, _METHODS):
        known = ", ".join(_METHODS)
        problems.append(Problem("method", f"{method!r} is unknown.", f"Give one of {known}."))
    values = as_floats("y", y)
    if values.ndim == 0:
        problems.append(Problem("y", "is one number, not a series.", "Put the values in a list."))
    refuse(problems)
    n = values.shape[-1]
    times, start = check_times(t, n), as_floats("interruption", interruption)
    moment = as_floats("at", at) if at is not None else (times[..., -1] if n else start)
    refuse(
        not_finite("y", values, series=True),
        not_finite("interruption", start),
        not_finite("at", moment),
    )
    shapes = {"y": values.shape[:-1], "t": times.shape[:-1], "interruption": start.shape}
    shapes["at"] = moment.shape
    try:
        batch = np.broadcast_shapes(*shapes.values())
    except ValueError as error:
        told = ", ".join(f"{name} {shape}" for name, shape in shapes.items())
        problem = Problem(
            "y", f"the batches do not fit together: {told}.",
            "Give one interruption and one time for all series, or one for each.",
        )  # fmt: skip
        raise DomainError(problems=[problem]) from error
    design = np.broadcast_shapes(*list(shapes.values())[1:])
    if prod(design) != 1:
        design = batch
    rows = prod(design)
    question = Question(
        y=np.broadcast_to(values, (*batch, n)).reshape(prod(batch), n),
        t=np.broadcast_to(times, (*design, n)).reshape(rows, n),
        interruption=np.broadcast_to(start, design).reshape(rows),
        at=np.broadcast_to(moment, design).reshape(rows),
        batch=batch,
        method=method,
        lags=_lags(lags, n),
        confidence=float(level),
    )
    early = question.at < question.interruption
    if at is not None and early.any():
        row = int(np.argmax(early))
        refuse(
            [
                Problem(
                    f"at, row {row}", f"{float(question.at[row])!r} is before the interruption.",
                    "Ask for the effect at the interruption or later.",
                )
            ]
        )  # fmt: skip
    return question


def _lags(lags: int | None, n: int) -> int:
    """The lags asked for, or Newey and West's rule."""
    if lags is None:
        return min(floor(4 * float((n / 100) ** (2 / 9))), max(n - 1, 0))
    given = as_floats("lags", lags)
    if given.ndim or not (given >= 0 and given < max(n, 1) and given == np.floor(given)):
        problem = Problem(
            "lags", f"{lags!r} is not a whole number from 0 to {max(n - 1, 0)}.",
            "Give how many steps apart points may still be related.",
        )  # fmt: skip
        raise DomainError(problems=[problem])
    return int(given)
