"""A bucket as it was written: whether its units rise, and how many they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from rusfelt.errors import WriteError
from rusfelt.io.sources._library import library

__all__ = ["count_units"]

_ROWS = 1 << 20


def count_units(path: Path, unit: str) -> int:
    """How many units a file has, once it is seen that each stands in one place.

    Args:
        path: a Parquet file.
        unit: the column of the unit.

    Raises:
        WriteError: a unit is smaller than the one before it.
    """
    parquet, compute = library("pyarrow.parquet"), library("pyarrow.compute")
    count, last = 0, None
    with parquet.ParquetFile(path) as file:
        for batch in file.iter_batches(_ROWS, columns=[unit], use_threads=False):
            column: Any = batch.column(0)
            if not len(column):
                continue
            before, after = column.slice(0, len(column) - 1), column.slice(1)
            falls = compute.any(compute.less(after, before)).as_py()
            if falls or (last is not None and compute.less(column[0], last).as_py()):
                msg = "The units were not written in order. Nothing is kept; please report this."
                raise WriteError(msg, path=path.name)
            new = np.asarray(compute.not_equal(after, before).to_numpy(zero_copy_only=False))
            count += int(np.count_nonzero(new))
            count += int(last is None or compute.not_equal(column[0], last).as_py())
            last = column[len(column) - 1]
    return count
