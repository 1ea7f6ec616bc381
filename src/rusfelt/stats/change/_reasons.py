"""Why a person has no index."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from rusfelt.stats.change._figures import Figures
    from rusfelt.stats.change._indices import Terms
    from rusfelt.typing import Floats, Strings

__all__ = ["NO_REASON", "why_undefined"]

_WORDS = np.array([
    "", "too-large", "r-dd-undefined", "sd-zero", "too-few-pairs", "missing-post", "missing-pre",
])  # fmt: skip
NO_REASON = _WORDS[0:1]


def why_undefined(
    pre: Floats, post: Floats, index: Floats, figures: Figures, terms: Terms
) -> Strings:
    """The word for each person: a missing score first, then what the sample cannot give.

    It is empty where there is an index.
    """
    # In rising order of precedence, so that a later assignment may overwrite an earlier.
    code = np.isnan(index).astype(np.int8)
    undefined = code == 1
    if terms.r_dd is not None:
        code[undefined & np.isnan(terms.r_dd) & ~np.isnan(figures.covariance)] = 2
    code[undefined & figures.no_spread] = 3
    code[undefined & figures.unusable] = 4
    code[np.isnan(post)] = 5
    code[np.isnan(pre)] = 6
    return np.take(_WORDS, code, mode="clip")
