"""How few is too few: the rule a publisher has, as a value that can be shown and compared."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import attrs

from rusfelt.errors import DomainError, UnknownNameError

__all__ = ["PROFILES", "Dominance", "Policy", "SeriesRule", "policy_named"]

_COUNTED = ("persons", "events")
_ZEROS = ("hidden", "shown")
_ROUNDING = (3, 5, 10)


def _whole(instance: object, attribute: attrs.Attribute[Any], value: object) -> None:  # noqa: ARG001 - attrs calls it so
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        msg = f"{attribute.name} is {value!r}. Write a whole number above zero."
        raise DomainError(msg)


def _share(instance: object, attribute: attrs.Attribute[Any], value: float) -> None:  # noqa: ARG001 - attrs calls it so
    if not 0 < value < 1:
        msg = f"{attribute.name} is {value!r}. Write a share between 0 and 1."
        raise DomainError(msg)


@attrs.frozen(kw_only=True)
class SeriesRule:
    """When so much of a series is hidden that the rest goes too.

    The whole series is hidden when more than ``hidden`` of its points (``>``) are too small by
    themselves, or more than ``weak`` of them (``>``) hold fewer than ``weak_below`` (``<``). It is
    looked at before further cells are hidden to protect the first.

    The defaults are those of the Norwegian public-health profiles' censoring (folkehelseprofiler,
    khfunctions, ``censoring.R``: 20 % hidden; 50 % with fewer than six cases).
    """

    hidden: float = attrs.field(default=0.2, validator=_share)
    weak: float = attrs.field(default=0.5, validator=_share)
    weak_below: int = attrs.field(default=6, validator=_whole)


@attrs.frozen(kw_only=True)
class Dominance:
    """An amount is hidden when its ``n`` largest contributors make up more than ``share`` of it."""

    n: int = attrs.field(default=2, validator=_whole)
    share: float = attrs.field(default=0.9, validator=_share)


@attrs.frozen
class Policy:
    """How few people a published figure may be about, and what is done with smaller ones.

    Attributes:
        minimum: a count below it (``<``) is hidden. Nothing lower is assumed anywhere.
        counts: what the minimum counts: ``persons`` or ``events``.
        symbol: what stands in a hidden cell.
        complements: whether those *not* counted are protected alike: of 40 asked, 38 who answer
            yes are two who do not.
        zeros: ``hidden`` treats a zero as a small count: that nobody has recovered is something
            about everybody. ``shown`` prints zeros, and then whoever reads knows that what is
            hidden is at least one.
        minimum_denominator: a share of fewer people than this (``<``) is hidden whatever its
            count; unsaid, twice the minimum.
        pooled_years: whether a figure of k years together has a k-fold limit: it is hidden at
            ``k * (minimum - 1)`` and below (``<=``), which for one year is the minimum itself.
        series_rule: when a whole series goes; ``None`` for never.
        rounding: ``None`` to hide; a base such as 3 to round small counts to 0 or the base
            instead, so that totals are sums of what is printed. Only counts below the base are
            rounded; from the base up they stand as they are, whatever the minimum.
        dominance: the rule for amounts, where cells hold their largest contributions.

    Raises:
        DomainError: a value is none of those above.

    >>> Policy().minimum, Policy(3, zeros="shown").limit()
    (5, 2)
    """

    minimum: int = attrs.field(default=5, validator=_whole)
    counts: str = attrs.field(default="persons", kw_only=True)
    symbol: str = attrs.field(default=":", kw_only=True)
    complements: bool = attrs.field(default=True, kw_only=True)
    zeros: str = attrs.field(default="hidden", kw_only=True)
    minimum_denominator: int | None = attrs.field(default=None, kw_only=True)
    pooled_years: bool = attrs.field(default=True, kw_only=True)
    series_rule: SeriesRule | None = attrs.field(default=None, kw_only=True)
    rounding: int | None = attrs.field(default=None, kw_only=True)
    dominance: Dominance | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        for name, value, known in (
            ("counts", self.counts, _COUNTED),
            ("zeros", self.zeros, _ZEROS),
            ("rounding", self.rounding, (None, *_ROUNDING)),
        ):
            if value not in known:
                words = ", ".join(str(each) for each in known)
                msg = f"{name} is {value!r}. Use one of: {words}."
                raise DomainError(msg)
        if not self.symbol or self.symbol != self.symbol.strip() or self.symbol.isdigit():
            msg = f"symbol is {self.symbol!r}. Use a sign that is no number, such as ':'."
            raise DomainError(msg)
        least = self.minimum_denominator
        if least is not None and (isinstance(least, bool) or least < 1):
            msg = f"minimum_denominator is {least!r}. Write a whole number above zero."
            raise DomainError(msg)

    @property
    def zeros_shown(self) -> bool:
        """Whether a zero is printed, so that a hidden cell is known to be at least one."""
        return self.zeros == "shown"

    @property
    def least_denominator(self) -> int:
        """The fewest people a share may be of."""
        return self.minimum_denominator or 2 * self.minimum

    def limit(self, years: int = 1) -> int:
        """The largest count that is hidden, in a figure of so many years together (``<=``)."""
        return (self.minimum - 1) * (years if self.pooled_years else 1)

    def to_dict(self) -> dict[str, Any]:
        """As plain values, for a document that says how it was made."""
        return attrs.asdict(self)


PROFILES: Mapping[str, Policy] = MappingProxyType(
    {
        # Statistics Norway hides what is fewer than three (ssb.no), and zeros stand.
        "ssb3": Policy(3, zeros="shown", minimum_denominator=3),
        # Counts and complements of four and fewer, denominators below ten and zeros go, as in the
        # public-health profiles (khfunctions: T <= 4, N - T <= 4, N <= 9).
        "helse5": Policy(5, minimum_denominator=10, series_rule=SeriesRule()),
        # ACRO's defaults: threshold 10, zeros are disclosive, (2, 90 %) dominance.
        "acro10": Policy(10, minimum_denominator=10, dominance=Dominance()),
    }
)


def policy_named(name: str) -> Policy:
    """A profile by its name.

    Raises:
        UnknownNameError: there is no such profile.

    >>> policy_named("helse5").minimum
    5
    """
    try:
        return PROFILES[name]
    except KeyError:
        raise UnknownNameError("disclosure policy", name, PROFILES) from None
