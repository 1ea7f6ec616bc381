"""Columns of written answers as they were when they were computed."""

from __future__ import annotations

from typing import Any

import numpy as np

from rusfelt.evaluation.at_scale.arrow_columns import texts
from rusfelt.evaluation.at_scale.coded import Coded
from rusfelt.evaluation.at_scale.piece import Held
from rusfelt.findings import NO_INTEGER
from rusfelt.io.sources._library import library
from rusfelt.typing import Integers

__all__ = ["held", "listed"]


def held(column: Any) -> Held:
    """A column of numbers, of yes and no, or of words."""
    arrow = library("pyarrow")
    kind = column.type
    if arrow.types.is_dictionary(kind):
        codes = column.indices.fill_null(0).to_numpy(zero_copy_only=False)
        words = tuple(column.dictionary.to_pylist()) or ("",)
        return Coded(words, np.asarray(codes))
    if arrow.types.is_string(kind):
        return np.asarray(texts(column.fill_null("")))
    if arrow.types.is_integer(kind):
        return np.asarray(column.fill_null(NO_INTEGER).to_numpy(zero_copy_only=False))
    if arrow.types.is_floating(kind):
        return np.asarray(column.to_numpy(zero_copy_only=False), dtype=np.float64)
    return np.asarray(column.to_numpy(zero_copy_only=False))


def listed(column: Any) -> tuple[Held, Integers]:
    """A column of lists: all their values, and where each list ends."""
    ends = column.offsets.to_numpy(zero_copy_only=False).astype(np.int64)
    values = column.values.slice(int(ends[0]), int(ends[-1] - ends[0]))
    return held(values), ends - ends[0]
