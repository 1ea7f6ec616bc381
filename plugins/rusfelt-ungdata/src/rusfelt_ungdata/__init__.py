"""Ungdata for rusfelt: shares among pupils, wave by wave and area by area.

Ungdata is a survey of school pupils, anonymous and voluntary, new pupils each time. So what can be
said is what share answered something, how sure that is, and how it differs between waves and
between areas; never what became of one pupil.
"""

from __future__ import annotations

from collections.abc import Iterator

from rusfelt.plugin import Offer, hookimpl

__all__ = ["rusfelt_evaluators", "rusfelt_readers"]


@hookimpl
def rusfelt_evaluators() -> Iterator[Offer]:
    """The evaluators of this distribution; nothing is imported until one is asked for by name."""
    yield Offer(
        "ungdata-share",
        "rusfelt_ungdata.share:UngdataShare",
        api=1,
        summary="Each wave's share with its interval, respondents and response rate",
    )
    yield Offer(
        "ungdata-change",
        "rusfelt_ungdata.change:UngdataChange",
        api=1,
        summary="Change between waves in percentage points and, apart from it, in per cent",
    )
    yield Offer(
        "ungdata-compare",
        "rusfelt_ungdata.compare:UngdataCompare",
        api=1,
        summary="District against the rest of the city and the country, in the same wave",
    )


@hookimpl
def rusfelt_readers() -> Iterator[Offer]:
    """The reader of this distribution."""
    yield Offer(
        "ungdata",
        "rusfelt_ungdata.reader:UngdataReader",
        api=1,
        summary="A table of Ungdata shares, one row for each wave, area, grade, sex and question",
    )
