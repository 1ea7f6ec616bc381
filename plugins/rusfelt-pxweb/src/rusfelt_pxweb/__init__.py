"""Statistics banks for rusfelt: JSON-stat files read, and tables fetched when somebody asks.

The hook offers a name; nothing is imported, and nothing fetched, before it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator

from rusfelt.plugin import Offer, hookimpl

__all__ = ["rusfelt_readers"]


@hookimpl
def rusfelt_readers() -> Iterator[Offer]:
    """JSON-stat datasets, with the flags of their cells."""
    yield Offer(
        "json-stat2",
        "rusfelt_pxweb.reader:JsonStat",
        api=1,
        summary="JSON-stat 2.0 from statistics banks, with the flags of its cells",
    )
