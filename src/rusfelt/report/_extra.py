"""The libraries of the extra ``report``, loaded when they are first needed."""

from __future__ import annotations

import importlib
from typing import Any

from rusfelt.errors import MissingExtraError

__all__ = ["library"]


def library(module: str) -> Any:
    """A module of jinja2, babel or matplotlib.

    Raises:
        MissingExtraError: it is not installed; the message names the extra that brings it.

    >>> library("babel.numbers").__name__
    'babel.numbers'
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise MissingExtraError(module.partition(".")[0], "report") from error
