"""Running evaluators over panels so that no failure of one costs another its answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor

from rusfelt.domain import Judge
from rusfelt.errors import ContractError, NameConflictError, RusfeltError, UnknownNameError
from rusfelt.evaluation.engine import evaluate
from rusfelt.evaluation.people.together import looks_together
from rusfelt.evaluation.results import Failure
from rusfelt.evaluator import Evaluator, Spec
from rusfelt.findings import Findings, Provenance
from rusfelt.panel import Panel
from rusfelt.plugin import registry
from rusfelt.vocabulary import Clock, Design, Kind

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


class Runs:
    """The evaluators of one evaluation: what they found, and who failed.

    Args:
        asked: further evaluators, by name or as they are; ``None`` for those other packages
            installed. rusfelt's own beyond the usual run only when they are asked for.
        executor: hands blocks of series to other processes.

    Raises:
        UnknownNameError, NameConflictError: a name asked for does not lead to one evaluator.
    """

    def __init__(self, asked: Iterable[Evaluator | str] | None, executor: Executor | None) -> None:
        self._executor = executor
        self._named: dict[str, Evaluator | str] = {name: name for name in BUILT_IN}
        self.findings: dict[str, Findings] = {}
        self.failures: list[Failure] = []
        # Also what judged, and what looked at people, whose rows are kept nowhere.
        self.ran: dict[Provenance, Spec] = {}
        if asked is None:
            for name in registry().names():
                try:
                    offered = registry().find(name)
                except NameConflictError as error:
                    self._fail(name, "", error)
                    continue
                if not offered.builtin:
                    self._named.setdefault(name, name)
            return
        for each in asked:
            if isinstance(each, str):
                registry().find(each)
                self._named.setdefault(each, each)
            else:
                self._named[each.spec.name] = each

    def over(self, panel: Panel, *, keep: bool = True) -> dict[str, Findings]:
        """Every evaluator over one panel.

        Args:
            panel: the series.
            keep: whether the findings belong to the evaluation, or only to a step of it.
        """
        found: dict[str, Findings] = {}
        for name in self._named:
            one = self._one(name, self._named[name], panel, keep=keep)
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
            {PEOPLE_PRIMARY: PEOPLE_PRIMARY} | self._for_people(together=False), panel
        )

    def over_people_together(self, everything: Callable[[], Panel]) -> dict[str, Findings]:
        """Those that look at several scores of one person at once.

        Args:
            everything: the panel of all scores of the same people; made only where one asks.
        """
        chosen = self._for_people(together=True)
        return self._over(chosen, everything()) if chosen else {}

    def _for_people(self, *, together: bool) -> dict[str, Evaluator | str]:
        specs = {name: _people_spec(each) for name, each in self._named.items()}
        return {
            name: self._named[name]
            for name, spec in specs.items()
            if spec is not None and looks_together(spec) is together
        }

    def _over(self, chosen: Mapping[str, Evaluator | str], panel: Panel) -> dict[str, Findings]:
        found = {}
        for name, each in chosen.items():
            one = self._one(name, each, panel, keep=True)
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
            made = registry().evaluator(judge.evaluator, **dict(judge.params))
        except RusfeltError as error:
            self._fail(judge.evaluator, "", error)
            return None
        asked = everything() if looks_together(made.spec) else panel
        return self._one(judge.evaluator, made, asked, keep=True)

    def deciding(self, panel: Panel, shown: Mapping[str, Findings]) -> Mapping[str, Findings]:
        """The built-in evaluators as the rules know them, whatever is shown under their names.

        Parameters of somebody's own, or somebody's own evaluator of that name, are shown; a
        verdict is the same for everyone with the same data.
        """
        replaced = [name for name in BUILT_IN if self._named[name] is not name]
        again = {name: self._one(name, name, panel, keep=False) for name in replaced}
        kept = {name: each for name, each in shown.items() if name not in again}
        return {**kept, **{name: each for name, each in again.items() if each is not None}}

    def judge(self, judge: Judge, panel: Panel) -> Findings | None:
        """The evaluator a plan names, with the parameters the plan fixes."""
        try:
            made = registry().evaluator(judge.evaluator, **dict(judge.params))
        except RusfeltError as error:
            self._fail(judge.evaluator, "", error)
            return None
        if made.spec.rows != "series":
            msg = f"{judge.evaluator!r} answers for no single series, so it cannot judge one."
            self._fail(judge.evaluator, _distribution(judge.evaluator), ContractError(msg))
            return None
        return self._one(judge.evaluator, made, panel, keep=True)

    def _one(
        self, name: str, evaluator: Evaluator | str, panel: Panel, *, keep: bool
    ) -> Findings | None:
        try:
            found = evaluate(panel, evaluator, executor=self._executor)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin may fail in any way
            # One that fails on a filled-in series has failed on the series itself already.
            if keep:
                self._fail(name, _distribution(name), error)
            return None
        if keep:
            self.ran.setdefault(found.provenance, found.spec)
        return found

    def _fail(self, name: str, distribution: str, error: BaseException) -> None:
        kind = type(error).__name__
        failure = Failure(name, distribution, kind, str(error))
        if not any(each.evaluator == name and each.kind == kind for each in self.failures):
            self.failures.append(failure)


def _people_spec(evaluator: Evaluator | str) -> Spec | None:
    """The spec of an evaluator that says it is made for people's own scores."""
    try:
        made = registry().evaluator(evaluator) if isinstance(evaluator, str) else evaluator
    except RusfeltError:
        # It cannot be made without parameters; running it over the figures has told so already.
        return None
    spec = made.spec
    made_for = Kind.SCORE in spec.needs.kind or Design.PANEL in spec.needs.design
    return spec if made_for else None


def _distribution(name: str) -> str:
    try:
        return registry().find(name).distribution
    except (UnknownNameError, NameConflictError):
        return ""
