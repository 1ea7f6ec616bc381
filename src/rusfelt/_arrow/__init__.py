"""From Arrow's columns to arrays, whichever library or file they come from.

pyarrow is loaded when the first table is met, and nothing here loads it before.
"""

from rusfelt._arrow.columns import columns_of
from rusfelt._arrow.library import computing, loaded, pyarrow, stream_of
from rusfelt._arrow.problems import Room, TooLargeError
from rusfelt._arrow.text import shown_bytes
from rusfelt._arrow.types import kind_of, unfit

__all__ = [
    "Room",
    "TooLargeError",
    "columns_of",
    "computing",
    "kind_of",
    "loaded",
    "pyarrow",
    "shown_bytes",
    "stream_of",
    "unfit",
]
