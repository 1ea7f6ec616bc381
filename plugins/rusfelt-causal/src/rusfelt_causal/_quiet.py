"""Quiet: what a wrapped library prints, warns of and does with threads stays inside the call."""

from __future__ import annotations

import contextlib
import importlib
import io
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np

__all__ = ["borrowed"]


@contextlib.contextmanager
def borrowed(*names: str) -> Iterator[list[Any]]:
    """Libraries to work with, loaded here and held on a short rein.

    Prints are dropped and warnings not passed on. Nothing is lost by this: whatever a warning
    could be about (no convergence, a collinear column, a singular matrix) is checked in the answer
    itself. Matrix products run on one thread: how they are split up decides how sums round, so
    that a machine with more cores would give other last digits, and matrices as small as these
    take several times as long on many threads.

    Args:
        names: of modules, which are imported when they are first needed and not before.
    """
    with (
        warnings.catch_warnings(),
        np.errstate(all="ignore"),
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
    ):
        warnings.simplefilter("ignore")
        loaded = [importlib.import_module(name) for name in names]
        # Only what is loaded by now can be held to one thread.
        threads = importlib.import_module("threadpoolctl")
        with threads.threadpool_limits(limits=1, user_api="blas"):
            yield loaded
