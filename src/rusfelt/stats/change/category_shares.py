"""How many recovered, improved or got worse, out of how many, and what the missing could change."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._checks import refuse
from rusfelt.stats._method import check_method
from rusfelt.stats._options import check_flag
from rusfelt.stats._path_checks import bad_rows
from rusfelt.stats.change._category_codes import (
    CATEGORIES,
    NO_CATEGORY,
    category_codes,
    flags,
)
from rusfelt.stats.change._group_mean import count, group_level
from rusfelt.stats.change.missing_post import DROPOUT_POLICIES
from rusfelt.stats.intervals import wilson

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Bools, Floats, Integers, Strings

__all__ = ["CategoryShares", "category_shares"]

_RECOVERED, _IMPROVED, _UNCHANGED, _DETERIORATED, _HARMED = range(NO_CATEGORY)


class CategoryShares(NamedTuple):
    """The share of each category, out of whom, and what those without one could make of it.

    Attributes:
        category: the five words, in order; the last axis of the next six.
        count: people in each, by the policy.
        share: ``count/denominator``; nan where that is 0.
        low: lower bound of the share, by Wilson's interval.
        high: upper bound.
        bound_low: the share of all who started if none of the missing were in the category.
        bound_high: the share if all of them were who could be.
        denominator: the people ``share`` is of.
        started: people who started.
        two_scores: those of them who have a category.
        missing: those who have none.
        case_at_start: cases among those who started; nan where that was not said.
        case_two_scores: cases who have a category; likewise.
        policy: how the missing were counted.
    """

    category: Strings
    count: Integers  # type: ignore[assignment]  # the plain word, before the tuple method
    share: Floats
    low: Floats
    high: Floats
    bound_low: Floats
    bound_high: Floats
    denominator: Integers
    started: Integers
    two_scores: Integers
    missing: Integers
    case_at_start: Floats
    case_two_scores: Floats
    policy: Strings


def category_shares(
    category: ArrayLike,
    *,
    policy: str,
    started: ArrayLike | None = None,
    case: ArrayLike | None = None,
    cases_only: bool = False,
    last: ArrayLike | None = None,
    confidence: ArrayLike = 0.95,
) -> CategoryShares:
    """The share of people who recovered, improved, stayed, got worse or came to harm.

    Someone without a second score has no category. The policy says what becomes of them:

    * ``completers``: they are left out; shares are of those with two scores;
    * ``last-observation``: the category at the last score seen, ``last``, which has to be given;
      ``unchanged`` where there is none;
    * ``baseline-observation``: ``unchanged``;
    * ``worst-case``: ``deteriorated``, or, where ``case`` is given, ``harmed`` for those who were
      no case;
    * ``best-case``: ``improved``, or, where ``case`` is given, ``recovered`` for those who were.

    In all but the first, shares are of everyone who started. The bounds assume nothing: of all who
    started, the share if none of the missing, and if every one of them, were in that category.
    Where ``case`` is given only a case can recover and only someone who was none come to harm.
    Wilson's intervals take what is filled in for seen.

    A share without anybody to be of is nan, with its interval and bounds.

    Args:
        category: words of :class:`~rusfelt.vocabulary.ChangeCategory`, ``(..., people)``, empty
            for who has none. Leading axes are groups of their own.
        policy: one of :data:`~rusfelt.stats.change.missing_post.DROPOUT_POLICIES`.
        started: whether each started; everybody when left out. Broadcast to the people, as are the
            next three.
        case: whether each was a case at the start.
        cases_only: whether to count cases alone, as a recovery rate does; needs ``case``.
        last: category at the last score seen, used by ``last-observation`` alone.
        confidence: level of the interval, one or one for each group.

    Returns:
        Counts, shares with intervals and bounds ``(..., 5)``, and all denominators.

    Raises:
        DomainError: where a word is unknown, someone has a category who never started, a case came
            to harm or a recovered person was no case, or an argument a policy needs is lacking.

    >>> shares = category_shares(["recovered", "unchanged", "improved", ""], policy="completers")
    >>> shares.count.tolist(), int(shares.denominator), int(shares.started)
    ([1, 1, 1, 0, 0], 3, 4)
    >>> shares.bound_low[0].item(), shares.bound_high[0].item()
    (0.25, 0.5)

    Source: Wilson (1927), doi:10.1080/01621459.1927.10502953; bounds Horowitz and Manski (2000),
    doi:10.1080/01621459.2000.10473902.
    """
    check_method(policy, *DROPOUT_POLICIES)
    codes = category_codes("category", category)
    shape = codes.shape
    begun = np.ones(shape, dtype=np.bool_) if started is None else flags("started", started, shape)
    cases = None if case is None else flags("case", case, shape)
    check_flag("cases_only", cases_only)
    if cases_only and cases is None:
        raise DomainError(problems=[Problem("case", "is lacking.", "Say who was a case.")])
    has = codes != NO_CATEGORY
    remedy = "Check the categories, and who started."
    refuse(bad_rows("category", has & ~begun, "is of somebody who did not start.", remedy))
    _refuse_unfit("category", codes, cases)
    missing = begun & ~has
    # Looked at whatever the policy, so that policies can be tried in turn on the same arguments.
    seen_last = None if last is None else category_codes("last", last, shape)
    if seen_last is not None:
        _refuse_unfit("last", seen_last, cases)
    filled = np.where(missing, _fill(policy, cases, seen_last), codes)
    who = begun & cases if cases_only and cases is not None else begun
    every = range(NO_CATEGORY)
    counts = _counts([who & (filled == code) for code in every])
    seen = _counts([who & (codes == code) for code in every])
    could = _counts([who & missing & _can_be(code, cases) for code in every])
    began, scored = count(who), count(who & has)
    whole = scored if policy == "completers" else began
    level = group_level(confidence, whole.shape)[..., np.newaxis]
    some, everyone = (part[..., np.newaxis] for part in (np.maximum(whole, 1), began))
    bounds = wilson(np.minimum(counts, some), some, confidence=level)
    low, high = (np.where(whole[..., np.newaxis] > 0, bound, np.nan) for bound in bounds)
    at_start, with_both = (
        np.full(whole.shape, np.nan) if cases is None else count(cases & part) + 0.0
        for part in (begun, begun & has)
    )
    return CategoryShares(
        category=np.array(CATEGORIES, dtype="<U12"), count=counts,
        share=_share(counts, whole[..., np.newaxis]), low=low, high=high,
        bound_low=_share(seen, everyone), bound_high=_share(seen + could, everyone),
        denominator=whole, started=began, two_scores=scored, missing=count(who & missing),
        case_at_start=np.asarray(at_start), case_two_scores=np.asarray(with_both),
        policy=np.broadcast_to(np.array(policy), whole.shape),
    )  # fmt: skip


def _counts(each: list[Bools]) -> Integers:
    return np.stack([count(which) for which in each], axis=-1)


def _can_be(code: int, cases: Bools | None) -> Bools | bool:
    """Who could have come to be in the category."""
    if cases is None or code not in {_RECOVERED, _HARMED}:
        return True
    return cases if code == _RECOVERED else ~cases


def _fill(policy: str, cases: Bools | None, last: Integers | None) -> Integers | int:
    """The category the policy gives to those who have none."""
    if policy == "last-observation":
        if last is None:
            remedy = "Give the category at the last score seen; with two scores it is unchanged."
            raise DomainError(problems=[Problem("last", "is lacking.", remedy)])
        return np.where(last == NO_CATEGORY, _UNCHANGED, last)
    if policy == "worst-case":
        return _DETERIORATED if cases is None else np.where(cases, _DETERIORATED, _HARMED)
    if policy == "best-case":
        return _IMPROVED if cases is None else np.where(cases, _RECOVERED, _IMPROVED)
    return NO_CATEGORY if policy == "completers" else _UNCHANGED


def _refuse_unfit(name: str, codes: Integers, cases: Bools | None) -> None:
    """Only a case can have recovered, and only someone who was none have come to harm."""
    if cases is not None:
        wrong = ((codes == _RECOVERED) & ~cases) | ((codes == _HARMED) & cases)
        fact = "does not fit whether the person was a case."
        refuse(bad_rows(name, wrong, fact, "Check the categories, and who was a case."))


def _share(part: Integers, whole: Integers) -> Floats:
    part, whole = np.broadcast_arrays(part, whole)
    return np.asarray(np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole > 0))
