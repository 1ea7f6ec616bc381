"""An evaluation in parts as it is asked for: evaluators by name or as they are, one or several."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rusfelt.errors import DomainError
from rusfelt.evaluation.at_scale.piece import Asked
from rusfelt.evaluation.at_scale.result_folder import ResultFolder
from rusfelt.evaluation.at_scale.run import evaluate_parts
from rusfelt.evaluation.engine import Origin
from rusfelt.evaluation.parts import Parts
from rusfelt.evaluator import Evaluator
from rusfelt.findings import Findings
from rusfelt.panel import Panel
from rusfelt.plugin import registry

__all__ = ["asked_for", "evaluate_in_parts"]

_HOW = ("executor", "workers", "into", "resume", "in_flight", "progress")


def evaluate_in_parts(
    parts: Parts | Iterable[Panel],
    evaluator: Evaluator | str | Sequence[Evaluator | str],
    *,
    isolation: str = "none",
    **told: Any,
) -> Findings | tuple[Findings, ...] | ResultFolder:
    """See :func:`rusfelt.evaluate`."""
    if isolation != "none":
        msg = (
            "Parts are answered where they are read, and not in a process a package of their own. "
            "Leave isolation out, and give workers."
        )
        raise DomainError(msg)
    if not isinstance(parts, (Parts, Iterable)):
        msg = f"{type(parts).__name__} is neither a panel nor parts. Name files with Parts.of."
        raise DomainError(msg)
    how = {name: told.pop(name) for name in _HOW if name in told}
    if isinstance(evaluator, (list, tuple)):
        return evaluate_parts(parts, asked_for(evaluator, **told), **how)
    one: Any = evaluator
    found = evaluate_parts(parts, asked_for([one], **told), **how)
    return found if isinstance(found, ResultFolder) else found[0]


def asked_for(
    evaluators: Iterable[Evaluator | str], *, anonymous: bool = False, **params: Any
) -> tuple[Asked, ...]:
    """Evaluators as they are asked, each under a name of its own.

    Args:
        evaluators: as they are, or by name.
        anonymous: whether those of other packages see numbers in place of units' names.
        params: of the only one, given by name.
    """
    each_one = list(evaluators)
    if params and (len(each_one) != 1 or not isinstance(each_one[0], str)):
        msg = "Parameters belong to one evaluator given by name; set them where you make it."
        raise DomainError(msg)
    asked: list[Asked] = []
    for each in each_one:
        if isinstance(each, str):
            evaluator: Evaluator = registry().evaluator(each, **params)
            origin = Origin.of(registry().find(each))
        else:
            evaluator, origin = each, Origin.guessed(each)
        name = evaluator.spec.name
        before = sum(one.evaluator.spec.name == name for one in asked)
        label = f"{name}-{before + 1}" if before else name
        hidden = anonymous and origin.distribution != "rusfelt"
        asked.append(Asked(evaluator, origin, label, hidden))
    return tuple(asked)
