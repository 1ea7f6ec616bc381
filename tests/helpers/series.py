"""Indicators, figures and targets in short, as the tables of verdict rules write them."""

from __future__ import annotations

from typing import Any

EVENTS = {"kind": "count", "counts": "events", "design": "register", "better": "lower"}
SHARE = {"kind": "coverage", "counts": "new-persons", "design": "register", "better": "higher"}
BARE = {"kind": "amount", "design": "register", "better": "lower"}
DONE = {"kind": "milestone", "better": "higher"}

FALL = [(2019, 100), (2020, 60)]  # a fall no chance explains: p = 0.0020
RISE = [(2019, 60), (2020, 100)]
LEVEL = [(2019, 1000), (2020, 1005)]  # 90 % interval about -69 to 79
FEW = [(2019, 4), (2020, 1)]
SLIGHT = [(2019, 10_000), (2020, 9_700)]  # p = .033, 90 % interval about -531 to -69


def errors(*values: float, se: float = 1.0, start: int = 2019) -> list[dict[str, Any]]:
    """Values with one standard error, a year apart."""
    return [{"period": str(start + i), "value": value, "se": se} for i, value in enumerate(values)]


def bare(*values: float, start: int = 2019) -> list[tuple[int, float]]:
    """Values of which nothing more is known, a year apart."""
    return [(start + i, value) for i, value in enumerate(values)]


def at(level: float, **fields: Any) -> dict[str, Any]:
    """A target at a level."""
    return {"value": level, **fields}


def cell(period: int, value: float | None = None, **fields: Any) -> dict[str, Any]:
    """One cell."""
    return {"period": str(period), "value": value, **fields}
