"""Recovery and reliable change of one person over several measures, as NHS Talking Therapies has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import attrs
import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.evaluator import Column, Spec
from rusfelt.evaluators._columns import Answer
from rusfelt.evaluators._people import PEOPLE, ends
from rusfelt.evaluators._places import one_each
from rusfelt.evaluators._standing import explain, words_column
from rusfelt.panel import Panel
from rusfelt.typing import Array, Bools, Floats, Integers
from rusfelt.vocabulary import Direction, Role

__all__ = ["Recovery"]

# Of those who were not cases at the start nobody can have recovered.
_OF_CASES = ("case_at_start",)
_FIELDS = (
    "case_at_start", "case_at_end", "recovery", "reliable_improvement", "reliable_deterioration",
    "no_reliable_change", "reliable_recovery",
)  # fmt: skip

_SPEC = Spec(
    "recovery",
    "1",
    needs=attrs.evolve(PEOPLE, wants=("kind", "design", "better", "role")),
    rows="unit",
    scope="panel",
    gives=(
        Column("case_at_start", "bool", doc="A case on at least one measure at the start."),
        Column("case_at_end", "bool", doc="A case on at least one measure at the end."),
        Column("recovery", "bool", doc="A case at the start and none at the end.", basis=_OF_CASES),
        Column(
            "reliable_improvement", "bool", doc="Reliably better on a measure and worse on none."
        ),
        Column(
            "reliable_deterioration", "bool", doc="Reliably worse on a measure and better on none."
        ),
        Column("no_reliable_change", "bool", doc="Neither of the two."),
        Column(
            "reliable_recovery",
            "bool",
            doc="Recovery together with reliable improvement.",
            basis=_OF_CASES,
        ),
        Column("thresholds", "str", doc="Measures, each with its caseness and reliable change."),
        Column("boundary", "str", doc="How a score or a change is held against a threshold."),
    ),
    references=("doi:10.1016/j.brat.2013.06.004",),
    invariances={
        "time-shift": (
            "case_at_start",
            "case_at_end",
            "recovery",
            "reliable_improvement",
            "reliable_deterioration",
            "no_reliable_change",
            "reliable_recovery",
            "thresholds",
            "boundary",
        ),
    },
)


class _Measure(NamedTuple):
    """One measure: its indicator, a case from this score on, and the smallest reliable change."""

    name: str
    caseness: float
    reliable: float


def _measures(value: object) -> tuple[_Measure, ...]:
    """``"phq9 10 6, gad7 8 4"`` as measures; everything wrong with it at once."""
    found: list[_Measure] = []
    problems = []
    if not isinstance(value, str):
        msg = f"measures is {value!r}. Write text such as 'phq9 10 6, gad7 8 4'."
        raise DomainError(msg)
    for place, part in enumerate(value.split(",")):
        words = part.split()
        try:
            name, caseness, reliable = words[0], *map(float, words[1:])
            wrong = not (np.isfinite(caseness) and np.isfinite(reliable) and reliable > 0)
        except (IndexError, ValueError):
            name, caseness, reliable, wrong = part.strip(), np.nan, np.nan, True
        if wrong:
            problems.append(
                Problem(
                    f"measures[{place}]",
                    f"{part.strip()!r} is no measure with two thresholds.",
                    "Write its indicator, the score from which someone is a case, and the smallest "
                    "reliable change, above 0, with a point for decimals: 'phq9 10 6'.",
                )
            )
        elif any(each.name == name for each in found):
            problems.append(Problem(f"measures[{place}]", f"{name!r} stands twice.", "Keep one."))
        found.append(_Measure(name, caseness, reliable))
    if problems:
        msg = "The measures cannot be read:"
        raise DomainError(msg, problems=problems)
    return tuple(found)


def _readable(_: object, __: object, value: object) -> None:
    _measures(value)


@attrs.frozen
class Recovery:
    """What became of each person, over all their measures at once; one row a person.

    Someone is a case with a score at or beyond the caseness threshold of any measure, and has
    recovered when a case at the start and on no measure a case at the end. Reliably improved is
    better by the reliable change or more on at least one measure and worse by it on none. The
    share recovered is of the cases at the start, the others are of all who are classified: those
    with a first and a last score on every measure, and sheets enough.

    Args:
        measures: the indicators, each with its two thresholds. The default is NHS Talking
            Therapies' own: caseness from 10 on PHQ-9 and 8 on GAD-7, reliable change from 6 and 4.
            Where the panel says that higher is better, a case scores the threshold or less.
            Source: Gyani, Shafran, Layard and Clark (2013), doi:10.1016/j.brat.2013.06.004; NHS
            England, The NHS Talking Therapies Manual.
        fewest_sessions: fewest scored sheets of some measure. The programme counts those with two
            treatment sessions or more, and asks for a sheet at each.
    """

    measures: str = attrs.field(default="phq9 10 6, gad7 8 4", validator=_readable)
    fewest_sessions: int = attrs.field(
        default=2, validator=[attrs.validators.instance_of(int), attrs.validators.ge(1)]
    )

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives; its measures are the roles it looks at together."""
        roles = tuple(each.name for each in _measures(self.measures))
        return attrs.evolve(_SPEC, needs=attrs.evolve(_SPEC.needs, roles=roles))

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """One row a person."""
        from rusfelt.stats.change.talking_therapies import (  # noqa: PLC0415 - loads scipy
            talking_therapies,
        )

        measures = _measures(self.measures)
        heads, owner = one_each(panel, panel.unit)
        answer = Answer(heads, _SPEC.gives)
        scores = _side_by_side(panel, owner, len(heads), [each.name for each in measures])
        explain(
            answer,
            (scores.process, "process-measure"),
            (scores.twice, "two-series"),
            (scores.missing, "missing-measure"),
            (np.asarray(np.isnan(scores.sign).any(axis=1)), "no-direction"),
            (scores.sheets < self.fewest_sessions, "too-few-sessions"),
        )
        # Turned so that lower is better, which lets each person's panel say which way is.
        turned = -np.nan_to_num(scores.sign, nan=1.0)
        found = talking_therapies(
            turned * scores.first,
            turned * scores.last,
            caseness=turned * np.array([each.caseness for each in measures]),
            reliable=[each.reliable for each in measures],
            better="lower",
        )
        for code in ("missing-pre", "missing-post"):
            answer.undefined(np.flatnonzero(found.reason == code), code)
        answer.put_all({name: getattr(found, name) for name in _FIELDS})
        told = ", ".join(f"{each.name} {each.caseness:g} {each.reliable:g}" for each in measures)
        answer.put_all({"thresholds": told, "boundary": ">="})
        return answer.columns


class _Scores(NamedTuple):
    """Persons by measures, and what is wrong with a person's."""

    first: Floats
    last: Floats
    sign: Floats
    sheets: Integers
    process: Bools
    twice: Bools
    missing: Bools


def _side_by_side(panel: Panel, owner: Integers, people: int, names: list[str]) -> _Scores:
    """Each person's first and last score on each measure, beside one another."""
    before, after = ends(panel, None, None)
    better = words_column(panel, "better")
    signs = np.select(
        [better == str(Direction.HIGHER), better == str(Direction.LOWER)], [1.0, -1.0], np.nan
    )
    of_process = words_column(panel, "role") == str(Role.PROCESS)
    shape = (people, len(names))
    first, last, sign = (np.full(shape, np.nan) for _ in range(3))
    sheets = np.zeros(people, dtype=np.int64)
    process, twice, missing = np.zeros((3, people), dtype=np.bool_)
    for place, name in enumerate(names):
        rows = np.flatnonzero(panel.indicator == name)
        whose = owner[rows]
        for table, column in ((first, before), (last, after), (sign, signs)):
            table[whose, place] = column[rows]
        np.maximum.at(sheets, whose, panel.sizes[rows])
        np.logical_or.at(process, whose, of_process[rows])
        count = np.bincount(whose, minlength=people)
        twice |= count > 1
        missing |= count == 0
    return _Scores(first, last, sign, sheets, process, twice, missing)
