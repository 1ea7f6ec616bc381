"""Panels the tests of this distribution are made of."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

import rusfelt

__all__ = ["cigarettes", "panel_of"]


def panel_of(
    y: ArrayLike,
    *,
    treated: ArrayLike,
    start: ArrayLike,
    t: ArrayLike | None = None,
    units: list[str] | None = None,
) -> rusfelt.Panel:
    """One indicator, a row of ``y`` a unit, all with the same times; ``start`` is nan for never."""
    values = np.asarray(y, dtype=np.float64)
    count, periods = values.shape
    times = np.arange(2010.0, 2010.0 + periods) if t is None else np.asarray(t, dtype=np.float64)
    return rusfelt.Panel(
        ["visits"] * count,
        units or [f"u{k:02}" for k in range(count)],
        [""] * count,
        [0] * count,
        np.arange(count + 1) * periods,
        np.tile(times, count),
        values.ravel(),
        clock="period",
        per_series={
            "treated": np.asarray(treated, dtype=np.float64),
            "intervention": np.broadcast_to(np.asarray(start, dtype=np.float64), (count,)),
        },
    )


def cigarettes() -> rusfelt.Panel:
    """Packs of cigarettes sold a head, 39 states of the USA, 1970 to 2000.

    California raised its tax from 1989 on (Proposition 99). The figures behind Abadie, Diamond
    and Hainmueller (2010, doi:10.1198/jasa.2009.ap08746), to the decimal they were published with.
    """
    with (Path(__file__).parent / "cigarette_packs.csv").open(encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    table = np.array(rows, dtype=np.float64)
    states = header[1:]
    treated = [state == "California" for state in states]
    return panel_of(table[:, 1:].T, treated=treated, start=1989.0, t=table[:, 0], units=states)
