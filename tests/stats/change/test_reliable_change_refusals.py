"""What reliable change refuses, and how it says so."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from rusfelt.errors import DomainError
from rusfelt.stats.change.reliable_change import reliable_change


@pytest.mark.parametrize(
    ("options", "place"),
    [
        ({"reliability": None}, "reliability"),
        ({"reliability": 1}, "reliability"),
        ({"reliability": 1.2}, "reliability"),
        ({"reliability": 0}, "reliability"),
        ({"reliability": np.nan}, "reliability"),
        ({"reliability": [0.8, 1.0, 0.8]}, "reliability, row 1"),
        ({"reliability": [0.8, 0.9]}, "reliability"),
        ({"reliability": "high"}, "reliability"),
        ({"reliability": {"a": 0.8}}, "reliability"),
        ({"reliability_post": 1.0}, "reliability_post"),
        ({"sd": 0}, "sd"),
        ({"sd": -1}, "sd"),
        ({"sd": np.inf}, "sd"),
        ({"sd_post": 0}, "sd_post"),
        ({"mean": np.nan}, "mean"),
        ({"mean_post": np.inf}, "mean_post"),
        ({"correlation": 1.1}, "correlation"),
        ({"correlation": np.nan}, "correlation"),
        ({"confidence": 1}, "confidence"),
        ({"confidence": [0.9, 0.9]}, "confidence"),
        ({"method": "hageman-arrindell", "confidence": 0.5}, "confidence"),
        ({"method": "jacobson"}, "method"),
        ({"method": ["published"]}, "method"),
        ({"better": "target"}, "better"),
        ({"better": "undeclared"}, "better"),
        ({"pooled": False}, "group"),
        ({"pooled": "no"}, "pooled"),
        ({"threshold": 5}, "threshold"),
        ({"operator": ">="}, "operator"),
        ({"method": "published", "operator": ">="}, "threshold"),
        ({"method": "published", "threshold": 5}, "operator"),
        ({"method": "published", "threshold": 5, "operator": "<"}, "operator"),
        ({"method": "published", "threshold": 0, "operator": ">"}, "threshold"),
        ({"method": "published", "threshold": np.nan, "operator": ">"}, "threshold"),
        ({"group": ["a", "b"]}, "group"),
        ({"group": ["a", None, 3]}, "group"),
        ({"group": [Decimal("NaN"), Decimal(1), Decimal(2)]}, "group"),
        ({"group": ["a", "", "b"]}, "group, row 1"),
        ({"group": np.array(["a", "b", ""], dtype=object)}, "group, row 2"),
        ({"group": np.array([b"a", b"", b"c"])}, "group, row 1"),
        ({"group": [1.0, 2.0, np.nan]}, "group, row 2"),
        ({"group": np.ma.array([1, 2, 1], mask=[1, 0, 0])}, "group, row 0"),
        ({"group": [["a"], ["b", "c"]]}, "group"),
        ({"group": {"a": 1}}, "group"),
        ({"group": ["a", "b", "a"], "reliability": {"a": 0.8}}, "group, row 1"),
        ({"group": ["a", "b", "a"], "reliability": {"a": 0.8, "b": 1}}, "reliability, row 1"),
        ({"group": ["a", "a", "a"], "reliability": {"a": [0.8, 0.9]}}, "reliability"),
        ({"pre": [1, np.inf, 2]}, "pre, row 1"),
        ({"post": [1, 2, -np.inf]}, "post, row 2"),
        ({"post": [1, 2]}, "pre"),
        ({"pre": ["a", "b", "c"]}, "pre"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_name(options: dict[str, Any], place: str) -> None:
    """With the argument, the first row it is wrong in, and a remedy."""
    told = {"pre": [10, 12, 15], "post": [14, 12, 20], "reliability": 0.8, **options}
    with pytest.raises(DomainError) as caught:
        reliable_change(told.pop("pre"), told.pop("post"), **told)
    assert place in [problem.path for problem in caught.value.problems]
    assert all(problem.remedy for problem in caught.value.problems)


def test_several_things_wrong_are_said_at_once() -> None:
    """All impossible figures in one message."""
    with pytest.raises(DomainError) as caught:
        reliable_change([1, 2], [2, 3], reliability=1, sd=0, mean=np.inf)
    assert [problem.path for problem in caught.value.problems] == ["mean", "sd", "reliability"]


def test_a_message_never_says_what_somebody_scored() -> None:
    """The place is named; neither the score nor the label stands there."""
    with pytest.raises(DomainError) as caught:
        reliable_change([np.inf, 17], [1, 2], reliability=0.8)
    assert "inf," not in str(caught.value)
    assert "17" not in str(caught.value)
    with pytest.raises(DomainError) as caught:
        reliable_change([1, 2], [1, 2], reliability={"a": 0.8}, group=["a", "secret"])
    assert "secret" not in str(caught.value)
