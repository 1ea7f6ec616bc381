"""The light variant: levels come from the caller's table, and from nowhere else."""

from __future__ import annotations

import numpy as np
import pytest

from rusfelt.errors import DomainError
from rusfelt.stats.goals.gas import gas_change
from rusfelt.stats.goals.gas_light import gas_light

# Made up: not the table of any form.
TABLE = {
    (-1, "achieved"): 0, (-1, "partly"): -0.25, (-1, "same"): -1,
    (-2, "achieved"): 0, (-2, "partly"): -1.5, (-2, "same"): -2,
}  # fmt: skip


def test_levels_are_looked_up_by_baseline_and_answer() -> None:
    """In any shape; nothing answered is nothing rated."""
    found = gas_light(
        [[-1, -2], [-1, -2]], [["partly", "partly"], ["", "achieved"]], table=TABLE, source="mine"
    )
    np.testing.assert_array_equal(found.level, [[-0.25, -1.5], [np.nan, 0]])
    assert found.source.tolist() == [["mine", "mine"]] * 2
    assert np.isnan(gas_light(np.nan, "same", table=TABLE, source="mine").level)
    assert gas_light([], [], table=TABLE, source="mine").level.shape == (0,)


def test_levels_go_on_to_a_t_score() -> None:
    """Baseline and looked-up level are the two occasions of a change."""
    baseline = [-1, -2, -1]
    found = gas_light(baseline, ["achieved", "same", "achieved"], table=TABLE, source="mine")
    change = gas_change(baseline, found.level)
    assert float(change.mean_change) == pytest.approx(2 / 3)
    assert int(change.at_floor) == 1


@pytest.mark.parametrize(
    ("baseline", "answers"), [([-1, -1], ["same", "gone"]), ([-1, 0], ["same", "same"])]
)
def test_what_is_not_in_the_table_is_refused_without_repeating_it(
    baseline: list[float], answers: list[str]
) -> None:
    """The row is named and the table's own words; not what the person answered."""
    with pytest.raises(DomainError) as caught:
        gas_light(baseline, answers, table=TABLE, source="mine")
    assert caught.value.problems[0].path == "answers, row 1"
    assert "gone" not in str(caught.value)


@pytest.mark.parametrize(
    "table",
    [{}, None, {(-1, "same"): 3}, {(-1, ""): 0}, {(-3, "same"): 0}, {"same": 0}, {(-1, "x"): "0"},
     {(True, "same"): 0}, {(-1, "same"): np.nan}],
)  # fmt: skip
def test_a_table_of_something_else_is_refused(table: object) -> None:
    """Empty, levels beyond the scale, answers without a word."""
    with pytest.raises(DomainError, match="table"):
        gas_light([-1], ["same"], table=table, source="mine")


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (([-1], ["same"], " "), "source"),
        (([-1], ["same"], None), "source"),
        (([-1], [1], "mine"), "answers"),
        (([-1], [None], "mine"), "answers"),
        (([-1, -1], ["same"] * 3, "mine"), "answers"),
        ((["a"], ["same"], "mine"), "baseline"),
    ],
)
def test_a_table_without_a_source_and_answers_without_words_are_refused(
    arguments: tuple[object, object, object], name: str
) -> None:
    """Where the levels are from goes along with them."""
    baseline, answers, source = arguments
    with pytest.raises(DomainError) as caught:
        gas_light(baseline, answers, table=TABLE, source=source)
    assert caught.value.problems[0].path.split(",")[0] == name
