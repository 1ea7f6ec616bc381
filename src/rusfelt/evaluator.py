"""The contract between rusfelt and an evaluator: what it is, what it needs, what it gives.

An evaluator is a frozen attrs class whose fields are its parameters. There is no base class: any
object with a ``spec`` and an ``evaluate`` that keep these promises is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Protocol, TypeAlias, runtime_checkable

import attrs

from rusfelt.domain import _convert as to
from rusfelt.domain.indicator import Parameter
from rusfelt.errors import DomainError
from rusfelt.panel import Panel
from rusfelt.typing import Array
from rusfelt.vocabulary import Clock, Design, Kind

__all__ = [
    "EXCEPTIONS",
    "JUDGING",
    "RESERVED",
    "Column",
    "Evaluator",
    "Needs",
    "Parameter",
    "Spec",
    "Summarising",
    "Summary",
]

# Output names with a fixed meaning; an evaluator may give them without declaring them.
RESERVED = ("verdict", "status", "reason")
# What a row is of stands under these names, and nothing an evaluator gives takes their place.
_KEYS = ("indicator", "unit", "group", "part", "cluster")
# What an evaluator named in ``judged_by`` gives, unless it gives ``verdict`` itself: the two-sided
# p of its test, the change over the series, and a 90 % interval of that change.
JUDGING = ("p", "change", "change_low", "change_high")
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_COLUMN = re.compile(r"[a-z][a-z0-9_]*")
_ROWS = ("series", "unit", "cluster", "indicator", "panel")
_SCOPES = ("series", "unit", "cluster", "panel")
_SHAPES = ("row", "point", "ragged")
_DTYPES = ("float64", "int64", "bool", "str")
# What a number may be besides finite, and what may be done to a panel that leaves a column alone.
EXCEPTIONS = ("undefined", "infinite")
_CHANGES = ("shift", "scale", "time-shift")

Summary: TypeAlias = Mapping[str, Array]


def _designs(words: Iterable[str]) -> tuple[Design, ...]:
    return tuple(Design(each) for each in words)


def _clocks(words: Iterable[str]) -> tuple[Clock, ...]:
    return tuple(Clock(each) for each in words)


def _kinds(words: Iterable[str]) -> tuple[Kind, ...]:
    return tuple(Kind(each) for each in words)


def _invariances(told: Mapping[str, Iterable[str]]) -> Mapping[str, tuple[str, ...]]:
    # A plain dict, since a spec goes to other processes.
    return {change: to.texts(names) for change, names in told.items()}


def _tuple_of_columns(columns: Iterable[Column]) -> tuple[Column, ...]:
    return tuple(columns)


@attrs.frozen
class Needs:
    """What an evaluator must be given; the engine hands over these columns and no others.

    Attributes:
        points: the fewest points a series may have.
        series, point: column names that must be there, by series and by point.
        wants: columns by series or point handed over where they are there, without being needed.
        roles: names for several indicators of one unit.
        kind, design, clock: the kinds, designs and clocks it is made for; empty means any. A
            panel that does not say its kind or design is taken at its columns' word.
    """

    points: int = 1
    series: tuple[str, ...] = attrs.field(default=(), converter=to.texts)
    point: tuple[str, ...] = attrs.field(default=(), converter=to.texts)
    wants: tuple[str, ...] = attrs.field(default=(), kw_only=True, converter=to.texts)
    roles: tuple[str, ...] = attrs.field(default=(), converter=to.texts)
    design: tuple[Design, ...] = attrs.field(default=(), converter=_designs)
    clock: tuple[Clock, ...] = attrs.field(default=(), converter=_clocks)
    kind: tuple[Kind, ...] = attrs.field(default=(), kw_only=True, converter=_kinds)


@attrs.frozen
class Column:
    """One column of an evaluator's answer.

    Attributes:
        name: lower case with underscores.
        dtype: ``float64``, ``int64``, ``bool`` or ``str``.
        unit: what one of it is. doc: what it means, in a sentence.
        shape: ``row`` (one a row), ``point`` (one a point) or ``ragged``.
        basis: what it is made of, by name: the counts it would reveal if published. A column of
            another package without it is left out of every published document. An evaluator over
            published figures names the panel's own columns: ``y``, ``x``, ``n``, ``se``, and ``t``
            for a number of points. One over people names columns of its own answer that count
            them, such as ``pairs``; ``answered`` where it has a row a person. Of people, a column
            is left out with any of these that is hidden or that the answer does not have. Where
            one of them is a yes-or-no column, only rows that are true there count when rows about
            people are rolled up: a share of recovered people names the column of those who were
            ill at the start.
        may_be: what a number of a row that is ``ok`` may be besides finite: ``undefined`` (nan),
            ``infinite``, or both. Unsaid, such a number breaks the evaluator's promise.
    """

    name: str
    dtype: str = attrs.field(default="float64", validator=attrs.validators.in_(_DTYPES))
    unit: str = ""
    doc: str = ""
    shape: str = attrs.field(default="row", validator=attrs.validators.in_(_SHAPES))
    basis: tuple[str, ...] = attrs.field(default=(), converter=to.texts)
    may_be: tuple[str, ...] = attrs.field(
        default=(),
        kw_only=True,
        converter=to.texts,
        validator=attrs.validators.deep_iterable(attrs.validators.in_(EXCEPTIONS)),
    )

    def __attrs_post_init__(self) -> None:
        if not _COLUMN.fullmatch(self.name):
            msg = f"{self.name!r} is no column name. Use lower case letters and underscores."
            raise DomainError(msg)


@attrs.frozen
class Spec:
    """What an evaluator says about itself.

    Attributes:
        name: lower case with hyphens; the name it is asked for by.
        version: of the method, so that a result can say which it was made with.
        needs, gives: what it takes and what it answers with.
        rows: what one row of the answer is about.
        scope: what a row may depend on, so that the engine knows where it may split.
        reasons: code → a sentence in English, or a table of sentences by language.
        references: where the method is published.
        invariances: what may be done to every series without touching these columns: ``shift`` (a
            constant added to all values, baselines and targets), ``scale`` (all of them and their
            standard errors times a positive constant) and ``time-shift`` (all times moved alike) →
            names of columns. A promise; :mod:`rusfelt.testing` holds it.
    """

    name: str
    version: str
    needs: Needs = attrs.field(factory=Needs)
    gives: tuple[Column, ...] = attrs.field(default=(), converter=_tuple_of_columns)
    rows: str = attrs.field(default="series", validator=attrs.validators.in_(_ROWS))
    scope: str = attrs.field(default="series", validator=attrs.validators.in_(_SCOPES))
    reasons: Mapping[str, Any] = attrs.field(factory=dict, hash=False)
    references: tuple[str, ...] = attrs.field(default=(), converter=to.texts)
    invariances: Mapping[str, tuple[str, ...]] = attrs.field(
        factory=dict, kw_only=True, hash=False, converter=_invariances
    )

    def __attrs_post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            msg = f"{self.name!r} is no evaluator name. Use lower case letters and hyphens."
            raise DomainError(msg)
        if not isinstance(self.version, str):
            msg = f"The evaluator {self.name!r} has the version {self.version!r}. Write text."
            raise DomainError(msg)
        names = [column.name for column in self.gives]
        for name in names:
            if names.count(name) > 1:
                msg = f"The evaluator {self.name!r} gives {name!r} twice."
                raise DomainError(msg)
        for column in self.gives:
            if column.name in _KEYS:
                msg = f"The evaluator {self.name!r} gives {column.name!r}, which says what a row is of. Use another name."
                raise DomainError(msg)
            if column.name in RESERVED and (column.dtype, column.shape) != ("str", "row"):
                msg = f"The evaluator {self.name!r} gives {column.name!r} as something else than words, one a row."
                raise DomainError(msg)
        for change, columns in self.invariances.items():
            lost = sorted(set(columns) - {*names, *RESERVED})
            if change not in _CHANGES or lost:
                what = f"columns {lost} it does not give" if lost else f"the change {change!r}"
                known = ", ".join(_CHANGES)
                msg = (
                    f"The evaluator {self.name!r} names {what} among its invariances. Use {known}."
                )
                raise DomainError(msg)

    @property
    def judges(self) -> bool:
        """Whether its answer can settle a verdict when a plan names it."""
        given = {column.name for column in self.gives}
        return "verdict" in given or given.issuperset(JUDGING[:2])


@runtime_checkable
class Evaluator(Protocol):
    """Anything that turns a panel into columns, one row of each a series (or as ``rows`` says)."""

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives."""
        ...

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """The columns of ``spec.gives``; never called with an empty panel."""
        ...


@runtime_checkable
class Summarising(Evaluator, Protocol):
    """An evaluator that looks across series, over parts that may lie on many machines."""

    def summarise(self, panel: Panel, /) -> Summary:
        """What one part contributes."""
        ...

    def merge(self, first: Summary, second: Summary, /) -> Summary:
        """Two contributions as one; called over fixed blocks in key order."""
        ...

    def finish(self, panel: Panel, summary: Summary, /) -> Mapping[str, Array]:
        """The columns of ``spec.gives`` for one part, given the whole."""
        ...
