"""On which side of a cutoff people stand: by their scores, or beyond measurement error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._checks import as_floats, refuse
from rusfelt.stats._method import check_method
from rusfelt.stats._options import is_one_of
from rusfelt.stats._path_checks import check_not_infinite
from rusfelt.stats.change._direction import one_direction
from rusfelt.stats.change._figures import fitting
from rusfelt.stats.change._pairs import as_pairs
from rusfelt.stats.change._true_score import MISSING, NO_CUTOFF, true_score

if TYPE_CHECKING:
    from rusfelt.typing import Bools, Floats, Integers, Strings

__all__ = ["Sides", "find_sides"]

_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_COMPARE = {"<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal}
# A score nearer to the cutoff than this share of it differs by nothing but rounding.
_ROUNDING = 1e-12


class Sides(NamedTuple):
    """Where each person stands before and after, the rule that says so, and what is in the way."""

    clinical_pre: Bools
    functional_pre: Bools
    clinical_post: Bools
    functional_post: Bools
    cs_index: Floats
    critical: Floats
    clinical_if: Strings
    functional_if: Strings
    method: Strings
    sd_source: Strings
    mean_source: Strings
    obstacle: Integers


def find_sides(
    pre: object,
    post: object,
    cutoff: object,
    *,
    better: object,
    cutoff_operator: object,
    method: str,
    **hageman: Any,
) -> Sides:
    """The sides of all people, every array of their shape.

    ``hageman`` are the options of :func:`~rusfelt.stats.change._true_score.true_score`, ``None``
    where they were left out.
    """
    sign = one_direction(better)
    check_method(method, "jacobson-truax", "hageman-arrindell")
    clinical, functional = _operators(cutoff_operator, sign)
    first, second = as_pairs(pre, post)
    limit = fitting("cutoff", as_floats("cutoff", getattr(cutoff, "value", cutoff)), first.shape)
    check_not_infinite(cutoff=limit)
    if method == "jacobson-truax":
        _refuse_options(hageman)
        after = _stands(second, clinical, limit), _stands(second, functional, limit)
        missing = [np.isnan(first), np.isnan(second), np.isnan(limit)]
        rest: tuple[object, ...] = (
            np.nan, np.nan, clinical, functional, method, "", "",
            np.select(missing, [MISSING + 1, MISSING, NO_CUTOFF], 0),
        )  # fmt: skip
    else:
        found = true_score(np.atleast_1d(first), np.atleast_1d(second), limit, **hageman)
        index, obstacle = found.cs_index.reshape(first.shape), found.obstacle.reshape(first.shape)
        after = sign * index < -found.critical, sign * index > found.critical
        rest = (
            index, found.critical, clinical, functional, method,
            found.sd_source, found.mean_source, obstacle,
        )  # fmt: skip
    columns = (_stands(first, clinical, limit), _stands(first, functional, limit), *after, *rest)
    return Sides(*(np.broadcast_to(np.asarray(column), first.shape) for column in columns))


def _stands(score: Floats, operator: str, limit: Floats) -> Bools:
    """Where the score stands so to the cutoff, equal on paper counted as equal; never where nan."""
    near = np.abs(limit) * _ROUNDING
    with np.errstate(over="ignore"):
        line = limit + near if operator in {">", "<="} else limit - near
    return np.asarray(_COMPARE[operator](score, line))


def _operators(operator: object, sign: float) -> tuple[str, str]:
    """How a clinical score stands to the cutoff, and how a functional one does."""
    below = sign > 0
    if operator is None:
        return ("<", ">") if below else (">", "<")
    known = ("<", "<=") if below else (">", ">=")
    if not is_one_of(operator, known):
        low, higher = ("low", "higher") if below else ("high", "lower")
        problem = Problem(
            "cutoff_operator", f"{operator!r} does not say which scores are clinical.",
            f"Use {' or '.join(known)}: where {higher} is better, the {low} scores are clinical.",
        )  # fmt: skip
        raise DomainError(problems=[problem])
    return str(operator), _OPPOSITE[str(operator)]


def _refuse_options(hageman: dict[str, Any]) -> None:
    remedy = "Leave it out, or use the method hageman-arrindell."
    refuse(
        Problem(name, "has no place in Jacobson and Truax's method.", remedy)
        for name, value in hageman.items()
        if value is not None
    )
