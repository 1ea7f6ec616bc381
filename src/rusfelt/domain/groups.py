"""Population groups as canonical text: ``age=18-24;sex=F``; empty means everyone."""

from __future__ import annotations

import re

import attrs

from rusfelt.errors import DomainError

__all__ = ["AgeRange", "Group"]

_AGE = re.compile(r"(\d{1,3})(?:-(\d{1,3})|(\+))?")
_KEY = re.compile(r"[a-z][a-z0-9_-]*")


@attrs.frozen(order=True)
class AgeRange:
    """Whole years from ``low`` to ``high``, both included; ``high`` is ``None`` where open."""

    low: int
    high: int | None

    @classmethod
    def parse(cls, text: str) -> AgeRange:
        """Read ``18-24``, ``90+`` or ``0``.

        Raises:
            DomainError: the text is none of these, or ends before it starts.
        """
        match = _AGE.fullmatch(text)
        if match is None:
            msg = f"{text!r} is not an age range. Write 18-24, 90+ or 0."
            raise DomainError(msg)
        low = int(match[1])
        high = None if match[3] else int(match[2] or match[1])
        if high is not None and high < low:
            msg = f"The age range {text!r} ends before it starts."
            raise DomainError(msg)
        return cls(low, high)

    def overlaps(self, other: AgeRange) -> bool:
        """Whether anyone could be in both, so that the two must not be summed.

        >>> AgeRange.parse("90+").overlaps(AgeRange.parse("99+"))
        True
        """
        return (other.high is None or self.low <= other.high) and (
            self.high is None or other.low <= self.high
        )

    def contains(self, other: AgeRange) -> bool:
        """Whether everyone in the other range is in this one."""
        return self.low <= other.low and (
            self.high is None or (other.high is not None and other.high <= self.high)
        )


@attrs.frozen
class Group:
    """A population group: pairs of dimension and value, sorted by dimension.

    >>> str(Group.parse("sex=F;age=18-24"))
    'age=18-24;sex=F'
    >>> str(Group.parse(""))
    ''
    """

    pairs: tuple[tuple[str, str], ...] = ()

    @classmethod
    def parse(cls, text: str) -> Group:
        """Read ``key=value;key=value`` in any order.

        Raises:
            DomainError: a part has no ``=``, a dimension stands twice, or an age is no range.
        """
        pairs: dict[str, str] = {}
        for part in filter(None, (each.strip() for each in text.split(";"))):
            key, sep, value = (each.strip() for each in part.partition("="))
            if not sep or not value or not _KEY.fullmatch(key):
                msg = f"{part!r} is not a group. Write it as age=18-24;sex=F."
                raise DomainError(msg)
            if key in pairs:
                msg = f"The group {text!r} names {key!r} twice."
                raise DomainError(msg)
            if key == "age":
                AgeRange.parse(value)
            pairs[key] = value
        return cls(tuple(sorted(pairs.items())))

    @property
    def age(self) -> AgeRange | None:
        """Its age range, where it has one."""
        return next((AgeRange.parse(value) for key, value in self.pairs if key == "age"), None)

    def without(self, dimension: str) -> Group:
        """The same group with one dimension taken away."""
        return Group(tuple(pair for pair in self.pairs if pair[0] != dimension))

    def __str__(self) -> str:
        return ";".join(f"{key}={value}" for key, value in self.pairs)
