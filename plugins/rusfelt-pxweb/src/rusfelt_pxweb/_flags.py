"""The signs statistics banks put where a figure is not, and what they stand for here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import attrs

from rusfelt.errors import DomainError, Problem, did_you_mean
from rusfelt.vocabulary import State

__all__ = ["SIGNS", "ZERO", "Meaning", "meanings"]

# Statistics Norway's signs since 2021, which its guide to the interface (ssb.no/api/pxwebapiv2,
# «Spesialtegn i tabellene») explains so: «.» a figure cannot be given, as the category was not in
# use; «..» the ground for a figure is missing, not come in or too uncertain; «:» not shown for
# confidentiality. In JSON-stat they stand in ``status`` and the value is null. FHI's bank puts
# them among the values and their meaning in ``extension.flags``.
#
# Older tables have «...» for what is missing so far and «-» for nothing at all, and a star for
# preliminary figures (ssb.no/diverse/standardtegn-i-tabeller). Other offices mean other things by
# those: in Finland «...» is secrecy. So they keep their sign in a column of their own, and only a
# user says that they mean more.
SIGNS: Mapping[str, str] = MappingProxyType(
    {
        ".": str(State.NOT_APPLICABLE),
        "..": str(State.MISSING),
        ":": str(State.SUPPRESSED),
    }
)
ZERO = "zero"
"""What a flag can be said to mean besides an empty state: that there is nothing at all, 0."""
_BREAK = "break-before"
_BOUNDS = ("<", "<=", ">", ">=")
_EMPTY = tuple(str(state) for state in State if state.is_empty)
_PRESENT = tuple(str(s) for s in State if not s.is_empty and s is not State.EXACT)
_ONE_OF = (*_EMPTY, ZERO, *_PRESENT)
_KNOWN = (*_ONE_OF, *_BOUNDS, _BREAK)


@attrs.frozen
class Meaning:
    """What a flag says of its cell.

    Attributes:
        empty: the empty state it stands for, if it does.
        zero: whether it stands for nothing at all, 0.
        state: ``approximate`` or ``projected``, of a figure that is there.
        bound: that the figure is only a bound: ``<``, ``<=``, ``>`` or ``>=``.
        breaks: whether the series is another from here on.
    """

    empty: str = ""
    zero: bool = False
    state: str = ""
    bound: str = ""
    breaks: bool = False

    @classmethod
    def of(cls, text: str) -> Meaning:
        """Out of the words for it, which stand apart by spaces.

        >>> Meaning.of("not-applicable break-before")
        Meaning(empty='not-applicable', zero=False, state='', bound='', breaks=True)
        """
        words = text.split()
        return cls(
            next((each for each in words if each in _EMPTY), ""),
            ZERO in words,
            next((each for each in words if each in _PRESENT), ""),
            next((each for each in words if each in _BOUNDS), ""),
            _BREAK in words,
        )


def meanings(told: object) -> Mapping[str, str]:
    """Sign → what it stands for: the common ones, and what a user says of others.

    Args:
        told: flag → an empty state, ``zero``, ``approximate`` or ``projected``, and besides that
            a bound and ``break-before``, words apart by spaces; ``None`` for nothing.

    Raises:
        DomainError: it is not that; everything wrong in it is listed.

    >>> dict(meanings({"k": "suppressed", "b": "projected break-before"}))["b"]
    'projected break-before'
    """
    if told is None:
        return SIGNS
    if not isinstance(told, Mapping):
        msg = "flags is no table. Say what each flag means: flags={'k': 'suppressed'}."
        raise DomainError(msg)
    problems = [
        Problem(f"flags[{str(flag)[:40]!r}]", *fault)
        for flag, meaning in told.items()
        for fault in _faults(str(meaning))
    ]
    if problems:
        msg = "What the flags mean cannot be understood:"
        raise DomainError(msg, problems=problems)
    return MappingProxyType({**SIGNS, **{str(flag): str(each) for flag, each in told.items()}})


def _faults(meaning: str) -> Iterator[tuple[str, str]]:
    words = meaning.split()
    unknown = [each for each in words if each not in _KNOWN]
    if unknown or not words:
        word = (unknown[0] if unknown else meaning)[:40]
        remedy = did_you_mean(word, _KNOWN) or f"Use one of: {', '.join(_KNOWN)}."
        yield f"{word!r} is no meaning of a flag.", remedy
        return
    for choice in (_ONE_OF, _BOUNDS):
        both = [each for each in words if each in choice]
        if len(both) > 1:
            yield f"A flag cannot mean both {both[0]} and {both[1]}.", "Keep one of them."
    bound = next((each for each in words if each in _BOUNDS), "")
    empty = next((each for each in words if each in _EMPTY), "")
    if bound and empty:
        yield f"A figure that is {empty} has no bound.", f"Take {bound} away."
