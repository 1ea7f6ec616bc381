"""Running evaluators over panels so that no failure of one costs another its answer."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from typing import TYPE_CHECKING

from rusfelt import errors
from rusfelt.domain import Judge
from rusfelt.errors import ContractError, RusfeltError, said_by
from rusfelt.evaluation.asker import Asker
from rusfelt.evaluation.people.together import looks_together
from rusfelt.evaluation.results import Failure
from rusfelt.evaluator import Evaluator, Spec
from rusfelt.findings import Findings, Provenance
from rusfelt.panel import Panel
from rusfelt.vocabulary import Clock, Design, Kind

if TYPE_CHECKING:
    from rusfelt.evaluation.isolation.stage import Stage

__all__ = ["BUILT_IN", "PEOPLE_PRIMARY", "Runs"]

# What verdicts rest on and what is always shown beside them.
BUILT_IN = (
    "target-progress",
    "period-change",
    "poisson-trend",
    "proportion-trend",
    "weighted-trend",
    "mann-kendall",
    "theil-sen",
    "milestone",
)


# What a verdict on people's own scores rests on.
PEOPLE_PRIMARY = "paired-change"

# Exceptions whose names are not made up by whoever raises them.
_COMMON = frozenset(
    name
    for name, each in vars(builtins).items()
    if isinstance(each, type) and issubclass(each, BaseException)
)


class Runs:
    """The evaluators of one evaluation: what they found, and who failed.

    Args:
        asked: further evaluators, by name, by name with parameters, or as they are. rusfelt's own
            beyond the usual run only when they are asked for.
        executor: hands blocks of series to other processes.
        installed: whether those other packages installed are run as well; unsaid, only where none
            are asked for.
        stage: the processes third parties run in; without one they run in this process.

    Raises:
        UnknownNameError, NameConflictError: a name asked for does not lead to one evaluator.
        PluginError: one of rusfelt's own cannot be made with these parameters.
    """

    def __init__(
        self,
        asked: Iterable[Evaluator | Judge | str] | None,
        executor: Executor | None,
        *,
        installed: bool | None = None,
        stage: Stage | None = None,
    ) -> None:
        self._asker = Asker(executor, stage)
        self._named: dict[str, Evaluator | Judge] = {name: Judge(name) for name in BUILT_IN}
        self.findings: dict[str, Findings] = {}
        self.failures: list[Failure] = []
        # Also what judged, and what looked at people, whose rows are kept nowhere.
        self.ran: dict[Provenance, Spec] = {}
        if installed or (installed is None and asked is None):
            self._take_installed()
        for each in asked or ():
            self._take_asked(each)

    @property
    def evaluators(self) -> int:
        """How many evaluators were to run."""
        return len(self._named)

    def _take_installed(self) -> None:
        for one in self._asker.registry.skipped:
            self._note(Failure(one.plugin, one.distribution, one.kind, one.reason))
        for entry, why in self._asker.registry.conflicts():
            if entry.kind == "evaluator":
                self._note(Failure(entry.offer.name, entry.distribution, "NameConflictError", why))
        for entry in self._asker.registry.third_party():
            self._named[entry.offer.name] = Judge(entry.offer.name)

    def _take_asked(self, asked: Evaluator | Judge | str) -> None:
        judge = Judge(asked) if isinstance(asked, str) else asked
        if not isinstance(judge, Judge):
            self._named[judge.spec.name] = judge
            return
        own = self._asker.registry.find(judge.evaluator).builtin
        # One asked for with parameters that do not fit it is the caller's mistake.
        if own and judge.params:
            self._named[judge.evaluator] = self._asker.registry.evaluator(
                judge.evaluator, **dict(judge.params)
            )
        else:
            self._named[judge.evaluator] = judge

    def ahead(
        self,
        panels: Iterable[Panel],
        people: Iterable[Panel],
        judged: Iterable[tuple[Judge, Panel]],
    ) -> None:
        """Ask third parties all that is known to be asked, in one stage and side by side.

        Without this, one that hangs would leave those asked later no time.

        Args:
            panels: of the plan's figures.
            people: of people's own scores on one indicator each.
            judged: what plans name third parties to judge.
        """
        others = [each for each in self._named.values() if self._asker.isolated(each)]
        self._asker.describe(others)
        alone = [each for each in others if self._for_people(each, together=False)]
        self._asker.ahead(
            [(each, panel, False) for panel in panels for each in others]
            + [(each, panel, True) for panel in people for each in alone]
            + [(each, panel, False) for each, panel in judged if self._asker.isolated(each)]
        )

    def over(self, panel: Panel, *, keep: bool = True) -> dict[str, Findings]:
        """Every evaluator over one panel.

        Args:
            panel: the series.
            keep: whether the findings belong to the evaluation, or only to a step of it; a step
                is for what verdicts rest on, and other people's evaluators run once.
        """
        found: dict[str, Findings] = {}
        for name, each in self._named.items():
            if keep or self._asker.own(each):
                one = self._one(name, each, panel, keep=keep)
                if one is not None:
                    found[name] = one
        if keep:
            suffix = "" if panel.clock is Clock.PERIOD else f"@{panel.clock}"
            self.findings |= {f"{name}{suffix}": each for name, each in found.items()}
        return found

    def over_people(self, panel: Panel) -> dict[str, Findings]:
        """The evaluators made for people's scores over one indicator's panel.

        The one verdicts rest on, and those asked for or installed that say they are made for
        scores or for the same people each time, and look at one score of them. Their rows are
        about persons: what leaves an evaluation is
        :func:`~rusfelt.evaluation.people.rollup.roll_up` of them.
        """
        return self._over(
            {PEOPLE_PRIMARY: Judge(PEOPLE_PRIMARY)} | self._chosen(together=False), panel
        )

    def over_people_together(self, everything: Callable[[], Panel]) -> dict[str, Findings]:
        """Those that look at several scores of one person at once.

        Args:
            everything: the panel of all scores of the same people; made only where one asks.
        """
        chosen = self._chosen(together=True)
        return self._over(chosen, everything()) if chosen else {}

    def looks_together(self) -> bool:
        """Whether any evaluator looks at several scores of one person at once."""
        return bool(self._chosen(together=True))

    def _chosen(self, *, together: bool) -> dict[str, Evaluator | Judge]:
        return {
            name: each
            for name, each in self._named.items()
            if self._for_people(each, together=together)
        }

    def _for_people(self, evaluator: Evaluator | Judge, *, together: bool) -> bool:
        """Whether an evaluator says it is made for people's own scores, one or several at once."""
        try:
            spec = self._asker.spec(evaluator)
        except KeyboardInterrupt:
            raise
        except BaseException:  # noqa: BLE001 - a plugin may fail in any way it likes
            # It cannot be made without parameters; running it over the figures has told so already.
            return False
        made_for = Kind.SCORE in spec.needs.kind or Design.PANEL in spec.needs.design
        return made_for and looks_together(spec) is together

    def _over(self, chosen: Mapping[str, Evaluator | Judge], panel: Panel) -> dict[str, Findings]:
        found = {}
        for name, each in chosen.items():
            one = self._one(name, each, panel, keep=True, people=True)
            if one is not None:
                found[name] = one
        return found

    def judge_people(
        self, judge: Judge, panel: Panel, everything: Callable[[], Panel]
    ) -> Findings | None:
        """The evaluator a plan names for people's scores, with the plan's parameters.

        Args:
            judge: the evaluator.
            panel: the scores of one indicator.
            everything: all scores of the same people, for one that looks at several.
        """
        try:
            asked = everything() if looks_together(self._asker.spec(judge)) else panel
        except RusfeltError as error:
            self._fail(judge.evaluator, error)
            return None
        return self._one(judge.evaluator, judge, asked, keep=True, people=True)

    def deciding(self, panel: Panel, shown: Mapping[str, Findings]) -> Mapping[str, Findings]:
        """The built-in evaluators as the rules know them, whatever is shown under their names.

        Parameters of somebody's own, or somebody's own evaluator of that name, are shown; a
        verdict is the same for everyone with the same data.
        """
        replaced = [name for name in BUILT_IN if not self._asker.own(self._named[name])]
        again = {name: self._one(name, Judge(name), panel, keep=False) for name in replaced}
        kept = {name: each for name, each in shown.items() if name not in again}
        return {**kept, **{name: each for name, each in again.items() if each is not None}}

    def judge(self, judge: Judge, panel: Panel) -> Findings | None:
        """The evaluator a plan names, with the parameters the plan fixes."""
        try:
            spec = self._asker.spec(judge)
            if spec.rows != "series":
                msg = f"{judge.evaluator!r} answers for no single series, so it cannot judge one."
                raise ContractError(msg)
        except RusfeltError as error:
            self._fail(judge.evaluator, error)
            return None
        return self._one(judge.evaluator, judge, panel, keep=True)

    def _one(
        self,
        name: str,
        evaluator: Evaluator | Judge,
        panel: Panel,
        *,
        keep: bool,
        people: bool = False,
    ) -> Findings | None:
        try:
            found = self._asker.ask(evaluator, panel, people=people)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - a plugin may fail in any way it likes
            # One that fails on a filled-in series has failed on the series itself already.
            if keep:
                self._fail(name, error, people=people)
            return None
        if keep:
            self.ran.setdefault(found.provenance, found.spec)
        return found

    def _fail(self, name: str, error: BaseException, *, people: bool = False) -> None:
        kind = type(error).__name__
        message = str(error) if isinstance(error, RusfeltError) else said_by(error)
        if people:
            # Its own words, and the names it gives to things, could be about somebody.
            kind = _kind_of(error)
            raised = getattr(error, "raised", "")
            what = f"raised {raised}" if raised in _COMMON else f"failed ({kind})"
            message = f"The evaluator {name!r} {what}, and what it said is not shown."
        self._note(Failure(name, self._distribution(name), kind, message))

    def _note(self, failure: Failure) -> None:
        """Keep one record of an evaluator, the first."""
        who = (failure.evaluator, failure.distribution)
        if all((each.evaluator, each.distribution) != who for each in self.failures):
            self.failures.append(failure)

    def _distribution(self, name: str) -> str:
        try:
            return self._asker.registry.find(name).distribution
        except RusfeltError:
            return ""


def _kind_of(error: BaseException) -> str:
    """The kind of an error among those everybody knows."""
    ours = (each.__name__ for each in type(error).__mro__ if each.__module__ == errors.__name__)
    return next(ours, "EvaluationError")
