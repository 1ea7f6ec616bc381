"""What a trend test says it took for granted."""

from __future__ import annotations

import numpy as np
import pytest

import rusfelt
from rusfelt.evaluators._caution import cautions
from rusfelt.stats import mann_kendall


def following(phi: float, rows: int, n: int) -> np.ndarray:
    """Normal values, each correlated by ``phi`` with the one before."""
    rng = np.random.default_rng([n, int(100 * abs(phi))])
    noise = rng.normal(size=(rows, n))
    y = noise.copy()
    for k in range(1, n):
        y[:, k] = phi * y[:, k - 1] + np.sqrt(1 - phi**2) * noise[:, k]
    return y


def told(y: np.ndarray, test: str = "ranks") -> dict[str, np.ndarray]:
    t = np.broadcast_to(np.arange(y.shape[1], dtype=float), y.shape)
    return dict(cautions(y, t, test=test))


def test_few_points_assume_chance_and_more_cannot_be_checked() -> None:
    """Counts of four points take chance for granted; up to nineteen the neighbours are unknown."""
    four, ten = following(0.0, 3, 4), following(0.0, 3, 10)
    assert told(four, "counts")["caution"] == "assumes-chance-variation-only"
    assert np.isnan(told(four, "counts")["size_correlated"]).all()
    assert told(ten, "counts")["caution"] == "autocorrelation-unchecked"
    assert (told(ten, "counts")["size_correlated"] > 0.1).all()


def test_from_twenty_points_it_is_looked_for() -> None:
    """Seldom found where there is none, often where there is, and never where points swing."""
    share = {
        phi: float(np.mean(told(following(phi, 4_000, 30))["caution"] == "autocorrelated"))
        for phi in (0.0, 0.7, -0.7)
    }
    assert share[0.0] < 0.035
    assert share[0.7] > 0.7
    assert share[-0.7] == 0


def test_a_straight_line_and_the_largest_numbers_are_looked_at_without_a_warning() -> None:
    """What leaves nothing over follows nothing."""
    line = np.arange(24.0)[None] * np.array([[1.0], [7e306], [0.0]])
    assert told(line)["caution"].tolist() == ["", "", ""]


@pytest.mark.parametrize("n", [8, 10, 20, 40])
def test_the_rate_that_goes_with_a_result_is_what_a_simulation_gives(n: int) -> None:
    """Mann-Kendall on unchanged series with neighbours correlated by .4."""
    y = following(0.4, 12_000, n)
    rejected = float(np.mean(mann_kendall(y).p <= 0.05))
    assert abs(rejected - told(y)["size_correlated"][0]) < 0.012


def test_it_stands_beside_the_answer() -> None:
    """In the findings, and among the flags of a verdict."""
    answer = rusfelt.Panel(
        ["a"], [""], [""], [0], [0, 6], range(2015, 2021), [3.0, 4, 4, 6, 7, 9], clock="period"
    )
    found = rusfelt.evaluate(answer, "mann-kendall")
    assert found["caution"].tolist() == ["autocorrelation-unchecked"]
    assert 0.03 < found["size_correlated"][0] < 0.1
