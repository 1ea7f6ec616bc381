"""The law that asking twice makes no difference."""

from __future__ import annotations

import random

import numpy as np

from rusfelt.errors import RusfeltError
from rusfelt.testing._same import image
from rusfelt.testing._subject import Case, Subject
from rusfelt.testing.law import Broken

__all__ = ["deterministic"]

# Panels whose provenance is looked at.
_FEW = 1


def deterministic(subject: Subject) -> None:
    """The same panel gets the same answer to the byte and the same provenance, also after others were asked about and whatever anyone's dice show.

    Results depend on nothing but the panel and the parameters: not on the clock, on chance or on
    what came before.
    """
    cases = [case for case, _ in subject.answered(subject.fair)]
    first = [_asked(subject, case, place, throw=1) for place, case in enumerate(cases)]
    for place, case in reversed(list(enumerate(cases))):
        before, after = first[place], _asked(subject, case, place, throw=2)
        if after[0] != before[0]:
            raise Broken(
                subject.smallest(
                    case,
                    lambda panel: (
                        ""
                        if image(subject.again(panel)) == image(subject.again(panel))
                        else "it answers otherwise when asked again"
                    ),
                )
            )
        if after[1] != before[1]:
            msg = f"its answer names another provenance when asked again ({case.name})."
            raise Broken(msg)


def _asked(subject: Subject, case: Case, place: int, *, throw: int) -> tuple[object, object]:
    """An answer with the shared dice as another throw left them, put back afterwards."""
    held, legacy = random.getstate(), np.random.get_state()  # noqa: NPY002 - to put it back
    try:
        random.seed(throw)
        np.random.seed(throw)  # noqa: NPY002 - code that draws from it must show
        found = subject.again(case.panel)
        provenance = _provenance(subject, case) if place < _FEW else None
    finally:
        random.setstate(held)
        np.random.set_state(legacy)  # noqa: NPY002 - likewise
    return image(found), provenance


def _provenance(subject: Subject, case: Case) -> object:
    try:
        return subject.strictly(case.panel).provenance
    except RusfeltError:
        # The law "finite" says so.
        return None
