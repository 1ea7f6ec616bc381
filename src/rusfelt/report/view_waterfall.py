"""From groups of people in order of change to a waterfall, its caption and its table."""

from __future__ import annotations

import math
from typing import Any

from rusfelt.evaluation.people.groups import PeopleGroups
from rusfelt.evaluation.results import SeriesResult
from rusfelt.report.names import Names
from rusfelt.report.people_rows import PeopleLines, in_unit
from rusfelt.report.tables import number, table
from rusfelt.report.waterfall_chart import Bar, WaterfallPicture, draw_waterfall
from rusfelt.vocabulary import Direction

__all__ = ["waterfall_view"]


def waterfall_view(
    result: SeriesResult, groups: PeopleGroups, lines: PeopleLines, names: Names, anchor: str
) -> dict[str, Any] | None:
    """The waterfall of a series; ``None`` where there are too few people for one."""
    if not groups.steps:
        return None
    texts, write = names.texts, names.numbers
    indicator = result.case.figures.indicator
    better = indicator.better
    known = better in {Direction.HIGHER, Direction.LOWER}
    bars = tuple(
        Bar(each.people, each.change, worse=known and _worse(each.change, better))
        for each in groups.steps
    )
    needed = write.estimate(lines.needed)
    picture = WaterfallPicture(
        bars,
        write=write.value,
        write_n=write.whole,
        change_word=in_unit(texts("waterfall.change"), indicator.unit),
        people_word=texts("waterfall.people"),
        better_word=texts(f"people.better-{better}") if known else "",
        needed=lines.needed,
        needed_word=texts("waterfall.needed", needed=needed) if needed else "",
    )
    name = names.series(result.key)
    title = texts("waterfall.title", name=name)
    description = texts(
        "waterfall.desc",
        groups=len(bars),
        people=sum(each.people for each in bars),
        first=write.estimate(bars[0].change),
        last=write.estimate(bars[-1].change),
    )
    caption = [texts("waterfall.key")]
    if any(each.worse for each in bars):
        caption.append(texts("waterfall.key-worse"))
    if not math.isnan(lines.needed):
        caption.append(texts("waterfall.key-needed", needed=needed))
    return {
        "heading": texts("waterfall.heading"),
        "unit": "",
        "chart": draw_waterfall(picture, prefix=anchor, title=title, description=description),
        "caption": caption,
        "table": _table(bars, names, f"{anchor}-tall", name),
    }


def _worse(change: float, better: Direction) -> bool:
    return change < 0 if better is Direction.HIGHER else change > 0


def _table(bars: tuple[Bar, ...], names: Names, anchor: str, name: str) -> dict[str, Any]:
    texts, write = names.texts, names.numbers
    columns: list[Any] = [
        texts("waterfall.group"), number(texts("people.people")), number(texts("people.mean-change")),
    ]  # fmt: skip
    rows = [
        [write.whole(place), number(write.whole(each.people)), number(write.estimate(each.change))]
        for place, each in enumerate(bars, start=1)
    ]
    return table(anchor, texts("waterfall.table", name=name), columns, rows)
