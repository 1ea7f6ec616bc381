"""Livskvalitet profile: where people stand on each indicator, and against a population."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np

from rusfelt.domain import _convert as to
from rusfelt.errors import DomainError
from rusfelt.evaluator import Column, Needs, Spec
from rusfelt.evaluators._columns import series_column
from rusfelt.evaluators._people import by_indicator
from rusfelt.findings import NO_INTEGER
from rusfelt.panel import Panel
from rusfelt.typing import Array, Bools, Floats, Integers
from rusfelt.vocabulary import Kind, Role, Status

__all__ = ["LivskvalitetProfile"]

_BANDS = ("low", "middle", "high")
# The bands the published shares are of.
_LOW, _HIGH = 5, 9
_LOWEST, _HIGHEST = 0.0, 10.0
_NUMBERS = ("mean", *_BANDS, "n")
# A population larger than this has no uncertainty worth the name, and is no whole number either.
_KNOWN_FROM = 2.0**53
_UNDEFINED = ("undefined",)


def _may_lack(name: str, unit: str, doc: str) -> Column:
    """A column that is nan where there is nothing to reckon it from."""
    return Column(name, unit=unit, doc=doc, may_be=_UNDEFINED)


def _band(name: str, told: str) -> tuple[Column, ...]:
    """The people of a band; all nan where ``banded`` is false."""
    people = _may_lack(f"{name}_n", "persons", f"People {told}; nan where not banded.")
    return (
        attrs.evolve(people, basis=(f"{name}_n",)),
        _may_lack(f"{name}_share", "share", f"Share of people {told}."),
        _may_lack(f"{name}_share_low", "share", "Lower end of its 95 % interval (Wilson)."),
        _may_lack(f"{name}_share_high", "share", "Upper end of its 95 % interval (Wilson)."),
    )


_SPEC = Spec(
    "livskvalitet-profile",
    "1",
    needs=Needs(
        points=0,
        # Figures of a district have no ends of a scale: these are answers of people.
        series=("lowest", "highest"),
        kind=(Kind.SCORE,),
        wants=("kind", "role", "benchmark", *(f"benchmark_{name}" for name in _NUMBERS)),
    ),
    rows="indicator",
    scope="panel",
    gives=(
        Column("n", "int64", "persons", "People with a score.", basis=("n",)),
        Column("unscored", "int64", "persons", "People without one.", basis=("unscored",)),
        Column("mean", unit="score", doc="Mean score."),
        Column(
            "mean_low",
            unit="score",
            doc="Lower end of its 95 % interval (Student's t); nan of one person.",
            may_be=_UNDEFINED,
        ),
        Column(
            "mean_high",
            unit="score",
            doc="Upper end of its 95 % interval (Student's t); nan of one person.",
            may_be=_UNDEFINED,
        ),
        Column(
            "sd",
            unit="score",
            doc="Standard deviation of the scores, n - 1; nan of one person.",
            may_be=_UNDEFINED,
        ),
        Column("banded", "bool", doc="Whether all scores are whole answers, which bands are for."),
        *_band("low", "at or below the upper end of the low band"),
        *_band("middle", "between the low and the high band"),
        *_band("high", "at or above the lower end of the high band"),
        Column("benchmark", "str", doc="Population and year it is held against."),
        Column("compared", "str", doc="known, share-sampled, several or no-benchmark."),
        _may_lack("benchmark_n", "persons", "People asked in the benchmark; nan if unsaid."),
        _may_lack("benchmark_mean", "score", "Its mean; nan if unsaid, like all that follow."),
        _may_lack("mean_difference", "score", "Mean less that of the benchmark."),
        _may_lack("mean_difference_low", "score", "Lower end of its 95 % interval."),
        _may_lack("mean_difference_high", "score", "Upper end of its 95 % interval."),
        *(
            _may_lack(f"benchmark_{name}_share", "share", f"Its share in the {name} band.")
            for name in _BANDS
        ),
        _may_lack("low_difference", "share", "Share low less that of the benchmark."),
        _may_lack("low_difference_low", "share", "Lower end of its 95 % interval."),
        _may_lack("low_difference_high", "share", "Upper end of its 95 % interval."),
    ),
    references=(
        "https://www.ssb.no/sosiale-forhold-og-kriminalitet/levekar/statistikk/livskvalitet",
        "doi:10.1080/01621459.1927.10502953",
        "doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I",
        "doi:10.1093/biomet/6.1.1",
    ),
)


@attrs.frozen
class LivskvalitetProfile:
    """Where people stand on each indicator of quality of life, and against a population.

    One row an indicator, never a total: there is no official one. Each person counts once, with
    the latest score. It describes one time, so that the same people each time and new people each
    time will both do, and it says nothing of change and gives no verdict.

    Args:
        low: the highest answer of the low band. Statistics Norway's bands are 0-5, 6-8 and 9-10
            (Slik har vi det, 2017; Livskvalitet i Norge 2020, Rapporter 2020/35).
        high: the lowest answer of the high band.
        at: the time of the scores; unsaid, each person's latest.

    The bands are for whole answers from 0 to 10. Where a score is no whole number (a balance of
    several answers) the mean stands alone and ``banded`` is false.

    A benchmark comes from the columns that :func:`rusfelt.with_benchmarks` adds. ``compared`` says
    how it is taken: ``known``, as if it had no uncertainty of its own, so that only the people's
    own counts; ``share-sampled``, where it says how many were asked: then the interval of the
    share's difference is Newcombe's and has both uncertainties, while that of the mean, whose
    spread is not published, still takes it as known; ``several`` where people of one indicator
    carry different benchmarks, and ``no-benchmark``: then nothing is compared. With bands other
    than those above only the mean is. An interval is no test of whether a tiltak worked: people are not like
    the population in other ways too.
    """

    low: int = attrs.field(
        default=_LOW, converter=to.whole, validator=attrs.validators.in_(range(10))
    )
    high: int = attrs.field(
        default=_HIGH, converter=to.whole, validator=attrs.validators.in_(range(1, 11))
    )
    at: float | None = attrs.field(default=None, converter=attrs.converters.optional(to.number))

    def __attrs_post_init__(self) -> None:
        if self.low >= self.high:
            msg = f"The low band ends at {self.low} and the high one begins at {self.high}. Part them."
            raise DomainError(msg)

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        return _SPEC

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """One row an indicator."""
        scores = _latest(panel, self.at)
        rows = [self._one(panel, where, scores[where]) for _, where in by_indicator(panel)]
        return {name: np.array([row[name] for row in rows]) for name in rows[0]}

    def _one(self, panel: Panel, where: Integers, scores: Floats) -> dict[str, Any]:
        row = _empty()
        where, scores = _once_each(panel, where, scores)
        told = scores[~np.isnan(scores)]
        row |= {"n": len(told), "unscored": len(scores) - len(told)}
        ends = [_numbers(panel, name, where) for name in ("lowest", "highest")]
        if np.any(series_column(panel, "role", "")[where] == str(Role.PROCESS)):
            return row | _refused("process-measure")
        if np.any((ends[0] != _LOWEST) | (ends[1] != _HIGHEST)):
            return row | _refused("not-nought-to-ten")
        if np.any((told < _LOWEST) | (told > _HIGHEST)):
            return row | _refused("outside-scale")
        if not len(told):
            return row | _refused("no-data")
        row |= _mean(told)
        row |= self._bands(told)
        return row | self._against(panel, where, row)

    def _bands(self, scores: Floats) -> dict[str, Any]:
        from rusfelt.stats.intervals import wilson  # noqa: PLC0415 - loads scipy

        if np.any(scores != np.rint(scores)):
            return {}
        below, above = int(np.sum(scores <= self.low)), int(np.sum(scores >= self.high))
        counts = dict(zip(_BANDS, (below, len(scores) - below - above, above), strict=True))
        found: dict[str, Any] = {"banded": True}
        for name, count in counts.items():
            low, high = wilson(count, len(scores))
            found |= {
                f"{name}_n": float(count),
                f"{name}_share": count / len(scores),
                f"{name}_share_low": float(low),
                f"{name}_share_high": float(high),
            }
        return found

    def _against(self, panel: Panel, where: Integers, row: Mapping[str, Any]) -> dict[str, Any]:
        """The benchmark, and what lies between it and the people."""
        benchmark, several = _benchmark(panel, where)
        if several:
            return {"compared": "several"}
        shares = {name: benchmark[name] / 100 for name in _BANDS}
        asked = benchmark["n"]
        mean = benchmark["mean"]
        alike = row["banded"] and (self.low, self.high) == (_LOW, _HIGH)
        found: dict[str, Any] = {
            "benchmark": benchmark["text"],
            "benchmark_n": asked,
            "benchmark_mean": mean,
            "mean_difference": row["mean"] - mean,
            "mean_difference_low": row["mean_low"] - mean,
            "mean_difference_high": row["mean_high"] - mean,
            **{f"benchmark_{name}_share": share for name, share in shares.items()},
        }
        share_told = alike and not np.isnan(shares["low"])
        if share_told:
            found |= _share_difference(row, shares["low"], asked)
        sampled = share_told and not np.isnan(asked)
        if share_told or not np.isnan(mean):
            found["compared"] = "share-sampled" if sampled else "known"
        return found


def _share_difference(row: Mapping[str, Any], share: float, asked: float) -> dict[str, float]:
    """Newcombe's interval around the difference of the printed shares.

    A benchmark taken as known is one whose own interval has no width.
    """
    from rusfelt.stats.intervals import wilson  # noqa: PLC0415 - loads scipy

    difference = row["low_share"] - share
    below, above = row["low_share"] - row["low_share_low"], row["low_share_high"] - row["low_share"]
    if not np.isnan(asked):
        # The share is printed with one decimal; the count nearest to it has the width.
        count = np.rint(share * asked)
        ends = wilson(count, asked)
        below = float(np.hypot(below, ends.high - count / asked))
        above = float(np.hypot(above, count / asked - ends.low))
    return {
        "low_difference": difference,
        "low_difference_low": difference - below,
        "low_difference_high": difference + above,
    }


def _mean(scores: Floats) -> dict[str, float]:
    from rusfelt.stats.estimates import mean_interval  # noqa: PLC0415 - loads scipy

    found = mean_interval(scores)
    return {
        "mean": float(found.mean),
        "mean_low": float(found.low),
        "mean_high": float(found.high),
        "sd": float(found.sd),
    }


def _latest(panel: Panel, at: float | None) -> Floats:
    """Each series' latest score, or the one at a time; ``nan`` where it has none."""
    scores = np.full(len(panel), np.nan)
    some = panel.sizes > 0
    if at is None:
        scores[some] = panel.y[panel.offsets[1:][some] - 1]
        return scores
    points = np.flatnonzero(panel.t == at)
    scores[np.searchsorted(panel.offsets, points, side="right") - 1] = panel.y[points]
    return scores


def _once_each(panel: Panel, where: Integers, scores: Floats) -> tuple[Integers, Floats]:
    """One score a person: somebody in several groups or parts counts with the latest."""
    if not (panel.part[where].any() or np.any(panel.group[where] != panel.group[where[0]])):
        return where, scores
    last = np.full(len(where), -np.inf)
    told = ~np.isnan(scores)
    last[told] = panel.t[panel.offsets[1:][where[told]] - 1]
    order = np.lexsort((panel.part[where], panel.group[where], last, panel.unit[where]))
    units = panel.unit[where][order]
    kept = order[np.append(units[1:] != units[:-1], [True])]
    return where[kept], scores[kept]


def _benchmark(panel: Panel, where: Integers) -> tuple[dict[str, Any], bool]:
    """The one benchmark of these people, and whether they carry several."""
    texts = series_column(panel, "benchmark", "")[where].astype(np.str_)
    numbers = {
        name: _usable(name, _numbers(panel, f"benchmark_{name}", where)) for name in _NUMBERS
    }
    several = bool(np.any(texts != texts[0]))
    several |= any(not _all_alike(each) for each in numbers.values())
    return {"text": str(texts[0]), **{name: float(numbers[name][0]) for name in _NUMBERS}}, several


def _numbers(panel: Panel, name: str, where: Integers) -> Floats:
    """A column of some series as numbers; ``nan`` where it is missing or holds something else."""
    column = panel.per_series.get(name)
    if column is None or column.dtype.kind not in "fi":
        return np.full(len(where), np.nan)
    return column[where].astype(np.float64)


def _usable(name: str, values: Floats) -> Floats:
    """The numbers that can be what they say; others are as if nobody had said them."""
    if name == "n":
        fine: Bools = (values >= 1) & (values < _KNOWN_FROM) & (values == np.rint(values))
    else:
        fine = (values >= 0) & (values <= (_HIGHEST if name == "mean" else 100))
    return np.where(fine, values, np.nan)


def _all_alike(values: Floats) -> bool:
    return bool(np.all((values == values[0]) | (np.isnan(values) & np.isnan(values[0]))))


def _empty() -> dict[str, Any]:
    """A row of which nothing is known."""
    nothing = {"float64": np.nan, "int64": NO_INTEGER, "str": "", "bool": False}
    row = {column.name: nothing[column.dtype] for column in _SPEC.gives}
    return row | {"status": str(Status.OK), "reason": "", "compared": "no-benchmark"}


def _refused(reason: str) -> dict[str, str]:
    return {"status": str(Status.UNDEFINED), "reason": reason}
