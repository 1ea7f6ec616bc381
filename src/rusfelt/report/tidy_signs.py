"""Signs for cells that are empty for a reason, so that none of them is read as nothing."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import attrs

from rusfelt.publishing import Published
from rusfelt.vocabulary import State

__all__ = ["SIGNS", "Signs"]

# "." for what cannot occur, ".." for what is missing and ":" for what cannot be published are the
# signs of Statistics Norway, and what the reader of figures takes them for. The other two have no
# sign that every reader knows, and are written as the word itself.
SIGNS: Mapping[State, str] = MappingProxyType(
    {
        State.MISSING: "..",
        State.SUPPRESSED: ":",
        State.NOT_APPLICABLE: ".",
        State.NOT_DUE: "not-due",
        State.UNDEFINED: "undefined",
    }
)


@attrs.frozen
class Signs:
    """The signs of one document: a policy may have its own for what is hidden."""

    hidden: str = SIGNS[State.SUPPRESSED]

    @classmethod
    def of(cls, published: Published) -> Signs:
        """Those of a published evaluation."""
        return cls(published.policy.symbol) if published.policy else cls()

    def of_state(self, state: State) -> str:
        """What stands in a cell of this state.

        >>> Signs().of_state(State.MISSING), Signs("x").of_state(State.SUPPRESSED)
        ('..', 'x')
        """
        return self.hidden if state is State.SUPPRESSED else SIGNS[state]
