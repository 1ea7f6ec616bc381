"""Norwegian national identity numbers, found so that they can be refused (floor of ``_arrays``)."""

from rusfelt._identity.columns import (
    may_hold_identity_number,
    places_of_identity_numbers,
    places_of_weights,
)
from rusfelt._identity.refusal import (
    column_problems,
    file_name_refusal,
    file_refusal,
    identity_problems,
    refuse_columns,
    refuse_names,
    safe_name,
)
from rusfelt._identity.text import DOUBTFUL, NONE, SURE, holds_identity_number, weight_of_text

__all__ = [
    "DOUBTFUL",
    "NONE",
    "SURE",
    "column_problems",
    "file_name_refusal",
    "file_refusal",
    "holds_identity_number",
    "identity_problems",
    "may_hold_identity_number",
    "places_of_identity_numbers",
    "places_of_weights",
    "refuse_columns",
    "refuse_names",
    "safe_name",
    "weight_of_text",
]
