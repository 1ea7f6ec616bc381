"""One row of a method's findings as names with values, in words people read."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import attrs

from rusfelt.domain import Period
from rusfelt.evaluator import Spec
from rusfelt.findings import Findings
from rusfelt.report.method_columns import (
    DURATIONS,
    EMPTY_WORDS,
    INTERVALS,
    MANY_WORDS,
    PER_TIME,
    PERCENT,
    RANGES,
    SHARED,
    SHARES,
    SHOWN,
    SIGNALLING,
    TIMES,
    WARNINGS,
    WORDS,
    P,
    among,
    of_method,
)
from rusfelt.report.names import Names
from rusfelt.report.tables import code, pairs
from rusfelt.vocabulary import Status

__all__ = [
    "Found",
    "confidence_in",
    "curves_of",
    "figures_cell",
    "method_cell",
    "method_name",
    "reasons_cell",
]

_HOME = "rusfelt"
# Period times are compared as they were computed, which differs in the last digits at most.
_CLOSE = 1e-6
_SMALL_SHARE = 5e-4


def method_name(name: str, names: Names) -> str:
    """What a method is called; a plugin's goes by its own name."""
    key = f"evaluator.{name}"
    return names.texts(key) if names.texts.has(key) else name


def method_cell(name: str, names: Names) -> dict[str, Any]:
    """The cell of a table that names a method, with what it is asked for by."""
    text = method_name(name, names)
    return code(name) if text == name else {"text": text, "small": name}


def curves_of(found: Findings, row: int) -> dict[str, list[float]]:
    """The columns of a row that hold several values."""
    return {
        name: curve.values[curve.offsets[row] : curve.offsets[row + 1]].tolist()
        for name, curve in found.curves.items()
    }


def confidence_in(params: Mapping[str, Any]) -> float | None:
    """The confidence among a method's parameters; ``None`` where it has no such choice."""
    chosen = params.get("confidence")
    return chosen if isinstance(chosen, float) else None


def figures_cell(found: Found) -> Any:
    """The cell of a table with everything a row found."""
    told = list(found.figures())
    return pairs(told) if told else found.names.texts("figures.nothing-found")


def reasons_cell(silent: Mapping[str, Sequence[str]]) -> Any:
    """The cell of a table with each reason for no answer, after those it holds for."""
    return pairs(
        {"term": ", ".join(named), "text": reason, "rest": "", "plain": True}
        for reason, named in silent.items()
    )


def _reason_text(row: Mapping[str, Any], spec: Spec | None, names: Names) -> str:
    """Why a row has no answer."""
    status = names.texts.word("status", str(row.get("status")))
    reason = str(row.get("reason") or "")
    values = {"points": spec.needs.points if spec else 0}
    return names.said(reason, values, own=spec.reasons if spec else None) or status


@attrs.frozen(eq=False)
class Found:
    """A row of findings and what is needed to write it.

    Attributes:
        name: the method. row: its columns, those with several values as lists.
        names: how things are written.
        spec: what the method declares; ``None`` where a plan named it and it is run nowhere else.
        origin: the distribution it comes from.
        confidence: the method's own choice of it, where it has one.
        day: whether time is counted in days. clocked: whether it is counted in days or years at
            all, and not in occasions.
        scale: what shares of the indicator are multiplied by.
        periods: the periods figures are from, by their place in time.
    """

    name: str
    row: Mapping[str, Any]
    names: Names
    spec: Spec | None = None
    origin: str = _HOME
    confidence: float | None = None
    day: bool = False
    clocked: bool = True
    scale: float = 1.0
    periods: Mapping[float, Period] = attrs.field(factory=dict)

    @property
    def ok(self) -> bool:
        """Whether there is an answer."""
        return self.row.get("status") == Status.OK

    @property
    def home(self) -> bool:
        """Whether it is a built-in method, whose columns have names people read."""
        return self.name in SHOWN and self.origin == _HOME

    @property
    def reason(self) -> str:
        """Why there is no answer."""
        return _reason_text(self.row, self.spec, self.names)

    def figures(self) -> Iterator[dict[str, Any]]:
        """Key figures as name and value."""
        if not self.home:
            yield from self._declared()
            return
        for column in SHOWN[self.name]:
            value = self._value(column)
            if value is None:
                continue
            if column == "apc":
                yield from self._segments()
                continue
            yield {
                "term": self.label(column),
                "text": self.text(column, value),
                "rest": self.rest(column),
            }

    def _value(self, column: str) -> Any:
        """What a column holds; ``None`` where that tells a reader nothing."""
        value = self.row.get(column)
        if isinstance(value, list):
            return value or None
        if value in {None, ""}:
            return of_method(EMPTY_WORDS, self.name, column) if value == "" else None
        if column in WARNINGS and not value:
            return None
        # A slope of logarithms is the average percent change in other words.
        twice = column == "average" and self.row.get("aapc") is not None
        return None if twice else value

    def _declared(self) -> Iterator[dict[str, Any]]:
        """Whatever somebody else's method gives, in its own words where they are no one else's."""
        texts, write = self.names.texts, self.names.numbers
        kept = [each.name for each in self.spec.gives] if self.spec else []
        if "verdict" in self.row and "verdict" not in kept:
            kept.insert(0, "verdict")
        for column in kept:
            value = self.row.get(column)
            if isinstance(value, list) or value in {None, ""}:
                continue
            known = column in SHARED and texts.has(f"figure.{column}")
            if column in P and isinstance(value, float):
                text = write.p(value)
            else:
                verdict = column == "verdict"
                text = texts.word("verdict", str(value)) if verdict else write.plain(value)
            yield {
                "term": texts(f"figure.{column}") if known else column,
                "code": not known,
                "rest": "",
                "text": text,
            }

    def label(self, column: str) -> str:
        """What a column is called."""
        texts = self.names.texts
        own = f"figure.{self.name}-{column}"
        return texts(own if texts.has(own) else f"figure.{column}")

    def text(self, column: str, value: Any) -> str:
        """A value in words, as a time, or as a number in its unit."""
        texts, write = self.names.texts, self.names.numbers
        if isinstance(value, list):
            return ", ".join(self.text(column, each) for each in value)
        if among(WORDS, self.name, column):
            return self._word(str(value))
        if column in MANY_WORDS:
            return "; ".join(self._word(each) for each in str(value).split())
        if column == "pace":
            return texts.word("pace", str(value))
        if column in {"done_on", "due"}:
            return write.day(date.fromordinal(int(value)))
        if among(DURATIONS, self.name, column):
            unit = "days" if self.day else "years"
            return texts(f"figures-format.{unit}", value=write.plain(value))
        return self._when(_number(value)) if column in TIMES else self._measured(column, value)

    def _measured(self, column: str, value: Any) -> str:
        texts, write = self.names.texts, self.names.numbers
        if column in P:
            return write.p(_number(value))
        if column == "size" and not value:
            return texts("figures-format.never")
        text = self._plain(column, value)
        end = of_method(RANGES, self.name, column)
        if end is not None and self.row.get(end) is not None:
            high = self._plain(column, self.row.get(end))
            return texts("figures.interval-text", low=text, high=high)
        if column in {"detectable_low", "detectable_high"}:
            low = column == "detectable_low"
            return texts(f"figures-format.at-{'most' if low else 'least'}", value=text)
        return self._per_time(column, text)

    def _plain(self, column: str, value: Any) -> str:
        """A number in its unit."""
        write = self.names.numbers
        if not among(SHARES, self.name, column) and column not in PERCENT:
            return write.plain(value)
        share = _number(value) / (100 if column in PERCENT else 1)
        if 0 < abs(share) < _SMALL_SHARE:
            # One decimal would make nothing of it.
            return self.names.texts("figures-format.level", width=write.estimate(100 * share))
        return write.percent(share)

    def _per_time(self, column: str, text: str) -> str:
        if column not in PER_TIME or not self.clocked:
            return text
        return self.names.texts(f"figures-format.per-{'day' if self.day else 'year'}", value=text)

    def _word(self, word: str) -> str:
        texts = self.names.texts
        own = f"method-word.signals-{word}"
        signals = self.name in SIGNALLING and texts.has(own)
        key = own if signals else f"method-word.{word}"
        return texts(key) if texts.has(key) else texts.word("flag", word)

    def _when(self, t: float) -> str:
        """A time as the period that has it; else as a day or a year."""
        write = self.names.numbers
        nearest = min(self.periods, key=lambda each: abs(each - t), default=math.inf)
        if abs(nearest - t) < _CLOSE:
            return write.period(self.periods[nearest])
        return write.day(date.fromordinal(int(t))) if self.day else str(math.floor(t))

    def _segments(self) -> Iterator[dict[str, Any]]:
        """How fast a bent line moves between one bend and the next."""
        texts, row = self.names.texts, self.row
        starts = row.get("segment_start", [])
        if len(starts) < 2:  # noqa: PLR2004 - a line without a bend is told as a whole
            return
        for place, (start, end) in enumerate(zip(starts, row["segment_end"], strict=True)):
            part = {name: _item(row.get(name), place) for name in ("apc", "apc_low", "apc_high")}
            text = self.text("apc", part["apc"])
            if math.isnan(part["apc"]):
                slope = self.names.numbers.plain(_item(row.get("segment_slope"), place))
                text = self._per_time("apc", slope)
            yield {
                "term": texts(
                    "figures-format.segment", first=self._when(start), last=self._when(end)
                ),
                "text": text,
                "rest": attrs.evolve(self, row=part).rest("apc"),
            }

    def rest(self, column: str) -> str:
        """What stands in brackets after a value: most often its interval."""
        texts, row, write = self.names.texts, self.row, self.names.numbers
        if column == "homogeneity_p":
            chi2, df = write.plain(row["homogeneity_chi2"]), write.plain(row["homogeneity_df"])
            return texts("figures-format.chi2", chi2=chi2, df=df)
        if f"{self.name}.{column}" == "pool.prediction_low":
            return texts("figures-format.level", width=self._width(0.95))
        ends = of_method(INTERVALS, self.name, column)
        if ends is None:
            return ""
        scale = 1.0
        change = self.name == "period-change"
        if change and column in {"first", "last"} and row.get("method") == "fisher":
            # The intervals of shares come as shares of one; the values are in the indicator's unit.
            scale = self.scale
        told = [self._ends(column, *ends, scale)]
        if change and column == "change" and row.get("ratio") is None:
            # Without a ratio, the 95 % interval is the change's own.
            told.insert(0, self._ends(column, "low", "high", 0.95, scale))
        return "; ".join(filter(None, told))

    def _ends(self, column: str, low: str, high: str, level: float, scale: float) -> str:
        ends = [self.row.get(low), self.row.get(high)]
        if any(each is None or each != each for each in ends):  # noqa: PLR0124 - nan
            return ""
        written = [self._plain(column, scale * _number(each)) for each in ends]
        return self.names.texts(
            "figures-format.interval", width=self._width(level), low=written[0], high=written[1]
        )

    def _width(self, level: float) -> str:
        """How wide an interval is, in per cent: the method's own choice where it has one."""
        chosen = level if self.confidence is None else self.confidence
        return self.names.numbers.value(round(100 * chosen, 6))


def _number(value: Any) -> float:
    return math.inf if value == "inf" else -math.inf if value == "-inf" else float(value)


def _item(values: Any, place: int) -> float:
    return float(values[place]) if isinstance(values, list) and place < len(values) else math.nan
