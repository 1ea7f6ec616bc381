"""Plain values for JSON: undefined is ``None``, an infinity is a word, never NaN."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from enum import Enum
from typing import Any

__all__ = ["as_json", "plain"]


def plain(value: Any) -> Any:
    """A value as JSON knows it.

    >>> plain({"p": float("nan"), "high": float("inf"), "n": (1, 2)})
    {'p': None, 'high': 'inf', 'n': [1, 2]}
    """
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, float):
        if math.isnan(value):
            return None
        if math.isinf(value):
            return "inf" if value > 0 else "-inf"
        # A whole number reads better without its decimal point, but stays a float for machines.
        return float(value)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value


def as_json(value: Any) -> str:
    """JSON as everything here writes it, in UTF-8 letters, indented, and refusing NaN."""
    text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    # Half a character, which somebody's text may hold, is no UTF-8; JSON has an escape for it.
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
