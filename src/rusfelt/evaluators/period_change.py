"""Period change: the first period against the last, and all periods against each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import attrs
import numpy as np

from rusfelt.evaluator import Column, Needs, Spec
from rusfelt.evaluators._columns import Answer, exposures
from rusfelt.evaluators._counted import is_count
from rusfelt.evaluators._places import scales
from rusfelt.panel import Block, Panel
from rusfelt.typing import Array, Bools, Floats
from rusfelt.vocabulary import Kind

if TYPE_CHECKING:
    from rusfelt.stats.counts import RateRatio
    from rusfelt.stats.intervals import Interval
    from rusfelt.stats.proportions import ProportionDifference

__all__ = ["PeriodChange"]

_UNDEFINED = ("undefined",)

# What a difference of values, or counts alone, are the base of.
_TESTED = (
    "ratio", "p", "p_minlike", "z", "size", "smallest_p", "homogeneity_chi2", "homogeneity_df",
    "homogeneity_p", "halves_p", "first_share", "last_share", "detectable_low", "detectable_high",
    "method",
)  # fmt: skip

_SPEC = Spec(
    "period-change",
    "1",
    needs=Needs(points=2, series=("kind",), wants=("x", "n", "se", "deff", "factor")),
    gives=(
        Column("first", unit="indicator", doc="Value in the first period."),
        Column("last", unit="indicator", doc="Value in the last period."),
        Column("change", unit="indicator", doc="Last minus first."),
        Column(
            "change_pct",
            unit="percent",
            doc="Change as per cent of the first value; nan where that is 0.",
            may_be=_UNDEFINED,
        ),
        Column(
            "change_low",
            unit="indicator",
            doc="Lower end of the change's 90 % interval; nan where there are no events at all.",
            may_be=_UNDEFINED,
        ),
        Column(
            "change_high",
            unit="indicator",
            doc="Upper end of the change's 90 % interval; nan where there are no events at all.",
            may_be=_UNDEFINED,
        ),
        Column(
            "ratio",
            doc="Rate ratio, last to first, of counts; else nan. inf where the first is 0 and the "
            "last is not, nan where both are.",
            may_be=(*_UNDEFINED, "infinite"),
        ),
        Column(
            "low",
            doc="Lower end of the 95 % interval: of the ratio for counts, else of the change.",
        ),
        Column(
            "high",
            doc="Upper end of the 95 % interval: of the ratio for counts, else of the change; inf "
            "where the first count is 0.",
            may_be=("infinite",),
        ),
        Column("p", doc="Two-sided p of first against last: twice the smaller tail, capped at 1."),
        Column("p_minlike", doc="Two-sided p by minimum likelihood, as R prints it."),
        Column(
            "z",
            doc="Normal z, of counts beside the exact test; nan of shares and without events.",
            may_be=_UNDEFINED,
        ),
        Column("size", doc="How often the test rejects at .05 when nothing changes."),
        Column(
            "smallest_p",
            doc="The smallest p figures of this size could have given; nan of errors.",
            may_be=_UNDEFINED,
        ),
        Column(
            "homogeneity_chi2",
            doc="Pearson's chi-square over all periods; nan of errors, and where there are no cases "
            "or nothing but cases.",
            may_be=_UNDEFINED,
        ),
        Column("homogeneity_df", doc="Its degrees of freedom; nan of errors.", may_be=_UNDEFINED),
        Column(
            "homogeneity_p",
            doc="Its p, nan where it is: do the periods differ at all?",
            may_be=_UNDEFINED,
        ),
        Column(
            "halves_p",
            doc="Exact p of the first half pooled against the last half; nan of errors, and below "
            "four periods.",
            may_be=_UNDEFINED,
        ),
        Column(
            "first_low", doc="Lower end of the first value's 95 % interval (a share from 0 to 1)."
        ),
        Column("first_high", doc="Upper end of the first value's 95 % interval."),
        Column(
            "last_low", doc="Lower end of the last value's 95 % interval (a share from 0 to 1)."
        ),
        Column("last_high", doc="Upper end of the last value's 95 % interval."),
        Column(
            "first_share", doc="The first share, from 0 to 1; nan of all else.", may_be=_UNDEFINED
        ),
        Column(
            "last_share", doc="The last share, from 0 to 1; nan of all else.", may_be=_UNDEFINED
        ),
        Column(
            "detectable_low",
            doc="The largest later count that would be a detectable fall; nan where there is none, "
            "and of all but counts.",
            may_be=_UNDEFINED,
        ),
        Column(
            "detectable_high",
            doc="The smallest later count that would be a detectable rise; nan of all but counts.",
            may_be=_UNDEFINED,
        ),
        Column("method", "str", doc="rate-ratio-exact, fisher, z or none."),
    ),
    references=(
        "doi:10.1093/biomet/31.3-4.313",
        "doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I",
    ),
    invariances={
        "shift": ("change", "change_low", "change_high", "low", "high", *_TESTED),
        "scale": _TESTED,
        "time-shift": (
            "first",
            "last",
            "change",
            "change_pct",
            "change_low",
            "change_high",
            "ratio",
            "low",
            "high",
            "p",
            "p_minlike",
            "z",
            "size",
            "smallest_p",
            "homogeneity_chi2",
            "homogeneity_df",
            "homogeneity_p",
            "halves_p",
            "first_low",
            "first_high",
            "last_low",
            "last_high",
            "first_share",
            "last_share",
            "detectable_low",
            "detectable_high",
            "method",
        ),
    },
)
_HALVES = 4
# What every row that is ok has, however it was tested.
_ALWAYS = tuple(each.name for each in _SPEC.gives if each.dtype == "float64" and not each.may_be)


@attrs.frozen
class PeriodChange:
    """First against last: exact conditional test for counts, Fisher for shares, z for errors.

    With more than two periods the homogeneity of all of them is tested too. Bare values have no
    test: their change is shown without a p.
    """

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """The change of every series."""
        answer = Answer(panel, _SPEC.gives)
        kind = panel.per_series["kind"]
        factor = scales(panel)
        for block in panel.by_length():
            first, last = block.y[:, 0], block.y[:, -1]
            with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
                change = last - first
                percent = np.where(first != 0, 100 * change / np.abs(first), np.nan)
            percent = np.where(np.isfinite(percent), percent, np.nan)
            answer.put(
                block.rows,
                {"first": first, "last": last, "change": change, "change_pct": percent},
            )
            left = np.ones(len(block.rows), dtype=np.bool_)
            for mask, step in (
                # A standard error that is given, as of a survey in clusters, knows more than
                # counting does.
                (_with_errors(block), _errors),
                (_counted(block, kind[block.rows]), _counts),
                (_shared(block, kind[block.rows]), _shares),
            ):
                rows = left & mask
                if rows.any():
                    # What no number can hold is told below.
                    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
                        step(answer, block, rows, kind, factor)
                left &= ~mask
            answer.put(block.rows[left], {"method": "none"})
            answer.undefined(block.rows[left], "no-test-for-bare-points")
        answer.undefined(np.flatnonzero(_lost(answer.columns)), "no-estimate")
        return answer.columns


def _lost(found: Mapping[str, Array]) -> Bools:
    """Which rows hold a figure too large for a number."""
    lost = ~np.isfinite([found[name] for name in _ALWAYS]).all(axis=0) | np.isinf(found["z"])
    counts = found["method"] == "rate-ratio-exact"
    lost |= np.isnan(found["high"]) | (np.isinf(found["high"]) & ~counts)
    ends = np.array([found["change_low"], found["change_high"]])
    lost |= np.isinf(ends).any(axis=0)
    # Without events there is no interval of the change, and that is no fault of the numbers.
    return np.asarray(lost | (np.isnan(ends).any(axis=0) & ~(counts & np.isnan(found["ratio"]))))


def _whole(values: Floats) -> Bools:
    """Which rows hold counts, and so few that their sum is exact too."""
    with np.errstate(over="ignore", invalid="ignore"):
        return np.asarray(is_count(values).all(axis=1) & is_count(values.sum(axis=1)))


def _counted(block: Block, kind: Array) -> Bools:
    if "x" not in block.point:
        return np.zeros(len(block.rows), dtype=np.bool_)
    exposure, usable = exposures(block)
    with np.errstate(over="ignore", divide="ignore"):
        ratio = exposure[:, -1] / exposure[:, 0]
        usable &= np.isfinite(exposure.sum(axis=1)) & np.isfinite(ratio) & (ratio > 0)
    return np.asarray(np.isin(kind, [Kind.COUNT, Kind.RATE]) & _whole(block.point["x"]) & usable)


def _shared(block: Block, kind: Array) -> Bools:
    if "x" not in block.point or "n" not in block.point:
        return np.zeros(len(block.rows), dtype=np.bool_)
    x, n = block.point["x"], block.point["n"]
    fine = _whole(x) & _whole(n) & ((n > 0) & (x <= n)).all(axis=1)
    deff = block.point.get("deff")
    if deff is not None:
        # A design effect means fewer independent people than were counted; Fisher's test would
        # believe in all of them.
        fine &= (np.isnan(deff) | (deff == 1)).all(axis=1)
    return np.asarray(fine & (kind == Kind.COVERAGE))


def _with_errors(block: Block) -> Bools:
    if "se" not in block.point:
        return np.zeros(len(block.rows), dtype=np.bool_)
    se = block.point["se"]
    return np.asarray(((se > 0) & np.isfinite(se)).all(axis=1))


def _counts(answer: Answer, block: Block, mask: Bools, kind: Array, factor: Array) -> None:
    from rusfelt.stats.counts import (  # noqa: PLC0415 - loads scipy
        detectable_count,
        homogeneity,
        rate_ratio_exact,
    )
    from rusfelt.stats.intervals import poisson_exact  # noqa: PLC0415 - loads scipy

    rows, x, exposure = block.rows[mask], block.point["x"][mask], exposures(block)[0][mask]
    e1, e2 = exposure[:, 0], exposure[:, -1]
    found = rate_ratio_exact(x[:, 0], x[:, -1], exposure1=e1, exposure2=e2)
    scale = np.where(kind[rows] == Kind.RATE, factor[rows], exposure.mean(axis=1))
    answer.undefined(rows[np.isnan(scale)], "lacks:factor")
    all_periods = homogeneity(x, exposure=exposure)
    detect = detectable_count(x[:, 0], exposure_ratio=e2 / e1)
    answer.put(rows, _test(found, scale))
    answer.put(
        rows,
        {
            "ratio": found.ratio,
            "low": found.low,
            "high": found.high,
            "z": found.z,
            "homogeneity_chi2": all_periods.chi2,
            "homogeneity_df": all_periods.df,
            "homogeneity_p": all_periods.p,
            "detectable_low": detect.low,
            "detectable_high": detect.high,
            "method": "rate-ratio-exact",
            **_ends(
                poisson_exact(x[:, 0], exposure=e1), poisson_exact(x[:, -1], exposure=e2), scale
            ),
        },
    )
    half = x.shape[1] // 2
    if x.shape[1] >= _HALVES:
        pooled = rate_ratio_exact(
            x[:, :half].sum(axis=1),
            x[:, -half:].sum(axis=1),
            exposure1=exposure[:, :half].sum(axis=1),
            exposure2=exposure[:, -half:].sum(axis=1),
        )
        answer.put(rows, {"halves_p": pooled.p})


def _shares(answer: Answer, block: Block, mask: Bools, kind: Array, factor: Array) -> None:  # noqa: ARG001 - one shape for all steps
    from rusfelt.stats.intervals import wilson  # noqa: PLC0415 - loads scipy
    from rusfelt.stats.proportions import (  # noqa: PLC0415 - loads scipy
        proportion_difference,
        proportion_homogeneity,
    )

    rows, x, n = block.rows[mask], block.point["x"][mask], block.point["n"][mask]
    answer.undefined(rows[np.isnan(factor[rows])], "lacks:factor")
    found = proportion_difference(x[:, 0], n[:, 0], x[:, -1], n[:, -1])
    all_periods = proportion_homogeneity(x, n)
    answer.put(rows, _test(found, factor[rows]))
    answer.put(
        rows,
        {
            "low": found.low * factor[rows],
            "high": found.high * factor[rows],
            "homogeneity_chi2": all_periods.chi2,
            "homogeneity_df": all_periods.df,
            "homogeneity_p": all_periods.p,
            "first_share": x[:, 0] / n[:, 0],
            "last_share": x[:, -1] / n[:, -1],
            "method": "fisher",
            **_ends(wilson(x[:, 0], n[:, 0]), wilson(x[:, -1], n[:, -1]), np.ones(len(rows))),
        },
    )
    half = x.shape[1] // 2
    if x.shape[1] >= _HALVES:
        pooled = proportion_difference(
            x[:, :half].sum(axis=1),
            n[:, :half].sum(axis=1),
            x[:, -half:].sum(axis=1),
            n[:, -half:].sum(axis=1),
        )
        answer.put(rows, {"halves_p": pooled.p})


def _errors(answer: Answer, block: Block, mask: Bools, kind: Array, factor: Array) -> None:  # noqa: ARG001 - one shape for all steps
    from rusfelt.stats.intervals import normal_interval  # noqa: PLC0415 - loads scipy
    from rusfelt.stats.means import z_difference  # noqa: PLC0415 - loads scipy

    rows, y, se = block.rows[mask], block.y[mask], block.point["se"][mask]
    found = z_difference(y[:, 0], se[:, 0], y[:, -1], se[:, -1])
    one = np.ones(len(rows))
    answer.put(
        rows,
        {
            "low": found.low,
            "high": found.high,
            "z": found.z,
            "p": found.p,
            "p_minlike": found.p,
            "size": 0.05 * one,
            "change_low": found.change_low,
            "change_high": found.change_high,
            "method": "z",
            **_ends(normal_interval(y[:, 0], se[:, 0]), normal_interval(y[:, -1], se[:, -1]), one),
        },
    )


def _test(found: RateRatio | ProportionDifference, scale: Floats) -> dict[str, Array]:
    return {
        "p": found.p,
        "p_minlike": found.p_minlike,
        "size": found.size,
        "smallest_p": found.smallest_p,
        "change_low": found.change_low * scale,
        "change_high": found.change_high * scale,
    }


def _ends(first: Interval, last: Interval, scale: Floats) -> dict[str, Array]:
    return {
        "first_low": first.low * scale,
        "first_high": first.high * scale,
        "last_low": last.low * scale,
        "last_high": last.high * scale,
    }
