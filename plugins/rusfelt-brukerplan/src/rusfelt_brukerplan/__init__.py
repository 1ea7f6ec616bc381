"""BrukerPlan for rusfelt: a mapping's tables, read, checked and described for what they are.

The hooks offer names; nothing is imported before one of them is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator

from rusfelt.plugin import Offer, hookimpl

__all__ = ["rusfelt_evaluators", "rusfelt_readers"]

_EVALUATORS = {
    "brukerplan-shares": (
        "shares:BrukerplanShares",
        "People and share by rating at each mapping, with exact intervals",
    ),
    "brukerplan-change": (
        "change:BrukerplanChange",
        "Two mappings side by side; tested only where coverage is declared equal",
    ),
    "brukerplan-mapped": (
        "mapped:BrukerplanMapped",
        "How many were mapped, then and now; tested only where coverage is declared equal",
    ),
    "brukerplan-red-share": (
        "red_share:BrukerplanRedShare",
        "How many of all ratings in the eight domains are red",
    ),
    "brukerplan-whole-number": (
        "share_check:BrukerplanWholeNumber",
        "Whether a printed share can be a whole number of people",
    ),
}


@hookimpl
def rusfelt_evaluators() -> Iterator[Offer]:
    """Five descriptions of mappings. None of them can settle a verdict."""
    for name, (path, summary) in _EVALUATORS.items():
        yield Offer(name, f"rusfelt_brukerplan.{path}", api=1, summary=summary)


@hookimpl
def rusfelt_readers() -> Iterator[Offer]:
    """The table of a mapping as CSV."""
    yield Offer(
        "brukerplan-table",
        "rusfelt_brukerplan.reader:TableReader",
        api=1,
        summary="BrukerPlan's ratings by year, district and domain",
    )
