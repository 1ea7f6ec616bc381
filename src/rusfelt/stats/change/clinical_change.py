"""What became of each person: recovered, improved, unchanged, deteriorated or harmed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._cells import as_words
from rusfelt.stats._checks import refuse
from rusfelt.stats._path_checks import bad_rows
from rusfelt.stats.change._sides import find_sides
from rusfelt.stats.change._true_score import MISSING, NO_RELIABLE_CHANGE, reasons
from rusfelt.vocabulary import ChangeCategory

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.stats.change._figures import Given
    from rusfelt.stats.change.clinical_cutoff import ClinicalCutoff
    from rusfelt.stats.change.reliable_change import ReliableChange
    from rusfelt.typing import Array, Bools, Floats, Integers, Strings

__all__ = ["ClinicalChange", "clinical_change"]

_WORDS = np.array(["", *ChangeCategory])
_REMEDY = "Give the categories of reliable_change for the same people, in the same order."
_RECOVERED, _IMPROVED, _UNCHANGED, _DETERIORATED, _HARMED = range(1, 6)


class ClinicalChange(NamedTuple):
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


def clinical_change(
    pre: ArrayLike,
    post: ArrayLike,
    reliable: ArrayLike | ReliableChange,
    cutoff: ArrayLike | ClinicalCutoff,
    *,
    better: str = "higher",
    cutoff_operator: Literal["<", "<=", ">", ">="] | None = None,
    method: Literal["jacobson-truax", "hageman-arrindell"] = "jacobson-truax",
    reliability: Given = None,
    sd: Given = None,
    mean_post: Given = None,
    sd_post: Given = None,
    group: ArrayLike | None = None,
    pooled: bool | None = None,
    confidence: float | None = None,
) -> ClinicalChange:
    """What became of each person: a change that is real, and the line it did or did not cross.

    A reliable change alone says that a person moved. Held together with the cutoff between people
    who need help (clinical) and people in general (functional), it becomes one of five words:

    ================  ==========================================================================
    ``recovered``     reliably improved, clinical before and functional after
    ``improved``      reliably improved otherwise
    ``unchanged``     no reliable change, wherever the person stands
    ``deteriorated``  reliably deteriorated, but not harmed
    ``harmed``        reliably deteriorated, functional before and clinical after
    ================  ==========================================================================

    so that swapping the two scores turns recovered into harmed and improved into deteriorated.
    Everybody with two scores, a reliable category and a cutoff has exactly one of them.

    **At the cutoff.** A cutoff worked out from means and standard deviations is a point between
    two populations: a person exactly on it belongs to neither, and has crossed nothing. A
    published threshold says which way its own value falls (caseness is a score of 10 **or more**):
    give that as ``cutoff_operator``, and everybody is clinical or functional. ``clinical_if`` and
    ``functional_if`` in the result say what was done.

    **Method.** Jacobson and Truax compare the later score itself with the cutoff. Hageman and
    Arrindell ask that it be past the cutoff by more than measurement error, by the index of
    :func:`~rusfelt.stats.change.individual_significance.individual_significance` beyond its
    critical value; between the two, the person is on neither side after. The first score is
    compared as it stands in both.

    No category, with a reason: a missing score (``missing-pre``, ``missing-post``), a cutoff of nan
    (``no-cutoff``), an undefined index (its own reason), an empty word in ``reliable`` (the reason
    that came with it, or ``no-reliable-change``). A side is false where its own score or the cutoff
    is missing; where only the later score is, ``clinical_pre`` still says who was a case.

    Args:
        pre: people's first scores, ``(..., people)``, in points; nan where there is none.
        post: their later scores, broadcast with ``pre``.
        reliable: the answer of ``reliable_change``, or its words alone: ``improved``,
            ``unchanged``, ``deteriorated``, or empty where there is none. That of
            ``anchor_change`` will do as well: a change that matters in place of one that is real.
        cutoff: one number, one for each person, or the answer of ``clinical_cutoff``; broadcast to
            the people, so that one for each row of a batch is a column.
        better: ``"higher"`` or ``"lower"``.
        cutoff_operator: how a clinical score stands to the cutoff: ``"<"`` or ``"<="`` where
            higher is better, ``">"`` or ``">="`` where lower is.
        method: how the later score is held against the cutoff.
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
            scores), ``reliable`` holds another word or a word for a person without two scores, the
            operator does not go with the direction, an option belongs to the other method, or
            shapes do not fit.

    >>> reliable = ["improved", "improved", "unchanged", "deteriorated"]
    >>> result = clinical_change([30, 30, 12, 5], [8, 14, 10, 22], reliable, 10.5, better="lower")
    >>> result.category.tolist()
    ['recovered', 'improved', 'unchanged', 'harmed']

    Source: Jacobson and Truax (1991), doi:10.1037/0022-006X.59.1.12; Hageman and Arrindell (1999),
    doi:10.1016/S0005-7967(99)00032-7.
    """
    sides = find_sides(
        pre, post, cutoff, better=better, cutoff_operator=cutoff_operator, method=method,
        reliability=reliability, sd=sd, mean_post=mean_post, sd_post=sd_post,
        group=group, pooled=pooled, confidence=confidence,
    )  # fmt: skip
    code, obstacle = _codes(reliable, sides.obstacle)
    improved, worse = code == _IMPROVED, code == _DETERIORATED
    code[improved & sides.clinical_pre & sides.functional_post] = _RECOVERED
    code[worse & sides.functional_pre & sides.clinical_post] = _HARMED
    code[obstacle > 0] = 0
    return ClinicalChange(
        np.asarray(_WORDS[code], dtype=_WORDS.dtype), *sides[:-1], _reason(reliable, obstacle)
    )


def _codes(reliable: object, obstacle: Integers) -> tuple[Array, Integers]:
    """The reliable categories as numbers, and what is in the way now that they are known."""
    words = getattr(reliable, "category", reliable)
    if not (type(words) is np.ndarray and words.dtype.kind == "U"):
        words = as_words("reliable", words)
    try:
        words = np.broadcast_to(words, obstacle.shape)
    except ValueError as error:
        fact = f"has shape {words.shape}, but the people have {obstacle.shape}."
        raise DomainError(problems=[Problem("reliable", fact, _REMEDY)]) from error
    code = np.zeros(obstacle.shape, dtype=np.int8)
    for number in (_IMPROVED, _UNCHANGED, _DETERIORATED):
        code += (words == _WORDS[number]).view(np.int8) * np.int8(number)
    none = code == 0
    if none.any():
        unknown = none & (words != "")
        refuse(
            bad_rows(
                "reliable", unknown, "is not improved, unchanged, deteriorated or empty.", _REMEDY
            )
        )
    missing = obstacle >= MISSING
    refuse(
        bad_rows(
            "reliable", missing & ~none, "is a category of a person without two scores.", _REMEDY
        )
    )
    return code, np.where((obstacle == 0) & none, NO_RELIABLE_CHANGE, obstacle)


def _reason(reliable: object, obstacle: Integers) -> Strings:
    """Why there is no category; where it is the reliable one that lacks, its own reason if any."""
    words = reasons(obstacle)
    own = getattr(reliable, "reason", None)
    lacking = obstacle == NO_RELIABLE_CHANGE
    if own is None or not np.any(lacking):
        return words
    own = np.broadcast_to(as_words("reliable.reason", own), obstacle.shape)
    return np.where(lacking & (own != ""), own, words)
