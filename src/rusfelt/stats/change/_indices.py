"""The indices of reliable change: each a weighted sum of two scores over its standard error."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.stats.change._hageman import hageman

if TYPE_CHECKING:
    from collections.abc import Callable

    from rusfelt.stats.change._figures import Figures
    from rusfelt.typing import Floats

__all__ = ["INDICES", "NEEDS", "Terms", "terms_of"]

# The figures of the sample each index is made of, unless they are given.
NEEDS = {
    "jacobson-truax": ("sd",),
    "gulliksen-lord-novick": ("mean", "sd"),
    "hsu-linn-lord": ("mean", "mean_post", "sd"),
    "edwards-nunnally": ("mean", "sd"),
    "nunnally-kotsch": ("mean", "sd"),
    "hageman-arrindell": ("mean", "mean_post", "sd", "sd_post", "correlation"),
    "published": (),
}


class Terms(NamedTuple):
    """``(weight·(post - pre) + pull·(pre - mean) + shift)/se``; ``None`` is a weight of 1 or 0."""

    se: Floats
    weight: Floats | None = None
    pull: Floats | None = None
    shift: Floats | None = None
    r_dd: Floats | None = None


def terms_of(method: str, figures: Figures, threshold: Floats | None) -> Terms:
    """The terms of a method; the standard error is nan where the sample cannot give it."""
    if threshold is not None and method == "published":
        return Terms(threshold)
    with np.errstate(all="ignore"):
        terms = INDICES[method](figures)
        lacking = figures.unusable | figures.no_spread
    return terms._replace(se=np.where(lacking, np.nan, terms.se))


def _jacobson_truax(f: Figures) -> Terms:
    return Terms(np.sqrt(2.0) * f.sd * np.sqrt(1 - f.reliability))


def _gulliksen_lord_novick(f: Figures) -> Terms:
    # x₂ - m₁ - r(x₁ - m₁) is the change and (1 - r)(x₁ - m₁); so in the next three.
    return Terms(_se_of_prediction(f), pull=1 - f.reliability)


def _hsu_linn_lord(f: Figures) -> Terms:
    return Terms(_se_of_prediction(f), pull=1 - f.reliability, shift=f.mean - f.mean_post)


def _edwards_nunnally(f: Figures) -> Terms:
    return Terms(f.sd * np.sqrt(1 - f.reliability), pull=1 - f.reliability)


def _nunnally_kotsch(f: Figures) -> Terms:
    r = f.reliability
    return Terms(f.sd * np.sqrt(r * r * (1 - r) + 1 - f.reliability_post), pull=1 - r)


def _hageman_arrindell(f: Figures) -> Terms:
    _, _, r_dd, sem = hageman(f.sd, f.sd_post, f.covariance, f.reliability)
    return Terms(
        np.sqrt(2.0) * np.sqrt(r_dd) * sem,
        weight=r_dd,
        shift=(f.mean_post - f.mean) * (1 - r_dd),
        r_dd=r_dd,
    )


def _se_of_prediction(f: Figures) -> Floats:
    return np.asarray(f.sd * np.sqrt((1 - f.reliability) * (1 + f.reliability)))


INDICES: dict[str, Callable[[Figures], Terms]] = {
    "jacobson-truax": _jacobson_truax,
    "gulliksen-lord-novick": _gulliksen_lord_novick,
    "hsu-linn-lord": _hsu_linn_lord,
    "edwards-nunnally": _edwards_nunnally,
    "nunnally-kotsch": _nunnally_kotsch,
    "hageman-arrindell": _hageman_arrindell,
}
