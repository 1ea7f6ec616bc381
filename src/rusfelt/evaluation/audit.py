"""The audit: can this plan be evaluated at all, and what would it take?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

import attrs

from rusfelt.domain import Measurement, Measurements, Plan, Tiltak
from rusfelt.evaluation.contradictions import Contradiction, contradictions
from rusfelt.evaluation.criteria import CRITERIA, Detectable, criteria_for, detectable_changes
from rusfelt.evaluation.figures import SeriesFigures, gather
from rusfelt.evaluation.links import Links, parent_links
from rusfelt.evaluation.plain import plain
from rusfelt.evaluation.rollup import same_tiltak
from rusfelt.language import LANGUAGES, label, sentence

__all__ = ["Audit", "TiltakAudit", "audit", "audit_figures"]


@attrs.frozen
class TiltakAudit:
    """What one tiltak lacks before it can be evaluated.

    Attributes:
        tiltak: its id. missing: criteria codes, in a fixed order.
        undefined_bodies: codes of responsible bodies the plan's own list does not have.
    """

    tiltak: str
    missing: tuple[str, ...]
    undefined_bodies: tuple[str, ...] = ()

    @property
    def evaluable(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing

    def sentence(self, language: str = "nb") -> str:
        """What is missing, in words."""
        if not self.missing:
            return sentence("audit-complete", {}, language)
        named = ", ".join(label("criterion", each, language) for each in self.missing)
        return sentence("audit-missing", {"missing": named}, language)


@attrs.frozen(eq=False)
class Audit:
    """Whether a plan can be evaluated, and what its figures say against each other.

    Attributes:
        plan: its id. tiltak: one entry each, in the plan's order.
        by_strategy, by_level: id or level → number of tiltak lacking each criterion, with the
            number of tiltak under ``tiltak`` and of evaluable ones under ``evaluable``.
        links: how the plan hangs together with its parents.
        duplicates: groups of tiltak that say the same.
        undefined_bodies: code → tiltak that name it, for codes in no list.
        contradictions: figures that cannot all be right.
        detectable: for each series, what change could be detected at all.
        unknown_indicators: figures whose indicator the plan does not have.
        unlinked_indicators: indicators no tiltak or goal points at.
    """

    plan: str
    tiltak: tuple[TiltakAudit, ...]
    by_strategy: Mapping[str, Mapping[str, int]]
    by_level: Mapping[str, Mapping[str, int]]
    links: Links
    duplicates: tuple[tuple[str, ...], ...]
    undefined_bodies: Mapping[str, tuple[str, ...]]
    contradictions: tuple[Contradiction, ...]
    detectable: tuple[Detectable, ...]
    unknown_indicators: tuple[str, ...]
    unlinked_indicators: tuple[str, ...]

    @property
    def evaluable(self) -> int:
        """How many tiltak lack nothing."""
        return sum(each.evaluable for each in self.tiltak)

    def to_dict(self) -> dict[str, Any]:
        """As plain values for JSON."""
        return {
            "plan": self.plan,
            "tiltak": [
                {
                    "id": each.tiltak,
                    "missing": list(each.missing),
                    "undefined_bodies": list(each.undefined_bodies),
                    "sentence": {lang: each.sentence(lang) for lang in LANGUAGES},
                }
                for each in self.tiltak
            ],
            "evaluable": self.evaluable,
            "of": len(self.tiltak),
            "by_strategy": plain(self.by_strategy),
            "by_level": plain(self.by_level),
            **plain(attrs.asdict(self.links)),
            "duplicates": plain(self.duplicates),
            "undefined_bodies": plain(self.undefined_bodies),
            "contradictions": [each.to_dict() for each in self.contradictions],
            "detectable": [each.to_dict() for each in self.detectable],
            "unknown_indicators": list(self.unknown_indicators),
            "unlinked_indicators": list(self.unlinked_indicators),
        }


def audit(plan: Plan, measurements: Measurements | None = None) -> Audit:
    """What a plan lacks before it can be evaluated, and where its figures disagree.

    Args:
        plan: the plan; parents that rusfelt ships are looked up to see what is linked to what.
        measurements: its figures. Without them, data counts as missing.
    """
    rows = tuple(measurements or ())
    return audit_figures(plan, rows, gather(plan, rows))


def audit_figures(
    plan: Plan,
    rows: Sequence[Measurement],
    figures: Sequence[SeriesFigures],
    scored: Collection[str] = (),
) -> Audit:
    """The audit, where the figures have been put into series already.

    Args:
        plan: the plan.
        rows: its figures.
        figures: the series they make.
        scored: indicators that people's own scores are there for.
    """
    by_indicator: dict[str, list[SeriesFigures]] = {}
    for each in figures:
        by_indicator.setdefault(each.indicator.id, []).append(each)
    listed = None if plan.bodies is None else {each.id for each in plan.bodies}
    same = same_tiltak(plan)
    entries = tuple(_entry(plan, each, by_indicator, listed, scored) for each in plan.tiltak)
    undefined: dict[str, list[str]] = {}
    for entry in entries:
        for code in entry.undefined_bodies:
            undefined.setdefault(code, []).append(entry.tiltak)
    linked = {
        name for each in plan.tiltak for name in (*(each.moves or ()), *(each.measured_by or ()))
    }
    linked |= {name for each in plan.goals for name in each.indicators or ()}
    known = {each.id for each in plan.indicators}
    return Audit(
        plan.id,
        entries,
        _totals(plan, entries, lambda each: each.strategies or ()),
        _totals(plan, entries, lambda each: (str(each.level),) if each.level else ()),
        parent_links(plan),
        tuple(dict.fromkeys(group for group in same.values() if len(group) > 1)),
        {code: tuple(names) for code, names in sorted(undefined.items())},
        tuple(contradictions(plan, rows)),
        tuple(detectable_changes(figures)),
        tuple(sorted({row.indicator for row in rows} - known)),
        tuple(each.id for each in plan.indicators if each.id not in linked),
    )


def _entry(
    plan: Plan,
    tiltak: Tiltak,
    figures: Mapping[str, list[SeriesFigures]],
    listed: set[str] | None,
    scored: Collection[str],
) -> TiltakAudit:
    undefined = tuple(
        code for code in tiltak.responsible or () if listed is not None and code not in listed
    )
    return TiltakAudit(tiltak.id, criteria_for(plan, tiltak, figures, scored), undefined)


def _totals(
    plan: Plan, entries: tuple[TiltakAudit, ...], groups: Callable[[Tiltak], Iterable[str]]
) -> dict[str, dict[str, int]]:
    totals: dict[str, Counter[str]] = {}
    for tiltak, entry in zip(plan.tiltak, entries, strict=True):
        for name in groups(tiltak):
            count = totals.setdefault(name, Counter())
            count.update({"tiltak": 1, "evaluable": int(entry.evaluable)})
            count.update(entry.missing)
    return {
        name: {word: count[word] for word in ("tiltak", "evaluable", *CRITERIA)}
        for name, count in totals.items()
    }
