"""From a series to its chart, with the words that describe it and the key to its signs."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

from rusfelt.evaluation.figures import Point, SeriesFigures
from rusfelt.evaluation.results import SeriesResult
from rusfelt.report.cells import cell_text, interval_of
from rusfelt.report.charts import Gap, Mark, Picture, draw
from rusfelt.report.names import Names
from rusfelt.report.view_targets import target_text
from rusfelt.vocabulary import Clock, Form, Kind, State

__all__ = ["chart_of", "picture_of"]

_STEPS = {"year": 1.0, "school-year": 1.0, "quarter": 0.25, "month": 1 / 12}
_DAYS_A_YEAR = 365.0
_YEARS = 6.0
_STEPS_OF_PATH = 24


def chart_of(result: SeriesResult, names: Names, *, prefix: str) -> tuple[str, list[str]]:
    """The chart of a series and the key to what is drawn; nothing where nothing has a date."""
    picture = picture_of(result, names)
    if picture is None:
        return "", []
    chart = draw(
        picture,
        prefix=prefix,
        title=names.texts("chart.title", name=names.series(result.key)),
        description=_description(result, picture, names),
    )
    return chart, list(_keys(result, picture, names))


def picture_of(result: SeriesResult, names: Names) -> Picture | None:
    """What to draw of a series, or ``None`` where there is no value with a date."""
    figures, standing = result.case.figures, result.case.standing
    indicator, texts = figures.indicator, names.texts
    milestone = indicator.kind is Kind.MILESTONE
    marks = tuple(_mark(figures, each, names) for each in figures.points if _drawable(each))
    if not marks:
        return None
    gaps = tuple(
        Gap(figures.time(each), texts.word("state", str(each.state)))
        for each in figures.points
        if not _drawable(each)
    )
    summed = standing.target is not None and _summed(result)
    target = math.nan if milestone or summed else standing.level
    ticks = sorted(
        {
            (figures.time(each), names.numbers.period(each.period, short=True))
            for each in figures.points
        }
    )
    step = _step(figures)
    due = _due(standing.due_t, [t for t, _ in ticks], step)
    return Picture(
        marks,
        gaps,
        tuple(ticks),
        step,
        write=names.numbers.value,
        target=target,
        due=due,
        flat=milestone,
        from_zero=indicator.kind is not Kind.SCORE,
        whole=indicator.kind is Kind.COUNT,
        target_word=texts("chart.target", level=names.numbers.estimate(target)),
        due_word=texts("chart.due"),
        break_word=texts("chart.break"),
        due_tick=names.numbers.short_day(standing.target.due)
        if milestone and standing.target is not None and standing.target.due is not None
        else "",
        path=() if math.isnan(target) or math.isnan(due) else _path(result),
    )


def _path(result: SeriesResult) -> tuple[tuple[float, float], ...]:
    """The way from the baseline to the target at an even pace; nothing where one is not stated."""
    standing = result.case.standing
    start, end = standing.baseline, standing.level
    t0, due = standing.baseline_t, standing.due_t
    if not (math.isfinite(start) and math.isfinite(end) and t0 < due):
        return ()
    compound = standing.target is not None and standing.target.method == "compound"
    if compound and not (start > 0 and end > 0):
        return ()
    steps = [step / _STEPS_OF_PATH for step in range(_STEPS_OF_PATH + 1)]
    # An even rate of change bends; an even change is straight, and two points draw it.
    if not compound:
        steps = [0.0, 1.0]
    return tuple(
        (
            t0 + (due - t0) * gone,
            start * (end / start) ** gone if compound else start + (end - start) * gone,
        )
        for gone in steps
    )


def _summed(result: SeriesResult) -> bool:
    target = result.case.standing.target
    return (
        target is not None
        and target.form is Form.ADDITIONAL
        and bool(result.case.figures.indicator.accumulates)
    )


def _drawable(point: Point) -> bool:
    return not point.state.is_empty and math.isfinite(point.value)


def _mark(figures: SeriesFigures, point: Point, names: Names) -> Mark:
    indicator = figures.indicator
    kind = str(point.state)
    if point.bound:
        kind = "bound"
    low, high = interval_of(indicator, point)
    return Mark(
        figures.time(point),
        point.value,
        kind,
        low,
        high,
        point.part,
        cell_text(indicator, point, names),
        upward=point.bound in {">", ">="},
    )


def _step(figures: SeriesFigures) -> float:
    """The time from one measurement to the next where none is missing."""
    if figures.clock is Clock.PERIOD:
        return min(_STEPS[each.period.length] for each in figures.points)
    times = sorted({figures.time(each) for each in figures.points})
    between = sorted(after - before for before, after in pairwise(times))
    return between[len(between) // 2] if between else _DAYS_A_YEAR


def _due(due: float, times: list[float], step: float) -> float:
    """The due date, unless it is so far off that the figures would be squeezed flat."""
    if math.isnan(due):
        return math.nan
    room = max(2 * (max(times) - min(times)), _YEARS * step)
    return due if min(times) - room <= due <= max(times) + room else math.nan


def _description(result: SeriesResult, picture: Picture, names: Names) -> str:
    """What the chart shows, for those who cannot see it."""
    texts = names.texts
    drawn = [each for each in result.case.figures.points if _drawable(each)]
    when = [names.numbers.period(each.period) for each in drawn]
    value = [cell_text(result.case.figures.indicator, each, names) for each in drawn]
    said = []
    if len(drawn) == 1:
        said.append(texts("chart.desc-one", first=value[0], first_when=when[0]))
    else:
        said.append(
            texts(
                "chart.desc-first-last",
                first=value[0],
                first_when=when[0],
                last=value[-1],
                last_when=when[-1],
            )
        )
    aimed = target_text(result, names)
    if aimed and not picture.flat:
        said.append(texts("chart.desc-target", target=aimed))
    if picture.path:
        (_, start), (_, end) = picture.path[0], picture.path[-1]
        write = names.numbers.estimate
        said.append(texts("chart.desc-path", start=write(start), end=write(end)))
    target = result.case.standing.target
    if picture.flat and target is not None and target.due is not None:
        said.append(texts("chart.desc-due", due=names.numbers.day(target.due)))
    if picture.breaks:
        said.append(texts("chart.desc-break"))
    kind = texts("chart.desc-time" if picture.flat else "chart.desc-line")
    return texts("chart.desc", kind=kind, points=" ".join(said))


def _keys(result: SeriesResult, picture: Picture, names: Names) -> Iterator[str]:
    """The signs used in this chart, and no others."""
    kinds = {each.kind for each in picture.marks}
    used = {
        "done": picture.flat,
        "line": str(State.EXACT) in kinds and not picture.flat,
        "projected": str(State.PROJECTED) in kinds,
        "approximate": str(State.APPROXIMATE) in kinds,
        "bound": "bound" in kinds,
        "interval": any(math.isfinite(each.low) for each in picture.marks),
        "jump": picture.jumps and not picture.flat,
        "gap": bool(picture.gaps),
        "break": bool(picture.breaks),
        "target": not math.isnan(picture.target),
        "path": bool(picture.path),
        "due": not math.isnan(picture.due),
        "sum": _summed(result),
        "cut": not picture.from_zero and not picture.flat,
    }
    yield from (names.texts(f"chart.key-{name}") for name, there in used.items() if there)
