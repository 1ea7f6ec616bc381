"""How one evaluator is asked: in this process, or in a process of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from typing import TYPE_CHECKING, TypeGuard

from rusfelt.domain import Judge
from rusfelt.errors import RusfeltError
from rusfelt.evaluation.engine import Origin, ask
from rusfelt.evaluator import Evaluator, Spec
from rusfelt.findings import Findings
from rusfelt.panel import Panel
from rusfelt.plugin import Registry, registry

if TYPE_CHECKING:
    from rusfelt.evaluation.isolation.stage import Stage

__all__ = ["Asker"]


class Asker:
    """Asks evaluators, each where it belongs.

    Args:
        executor: hands blocks of series to other processes.
        stage: the processes third parties run in; without one they run in this process.
    """

    def __init__(self, executor: Executor | None, stage: Stage | None) -> None:
        self._executor = executor
        self._stage = stage
        self.registry: Registry = stage.registry if stage is not None else registry()
        self._made: dict[Judge, Evaluator | RusfeltError] = {}
        self._ahead: dict[tuple[Judge, int], Findings | RusfeltError] = {}
        # Panels asked about ahead, kept so that no other panel gets the number of one of them.
        self._kept: list[Panel] = []

    def describe(self, judges: Iterable[Evaluator | Judge]) -> None:
        """Learn at once what these say of themselves, those that run elsewhere."""
        if self._stage is not None:
            self._stage.describe(each for each in judges if self.isolated(each))

    def ahead(self, questions: Sequence[tuple[Judge, Panel, bool]]) -> None:
        """Ask all this now, side by side, for :meth:`ask` to answer later.

        Args:
            questions: evaluator, panel, and whether the panel is of people.
        """
        if self._stage is None or not questions:
            return
        from rusfelt.evaluation.isolation.stage import Asked  # noqa: PLC0415 - as the stage itself

        asked = [Asked(judge, panel, anonymous=people) for judge, panel, people in questions]
        for each, found in zip(asked, self._stage.ask(asked), strict=True):
            self._ahead[each.judge, id(each.panel)] = found
            self._kept.append(each.panel)

    def own(self, evaluator: Evaluator | Judge) -> bool:
        """Whether it is one of rusfelt's own as it stands, without parameters of anyone's."""
        return (
            isinstance(evaluator, Judge)
            and not evaluator.params
            and self.registry.find(evaluator.evaluator).builtin
        )

    def isolated(self, evaluator: Evaluator | Judge) -> TypeGuard[Judge]:
        """Whether it runs in a process of its own."""
        if self._stage is None or not isinstance(evaluator, Judge):
            return False
        try:
            return not self.registry.find(evaluator.evaluator).builtin
        except RusfeltError:
            return False

    def spec(self, evaluator: Evaluator | Judge) -> Spec:
        """What an evaluator says of itself.

        Raises:
            UnknownNameError, PluginError: it cannot be found or made.
        """
        if not isinstance(evaluator, Judge):
            return evaluator.spec
        if self._stage is not None and self.isolated(evaluator):
            return self._stage.spec(evaluator)
        return self._make(evaluator).spec

    def _make(self, judge: Judge) -> Evaluator:
        if judge not in self._made:
            try:
                self._made[judge] = self.registry.evaluator(judge.evaluator, **dict(judge.params))
            except RusfeltError as error:
                self._made[judge] = error
        made = self._made[judge]
        if isinstance(made, RusfeltError):
            raise made
        return made

    def ask(self, evaluator: Evaluator | Judge, panel: Panel, *, people: bool) -> Findings:
        """What an evaluator says of a panel.

        Args:
            evaluator: as it is, or by its name and parameters.
            panel: the series.
            people: whether they are of people, whose names third parties do not get to see.

        Raises:
            RusfeltError: it gave no answer.
        """
        if not isinstance(evaluator, Judge):
            return ask(panel, evaluator, Origin.guessed(evaluator), self._executor)
        entry = self.registry.find(evaluator.evaluator)
        if self._stage is None or entry.builtin:
            anonymous = people and not entry.builtin
            made = self._make(evaluator)
            return ask(panel, made, Origin.of(entry), self._executor, anonymous=anonymous)
        found = self._ahead.get((evaluator, id(panel)))
        if found is None:
            from rusfelt.evaluation.isolation.stage import Asked  # noqa: PLC0415 - as the stage

            (found,) = self._stage.ask([Asked(evaluator, panel, anonymous=people)])
        if isinstance(found, RusfeltError):
            raise found
        return found
