"""An evaluator on trial: the panels it is asked about, and what it answered."""

from __future__ import annotations

import random
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import attrs
import numpy as np

from rusfelt.errors import ContractError, PluginError, RusfeltError, said_by
from rusfelt.evaluation.engine import evaluate
from rusfelt.evaluation.question import put
from rusfelt.evaluation.sealing import check_answer
from rusfelt.evaluator import EXCEPTIONS, Evaluator, Spec
from rusfelt.findings import Findings
from rusfelt.panel import Panel
from rusfelt.testing._chance import Seeded
from rusfelt.testing._panels import made_panel
from rusfelt.testing.law import Broken
from rusfelt.vocabulary import Clock, Status

__all__ = ["Case", "FailedError", "Subject", "dice", "quiet", "relaxed", "what"]

# What compares units needs several of them; ages are groups of each.
_BY_ROW = ("indicators", "units", "indicators", "ages")
_ACROSS = ("units", "units", "five-years", "ages")
_MOST_SHOWN = 12
# So many panels are made up for one with an answer, before there are thought to be none.
_TRIES = 6
_FEWEST_TRIES = 36


class FailedError(Exception):
    """It raised; the message says what."""


@attrs.frozen(eq=False)
class Case:
    """A panel, and whether it was made up here, so that its figures may be shown."""

    name: str
    panel: Panel
    made: bool = True
    hard: bool = False


def relaxed(spec: Spec) -> Spec:
    """The same promise, but for what numbers may be: that is a law of its own."""
    gives = tuple(attrs.evolve(each, may_be=EXCEPTIONS) for each in spec.gives)
    return attrs.evolve(spec, gives=gives)


class _Relaxed:
    """An evaluator of which finite numbers are not asked."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self.spec = relaxed(evaluator.spec)

        # What it said last, as it said it.
        self.said: Any = None

    def evaluate(self, panel: Panel, /) -> Any:
        self.said = None
        self.said = self._evaluator.evaluate(panel)
        return self.said


class Subject:
    """An evaluator, with made-up panels that meet its needs.

    Args:
        evaluator: the evaluator.
        examples: how many panels of ordinary values.
        panels: panels of its author's own, tried as well.
    """

    def __init__(
        self, evaluator: Evaluator, *, examples: int = 8, panels: Sequence[Panel] = ()
    ) -> None:
        spec = getattr(evaluator, "spec", None)
        if not isinstance(spec, Spec) or not callable(getattr(evaluator, "evaluate", None)):
            msg = f"{type(evaluator).__name__} is no evaluator: it needs a spec and an evaluate method."
            raise PluginError(msg)
        self.evaluator = evaluator
        self.spec = spec
        self.examples = examples
        self.given = tuple(panels)
        self._relaxed = _Relaxed(evaluator)
        self._asked: dict[int, tuple[Panel, Findings | RusfeltError, Any]] = {}

    @cached_property
    def fair(self) -> tuple[Case, ...]:
        """Panels as they come, and the author's own.

        Panels none of whose rows gets an answer teach little: more are made up then, so that as
        many as asked for have one, if that many can be found.
        """
        cases: list[Case] = []
        silent = answered = 0
        tries = max(_TRIES * self.examples, _FEWEST_TRIES) if self.examples else 0
        for number in range(tries):
            case = Case(f"made-up panel {number}", self._made(number))
            if self._has_answer(case.panel):
                answered += 1
            elif silent < self.examples // 2:
                silent += 1
            else:
                continue
            cases.append(case)
            if answered == self.examples:
                break
        given = [Case(f"your panel {k}", panel, made=False) for k, panel in enumerate(self.given)]
        return (*cases, *given)

    def _has_answer(self, panel: Panel) -> bool:
        try:
            return bool(np.any(self.ask(panel).status == str(Status.OK)))
        except RusfeltError:
            return True

    def _made(self, number: int) -> Panel:
        """An ordinary panel: layouts and clocks in turn, every fourth full of ties."""
        spec = self.spec
        alone = spec.rows == "series" and spec.scope == "series"
        layouts, clocks = (_BY_ROW if alone else _ACROSS), spec.needs.clock or tuple(Clock)
        fourth = number % 4
        return made_panel(
            Seeded(1, number),
            spec.needs,
            clock=clocks[(number + number // len(clocks)) % len(clocks)],
            layout=layouts[(number + number // 4) % 4],
            fewest=4,
            style="ties" if fourth == 3 else "plain",  # noqa: PLR2004 - the last of four
            all_wants=fourth != 1,
        )

    @cached_property
    def hard(self) -> tuple[Case, ...]:
        """Panels on which methods are known to break."""
        needs = self.spec.needs
        styles = ("constant", "zero", "negative", "huge", "tiny", "near")
        cases = [
            Case(
                f"panel of {style} values", made_panel(Seeded(2, k), needs, style=style), hard=True
            )
            for k, style in enumerate(styles)
        ]
        cases.append(Case("panel of one series", made_panel(Seeded(3), needs, most=1), hard=True))
        many = made_panel(Seeded(4), needs, fewest=30, most=30, longest=3, layout="indicators")
        cases.append(Case("panel of many series", many, hard=True))
        if needs.points == 0:
            bare = made_panel(Seeded(5), needs, longest=0)
            cases.append(Case("panel of series without points", bare, hard=True))
        return tuple(cases)

    @property
    def cases(self) -> tuple[Case, ...]:
        """All of them."""
        return (*self.fair, *self.hard)

    def ask(self, panel: Panel) -> Findings:
        """What the engine makes of the evaluator's answer; kept, so that laws can share it.

        Raises:
            RusfeltError: it raised, or broke its promise otherwise than by its numbers.
        """
        found = self._first(panel)[0]
        if isinstance(found, RusfeltError):
            raise found
        return found

    def check_numbers(self, panel: Panel) -> None:
        """Hold what it answered against the whole of its promise.

        Raises:
            ContractError: a number that is ok is neither finite nor declared to be otherwise.
        """
        said = self._first(panel)[1]
        asked = self.asked(panel)
        if len(asked):
            check_answer(said, asked, self.spec)

    def _first(self, panel: Panel) -> tuple[Findings | RusfeltError, Any]:
        if id(panel) not in self._asked:
            found: Findings | RusfeltError
            try:
                found = self.again(panel)
            except RusfeltError as error:
                found = error
            # The panel is kept beside the answer: an id is free again once its panel is gone.
            self._asked[id(panel)] = panel, found, self._relaxed.said
        _, found, said = self._asked[id(panel)]
        return found, said

    def again(self, panel: Panel) -> Findings:
        """Likewise, computed anew."""
        with quiet():
            return evaluate(panel, self._relaxed)

    def strictly(self, panel: Panel) -> Findings:
        """What the engine makes of it as it stands, its numbers and provenance too."""
        with quiet():
            return evaluate(panel, self.evaluator)

    def asked(self, panel: Panel) -> Panel:
        """The panel as the engine hands it over: the rows that meet the needs."""
        return put(panel, self.spec).asked

    def bare(self, panel: Panel) -> Any:
        """What it answers when handed a panel as it is, without the engine.

        Raises:
            FailedError: it raised, whatever it was.
        """
        with quiet():
            try:
                return self.evaluator.evaluate(panel)
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # noqa: BLE001 - it may fail in any way it likes
                raise FailedError(said_by(error)) from None

    def answered(self, cases: Sequence[Case]) -> Iterator[tuple[Case, Findings]]:
        """The cases it answered, for laws about answers.

        Raises:
            Broken: there is none with a row that is ok, so that the law would have seen nothing.
        """
        seen = False
        for case in cases:
            try:
                found = self.ask(case.panel)
            except RusfeltError:
                # The laws "total" and "contract" say so.
                continue
            seen |= bool(np.any(found.status == str(Status.OK)))
            yield case, found
        if not seen:
            msg = (
                "there is no row with an answer to look at. See the law 'total'; where made-up "
                "panels cannot meet your needs, hand in your own: panels=[…]."
            )
            raise Broken(msg)

    def smallest(self, case: Case, test: Callable[[Panel], str]) -> str:
        """What a test saw on the fewest series that show it, with those series.

        Args:
            case: a case on which ``test`` saw something.
            test: what it saw on a panel; empty for nothing.
        """
        panel, seen = case.panel, test(case.panel)
        rows = np.arange(len(panel))
        step = len(rows) // 2
        while step:
            for start in range(0, len(rows), step):
                fewer = np.delete(rows, np.s_[start : start + step])
                said = _safely(test, case.panel.take(fewer)) if len(fewer) else ""
                if said:
                    rows, seen = fewer, said
                    break
            else:
                step //= 2
            step = min(step, len(rows) // 2)
        return f"{seen} ({case.name}{_shown(case, rows)})."


def _safely(test: Callable[[Panel], str], panel: Panel) -> str:
    try:
        return test(panel)
    except RusfeltError:
        return ""


def _shown(case: Case, rows: Any) -> str:
    """The series a law failed on, as far as they may and can be shown."""
    many = f"; {len(rows)} of its {len(case.panel)} series"
    few = 2
    if not case.made or len(rows) > few:
        return many
    panel = case.panel.take(rows)
    if len(panel.t) > _MOST_SHOWN:
        return many
    told = [f"t={each.t.tolist()}, y={each.y.tolist()}" for each in map(panel.__getitem__, range(len(rows)))]  # fmt: skip
    return f"; {panel.clock} {'; '.join(told)}"


@contextmanager
def quiet() -> Iterator[None]:
    """No warnings: what a law sees does not depend on what its caller makes of them."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


def what(error: BaseException) -> str:
    """An exception in a few words."""
    return said_by(error) if not isinstance(error, ContractError) else str(error)


def dice() -> tuple[Any, Any]:
    """Where the process's shared random numbers stand."""
    legacy = np.random.get_state(legacy=True)  # noqa: NPY002 - to see whether anyone moved it
    return random.getstate(), (legacy[1].tobytes(), legacy[2])  # type: ignore[index]  # a tuple, in this mode
