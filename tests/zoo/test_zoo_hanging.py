"""However many plugins hang, the run ends in time and the others have answered."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from zoo_calls import HANGING
from zoo_habitat import GOOD, without
from zoo_keeping import RARE, SOAK, evaluated, let_in, survivors

if TYPE_CHECKING:
    from pathlib import Path

    import rusfelt

# What an orderly end may take beyond the deadline, and beyond what the evaluation itself takes on a
# machine that may be busy with other tests. The deadline itself is eight seconds where the
# machine has nothing else to do, and as many times longer as it takes longer to start processes.
_LEAST, _MOST, _TIMES, _SPARE = 8.0, 60.0, 8.0, 2.0
ALL = [each for each in HANGING if SOAK or each.name not in RARE]
_GOOD = [each.name for each in GOOD]


@attrs.frozen(eq=False)
class Stuck:
    """An evaluation with everyone that hangs, what it took, and one without them."""

    found: rusfelt.Evaluation
    good: dict[str, Any]
    deadline: float
    seconds: float
    own: float
    survivors: list[str]


@pytest.fixture(scope="module")
def stuck(site: Path) -> Stuck:
    # What this process itself loads is loaded before anything is timed.
    with let_in(site, ()):
        evaluated(isolation="none")
        began = time.monotonic()
        evaluated(isolation="none")
        own = time.monotonic() - began
    with let_in(site, _GOOD):
        began = time.monotonic()
        good = evaluated().to_dict()
        deadline = min(max(_LEAST, _TIMES * (time.monotonic() - began)), _MOST)
    with let_in(site, [*_GOOD, *(each.name for each in ALL)]) as mark:
        began = time.monotonic()
        found = evaluated(deadline=deadline)
        took = time.monotonic() - began
        return Stuck(found, good, deadline, took, own, survivors(mark))


def test_the_run_ends_by_the_deadline(stuck: Stuck) -> None:
    """At least eight hang: asleep, in loops, while imported, while made, stopped."""
    assert len(ALL) >= 8
    assert stuck.seconds < stuck.deadline + stuck.own + _SPARE


def test_each_that_hangs_has_one_record(stuck: Stuck) -> None:
    found = [
        (each.distribution, each.evaluator, each.kind)
        for each in stuck.found.failures
        if each.distribution not in _GOOD
    ]
    assert sorted(found) == sorted((each.name, each.name, "DeadlineError") for each in ALL)


def test_those_that_do_not_hang_have_answered(stuck: Stuck) -> None:
    """Byte for byte as without the others."""
    assert not stuck.good["failures"]
    assert without(stuck.found.to_dict(), [each.name for each in ALL]) == without(stuck.good, ())


def test_no_process_hangs_on(stuck: Stuck) -> None:
    assert stuck.survivors == []
