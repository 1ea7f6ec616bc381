"""Where other packages' evaluators run in an evaluation, and how many of all may fail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rusfelt.errors import DomainError, EvaluationError, UnknownNameError
from rusfelt.evaluation.engine import ISOLATIONS

if TYPE_CHECKING:
    from rusfelt.evaluation.isolation.stage import Stage
    from rusfelt.evaluation.runs import Runs

__all__ = ["check_failures", "third_parties", "tolerated"]


@contextmanager
def third_parties(isolation: str, deadline: float) -> Iterator[Stage | None]:
    """The processes third parties run in, ended when left; none where they run in this one.

    Args:
        isolation: ``none`` or ``process``.
        deadline: seconds they have between them.

    Raises:
        UnknownNameError: there is no such isolation.
        DomainError: the deadline is no time.
    """
    if isolation not in ISOLATIONS:
        raise UnknownNameError("isolation", isolation, ISOLATIONS)
    if isolation == "none":
        yield None
        return
    if not 0 < deadline < float("inf"):
        msg = f"A deadline of {deadline} seconds is none. Give a positive number."
        raise DomainError(msg)
    # What starts processes is loaded when one is asked for.
    from rusfelt.evaluation.isolation.stage import Stage  # noqa: PLC0415

    with Stage(deadline=deadline) as stage:
        yield stage


def tolerated(fail_on_error: bool | float) -> float:
    """The share of evaluators that may fail.

    >>> tolerated(True), tolerated(False), tolerated(0.25)
    (0.0, 1.0, 0.25)
    """
    if isinstance(fail_on_error, bool):
        return 0.0 if fail_on_error else 1.0
    if not 0 <= fail_on_error <= 1:
        msg = f"fail_on_error is {fail_on_error}. Use true, false or a share from 0 to 1."
        raise DomainError(msg)
    return float(fail_on_error)


def check_failures(runs: Runs, share: float) -> None:
    """Raise where more than that share of the evaluators failed.

    Raises:
        EvaluationError: names every one of them.
    """
    failed, ran = len(runs.failures), max(runs.evaluators, len(runs.failures))
    if share < 1 and failed > share * ran:
        each = "\n".join(
            f"  {one.evaluator} ({one.distribution}): {one.kind}: {one.message}"
            for one in runs.failures
        )
        msg = f"{failed} of {ran} evaluators failed, and {share:.0%} may:\n{each}"
        raise EvaluationError(msg)
