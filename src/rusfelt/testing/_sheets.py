"""An instrument on trial: made-up sheets, and their scores."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from rusfelt.catalogue.scoring import score
from rusfelt.domain import Instrument
from rusfelt.errors import said_by
from rusfelt.panel import Panel
from rusfelt.testing._answers import column_of, made_answers, value_set_of
from rusfelt.testing._chance import Seeded
from rusfelt.testing.law import Broken, Idle
from rusfelt.typing import Array, Integers

__all__ = ["Sheets"]


class Sheets:
    """An instrument, with tables of answers to it.

    Args:
        instrument: the instrument.
        examples: how many tables.
        value_set: pattern → value, where it is scored so; unsaid, one is made up.
    """

    def __init__(
        self, instrument: Instrument, *, examples: int, value_set: Mapping[str, float] | None
    ) -> None:
        self.instrument = instrument
        self._examples = examples
        self._told = value_set

    @cached_property
    def value_set(self) -> Mapping[str, float] | None:
        """What answer patterns are worth, where that is how it is scored."""
        made = value_set_of(self.instrument) if self._told is None else self._told
        if made is not None and not made:
            msg = "it has more answer patterns than can be made up. Hand in a value set: value_set={…}."
            raise Idle(msg)
        return made

    @cached_property
    def tables(self) -> tuple[dict[str, Array], ...]:
        """Tables with answers missing now and then, and one of complete sheets."""
        made = [made_answers(Seeded(6, k), self.instrument) for k in range(self._examples)]
        return (*made, self.complete)

    @cached_property
    def complete(self) -> dict[str, Array]:
        """Complete sheets of several people."""
        return made_answers(Seeded(7), self.instrument, fewest=5, most=5, missing=False)

    def column(self, item: str) -> str:
        """The column of an item."""
        return column_of(item)

    def score(self, table: Mapping[str, Array]) -> Panel:
        """The scores of a table.

        Raises:
            RusfeltError: as :func:`rusfelt.score`.
        """
        return score(
            self.instrument, dict(table), unit="person", t="session", value_set=self.value_set
        )

    def surely(self, table: Mapping[str, Array]) -> Panel:
        """Likewise, of a table that must be scored.

        Raises:
            Broken: it was not.
        """
        try:
            return self.score(table)
        except Idle:
            raise
        except Exception as error:  # noqa: BLE001 - it may fail in any way it likes
            msg = f"answers there are were not scored: {said_by(error)}"
            raise Broken(msg) from None

    def rows(self, table: Mapping[str, Array], rows: Integers) -> dict[str, Array]:
        """Some rows of a table."""
        return {name: column[rows] for name, column in table.items()}

    def scores(self, table: Mapping[str, Array]) -> dict[tuple[str, str, float], float]:
        """Scale, person and session → score."""
        panel = self.surely(table)
        owner = np.repeat(np.arange(len(panel)), panel.sizes)
        return {
            (str(panel.indicator[row]), str(panel.unit[row]), float(t)): float(y)
            for row, t, y in zip(owner.tolist(), panel.t.tolist(), panel.y.tolist(), strict=True)
        }
