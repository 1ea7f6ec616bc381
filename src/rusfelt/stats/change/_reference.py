"""Figures a caller took from a reference: within their range, and with their source named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._checks import as_floats, not_finite, not_positive, not_unit_interval, refuse
from rusfelt.stats.change._figures import fitting

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats, Strings

__all__ = ["named_source", "reference_figures"]

_CHECKS = {"finite": not_finite, "positive": not_positive, "share": not_unit_interval}


def reference_figures(shape: tuple[int, ...], **named: tuple[ArrayLike, str]) -> tuple[Floats, ...]:
    """The figures, each one number or one a person; all problems at once.

    Each comes with what it must be: ``finite``, ``positive`` or ``share`` (between 0 and 1).

    >>> reference_figures((2,), sd=(7.5, "positive"))
    (array(7.5),)
    """
    found = {
        name: fitting(name, as_floats(name, value), shape) for name, (value, _) in named.items()
    }
    refuse(*(_CHECKS[kind](name, found[name]) for name, (_, kind) in named.items()))
    return tuple(found.values())


def named_source(name: str, value: object, shape: tuple[int, ...]) -> Strings:
    """The source of a reference, for each group; an empty one is refused.

    >>> named_source("version", "2023", ())
    array('2023', dtype='<U4')
    """
    if not isinstance(value, str) or not value.strip():
        remedy = "Say where the figures come from, such as a publication and its year."
        raise DomainError(problems=[Problem(name, "is not said.", remedy)])
    return np.broadcast_to(np.asarray(value), shape)
