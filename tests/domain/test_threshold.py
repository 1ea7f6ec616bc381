"""A threshold is nothing without its operator and its source."""

from __future__ import annotations

import pytest

from rusfelt import Operator, Threshold
from rusfelt.errors import DomainError

BASE = {"kind": "cutoff", "value": 11, "operator": ">=", "source": "Somebody 2013"}


def test_it_reads_as_one_line():
    told = Threshold(**BASE, population="men", confidence=0.9)
    assert str(told) == "cutoff >= 11, men, 90% (Somebody 2013)"
    assert told.operator is Operator.AT_LEAST


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"source": " "}, "has no source"),
        ({"kind": "cut"}, "a threshold kind"),
        ({"operator": "=>"}, "an operator"),
        ({"value": "11"}, "without quotes"),
        ({"value": float("nan")}, "finite"),
        ({"confidence": 90}, "between 0 and 1"),
        ({"confidence": 1}, "between 0 and 1"),
        ({"kind": "reliable-change", "value": 0}, "above zero"),
        ({"kind": "reliable-change", "value": -6}, "above zero"),
        ({"kind": "important-change", "operator": "<="}, "Use >= or >"),
    ],
)
def test_one_that_cannot_be_is_refused(told, words):
    with pytest.raises(DomainError, match=words):
        Threshold(**BASE | told)


def test_a_cutoff_may_lie_at_or_below_nought():
    """Only a change has a size."""
    assert Threshold(**BASE | {"value": -1.5, "operator": "<"}).value == -1.5
