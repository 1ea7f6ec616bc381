"""What figures may be besides finite in a row that is ok: said where it can happen, and only there.

Every built-in evaluator meets the same hard panels: ties, zeros, straight lines, one point, nobody
ill and everybody, columns of infinities, and figures at the ends of what a number can hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest
from people_panels import NEEDED, made, people
from ragged_panels import ragged
from unit_panels import by_ages

import rusfelt
from rusfelt import Findings, Panel
from rusfelt.evaluator import EXCEPTIONS
from rusfelt.plugin import builtin
from rusfelt.stats.standard_populations import EUROPEAN_2013

pytestmark = pytest.mark.no_cover

NAMES = [offer.name for offer in builtin.rusfelt_evaluators()]
KINDS = ("count", "rate", "coverage", "amount")
HUGE = np.array([5e-324, 1e-300, 1e150, -1e308, 1.7e308, -1.7e308, 2.0**60, 0.0])
_MADE = {"reliability": 0.8}
# Parameters beside an evaluator's own that bring out what it may lack.
FURTHER: dict[str, list[dict[str, Any]]] = {
    "case-change": [{"scale": "ratio"}],
    "clinical-change": [
        {"method": "hageman-arrindell", "cutoff": 10, **_MADE},
        {"method": "published", "threshold": 3, "operator": ">=", "cutoff": 5},
    ],
    "cusum": [{"baseline": 2}],
    "direct-rate": [{"minimum_events": 0}],
    "fit-signals": [{"cutoff": 5.0}],
    "funnel": [{"overdispersion": True}],
    "interrupted-series": [{"method": "prais-winsten"}],
    "joinpoint": [{"scale": "linear"}, {"method": "bic"}],
    "pool": [{"what": "change"}, {"interval": "hartung-knapp", "method": "paule-mandel"}],
    "regional-mann-kendall": [{"dependence": "independent"}],
    "relative-index": [{"scale": "log"}],
    "reliable-change": [
        {"method": "hageman-arrindell", **_MADE},
        {"method": "published", "threshold": 3, "operator": ">="},
    ],
    "run-rules": [{"centre": "mean"}],
    "seasonal-mann-kendall": [{"dependence": "correlated"}],
}
OWN = {"joinpoint": {"permutations": 99, "max_joinpoints": 1}, **NEEDED}


def _tame(rng: np.random.Generator, size: int) -> np.ndarray:
    return rng.normal(20, 5, size).round(1)


def _tied(rng: np.random.Generator, size: int) -> np.ndarray:
    return rng.integers(-1, 3, size) * 1.0


def _huge(rng: np.random.Generator, size: int) -> np.ndarray:
    return np.where(rng.random(size) < 0.6, rng.choice(HUGE, size), 1.0)


def _columns(
    rng: np.random.Generator, figures: Any, y: np.ndarray, t: np.ndarray
) -> dict[str, Any]:
    """Everything any evaluator may ask of one series; some of it nonsense where figures are huge."""
    wild = figures is _huge

    def number(value: float, share: float = 0.1) -> float:
        return (
            float(rng.choice([np.nan, np.inf, -np.inf])) if rng.random() < share * wild else value
        )

    one = (lambda: float(figures(rng, 1)[0]), lambda: np.nan)
    counts = np.abs(figures(rng, len(y))) if wild else rng.poisson(rng.choice([0, 1, 30]), len(y))
    over = np.maximum(counts, 1) + (0 if rng.random() < 0.3 else 50)
    last = float(t[-1]) if len(t) else 2010.0
    return {
        "better": str(rng.choice(["higher", "lower"])), "operator": str(rng.choice(["<=", ">"])),
        "method": str(rng.choice(["compound", ""])), "factor": number(100.0, 0.3),
        "target": number(one[0]()), "baseline": number(one[0]()), "baseline_t": number(2008.0),
        "due": number(last + float(rng.integers(1, 4))), "held": np.nan,
        "held_low": one[rng.integers(2)]() - 3, "held_high": one[rng.integers(2)]() + 3,
        "intervention": 2014.0, "start": 2014.0, "treated": bool(rng.random() < 0.4),
        "deprivation": number(float(rng.integers(0, 9))), "as_of": number(last + 1),
        "x": list(np.minimum(counts, over) * 1.0), "n": list(over * 1.0),
        "se": list(np.abs(figures(rng, len(y))) + (0.0 if wild else 0.3)), "deff": [1.0] * len(y),
    }  # fmt: skip


def _shapes(figures: Any, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """Values of series of many lengths; some all alike, some straight lines."""
    for size in (0, 1, 2, 3, 4, 5, 7, 9, 13, 13, 24):
        yield figures(rng, size)
    for size in (2, 3, 6, 13):
        yield np.full(size, figures(rng, 1)[0])
        yield np.arange(size) * 2.0


def alone(figures: Any, seed: int, step: float = 1.0) -> Panel:
    """Series of one indicator each, of every kind in turn."""
    rng = np.random.default_rng(seed)
    rows = []
    for place, y in enumerate(_shapes(figures, rng)):
        t = 2010 + step * np.arange(len(y))
        kind = KINDS[(place + seed) % len(KINDS)]
        rows.append({"kind": kind, "y": y, "t": t, **_columns(rng, figures, y, t)})
    return ragged(rows)


def together(figures: Any, kind: str, seed: int) -> Panel:
    """Units of some indicators at common times; one has two units, one is all zero."""
    rng = np.random.default_rng(seed)
    rows = []
    for number, (units, size) in enumerate([(2, 2), (7, 6), (4, 2), (3, 1)]):
        t = 2010.0 + np.arange(size)
        for unit in range(units):
            empty = number == 2
            y = np.zeros(size) if empty else figures(rng, size)
            told = _columns(rng, figures, y, t) | {
                "better": "lower",
                "intervention": 2011.0,
                "factor": 100.0,
                "treated": unit == 0,
            }
            if empty:
                told["x"] = [0.0] * size
            rows.append(
                {
                    "kind": kind,
                    "indicator": f"i{number}",
                    "unit": f"u{unit}",
                    "y": y,
                    "t": t,
                    **told,
                }
            )
    return ragged(rows)


def _scores(seed: int, highest: int, clock: str, **shared: Any) -> Panel:
    """People with no score to six, some of them without any change."""
    rng = np.random.default_rng(seed)
    sizes = [0, 1, 2, 2, 3, 4, 6, 5, 2, 3]
    scores = [rng.integers(0, highest + 1, size) * 1.0 for size in sizes]
    scores.append(np.full(4, 3.0))
    begin = {"occasion": 1.0, "day": 730_000.0, "period": 2010.0}[clock]
    times = [begin + np.arange(len(each)) * (7.0 if clock == "day" else 1.0) for each in scores]
    panel = people(
        scores, times=times, clock=clock, highest=float(highest), start=begin + 1, cutoff=5.0,
        table_version="made up", ending="planned", **shared,
    )  # fmt: skip
    told = {name: panel.y - less for name, less in (("expected", 0.0), ("inner", 2.0))}
    told["expected"] = np.where(panel.y > 3, told["expected"], np.nan)
    return _with_points(panel, {**told, "outer": np.where(panel.y > 5, panel.y - 4, np.nan)})


def _with_points(panel: Panel, columns: dict[str, np.ndarray]) -> Panel:
    return Panel(
        panel.indicator, panel.unit, panel.group, panel.part, panel.offsets, panel.t, panel.y,
        clock=panel.clock, per_series=panel.per_series,
        per_point={**panel.per_point, **columns},
    )  # fmt: skip


def _told_apart() -> Iterator[Panel]:
    """People of whom something is said that matters to one evaluator or another."""
    benchmark = {
        "benchmark": "all, 2020", "benchmark_mean": 7.0, "benchmark_low": 20.0,
        "benchmark_middle": 50.0, "benchmark_high": 30.0, "benchmark_n": 900.0,
    }  # fmt: skip
    yield _scores(1, 10, "occasion")
    yield _scores(2, 10, "day", better="lower", **benchmark)
    yield _scores(3, 27, "occasion", role="process")
    yield people([[3.0], [2.5, 3.5]], highest=10.0)
    yield people([[3.0]], highest=10.0)
    yield people([[3.0, 1], [2, 2], [1, 0]] * 4, lowest=-2.0, highest=2.0)
    yield people([[1e308, -1e308], [1.7e308, -1.7e308], [-1e308, 1e308]] * 4)
    yield people([[0.0, 0, 0, 0], [1, 1, 1, 1]] * 3, clock="period", start=3.0)
    # Two measures of each person, so that one row is about both.
    yield people(
        [[12.0, 3], [9, 2], [12, 11], [9, 9]],
        indicator=["phq9", "gad7"] * 2,
        unit=["a", "a", "b", "b"],
        better="lower",
    )


def _special() -> Iterator[Panel]:
    """Panels for one column each: no other figures reach it."""
    rng = np.random.default_rng(7)
    # A chance that can be told, of a value that cannot.
    yield ragged([{"y": [1e308, -1e308, 1e308, -1e308]}], target=20.0, due=2017.0, better="lower")
    # So long that its false alarms are not simulated.
    yield ragged([{"y": rng.normal(size=2_001)}])
    # Beyond the outcomes that an exact test of ratios goes through; and rates over their rest.
    big = [[200_000.0, 250_000], [300_000, 300_000], [1, 2]]
    yield ragged(
        [
            {"indicator": "i", "unit": f"u{i}", "kind": "count", "y": x, "x": x}
            for i, x in enumerate(big)
        ]
    )
    # Two cases where next to none could be, among many where anybody could.
    yield ragged(
        [
            {"kind": kind, "y": x, "x": x, "n": n, "t": [2010.0, 2011.0, 2013.0]}
            for kind, x, n in (
                ("rate", [500.0, 2, 400], [1.0, 1e-6, 1]),
                ("coverage", [500.0, 2, 450], [1e7, 2, 1e7]),
            )
        ],
        factor=100.0,
    )
    zeros = [[0.0, 3], [0, 0], [2, 4]]
    for some in (zeros, zeros[:2], [[0, 0], [2, 5]], [[0, 2], [0, 0], [0, 0]]):
        yield ragged(
            [
                {"indicator": "i", "unit": f"u{i}", "kind": "count", "y": x, "x": x}
                for i, x in enumerate(some)
            ]
        )
    days = {"kind": "milestone", "due": 730_100.0, "as_of": 730_050.0}
    yield ragged(
        [
            {"y": [1.0], "t": [730_020.0], **days},
            {"y": [], "t": [], **days},
            {"y": [], "t": [], **days, "due": np.nan},
            {"y": [], "t": [], **days, "due": np.inf, "as_of": np.nan},
        ],
        clock="day",
    )


@cache
def panels() -> tuple[Panel, ...]:
    """All of them; the same at every run."""
    found = [alone(figures, seed) for figures in (_tame, _tied, _huge) for seed in (0, 1)]
    found += [
        together(figures, kind, place)
        for place, kind in enumerate(KINDS)
        for figures in (_tame, _tied, _huge)
    ]
    found.append(alone(_tied, 2, step=0.25))
    ages = [f"age={label}" for label in EUROPEAN_2013.labels]
    found += [
        by_ages({"a": [cell] * 19, "b": [(1, 500)] * 19}, ages)
        for cell in ((3, 1_000), (0, 1_000), (3, 1e300))
    ]
    return (*found, *_told_apart(), *_special())


def lacking(found: Findings, panel: Panel) -> set[tuple[str, str]]:
    """The columns that are undefined or infinite somewhere in a row that is ok, with the word."""
    seen = set()
    for column in found.schema:
        if column.dtype != "float64":
            continue
        ok = found.status == "ok"
        if column.shape == "row":
            values = found[column.name]
        elif column.shape == "point":
            values, ok = found.points[column.name], ok.repeat(panel.sizes)
        else:
            curve = found.curves[column.name]
            values, ok = curve.values, ok.repeat(np.diff(curve.offsets))
        tests: tuple[Callable[..., Any], ...] = (np.isnan, np.isinf)
        for word, test in zip(EXCEPTIONS, tests, strict=True):
            if (test(values) & ok).any():
                seen.add((column.name, word))
    return seen


@pytest.mark.parametrize("name", NAMES)
def test_what_may_be_undefined_or_infinite_is_said_and_happens(name: str) -> None:
    """No promise is broken by the hardest figures, and nothing is excused that never happens."""
    declared = {(each.name, word) for each in made(name).spec.gives for word in each.may_be}
    seen, answered = set(), 0
    for panel in panels():
        for params in ({}, *FURTHER.get(name, [])):
            asked = {**(OWN.get(name, {}) if "method" not in params else {}), **params}
            found = rusfelt.evaluate(panel, name, **asked)
            seen |= lacking(found, panel)
            answered += int((found.status == "ok").sum())
    assert seen == declared
    assert answered


@pytest.mark.parametrize("name", NAMES)
def test_what_may_be_lacking_is_a_number_and_says_when(name: str) -> None:
    """Only numbers can be undefined or infinite, and a reader is told where they are."""
    gives = made(name).spec.gives
    assert all(each.dtype == "float64" for each in gives if each.may_be)
    words = " ".join(each.doc for each in gives)
    for word, told in zip(EXCEPTIONS, ("nan", "inf"), strict=True):
        assert told in words or not any(word in each.may_be for each in gives)
