"""From the findings of ``funnel`` to one plot and one table for each indicator and group."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from rusfelt.domain import Indicator
from rusfelt.errors import DomainError
from rusfelt.evaluation.results import SeriesResult
from rusfelt.report.funnel_chart import FunnelPicture, FunnelUnit, Limit, draw_funnel
from rusfelt.report.names import Names
from rusfelt.report.tables import number, table
from rusfelt.vocabulary import Kind, Status

__all__ = ["funnel_views"]

_NAME = "funnel"
_FEWEST = 3
_LEVELS = {"95": 95.0, "998": 99.8}
_COLUMNS = ("value", "n", "centre", "low95", "high95", "low998", "high998")
_STEPS = 160
_CLOSE = 1e-6


def funnel_views(
    indicator: Indicator, results: Sequence[SeriesResult], names: Names, anchor: str
) -> list[dict[str, Any]]:
    """A funnel plot for each group of an indicator with findings for at least three units."""
    groups: dict[tuple[str, float], list[SeriesResult]] = {}
    for each in results:
        row = each.findings.get(_NAME, {})
        if row.get("status") == Status.OK and all(_known(row.get(name)) for name in _COLUMNS):
            # Units held against different levels stand in no one funnel.
            groups.setdefault((each.key[2], float(row["centre"])), []).append(each)
    return [
        _view(indicator, group, members, names, f"{anchor}-trakt-{place}")
        for place, ((group, _), members) in enumerate(sorted(groups.items()), start=1)
        if len(members) >= _FEWEST
    ]


def _known(value: Any) -> bool:
    return isinstance(value, (int, float)) and math.isfinite(value)


def _view(
    indicator: Indicator, group: str, members: list[SeriesResult], names: Names, anchor: str
) -> dict[str, Any]:
    texts, write = names.texts, names.numbers
    rows = [each.findings[_NAME] for each in members]
    units = tuple(
        FunnelUnit(
            names.place(each.key[1]),
            float(row["n"]),
            float(row["value"]),
            _outside(str(row.get("outside") or "")),
        )
        for each, row in zip(members, rows, strict=True)
    )
    centre = float(rows[0]["centre"])
    about = ", ".join(
        (
            names.title(indicator.title),
            names.group(group) or texts("figures.everyone"),
            write.period(members[0].case.latest_part[-1].period),
        )
    )
    picture = FunnelPicture(
        units,
        centre,
        _limits(indicator, rows, names),
        write=write.value,
        write_n=write.whole,
        centre_word=texts("funnel.centre", level=write.estimate(centre)),
        n_word=texts("funnel.n"),
        top=indicator.scale if indicator.kind is Kind.COVERAGE else math.inf,
    )
    far = [each for each in units if each.outside > _LEVELS["95"]]
    title = texts("funnel.title", about=about)
    outside = ", ".join(each.name for each in far)
    description = texts(
        "funnel.desc",
        n=len(units),
        centre=write.estimate(centre),
        outside=texts("funnel.desc-outside", names=outside) if far else texts("funnel.desc-none"),
    )
    caption = [
        texts("funnel.key"),
        texts(
            "funnel.chance",
            n=len(units),
            expected=write.estimate(0.05 * len(units)),
            seen=sum(each.outside > 0 for each in units),
        ),
    ]
    if _spread(rows):
        caption.append(texts("funnel.dispersed"))
    if picture.uneven:
        caption.append(texts("funnel.uneven"))
    caption.append(texts("funnel.decides-nothing"))
    return {
        "heading": title,
        "unit": texts("figures.unit-line", unit=indicator.unit) if indicator.unit else "",
        "chart": draw_funnel(picture, prefix=anchor, title=title, description=description),
        "caption": caption,
        "table": _table(units, rows, names, f"{anchor}-tall", about),
    }


def _spread(rows: Sequence[Any]) -> float:
    """The variance between units that the limits allow for, in the indicator's unit squared."""
    told = rows[0].get("tau2")
    return float(told) if _known(told) else 0.0


def _outside(word: str) -> float:
    return max((level for name, level in _LEVELS.items() if word.endswith(name)), default=0.0)


def _limits(indicator: Indicator, rows: Sequence[Any], names: Names) -> tuple[Limit, ...]:
    """Smooth limits over all sizes; where findings hold others, those of the units themselves.

    Somebody's own evaluator of that name may hold limits of another kind.
    """
    from rusfelt.stats.funnel import funnel_limits  # noqa: PLC0415 - loads scipy

    share = indicator.kind is Kind.COVERAGE
    asked: dict[str, Any] = {
        "kind": "proportion" if share else "rate",
        "tau2": _spread(rows) / indicator.scale**2,
    }
    target = float(rows[0]["centre"]) / indicator.scale
    order = sorted(range(len(rows)), key=lambda row: float(rows[row]["n"]))
    sizes = np.array([float(rows[row]["n"]) for row in order])
    ends = {
        name: np.array([[float(rows[row][f"{end}{name}"]) for row in order] for end in ("low", "high")])
        for name in _LEVELS
    }  # fmt: skip
    grid = np.geomspace(sizes[0] / 1.5, sizes[-1] * 1.5, _STEPS)
    if share:
        grid = np.unique(np.maximum(np.rint(grid), 1))
    limits = []
    for name, level in _LEVELS.items():
        n, (low, high) = sizes, ends[name]
        try:
            own = funnel_limits(target, sizes, **asked, confidence=level / 100)
            drawn = funnel_limits(target, grid, **asked, confidence=level / 100)
        except DomainError:
            own = None
        if own is not None and np.allclose(
            np.array(own) * indicator.scale, ends[name], rtol=_CLOSE, atol=_CLOSE * abs(target)
        ):
            n, low, high = grid, drawn.low * indicator.scale, drawn.high * indicator.scale
        limits.append(
            Limit(
                names.texts(f"funnel.limit-{name}"),
                tuple(n.tolist()), tuple(low.tolist()), tuple(high.tolist()), outer=name == "998",
            )
        )  # fmt: skip
    return tuple(limits)


def _table(
    units: Sequence[FunnelUnit], rows: Sequence[Any], names: Names, anchor: str, about: str
) -> dict[str, Any]:
    texts, write = names.texts, names.numbers
    columns: list[Any] = [
        texts("funnel.unit"), number(texts("figures.value")), number(texts("funnel.n-short")),
        number(texts("funnel.limits-95")), number(texts("funnel.limits-998")), texts("funnel.where"),
    ]  # fmt: skip
    cells = []
    for unit, row in zip(units, rows, strict=True):
        between = [
            texts(
                "figures.interval-text",
                low=write.estimate(float(row[f"low{name}"])),
                high=write.estimate(float(row[f"high{name}"])),
            )
            for name in _LEVELS
        ]
        word = str(row.get("outside") or "inside")
        key = f"funnel-where.{word}"
        cells.append(
            [
                unit.name, number(write.estimate(unit.value)), number(write.whole(unit.n)),
                *map(number, between), texts(key) if texts.has(key) else word,
            ]
        )  # fmt: skip
    return table(anchor, texts("funnel.table", about=about), columns, cells)
