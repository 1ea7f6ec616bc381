"""The change of a share between waves: in percentage points, and apart from that in per cent."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from rusfelt import Column, Needs, Panel, Spec
from rusfelt.typing import Array, Bools, Strings
from rusfelt.vocabulary import Clock, Design, Kind
from rusfelt_ungdata._waves import (
    ACCOUNTED,
    CLUSTERS,
    INTERVAL,
    NOT_ACCOUNTED,
    REASONS,
    SHARE,
    WANTS,
    Waves,
    based,
    first_reasons,
    statuses,
    waves,
)
from rusfelt_ungdata.effective import newcombe, relative_change

__all__ = ["UngdataChange"]

_POINTS, _PERCENT = "percentage points", "per cent of the earlier share"
_UNKNOWN = ("undefined",)
# How long a pupil may be asked: three years at one school level, six from grade 8 to vg3.
_MONTHS_AT_A_LEVEL, _MONTHS_IN_ALL = 36, 72


def _changes(name: str, what: str) -> tuple[Column, ...]:
    """The six columns of one change; the two units never share a column."""
    return (
        Column(
            f"{name}_points",
            unit=_POINTS,
            doc=f"The change {what}, later less earlier.",
            basis=SHARE,
        ),
        Column(
            f"{name}_points_low",
            unit=_POINTS,
            may_be=_UNKNOWN,
            doc="Lower end of its interval; undefined where the answers were not counted.",
            basis=INTERVAL,
        ),
        Column(
            f"{name}_points_high",
            unit=_POINTS,
            may_be=_UNKNOWN,
            doc="Upper end, likewise.",
            basis=INTERVAL,
        ),
        Column(
            f"{name}_percent",
            unit=_PERCENT,
            may_be=_UNKNOWN,
            doc="The same change as a part of the earlier share; undefined where that is 0.",
            basis=SHARE,
        ),
        Column(
            f"{name}_percent_low",
            unit=_PERCENT,
            may_be=_UNKNOWN,
            doc="Lower end of that interval; undefined also where a share is 0 or 100 per cent.",
            basis=INTERVAL,
        ),
        Column(
            f"{name}_percent_high",
            unit=_PERCENT,
            may_be=_UNKNOWN,
            doc="Upper end, likewise.",
            basis=INTERVAL,
        ),
    )


_STEP = _changes("step", "from the last wave but one to the last")
_SPAN = _changes("span", "from the first wave to the last")
_SPEC = Spec(
    "ungdata-change",
    "1",
    needs=Needs(
        points=2,
        wants=WANTS,
        kind=(Kind.COVERAGE,),
        design=(Design.CROSS_SECTION,),
        clock=(Clock.PERIOD,),
    ),
    gives=(
        *_STEP,
        *_SPAN,
        *based(
            (
                Column("first", unit="per cent", doc="The share of the first wave."),
                Column("previous", unit="per cent", doc="The share of the last wave but one."),
                Column("last", unit="per cent", doc="The share of the last wave."),
            ),
            *SHARE,
        ),
        *based(
            (
                Column("first_time", unit="time", doc="When the first wave was."),
                Column("previous_time", unit="time", doc="When the last wave but one was."),
                Column("last_time", unit="time", doc="When the last wave was."),
                Column("waves", "int64", unit="waves", doc="How many waves the series has."),
            ),
            "t",
        ),
        Column("clusters", "str", doc=CLUSTERS, basis=("deff",)),
        Column(
            "pupils",
            "str",
            doc="new, or may-repeat where the last two waves are so near that a pupil may be in "
            "both: less than three years apart for a school level, less than six where the group "
            "is neither a level nor a grade. The interval takes them for different people.",
            basis=("t", "group"),
        ),
    ),
    reasons=REASONS,
    references=(
        "doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I",
        "doi:10.2307/2530610",
        "Kish (1965), Survey Sampling",
    ),
    invariances={
        "time-shift": (
            *(column.name for column in (*_STEP, *_SPAN)),
            *("first", "previous", "last", "waves", "clusters"),
        )
    },
)


@attrs.frozen
class UngdataChange:
    """How a share has moved: the last two waves, and the first and the last.

    From 20 to 15 per cent is a fall of 5 percentage points and of 25 per cent. Both are true, and
    they are never mixed: ``…_points`` and ``…_percent`` are different columns with different
    units and intervals.

    Each wave asks other pupils, so this is the change of the share and never of a pupil. Figures
    that follow the same people (``design = "panel"``) are refused with a reason. Newcombe's
    interval is of the difference, and that of the ratio's logarithm of the relative change; the
    two are different methods and can differ on whether no change is inside. Neither is a verdict.

    Attributes:
        confidence: of the intervals.
    """

    confidence: float = attrs.field(
        default=0.95, validator=[attrs.validators.gt(0), attrs.validators.lt(1)]
    )

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """The change of every series."""
        found = waves(panel)
        last = panel.offsets[1:] - 1
        at = {"first": panel.offsets[:-1], "previous": last - 1, "last": last}
        reason = first_reasons(panel, found.reason)
        good = reason == ""
        ends = {name: found.at(points) for name, points in at.items()}
        counted = np.full(len(panel), True)  # noqa: FBT003 - until a wave says otherwise
        for each in ends.values():
            counted &= ~np.isnan(each.deff)
        months = np.rint(12 * (panel.t[at["last"]] - panel.t[at["previous"]]))
        stays = np.select(
            [_has(panel.group, "grade"), _has(panel.group, "level")],
            [0, _MONTHS_AT_A_LEVEL],
            default=_MONTHS_IN_ALL,
        )
        return {
            **self._change("step", ends["previous"], ends["last"], good),
            **self._change("span", ends["first"], ends["last"], good),
            **{name: np.where(good, 100 * each.share, np.nan) for name, each in ends.items()},
            **{f"{name}_time": panel.t[points] for name, points in at.items()},
            "waves": panel.sizes.astype(np.int64),
            "clusters": np.where(counted, ACCOUNTED, NOT_ACCOUNTED),
            "pupils": np.where(months < stays, "may-repeat", "new"),
            **statuses(reason),
        }

    def _change(self, name: str, early: Waves, late: Waves, good: Bools) -> dict[str, Array]:
        pair = (early.share, early.effective, late.share, late.effective)
        above = early.share > 0
        with np.errstate(over="ignore"):
            part = (late.share - early.share) / np.where(above, early.share, 1.0)
        columns = {
            "points": late.share - early.share,
            "points_low": newcombe(*pair, self.confidence).low,
            "points_high": newcombe(*pair, self.confidence).high,
            "percent": np.where(above & np.isfinite(100 * part), part, np.nan),
            "percent_low": relative_change(*pair, self.confidence).low,
            "percent_high": relative_change(*pair, self.confidence).high,
        }
        return {
            f"{name}_{each}": np.where(good, 100 * values, np.nan)
            for each, values in columns.items()
        }


def _has(group: Strings, dimension: str) -> Bools:
    """Which groups name a grade, or a school level."""
    return np.asarray(np.char.find(np.char.add(";", group), f";{dimension}=") >= 0)
