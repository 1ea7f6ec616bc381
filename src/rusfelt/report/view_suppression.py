"""What is hidden in a document, why, and what that promises; never what stood there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rusfelt.publishing import Hidden, Published
from rusfelt.report.names import Names
from rusfelt.report.tables import number, table
from rusfelt.report.tidy_about import policy_lines

__all__ = ["suppression_view"]


def suppression_view(published: Published, names: Names) -> dict[str, Any] | None:
    """The section on hidden figures; ``None`` where nothing was held back."""
    if published.policy is None:
        return None
    texts = names.texts
    intro = [text for _, _, text in policy_lines(published, names)]
    intro.append(texts("suppression.anew"))
    shape: dict[str, Any] = {"heading": texts("suppression.heading"), "items": [], "tables": []}
    if not published.hidden:
        return {**shape, "intro": [*intro, texts("suppression.nothing")]}
    rows = [
        [where, texts(f"tidy-what.{what}"), texts(f"tidy-why.{why}"), number(str(count))]
        for (where, what, why), count in _gathered(published.hidden, names).items()
    ]
    columns: list[Any] = [
        texts("suppression.where"), texts("suppression.what"), texts("suppression.why"),
        number(texts("suppression.places")),
    ]  # fmt: skip
    shape["tables"] = [table("skjult", texts("suppression.table"), columns, rows)]
    return {**shape, "intro": [*intro, texts("suppression.promise")]}


def _gathered(hidden: tuple[Hidden, ...], names: Names) -> dict[tuple[str, str, str], int]:
    """Places by what they are of: which of a series' cells are hidden is seen in its own table."""
    found: dict[tuple[str, str, str], int] = {}
    for each in hidden:
        key = (" · ".join(_where(each, names)), each.what, each.why)
        found[key] = found.get(key, 0) + 1
    return found


def _where(hidden: Hidden, names: Names) -> Iterator[str]:
    known = {each.id for each in names.plan.indicators}
    if hidden.indicator:
        yield names.indicator(hidden.indicator) if hidden.indicator in known else hidden.indicator
    place = names.where((hidden.indicator, hidden.unit, hidden.group))
    if place:
        yield place
    if hidden.what in {"column", "text"} and not hidden.indicator:
        yield hidden.detail
