"""The smallest plugin for rusfelt: one evaluator, offered by one hook."""

from __future__ import annotations

from collections.abc import Iterator

from rusfelt.plugin import Offer, hookimpl

__all__ = ["rusfelt_evaluators"]


@hookimpl
def rusfelt_evaluators() -> Iterator[Offer]:
    """What this distribution offers; nothing is imported until it is asked for by name."""
    yield Offer(
        "last-change",
        "rusfelt_example.last_change:LastChange",
        api=1,
        summary="The step from the last point but one to the last",
    )
