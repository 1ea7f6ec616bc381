"""How far beyond measurement error a person's later score is from the cutoff."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.stats._checks import as_floats
from rusfelt.stats._path_checks import check_not_infinite
from rusfelt.stats.change._figures import fitting
from rusfelt.stats.change._pairs import as_pairs
from rusfelt.stats.change._true_score import reasons, true_score

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.stats.change._figures import Given
    from rusfelt.stats.change.clinical_cutoff import ClinicalCutoff
    from rusfelt.typing import Floats, Strings

__all__ = ["IndividualSignificance", "individual_significance"]


class IndividualSignificance(NamedTuple):
    """Each person's index, its critical value, and what both rest on, all of the people's shape."""

    cs_index: Floats
    critical: Floats
    sem: Floats
    reliability_post: Floats
    sd_source: Strings
    mean_source: Strings
    reason: Strings


def individual_significance(
    pre: ArrayLike,
    post: ArrayLike,
    cutoff: ArrayLike | ClinicalCutoff,
    *,
    reliability: Given,
    sd: Given = None,
    mean_post: Given = None,
    sd_post: Given = None,
    group: ArrayLike | None = None,
    pooled: bool = True,
    confidence: float = 0.95,
) -> IndividualSignificance:
    """Whether a person's later score is beyond the cutoff by more than measurement error.

    Hageman and Arrindell's individual clinical significance. Part of a score is error, so the
    person's true score is estimated nearer to the group's mean, and its distance from the cutoff is
    counted in standard errors::

        index = (m₂ + (x₂ - m₂)·r₂ - cutoff)/(√r₂·sem)
        sem = s₁·√(1 - reliability)    r₂ = (s₂² - sem²)/s₂²

    It is positive above the cutoff, whichever way is better. Strictly beyond ``critical`` a person
    is taken to be past the cutoff; that value is **one-sided**, 1.645 at 0.95, as in the article.

    Undefined, and nan, with a reason: without a score (``missing-pre``, ``missing-post``) or a
    cutoff (``no-cutoff``); where the later scores vary no more than the error, so that ``r₂`` would
    be 0 or less (``r-undefined``); for figures of the sample where fewer than two people have both
    scores (``too-few-pairs``) or all have the same (``sd-zero``); and beyond all numbers
    (``too-large``).

    Args:
        pre: people's first scores, ``(..., people)``, in points; nan where there is none. They
            serve only to find who has both scores, and ``s₁``.
        post: their later scores, broadcast with ``pre``.
        cutoff: in points; broadcast to the people, so that one for each row of a batch is a column.
        reliability: the scale's reliability in the clinical population, strictly between 0 and 1.
            This and the next three are one number, an array broadcast to the people or, with
            ``group``, a mapping from label to number.
        sd: standard deviation ``s₁`` of the clinical population. Like the next two: left out, that
            of the people with both scores, with n - 1.
        mean_post: mean ``m₂`` of the later scores.
        sd_post: their standard deviation ``s₂``.
        group: a label for each person.
        pooled: ``True`` takes the sample's figures over all groups, ``False`` within each.
        confidence: 1 less the one-sided level, above 0.5.

    Returns:
        The index; the critical value; ``sem`` and ``r₂``; where the standard deviations and the
        mean are from: ``given``, ``sample``, ``sample-by-group`` or ``mixed``; and the reason.

    Raises:
        DomainError: where a score or a cutoff is infinite (people's places are named, never their
            scores), a figure is lacking or impossible, a label has no figure, the level is not
            between 0.5 and 1, or shapes do not fit.

    >>> result = individual_significance([40, 35, 30], [15, 30, 35], 20, reliability=0.8)
    >>> result.cs_index.round(2)
    array([-2.04,  4.51,  6.69])

    Source: Hageman and Arrindell (1999), doi:10.1016/S0005-7967(99)00032-7.
    """
    first, second = as_pairs(pre, post)
    shape = first.shape
    limit = fitting("cutoff", as_floats("cutoff", getattr(cutoff, "value", cutoff)), shape)
    check_not_infinite(cutoff=limit)
    found = true_score(
        np.atleast_1d(first), np.atleast_1d(second), limit,
        reliability=reliability, sd=sd, mean_post=mean_post, sd_post=sd_post,
        group=group, pooled=pooled, confidence=confidence,
    )  # fmt: skip
    columns = (*found[:-1], reasons(found.obstacle))
    people = found.cs_index.shape
    return IndividualSignificance(
        *(np.broadcast_to(np.asarray(column), people).reshape(shape) for column in columns)
    )
