"""What twoway-did promises, tried through rusfelt."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from causal_panels import cigarettes, panel_of

import rusfelt
from rusfelt.evaluators.difference_in_differences import DifferenceInDifferences
from rusfelt_causal._imputation import gaps, mean_effects
from rusfelt_causal._lots import arrangements, number_of_arrangements
from rusfelt_causal._regression import regressed
from rusfelt_causal.twoway_did import TwowayDid

_RNG = np.random.default_rng(11)


def _walks(units: int, periods: int) -> np.ndarray:
    return np.round(30 + _RNG.normal(size=(units, periods)).cumsum(axis=1), 3)


def _curve(found: rusfelt.Findings, name: str) -> np.ndarray:
    return found.curves[name].values


def test_two_by_two_is_the_difference_of_the_differences() -> None:
    """Treated 10 to 16 and 12 to 20, others 8 to 9 and 5 to 8: 7 less 2 is 5."""
    y = [[10, 16], [12, 20], [8, 9], [5, 8]]
    found = rusfelt.evaluate(panel_of(y, treated=[1, 1, 0, 0], start=2011.0), TwowayDid())
    assert found["effect"][0] == pytest.approx(5)
    assert found["estimator"][0] == "twfe"
    assert _curve(found, "since_effect") == pytest.approx([5])


def test_two_by_two_clustered_error_is_that_of_two_means() -> None:
    """The variance is the sum over both sides of squared deviations by their number squared.

    That of the changes, times n / (n - 1) for the clusters and (2n - 1) / (2n - 3) for what is
    estimated: the units' effects are nested in the clusters and not counted.
    """
    y = _walks(12, 2)
    start = np.array([1] * 5 + [2] * 7)
    change = y[:, 1] - y[:, 0]
    sides = [change[:5], change[5:]]
    plain = sum(((side - side.mean()) ** 2).sum() / len(side) ** 2 for side in sides)
    expected = np.sqrt(plain * 12 / 11 * 23 / 21)
    fit = regressed(y, start, staggered=False, confidence=0.95)
    assert fit.se == pytest.approx(expected, rel=1e-9)


def test_with_one_start_it_agrees_with_the_built_in_difference_in_differences() -> None:
    """Estimate and exact permutation p are the same; this one adds error, starts and curve."""
    for units, chosen in ((6, 2), (8, 4), (9, 3)):
        panel = panel_of(_walks(units, 7), treated=np.arange(units) < chosen, start=2013.0)
        here = rusfelt.evaluate(panel, TwowayDid())
        there = rusfelt.evaluate(panel, DifferenceInDifferences())
        for name in ("effect", "p", "smallest_p", "choices", "can_reject"):
            assert here[name][0] == pytest.approx(there[name][0]), name


def test_proposition_99_gives_the_published_estimate() -> None:
    """-27.35 packs a head and year, as Stata's sdid, method(did), on the same figures.

    Clarke and others, doi:10.48550/arXiv.2301.11859, describe it.
    """
    found = rusfelt.evaluate(cigarettes(), TwowayDid())
    assert found["effect"][0] == pytest.approx(-27.35, abs=0.005)
    assert (found["choices"][0], found["method"][0]) == (39, "exact")


def test_one_treated_unit_gets_a_p_by_lot_and_no_clustered_error() -> None:
    """The library's error would make it 7 in a million million; the lots say what 39 units can."""
    y = cigarettes().y.reshape(39, 31)
    start = np.where(np.arange(39) == 38, 19, 31)
    assert regressed(y, start, staggered=False, confidence=0.95).p < 1e-11
    found = rusfelt.evaluate(cigarettes(), TwowayDid(fewest_clusters=30))
    assert found["caution"][0] == "few-treated"
    assert np.isnan([found[name][0] for name in ("se", "low", "high", "cluster_p")]).all()
    assert found["p"][0] >= 1 / 39


def test_a_clustered_error_is_given_where_there_are_units_enough() -> None:
    """Forty units, half of them treated; the interval is the estimate and a t of 39."""
    y = _walks(40, 6)
    found = rusfelt.evaluate(panel_of(y, treated=np.arange(40) < 20, start=2013.0), TwowayDid())
    assert found["caution"][0] == ""
    assert found["method"][0] == "monte-carlo"
    half = 2.0226909 * found["se"][0]
    assert found["high"][0] - found["effect"][0] == pytest.approx(half)
    assert found["effect"][0] - found["low"][0] == pytest.approx(half)
    assert (found["cluster_p"][0] < 0.05) == (found["low"][0] > 0 or found["high"][0] < 0)


def test_units_that_all_changed_alike_leave_no_error() -> None:
    """There is nothing to tell chance by."""
    y = np.outer(np.ones(40), [3.0, 5.0]) + np.arange(40)[:, None]
    y[:20, 1] += 2
    found = rusfelt.evaluate(panel_of(y, treated=np.arange(40) < 20, start=2011.0), TwowayDid())
    assert found["effect"][0] == pytest.approx(2)
    assert found["caution"][0] == "no-error"
    assert np.isnan(found["se"][0])


def test_staggered_starts_with_growing_effects_are_not_mixed_up() -> None:
    """Effects of 1, 2, 3 … by period since the start, known without error, are found.

    Plain two-way fixed effects are far from their mean.
    """
    start = np.array([2, 2, 4, 4, 8, 8])
    period = np.arange(8)
    since = period[None, :] - start[:, None]
    y = np.arange(6)[:, None] * 3.0 + np.sin(period) + np.where(since >= 0, since + 1.0, 0.0)
    truth = (since + 1)[since >= 0].mean()
    panel = panel_of(y, treated=start < 8, start=np.where(start < 8, 2010.0 + start, np.nan))
    found = rusfelt.evaluate(panel, TwowayDid())
    plain = regressed(y, start, staggered=False, confidence=0.95)
    assert abs(plain.effect - truth) > 0.5
    assert found["effect"][0] == pytest.approx(truth)
    assert (found["estimator"][0], found["starts"][0]) == ("did2s", 2)
    assert _curve(found, "since").tolist() == [0, 1, 2, 3, 4, 5]
    assert _curve(found, "since_effect") == pytest.approx([1, 2, 3, 4, 5, 6])


def test_the_permuted_estimate_is_the_library_s_own() -> None:
    """For one start two-way fixed effects, for several the two-stage estimate, by pyfixest."""
    y = _walks(9, 6)
    for start in ([3, 3, 3, 6, 6, 6, 6, 6, 6], [2, 3, 3, 4, 6, 6, 6, 5, 6]):
        told = np.array(start)
        fit = regressed(y, told, staggered=len(set(start)) > 2, confidence=0.95)
        assert mean_effects(y, told[None, :])[0] == pytest.approx(fit.effect)


def test_a_single_untreated_point_leaves_the_effect_and_takes_the_error() -> None:
    """The library leaves such a unit out of its first stage and fails in its second."""
    y, start = _walks(9, 6), np.array([1, 2, 2, 4, 6, 6, 6, 5, 6])
    fit = regressed(y, start, staggered=True, confidence=0.95)
    assert fit.effect == pytest.approx(np.nanmean(gaps(y, start[None, :])))
    assert np.isnan(fit.se)


def test_imputed_values_are_those_of_a_regression_on_dummies() -> None:
    """Least squares on untreated points, written out in full."""
    y, start = _walks(5, 6), np.array([2, 3, 6, 6, 5])
    unit, period = np.indices(y.shape)
    dummies = np.hstack(
        [unit.reshape(-1, 1) == np.arange(5), period.reshape(-1, 1) == np.arange(6)]
    ).astype(float)
    free = (period < start[:, None]).ravel()
    fitted = dummies @ np.linalg.lstsq(dummies[free], y.ravel()[free], rcond=None)[0]
    expected = np.where(free, np.nan, y.ravel() - fitted).reshape(y.shape)
    np.testing.assert_allclose(gaps(y, start[None, :])[0], expected, atol=1e-9)


def test_every_way_to_share_out_the_starts_is_gone_through_once() -> None:
    """Sixty ways for three cohorts of one, two and three among six units."""
    start = np.array([1, 2, 2, 4, 4, 4])
    ways, exact = arrangements(start, 100, 0)
    assert exact
    assert number_of_arrangements(start) == 60
    assert {tuple(way) for way in ways} == set(itertools.permutations(start.tolist()))


def test_drawn_lots_are_the_same_each_time_and_count_what_came_about() -> None:
    """The first arrangement is the real one, so p is never 0."""
    start = np.array([3] * 10 + [6] * 12)
    ways, exact = arrangements(start, 500, 5)
    assert not exact
    assert len(ways) == 501
    np.testing.assert_array_equal(ways[0], start)
    assert (np.sort(ways, axis=1) == np.sort(start)).all()
    np.testing.assert_array_equal(ways, arrangements(start, 500, 5)[0])
    assert (ways != arrangements(start, 500, 6)[0]).any()


def test_p_by_lot_holds_its_level_for_staggered_starts() -> None:
    """Where nothing happened at most a tenth of panels have p of a tenth or less, but for chance."""
    start = np.array([2, 2, 3, 5, 5, 5, 5])
    ways, _ = arrangements(start, 2_000, 0)
    hits = 0
    for _ in range(200):
        effects = np.abs(mean_effects(_RNG.normal(size=(7, 5)).cumsum(axis=1), ways))
        at = int((ways == start).all(axis=1).argmax())
        hits += int((effects >= effects[at] - 1e-9).mean() <= 0.1)
    # Four standard errors above a tenth.
    assert hits <= 200 * 0.1 + 4 * np.sqrt(200 * 0.09)


@pytest.mark.parametrize(
    ("treated", "start", "reason"),
    [
        ([1, 1, 0, 0], np.nan, "unsaid-start"),
        ([2, 1, 0, 0], 2013.0, "unsaid-treatment"),
        ([0, 0, 0, 0], 2013.0, "no-treated"),
        ([1, 1, 0, 0], 2040.0, "no-treated"),
        ([1, 1, 1, 1], 2013.0, "no-comparison"),
        ([1, 1, 0, 0], 2010.0, "too-few-before"),
    ],
)
def test_what_cannot_be_compared_gets_a_reason_and_no_number(
    treated: list[float], start: float, reason: str
) -> None:
    """And the reason has a sentence in each language."""
    found = rusfelt.evaluate(panel_of(_walks(4, 6), treated=treated, start=start), TwowayDid())
    assert (found.status[0], found["reason"][0]) == ("undefined", reason)
    assert np.isnan(found["effect"][0])
    assert len({found.reason(0, language) for language in ("nb", "nn", "en")}) == 3


def test_units_with_other_times_are_not_compared() -> None:
    """A hole in one unit would make the permutations unlike each other."""
    whole = panel_of(_walks(4, 6), treated=[1, 0, 0, 0], start=2013.0)
    panel = rusfelt.Panel(
        whole.indicator, whole.unit, whole.group, whole.part, [0, 5, 11, 17, 23],
        whole.t[1:], whole.y[1:], clock="period", per_series=dict(whole.per_series),
    )  # fmt: skip
    assert rusfelt.evaluate(panel, TwowayDid())["reason"][0] == "unlike-times"


def test_figures_that_never_vary_say_nothing() -> None:
    """An effect of exactly nothing would look like a finding."""
    found = rusfelt.evaluate(
        panel_of(np.full((4, 6), 7.3), treated=[1, 0, 0, 0], start=2013.0), TwowayDid()
    )
    assert found["reason"][0] == "no-variation"


def test_numbers_of_any_size_give_the_same_effect_in_their_own_unit() -> None:
    """The libraries' tolerances are absolute; a common scale keeps them out of it."""
    y = _walks(6, 6)
    effects = [
        rusfelt.evaluate(
            panel_of(y * size, treated=[1, 1, 0, 0, 0, 0], start=2013.0), TwowayDid()
        )["effect"][0] / size
        for size in (1.0, 1e-9, 1e9)
    ]  # fmt: skip
    assert effects[1:] == pytest.approx([effects[0]] * 2)


def test_it_can_settle_no_verdict() -> None:
    """A plan that names it in judged_by is told so."""
    assert not TwowayDid().spec.judges
