"""All scores of the same people at once, for evaluators that look at several of them together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from rusfelt.evaluation.people.rollup import roll_up
from rusfelt.evaluator import Spec
from rusfelt.findings import Findings
from rusfelt.panel import Panel
from rusfelt.typing import Array
from rusfelt.vocabulary import Clock

if TYPE_CHECKING:
    from rusfelt.evaluation.carrying import Key
    from rusfelt.evaluation.runs import Runs

__all__ = ["Together", "joined", "looks_together"]

_KEYS = ("indicator", "unit", "group", "part")


def looks_together(spec: Spec) -> bool:
    """Whether an evaluator looks at several scores of one person at once."""
    return bool(spec.needs.roles) or spec.rows == "unit"


class Together:
    """What evaluators say of people over several of their scores, once for all these series.

    Args:
        scores: people's scores by series.
        runs: the evaluators.
    """

    def __init__(self, scores: Mapping[Key, Panel], runs: Runs) -> None:
        self._scores = scores
        self._runs = runs
        self._panels: dict[tuple[str, str, Clock], Panel] = {}
        self._found: dict[tuple[str, str, Clock], dict[str, Findings]] = {}

    def panel(self, key: Key) -> Panel:
        """Every score of the people of a series' unit and group, on its clock."""
        where = self._where(key)
        if where not in self._panels:
            alike = sorted(each for each in self._scores if self._where(each) == where)
            self._panels[where] = joined([self._scores[each] for each in alike])
        return self._panels[where]

    def over(self, key: Key) -> dict[str, dict[str, Any]]:
        """What is said of the people of a series that has a part in it, rolled up, by evaluator."""
        where = self._where(key)
        if where not in self._found:
            self._found[where] = self._runs.over_people_together(lambda: self.panel(key))
        return {
            name: self.rolled(each, key)
            for name, each in self._found[where].items()
            if not each.spec.needs.roles or key[0] in each.spec.needs.roles
        }

    def rolled(self, findings: Findings, key: Key) -> dict[str, Any]:
        """Findings about people as one row; people with none of the scores asked about are left out."""
        roles = findings.spec.needs.roles
        if findings.spec.rows != "unit" or not roles:
            return roll_up(findings, people=len(self._scores[key]))
        panel = self.panel(key)
        asked = panel.unit[np.isin(panel.indicator, roles)]
        return roll_up(findings, np.isin(findings["unit"], asked))

    def _where(self, key: Key) -> tuple[str, str, Clock]:
        return (*key[1:], self._scores[key].clock)


def joined(panels: Sequence[Panel]) -> Panel:
    """Panels of different indicators on one clock as one.

    A further column that one of them lacks is empty there; one of yes or no, which cannot be, and
    one that is text in some and numbers in others, is left out.
    """
    if len(panels) == 1:
        return panels[0]
    sizes = np.concatenate([each.sizes for each in panels])
    indicator, unit, group, part = (
        np.concatenate([getattr(each, name) for each in panels]) for name in _KEYS
    )
    return Panel(
        indicator,
        unit,
        group,
        part,
        np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        np.concatenate([each.t for each in panels]),
        np.concatenate([each.y for each in panels]),
        clock=panels[0].clock,
        per_series=_columns([(each.per_series, len(each)) for each in panels]),
        per_point=_columns([(each.per_point, len(each.t)) for each in panels]),
    )


def _columns(parts: Sequence[tuple[Mapping[str, Array], int]]) -> dict[str, Array]:
    names: Iterable[str] = dict.fromkeys(name for columns, _ in parts for name in columns)
    found = {}
    for name in names:
        there = [columns[name] for columns, _ in parts if name in columns]
        kinds = {"f" if each.dtype.kind in "iuf" else each.dtype.kind for each in there}
        if len(kinds) > 1 or (kinds == {"b"} and len(there) < len(parts)):
            continue
        empty: Any = "" if kinds == {"U"} else np.nan
        found[name] = np.concatenate(
            [columns.get(name, np.full(size, empty)) for columns, size in parts]
        )
    return found
