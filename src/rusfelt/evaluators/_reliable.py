"""What counts as a reliable change: parameters, checks and columns shared by two evaluators."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

import attrs
import numpy as np

from rusfelt.domain import _convert as to
from rusfelt.errors import DomainError, Problem
from rusfelt.evaluator import Column, Needs
from rusfelt.evaluators._columns import series_column
from rusfelt.evaluators._people import PEOPLE, optional_number

if TYPE_CHECKING:
    from rusfelt.panel import Panel
    from rusfelt.stats.change.reliable_change import ReliableChange
    from rusfelt.typing import Array, Floats, Integers

__all__ = ["RELIABLE", "ReliableRule", "Sample"]

_FIGURES = (
    "reliability", "reliability_post", "mean", "sd", "mean_post", "sd_post", "correlation",
    "threshold",
)  # fmt: skip

RELIABLE = (
    Column("index", doc="The change over its standard error, or as the method has it."),
    Column("critical", doc="What the index is held against."),
    Column(
        "se",
        unit="score",
        doc="Standard error the index was divided by; nan of a published threshold.",
        may_be=("undefined",),
    ),
    Column(
        "least_change",
        unit="score",
        doc="The change at the boundary, where all share one; else nan.",
        may_be=("undefined",),
    ),
    Column(
        "pairs",
        unit="persons",
        doc="People the sample's figures are from; nan where none are.",
        basis=("pairs",),
        may_be=("undefined",),
    ),
    Column(
        "sd",
        unit="score",
        doc="Standard deviation before, where the method uses it; else nan.",
        may_be=("undefined",),
    ),
    Column(
        "reliability",
        doc="Reliability, as given; nan where the method uses none.",
        may_be=("undefined",),
    ),
    Column("method", "str", doc="Method of reliable change."),
    Column("boundary", "str", doc="How the index is held against the critical value: > or >=."),
    Column("sd_source", "str", doc="given, sample, sample-by-group or mixed; empty where unused."),
    Column("mean_source", "str", doc="Likewise of the means."),
    Column("source", "str", doc="Where the figures given are from, as told."),
)


class Sample(NamedTuple):
    """People of one instrument computed together: their rows, scores, direction and teams."""

    rows: Integers
    before: Floats
    after: Floats
    better: str
    team: Array | None


@attrs.frozen
class ReliableRule:
    """The parameters that say when a change is reliable; its subclasses are evaluators.

    See :class:`~rusfelt.evaluators.reliable_change.ReliableChange` for what each is.
    """

    method: str = attrs.field(default="jacobson-truax", converter=to.text)
    reliability: float | None = optional_number()
    reliability_post: float | None = optional_number()
    mean: float | None = optional_number()
    sd: float | None = optional_number()
    mean_post: float | None = optional_number()
    sd_post: float | None = optional_number()
    correlation: float | None = optional_number()
    threshold: float | None = optional_number()
    operator: str | None = attrs.field(default=None, converter=attrs.converters.optional(to.text))
    confidence: float = attrs.field(default=0.95, converter=to.number)
    by_cluster: bool = attrs.field(default=False, converter=to.flag)
    pre: float | None = optional_number()
    post: float | None = optional_number()
    source: str = attrs.field(default="", converter=to.text)

    def __attrs_post_init__(self) -> None:
        checks = self._checks()
        problems = [problem for check in checks for problem in _problems_of(check)]
        if problems:
            msg = "The parameters do not say when a change is reliable:"
            raise DomainError(msg, problems=problems)

    def _checks(self) -> list[Callable[[], object]]:
        """What the statistics ask of their arguments, one thing at a time."""
        # Imported here, since they load scipy.
        from rusfelt.stats.change._figures import given_figures  # noqa: PLC0415
        from rusfelt.stats.change._request import boundary, check_request  # noqa: PLC0415
        from rusfelt.stats.change.reliable_change import RELIABLE_CHANGE_METHODS  # noqa: PLC0415

        def request() -> None:
            check_request(
                self.method, RELIABLE_CHANGE_METHODS, reliability=self.reliability,
                threshold=self.threshold, operator=self.operator, group=None, pooled=True,
            )  # fmt: skip

        def figure(name: str) -> Callable[[], object]:
            return lambda: given_figures((), None, {name: getattr(self, name)})

        def level() -> None:
            boundary(self.method, self.confidence, self.operator, ())

        def times() -> None:
            if self.pre is not None and self.post is not None and self.post <= self.pre:
                remedy = "Give a later time, or leave it out for each person's latest."
                raise DomainError(problems=[Problem("post", "is not after pre.", remedy)])

        return [request, *(figure(name) for name in _FIGURES), level, times]

    @property
    def needs(self) -> Needs:
        """Columns it must be given: everybody's team, where figures are taken team by team."""
        return attrs.evolve(PEOPLE, series=("cluster",)) if self.by_cluster else PEOPLE

    @property
    def sampled(self) -> tuple[str, ...]:
        """The figures taken from the sample; with any, one's answer depends on who else is there."""
        from rusfelt.stats.change._indices import NEEDS  # noqa: PLC0415 - loads scipy

        return tuple(name for name in NEEDS[self.method] if getattr(self, name) is None)

    def sample(
        self, panel: Panel, rows: Integers, scores: tuple[Floats, Floats], better: str
    ) -> Sample:
        """The people of these rows."""
        whole = len(rows) == len(panel)
        before, after = scores if whole else (each[rows] for each in scores)
        team = series_column(panel, "cluster", "")[rows] if self.by_cluster else None
        return Sample(rows, before, after, better, team)

    def apply(self, sample: Sample) -> ReliableChange:
        """The statistic over these people."""
        from rusfelt.stats.change.reliable_change import (  # noqa: PLC0415 - loads scipy
            reliable_change,
        )

        figures = {name: getattr(self, name) for name in _FIGURES}
        return reliable_change(
            sample.before, sample.after, method=self.method, better=sample.better,
            confidence=self.confidence, operator=self.operator, group=sample.team,
            pooled=not self.by_cluster, **figures,
        )  # fmt: skip

    def columns(self, found: ReliableChange) -> Mapping[str, Array | str]:
        """The columns of :data:`RELIABLE`."""
        none = np.broadcast_to(np.nan, found.index.shape)
        least = none
        if self.method == "published":
            least = np.broadcast_to(np.float64(self.threshold), none.shape)
        elif self.method == "jacobson-truax":
            with np.errstate(over="ignore"):
                least = found.critical * found.se
            least = np.where(np.isinf(least), np.nan, least)
        uses_sd = self.method != "published"
        return {
            "index": found.index,
            "critical": found.critical,
            "se": found.se,
            "least_change": least,
            # What no answer rests on is left out: it would differ with who is computed along.
            "pairs": _floats(found.n) if self.sampled else none,
            "sd": found.sd if uses_sd else none,
            "reliability": found.reliability,
            "method": self.method,
            "boundary": found.boundary,
            "sd_source": found.sd_source,
            "mean_source": found.mean_source,
            "source": self.source,
        }


def _problems_of(check: Callable[[], object]) -> tuple[Problem, ...]:
    try:
        check()
    except DomainError as error:
        return error.problems or (Problem("", str(error)),)
    return ()


def _floats(numbers: Integers) -> Floats:
    """Whole numbers as floats; one number for all stays one."""
    if numbers.size and numbers.strides == (0,):
        return np.broadcast_to(np.float64(numbers[0]), numbers.shape)
    return numbers.astype(np.float64)
