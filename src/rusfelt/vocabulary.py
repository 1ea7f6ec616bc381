"""The closed word lists of the library.

A value is what machines read and never changes with language; its printed label in bokmål,
nynorsk or English comes from :mod:`rusfelt.language`. Every list is a ``StrEnum``, so a plain
string such as ``"lower"`` works wherever a word is asked for.
"""

from __future__ import annotations

from enum import StrEnum

__all__ = [
    "Caution",
    "ChangeCategory",
    "Clock",
    "Counts",
    "Coverage",
    "Design",
    "Direction",
    "Form",
    "Kind",
    "Level",
    "Movement",
    "Operator",
    "Pace",
    "ProgressState",
    "Role",
    "ScoringMethod",
    "State",
    "Status",
    "Strength",
    "TargetState",
    "ThresholdKind",
    "Verdict",
]


class Direction(StrEnum):
    """Which way is better. A plan that does not say leaves it undeclared."""

    HIGHER = "higher"
    LOWER = "lower"
    TARGET = "target"
    UNDECLARED = "undeclared"


class Level(StrEnum):
    """The level a tiltak works at (nivå)."""

    STRUCTURAL = "structural"
    GROUP = "group"
    INDIVIDUAL = "individual"


class Kind(StrEnum):
    """What sort of figure an indicator is."""

    MILESTONE = "milestone"
    COUNT = "count"
    COVERAGE = "coverage"
    RATE = "rate"
    SCORE = "score"
    AMOUNT = "amount"


class Counts(StrEnum):
    """What an indicator of counts counts; a stock is largely the same people each year."""

    EVENTS = "events"
    NEW_PERSONS = "new-persons"
    PERSONS_PRESENT = "persons-present"


class Design(StrEnum):
    """How the figures were gathered: the same people, new people each time, or events."""

    PANEL = "panel"
    CROSS_SECTION = "cross-section"
    REGISTER = "register"


class Coverage(StrEnum):
    """Whether a survey or mapping reached the same share of its population each time."""

    EQUAL = "equal"
    UNEQUAL = "unequal"


class Form(StrEnum):
    """The form a target is set in."""

    LEVEL = "level"
    CHANGE = "change"
    ADDITIONAL = "additional"
    EACH_PERIOD = "each-period"
    MAINTAIN = "maintain"


class Operator(StrEnum):
    """How a value is held against a target."""

    AT_LEAST = ">="
    ABOVE = ">"
    AT_MOST = "<="
    BELOW = "<"
    EQUAL = "=="


class State(StrEnum):
    """What stands in a cell. The last five are empty, and none of them is ever zero."""

    EXACT = "exact"
    APPROXIMATE = "approximate"
    PROJECTED = "projected"
    MISSING = "missing"
    SUPPRESSED = "suppressed"
    NOT_APPLICABLE = "not-applicable"
    NOT_DUE = "not-due"
    UNDEFINED = "undefined"

    @property
    def is_empty(self) -> bool:
        """Whether the cell holds no value at all."""
        return self not in {State.EXACT, State.APPROXIMATE, State.PROJECTED}


class Status(StrEnum):
    """How one row of an evaluator's answer came about."""

    OK = "ok"
    UNMET = "unmet"
    UNDEFINED = "undefined"
    EXCLUDED = "excluded"
    FAILED = "failed"


class Verdict(StrEnum):
    """The word a series or a tiltak gets."""

    TARGET_MET = "target-met"
    TARGET_MISSED = "target-missed"
    IMPROVING = "improving"
    NO_DETECTABLE_CHANGE = "no-detectable-change"
    WORSENING = "worsening"
    MIXED = "mixed"
    CANNOT_DECIDE = "cannot-decide"
    NOT_ASSESSABLE = "not-assessable"

    @property
    def is_decided(self) -> bool:
        """Whether the figures settled the question."""
        return self not in {Verdict.CANNOT_DECIDE, Verdict.NOT_ASSESSABLE}

    @property
    def is_favourable(self) -> bool:
        """Whether this is what the plan hoped for."""
        return self in {Verdict.TARGET_MET, Verdict.IMPROVING}

    @property
    def glyph(self) -> str:
        """The shape beside the word, so that nothing is said by colour alone."""
        return _GLYPHS[self]


_GLYPHS = {
    Verdict.TARGET_MET: "●",
    Verdict.TARGET_MISSED: "✕",
    Verdict.IMPROVING: "▲",
    Verdict.NO_DETECTABLE_CHANGE: "=",
    Verdict.WORSENING: "▼",
    Verdict.MIXED: "◆",
    Verdict.CANNOT_DECIDE: "?",
    Verdict.NOT_ASSESSABLE: "–",
}


class TargetState(StrEnum):
    """Where a series stands to its target. ``none``: no target, or no value to hold against it."""

    MET = "met"
    NOT_MET = "not-met"
    MISSED = "missed"
    NOT_DUE = "not-due"
    NONE = "none"


class Movement(StrEnum):
    """Which way a series has moved, judged by its primary test alone."""

    IMPROVING = "improving"
    WORSENING = "worsening"
    NO_DETECTABLE_CHANGE = "no-detectable-change"
    CANNOT_DECIDE = "cannot-decide"


class Pace(StrEnum):
    """Speed towards a dated target. Never part of the verdict."""

    AHEAD = "ahead"
    ON_TRACK = "on-track"
    BEHIND = "behind"
    NONE = "none"


class ProgressState(StrEnum):
    """How far the work on a tiltak has come; shown beside the verdict, never in it."""

    PLANNED = "planned"
    ONGOING = "ongoing"
    COMPLETED = "completed"
    DROPPED = "dropped"


class Strength(StrEnum):
    """How closely a local tiltak matches the one it implements."""

    CLEAR = "clear"
    PARTIAL = "partial"


class Caution(StrEnum):
    """What a test took for granted, said along with its answer."""

    CHANCE_ONLY = "assumes-chance-variation-only"
    UNCHECKED = "autocorrelation-unchecked"
    AUTOCORRELATED = "autocorrelated"


class ChangeCategory(StrEnum):
    """What became of one person's score; everyone with two scores is in exactly one."""

    RECOVERED = "recovered"
    IMPROVED = "improved"
    UNCHANGED = "unchanged"
    DETERIORATED = "deteriorated"
    HARMED = "harmed"


class ThresholdKind(StrEnum):
    """What a published threshold of an instrument is for."""

    CUTOFF = "cutoff"
    CASENESS = "caseness"
    BAND = "band"
    RELIABLE_CHANGE = "reliable-change"
    IMPORTANT_CHANGE = "important-change"

    @property
    def is_change(self) -> bool:
        """Whether it is held against a change, and not against a score."""
        return self in {ThresholdKind.RELIABLE_CHANGE, ThresholdKind.IMPORTANT_CHANGE}


class ScoringMethod(StrEnum):
    """How the answers of a scale become one number."""

    SUM = "sum"
    MEAN = "mean"
    ITEM = "item"
    VALUE_SET = "value-set"


class Role(StrEnum):
    """What an instrument is asked about: the person's life, or the session itself."""

    OUTCOME = "outcome"
    PROCESS = "process"


class Clock(StrEnum):
    """The time axis of a panel: calendar periods, whole days, or occasions 1, 2 and so on."""

    PERIOD = "period"
    DAY = "day"
    OCCASION = "occasion"
