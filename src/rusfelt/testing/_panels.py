"""Made-up panels that meet an evaluator's needs, whatever those are."""

from __future__ import annotations

import numpy as np

from rusfelt.evaluator import Needs
from rusfelt.panel import Panel
from rusfelt.testing._chance import Chance, quarters, words, yes
from rusfelt.testing._figures import Series, figures
from rusfelt.testing._meanings import POINT, SERIES
from rusfelt.typing import Array, Floats, Integers, Strings
from rusfelt.vocabulary import Clock, Design, Kind

__all__ = ["LAYOUTS", "columns_of", "made_panel"]

_AGES = ("age=0-19", "age=20-64", "age=65+")
# The groups standard populations are published in.
_FIVE_YEARS = (*(f"age={low}-{low + 4}" for low in range(0, 90, 5)), "age=90+")
_ANY_KIND = (Kind.AMOUNT, Kind.COUNT, Kind.COVERAGE, Kind.RATE, Kind.SCORE)
LAYOUTS = ("indicators", "units", "ages", "five-years")
# So many units are enough for two indicators.
_ENOUGH = 6


def made_panel(
    chance: Chance,
    needs: Needs,
    *,
    clock: Clock | None = None,
    most: int = 8,
    fewest: int = 1,
    longest: int = 6,
    style: str = "plain",
    layout: str | None = None,
    short: bool = True,
    all_wants: bool = False,
) -> Panel:
    """A panel of which an evaluator with these needs can be asked.

    Args:
        chance: where numbers come from.
        needs: columns, kinds, designs, clocks, roles and points.
        clock: one of those needed; unsaid, any of them.
        most: how many series at the most; with roles, units.
        fewest: how many at the least.
        longest: by how many points a series may exceed what is needed.
        style: of the values, one of ``STYLES``.
        layout: one of ``LAYOUTS``; unsaid, any of them.
        short: whether some series may have too few points, which the engine sets aside.
        all_wants: whether everything wanted is there; unsaid, each now and then is not.
    """
    told = clock or chance.pick(tuple(needs.clock) or tuple(Clock))
    size = int(chance.integers(fewest, most, 1)[0])
    layout = layout or chance.pick(LAYOUTS)
    indicator, unit, group = _keys(needs.roles, layout, size)
    count = len(indicator)
    # Units are asked at the same times, mostly: comparisons of them need that.
    even = layout != "indicators" and not yes(chance, 6)
    sizes = _sizes(chance, needs.points, count, longest, even=even, short=short)
    t = _times(chance, told, sizes, even=even)
    part = np.zeros(count, dtype=np.int64)
    series = Series(told, indicator, unit, group, part, sizes, t)
    figures(chance, series, tuple(needs.kind) or _ANY_KIND, style)
    wants = [name for name in needs.wants if all_wants or not yes(chance, 5)]
    return _assembled(chance, series, needs, wants)


def _keys(roles: tuple[str, ...], layout: str, size: int) -> tuple[Strings, Strings, Strings]:
    """Keys of series: many indicators, many units of one or two, or units by age group."""
    if roles:
        rows = [(role, f"u{k:02}", "") for k in range(size) for role in roles]
    elif layout == "indicators":
        rows = [(f"i{k:02}", "" if k % 2 else "u00", "") for k in range(size)]
    elif layout == "units":
        rows = [(f"i{k % 2:02}" if size > _ENOUGH else "i00", f"u{k:02}", "") for k in range(size)]
    else:
        ages = _AGES if layout == "ages" else _FIVE_YEARS
        units = -(-size // len(_AGES))
        rows = [("i00", f"u{k:02}", age) for k in range(units) for age in ages]
    keys = np.array(rows, dtype=np.str_).reshape(-1, 3)
    return keys[:, 0], keys[:, 1], keys[:, 2]


def _sizes(
    chance: Chance, points: int, count: int, longest: int, *, even: bool, short: bool
) -> Integers:
    """How many points each series has."""
    if even:
        return np.full(count, points + int(chance.integers(0, longest, 1)[0]), dtype=np.int64)
    sizes = points + chance.integers(0, longest, count)
    if short and points and count > 1 and yes(chance, 3):
        sizes[int(chance.integers(0, count - 1, 1)[0])] = chance.integers(0, points - 1, 1)[0]
    return sizes


def _times(chance: Chance, clock: Clock, sizes: Integers, *, even: bool) -> Floats:
    """Rising times on a clock, the same for all series or each its own."""
    starts: tuple[float, ...]
    steps: tuple[float, ...]
    starts, steps = {
        Clock.PERIOD: ((2000.0, 2010.0), (1.0, 1.0, 1.0, 2.0)),
        Clock.DAY: ((737000.0, 737100.0), (1.0, 7.0, 30.0, 91.0)),
        Clock.OCCASION: ((1.0,), (1.0, 1.0, 1.0, 2.0)),
    }[clock]
    if clock is Clock.PERIOD and yes(chance, 4):
        steps = (0.25, 0.25, 0.25, 0.5)
    if not yes(chance, 3):
        # Times with gaps are the exception.
        steps = (chance.pick(steps),)
    longest = int(sizes.max(initial=0))

    def one() -> Floats:
        gaps = np.array(steps)[chance.integers(0, len(steps) - 1, longest)]
        return np.asarray(chance.pick(starts) + np.cumsum(gaps) - gaps[:1], dtype=np.float64)

    if not longest:
        return np.empty(0)
    shared = one()
    return np.concatenate([(shared if even else one())[:size] for size in sizes.tolist()])


def _assembled(chance: Chance, series: Series, needs: Needs, wants: list[str]) -> Panel:
    per_series: dict[str, Array] = {}
    per_point: dict[str, Array] = {}
    named = {"kind", "design"} & {*needs.series, *wants}
    if needs.kind or "kind" in named:
        per_series["kind"] = series.kind
    if needs.design or "design" in named:
        designs = [str(each) for each in needs.design] or [*map(str, Design), ""]
        per_series["design"] = words(chance, designs, 1).repeat(series.count)
    for name in sorted({*needs.series, *needs.point, *wants} - {"kind", "design"}):
        by_series, by_point = _levels(name, needs)
        if by_series:
            maker = SERIES.get(name)
            size = series.count
            per_series[name] = maker(chance, series) if maker else quarters(chance, 0, 25, size)
        if by_point:
            maker = POINT.get(name)
            size = len(series.t)
            per_point[name] = maker(chance, series) if maker else quarters(chance, 0, 25, size)
    return Panel(
        series.indicator,
        series.unit,
        series.group,
        series.part,
        np.concatenate([[0], np.cumsum(series.sizes)]),
        series.t,
        series.y,
        clock=series.clock,
        per_series=per_series,
        per_point=per_point,
    )


def _levels(name: str, needs: Needs) -> tuple[bool, bool]:
    """Whether a column stands by series, and whether by point.

    What is only wanted stands where it is known to; a name nobody knows could be either, and one
    value a series is the more usual.
    """
    by_series, by_point = name in needs.series, name in needs.point
    if not by_series and not by_point:
        by_point = name in POINT
        by_series = not by_point
    return by_series, by_point


def columns_of(needs: Needs) -> set[str]:
    """Every column an evaluator with these needs may be handed."""
    return {*needs.series, *needs.point, *needs.wants}
