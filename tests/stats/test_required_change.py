"""What is needed from now on."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rusfelt.errors import DomainError
from rusfelt.stats.required_change import required_change

value = st.floats(0.01, 1e6)


@given(now=value, target=value, years=st.floats(1, 50), t=st.floats(-1000, 3000))
def test_the_change_given_leads_to_the_target(
    now: float, target: float, years: float, t: float
) -> None:
    """Applied until the due date, whatever the era, both kinds arrive."""
    due = t + years
    linear = required_change(now, t, target, due)
    # The sum is as exact as the larger of the two it is made of.
    arrived = pytest.approx(target, rel=1e-9, abs=1e-12 * max(now, target))
    assert float(now + linear.change * (due - t)) == arrived
    compound = required_change(now, t, target, due, kind="compound")
    # In logarithms; a rate near -1 has lost digits that this gives back as a relative error.
    steps = np.log1p(compound.change) * (due - t)
    assert float(steps) == pytest.approx(np.log(target / now), rel=1e-6, abs=1e-9)


def test_known_values() -> None:
    """Ten down in ten years, and the rate that halves in ten."""
    assert float(required_change(25, 2020, 15, 2030).change) == -1
    halved = required_change(30, 2020, 15, 2030, kind="compound").change
    assert float(halved) == pytest.approx(0.5**0.1 - 1, rel=1e-14)


def test_a_target_already_reached_requires_nothing_if_the_direction_is_known() -> None:
    """Without a direction, the way back to the target is given."""
    assert required_change([14, 15], 0, 15, 5, better="lower").change.tolist() == [0, 0]
    assert required_change([14, 15], 0, 15, 5, better="higher").change.tolist() == [0.2, 0]
    assert required_change(14, 0, 15, 5).change == 0.2
    assert float(required_change(14, 0, 15, 5, kind="compound", better="lower").change) == 0


def test_nothing_can_be_required_once_the_time_is_out() -> None:
    """On the due date, after it, and for figures that are not there: nan, even when met."""
    late = required_change(14, [5, 6, 0], [15, 15, np.nan], 5, better="lower")
    assert np.isnan(late.change).all()
    assert np.isnan(late.time).tolist() == [True, True, False]


def test_no_constant_rate_leads_to_zero_or_out_of_it() -> None:
    """Undefined compound, and plainly defined linear."""
    figures = ([0, 5, -5, -5], 0, [5, 0, 5, -1], 5)
    assert np.isnan(required_change(*figures, kind="compound").change).all()
    assert required_change(*figures).change.tolist() == [1, -1, 2, 0.8]


@pytest.mark.parametrize("kind", ["linear", "compound"])
def test_enormous_figures_give_a_number_or_nan(kind: Literal["linear", "compound"]) -> None:
    """From one end of the number line to the other."""
    change = required_change([1e308, -1e308, 5e-324], 0, [-1e308, 1e308, 1e308], [4, 1e-300, 1],
                             kind=kind).change  # fmt: skip
    assert not np.isinf(change).any()
    if kind == "linear":
        assert change[0] == -5e307


@given(now=st.floats(-1e6, 1e6), target=st.floats(-1e6, 1e6))
def test_the_mirror_image_requires_the_opposite(now: float, target: float) -> None:
    """Figures with their sign turned, and the better direction with them."""
    one = required_change(now, 0, target, 4, better="higher").change
    other = required_change(-now, 0, -target, 4, better="lower").change
    assert float(one) == -float(other)


def test_unknown_words_and_infinite_figures_are_refused() -> None:
    """By the argument's name."""
    with pytest.raises(DomainError, match="kind"):
        required_change(1, 0, 2, 1, kind="cubic")  # type: ignore[arg-type]
    with pytest.raises(DomainError, match="better"):
        required_change(1, 0, 2, 1, better="up")
    with pytest.raises(DomainError, match="due, row 1"):
        required_change(1, 0, 2, [1, np.inf])


def test_no_rows_give_no_rows() -> None:
    """An empty batch is a batch."""
    assert required_change([], 0, 1, 2).change.shape == (0,)
