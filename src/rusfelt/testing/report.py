"""Report: how many laws there are, which hold, and what was seen where one does not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import attrs

from rusfelt.testing.law import Law, Result

__all__ = ["Report"]


def _results(each: Iterable[Result]) -> tuple[Result, ...]:
    return tuple(each)


@attrs.frozen
class Report:
    """What the laws say of one thing a plugin offers; true where none is broken.

    Attributes:
        about: the name of what was tried.
        kind: ``evaluator``, ``instrument``, ``reader`` or ``writer``.
        api: the plugin interface the laws belong to.
        results: one for each law, in their order.

    >>> from rusfelt.testing import Result
    >>> held, not_held = Result("total", "holds"), Result("json", "broken", "'p' is a set.")
    >>> print(Report("mine", "evaluator", 1, (held, not_held)))
    mine: 1 of 2 laws holds, 1 is broken.
      json: 'p' is a set.
    """

    about: str
    kind: str
    api: int
    results: tuple[Result, ...] = attrs.field(converter=_results)

    @classmethod
    def of(cls, about: str, kind: str, api: int, laws: Iterable[Law]) -> Report:
        """Hold every law, whatever becomes of the others."""
        return cls(about, kind, api, tuple(law.check() for law in laws))

    @property
    def laws(self) -> tuple[str, ...]:
        """The names of all laws that ran."""
        return tuple(each.law for each in self.results)

    @property
    def failed(self) -> tuple[Result, ...]:
        """The laws that are broken, and the excuses that no longer hold."""
        return self._with("broken")

    def _with(self, outcome: str) -> tuple[Result, ...]:
        return tuple(each for each in self.results if each.outcome == outcome)

    def __bool__(self) -> bool:
        return not self.failed

    def __str__(self) -> str:
        """How many laws hold, and what was seen of each that does not."""
        holding = len(self._with("holds"))
        told = [f"{holding} of {len(self.results)} laws {'holds' if holding == 1 else 'hold'}"]
        excused, idle = self._with("excused"), self._with("does-not-apply")
        if excused:
            told.append(f"{len(excused)} excused")
        if idle:
            told.append(f"{len(idle)} {'does' if len(idle) == 1 else 'do'} not apply")
        if self.failed:
            told.append(f"{len(self.failed)} {'is' if len(self.failed) == 1 else 'are'} broken")
        lines = [f"{self.about}: {', '.join(told)}."]
        lines += [f"  {each.law}: {each.seen}" for each in self.failed]
        lines += [f"  {each.law} is excused: {each.excuse}" for each in excused]
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """As plain values for JSON."""
        counts = {
            outcome.replace("-", "_"): len(self._with(outcome))
            for outcome in ("holds", "broken", "excused", "does-not-apply")
        }
        return {
            "about": self.about,
            "kind": self.kind,
            "api": self.api,
            "passed": bool(self),
            "laws": len(self.results),
            **counts,
            "results": [each.to_dict() for each in self.results],
        }
