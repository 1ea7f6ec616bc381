"""The engine's three verbs: admit, compute, seal."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from os import PathLike
from typing import TYPE_CHECKING, Any, TypeAlias, overload

import attrs
import numpy as np

from rusfelt._arrays import frozen_array
from rusfelt._version import __version__
from rusfelt.domain import Judge
from rusfelt.errors import (
    ContractError,
    DomainError,
    EvaluationError,
    RusfeltError,
    UnknownNameError,
    said_by,
)
from rusfelt.evaluation.question import Question, conclude, put
from rusfelt.evaluation.sealing import check_answer
from rusfelt.evaluator import Evaluator, Parameter, Summarising
from rusfelt.findings import Curve, Findings, Provenance
from rusfelt.panel import Panel
from rusfelt.plugin import Entry, Registry, registry
from rusfelt.typing import Array

if TYPE_CHECKING:
    from rusfelt.evaluation.at_scale.result_folder import ResultFolder
    from rusfelt.evaluation.at_scale.run import Progress
    from rusfelt.evaluation.parts import Parts

__all__ = [
    "ISOLATIONS",
    "Origin",
    "Params",
    "ask",
    "call",
    "evaluate",
    "parameters_of",
    "provenance_of",
]

Params: TypeAlias = tuple[tuple[str, Parameter], ...]

# Where other distributions' evaluators run: here, or each distribution in a process of its own.
ISOLATIONS = ("none", "process")
# Series handed to one worker at a time. Fixed, so that how many workers there are changes nothing.
BLOCK = 50_000


@overload
def evaluate(
    panel: Panel,
    evaluator: Evaluator | str,
    *,
    executor: Executor | None = None,
    isolation: str = "none",
    deadline: float = 60.0,
    **params: Any,
) -> Findings: ...
@overload
def evaluate(
    panel: Panel,
    evaluator: list[Evaluator | str] | tuple[Evaluator | str, ...],
    *,
    executor: Executor | None = None,
    isolation: str = "none",
    deadline: float = 60.0,
) -> tuple[Findings, ...]: ...
@overload
def evaluate(
    panel: Parts | Iterable[Panel],
    evaluator: Evaluator | str,
    *,
    executor: Executor | None = None,
    workers: int | None = None,
    **params: Any,
) -> Findings: ...
@overload
def evaluate(
    panel: Parts | Iterable[Panel],
    evaluator: list[Evaluator | str] | tuple[Evaluator | str, ...],
    *,
    executor: Executor | None = None,
    workers: int | None = None,
    in_flight: int | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> tuple[Findings, ...]: ...
@overload
def evaluate(
    panel: Parts | Iterable[Panel],
    evaluator: Evaluator | str | list[Evaluator | str] | tuple[Evaluator | str, ...],
    *,
    executor: Executor | None = None,
    workers: int | None = None,
    into: str | PathLike[str],
    resume: bool = False,
    in_flight: int | None = None,
    progress: Callable[[Progress], None] | None = None,
    **params: Any,
) -> ResultFolder: ...
def evaluate(
    panel: Panel | Parts | Iterable[Panel],
    evaluator: Evaluator | str | list[Evaluator | str] | tuple[Evaluator | str, ...],
    *,
    executor: Executor | None = None,
    isolation: str = "none",
    deadline: float = 60.0,
    **more: Any,
) -> Findings | tuple[Findings, ...] | ResultFolder:
    """What evaluators say about every series of a panel, or of many parts.

    Rows that lack something the evaluator needs get the status ``unmet`` and a reason; they are
    never guessed, and they never stop the others.

    Parts are panels, or Parquet files named by :class:`rusfelt.Parts`: more than fits into memory,
    answered part by part on one core or on many. The answer is the same, to the last bit and in the
    order of the keys, however the series were cut and whoever computed it. So it is with evaluators
    that look at one series at a time; others are refused.

    Args:
        panel: the series; or an iterable of panels, or ``Parts``.
        evaluator: an evaluator, or the name of one (``rusfelt plugins list`` shows them); or a list
            of them, asked in one pass over the data and answered in one tuple.
        executor: any ``concurrent.futures.Executor``, such as a process pool or Dask's
            ``client.get_executor()``; unsaid, this process.
        isolation: ``process`` runs what other distributions offer in processes of their own;
            ``none`` runs everything here. Parts know only ``none``.
        deadline: seconds such a process has.
        more: the evaluator's parameters, when one is given by name; and of parts alone:
            ``workers``, processes to start in place of an executor, started anew where one dies;
            ``into``, a folder the answers are written to, a Parquet file a part, instead of being
            held in memory; ``resume``, to go on from the parts finished there; ``in_flight``, how
            many parts may be under way at once; ``progress``, called with a
            :class:`~rusfelt.evaluation.at_scale.run.Progress` as it goes on.

    Returns:
        The findings; a tuple of them for a list of evaluators; a
        :class:`~rusfelt.evaluation.at_scale.result_folder.ResultFolder` where they were written.

    Raises:
        UnknownNameError: nothing offers that name.
        EvaluationError: the evaluator raised; the cause is chained.
        UnfinishedError: workers were lost for good; the parts that are left are named.
        ContractError: it answered in the wrong names, shapes or types, or changed its input.
        WorkerError: its process came to grief.
        DomainError: it cannot be split, or a series stands in two parts.
        ReadError: a part cannot be read, or its units do not rise.
        WriteError: the folder cannot be written.

    >>> panel = Panel(["deaths"], [""], [""], [0], [0, 4], [2015, 2016, 2017, 2018], [2, 2, 1, 1],
    ...               clock="period")
    >>> found = evaluate(panel, "mann-kendall")
    >>> round(float(found["p"][0]), 4), round(float(found["smallest_p"][0]), 4)
    (0.3333, 0.3333)
    >>> trend, slope = evaluate([panel], ["mann-kendall", "theil-sen"])
    >>> trend.digest() == found.digest()
    True
    """
    if isolation not in ISOLATIONS:
        raise UnknownNameError("isolation", isolation, ISOLATIONS)
    if not isinstance(panel, Panel):
        # What reads files and starts processes is loaded when there are parts.
        from rusfelt.evaluation.at_scale.asking import evaluate_in_parts  # noqa: PLC0415

        return evaluate_in_parts(panel, evaluator, executor=executor, isolation=isolation, **more)
    if isinstance(evaluator, (list, tuple)):
        told = {"executor": executor, "isolation": isolation, "deadline": deadline, **more}
        return tuple(evaluate(panel, each, **told) for each in evaluator)
    if isinstance(evaluator, str):
        if isolation == "process" and evaluator not in Registry.of().names():
            # What starts processes is loaded when one is asked for.
            from rusfelt.evaluation.isolation.stage import evaluate_isolated  # noqa: PLC0415

            return evaluate_isolated(panel, Judge(evaluator, params=more), deadline=deadline)
        entry = registry().find(evaluator)
        return ask(panel, registry().evaluator(evaluator, **more), Origin.of(entry), executor)
    if more:
        msg = "Parameters belong to an evaluator given by name; set them where you make it."
        raise DomainError(msg)
    return ask(panel, evaluator, Origin.guessed(evaluator), executor)


@attrs.frozen
class Origin:
    """The distribution an evaluator came from."""

    distribution: str
    version: str

    @classmethod
    def of(cls, entry: Entry) -> Origin:
        """As the registry knows it."""
        return cls(entry.distribution, entry.version)

    @classmethod
    def guessed(cls, evaluator: Evaluator) -> Origin:
        """As the module of an evaluator handed over as it is tells."""
        module = type(evaluator).__module__.partition(".")[0]
        return cls("rusfelt", __version__) if module == "rusfelt" else cls(module, "")


def ask(
    panel: Panel,
    evaluator: Evaluator,
    origin: Origin,
    executor: Executor | None = None,
    *,
    anonymous: bool = False,
) -> Findings:
    """What an evaluator in this process says of a panel.

    Args:
        panel: the series.
        evaluator: the evaluator.
        origin: the distribution it came from.
        executor: as for :func:`evaluate`.
        anonymous: whether it sees numbers in place of the units' names.
    """
    question = put(panel, evaluator.spec, anonymous=anonymous)
    answer = _compute(evaluator, question.asked, executor) if len(question.asked) else {}
    return conclude(question, answer, provenance_of(question, origin, parameters_of(evaluator)))


def provenance_of(question: Question, origin: Origin, params: Params) -> Provenance:
    """Where the answer to a question comes from."""
    return Provenance(
        evaluator=question.spec.name,
        version=question.spec.version,
        params=params,
        distribution=origin.distribution,
        distribution_version=origin.version,
        rusfelt=__version__,
        panel=question.panel.digest(),
    )


def parameters_of(evaluator: Evaluator) -> tuple[tuple[str, Any], ...]:
    """An evaluator's parameters by name, as plain values."""
    cls = type(evaluator)
    if not attrs.has(cls):
        return ()
    return tuple(
        (field.name, getattr(evaluator, field.name))
        for field in sorted(attrs.fields(cls), key=lambda field: field.name)
        if isinstance(getattr(evaluator, field.name), (str, int, float, bool))
    )


def call(evaluator: Evaluator, panel: Panel) -> dict[str, Array]:
    """An evaluator's checked answer, whatever it does.

    Raises:
        EvaluationError: it raised; the cause is chained.
        ContractError: it answered in the wrong names, shapes or types, or changed its input.
    """
    name, process = evaluator.spec.name, os.getpid()
    # Nobody is handed an object that somebody else holds.
    lent = panel.again()
    try:
        answer = evaluator.evaluate(lent)
        checked = check_answer(answer, panel, evaluator.spec)
    except (RusfeltError, KeyboardInterrupt):
        raise
    except BaseException as error:
        msg = f"The evaluator {name!r} raised {said_by(error)}."
        raise EvaluationError(msg, raised=type(error).__name__) from error
    finally:
        if os.getpid() != process:
            # A copy of this process that the evaluator made must not go on as if it were this one.
            os._exit(1)
    if not lent.same_arrays(panel):
        msg = f"The evaluator {name!r} changed the panel it was given. Work on copies."
        raise ContractError(msg)
    return checked


def _compute(evaluator: Evaluator, panel: Panel, executor: Executor | None) -> dict[str, Any]:
    spec = evaluator.spec
    if isinstance(evaluator, Summarising) or spec.scope != "series" or spec.rows != "series":
        # What looks across series is not split before there is something to merge with.
        return call(evaluator, panel)
    if executor is None or len(panel) <= BLOCK:
        return call(evaluator, panel)
    parts = [
        panel.take(np.arange(start, min(start + BLOCK, len(panel))))
        for start in range(0, len(panel), BLOCK)
    ]
    answers = list(executor.map(call, [evaluator] * len(parts), parts))
    return {name: _joined([each[name] for each in answers]) for name in answers[0]}


def _joined(parts: list[Any]) -> Any:
    if isinstance(parts[0], Curve):
        sizes = np.concatenate([np.diff(each.offsets) for each in parts])
        return Curve(
            frozen_array(np.concatenate([each.values for each in parts])),
            frozen_array(np.concatenate([[0], np.cumsum(sizes)])),
        )
    return frozen_array(np.concatenate(parts))
