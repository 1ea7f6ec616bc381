"""Names for the types that cross module boundaries."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["Array", "Bools", "Floats", "Frame", "Integers", "Strings"]

Array: TypeAlias = NDArray[Any]
Bools: TypeAlias = NDArray[np.bool_]
Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
Strings: TypeAlias = NDArray[np.str_]
# A table of pandas, polars, pyarrow, DuckDB or Dask, anything with __arrow_c_stream__, or a mapping
# of column names to arrays. None of those libraries is a dependency, so the type cannot be named
# more closely than this.
Frame: TypeAlias = Any
