"""Joinpoint: does a trend bend, where, and how fast does it move between the bends?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import attrs
import numpy as np

from rusfelt.errors import DomainError
from rusfelt.evaluator import Column, Needs, Spec
from rusfelt.evaluators._caution import CAUTION, cautions
from rusfelt.evaluators._columns import Answer
from rusfelt.evaluators._standing import points_column
from rusfelt.panel import Panel
from rusfelt.typing import Array, Floats

__all__ = ["Joinpoint"]

_FEWEST, _LONGEST = 7, 40
_MOST = 5
# The largest number tried where none is asked for.
_MOST_UNASKED = 3
_JOINTS = {"joinpoint": "joinpoint"}
_SEGMENTS = {
    "segment_start": "start",
    "segment_end": "end",
    "segment_slope": "slope",
    "apc": "apc",
    "apc_low": "apc_low",
    "apc_high": "apc_high",
}
_PERCENT = "percent per unit of time"
_UNDEFINED = ("undefined",)

_SPEC = Spec(
    "joinpoint",
    "1",
    needs=Needs(points=_FEWEST, wants=("se",)),
    gives=(
        Column("number", doc="How many joinpoints were chosen."),
        Column("tried", doc="The largest number tried."),
        Column(
            "aapc",
            unit=_PERCENT,
            doc="Average percent change; nan, with its interval, on the linear scale.",
            may_be=_UNDEFINED,
        ),
        Column("aapc_low", unit=_PERCENT, doc="Lower end of its 95 % interval.", may_be=_UNDEFINED),
        Column(
            "aapc_high", unit=_PERCENT, doc="Upper end of its 95 % interval.", may_be=_UNDEFINED
        ),
        Column("average", unit="per unit of time", doc="Average slope, of logarithms if log."),
        Column(
            "average_low",
            doc="Lower end of its 95 % interval; nan, like all intervals here, where the lines "
            "leave nothing over.",
            may_be=_UNDEFINED,
        ),
        Column("average_high", doc="Upper end of its 95 % interval.", may_be=_UNDEFINED),
        Column(
            "p",
            doc="p of the last permutation test made; it tells of bends, not of a trend. nan where "
            "none was made.",
            may_be=_UNDEFINED,
        ),
        Column("weighted", "bool", doc="Whether standard errors weighted the points."),
        CAUTION[0],
        Column("joinpoint", unit="time", shape="ragged", doc="Times of the joinpoints."),
        Column("segment_start", unit="time", shape="ragged", doc="Where each segment starts."),
        Column("segment_end", unit="time", shape="ragged", doc="Where each segment ends."),
        Column("segment_slope", shape="ragged", doc="Slope of each, of logarithms if log."),
        Column(
            "apc",
            unit=_PERCENT,
            shape="ragged",
            doc="Percent change of each segment; nan on the linear scale.",
            may_be=_UNDEFINED,
        ),
        Column(
            "apc_low",
            unit=_PERCENT,
            shape="ragged",
            doc="Lower end of its 95 % interval.",
            may_be=_UNDEFINED,
        ),
        Column(
            "apc_high",
            unit=_PERCENT,
            shape="ragged",
            doc="Upper end of its 95 % interval.",
            may_be=_UNDEFINED,
        ),
    ),
    references=(
        "doi:10.1002/(SICI)1097-0258(20000215)19:3<335::AID-SIM336>3.0.CO;2-Z",
        "doi:10.1002/sim.3733",
    ),
)
_ROWS = tuple(column for column in _SPEC.gives if column.shape == "row")


@attrs.frozen
class Joinpoint:
    """Straight lines joined where the data say, and the annual percent change of each.

    The points weigh by their standard errors where every point has one above 0, otherwise alike.
    "Annual" is per unit of the panel's time. The intervals take the bends' places as known and
    every point as independent of the one before.

    Attributes:
        method: ``permutation``, ``bic`` or ``bic3``.
        scale: ``log``, for values above 0, or ``linear``.
        max_joinpoints: the largest number to try, at most 5, and fewer where a series has no room
            for them; -1 is one for 7 points and one more for every 5, at most 3.
        permutations: how many, for that method.
        alpha: level of the whole sequence of permutation tests.
    """

    method: Literal["permutation", "bic", "bic3"] = attrs.field(
        default="permutation", validator=attrs.validators.in_(("permutation", "bic", "bic3"))
    )
    scale: Literal["log", "linear"] = attrs.field(
        default="log", validator=attrs.validators.in_(("log", "linear"))
    )
    max_joinpoints: int = attrs.field(
        default=-1,
        validator=[
            attrs.validators.instance_of(int),
            attrs.validators.ge(-1),
            attrs.validators.le(_MOST),
        ],
    )
    permutations: int = attrs.field(
        default=4499, validator=[attrs.validators.instance_of(int), attrs.validators.ge(1)]
    )
    alpha: float = attrs.field(
        default=0.05, validator=[attrs.validators.gt(0), attrs.validators.lt(1)]
    )

    def __attrs_post_init__(self) -> None:
        most = _MOST_UNASKED if self.max_joinpoints < 0 else self.max_joinpoints
        if self.method == "permutation" and (self.permutations + 1) * self.alpha < most:
            msg = (
                f"{self.permutations} permutations can never reach the level "
                f"{self.alpha / most:.2g}. Ask for more, better 4499."
            )
            raise DomainError(msg)

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """The bends and segments of every series."""
        answer = Answer(panel, _ROWS)
        curves = {name: _Ragged(len(panel)) for name in (*_JOINTS, *_SEGMENTS)}
        for block in panel.by_length():
            if block.y.shape[1] > _LONGEST:
                answer.undefined(block.rows, "too-many-points")
                continue
            fine = np.ones(len(block.rows), dtype=np.bool_)
            if self.scale == "log":
                fine = np.asarray((block.y > 0).all(axis=1))
            answer.undefined(block.rows[~fine], "not-positive")
            se = points_column(block.point, "se", block.y.shape)
            told = (np.isfinite(se) & (se > 0)).all(axis=1)
            for weighted in (True, False):
                pick = fine & (told == weighted)
                if pick.any():
                    errors = se[pick] if weighted else None
                    self._put(
                        answer, curves, block.rows[pick], block.y[pick], block.t[pick], errors
                    )
        return {**answer.columns, **{name: curve.flat for name, curve in curves.items()}}

    def _put(
        self,
        answer: Answer,
        curves: Mapping[str, _Ragged],
        rows: Array,
        y: Floats,
        t: Floats,
        se: Floats | None,
    ) -> None:
        from rusfelt.stats.joinpoint import joinpoint  # noqa: PLC0415 - loads scipy

        most = None if self.max_joinpoints < 0 else min(self.max_joinpoints, _room(y.shape[1]))
        found = joinpoint(
            y,
            t,
            se=se,
            scale=self.scale,
            method=self.method,
            max_joinpoints=most,
            permutations=self.permutations,
            alpha=self.alpha,
        )
        left = _left_over(y, found.fitted, log=self.scale == "log")
        names = ("number", "aapc", "aapc_low", "aapc_high")
        averages = ("average", "average_low", "average_high")
        answer.put(
            rows,
            {
                **{name: getattr(found, name) for name in (*names, *averages)},
                "tried": np.full(len(rows), float(found.bic.shape[1] - 1)),
                "p": _last_known(found.p),
                "weighted": np.full(len(rows), se is not None),
                "caution": cautions(left, t, test="line")["caution"],
            },
        )
        number = np.where(np.isnan(found.number), -1, found.number).astype(np.int64)
        for name, field in _JOINTS.items():
            curves[name].put(rows, getattr(found, field), np.maximum(number, 0))
        for name, field in _SEGMENTS.items():
            curves[name].put(rows, getattr(found, field), number + 1)
        # A slope too steep for a number, in a segment that is there.
        there = np.arange(found.slope.shape[1]) <= number[:, None]
        steep = np.isnan(found.average) | (there & np.isnan(found.slope)).any(axis=1)
        answer.undefined(rows[np.isnan(found.number) | steep], "no-estimate")


class _Ragged:
    """Values of differing number a row, gathered block by block."""

    def __init__(self, rows: int) -> None:
        self._sizes = np.zeros(rows, dtype=np.int64)
        self._values = np.full((rows, _MOST + 1), np.nan)

    def put(self, rows: Array, values: Floats, sizes: Array) -> None:
        """The first ``sizes`` of each row's values."""
        self._sizes[rows] = sizes
        self._values[rows, : values.shape[1]] = values

    @property
    def flat(self) -> Any:
        """The values end to end, and where each row's begin."""
        held = np.arange(_MOST + 1) < self._sizes[:, None]
        return self._values[held], np.concatenate([[0], np.cumsum(self._sizes)])


def _room(n: int) -> int:
    """How many joinpoints fit into n points with two points between them and a residual left."""
    return min((n - 2) // 3, (n - 3) // 2)


def _left_over(y: Floats, fitted: Floats, *, log: bool) -> Floats:
    """What the joined lines leave over, on the scale they were fitted on; 0 where unknown."""
    with np.errstate(all="ignore"):
        left = np.log(y) - np.log(fitted) if log else y - fitted
    return np.where(np.isfinite(left), left, 0.0)


def _last_known(p: Floats) -> Floats:
    """The last number of each row that is there; nan where none is."""
    last = np.full(len(p), np.nan)
    for column in p.T:
        last = np.where(np.isnan(column), last, column)
    return last
