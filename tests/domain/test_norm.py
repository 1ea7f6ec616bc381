"""Published figures of a scale in one population."""

from __future__ import annotations

import pytest

from rusfelt.domain import Norm
from rusfelt.errors import DomainError


def test_a_norm_is_whom_it_was_found_in_and_where_it_was_read():
    told = Norm("adults", "Somebody 2013", year=2013, mean=4.7, sd=4.8, n=535, reliability=0.9)
    assert (told.mean, told.n, told.low) == (4.7, 535, None)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"source": ""}, "no source"),
        ({"sd": 0}, "sd 0"),
        ({"sd": -1}, "above zero"),
        ({"reliability": 0}, "no coefficient"),
        ({"reliability": 1.01}, "no coefficient"),
        ({"n": 3.5}, "whole number"),
        ({"n": -1}, "whole number"),
        ({"low": -0.1}, "no per cent"),
        ({"high": 100.1}, "no per cent"),
        ({"mean": float("nan")}, "finite"),
        ({"mean": "4.7"}, "without quotes"),
        ({"year": "2013"}, "without quotes"),
    ],
)
def test_one_that_cannot_be_is_refused(told, words):
    with pytest.raises(DomainError, match=words):
        Norm(**{"population": "adults", "source": "Somebody 2013"} | told)
