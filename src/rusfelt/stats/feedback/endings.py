"""How episodes ended: planned or not, in the healthy range or not, with the target reached or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._cells import as_words, bad_cells, not_finite_or_nan
from rusfelt.stats._checks import broadcast, not_finite, refuse
from rusfelt.stats._on_paper import above, at_least
from rusfelt.stats._options import is_one_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Bools, Strings

__all__ = ["CLOSED_ENDINGS", "EpisodeEnding", "episode_ending"]

_ENDINGS = ("planned", "unplanned", "open", "")
#: The words of episodes that have ended and have a last score.
CLOSED_ENDINGS = ("planned-healthy", "planned-clinical", "unplanned-healthy", "unplanned-clinical")
_WORDS = np.array([*CLOSED_ENDINGS, "open", ""])
_CLINICAL_IF = {"higher": ("<", "<="), "lower": (">", ">=")}


class EpisodeEnding(NamedTuple):
    """How each episode ended; every field has the episodes' shape.

    Attributes:
        ending: ``planned-healthy``, ``planned-clinical``, ``unplanned-healthy``,
            ``unplanned-clinical`` (dropout without effect), ``open``; empty where how it ended or
            its last score is not known.
        healthy: the last score is out of the clinical range; false without one.
        reached: the last score is at the target or better; false without either.
        with_target: there is a last score and a target.
        reason: empty, or why ``ending`` is: ``no-ending``, ``no-score``.
        clinical_if: the operator that makes a score clinical: ``<``, ``<=``, ``>`` or ``>=``.
    """

    ending: Strings
    healthy: Bools
    reached: Bools
    with_target: Bools
    reason: Strings
    clinical_if: Strings


def episode_ending(
    last: ArrayLike,
    ending: ArrayLike,
    *,
    cutoff: ArrayLike,
    better: Literal["higher", "lower"] = "higher",
    cutoff_operator: Literal["<", "<=", ">", ">="] | None = None,
    target: ArrayLike = np.nan,
) -> EpisodeEnding:
    """Whether help ended as agreed, and whether the last score was then in the healthy range.

    Someone who stays away unannounced may have got well: so unplanned endings are told apart by
    the last score, and only those in the clinical range are dropout without effect. The target is
    reached from the target itself on. Equal on paper is equal.

    Args:
        last: last score of each episode, any shape; nan is none.
        ending: ``"planned"``, ``"unplanned"``, ``"open"``, or empty where it is not known.
        cutoff: the border of the clinical range.
        better: ``"higher"`` or ``"lower"``.
        cutoff_operator: which scores are clinical. Left out, ``"<"`` where higher is better and
            ``">"`` where lower is, so that the cutoff itself is healthy; ``"<="`` or ``">="``
            make it clinical.
        target: the score aimed at by then, from the user's table; nan is none. All but the two
            words broadcast with ``ending``.

    Returns:
        How each episode ended.

    Raises:
        DomainError: where a score is infinite, a cutoff not finite, a word unknown, or shapes do
            not fit.

    >>> result = episode_ending([27, 19, 26], ["planned", "unplanned", "unplanned"], cutoff=25)
    >>> result.ending.tolist()
    ['planned-healthy', 'unplanned-clinical', 'unplanned-healthy']

    Source: International Center for Clinical Excellence's list of what feedback systems report,
    OpenFIT article KA-01016 (unilateral endings inside and outside the green zone).
    """
    clinical_if = _operator(better, cutoff_operator)
    words = as_words("ending", ending)
    score, limit, aim = broadcast(last=last, cutoff=cutoff, target=target)
    try:
        shape = np.broadcast_shapes(words.shape, score.shape)
    except ValueError as error:
        problem = Problem(
            "ending", f"has shape {words.shape} beside scores of shape {score.shape}.",
            "Give one ending for each episode.",
        )  # fmt: skip
        raise DomainError(problems=[problem]) from error
    refuse(
        not_finite_or_nan("last", score),
        not_finite("cutoff", limit),
        not_finite_or_nan("target", aim),
        bad_cells(
            "ending", ~np.isin(words, _ENDINGS), "is an unknown word.",
            "Use planned, unplanned or open, and an empty text where it is not known.",
        ),
    )  # fmt: skip
    sign = 1.0 if better == "higher" else -1.0
    compare = above if clinical_if in {"<=", ">="} else at_least
    healthy = np.broadcast_to(compare(sign * score, sign * limit), shape)
    scored = np.broadcast_to(~np.isnan(score), shape)
    reached = np.broadcast_to(at_least(sign * score, sign * aim), shape)
    planned, unplanned, still = (
        np.broadcast_to(words == word, shape) for word in ("planned", "unplanned", "open")
    )
    code = np.select(
        [
            still, planned & healthy, planned & scored, unplanned & healthy, unplanned & scored,
        ],
        [4, 0, 1, 2, 3],
        5,
    )  # fmt: skip
    why = np.select([code != 5, ~(planned | unplanned)], [0, 1], 2)  # noqa: PLR2004 - no word
    return EpisodeEnding(
        _WORDS[code], healthy, reached, scored & np.broadcast_to(~np.isnan(aim), shape),
        np.array(["", "no-ending", "no-score"])[why],
        np.broadcast_to(np.array(clinical_if), shape),
    )  # fmt: skip


def _operator(better: object, operator: object) -> str:
    """The operator that makes a score clinical."""
    if not is_one_of(better, ("higher", "lower")):
        problem = Problem("better", "is neither 'higher' nor 'lower'.", "Say which is better.")
        raise DomainError(problems=[problem])
    fitting = _CLINICAL_IF[str(better)]
    if operator is None:
        return fitting[0]
    if not is_one_of(operator, fitting):
        problem = Problem(
            "cutoff_operator", f"does not say which scores are clinical where {better} is better.",
            f"Use {' or '.join(fitting)}.",
        )  # fmt: skip
        raise DomainError(problems=[problem])
    return str(operator)
