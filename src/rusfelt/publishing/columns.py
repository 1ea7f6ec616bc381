"""What other packages' evaluators say, as far as they say which counts it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from rusfelt.evaluation.plan_evaluation import Evaluation
from rusfelt.evaluation.results import SeriesResult
from rusfelt.evaluator import RESERVED, Spec
from rusfelt.findings import Findings
from rusfelt.publishing.published import Hidden

__all__ = ["Declared", "declared_by_others", "without_undeclared"]

_OWN = "rusfelt"


@attrs.frozen
class Declared:
    """What another package's method declares of its columns.

    Attributes:
        spec: what it is.
        undeclared: columns that name no counts they rest on.
    """

    spec: Spec
    undeclared: frozenset[str]

    @property
    def reasons(self) -> frozenset[str]:
        """Its own codes of reasons."""
        return frozenset(self.spec.reasons)

    def basis(self, column: str) -> frozenset[str]:
        """The counts a column rests on, but for itself."""
        told = {name for each in self.spec.gives if each.name == column for name in each.basis}
        return frozenset(told - {column})


def declared_by_others(evaluation: Evaluation) -> dict[str, Declared]:
    """By name, the methods of other packages that were run."""
    return {
        spec.name: Declared(spec, _undeclared(spec, origin.distribution))
        for origin, spec in evaluation.ran.items()
        if origin.distribution != _OWN
    }


def without_undeclared(evaluation: Evaluation) -> tuple[Evaluation, list[Hidden]]:
    """The evaluation without strangers' columns that name no counts they rest on.

    A column may tell of the people behind it in ways nobody can see from outside. One that
    declares its ``basis`` can be held against the counts that are shown; one that does not is
    left out, with everything that is a list of numbers of its own.
    """
    gone: dict[str, frozenset[str]] = {}
    findings: dict[str, Findings] = {}
    for name, found in evaluation.findings.items():
        lost = _undeclared(found.spec, found.provenance.distribution)
        gone[found.spec.name] = lost
        findings[name] = _without(found, lost) if lost else found
    for origin, spec in evaluation.ran.items():
        gone.setdefault(spec.name, _undeclared(spec, origin.distribution))
    series = tuple(_series(each, gone) for each in evaluation.series)
    hidden = [
        Hidden("column", "undeclared-column", detail=f"{name}: {column}")
        for name, columns in sorted(gone.items())
        for column in sorted(columns)
    ]
    return attrs.evolve(evaluation, findings=findings, series=series), hidden


def _undeclared(spec: Spec, distribution: str) -> frozenset[str]:
    if distribution == _OWN:
        return frozenset()
    return frozenset(
        column.name for column in spec.gives if not column.basis and column.name not in RESERVED
    )


def _without(found: Findings, lost: frozenset[str]) -> Findings:
    spec = attrs.evolve(
        found.spec,
        gives=tuple(each for each in found.spec.gives if each.name not in lost),
        invariances={},
    )
    return attrs.evolve(
        found,
        columns=_kept(found.columns, lost),
        spec=spec,
        points=_kept(found.points, lost),
        curves=_kept(found.curves, lost),
    )


def _series(result: SeriesResult, gone: Mapping[str, frozenset[str]]) -> SeriesResult:
    findings = {
        name: _kept(row, gone.get(name.partition("@")[0], frozenset()))
        for name, row in result.findings.items()
    }
    return attrs.evolve(result, findings=findings)


def _kept(columns: Mapping[str, Any], lost: frozenset[str]) -> dict[str, Any]:
    return {name: each for name, each in columns.items() if name not in lost}
