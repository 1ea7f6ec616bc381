"""From the findings of ``livskvalitet-profile`` to two drawings and one table for each group."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from rusfelt.evaluation.plan_evaluation import Evaluation
from rusfelt.evaluation.results import SeriesResult
from rusfelt.report.names import Names
from rusfelt.report.people_rows import safe_row
from rusfelt.report.profile_chart import ProfilePicture, ProfileRow, draw_profile
from rusfelt.report.tables import number, table
from rusfelt.vocabulary import Status

__all__ = ["profile_views"]

_NAME = "livskvalitet-profile"
_FEWEST = 2
_PER_CENT = 100.0
# What is drawn: the figure, the ends of its interval, the benchmark; and what shares multiply by.
_DRAWN = {
    "mean": ("mean", "mean_low", "mean_high", "benchmark_mean", 1.0),
    "low": ("low_share", "low_share_low", "low_share_high", "benchmark_low_share", _PER_CENT),
}
_HIGHEST = 10.0
_ROUND = 10


def profile_views(evaluation: Evaluation, names: Names) -> list[dict[str, Any]]:
    """A profile for each place and group with findings for at least two indicators."""
    groups: dict[tuple[str, str], list[SeriesResult]] = {}
    for each in evaluation.series:
        if safe_row(each.findings.get(_NAME, {})).get("status") == Status.OK:
            groups.setdefault(each.key[1:], []).append(each)
    kept = [members for members in groups.values() if len(members) >= _FEWEST]
    return [_view(members, names, f"profil-{place}") for place, members in enumerate(kept, start=1)]


def _view(members: Sequence[SeriesResult], names: Names, anchor: str) -> dict[str, Any]:
    texts = names.texts
    where = names.where(members[0].key) or texts("figures.everyone")
    return {
        "id": anchor,
        "heading": texts("profile.heading", where=where),
        "intro": texts("profile.intro"),
        "figures": [
            _drawing(kind, members, names, f"{anchor}-{kind}", where)
            for kind in _DRAWN
            if any(_number(each, _DRAWN[kind][0]) is not None for each in members)
        ],
        "table": _table(members, names, f"{anchor}-tall", where),
    }


def _number(result: SeriesResult, name: str) -> float | None:
    value = result.findings[_NAME].get(name)
    return float(value) if isinstance(value, (int, float)) and math.isfinite(value) else None


def _drawing(
    kind: str, members: Sequence[SeriesResult], names: Names, anchor: str, where: str
) -> dict[str, Any]:
    texts, write = names.texts, names.numbers
    *columns, scale = _DRAWN[kind]
    rows = []
    for each in members:
        told = [_number(each, name) for name in columns]
        value, low, high, benchmark = (math.nan if v is None else scale * v for v in told)
        rows.append(ProfileRow(names.indicator(each.key[0]), value, low, high, benchmark))
    ends = [each for row in rows for each in (row.value, row.high, row.benchmark)]
    top = max((each for each in ends if math.isfinite(each)), default=_PER_CENT)
    picture = ProfilePicture(
        tuple(rows),
        write=write.value,
        value_word=texts(f"profile.{kind}-axis"),
        # A share is drawn from nothing up to the next ten per cent.
        high=_HIGHEST if kind == "mean" else min(_PER_CENT, math.ceil(top / _ROUND) * _ROUND or _ROUND),
    )  # fmt: skip
    told_rows = "; ".join(
        texts("profile.desc-row", name=row.name, value=write.estimate(row.value))
        for row in rows
        if math.isfinite(row.value)
    )
    title = texts(f"profile.{kind}-title", where=where)
    held = any(math.isfinite(row.benchmark) for row in rows)
    return {
        "heading": texts(f"profile.{kind}-heading"),
        "unit": "",
        "chart": draw_profile(
            picture,
            prefix=anchor,
            title=title,
            description=texts("profile.desc", rows=told_rows),
        ),
        "caption": [texts("profile.key"), *([texts("profile.key-benchmark")] if held else [])],
    }


def _table(
    members: Sequence[SeriesResult], names: Names, anchor: str, where: str
) -> dict[str, Any]:
    texts, write = names.texts, names.numbers

    def told(each: SeriesResult, name: str, *, share: bool) -> str:
        value = _number(each, name)
        if value is None:
            return ""
        return write.percent(value) if share else write.estimate(value)

    def between(each: SeriesResult, name: str, *, share: bool) -> str:
        low, high = (told(each, f"{name}_{end}", share=share) for end in ("low", "high"))
        return texts("figures.interval-text", low=low, high=high) if low and high else ""

    rows = []
    for each in members:
        cells: list[Any] = [names.link("serie", each.key, names.indicator(each.key[0]))]
        cells.append(number(write.whole(_number(each, "n") or 0)))
        for name, benchmark, share in (
            ("mean", "benchmark_mean", False),
            ("low_share", "benchmark_low_share", True),
        ):
            cells += [
                number(told(each, name, share=share)),
                number(between(each, name, share=share)),
                number(told(each, benchmark, share=share)),
            ]
        rows.append(cells)
    columns: list[Any] = [
        texts("limits.series"), number(texts("people.of")),
        number(texts("people.mean")), number(texts("figures.interval")),
        number(texts("profile.benchmark-mean")),
        number(texts("profile.low")), number(texts("figures.interval")),
        number(texts("profile.benchmark-low")),
    ]  # fmt: skip
    sources = sorted({str(each.findings[_NAME].get("benchmark") or "") for each in members} - {""})
    notes = [texts("profile.low-note")]
    notes += [texts("profile.benchmark", benchmark=each) for each in sources]
    if sources:
        notes.append(texts("profile.differs"))
    return table(anchor, texts("profile.table", where=where), columns, rows, notes=notes)
