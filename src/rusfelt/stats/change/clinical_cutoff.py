"""The score that parts a clinical population from a functional one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._checks import broadcast, not_non_negative, not_unit_interval, refuse
from rusfelt.stats._count_bounds import finite_or_nan
from rusfelt.stats._options import check_flag, is_one_of
from rusfelt.stats._path_checks import check_not_infinite
from rusfelt.stats.change._direction import one_direction

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats, Strings

__all__ = ["ClinicalCutoff", "clinical_cutoff"]

# What each cutoff is made of, and whose standard deviation stands in it.
_PARTS = {
    "a": ("mean_clinical", "sd_clinical"),
    "b": ("mean_functional", "sd_functional"),
    "c": ("mean_clinical", "sd_clinical", "mean_functional", "sd_functional"),
}
_SD = {"a": "clinical", "b": "functional", "c": "both"}


class ClinicalCutoff(NamedTuple):
    """The cutoff, what it was made of, and why it is missing where it is nan."""

    value: Floats
    kind: Strings
    sd: Strings
    scores: Strings
    reason: Strings


def clinical_cutoff(
    kind: Literal["a", "b", "c"],
    *,
    better: str,
    mean_clinical: ArrayLike | None = None,
    sd_clinical: ArrayLike | None = None,
    mean_functional: ArrayLike | None = None,
    sd_functional: ArrayLike | None = None,
    reliability: ArrayLike | None = None,
    true_scores: bool = False,
) -> ClinicalCutoff:
    """The score a person must pass to have left the people who need help.

    Three ways to say where that is. ``"a"``: two standard deviations outside the people in need of
    help. ``"b"``: within two standard deviations of people in general. ``"c"``: the point that is
    equally many standard deviations from both, which Jacobson and Truax advise where figures for
    both are at hand. With ``d`` 1 where higher is better and -1 where lower is, ``m₁``, ``s₁`` of
    the clinical population (people before help) and ``m₀``, ``s₀`` of the functional one::

        a = m₁ + d·2·s₁
        b = m₀ - d·2·s₀
        c = (s₁·m₀ + s₀·m₁)/(s₁ + s₀)

    The standard deviation in ``b`` is the **functional** population's, as in the article. The R
    package clinicalsignificance takes the clinical one there: for the couples of 1989
    (``m₀`` 114.8, ``s₀`` 17.8, ``s₁`` 11.83) it finds 91.15 where the article's formula gives 79.2.

    With ``true_scores`` every standard deviation is shrunk to that of scores without measurement
    error, as Hageman and Arrindell do: ``s·√(1 - sem²/s²)``, with ``sem = s₁·√(1 - reliability)``
    from the clinical population for the functional one as well.

    Undefined, nan with a reason, where a figure is nan (``missing``); where the functional mean
    is not better than the clinical (``wrong-order``); where a standard deviation is 0
    (``sd-zero``); where the measurement error is no smaller than the functional standard
    deviation (``all-error``); and where the cutoff is too large for a number (``too-large``).

    Args:
        kind: ``"a"``, ``"b"`` or ``"c"``.
        better: ``"higher"`` or ``"lower"``.
        mean_clinical: mean of the clinical population, any shape, in points; for a and c.
        sd_clinical: its standard deviation; for a and c, and for true scores.
        mean_functional: mean of the functional population, in points; for b and c.
        sd_functional: its standard deviation; for b and c.
        reliability: the scale's reliability in the clinical population, between 0 and 1; for true
            scores only. All five broadcast.
        true_scores: whether to take the measurement error out.

    Returns:
        The cutoff in points; its kind; whose standard deviation stands in it (``clinical``,
        ``functional`` or ``both``); which scores (``observed`` or ``true``); and the reason where
        it is nan, else an empty word.

    Raises:
        DomainError: where a figure the kind needs is left out, one is infinite, a standard
            deviation is negative, the reliability is not strictly between 0 and 1 or is given
            without ``true_scores``, or a word is unknown.

    >>> norms = dict(mean_clinical=40, sd_clinical=7.5, mean_functional=60, sd_functional=7.5)
    >>> [float(clinical_cutoff(kind, better="higher", **norms).value) for kind in "abc"]
    [55.0, 45.0, 50.0]

    Source: Jacobson and Truax (1991), doi:10.1037/0022-006X.59.1.12, whose worked example this
    is; Hageman and Arrindell (1999), doi:10.1016/S0005-7967(99)00032-7.
    """
    sign = one_direction(better)
    given = {
        "mean_clinical": mean_clinical,
        "sd_clinical": sd_clinical,
        "mean_functional": mean_functional,
        "sd_functional": sd_functional,
    }
    needed = _check_asked(kind, given, reliability, true_scores)
    named = {name: np.nan if value is None else value for name, value in given.items()}
    m1, s1, m0, s0, r = broadcast(**named, reliability=0.5 if reliability is None else reliability)
    arrays = dict(zip(given, (m1, s1, m0, s0), strict=True))
    _check_figures(arrays, r)
    missing = np.logical_or.reduce([np.isnan(arrays[name]) for name in needed])
    flat = np.logical_or.reduce([arrays[name] == 0 for name in needed if name.startswith("sd")])
    all_error = np.zeros(m1.shape, dtype=np.bool_)
    if true_scores:
        # The ratio first, so that no square leaves the range of numbers.
        with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
            share = 1 - (1 - r) * (s1 / s0) ** 2
        all_error = ~(share > 0) & ("sd_functional" in needed)
        s1 = s1 * np.sqrt(r)
        s0 = s0 * np.sqrt(np.maximum(share, 0.0))
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        value = _cutoff(kind, sign, m1, s1, m0, s0)
    reason = np.select(
        [missing, sign * m0 <= sign * m1, flat, all_error, ~np.isfinite(value)],
        ["missing", "wrong-order", "sd-zero", "all-error", "too-large"],
        "",
    )
    value = np.where(reason == "", value, np.nan)
    kinds, sd, scores = (
        np.broadcast_to(np.array(word), m1.shape)
        for word in (kind, _SD[kind], "true" if true_scores else "observed")
    )
    return ClinicalCutoff(value, kinds, sd, scores, reason)


def _cutoff(kind: str, sign: float, m1: Floats, s1: Floats, m0: Floats, s0: Floats) -> Floats:
    if kind == "a":
        return finite_or_nan(np.asarray(m1 + sign * 2 * s1))
    if kind == "b":
        return finite_or_nan(np.asarray(m0 - sign * 2 * s0))
    # As a weighted mean, which never leaves the span of the two means.
    largest = np.maximum(s1, s0)
    w1, w0 = s1 / largest, s0 / largest
    return np.asarray(m0 * (w1 / (w1 + w0)) + m1 * (w0 / (w1 + w0)))


def _check_asked(
    kind: object, given: dict[str, ArrayLike | None], reliability: object, true_scores: object
) -> tuple[str, ...]:
    """The names of the figures this kind of cutoff is made of, all of them given."""
    if not is_one_of(kind, ("a", "b", "c")):
        problem = Problem("kind", f"{kind!r} is unknown.", "Use a, b or c.")
        raise DomainError(problems=[problem])
    check_flag("true_scores", true_scores)
    needed = _PARTS[str(kind)]
    if true_scores and "sd_clinical" not in needed:
        needed = (*needed, "sd_clinical")
    problems = [
        Problem(name, f"is needed for cutoff {kind}.", "Give the figure of that population.")
        for name in needed
        if given[name] is None
    ]
    if true_scores and reliability is None:
        problems.append(
            Problem("reliability", "is needed for true scores.", "Give the scale's reliability.")
        )
    if reliability is not None and not true_scores:
        problems.append(
            Problem(
                "reliability", "has no place in a cutoff of observed scores.",
                "Leave it out, or ask for true_scores.",
            )
        )  # fmt: skip
    refuse(problems)
    return needed


def _check_figures(arrays: dict[str, Floats], reliability: Floats) -> None:
    check_not_infinite(**arrays)
    refuse(
        *(
            not_non_negative(name, np.where(np.isnan(values), 0.0, values))
            for name, values in arrays.items()
            if name.startswith("sd")
        ),
        not_unit_interval("reliability", reliability),
    )
