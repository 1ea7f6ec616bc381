"""Value sets: the value of each answer pattern, from a file the user has a right to use."""

from __future__ import annotations

import os

import numpy as np

from rusfelt.errors import Problem, ReadError
from rusfelt.io.tables import read_table

__all__ = ["read_value_set"]


def read_value_set(path: str | os.PathLike[str]) -> dict[str, float]:
    """Pattern of answers → value, from a file with the columns ``profile`` and ``value``.

    Args:
        path: a delimited file, one row a pattern (``11111``).

    Raises:
        ReadError: a column is missing, a value is no number, or a pattern stands twice.
    """
    table = read_table(path)
    file = os.fspath(path)
    lost = [name for name in ("profile", "value") if name not in table.columns]
    if lost:
        msg = f"A value set has the columns profile and value; {' and '.join(lost)} is missing."
        raise ReadError(msg, path=file)
    profiles, values = table.columns["profile"], table.columns["value"]
    if values.dtype.kind != "f":
        msg = "The column value holds text. Write one number a row."
        raise ReadError(msg, path=file, column="value")
    numbers = profiles.dtype.kind == "f"
    names = ["" if each != each else f"{each:.15g}" if numbers else str(each) for each in profiles]  # noqa: PLR0124 - nan is not itself
    problems = []
    seen: dict[str, float] = {}
    for name, value, line in zip(names, values.tolist(), table.rows.tolist(), strict=True):
        if not name:
            problems.append(Problem("profile", "is empty.", "Write a pattern.", file, line))
        elif name in seen:
            problems.append(Problem("profile", f"{name} stands twice.", "Keep one.", file, line))
        if np.isnan(value):
            problems.append(Problem("value", "is empty.", "Fill it in.", file, line))
        seen[name] = value
    if problems:
        first = problems[0]
        msg = f"{first.path}: {first.message} {first.remedy}"
        if len(problems) > 1:
            msg = f"the value set has {len(problems)} problems."
        raise ReadError(msg, path=file, line=problems[0].line, problems=problems)
    return seen
