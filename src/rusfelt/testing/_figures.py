"""The figures of made-up series: values and what they were counted from, by kind."""

from __future__ import annotations

import attrs
import numpy as np

from rusfelt.testing._chance import Chance, quarters, words, yes, yeses
from rusfelt.typing import Floats, Integers, Strings
from rusfelt.vocabulary import Clock, Kind

__all__ = ["STYLES", "Series", "figures"]

# How values can be: as they come, and the ways in which methods are known to break.
STYLES = ("plain", "ties", "constant", "zero", "negative", "huge", "tiny", "near")
# Powers of two, so that shares and rates of them are exact and ties stay ties.
_WHOLES = (16, 32, 64)
_PEOPLE = (512, 1024, 2048, 4096)
_SCALES = ((0.0, 10.0), (0.0, 40.0), (-2.0, 2.0), (1.0, 5.0))
_FACTORS = (1.0, 100.0, 1000.0)
_HUGE, _TINY = 2.0**960, 2.0**-1000


@attrs.define(eq=False)
class Series:
    """Series being made: their keys and times, to which figures and columns are added."""

    clock: Clock
    indicator: Strings
    unit: Strings
    group: Strings
    part: Integers
    sizes: Integers
    t: Floats
    kind: Strings = attrs.field(factory=lambda: np.empty(0, dtype=np.str_))
    y: Floats = attrs.field(factory=lambda: np.empty(0))
    x: Floats = attrs.field(factory=lambda: np.empty(0))
    n: Floats = attrs.field(factory=lambda: np.empty(0))
    factor: Floats = attrs.field(factory=lambda: np.empty(0))
    lowest: Floats = attrs.field(factory=lambda: np.empty(0))
    highest: Floats = attrs.field(factory=lambda: np.empty(0))

    @property
    def count(self) -> int:
        """How many series."""
        return len(self.indicator)

    @property
    def owner(self) -> Integers:
        """The series of each point."""
        return np.repeat(np.arange(self.count), self.sizes)

    @property
    def ends(self) -> tuple[Integers, Integers]:
        """Where each series begins, and where the next one does."""
        ends = np.cumsum(self.sizes)
        return ends - self.sizes, ends

    def first(self, values: Floats) -> Floats:
        """Each series' first value; ``nan`` where it has no points."""
        found = np.full(self.count, np.nan)
        some = self.sizes > 0
        found[some] = values[self.ends[0][some]]
        return found

    def last(self, values: Floats) -> Floats:
        """Each series' last value; ``nan`` where it has no points."""
        found = np.full(self.count, np.nan)
        some = self.sizes > 0
        found[some] = values[self.ends[1][some] - 1]
        return found

    def by(self, keys: Strings) -> Integers:
        """A number for each series, the same where the key is."""
        return np.unique(keys, return_inverse=True)[1].reshape(-1)


def figures(chance: Chance, series: Series, kinds: tuple[Kind, ...], style: str) -> None:
    """Give every indicator a kind, and every point a value that kind can have.

    Args:
        chance: where numbers come from.
        series: the series, with keys, sizes and times.
        kinds: the kinds to choose from.
        style: one of ``STYLES``.
    """
    of = series.by(series.indicator)
    count = int(of.max(initial=-1)) + 1
    # One kind is the rule, as in a register; several at once is how plans are.
    one = chance.pick(kinds)
    several = yes(chance, 6)
    each = [chance.pick(kinds) if several else one for _ in range(count)]
    series.kind = np.array([str(kind) for kind in each], dtype=np.str_)[of]
    scale = chance.pick(_SCALES)
    scales = [chance.pick(_SCALES) if several else scale for _ in range(count)]
    series.lowest = np.array([low for low, _ in scales], dtype=np.float64)[of]
    series.highest = np.array([high for _, high in scales], dtype=np.float64)[of]
    factor = chance.pick(_FACTORS)
    factors = [chance.pick(_FACTORS) if several else factor for _ in range(count)]
    series.factor = np.array(factors, dtype=np.float64)[of]
    _counts(chance, series, style)
    _values(chance, series)
    _styled(chance, series, style)


def _counts(chance: Chance, series: Series, style: str) -> None:
    """Counts, and what they are out of."""
    owner, size = series.owner, len(series.t)
    shares = series.kind[owner] == str(Kind.COVERAGE)
    n = np.array(_WHOLES)[chance.integers(0, len(_WHOLES) - 1, size)]
    people = np.array(_PEOPLE)[chance.integers(0, len(_PEOPLE) - 1, size)]
    series.n = np.where(shares, n, people).astype(np.float64)
    part = chance.integers(0, 40, size)
    x = np.where(shares, np.minimum(part, series.n), part)
    if style in {"zero", "constant"}:
        x = x * 0 if style == "zero" else np.minimum(x * 0 + 8, series.n)
    if style == "huge":
        series.n, x = np.full(size, 2.0**52), x * 2**40
    series.x = np.asarray(x, dtype=np.float64)


def _values(chance: Chance, series: Series) -> None:
    """A value a point, as its kind has it."""
    owner, size = series.owner, len(series.t)
    kind, factor = series.kind[owner], series.factor[owner]
    low, high = series.lowest[owner], series.highest[owner]
    share = quarters(chance, 0, 16, size) / 16
    score = low + np.rint(share * (high - low))
    y = quarters(chance, -40, 400, size)
    y = np.where(kind == str(Kind.COUNT), series.x, y)
    y = np.where(np.isin(kind, (Kind.RATE, Kind.COVERAGE)), factor * series.x / series.n, y)
    y = np.where(kind == str(Kind.SCORE), score, y)
    series.y = np.where(kind == str(Kind.MILESTONE), yeses(chance, size) * 1.0, y)


def _styled(chance: Chance, series: Series, style: str) -> None:
    """Values bent into a style, whatever their kind would have allowed."""
    y, size = series.y, len(series.y)
    if style == "ties" and size:
        # Two values of the series' own, over and over.
        first, last = series.first(y)[series.owner], series.last(y)[series.owner]
        series.y = np.where(words(chance, ("a", "b"), size) == "a", first, last)
    elif style == "constant":
        series.y = series.first(y)[series.owner]
    elif style == "zero":
        series.y = np.zeros(size)
    elif style == "negative":
        series.y = -np.abs(y) - 1
    elif style == "huge":
        series.y = y * _HUGE
    elif style == "tiny":
        series.y = y * _TINY
    elif style == "near":
        series.y = 1e12 + y * 2.0**-10
