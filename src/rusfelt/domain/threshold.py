"""Thresholds of an instrument: a number is worth nothing without its operator and its source."""

from __future__ import annotations

import attrs
from attrs.converters import optional

from rusfelt.domain import _convert as to
from rusfelt.domain import _words as words
from rusfelt.errors import DomainError
from rusfelt.vocabulary import Operator, ThresholdKind

__all__ = ["Threshold"]


def _confidence(value: object) -> float:
    level = to.number(value)
    if not 0 < level < 1:
        msg = f"The confidence {level} is no level. Write a number between 0 and 1, such as 0.95."
        raise DomainError(msg)
    return level


@attrs.frozen
class Threshold:
    """One published threshold of a scale.

    Attributes:
        kind: ``cutoff`` (between a clinical and a general population), ``caseness``, ``band``
            (the lower end of a named range), ``reliable-change`` (a change larger than the
            scale's own error) or ``important-change``.
        value: in points of the scale.
        operator: how a score, or the size of a change, is held against it. ``>=`` and ``>``
            differ by everyone who stands exactly on the threshold.
        source: where it was read. A threshold without a source is refused.
        population: whom it is for; empty where the source does not say.
        confidence: the level a reliable change was worked out at, where the source says.
        scale: the scale it belongs to; empty for an instrument with one scale.
        label: what lies on the far side of it (``clinical range``, ``moderate``).
    """

    kind: ThresholdKind = attrs.field(converter=words.threshold_kind)
    value: float = attrs.field(converter=to.number)
    operator: Operator = attrs.field(converter=words.operator)
    source: str = attrs.field(converter=to.text)
    population: str = attrs.field(default="", kw_only=True, converter=to.text)
    confidence: float | None = attrs.field(
        default=None, kw_only=True, converter=optional(_confidence)
    )
    scale: str = attrs.field(default="", kw_only=True, converter=to.text)
    label: str = attrs.field(default="", kw_only=True, converter=to.text)

    def __attrs_post_init__(self) -> None:
        if not self.source.strip():
            msg = f"The {self.kind} {self.value:g} has no source. Write where it was read."
            raise DomainError(msg)
        if self.kind.is_change and self.value <= 0:
            msg = f"The {self.kind} {self.value:g} is no size. Write a number above zero."
            raise DomainError(msg)
        if self.kind.is_change and self.operator not in {Operator.AT_LEAST, Operator.ABOVE}:
            msg = f"The {self.kind} has operator {self.operator}. Use >= or >."
            raise DomainError(msg)

    def __str__(self) -> str:
        """Kind, operator, value, population and source on one line."""
        whom = f", {self.population}" if self.population else ""
        level = f", {self.confidence:.0%}" if self.confidence is not None else ""
        return f"{self.kind} {self.operator} {self.value:g}{whom}{level} ({self.source})"
