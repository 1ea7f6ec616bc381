"""Whether one person's score moved by more than the scale's own noise."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.stats.change._direction import one_direction
from rusfelt.stats.change._figures import given_figures, settle, source
from rusfelt.stats.change._groups import number_groups
from rusfelt.stats.change._in_pieces import sort_people
from rusfelt.stats.change._indices import INDICES, NEEDS, terms_of
from rusfelt.stats.change._pairs import as_pairs, pair_moments
from rusfelt.stats.change._reasons import NO_REASON, why_undefined
from rusfelt.stats.change._request import boundary, check_request

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.stats.change._figures import Given
    from rusfelt.typing import Array, Floats, Integers, Strings

__all__ = ["RELIABLE_CHANGE_METHODS", "ReliableChange", "reliable_change"]

#: The methods of :func:`reliable_change`.
#: The indices of reliable change by their authors, and a published threshold in points.
RELIABLE_CHANGE_METHODS = (*INDICES, "published")


class ReliableChange(NamedTuple):
    """Each person's index and word, and all they were made from; every field has their shape."""

    index: Floats  # type: ignore[assignment]  # the term of the field, before the tuple method
    category: Strings
    change: Floats
    critical: Floats
    se: Floats
    n: Integers
    sd_source: Strings
    boundary: Strings
    reason: Strings
    mean_source: Strings
    method: Strings
    mean: Floats
    sd: Floats
    mean_post: Floats
    sd_post: Floats
    correlation: Floats
    reliability: Floats
    r_dd: Floats


def reliable_change(
    pre: ArrayLike,
    post: ArrayLike,
    *,
    method: str = "jacobson-truax",
    reliability: Given = None,
    better: str = "higher",
    confidence: ArrayLike = 0.95,
    mean: Given = None,
    sd: Given = None,
    mean_post: Given = None,
    sd_post: Given = None,
    correlation: Given = None,
    reliability_post: Given = None,
    threshold: Given = None,
    operator: str | None = None,
    group: ArrayLike | None = None,
    pooled: bool = True,
) -> ReliableChange:
    """Whether people changed by more than measurement error would seldom give by itself.

    A person is ``improved`` where the index is beyond the critical value the better way,
    ``deteriorated`` where it is beyond it the other way, and ``unchanged`` between. The index has
    the sign of the score: positive where it rose, whichever way is better. It says that a change
    is real, not that it matters, nor what brought it about.

    With r the reliability, subscript 1 before and 2 after, ``SEM = s₁·sqrt(1 - r)`` and
    ``SEP = s₁·sqrt(1 - r²)``, the index is

    * ``jacobson-truax``: ``(x₂ - x₁)/(sqrt(2)·SEM)``;
    * ``gulliksen-lord-novick``: ``(x₂ - m₁ - r(x₁ - m₁))/SEP``;
    * ``hsu-linn-lord``: ``(x₂ - m₂ - r(x₁ - m₁))/SEP``, change beside that of the others;
    * ``edwards-nunnally``: ``(x₂ - m₁ - r(x₁ - m₁))/SEM``;
    * ``nunnally-kotsch``: the same over ``s₁·sqrt(r²(1 - r) + 1 - r₂)``;
    * ``hageman-arrindell``: ``((x₂ - x₁)·r_dd + (m₂ - m₁)(1 - r_dd))/(sqrt(r_dd)·sqrt(2)·SEM)``,
      ``r_dd`` being the reliability of the change;
    * ``published``: ``(x₂ - x₁)/threshold``, for a threshold somebody published.

    The boundary is strict, ``|index| > z`` with ``z`` the two-sided normal quantile; that of
    ``hageman-arrindell`` is one-sided, as its authors have it: 1.645 at 95 %, not 1.960. That of
    ``published`` is the source's own operator against 1, and what differs from the threshold by a
    rounding error (one part in 10⁹) equals it. Standard deviations divide by ``n - 1``.

    Moments not given are those of the people with both scores: then somebody's word depends on
    who else is there, and one more person without any change can make another ``improved``.

    Undefined (index nan, category empty) with the reason ``missing-pre`` or ``missing-post``;
    ``too-few-pairs``, fewer than two people to take a moment from; ``sd-zero``, their scores do not
    vary; ``r-dd-undefined``, ``r_dd`` is not in (0, 1]: by the reliability given there is more
    error in the scores than they vary; ``too-large``, beyond all numbers (or too near 0 for them).

    Args:
        pre: people's first scores, ``(..., people)``, in points; nan where there is none. Leading
            axes are samples of their own.
        post: their later scores, broadcast with ``pre``.
        method: one of :data:`RELIABLE_CHANGE_METHODS`.
        reliability: the scale's reliability, strictly between 0 and 1. This and all figures below
            are one number, an array broadcast to the people or, with ``group``, a mapping from
            label to number.
        better: ``"higher"`` or ``"lower"``.
        confidence: level of the boundary, broadcast to the people; not used by ``published``.
        mean: mean before, from a norm, in points. Like the next four: left out, the sample's own.
        sd: standard deviation before.
        mean_post: mean after.
        sd_post: standard deviation after; used by ``hageman-arrindell`` alone.
        correlation: between before and after; likewise.
        reliability_post: reliability after, used by ``nunnally-kotsch``; left out, the first one.
        threshold: the published least change, above 0, in points.
        operator: ``">="`` or ``">"``, as the source of the threshold has it.
        group: a label for each person.
        pooled: ``True`` takes moments over all groups, ``False`` within each.

    Returns:
        The index, the category and the change in points; the critical value and the standard error
        the index was divided by (nan for ``published``); the pairs in the person's sample; where
        the standard deviations (and for ``hageman-arrindell`` the correlation) came from:
        ``given``, ``sample``, ``sample-by-group``, ``mixed`` or, where none is used, empty; the
        operator at the boundary; the reason; where the means came from; the method; and the
        figures themselves, sample or given. ``r_dd`` is nan for other methods.

    Raises:
        DomainError: where a score is infinite (the place is named, never the score), a figure is
            lacking or impossible, a label has no figure, or a word is unknown.

    >>> result = reliable_change([32.5, 40], [47.5, 41], sd=7.5, reliability=0.8)
    >>> result.index.round(2), result.category
    (array([3.16, 0.21]), array(['improved', 'unchanged'], dtype='<U12'))
    >>> reliable_change(16, 11, method="published", threshold=5, operator=">=",
    ...                 better="lower").category.item()
    'improved'

    Source: Jacobson and Truax (1991), doi:10.1037/0022-006X.59.1.12; Hsu (1989), Behavioral
    Assessment 11, 459-467; Speer (1992), doi:10.1037/0022-006X.60.3.402; Nunnally and Kotsch
    (1983), doi:10.1111/j.2044-8260.1983.tb00582.x; Hageman and Arrindell (1999),
    doi:10.1016/S0005-7967(99)00032-7; compared in Bauer, Lambert and Nielsen (2004),
    doi:10.1207/s15327752jpa8201_11.
    """
    check_request(
        method, RELIABLE_CHANGE_METHODS, reliability=reliability, threshold=threshold,
        operator=operator, group=group, pooled=pooled,
    )  # fmt: skip
    direction = one_direction(better)
    before, after = as_pairs(pre, post)
    shape = before.shape
    if not shape:
        before, after = before.reshape(1), after.reshape(1)
    groups = None if group is None else number_groups(group, before.shape)
    given = given_figures(before.shape, groups, {
        "mean": mean, "sd": sd, "mean_post": mean_post, "sd_post": sd_post,
        "correlation": correlation, "reliability": reliability,
        "reliability_post": reliability_post, "threshold": threshold,
    })  # fmt: skip
    limits = boundary(method, confidence, operator, before.shape)
    needs = NEEDS[method]
    sample = pair_moments(before, after, groups, pooled)
    figures = settle(given, sample, needs)
    terms = terms_of(method, figures, given.get("threshold"))
    found = sort_people(before, after, figures.mean, terms, limits.limit, direction)
    own = "sample" if pooled else "sample-by-group"
    none = np.asarray(np.nan)

    def everybody(part: Array | str) -> Array:
        return np.broadcast_to(np.asarray(part), before.shape).reshape(shape)

    return ReliableChange(
        index=found.index.reshape(shape),
        category=found.category.reshape(shape),
        change=found.change.reshape(shape),
        critical=everybody(limits.critical),
        se=everybody(none if method == "published" else terms.se),
        n=everybody(sample.n),
        sd_source=everybody(source((name for name in needs if "mean" not in name), given, own)),
        boundary=everybody(limits.operator),
        reason=everybody(
            NO_REASON if found.complete
            else why_undefined(before, after, found.index, figures, terms)
        ),
        mean_source=everybody(source((name for name in needs if "mean" in name), given, own)),
        method=everybody(method),
        mean=everybody(figures.mean),
        sd=everybody(figures.sd),
        mean_post=everybody(figures.mean_post),
        sd_post=everybody(figures.sd_post),
        correlation=everybody(figures.correlation),
        reliability=everybody(figures.reliability),
        r_dd=everybody(none if terms.r_dd is None else terms.r_dd),
    )  # fmt: skip
