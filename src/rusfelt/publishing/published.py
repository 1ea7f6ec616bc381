"""What may leave the house: an evaluation in which nothing is about anybody."""

from __future__ import annotations

from typing import Any

import attrs

from rusfelt.disclosure.policy import Policy
from rusfelt.errors import DomainError
from rusfelt.evaluation.plan_evaluation import Evaluation

__all__ = ["Hidden", "Published", "published_only"]


@attrs.frozen
class Hidden:
    """One thing that was left out, and why; it never says what stood there.

    Attributes:
        what: ``figure``, ``people``, ``column`` or ``text``.
        indicator, unit, group, period: where; empty where it is not about one figure.
        why: ``small``, ``complement``, ``denominator``, ``protects-others``, ``series``,
            ``undeclared-column``, ``small-count-in-text`` …; a key of the texts.
        detail: what it is called, where a place is not enough.
    """

    what: str
    why: str
    indicator: str = ""
    unit: str = ""
    group: str = ""
    period: str = ""
    detail: str = ""

    def to_dict(self) -> dict[str, str]:
        """As plain values."""
        return attrs.asdict(self)


@attrs.frozen(eq=False)
class Published:
    """An evaluation as a document may show it; made by :func:`rusfelt.publish` alone.

    Attributes:
        evaluation: made anew from the figures that may be shown, so that every test, interval,
            verdict and drawing follows from what is printed.
        policy: the rule it was made by; ``None`` where nothing was held back.
        hidden: what was left out, and why.
        internal: not for publication: nothing was held back, and every document says so.
        changes: what is new since an earlier plan or evaluation, as plain values; ``None`` where
            none was given.
    """

    evaluation: Evaluation
    policy: Policy | None
    hidden: tuple[Hidden, ...] = ()
    internal: bool = False
    changes: Any = None

    def to_dict(self) -> dict[str, Any]:
        """The evaluation's plain values, and how they came to be publishable."""
        told = {
            **self.evaluation.to_dict(),
            "publication": {
                "internal": self.internal,
                "policy": self.policy.to_dict() if self.policy else None,
                "hidden": [each.to_dict() for each in self.hidden],
            },
        }
        return told if self.changes is None else {**told, "changes": self.changes}


def published_only(value: object) -> Published:
    """The value, if it has been through the gate.

    Raises:
        DomainError: it is anything else, such as an evaluation.
    """
    if not isinstance(value, Published):
        msg = (
            f"A document is made of what rusfelt.publish gives, and this is {type(value).__name__}. "
            "Write publish(evaluation) first."
        )
        raise DomainError(msg)
    return value
