"""The signs statistics banks put where a figure is not, and what they stand for here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from rusfelt.errors import DomainError, Problem, did_you_mean
from rusfelt.vocabulary import State

__all__ = ["SIGNS", "ZERO", "meanings"]

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
_KNOWN = (*(str(state) for state in State if state.is_empty), ZERO)


def meanings(told: object) -> Mapping[str, str]:
    """Sign → what it stands for: the common ones, and what a user says of others.

    Args:
        told: flag → an empty state, or ``zero``; ``None`` for nothing.

    Raises:
        DomainError: it is not that; everything wrong in it is listed.

    >>> dict(meanings({"k": "suppressed", "-": "zero"}))["k"]
    'suppressed'
    """
    if told is None:
        return SIGNS
    if not isinstance(told, Mapping):
        msg = "flags is no table. Say what each flag means: flags={'k': 'suppressed'}."
        raise DomainError(msg)
    problems = [
        Problem(
            f"flags[{str(flag)[:40]!r}]",
            f"{str(meaning)[:40]!r} is no meaning of a flag.",
            did_you_mean(str(meaning)[:40], _KNOWN) or f"Use one of: {', '.join(_KNOWN)}.",
        )
        for flag, meaning in told.items()
        if str(meaning) not in _KNOWN
    ]
    if problems:
        msg = "What the flags mean cannot be understood:"
        raise DomainError(msg, problems=problems)
    return MappingProxyType({**SIGNS, **{str(flag): str(each) for flag, each in told.items()}})
