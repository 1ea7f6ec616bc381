"""Panels and files the tests share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

import rusfelt

Cells = Sequence[float]
Wave = tuple[float, float, Mapping[str, float]]


@pytest.fixture
def series() -> Callable[..., rusfelt.Panel]:
    """Makes a panel: ``(unit, group) → [(time, per cent, {column by point: value})]``."""

    def make(
        waves: Mapping[tuple[str, str], Sequence[Wave]],
        *,
        points: Sequence[str] = ("x", "n", "deff", "response_rate"),
        **columns: object,
    ) -> rusfelt.Panel:
        keys = list(waves)
        every = [wave for key in keys for wave in waves[key]]
        offsets = [0]
        for key in keys:
            offsets.append(offsets[-1] + len(waves[key]))
        told = {"kind": "coverage", "design": "cross-section", "factor": 100.0, **columns}
        return rusfelt.Panel(
            ["ung-cannabis"] * len(keys),
            [unit for unit, _ in keys],
            [group for _, group in keys],
            [0] * len(keys),
            offsets,
            [time for time, _, _ in every],
            [value for _, value, _ in every],
            clock="period",
            per_series={k: [v] * len(keys) for k, v in told.items() if v is not None},
            per_point={name: [w[2].get(name, float("nan")) for w in every] for name in points},
        )

    return make


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes lines to a file."""

    def make(*lines: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / "ungdata.csv"
        path.write_bytes("\n".join(lines).encode(encoding))
        return path

    return make
