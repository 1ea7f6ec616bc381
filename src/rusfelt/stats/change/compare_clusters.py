"""Whether teams differ in how many of their people got better, by more than chance."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._checks import check_confidence
from rusfelt.stats._places import over
from rusfelt.stats.change._category_codes import flags
from rusfelt.stats.change._freeman_halton import exact_tests
from rusfelt.stats.change._group_mean import count
from rusfelt.stats.change._groups import number_groups
from rusfelt.stats.funnel import funnel_limits
from rusfelt.stats.intervals import wilson

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.stats.change._groups import Groups
    from rusfelt.typing import Array, Bools, Floats, Integers, Strings

__all__ = ["ClusterComparison", "compare_clusters"]

_TWO = 2  # clusters, below which there is nothing to compare


class ClusterComparison(NamedTuple):
    """The clusters beside each other.

    The fields down to ``reason`` have shape ``(..., clusters)``, the limits and flags followed by
    the shape of ``confidence``; those after it the batch's shape.

    Attributes:
        cluster: the labels, in order, ``(clusters,)``.
        n: people counted, nan where the cluster gets no figure.
        x: those of them who had it.
        share: ``x/n``.
        low: lower bound of the share, Wilson's at 95 %.
        high: upper bound.
        limit_low: lower funnel limit: what chance would do around the target.
        limit_high: upper funnel limit.
        flag: -1 below the limits, 1 above, 0 between, nan without.
        reason: ``below-minimum`` where the cluster gets no figure, else empty.
        target: the share of all in the clusters compared.
        p: of the test that all these clusters have one share.
        test: ``freeman-halton`` (exact) or ``chi-square``; empty where there is none.
        chi2: Pearson's chi-square.
        df: its degrees of freedom.
        compared: clusters compared.
        left_out: people counted in clusters that get no figure.
        why: ``too-few-clusters`` where fewer than two are left, else empty.
    """

    cluster: Array
    n: Floats
    x: Floats
    share: Floats
    low: Floats
    high: Floats
    limit_low: Floats
    limit_high: Floats
    flag: Floats
    reason: Strings
    target: Floats
    p: Floats
    test: Strings
    chi2: Floats
    df: Floats
    compared: Integers
    left_out: Integers
    why: Strings


def compare_clusters(
    hit: ArrayLike,
    cluster: ArrayLike,
    *,
    counted: ArrayLike | None = None,
    minimum: int = 10,
    confidence: ArrayLike = (0.95, 0.998),
) -> ClusterComparison:
    """Whether the share who improved differs between teams by more than chance makes it.

    Teams differ in whom they meet; a difference is a question, not a mark. The exact test asks of
    all teams at once; the funnel shows which one stands out, given its size. Look at the funnel
    only beside the test: with twenty teams alike, one lies outside its 95 % limits by chance.

    A cluster with fewer than ``minimum`` people counted gets no figure at all and takes no part in
    test and target. Ten is the fewest pairs a mean change is judged by here too: at 5 of 10
    Wilson's interval runs from .24 to .76 and one person moves the share by ten points, so any
    ranking of smaller teams is a ranking of luck. Raise it freely.

    ``p`` is Freeman and Halton's: the chance, given all numbers of people and the sum of hits, of
    tables no likelier than the one seen (as R's ``fisher.test``; tables within one part in 10⁷ are
    equally likely). Where there are too many tables to look at (beyond about ten teams, or 5,000
    people) it is Pearson's chi-square, and ``test`` says so. The limits are the exact binomial
    ones of :func:`~rusfelt.stats.funnel.funnel_limits` around the share of all clusters compared,
    each of which is a part of it. Each distinct table is tested on its own: a batch costs as many
    tests as it has tables.

    Undefined (nan): all of a cluster below the minimum; target, limits, flags and test with fewer
    than two clusters left.

    Args:
        hit: whether each person had it (improved, recovered, …), ``(..., people)``, true or false.
        cluster: a label for each person, broadcast to the people, none empty.
        counted: who counts at all, such as those with two scores; everybody when left out.
        minimum: fewest people counted for a cluster to get a figure, 1 or more.
        confidence: one level of the funnel, or several.

    Returns:
        Shares, limits and flags of each cluster, and the test.

    Raises:
        DomainError: where ``hit`` or ``counted`` is not true or false, someone has it who is not
            counted, a person has no label, or ``minimum`` is no whole number of 1 or more.

    >>> hit = [True] * 9 + [False] * 3 + [True] * 2 + [False] * 10 + [True] * 2
    >>> teams = ["a"] * 12 + ["b"] * 12 + ["c"] * 2
    >>> result = compare_clusters(hit, teams)
    >>> result.x.tolist(), result.reason.tolist(), round(float(result.p), 4), result.test.item()
    ([9.0, 2.0, nan], ['', '', 'below-minimum'], 0.0123, 'freeman-halton')

    Source: Freeman and Halton (1951), doi:10.2307/2332323; Spiegelhalter (2005),
    doi:10.1002/sim.1970.
    """
    least = _least(minimum)
    level = check_confidence("confidence", confidence)
    had, who = _people(hit, counted)
    groups = _clusters(cluster, had.shape)
    size, hits = count(who, groups), count(had, groups)
    kept = size >= least
    compared = kept.sum(axis=-1)
    enough = compared >= _TWO
    x, n = (np.where(kept, part, np.nan) for part in (hits, size))
    some = np.where(kept, size, 1)
    low, high = wilson(np.where(kept, hits, 0), some)
    pooled = over(np.where(kept, hits, 0).sum(axis=-1), np.where(kept, size, 0).sum(axis=-1))
    target = np.where(enough, pooled, np.nan)
    around = np.where(enough, pooled, 0.5)[..., np.newaxis]
    drawn = (kept & enough[..., np.newaxis]).reshape(kept.shape + (1,) * level.ndim)
    limit_low, limit_high = (
        np.where(drawn, limit, np.nan)
        for limit in funnel_limits(around, some, kind="proportion", confidence=level)
    )
    share = x / some
    wide = share.reshape(drawn.shape)
    flag = np.where(wide < limit_low, -1.0, np.where(wide > limit_high, 1.0, 0.0))
    p, chi2, df, test = exact_tests(hits, size, kept)
    return ClusterComparison(
        cluster=groups.labels, n=n, x=x, share=share, low=np.where(kept, low, np.nan),
        high=np.where(kept, high, np.nan), limit_low=limit_low, limit_high=limit_high,
        flag=np.where(drawn, flag, np.nan), reason=np.where(kept, "", "below-minimum"),
        target=target, p=p, test=test, chi2=chi2, df=df, compared=np.asarray(compared),
        left_out=np.asarray(np.where(kept, 0, size).sum(axis=-1)),
        why=np.where(enough, "", "too-few-clusters"),
    )  # fmt: skip


def _clusters(cluster: ArrayLike, shape: tuple[int, ...]) -> Groups:
    try:
        return number_groups(cluster, shape)
    except DomainError as error:
        problems = [
            Problem(problem.path.replace("group", "cluster", 1), problem.message, problem.remedy)
            for problem in error.problems
        ]
        raise DomainError(problems=problems) from error


def _people(hit: ArrayLike, counted: ArrayLike | None) -> tuple[Bools, Bools]:
    """Who had it and who counts."""
    try:
        shape = np.shape(hit)
    except ValueError:  # rows of unequal length
        shape = ()
    if not shape:
        fact = "is not true or false for each person."
        raise DomainError(problems=[Problem("hit", fact, "Give the people, as a list.")])
    had = flags("hit", hit, shape)
    who = np.ones(shape, dtype=np.bool_) if counted is None else flags("counted", counted, shape)
    if (lost := had & ~who).any():
        place = f"hit, row {int(np.flatnonzero(lost)[0])}"
        remedy = "A hit of somebody who is not counted would be lost: check both."
        raise DomainError(problems=[Problem(place, "is of somebody not counted.", remedy)])
    return had, who


def _least(minimum: object) -> int:
    if not isinstance(minimum, int | np.integer) or isinstance(minimum, bool) or minimum < 1:
        fact = f"{minimum!r} is no whole number of 1 or more."
        raise DomainError(problems=[Problem("minimum", fact, "Give the fewest people.")])
    return int(minimum)
