"""What a call for reliable change must say, and the boundary that follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

from rusfelt.errors import Problem
from rusfelt.stats._checks import check_confidence, refuse
from rusfelt.stats._method import check_method
from rusfelt.stats._options import check_flag, is_one_of
from rusfelt.stats.change._figures import fitting

if TYPE_CHECKING:
    from rusfelt.typing import Floats

__all__ = ["Boundary", "boundary", "check_request"]

_OPERATORS = (">=", ">")
# A change equal to the published one on paper may land a rounding error beside it.
_ROUNDING = 1e-9
_HALF = 0.5


class Boundary(NamedTuple):
    """The critical value, the operator against it, and the limit an index must be beyond."""

    critical: Floats
    operator: str
    limit: Floats


def check_request(
    method: object,
    methods: tuple[str, ...],
    *,
    reliability: object,
    threshold: object,
    operator: object,
    group: object,
    pooled: object,
) -> None:
    """Refuse what does not go together; all problems at once."""
    check_method(method, *methods)
    check_flag("pooled", pooled)
    problems = []
    if method == "published":
        if threshold is None:
            remedy = "Give the published least change, in points."
            problems.append(Problem("threshold", "is lacking.", remedy))
        if not is_one_of(operator, _OPERATORS):
            problems.append(Problem(
                "operator", f"{operator!r} is neither '>=' nor '>'.",
                "Give it as the source of the threshold has it; the two differ at the threshold.",
            ))  # fmt: skip
    else:
        if reliability is None:
            remedy = "Give the scale's reliability, such as 0.85, from a source."
            problems.append(Problem("reliability", "is lacking.", remedy))
        problems += [
            Problem(name, f"is not used by {method}.", "Leave it out, or ask for published.")
            for name, value in (("threshold", threshold), ("operator", operator))
            if value is not None
        ]
    if group is None and not pooled:
        remedy = "Say which group each person is in, or leave pooled at True."
        problems.append(Problem("group", "is lacking, and the groups are not pooled.", remedy))
    refuse(problems)


def boundary(
    method: str, confidence: object, operator: str | None, shape: tuple[int, ...]
) -> Boundary:
    """The boundary of a method: strict and normal, or the source's own.

    >>> [float(boundary(m, 0.95, None, ()).critical.round(3))
    ...  for m in ("jacobson-truax", "hageman-arrindell")]
    [1.96, 1.645]
    """
    level = fitting("confidence", check_confidence("confidence", confidence), shape)
    if method == "published":
        one = np.ones(())
        limit = one + (_ROUNDING if operator == ">" else -_ROUNDING)
        return Boundary(one, str(operator), np.asarray(limit))
    one_sided = method == "hageman-arrindell"
    if one_sided and not (level > _HALF).all():
        remedy = "Give a level above 0.5: at or below it, one change would be both."
        refuse([Problem("confidence", f"is too low for {method}, which is one-sided.", remedy)])
    critical = np.asarray(-special.ndtri((1 - level) * (1.0 if one_sided else _HALF)))
    return Boundary(critical, ">", critical)
