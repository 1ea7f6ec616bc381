"""Standard populations: the ages to standardise to.

Oslo's own inhabitants make as good a standard as any for comparing Oslo's districts: give their
numbers by age to :func:`standard_population`. No such table is shipped, as none with a source was
at hand when this was written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._checks import as_floats, check_times, not_count, not_non_negative, refuse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats, Strings

__all__ = [
    "EUROPEAN_2013",
    "EUROPEAN_2013_DETAILED",
    "StandardPopulation",
    "regrouped",
    "standard_population",
]


class StandardPopulation(NamedTuple):
    """A population by age group, in read-only arrays of one length.

    ``first_ages`` is the youngest age of each group, ``last_age`` the oldest of the last group
    (infinity where it has no end), ``labels`` names the groups (``0-4``, ``90+``), ``counts`` are the people in it as the source prints them and ``weights`` their share, which
    sums to 1.
    """

    first_ages: Floats
    last_age: float
    labels: Strings
    counts: Floats
    weights: Floats
    source: str


def standard_population(
    first_ages: ArrayLike, counts: ArrayLike, *, last: int | None = None, source: str = ""
) -> StandardPopulation:
    """A standard population of one's own, such as a city's inhabitants in one year.

    Groups follow each other without a gap: each ends the year before the next begins.

    Args:
        first_ages: the youngest age of each group, in whole years, ``(k,)`` and rising.
        counts: people in each group, ``(k,)``, in any unit.
        last: the oldest age of the last group; left out, it has no end.
        source: where the numbers come from, and of which year.

    Returns:
        The population, its weights summing to 1.

    Raises:
        DomainError: where the lengths differ, the ages are not whole and rising, ``last`` is below
            the last group's first age, a count is below 0 or not finite, or all are 0.

    >>> population = standard_population([0, 20, 67], [30, 60, 10], source="made up")
    >>> population.labels.tolist(), population.weights.tolist()
    (['0-19', '20-66', '67+'], [0.3, 0.6, 0.1])
    """
    people = as_floats("counts", counts)
    if people.ndim != 1 or not people.size:
        problem = Problem("counts", f"has shape {people.shape}.", "Give one number an age group.")
        raise DomainError(problems=[problem])
    ages = check_times(first_ages, people.size, name="first_ages")
    if first_ages is None or ages.ndim != 1:
        problem = Problem("first_ages", "is not one list of ages.", "Give each group's first age.")
        raise DomainError(problems=[problem])
    end = np.array(np.inf) if last is None else as_floats("last", last)
    if end.ndim or not end >= ages[-1]:
        problem = Problem(
            "last", f"{last!r} is below {ages[-1]:g}.", "Give the oldest age, or none."
        )
        raise DomainError(problems=[problem])
    refuse(
        not_count("first_ages", ages),
        not_count("last", end) if np.isfinite(end) else (),
        not_non_negative("counts", people),
    )
    if not people.any():
        problem = Problem("counts", "are all 0.", "Give the people in each age group.")
        raise DomainError(problems=[problem])
    return _frozen(ages, float(end), people, source)


def regrouped(population: StandardPopulation, first_ages: ArrayLike) -> StandardPopulation:
    """The same population in wider age groups, where one's own figures come in those.

    Args:
        population: the population.
        first_ages: the youngest age of each wider group; the first is the population's own first.

    Returns:
        The population with its groups added together.

    Raises:
        DomainError: where an age is not the first of one of the population's groups, as splitting
            a group would be a guess, or the ages do not rise from the population's youngest.

    >>> regrouped(EUROPEAN_2013, [0, 20, 65]).counts.tolist()
    [21500.0, 59000.0, 19500.0]
    """
    ages = as_floats("first_ages", first_ages)
    if ages.ndim != 1 or not ages.size or ages[0] != population.first_ages[0]:
        problem = Problem(
            "first_ages", f"do not begin at {population.first_ages[0]:g}.",
            "Begin with the population's youngest age.",
        )  # fmt: skip
        raise DomainError(problems=[problem])
    ages = check_times(ages, ages.size, name="first_ages")
    if (unknown := ages[~np.isin(ages, population.first_ages)]).size:
        problem = Problem(
            "first_ages", f"{unknown[0]:g} lies inside one of the population's groups.",
            f"Begin groups at {', '.join(f'{age:g}' for age in population.first_ages)}.",
        )  # fmt: skip
        raise DomainError(problems=[problem])
    start = np.searchsorted(population.first_ages, ages)
    people = np.add.reduceat(population.counts, start)
    return _frozen(ages, population.last_age, people, population.source)


def _frozen(ages: Floats, end: float, people: Floats, source: str) -> StandardPopulation:
    # Divided by a power of two, which loses nothing, the sum of enormous counts is in range.
    share = np.ldexp(people, -np.frexp(people.max())[1])
    labels = np.array(list(_labels(ages, end)))
    ages, people, weights = ages.copy(), people.copy(), share / share.sum()
    for array in (ages, labels, people, weights):
        array.setflags(write=False)
    return StandardPopulation(ages, end, labels, people, weights, source)


def _labels(ages: Floats, end: float) -> Iterable[str]:
    for first, last in zip(ages, [*(ages[1:] - 1), end], strict=True):
        if np.isinf(last):
            yield f"{first:.0f}+"
        else:
            yield f"{first:.0f}" if first == last else f"{first:.0f}-{last:.0f}"


#: The European Standard Population 2013 in all 21 groups, 0, 1-4, 5-9 … 90-94, 95+.
EUROPEAN_2013_DETAILED = standard_population(
    [0, 1, *range(5, 96, 5)],
    [
        1000, 4000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000,
        7000, 6500, 6000, 5500, 5000, 4000, 2500, 1500, 800, 200,
    ],
    source="Eurostat (2013), Revision of the European Standard Population, doi:10.2785/11470",
)  # fmt: skip

#: The European Standard Population 2013 in the 19 groups in use, 0-4, 5-9 … 85-89, 90+.
EUROPEAN_2013 = regrouped(EUROPEAN_2013_DETAILED, range(0, 91, 5))
