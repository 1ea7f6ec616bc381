"""What last-change promises, tried through rusfelt itself."""

from __future__ import annotations

import numpy as np
import pytest

import rusfelt
from rusfelt.plugin import Offer
from rusfelt.testing import Law, conformance
from rusfelt_example import rusfelt_evaluators
from rusfelt_example.last_change import LastChange


@pytest.fixture
def panel() -> rusfelt.Panel:
    """Three series: three points, one point, and none."""
    return rusfelt.Panel(
        ["visits", "calls", "deaths"],
        [""] * 3,
        [""] * 3,
        [0] * 3,
        [0, 3, 4, 4],
        [2022, 2023, 2024, 2024],
        [40.0, 44.0, 51.0, 9.0],
        clock="period",
    )


def test_the_last_step_is_the_last_point_minus_the_one_before(panel: rusfelt.Panel) -> None:
    """51 after 44 is 7; what came earlier plays no part."""
    assert rusfelt.evaluate(panel, LastChange())["change"][0] == 7


def test_a_series_that_is_too_short_gets_a_reason_and_no_number(panel: rusfelt.Panel) -> None:
    """One point, or none, has no last step; the reason says how many points it takes."""
    found = rusfelt.evaluate(panel, LastChange())
    assert found.status.tolist() == ["ok", "unmet", "unmet"]
    assert np.isnan(found["change"][1:]).all()
    assert found.reason(1, "en") == "The method needs more points: at least 2."


def test_each_series_is_answered_by_itself(panel: rusfelt.Panel) -> None:
    """Turning the rows of a panel around turns the answer around and changes nothing else."""
    straight = rusfelt.evaluate(panel, LastChange())["change"]
    turned = rusfelt.evaluate(panel.take([2, 1, 0]), LastChange())["change"]
    np.testing.assert_array_equal(turned, straight[::-1])


@pytest.mark.parametrize("law", conformance(LastChange(), api=1), ids=str)
def test_it_keeps_every_law(law: Law) -> None:
    """What every evaluator promises, over panels made from what this one needs."""
    law()


def test_the_hook_offers_a_name_that_loads() -> None:
    """What is offered can be imported and calls itself by the name it is offered under."""
    (offer,) = rusfelt_evaluators()
    assert isinstance(offer, Offer)
    assert offer.load()().spec.name == offer.name


def test_the_step_says_it_is_made_of_the_values() -> None:
    """A column that did not would be left out of every document."""
    (column,) = LastChange().spec.gives
    assert column.basis == ("y",)
