"""Which columns of a table of points become which of a panel."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

import attrs

from rusfelt._identity import refuse_names
from rusfelt.errors import DomainError, Problem
from rusfelt.vocabulary import Clock

__all__ = ["Layout", "Value"]

Value: TypeAlias = str | float | bool
# What a series is known by besides its unit, with what stands there where nobody says.
_KEYS = {"indicator": "", "group": "", "part": 0}


def _pairs(columns: Any) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted(dict(columns or {}).items()))


@attrs.frozen(kw_only=True)
class Layout:
    """Column names of a table with one row a point; see :meth:`rusfelt.Parts.of`.

    Raises:
        DomainError: the names do not fit together; all that is wrong at once.
    """

    unit: str
    t: str
    y: str
    indicator: str | None = None
    group: str | None = None
    part: str | None = None
    clock: Clock | None = attrs.field(default=None, converter=attrs.converters.optional(Clock))
    per_series: tuple[tuple[str, str], ...] = attrs.field(default=(), converter=_pairs)
    per_point: tuple[tuple[str, str], ...] = attrs.field(default=(), converter=_pairs)
    constant: tuple[tuple[str, Value], ...] = attrs.field(default=(), converter=_pairs)

    def __attrs_post_init__(self) -> None:
        refuse_names(name for _, name in self.named())
        problems = list(self._problems())
        if problems:
            msg = "The columns of the parts do not fit together:"
            raise DomainError(msg, problems=problems)

    def _problems(self) -> Iterator[Problem]:
        for what, name in self.named():
            if not isinstance(name, str) or not name:
                yield Problem(what, "names no column.", "Give the column's name as text.")
        further = dict(self.per_series).keys()
        for name, value in self.constant:
            if name in _KEYS and getattr(self, name) is not None:
                yield Problem(f"constant[{name!r}]", "has a column as well.", "Leave one out.")
            if name in further:
                yield Problem(f"constant[{name!r}]", "is in per_series as well.", "Leave one out.")
            if not isinstance(value, (str, int, float)):
                kind = type(value).__name__
                yield Problem(f"constant[{name!r}]", f"is a {kind}.", "Give text or a number.")
            elif name in _KEYS and not isinstance(value, type(_KEYS[name])):
                word = "text" if isinstance(_KEYS[name], str) else "a whole number"
                yield Problem(f"constant[{name!r}]", f"is {value!r}.", f"Give {word}.")

    def named(self) -> Iterator[tuple[str, str]]:
        """What is taken from a column, and the column's name."""
        for what in ("unit", "t", "y", *_KEYS):
            name = getattr(self, what)
            if name is not None:
                yield what, name
        for what in ("per_series", "per_point"):
            yield from ((f"{what}[{ours!r}]", theirs) for ours, theirs in getattr(self, what))

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns to read, each once."""
        return tuple(dict.fromkeys(name for _, name in self.named()))

    @property
    def keys(self) -> dict[str, str]:
        """What, besides its unit, tells series apart by a column, and that column's name."""
        return {key: getattr(self, key) for key in _KEYS if getattr(self, key) is not None}

    def key_of_all(self, key: str) -> Any:
        """A key that is the same for every series."""
        return dict(self.constant).get(key, _KEYS[key])

    @property
    def same(self) -> dict[str, Value]:
        """Further columns by series with one value for all of them."""
        return {name: value for name, value in self.constant if name not in _KEYS}

    def to_dict(self) -> dict[str, Any]:
        """As plain values for JSON."""
        columns = ("per_series", "per_point", "constant")
        told = {name: getattr(self, name) for name in ("unit", "t", "y", *_KEYS)}
        told["clock"] = None if self.clock is None else str(self.clock)
        return told | {name: dict(getattr(self, name)) for name in columns}
