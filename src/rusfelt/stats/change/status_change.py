"""Who crossed the line between needing help and not, whatever the size of the step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from rusfelt.stats.change._sides import find_sides
from rusfelt.stats.change._true_score import reasons

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.stats.change._figures import Given
    from rusfelt.stats.change.clinical_cutoff import ClinicalCutoff
    from rusfelt.typing import Bools, Floats, Strings

__all__ = ["StatusChange", "status_change"]

_WORDS = np.array(["", "improved", "unchanged", "deteriorated"])


class StatusChange(NamedTuple):
    """The word for each person, the sides it rests on, and the rule behind them."""

    category: Strings
    clinical_pre: Bools
    functional_pre: Bools
    clinical_post: Bools
    functional_post: Bools
    cs_index: Floats
    critical: Floats
    clinical_if: Strings
    functional_if: Strings
    method: Strings
    sd_source: Strings
    mean_source: Strings
    reason: Strings


def status_change(
    pre: ArrayLike,
    post: ArrayLike,
    cutoff: ArrayLike | ClinicalCutoff,
    *,
    better: str,
    cutoff_operator: Literal["<", "<=", ">", ">="] | None = None,
    method: Literal["jacobson-truax", "hageman-arrindell"] = "jacobson-truax",
    reliability: Given = None,
    sd: Given = None,
    mean_post: Given = None,
    sd_post: Given = None,
    group: ArrayLike | None = None,
    pooled: bool | None = None,
    confidence: float | None = None,
) -> StatusChange:
    """Whether people crossed the line between those who need help and people in general.

    ``improved`` is clinical before and functional after, ``deteriorated`` the other way, and
    everybody else is ``unchanged``. By Jacobson and Truax's method any step across counts, however
    small; :func:`~rusfelt.stats.change.clinical_change.clinical_change` asks that it be reliable as
    well.

    A person exactly at a cutoff that has no operator belongs to neither side, and has therefore not
    crossed it: at the cutoff both times is ``unchanged``. (The R package clinicalsignificance calls
    that person deteriorated.) With ``cutoff_operator`` everybody is on one side.

    No category, with a reason: a missing score (``missing-pre``, ``missing-post``), a cutoff of nan
    (``no-cutoff``), and by Hageman and Arrindell that of an undefined index.

    Args:
        pre: people's first scores, ``(..., people)``, in points; nan where there is none.
        post: their later scores, broadcast with ``pre``.
        cutoff: one number, one for each person, or the answer of ``clinical_cutoff``; broadcast to
            the people, so that one for each row of a batch is a column.
        better: ``"higher"`` or ``"lower"``.
        cutoff_operator: how a clinical score stands to the cutoff: ``"<"`` or ``"<="`` where
            higher is better, ``">"`` or ``">="`` where lower is.
        method: ``"jacobson-truax"``, the later score itself, or ``"hageman-arrindell"``, beyond
            measurement error.
        reliability: the scale's reliability; this and the rest for Hageman and Arrindell only.
        sd: standard deviation of the clinical population; the sample's where left out.
        mean_post: mean of the later scores; the sample's where left out.
        sd_post: their standard deviation; the sample's where left out.
        group: a label for each person.
        pooled: whether the sample's figures are over all groups (so where left out) or within each.
        confidence: 1 less the one-sided level of the index; 0.95 where left out.

    Returns:
        The category; the four sides; the index and its critical value (nan for Jacobson and Truax);
        the operators by which a score is clinical or functional; the method; where its figures are
        from; and the reason where there is no category. Each of the shape of the people.

    Raises:
        DomainError: where a score or the cutoff is infinite (people's places are named, never their
            scores), the operator does not go with the direction, an option belongs to the other
            method, or shapes do not fit.

    >>> result = status_change([12, 9, 10], [9, 12, 10], 10, better="lower")
    >>> result.category.tolist()
    ['improved', 'deteriorated', 'unchanged']
    >>> status_change([12, 10], [9, 9], 10, better="lower", cutoff_operator=">=").category.tolist()
    ['improved', 'improved']

    Source: Jacobson and Truax (1991), doi:10.1037/0022-006X.59.1.12; Hageman and Arrindell (1999),
    doi:10.1016/S0005-7967(99)00032-7.
    """
    sides = find_sides(
        pre, post, cutoff, better=better, cutoff_operator=cutoff_operator, method=method,
        reliability=reliability, sd=sd, mean_post=mean_post, sd_post=sd_post,
        group=group, pooled=pooled, confidence=confidence,
    )  # fmt: skip
    code = np.full(sides.obstacle.shape, 2, dtype=np.int8)
    code[sides.clinical_pre & sides.functional_post] = 1
    code[sides.functional_pre & sides.clinical_post] = 3
    code[sides.obstacle > 0] = 0
    return StatusChange(
        np.asarray(_WORDS[code], dtype=_WORDS.dtype), *sides[:-1], reasons(sides.obstacle)
    )
