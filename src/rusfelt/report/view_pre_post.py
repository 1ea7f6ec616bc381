"""From numbers of people by first and later score to a drawing, its caption and its table."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from rusfelt.evaluation.people.groups import PeopleGroups
from rusfelt.evaluation.results import SeriesResult
from rusfelt.report.names import Names
from rusfelt.report.people_rows import FEWEST, PeopleLines, in_unit
from rusfelt.report.pre_post_chart import Level, PrePostPicture, Square, draw_pre_post
from rusfelt.report.tables import number, table
from rusfelt.vocabulary import Direction

__all__ = ["pre_post_view"]


def pre_post_view(
    result: SeriesResult, groups: PeopleGroups, lines: PeopleLines, names: Names, anchor: str
) -> dict[str, Any] | None:
    """First against later score; ``None`` where there are too few people to draw."""
    if not any(each.people for each in groups.cells):
        return None
    texts, write = names.texts, names.numbers
    indicator = result.case.figures.indicator
    better = indicator.better
    known = better in {Direction.HIGHER, Direction.LOWER}
    cutoff, needed = write.estimate(lines.cutoff), write.estimate(lines.needed)
    picture = PrePostPicture(
        tuple(
            Square(each.pre_low, each.pre_high, each.post_low, each.post_high, each.people)
            for each in groups.cells
        ),
        groups.lowest,
        groups.highest,
        write=write.estimate,
        write_n=write.whole,
        few_word=texts("pre-post.few", n=FEWEST),
        pre_word=in_unit(texts("pre-post.pre"), indicator.unit),
        post_word=in_unit(texts("pre-post.post"), indicator.unit),
        better_word=texts(f"pre-post.better-{better}") if known else "",
        same_word=texts("pre-post.same"),
        needed=lines.needed,
        needed_word=texts("pre-post.needed", needed=needed) if needed else "",
        levels=_levels(groups, lines, texts("pre-post.cutoff", cutoff=cutoff)),
    )
    name = names.series(result.key)
    title = texts("pre-post.title", name=name)
    drawn = [each for each in groups.cells if each.people]
    most = max(drawn, key=lambda each: each.people or 0)
    description = texts(
        "pre-post.desc",
        squares=len(drawn),
        people=sum(each.people or 0 for each in drawn),
        most=most.people,
        pre=_band(most.pre_low, most.pre_high, names),
        post=_band(most.post_low, most.post_high, names),
    )
    return {
        "heading": texts("pre-post.heading"),
        "unit": "",
        "chart": draw_pre_post(picture, prefix=anchor, title=title, description=description),
        "caption": list(_caption(picture, names)),
        "table": _table(groups, names, f"{anchor}-tall", name),
    }


def _levels(groups: PeopleGroups, lines: PeopleLines, word: str) -> tuple[Level, ...]:
    inside = groups.lowest < lines.cutoff < groups.highest
    return (Level(lines.cutoff, word),) if inside else ()


def _caption(picture: PrePostPicture, names: Names) -> Iterator[str]:
    texts, write = names.texts, names.numbers
    yield texts("pre-post.key")
    if any(each.people is None for each in picture.squares):
        yield texts("pre-post.key-few", n=FEWEST)
    if not math.isnan(picture.needed):
        yield texts("pre-post.key-needed", needed=write.estimate(picture.needed))
    for each in picture.levels:
        yield texts("pre-post.key-cutoff", cutoff=write.estimate(each.value))


def _band(low: float, high: float, names: Names) -> str:
    write = names.numbers.estimate
    return names.texts("figures.interval-text", low=write(low), high=write(high))


def _table(groups: PeopleGroups, names: Names, anchor: str, name: str) -> dict[str, Any]:
    texts, write = names.texts, names.numbers
    columns: list[Any] = [
        texts("people.first-score"), texts("people.later-score"), number(texts("people.people")),
    ]  # fmt: skip
    rows = [
        [
            _band(each.pre_low, each.pre_high, names),
            _band(each.post_low, each.post_high, names),
            number(texts("pre-post.few", n=FEWEST) if each.people is None else write.whole(each.people)),
        ]
        for each in groups.cells
    ]  # fmt: skip
    notes = [texts("pre-post.band-note")]
    return table(anchor, texts("pre-post.table", name=name), columns, rows, notes=notes)
