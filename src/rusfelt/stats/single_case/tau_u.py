"""Tau-U: the comparison of phases combined with the trends inside them, in three published forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from scipy import special

from rusfelt.stats._checks import check_confidence
from rusfelt.stats.single_case._pairs import between, tie_sums, within
from rusfelt.stats.single_case._phases import as_phases, check_word

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.stats.single_case._phases import Phases
    from rusfelt.typing import Floats, Integers

__all__ = ["TAU_U_MODELS", "TauU", "tau_u"]

#: The six comparisons, in the order of the last axis of every field of :class:`TauU`.
TAU_U_MODELS = (
    "A vs. B",
    "Trend A",
    "Trend B",
    "A vs. B - Trend A",
    "A vs. B + Trend B",
    "A vs. B + Trend B - Trend A",
)
# Whether each model takes pairs within a, within b and between the two.
_TAKES = np.array([[0, 0, 1], [1, 0, 0], [0, 1, 0], [1, 0, 1], [0, 1, 1], [1, 1, 1]])
# Models whose trend in a is held against them.
_AGAINST = np.array([False, False, False, True, False, True])
# Fisher's z needs more than this many points.
_FISHER = 3


class TauU(NamedTuple):
    """Six comparisons of each case; every field has the batch's shape and then six models.

    Attributes:
        tau: ``s/d``.
        se: its standard error.
        low: lower bound of the interval.
        high: upper bound.
        z: ``s`` in standard deviations.
        p: two-sided.
        pairs: pairs of points that count as possible.
        pos: pairs that improve; for a model that subtracts a trend, also those of the trend that
            worsen.
        neg: the opposite.
        ties: pairs of equal points.
        s: ``pos - neg``.
        d: the denominator.
        sd_s: standard deviation of s where there is no effect, for the ties that there are.
        var_s: its square.
        sd_s_no_ties: the same as if no figures were tied.
        n: points that the model takes.
    """

    tau: Floats
    se: Floats
    low: Floats
    high: Floats
    z: Floats
    p: Floats
    pairs: Integers
    pos: Integers
    neg: Integers
    ties: Integers
    s: Integers
    d: Floats
    sd_s: Floats
    var_s: Floats
    sd_s_no_ties: Floats
    n: Integers


def tau_u(
    a: ArrayLike,
    b: ArrayLike,
    *,
    method: Literal["complete", "parker", "tarlow"] = "complete",
    better: ArrayLike = "higher",
    confidence: ArrayLike = 0.95,
) -> TauU:
    """Whether treatment improves matters, with the trends inside the phases counted in.

    Six models come out side by side (:data:`TAU_U_MODELS`). "A vs. B" compares the phases; "Trend A"
    and "Trend B" ask whether a phase improves by itself; "A vs. B - Trend A", the one most often
    called Tau-U, holds a baseline already improving against the treatment; the last two also
    credit improvement under treatment. Subtracting a trend this way is weak: it depends on the
    lengths of the phases, and a long treatment phase drowns any baseline trend
    (:func:`~rusfelt.stats.single_case.tau_bc.tau_bc` does not).

    Three forms are in use and give different figures, so name the one used:

    - ``"complete"``: d is that of tau-b, ``sqrt((N₀ - ties of rank)(N₀ - ties of figures))``,
      except in "A vs. B", where it is ``pairs - ties/2``; ``z = s/sd_s``.
    - ``"parker"``: d is the pairs, but "A vs. B - Trend A" is divided by the pairs of "A vs. B"
      alone, so that its tau can pass 1; ``z = s/sd_s``.
    - ``"tarlow"``: d is all pairs the model takes; ``z = ±(|s| - 1)/sd_s``.

    The variance of s is Kendall's for ties in both rankings. ``se = tau/z``, so in ``"tarlow"``
    it is nan where ``|s|`` is at most 1. The interval is Fisher's,
    ``tanh(atanh(tau) ± z/sqrt(n - 3))``: nan with three points or fewer, or where ``|tau|`` is 1
    or more. All of these are nan where a trend the model takes has fewer than two points, or a
    phase none; tau with ``"complete"``, and z, p and se always, are nan where all figures
    compared are equal. All take measurements as independent of each other.

    Args:
        a: baseline, ``(..., m)``, in order of time, any unit; nan is no measurement.
        b: treatment phase, ``(..., n)``, its leading axes broadcast with those of ``a``.
        method: ``"complete"``, ``"parker"`` or ``"tarlow"``.
        better: ``"higher"`` or ``"lower"``, one word or one for each case.
        confidence: level of the interval, one or one for each case.

    Returns:
        The six models.

    Raises:
        DomainError: where a phase is one number or holds an infinity, cases do not fit together,
            a word is unknown, or a level is not strictly between 0 and 1.

    >>> result = tau_u([3, 3, 4, 5], [4, 5, 6, 7, 7], method="parker")
    >>> round(float(result.tau[TAU_U_MODELS.index("A vs. B - Trend A")]), 2)
    0.55

    Source: Parker, Vannest, Davis and Sauber (2011), doi:10.1016/j.beth.2010.08.006; Brossart,
    Laird and Armstrong (2018), doi:10.1080/23311908.2018.1518687, on the forms. ``"complete"``
    and ``"tarlow"`` as in the R package scan, after its author Wilbert and after Tarlow's code.
    """
    check_word("method", method, "complete", "parker", "tarlow")
    level = check_confidence("confidence", confidence)
    phases = as_phases(a, b, better, confidence=level)
    pos, neg, ties, pairs = _counts(phases)
    n_a, n_b = phases.n_a, phases.n_b
    n = np.stack([n_a + n_b, n_a, n_b, *[n_a + n_b] * 3], axis=1)
    s = pos - neg
    none, by_rank, by_figure = _ties(phases, n)
    var_s = _variance(n, by_rank, by_figure)
    sd_s = np.sqrt(var_s)
    possible = pairs.copy()
    if method == "parker":
        possible[:, 3] = pairs[:, 0]
    d = possible.astype(np.float64)
    if method == "complete":
        all_pairs = n * (n - 1) / 2
        d = np.sqrt(all_pairs - by_rank[0]) * np.sqrt(all_pairs - by_figure[0])
        d[:, 0] = pairs[:, 0] - ties[:, 0] / 2
    # A model lacks something where a part it takes has no pairs at all.
    lacking = ((pairs[:, [1, 2, 0]] == 0)[:, None, :] & (_TAKES > 0)).any(axis=2)
    with np.errstate(invalid="ignore", divide="ignore"):
        tau = np.where(lacking | (d <= 0), np.nan, s / d)
        steps = np.sign(s) * (np.abs(s) - 1) if method == "tarlow" else s
        z = np.where(lacking | (sd_s <= 0), np.nan, steps / sd_s)
        # tau/z, which is as good where s is 0.
        se = np.where(np.isnan(z), np.nan, sd_s / d)
        if method == "tarlow":
            se = np.where(np.abs(s) > 1, se * np.abs(s) / (np.abs(s) - 1), np.nan)
        half = -special.ndtri((1 - phases.numbers[0]) / 2)[:, None] / np.sqrt(n - _FISHER)
        inside = (np.abs(tau) < 1) & (n > _FISHER)
        centre = np.arctanh(np.where(inside, tau, np.nan))
        low, high = np.tanh(centre - half), np.tanh(centre + half)
    p = special.erfc(np.abs(z) / np.sqrt(2.0))
    no_ties = np.sqrt(_variance(n, by_rank, none))
    shape = (*phases.batch, len(TAU_U_MODELS))
    tau, se, low, high, z, p, d, sd_s, var_s, no_ties = (
        field.reshape(shape) for field in (tau, se, low, high, z, p, d, sd_s, var_s, no_ties)
    )
    possible, pos, neg, ties, s, n = (
        field.reshape(shape) for field in (possible, pos, neg, ties, s, n)
    )
    return TauU(tau, se, low, high, z, p, possible, pos, neg, ties, s, d, sd_s, var_s, no_ties, n)


def _counts(phases: Phases) -> tuple[Integers, Integers, Integers, Integers]:
    """Improving, worsening and tied pairs of the six models, and all of them."""
    counted = between(phases.a, phases.b)
    up_a, down_a = within(phases.a)
    up_b, down_b = within(phases.b)
    n_a, n_b = phases.n_a, phases.n_b
    pairs = np.stack([n_a * (n_a - 1) // 2, n_b * (n_b - 1) // 2, n_a * n_b], axis=1)
    up = np.stack([up_a, up_b, counted.higher], axis=1)
    down = np.stack([down_a, down_b, pairs[:, 2] - counted.higher - counted.equal], axis=1)
    pos, neg, possible = up @ _TAKES.T, down @ _TAKES.T, pairs @ _TAKES.T
    swing = np.where(_AGAINST, (up_a - down_a)[:, None], 0)
    pos, neg = pos - swing, neg + swing
    return pos, neg, possible - pos - neg, possible


_Sums = tuple["Floats", "Floats", "Floats"]


def _ties(phases: Phases, n: Integers) -> tuple[_Sums, _Sums, _Sums]:
    """Sums over ties: none; of the ranks the models give to time; and of the figures."""
    zero = np.zeros(n.shape)
    ranks = tuple(zero.copy() for _ in range(3))
    # "A vs. B" ranks each phase as one; a model without a phase's trend ranks that phase as one.
    for size, models in ((phases.n_a, [0, 4]), (phases.n_b, [0, 3])):
        t = size.astype(np.float64)[:, None]
        for total, part in zip(
            ranks, (t * (t - 1) / 2, t * (t - 1) * (t - 2), t * (t - 1) * (2 * t + 5)), strict=True
        ):
            total[:, models] += part
    whole = tie_sums(np.concatenate([phases.a, phases.b], axis=1))
    first, second = tie_sums(phases.a), tie_sums(phases.b)
    figures = tuple(
        np.stack([both, one, other, both, both, both], axis=1)
        for both, one, other in zip(whole, first, second, strict=True)
    )
    return (zero, zero, zero), (ranks[0], ranks[1], ranks[2]), (figures[0], figures[1], figures[2])


def _variance(n: Integers, by_rank: _Sums, by_figure: _Sums) -> Floats:
    """Kendall's variance of s with ties in both rankings; 0 where nothing can vary."""
    size = n.astype(np.float64)
    total = (size * (size - 1) * (2 * size + 5) - by_rank[2] - by_figure[2]) / 18
    ordered = 2 * size * (size - 1)
    total += 4 * by_rank[0] * by_figure[0] / np.where(ordered > 0, ordered, 1.0)
    triples = 9 * size * (size - 1) * (size - 2)
    total += by_rank[1] * by_figure[1] / np.where(triples > 0, triples, 1.0)
    # Of equal figures, or points that all have one rank, the parts cancel but for rounding.
    pairs = size * (size - 1)
    still = (2 * by_figure[0] == pairs) | (2 * by_rank[0] == pairs)
    return np.asarray(np.where(still, 0.0, total))
