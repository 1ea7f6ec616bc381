"""Laws: what a plugin promises, each a small test with a name and a sentence."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import attrs

from rusfelt.errors import PluginError, RusfeltError, UnknownNameError, said_by
from rusfelt.plugin.offer import SPOKEN

__all__ = ["BrokenLawError", "Law", "Result", "Rule"]

OUTCOMES = ("holds", "broken", "excused", "does-not-apply")


class BrokenLawError(RusfeltError, AssertionError):
    """A law does not hold, or an excuse for it no longer does; the message says what was seen."""


class Broken(Exception):  # noqa: N818 - raised and caught in here, and never seen outside
    """What a law saw."""


class Idle(Exception):  # noqa: N818 - likewise
    """Why a law says nothing of this one."""


@attrs.frozen
class Rule:
    """A law before it is about anyone.

    Attributes:
        name: what it is excused by.
        sentence: what it promises.
        body: raises :class:`Broken` with what it saw, or :class:`Idle`.
    """

    name: str
    sentence: str
    body: Callable[[Any], None]

    @classmethod
    def of(cls, name: str, body: Callable[[Any], None]) -> Rule:
        """A law with the first sentence of its function's docstring."""
        first, _, _ = (body.__doc__ or "").partition("\n\n")
        return cls(name, " ".join(first.split()), body)


@attrs.frozen
class Result:
    """What became of one law.

    Attributes:
        law: its name.
        outcome: ``holds``, ``broken``, ``excused`` or ``does-not-apply``.
        seen: what was seen, or why it does not apply; empty where it holds.
        excuse: the reason it was excused with.
    """

    law: str
    outcome: str
    seen: str = ""
    excuse: str = ""

    def to_dict(self) -> dict[str, str]:
        """As plain values for JSON."""
        return attrs.asdict(self)


@attrs.frozen(eq=False)
class Law:
    """One law about one plugin's thing. Call it to hold it; ``str`` gives its name.

    Attributes:
        name: what it is excused by.
        sentence: what it promises.
        excuse: why it may be broken; empty where it may not.
    """

    name: str
    sentence: str
    excuse: str
    _rule: Rule = attrs.field(repr=False)
    _subject: Any = attrs.field(repr=False)

    def __str__(self) -> str:
        """The name, for the ids of tests."""
        return self.name

    def check(self) -> Result:
        """What becomes of the law; raises nothing."""
        try:
            self._rule.body(self._subject)
        except Broken as broken:
            outcome = "excused" if self.excuse else "broken"
            return Result(self.name, outcome, str(broken), self.excuse)
        except Idle as idle:
            if self.excuse:
                return self._stale(f"it does not apply: {idle}")
            return Result(self.name, "does-not-apply", str(idle))
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - what is tried may fail in any way it likes
            outcome = "excused" if self.excuse else "broken"
            seen = f"it could not be tried: {said_by(error)}"
            return Result(self.name, outcome, seen, self.excuse)
        return self._stale("it holds") if self.excuse else Result(self.name, "holds")

    def _stale(self, why: str) -> Result:
        seen = f"the excuse no longer holds ({self.excuse!r}): {why}. Take the excuse away."
        return Result(self.name, "broken", seen, self.excuse)

    def __call__(self) -> None:
        """Hold the law.

        In a test run by pytest an excused law is an expected failure, and a law that does not
        apply is skipped, so that both are counted.

        Raises:
            BrokenLawError: it does not hold, or the excuse for it no longer does.
        """
        result = self.check()
        if result.outcome == "broken":
            msg = f"The law {self.name!r} is broken: {result.seen}\n  {self.sentence}"
            raise BrokenLawError(msg)
        if result.outcome == "holds" or "PYTEST_CURRENT_TEST" not in os.environ:
            return
        import pytest  # noqa: PLC0415 - only where it is already running

        if result.outcome == "excused":
            pytest.xfail(result.excuse)
        pytest.skip(result.seen)


def bind(rules: Iterable[Rule], subject: Any, excuse: Mapping[str, str] | None) -> list[Law]:
    """Laws about somebody, with what is excused.

    Raises:
        UnknownNameError: an excuse is for no law there is; the nearest names are suggested.
        PluginError: an excuse gives no reason.
    """
    excused = dict(excuse or {})
    laws = [
        Law(rule.name, rule.sentence, excused.get(rule.name, ""), rule, subject) for rule in rules
    ]
    known = [law.name for law in laws]
    for name, reason in excused.items():
        if name not in known:
            raise UnknownNameError("law", name, known)
        if not isinstance(reason, str) or not reason.strip():
            msg = f"The excuse for the law {name!r} gives no reason. Write one."
            raise PluginError(msg)
    return laws


def spoken(api: int, known: Iterable[int]) -> None:
    """Refuse a plugin interface this rusfelt has no laws for.

    Raises:
        PluginError: it has none.
    """
    fine = sorted(SPOKEN & set(known))
    if isinstance(api, bool) or api not in fine:
        told = " and ".join(str(each) for each in fine)
        msg = f"There are no laws for plugin interface {api!r}. This rusfelt speaks {told}."
        raise PluginError(msg)
