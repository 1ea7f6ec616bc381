"""Where a person's true later score lies from the cutoff, and why it cannot be said."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

from rusfelt.errors import Problem
from rusfelt.stats._checks import refuse
from rusfelt.stats._options import check_flag
from rusfelt.stats.change._figures import given_figures, settle, source
from rusfelt.stats.change._groups import number_groups
from rusfelt.stats.change._hageman import hageman
from rusfelt.stats.change._one_number import one_level
from rusfelt.stats.change._pairs import pair_moments

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.stats.change._figures import Given
    from rusfelt.typing import Floats, Integers, Strings

__all__ = ["MISSING", "NO_CUTOFF", "NO_RELIABLE_CHANGE", "TrueScore", "reasons", "true_score"]

_REASONS = np.array([
    "", "no-reliable-change", "too-large", "r-undefined", "sd-zero", "too-few-pairs", "no-cutoff",
    "missing-post", "missing-pre",
])  # fmt: skip
NO_RELIABLE_CHANGE, _TOO_LARGE, _R_UNDEFINED, _SD_ZERO, _TOO_FEW, NO_CUTOFF = range(1, 7)
# An obstacle of this number or more is a missing score: the later one, then the first.
MISSING = 7
_NEEDS = ("mean_post", "sd", "sd_post")
_HALF = 0.5


class TrueScore(NamedTuple):
    """The index of each person, what it rests on, and what is in the way of it."""

    cs_index: Floats
    critical: float
    sem: Floats
    reliability_post: Floats
    sd_source: str
    mean_source: str
    obstacle: Integers


def true_score(
    pre: Floats,
    post: Floats,
    limit: Floats,
    *,
    reliability: Given,
    sd: Given,
    mean_post: Given,
    sd_post: Given,
    group: ArrayLike | None,
    pooled: bool | None,
    confidence: float | None,
) -> TrueScore:
    """Hageman and Arrindell's index of one group or a batch of groups; the last axis is people."""
    pooled = True if pooled is None else pooled
    check_flag("pooled", pooled)
    critical = float(
        -special.ndtri(1 - one_level(0.95 if confidence is None else confidence, above=_HALF))
    )
    _check_needs(reliability, group, pooled=pooled)
    groups = None if group is None else number_groups(group, pre.shape)
    given = given_figures(pre.shape, groups, {
        "reliability": reliability, "sd": sd, "mean_post": mean_post, "sd_post": sd_post,
    })  # fmt: skip
    f = settle(given, pair_moments(pre, post, groups, pooled), _NEEDS)
    h = hageman(f.sd, f.sd_post, 0.0, f.reliability)
    with np.errstate(all="ignore"):
        distance = f.mean_post + (post - f.mean_post) * h.r_post - limit
        index = distance / (np.sqrt(h.r_post) * h.sem)
    index = np.where(np.isfinite(index) & ~np.isnan(pre), index, np.nan)
    # In rising order of precedence.
    obstacle = np.where(np.isnan(index), _TOO_LARGE, 0)
    lacking = obstacle > 0
    flat = f.no_spread | (f.sd == 0) | (f.sd_post == 0)
    for where, number in (
        (np.isnan(h.r_post), _R_UNDEFINED),
        (flat, _SD_ZERO),
        (f.unusable, _TOO_FEW),
        (np.isnan(limit), NO_CUTOFF),
    ):
        obstacle = np.where(lacking & where, number, obstacle)
    obstacle[np.isnan(post)] = MISSING
    obstacle[np.isnan(pre)] = MISSING + 1
    own = "sample" if pooled else "sample-by-group"
    return TrueScore(
        index, critical, h.sem, h.r_post,
        source(("sd", "sd_post"), given, own), source(("mean_post",), given, own), obstacle,
    )  # fmt: skip


def reasons(obstacle: Integers) -> Strings:
    """Why a person has no category or index; the empty word where there is one."""
    if not obstacle.any():
        return np.broadcast_to(_REASONS[0:1].reshape(()), obstacle.shape)
    return np.asarray(_REASONS[obstacle], dtype=_REASONS.dtype)


def _check_needs(reliability: object, group: object, *, pooled: bool) -> None:
    problems = []
    if reliability is None:
        remedy = "Give the scale's reliability, such as 0.85, from a source."
        problems.append(Problem("reliability", "is lacking.", remedy))
    if group is None and not pooled:
        remedy = "Say which group each person is in, or leave pooled at True."
        problems.append(Problem("group", "is lacking, and the groups are not pooled.", remedy))
    refuse(problems)
