"""Instruments: how answers become scores, and what is published about those scores."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping

import attrs
from attrs.converters import optional

from rusfelt.domain import _convert as to
from rusfelt.domain import _words as words
from rusfelt.domain.norm import Norm
from rusfelt.domain.scale import ItemSet, MissingRule, Scale
from rusfelt.domain.text import Title, to_title
from rusfelt.domain.threshold import Threshold
from rusfelt.errors import DomainError, Problem
from rusfelt.vocabulary import Direction, Role, ScoringMethod, ThresholdKind

__all__ = ["Instrument"]


def _item_sets(value: object) -> tuple[ItemSet, ...]:
    return to.values_of(ItemSet, value)


def _scales(value: object) -> tuple[Scale, ...]:
    return to.values_of(Scale, value)


def _thresholds(value: object) -> tuple[Threshold, ...]:
    return to.values_of(Threshold, value)


def _norms(value: object) -> tuple[Norm, ...]:
    return to.values_of(Norm, value)


# A value set with more patterns than this is a slip of the pen, and would take all memory.
_MOST_PATTERNS = 1_000_000


def _patterns(sets: list[ItemSet]) -> int:
    return math.prod(len(each.allowed) for each in sets)


@attrs.frozen
class Instrument:
    """A questionnaire or rating: its scoring rule and its published numbers, never its wording.

    Attributes:
        id: the key. version: of the facts here, so that a result can say which it was made with.
        title: its name.
        items: its items by how they are answered.
        scales: what is scored. An instrument of several domains has no total unless it says so.
        better: which way is better, for every scale that does not say otherwise.
        missing_rule: how many answers may be missing. Unsaid means that no source states a rule;
            then only complete answers are scored.
        discard_above: a sheet with more answers missing than this, over the whole form, gets no
            score on any scale.
        thresholds: each with its operator, population and source.
        role: ``outcome``, or ``process`` for what is asked about the session and not the person:
            a process measure can never be an outcome.
        norms: published means, spreads and reliabilities by population.
        purpose: what it asks about. norway: what is known of its use there.
        licence: whether and where its wording may be used; nothing of it ships here.
        sources: where the facts were read. note: what to know before using it.
    """

    id: str = attrs.field(validator=to.identifier)
    version: str = attrs.field(converter=to.text)
    title: Title = attrs.field(converter=to_title)
    items: tuple[ItemSet, ...] = attrs.field(converter=_item_sets)
    scales: tuple[Scale, ...] = attrs.field(converter=_scales)
    missing_rule: MissingRule | None = None
    thresholds: tuple[Threshold, ...] = attrs.field(default=(), converter=_thresholds)
    licence: str = attrs.field(default="", converter=to.text)
    better: Direction = attrs.field(
        default=Direction.UNDECLARED, kw_only=True, converter=words.direction
    )
    role: Role = attrs.field(default=Role.OUTCOME, kw_only=True, converter=words.role)
    purpose: str | None = attrs.field(default=None, kw_only=True, converter=optional(to.text))
    norway: str | None = attrs.field(default=None, kw_only=True, converter=optional(to.text))
    note: str | None = attrs.field(default=None, kw_only=True, converter=optional(to.text))
    norms: tuple[Norm, ...] = attrs.field(default=(), kw_only=True, converter=_norms)
    discard_above: int | None = attrs.field(
        default=None, kw_only=True, converter=optional(to.whole)
    )
    sources: tuple[str, ...] = attrs.field(default=(), kw_only=True, converter=to.texts)

    def __attrs_post_init__(self) -> None:
        problems = [*self._item_problems(), *self._scale_problems(), *self._threshold_problems()]
        if problems:
            msg = f"The instrument {self.id!r} contradicts itself in {len(problems)} place(s):"
            raise DomainError(msg, problems=problems)

    @property
    def item_ids(self) -> tuple[str, ...]:
        """Every item, in the order written."""
        return tuple(name for each in self.items for name in each.ids)

    @property
    def item_sets(self) -> Mapping[str, ItemSet]:
        """How each item is answered."""
        return {name: each for each in self.items for name in each.ids}

    def scale(self, id: str = "") -> Scale:  # noqa: A002 - the file's own word
        """The scale of that name; without a name the only one.

        Raises:
            DomainError: there is no such scale, or several and none was named.
        """
        known = [each.id for each in self.scales]
        if not id and len(known) == 1:
            return self.scales[0]
        for each in self.scales:
            if each.id == id:
                return each
        asked = f"no scale {id!r}" if id else "several scales and no total"
        msg = f"The instrument {self.id!r} has {asked}. Name one of: {', '.join(known)}."
        raise DomainError(msg)

    def items_of(self, scale: Scale) -> tuple[str, ...]:
        """The items a scale is made of."""
        return scale.items or self.item_ids

    def better_of(self, scale: Scale) -> Direction:
        """Which way is better on a scale."""
        return scale.better or self.better

    def missing_rule_of(self, scale: Scale) -> MissingRule | None:
        """The rule for missing answers on a scale; ``None`` where no source states one."""
        return scale.missing_rule or self.missing_rule

    def published(
        self, kind: ThresholdKind | str, *, scale: str = "", population: str | None = None
    ) -> tuple[Threshold, ...]:
        """Every threshold of a kind, for a scale and a population.

        Sources disagree (5 and 6 points for the same instrument), so there may be several, and
        choosing is the caller's.
        """
        kind = words.threshold_kind(kind)
        return tuple(
            each
            for each in self.thresholds
            if each.kind is kind
            and each.scale in {"", scale or each.scale}
            and population in {None, each.population}
        )

    def threshold(
        self,
        kind: ThresholdKind | str,
        *,
        scale: str = "",
        population: str | None = None,
        source: str | None = None,
        value: float | None = None,
    ) -> Threshold:
        """The one threshold that is meant.

        Args:
            kind: what it is for.
            scale: of which scale.
            population: whom it is for.
            source: part of its source.
            value: the number itself.

        Raises:
            DomainError: none fits, or several do; those there are are listed, and choosing
                between sources is the caller's.
        """
        known = self.published(kind, scale=scale)
        fitting = [
            each
            for each in known
            if population in {None, each.population}
            and (source is None or source.casefold() in each.source.casefold())
            and value in {None, each.value}
        ]
        if len(fitting) == 1:
            return fitting[0]
        listed = "\n".join(f"  {each}" for each in (fitting or known)) or "  none is known"
        fact = "Several thresholds fit" if fitting else "No threshold fits"
        msg = f"{fact}. Choose by population, source or value, or give your own; {self.id!r} has:\n{listed}"
        raise DomainError(msg)

    def _item_problems(self) -> Iterator[Problem]:
        for name, count in Counter(self.item_ids).items():
            if count > 1:
                yield Problem("items", f"name {name!r} {count} times.", "Name each item once.")
        if not self.items:
            yield Problem("items", "is empty.", "Say which answers there are.")
        if not self.scales:
            yield Problem("scales", "is empty.", "Say what is scored.")
        if self.discard_above is not None and self.discard_above >= len(self.item_ids) > 0:
            yield Problem(
                "discard_above",
                f"is {self.discard_above} of {len(self.item_ids)} items, which discards nothing.",
                "Write a lower number, or leave it out.",
            )

    def _scale_problems(self) -> Iterator[Problem]:
        known = self.item_sets
        for number, scale in enumerate(self.scales):
            place = f"scales[{number}]"
            if [each.id for each in self.scales].count(scale.id) > 1:
                yield Problem(f"{place}.id", f"{scale.id!r} stands twice.", "Rename one.")
            lost = [name for name in (*scale.items, *scale.reversed) if name not in known]
            if lost:
                yield Problem(
                    f"{place}.items",
                    f"names what is no item: {', '.join(lost)}.",
                    "Name items of the form.",
                )
                continue
            if len(set(scale.items)) < len(scale.items):
                yield Problem(f"{place}.items", "names an item twice.", "Name each once.")
            rule = scale.missing_rule
            if rule is not None and rule.at_most >= len(self.items_of(scale)):
                yield Problem(
                    f"{place}.missing_rule",
                    f"lets all of {len(self.items_of(scale))} answers be missing.",
                    "Write a lower number.",
                )
            yield from self._bounds_problems(place, scale)

    def _bounds_problems(self, place: str, scale: Scale) -> Iterator[Problem]:
        """Bounds are written down and follow from the rule; a slip in either shows here."""
        sets = [self.item_sets[name] for name in self.items_of(scale)]
        if not sets:
            return
        if scale.method is ScoringMethod.VALUE_SET:
            if not all(each.is_digit for each in sets) or _patterns(sets) > _MOST_PATTERNS:
                yield Problem(
                    f"{place}.items",
                    "make no patterns of digits.",
                    "Use a value set for a few items answered with 0 to 9.",
                )
            return
        low, high = self.raw_bounds(scale)
        if scale.lookup is not None:
            if not all(each.is_whole for each in sets):
                yield Problem(
                    f"{place}.lookup",
                    "has one score for each whole sum, and the items have answers between.",
                    "Give the items whole answers.",
                )
                return
            if high - low + 1 != len(scale.lookup):
                yield Problem(
                    f"{place}.lookup",
                    f"has {len(scale.lookup)} scores for the sums {low:g} to {high:g}.",
                    "Give one for each sum.",
                )
                return
            low, high = min(scale.lookup), max(scale.lookup)
        if not all(
            math.isclose(a, b, abs_tol=1e-9) for a, b in zip(scale.bounds, (low, high), strict=True)
        ):
            yield Problem(
                f"{place}.bounds",
                f"are {scale.bounds[0]:g} to {scale.bounds[1]:g}; the rule gives {low:g} to {high:g}.",
                "Mend the bounds or the rule.",
            )

    def raw_bounds(self, scale: Scale) -> tuple[float, float]:
        """The extremes a scale's rule can give, before any lookup."""
        sets = self.item_sets
        ranges = [sets[name].counted for name in self.items_of(scale)]
        low, high = (sum(each[end] for each in ranges) for end in (0, 1))
        if scale.method is ScoringMethod.MEAN:
            low, high = low / len(ranges), high / len(ranges)
        low, high = low * scale.factor, high * scale.factor
        if scale.rescale is not None:
            start, end = scale.rescale
            low, high = (100 * (each - start) / (end - start) for each in (low, high))
        return low, high

    def _threshold_problems(self) -> Iterator[Problem]:
        known = {each.id for each in self.scales}
        named = [(f"thresholds[{k}]", each.scale) for k, each in enumerate(self.thresholds)]
        named += [(f"norms[{k}]", each.scale) for k, each in enumerate(self.norms)]
        for place, scale in named:
            if scale and scale not in known:
                yield Problem(
                    f"{place}.scale",
                    f"{scale!r} is no scale.",
                    f"Use one of: {', '.join(sorted(known))}.",
                )
