"""The restricted likelihood from lines alone: its derivatives, and the search for its top."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rusfelt.stats.change._reml import Criterion, PlainLines, criterion, designs_of
from rusfelt.stats.change._root_search import lowest, promising, root_of, settled

if TYPE_CHECKING:
    from rusfelt.typing import Floats


def lines(seed: int, people: int = 12) -> PlainLines:
    """People's lines with a few designs among them."""
    rng = np.random.default_rng(seed)
    kind = rng.integers(0, 4, people)
    return PlainLines(
        n=np.array([3.0, 4, 4, 6])[kind],
        place=np.array([-0.4, 0.0, 0.3, 0.1])[kind],
        spread=np.array([2.0, 5, 3, 17.5])[kind],
        slope=rng.normal(size=people),
        level=rng.normal(size=people),
    )


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 100),
    root=st.tuples(*[st.floats(-2, 2).filter(lambda x: x == 0 or abs(x) > 1e-3)] * 3),
)
def test_the_derivatives_are_those_of_the_value(
    seed: int, root: tuple[float, float, float]
) -> None:
    """Central differences of the value and of the gradient, at roots of any sign."""
    at = partial(criterion, designs=designs_of(lines(seed)), scatter=25.0, freedom=40.0)
    here, h = np.array(root), 1e-5
    found = at(here)
    for number in range(3):
        step = h * np.eye(3)[number]
        ahead, behind = at(here + step), at(here - step)
        slope = (ahead.value - behind.value) / (2 * h)
        assert found.gradient[number] == pytest.approx(slope, rel=1e-5, abs=1e-5)
        bend = (ahead.gradient - behind.gradient) / (2 * h)
        np.testing.assert_allclose(found.hessian[number], bend, rtol=1e-4, atol=1e-4)


def test_people_with_the_same_times_are_one_design() -> None:
    """A likelihood costs as much for a thousand people at four designs as for four."""
    many = lines(1, people=1000)
    designs = designs_of(many)
    assert len(designs.n) == 4
    assert designs.sums[:, 0].sum() == 1000
    root = np.array([0.7, 0.2, 0.5])
    apart = [
        criterion(root, designs_of(PlainLines(*(column[[i]] for column in many))), 1.0, 1.0)
        for i in range(1000)
    ]
    together = criterion(root, designs, 25.0, 40.0).information
    np.testing.assert_allclose(together, sum(each.information for each in apart), rtol=1e-12)


def test_the_sign_of_the_root_means_nothing() -> None:
    """A root and its negative are roots of one variance."""
    at = partial(criterion, designs=designs_of(lines(2)), scatter=25.0, freedom=40.0)
    root = np.array([0.7, 0.2, 0.5])
    assert at(root).value == at(-root).value


def test_the_lowest_of_several_valleys_is_found() -> None:
    """People who each begin at a time of their own: where a search starts is where it ends."""
    place = np.array([1.6, -2.8, -5.5, -5.8, 3.8, 5.0])
    slope = np.array([2.0, 1.4, -1.1, -1.9, -0.9, 0.1])
    start = np.array([-1.2, -0.1, -0.6, -0.4, -0.3, -0.2])
    plain = PlainLines(np.full(6, 4.0), place, np.full(6, 5.0), slope, start - slope * place)
    at = partial(criterion, designs=designs_of(plain), scatter=12.0, freedom=22.0)
    wide, narrow = np.array([3.0, 0.0, 9.0]), root_of(np.zeros((2, 2)))
    values = [lowest(at, starts).best.value for starts in ([wide], [narrow], [wide, narrow])]
    assert values[0] > values[1] + 5
    assert values[2] == values[1]
    # The roots looked at in any case lead there too.
    assert lowest(at, [wide, *promising(at)]).best.value == pytest.approx(values[1], abs=1e-7)


def test_a_saddle_is_left() -> None:
    """At no variance at all nothing slopes, but lines that differ pull away from there."""
    plain = lines(3)._replace(slope=5 * np.arange(12.0), level=np.arange(12.0) ** 2)
    at = partial(criterion, designs=designs_of(plain), scatter=25.0, freedom=40.0)
    start = at(np.zeros(3))
    np.testing.assert_array_equal(start.gradient, 0)
    found = settled(at, lowest(at, [np.zeros(3)]))
    assert found.converged
    assert found.best.value < start.value - 10
    assert not found.singular


def test_a_variance_of_zero_is_exactly_zero() -> None:
    """Lines that differ no more than their noise end at the edge, and say so."""
    plain = lines(4)._replace(slope=np.full(12, 0.3), level=np.full(12, 1.0))
    at = partial(criterion, designs=designs_of(plain), scatter=25.0, freedom=40.0)
    found = settled(at, lowest(at, [root_of(np.eye(2))]))
    assert found.converged
    assert found.singular
    assert found.root.tolist() == [0, 0, 0]


def bowl(root: Floats, *, bottom: Floats, steep: float = 200.0) -> Criterion:
    """A criterion whose lowest point is known."""
    off = root - bottom
    information = np.eye(2)
    return Criterion(
        steep * float(off @ off),
        2 * steep * off,
        2 * steep * np.eye(3),
        np.zeros(2),
        information,
        1.0,
    )


def test_a_small_variance_is_not_taken_for_none() -> None:
    """Near zero is tried at zero, and stays where it was when that is worse."""
    at = partial(bowl, bottom=np.array([0.04, 0.0, 0.7]))
    found = settled(at, lowest(at, [root_of(np.eye(2))]))
    np.testing.assert_allclose(found.root, [0.04, 0, 0.7], atol=1e-12)
    assert not found.singular


def test_a_search_that_gets_nowhere_says_so() -> None:
    """A slope that promises what the values do not keep."""
    there = np.array([1.0, 0.0, 1.0])

    def false(root: Floats) -> Criterion:
        return bowl(root, bottom=there)._replace(gradient=-400 * (root - there))

    def endless(root: Floats) -> Criterion:
        return bowl(root, bottom=there)._replace(
            value=-float(root[0]), gradient=np.array([-1.0, 0, 0])
        )

    for criterion_ in (false, endless):
        found = lowest(criterion_, [there + 0.1])
        assert not found.converged
    assert found.steps == 200
