"""Which of Arrow's types are columns of figures, days or text."""

from __future__ import annotations

from typing import Any

from rusfelt._arrow.library import pyarrow
from rusfelt._arrow.problems import BYTES, NESTED, SPANS

__all__ = ["kind_of", "plain_type", "unfit"]

_REMEDY = "Turn it into numbers, days or text, or leave the column out."


def plain_type(kind: Any) -> Any:
    """The type of the values, without how often they are repeated or where they are looked up."""
    types = pyarrow().types
    while types.is_dictionary(kind) or (
        # Run ends are younger than the oldest pyarrow.
        hasattr(types, "is_run_end_encoded") and types.is_run_end_encoded(kind)
    ):
        kind = kind.value_type
    return kind


def kind_of(kind: Any) -> str:
    """What a column of a type is read as; empty where it is not.

    Args:
        kind: the type.

    Returns:
        ``whole``, ``float``, ``decimal``, ``bool``, ``day``, ``time``, ``text``, ``null`` or
        nothing.
    """
    types = pyarrow().types
    kind = plain_type(kind)
    asked = {
        "whole": types.is_integer,
        "float": types.is_floating,
        "decimal": types.is_decimal,
        "bool": types.is_boolean,
        "time": types.is_time,
        "null": types.is_null,
    }
    for word, is_so in asked.items():
        if is_so(kind):
            return word
    if types.is_date(kind) or types.is_timestamp(kind):
        return "day"
    # string_view is younger than the oldest pyarrow.
    views = getattr(types, "is_string_view", lambda _: False)
    if types.is_string(kind) or types.is_large_string(kind) or views(kind):
        return "text"
    return ""


def unfit(kind: Any) -> tuple[str, str] | None:
    """Why a column of a type is not read, and what to do about it; ``None`` where it is."""
    if kind_of(kind):
        return None
    types = pyarrow().types
    plain = plain_type(kind)
    if types.is_nested(plain):
        return NESTED
    if "binary" in str(plain):
        return BYTES
    if types.is_duration(plain) or "interval" in str(plain):
        return SPANS
    name = type(plain).__name__.removesuffix("Type").lower()
    return f"has the type {name!r}, which is no number, day or text.", _REMEDY
