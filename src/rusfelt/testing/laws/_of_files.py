"""What the laws of both kinds of readers have in common."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from rusfelt.testing._trials import folder
from rusfelt.testing.law import Broken

__all__ = ["hold_cut_off", "hold_endings"]

_SUFFIX = re.compile(r"(\.[a-z0-9][a-z0-9_+-]*)+")


def hold_endings(told: object) -> None:
    """Hold that these are a tuple of endings in lower case, each with its dot.

    Raises:
        Broken: they are not.
    """
    if not isinstance(told, tuple) or not all(isinstance(each, str) for each in told):
        msg = f"suffixes is {type(told).__name__}. Give a tuple of texts: ('.px',)."
        raise Broken(msg)
    wrong = [each for each in told if not _SUFFIX.fullmatch(each)]
    if wrong:
        msg = f"{wrong[0]!r} is no ending in lower case with its dot: '.px'."
        raise Broken(msg)


def hold_cut_off(
    samples: Sequence[Path], refused: Callable[[Path, str], bool], examples: int
) -> None:
    """Hold that samples which break off are read or refused, and those that hold nothing are refused.

    Args:
        samples: whole files.
        refused: whether a file is; it complains itself of what is neither.
        examples: how many places each is cut off at.

    Raises:
        Broken: an empty file is read.
    """
    for path in samples:
        data = path.read_bytes()
        with folder() as place:
            cut = place / path.name
            for end in np.unique(np.linspace(0, len(data) - 1, examples).astype(int)).tolist():
                cut.write_bytes(data[:end])
                if not refused(cut, f"cut off after {end} bytes") and not end:
                    msg = "a file that holds nothing is read. Refuse it with ReadError."
                    raise Broken(msg)
