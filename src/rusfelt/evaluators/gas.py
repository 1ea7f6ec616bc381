"""Goal attainment scaling: how far each person has come towards the goals set with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

import attrs
import numpy as np

from rusfelt.errors import DomainError
from rusfelt.evaluator import Column, Spec
from rusfelt.evaluators._columns import Answer
from rusfelt.evaluators._people import PEOPLE, ends
from rusfelt.evaluators._places import answered, one_each, whole_numbers
from rusfelt.evaluators._standing import explain, words_column
from rusfelt.panel import Panel
from rusfelt.typing import Array, Bools, Floats, Integers
from rusfelt.vocabulary import Direction, Role

__all__ = ["Gas"]

_LOWEST, _HIGHEST = -2.0, 2.0
_UNRATED = ("undefined", "left-out")

_SPEC = Spec(
    "gas",
    "1",
    needs=attrs.evolve(PEOPLE, wants=("kind", "design", "better", "role", "weight")),
    rows="unit",
    scope="panel",
    gives=(
        Column("t_baseline", unit="T", doc="T-score of the levels at the start."),
        Column("t_achieved", unit="T", doc="T-score of the levels at the end, of the same goals."),
        Column("t_change", unit="T", doc="t_achieved - t_baseline."),
        Column("mean_level", unit="levels", doc="Weighted mean of the levels at the end."),
        Column("mean_change", unit="levels", doc="Change of that mean since the start."),
        Column("goals", "int64", "goals", "Goals rated both times, of a weight above 0."),
        Column("unrated", "int64", "goals", "Goals not rated both times."),
        Column("at_floor", "int64", "goals", "Goals that began at -2, with no room to get worse."),
        Column("t_lowest", unit="T", doc="The lowest T those goals could give, all at -2."),
        Column("t_highest", unit="T", doc="The highest, all at +2."),
        Column("rule", "str", doc="What was done with goals that were not rated."),
        Column("caution", "str", doc="Why T-scores of these people are not on one scale."),
    ),
    references=("doi:10.1007/BF01530764", "doi:10.1177/0269215508101742"),
    invariances={
        "time-shift": (
            "t_baseline",
            "t_achieved",
            "t_change",
            "mean_level",
            "mean_change",
            "goals",
            "unrated",
            "at_floor",
            "t_lowest",
            "t_highest",
            "rule",
            "caution",
        ),
    },
)


def _names(value: object) -> tuple[str, ...]:
    """``"goal-1, goal-2"`` as indicators; empty text is all there are."""
    if not isinstance(value, str):
        msg = f"goals is {value!r}. Write the indicators as text, with commas between."
        raise DomainError(msg)
    names = tuple(each.strip() for each in value.split(","))
    if names == ("",):
        return ()
    if "" in names or len(set(names)) < len(names):
        msg = f"goals is {value!r}. Name each indicator once, with commas between."
        raise DomainError(msg)
    return names


def _readable(_: object, __: object, value: object) -> None:
    _names(value)


@attrs.frozen
class Gas:
    """Each person's T-score before and after, over all their goals; one row a person.

    Each series is one goal of one person: its first point is the level at the start and its last
    the level reached, from -2 to +2 with 0 as expected. ``weight`` stands by series where goals
    have weights; a weight of 0 drops the goal.

    A T-score depends on how many goals it is of: six goals at -1 give 34.5 where one gives 40. So
    ``caution`` says ``different-numbers-of-goals`` (or ``different-weights``) where the people do
    not have one range in common; compare ``mean_level`` then, which does not stretch.

    Args:
        goals: the indicators that are goals, with commas between; unsaid, all there are.
        rho: assumed correlation between goals; 0.3 by convention.
        unrated: what becomes of a person with a goal not rated both times: ``undefined``, since a
            goal nobody rates was often given up, or ``left-out``.
    """

    goals: str = attrs.field(default="", validator=_readable)
    rho: float = attrs.field(
        default=0.3,
        validator=[attrs.validators.ge(0), attrs.validators.le(1)],
    )
    unrated: Literal["undefined", "left-out"] = attrs.field(
        default="undefined", validator=attrs.validators.in_(_UNRATED)
    )

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives; the goals named are the roles it looks at together."""
        return attrs.evolve(_SPEC, needs=attrs.evolve(_SPEC.needs, roles=_names(self.goals)))

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """One row a person."""
        from rusfelt.stats.goals.gas import gas_change, goal_attainment  # noqa: PLC0415 - scipy

        heads, owner = one_each(panel, panel.unit)
        answer = Answer(heads, _SPEC.gives)
        chosen = np.ones(len(panel), dtype=np.bool_)
        if names := _names(self.goals):
            chosen = np.isin(panel.indicator, names)
        found = _by_person(panel, owner, chosen, len(heads))
        explain(
            answer,
            (found.process, "process-measure"),
            (found.lower, "goals-higher-better"),
            (found.none, "no-goals"),
            (found.outside, "level-out-of-range"),
            (found.unweighted, "impossible-weight"),
            (np.asarray(~(found.weight > 0).any(axis=1)), "no-weights"),
        )
        rows = np.flatnonzero(answered(answer, len(heads)))
        before, after, weight = found.before[rows], found.after[rows], found.weight[rows]
        change = gas_change(before, after, weight, self.rho, unrated=self.unrated)
        # The mean of the very goals T is of: those rated both times.
        both = np.where(np.isnan(before), np.nan, after)
        reached = goal_attainment(both, weight, self.rho, unrated=self.unrated)
        answer.put(
            rows,
            {
                "t_baseline": change.baseline,
                "t_achieved": change.achieved,
                "t_change": change.change,
                "mean_level": reached.mean,
                "mean_change": change.mean_change,
                "goals": change.n,
                "unrated": change.unrated,
                "at_floor": change.at_floor,
                "t_lowest": change.low,
                "t_highest": change.high,
                "rule": self.unrated,
            },
        )
        scored = ~np.isnan(change.achieved)
        unstarted = np.isnan(np.where(weight > 0, before, 0)).any(axis=1)
        answer.undefined(rows[~scored & unstarted], "missing-pre")
        answer.undefined(rows[~scored], "missing-post")
        caution = _caution(change.achieved[scored], change.low[scored], change.n[scored])
        answer.put(rows[scored], {"caution": caution})
        return whole_numbers(answer.columns, "goals", "unrated", "at_floor")


def _caution(t: Floats, low: Floats, goals: Integers) -> str:
    from rusfelt.stats.goals.gas_group import gas_group  # noqa: PLC0415 - loads scipy

    if not len(t) or gas_group(t, low).comparable:
        return ""
    return "different-numbers-of-goals" if np.ptp(goals) else "different-weights"


class _Goals(NamedTuple):
    """Persons by goals, and what is wrong with a person's."""

    before: Floats
    after: Floats
    weight: Floats
    process: Bools
    lower: Bools
    none: Bools
    outside: Bools
    unweighted: Bools


def _by_person(panel: Panel, owner: Integers, chosen: Bools, people: int) -> _Goals:
    """Every person's goals side by side; places beyond their number have the weight 0."""
    rows = np.flatnonzero(chosen)
    # The order of a person's goals is theirs, and not that of the panel's rows.
    rows = rows[
        np.lexsort([panel.part[rows], panel.group[rows], panel.indicator[rows], owner[rows]])
    ]
    whose = owner[rows]
    count = np.bincount(whose, minlength=people)
    place = np.arange(len(rows)) - (np.cumsum(count) - count)[whose]
    shape = (people, int(count.max(initial=0)))
    before, after = np.full(shape, np.nan), np.full(shape, np.nan)
    weight = np.zeros(shape)
    first, last = ends(panel, None, None)
    before[whose, place], after[whose, place] = first[rows], last[rows]
    given = _weights(panel)[rows]
    stated = np.bincount(whose, weights=~np.isnan(given), minlength=people)
    # Nobody stated any: all alike.
    given[(stated == 0)[whose]] = 1.0
    impossible = ~(np.isfinite(given) & (given >= 0))
    weight[whose, place] = np.where(impossible, 0.0, given)
    levels = panel.y
    beyond = np.zeros(len(panel), dtype=np.bool_)
    points = np.repeat(np.arange(len(panel)), panel.sizes)
    beyond[points[(levels < _LOWEST) | (levels > _HIGHEST)]] = True
    process = words_column(panel, "role") == str(Role.PROCESS)
    lower = words_column(panel, "better") == str(Direction.LOWER)

    def somewhere(bad: Bools) -> Bools:
        return np.bincount(whose[bad], minlength=people) > 0

    return _Goals(
        before,
        after,
        weight,
        somewhere(process[rows]),
        somewhere(lower[rows]),
        count == 0,
        somewhere(beyond[rows]),
        somewhere(impossible),
    )


def _weights(panel: Panel) -> Floats:
    """Weights as they are stated, nan where they are not; -1 for what is no number."""
    told = panel.per_series.get("weight")
    if told is None:
        return np.full(len(panel), np.nan)
    if told.dtype.kind not in "iuf":
        return np.full(len(panel), -1.0)
    return told.astype(np.float64)
