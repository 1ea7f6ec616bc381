"""Who is in the growth model, who is not, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.stats.change._slope_statistics import FEWEST_WAVES, Lines, own_lines, waves_of

if TYPE_CHECKING:
    from rusfelt.stats.change._slope_statistics import Waves
    from rusfelt.typing import Floats, Integers

__all__ = ["REASONS", "Admitted", "admit"]

# A person's reason is a number here: the place of the word in this list.
REASONS = np.array(
    ["", "fewer-than-3-waves", "times-too-close", "fewer-than-3-people", "no-residual-variance",
     "out-of-range", "no-slope-variance"]
)  # fmt: skip
_FEW_WAVES, _CLOSE, _FEW_PEOPLE, _NO_NOISE, _RANGE = range(1, 6)
# Fewer people leave nothing to estimate three variances among people from.
_FEWEST_PEOPLE = 3
# Beyond these a product of squares would leave the range of float64.
_LARGEST, _SMALLEST = 1e50, 1e-50
# The share of the people's mean sum of squares of times under which a person's own is too small:
# the slope would have more noise than digits.
_LEAST_SPREAD = 1e-8
# Residuals of this size beside the values are rounding and not noise.
_ROUNDING = 16 * float(np.finfo(np.float64).eps)


class Admitted(NamedTuple):
    """The people in the model, by row, with their lines; and the reasons of all people.

    ``obstacle`` is the reason why there is no fit at all, and 0 where there is one.
    """

    rows: Integers
    lines: Lines
    reasons: Integers
    obstacle: int


def admit(waves: Waves) -> Admitted:
    """Those with waves enough, spread enough in time."""
    sizes = np.diff(waves.offsets)
    used = sizes >= FEWEST_WAVES
    reasons = np.where(used, 0, _FEW_WAVES)
    rows = np.flatnonzero(used)
    if not (_in_range(waves.t) and _in_range(waves.y)):
        reasons[rows] = _RANGE
        return Admitted(rows, Lines(*(np.empty(0) for _ in Lines._fields)), reasons, _RANGE)
    lines = own_lines(waves_of(waves, used))
    if len(rows):
        apart = lines.spread_t > _LEAST_SPREAD * lines.spread_t.mean()
        if not apart.all():
            reasons[rows[~apart]] = _CLOSE
            rows, lines = rows[apart], Lines(*(column[apart] for column in lines))
    obstacle = _FEW_PEOPLE if len(rows) < _FEWEST_PEOPLE else _noise(lines, waves)
    reasons[rows] = obstacle
    return Admitted(rows, lines, reasons, obstacle)


def _noise(lines: Lines, waves: Waves) -> int:
    """The obstacle of waves that are on straight lines, but for rounding; else 0."""
    steep = float(np.sqrt(lines.spread_t @ lines.slope**2 / lines.spread_t.sum()))
    rounding = _ROUNDING * (np.abs(waves.y).max() + steep * np.abs(waves.t).max())
    return _NO_NOISE if lines.scatter.sum() <= lines.n.sum() * rounding**2 else 0


def _in_range(values: Floats) -> bool:
    largest = float(np.abs(values).max(initial=0.0))
    return largest <= _LARGEST and (largest >= _SMALLEST or largest == 0)
