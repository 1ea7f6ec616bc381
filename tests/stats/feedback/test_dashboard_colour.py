"""Dashboard colours: what happens at the edges and where something is missing."""

from __future__ import annotations

import numpy as np
import pytest

from rusfelt.errors import DomainError
from rusfelt.stats.feedback.dashboard_colour import alliance_colour, dashboard_colour

USUAL = {"target": 24, "lower_target": 18, "cutoff": 25, "version": "made up 2"}


def test_each_rules_edge_belongs_to_the_better_colour() -> None:
    """At the target green, at the lower target orange, at the cutoff above it."""
    found = dashboard_colour(3, [25, 24.9, 24, 23.9, 18, 17.9], **USUAL)
    assert found.colour.tolist() == ["green", "green", "green", "orange", "orange", "red"]
    assert found.reason.tolist() == [
        "target-reached-above-cutoff", "target-reached", "target-reached", "between-targets",
        "between-targets", "below-lower-target",
    ]  # fmt: skip
    assert set(found.version.tolist()) == {"made up 2"}


def test_one_session_is_grey_and_a_missing_figure_has_no_colour() -> None:
    """Each with its reason; a target reached needs no lower one."""
    nan = np.nan
    found = dashboard_colour(
        [1, 0, 3, 3, 3, 3], [26, nan, nan, 26, 26, 20], target=[24, 24, 24, nan, 24, 24],
        lower_target=[18, nan, 18, nan, nan, nan], cutoff=25, version="v",
    )  # fmt: skip
    assert found.colour.tolist() == ["grey", "grey", "", "", "green", ""]
    assert found.reason.tolist() == [
        "one-session", "one-session", "no-score", "no-target", "target-reached-above-cutoff",
        "no-target",
    ]  # fmt: skip


def test_a_target_reached_on_paper_is_reached() -> None:
    """A target of three tenths met by 0.1 + 0.2 and the other way round."""
    options = {"lower_target": 0, "cutoff": 25, "version": "v"}
    assert str(dashboard_colour(3, 0.3, target=0.1 + 0.2, **options).colour) == "green"


def test_a_fall_in_alliance_of_one_on_paper_is_red() -> None:
    """2.3 to 1.3 is a fall of 1; the level is another light."""
    assert 2.3 - 1.3 < 1
    found = alliance_colour([1.3, 1.4, 39, np.nan, 39], [2.3, 2.3, 40, 40, np.nan], cutoff=36)
    assert found.change_colour.tolist() == ["red", "", "red", "grey", ""]
    assert found.change_reason.tolist() == [
        "fallen", "not-fallen", "fallen", "no-score", "no-last-score",
    ]  # fmt: skip
    assert found.colour.tolist() == ["red", "red", "green", "grey", "green"]
    np.testing.assert_allclose(found.change, [-1, -0.9, -1, np.nan, np.nan])
    assert np.isnan(alliance_colour(1.7e308, -1.7e308, cutoff=36).change)
    assert str(alliance_colour(-1.7e308, 1.7e308, cutoff=36).change_colour) == "red"


def test_nobody_has_no_colour() -> None:
    """An empty batch is a batch."""
    assert dashboard_colour(np.empty((0, 2)), 20, **USUAL).colour.shape == (0, 2)
    assert alliance_colour([], cutoff=36).change_colour.shape == (0,)


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"count": [1, 1.5]}, "count, row 1"),
        ({"score": [1, np.inf]}, "score, row 1"),
        ({"target": [24, -np.inf]}, "target, row 1"),
        ({"lower_target": [18, 24.5]}, "lower_target, row 1"),
        ({"cutoff": [25, np.nan]}, "cutoff, row 1"),
        ({"version": ""}, "version"),
        ({"score": [1, 2], "target": [1, 2, 3]}, "count"),
    ],
)
def test_impossible_figures_are_refused_with_their_place(
    changed: dict[str, object], place: str
) -> None:
    """Targets in the wrong order, a table without a name."""
    with pytest.raises(DomainError) as caught:
        dashboard_colour(**{"count": 3, "score": 20, **USUAL} | changed)
    assert caught.value.problems[0].path == place


@pytest.mark.parametrize(
    ("arguments", "cutoff", "name"),
    [((np.inf,), 36, "score"), ((30, np.inf), 36, "last"), ((30,), np.nan, "cutoff")],
)
def test_impossible_alliance_scores_are_refused(
    arguments: tuple[float, ...], cutoff: float, name: str
) -> None:
    """Naming the argument."""
    with pytest.raises(DomainError, match=name):
        alliance_colour(*arguments, cutoff=cutoff)
