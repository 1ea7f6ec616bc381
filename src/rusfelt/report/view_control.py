"""From the findings of ``xmr`` to a control chart, its caption and the points it marks."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import attrs

from rusfelt.evaluation.carrying import Key
from rusfelt.evaluation.plan_evaluation import Evaluation
from rusfelt.evaluation.results import SeriesResult
from rusfelt.report.cells import cell_text
from rusfelt.report.control_chart import ControlPicture, ControlPoint, draw_control
from rusfelt.report.names import Names
from rusfelt.report.spans import Spans
from rusfelt.report.tables import number, table
from rusfelt.vocabulary import Kind, Status

__all__ = ["Marked", "control_view", "marked_points"]

_NAME = "xmr"
# The rules that mark points; a point shows the number of its own.
_RULES = ("outside", "trend", "two-in-three", "shift")
_LINES = ("centre", "lower", "upper", "near_lower", "near_upper")
# The rules that mark the points of a series' last part, as words with commas between.
Marked: TypeAlias = Mapping[Key, tuple[str, ...]]


def marked_points(evaluation: Evaluation, spans: Spans) -> Marked:
    """For every series of the evaluation the rules that mark each point after its last break."""
    marked: dict[Key, tuple[str, ...]] = {}
    for name in (_NAME, f"{_NAME}@day"):
        found = evaluation.findings.get(name)
        if found is not None and "rule" in found.points:
            rules = found.points["rule"].tolist()
            marked |= {
                key: tuple(rules[each.start : each.stop])
                for key, each in spans.get(name, {}).items()
            }
    return marked


def control_view(
    result: SeriesResult, marked: Marked, names: Names, anchor: str, *, narrow: bool = False
) -> dict[str, Any] | None:
    """The control chart of a series; ``None`` where there is none to draw.

    Args:
        result: the series.
        marked: which points the rules mark.
        names: what things are called.
        anchor: of the series on the page.
        narrow: whether it stands under the series' own chart, beside a long table.
    """
    row = result.findings.get(_NAME, {})
    points, rules = result.case.points, marked.get(result.key, ())
    if row.get("status") != Status.OK or not rules:
        return None
    points = result.case.latest_part
    lines = {name: row.get(name) for name in _LINES}
    known = all(isinstance(each, float) and math.isfinite(each) for each in lines.values())
    if not known or len(points) != len(rules):
        return None
    picture = attrs.evolve(_picture(result, lines, rules, names), narrow=narrow)
    name, texts = names.series(result.key), names.texts
    description = texts(
        "control.desc",
        n=len(points),
        **{each: names.numbers.estimate(float(row[each])) for each in ("centre", "lower", "upper")},
        marked=_marked_sentence(picture, names),
    )
    chart = draw_control(
        picture,
        prefix=f"{anchor}-kontroll",
        title=texts("control.title", name=name),
        description=description,
    )
    return {
        "heading": texts("control.heading"),
        "narrow": narrow,
        "unit": texts("figures.unit-line", unit=result.case.figures.indicator.unit)
        if result.case.figures.indicator.unit
        else "",
        "chart": chart,
        "caption": list(_caption(result, row, picture, rules, names)),
        "table": _table(result, picture, names, f"{anchor}-merket", name),
    }


def _picture(
    result: SeriesResult, lines: Mapping[str, Any], rules: tuple[str, ...], names: Names
) -> ControlPicture:
    figures, texts = result.case.figures, names.texts
    points = result.case.latest_part
    # Counts, shares and amounts that never were below nothing cannot go there.
    bounded = figures.indicator.kind is not Kind.SCORE and min(p.value for p in points) >= 0
    write = names.numbers.estimate
    return ControlPicture(
        tuple(
            ControlPoint(figures.time(point), point.value, _why(rule, names), _sign(rule))
            for point, rule in zip(points, rules, strict=True)
        ),
        **lines,
        ticks=tuple((figures.time(p), names.numbers.period(p.period, short=True)) for p in points),
        write=names.numbers.value,
        floor=0.0 if bounded else -math.inf,
        whole=figures.indicator.kind is Kind.COUNT,
        centre_word=texts("control.centre", level=write(lines["centre"])),
        lower_word=texts("control.lower", level=write(lines["lower"])),
        upper_word=texts("control.upper", level=write(lines["upper"])),
    )


def _why(rules: str, names: Names) -> str:
    texts = names.texts
    return ", ".join(
        texts(f"control-rule.{each}") if texts.has(f"control-rule.{each}") else each
        for each in filter(None, rules.split(","))
    )


def _sign(rules: str) -> str:
    """The rules' numbers; the caption says what they stand for."""
    return " ".join(str(_RULES.index(each) + 1) for each in rules.split(",") if each in _RULES)


def _marked_sentence(picture: ControlPicture, names: Names) -> str:
    count = sum(bool(each.why) for each in picture.points)
    return names.texts("control.marked" if count else "control.none", n=count)


def _caption(
    result: SeriesResult,
    row: Mapping[str, Any],
    picture: ControlPicture,
    rules: tuple[str, ...],
    names: Names,
) -> Iterator[str]:
    texts = names.texts
    yield texts("control.key")
    if any(each.why for each in picture.points):
        used = {each for rule in rules for each in rule.split(",") if each in _RULES}
        numbered = (
            texts("control.numbered", number=_RULES.index(each) + 1, rule=_why(each, names))
            for each in _RULES
            if each in used
        )
        yield texts("control.key-marked", rules=", ".join(numbered))
    elif row.get("signal"):
        yield texts("control.whole-series")
    else:
        yield texts("control.none", n=0)
    if picture.cut:
        yield texts("control.cut")
    if len(result.case.parts) > 1:
        yield texts("control.part")
    if row.get("trial"):
        yield texts("control.trial")
    said, target = row.get("assurance"), result.case.standing.level
    if said and not row.get("signal") and texts.has(f"control.target-{said}"):
        yield texts(f"control.target-{said}", target=names.numbers.estimate(target))
    percent = names.numbers.percent
    rates = [row.get(f"false_alarm{each}") for each in ("", "_low", "_high", "_correlated")]
    if all(isinstance(each, float) for each in rates):
        rate, low, high, correlated = (percent(round(float(each), 3)) for each in rates)  # type: ignore[arg-type]
        yield texts(
            "control.false-alarm",
            n=len(picture.points),
            rate=rate,
            low=low,
            high=high,
            correlated=correlated,
        )
    yield texts("control.decides-nothing")


def _table(
    result: SeriesResult, picture: ControlPicture, names: Names, anchor: str, name: str
) -> dict[str, Any] | None:
    """The marked points, for those who do not see the chart."""
    texts, indicator = names.texts, result.case.figures.indicator
    rows = [
        [
            names.numbers.period(point.period),
            number(cell_text(indicator, point, names)),
            drawn.why,
        ]
        for point, drawn in zip(result.case.latest_part, picture.points, strict=True)
        if drawn.why
    ]
    if not rows:
        return None
    columns: list[Any] = [
        texts("figures.period"), number(texts("figures.value")), texts("control.why"),
    ]  # fmt: skip
    return table(anchor, texts("control.table", name=name), columns, rows)
