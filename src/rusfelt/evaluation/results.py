"""What an evaluation holds: one value for each series, tiltak, strategy and goal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from rusfelt.errors import one_line
from rusfelt.evaluation.appraisal import Ruling, Test, obstacles
from rusfelt.evaluation.panels import Case
from rusfelt.evaluation.people.groups import PeopleGroups
from rusfelt.evaluation.plain import plain
from rusfelt.language import LANGUAGES, sentence
from rusfelt.vocabulary import Movement, Pace, TargetState, Verdict

__all__ = ["Failure", "SeriesResult", "Tally", "TiltakResult"]


@attrs.frozen
class Failure:
    """One evaluator that gave no answer, and why; all others stand."""

    evaluator: str = attrs.field(converter=one_line)
    distribution: str = attrs.field(converter=one_line)
    kind: str = attrs.field(converter=one_line)
    message: str = attrs.field(converter=one_line)

    def to_dict(self) -> dict[str, str]:
        """As plain values for JSON."""
        return attrs.asdict(self)


@attrs.frozen(eq=False)
class SeriesResult:
    """One series: three answers, a verdict and its reason.

    Attributes:
        case: its figures and target. ruling: the verdict. test: the primary test.
        pace: towards a dated target; never part of the verdict.
        findings: what each evaluator says of it, by name, as plain values.
        primary: whether it carries a tiltak's or a goal's verdict.
        people: groups of the people whose own scores it is made of, where it is.
    """

    case: Case
    ruling: Ruling
    test: Test
    pace: Pace
    findings: Mapping[str, Mapping[str, Any]]
    primary: bool = False
    people: PeopleGroups | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """Indicator id, unit and group."""
        return self.case.key

    @property
    def verdict(self) -> Verdict:
        """The word it gets."""
        return self.ruling.verdict

    @property
    def target(self) -> TargetState:
        """Where it stands to its target; a milestone's dates settle that."""
        if self.test.state:
            return {
                "in-time": TargetState.MET,
                "done-undated": TargetState.MET,
                "late": TargetState.MET,
                "overdue": TargetState.MISSED,
                "not-due": TargetState.NOT_DUE,
            }.get(self.test.state, TargetState.NONE)
        return self.case.standing.state

    @property
    def movement(self) -> Movement:
        """Which way it has moved."""
        return self.ruling.movement

    @property
    def reason(self) -> str:
        """The reason's code."""
        return self.ruling.code

    @property
    def tested(self) -> bool:
        """Whether a test was made that could have decided.

        The p of a comparison that may not be decided describes, and must not weigh on others.
        """
        assessable = self.verdict is not Verdict.NOT_ASSESSABLE
        return self.test.made and assessable and not obstacles(self.case)

    def sentence(self, language: str = "nb") -> str:
        """The reason as a sentence."""
        return self.ruling.sentence(language)

    def to_dict(self) -> dict[str, Any]:
        """As plain values for JSON."""
        indicator, unit, group = self.key
        standing = self.case.standing
        return {
            "indicator": indicator,
            "unit": unit,
            "group": group,
            "verdict": str(self.verdict),
            "target": str(self.target),
            "movement": str(self.movement),
            "pace": str(self.pace),
            "reason": self.reason,
            "also": list(self.ruling.also),
            "sentence": {language: self.sentence(language) for language in LANGUAGES},
            "values": plain(self.ruling.values),
            "flags": list(self.ruling.flags),
            "primary_evaluator": self.test.primary.evaluator or None,
            "p": plain(self.test.p),
            "primary_series": self.primary,
            "target_value": plain(standing.level),
            "target_operator": str(standing.operator) if standing.operator else None,
            "target_due": standing.target.due.isoformat()
            if standing.target and standing.target.due
            else None,
            "points": [
                {
                    "period": point.period.text,
                    "state": str(point.state),
                    "value": plain(point.value),
                    "numerator": plain(point.x),
                    "denominator": plain(point.n),
                    "se": plain(point.se),
                    "bound": point.bound or None,
                    "part": point.part,
                }
                for point in self.case.figures.points
            ],
            "findings": plain(self.findings),
            "people": self.people.to_dict() if self.people else None,
        }


@attrs.frozen(eq=False)
class TiltakResult:
    """One tiltak: the verdict of the indicators it should move, and what is missing.

    Attributes:
        series: keys of its primary series. verdicts: theirs, after Holm's correction.
        missing: criteria the plan lacks before it can be evaluated.
        same_as: other tiltak it is counted as one with.
        progress: the last report on the work; beside the verdict, never in it.
    """

    id: str
    verdict: Verdict
    code: str
    values: Mapping[str, Any] = attrs.field(factory=dict)
    series: tuple[tuple[str, str, str], ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    decided: int = 0
    missing: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()
    progress: str | None = None
    progress_date: str | None = None

    def sentence(self, language: str = "nb") -> str:
        """The reason as a sentence."""
        return sentence(self.code, self.values, language)

    def to_dict(self) -> dict[str, Any]:
        """As plain values for JSON."""
        return {
            "id": self.id,
            "verdict": str(self.verdict),
            "reason": self.code,
            "sentence": {language: self.sentence(language) for language in LANGUAGES},
            "missing": list(self.missing),
            "series": [
                {"indicator": key[0], "unit": key[1], "group": key[2], "verdict": str(verdict)}
                for key, verdict in zip(self.series, self.verdicts, strict=True)
            ],
            "decided": self.decided,
            "of": len(self.series),
            "same_as": list(self.same_as),
            "progress": self.progress,
            "progress_date": self.progress_date,
        }


@attrs.frozen(eq=False)
class Tally:
    """A strategy, a goal or the whole plan: how many of each, never an average.

    Attributes:
        tiltak, series: number in each verdict; duplicates and shared series count once.
        adopted: tiltak as the plan prints them, duplicates and all.
        decided: tiltak with a decided verdict.
        tests, false_alarms: tests made, and how many would reject by chance if nothing changed.
    """

    id: str
    tiltak: Mapping[Verdict, int]
    series: Mapping[Verdict, int]
    adopted: int
    distinct: int
    decided: int
    tests: int
    false_alarms: float

    def to_dict(self) -> dict[str, Any]:
        """As plain values for JSON."""
        return {
            "id": self.id,
            "verdicts": {str(word): self.tiltak.get(word, 0) for word in Verdict},
            "series_verdicts": {
                str(word): self.series.get(word, 0) for word in Verdict if word is not Verdict.MIXED
            },
            "adopted": self.adopted,
            "distinct": self.distinct,
            "decided": self.decided,
            "tests": self.tests,
            "expected_false_alarms": plain(self.false_alarms),
        }
