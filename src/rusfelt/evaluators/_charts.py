"""What the control charts share: asking the rules, marking points, and how often they cry wolf."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

from rusfelt._arrays import ragged_ranges
from rusfelt.errors import DomainError
from rusfelt.evaluator import Column
from rusfelt.evaluators._caution import cautions
from rusfelt.findings import NO_INTEGER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rusfelt.evaluators._columns import Answer
    from rusfelt.panel import Panel
    from rusfelt.stats.run_rules import RunRules
    from rusfelt.typing import Array, Bools, Floats, Integers

__all__ = [
    "FALSE_ALARMS",
    "FEWEST",
    "LARGEST_COUNT",
    "MARKS",
    "RULES",
    "RULESETS",
    "Marks",
    "baseline_field",
    "caution",
    "false_alarms",
    "length_field",
    "point_places",
    "rule_names",
    "rules_field",
    "whole",
    "whole_numbers",
]

# Limits from fewer points are trial limits: Making Data Count warns below it.
FEWEST = 12
# Whole numbers above this are no longer exact as float64.
LARGEST_COUNT = 2.0**53
# The rules of rusfelt.stats.run_rules, which loads scipy; a test keeps both lists alike.
RULES = ("outside", "trend", "two-in-three", "shift", "long-run", "few-crossings")
RULESETS = {"making-data-count": RULES[:4], "anhoej": RULES[4:]}
# The longest chart whose false alarms are simulated.
_LONGEST = 2_000
_CORRELATED = 0.4

MARKS = (
    Column("signals", "int64", doc="Number of points the rules mark."),
    Column("signal", "bool", doc="Whether any rule found something. It decides nothing."),
    Column("marked", "bool", shape="point", doc="Whether a rule marks the point."),
    Column("rule", "str", shape="point", doc="The rules that mark it, with commas between."),
)
FALSE_ALARMS = (
    Column(
        "false_alarm",
        doc="Share of unchanged charts of this length that signal (simulated); nan, with the next "
        "three, above 2,000 points.",
        may_be=("undefined",),
    ),
    Column(
        "false_alarm_low",
        doc="Lower end of its 95 % interval, for the simulation's error.",
        may_be=("undefined",),
    ),
    Column("false_alarm_high", doc="Upper end of that interval.", may_be=("undefined",)),
    Column(
        "false_alarm_correlated",
        doc="The same share if neighbours were correlated by .4.",
        may_be=("undefined",),
    ),
)


def rule_names(rules: str) -> tuple[str, ...]:
    """The single rules asked for, in a fixed order.

    >>> rule_names("anhoej"), rule_names("shift, outside")
    (('long-run', 'few-crossings'), ('outside', 'shift'))

    Raises:
        DomainError: a name is unknown, or there is none.
    """
    asked: set[str] = set()
    for word in (each.strip() for each in rules.split(",")):
        named = RULESETS.get(word, (word,))
        if not set(named) <= set(RULES):
            known = ", ".join((*RULESETS, *RULES))
            msg = f"The rule {word!r} is unknown. Use some of {known}, with commas between."
            raise DomainError(msg)
        asked.update(named)
    return tuple(each for each in RULES if each in asked)


def _known_rules(_instance: object, _attribute: object, value: str) -> None:
    rule_names(value)


def _fits(_instance: object, attribute: Any, value: int) -> None:
    fewest = 2
    if value < fewest and not (attribute.name == "baseline" and value == 0):
        msg = f"{attribute.name} is {value}. Give {fewest} or more points."
        raise DomainError(msg)


def rules_field(default: str) -> Any:
    """A parameter that names rules."""
    return attrs.field(default=default, validator=[attrs.validators.instance_of(str), _known_rules])


def baseline_field() -> Any:
    """A parameter: how many of the first points fix the limits, 0 for all."""
    return attrs.field(default=0, validator=[attrs.validators.instance_of(int), _fits])


def length_field() -> Any:
    """A parameter: points in a run, 7 unless told."""
    return attrs.field(default=7, validator=[attrs.validators.instance_of(int), _fits])


def whole(values: Floats) -> Bools:
    """Which values are counts."""
    return np.asarray((values >= 0) & (values <= LARGEST_COUNT) & (values == np.rint(values)))


def point_places(panel: Panel, rows: Integers) -> Integers:
    """Where the points of some series lie among all points."""
    return ragged_ranges(panel.offsets[:-1][rows], panel.sizes[rows])


def caution(y: Floats, t: Floats) -> Mapping[str, Array | str]:
    """What limits take for granted: points that do not lean on the one before."""
    with np.errstate(all="ignore"):  # times may lie further apart than a float can hold
        return {"caution": cautions(y, t, test="line")["caution"]}


def false_alarms(
    n: int, rules: str, *, screened: bool, centre: str, baseline: int, trend: int, shift: int
) -> dict[str, Array]:
    """How often a chart of n points signals though nothing has changed; nan above 2,000 points.

    Simulated once for each length and kept.
    """
    from rusfelt.stats.false_alarms import false_alarm_rate  # noqa: PLC0415 - loads scipy

    if n > _LONGEST:
        return {column.name: np.array(np.nan) for column in FALSE_ALARMS}
    asked: dict[str, Any] = {
        "rules": rule_names(rules), "screened": screened, "centre": centre,
        # A baseline that covers the chart is none, and shares the simulation of none.
        "baseline": baseline if 0 < baseline < n else None,
        "trend": trend, "shift": shift,
    }  # fmt: skip
    found = false_alarm_rate(n, **asked)
    correlated = false_alarm_rate(n, autocorrelation=_CORRELATED, **asked)
    return {
        "false_alarm": found.rate,
        "false_alarm_low": found.low,
        "false_alarm_high": found.high,
        "false_alarm_correlated": correlated.rate,
    }


def whole_numbers(answer: Answer, numbers: Integers) -> Integers:
    """A column of whole numbers, with none in the rows that have no answer."""
    status = answer.columns.get("status")
    return numbers if status is None else np.where(status == "ok", numbers, NO_INTEGER)


class Marks:
    """The points a chart marks, gathered block by block.

    Args:
        panel: whose points. rules: as the parameter names them.
        trend, shift: points in a run.
    """

    def __init__(self, panel: Panel, rules: str, *, trend: int = 7, shift: int = 7) -> None:
        self._panel = panel
        self._rules = rule_names(rules)
        self._lengths = {"trend": trend, "shift": shift}
        # One bit for each rule: as words the points would take thirty times the room.
        self._codes = np.zeros(len(panel.t), dtype=np.uint8)
        self._signal = np.zeros(len(panel), dtype=np.bool_)

    def ask(self, rows: Integers, y: Floats, centre: Floats, **limits: Floats) -> RunRules:
        """Ask each rule about some series; what the last one said is handed back."""
        from rusfelt.stats.run_rules import run_rules  # noqa: PLC0415 - loads scipy

        asked: dict[str, Any] = {**limits, **self._lengths}
        found = [run_rules(y, centre, rules=rule, **asked) for rule in self._rules]
        codes = [each.marked.astype(np.uint8) << bit for bit, each in enumerate(found)]
        self._codes[point_places(self._panel, rows)] = reduce(np.bitwise_or, codes).reshape(-1)
        self._signal[rows] = np.any([each.signal for each in found], axis=0)
        return found[-1]

    def beside(self, answer: Answer) -> dict[str, Array]:
        """The answer with the columns of ``MARKS``."""
        owner = np.repeat(np.arange(len(self._panel)), self._panel.sizes)
        marked = self._codes != 0
        signals = np.bincount(owner[marked], minlength=len(self._panel)).astype(np.int64)
        seen, place = np.unique(self._codes, return_inverse=True)
        words = [
            ",".join(rule for bit, rule in enumerate(self._rules) if code >> bit & 1)
            for code in seen.tolist()
        ]
        return {
            **answer.columns,
            "signals": whole_numbers(answer, signals),
            "signal": self._signal,
            "marked": marked,
            "rule": np.array(words, dtype=np.str_)[place.reshape(-1)],
        }
