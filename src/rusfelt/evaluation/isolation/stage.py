"""The third-party stage of a run: every distribution in a process of its own, side by side."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from types import TracebackType
from typing import Any, Self, TypeVar

import attrs

from rusfelt.domain import Judge
from rusfelt.errors import ContractError, DeadlineError, RusfeltError, WorkerError
from rusfelt.evaluation.engine import Origin, Params, provenance_of
from rusfelt.evaluation.isolation.leftovers import end_marked
from rusfelt.evaluation.isolation.limits import Limits
from rusfelt.evaluation.isolation.process import PluginProcess
from rusfelt.evaluation.isolation.shared import SharedFile
from rusfelt.evaluation.isolation.wire import (
    answer_from,
    panel_columns,
    read_arrays,
    spec_from,
    write_arrays,
)
from rusfelt.evaluation.question import conclude, put
from rusfelt.evaluation.sealing import check_answer
from rusfelt.evaluator import Spec
from rusfelt.findings import Findings
from rusfelt.panel import Panel
from rusfelt.plugin import Entry, Offer, Registry, Skipped
from rusfelt.plugin.discovery import plugin_points

__all__ = ["Asked", "Stage", "evaluate_isolated"]

_log = logging.getLogger(__name__)
# The share of the time left that one step may take at most. What hangs in one step thereby leaves
# the others the time they need for the next.
_DISCOVERY, _DESCRIPTION, _ANSWERS = 1 / 2, 1 / 2, 9 / 10
_Key = TypeVar("_Key")


def evaluate_isolated(panel: Panel, judge: Judge, *, deadline: float) -> Findings:
    """What a third party's evaluator says of a panel, asked in a process of its own.

    Args:
        panel: the series.
        judge: its name and parameters.
        deadline: seconds it has.

    Raises:
        UnknownNameError, NameConflictError: the name leads to no evaluator.
        EvaluationError, PluginError: as for :func:`rusfelt.evaluate`.
    """
    with Stage(deadline=deadline) as stage:
        (found,) = stage.ask([Asked(judge, panel)])
    if isinstance(found, RusfeltError):
        raise found
    return found


@attrs.frozen(eq=False)
class Asked:
    """One evaluator to ask about one panel.

    Attributes:
        judge: its name and parameters. panel: the series.
        anonymous: whether it sees numbers in place of the units' names.
    """

    judge: Judge
    panel: Panel
    anonymous: bool = False


class Stage:
    """The processes of all third-party plugins, and the time they share.

    Args:
        deadline: seconds this process waits for plugins in all.
        limits: what each of their processes may take.
        only: names of the distributions to look at, as for a registry.

    A context manager; leaving it ends every process.
    """

    def __init__(
        self,
        *,
        deadline: float = 60.0,
        limits: Limits | None = None,
        only: Iterable[str] | None = None,
    ) -> None:
        self._left = deadline
        self._mark = secrets.token_hex(16)
        self._processes: dict[str, PluginProcess] = {}
        self._overstayed: set[str] = set()
        self._fallen: dict[Judge, WorkerError] = {}
        self._specs: dict[Judge, tuple[Spec, Params] | RusfeltError] = {}
        points: dict[str, list[str]] = {}
        for point in plugin_points(only):
            points.setdefault(point.distribution, []).append(point.name)
        for distribution in points:
            self._processes[distribution] = PluginProcess(
                distribution, limits or Limits(), self._mark
            )
        try:
            self.registry = self._discover(points)
        except BaseException:
            self.close()
            raise

    @property
    def printed(self) -> dict[str, int]:
        """Bytes each distribution has printed; what they say is not kept."""
        told = {name: each.printed for name, each in self._processes.items()}
        return {name: size for name, size in told.items() if size}

    def spec(self, judge: Judge) -> Spec:
        """What an evaluator says of itself when made with these parameters.

        Raises:
            UnknownNameError, NameConflictError: the name leads to no evaluator.
            PluginError: it cannot be made, or its process came to grief.
        """
        if judge not in self._specs:
            self.describe([judge])
        told = self._specs[judge]
        if isinstance(told, RusfeltError):
            raise told
        return told[0]

    def describe(self, judges: Iterable[Judge]) -> None:
        """Learn the specs of these evaluators, all distributions at once."""
        waiting: dict[str, list[Judge]] = {}
        for judge in judges:
            entry = self.registry.find(judge.evaluator)
            if not entry.builtin and judge not in self._specs:
                waiting.setdefault(entry.distribution, []).append(judge)
        self._specs |= self._each(waiting, self._describe, _DESCRIPTION)

    def ask(self, questions: Sequence[Asked]) -> list[Findings | RusfeltError]:
        """What each evaluator says of its panel, or why it says nothing.

        Distributions are asked side by side, the questions of one in order.
        """
        self.describe(each.judge for each in questions)
        waiting: dict[str, list[Asked]] = {}
        for each in questions:
            entry = self.registry.find(each.judge.evaluator)
            waiting.setdefault(entry.distribution, []).append(each)
        found = self._each(waiting, self._ask, _ANSWERS)
        return [found[each] for each in questions]

    def close(self) -> None:
        """End every process."""
        for name, size in self.printed.items():
            # Not what it printed: that could be about people.
            _log.info("%s printed %d bytes, which are kept nowhere.", name, size)
        for each in self._processes.values():
            each.close()
        if self._processes:
            end_marked(self._mark)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _discover(self, points: Mapping[str, Sequence[str]]) -> Registry:
        found = self._each({name: [name] for name in points}, self._look_into, _DISCOVERY)
        entries: list[Entry] = []
        skipped: list[Skipped] = []
        # By name, not by who was first to answer.
        for name in points:
            told = found[name]
            if isinstance(told, RusfeltError):
                kind = type(told).__name__
                skipped += [Skipped(point, name, str(told), kind=kind) for point in points[name]]
            else:
                entries += told[0]
                skipped += told[1]
        return Registry.of(entries, skipped)

    def _look_into(
        self, process: PluginProcess, name: str, until: float
    ) -> tuple[list[Entry], list[Skipped]]:
        told = process.ask("discover", until)
        entries = [
            Entry(str(each["kind"]), Offer(**each["offer"]), name, str(each["version"]))
            for each in told["entries"]
        ]
        return entries, [Skipped(**each) for each in told["skipped"]]

    def _describe(self, process: PluginProcess, judge: Judge, until: float) -> tuple[Spec, Params]:
        told = process.ask("describe", until, **self._named(judge))
        params = tuple((str(name), each) for name, each in told["params"])
        if not all(isinstance(each, (str, int, float)) for _, each in params):
            msg = "Its parameters are not plain values."
            raise ContractError(msg)
        return spec_from(told["spec"]), params

    def _ask(self, process: PluginProcess, asked: Asked, until: float) -> Findings:
        told = self._specs[asked.judge]
        if isinstance(told, RusfeltError):
            raise told
        if asked.judge in self._fallen:
            raise self._fallen[asked.judge]
        spec, params = told
        question = put(asked.panel, spec, anonymous=asked.anonymous)
        answer: dict[str, Any] = {}
        if len(question.asked):
            answer = self._answer(process, asked.judge, question.asked, spec, until)
        entry = self.registry.find(asked.judge.evaluator)
        return conclude(question, answer, provenance_of(question, Origin.of(entry), params))

    def _answer(
        self, process: PluginProcess, judge: Judge, panel: Panel, spec: Spec, until: float
    ) -> dict[str, Any]:
        most = process.limits.output
        with SharedFile() as given, SharedFile() as taken:
            layout = write_arrays(given.file, panel_columns(panel))
            try:
                told = process.ask(
                    "evaluate",
                    until,
                    **self._named(judge),
                    panel=given.path,
                    layout=layout,
                    clock=str(panel.clock),
                    answer=taken.path,
                )
            except WorkerError as error:
                # What ends a process once is not tried again on the next panel.
                self._fallen[judge] = error
                raise
            # Copied first: its process could still write or cut off where these bytes are.
            arrays = read_arrays(taken.copied(most), told["layout"], most=most)
            return dict(check_answer(answer_from(arrays), panel, spec))

    def _named(self, judge: Judge) -> dict[str, Any]:
        offer = self.registry.find(judge.evaluator).offer
        return {"offer": attrs.asdict(offer), "params": dict(judge.params)}

    def _each(
        self,
        waiting: Mapping[str, Sequence[_Key]],
        verb: Callable[[PluginProcess, _Key, float], Any],
        share: float,
    ) -> dict[_Key, Any]:
        """Do one thing for every item, each distribution's in turn and all distributions at once."""
        if not waiting:
            return {}
        began = time.monotonic()
        until = began + share * self._left
        found: dict[_Key, Any] = {}

        def serve(distribution: str) -> None:
            process = self._processes[distribution]
            for item in waiting[distribution]:
                found[item] = self._told(partial(verb, process, item, until), process)

        threads = ThreadPoolExecutor(len(waiting))
        try:
            list(threads.map(serve, waiting))
        except BaseException:
            # Interrupted: whoever is waited for is ended, so that nobody waits any longer.
            self.close()
            raise
        finally:
            threads.shutdown()
        self._left -= min(time.monotonic() - began, share * self._left)
        return found

    def _told(self, answer: Callable[[], Any], process: PluginProcess) -> Any:
        """What a process answers, or the error it answers with."""
        if process.distribution in self._overstayed:
            return DeadlineError("It was not asked: its distribution had used up all the time.")
        try:
            return answer()
        except DeadlineError as error:
            self._overstayed.add(process.distribution)
            return error
        except RusfeltError as error:
            return error
        except Exception as error:  # noqa: BLE001 - a plugin may tell of itself what it likes
            return ContractError(f"What it told makes no sense: {type(error).__name__}.")
