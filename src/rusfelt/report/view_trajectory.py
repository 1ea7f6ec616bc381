"""From the course of people's scores to a drawing, its caption and its table."""

from __future__ import annotations

import math
from typing import Any

from rusfelt.domain import Period
from rusfelt.evaluation.people.groups import Moment, PeopleGroups
from rusfelt.evaluation.results import SeriesResult
from rusfelt.report.names import Names
from rusfelt.report.people_rows import PeopleLines, in_unit
from rusfelt.report.tables import number, table
from rusfelt.report.trajectory_chart import Stop, TrajectoryPicture, draw_trajectory
from rusfelt.vocabulary import Direction

__all__ = ["trajectory_view"]

_FEWEST_STOPS = 2
# Weeks from here on have no end worth telling.
_ENDLESS = 10_000
# Occasions are numbered from 1; a time as large as this is a year.
_YEARS = 1000
_MONTHS = 12


def trajectory_view(
    result: SeriesResult, groups: PeopleGroups, lines: PeopleLines, names: Names, anchor: str
) -> dict[str, Any] | None:
    """How the mean went; ``None`` where fewer than two times have enough people."""
    if len(groups.course) < _FEWEST_STOPS:
        return None
    texts, write = names.texts, names.numbers
    indicator = result.case.figures.indicator
    better = indicator.better
    known = better in {Direction.HIGHER, Direction.LOWER}
    clock = _clock(groups)
    when = [_when(each, groups, names) for each in groups.course]
    picture = TrajectoryPicture(
        tuple(
            # Bands of weeks are of unequal length, and stand evenly apart.
            Stop(
                float(place) if groups.weeks else each.start,
                word, write.whole(each.people), each.mean, each.low, each.high,
            )
            for place, (each, word) in enumerate(zip(groups.course, when, strict=True))
        ),
        write=write.value,
        score_word=in_unit(texts("trajectory.score"), indicator.unit),
        better_word=texts(f"people.better-{better}") if known else "",
        time_word=texts(f"trajectory.{clock}"),
        people_word=texts("trajectory.people"),
        level=lines.cutoff,
        level_word=texts("pre-post.cutoff", cutoff=write.estimate(lines.cutoff))
        if not math.isnan(lines.cutoff)
        else "",
    )  # fmt: skip
    name = names.series(result.key)
    title = texts("trajectory.title", name=name)
    first, last = groups.course[0], groups.course[-1]
    description = texts(
        "trajectory.desc",
        n=len(groups.course),
        first=write.estimate(first.mean),
        first_people=first.people,
        last=write.estimate(last.mean),
        last_people=last.people,
    )
    caption = [texts("trajectory.key"), texts("trajectory.not-the-same")]
    if groups.weeks:
        caption.insert(1, texts("trajectory.key-weeks"))
    if picture.level_word:
        caption.append(texts("trajectory.key-cutoff", cutoff=write.estimate(lines.cutoff)))
    return {
        "heading": texts("trajectory.heading"),
        "unit": "",
        "chart": draw_trajectory(picture, prefix=anchor, title=title, description=description),
        "caption": caption,
        "table": _table(groups, when, names, f"{anchor}-tall", name),
    }


def _clock(groups: PeopleGroups) -> str:
    if groups.weeks:
        return "weeks"
    return "periods" if groups.course[0].start >= _YEARS else "occasions"


def _when(moment: Moment, groups: PeopleGroups, names: Names) -> str:
    """A time as a reader names it."""
    texts, write = names.texts, names.numbers
    clock = _clock(groups)
    if clock == "periods":
        year, month = divmod(round(moment.start * _MONTHS), _MONTHS)
        # Panels of whole years have no months to tell of.
        yearly = all(each.start == round(each.start) for each in groups.course)
        period = str(year) if yearly else f"{year}-{month + 1:02}"
        return write.period(Period.parse(period), short=True)
    if clock == "occasions":
        return write.value(moment.start)
    if moment.end == moment.start:
        return texts("trajectory.start") if moment.start == 0 else write.whole(moment.start)
    if moment.end >= _ENDLESS:
        return texts("trajectory.from", week=write.whole(moment.start))
    return f"{write.whole(moment.start)}–{write.whole(moment.end)}"


def _table(
    groups: PeopleGroups, when: list[str], names: Names, anchor: str, name: str
) -> dict[str, Any]:
    texts, write = names.texts, names.numbers
    columns: list[Any] = [
        texts(f"trajectory.{_clock(groups)}-column"), number(texts("people.people")),
        number(texts("people.mean")), number(texts("figures.interval")),
    ]  # fmt: skip
    rows = [
        [
            word,
            number(write.whole(each.people)),
            number(write.estimate(each.mean)),
            number(
                texts("figures.interval-text", low=write.estimate(each.low), high=write.estimate(each.high))
            ),
        ]
        for each, word in zip(groups.course, when, strict=True)
    ]  # fmt: skip
    return table(anchor, texts("trajectory.table", name=name), columns, rows)
