"""The libraries of the extra ``report``, loaded when they are first needed."""

from __future__ import annotations

import importlib
from typing import Any

from rusfelt.errors import MissingExtraError

__all__ = ["library"]

# What brings a module, where it is called something else.
_NAMES = {"docx": "python-docx", "lxml": "python-docx", "xlsxwriter": "XlsxWriter"}


def library(module: str) -> Any:
    """A module of one of the extra's libraries.

    Raises:
        MissingExtraError: it is not installed; the message names the extra that brings it.

    >>> library("babel.numbers").__name__
    'babel.numbers'
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        name = module.partition(".")[0]
        raise MissingExtraError(_NAMES.get(name, name), "report") from error
