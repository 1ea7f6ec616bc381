"""Clinical change: a change that is real, and the line it did or did not cross."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import attrs
import numpy as np

from rusfelt.domain import _convert as to
from rusfelt.errors import DomainError, Problem
from rusfelt.evaluator import Column, Spec
from rusfelt.evaluators._columns import Answer
from rusfelt.evaluators._people import ENDS, put_ends, samples, tell
from rusfelt.evaluators._reliable import RELIABLE, ReliableRule, Sample
from rusfelt.panel import Panel
from rusfelt.typing import Array, Floats, Strings

__all__ = ["ClinicalChange"]

_TRUE = "hageman-arrindell"
_KINDS = {
    "a": ("mean_clinical", "sd_clinical"),
    "b": ("mean_functional", "sd_functional"),
    "c": ("mean_clinical", "sd_clinical", "mean_functional", "sd_functional"),
}
_POPULATIONS = _KINDS["c"]
# Which way is better if these scores are the clinical ones.
_CLINICAL_IF = {"<": "higher", "<=": "higher", ">": "lower", ">=": "lower"}
_SIDES = ("clinical_pre", "functional_pre", "clinical_post", "functional_post")

_SPEC = Spec(
    "clinical-change",
    "1",
    gives=(
        *ENDS,
        Column("category", "str", doc="recovered, improved, unchanged, deteriorated or harmed."),
        Column("clinical_pre", "bool", doc="First score on the side of those who need help."),
        Column("functional_pre", "bool", doc="First score on the side of people in general."),
        Column("clinical_post", "bool", doc="Later score on the side of those who need help."),
        Column("functional_post", "bool", doc="Later score on the side of people in general."),
        Column("cutoff", unit="score", doc="The score between the two."),
        Column("cutoff_kind", "str", doc="given, or a, b or c of Jacobson and Truax."),
        Column("cutoff_scores", "str", doc="Whether a, b or c is of observed or true scores."),
        Column("clinical_if", "str", doc="How a clinical score stands to the cutoff."),
        Column("functional_if", "str", doc="How a functional score stands to it."),
        *RELIABLE,
        Column(
            "cs_index",
            doc="Distance from the cutoff over its error; Hageman and Arrindell, else nan.",
            may_be=("undefined",),
        ),
        Column("cs_critical", doc="What that is held against; likewise.", may_be=("undefined",)),
    ),
    references=("doi:10.1037/0022-006X.59.1.12", "doi:10.1016/S0005-7967(99)00032-7"),
    invariances={
        "shift": ("change",),
    },
)


def _number_or_kind(value: object) -> float | str | None:
    return value if value is None or isinstance(value, str) else to.number(value)


def _optional_number() -> Any:
    return attrs.field(default=None, converter=attrs.converters.optional(to.number))


class _Line(NamedTuple):
    """A cutoff: its value, kind, which scores it is of, and why there is none."""

    value: Floats
    kind: Strings
    scores: Strings
    reason: Strings


@attrs.frozen
class ClinicalChange(ReliableRule):
    """What became of each person: recovered, improved, unchanged, deteriorated or harmed.

    Recovered is reliably improved, from the side of those who need help to that of people in
    general; harmed the same the other way. See
    :func:`~rusfelt.stats.change.clinical_change.clinical_change`. With the method
    ``hageman-arrindell`` the later score must be past the cutoff by more than measurement error,
    and a cutoff made here is of true scores; with all others the score itself is compared.

    The parameters of :class:`~rusfelt.evaluators.reliable_change.ReliableChange`, from ``method``
    to ``source``, are here too, and say what is a reliable change.

    Args:
        cutoff: the score between the two populations, or ``a`` (two standard deviations outside
            those who need help), ``b`` (within two of people in general) or ``c`` (equally many
            from both).
        cutoff_operator: how a clinical score stands to the cutoff: ``<`` or ``<=`` where higher is
            better, ``>`` or ``>=`` where lower is. Unsaid, someone exactly at it is on neither
            side.
        mean_functional, sd_functional: first scores of people in general; for ``b`` and ``c``.
        mean_clinical, sd_clinical: of those who need help; for ``a`` and ``c``. Unsaid, those of
            the people here who have both scores.

    Raises:
        DomainError: a parameter is lacking, impossible, or does not go with the others; all that
            is wrong at once.
    """

    cutoff: float | str | None = attrs.field(default=None, converter=_number_or_kind)
    cutoff_operator: str | None = attrs.field(
        default=None, converter=attrs.converters.optional(to.text)
    )
    mean_functional: float | None = _optional_number()
    sd_functional: float | None = _optional_number()
    mean_clinical: float | None = _optional_number()
    sd_clinical: float | None = _optional_number()

    def _checks(self) -> list[Callable[[], object]]:
        return [*super()._checks(), self._check_cutoff]

    def _check_cutoff(self) -> None:
        problems = []
        kind = self._kind
        if self.cutoff in {None, ""}:
            problems.append(Problem("cutoff", "is lacking.", "Give a score, or a, b or c."))
        if kind and kind not in _KINDS:
            problems.append(Problem("cutoff", f"{kind!r} is unknown.", "Use a score, a, b or c."))
        elif self.cutoff not in {None, ""}:
            problems += self._misplaced()
        if self.cutoff_operator is not None and self.cutoff_operator not in _CLINICAL_IF:
            fact = f"{self.cutoff_operator!r} is unknown."
            problems.append(Problem("cutoff_operator", fact, "Use <, <=, > or >=."))
        if problems:
            raise DomainError(problems=problems)

    def _misplaced(self) -> Iterator[Problem]:
        """What is wrong with the figures of the two populations."""
        which = f"cutoff {self._kind}" if self._kind else "a cutoff that is given"
        for name in _POPULATIONS:
            value, used = getattr(self, name), name in self._parts
            if value is None and used and name.endswith("functional"):
                yield Problem(name, f"is needed for {which}.", "Give that of people in general.")
            elif value is not None and not used:
                yield Problem(name, f"is not used by {which}.", "Leave it out.")
            elif value is not None and name.startswith("sd") and value <= 0:
                yield Problem(name, f"{value!r} is not above 0.", "Give a standard deviation.")

    @property
    def _kind(self) -> str:
        """The letter of the cutoff; empty where it is given as a score."""
        return self.cutoff if isinstance(self.cutoff, str) else ""

    @property
    def _parts(self) -> tuple[str, ...]:
        """The figures the cutoff is made of; true scores take the clinical spread into b too."""
        parts = _KINDS.get(self._kind, ())
        return tuple(dict.fromkeys((*parts, "sd_clinical"))) if parts and self._true else parts

    @property
    def _true(self) -> bool:
        """Whether scores are taken without their measurement error."""
        return self.method == _TRUE

    @property
    def sampled(self) -> tuple[str, ...]:
        """The figures taken from the sample, those of the cutoff too."""
        own = [name for name in self._parts if getattr(self, name) is None]
        return (*super().sampled, *own)

    @property
    def spec(self) -> Spec:
        """What it is, needs and gives; one person's answer may depend on everybody's scores."""
        scope = "panel" if self.sampled else "series"
        return attrs.evolve(_SPEC, needs=self.needs, scope=scope)

    def evaluate(self, panel: Panel, /) -> Mapping[str, Array]:
        """One row a person."""
        answer = Answer(panel, _SPEC.gives)
        scores = put_ends(panel, answer, self.pre, self.post)
        for rows, better in samples(panel, answer):
            self._put(answer, self.sample(panel, rows, scores, better))
        return answer.columns

    def _put(self, answer: Answer, sample: Sample) -> None:
        from rusfelt.stats.change.clinical_change import clinical_change  # noqa: PLC0415 - scipy

        operator = self.cutoff_operator
        if operator is not None and _CLINICAL_IF[operator] != sample.better:
            answer.undefined(sample.rows, "cutoff-direction")
            return
        reliable = self.apply(sample)
        cutoff = self._cutoff(sample)
        found = clinical_change(
            sample.before, sample.after, reliable, cutoff.value, better=sample.better,
            cutoff_operator=operator, **self._options(sample),  # type: ignore[arg-type]
        )  # fmt: skip
        lacking = found.reason == "no-cutoff"
        reason = np.where(lacking, cutoff.reason, found.reason) if lacking.any() else found.reason
        answer.put(
            sample.rows,
            {
                "category": found.category,
                **{name: getattr(found, name) for name in _SIDES},
                "cutoff": cutoff.value,
                "cutoff_kind": cutoff.kind,
                "cutoff_scores": cutoff.scores,
                "clinical_if": found.clinical_if,
                "functional_if": found.functional_if,
                **self.columns(reliable),
                "cs_index": found.cs_index,
                "cs_critical": found.critical,
            },
        )
        tell(answer, sample.rows, reason)

    def _cutoff(self, sample: Sample) -> _Line:
        """The cutoff of these people, each with their team's where it is taken team by team."""
        if not self._parts:
            return _Line(*(np.asarray(each) for each in (self.cutoff, "given", "", "")))
        from rusfelt.stats.change._pairs import pair_moments  # noqa: PLC0415 - loads scipy
        from rusfelt.stats.change.clinical_cutoff import clinical_cutoff  # noqa: PLC0415 - scipy

        figures: dict[str, Any] = {name: getattr(self, name) for name in self._parts}
        if None in figures.values():
            own = pair_moments(sample.before, sample.after, sample.team, not self.by_cluster)
            clinical = {"mean_clinical": own.mean, "sd_clinical": own.sd}
            figures |= {name: clinical[name] for name, each in figures.items() if each is None}
        if self._true:
            figures |= {"true_scores": True, "reliability": self.reliability}
        kind: Any = self._kind
        found = clinical_cutoff(kind, better=sample.better, **figures)
        # A figure is missing only where too few people have both scores.
        reason = np.where(found.reason == "missing", "too-few-pairs", found.reason)
        return _Line(found.value, found.kind, found.scores, reason)

    def _options(self, sample: Sample) -> dict[str, Any]:
        """What Hageman and Arrindell's second index needs; the other method takes nothing."""
        if not self._true:
            return {}
        return {
            "method": _TRUE,
            "confidence": self.confidence,
            "group": sample.team,
            "pooled": not self.by_cluster,
            **{name: getattr(self, name) for name in ("reliability", "sd", "mean_post", "sd_post")},
        }
