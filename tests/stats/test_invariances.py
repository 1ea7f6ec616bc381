"""What must not change an answer, for every statistic that has a batch, and for the laws of some.

Laws of one function alone stand in that function's tests: reversed time and a rising function of
the values in ``test_kendall.py``, the mirrored verdicts of limits, ranks, outlooks and required
changes in ``test_xmr.py``, ``test_ranks.py``, ``test_chance_of_target.py`` and
``test_required_change.py``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hostile import named_fields
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from recipe import arguments
from recipes import RECIPES

from rusfelt.errors import DomainError
from rusfelt.stats import (
    compound_pace,
    direct_rate,
    expected_events,
    funnel,
    hp2030_status,
    indirect_ratio,
    interrupted_series,
    least_squares,
    linear_pace,
    p_chart,
    poisson_trend,
    proportion_trend,
    rate,
    sen_slope,
    target_progress,
    u_chart,
    weighted_trend,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from recipe import Drawn, Recipe

pytestmark = pytest.mark.no_cover

ROWS = 6
BATCHES = sorted(name for name, recipe in RECIPES.items() if recipe.rows and not recipe.ragged)
COUNTS = st.lists(st.integers(0, 30), min_size=3, max_size=8)


@pytest.fixture(autouse=True, scope="module")
def few_charts():
    """Charts are simulated by the dozen, not by the thousand."""
    module = import_module("rusfelt.stats.false_alarms")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_CHARTS", 20)
        patch.setattr(module, "_FEWEST", 20)
        module._simulate.cache_clear()
        yield
    module._simulate.cache_clear()


def _fields(recipe: Recipe, answer: Any) -> list[np.ndarray]:
    return [np.asarray(field) for name, field in named_fields(answer) if name not in recipe.apart]


def _with_rows(drawn: dict[str, Drawn], change: Callable[[np.ndarray], np.ndarray]) -> dict:
    """The arguments with the rows of every one that has rows changed."""
    values = arguments(drawn)
    for name, one in drawn.items():
        if one.axes is not None and one.axes.startswith("*"):
            values[name] = change(one.value)
    return values


def _same(found: list[np.ndarray], expected: list[np.ndarray], *, told: str) -> None:
    for one, other in zip(found, expected, strict=True):
        assert one.shape == other.shape, told
        if one.dtype.kind == "f":
            np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-13, err_msg=told)
        else:
            np.testing.assert_array_equal(one, other, err_msg=told)


@pytest.mark.parametrize("name", BATCHES)
def test_a_row_does_not_know_its_batch(name: str) -> None:
    """Rows in another order, in two axes, and alone give the same answers."""
    recipe = RECIPES[name]
    answered = 0
    for seed in range(9):
        rng = np.random.default_rng([seed, *name.encode()])
        drawn = recipe.draw(rng, (ROWS,), whole=seed % 3 == 0)
        # Every argument that is meant to have rows has them, so that they move together.
        if any(one.axes == "" and "" not in recipe.arguments[key].split(" ", 1)[1].split("|")
               for key, one in drawn.items() if one.axes is not None):  # fmt: skip
            drawn = recipe.draw(rng, (ROWS,), whole=True)
        try:
            whole = _fields(recipe, recipe.function(**arguments(drawn)))
        except DomainError:  # options that do not fit series this short
            continue
        answered += 1
        order = rng.permutation(ROWS)
        moved = _fields(
            recipe, recipe.function(**_with_rows(drawn, lambda rows, order=order: rows[order]))
        )
        _same(moved, [field[order] for field in whole], told=f"seed {seed}, moved")
        folded = _fields(
            recipe,
            recipe.function(**_with_rows(drawn, lambda rows: rows.reshape(2, 3, *rows.shape[1:]))),
        )
        _same(folded, [field.reshape(2, 3, *field.shape[1:]) for field in whole],
              told=f"seed {seed}, folded")  # fmt: skip
        for row in range(ROWS):
            alone = _fields(
                recipe, recipe.function(**_with_rows(drawn, lambda rows, row=row: rows[row]))
            )
            _same(alone, [field[row] for field in whole], told=f"seed {seed}, row {row} alone")
    assert answered > 3


@settings(max_examples=30)
@given(y=st.lists(st.integers(-20, 20), min_size=6, max_size=12), a=st.sampled_from([-3, 0.25, 8]),
       b=st.integers(-100, 100))  # fmt: skip
def test_a_new_unit_scales_every_slope(y: list[int], a: float, b: int) -> None:
    """a·y + b has a times the slope, whichever way the line is laid."""
    old, t = np.array(y, dtype=float), np.arange(len(y))
    new = a * old + b
    design = np.stack([np.ones(len(y)), t], axis=-1)
    error = 1 + t % 3
    slopes: list[Callable[[np.ndarray, float], Any]] = [
        lambda y, _: sen_slope(y).slope,
        lambda y, _: least_squares(design, y).coefficients[1],
        lambda y, scale: weighted_trend(y, abs(scale) * error).slope,
        lambda y, _: interrupted_series(y, interruption=3).slope,
        lambda y, _: interrupted_series(y, interruption=3).level_change,
        lambda y, _: interrupted_series(y, interruption=3).slope_change,
    ]
    for slope in slopes:
        assert float(slope(new, a)) == pytest.approx(a * float(slope(old, 1)), rel=1e-9, abs=1e-9)


figures = st.integers(-9, 9).map(float)


@given(baseline=figures, latest=figures, target=figures, se=st.sampled_from([np.nan, 0.0, 0.5, 3.0]),
       better=st.sampled_from(["higher", "lower"]))  # fmt: skip
def test_a_mirrored_direction_mirrors_the_status(
    baseline: float, latest: float, target: float, se: float, better: str
) -> None:
    """Healthy People's words, the share of the way and the pace, with every sign turned."""
    other = {"higher": "lower", "lower": "higher"}[better]
    one = hp2030_status(baseline, latest, target, se0=se, se1=se, better=better)
    two = hp2030_status(-baseline, -latest, -target, se0=se, se1=se, better=other)
    assert (one.status, one.branch) == (two.status, two.branch)
    np.testing.assert_array_equal(
        target_progress(baseline, latest, target).share,
        target_progress(-baseline, -latest, -target).share,
    )
    here = linear_pace(baseline, 2015, latest, 2020, target, 2030)
    there = linear_pace(-baseline, 2015, -latest, 2020, -target, 2030)
    np.testing.assert_array_equal(here.ratio, there.ratio)
    np.testing.assert_array_equal(here.expected, -there.expected)


def test_compound_pace_is_no_mirror_and_says_so() -> None:
    """30, 25 and 15 % told as 70, 75 and 85 %: .79 becomes 1.07, while the line says 1 both ways."""
    fewer = ([30, 70], 2015, [25, 75], 2020, [15, 85], 2030)
    ratio = compound_pace(*fewer, better=["lower", "higher"]).ratio
    np.testing.assert_allclose(ratio, [0.7929, 1.0665], atol=5e-5)
    np.testing.assert_allclose(linear_pace(*fewer).ratio, 1)
    assert "depends on which way a share is told" in str(compound_pace.__doc__)
    assert np.isnan(compound_pace(-30, 2015, -25, 2020, -15, 2030, better="higher").ratio)


@given(x=COUNTS, seed=st.integers(0, 99))
def test_the_sum_of_the_parts_over_the_sum_of_the_wholes_is_the_pooled_share(
    x: list[int], seed: int
) -> None:
    """Of a p-chart, a funnel and a rate standardised to its own population."""
    part = np.array(x)
    whole = part + np.random.default_rng(seed).integers(1, 50, part.size)
    pooled = part.sum() / whole.sum()
    assert float(p_chart(part, whole).centre) == pytest.approx(pooled, rel=1e-12)
    assert float(u_chart(part, whole).centre) == pytest.approx(pooled, rel=1e-12)
    assert float(funnel(part, whole).target) == pytest.approx(pooled, rel=1e-12)
    crude = direct_rate(part, whole, whole, factor=1, minimum_events=0).value
    assert float(crude) == pytest.approx(pooled, rel=1e-12)


@given(x=COUNTS, seed=st.integers(0, 99))
def test_a_period_counted_in_two_halves_and_added_up_is_the_same_period(
    x: list[int], seed: int
) -> None:
    """The mean level of charts and funnels, rates, and expected numbers do not see the cut.

    What does see it, and must: the limits of a chart and the flags of a funnel, which are about
    single points; tests of trend on points far apart, as each point is a point in time.
    """
    rng = np.random.default_rng(seed)
    events = np.array(x)
    people = rng.integers(20, 90, events.size) + events
    first = rng.integers(0, events + 1)
    there = np.minimum(people - 1, first + rng.integers(1, 10, events.size))
    cut = np.stack([first, events - first], axis=-1).reshape(-1)
    of = np.stack([there, people - there], axis=-1).reshape(-1)
    assume((of > 0).all())
    for chart in (u_chart, funnel):
        field = "centre" if chart is u_chart else "target"
        kind = {} if chart is u_chart else {"kind": "rate"}
        one, two = (getattr(chart(a, b, **kind), field) for a, b in ((events, people), (cut, of)))
        assert float(one) == pytest.approx(float(two), rel=1e-12)
    halves = rate(cut, of)
    np.testing.assert_allclose(
        rate(events, people).value, (halves.value * of).reshape(-1, 2).sum(axis=-1) / people
    )
    usual, among = events + 3, people * 7
    whole = expected_events(people, usual, among)
    parts = expected_events(of, np.repeat(usual, 2), np.repeat(among, 2))
    assert float(whole) == pytest.approx(float(parts), rel=1e-12)
    one = indirect_ratio(events, people, usual, among)
    two = indirect_ratio(cut, of, np.repeat(usual, 2), np.repeat(among, 2))
    np.testing.assert_allclose(one[:7], two[:7], rtol=1e-12)


@settings(max_examples=20, deadline=None)
@given(x=st.lists(st.integers(0, 9), min_size=2, max_size=3), at=st.integers(0, 2),
       seed=st.integers(0, 99))  # fmt: skip
def test_a_year_cut_in_two_at_one_time_leaves_the_test_of_trend(
    x: list[int], at: int, seed: int
) -> None:
    """Two parts of a year, an instant apart: the exact p, the score p and both slopes stay.

    They rest on the total, and on time summed over all events, alone; neither sees the cut. The
    log-linear trend from five points does see it, through its dispersion only.
    """
    rng = np.random.default_rng(seed)
    at = min(at, len(x) - 1)
    # With all events in that year, the cut would make an order among them.
    assume(sum(x) > x[at])
    people = rng.integers(10, 50, len(x)) + 9
    t = np.arange(len(x), dtype=float)
    first, there = rng.integers(0, x[at] + 1), people[at] // 2
    cut = [*x[:at], first, x[at] - first, *x[at + 1 :]]
    of = [*people[:at], there, people[at] - there, *people[at + 1 :]]
    times = np.insert(t, at, t[at])
    times[at + 1] += 1e-13 if at else 1e-15
    for method in ("exact", "score"):
        one = poisson_trend(x, t, exposure=people, method=method)
        two = poisson_trend(cut, times, exposure=of, method=method)
        np.testing.assert_allclose(one.p, two.p, rtol=1e-6)
        np.testing.assert_allclose(one.slope, two.slope, rtol=1e-5, atol=1e-7)
        one = proportion_trend(x, people, t, method=method)
        two = proportion_trend(cut, of, times, method=method) if _fits(cut, of) else one
        np.testing.assert_allclose(one.p, two.p, rtol=1e-6)
        np.testing.assert_allclose(one.slope, two.slope, rtol=1e-5, atol=1e-7)


def _fits(part: list[int], whole: list[int]) -> bool:
    return all(a <= b for a, b in zip(part, whole, strict=True))
