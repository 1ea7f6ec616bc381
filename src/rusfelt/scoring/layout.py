"""Which column of a table of answers is what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import attrs
from attrs.converters import optional

from rusfelt.domain import Instrument
from rusfelt.domain import _convert as to
from rusfelt.errors import DomainError, Problem, did_you_mean
from rusfelt.vocabulary import Clock, Design, ScoringMethod

__all__ = ["OWN_COLUMNS", "Found", "Layout", "find_columns"]

# Names tried, in this order, where the caller names no column.
UNITS = ("unit", "episode", "person", "person_id", "client", "client_id", "case", "id")
OCCASIONS = ("occasion", "session", "wave", "visit")
DAYS = ("date", "day")
TIMES = ("t", "time", "period", "year")
# What scoring writes into the panel itself.
OWN_COLUMNS = frozenset(
    {"answered", "better", "design", "highest", "instrument", "kind", "lowest", "role", "sheets"}
    | {"version"}
)
_MOST_SHOWN = 20


def _clock(value: object) -> Clock:
    return to.word(Clock, value)


def _design(value: object) -> Design:
    return to.word(Design, value)


def _codes(value: object) -> tuple[float, ...]:
    if isinstance(value, str) or not isinstance(value, Iterable):
        msg = "missing is no list of codes. Write it in brackets: [9]."
        raise DomainError(msg)
    return tuple(to.number(each) for each in value)


@attrs.frozen(kw_only=True)
class Layout:
    """Names of columns in a table of answers; what is unsaid is looked for by its usual names.

    Attributes:
        unit: whose answers a row holds: a person, or one episode of a person.
        t: when. items: item → column, or the columns in the instrument's order.
        group: population group. cluster: team or clinic.
        per_series, per_point: further columns, our name → the table's.
        clock: told, or taken from ``t``. design: how the answers were gathered.
        missing: codes that stand for no answer (``9``, ``-1``).
        indicator: what the scores are called; unsaid, the instrument's id.
    """

    unit: str | None = None
    t: str | None = None
    items: Mapping[str, str] | Sequence[str] | None = None
    group: str | None = None
    cluster: str | None = None
    per_series: Mapping[str, str] = attrs.field(factory=dict)
    per_point: Mapping[str, str] = attrs.field(factory=dict)
    clock: Clock | None = attrs.field(default=None, converter=optional(_clock))
    design: Design = attrs.field(default=Design.PANEL, converter=_design)
    missing: tuple[float, ...] = attrs.field(default=(), converter=_codes)
    indicator: str | None = None

    def __attrs_post_init__(self) -> None:
        names = {*self.per_series, *self.per_point}
        taken = names & OWN_COLUMNS | ({"cluster"} & names if self.cluster else set())
        if taken:
            msg = f"Scoring writes {', '.join(sorted(taken))} itself. Give the column another name."
            raise DomainError(msg)

    @property
    def columns(self) -> list[str]:
        """Every column named apart from those of items."""
        more = (self.unit, self.t, self.group, self.cluster)
        return [
            *(each for each in more if each is not None),
            *self.per_series.values(),
            *self.per_point.values(),
        ]


@attrs.frozen
class Found:
    """The columns found: ``items`` by item, and ``order`` a second time column to agree with."""

    items: Mapping[str, str]
    unit: str | None
    t: str | None
    order: str | None
    clock: Clock | None


def find_columns(layout: Layout, instrument: Instrument, known: Sequence[str]) -> Found:
    """The columns a layout means in a table with these columns.

    Raises:
        DomainError: an item has no column and its scales cannot do without; all are listed.
    """
    items = _items(layout, instrument, known)
    unit = layout.unit or next((each for each in UNITS if each in known), None)
    if layout.t is not None:
        clock = Clock.OCCASION if layout.t in OCCASIONS else None
        return Found(items, unit, layout.t, None, layout.clock or clock)
    days = next((each for each in DAYS if each in known), None)
    occasion = next((each for each in OCCASIONS if each in known), None)
    times = next((each for each in TIMES if each in known), None)
    if days:
        return Found(items, unit, days, occasion, layout.clock)
    if occasion:
        return Found(items, unit, occasion, None, layout.clock or Clock.OCCASION)
    return Found(items, unit, times, None, layout.clock)


def _items(layout: Layout, instrument: Instrument, known: Sequence[str]) -> dict[str, str]:
    """Item → column; an item that is only a scale of its own may have none."""
    ids, told = instrument.item_ids, layout.items is not None
    named = _told(layout.items, instrument) if layout.items is not None else {}
    if not told:
        named = _usual(instrument, known)
    needed = _needed(instrument) | (set(named) if told else set())
    found = {item: named[item] for item in ids if named.get(item) in known}
    lost = [item for item in ids if item not in found and (item in needed or not found)]
    hint = f"Name it in items; {_listing(known)}"
    problems = [
        Problem(
            f"item {item}", "has no column.", did_you_mean(named.get(item, item), known) or hint
        )
        for item in lost
    ]
    problems += [
        Problem(
            f"items[{item!r}]", f"is no item of {instrument.id!r}.", f"Items: {', '.join(ids)}."
        )
        for item in named
        if item not in ids
    ]
    problems += [
        Problem("items", f"column {name!r} is named for {count} items.", "Give each its own.")
        for name, count in Counter(found.values()).items()
        if count > 1
    ]
    if problems:
        msg = f"The answers do not fit the instrument {instrument.id!r}:"
        raise DomainError(msg, problems=problems)
    return found


def _listing(known: Sequence[str]) -> str:
    if not known:
        return "the table has no columns."
    more = f" and {len(known) - _MOST_SHOWN} more" if len(known) > _MOST_SHOWN else ""
    return f"the table has: {', '.join(known[:_MOST_SHOWN])}{more}."


def _told(items: Mapping[str, str] | Sequence[str], instrument: Instrument) -> dict[str, str]:
    ids = instrument.item_ids
    if isinstance(items, Mapping):
        return {str(item): str(column) for item, column in items.items()}
    if isinstance(items, str) or not isinstance(items, Iterable):
        msg = "items is no list of columns. Write item → column, or a list in brackets."
        raise DomainError(msg)
    columns = [str(each) for each in items]
    if len(columns) != len(ids):
        msg = (
            f"items names {len(columns)} columns; {instrument.id!r} has {len(ids)} items. "
            "Give one column an item."
        )
        raise DomainError(msg)
    return dict(zip(ids, columns, strict=True))


def _needed(instrument: Instrument) -> set[str]:
    """Items that must have a column.

    One that is a scale of its own may be left out, unless another scale needs it: one that can be
    scored from any single answer (a mean of the goals that were set) does not.
    """
    if instrument.discard_above is not None:
        return set(instrument.item_ids)
    alone = {each.items[0] for each in instrument.scales if each.method is ScoringMethod.ITEM}
    needed = set(instrument.item_ids) - alone
    for scale in instrument.scales:
        items, rule = instrument.items_of(scale), instrument.missing_rule_of(scale)
        if scale.method is not ScoringMethod.ITEM and (
            rule is None or rule.at_most < len(items) - 1
        ):
            needed.update(items)
    return needed


def _usual(instrument: Instrument, known: Sequence[str]) -> dict[str, str]:
    """The first usual way of naming items that fits them all; else the one that fits most."""
    ids, best = instrument.item_ids, dict[str, str]()
    by_lower = {each.lower(): each for each in reversed(known)}
    for head in (f"{instrument.id}_", instrument.id, "item_", "item", "q", "i", ""):
        for width in (0, 2):
            names = {each: f"{head}{each.zfill(width)}".lower() for each in ids}
            named = {each: by_lower[name] for each, name in names.items() if name in by_lower}
            if len(named) == len(ids):
                return named
            best = named if len(named) > len(best) else best
    return best
