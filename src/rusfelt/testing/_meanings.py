"""What the known columns of a panel mean, so that made-up ones are legal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from rusfelt.testing._chance import Chance, quarters, words, yes, yeses
from rusfelt.testing._figures import Series
from rusfelt.typing import Array, Floats
from rusfelt.vocabulary import Clock, Direction, Operator, Role, State

__all__ = ["MOMENTS", "POINT", "SERIES", "SPREADS", "VALUES"]

# Columns that are values in the indicator's unit, widths in that unit, and times on the clock.
VALUES = frozenset(
    {
        "baseline", "cutoff", "expected", "held", "held_high", "held_low", "highest", "inner", "lowest",
        "outer", "session_lower_target", "session_target", "target",
    }
)  # fmt: skip
SPREADS = frozenset({"se"})
MOMENTS = frozenset(
    {"as_of", "baseline_t", "due", "entry", "event", "exit", "intervention", "start"}
)

Maker = Callable[[Chance, Series], Array]
_BEYOND: Mapping[Clock, float] = MappingProxyType(
    {Clock.PERIOD: 3.0, Clock.DAY: 300.0, Clock.OCCASION: 3.0}
)


def _some_nan(chance: Chance, values: Floats) -> Floats:
    """Now and then nobody stated it."""
    return np.where(yeses(chance, len(values), 8), np.nan, values)


def _value(chance: Chance, series: Series) -> Floats:
    """A value near the series' own, so that what is held against it can go either way."""
    last = np.nan_to_num(series.last(series.y))
    with np.errstate(all="ignore"):
        near = last * chance.pick((0.5, 1.0, 1.5)) + quarters(chance, -2, 2, series.count)
    return _some_nan(chance, np.where(np.isfinite(near), near, last))


def _held(way: float) -> Maker:
    def made(chance: Chance, series: Series) -> Floats:
        last = series.last(series.y)
        wide = np.abs(last) * 0.25
        with np.errstate(all="ignore"):
            held = last + way * wide
        return np.where(np.isfinite(held), held, last) if way else _some_nan(chance, held)

    return made


def _within(chance: Chance, series: Series) -> Floats:
    """A time inside the panel: one for all, since a tiltak begins for all at once."""
    found = np.full(series.count, np.nan)
    if len(series.t):
        longest = int(np.argmax(series.sizes))
        begin, end = (int(each[longest]) for each in series.ends)
        found[:] = series.t[(begin + end) // 2]
    return np.where(yes(chance, 8), np.nan, found) if len(found) else found


def _beyond(chance: Chance, series: Series) -> Floats:
    """A time after the last point, or not stated."""
    last = np.nan_to_num(series.last(series.t), nan=float(series.t.max(initial=1)))
    return _some_nan(chance, last + _BEYOND[series.clock])


def _now(_: Chance, series: Series) -> Floats:
    return np.full(series.count, series.t.max(initial=1) + 1)


def _by(key: str, maker: Callable[[Chance, int], Array]) -> Maker:
    """A column that is the same wherever a key is."""

    def made(chance: Chance, series: Series) -> Array:
        of = series.by(getattr(series, key))
        return maker(chance, int(of.max(initial=-1)) + 1)[of]

    return made


def _pick(*options: str) -> Callable[[Chance, int], Array]:
    return lambda chance, size: words(chance, options, size)


def _each(maker: Callable[[Chance, int], Array]) -> Maker:
    return lambda chance, series: maker(chance, series.count)


def _points(maker: Callable[[Chance, int], Array]) -> Maker:
    return lambda chance, series: maker(chance, len(series.t))


def _deff(chance: Chance, series: Series) -> Floats:
    """Design effects of a survey; most figures are from none."""
    size = len(series.t)
    effects = 1 + quarters(chance, 0, 2, size)
    return effects if yes(chance, 4) else np.full(size, np.nan)


def _role(chance: Chance, series: Series) -> Array:
    """Outcomes, and now and then some process measures among them."""
    roles = (Role.OUTCOME, Role.PROCESS) if yes(chance, 6) else (Role.OUTCOME,)
    return _by("indicator", _pick(*roles))(chance, series)


def _score(share: float) -> Maker:
    """A point of the scale, the same share of the way up for all."""

    def made(chance: Chance, series: Series) -> Floats:
        owner = series.owner
        low, high = series.lowest[owner], series.highest[owner]
        return _some_nan(chance, low + (high - low) * share)

    return made


def _benchmark(number: float) -> Maker:
    return lambda _, series: np.full(series.count, number)


SERIES: Mapping[str, Maker] = MappingProxyType(
    {
        "as_of": _now,
        "baseline": lambda _, series: series.first(series.y),
        "baseline_t": lambda _, series: series.first(series.t),
        "benchmark": lambda _, series: np.full(series.count, "Made up, 2020"),
        "benchmark_high": _benchmark(30.0),
        "benchmark_low": _benchmark(25.0),
        "benchmark_mean": _benchmark(6.5),
        "benchmark_middle": _benchmark(45.0),
        "benchmark_n": _benchmark(2048.0),
        "better": _by("indicator", _pick(Direction.HIGHER, Direction.LOWER)),
        "cluster": _by("unit", _pick("c1", "c2", "c3")),
        "cutoff": lambda _, series: (series.lowest + series.highest) / 2,
        "deprivation": _by("unit", lambda chance, size: quarters(chance, 0, 50, size)),
        "due": _beyond,
        "ending": _each(_pick("planned", "unplanned", "open", "")),
        "entry": lambda _, series: series.first(series.t),
        "event": _beyond,
        "exit": _beyond,
        "factor": lambda _, series: series.factor,
        "held": _held(0),
        "held_high": _held(1),
        "held_low": _held(-1),
        "highest": lambda _, series: series.highest,
        "instrument": lambda _, series: series.indicator,
        "intervention": _within,
        "kind": lambda _, series: series.kind,
        "lowest": lambda _, series: series.lowest,
        "method": _each(_pick("", "linear", "compound")),
        "operator": _by(
            "indicator", _pick(Operator.AT_LEAST, Operator.AT_MOST, Operator.ABOVE, Operator.BELOW)
        ),
        "role": _role,
        "sheets": lambda _, series: series.sizes,
        "start": _within,
        "table_version": _by("indicator", _pick("", "made up 1")),
        "target": _value,
        "treated": _by("unit", lambda _, size: np.arange(size) % 2 == 0),
        "version": _by("indicator", _pick("1")),
        "weight": _each(lambda chance, size: chance.integers(1, 3, size) * 1.0),
    }
)  # fmt: skip
POINT: Mapping[str, Maker] = MappingProxyType(
    {
        "answered": _points(lambda chance, size: chance.integers(1, 9, size)),
        "deff": _deff,
        "expected": _score(0.5),
        "inner": _score(0.375),
        "n": lambda _, series: series.n,
        "outer": _score(0.25),
        "se": _points(lambda chance, size: 0.25 + quarters(chance, 0, 5, size)),
        "session_lower_target": _score(0.5),
        "session_target": _score(0.75),
        "state": _points(_pick(State.EXACT, State.EXACT, State.APPROXIMATE)),
        "x": lambda _, series: series.x,
    }
)
