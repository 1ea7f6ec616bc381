"""Norms: what is published about a scale in a population."""

from __future__ import annotations

import attrs
from attrs.converters import optional

from rusfelt.domain import _convert as to
from rusfelt.errors import DomainError

__all__ = ["Norm"]


def _number(value: object) -> float:
    return to.number(value)


@attrs.frozen
class Norm:
    """Published figures of a scale in one population.

    Attributes:
        population: whom they were found in.
        source: where they were read.
        scale: the scale; empty for an instrument with one.
        year: of the survey.
        mean, sd: in points. n: people asked.
        low, middle, high: per cent of people in each band of the scale.
        reliability: the coefficient, and its kind (``alpha``, ``test-retest``, ``icc``).
    """

    population: str = attrs.field(converter=to.text)
    source: str = attrs.field(converter=to.text)
    scale: str = attrs.field(default="", kw_only=True, converter=to.text)
    year: int | None = attrs.field(default=None, kw_only=True, converter=optional(to.whole))
    mean: float | None = attrs.field(default=None, kw_only=True, converter=optional(_number))
    sd: float | None = attrs.field(default=None, kw_only=True, converter=optional(_number))
    n: int | None = attrs.field(default=None, kw_only=True, converter=optional(to.whole))
    low: float | None = attrs.field(default=None, kw_only=True, converter=optional(_number))
    middle: float | None = attrs.field(default=None, kw_only=True, converter=optional(_number))
    high: float | None = attrs.field(default=None, kw_only=True, converter=optional(_number))
    reliability: float | None = attrs.field(default=None, kw_only=True, converter=optional(_number))
    reliability_kind: str = attrs.field(default="", kw_only=True, converter=to.text)

    def __attrs_post_init__(self) -> None:
        if not self.source.strip():
            msg = f"The norm for {self.population!r} has no source. Write where it was read."
            raise DomainError(msg)
        if self.sd is not None and self.sd <= 0:
            msg = f"The norm for {self.population!r} has sd {self.sd:g}. Write one above zero."
            raise DomainError(msg)
        if self.reliability is not None and not 0 < self.reliability <= 1:
            msg = f"The reliability {self.reliability:g} is no coefficient. Write one from 0 to 1."
            raise DomainError(msg)
        for name in ("low", "middle", "high"):
            share = getattr(self, name)
            if share is not None and not 0 <= share <= 100:  # noqa: PLR2004 - per cent
                msg = f"{name} is {share:g}, which is no per cent. Write a number from 0 to 100."
                raise DomainError(msg)
