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
    from rusfelt.catalogue.benchmarks import with_benchmarks
    from rusfelt.catalogue.instrument_loader import load_instrument
    from rusfelt.catalogue.named import load_plan
    from rusfelt.catalogue.scores_file import read_scores
    from rusfelt.catalogue.scoring import score
    from rusfelt.domain import (
        Body,
        Goal,
        Indicator,
        Instrument,
        ItemSet,
        Judge,
        Link,
        Measurement,
        Measurements,
        MissingRule,
        Norm,
        Period,
        Plan,
        Progress,
        Scale,
        Strategy,
        Target,
        Threshold,
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
        UnfinishedError,
        UnknownNameError,
        WriteError,
    )
    from rusfelt.evaluation.at_scale.result_folder import ResultFolder
    from rusfelt.evaluation.audit import Audit, audit
    from rusfelt.evaluation.engine import evaluate
    from rusfelt.evaluation.parts import Parts
    from rusfelt.evaluation.people.change import GroupChange, group_change
    from rusfelt.evaluation.plan_evaluation import Evaluation, evaluate_plan
    from rusfelt.evaluation.two_lists import Answer, trend
    from rusfelt.evaluator import Column, Evaluator, Needs, Spec, Summarising
    from rusfelt.findings import Findings, Provenance
    from rusfelt.io.mapping_file import ColumnMap, read_mapping
    from rusfelt.io.measurements import read_measurements
    from rusfelt.io.plan_file import validate
    from rusfelt.io.repartition import repartition
    from rusfelt.io.response_table import read_response_table
    from rusfelt.panel import Panel
    from rusfelt.publishing.publish import publish
    from rusfelt.publishing.published import Published
    from rusfelt.vocabulary import (
        ChangeCategory,
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
        Role,
        ScoringMethod,
        State,
        Status,
        Strength,
        TargetState,
        ThresholdKind,
        Verdict,
    )

_MODULES = {
    "catalogue.benchmarks": ("with_benchmarks",),
    "catalogue.instrument_loader": ("load_instrument",),
    "catalogue.named": ("load_plan",),
    "catalogue.scores_file": ("read_scores",),
    "catalogue.scoring": ("score",),
    "domain": (
        "Body", "Goal", "Indicator", "Instrument", "ItemSet", "Judge", "Link", "Measurement",
        "Measurements", "MissingRule", "Norm", "Period", "Plan", "Progress", "Scale", "Strategy",
        "Target", "Threshold", "Tiltak", "Titles",
    ),
    "errors": (
        "ContractError", "DisclosureError", "DomainError", "EvaluationError", "MissingExtraError",
        "NameConflictError", "PluginError", "Problem", "ReadError", "RusfeltError",
        "UnfinishedError", "UnknownNameError", "WriteError",
    ),
    "evaluation.audit": ("Audit", "audit"),
    "evaluation.at_scale.result_folder": ("ResultFolder",),
    "evaluation.engine": ("evaluate",),
    "evaluation.parts": ("Parts",),
    "evaluation.people.change": ("GroupChange", "group_change"),
    "evaluation.plan_evaluation": ("Evaluation", "evaluate_plan"),
    "evaluation.two_lists": ("Answer", "trend"),
    "evaluator": ("Column", "Evaluator", "Needs", "Spec", "Summarising"),
    "findings": ("Findings", "Provenance"),
    "io.mapping_file": ("ColumnMap", "read_mapping"),
    "io.measurements": ("read_measurements",),
    "io.repartition": ("repartition",),
    "io.plan_file": ("validate",),
    "io.response_table": ("read_response_table",),
    "panel": ("Panel",),
    "publishing": ("Published", "publish"),
    "vocabulary": (
        "ChangeCategory", "Clock", "Counts", "Coverage", "Design", "Direction", "Form", "Kind",
        "Level", "Movement", "Operator", "Pace", "ProgressState", "Role", "ScoringMethod",
        "State", "Status", "Strength", "TargetState", "ThresholdKind", "Verdict",
    ),
}  # fmt: skip
_HOME = {name: module for module, names in _MODULES.items() for name in names}

__all__ = [
    "Answer", "Audit", "Body", "ChangeCategory", "Clock", "Column", "ColumnMap", "ContractError", "Counts",
    "Coverage", "Design", "Direction", "DisclosureError", "DomainError", "Evaluation",
    "EvaluationError", "Evaluator", "Findings", "Form", "Goal", "GroupChange", "Indicator",
    "Instrument", "ItemSet", "Judge", "Kind", "Level", "Link", "Measurement", "Measurements",
    "MissingExtraError", "MissingRule", "Movement", "NameConflictError", "Needs", "Norm",
    "Operator", "Pace", "Panel", "Parts", "Period", "Plan", "PluginError", "Problem", "Progress",
    "ProgressState", "Provenance", "Published", "ReadError", "ResultFolder", "Role", "RusfeltError", "Scale", "ScoringMethod",
    "Spec", "State", "Status", "Strategy", "Strength", "Summarising", "Target", "TargetState",
    "Threshold", "ThresholdKind", "Tiltak", "Titles", "UnfinishedError", "UnknownNameError", "Verdict", "WriteError",
    "__version__", "audit", "evaluate", "evaluate_plan", "group_change", "load_instrument",
    "load_plan", "publish", "read_mapping", "read_measurements", "read_response_table", "read_scores",
    "repartition", "score", "trend", "validate", "with_benchmarks",
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
