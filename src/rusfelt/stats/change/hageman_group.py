"""How large a share of a group changed, or passed the cutoff, once measurement error is out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._checks import as_floats, not_unit_interval, refuse
from rusfelt.stats._path_checks import check_not_infinite
from rusfelt.stats.change._direction import one_direction
from rusfelt.stats.change._hageman import hageman
from rusfelt.stats.change._pairs import as_pairs, pair_moments

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.stats.change.clinical_cutoff import ClinicalCutoff
    from rusfelt.typing import Floats, Integers, Strings

__all__ = ["HagemanGroup", "hageman_group"]

_FEWEST = 2


class HagemanGroup(NamedTuple):
    """The two shares of each group, what they rest on, and why one is missing."""

    changed: Floats
    functional: Floats
    n: Integers
    r_dd: Floats
    reliability_post: Floats
    reason: Strings


def hageman_group(
    pre: ArrayLike,
    post: ArrayLike,
    cutoff: ArrayLike | ClinicalCutoff,
    *,
    reliability: ArrayLike,
    better: str,
) -> HagemanGroup:
    """What share of a group is better off, and what share has passed the cutoff, on true scores.

    Counting persons one by one counts their measurement error too. Hageman and Arrindell therefore
    read both shares off two normal curves, those of the true change and of the true later score,
    narrower than what was observed by the square root of its reliability. With ``d`` 1 where higher
    is better and -1 where lower is, ``Φ`` the normal distribution, and the mean and standard
    deviation of the changes and of the later scores::

        changed = Φ(d·mean_change/(sd_change·√r_dd))
        functional = Φ(d·(m₂ - cutoff)/(s₂·√r₂))

    They are shares of a curve, not counts of people: no interval follows from them, they take the
    scores to be normal, and ``changed`` means any change for the better, however small.

    Both are nan, with a reason, where fewer than two people have both scores (``too-few-pairs``);
    one is where its standard deviation is 0 (``sd-zero``), where by the reliability given there
    is more error in the change or in the later scores than they vary (``r-undefined``), where the
    cutoff is nan (``no-cutoff``), or beyond all numbers (``too-large``).

    Args:
        pre: first scores, ``(..., people)``, in points; nan where there is none. Each row is a
            group; people without both scores are left out.
        post: later scores, broadcast with ``pre``.
        cutoff: in points, one number or one for each group, of the batch's shape.
        reliability: the scale's reliability before, strictly between 0 and 1, likewise.
        better: ``"higher"`` or ``"lower"``.

    Returns:
        Both shares, the number of people with both scores, the reliability of the change and of
        the later scores, and the reason, each of the batch's shape.

    Raises:
        DomainError: where a score or the cutoff is infinite (people's places are named, never their
            scores), the reliability is not strictly between 0 and 1, ``better`` is another word,
            or shapes do not fit.

    >>> pre, post = [30, 35, 40, 45, 50], [22, 35, 20, 28, 41]
    >>> result = hageman_group(pre, post, 25, reliability=0.8, better="lower")
    >>> float(result.changed.round(2)), float(result.functional.round(2))
    (0.96, 0.3)

    Source: Hageman and Arrindell (1999), doi:10.1016/S0005-7967(99)00032-7.
    """
    sign = one_direction(better)
    first, second = as_pairs(pre, post)
    if first.ndim == 0:
        problem = Problem("pre", "is one number, not a group.", "Put the scores in a list.")
        raise DomainError(problems=[problem])
    batch = first.shape[:-1]
    limit = _one_a_group("cutoff", as_floats("cutoff", getattr(cutoff, "value", cutoff)), batch)
    r = _one_a_group("reliability", as_floats("reliability", reliability), batch)
    check_not_infinite(cutoff=limit)
    refuse(not_unit_interval("reliability", r))
    m = pair_moments(first, second, None, pooled=True)
    # The spread of the changes themselves: equal changes then have one of exactly 0.
    with np.errstate(over="ignore"):
        change = np.asarray(second - first)
    change = np.where(np.isinf(change).any(axis=-1, keepdims=True), np.nan, change)
    c = pair_moments(change, change, None, pooled=True)
    h = hageman(m.sd[..., 0], m.sd_post[..., 0], m.covariance[..., 0], r)
    with np.errstate(all="ignore"):
        z_change = c.mean[..., 0] / (c.sd[..., 0] * np.sqrt(h.r_dd))
        z_post = (m.mean_post[..., 0] - limit) / (m.sd_post[..., 0] * np.sqrt(h.r_post))
    z_change, z_post = (np.where(np.isfinite(z), sign * z, np.nan) for z in (z_change, z_post))
    n = m.n[..., 0]
    flat = (m.sd[..., 0] == 0) | (m.sd_post[..., 0] == 0) | (c.sd[..., 0] == 0)
    reason = np.select(
        [
            ~(np.isnan(z_change) | np.isnan(z_post)), n < _FEWEST, np.isnan(limit), flat,
            np.isnan(h.r_dd) | np.isnan(h.r_post),
        ],
        ["", "too-few-pairs", "no-cutoff", "sd-zero", "r-undefined"],
        "too-large",
    )  # fmt: skip
    changed, functional = np.asarray(special.ndtr(z_change)), np.asarray(special.ndtr(z_post))
    return HagemanGroup(changed, functional, n, h.r_dd, h.r_post, reason)


def _one_a_group(name: str, figure: Floats, batch: tuple[int, ...]) -> Floats:
    try:
        return np.broadcast_to(figure, batch)
    except ValueError as error:
        fact = f"has shape {figure.shape}, but the groups have {batch}."
        remedy = "Give one number, or one for each group."
        raise DomainError(problems=[Problem(name, fact, remedy)]) from error
