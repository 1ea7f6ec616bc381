"""Synthetic control and two-way difference in differences over districts.

This module is what rusfelt imports when it looks for plugins, so it names evaluators and imports
none: pandas, pysyncon and pyfixest are loaded when an evaluator is run, not when it is listed.
"""

from __future__ import annotations

from collections.abc import Iterator

from rusfelt.plugin import Offer, hookimpl

__all__ = ["rusfelt_evaluators"]


@hookimpl
def rusfelt_evaluators() -> Iterator[Offer]:
    """The two evaluators of this distribution."""
    yield Offer(
        "synthetic-control",
        "rusfelt_causal.synthetic_control:SyntheticControl",
        api=1,
        summary="A treated unit against a weighted mean of untreated ones, with placebos",
    )
    yield Offer(
        "twoway-did",
        "rusfelt_causal.twoway_did:TwowayDid",
        api=1,
        summary="Difference in differences with unit and period effects, also for staggered starts",
    )
