"""How much a figure must change from now on to reach its target in time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._checks import broadcast
from rusfelt.stats._options import is_one_of
from rusfelt.stats._path_checks import check_not_infinite, direction
from rusfelt.stats.compound_pace import growth

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats

__all__ = ["RequiredChange", "required_change"]


class RequiredChange(NamedTuple):
    """What is still required of each row, each field of the batch's shape.

    Attributes:
        change: per unit of time, with its sign: in the figure's own unit (linear) or as a share
            of the figure (compound).
        time: how much time is left; nan at or after the due date.
    """

    change: Floats
    time: Floats


def required_change(
    latest: ArrayLike,
    t: ArrayLike,
    target: ArrayLike,
    due: ArrayLike,
    *,
    kind: Literal["linear", "compound"] = "linear",
    better: ArrayLike | None = None,
) -> RequiredChange:
    """How much per unit of time is needed, from the latest figure on, to reach the target.

    Linear: ``(target - latest)/(due - t)``, the same amount every year. Compound:
    ``(target/latest)^(1/(due - t)) - 1``, the same share of the figure every year. Below 0 the
    figure must fall. Where ``better`` is given, a target already reached or passed requires 0;
    without it, the change that leads back to the target is given.

    nan at and after the due date, where a figure is nan and, compound only, where one of them is
    zero or below: no constant rate leads to zero or out of it.

    Args:
        latest: the newest figures, any shape and unit.
        t: their time.
        target: the figures aimed at.
        due: when.
        kind: ``"linear"`` or ``"compound"``.
        better: ``"higher"`` or ``"lower"``, or left out. All five arrays broadcast.

    Returns:
        A :class:`RequiredChange`.

    Raises:
        DomainError: where a figure is infinite, or ``kind`` or ``better`` is an unknown word.

    >>> required_change(25, 2020, 15, 2030)
    RequiredChange(change=array(-1.), time=array(10.))
    >>> round(float(required_change(25, 2020, 15, 2030, kind="compound").change), 4)
    -0.0498

    Source: the straight line of Healthy People 2030,
    https://www.cdc.gov/nchs/healthy-people/hp2030/methods.html, and the compound rate of Open SDG,
    docs/progress-methodology.md at https://github.com/open-sdg/open-sdg
    """
    if not is_one_of(kind, ("linear", "compound")):
        problem = Problem("kind", f"{kind!r} is unknown.", "Use linear or compound.")
        raise DomainError(problems=[problem])
    sign = np.zeros(()) if better is None else direction(better)
    latest, t, target, due, sign = broadcast(
        latest=latest, t=t, target=target, due=due, better=sign
    )
    check_not_infinite(latest=latest, t=t, target=target, due=due)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore", under="ignore"):
        time = np.where(due > t, due - t, np.nan)
        if kind == "linear":
            # Divided before they are subtracted where the difference itself would overflow.
            apart = (target - latest) / time
            change = np.where(np.isinf(apart), target / time - latest / time, apart)
        else:
            change = growth(latest, target, time)
        met = (sign != 0) & (sign * latest >= sign * target)
    change = np.where(met & ~np.isnan(time) & ~np.isnan(change), 0.0, change)
    finite = np.isfinite(change) & np.isfinite(time)
    return RequiredChange(
        np.where(finite, change, np.nan), np.where(np.isfinite(time), time, np.nan)
    )
