"""Converters to the words of each closed list, one named function a list.

They are spelled out because type checkers follow named converters only.
"""

from __future__ import annotations

from rusfelt.domain._convert import word
from rusfelt.vocabulary import (
    Counts,
    Coverage,
    Design,
    Direction,
    Form,
    Kind,
    Level,
    Operator,
    ProgressState,
    Role,
    ScoringMethod,
    State,
    Strength,
    ThresholdKind,
)

__all__ = [
    "counts",
    "coverage",
    "design",
    "direction",
    "form",
    "kind",
    "level",
    "operator",
    "progress_state",
    "role",
    "scoring_method",
    "state",
    "strength",
    "threshold_kind",
]


def counts(value: object) -> Counts:
    """A word of :class:`~rusfelt.vocabulary.Counts`."""
    return word(Counts, value)


def coverage(value: object) -> Coverage:
    """A word of :class:`~rusfelt.vocabulary.Coverage`."""
    return word(Coverage, value)


def design(value: object) -> Design:
    """A word of :class:`~rusfelt.vocabulary.Design`."""
    return word(Design, value)


def direction(value: object) -> Direction:
    """A word of :class:`~rusfelt.vocabulary.Direction`."""
    return word(Direction, value)


def form(value: object) -> Form:
    """A word of :class:`~rusfelt.vocabulary.Form`."""
    return word(Form, value)


def kind(value: object) -> Kind:
    """A word of :class:`~rusfelt.vocabulary.Kind`."""
    return word(Kind, value)


def level(value: object) -> Level:
    """A word of :class:`~rusfelt.vocabulary.Level`."""
    return word(Level, value)


def operator(value: object) -> Operator:
    """A word of :class:`~rusfelt.vocabulary.Operator`."""
    return word(Operator, value)


def progress_state(value: object) -> ProgressState:
    """A word of :class:`~rusfelt.vocabulary.ProgressState`."""
    return word(ProgressState, value)


def state(value: object) -> State:
    """A word of :class:`~rusfelt.vocabulary.State`."""
    return word(State, value)


def strength(value: object) -> Strength:
    """A word of :class:`~rusfelt.vocabulary.Strength`."""
    return word(Strength, value)


def role(value: object) -> Role:
    """A word of :class:`~rusfelt.vocabulary.Role`."""
    return word(Role, value)


def scoring_method(value: object) -> ScoringMethod:
    """A word of :class:`~rusfelt.vocabulary.ScoringMethod`."""
    return word(ScoringMethod, value)


def threshold_kind(value: object) -> ThresholdKind:
    """A word of :class:`~rusfelt.vocabulary.ThresholdKind`."""
    return word(ThresholdKind, value)
