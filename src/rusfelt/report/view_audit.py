"""The audit: what the plan lacks, how it hangs together, and figures that disagree."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from rusfelt.evaluation.audit import Audit
from rusfelt.evaluation.criteria import CRITERIA
from rusfelt.report.names import Names
from rusfelt.report.tables import counted, linked_list, number, table

__all__ = ["audit_view"]


def audit_view(audit: Audit, names: Names) -> dict[str, Any]:
    """The whole audit in words and tables."""
    texts = names.texts
    of, n = len(audit.tiltak), audit.evaluable
    word = "-none" if n == 0 else "-all" if n == of else ""
    return {
        "lead": texts(f"audit.evaluable{word}", n=n, of=of) if of else texts("summary.no-tiltak"),
        "missing": _missing(audit, names) if of else [],
        "links": _links(audit, names),
        "duplicates": [linked_list(names.tiltak_links(group)) for group in audit.duplicates],
        "bodies": [
            {"code": code, "tiltak": linked_list(names.tiltak_links(mentioned))}
            for code, mentioned in audit.undefined_bodies.items()
        ],
        "bodies_none": texts(
            "audit.bodies-unlisted" if names.plan.bodies is None else "audit.bodies-none"
        ),
        "contradictions": _contradictions(audit, names),
        "detectable": _detectable(audit, names),
        "unlinked": linked_list(
            names.link("indikator", each, names.indicator(each))
            for each in audit.unlinked_indicators
        ),
        "unknown": list(audit.unknown_indicators),
    }


def _missing(audit: Audit, names: Names) -> list[dict[str, Any]]:
    texts = names.texts
    strategies = {each.id: each for each in names.plan.strategies}
    by_strategy = {
        name: names.link("strategi", name, f"{name} {names.title(strategies[name].title)}")
        for name in audit.by_strategy
    }
    by_level = {name: number(texts.word("level", name)) for name in audit.by_level}
    several = sum(len(each.strategies or ()) > 1 for each in names.plan.tiltak)
    twice = texts("audit.twice-note") if several else ""
    found = []
    for name, totals, labels, note in (
        ("strategy", audit.by_strategy, by_strategy, twice),
        ("level", audit.by_level, by_level, ""),
    ):
        if totals:
            found.append(_totals(name, totals, labels, note, names))
    found.append(_alike(audit, names))
    return found


def _totals(
    name: str,
    totals: Mapping[str, Mapping[str, int]],
    labels: Mapping[str, Any],
    note: str,
    names: Names,
) -> dict[str, Any]:
    """Tiltak lacking each criterion."""
    texts = names.texts
    none = texts("count.none")
    kept = [
        ("tiltak", texts("audit.tiltak-column")),
        ("evaluable", texts("audit.evaluable-column")),
    ]
    kept += [(each, texts("audit.lacks", name=texts.word("criterion", each))) for each in CRITERIA]
    return table(
        f"mangler-{name}",
        texts(f"audit.by-{name}"),
        [texts("audit.what-column"), *({**labels[each], "number": True} for each in totals)],
        [[head, *(counted(each[key], none) for each in totals.values())] for key, head in kept],
        notes=[note],
    )


def _alike(audit: Audit, names: Names) -> dict[str, Any]:
    """Tiltak gathered by what they lack, the largest group first."""
    texts = names.texts
    groups: dict[tuple[str, ...], list[str]] = {}
    for each in audit.tiltak:
        groups.setdefault(each.missing, []).append(each.tiltak)
    rows = [
        [
            ", ".join(texts.word("criterion", each) for each in missing) or texts("audit.nothing"),
            number(str(len(tiltak))),
            linked_list(names.tiltak_links(tiltak, titles=False)),
        ]
        for missing, tiltak in sorted(groups.items(), key=lambda group: -len(group[1]))
    ]
    # How many and which are two columns, so that the list of links can be long.
    columns: list[Any] = [
        texts("audit.missing"),
        number(texts("summary.count")),
        texts("audit.tiltak"),
    ]
    return table("mangler-likt", texts("audit.same-missing"), columns, rows)


def _links(audit: Audit, names: Names) -> dict[str, Any]:
    texts, links = names.texts, audit.links
    parents = names.plan.parents or ()
    seen = [each for each in parents if each not in links.unseen_parents]
    told = []
    if not parents:
        told.append(texts("audit.links-none"))
    if seen:
        told.append(
            texts("audit.links-clear", local=links.clear_links, parent=links.clearly_implemented)
        )
    if links.unseen_parents:
        told.append(texts("audit.links-unseen", named=", ".join(links.unseen_parents)))
    if seen and not links.without_counterpart:
        told.append(texts("audit.without-counterpart-none"))
    if parents and not links.without_parent:
        told.append(texts("audit.without-parent-none"))
    return {
        "text": " ".join(told),
        "without_counterpart": [names.elsewhere(each) for each in links.without_counterpart],
        "without_parent": names.tiltak_links(links.without_parent),
        "broken": list(links.broken),
    }


def _contradictions(audit: Audit, names: Names) -> dict[str, Any] | None:
    texts = names.texts
    if not audit.contradictions:
        return None
    return table(
        "motsier",
        texts("audit.contradictions"),
        [
            texts("audit.indicator"),
            texts("audit.place"),
            texts("audit.period"),
            texts("audit.what"),
        ],
        [
            [
                names.link("indikator", each.indicator, names.indicator(each.indicator)),
                names.where((each.indicator, each.unit, each.group)),
                each.period,
                names.said(f"contradiction-{each.code}", each.values),
            ]
            for each in audit.contradictions
        ],
    )


def _detectable(audit: Audit, names: Names) -> dict[str, Any] | None:
    texts, write = names.texts, names.numbers
    if not audit.detectable:
        return None
    rows = []
    for each in audit.detectable:
        key = (each.indicator, each.unit, each.group)
        fall = texts("audit.not-even-zero") if math.isnan(each.low) else write.whole(each.low)
        rows.append(
            [
                names.link("serie", key, names.series(key)),
                number(f"{write.whole(each.baseline)} ({each.period})"),
                number(fall),
                number(write.whole(each.high)),
            ]
        )
    return table(
        "paviselig",
        texts("audit.detectable"),
        [
            texts("limits.series"),
            number(texts("audit.first")),
            number(texts("audit.fall")),
            number(texts("audit.rise")),
        ],
        rows,
    )
