"""Relative to: has a unit changed more, or less, than the rest of the city?"""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from rusfelt.evaluator import Column, Needs, Spec
from rusfelt.evaluators._columns import Answer
from rusfelt.evaluators._counted import is_count
from rusfelt.evaluators._places import compared, put_places, whole_numbers
from rusfelt.evaluators._standing import points_column
from rusfelt.panel import Panel
from rusfelt.typing import Array, Floats
from rusfelt.vocabulary import Caution, Kind

__all__ = ["RelativeTo"]

# Reckoned from numerators and denominators, which stay as they are.
_COUNTED = (
    "ratio",
    "low",
    "high",
    "p",
    "p_minlike",
    "size",
    "smallest_p",
    "unit_ratio",
    "rest_ratio",
    "over_n",
    "places",
    "method",
    "caution",
)

_SPEC = Spec(
    "relative-to",
    "1",
    needs=Needs(
        points=2, series=("kind",), point=("x",), wants=("n",), kind=(Kind.COUNT, Kind.RATE)
    ),
    gives=(
        Column(
            "ratio",
            doc="The unit's last over first, over that of the rest; like theirs inf where a first "
            "count, or the rest's last, is 0, and nan for 0 over 0.",
            may_be=("undefined", "infinite"),
        ),
        Column("low", doc="Lower end of the ratio's interval; 0 where unbounded."),
        Column(
            "high",
            doc="Upper end of the ratio's interval; inf where unbounded.",
            may_be=("infinite",),
        ),
        Column("p", doc="Two-sided p of no difference: twice the smaller tail, capped at 1."),
        Column("p_minlike", doc="Two-sided p by minimum likelihood, as R prints it."),
        Column(
            "size",
            doc="How often the test rejects at .05 when nothing differs; nan of the score.",
            may_be=("undefined",),
        ),
        Column(
            "smallest_p",
            doc="The smallest p figures of this size could have given; nan of the score.",
            may_be=("undefined",),
        ),
        Column(
            "unit_ratio",
            doc="The unit's own last over first.",
            may_be=("undefined", "infinite"),
        ),
        Column(
            "rest_ratio",
            doc="The rest's last over first.",
            may_be=("undefined", "infinite"),
        ),
        Column("first_time", unit="time", doc="The first time."),
        Column("last_time", unit="time", doc="The last time."),
        Column("over_n", "bool", doc="Whether rates over n are compared, or bare counts."),
        Column("places", "int64", doc="How many units are compared; the rest is one less."),
        Column("method", "str", doc="exact, or score where exact is out of reach."),
        Column("caution", "str", doc="What the test takes for granted; see the words in use."),
    ),
    scope="panel",
    references=("doi:10.1214/ss/1177011454",),
    invariances={
        "shift": _COUNTED,
        "scale": _COUNTED,
        "time-shift": _COUNTED,
    },
)


@attrs.frozen
class RelativeTo:
    """The change of each unit, first to last, over the change of all other units together.

    Within an indicator and population group, after the last break; the units compared are those
    with the first and last time that most of them share. Over ``n`` where every unit has it at
    both times, as bare counts where none has. It says that a unit parted from the rest, not why.

    Attributes:
        confidence: of the interval.
    """

    confidence: float = attrs.field(
        default=0.95, validator=[attrs.validators.gt(0), attrs.validators.lt(1)]
    )

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """The change of every unit against the rest."""
        from rusfelt.stats.relative_change import relative_to  # noqa: PLC0415 - loads scipy

        answer = Answer(panel, _SPEC.gives)
        ends = (panel.offsets[:-1], panel.offsets[1:] - 1)
        shape = panel.y.shape
        x1, x2 = (points_column(panel.per_point, "x", shape)[end] for end in ends)
        n1, n2 = (points_column(panel.per_point, "n", shape)[end] for end in ends)
        first, last = (panel.t[end] for end in ends)
        told = ~(np.isnan(n1) & np.isnan(n2))
        usable = np.asarray(np.isfinite(n1) & np.isfinite(n2) & (n1 > 0) & (n2 > 0))
        problems = [
            (np.isnan(x1) | np.isnan(x2), "lacks:x"),
            (~is_count(x1) | ~is_count(x2), "not-whole-counts"),
            (told & ~(np.isnan(n1) | np.isnan(n2)) & ~usable, "no-exposure"),
        ]
        alike = np.zeros(len(panel))
        for found in compared(answer, panel, problems, times=(last, first), alike=alike):
            every, none = usable[found].all(axis=1), np.asarray(~told[found].any(axis=1))
            answer.undefined(np.sort(found[~every & ~none].reshape(-1)), "some-exposures")
            # A total that is no longer exact as a number is no count.
            exact = is_count((x1[found] + x2[found]).sum(axis=1))
            sums = _others(n1[found]), _others(n2[found])
            exact &= none | np.isfinite(sums).all(axis=(0, 2))
            answer.undefined(np.sort(found[~exact].reshape(-1)), "no-estimate")
            pick = (every | none) & exact
            rows, bare = found[pick], none[pick][:, None]
            if not len(rows):
                continue
            change = relative_to(
                x1[rows],
                x2[rows],
                _others(x1[rows]),
                _others(x2[rows]),
                exposure_before=np.where(bare, 1.0, n1[rows]),
                exposure_after=np.where(bare, 1.0, n2[rows]),
                rest_exposure_before=np.where(bare, 1.0, sums[0][pick]),
                rest_exposure_after=np.where(bare, 1.0, sums[1][pick]),
                confidence=self.confidence,
            )
            columns = change._asdict()
            columns["unit_ratio"] = columns.pop("place_ratio")
            put_places(
                answer,
                rows,
                {
                    **columns,
                    "first_time": first[rows],
                    "last_time": last[rows],
                    "over_n": ~bare,
                    "places": np.asarray(float(rows.shape[1])),
                    "caution": np.asarray(str(Caution.CHANCE_ONLY)),
                },
            )
            lost = np.isnan([change.p, change.p_minlike, change.low, change.high]).any(axis=0)
            answer.undefined(np.sort(rows[lost | np.isinf(change.low)]), "no-estimate")
        return whole_numbers(answer.columns, "places")


def _others(values: Floats) -> Floats:
    """Each unit's row summed without the unit, never by subtraction, which loses small numbers."""
    with np.errstate(over="ignore"):
        before, after = np.cumsum(values, axis=1), np.cumsum(values[:, ::-1], axis=1)[:, ::-1]
        rest = np.zeros_like(values)
        rest[:, 1:] += before[:, :-1]
        rest[:, :-1] += after[:, 1:]
    return rest
