"""Events of which one person can have several."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rusfelt.errors import DomainError, Problem
from rusfelt.stats._checks import as_floats, not_count, refuse

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from rusfelt.typing import Floats

__all__ = ["RepeatedEvents", "repeated_events"]


class RepeatedEvents(NamedTuple):
    """How many events, and the variance of that number, each of the batch's shape."""

    events: Floats
    variance: Floats


def repeated_events(persons: ArrayLike, times: ArrayLike | None = None) -> RepeatedEvents:
    """Events and their variance, from how many persons had one, two, three … of them.

    Admissions of the same person are not independent, and a count of them varies more than its
    size says. Persons are independent: with ``n_f`` persons who had ``f`` events each, the events
    are ``Σ f·n_f`` and their variance ``Σ f²·n_f``. The two are equal where nobody had more than
    one. Always defined.

    Args:
        persons: how many persons had each number of events, ``(..., f)``; by age group it is
            ``(..., k, f)``, and the answer fits
            :func:`~rusfelt.stats.standardisation.direct_rate`.
        times: the number of events in each column, ``(f,)``; 1, 2, 3 … when left out.

    Returns:
        The events and their variance.

    Raises:
        DomainError: where a number of persons or of events is no count, or the columns do not fit.

    >>> repeated_events([[50, 6, 2], [40, 0, 0]])
    RepeatedEvents(events=array([68., 40.]), variance=array([92., 40.]))

    Source: Public Health England, Fingertips Public Health Technical Guidance, chapter on directly
    standardised rates: https://fingertips.phe.org.uk/profile/guidance/supporting-information/PH-methods/
    """
    people = as_floats("persons", persons)
    columns = people.shape[-1] if people.ndim else -1
    each = np.arange(1.0, columns + 1) if times is None else as_floats("times", times)
    if each.shape != (columns,):
        problem = Problem(
            "times", f"has shape {each.shape}, but persons has shape {people.shape}.",
            "Give one number of events for each column of persons.",
        )  # fmt: skip
        raise DomainError(problems=[problem])
    refuse(not_count("persons", people, series=True), not_count("times", each))
    return RepeatedEvents(np.asarray(people @ each), np.asarray(people @ (each * each)))
