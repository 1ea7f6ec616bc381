"""The libraries that read files, loaded when they are first needed."""

from __future__ import annotations

import importlib
from typing import Any

from rusfelt.errors import MissingExtraError

__all__ = ["library"]

# Module → what brings it, and the extra of rusfelt that does.
_EXTRAS = {
    "dask": ("dask", "distributed"),
    "distributed": ("distributed", "distributed"),
    "duckdb": ("duckdb", "duckdb"),
    "pyarrow": ("pyarrow", "parquet"),
    "pyreadstat": ("pyreadstat", "spss"),
    "python_calamine": ("python-calamine", "excel"),
}


def library(module: str) -> Any:
    """A module of an optional library.

    Raises:
        MissingExtraError: it is not installed; the message names the extra that brings it.
    """
    name = module.partition(".")[0]
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise MissingExtraError(*_EXTRAS[name]) from error
