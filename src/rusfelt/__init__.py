"""Say honestly whether a plan for the substance-use field works.

``rusfelt`` takes a politically adopted plan, the figures that belong to it and people's own
quality-of-life scores, and says what they show and what they cannot show::

    import rusfelt

    plan = rusfelt.load_plan("nordre-aker")
    figures = rusfelt.read_measurements("figures.csv")
    print(rusfelt.evaluate_plan(plan, figures).to_json())

Every name is loaded when it is first used: importing the package loads numpy and attrs alone.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

# The two libraries everything here stands on are loaded with the package; nothing else is.
import attrs as _attrs  # noqa: F401
import numpy as _numpy  # noqa: F401, ICN001 - not a public name here

from rusfelt._version import __version__

if TYPE_CHECKING:
    from rusfelt.catalogue.named import load_plan
    from rusfelt.domain import (
        Body,
        Goal,
        Indicator,
        Judge,
        Link,
        Measurement,
        Measurements,
        Period,
        Plan,
        Progress,
        Strategy,
        Target,
        Tiltak,
        Titles,
    )
    from rusfelt.errors import (
        ContractError,
        DisclosureError,
        DomainError,
        EvaluationError,
        MissingExtraError,
        NameConflictError,
        PluginError,
        Problem,
        ReadError,
        RusfeltError,
        UnknownNameError,
        WriteError,
    )
    from rusfelt.evaluation.audit import Audit, audit
    from rusfelt.evaluation.engine import evaluate
    from rusfelt.evaluation.plan_evaluation import Evaluation, evaluate_plan
    from rusfelt.evaluation.two_lists import Answer, trend
    from rusfelt.evaluator import Column, Evaluator, Needs, Spec, Summarising
    from rusfelt.findings import Findings, Provenance
    from rusfelt.io.measurements import read_measurements
    from rusfelt.io.plan_file import validate
    from rusfelt.panel import Panel
    from rusfelt.vocabulary import (
        Clock,
        Counts,
        Coverage,
        Design,
        Direction,
        Form,
        Kind,
        Level,
        Movement,
        Operator,
        Pace,
        ProgressState,
        State,
        Status,
        Strength,
        TargetState,
        Verdict,
    )

_MODULES = {
    "catalogue.named": ("load_plan",),
    "domain": (
        "Body", "Goal", "Indicator", "Judge", "Link", "Measurement", "Measurements", "Period",
        "Plan", "Progress", "Strategy", "Target", "Tiltak", "Titles",
    ),
    "errors": (
        "ContractError", "DisclosureError", "DomainError", "EvaluationError", "MissingExtraError",
        "NameConflictError", "PluginError", "Problem", "ReadError", "RusfeltError",
        "UnknownNameError", "WriteError",
    ),
    "evaluation.audit": ("Audit", "audit"),
    "evaluation.engine": ("evaluate",),
    "evaluation.plan_evaluation": ("Evaluation", "evaluate_plan"),
    "evaluation.two_lists": ("Answer", "trend"),
    "evaluator": ("Column", "Evaluator", "Needs", "Spec", "Summarising"),
    "findings": ("Findings", "Provenance"),
    "io.measurements": ("read_measurements",),
    "io.plan_file": ("validate",),
    "panel": ("Panel",),
    "vocabulary": (
        "Clock", "Counts", "Coverage", "Design", "Direction", "Form", "Kind", "Level", "Movement",
        "Operator", "Pace", "ProgressState", "State", "Status", "Strength", "TargetState",
        "Verdict",
    ),
}  # fmt: skip
_HOME = {name: module for module, names in _MODULES.items() for name in names}

__all__ = [
    "Answer", "Audit", "Body", "Clock", "Column", "ContractError", "Counts", "Coverage", "Design",
    "Direction", "DisclosureError", "DomainError", "Evaluation", "EvaluationError", "Evaluator",
    "Findings", "Form", "Goal", "Indicator", "Judge", "Kind", "Level", "Link", "Measurement",
    "Measurements", "MissingExtraError", "Movement", "NameConflictError", "Needs", "Operator",
    "Pace", "Panel", "Period", "Plan", "PluginError", "Problem", "Progress", "ProgressState",
    "Provenance", "ReadError", "RusfeltError", "Spec", "State", "Status", "Strategy", "Strength",
    "Summarising", "Target", "TargetState", "Tiltak", "Titles", "UnknownNameError", "Verdict",
    "WriteError", "__version__", "audit", "evaluate", "evaluate_plan", "load_plan",
    "read_measurements", "trend", "validate",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for."""
    if name not in _HOME:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    value = getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
